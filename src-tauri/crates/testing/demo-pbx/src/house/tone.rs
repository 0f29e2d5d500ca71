//! Tones and the music of the park places, reckoned sample by sample at 8 kHz.
//!
//! Source: ITU-T E.180 (425 Hz: ringing, one second of five).

use std::f64::consts::TAU;

/// Samples in a second.
const RATE: usize = 8_000;

/// Loudness of a tone, as a sample's peak.
const PEAK: f64 = 5_000.0;

/// Something to hear that nobody speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Two notes that rise: done as asked.
    Done,
    /// Speak now.
    Beep,
    /// It rings at the other one.
    Ringing,
    /// Soft chords without end, for those who wait.
    Music,
}

impl Tone {
    /// How many samples it has; `None` if it never ends.
    pub(super) const fn length(self) -> Option<usize> {
        match self {
            Self::Done => Some(RATE),
            Self::Beep => Some(RATE / 2),
            Self::Ringing | Self::Music => None,
        }
    }

    /// One sample of it.
    pub(super) fn sample(self, at: usize) -> i16 {
        let value = match self {
            Self::Done => {
                let (note, within) = (at / (RATE / 4), at % (RATE / 4));
                match note {
                    0 => swell(within, RATE / 4) * wave(660.0, at),
                    1 => swell(within, RATE / 4) * wave(880.0, at),
                    2.. => 0.0,
                }
            }
            Self::Beep => {
                if at < RATE * 2 / 5 {
                    wave(1_000.0, at)
                } else {
                    0.0
                }
            }
            Self::Ringing => {
                if at % (5 * RATE) < RATE {
                    wave(425.0, at)
                } else {
                    0.0
                }
            }
            Self::Music => music(at),
        };
        quantised(value * PEAK)
    }
}

/// A broken chord, a note each 400 ms, the chord changing after eight.
fn music(at: usize) -> f64 {
    const NOTE: usize = RATE * 2 / 5;
    const CHORDS: [[f64; 4]; 4] = [
        [261.6, 329.6, 392.0, 523.3],
        [220.0, 261.6, 329.6, 440.0],
        [174.6, 220.0, 261.6, 349.2],
        [196.0, 246.9, 293.7, 392.0],
    ];
    let (count, within) = (at / NOTE, at % NOTE);
    let chord = CHORDS.get(count / 8 % 4).copied().unwrap_or_default();
    let [low, middle, high, top] = chord;
    let pitch = match count % 8 {
        0 | 4 => low,
        1 | 7 => middle,
        2 | 6 => high,
        3 | 5.. => top,
    };
    0.5 * swell(within, NOTE) * wave(pitch, at)
}

fn wave(pitch_hz: f64, at: usize) -> f64 {
    (TAU * pitch_hz * seconds(at)).sin()
}

/// Rises and falls over `length` samples, 0.0..=1.0, so that nothing clicks.
fn swell(within: usize, length: usize) -> f64 {
    (TAU / 2.0 * seconds(within) / seconds(length)).sin()
}

fn seconds(samples: usize) -> f64 {
    u32::try_from(samples).map_or(0.0, f64::from) / 8_000.0
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to what a sample holds")]
fn quantised(value: f64) -> i16 {
    value.clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_are_heard_and_end_in_silence_and_music_never_ends() {
        for tone in [Tone::Done, Tone::Beep] {
            let length = tone.length().unwrap();
            assert!((0..length).any(|at| tone.sample(at) > 4_000), "{tone:?}");
            assert_eq!(tone.sample(length - 1), 0, "{tone:?}");
        }
        assert_eq!(Tone::Music.length(), None);
        let loudest = (0..RATE * 20).map(|at| Tone::Music.sample(at).abs()).max();
        assert!((2_000..=2_500).contains(&loudest.unwrap()), "soft: {loudest:?}");
    }
}
