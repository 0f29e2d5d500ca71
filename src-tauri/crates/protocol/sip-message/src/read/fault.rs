//! What may be wrong with a message, and the answer it deserves.
//!
//! Source: RFC 3261 §8.2, §21.4.1, §21.5.6; RFC 4475.

use crate::header_name::HeaderName;
use crate::message::Message;
use crate::method::Method;
use crate::status::StatusCode;
use crate::syntax::SyntaxError;

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
        match self {
            Self::Missing(name) => !matches!(name, HeaderName::MaxForwards),
            Self::Repeated(name) => is_weighty(name),
            Self::Version
            | Self::StartLineBlanks
            | Self::RequestUri(_)
            | Self::Malformed(..)
            | Self::MethodMismatch
            | Self::BodyTooShort => true,
            Self::BodyTooLong
            | Self::HeaderLine
            | Self::NotUtf8
            | Self::BareLineFeed
            | Self::NoBlankLine => false,
        }
    }

    /// The words beside the status of a refusal.
    fn words(&self) -> &'static str {
        let named = |name: &HeaderName| WORDS.iter().find(|(known, ..)| known == name);
        match self {
            Self::Version => StatusCode::VERSION_NOT_SUPPORTED.reason(),
            Self::StartLineBlanks => "Bad Request - Stray Blanks In Request Line",
            Self::RequestUri(_) => "Bad Request - Malformed Request-URI",
            Self::Missing(name) => {
                named(name).map_or("Bad Request - Missing Header", |(_, missing, _)| missing)
            }
            Self::Malformed(name, _) => {
                named(name).map_or("Bad Request - Malformed Header", |(.., malformed)| malformed)
            }
            Self::Repeated(_) => "Bad Request - Single-Value Header Repeated",
            Self::MethodMismatch => "Bad Request - CSeq Names Another Method",
            Self::BodyTooShort => "Bad Request - Body Shorter Than Content-Length",
            Self::BodyTooLong
            | Self::HeaderLine
            | Self::NotUtf8
            | Self::BareLineFeed
            | Self::NoBlankLine => StatusCode::BAD_REQUEST.reason(),
        }
    }
}

/// What is said of a header that is missing or malformed.
const WORDS: &[(HeaderName, &str, &str)] = &[
    (HeaderName::Via, "Bad Request - Missing Via", "Bad Request - Malformed Via"),
    (HeaderName::From, "Bad Request - Missing From", "Bad Request - Malformed From"),
    (HeaderName::To, "Bad Request - Missing To", "Bad Request - Malformed To"),
    (HeaderName::CallId, "Bad Request - Missing Call-ID", "Bad Request - Malformed Call-ID"),
    (HeaderName::CSeq, "Bad Request - Missing CSeq", "Bad Request - Malformed CSeq"),
    (HeaderName::Contact, "Bad Request - Missing Contact", "Bad Request - Malformed Contact"),
    (
        HeaderName::ContentLength,
        "Bad Request - Missing Content-Length",
        "Bad Request - Malformed Content-Length",
    ),
    (
        HeaderName::MaxForwards,
        "Bad Request - Missing Max-Forwards",
        "Bad Request - Malformed Max-Forwards",
    ),
];

/// Headers whose second value would leave open what the message means.
const fn is_weighty(name: &HeaderName) -> bool {
    matches!(
        name,
        HeaderName::From
            | HeaderName::To
            | HeaderName::CallId
            | HeaderName::CSeq
            | HeaderName::ContentLength
            | HeaderName::ContentType
            | HeaderName::MaxForwards
    )
}

impl Reading {
    /// The answer that a faulty request deserves; none for a good one, for an ACK and for responses.
    #[must_use]
    pub fn rejection(&self) -> Option<(StatusCode, &'static str)> {
        match &self.message {
            Message::Response(_) => return None,
            Message::Request(request) if request.method == Method::Ack => return None,
            Message::Request(_) => {}
        }
        if self.faults.contains(&Fault::Version) {
            return Some((StatusCode::VERSION_NOT_SUPPORTED, Fault::Version.words()));
        }
        self.faults
            .iter()
            .find(|fault| fault.is_grave())
            .map(|fault| (StatusCode::BAD_REQUEST, fault.words()))
    }

    /// Whether any fault is grave. A response then is to be dropped, and an ACK too.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        self.faults.iter().any(Fault::is_grave)
    }
}
