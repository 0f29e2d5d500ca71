//! Samples to payload and back: Opus, G.722, G.711.
//!
//! One [`Encoder`] and one [`Decoder`] per direction of a call; both are made before the call is
//! heard and allocate nothing afterwards, so that they may live on a real-time thread. All sound
//! is mono, 16 bit, at the codec's own rate ([`CodecKind::sample_rate_hz`]).
//!
//! Source: RFC 6716, RFC 7587 (Opus), ITU-T G.722, ITU-T G.711 and its Appendix I (concealment),
//! RFC 3551 §4.5 (payloads).

mod concealment;
mod decoder;
mod encoder;
mod g711;
mod g722;
mod kind;
mod opus;

pub use decoder::Decoder;
pub use encoder::Encoder;
pub use kind::CodecKind;

/// Most samples one payload may decode to: 120 ms of Opus at 48 kHz.
pub const MAX_FRAME_SAMPLES: usize = 5760;

/// Most bytes an encoder writes for one frame; give it a buffer of at least this size.
pub const MAX_PAYLOAD_BYTES: usize = 1275;

/// Why samples could not be encoded or a payload not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The codec library could not be set up; nothing a caller can repair.
    #[error("codec not available")]
    Unavailable,
    /// The number of samples is not a frame this codec can encode.
    #[error("{0} samples are no frame of this codec")]
    FrameLength(usize),
    /// The buffer for payload or samples is too small.
    #[error("buffer too small")]
    BufferTooSmall,
    /// The payload is empty, longer than 120 ms or not of this codec.
    #[error("payload cannot be decoded")]
    Payload,
}
