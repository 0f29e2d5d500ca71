//! G.722 at 64 kbit/s: two sub-bands, each an adaptive differential quantiser.
//!
//! The blocks carry the names of the recommendation (`SCALEL`, `UPPOL2`, …) where they are
//! written down. Our own because the libraries at hand return a fresh vector per frame, which a
//! real-time thread may not have; the tests hold it bit-exact against one of them.
//!
//! Source: ITU-T G.722 §3–§6.

mod decoder;
mod encoder;
mod tables;

pub(crate) use decoder::Decoder;
pub(crate) use encoder::Encoder;

use tables::{SCALE, look};

/// One sub-band: its predictor of two poles and six zeros, and the scale of its quantiser.
#[derive(Debug, Clone)]
struct Band {
    /// `s`: the predicted sample.
    predicted: i32,
    /// `sz`: the zeros' part of it.
    zeros_part: i32,
    poles: [i32; 2],
    zeros: [i32; 6],
    /// `r`: the last two reconstructed samples, newest first.
    reconstructed: [i32; 2],
    /// `p`: the last two partly reconstructed samples, newest first.
    partial: [i32; 2],
    /// `d`: the last six quantised differences, newest first.
    differences: [i32; 6],
    /// `nb`: logarithm of the scale.
    log_scale: i32,
    /// `det`: the scale.
    scale: i32,
}

impl Band {
    const fn new(scale: i32) -> Self {
        Self {
            predicted: 0,
            zeros_part: 0,
            poles: [0; 2],
            zeros: [0; 6],
            reconstructed: [0; 2],
            partial: [0; 2],
            differences: [0; 6],
            log_scale: 0,
            scale,
        }
    }

    /// `LOGSCL` and `SCALEL`, or `LOGSCH` and `SCALEH`: adapts the quantiser to the last code.
    fn rescale(&mut self, step: i32, bounds: ScaleBounds) {
        self.log_scale = (((self.log_scale * 127) >> 7) + step).clamp(0, bounds.log_max);
        let mantissa = look(&SCALE, self.log_scale >> 6 & 31);
        let shift = bounds.shift - (self.log_scale >> 11);
        let scaled = if shift < 0 { mantissa << -shift } else { mantissa >> shift };
        self.scale = scaled << 2;
    }

    /// `RECONS` to `PREDIC`: takes a quantised difference and predicts the next sample.
    fn adapt(&mut self, difference: i32) {
        let reconstructed = saturate(self.predicted + difference);
        let partial = saturate(self.zeros_part + difference);
        self.adapt_poles(partial);
        self.adapt_zeros(difference);
        self.reconstructed = [reconstructed, self.reconstructed[0]];
        self.partial = [partial, self.partial[0]];
        self.differences.copy_within(0..5, 1);
        self.differences[0] = difference;
        self.predict();
    }

    /// `UPPOL2` and `UPPOL1`.
    fn adapt_poles(&mut self, partial: i32) {
        let same_as_last = (partial < 0) == (self.partial[0] < 0);
        let same_as_second_last = (partial < 0) == (self.partial[1] < 0);
        let [first, second] = self.poles;

        let slope = saturate(first << 2);
        let slope = if same_as_last { (-slope).min(32767) } else { slope };
        let leaky = (second * 32512) >> 15;
        let second = (slope >> 7) + if same_as_second_last { 128 } else { -128 } + leaky;
        let second = second.clamp(-12288, 12288);

        let step = if same_as_last { 192 } else { -192 };
        let limit = saturate(15360 - second);
        let first = saturate(step + ((first * 32640) >> 15)).clamp(-limit, limit);
        self.poles = [first, second];
    }

    /// `UPZERO`.
    fn adapt_zeros(&mut self, difference: i32) {
        let step = if difference == 0 { 0 } else { 128 };
        for (zero, earlier) in self.zeros.iter_mut().zip(self.differences) {
            let signed = if (earlier < 0) == (difference < 0) { step } else { -step };
            *zero = saturate(signed + ((*zero * 32640) >> 15));
        }
    }

    /// `FILTEP`, `FILTEZ` and `PREDIC`.
    fn predict(&mut self) {
        let poles = self.poles.iter().zip(self.reconstructed);
        let poles_part: i32 = poles.map(|(pole, r)| (pole * saturate(r + r)) >> 15).sum();
        let zeros = self.zeros.iter().zip(self.differences);
        let zeros_part: i32 = zeros.map(|(zero, d)| (zero * saturate(d + d)) >> 15).sum();
        self.zeros_part = saturate(zeros_part);
        self.predicted = saturate(saturate(poles_part) + self.zeros_part);
    }
}

