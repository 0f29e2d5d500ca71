//! Turns one frame of samples into one payload.

use crate::g711::Law;
use crate::{CodecError, CodecKind, g722, opus};

/// Encodes one direction of a call; made once, allocates nothing per frame.
#[derive(Debug)]
pub struct Encoder {
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Opus(opus::Encoder),
    G722(Box<g722::Encoder>),
    G711(Law),
}

impl Encoder {
    /// An encoder in its initial state.
    pub fn new(kind: CodecKind) -> Result<Self, CodecError> {
        let inner = match kind {
            CodecKind::Opus => Inner::Opus(opus::Encoder::new()?),
            CodecKind::G722 => Inner::G722(Box::new(g722::Encoder::new())),
            CodecKind::Pcma => Inner::G711(Law::A),
            CodecKind::Pcmu => Inner::G711(Law::Mu),
        };
        Ok(Self { inner })
    }

    /// The codec it speaks.
    #[must_use]
    pub const fn kind(&self) -> CodecKind {
        match self.inner {
            Inner::Opus(_) => CodecKind::Opus,
            Inner::G722(_) => CodecKind::G722,
            Inner::G711(Law::A) => CodecKind::Pcma,
            Inner::G711(Law::Mu) => CodecKind::Pcmu,
        }
    }

    /// Bits per second to aim for, 6 000 to 128 000; only Opus can choose.
    pub fn set_bitrate_bps(&mut self, bitrate_bps: u32) {
        match &mut self.inner {
            Inner::Opus(encoder) => encoder.set_bitrate_bps(bitrate_bps),
            Inner::G722(_) | Inner::G711(_) => {}
        }
    }

    /// Percentage of packets the far end reports as lost: Opus spends more bits on repairing them.
    pub fn set_expected_loss(&mut self, percent: u8) {
        match &mut self.inner {
            Inner::Opus(encoder) => encoder.set_expected_loss(percent),
            Inner::G722(_) | Inner::G711(_) => {}
        }
    }

    /// Encodes one frame of mono samples into `payload` and returns the bytes written.
    ///
    /// Opus takes 2.5, 5, 10, 20, 40 or 60 ms, G.722 any even number of samples, G.711 any number.
    /// [`MAX_PAYLOAD_BYTES`](crate::MAX_PAYLOAD_BYTES) is room enough for 60 ms.
    pub fn encode(&mut self, pcm: &[i16], payload: &mut [u8]) -> Result<usize, CodecError> {
        match &mut self.inner {
            Inner::Opus(encoder) => encoder.encode(pcm, payload),
            Inner::G722(encoder) => {
                if !pcm.len().is_multiple_of(2) {
                    return Err(CodecError::FrameLength(pcm.len()));
                }
                let payload = payload.get_mut(..pcm.len() / 2).ok_or(CodecError::BufferTooSmall)?;
                encoder.encode(pcm, payload);
                Ok(payload.len())
            }
            Inner::G711(law) => {
                let payload = payload.get_mut(..pcm.len()).ok_or(CodecError::BufferTooSmall)?;
                law.encode(pcm, payload);
                Ok(payload.len())
            }
        }
    }
}
