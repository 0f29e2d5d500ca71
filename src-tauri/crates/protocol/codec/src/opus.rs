//! Opus for one voice: mono, 48 kHz, in-band error correction, never silent on the wire.
//!
//! Source: RFC 6716, RFC 7587 §3.1.

use opus::{Application, Bitrate, Channels};

use crate::CodecError;

mod repair;

pub(crate) use repair::has_repair;

const SAMPLE_RATE_HZ: u32 = 48_000;
/// Concealment works in steps of 2.5 ms.
const STEP_SAMPLES: usize = 120;
/// Full band voice; the library takes a good part of it for repairs when loss is expected.
const BITRATE_BPS: i32 = 32_000;
/// Of 10: above 8 a frame costs a fifth more for a difference hard to hear.
const COMPLEXITY: i32 = 8;
/// Repairs are written even while nobody reports loss, for the first loss comes unannounced.
const LEAST_EXPECTED_LOSS: u8 = 5;
/// Beyond this the sound suffers more from the bits taken than from the packets lost.
const MOST_EXPECTED_LOSS: u8 = 30;

/// Frame lengths Opus knows, 2.5 to 60 ms.
const FRAME_SAMPLES: [usize; 6] = [120, 240, 480, 960, 1920, 2880];

#[derive(Debug)]
pub(crate) struct Encoder {
    inner: opus::Encoder,
    expected_loss: u8,
}

impl Encoder {
    pub(crate) fn new() -> Result<Self, CodecError> {
        let set_up = || -> opus::Result<opus::Encoder> {
            let mut inner = opus::Encoder::new(SAMPLE_RATE_HZ, Channels::Mono, Application::Voip)?;
            inner.set_bitrate(Bitrate::Bits(BITRATE_BPS))?;
            inner.set_complexity(COMPLEXITY)?;
            inner.set_inband_fec(true)?;
            inner.set_packet_loss_perc(i32::from(LEAST_EXPECTED_LOSS))?;
            inner.set_dtx(false)?;
            Ok(inner)
        };
        let inner = set_up().map_err(|_| CodecError::Unavailable)?;
        Ok(Self { inner, expected_loss: LEAST_EXPECTED_LOSS })
    }

    pub(crate) fn set_bitrate_bps(&mut self, bitrate_bps: u32) {
        let bits = i32::try_from(bitrate_bps.clamp(6_000, 128_000)).unwrap_or(BITRATE_BPS);
        // The range is one the library takes; should it refuse, the old rate goes on.
        self.inner.set_bitrate(Bitrate::Bits(bits)).unwrap_or_default();
    }

    pub(crate) fn set_expected_loss(&mut self, percent: u8) {
        let percent = percent.clamp(LEAST_EXPECTED_LOSS, MOST_EXPECTED_LOSS);
        if percent != self.expected_loss {
            self.expected_loss = percent;
            self.inner.set_packet_loss_perc(i32::from(percent)).unwrap_or_default();
        }
    }

    pub(crate) fn encode(&mut self, pcm: &[i16], payload: &mut [u8]) -> Result<usize, CodecError> {
        if !FRAME_SAMPLES.contains(&pcm.len()) {
            return Err(CodecError::FrameLength(pcm.len()));
        }
        self.inner.encode(pcm, payload).map_err(|_| CodecError::BufferTooSmall)
    }
}

#[derive(Debug)]
pub(crate) struct Decoder {
    inner: opus::Decoder,
    /// Scratch for concealment that is no multiple of 2.5 ms.
    step: [i16; STEP_SAMPLES],
}

impl Decoder {
    pub(crate) fn new() -> Result<Self, CodecError> {
        let inner = opus::Decoder::new(SAMPLE_RATE_HZ, Channels::Mono)
            .map_err(|_| CodecError::Unavailable)?;
        Ok(Self { inner, step: [0; STEP_SAMPLES] })
    }

    pub(crate) fn samples_in(&self, payload: &[u8]) -> Result<usize, CodecError> {
        if payload.is_empty() {
            return Err(CodecError::Payload);
        }
        self.inner.get_nb_samples(payload).map_err(|_| CodecError::Payload)
    }

    pub(crate) fn decode(&mut self, payload: &[u8], pcm: &mut [i16]) -> Result<usize, CodecError> {
        if self.samples_in(payload)? > pcm.len() {
            return Err(CodecError::BufferTooSmall);
        }
        self.inner.decode(payload, pcm, false).map_err(|_| CodecError::Payload)
    }

    /// Fills `pcm` from the copy in `next_payload`; plain concealment where it has none.
    pub(crate) fn decode_repair(
        &mut self,
        next_payload: &[u8],
        pcm: &mut [i16],
    ) -> Result<usize, CodecError> {
        if next_payload.is_empty() || pcm.is_empty() || !pcm.len().is_multiple_of(STEP_SAMPLES) {
            return Err(CodecError::Payload);
        }
        self.inner.decode(next_payload, pcm, true).map_err(|_| CodecError::Payload)
    }

    pub(crate) fn conceal(&mut self, pcm: &mut [i16]) {
        // 20 ms at once sounds best; the library takes any number of whole steps.
        for part in pcm.chunks_mut(8 * STEP_SAMPLES) {
            let whole = part.len() / STEP_SAMPLES * STEP_SAMPLES;
            let Some((steps, rest)) = part.split_at_mut_checked(whole) else { return };
            if !steps.is_empty() && self.inner.decode(&[], steps, false).is_err() {
                steps.fill(0);
            }
            if !rest.is_empty() {
                if self.inner.decode(&[], &mut self.step, false).is_err() {
                    self.step.fill(0);
                }
                rest.iter_mut().zip(self.step).for_each(|(sample, invented)| *sample = invented);
            }
        }
    }

    pub(crate) fn reset(&mut self) {
        self.inner.reset_state().unwrap_or_default();
    }
}
