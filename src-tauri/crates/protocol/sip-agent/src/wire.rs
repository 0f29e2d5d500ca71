//! What the agent and whoever carries its bytes say to each other: flows, routes, candidates.
//!
//! The agent never opens a socket. It asks for a host to be resolved into [`Candidate`]s, hands
//! out bytes with the [`Route`] they must take, and is told over which [`Flow`] bytes came in.
//!
//! Source: RFC 3261 §18 (transport), RFC 3263 (locating servers), RFC 5626 (flows).

use std::fmt;
use std::net::SocketAddr;

use sip_message::Host;

/// A transport protocol of RFC 3261 that this agent can be carried over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransportKind {
    /// Datagrams; requests are repeated until answered.
    Udp,
    /// A byte stream.
    Tcp,
    /// A byte stream under TLS.
    Tls,
}

impl TransportKind {
    /// Whether the transport itself repeats what is lost.
    #[must_use]
    pub const fn is_reliable(self) -> bool {
        match self {
            Self::Udp => false,
            Self::Tcp | Self::Tls => true,
        }
    }

    /// The name in a Via header field: `UDP`, `TCP`, `TLS`.
    #[must_use]
    pub const fn via_name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }

    /// The value of a URI's `transport` parameter: `udp`, `tcp`, `tls`.
    #[must_use]
    pub const fn uri_name(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
        }
    }

    /// Reads either form, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Udp, Self::Tcp, Self::Tls]
            .into_iter()
            .find(|kind| kind.uri_name().eq_ignore_ascii_case(name))
    }

    /// The port used where none is named: 5061 for TLS, else 5060.
    #[must_use]
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Udp | Self::Tcp => 5060,
            Self::Tls => 5061,
        }
    }
}

impl fmt::Display for TransportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.uri_name())
    }
}

/// One way between a local socket and a peer, numbered by the carrier and never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(pub u64);

/// One thing handed out for sending; repetitions of the same message share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SendId(pub u64);

/// One question for the addresses of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryId(pub u64);

/// One UDP socket and its peer, or one TCP or TLS connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flow {
    /// What the bytes are carried by.
    pub transport: TransportKind,
    /// Our address as the peer sees packets arrive without a NAT between; its port is the one we
    /// listen at, also for an outgoing connection.
    pub local: SocketAddr,
    /// Where the bytes came from.
    pub peer: SocketAddr,
    /// Names this flow.
    pub id: FlowId,
}

/// The way that bytes must take.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Route {
    /// What must carry the bytes.
    pub transport: TransportKind,
    /// Where they must arrive.
    pub peer: SocketAddr,
    /// The name that the peer's certificate must prove (TLS only).
    pub server_name: Option<String>,
    /// Take this flow while it stands; once it is gone, open a new one to `peer`.
    pub flow: Option<FlowId>,
}

/// What is to be resolved into candidates. Source: RFC 3263 §4.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// Name or number of the next hop.
    pub host: Host,
    /// An explicit port suppresses NAPTR and SRV.
    pub port: Option<u16>,
    /// An explicit transport suppresses NAPTR.
    pub transport: Option<TransportKind>,
    /// A `sips` URI: only TLS will do.
    pub secure: bool,
}

/// One address at which a target may be reached; a list of them is in order of preference.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// How to speak to it.
    pub transport: TransportKind,
    /// Where it is.
    pub peer: SocketAddr,
    /// The address that this peer will see us send from; the port is the one we listen at.
    pub local: SocketAddr,
    /// The name that its certificate must prove (TLS only).
    pub server_name: Option<String>,
}

impl Candidate {
    /// The route to this candidate over any flow.
    #[must_use]
    pub fn route(&self) -> Route {
        Route {
            transport: self.transport,
            peer: self.peer,
            server_name: self.server_name.clone(),
            flow: None,
        }
    }
}

/// Why bytes could not be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TransportError {
    /// The peer's machine refused the connection or the datagram.
    #[error("connection refused")]
    Refused,
    /// No way leads there from here.
    #[error("network unreachable")]
    Unreachable,
    /// The connection did not come about in time.
    #[error("connection timed out")]
    TimedOut,
    /// The peer closed or reset the connection.
    #[error("connection closed")]
    Closed,
    /// The peer's certificate is out of date.
    #[error("certificate expired or not yet valid")]
    CertificateExpired,
    /// The peer's certificate is for another name.
    #[error("certificate is for another name")]
    CertificateName,
    /// The peer's certificate comes from nobody we trust.
    #[error("certificate issuer not trusted")]
    CertificateUnknown,
    /// TLS failed for another reason.
    #[error("TLS handshake failed")]
    Handshake,
    /// The message does not fit the transport.
    #[error("message too large")]
    TooLarge,
    /// The peer does not take bytes as fast as they are sent.
    #[error("send queue full")]
    QueueFull,
    /// No socket of that transport or address family is open.
    #[error("transport not available")]
    Unavailable,
}

/// Why a target has no candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ResolveError {
    /// The name does not exist or has no addresses.
    #[error("name not found")]
    NotFound,
    /// No name server answered.
    #[error("name servers do not answer")]
    NoAnswer,
    /// Addresses exist, but no transport or route leads to them.
    #[error("no usable transport")]
    NoTransport,
}
