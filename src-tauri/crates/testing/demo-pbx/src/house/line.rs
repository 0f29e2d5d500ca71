//! One call of an extension: what happens when.
//!
//! ```text
//! dialled: Ringing ──a while and a socket──▶ Talking ──BYE, all said, 10 min──▶ over
//!             │                                 │ acts: hold, resume, transfer
//!             └──30 s (never answers)──▶ 480    └──▶ Joined (signalling is relayed)
//! calls:   Waiting ──3 s──▶ Opening ──a socket──▶ Calling ──2xx──▶ Talking
//! ```

mod session;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::Deadline;
use sdp::Description;
use sip_agent::invitation::InvitationId;
use sip_agent::{IdentityId, RequestId};
use sip_message::{SipUri, StatusCode};

use super::manner::{Act, Ending, Errand, Going, Manner, Rings};
use super::sound::Sound;
use crate::pbx::MediaId;

/// Long enough to put the receiver down.
const ERRAND_AFTER: Duration = Duration::from_secs(3);

/// How long a socket may take to open.
const SOCKET_WITHIN: Duration = Duration::from_secs(5);

/// How long keys are waited for once all is said, and how long a message may be.
const LINGERS_FOR: Duration = Duration::from_secs(10);
const LISTENS_FOR: Duration = Duration::from_secs(30);

/// One call.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) identity: IdentityId,
    pub(super) call: Option<InvitationId>,
    /// Whom it is with: the number of who called, or the number called.
    pub(super) with: Option<String>,
    pub(super) manner: Manner,
    pub(super) cause: Cause,
    stage: Stage,
    acts: VecDeque<(Instant, Act)>,
    port: Option<u16>,
    offer: Option<Description>,
    /// Our last description, offer or answer.
    ours: Option<Description>,
    version: u64,
    sound: Sound,
    seed: [u8; 32],
}

/// What a line is there for, beyond the call itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    /// Somebody dialled.
    Dialled,
    /// Somebody wants to be put in place of another call.
    Replaces,
    /// Keeps a message for this user.
    Message(String),
    /// Plays these messages to this user.
    Playback(String, Vec<u64>),
    /// After a call.
    Errand,
    /// Occupies who is busy for now.
    Occupation,
    /// The far end of this line asked for it (REFER).
    Referred(MediaId, RequestId),
    /// Will be joined with a call to this number.
    Connects(String),
}

#[derive(Debug)]
enum Stage {
    Ringing { answers_at: Instant, gives_up_at: Instant },
    NobodyHome { until: Instant },
    Waiting { until: Instant, going: Box<Going> },
    Opening { until: Instant, going: Box<Going> },
    Calling,
    Talking { until: Instant },
    Joined,
}

/// What a line wants done.
#[derive(Debug)]
pub(super) enum Order {
    Nothing,
    Open,
    /// Let the caller hear something before the answer.
    BeHeard,
    Accept,
    Reject(StatusCode),
    HangUp,
    Invite(Box<Going>),
    Act(Act),
    GiveUp,
}

impl Line {
    /// Somebody dialled.
    pub(super) fn ringing(
        identity: IdentityId,
        call: InvitationId,
        (offer, with): (Option<Description>, Option<String>),
        (manner, cause): (Manner, Cause),
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        let stage = match manner.rings {
            Rings::Never(span) => Stage::NobodyHome { until: now + span },
            Rings::Answers(span) | Rings::IsHeard(span) => {
                Stage::Ringing { answers_at: now + span, gives_up_at: now + span + SOCKET_WITHIN }
            }
        };
        Self { call: Some(call), with, offer, ..Self::at(identity, manner, cause, stage, seed) }
    }

    /// Somebody is to be called after a while.
    pub(super) fn waiting(
        identity: IdentityId,
        going: Going,
        (manner, cause): (Manner, Cause),
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        let wait = match cause {
            Cause::Errand => ERRAND_AFTER,
            Cause::Dialled
            | Cause::Replaces
            | Cause::Message(_)
            | Cause::Playback(..)
            | Cause::Occupation
            | Cause::Referred(..)
            | Cause::Connects(_) => Duration::ZERO,
        };
        let with = going.target.user().map(std::borrow::Cow::into_owned);
        let stage = Stage::Waiting { until: now + wait, going: Box::new(going) };
        Self { with, ..Self::at(identity, manner, cause, stage, seed) }
    }

    const fn at(
        identity: IdentityId,
        manner: Manner,
        cause: Cause,
        stage: Stage,
        seed: [u8; 32],
    ) -> Self {
        Self {
            identity,
            call: None,
            with: None,
            manner,
            cause,
            stage,
            acts: VecDeque::new(),
            port: None,
            offer: None,
            ours: None,
            version: 0,
            sound: Sound::None,
            seed,
        }
    }

    /// Whether a socket is open for it or asked for.
    pub(super) const fn needs_media(&self) -> bool {
        match self.stage {
            Stage::NobodyHome { .. } | Stage::Waiting { .. } | Stage::Joined => false,
            Stage::Ringing { .. }
            | Stage::Opening { .. }
            | Stage::Calling
            | Stage::Talking { .. } => true,
        }
    }

    /// What is to be done for whom now that this is over.
    pub(super) fn errand(&self) -> Option<(Errand, String)> {
        Some((self.manner.errand?, self.with.clone()?))
    }

