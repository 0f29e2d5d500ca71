//! Rings with a melody.

use std::f32::consts::TAU;
use std::sync::{Arc, LazyLock};

use crate::hub::{Block, RATE_HZ};

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
