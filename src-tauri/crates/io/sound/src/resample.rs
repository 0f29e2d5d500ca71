//! Changes the rate of a stream of mono samples without allocating.
//!
//! Sinc interpolation. Between rates that divide each other the filter is tabulated exactly at the
//! points that are needed; between others (44.1 kHz devices) it is interpolated.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Async, FixedAsync, Resampler as _, SincInterpolationParameters, SincInterpolationType,
    WindowFunction,
};

/// Taps at the lower of the two rates: 3 ms of delay at 8 kHz, half a millisecond at 44.1 kHz.
const TAPS: u32 = 48;

/// Turns samples at one rate into samples at another.
pub(crate) struct Resampler {
    /// Absent when both rates are equal.
    inner: Option<Inner>,
}

struct Inner {
    converter: Async<f32>,
    /// One chunk of input, filled from the front.
    chunk: Vec<f32>,
    filled: usize,
    output: Vec<f32>,
    /// Output samples by which the first ones come late.
    delay: usize,
}

impl Resampler {
    /// Converts in chunks of 10 ms of input.
    pub(crate) fn new(from_hz: u32, to_hz: u32) -> Self {
        Self { inner: (from_hz != to_hz).then(|| Inner::new(from_hz.max(100), to_hz.max(100))) }
    }

    /// Output samples that are missing after the first input because the filter looks ahead.
    pub(crate) fn delay(&self) -> usize {
        self.inner.as_ref().map_or(0, |inner| inner.delay)
    }

    /// Takes any number of samples and hands out what became of them, in order.
    pub(crate) fn push(&mut self, samples: &[f32], mut out: impl FnMut(&[f32])) {
        match &mut self.inner {
            Some(inner) => inner.push(samples, out),
            None => out(samples),
        }
    }
}

impl Inner {
    fn new(from_hz: u32, to_hz: u32) -> Self {
        let downwards = from_hz.div_ceil(to_hz).max(1);
        let length = usize::try_from(TAPS * downwards).expect("a few thousand taps at most");
        let window = SincInterpolationParameters::new(length, WindowFunction::Blackman2);
        let parameters = if to_hz.is_multiple_of(from_hz) {
            let factor = usize::try_from(to_hz / from_hz).expect("a ratio of audio rates");
            window.oversampling_factor(factor).interpolation(SincInterpolationType::Nearest)
        } else if from_hz.is_multiple_of(to_hz) {
            window.oversampling_factor(1).interpolation(SincInterpolationType::Nearest)
        } else {
            window.oversampling_factor(256).interpolation(SincInterpolationType::Cubic)
        };
        let chunk_frames = usize::try_from(from_hz / 100).expect("10 ms of an audio rate");
        let ratio = f64::from(to_hz) / f64::from(from_hz);
        let converter =
            Async::new_sinc(ratio, 1.0, &parameters, chunk_frames, 1, FixedAsync::Input)
                .expect("ratio and chunk are positive");
        let output = vec![0.0; converter.output_frames_max() + 8];
        let delay = converter.output_delay();
        Self { converter, chunk: vec![0.0; chunk_frames], filled: 0, output, delay }
    }

    fn push(&mut self, mut samples: &[f32], mut out: impl FnMut(&[f32])) {
        while !samples.is_empty() {
            let free = self.chunk.len() - self.filled;
            let (taken, rest) = samples.split_at(samples.len().min(free));
            if let Some(room) = self.chunk.get_mut(self.filled..self.filled + taken.len()) {
                room.copy_from_slice(taken);
            }
            self.filled += taken.len();
            samples = rest;
            if self.filled == self.chunk.len() {
                self.filled = 0;
                out(self.convert());
            }
        }
    }

    fn convert(&mut self) -> &[f32] {
        let frames = self.output.len();
        let (Ok(input), Ok(mut output)) = (
            InterleavedSlice::new(&self.chunk, 1, self.chunk.len()),
            InterleavedSlice::new_mut(&mut self.output, 1, frames),
        ) else {
            return &[];
        };
        match self.converter.process_into_buffer(&input, &mut output, None) {
            Ok((_, written)) => self.output.get(..written).unwrap_or(&[]),
            Err(_) => &[],
        }
    }
}

impl std::fmt::Debug for Resampler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resampler").field("delay", &self.delay()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{power_at, sine};

    fn convert(from_hz: u32, to_hz: u32, input: &[f32]) -> Vec<f32> {
        let mut resampler = Resampler::new(from_hz, to_hz);
        let mut output = Vec::new();
        for piece in input.chunks(37) {
            resampler.push(piece, |samples| output.extend_from_slice(samples));
        }
        output
    }

    #[test]
    fn a_tone_keeps_its_pitch_and_level_between_all_rates() {
        for from_hz in [8_000, 16_000, 44_100, 48_000, 96_000] {
            for to_hz in [8_000, 16_000, 44_100, 48_000, 96_000] {
                let output = convert(from_hz, to_hz, &sine(1000.0, from_hz, 1.0, 0.5));

                let steady = &output[output.len() / 4..];
                let amplitude = power_at(1000.0, to_hz, steady).sqrt();
                assert!((amplitude - 0.5).abs() < 0.01, "{from_hz} to {to_hz}: {amplitude}");
            }
        }
    }

    #[test]
    fn no_sample_is_lost_or_invented_over_time() {
        for (from_hz, to_hz) in
            [(8_000, 48_000), (48_000, 8_000), (44_100, 48_000), (48_000, 44_100)]
        {
            let output = convert(from_hz, to_hz, &sine(440.0, from_hz, 10.0, 0.5));

            let expected = to_hz as usize * 10;
            let missing = expected.abs_diff(output.len());
            assert!(
                missing <= Resampler::new(from_hz, to_hz).delay() + 2,
                "{missing} of {expected}"
            );
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_carry_is_removed_and_not_folded_back() {
        let output = convert(48_000, 8_000, &sine(6000.0, 48_000, 1.0, 0.5));

        let folded = power_at(2000.0, 8_000, &output[output.len() / 4..]).sqrt();
        assert!(folded < 0.005, "{folded}");
    }
}
