//! Makes a frame shorter or longer by one pitch period, where nobody hears the seam.
//!
//! ```text
//! shorter:  │ a ╲ fade ╱ b ──────▶        longer:  │ a ──▶ b ╲ fade ╱ a ──────▶
//!           one period is left out                  one period is said twice
//! ```
//!
//! Source: waveform similarity overlap-add (Verhelst and Roelands 1993), with the period found by
//! correlation as in ITU-T G.711 Appendix I.

/// Steps of the coarse search: 12 kHz is enough to find a period roughly.
const COARSE_HZ: usize = 12_000;
/// Less alike (normalised, squared) and the seam would be heard.
const ALIKE: f32 = 0.7;
/// Quieter than this (mean square) and no seam is heard at all.
const QUIET: f32 = 30.0 * 30.0;

/// Finds and makes the seams of one stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    samples_per_ms: usize,
}

impl Stretch {
    pub(super) const fn new(samples_per_ms: usize) -> Self {
        Self { samples_per_ms }
    }

    /// Removes at most `most` samples of the first `length` in `pcm`; returns how many.
    pub(super) fn shorten(self, pcm: &mut [i16], length: usize, most: usize) -> usize {
        let Some(frame) = pcm.get_mut(..length) else { return 0 };
        let Some(seam) = self.find(frame, most) else { return 0 };
        let (fade, period) = (seam.fade, seam.period);
        for step in 0..fade {
            let (Some(here), Some(there)) =
                (frame.get(step).copied(), frame.get(step + period).copied())
            else {
                break;
            };
            if let Some(sample) = frame.get_mut(step) {
                *sample = mix(here, there, step + 1, fade + 1);
            }
        }
        frame.copy_within(fade + period.., fade);
        period
    }

    /// Inserts at most `most` samples into the first `length` of `pcm`; returns how many.
    ///
    /// `pcm` must have room for `length + most`.
    pub(super) fn lengthen(self, pcm: &mut [i16], length: usize, most: usize) -> usize {
        let Some(seam) = pcm.get(..length).and_then(|frame| self.find(frame, most)) else {
            return 0;
        };
        let (fade, period) = (seam.fade, seam.period);
        if pcm.len() < length + period {
            return 0;
        }
        // All behind the first period moves back by one; its beginning is faded in from the period.
        pcm.copy_within(..length, period);
        // Now `pcm[period..]` is the whole frame and `pcm[..period]` its first period: the seam is at
        // `period`, where the frame's second period would have followed.
        for step in 0..fade {
            let (Some(again), Some(following)) =
                (pcm.get(period + step).copied(), pcm.get(2 * period + step).copied())
            else {
                break;
            };
            if let Some(sample) = pcm.get_mut(period + step) {
                *sample = mix(following, again, step + 1, fade + 1);
            }
        }
        period
    }

    /// The period, no longer than `most`, after which the beginning of `frame` repeats best.
    fn find(self, frame: &[i16], most: usize) -> Option<Seam> {
        let fade = (5 * self.samples_per_ms).min(frame.len() / 4);
        let shortest = 5 * self.samples_per_ms / 2;
        let longest = most.min(15 * self.samples_per_ms).min(frame.len().checked_sub(fade)?);
        if fade == 0 || longest < shortest {
            return None;
        }
        let coarse = (self.samples_per_ms * 1000 / COARSE_HZ).max(1);
        let likeness = |period: usize, step: usize| likeness(frame, period, fade, step);
        let roughly =
            best((shortest..=longest).step_by(coarse), |period| likeness(period, coarse))?;
        let around = roughly.saturating_sub(coarse).max(shortest)..=(roughly + coarse).min(longest);
        let period = best(around, |period| likeness(period, 1))?;
        let is_quiet = mean_square(frame) < QUIET;
        (is_quiet || likeness(period, 1) >= ALIKE).then_some(Seam { period, fade })
    }
}

#[derive(Debug, Clone, Copy)]
struct Seam {
    period: usize,
    fade: usize,
}

fn best(periods: impl Iterator<Item = usize>, likeness: impl Fn(usize) -> f32) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for period in periods {
        let this = likeness(period);
        if best.is_none_or(|(_, most)| this > most) {
            best = Some((period, this));
        }
    }
    best.map(|(period, _)| period)
}

