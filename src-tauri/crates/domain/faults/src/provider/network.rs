//! What the network must hold and let through. Source: S1-140 to S1-157.

use crate::class::coded;

/// Limits between telephone and platform, end to end. Source: S1-144.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Delay must not exceed it, in milliseconds, one way. Source: S1-141.
    pub delay_ms: f64,
    /// Jitter must not exceed it, in milliseconds. Source: S1-142.
    pub jitter_ms: f64,
    /// Loss must stay below it, in per cent. Source: S1-143.
    pub loss_below_percent: f64,
    /// `host:port` that sends RTP-shaped packets back; absent where the profile names none.
    pub echo: Option<String>,
    /// Requirement IDs for delay, jitter and loss, in this order.
    pub sources: [String; 3],
}

coded! {
    /// How packets travel to a port.
    Transport {
        /// A connection.
        Tcp = "tcp",
        /// Datagrams.
        Udp = "udp",
    }
}

/// Where a port is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortTarget {
    /// At this address.
    Host(String),
    /// At the local SIP trunk's provider; the row is skipped without a local trunk. Source: S1-152.
    Trunk,
}

/// One row of the port table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Requirement ID of the row, such as `S1-146`.
    pub row: String,
    /// Protocol as the contract writes it, such as `HTTP/s`.
    pub protocol: String,
    /// How packets travel.
    pub transports: Vec<Transport>,
    /// Lowest and highest port of each range, inclusive.
    pub ports: Vec<(u16, u16)>,
    /// Where it is.
    pub target: PortTarget,
    /// What it is for.
    pub purpose: super::Words,
}