    /// Whether somebody will be called for an errand.
    pub(super) fn will_call(&self, who: &SipUri) -> bool {
        match &self.stage {
            Stage::Waiting { going, .. } | Stage::Opening { going, .. } => going.target == *who,
            Stage::Ringing { .. }
            | Stage::NobodyHome { .. }
            | Stage::Calling
            | Stage::Talking { .. }
            | Stage::Joined => false,
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        let (at, why) = match &self.stage {
            Stage::Ringing { answers_at, gives_up_at } => match self.port {
                Some(_) => (*answers_at, "extension answers"),
                None => (*gives_up_at, "extension has no socket"),
            },
            Stage::NobodyHome { until } => (*until, "nobody answers"),
            Stage::Waiting { until, .. } => (*until, "extension calls"),
            Stage::Opening { until, .. } => (*until, "extension has no socket"),
            Stage::Calling | Stage::Joined => return None,
            Stage::Talking { until } => (*until, "extension has talked enough"),
        };
        let act = self.acts.front().map(|(at, _)| Deadline::new(*at, "extension acts"));
        let soonest = Deadline::earlier(Some(Deadline::new(at, why)), act);
        Deadline::earlier(soonest, self.sound.next_deadline())
    }

    /// The socket is there, or there will be none.
    pub(super) fn handle_port(&mut self, port: Option<u16>, now: Instant) -> Order {
        self.port = port;
        match (&self.stage, port) {
            (Stage::Ringing { answers_at, .. }, Some(_)) if *answers_at <= now => Order::Accept,
            (Stage::Ringing { .. }, Some(_)) => match self.manner.rings {
                Rings::IsHeard(_) => Order::BeHeard,
                Rings::Answers(_) | Rings::Never(_) => Order::Nothing,
            },
            (Stage::Opening { going, .. }, Some(_)) => Order::Invite(going.clone()),
            (Stage::Ringing { .. }, None) => Order::Reject(StatusCode::SERVER_INTERNAL_ERROR),
            (Stage::Opening { .. }, None) => Order::GiveUp,
            (
                Stage::NobodyHome { .. }
                | Stage::Waiting { .. }
                | Stage::Calling
                | Stage::Talking { .. }
                | Stage::Joined,
                _,
            ) => Order::Nothing,
        }
    }

    /// Does what is due; the sound of it waits in `poll_datagram`.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> Order {
        self.sound.handle_timeout(now);
        match &self.stage {
            Stage::Ringing { answers_at, .. } if self.port.is_some() && *answers_at <= now => {
                Order::Accept
            }
            Stage::Ringing { gives_up_at, .. } if *gives_up_at <= now => {
                Order::Reject(StatusCode::SERVER_INTERNAL_ERROR)
            }
            Stage::NobodyHome { until } if *until <= now => {
                Order::Reject(StatusCode::TEMPORARILY_UNAVAILABLE)
            }
            Stage::Waiting { until, going } if *until <= now => {
                self.stage = Stage::Opening { until: now + SOCKET_WITHIN, going: going.clone() };
                Order::Open
            }
            Stage::Opening { until, .. } if *until <= now => Order::GiveUp,
            Stage::Talking { until } if *until <= now => Order::HangUp,
            Stage::Talking { .. } => self.talk(now),
            Stage::Ringing { .. }
            | Stage::NobodyHome { .. }
            | Stage::Waiting { .. }
            | Stage::Opening { .. }
            | Stage::Calling
            | Stage::Joined => Order::Nothing,
        }
    }

    fn talk(&mut self, now: Instant) -> Order {
        if self.acts.front().is_some_and(|(at, _)| *at <= now)
            && let Some((_, act)) = self.acts.pop_front()
        {
            return match act {
                Act::HangUp => Order::HangUp,
                act @ (Act::Hold | Act::Resume | Act::Transfer(_)) => Order::Act(act),
            };
        }
        let Some(finished_at) = self.sound.finished_at() else { return Order::Nothing };
        let ends_at = match self.manner.ending {
            Ending::HangsUp => finished_at,
            Ending::Listens => {
                let hears = self.sound.speech().map_or(Ok(()), super::speech::Speech::listen);
                if hears.is_ok() { finished_at + LISTENS_FOR } else { finished_at }
            }
            Ending::Lingers => finished_at + LINGERS_FOR,
        };
        if ends_at <= now { Order::HangUp } else { Order::Nothing }
    }

    /// Hangs up after a while if the far end does not.
    pub(super) fn hang_up_after(&mut self, wait: Duration, now: Instant) {
        self.acts = [(now + wait, Act::HangUp)].into();
    }

    pub(super) fn handle_media(&mut self, from: SocketAddr, bytes: &[u8], now: Instant) {
        self.sound.handle_datagram(from, bytes, now);
    }

    pub(super) fn poll_datagram(&mut self) -> Option<(SocketAddr, Bytes)> {
        self.sound.poll_datagram()
    }

    /// A key that was pressed at the far end.
    pub(super) fn poll_digit(&mut self) -> Option<char> {
        self.sound.speech()?.poll_digit()
    }

    /// How many messages of a mailbox were begun.
    pub(super) fn messages_begun(&mut self) -> usize {
        self.sound.speech().map_or(0, |speech| speech.begun())
    }

    pub(super) fn skip_message(&mut self) {
        if let Some(speech) = self.sound.speech() {
            speech.skip_message();
        }
    }

    /// What the far end said after the tone.
    pub(super) fn take_heard(&mut self) -> Option<Vec<u8>> {
        self.sound.speech()?.take_heard()
    }

    /// Says goodbye to the far end's sound.
    pub(super) fn close(&mut self, now: Instant) {
        self.sound.close(now);
    }
}
