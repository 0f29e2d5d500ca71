//! What a person has with another: one call, from the first ring to its line in the call list.
//!
//! ```text
//!  outgoing ─▶ Dialling ──rings──▶ Ringing ──answered──▶ Talking ◀──resume── Held
//!                  │                  │                   │   └─────hold──────▶ │
//!  incoming ─▶ Offered ──answered────────────────────────▶│                     │
//!                  │                  │                   ▼                     │
//!                  └──────────────────┴─────────────▶ Ended(why) ◀──────────────┘
//! ```

use clock::Now;
use jiff::Timestamp;
use model::{AccountId, CallId, RecordId};

use crate::{CallRecord, Cause, Codec, End, Outcome, Party, Quality};

/// Which side began a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// They called.
    Incoming,
    /// We called.
    Outgoing,
}

/// Who put a call on hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// This side.
    Me,
    /// The far end.
    Them,
    /// Both sides.
    Both,
}

impl HeldBy {
    /// The holder, given which sides hold.
    #[must_use]
    pub const fn of(me: bool, them: bool) -> Option<Self> {
        match (me, them) {
            (true, true) => Some(Self::Both),
            (true, false) => Some(Self::Me),
            (false, true) => Some(Self::Them),
            (false, false) => None,
        }
    }

    const fn me(self) -> bool {
        matches!(self, Self::Me | Self::Both)
    }

    const fn them(self) -> bool {
        matches!(self, Self::Them | Self::Both)
    }
}

/// Where a call stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The request is out; nothing rings yet.
    Dialling,
    /// It rings there.
    Ringing {
        /// The network plays its own tone or announcement.
        early_media: bool,
    },
    /// It rings here.
    Offered,
    /// Both can speak.
    Talking,
    /// On hold.
    Held {
        /// By whom.
        by: HeldBy,
    },
    /// Over.
    Ended {
        /// Why.
        end: End,
        /// Since when.
        at: Timestamp,
    },
}

/// Facts of a call that say nothing of its state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Traits {
    /// The own number is hidden in it. Source: RFC 3323.
    pub is_hidden: bool,
    /// It goes to an emergency number.
    pub is_emergency: bool,
    /// It is shown and does not ring.
    pub is_silent: bool,
    /// It was answered by itself. Source: RFC 5373.
    pub is_self_answered: bool,
    /// It is one of a conference.
    pub is_in_conference: bool,
}

/// A transfer of a call. Source: RFC 3515, RFC 5589.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Where to.
    pub target: Party,
    /// How far it is.
    pub progress: Progress,
}

/// How far a transfer is, as the other side tells. Source: RFC 3515 §2.4.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The other side was asked.
    Asked,
    /// It calls there.
    Trying,
    /// It rings there.
    Ringing,
    /// It did not work; the other person is back.
    Failed {
        /// Why.
        cause: Cause,
        /// SIP status, when there was one.
        status: Option<u16>,
    },
}

/// What was asked cannot be done where the call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not possible in this state of the call")]
pub struct WrongState;

/// One call.
#[derive(Debug, Clone)]
pub struct Call {
    /// Stable for the life of the call.
    pub id: CallId,
    /// Account that carries it.
    pub account: AccountId,
    /// Which side began it.
    pub direction: Direction,
    /// Who is at the other end.
    pub remote: Party,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// The microphone is off for it.
    pub is_muted: bool,
    /// Digits sent so far.
    pub digits: String,
    /// Codec in use.
    pub codec: Option<Codec>,
    /// Sound as last measured.
    pub quality: Option<Quality>,
    /// Whom the caller wanted, where that is somebody else: a group, a forwarding colleague.
    pub called: Option<Party>,
    /// Facts of this call that say nothing of its state.
    pub traits: Traits,
    /// The call that waits while this one asks about it.
    pub consults_for: Option<CallId>,
    /// A transfer of it that is under way or has failed.
    pub transfer: Option<Transfer>,
    /// Whom the other side wants to connect us with, while the person has not said yes or no. Its
    /// number is as that side wrote it; its name is ours or none. Source: RFC 3515 §2.4.2.
    pub proposed: Option<Party>,
    state: State,
    has_rung: bool,
}

