//! Keeps what is heard within the range of the device and the ear.

use crate::hub::Block;

/// The highest level that leaves: 1 dB below full scale.
const CEILING: f32 = 0.89;

/// Share of the way back to full gain that one block of 10 ms makes: about 150 ms in all.
const RELEASE: f32 = 0.15;

/// Turns the gain down as fast as a block is long and up slowly; never lets a peak through.
#[derive(Debug)]
pub(crate) struct Limiter {
    gain: f32,
}

impl Limiter {
    pub(crate) const fn new() -> Self {
        Self { gain: 1.0 }
    }

    pub(crate) fn apply(&mut self, block: &mut Block) {
        let peak = block.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        let needed = if peak > CEILING { CEILING / peak } else { 1.0 };
        let released = self.gain + (1.0 - self.gain) * RELEASE;
        let aim = if released > 0.999 { needed } else { needed.min(released) };
        if self.gain == 1.0 && aim == 1.0 {
            return;
        }
        let step = (aim - self.gain) / block.len() as f32;
        let mut gain = self.gain;
        for sample in block {
            gain += step;
            *sample = (*sample * gain).clamp(-CEILING, CEILING);
        }
        self.gain = aim;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::BLOCK;

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
}
