//! Turns payloads into samples, and invents plausible samples where a payload is missing.

use crate::concealment::Concealment;
use crate::g711::Law;
use crate::{CodecError, CodecKind, MAX_FRAME_SAMPLES, g722, opus};

/// Decodes one direction of a call; made once, allocates nothing per frame.
#[derive(Debug)]
pub struct Decoder {
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Opus(opus::Decoder),
    G722(Box<g722::Decoder>, Concealment),
    G711(Law, Concealment),
}

impl Decoder {
    /// A decoder in its initial state.
    pub fn new(kind: CodecKind) -> Result<Self, CodecError> {
        let concealment = || Concealment::new(kind.sample_rate_hz());
        let inner = match kind {
            CodecKind::Opus => Inner::Opus(opus::Decoder::new()?),
            CodecKind::G722 => Inner::G722(Box::new(g722::Decoder::new()), concealment()),
            CodecKind::Pcma => Inner::G711(Law::A, concealment()),
            CodecKind::Pcmu => Inner::G711(Law::Mu, concealment()),
        };
        Ok(Self { inner })
    }

    /// The codec it speaks.
    #[must_use]
    pub const fn kind(&self) -> CodecKind {
        match &self.inner {
            Inner::Opus(_) => CodecKind::Opus,
            Inner::G722(..) => CodecKind::G722,
            Inner::G711(Law::A, _) => CodecKind::Pcma,
            Inner::G711(Law::Mu, _) => CodecKind::Pcmu,
        }
    }

    /// Samples `payload` would decode to, without decoding it.
    pub fn samples_in(&self, payload: &[u8]) -> Result<usize, CodecError> {
        let samples = match &self.inner {
            Inner::Opus(decoder) => decoder.samples_in(payload)?,
            Inner::G722(..) => payload.len().saturating_mul(2),
            Inner::G711(..) => payload.len(),
        };
        if samples == 0 || samples > self.longest_frame() {
            Err(CodecError::Payload)
        } else {
            Ok(samples)
        }
    }

    /// Decodes one payload into the front of `pcm` and returns the samples written.
    ///
    /// `pcm` should have room for [`MAX_FRAME_SAMPLES`].
    pub fn decode(&mut self, payload: &[u8], pcm: &mut [i16]) -> Result<usize, CodecError> {
        let samples = self.samples_in(payload)?;
        let pcm = pcm.get_mut(..samples).ok_or(CodecError::BufferTooSmall)?;
        match &mut self.inner {
            Inner::Opus(decoder) => return decoder.decode(payload, pcm),
            Inner::G722(decoder, concealment) => {
                decoder.decode(payload, pcm);
                concealment.accept(pcm);
            }
            Inner::G711(law, concealment) => {
                law.decode(payload, pcm);
                concealment.accept(pcm);
            }
        }
        Ok(samples)
    }

    /// Whether `payload` carries a coarse copy of the frame before it (Opus in-band FEC).
    #[must_use]
    pub fn has_repair(&self, payload: &[u8]) -> bool {
        match &self.inner {
            Inner::Opus(_) => opus::has_repair(payload),
            Inner::G722(..) | Inner::G711(..) => false,
        }
    }

    /// Fills `pcm` with the frame lost just before `next_payload`, from the copy that payload carries.
    ///
    /// `pcm` must be as long as the lost frame; where there is no copy it is concealed.
    pub fn decode_repair(
        &mut self,
        next_payload: &[u8],
        pcm: &mut [i16],
    ) -> Result<usize, CodecError> {
        match &mut self.inner {
            Inner::Opus(decoder) => decoder.decode_repair(next_payload, pcm),
            Inner::G722(..) | Inner::G711(..) => Err(CodecError::Payload),
        }
    }

    /// Fills all of `pcm` with what the voice would probably have done; fades out when it goes on.
    ///
    /// Whole frames sound best. Opus thinks in steps of 2.5 ms: of other lengths the rest is lost.
    pub fn conceal(&mut self, pcm: &mut [i16]) {
        match &mut self.inner {
            Inner::Opus(decoder) => decoder.conceal(pcm),
            Inner::G722(_, concealment) | Inner::G711(_, concealment) => concealment.conceal(pcm),
        }
    }

    /// Forgets everything heard, as after a change of source.
    pub fn reset(&mut self) {
        match &mut self.inner {
            Inner::Opus(decoder) => decoder.reset(),
            Inner::G722(decoder, concealment) => {
                **decoder = g722::Decoder::new();
                concealment.reset();
            }
            Inner::G711(_, concealment) => concealment.reset(),
        }
    }

    /// 120 ms.
    const fn longest_frame(&self) -> usize {
        MAX_FRAME_SAMPLES * self.kind().sample_rate_hz() as usize / 48_000
    }
}