impl Call {
    /// A call of ours that has just been dialled.
    #[must_use]
    pub fn outgoing(id: CallId, account: AccountId, remote: Party, now: Now) -> Self {
        Self::new(id, account, remote, Direction::Outgoing, State::Dialling, now)
    }

    /// A call that has just begun to ring here.
    #[must_use]
    pub fn incoming(id: CallId, account: AccountId, remote: Party, now: Now) -> Self {
        Self::new(id, account, remote, Direction::Incoming, State::Offered, now)
    }

    fn new(
        id: CallId,
        account: AccountId,
        remote: Party,
        direction: Direction,
        state: State,
        now: Now,
    ) -> Self {
        Self {
            id,
            account,
            direction,
            remote,
            started_at: now.timestamp,
            answered_at: None,
            is_muted: false,
            digits: String::new(),
            codec: None,
            quality: None,
            called: None,
            traits: Traits::default(),
            consults_for: None,
            transfer: None,
            proposed: None,
            state,
            has_rung: false,
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// It rang at the far end, so someone could have answered.
    #[must_use]
    pub const fn has_rung(&self) -> bool {
        self.has_rung
    }

    /// It was answered and is not over.
    #[must_use]
    pub const fn is_up(&self) -> bool {
        match self.state {
            State::Talking | State::Held { .. } => true,
            State::Dialling | State::Ringing { .. } | State::Offered | State::Ended { .. } => false,
        }
    }

    /// It is over.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        match self.state {
            State::Ended { .. } => true,
            State::Dialling
            | State::Ringing { .. }
            | State::Offered
            | State::Talking
            | State::Held { .. } => false,
        }
    }

    /// This side holds it.
    #[must_use]
    pub const fn is_held_by_me(&self) -> bool {
        match self.state {
            State::Held { by } => by.me(),
            State::Dialling
            | State::Ringing { .. }
            | State::Offered
            | State::Talking
            | State::Ended { .. } => false,
        }
    }

    /// The far end rings, or sounds before it is answered. True when that is news.
    pub fn rings(&mut self, early_media: bool) -> bool {
        match self.state {
            State::Dialling => {
                self.has_rung = true;
                self.state = State::Ringing { early_media };
                true
            }
            State::Ringing { early_media: before } => {
                // Early media that has begun goes on until the answer, whatever else is said.
                self.state = State::Ringing { early_media: before || early_media };
                before != (before || early_media)
            }
            State::Offered | State::Talking | State::Held { .. } | State::Ended { .. } => false,
        }
    }

    /// The call was answered, here or there.
    ///
    /// # Errors
    /// When it was answered before or is over.
    pub fn answered(&mut self, now: Now) -> Result<(), WrongState> {
        match self.state {
            State::Dialling | State::Ringing { .. } | State::Offered => {
                self.answered_at = Some(now.timestamp);
                self.state = State::Talking;
                Ok(())
            }
            State::Talking | State::Held { .. } | State::Ended { .. } => Err(WrongState),
        }
    }

    /// This side holds or resumes.
    ///
    /// # Errors
    /// When nobody has answered, or the call is over.
    pub fn hold_by_me(&mut self, held: bool) -> Result<(), WrongState> {
        let by = self.holders().ok_or(WrongState)?;
        self.set_holders(held, by.1);
        Ok(())
    }

    /// The far end holds or resumes.
    ///
    /// # Errors
    /// When nobody has answered, or the call is over.
    pub fn hold_by_them(&mut self, held: bool) -> Result<(), WrongState> {
        let by = self.holders().ok_or(WrongState)?;
        self.set_holders(by.0, held);
        Ok(())
    }

    /// Which sides hold, `(me, them)`; absent unless the call is up.
    const fn holders(&self) -> Option<(bool, bool)> {
        match self.state {
            State::Talking => Some((false, false)),
            State::Held { by } => Some((by.me(), by.them())),
            State::Dialling | State::Ringing { .. } | State::Offered | State::Ended { .. } => None,
        }
    }