/// Squared normalised correlation of the first `length` samples with those `period` later.
fn likeness(frame: &[i16], period: usize, length: usize, step: usize) -> f32 {
    let here = frame.iter().take(length).step_by(step);
    let there = frame.iter().skip(period).step_by(step);
    let (mut both, mut energy_here, mut energy_there) = (0.0_f32, 1.0_f32, 1.0_f32);
    for (one, other) in here.zip(there) {
        let (one, other) = (f32::from(*one), f32::from(*other));
        both += one * other;
        energy_here += one * one;
        energy_there += other * other;
    }
    if both <= 0.0 { 0.0 } else { both * both / (energy_here * energy_there) }
}

fn mean_square(frame: &[i16]) -> f32 {
    let sum: f32 = frame.iter().step_by(4).map(|sample| f32::from(*sample).powi(2)).sum();
    sum / (frame.len() / 4).max(1) as f32
}

/// From `one` (step 0) to `other` (step `steps`).
pub(super) fn mix(one: i16, other: i16, step: usize, steps: usize) -> i16 {
    let weight = step as i32 * 1024 / steps.max(1) as i32;
    ((i32::from(one) * (1024 - weight) + i32::from(other) * weight) / 1024) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_shortened_and_lengthened_by_whole_periods_without_a_click() {
        for (samples_per_ms, tone_hz) in
            [(8, 200.0), (8, 440.0), (16, 130.0), (48, 97.0), (48, 440.0), (48, 1000.0)]
        {
            let length = 20 * samples_per_ms;
            let stretch = Stretch::new(samples_per_ms);
            let tone = tone(samples_per_ms, tone_hz, 60);
            for shortens in [true, false] {
                let mut frame = vec![0; 40 * samples_per_ms];
                frame[..length].copy_from_slice(&tone[length..2 * length]);

                let (changed, whole) = if shortens {
                    let removed = stretch.shorten(&mut frame, length, length);
                    (removed, length - removed)
                } else {
                    let inserted = stretch.lengthen(&mut frame, length, 15 * samples_per_ms);
                    (inserted, length + inserted)
                };

                assert!(
                    changed >= 5 * samples_per_ms / 2,
                    "{tone_hz} Hz at {samples_per_ms} kHz: {changed}"
                );
                let joined: Vec<i16> = [&tone[..length], &frame[..whole], &tone[2 * length..]]
                    .into_iter()
                    .flatten()
                    .copied()
                    .collect();
                let slope =
                    8000.0 * std::f64::consts::TAU * tone_hz / (1000.0 * samples_per_ms as f64);
                let steepest = joined
                    .windows(2)
                    .map(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs())
                    .max();
                assert!(
                    f64::from(steepest.unwrap()) < slope * 1.4 + 200.0,
                    "{tone_hz} Hz at {samples_per_ms} kHz, shortens {shortens}: {steepest:?} against {slope:.0}"
                );
            }
        }
    }

    #[test]
    fn silence_is_stretched_freely_and_noise_is_left_alone() {
        let stretch = Stretch::new(8);
        let mut state = 7_u32;
        let mut noise = [0; 320];
        for sample in &mut noise {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = (state >> 16) as i16 / 4;
        }

        assert!(stretch.shorten(&mut [0; 320], 160, 160) > 0);
        assert!(stretch.lengthen(&mut [0; 320], 160, 100) > 0);
        assert_eq!(stretch.shorten(&mut noise, 160, 160), 0);
    }

    #[test]
    fn frames_too_short_for_a_period_are_left_alone() {
        let stretch = Stretch::new(48);

        assert_eq!(stretch.shorten(&mut [0; 100], 100, 100), 0);
        assert_eq!(stretch.shorten(&mut [], 0, 0), 0);
        assert_eq!(stretch.lengthen(&mut [0; 960], 960, 720), 0, "no room");
    }

    fn tone(samples_per_ms: usize, tone_hz: f64, length_ms: usize) -> Vec<i16> {
        let phase = |at: usize| {
            std::f64::consts::TAU * tone_hz * at as f64 / (1000.0 * samples_per_ms as f64)
        };
        (0..length_ms * samples_per_ms).map(|at| (phase(at).sin() * 8000.0) as i16).collect()
    }
}
