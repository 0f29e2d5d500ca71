//! Plays one tone from its start, sample by sample.

use std::f32::consts::TAU;

use super::table::{Step, steps};
use super::{AMPLITUDE, Country, Tone};
use crate::fader::Ramp;
use crate::hub::{Block, RATE_HZ};

/// Samples in which a tone comes and goes: 5 ms, so that it does not click.
const EDGE: u32 = RATE_HZ / 200;

/// Plays steps over and over.
#[derive(Debug)]
pub(crate) struct TonePlayer {
    steps: &'static [Step],
    index: usize,
    /// Samples of the step that were played.
    position: u32,
    waves: [Wave; 2],
}

impl TonePlayer {
    pub(crate) fn new(country: Country, tone: Tone) -> Self {
        Self { steps: steps(country, tone), index: 0, position: 0, waves: [Wave::default(); 2] }
    }

    /// Adds the next 10 ms.
    pub(crate) fn add_to(&mut self, block: &mut Block, level: Ramp) {
        for (sample, gain) in block.iter_mut().zip(level.gains()) {
            *sample += self.next() * gain;
        }
    }

    fn next(&mut self) -> f32 {
        let Some(step) = self.steps.get(self.index) else { return 0.0 };
        let length = u32::from(step.ms) * (RATE_HZ / 1000);
        let is_endless = self.steps.len() == 1;
        let rest = if is_endless { EDGE } else { length.saturating_sub(self.position + 1) };
        let edge = self.position.min(rest).min(EDGE) as f32 / EDGE as f32;
        let value = self.waves_at(step) * edge;
        self.position += 1;
        if is_endless {
            self.position = self.position.min(EDGE);
        } else if self.position >= length {
            self.position = 0;
            self.index = (self.index + 1) % self.steps.len();
        }
        value
    }

    fn waves_at(&mut self, step: &Step) -> f32 {
        let [low, high] = &mut self.waves;
        match step.hz {
            [0, _] => {
                *low = Wave::default();
                *high = Wave::default();
                0.0
            }
            [hz, 0] => low.next(hz) * AMPLITUDE,
            [low_hz, high_hz] => (low.next(low_hz) + high.next(high_hz)) * pair_amplitude(),
        }
    }
}

/// Each of two frequencies, so that both together have the power of one tone.
pub(super) const fn pair_amplitude() -> f32 {
    AMPLITUDE * std::f32::consts::FRAC_1_SQRT_2
}

/// A sine of which the frequency may change without a jump.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wave {
    phase: f32,
}

impl Wave {
    pub(super) fn next(&mut self, hz: u16) -> f32 {
        let value = self.phase.sin();
        self.phase = (self.phase + TAU * f32::from(hz) / RATE_HZ as f32) % TAU;
        value
    }
}
