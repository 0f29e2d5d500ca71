//! Turns payloads into samples, and invents plausible samples where a payload is missing.

use crate::{CodecError, CodecKind};

/// Decodes one direction of a call; made once, allocates nothing per frame.
#[derive(Debug)]
pub struct Decoder {
    kind: CodecKind,
}

impl Decoder {
    /// A decoder in its initial state.
    pub fn new(kind: CodecKind) -> Result<Self, CodecError> {
        Ok(Self { kind })
    }

    /// The codec it speaks.
    #[must_use]
    pub const fn kind(&self) -> CodecKind {
        self.kind
    }

    /// Samples `payload` would decode to, without decoding it.
    pub fn samples_in(&self, _payload: &[u8]) -> Result<usize, CodecError> {
        Err(CodecError::Payload)
    }

    /// Decodes one payload into the front of `pcm` and returns the samples written.
    ///
    /// `pcm` should have room for [`MAX_FRAME_SAMPLES`](crate::MAX_FRAME_SAMPLES).
    pub fn decode(&mut self, _payload: &[u8], _pcm: &mut [i16]) -> Result<usize, CodecError> {
        Err(CodecError::Payload)
    }

    /// Whether `payload` carries a coarse copy of the frame before it (Opus in-band FEC).
    #[must_use]
    pub fn has_repair(&self, _payload: &[u8]) -> bool {
        false
    }

    /// Fills `pcm` with the frame lost just before `next_payload`, from the copy that payload carries.
    pub fn decode_repair(
        &mut self,
        _next_payload: &[u8],
        _pcm: &mut [i16],
    ) -> Result<usize, CodecError> {
        Err(CodecError::Payload)
    }

    /// Fills all of `pcm` with what the voice would probably have done; fades out when it goes on.
    pub fn conceal(&mut self, pcm: &mut [i16]) {
        pcm.fill(0);
    }

    /// Forgets everything heard, as after a change of source.
    pub fn reset(&mut self) {}
}