    const fn set_holders(&mut self, me: bool, them: bool) {
        self.state = match HeldBy::of(me, them) {
            Some(by) => State::Held { by },
            None => State::Talking,
        };
    }

    /// The call is over. A second end changes nothing.
    pub fn ended(&mut self, end: End, now: Now) {
        if !self.is_ended() {
            self.state = State::Ended { end, at: now.timestamp };
        }
    }

    /// Its line in the call list; absent while it lasts.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<CallRecord> {
        let State::Ended { end, at } = self.state else {
            return None;
        };
        Some(CallRecord {
            id,
            account: self.account,
            direction: self.direction,
            remote: self.remote.clone(),
            called: self.called.clone(),
            started_at: self.started_at,
            answered_at: self.answered_at,
            ended_at: at,
            outcome: Outcome::of(self.direction, self.answered_at.is_some(), end),
            end,
            codec: self.codec,
            quality: self.quality,
        })
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some first instant")]
mod tests {
    use std::time::{Duration, Instant};

    use redact::Redacted;

    use super::*;
    use crate::EndedBy;

    const HUNG_UP: End = End { cause: Cause::HungUp, by: EndedBy::Them, status: None };

    #[test]
    fn an_answered_call_is_recorded_with_both_times() {
        let now = start();
        let mut call = Call::outgoing(id(), account(), party(), now);

        assert!(call.rings(false));
        call.answered(now.after(Duration::from_secs(3))).unwrap();
        call.ended(HUNG_UP, now.after(Duration::from_secs(63)));

        let record = call.record(RecordId::from_random_bytes([9; 16])).unwrap();
        assert_eq!(record.outcome, Outcome::Answered);
        assert_eq!(record.answered_at.unwrap().as_second() - record.started_at.as_second(), 3);
        assert_eq!(record.ended_at.as_second() - record.started_at.as_second(), 63);
    }

    #[test]
    fn each_side_resumes_only_its_own_hold() {
        let mut call = Call::incoming(id(), account(), party(), start());
        call.answered(start()).unwrap();

        call.hold_by_me(true).unwrap();
        call.hold_by_them(true).unwrap();
        assert_eq!(*call.state(), State::Held { by: HeldBy::Both });

        call.hold_by_me(false).unwrap();
        assert_eq!(*call.state(), State::Held { by: HeldBy::Them });

        call.hold_by_them(false).unwrap();
        assert_eq!(*call.state(), State::Talking);
    }

    #[test]
    fn a_call_that_nobody_answered_cannot_be_held() {
        let mut call = Call::outgoing(id(), account(), party(), start());

        assert_eq!(call.hold_by_me(true), Err(WrongState));
        assert_eq!(call.hold_by_them(true), Err(WrongState));
    }

    #[test]
    fn early_media_is_not_taken_back_by_a_later_180() {
        let mut call = Call::outgoing(id(), account(), party(), start());

        assert!(call.rings(true));
        assert!(!call.rings(false), "no news");

        assert_eq!(*call.state(), State::Ringing { early_media: true });
    }

    #[test]
    fn what_is_over_stays_over() {
        let now = start();
        let mut call = Call::outgoing(id(), account(), party(), now);
        let busy = End { cause: Cause::Busy, by: EndedBy::Them, status: Some(486) };

        call.ended(busy, now);
        call.ended(HUNG_UP, now);

        assert!(!call.rings(false));
        assert_eq!(call.answered(now), Err(WrongState));
        assert_eq!(*call.state(), State::Ended { end: busy, at: now.timestamp });
    }

    #[test]
    fn a_call_in_progress_has_no_record() {
        let call = Call::outgoing(id(), account(), party(), start());

        assert!(call.record(RecordId::from_random_bytes([9; 16])).is_none());
    }

    fn start() -> Now {
        Now { instant: Instant::now(), timestamp: Timestamp::UNIX_EPOCH }
    }

    fn id() -> CallId {
        CallId::from_random_bytes([1; 16])
    }

    fn account() -> AccountId {
        AccountId::from_random_bytes([2; 16])
    }

    fn party() -> Party {
        Party {
            name: None,
            number: Redacted("1002".into()),
            uri: Redacted("sip:1002@example.org".into()),
        }
    }
}
