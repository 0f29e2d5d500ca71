//! What goes into an agent and what comes out of it.

use std::fmt;

use bytes::Bytes;

use crate::identity::IdentityId;
use crate::invitation::{self, IncomingInvitation, InvitationId};
use crate::publication::{self, PublicationId};
use crate::registration;
use crate::request::{IncomingRequest, Outcome, RequestId};
use crate::subscription::{self, SubscriptionId};
use crate::wire::{Candidate, Flow, QueryId, ResolveError, Route, SendId, Target, TransportError};

/// What the network and the resolver tell the agent.
#[derive(Clone)]
pub enum Input {
    /// One complete message, as a datagram or framed out of a stream.
    Received {
        /// The way it came.
        flow: Flow,
        /// The message.
        bytes: Bytes,
    },
    /// The answer to [`Output::Resolve`], best candidate first.
    Resolved {
        /// The question.
        query: QueryId,
        /// What was found.
        result: Result<Vec<Candidate>, ResolveError>,
    },
    /// Bytes of [`Output::Send`] could not be handed to the network.
    SendFailed {
        /// What was to be sent.
        send: SendId,
        /// Where to.
        route: Route,
        /// Why not.
        why: TransportError,
    },
    /// The answer to a keep-alive ping. Source: RFC 5626 §3.5.1.
    Pong {
        /// The flow it came over.
        flow: Flow,
    },
    /// A connection is gone.
    FlowClosed {
        /// Which.
        flow: Flow,
        /// Why.
        why: TransportError,
    },
}

/// Work for the network, and news for the upper layer.
#[derive(Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "handed over one by one, never kept in numbers")]
pub enum Output {
    /// Find the addresses of `target` and answer with [`Input::Resolved`].
    Resolve {
        /// Names the question.
        query: QueryId,
        /// What to find.
        target: Target,
    },
    /// Send `bytes` as one message. Only failure is reported back.
    Send {
        /// Names the message; repetitions share it.
        id: SendId,
        /// The way to take.
        route: Route,
        /// The message.
        bytes: Bytes,
    },
    /// Send a keep-alive (a double CRLF on a stream, RFC 5626 §3.5.1) over this flow.
    Ping {
        /// The flow to keep.
        flow: Flow,
    },
    /// News of a registration.
    Registration {
        /// Whose.
        identity: IdentityId,
        /// What happened.
        event: registration::Event,
    },
    /// Somebody calls.
    Incoming(Box<IncomingInvitation>),
    /// News of an invitation in either direction.
    Invitation {
        /// Which.
        id: InvitationId,
        /// What happened.
        event: invitation::Event,
    },
    /// News of a subscription.
    Subscription {
        /// Which.
        id: SubscriptionId,
        /// What happened.
        event: subscription::Event,
    },
    /// News of a publication.
    Publication {
        /// Which.
        id: PublicationId,
        /// What happened.
        event: publication::Event,
    },
    /// A request outside any call and subscription, to be answered by [`crate::Agent::answer`].
    Request(Box<IncomingRequest>),
    /// A request of ours is over.
    Answered {
        /// Which.
        id: RequestId,
        /// How.
        outcome: Outcome,
    },
}

/// Why a command is impossible; nothing has happened then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// No such identity.
    #[error("unknown identity")]
    UnknownIdentity,
    /// No such invitation, or it has ended.
    #[error("unknown invitation")]
    UnknownInvitation,
    /// No such subscription, publication or request.
    #[error("unknown id")]
    UnknownId,
    /// Not in the state it is in, such as accepting twice.
    #[error("not possible in this state")]
    WrongState,
    /// A request of that kind is still under way; try again after its event.
    #[error("another request is under way")]
    Busy,
    /// The address cannot be reached by SIP.
    #[error("not a SIP or telephone address")]
    NotDiallable,
    /// As many as the limits allow are under way.
    #[error("limit reached")]
    Full,
    /// The agent is shutting down.
    #[error("shutting down")]
    ShuttingDown,
}

/// How much an agent holds; all zero but identities when idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Census {
    /// Identities added.
    pub identities: usize,
    /// Client transactions.
    pub client_transactions: usize,
    /// Server transactions.
    pub server_transactions: usize,
    /// Requests between their first resolving and their outcome.
    pub exchanges: usize,
    /// Invitations in either direction.
    pub invitations: usize,
    /// Dialogs, early ones included.
    pub dialogs: usize,
    /// Subscriptions and publications.
    pub subscriptions: usize,
    /// Requests waiting for an answer of the upper layer, and REFERs of whose outcome the far end
    /// waits to be told.
    pub requests: usize,
}

/// Shows no message: only how long it is.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Received { flow, bytes } => {
                write!(f, "Received({} octets over {:?})", bytes.len(), flow.id)
            }
            Self::Resolved { query, result } => {
                let found = result.as_ref().map(Vec::len);
                write!(f, "Resolved({query:?}, {found:?})")
            }
            Self::SendFailed { send, route: _, why } => write!(f, "SendFailed({send:?}, {why})"),
            Self::Pong { flow } => write!(f, "Pong({:?})", flow.id),
            Self::FlowClosed { flow, why } => write!(f, "FlowClosed({:?}, {why})", flow.id),
        }
    }
}

/// Shows no message: only how long it is.
impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resolve { query, target: _ } => write!(f, "Resolve({query:?})"),
            Self::Send { id, route, bytes } => {
                write!(f, "Send({id:?}, {} octets by {})", bytes.len(), route.transport)
            }
            Self::Ping { flow } => write!(f, "Ping({:?})", flow.id),
            Self::Registration { identity, event } => {
                write!(f, "Registration({identity:?}, {event:?})")
            }
            Self::Incoming(call) => write!(f, "Incoming({:?})", call.id),
            Self::Invitation { id, event } => write!(f, "Invitation({id:?}, {event:?})"),
            Self::Subscription { id, event } => write!(f, "Subscription({id:?}, {event:?})"),
            Self::Publication { id, event } => write!(f, "Publication({id:?}, {event:?})"),
            Self::Request(request) => {
                write!(f, "Request({:?}, {})", request.id, request.request.method)
            }
            Self::Answered { id, outcome } => write!(f, "Answered({id:?}, {outcome:?})"),
        }
    }
}
