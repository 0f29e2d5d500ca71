//! The sound of the melodies: made here, from sines and a little noise, once per melody.
//!
//! All are brought to the same peak, the quiet one to a lower one. Each ends in silence, so that it
//! can be repeated without a seam.

use std::f32::consts::TAU;
use std::sync::{Arc, OnceLock};

use crate::Melody;
use crate::hub::{RATE_HZ, to_i16};

#[cfg(test)]
mod tests;

/// Peak of every melody but the quiet one: 3 dB below full scale.
const PEAK: f32 = 0.7;

/// Peak of the quiet one: 14 dB below the others.
const QUIET_PEAK: f32 = 0.14;

/// One round of a melody. Mono samples at 48 kHz. Computed at its first use.
pub(crate) fn motif(melody: Melody) -> Arc<[i16]> {
    static MOTIFS: [OnceLock<Arc<[i16]>>; Melody::ALL.len()] =
        [const { OnceLock::new() }; Melody::ALL.len()];
    let place = Melody::ALL.iter().position(|known| *known == melody);
    let Some(known) = place.and_then(|place| MOTIFS.get(place)) else { return compose(melody) };
    Arc::clone(known.get_or_init(|| compose(melody)))
}

fn compose(melody: Melody) -> Arc<[i16]> {
    let sheet = match melody {
        Melody::Chime => chime(),
        Melody::W48 => w48(),
        Melody::Warble => warble(),
        Melody::Marimba => marimba(),
        Melody::Double => double(),
        Melody::Drops => drops(),
        Melody::Quiet => quiet(),
        Melody::Urgent => urgent(),
    };
    let peak = if melody == Melody::Quiet { QUIET_PEAK } else { PEAK };
    sheet.finish(peak)
}

/// A round to be filled.
struct Sheet {
    samples: Vec<f32>,
}

impl Sheet {
    fn of_ms(ms: u32) -> Self {
        let count = (u64::from(ms) * u64::from(RATE_HZ) / 1000) as usize;
        Self { samples: vec![0.0; count] }
    }

    /// Adds a sound.
    fn add(&mut self, start_ms: u32, sound: &[f32]) {
        let start = (start_ms * (RATE_HZ / 1000)) as usize;
        for (sample, value) in self.samples.iter_mut().skip(start).zip(sound) {
            *sample += value;
        }
    }

    /// Brings the round to its peak and lets its last 20 ms end in silence.
    fn finish(mut self, peak: f32) -> Arc<[i16]> {
        let highest = self.samples.iter().fold(1e-6_f32, |peak, sample| peak.max(sample.abs()));
        let tail = (RATE_HZ / 50) as usize;
        let count = self.samples.len();
        for (index, sample) in self.samples.iter_mut().enumerate() {
            let fade = (count - index).min(tail) as f32 / tail as f32;
            *sample *= peak / highest * fade;
        }
        self.samples.into_iter().map(to_i16).collect()
    }
}

/// A sound of this length: its value by the seconds since it began.
fn sound(length_ms: u32, value: impl Fn(f32) -> f32) -> Vec<f32> {
    let count = length_ms * (RATE_HZ / 1000);
    (0..count).map(|index| value(index as f32 / RATE_HZ as f32)).collect()
}

fn sine(hz: f32, seconds: f32) -> f32 {
    (TAU * hz * seconds).sin()
}

/// Rises and falls in 5 ms around a sound of this length.
fn edges(seconds: f32, length_ms: u32) -> f32 {
    let length = length_ms as f32 / 1000.0;
    ((seconds / 0.005).min((length - seconds) / 0.005)).clamp(0.0, 1.0)
}

fn chime() -> Sheet {
    let mut sheet = Sheet::of_ms(3000);
    for (hz, starts_ms) in [(659.26, [0, 800]), (783.99, [160, 960]), (987.77, [320, 1120])] {
        let note = sound(1000, |seconds| {
            let fundamental = sine(hz, seconds) * (-seconds * 5.0).exp();
            let overtone = sine(hz * 2.0, seconds) * (-seconds * 9.0).exp();
            let shimmer = sine(hz * 3.01, seconds) * (-seconds * 16.0).exp();
            (seconds / 0.004).min(1.0) * (fundamental + 0.4 * overtone + 0.15 * shimmer)
        });
        for start_ms in starts_ms {
            sheet.add(start_ms, &note);
        }
    }
    sheet
}

