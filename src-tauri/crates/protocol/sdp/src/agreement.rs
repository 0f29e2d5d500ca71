//! What an exchange of offer and answer came to.

use std::net::SocketAddr;

use crate::{Codec, Direction};

/// What both sides settled on for the audio stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The codec of both directions.
    pub codec: Codec,
    /// Payload type the far end wants on our packets.
    pub send_payload_type: u8,
    /// Payload types under which the codec may reach us; never empty.
    pub receive_payload_types: Vec<u8>,
    /// Payload type of telephone events to the far end; absent when it takes none.
    pub event_send_payload_type: Option<u8>,
    /// Payload types under which telephone events may reach us.
    pub event_receive_payload_types: Vec<u8>,
    /// Clock in which telephone events count: the codec's, or 8000 where the far end knows no other.
    pub event_clock_hz: u32,
    /// Where our RTP goes; absent when the far end gave no usable address (`c=0.0.0.0`, a name).
    pub remote: Option<SocketAddr>,
    /// Where our RTCP goes; the same as `remote` when multiplexed.
    pub remote_rtcp: Option<SocketAddr>,
    /// RTCP shares RTP's port.
    pub is_rtcp_muxed: bool,
    /// Our direction.
    pub direction: Direction,
    /// Milliseconds of sound per packet that we send.
    pub ptime_ms: u32,
}

impl Agreed {
    /// The far end put us on hold: it wants to hear nothing of us.
    #[must_use]
    pub const fn is_held_by_remote(&self) -> bool {
        !self.direction.is_sending()
    }
}

/// Why offer and answer do not come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAgreement {
    /// The offer has no audio stream, or only refused ones.
    #[error("no audio stream")]
    NoAudio,
    /// The audio streams name none of our codecs.
    #[error("no common codec")]
    NoCommonCodec,
    /// Audio is offered only encrypted (SRTP).
    #[error("only secure media offered")]
    SecureMediaOnly,
    /// Audio is offered only over a transport that is no RTP profile we know.
    #[error("unknown media transport")]
    UnknownTransport,
    /// The answer refused the audio stream with port 0.
    #[error("audio refused")]
    Refused,
    /// The answer does not fit the offer: other number, kind or order of streams.
    #[error("answer does not fit the offer")]
    Mismatch,
}
