//! Calling somebody again: as soon as they are free, or after growing pauses.
//!
//! ```text
//!  watch  ─▶ Waiting ──free──▶ Free ──person, or at once──▶ Calling ──answered──▶ done
//!               ▲                │ busy again                 │ busy, no answer
//!               └────────────────┴────────────────────────────┘
//!  repeat ─▶ Pausing ──due──▶ Calling ──busy, no answer──▶ Pausing …
//!  system ─▶ AtSystem ──it calls──▶ done
//! ```
//!
//! Every call-back ends: at its hour, after its last attempt, or when the person gives it up. Who was
//! not reached by then is told, and stays in sight until the person has seen it. What it is outlives the
//! program.
//!
//! Source: RFC 4235 (who is free); ITU-T Q.733.3 (CCBS: lifetime and recall of a call-back on busy),
//! Q.733.5 (CCNR: waits until the other person has used the telephone).

mod kept;

use std::fmt;
use std::time::Duration;

use clock::{Deadline, Now};
use jiff::Timestamp;
use model::{AccountId, CallBackId, Target};
use serde::{Deserialize, Serialize};

/// Why somebody is called again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Why {
    /// They were busy.
    Busy,
    /// They did not answer.
    NoAnswer,
    /// The person wants to get through.
    Redial,
}

/// How it becomes known that they can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Means {
    /// By watching their telephone. Source: RFC 4235.
    Watch,
    /// The telephone system does it all, asked by its code.
    System,
    /// By trying.
    Repeat,
}

/// How a call-back stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum State {
    /// Waits until the other person is free.
    Waiting {
        /// Who did not answer is free only after using the telephone.
        was_used: bool,
    },
    /// The other person is free, and this one was told.
    Free {
        /// Since when.
        since: Timestamp,
    },
    /// The telephone system waits and calls.
    AtSystem,
    /// Dials again.
    Pausing {
        /// When.
        at: Timestamp,
    },
    /// Dials.
    Calling,
    /// Over; kept for the person to see where they were not reached.
    Ended {
        /// Why.
        why: Done,
    },
}

/// How a call-back ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Done {
    /// They answered.
    Reached,
    /// Its time was over.
    Expired,
    /// It was tried as often as is polite.
    TooOften,
    /// The person gave it up.
    GivenUp,
    /// Their telephone cannot be watched.
    Unwatchable,
    /// They cannot be called, or do not want to be.
    Refused,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The watch told whether they are free.
    Watched {
        /// Free, and a device is there.
        is_free: bool,
    },
    /// They cannot be watched.
    WatchRefused,
    /// The person wants to call now.
    CallNow,
    /// A call of ours to them ended.
    Ended(Ended),
    /// The telephone system called us back, or accepted that it will not.
    SystemCalled,
    /// The telephone system refused the code.
    SystemRefused,
    /// The person gives it up.
    GiveUp,
}

/// How a call to them ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// They answered.
    Answered,
    /// They were busy.
    Busy,
    /// They did not answer.
    NoAnswer,
    /// The person hung up before they answered.
    Cancelled,
    /// They rejected it, or cannot be called.
    Refused,
    /// A server or the network failed; later it may work.
    Failed,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Tell the person that they are free.
    Offer,
    /// They are no longer free: take the offer back.
    Withdraw,
    /// Call them.
    Call,
    /// It is over: end the watch, and forget it.
    Done(Done),
}

/// Somebody to be called again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallBack {
    /// Stable id.
    pub id: CallBackId,
    /// Account that will dial.
    pub account: AccountId,
    /// Whom, as [`Target::read`] takes it.
    pub target: String,
    /// What people call them, as far as that is known.
    pub name: Option<String>,
    /// Why.
    pub why: Why,
    /// How it becomes known that they can be called.
    pub means: Means,
    /// Whether they are called as soon as they are free, without asking the person.
    pub at_once: bool,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is given up, or when it was over.
    pub until: Timestamp,
    state: State,
}

/// How long a call-back waits. Assumption: public networks give it 15 to 45 minutes (ITU-T Q.733.3,
/// T-CCBS3); within a house people expect it to hold for the afternoon.
pub const WAIT_MOST: Duration = Duration::from_hours(3);
/// How long somebody is dialled again and again.
pub const REPEAT_MOST: Duration = Duration::from_hours(1);
/// Most attempts of one call-back. Assumption: rules for telephones of the analogue network capped
/// repeated attempts at about as many; there is no such rule for SIP.
pub const ATTEMPTS_MOST: u32 = 12;
/// First pause between two attempts. Assumption, as above.
const PAUSE_FIRST: Duration = Duration::from_secs(30);
/// Longest pause between two attempts. Assumption, as above.
const PAUSE_MOST: Duration = Duration::from_mins(5);

impl Done {
    /// Whether the person waits for somebody who will not be called any more, and must be told so.
    #[must_use]
    pub const fn must_be_told(self) -> bool {
        match self {
            Self::Reached | Self::GivenUp => false,
            Self::Expired | Self::TooOften | Self::Unwatchable | Self::Refused => true,
        }
    }
}

impl CallBack {
    /// A new wish to be called again.
    #[must_use]
    pub fn new(
        id: CallBackId,
        account: AccountId,
        target: &Target,
        why: Why,
        means: Means,
        now: Timestamp,
    ) -> Self {
        let (lifetime, state) = match means {
            Means::Watch => (WAIT_MOST, State::Waiting { was_used: why != Why::NoAnswer }),
            Means::System => (WAIT_MOST, State::AtSystem),
            Means::Repeat => (REPEAT_MOST, State::Pausing { at: after(now, pause(0)) }),
        };
        Self {
            id,
            account,
            target: target.to_string(),
            name: None,
            why,
            means,
            at_once: means == Means::Repeat,
            attempts: 0,
            until: after(now, lifetime),
            state,
        }
    }

