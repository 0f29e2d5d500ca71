//! What a session must know before it starts, and what a new offer may change.

use std::net::SocketAddr;
use std::time::Duration;

use codec::CodecKind;

/// Which way sound flows, seen from here. Source: RFC 3264 §5.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Both ways.
    #[default]
    SendReceive,
    /// We speak, the far end does not: it holds us or we hold it.
    SendOnly,
    /// We only listen.
    ReceiveOnly,
    /// Neither way; RTCP goes on.
    Inactive,
}

impl Direction {
    /// Whether RTP leaves here.
    #[must_use]
    pub const fn is_sending(self) -> bool {
        matches!(self, Self::SendReceive | Self::SendOnly)
    }

    /// Whether RTP that arrives is heard.
    #[must_use]
    pub const fn is_receiving(self) -> bool {
        matches!(self, Self::SendReceive | Self::ReceiveOnly)
    }
}

/// What offer and answer settled; a new offer brings new terms to the same session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The codec of both directions.
    pub codec: CodecKind,
    /// The number the far end wants to see on our packets.
    pub send_payload_type: u8,
    /// The numbers under which `codec` may arrive.
    pub receive_payload_types: Vec<u8>,
    /// Number of telephone events we send; absent when the far end takes none.
    pub event_send_payload_type: Option<u8>,
    /// Numbers under which telephone events may arrive.
    pub event_receive_payload_types: Vec<u8>,
    /// Clock in which telephone events count: the codec's RTP clock, or 8000.
    pub event_clock_hz: u32,
    /// Where our RTP goes until packets show a better address; absent: wait for packets.
    pub remote: Option<SocketAddr>,
    /// Where our RTCP goes; ignored when `is_rtcp_muxed`.
    pub remote_rtcp: Option<SocketAddr>,
    /// RTCP shares RTP's port. Source: RFC 5761.
    pub is_rtcp_muxed: bool,
    /// Length of the frames we send, 10 to 60 ms.
    pub frame: Duration,
    /// Which way sound flows.
    pub direction: Direction,
}

impl Terms {
    /// Both ways with one payload type, no events, RTCP on the next port; change what differs.
    #[must_use]
    pub fn new(codec: CodecKind, payload_type: u8, remote: SocketAddr) -> Self {
        let rtcp_port = remote.port().checked_add(1);
        Self {
            codec,
            send_payload_type: payload_type,
            receive_payload_types: vec![payload_type],
            event_send_payload_type: None,
            event_receive_payload_types: Vec::new(),
            event_clock_hz: codec.rtp_clock_hz(),
            remote: Some(remote),
            remote_rtcp: rtcp_port.map(|port| SocketAddr::new(remote.ip(), port)),
            is_rtcp_muxed: false,
            frame: Duration::from_millis(20),
            direction: Direction::SendReceive,
        }
    }
}

/// Bounds of the delay the jitter buffer may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JitterLimits {
    /// Never aims below this.
    pub min_delay: Duration,
    /// Never aims above this.
    pub max_delay: Duration,
}

impl Default for JitterLimits {
    fn default() -> Self {
        Self { min_delay: Duration::ZERO, max_delay: Duration::from_millis(500) }
    }
}

/// Everything a session starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What offer and answer settled.
    pub terms: Terms,
    /// Chance for SSRC, first sequence number, first timestamp and RTCP intervals.
    pub seed: [u8; 32],
    /// Canonical name in RTCP: random, nothing about the person. Source: RFC 7022.
    pub cname: String,
    /// Bounds of the jitter buffer.
    pub jitter: JitterLimits,
    /// A receiving session without RTP for this long reports [`Event::Silent`](crate::Event::Silent).
    pub silent_after: Duration,
    /// Opus only: bits per second to aim for, the codec's choice when absent.
    pub bitrate_bps: Option<u32>,
}

impl Settings {
    /// Settings with the usual bounds.
    #[must_use]
    pub fn new(terms: Terms, seed: [u8; 32], cname: String) -> Self {
        Self {
            terms,
            seed,
            cname,
            jitter: JitterLimits::default(),
            silent_after: Duration::from_secs(5),
            bitrate_bps: None,
        }
    }
}
