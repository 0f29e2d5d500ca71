//! What a transport is started with: addresses, trust, name servers, patience and bounds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reach::TrustSettings;

/// What a transport is started with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Addresses to listen at and to send from. An unspecified address (`0.0.0.0`, `::`) stands for
    /// all addresses of its family that the machine has when it is needed.
    pub bind: Vec<IpAddr>,
    /// Port of UDP and TCP; `None` and `Some(0)` take a free one.
    pub port: Option<u16>,
    /// Whose certificates are believed.
    pub trust: TrustSettings,
    /// Who is asked for names.
    pub dns: DnsSettings,
    /// How long things may take.
    pub waits: Waits,
    /// How much is kept at once.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind: vec![Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()],
            port: None,
            trust: TrustSettings::default(),
            dns: DnsSettings::default(),
            waits: Waits::default(),
            limits: Limits::default(),
        }
    }
}

/// Who is asked for names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DnsSettings {
    /// Asks only these instead of the system's name servers; for tests. Names that belong to the
    /// system (`localhost`, `.local`) are its business all the same.
    pub name_servers: Option<Vec<SocketAddr>>,
}

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// For a TCP connection; short, so that the next server is tried soon.
    pub connect: Duration,
    /// For the TLS handshake after it.
    pub handshake: Duration,
    /// For one message to be taken by the peer's machine.
    pub write: Duration,
    /// For the answer to a ping. Source: RFC 5626 §4.4.1 (10 s).
    pub pong: Duration,
    /// For an incoming connection without any traffic.
    pub idle: Duration,
    /// For one question about a name, all its steps included.
    pub resolve: Duration,
    /// For queued messages to leave when the transport is closed.
    pub close: Duration,
}

impl Default for Waits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            handshake: Duration::from_secs(5),
            write: Duration::from_secs(10),
            pong: Duration::from_secs(10),
            idle: Duration::from_secs(600),
            resolve: Duration::from_secs(5),
            close: Duration::from_secs(1),
        }
    }
}

/// How much is kept at once, and what happens to what comes beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests to the transport not yet looked at. Beyond: the caller waits.
    pub commands: usize,
    /// Messages waiting for one socket or connection. Beyond: `SendFailed(QueueFull)`.
    pub queue: usize,
    /// News for the agent that its own queue has no room for. Beyond: the oldest failed send is
    /// forgotten with a warning (its transaction times out); nothing is read from the network
    /// meanwhile.
    pub backlog: usize,
    /// Connections in both directions. Beyond: the one idle for longest is closed for a new one of
    /// ours; one from outside is closed at once.
    pub connections: usize,
    /// Connections from outside. Beyond: closed at once.
    pub accepted: usize,
    /// Names asked for at once. Beyond: `Resolved(NoAnswer)`.
    pub queries: usize,
    /// Peers of one UDP socket that are known apart. Beyond: the eldest is forgotten and gets a
    /// new flow number when it is heard again.
    pub peers: usize,
    /// Candidates found for one target. Beyond: left out, last ones first.
    pub candidates: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            commands: 256,
            queue: 256,
            backlog: 1024,
            connections: 128,
            accepted: 64,
            queries: 32,
            peers: 1024,
            candidates: 24,
        }
    }
}