    /// How it stands.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// Whether nobody is called any more.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        match self.state {
            State::Ended { .. } => true,
            State::Waiting { .. }
            | State::Free { .. }
            | State::AtSystem
            | State::Pausing { .. }
            | State::Calling => false,
        }
    }

    /// When it wants [`CallBack::handle_timeout`] next; absent when it is over.
    #[must_use]
    pub fn next_deadline(&self, now: Now) -> Option<Deadline> {
        let (at, why) = match self.state {
            State::Pausing { at } if at < self.until => (at, "dials again"),
            State::Waiting { .. }
            | State::Free { .. }
            | State::AtSystem
            | State::Pausing { .. } => (self.until, "a call-back ends"),
            State::Calling | State::Ended { .. } => return None,
        };
        let wait = at.duration_since(now.timestamp);
        let wait = if wait.is_positive() { wait.unsigned_abs() } else { Duration::ZERO };
        Some(Deadline::new(now.instant + wait, why))
    }

    /// Its time has come, or has not: then nothing happens.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Option<Output> {
        match self.state {
            State::Calling | State::Ended { .. } => None,
            State::Waiting { .. }
            | State::Free { .. }
            | State::AtSystem
            | State::Pausing { .. }
                if now >= self.until =>
            {
                self.end(Done::Expired, now)
            }
            State::Pausing { at } if now >= at => Some(self.call()),
            State::Waiting { .. }
            | State::Free { .. }
            | State::AtSystem
            | State::Pausing { .. } => None,
        }
    }

    /// Takes what happened, and says what is to be done.
    pub fn handle_input(&mut self, input: Input, now: Timestamp) -> Option<Output> {
        match (self.state, input) {
            (State::Ended { .. }, _) => None,
            (_, Input::GiveUp) => self.end(Done::GivenUp, now),
            (State::Waiting { was_used }, Input::Watched { is_free }) => {
                self.watched(was_used, is_free, now)
            }
            (State::Free { .. }, Input::Watched { is_free: false }) => {
                self.state = State::Waiting { was_used: true };
                Some(Output::Withdraw)
            }
            (State::Waiting { .. } | State::Free { .. }, Input::WatchRefused) => {
                self.end(Done::Unwatchable, now)
            }
            (
                State::Waiting { .. }
                | State::Free { .. }
                | State::Pausing { .. }
                | State::AtSystem,
                Input::CallNow,
            ) => Some(self.call()),
            (State::Calling, Input::Ended(ended)) => self.call_ended(ended, now),
            (State::AtSystem, Input::SystemCalled) => self.end(Done::Reached, now),
            (State::AtSystem, Input::SystemRefused) => self.end(Done::Refused, now),
            // Somebody else's call to them, or news that came too late.
            (
                State::Waiting { .. }
                | State::Free { .. }
                | State::Pausing { .. }
                | State::AtSystem,
                Input::Ended(Ended::Answered),
            ) => self.end(Done::Reached, now),
            (
                State::Waiting { .. }
                | State::Free { .. }
                | State::Pausing { .. }
                | State::AtSystem
                | State::Calling,
                Input::Watched { .. }
                | Input::WatchRefused
                | Input::CallNow
                | Input::Ended(_)
                | Input::SystemCalled
                | Input::SystemRefused,
            ) => None,
        }
    }

    fn watched(&mut self, was_used: bool, is_free: bool, now: Timestamp) -> Option<Output> {
        if !is_free {
            self.state = State::Waiting { was_used: true };
            return None;
        }
        if !was_used {
            return None;
        }
        if self.at_once {
            return Some(self.call());
        }
        self.state = State::Free { since: now };
        Some(Output::Offer)
    }

    fn call(&mut self) -> Output {
        self.attempts = self.attempts.saturating_add(1);
        self.state = State::Calling;
        Output::Call
    }

    fn call_ended(&mut self, ended: Ended, now: Timestamp) -> Option<Output> {
        let was_used = match ended {
            Ended::Answered => return self.end(Done::Reached, now),
            Ended::Cancelled => return self.end(Done::GivenUp, now),
            Ended::Refused => return self.end(Done::Refused, now),
            Ended::NoAnswer => false,
            Ended::Busy | Ended::Failed => true,
        };
        if now >= self.until {
            return self.end(Done::Expired, now);
        }
        if self.attempts >= ATTEMPTS_MOST {
            return self.end(Done::TooOften, now);
        }
        self.state = match self.means {
            Means::Watch => State::Waiting { was_used },
            Means::Repeat | Means::System => {
                State::Pausing { at: after(now, pause(self.attempts)) }
            }
        };
        None
    }

    /// Ends it.
    #[expect(clippy::unnecessary_wraps, reason = "its callers answer with it")]
    fn end(&mut self, done: Done, now: Timestamp) -> Option<Output> {
        self.state = State::Ended { why: done };
        self.until = self.until.min(now);
        Some(Output::Done(done))
    }
}

impl fmt::Debug for CallBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallBack")
            .field("id", &self.id)
            .field("why", &self.why)
            .field("means", &self.means)
            .field("attempts", &self.attempts)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// The pause after so many attempts: it doubles up to [`PAUSE_MOST`].
fn pause(attempts: u32) -> Duration {
    let doublings = 2_u32.saturating_pow(attempts.saturating_sub(1));
    PAUSE_FIRST.saturating_mul(doublings).min(PAUSE_MOST)
}

fn after(now: Timestamp, wait: Duration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
