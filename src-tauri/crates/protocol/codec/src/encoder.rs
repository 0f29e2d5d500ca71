//! Turns one frame of samples into one payload.

use crate::{CodecError, CodecKind};

/// Encodes one direction of a call; made once, allocates nothing per frame.
#[derive(Debug)]
pub struct Encoder {
    kind: CodecKind,
}

impl Encoder {
    /// An encoder in its initial state.
    pub fn new(kind: CodecKind) -> Result<Self, CodecError> {
        Ok(Self { kind })
    }

    /// The codec it speaks.
    #[must_use]
    pub const fn kind(&self) -> CodecKind {
        self.kind
    }

    /// Bits per second to aim for; only Opus can choose.
    pub fn set_bitrate_bps(&mut self, _bitrate_bps: u32) {}

    /// Percentage of packets the far end reports as lost: Opus spends more bits on repairing them.
    pub fn set_expected_loss(&mut self, _percent: u8) {}

    /// Encodes one frame of mono samples into `payload` and returns the bytes written.
    pub fn encode(&mut self, pcm: &[i16], payload: &mut [u8]) -> Result<usize, CodecError> {
        let _unused = (pcm, payload);
        Err(CodecError::Unavailable)
    }
}
