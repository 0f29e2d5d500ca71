//! What the transactions and their user say to each other.

use bytes::Bytes;
use sip_message::{Request, Response};

use crate::wire::{Candidate, Flow, FlowId, Route, SendId, TransportError};

/// Names one client transaction; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub(super) u64);

/// Names one server transaction; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub(super) u64);

/// Where a request goes next: a candidate, and the flow to it if there is one already.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hop {
    /// Whom to reach and how; `local` goes into Via.
    pub candidate: Candidate,
    /// Taken while it stands.
    pub flow: Option<FlowId>,
}

impl Hop {
    /// A hop to a candidate over any flow.
    #[must_use]
    pub const fn new(candidate: Candidate) -> Self {
        Self { candidate, flow: None }
    }

    /// Back over the flow that something came in by.
    #[must_use]
    pub const fn back(flow: &Flow) -> Self {
        Self {
            candidate: Candidate {
                transport: flow.transport,
                peer: flow.peer,
                local: flow.local,
                server_name: None,
            },
            flow: Some(flow.id),
        }
    }

    /// The way for bytes to take.
    #[must_use]
    pub fn route(&self) -> Route {
        Route { flow: self.flow, ..self.candidate.route() }
    }
}

/// What a message that came in means to the transaction user.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// A new request; answer it by [`Transactions::respond`](super::Transactions::respond).
    Request {
        /// Its transaction.
        id: ServerId,
        /// The request, its topmost Via completed by `received` and `rport`.
        request: Request,
    },
    /// A CANCEL; answer it too. It has no effect of its own here.
    Cancel {
        /// The transaction of the CANCEL.
        id: ServerId,
        /// The transaction to be cancelled, if it is known.
        invite: Option<ServerId>,
        /// The CANCEL.
        request: Request,
    },
    /// An ACK of a 2xx; ACKs of other responses are absorbed.
    Ack {
        /// The INVITE's transaction, when the ACK was sent with the INVITE's branch.
        invite: Option<ServerId>,
        /// The ACK.
        request: Request,
    },
    /// A response that the user has not seen, or a 2xx to INVITE (each of them).
    Response {
        /// Its transaction.
        id: ClientId,
        /// The response.
        response: Response,
    },
    /// A response to nothing we know: a proxy forwards it, a user agent ends a late 2xx.
    Stray(Response),
    /// Nothing for the user: a repetition, an absorbed ACK, or a request beyond the limit.
    Absorbed,
}

/// What the transactions want done, and what became of them by themselves.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Send this.
    Send {
        /// Shared by all repetitions.
        id: SendId,
        /// The way to take.
        route: Route,
        /// One message.
        bytes: Bytes,
    },
    /// No final response: the transaction is over.
    Failed {
        /// Which.
        id: ClientId,
        /// `None` if nobody answered in time.
        why: Option<TransportError>,
    },
    /// A client transaction is over; nothing more will come of it.
    ClientEnded(ClientId),
    /// Our refusal of an INVITE was never acknowledged (Timer H); follows no other event.
    Unacknowledged(ServerId),
    /// A response could not be sent.
    Undelivered {
        /// Which transaction.
        id: ServerId,
        /// Why.
        why: TransportError,
    },
    /// A server transaction is over.
    ServerEnded(ServerId),
}

/// Why a response was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RespondError {
    /// The transaction is over.
    #[error("no such transaction")]
    Unknown,
    /// A final response was sent before.
    #[error("already answered")]
    Answered,
}

/// As many transactions as the limits allow are under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("too many transactions")]
pub struct Full;

/// Bytes that were sent outside a transaction and may be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Shared by all repetitions.
    pub id: SendId,
    /// The way taken.
    pub route: Route,
    /// One message.
    pub bytes: Bytes,
}
