//! Tones to speak and the measuring of what arrived.
//!
//! A tone is told from everything else by its share of the power of each 20 ms frame (Goertzel).
//! Take frequencies that are multiples of 50 Hz: a whole number of waves fits a frame.

use std::f64::consts::TAU;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

use crate::folder;

/// Length of the frames in which a recording is judged.
const FRAME: Duration = Duration::from_millis(20);
/// A frame holds the tone when the tone is at least this loud …
const QUIETEST_DBFS: f64 = -45.0;
/// … and makes up at least this share of the frame's power.
const SMALLEST_SHARE: f64 = 0.5;

/// Sound in memory: one channel, −1.0..=1.0.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    pub sample_rate_hz: u32,
    pub samples: Vec<f32>,
}

/// What was found of one tone in a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Hearing {
    /// When the tone was first there.
    pub first_at: Duration,
    /// From its first to its last frame.
    pub span: Duration,
    /// Where it was missing in between.
    pub gaps: Vec<Gap>,
    /// Its mean level in the frames that hold it; 0 is a full-scale sine.
    pub level_dbfs: f64,
    /// Its power against everything else in those frames.
    pub signal_to_noise_db: f64,
}

/// A stretch without the tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub at: Duration,
    pub length: Duration,
}

impl Hearing {
    /// The sum of all gaps.
    #[must_use]
    pub fn missing(&self) -> Duration {
        self.gaps.iter().map(|gap| gap.length).sum()
    }
}

/// A sine of `hz` at `level_dbfs` (0 is full scale), 48 kHz.
#[must_use]
pub fn sine(hz: u32, length: Duration, level_dbfs: f64) -> Sound {
    let sample_rate_hz = 48_000;
    let count = (length.as_secs_f64() * f64::from(sample_rate_hz)).round() as u32;
    let amplitude = 10_f64.powf(level_dbfs / 20.0);
    let step = TAU * f64::from(hz) / f64::from(sample_rate_hz);
    let samples = (0..count).map(|n| (amplitude * (step * f64::from(n)).sin()) as f32).collect();
    Sound { sample_rate_hz, samples }
}

/// A WAV file of one tone, five minutes at −12 dBFS, made once for each build folder.
///
/// # Errors
/// When it cannot be written.
pub fn tone_file(hz: u32) -> anyhow::Result<PathBuf> {
    let path = folder::build_folder().join("lab-cache").join(format!("tone-{hz}.wav"));
    if !path.exists() {
        let second = sine(hz, Duration::from_secs(1), -12.0);
        let tone = Sound { samples: second.samples.repeat(300), ..second };
        // Two tests may make it at once: each writes its own and moves it into place.
        let own = path.with_extension(std::process::id().to_string());
        std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
        tone.write(&own)?;
        std::fs::rename(own, &path)?;
    }
    Ok(path)
}

/// Silence, 48 kHz.
#[must_use]
pub fn silence(length: Duration) -> Sound {
    Sound {
        sample_rate_hz: 48_000,
        samples: vec![0.0; (length.as_secs_f64() * 48_000.0).round() as usize],
    }
}

