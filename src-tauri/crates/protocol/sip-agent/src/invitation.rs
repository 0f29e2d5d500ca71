//! One call between us and one other: from the first INVITE to the last answer to a BYE.
//!
//! ```text
//! ours:    Calling ──1xx──▶ Proceeding ──2xx──▶ Established ──BYE──▶ Ended
//!             │                  │ hang_up          ▲
//!             └──────────────────┴─▶ Cancelling ────┘ (late 2xx: ACK and BYE)
//!
//! theirs:  Offered ──ring──▶ Ringing ──accept──▶ Accepted ──ACK──▶ Established ──BYE──▶ Ended
//!             │                 │                    │ no ACK
//!             └── reject, CANCEL┴────▶ Ended ◀───────┘
//! ```
//!
//! Source: RFC 3261 §13–15, RFC 3262 (reliable provisional responses), RFC 3264 and RFC 6337
//! (offer and answer), RFC 3311 (UPDATE), RFC 3515 (REFER), RFC 3891 (Replaces), RFC 4028
//! (session timers).

mod call;
mod early;
mod finding;
mod incoming;
mod machine;
mod outgoing;
mod refer;
mod reliable;
mod renewal;
mod reoffer;
mod told;
mod within;

use std::time::Duration;

use bytes::Bytes;
use sip_message::{HeaderName, NameAddr, Request, StatusCode};

use crate::identity::IdentityId;
use crate::request::RequestId;
use crate::wire::{ResolveError, TransportError};

pub(crate) use self::machine::Invitations;
pub use self::told::{Alert, Diverted, NotCallable, WhyDiverted};
pub(crate) use self::within::Within;

/// Names one invitation of an agent, in either direction; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvitationId(pub u64);

/// How to invite, beyond whom and with what offer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InviteOptions {
    /// Further header fields, such as Alert-Info or Subject.
    pub headers: Vec<(HeaderName, String)>,
    /// Takes the place of this invitation of ours at the far end (attended transfer: the call
    /// to be replaced there). Source: RFC 3891.
    pub replaces: Option<InvitationId>,
    /// A Replaces value that came from elsewhere, as in a Refer-To.
    pub replaces_value: Option<String>,
    /// Hides who calls: anonymous From and `Privacy: id`. Source: RFC 3323, RFC 3325.
    pub is_anonymous: bool,
    /// Cancels when nobody has answered by then; `None` for [`crate::Timers::patience`].
    pub patience: Option<Duration>,
    /// Goes out even where as many calls are under way as may be.
    pub is_emergency: bool,
}

/// A call from outside that waits for `ring`, `accept`, `reject` or `hang_up`.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomingInvitation {
    /// Names it from now on.
    pub id: InvitationId,
    /// Whom it is for; `None` if the request URI is none of our identities' (a direct call).
    pub identity: Option<IdentityId>,
    /// Who says to be calling: `asserted`, else From.
    pub from: NameAddr,
    /// Who our own server says is calling; `None` where the call came from elsewhere, the identity
    /// does not believe its server, or the caller wants not to be named. Source: RFC 3325 §5.
    pub asserted: Option<NameAddr>,
    /// Whether it came from the server that the identity is registered at.
    pub is_from_server: bool,
    /// The other's offer; without one, the offer is ours, in `accept`.
    pub offer: Option<Bytes>,
    /// The invitation of ours that this one wants to take the place of. Accepting it ends that
    /// one with [`Cause::Replaced`]. Source: RFC 3891.
    pub replaces: Option<InvitationId>,
    /// The whole request, for Diversion, Alert-Info, Call-Info and the like.
    pub request: Request,
}

