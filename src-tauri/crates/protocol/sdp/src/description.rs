//! A session description as a value. Source: RFC 8866 §5.

mod stream;
mod writer;

use std::net::IpAddr;

pub(crate) use stream::{Encoding, Payload};

/// Who wrote a description, and which edition of it this is. Source: RFC 8866 §5.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `-` where the writer keeps it to itself.
    pub username: String,
    /// One for the life of the dialog.
    pub session_id: u64,
    /// Grows with each change.
    pub version: u64,
    /// The writer's address; only a part of its identity, never a target.
    pub address: String,
}

/// Where a stream is to be sent. Source: RFC 8866 §5.7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// A numeric address.
    Address(IpAddr),
    /// A host name; not resolved here.
    Name(String),
}

/// An `a=` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Before the colon.
    pub name: String,
    /// After the colon.
    pub value: Option<String>,
}

impl Attribute {
    pub(crate) fn flag(name: &str) -> Self {
        Self { name: name.to_owned(), value: None }
    }

    pub(crate) fn new(name: &str, value: impl ToString) -> Self {
        Self { name: name.to_owned(), value: Some(value.to_string()) }
    }
}

/// What a stream carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaKind {
    /// Sound.
    Audio,
    /// Pictures that move.
    Video,
    /// Fax (T.38).
    Image,
    /// Data channels, BFCP and the like.
    Application,
    /// Real-time text.
    Text,
    /// MSRP.
    Message,
    /// Any other.
    Other(String),
}

impl MediaKind {
    pub(crate) fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "audio" => Self::Audio,
            "video" => Self::Video,
            "image" => Self::Image,
            "application" => Self::Application,
            "text" => Self::Text,
            "message" => Self::Message,
            _other => Self::Other(word.to_owned()),
        }
    }

    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Image => "image",
            Self::Application => "application",
            Self::Text => "text",
            Self::Message => "message",
            Self::Other(word) => word,
        }
    }
}

/// How a stream travels: the third word of an `m=` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// `RTP/AVP`.
    Avp,
    /// `RTP/AVPF`: with early feedback, which we never send.
    Avpf,
    /// `RTP/SAVP`, `RTP/SAVPF`, `UDP/TLS/RTP/SAVP(F)`: encrypted.
    Secure(String),
    /// Any other, as written.
    Other(String),
}

impl Protocol {
    pub(crate) fn from_words(words: &str) -> Self {
        match words.to_ascii_uppercase().as_str() {
            "RTP/AVP" => Self::Avp,
            "RTP/AVPF" => Self::Avpf,
            secure if secure.ends_with("RTP/SAVP") || secure.ends_with("RTP/SAVPF") => {
                Self::Secure(words.to_owned())
            }
            _other => Self::Other(words.to_owned()),
        }
    }

    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Avp => "RTP/AVP",
            Self::Avpf => "RTP/AVPF",
            Self::Secure(words) | Self::Other(words) => words,
        }
    }
}

/// An `m=` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// What it carries.
    pub kind: MediaKind,
    /// 0 refuses the stream.
    pub port: u16,
    /// How it travels.
    pub protocol: Protocol,
    /// Payload types or other formats, in order of preference.
    pub formats: Vec<String>,
    /// Its own address; the session's where absent.
    pub connection: Option<Connection>,
    /// Its own attributes, in order.
    pub attributes: Vec<Attribute>,
}

/// A whole session description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Who wrote it.
    pub origin: Origin,
    /// The address of streams without their own.
    pub connection: Option<Connection>,
    /// Attributes of the session, in order.
    pub attributes: Vec<Attribute>,
    /// The streams, in order.
    pub media: Vec<Media>,
}