/// What differs between the two bands' scales.
#[derive(Debug, Clone, Copy)]
struct ScaleBounds {
    log_max: i32,
    shift: i32,
}

const LOW: ScaleBounds = ScaleBounds { log_max: 18432, shift: 8 };
const HIGH: ScaleBounds = ScaleBounds { log_max: 22528, shift: 10 };

/// Both bands in their initial state. Source: ITU-T G.722 §3.5, §3.6 (`DETL` 32, `DETH` 8).
const fn bands() -> [Band; 2] {
    [Band::new(32), Band::new(8)]
}

/// The 24-tap mirror filter that splits and joins the bands; one pair of samples per step.
#[derive(Debug, Clone)]
struct MirrorFilter {
    line: [i32; 24],
}

impl MirrorFilter {
    const fn new() -> Self {
        Self { line: [0; 24] }
    }

    /// Takes two values and gives the sums over the even and the odd taps.
    fn step(&mut self, one: i32, other: i32) -> (i32, i32) {
        self.line.copy_within(2.., 0);
        self.line[22] = one;
        self.line[23] = other;
        let pairs = self.line.as_chunks::<2>().0;
        let mut even = 0;
        let mut odd = 0;
        for ([first, second], (forward, backward)) in
            pairs.iter().zip(tables::MIRROR.iter().zip(tables::MIRROR.iter().rev()))
        {
            odd += first * forward;
            even += second * backward;
        }
        (even, odd)
    }
}

/// Limits to 16 bit.
fn saturate(value: i32) -> i32 {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX))
}

#[cfg(test)]
mod tests {
    use ezk_g722::libg722::{Bitrate, decoder, encoder};

    use super::*;

    /// The reference starts with both scales at nothing, the recommendation with 32 and 8.
    const REFERENCE: [Band; 2] = [Band::new(0), Band::new(0)];

    #[test]
    fn writes_the_same_bytes_as_the_reference() {
        let pcm = noisy_sweep();
        let mut ours = vec![0; pcm.len() / 2];

        Encoder::with(REFERENCE).encode(&pcm, &mut ours);
        let reference = encoder::Encoder::new(Bitrate::Mode1_64000, false, false).encode(&pcm);

        assert_eq!(first_difference(&ours, &reference), None);
    }

    #[test]
    fn any_bytes_are_read_like_the_reference_does() {
        let payload: Vec<u8> = chance().take(40_000).map(|word| (word >> 24) as u8).collect();
        let mut ours = vec![0; payload.len() * 2];

        Decoder::with(REFERENCE).decode(&payload, &mut ours);
        let reference = decoder::Decoder::new(Bitrate::Mode1_64000, false, false).decode(&payload);

        assert_eq!(first_difference(&ours, &reference), None);
    }

    #[test]
    fn silence_is_heard_as_silence() {
        let mut payload = [0; 800];
        Encoder::new().encode(&[0; 1600], &mut payload);
        let mut heard = [1; 1600];

        Decoder::new().decode(&payload, &mut heard);

        assert!(
            heard.iter().all(|sample: &i16| sample.abs() <= 4),
            "idle noise of a few steps at most"
        );
    }

    fn first_difference<T: Copy + PartialEq>(ours: &[T], reference: &[T]) -> Option<(usize, T, T)> {
        assert_eq!(ours.len(), reference.len());
        let mut pairs = ours.iter().zip(reference).enumerate();
        pairs.find(|(_, (one, other))| one != other).map(|(at, (one, other))| (at, *one, *other))
    }

    /// A tone that climbs from 100 Hz to 7 kHz under noise, at times into clipping.
    fn noisy_sweep() -> Vec<i16> {
        let mut phase = 0.0_f64;
        let tone = chance().take(64_000).enumerate().map(|(at, word)| {
            let at = at as f64 / 64_000.0;
            phase += std::f64::consts::TAU * (100.0 + 6900.0 * at) / 16_000.0;
            let noise = (f64::from(word) / f64::from(u32::MAX) - 0.5) * 2000.0;
            (phase.sin() * 40_000.0 * (at * 6.0).sin() + noise) as i16
        });
        tone.collect()
    }

    fn chance() -> impl Iterator<Item = u32> {
        let mut state = 1_u32;
        std::iter::repeat_with(move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state
        })
    }
}
