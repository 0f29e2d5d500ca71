//! What happens in a call of an extension, role by role.

use std::time::Duration;

use sip_message::{HeaderName, SipUri};

use super::sound::Purpose;
use super::speech::{GREETING, LEAVE, MESSAGE, RECALL, SECOND, SOON, Source};
use super::tone::Tone;
use crate::settings::Role;

/// Long enough to hear that it rings.
const RINGS_FOR: Duration = Duration::from_secs(1);

/// Long enough to be sure that it is early media.
const EARLY_FOR: Duration = Duration::from_secs(5);

/// Long enough to know that nobody will come.
const NOBODY_AFTER: Duration = Duration::from_secs(30);

/// How long a call of our own rings.
const CALLS_FOR: Duration = Duration::from_secs(30);

/// How long anybody talks.
const TALKS_FOR: Duration = Duration::from_secs(600);

/// How long a call may stay parked.
const PARKED_FOR: Duration = Duration::from_secs(3600);

/// When a caller is sent on.
const TRANSFERS_AFTER: Duration = Duration::from_secs(3);

/// When a caller is held first, how long, and how long is talked in between.
const HOLDS: (Duration, Duration, Duration) =
    (Duration::from_secs(4), Duration::from_secs(8), Duration::from_secs(8));

/// How the conversation of who is busy for now goes.
pub(super) const BUSY_FOR: Duration = Duration::from_secs(20);

/// Samples for which who leaves a message waits until the machine has spoken.
const WAITS_FOR_MACHINE: usize = 42_000;

/// How a call of an extension goes.
#[derive(Debug, Clone)]
pub(super) struct Manner {
    pub(super) rings: Rings,
    pub(super) purpose: Purpose,
    pub(super) ending: Ending,
    /// What is done when, counted from the answer; in the order of time.
    pub(super) acts: Vec<(Duration, Act)>,
    /// What is done after the call, for who called.
    pub(super) errand: Option<Errand>,
    pub(super) takes_transfers: bool,
    pub(super) talks_for: Duration,
}

/// How it rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rings {
    /// Answers after this long.
    Answers(Duration),
    /// Is heard at once and answers after this long.
    IsHeard(Duration),
    /// Nobody is there, and that is known after this long.
    Never(Duration),
}

/// What becomes of a call once all is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    HangsUp,
    /// Keeps what the far end says.
    Listens,
    /// Waits for keys.
    Lingers,
}

/// Something done within a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Hold,
    Resume,
    /// Sends the far end on to this number.
    Transfer(String),
    HangUp,
}

/// Something done after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// Calls the caller.
    CallBack,
    /// Calls the caller in the name of a group.
    CallForService,
    /// Calls the caller, to be answered by itself.
    Intercom,
    /// Calls the colleague who never answers.
    RingColleague,
    /// Leaves a message for the caller.
    LeaveMessage,
}

