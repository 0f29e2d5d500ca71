//! Requests outside calls and subscriptions: MESSAGE, OPTIONS, NOTIFY without a subscription.

use bytes::Bytes;
use sip_message::{HeaderName, Method, NameAddr, Request, Response, StatusCode, Uri};

use crate::identity::IdentityId;
use crate::wire::{Flow, ResolveError, TransportError};

/// Names one request in either direction; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A request from outside that waits for [`crate::Agent::answer`].
///
/// Unanswered ones are dropped after 32 s, when nobody listens any more (RFC 4320).
#[derive(Debug, Clone, PartialEq)]
pub struct IncomingRequest {
    /// Names it until it is answered.
    pub id: RequestId,
    /// Whom it is for, if for one of ours.
    pub identity: Option<IdentityId>,
    /// The way it came.
    pub flow: Flow,
    /// Whether it came from the server that the identity is registered at.
    pub is_from_server: bool,
    /// The whole request.
    pub request: Request,
}

impl IncomingRequest {
    /// Whom to call, if it is a REFER that can be read.
    #[must_use]
    pub fn refer_to(&self) -> Option<NameAddr> {
        (self.request.method == Method::Refer).then(|| self.request.headers.refer_to().ok())?
    }

    /// Who asks for it, if said. Source: RFC 3892.
    #[must_use]
    pub fn referred_by(&self) -> Option<NameAddr> {
        self.request.headers.referred_by()
    }
}

/// The answer to an [`IncomingRequest`].
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Final: 200–699.
    pub status: StatusCode,
    /// Further header fields.
    pub headers: Vec<(HeaderName, String)>,
    /// The body's type and bytes.
    pub body: Option<(String, Bytes)>,
}

impl Reply {
    /// A reply of a status alone.
    #[must_use]
    pub const fn new(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: None }
    }
}

/// A request of ours outside any call.
#[derive(Debug, Clone, PartialEq)]
pub struct OutgoingRequest {
    /// MESSAGE, OPTIONS, NOTIFY, REFER or another; not INVITE, ACK, CANCEL, BYE, REGISTER.
    pub method: Method,
    /// Request URI, also the To.
    pub target: Uri,
    /// Further header fields.
    pub headers: Vec<(HeaderName, String)>,
    /// The body's type and bytes.
    pub body: Option<(String, Bytes)>,
}

/// What became of a request of ours.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A final response, after redirects, challenges and fail-over.
    Answered(Box<Response>),
    /// No final response.
    Failed(Failure),
}

impl Outcome {
    /// The final status, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Answered(response) => Some(response.status),
            Self::Failed(_) => None,
        }
    }
}

/// Why a request has no final response, or none that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Failure {
    /// The last server tried did not answer.
    #[error("no answer")]
    NoAnswer,
    /// The next hop's name has no address.
    #[error(transparent)]
    NotResolved(ResolveError),
    /// The last server tried cannot be reached.
    #[error(transparent)]
    Transport(TransportError),
    /// The credentials were refused.
    #[error("wrong password")]
    WrongPassword,
    /// Credentials were asked for and there are none that fit.
    #[error("no credentials")]
    NoCredentials,
    /// Redirected in a circle or too often.
    #[error("redirected too often")]
    Redirected,
    /// More transactions than the agent keeps.
    #[error("too many transactions")]
    Full,
    /// Given up by us.
    #[error("given up")]
    Abandoned,
}