/// What happened to an invitation.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// 100: a server has it.
    Trying,
    /// 18x: the far end rings, queues, forwards.
    Ringing {
        /// 180, 181, 182, 183 or another 1xx.
        status: StatusCode,
        /// Whether [`Event::EarlyMedia`] was given for this leg: if not, ringback is ours.
        has_early_media: bool,
    },
    /// An answer before the call is answered: what comes from there can be heard already. With
    /// several legs (forking) the latest counts.
    EarlyMedia {
        /// The session answer to our offer.
        answer: Bytes,
    },
    /// Our call is answered: the dialog stands.
    Answered {
        /// The answer to our offer, or the far end's offer to a call without one.
        session: Session,
        /// Who answered, as far as the far end says.
        remote: NameAddr,
    },
    /// Their call, accepted by us, is acknowledged.
    Confirmed {
        /// The answer to the offer that was in our `accept`.
        answer: Option<Bytes>,
    },
    /// The far end wants another session, be it before the call is answered. Answer with
    /// `answer_reoffer` or `refuse_reoffer`.
    Reoffered {
        /// Its offer; without one, the offer is ours, in `answer_reoffer`.
        offer: Option<Bytes>,
    },
    /// Our re-offer (or the offer we gave when asked for one) is answered, or our last session said
    /// again to renew it.
    ReofferAnswered {
        /// The session answer.
        answer: Bytes,
    },
    /// Our re-offer was refused or lost; the session stays what it was. Glare (491) is retried
    /// before this event.
    ReofferRefused {
        /// The refusal; `None` if nobody answered.
        status: Option<StatusCode>,
    },
    /// Who the far end is has changed, as its PBX says (P-Asserted-Identity, UPDATE after a
    /// transfer).
    RemoteChanged {
        /// The far end now.
        remote: NameAddr,
    },
    /// INFO from the far end; already answered 200.
    Info {
        /// The body's type, lower case, without parameters; empty without a body.
        content_type: String,
        /// The body.
        body: Bytes,
    },
    /// Our INFO was answered.
    InfoAnswered {
        /// Its final status; 408 if nobody answered.
        status: StatusCode,
    },
    /// The far end asks us to call somebody else in its stead. Answer with
    /// [`crate::Agent::answer`] by `request` (202 and then `transfer_progress`, or 603).
    Referred {
        /// Names the request until it is answered.
        request: RequestId,
        /// Whom to call, with Replaces and other header fields in the URI's header part.
        refer_to: NameAddr,
        /// Who asks, if said.
        referred_by: Option<NameAddr>,
    },
    /// How the transfer that we asked for by `refer` fares. Comes also after `Ended`, for what the
    /// far end does with it outlives the call. Source: RFC 5057 §4.
    TransferProgress {
        /// 100 while accepted and not begun; then as the far end's NOTIFY says; a refusal of the
        /// REFER itself comes here too, and 408 where the far end falls silent.
        status: StatusCode,
        /// Nothing more will come. With a provisional status: how it went is not told.
        is_final: bool,
    },
    /// The far end is busy with another change of this call and did not look at our REFER: it may be
    /// asked again. Source: RFC 3261 §14.1, §14.2.
    TransferPostponed {
        /// 491, or 500 with a Retry-After of a few seconds.
        status: StatusCode,
        /// How long to wait before.
        wait: Duration,
    },
    /// Over; the id is void, but for the progress of a transfer.
    Ended(Box<Ending>),
}

/// What the far end's final answer to a call carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Session {
    /// The answer to our offer.
    Answer(Bytes),
    /// The far end's offer: give the answer by `answer_reoffer`, at once, for the ACK carries it.
    Offer(Bytes),
}

/// How an invitation ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// Which side ended it.
    pub by: Side,
    /// Why.
    pub cause: Cause,
    /// The reason phrase or the text of a Reason header field; may be empty. For people, and
    /// only with the cause beside it.
    pub text: String,
    /// The values of Reason header fields, such as `SIP;cause=200;text="Call completed elsewhere"`.
    pub reasons: Vec<String>,
}

/// The side of a call that something came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// We.
    Near,
    /// The far end or a server on the way.
    Far,
}

/// Why an invitation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// BYE in an established call.
    HungUp,
    /// The caller gave up before an answer.
    Cancelled,
    /// CANCEL because another device of ours answered (Reason `SIP;cause=200`).
    AnsweredElsewhere,
    /// CANCEL because another device of ours rejected the call for all (Reason `SIP;cause=6xx`).
    RejectedElsewhere,
    /// A final response of 4xx, 5xx or 6xx.
    Refused(StatusCode),
    /// 3xx without a contact that could be tried, or too many of them; or our own redirect.
    Redirected,
    /// Credentials were refused.
    WrongPassword,
    /// Credentials were asked for and there are none that fit.
    NoCredentials,
    /// No server answered the INVITE at all.
    NoAnswer,
    /// Rang until our patience ended.
    NotTaken,
    /// The server's name has no address.
    ServerNotFound(ResolveError),
    /// The server's address cannot be reached.
    Unreachable(TransportError),
    /// Offer and answer did not come together as RFC 3264 wants.
    NoSession,
    /// Our 2xx was never acknowledged.
    NotConfirmed,
    /// The far end does not know the call any more (481, 408 within the dialog), or let its session
    /// pass unrenewed.
    Lost,
    /// Another invitation took its place (Replaces).
    Replaced,
    /// The agent was told to shut down.
    ShutDown,
}