impl Manner {
    /// What happens to those who dial an extension.
    pub(super) fn of(role: Role, goes_to: &str) -> Self {
        let greeting = || vec![Source::Recording(&GREETING)];
        let says = |source: &'static super::speech::Recording, errand| Self {
            ending: Ending::HangsUp,
            errand: Some(errand),
            ..Self::saying(vec![Source::Recording(source)])
        };
        match role {
            Role::Echo => Self { purpose: Purpose::Echo, ..Self::saying(Vec::new()) },
            Role::Speaks | Role::TakesTransfers | Role::BusyForNow | Role::Busy => {
                Self::saying(greeting())
            }
            Role::SpeaksToo => Self::saying(vec![Source::Recording(&SECOND)]),
            Role::RefusesTransfers => Self { takes_transfers: false, ..Self::saying(greeting()) },
            Role::NeverAnswers | Role::Redirects => {
                Self { rings: Rings::Never(NOBODY_AFTER), ..Self::saying(greeting()) }
            }
            Role::EarlyMedia => {
                Self { rings: Rings::IsHeard(EARLY_FOR), ..Self::saying(greeting()) }
            }
            Role::TransfersYou => {
                let act = Act::Transfer(goes_to.to_owned());
                Self { acts: vec![(TRANSFERS_AFTER, act)], ..Self::saying(greeting()) }
            }
            Role::HoldsYou => Self { acts: holds(), ..Self::saying(greeting()) },
            Role::CallsBack => says(&RECALL, Errand::CallBack),
            Role::CallsForService => says(&RECALL, Errand::CallForService),
            Role::Intercom => says(&RECALL, Errand::Intercom),
            Role::RingsColleague => says(&SOON, Errand::RingColleague),
            Role::LeavesMessage => says(&SOON, Errand::LeaveMessage),
            Role::AnsweringMachine => Self::machine(),
        }
    }

    /// Answers after a second and says this.
    pub(super) const fn saying(what: Vec<Source>) -> Self {
        Self {
            rings: Rings::Answers(RINGS_FOR),
            purpose: Purpose::Say(what),
            ending: Ending::Lingers,
            acts: Vec::new(),
            errand: None,
            takes_transfers: true,
            talks_for: TALKS_FOR,
        }
    }

    /// Takes a message.
    pub(super) fn machine() -> Self {
        let words = vec![Source::Recording(&LEAVE), Source::Tone(Tone::Beep)];
        Self { ending: Ending::Listens, takes_transfers: false, ..Self::saying(words) }
    }

    /// Plays messages, and waits for keys.
    pub(super) fn player(what: Vec<Source>) -> Self {
        let rings = Rings::Answers(Duration::ZERO);
        Self { rings, takes_transfers: false, ..Self::saying(what) }
    }

    /// Says that something was done.
    pub(super) fn confirmation() -> Self {
        Self { ending: Ending::HangsUp, ..Self::player(vec![Source::Tone(Tone::Done)]) }
    }

    /// Plays music until the call is fetched, and sends it back to who parked it, again and again.
    pub(super) fn park(parker: Option<&str>, recall_after: Duration) -> Self {
        let mut manner = Self::player(vec![Source::Tone(Tone::Music)]);
        if let Some(parker) = parker {
            let mut at = recall_after;
            while at < PARKED_FOR && manner.acts.len() < 64 {
                manner.acts.push((at, Act::Transfer(parker.to_owned())));
                at += recall_after.max(Duration::from_secs(1));
            }
        }
        manner.talks_for = PARKED_FOR;
        manner
    }

    /// What a call made for an errand is like.
    pub(super) fn of_errand(errand: Errand) -> Self {
        match errand {
            Errand::CallBack
            | Errand::CallForService
            | Errand::Intercom
            | Errand::RingColleague => Self::saying(vec![Source::Recording(&GREETING)]),
            Errand::LeaveMessage => Self {
                ending: Ending::HangsUp,
                ..Self::saying(vec![
                    Source::Silence(WAITS_FOR_MACHINE),
                    Source::Recording(&MESSAGE),
                    Source::Silence(4_000),
                ])
            },
        }
    }

    /// The conversation of who is busy for now.
    pub(super) fn occupation() -> Self {
        let acts = vec![(BUSY_FOR, Act::HangUp)];
        Self { acts, ..Self::saying(vec![Source::Recording(&GREETING)]) }
    }

    /// Lets the far end hear that it rings at somebody else.
    pub(super) fn connector() -> Self {
        let words = vec![Source::Tone(Tone::Ringing)];
        Self { takes_transfers: false, ..Self::saying(words) }
    }

    /// Whether every codec of the far end will do.
    pub(super) const fn knows_all_codecs(&self) -> bool {
        match self.purpose {
            Purpose::Echo => true,
            Purpose::Say(_) => false,
        }
    }
}

/// A call of our own: whom, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Going {
    /// Somebody at this PBX, by number or by the Contact of a telephone.
    pub(super) target: SipUri,
    pub(super) headers: Vec<(HeaderName, String)>,
    /// A Replaces value that somebody gave.
    pub(super) replaces: Option<String>,
    pub(super) rings_for: Duration,
}

impl Going {
    pub(super) const fn to(target: SipUri) -> Self {
        Self { target, headers: Vec::new(), replaces: None, rings_for: CALLS_FOR }
    }

    pub(super) fn with(mut self, name: HeaderName, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// Hold and resume by turns, for as long as anybody talks.
fn holds() -> Vec<(Duration, Act)> {
    let (first, held, talked) = HOLDS;
    let mut acts = Vec::new();
    let mut at = first;
    while at < TALKS_FOR {
        acts.push((at, Act::Hold));
        acts.push((at + held, Act::Resume));
        at += held + talked;
    }
    acts
}
