//! Keeps what is heard within the range of the device and the ear.

use crate::hub::Block;

/// The highest level that leaves: 1 dB below full scale.
pub(crate) const CEILING: f32 = 0.89;

/// Blocks for which the gain stays down after a peak: 200 ms, so that loud speech is not pumped.
const HOLD: u32 = 20;

/// Share of the way back to full gain that one block of 10 ms makes: about 150 ms in all.
const RELEASE: f32 = 0.15;

/// Turns the gain down before a peak of the block, holds it, and turns it up slowly. The shape of
/// the sound stays: no peak is cut.
#[derive(Debug)]
pub(crate) struct Limiter {
    gain: f32,
    held: u32,
}

impl Limiter {
    pub(crate) const fn new() -> Self {
        Self { gain: 1.0, held: 0 }
    }

    pub(crate) fn apply(&mut self, block: &mut Block) {
        let peak = block.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        let needed = if peak > CEILING { CEILING / peak } else { 1.0 };
        if needed < self.gain {
            self.turn_down(block, needed);
            return;
        }
        if self.gain == 1.0 {
            return;
        }
        let aim = if self.held > 0 {
            self.held -= 1;
            self.gain
        } else {
            let released = self.gain + (1.0 - self.gain) * RELEASE;
            if released > 0.999 { needed } else { needed.min(released) }
        };
        let step = (aim - self.gain) / block.len() as f32;
        let mut gain = self.gain;
        for sample in block {
            gain += step;
            *sample = (*sample * gain).clamp(-CEILING, CEILING);
        }
        self.gain = aim;
    }

    /// Reaches the gain that is needed with the first sample that needs it.
    fn turn_down(&mut self, block: &mut Block, needed: f32) {
        let bound = CEILING / self.gain;
        let first = block.iter().position(|sample| sample.abs() > bound).unwrap_or(block.len());
        let step = (needed - self.gain) / (first + 1) as f32;
        let mut gain = self.gain;
        for (place, sample) in block.iter_mut().enumerate() {
            gain = if place < first { gain + step } else { needed };
            *sample = (*sample * gain).clamp(-CEILING, CEILING);
        }
        self.gain = needed;
        self.held = HOLD;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::{BLOCK, RATE_HZ};
    use crate::measure::{power_at, sine};

    #[test]
    fn ordinary_sound_passes_untouched() {
        let mut limiter = Limiter::new();
        let mut block = [0.5; BLOCK];

        limiter.apply(&mut block);

        assert_eq!(block, [0.5; BLOCK]);
    }

    #[test]
    fn nothing_leaves_above_the_ceiling_and_the_gain_comes_back() {
        let mut limiter = Limiter::new();
        let mut loud = [3.0; BLOCK];
        limiter.apply(&mut loud);
        assert!(loud.iter().all(|sample| *sample <= CEILING));

        let mut quiet = [0.0; BLOCK];
        for _ in 0..100 {
            quiet = [0.5; BLOCK];
            limiter.apply(&mut quiet);
        }

        assert_eq!(quiet, [0.5; BLOCK]);
    }

    #[test]
    fn two_loud_voices_together_are_turned_down_and_not_cut() {
        let mut limiter = Limiter::new();
        let one = sine(440.0, RATE_HZ, 3.0, 0.85);
        let other = sine(710.0, RATE_HZ, 3.0, 0.85);
        let mut heard = Vec::new();
        for (one, other) in one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK)) {
            let mut block = [0.0; BLOCK];
            for (sum, (one, other)) in block.iter_mut().zip(one.iter().zip(other)) {
                *sum = one + other;
            }
            limiter.apply(&mut block);
            heard.extend(block);
        }

        let steady = &heard[RATE_HZ as usize..];
        let level = |frequency_hz| power_at(frequency_hz, RATE_HZ, steady).sqrt();
        let (low, high) = (level(440.0), level(710.0));
        assert!(low > 0.4 && (low - high).abs() < 0.01, "{low} and {high}");
        // Where peaks are cut, the sums and differences of the tones are heard.
        for product_hz in [170.0, 980.0, 1150.0, 1590.0, 1860.0, 270.0] {
            let product = level(product_hz);
            assert!(product < low * 0.003, "{product} at {product_hz} Hz");
        }
    }
}
