//! Requests and responses as values, and how they are written.
//!
//! Source: RFC 3261 §7.

use std::fmt;
use std::net::SocketAddr;

use bytes::Bytes;

use crate::header_name::HeaderName;
use crate::headers::via::Rport;
use crate::headers::{HeaderError, Headers};
use crate::method::Method;
use crate::status::StatusCode;
use crate::uri::Uri;

/// What is said over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Request(Request),
    Response(Response),
}

/// Asks a peer for something.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    pub uri: Uri,
    pub headers: Headers,
    pub body: Bytes,
}

/// Says how a request fares.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    pub status: StatusCode,
    /// What the far end says beside the number; may be empty.
    pub reason: String,
    pub headers: Headers,
    pub body: Bytes,
}

impl Message {
    #[must_use]
    pub const fn headers(&self) -> &Headers {
        match self {
            Self::Request(request) => &request.headers,
            Self::Response(response) => &response.headers,
        }
    }

    pub const fn headers_mut(&mut self) -> &mut Headers {
        match self {
            Self::Request(request) => &mut request.headers,
            Self::Response(response) => &mut response.headers,
        }
    }

    #[must_use]
    pub const fn body(&self) -> &Bytes {
        match self {
            Self::Request(request) => &request.body,
            Self::Response(response) => &response.body,
        }
    }

    /// The message as it goes over the wire, with the Content-Length that its body has.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        match self {
            Self::Request(request) => request.to_bytes(),
            Self::Response(response) => response.to_bytes(),
        }
    }
}

impl From<Request> for Message {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

impl From<Response> for Message {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

impl Request {
    /// A request without headers and body.
    #[must_use]
    pub const fn new(method: Method, uri: Uri) -> Self {
        Self { method, uri, headers: Headers::new(), body: Bytes::new() }
    }

    /// The same with this body and its type.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.headers.set(HeaderName::ContentType, content_type);
        self.body = body.into();
        self
    }

    /// A response that carries what it must of the request: Via, From, To, Call-ID, CSeq, and
    /// Timestamp in a 100. The tag of To is the caller's business.
    ///
    /// Source: RFC 3261 §8.2.6.
    #[must_use]
    pub fn response(&self, status: StatusCode) -> Response {
        let mut response = Response::new(status);
        for name in [
            HeaderName::Via,
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
        ] {
            response.headers.copy(&self.headers, &name);
        }
        if status == StatusCode::TRYING {
            response.headers.copy(&self.headers, &HeaderName::Timestamp);
        }
        response
    }

    /// Notes in the topmost Via where the request really came from: `received` when it differs from
    /// what is written there or `rport` asks for it, and the port where `rport` asks for it.
    ///
    /// Source: RFC 3261 §18.2.1, RFC 3581 §4.
    pub fn note_source(&mut self, source: SocketAddr) -> Result<(), HeaderError> {
        let mut via = self.headers.top_via()?;
        let source_ip = source.ip().to_canonical();
        let is_asked = via.rport() != Rport::Absent;
        if is_asked {
            via.params.set("rport", &source.port().to_string());
        }
        if is_asked || via.host.ip() != Some(source_ip) {
            via.params.set("received", &source_ip.to_string());
        }
        self.headers.replace_first(&HeaderName::Via, via);
        Ok(())
    }

    /// The request as it goes over the wire, with the Content-Length that its body has.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        write(&format!("{} {} SIP/2.0", self.method, self.uri), &self.headers, &self.body)
    }
}

impl Response {
    /// A response with the usual words, without headers and body.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            reason: status.reason().to_owned(),
            headers: Headers::new(),
            body: Bytes::new(),
        }
    }

    /// The same with other words beside the number.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        self.reason = reason.replace(['\r', '\n'], " ");
        self
    }

    /// The same with this body and its type.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.headers.set(HeaderName::ContentType, content_type);
        self.body = body.into();
        self
    }

    /// The response as it goes over the wire, with the Content-Length that its body has.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        write(&format!("SIP/2.0 {} {}", self.status, self.reason), &self.headers, &self.body)
    }
}

fn write(start_line: &str, headers: &Headers, body: &Bytes) -> Bytes {
    let mut bytes = Vec::with_capacity(512 + body.len());
    bytes.extend_from_slice(start_line.as_bytes());
    bytes.extend_from_slice(b"\r\n");
    headers.write(&mut bytes);
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    Bytes::from(bytes)
}

/// Shows no address and no text of a body.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("uri", &self.uri)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Shows no address and no text of a body.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}