/// A clapper between two gongs, moved by a current of 25 Hz: each half-wave strikes one of them. 1 s
/// on, 4 s off as in the German network; the gongs are tuned by ear.
fn w48() -> Sheet {
    let mut sheet = Sheet::of_ms(5000);
    for (hz, first) in [(1050.0, 0), (1250.0, 1)] {
        let strike = sound(900, |seconds| {
            let body = sine(hz, seconds) * (-seconds * 7.0).exp();
            let ring = sine(hz * 2.42, seconds) * (-seconds * 11.0).exp();
            let edge = sine(hz * 4.13, seconds) * (-seconds * 30.0).exp();
            (seconds / 0.001).min(1.0) * (body + 0.55 * ring + 0.5 * edge + knock(seconds))
        });
        for number in (first..50).step_by(2) {
            sheet.add(number * 20, &strike);
        }
    }
    sheet
}

/// The clapper itself: a few milliseconds of noise.
fn knock(seconds: f32) -> f32 {
    let index = (seconds * RATE_HZ as f32) as u32;
    let mixed = index.wrapping_mul(0x9e37_79b9).rotate_left(13).wrapping_mul(0x85eb_ca6b);
    let noise = (mixed >> 16) as f32 / 32_768.0 - 1.0;
    0.3 * noise * (-seconds * 500.0).exp()
}

/// Two tones in turn, 12.5 times a second, in two bursts.
fn warble() -> Sheet {
    let mut sheet = Sheet::of_ms(4000);
    for (hz, first) in [(1180.0, 0), (1480.0, 1)] {
        let beep = sound(40, |seconds| {
            let reed = sine(hz, seconds) + sine(hz * 3.0, seconds) / 3.0;
            (reed + sine(hz * 5.0, seconds) / 5.0) * edges(seconds, 40)
        });
        for number in (first..20).step_by(2) {
            sheet.add(number * 40, &beep);
            sheet.add(1100 + number * 40, &beep);
        }
    }
    sheet
}

/// Wooden bars: a short fundamental and its double octave, up and down.
fn marimba() -> Sheet {
    const NOTES: [f32; 9] =
        [523.25, 659.26, 783.99, 1046.5, 783.99, 659.26, 587.33, 783.99, 523.25];
    let mut sheet = Sheet::of_ms(3600);
    for (hz, start_ms) in NOTES.into_iter().zip((0..).step_by(170)) {
        let bar = sound(600, |seconds| {
            let bar = sine(hz, seconds) * (-seconds * 9.0).exp();
            let overtone = sine(hz * 3.93, seconds) * (-seconds * 30.0).exp();
            (seconds / 0.002).min(1.0) * (bar + 0.35 * overtone)
        });
        sheet.add(start_ms, &bar);
    }
    sheet
}

/// Two short rings of a low bell, 2 s of rest.
fn double() -> Sheet {
    let mut sheet = Sheet::of_ms(3000);
    let ring = sound(400, |seconds| {
        let beat = 0.6 + 0.4 * sine(20.0, seconds);
        let tone = sine(440.0, seconds) + sine(554.37, seconds) + 0.3 * sine(880.0, seconds);
        tone * beat * edges(seconds, 400)
    });
    sheet.add(0, &ring);
    sheet.add(600, &ring);
    sheet
}

/// Drops of water: each falls in pitch.
fn drops() -> Sheet {
    const DROPS: [(u32, f32); 5] =
        [(0, 1900.0), (260, 1500.0), (430, 2100.0), (900, 1700.0), (1130, 1300.0)];
    let mut sheet = Sheet::of_ms(2800);
    for (start_ms, hz) in DROPS {
        let drop = sound(300, |seconds| {
            // The phase is the integral of a pitch that falls from `hz` to a third of it.
            let low = hz / 3.0;
            let fallen = (hz - low) * (1.0 - (-seconds * 18.0).exp()) / 18.0;
            let phase = low * seconds + fallen;
            (seconds / 0.003).min(1.0) * (TAU * phase).sin() * (-seconds * 13.0).exp()
        });
        sheet.add(start_ms, &drop);
    }
    sheet
}

/// Two long soft notes that come and go slowly.
fn quiet() -> Sheet {
    let mut sheet = Sheet::of_ms(5000);
    for (start_ms, hz) in [(0, 523.25), (900, 440.0)] {
        let note = sound(1600, |seconds| {
            let swell = (seconds / 0.25).min((1.6 - seconds) / 0.9).clamp(0.0, 1.0);
            swell * swell * (sine(hz, seconds) + 0.15 * sine(hz * 2.0, seconds))
        });
        sheet.add(start_ms, &note);
    }
    sheet
}

/// Fast and high, hardly a rest.
fn urgent() -> Sheet {
    let mut sheet = Sheet::of_ms(1200);
    for (hz, starts_ms) in [(1568.0, [0, 320, 640]), (2093.0, [160, 480, 800])] {
        let beep = sound(110, |seconds| {
            let reed = sine(hz, seconds) + sine(hz * 3.0, seconds) / 3.0;
            (reed + 0.3 * sine(hz * 2.0, seconds)) * edges(seconds, 110)
        });
        for start_ms in starts_ms {
            sheet.add(start_ms, &beep);
        }
    }
    sheet
}
