//! The tones a telephone makes itself: call progress in the loudspeaker, ringing at the ring device.
//!
//! Source: ITU-T E.180 supplement 2 (Germany), ETSI TR 101 041-2.

use std::f32::consts::TAU;
use std::sync::{Arc, LazyLock};

use crate::hub::{BLOCK, Block, RATE_HZ};

/// A call progress tone: 425 Hz in the cadence of the German network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It rings there: 1 s on, 4 s off.
    Ringback,
    /// The far end is busy: 0.48 s on, 0.48 s off.
    Busy,
    /// The network could not put the call through: 0.24 s on, 0.24 s off.
    Congestion,
}

impl Tone {
    /// Blocks of 10 ms with sound, then without.
    const fn cadence(self) -> (u32, u32) {
        match self {
            Self::Ringback => (100, 400),
            Self::Busy => (48, 48),
            Self::Congestion => (24, 24),
        }
    }
}

const FREQUENCY_HZ: f32 = 425.0;

/// About −18 dB of full scale: well heard, not startling.
const AMPLITUDE: f32 = 0.125;

/// Plays one tone from its start.
#[derive(Debug)]
pub(crate) struct TonePlayer {
    tone: Tone,
    /// Blocks since the cadence began.
    block: u32,
    phase: f32,
}

impl TonePlayer {
    pub(crate) const fn new(tone: Tone) -> Self {
        Self { tone, block: 0, phase: 0.0 }
    }

    /// Adds the next 10 ms.
    pub(crate) fn add_to(&mut self, block: &mut Block) {
        let (on, off) = self.tone.cadence();
        if self.block < on {
            let is_first = self.block == 0;
            let is_last = self.block + 1 == on;
            for (index, sample) in block.iter_mut().enumerate() {
                let place = index as f32 / BLOCK as f32;
                let edge = match (is_first, is_last) {
                    (true, _) => place,
                    (false, true) => 1.0 - place,
                    (false, false) => 1.0,
                };
                *sample += self.phase.sin() * AMPLITUDE * edge;
                self.phase = (self.phase + TAU * FREQUENCY_HZ / RATE_HZ as f32) % TAU;
            }
        }
        self.block = (self.block + 1) % (on + off);
    }
}

/// Rings: a motif of six bell notes each three seconds.
#[derive(Debug)]
pub(crate) struct Bell {
    motif: Arc<[f32]>,
    position: usize,
}

/// When a note of the motif begins, in milliseconds, and its pitch.
const NOTES: [(u32, f32); 6] =
    [(0, 659.26), (160, 783.99), (320, 987.77), (800, 659.26), (960, 783.99), (1120, 987.77)];

static MOTIF: LazyLock<Arc<[f32]>> = LazyLock::new(|| {
    let mut samples = vec![0.0_f32; 3 * RATE_HZ as usize];
    for (start_ms, pitch_hz) in NOTES {
        let start = (start_ms * RATE_HZ / 1000) as usize;
        for (index, sample) in samples.iter_mut().skip(start).take(RATE_HZ as usize).enumerate() {
            let seconds = index as f32 / RATE_HZ as f32;
            let strike = (seconds / 0.004).min(1.0);
            let fundamental = (TAU * pitch_hz * seconds).sin() * (-seconds * 5.0).exp();
            let overtone = (TAU * pitch_hz * 2.0 * seconds).sin() * (-seconds * 9.0).exp();
            let shimmer = (TAU * pitch_hz * 3.01 * seconds).sin() * (-seconds * 16.0).exp();
            *sample += strike * 0.28 * (fundamental + 0.4 * overtone + 0.15 * shimmer);
        }
    }
    samples.into()
});

impl Bell {
    /// The bell at the start of its motif. Computes the motif once: not for the real-time thread.
    pub(crate) fn new() -> Self {
        Self { motif: Arc::clone(&MOTIF), position: 0 }
    }

    /// Adds the next 10 ms.
    pub(crate) fn add_to(&mut self, block: &mut Block) {
        for sample in block {
            *sample += self.motif.get(self.position).copied().unwrap_or(0.0);
            self.position = (self.position + 1) % self.motif.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::SILENCE;
    use crate::measure::power_at;

    fn seconds_of(tone: Tone, seconds: usize) -> Vec<Block> {
        let mut player = TonePlayer::new(tone);
        (0..seconds * 100)
            .map(|_| {
                let mut block = SILENCE;
                player.add_to(&mut block);
                block
            })
            .collect()
    }

    fn is_sounding(block: &Block) -> bool {
        block.iter().any(|sample| sample.abs() > 0.01)
    }

    #[test]
    fn the_tones_have_the_cadence_of_the_german_network() {
        for (tone, on_ms, off_ms) in
            [(Tone::Ringback, 1000, 4000), (Tone::Busy, 480, 480), (Tone::Congestion, 240, 240)]
        {
            let blocks = seconds_of(tone, 12);
            for (index, block) in blocks.iter().enumerate() {
                let place_ms = index * 10 % (on_ms + off_ms);
                assert_eq!(is_sounding(block), place_ms < on_ms, "{tone:?} at {} ms", index * 10);
            }
        }
    }

    #[test]
    fn the_tone_is_425_hz() {
        let sound: Vec<f32> = seconds_of(Tone::Busy, 1)[..48].concat();

        let at_425 = power_at(425.0, RATE_HZ, &sound).sqrt();
        assert!((at_425 - AMPLITUDE).abs() < 0.01, "{at_425}");
        assert!(power_at(450.0, RATE_HZ, &sound).sqrt() < 0.01);
    }

    #[test]
    fn the_bell_rings_within_range_and_begins_again() {
        let mut bell = Bell::new();
        let mut all = Vec::new();
        for _ in 0..600 {
            let mut block = SILENCE;
            bell.add_to(&mut block);
            all.extend(block);
        }

        assert!(all.iter().all(|sample| sample.abs() < 0.9));
        assert_eq!(all[..144_000], all[144_000..]);
        assert!(all[140_000..144_000].iter().all(|sample| sample.abs() < 0.01), "a quiet end");
    }
}