impl Sound {
    /// Reads a WAV file; of several channels the first is taken. A header that says nothing of
    /// the length (a recording that still grows, or was cut short) is no fault.
    ///
    /// # Errors
    /// When it is no WAV file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let what = || format!("read {}", path.display());
        Self::from_wav(std::fs::read(path).with_context(what)?).with_context(what)
    }

    /// The same of a file in memory.
    ///
    /// # Errors
    /// When it is no WAV file.
    pub fn from_wav(mut bytes: Vec<u8>) -> anyhow::Result<Self> {
        measure(&mut bytes);
        let reader = hound::WavReader::new(bytes.as_slice())?;
        let spec = reader.spec();
        let channels = usize::from(spec.channels.max(1));
        let samples = match spec.sample_format {
            hound::SampleFormat::Float => {
                reader.into_samples::<f32>().map_while(Result::ok).step_by(channels).collect()
            }
            hound::SampleFormat::Int => {
                let full = 2_f32.powi(i32::from(spec.bits_per_sample) - 1);
                let samples = reader.into_samples::<i32>().map_while(Result::ok);
                samples.step_by(channels).map(|sample| sample as f32 / full).collect()
            }
        };
        Ok(Self { sample_rate_hz: spec.sample_rate, samples })
    }

    /// One channel of samples of 16 bits, the lower byte first; half a sample is left out.
    #[must_use]
    pub fn from_pcm(bytes: &[u8], sample_rate_hz: u32) -> Self {
        let (samples, _) = bytes.as_chunks();
        let samples =
            samples.iter().map(|sample| f32::from(i16::from_le_bytes(*sample)) / 32_768.0);
        Self { sample_rate_hz, samples: samples.collect() }
    }

    /// Writes 16-bit WAV.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: self.sample_rate_hz,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let file = BufWriter::new(File::create(path)?);
        let mut writer = hound::WavWriter::new(file, spec)?;
        for sample in &self.samples {
            writer.write_sample((sample.clamp(-1.0, 1.0) * 32_767.0) as i16)?;
        }
        writer.finalize()?;
        Ok(())
    }

    #[must_use]
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / f64::from(self.sample_rate_hz))
    }

    /// The part of it that begins at `from` and lasts `length`, or what there is of it.
    #[must_use]
    pub fn cut(&self, from: Duration, length: Duration) -> Self {
        let index = |at: Duration| (at.as_secs_f64() * f64::from(self.sample_rate_hz)) as usize;
        let samples = self.samples.iter().skip(index(from)).take(index(length));
        Self { sample_rate_hz: self.sample_rate_hz, samples: samples.copied().collect() }
    }

    /// This sound, then `next`, which must have the same rate.
    #[must_use]
    pub fn then(mut self, next: &Self) -> Self {
        debug_assert_eq!(self.sample_rate_hz, next.sample_rate_hz, "one rate");
        self.samples.extend(&next.samples);
        self
    }

    /// The level of everything, whatever it is; 0 is a full-scale sine.
    #[must_use]
    pub fn level_dbfs(&self) -> f64 {
        to_dbfs(power(&self.samples))
    }

    /// The mean level of one tone, whatever else sounds with it; 0 is a full-scale sine.
    #[must_use]
    pub fn tone_dbfs(&self, hz: u32) -> f64 {
        let tones: Vec<f64> = self.frames(hz).map(|frame| frame.tone).collect();
        to_dbfs(tones.iter().sum::<f64>() / (tones.len().max(1) as f64))
    }

    /// Looks for a tone; `None` when no frame holds it.
    #[must_use]
    pub fn listen(&self, hz: u32) -> Option<Hearing> {
        let frames: Vec<Frame> = self.frames(hz).collect();
        let first = frames.iter().position(Frame::holds_tone)?;
        let last = frames.iter().rposition(Frame::holds_tone)?;
        let span = frames.get(first..=last).unwrap_or_default();

        let mut gaps: Vec<Gap> = Vec::new();
        for (index, _) in span.iter().enumerate().filter(|(_, frame)| !frame.holds_tone()) {
            let at = FRAME * u32::try_from(first + index).unwrap_or(u32::MAX);
            match gaps.last_mut().filter(|gap| gap.at + gap.length == at) {
                Some(gap) => gap.length += FRAME,
                None => gaps.push(Gap { at, length: FRAME }),
            }
        }
        let holding = || span.iter().filter(|frame| frame.holds_tone());
        let count = holding().count() as f64;
        let tone: f64 = holding().map(|frame| frame.tone).sum::<f64>() / count;
        let rest: f64 = holding().map(Frame::rest).sum::<f64>() / count;
        Some(Hearing {
            first_at: FRAME * u32::try_from(first).unwrap_or(u32::MAX),
            span: FRAME * u32::try_from(span.len()).unwrap_or(u32::MAX),
            gaps,
            level_dbfs: to_dbfs(tone),
            signal_to_noise_db: 10.0 * (tone / rest.max(1e-12)).log10(),
        })
    }

    fn frames(&self, hz: u32) -> impl Iterator<Item = Frame> {
        let length = (FRAME.as_secs_f64() * f64::from(self.sample_rate_hz)) as usize;
        let rate = self.sample_rate_hz;
        self.samples.chunks_exact(length.max(1)).map(move |samples| Frame {
            tone: tone_power(samples, f64::from(hz) / f64::from(rate)),
            all: power(samples),
        })
    }
}

