//! One call of an extension: what happens when.
//!
//! ```text
//! dialled:    Ringing ──1 s and a socket──▶ Talking ──BYE, 10 min──▶ over
//!                │                             └ said it all (calls back) ──▶ Waiting
//!                └──30 s (never answers)──▶ 480
//! calls back: Waiting ──3 s──▶ Opening ──a socket──▶ Calling ──2xx──▶ Talking
//! ```

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::{Deadline, Now};
use sdp::Description;
use sip_agent::IdentityId;
use sip_agent::invitation::InvitationId;
use sip_message::{SipUri, StatusCode};

use super::sound::{Purpose, Sound};
use super::terms;
use crate::settings::Role;

/// Long enough to hear that it rings.
const RINGS_FOR: Duration = Duration::from_secs(1);

/// Long enough to know that nobody will come.
const NOBODY_AFTER: Duration = Duration::from_secs(30);

/// Long enough to put the receiver down.
const RECALL_AFTER: Duration = Duration::from_secs(3);

/// How long a call back rings.
pub(super) const CALLS_FOR: Duration = Duration::from_secs(30);

/// How long a socket may take to open.
const SOCKET_WITHIN: Duration = Duration::from_secs(5);

/// How long anybody talks.
const TALKS_FOR: Duration = Duration::from_secs(600);

/// One call.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) identity: IdentityId,
    pub(super) call: Option<InvitationId>,
    role: Role,
    stage: Stage,
    /// Who is to be called back once this is over.
    promised: Option<SipUri>,
    port: Option<u16>,
    offer: Option<Description>,
    /// Our last description, offer or answer.
    ours: Option<Description>,
    sound: Sound,
    seed: [u8; 32],
}

#[derive(Debug)]
enum Stage {
    Ringing { answers_at: Instant, gives_up_at: Instant },
    NobodyHome { until: Instant },
    Waiting { until: Instant, target: SipUri },
    Opening { until: Instant, target: SipUri },
    Calling,
    Talking { until: Instant },
}

/// What a line wants done.
#[derive(Debug)]
pub(super) enum Order {
    Nothing,
    Open,
    Accept,
    Reject(StatusCode),
    HangUp,
    Invite(SipUri),
    GiveUp,
}

impl Line {
    /// Somebody dialled.
    pub(super) fn ringing(
        (identity, role): (IdentityId, Role),
        call: InvitationId,
        (offer, caller): (Option<Description>, Option<SipUri>),
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        let stage = match role {
            Role::NeverAnswers | Role::Busy => Stage::NobodyHome { until: now + NOBODY_AFTER },
            Role::Echo | Role::Speaks | Role::CallsBack => Stage::Ringing {
                answers_at: now + RINGS_FOR,
                gives_up_at: now + RINGS_FOR + SOCKET_WITHIN,
            },
        };
        let promised = caller.filter(|_| role == Role::CallsBack);
        Self {
            identity,
            call: Some(call),
            role,
            stage,
            promised,
            port: None,
            offer,
            ours: None,
            sound: Sound::None,
            seed,
        }
    }

    /// Somebody is to be called back.
    pub(super) fn waiting(
        identity: IdentityId,
        target: SipUri,
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        Self {
            identity,
            call: None,
            role: Role::Speaks,
            stage: Stage::Waiting { until: now + RECALL_AFTER, target },
            promised: None,
            port: None,
            offer: None,
            ours: None,
            sound: Sound::None,
            seed,
        }
    }

    /// Whether a socket is open for it or asked for.
    pub(super) const fn needs_media(&self) -> bool {
        match self.stage {
            Stage::NobodyHome { .. } | Stage::Waiting { .. } => false,
            Stage::Ringing { .. }
            | Stage::Opening { .. }
            | Stage::Calling
            | Stage::Talking { .. } => true,
        }
    }

    /// Whom to call back now that this is over.
    pub(super) fn promised_to(&self) -> Option<SipUri> {
        self.promised.clone()
    }

