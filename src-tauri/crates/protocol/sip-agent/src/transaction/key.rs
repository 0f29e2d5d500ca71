//! By what a message finds its transaction.
//!
//! Source: RFC 3261 §17.1.3 (responses), §17.2.3 (requests, also those of RFC 2543).

use sip_message::{HeaderError, HeaderName, Host, Method, Request, Response, Via};

/// By what a response finds its client transaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClientKey {
    branch: String,
    method: Method,
}

impl ClientKey {
    pub(super) fn new(branch: String, method: &Method) -> Self {
        Self { branch, method: method.clone() }
    }

    pub(super) fn of_response(response: &Response) -> Option<Self> {
        let branch = response.headers.top_via().ok()?.branch()?;
        let method = response.headers.cseq().ok()?.method;
        Some(Self { branch, method })
    }
}

/// By what a request finds its server transaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ServerKey {
    /// The branch is a transaction id.
    Branch { branch: String, host: Host, port: Option<u16>, method: Method },
    /// The branch is none: everything that a repetition has in common with the first.
    Old(Box<OldKey>),
}

/// What a repetition of a request of RFC 2543 has in common with the first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OldKey {
    uri: String,
    from_tag: Option<String>,
    call_id: String,
    cseq: u32,
    host: Host,
    port: Option<u16>,
    branch: Option<String>,
    method: Method,
}

impl ServerKey {
    /// The key of a request; an ACK has the key of the INVITE that it acknowledges.
    pub(super) fn of(request: &Request) -> Result<Self, HeaderError> {
        let via = request.headers.top_via()?;
        let is_ack = request.method == Method::Ack;
        let method = if is_ack { Method::Invite } else { request.method.clone() };
        if via.has_magic_branch()
            && let Some(branch) = via.branch()
        {
            let (host, port) = sent_by(&via);
            return Ok(Self::Branch { branch, host, port, method });
        }
        let (host, port) = sent_by(&via);
        Ok(Self::Old(Box::new(OldKey {
            uri: request.uri.to_string(),
            from_tag: request.headers.from().ok().and_then(|from| from.tag()),
            call_id: request.headers.call_id().unwrap_or_default().to_owned(),
            cseq: super::cseq_of(request).number,
            host,
            port,
            branch: via.branch(),
            method,
        })))
    }

    /// The key of the INVITE that a CANCEL with this key is for.
    pub(super) fn cancelled(&self) -> Self {
        match self.clone() {
            Self::Branch { branch, host, port, method: _ } => {
                Self::Branch { branch, host, port, method: Method::Invite }
            }
            Self::Old(old) => Self::Old(Box::new(OldKey { method: Method::Invite, ..*old })),
        }
    }
}

fn sent_by(via: &Via) -> (Host, Option<u16>) {
    let host = match &via.host {
        Host::Name(name) => Host::Name(name.to_ascii_lowercase()),
        Host::V4(ip) => Host::V4(*ip),
        Host::V6(ip) => Host::V6(*ip),
    };
    (host, via.port)
}

/// What a forked request has in common on all its ways. Source: RFC 3261 §8.2.2.2.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    call_id: String,
    from: String,
    cseq: u32,
    method: Method,
}

impl Origin {
    pub(super) fn of(request: &Request) -> Self {
        let headers = &request.headers;
        let tag = headers.from().ok().and_then(|from| from.tag());
        Self {
            call_id: headers.call_id().unwrap_or_default().to_owned(),
            from: tag
                .unwrap_or_else(|| headers.get(&HeaderName::From).unwrap_or_default().to_owned()),
            cseq: super::cseq_of(request).number,
            method: request.method.clone(),
        }
    }
}
