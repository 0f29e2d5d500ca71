//! A session description as a value. Source: RFC 8866 §5.

use std::net::IpAddr;

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

impl Description {
    /// The description as it goes into a message body.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        Vec::new()
    }
}
