//! WAV files in place of devices: one played in a loop as microphone, one that records what is heard.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use rtrb::{Consumer, Producer, RingBuffer};

use crate::SoundError;
use crate::hub::{BLOCK, Block, RATE_HZ, from_i16, to_i16};
use crate::resample::Resampler;

/// The longest file that is played: it is held in memory.
const LONGEST: Duration = Duration::from_mins(10);

/// Samples that wait for the disk at most: four seconds.
const RECORDING_CAPACITY: usize = RATE_HZ as usize * 4;

/// How often the header is brought up to date.
const FLUSH: Duration = Duration::from_secs(1);

/// How often samples are taken from the ring.
const TAKE: Duration = Duration::from_millis(100);

/// A file played over and over.
#[derive(Debug)]
pub(crate) struct Loop {
    samples: Box<[i16]>,
    position: usize,
}

impl Loop {
    /// Reads the whole file, mixes its channels and brings it to the hub's rate.
    pub(crate) fn open(path: &Path) -> Result<Self, SoundError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(SoundError::WavMissing(path.to_owned()));
            }
            Err(error) => return Err(SoundError::WavUnreadable(path.to_owned(), error)),
        };
        let mut reader =
            WavReader::new(BufReader::new(file)).map_err(|error| unreadable(path, error))?;
        let spec = reader.spec();
        if u64::from(reader.duration()) > LONGEST.as_secs() * u64::from(spec.sample_rate) {
            return Err(SoundError::WavTooLong(path.to_owned()));
        }
        let mono = read_mono(&mut reader, spec).map_err(|error| unreadable(path, error))?;
        let mut samples = Vec::with_capacity(mono.len());
        let mut resampler = Resampler::new(spec.sample_rate, RATE_HZ);
        resampler.push(&mono, |piece| samples.extend(piece.iter().copied().map(to_i16)));
        if samples.is_empty() {
            samples.push(0);
        }
        Ok(Self { samples: samples.into(), position: 0 })
    }

    /// The next 10 ms.
    pub(crate) fn fill(&mut self, block: &mut Block) {
        for sample in block {
            *sample = self.samples.get(self.position).copied().map_or(0.0, from_i16);
            self.position = (self.position + 1) % self.samples.len();
        }
    }
}

fn unreadable(path: &Path, error: hound::Error) -> SoundError {
    let error = if let hound::Error::IoError(error) = error {
        error
    } else {
        io::Error::new(io::ErrorKind::InvalidData, error)
    };
    SoundError::WavUnreadable(path.to_owned(), error)
}

