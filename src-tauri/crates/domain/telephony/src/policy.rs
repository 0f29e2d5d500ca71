//! What happens with an incoming call, by one table.
//!
//! ```text
//! from the emergency centre after an emergency call ─▶ rings, whatever is set
//! more calls than the telephone takes               ─▶ busy
//! not to be disturbed, and it concerns this caller  ─▶ silent, or rejected
//! forwarded at once by one's own rule               ─▶ forwarded
//! another call stands, and no second one is wanted  ─▶ busy
//! another call stands                               ─▶ waits, with or without its tone
//! asks to be answered by itself, and may            ─▶ answered
//! else                                              ─▶ rings
//! ```
//!
//! Source: innovaphone wiki, «Do-Not-Disturb» (its scopes); RFC 5373 (Answer-Mode); RFC 7090
//! (call-back from the emergency centre).

mod transfers;

use std::time::Duration;

use jiff::Timestamp;
use model::{DialRules, Meaning, Number};
use serde::{Deserialize, Serialize};

pub use transfers::{Destination, TransferRequests};

/// What happens to calls while the person does not want to be disturbed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Manner {
    /// They ring.
    #[default]
    Off,
    /// They are shown and do not ring; the telephone system forwards them as not answered.
    Silence,
    /// They are rejected; see [`Refused`].
    Reject,
}

/// Whose calls disturb.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// Everybody's.
    #[default]
    All,
    /// Those from within the house.
    Internal,
    /// Those from outside.
    External,
}

/// What a caller is told who is rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Refused {
    /// 486: the telephone system forwards as busy.
    #[default]
    Busy,
    /// 603: nobody anywhere wants to answer. Source: RFC 3261 §21.6.2.
    Declined,
    /// 480: nobody is there now; the telephone system forwards as not answered.
    Unavailable,
}

impl Refused {
    /// The SIP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Busy => 486,
            Self::Declined => 603,
            Self::Unavailable => 480,
        }
    }
}

/// Not to be disturbed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DoNotDisturb {
    /// How.
    pub manner: Manner,
    /// By whom.
    pub scope: Scope,
    /// What rejected callers are told.
    pub refused: Refused,
}

/// Whose calls may be answered by themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SelfAnswer {
    /// Nobody's.
    #[default]
    Nobody,
    /// Those from the account's own domain whose identity the telephone system vouches for.
    Domain,
    /// Those from these numbers.
    Numbers(Vec<Number>),
}

/// What the person has set for incoming calls, and for those who send calls on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Wishes {
    /// Not to be disturbed.
    pub do_not_disturb: DoNotDisturb,
    /// Whether a second call may come while one stands.
    pub call_waiting: bool,
    /// Whether it announces itself by a tone.
    pub waiting_tone: bool,
    /// Most calls at once, whatever their state.
    pub most_calls: usize,
    /// Whose calls may be answered by themselves.
    pub self_answer: SelfAnswer,
    /// Where every call is sent at once by this program; absent for nowhere.
    pub forward: Option<Number>,
    /// What is done when the far end of a call wants to connect us with somebody else.
    pub transfer_requests: TransferRequests,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            do_not_disturb: DoNotDisturb::default(),
            call_waiting: true,
            waiting_tone: true,
            most_calls: 8,
            self_answer: SelfAnswer::Nobody,
            forward: None,
            transfer_requests: TransferRequests::AskOutside,
        }
    }
}

/// A call that comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Caller's number, where it is told.
    pub caller: Option<Number>,
    /// True when the caller is of the account's own domain, and the telephone system says so itself.
    pub is_own_domain: bool,
    /// How long after it came the call asks to be answered by itself; absent where it does not ask.
    pub answer_after: Option<Duration>,
    /// True when the request says that it is a call-back of an emergency centre
    /// (`Priority: psap-callback`). Source: RFC 7090.
    pub is_psap_callback: bool,
}

/// What stands when the call comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Calls that are answered, dialled or ring there.
    pub busy: usize,
    /// Calls that ring here.
    pub offered: usize,
    /// One of them is an emergency call.
    pub has_emergency: bool,
    /// When the last emergency call ended.
    pub emergency_ended_at: Option<Timestamp>,
}

