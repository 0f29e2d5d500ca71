//! Changes a level without a click: over one block of 10 ms.

use crate::hub::Block;

/// A level that follows what it is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fader {
    gain: f32,
}

impl Fader {
    pub(crate) const fn at(gain: f32) -> Self {
        Self { gain }
    }

    /// The gains at the start and the end of the next block.
    pub(crate) const fn step(&mut self, target: f32) -> Ramp {
        let from = self.gain;
        self.gain = target;
        Ramp { from, to: target }
    }
}

/// A level from the start of a block to its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ramp {
    from: f32,
    to: f32,
}

impl Ramp {
    /// Whether the whole block is silent.
    pub(crate) const fn is_silent(self) -> bool {
        self.from == 0.0 && self.to == 0.0
    }

    /// The gain of each sample of a block.
    pub(crate) fn gains(self) -> impl Iterator<Item = f32> {
        let step = (self.to - self.from) / crate::hub::BLOCK as f32;
        let is_flat = self.from == self.to;
        (1..=crate::hub::BLOCK).map(
            move |place| {
                if is_flat { self.to } else { self.from + step * place as f32 }
            },
        )
    }

    /// Brings a block to the level.
    pub(crate) fn apply(self, block: &mut Block) {
        if self.from == 1.0 && self.to == 1.0 {
            return;
        }
        for (sample, gain) in block.iter_mut().zip(self.gains()) {
            *sample *= gain;
        }
    }

    /// Adds a block at the level.
    pub(crate) fn add(self, mix: &mut Block, block: &Block) {
        if self.is_silent() {
            return;
        }
        for ((sum, sample), gain) in mix.iter_mut().zip(block).zip(self.gains()) {
            *sum += sample * gain;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::{BLOCK, SILENCE};

    #[test]
    fn a_level_that_stays_changes_no_sample() {
        let mut fader = Fader::at(1.0);
        let mut mix = SILENCE;

        fader.step(1.0).add(&mut mix, &[0.3; BLOCK]);

        assert_eq!(mix, [0.3; BLOCK]);
    }

    #[test]
    fn a_change_takes_one_block_and_has_no_step() {
        let mut fader = Fader::at(1.0);
        let mut block = [1.0; BLOCK];

        fader.step(0.0).apply(&mut block);

        assert!(block.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 1.01 / BLOCK as f32));
        assert!(block[BLOCK - 1].abs() < 1e-6);
        assert!(fader.step(0.0).is_silent());
    }
}