fn read_mono(reader: &mut WavReader<BufReader<File>>, spec: WavSpec) -> hound::Result<Vec<f32>> {
    let channels = usize::from(spec.channels.max(1));
    let interleaved: Vec<f32> = match spec.sample_format {
        SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>()?,
        SampleFormat::Int => {
            let scale = 1.0 / (1_i64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
            let scaled = |sample: hound::Result<i32>| sample.map(|sample| sample as f32 * scale);
            reader.samples::<i32>().map(scaled).collect::<Result<_, _>>()?
        }
    };
    let mix = |frame: &[f32]| frame.iter().sum::<f32>() / channels as f32;
    Ok(interleaved.chunks_exact(channels).map(mix).collect())
}

/// The real-time end of a recording; dropping it completes the file.
#[derive(Debug)]
pub(crate) struct Recorder {
    samples: Producer<i16>,
}

impl Recorder {
    /// Creates the file and the thread that writes it.
    pub(crate) fn create(path: &Path) -> Result<(Self, JoinHandle<()>), SoundError> {
        let refused = |error| SoundError::WavUnwritable(path.to_owned(), error);
        let file = File::create(path).map_err(refused)?;
        let spec = WavSpec {
            channels: 1,
            sample_rate: RATE_HZ,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let mut writer = WavWriter::new(BufWriter::new(file), spec)
            .map_err(|error| refused(io::Error::other(error)))?;
        writer.flush().map_err(|error| refused(io::Error::other(error)))?;
        let (samples, consumer) = RingBuffer::new(RECORDING_CAPACITY);
        let thread = thread::Builder::new()
            .name("sound-wav".to_owned())
            .spawn(move || write_down(consumer, writer))?;
        Ok((Self { samples }, thread))
    }

    /// Hands 10 ms to the disk; what a stuck disk cannot take is lost.
    pub(crate) fn push(&mut self, block: &Block) {
        if let Ok(room) = self.samples.write_chunk_uninit(BLOCK) {
            room.fill_from_iter(block.iter().copied().map(to_i16));
        }
    }
}

fn write_down(mut samples: Consumer<i16>, mut writer: WavWriter<BufWriter<File>>) {
    let mut flushed_at = Instant::now();
    let mut is_dirty = false;
    loop {
        let is_last = samples.is_abandoned();
        while let Ok(sample) = samples.pop() {
            is_dirty = true;
            if let Err(error) = writer.write_sample(sample) {
                tracing::warn!(%error, "recording stopped");
                return;
            }
        }
        if is_last {
            break;
        }
        if is_dirty && flushed_at.elapsed() >= FLUSH {
            is_dirty = false;
            flushed_at = Instant::now();
            if let Err(error) = writer.flush() {
                tracing::warn!(%error, "recording stopped");
                return;
            }
        }
        thread::sleep(TAKE);
    }
    if let Err(error) = writer.finalize() {
        tracing::warn!(%error, "recording not completed");
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::hub::SILENCE;
    use crate::measure::{power_at, sine};

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("rufbereit-wav-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn played(path: &Path, blocks: usize) -> Vec<f32> {
        let mut file = Loop::open(path).unwrap();
        let mut samples = Vec::new();
        for _ in 0..blocks {
            let mut block = SILENCE;
            file.fill(&mut block);
            samples.extend(block);
        }
        samples
    }

    #[test]
    fn any_rate_width_and_number_of_channels_is_played_in_a_loop() {
        let folder = folder("formats");
        for (rate, channels, bits, format) in [
            (8_000, 1, 16, SampleFormat::Int),
            (44_100, 2, 24, SampleFormat::Int),
            (48_000, 2, 32, SampleFormat::Float),
            (16_000, 1, 8, SampleFormat::Int),
        ] {
            let path = folder.join(format!("{rate}-{channels}-{bits}.wav"));
            let spec = WavSpec {
                channels,
                sample_rate: rate,
                bits_per_sample: bits,
                sample_format: format,
            };
            let mut writer = WavWriter::create(&path, spec).unwrap();
            for sample in sine(500.0, rate, 1.0, 0.5) {
                for _ in 0..channels {
                    match format {
                        SampleFormat::Float => writer.write_sample(sample).unwrap(),
                        SampleFormat::Int => {
                            let full = (1_i64 << (bits - 1)) as f32;
                            writer.write_sample((sample * full) as i32).unwrap();
                        }
                    }
                }
            }
            writer.finalize().unwrap();

            let samples = played(&path, 150);

            let amplitude = power_at(500.0, RATE_HZ, &samples[4800..43_200]).sqrt();
            assert!((amplitude - 0.5).abs() < 0.02, "{}: {amplitude}", path.display());
            let again = power_at(500.0, RATE_HZ, &samples[50_000..70_000]).sqrt();
            assert!((again - 0.5).abs() < 0.02, "second round of {}: {again}", path.display());
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_missing_file_and_one_that_is_no_wav_are_told_apart_and_named() {
        let folder = folder("missing");
        let text = folder.join("text.wav");
        std::fs::write(&text, "no sound here").unwrap();

        let missing = Loop::open(&folder.join("none.wav")).unwrap_err();
        let unreadable = Loop::open(&text).unwrap_err();
        let unwritable = Recorder::create(&folder.join("no/such/folder.wav")).unwrap_err();

        assert!(matches!(missing, SoundError::WavMissing(_)), "{missing}");
        assert!(missing.to_string().contains("none.wav"), "{missing}");
        assert!(matches!(unreadable, SoundError::WavUnreadable(..)), "{unreadable}");
        assert!(matches!(unwritable, SoundError::WavUnwritable(..)), "{unwritable}");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_recording_is_valid_before_it_is_complete_and_complete_when_dropped() {
        let folder = folder("recording");
        let path = folder.join("heard.wav");
        let (mut recorder, thread) = Recorder::create(&path).unwrap();

        assert_eq!(WavReader::open(&path).unwrap().duration(), 0, "a header from the first moment");
        for _ in 0..100 {
            recorder.push(&[0.25; BLOCK]);
        }
        drop(recorder);
        thread.join().unwrap();

        let mut reader = WavReader::open(&path).unwrap();
        assert_eq!(reader.duration(), 48_000);
        assert!(reader.samples::<i16>().all(|sample| sample.unwrap() == 8192));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
