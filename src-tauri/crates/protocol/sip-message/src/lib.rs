//! Reads and writes SIP messages, addresses and digest credentials.
//!
//! The reader takes what is clear even when it is not legal, and says what is wrong beside it: a
//! [`Reading`] is a message plus the faults found in it, and [`Reading::rejection`] is the answer a
//! faulty request deserves. Headers stay the text they were; typed accessors such as
//! [`Headers::cseq`] read one when it is asked for, so an odd header nobody needs costs nobody a call.
//!
//! ```
//! use sip_message::{HeaderName, Message, Method, Request, Uri};
//!
//! let mut request = Request::new(Method::Options, "sip:bob@example.com".parse::<Uri>()?);
//! request.headers.push(HeaderName::CallId, "a84b4c76e66710");
//! request.headers.push(HeaderName::CSeq, "1 OPTIONS");
//!
//! let reading = sip_message::read(&request.to_bytes())?;
//!
//! assert!(matches!(reading.message, Message::Request(_)));
//! assert!(reading.rejection().is_some(), "it lacks From, To and Via");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Source: RFC 3261 §7, §18.3, §19, §20, §25; RFC 7616 and RFC 8760 (digest); each module names its own.

pub mod digest;

mod address;
mod framer;
mod header_name;
mod headers;
mod message;
mod method;
mod params;
mod read;
mod status;
mod syntax;
mod uri;

pub use address::{Contacts, NameAddr};
pub use framer::{Frame, Framer, FramingError};
pub use header_name::HeaderName;
pub use headers::event::{Event, SubscriptionState, Substate};
pub use headers::fields::{
    CSeq, MinSe, RAck, Reason, Refresher, RetryAfter, SessionExpires, Warning,
};
pub use headers::replaces::{Diversion, HistoryEntry, Replaces};
pub use headers::via::{Rport, Via, ViaTransport};
pub use headers::{Header, HeaderError, Headers};
pub use message::{Message, Request, Response};
pub use method::Method;
pub use params::Params;
pub use read::{Fault, Limits, ReadError, Reading, read, read_limited};
pub use status::StatusCode;
pub use syntax::SyntaxError;
pub use uri::{Host, OtherUri, SipUri, TelUri, Uri, UriParams};
