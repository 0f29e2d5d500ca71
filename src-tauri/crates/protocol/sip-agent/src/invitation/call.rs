//! What is remembered of one invitation.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use sip_message::{NameAddr, Request, Response, StatusCode};

use super::InvitationId;
use super::refer::Asked;
use super::renewal::Renewal;
use crate::core::SequenceId;
use crate::dialog::Dialog;
use crate::exchange::{ExchangeId, Heard};
use crate::identity::IdentityId;
use crate::transaction::{Parcel, ServerId};
use crate::wire::Flow;

/// One invitation and what the network still owes it.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) identity: Option<IdentityId>,
    /// Who our own server said last that the far end is.
    pub(super) asserted: Option<NameAddr>,
    pub(super) call_id: String,
    pub(super) local_tag: String,
    pub(super) sequence: SequenceId,
    pub(super) phase: Phase,
    /// Dialogs by the far end's tag: several while a forked INVITE rings.
    pub(super) legs: BTreeMap<String, Leg>,
    /// Requests of ours under way.
    pub(super) exchanges: BTreeMap<ExchangeId, Purpose>,
    /// The ACK for each 2xx, by the INVITE and the far end's tag.
    pub(super) acks: BTreeMap<(ExchangeId, String), Ack>,
    /// A 2xx of ours that is not acknowledged yet.
    pub(super) confirm: Option<Confirm>,
    /// Their UPDATE that waits for the upper layer before the call is answered, with the far end's
    /// tag and its offer.
    pub(super) early: Option<(String, Bytes, Theirs)>,
    /// How long the session lives, and by whom.
    pub(super) renewal: Renewal,
    /// RSeq and the INVITE's number of a provisional response of ours that no PRACK named before the
    /// final one.
    pub(super) unpracked: Option<(u32, u32)>,
    /// Our REFER of whose outcome is not all told.
    pub(super) asked: Option<Asked>,
}

/// Where an invitation stands.
#[derive(Debug)]
pub(super) enum Phase {
    /// Our INVITE has no final answer.
    Calling(Calling),
    /// Their INVITE has no final answer.
    Offered(Box<Offered>),
    /// 2xx was sent or received.
    Established(Box<Established>),
    /// Ended for the person; kept until the network needs nothing more.
    Over,
}

#[derive(Debug)]
pub(super) struct Calling {
    pub(super) exchange: ExchangeId,
    pub(super) has_offer: bool,
}

#[derive(Debug)]
pub(super) struct Offered {
    pub(super) server: ServerId,
    pub(super) request: Request,
    pub(super) flow: Flow,
    pub(super) remote_tag: String,
    pub(super) has_offer: bool,
    pub(super) replaces: Option<InvitationId>,
    /// The latest provisional response, said again each minute. Source: RFC 3261 §13.3.1.1.
    pub(super) last: Option<Response>,
    pub(super) reliable: Option<Reliable>,
    /// Offer and answer are through: our answer went out reliably and is acknowledged, or our offer
    /// went out so and its PRACK brought the answer.
    pub(super) has_answered: bool,
    /// Accepted, but a session of ours waits for its PRACK first. Source: RFC 3262 §3.
    pub(super) acceptance: Option<Bytes>,
    /// The RSeq given last.
    pub(super) rseq: u32,
}

/// A provisional response that waits for its PRACK. Source: RFC 3262 §3.
#[derive(Debug)]
pub(super) struct Reliable {
    pub(super) rseq: u32,
    pub(super) response: Response,
    pub(super) wait: Duration,
    pub(super) give_up_at: Instant,
}

#[derive(Debug)]
pub(super) struct Established {
    /// Key of the leg that won.
    pub(super) tag: String,
    /// Whether we sent the first INVITE, and so own the Call-ID.
    pub(super) is_caller: bool,
    /// Their 2xx with an offer: the ACK waits for our answer.
    pub(super) owes_ack: Option<(ExchangeId, Box<Heard>)>,
    /// Their re-INVITE or UPDATE that waits for the upper layer.
    pub(super) theirs: Option<Theirs>,
    /// Our re-INVITE under way.
    pub(super) ours: Option<Bytes>,
    /// Our re-INVITE that met theirs and is tried again. Source: RFC 3261 §14.1.
    pub(super) glare: Option<Bytes>,
    /// In a row, by 500 with Retry-After.
    pub(super) times_told_to_wait: u8,
    pub(super) remote: NameAddr,
}

impl Established {
    pub(super) fn new(tag: &str, is_caller: bool, remote: NameAddr) -> Self {
        Self {
            tag: tag.to_owned(),
            is_caller,
            owes_ack: None,
            theirs: None,
            ours: None,
            glare: None,
            times_told_to_wait: 0,
            remote,
        }
    }

    /// Whether an offer of either side is open.
    pub(super) fn is_changing(&self) -> bool {
        self.owes_ack.is_some()
            || self.theirs.is_some()
            || self.ours.is_some()
            || self.glare.is_some()
    }
}

/// A re-INVITE or UPDATE of theirs.
#[derive(Debug)]
pub(super) struct Theirs {
    pub(super) server: ServerId,
    pub(super) request: Request,
    pub(super) flow: Flow,
    pub(super) has_offer: bool,
}

/// One dialog of an invitation.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) dialog: Dialog,
    /// The answer that came before the call was answered.
    pub(super) early_answer: Option<Bytes>,
    /// Their UPDATE changed that session since.
    pub(super) is_updated: bool,
    /// The RSeq acknowledged last.
    pub(super) rseq: Option<u32>,
}

impl Leg {
    pub(super) const fn new(dialog: Dialog) -> Self {
        Self { dialog, early_answer: None, is_updated: false, rseq: None }
    }
}

/// What a request of ours is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    Invite,
    Reinvite,
    /// The ACK of a 2xx to the INVITE, from the leg of this tag.
    Ack(ExchangeId, String),
    Info,
    Refer,
    /// UPDATE that renews the session.
    Renewal,
    /// PRACK: only its failure matters, and little.
    Aside,
}

/// Where the ACK of a 2xx stands.
#[derive(Debug)]
pub(super) enum Ack {
    /// Its way is being found.
    Shipping,
    /// Sent; sent again whenever the 2xx comes again.
    Sent(Parcel),
}

/// A 2xx of ours, repeated until it is acknowledged. Source: RFC 3261 §13.3.1.4.
#[derive(Debug)]
pub(super) struct Confirm {
    pub(super) server: ServerId,
    pub(super) cseq: u32,
    pub(super) response: Response,
    pub(super) wait: Duration,
    pub(super) give_up_at: Instant,
    /// The ACK must bring the answer to our offer.
    pub(super) awaits_answer: bool,
    /// For the first INVITE, not a re-INVITE.
    pub(super) is_first: bool,
    /// Hung up meanwhile: BYE as soon as the ACK allows it. Source: RFC 3261 §15.
    pub(super) then_bye: bool,
}

/// Statuses that say the far end does not know the dialog. Source: RFC 3261 §12.2.1.2.
pub(super) fn ends_dialog(status: StatusCode) -> bool {
    status == StatusCode::CALL_DOES_NOT_EXIST || status == StatusCode::REQUEST_TIMEOUT
}