    pub(super) fn will_call(&self, who: &SipUri) -> bool {
        match &self.stage {
            Stage::Waiting { target, .. } | Stage::Opening { target, .. } => target == who,
            Stage::Ringing { .. }
            | Stage::NobodyHome { .. }
            | Stage::Calling
            | Stage::Talking { .. } => false,
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        let (at, why) = match &self.stage {
            Stage::Ringing { answers_at, gives_up_at } => match self.port {
                Some(_) => (*answers_at, "extension answers"),
                None => (*gives_up_at, "extension has no socket"),
            },
            Stage::NobodyHome { until } => (*until, "nobody answers"),
            Stage::Waiting { until, .. } => (*until, "extension calls back"),
            Stage::Opening { until, .. } => (*until, "extension has no socket"),
            Stage::Calling => return None,
            Stage::Talking { until } => (*until, "extension has talked enough"),
        };
        Deadline::earlier(Some(Deadline::new(at, why)), self.sound.next_deadline())
    }

    /// The socket is there, or there will be none.
    pub(super) fn handle_port(&mut self, port: Option<u16>, now: Instant) -> Order {
        self.port = port;
        match (&self.stage, port) {
            (Stage::Ringing { answers_at, .. }, Some(_)) if *answers_at <= now => Order::Accept,
            (Stage::Opening { target, .. }, Some(_)) => Order::Invite(target.clone()),
            (Stage::Ringing { .. }, None) => Order::Reject(StatusCode::SERVER_INTERNAL_ERROR),
            (Stage::Opening { .. }, None) => Order::GiveUp,
            (
                Stage::Ringing { .. }
                | Stage::NobodyHome { .. }
                | Stage::Waiting { .. }
                | Stage::Calling
                | Stage::Talking { .. },
                _,
            ) => Order::Nothing,
        }
    }

    /// Does what is due; the sound of it waits in `poll_datagram`.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> Order {
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
            Stage::Waiting { until, target } if *until <= now => {
                let target = target.clone();
                self.stage = Stage::Opening { until: now + SOCKET_WITHIN, target };
                Order::Open
            }
            Stage::Opening { until, .. } if *until <= now => Order::GiveUp,
            Stage::Talking { until } if *until <= now => Order::HangUp,
            Stage::Talking { .. } => {
                self.sound.handle_timeout(now);
                if self.sound.is_finished() { Order::HangUp } else { Order::Nothing }
            }
            Stage::Ringing { .. }
            | Stage::NobodyHome { .. }
            | Stage::Waiting { .. }
            | Stage::Opening { .. }
            | Stage::Calling => Order::Nothing,
        }
    }

    pub(super) fn handle_media(&mut self, from: SocketAddr, bytes: &[u8], now: Instant) {
        self.sound.handle_datagram(from, bytes, now);
    }

    pub(super) fn poll_datagram(&mut self) -> Option<(SocketAddr, Bytes)> {
        self.sound.poll_datagram()
    }

    /// Says goodbye to the far end's sound.
    pub(super) fn close(&mut self, now: Instant) {
        self.sound.close(now);
    }

    /// Takes the call: the answer to its offer, or our offer if it had none.
    pub(super) fn accept(&mut self, ip: IpAddr, now: Now) -> Result<Bytes, StatusCode> {
        let Some(offer) = self.offer.take() else {
            let offer = self.offer(ip);
            self.stage = Stage::Talking { until: now.instant + TALKS_FOR };
            return Ok(offer);
        };
        let capabilities = self.capabilities(ip, Some(&offer));
        let (answer, agreed) =
            sdp::answer(&offer, &capabilities).map_err(|_| StatusCode::NOT_ACCEPTABLE_HERE)?;
        self.stage = Stage::Talking { until: now.instant + TALKS_FOR };
        self.start_sound(&agreed, now)?;
        Ok(self.say(answer))
    }

    /// Our offer in a first INVITE, or in answer to one without.
    pub(super) fn offer(&mut self, ip: IpAddr) -> Bytes {
        self.stage = Stage::Calling;
        let offer = sdp::offer(&self.capabilities(ip, None));
        self.say(offer)
    }

    /// Takes the answer to our offer.
    pub(super) fn agree(&mut self, answer: &[u8], now: Now) -> Result<(), StatusCode> {
        const REFUSED: StatusCode = StatusCode::NOT_ACCEPTABLE_HERE;
        let answer = sdp::read(answer).map_err(|_| REFUSED)?;
        let ours = self.ours.as_ref().ok_or(REFUSED)?;
        let agreed = sdp::agree(ours, &answer).map_err(|_| REFUSED)?;
        self.stage = Stage::Talking { until: now.instant + TALKS_FOR };
        self.start_sound(&agreed, now)
    }

    /// Answers a later offer, or makes one when asked for it.
    pub(super) fn answer_again(
        &mut self,
        offer: Option<&[u8]>,
        ip: IpAddr,
        now: Now,
    ) -> Result<Bytes, StatusCode> {
        const REFUSED: StatusCode = StatusCode::NOT_ACCEPTABLE_HERE;
        let ours = self.ours.clone().ok_or(REFUSED)?;
        let Some(offer) = offer else {
            let offer = sdp::reoffer(&ours, &self.capabilities(ip, None));
            return Ok(self.say(offer));
        };
        let offer = terms::read_offer(offer)?;
        let capabilities = self.capabilities(ip, Some(&offer));
        let (answer, agreed) =
            sdp::answer_again(&ours, &offer, &capabilities).map_err(|_| REFUSED)?;
        self.start_sound(&agreed, now)?;
        Ok(self.say(answer))
    }

    fn start_sound(&mut self, agreed: &sdp::Agreed, now: Now) -> Result<(), StatusCode> {
        let purpose = match self.role {
            Role::Echo => Purpose::Echo,
            Role::CallsBack => Purpose::Announce,
            Role::Speaks | Role::Busy | Role::NeverAnswers => Purpose::Greet,
        };
        self.sound
            .agree(purpose, terms::terms(agreed), self.seed, now)
            .map_err(|_| StatusCode::SERVER_INTERNAL_ERROR)
    }

    fn say(&mut self, description: Description) -> Bytes {
        let bytes = description.to_bytes().into();
        self.ours = Some(description);
        bytes
    }

    fn capabilities(&self, ip: IpAddr, offer: Option<&Description>) -> sdp::Capabilities {
        let [a, b, c, d, ..] = self.seed;
        let session_id = u64::from(u32::from_be_bytes([a, b, c, d]));
        let port = self.port.unwrap_or(9);
        terms::capabilities(self.role, (ip, port), session_id, offer)
    }
}
