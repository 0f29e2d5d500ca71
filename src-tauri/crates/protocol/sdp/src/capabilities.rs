//! What this side can and wants to do, as it goes into an offer or an answer.

use std::net::IpAddr;

/// A codec this program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// `opus/48000/2`, always mono here. Source: RFC 7587.
    Opus,
    /// `G722/8000`, which really runs at 16 kHz. Source: RFC 3551 §4.5.2.
    G722,
    /// `PCMA/8000`.
    Pcma,
    /// `PCMU/8000`.
    Pcmu,
}

/// Which way sound flows, seen from the side that is meant. Source: RFC 3264 §5.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Both ways; the default where nothing is written.
    #[default]
    SendReceive,
    /// Only from this side.
    SendOnly,
    /// Only to this side.
    ReceiveOnly,
    /// Neither way.
    Inactive,
}

impl Direction {
    /// The direction with these two halves.
    #[must_use]
    pub const fn of(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendReceive,
            (true, false) => Self::SendOnly,
            (false, true) => Self::ReceiveOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether this side sends.
    #[must_use]
    pub const fn is_sending(self) -> bool {
        matches!(self, Self::SendReceive | Self::SendOnly)
    }

    /// Whether this side receives.
    #[must_use]
    pub const fn is_receiving(self) -> bool {
        matches!(self, Self::SendReceive | Self::ReceiveOnly)
    }

    /// The same flow, seen from the other side.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self::of(self.is_receiving(), self.is_sending())
    }

    /// What both allow.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self::of(
            self.is_sending() && other.is_sending(),
            self.is_receiving() && other.is_receiving(),
        )
    }

    /// Its attribute.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SendReceive => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::ReceiveOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }
}

/// What this side offers and accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Codecs in the order of preference; each once.
    pub codecs: Vec<Codec>,
    /// Where we want to receive; also the address of the `o=` line.
    pub address: IpAddr,
    /// Our RTP port.
    pub port: u16,
    /// Our RTCP port when it is not the one above RTP's.
    pub rtcp_port: Option<u16>,
    /// Which way we want sound to flow: [`Direction::SendOnly`] or [`Direction::Inactive`] hold.
    pub direction: Direction,
    /// `o=` session id: random, one for the life of the dialog.
    pub session_id: u64,
    /// `o=` version of a first description; later ones count on from the previous.
    pub version: u64,
    /// Offer and accept RTCP on RTP's port.
    pub rtcp_mux: bool,
    /// Offer and accept telephone events.
    pub telephone_event: bool,
    /// Milliseconds of sound per packet that we ask for.
    pub ptime_ms: u32,
}

impl Capabilities {
    /// All codecs, both ways, telephone events, 20 ms, RTCP multiplexing offered.
    #[must_use]
    pub fn new(address: IpAddr, port: u16, session_id: u64) -> Self {
        Self {
            codecs: vec![Codec::Opus, Codec::G722, Codec::Pcma, Codec::Pcmu],
            address,
            port,
            rtcp_port: None,
            direction: Direction::SendReceive,
            session_id,
            version: 1,
            rtcp_mux: true,
            telephone_event: true,
            ptime_ms: 20,
        }
    }
}