/// Writes the length of what is there into the header of a recording that is not finished.
fn measure(wav: &mut [u8]) {
    const NAME: usize = 4;
    const HEADER: usize = 8;
    let mut at = 12;
    while let Some((header, rest)) =
        wav.get_mut(at..).and_then(|chunk| chunk.split_at_mut_checked(HEADER))
    {
        let (name, length) = header.split_at_mut(NAME);
        let said = length.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        if name == b"data" {
            // A recorder writes the length at the start and at the end: only what follows can tell.
            if !rest.get(said..).is_some_and(|next| next.is_empty() || next.starts_with(b"LIST")) {
                // A sample that is half written is left out.
                let there = u32::try_from(rest.len() & !7).unwrap_or(u32::MAX);
                length.copy_from_slice(&there.to_le_bytes());
            }
            return;
        }
        at += HEADER + said + said % 2;
    }
}

/// Mean power of a tone and of everything in one frame.
#[derive(Debug)]
struct Frame {
    tone: f64,
    all: f64,
}

impl Frame {
    fn holds_tone(&self) -> bool {
        to_dbfs(self.tone) > QUIETEST_DBFS && self.tone > self.all * SMALLEST_SHARE
    }

    fn rest(&self) -> f64 {
        (self.all - self.tone).max(0.0)
    }
}

fn power(samples: &[f32]) -> f64 {
    let sum: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    sum / (samples.len().max(1) as f64)
}

/// The power of one frequency (as a share of the sample rate). Source: Goertzel, 1958.
fn tone_power(samples: &[f32], frequency: f64) -> f64 {
    let coefficient = 2.0 * (TAU * frequency).cos();
    let (one, two) = samples
        .iter()
        .fold((0.0, 0.0), |(one, two), sample| (f64::from(*sample) + coefficient * one - two, one));
    let square = one * one + two * two - coefficient * one * two;
    let count = samples.len().max(1) as f64;
    2.0 * square / (count * count)
}

/// A full-scale sine has the power ½.
fn to_dbfs(power: f64) -> f64 {
    10.0 * (2.0 * power).max(1e-12).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_sine_is_heard_at_its_level_without_gaps() {
        let heard = sine(600, SECOND, -12.0).listen(600).unwrap();

        assert!((heard.level_dbfs + 12.0).abs() < 0.1, "{heard:?}");
        assert!(heard.signal_to_noise_db > 60.0, "{heard:?}");
        assert_eq!((heard.span, heard.gaps.len()), (SECOND, 0));
    }

    #[test]
    fn another_tone_is_not_heard() {
        assert_eq!(sine(600, SECOND, -12.0).listen(900), None);
    }

    #[test]
    fn two_tones_at_once_have_each_their_level() {
        let (one, other) = (sine(600, SECOND, -12.0), sine(900, SECOND, -20.0));
        let both = one.samples.iter().zip(&other.samples).map(|(one, other)| one + other);
        let both = Sound { sample_rate_hz: one.sample_rate_hz, samples: both.collect() };

        for (hz, level) in [(600, -12.0), (900, -20.0)] {
            assert!((both.tone_dbfs(hz) - level).abs() < 0.1, "{hz} {}", both.tone_dbfs(hz));
        }
        assert!(both.tone_dbfs(1200) < -60.0);
    }

    #[test]
    fn a_gap_is_found_where_it_is() {
        let pause = Duration::from_millis(100);
        let sound = sine(600, SECOND, -12.0).then(&silence(pause)).then(&sine(600, SECOND, -12.0));

        let heard = sound.listen(600).unwrap();

        assert_eq!(heard.gaps, [Gap { at: SECOND, length: pause }]);
    }

    #[test]
    fn a_recording_that_grows_is_read_as_far_as_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tone.wav");
        sine(900, SECOND, -6.0).write(&path).unwrap();
        let mut wav = std::fs::read(&path).unwrap();
        let data = wav.windows(4).position(|name| name == b"data").unwrap();
        wav.truncate(data + 8 + 48_000 + 1);
        for said in [0_u32, 400, 96_000] {
            wav[data + 4..data + 8].copy_from_slice(&said.to_le_bytes());
            std::fs::write(&path, &wav).unwrap();

            let heard = Sound::read(&path).unwrap();

            assert_eq!(heard.length(), SECOND / 2, "{said}");
        }
    }

    #[test]
    fn a_file_gives_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tone.wav");
        let sound = sine(900, SECOND, -6.0);

        sound.write(&path).unwrap();

        let heard = Sound::read(&path).unwrap().listen(900).unwrap();
        assert!((heard.level_dbfs + 6.0).abs() < 0.1, "{heard:?}");
    }
}