/// What happens with the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It rings.
    Ring,
    /// It is shown and does not ring.
    RingSilently,
    /// It is offered beside the call that stands.
    Waiting {
        /// Whether a tone says so.
        tone: bool,
    },
    /// It is rejected.
    Reject(Refused),
    /// It is answered by itself after this time.
    AnswerAfter(Duration),
    /// It is sent on at once.
    Forward(Number),
}

/// For how long after an emergency call everybody outside gets through: the centre may call back from
/// any number. Assumption: RFC 7090 leaves the span to the device.
pub const CALL_BACK_WINDOW: Duration = Duration::from_mins(30);

/// Longest time after which a call answers itself, whatever the caller asks.
pub const ANSWER_AFTER_MOST: Duration = Duration::from_secs(30);

/// What happens with a call that comes.
#[must_use]
pub fn decide(
    arrival: &Arrival,
    wishes: &Wishes,
    standing: &Standing,
    rules: &DialRules,
    now: Timestamp,
) -> Decision {
    let is_internal = is_internal(arrival, rules);
    let stands = standing.busy > 0;
    if may_be_emergency_centre(arrival, standing, is_internal, now) {
        return if stands { Decision::Waiting { tone: true } } else { Decision::Ring };
    }
    if standing.busy + standing.offered >= wishes.most_calls {
        return Decision::Reject(Refused::Busy);
    }
    let disturb = wishes.do_not_disturb;
    if concerns(disturb.scope, is_internal) {
        match disturb.manner {
            Manner::Off => {}
            Manner::Silence if stands => return Decision::Waiting { tone: false },
            Manner::Silence => return Decision::RingSilently,
            Manner::Reject => return Decision::Reject(disturb.refused),
        }
    }
    if let Some(target) = &wishes.forward {
        return Decision::Forward(target.clone());
    }
    if standing.busy + standing.offered > 0 && !wishes.call_waiting {
        return Decision::Reject(Refused::Busy);
    }
    if stands {
        return Decision::Waiting { tone: wishes.waiting_tone && !standing.has_emergency };
    }
    match arrival.answer_after {
        Some(wait) if standing.offered == 0 && may_answer_itself(arrival, wishes, rules) => {
            Decision::AnswerAfter(wait.min(ANSWER_AFTER_MOST))
        }
        Some(_) | None => Decision::Ring,
    }
}

const fn concerns(scope: Scope, is_internal: bool) -> bool {
    match scope {
        Scope::All => true,
        Scope::Internal => is_internal,
        Scope::External => !is_internal,
    }
}

/// A number of the house. Who tells no number is taken for somebody outside.
fn is_internal(arrival: &Arrival, rules: &DialRules) -> bool {
    arrival.caller.as_ref().is_some_and(|caller| match rules.meaning(caller) {
        Meaning::Internal(_) => true,
        Meaning::Code(_) | Meaning::World(_) | Meaning::Outside(_) => false,
    })
}

/// After an emergency call everybody outside may be the centre; a mark in the request alone, which
/// anybody can write, is nothing. Source: RFC 7090, security considerations.
fn may_be_emergency_centre(
    arrival: &Arrival,
    standing: &Standing,
    is_internal: bool,
    now: Timestamp,
) -> bool {
    let is_recent = standing.emergency_ended_at.is_some_and(|ended| {
        now.duration_since(ended).unsigned_abs() <= CALL_BACK_WINDOW || ended > now
    });
    (is_recent && (!is_internal || arrival.is_psap_callback))
        || (standing.has_emergency && arrival.is_psap_callback)
}

fn may_answer_itself(arrival: &Arrival, wishes: &Wishes, rules: &DialRules) -> bool {
    match &wishes.self_answer {
        SelfAnswer::Nobody => false,
        SelfAnswer::Domain => arrival.is_own_domain,
        SelfAnswer::Numbers(numbers) => arrival.caller.as_ref().is_some_and(|caller| {
            let caller = rules.normalised(caller);
            numbers.iter().any(|number| rules.normalised(number) == caller)
        }),
    }
}

#[cfg(test)]
mod tests;
