//! Reads one message: takes what is clear, and says what is wrong beside it.
//!
//! Source: RFC 3261 §7, §8.1.3.5, §8.2, §18.3, §25; RFC 4475 (what may come).

use bytes::Bytes;

use crate::header_name::HeaderName;
use crate::message::Message;
use crate::status::StatusCode;
use crate::syntax::SyntaxError;

/// How large a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Octets from the start line to the blank line.
    pub header_bytes: usize,
    /// Header lines.
    pub headers: usize,
    /// Octets of the body.
    pub body_bytes: usize,
}

impl Default for Limits {
    /// 64 KiB and 256 lines of headers, 1 MiB of body.
    fn default() -> Self {
        Self { header_bytes: 64 * 1024, headers: 256, body_bytes: 1024 * 1024 }
    }
}

/// Why bytes are no message at all: nobody can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing but line ends: a keep-alive.
    #[error("no message")]
    Empty,
    /// The first line is neither a request line nor a status line.
    #[error("not SIP")]
    NotSip,
    #[error("headers of more than {0} octets")]
    HeadersTooLong(usize),
    #[error("more than {0} headers")]
    TooManyHeaders(usize),
    #[error("a body of more than {0} octets")]
    BodyTooLong(usize),
}

/// A message and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub message: Message,
    /// In the order in which they were found.
    pub faults: Vec<Fault>,
}

/// Something wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("version is not SIP/2.0")]
    Version,
    #[error("blanks in the start line are not single spaces")]
    StartLineBlanks,
    #[error("request URI is {0}")]
    RequestUri(SyntaxError),
    #[error("no {0}")]
    Missing(HeaderName),
    #[error("{0} is {1}")]
    Malformed(HeaderName, SyntaxError),
    #[error("more than one {0}")]
    Repeated(HeaderName),
    #[error("method of CSeq differs from that of the request")]
    MethodMismatch,
    #[error("body shorter than Content-Length")]
    BodyTooShort,
    #[error("octets after the body")]
    BodyTooLong,
    #[error("a header line without a colon or with a strange name")]
    HeaderLine,
    #[error("octets that are no UTF-8")]
    NotUtf8,
    #[error("lines that end in a bare line feed")]
    BareLineFeed,
    #[error("no blank line after the headers")]
    NoBlankLine,
}

impl Fault {
    /// Whether a request with it deserves a refusal, and a response with it no attention.
    #[must_use]
    pub const fn is_grave(&self) -> bool {
        false
    }
}

impl Reading {
    /// The answer that a faulty request deserves; none for a good one, for an ACK and for responses.
    #[must_use]
    pub fn rejection(&self) -> Option<(StatusCode, &'static str)> {
        None
    }

    /// Whether any fault is grave. A response then is to be dropped.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        self.faults.iter().any(Fault::is_grave)
    }
}

/// Reads one complete message: a datagram, or what a [`crate::Framer`] cut out.
pub fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    read_limited(&Bytes::copy_from_slice(bytes), &Limits::default())
}

/// Reads one complete message within `limits`; the body shares the memory of `bytes`.
pub fn read_limited(_bytes: &Bytes, _limits: &Limits) -> Result<Reading, ReadError> {
    Err(ReadError::NotSip)
}
