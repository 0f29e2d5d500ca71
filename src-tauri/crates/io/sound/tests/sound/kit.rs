//! Parties that call each other over loopback, and the files they speak from and record into.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use media::{CodecKind, Settings, Statistics, Terms};
use sound::{Choice, DeviceId, Event, MediaPort, Sound, StreamId, Timing};
use tokio::sync::mpsc;

use crate::measure::{power_at, sine};

/// Longer than anything here takes on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Peak of the tones that are played.
pub(crate) const AMPLITUDE: f32 = 0.4;

/// Rate of all recordings.
pub(crate) const RATE_HZ: u32 = 48_000;

/// A folder that goes when the test ends.
#[derive(Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rufbereit-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A file with one second of a tone that has no seam when it is repeated.
    pub(crate) fn tone(&self, frequency_hz: f32) -> PathBuf {
        let path = self.file(&format!("{frequency_hz}.wav"));
        let spec = WavSpec {
            channels: 1,
            sample_rate: RATE_HZ,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let mut writer = WavWriter::create(&path, spec).unwrap();
        for sample in sine(frequency_hz, RATE_HZ, 1.0, AMPLITUDE) {
            writer.write_sample((sample * 32_767.0) as i16).unwrap();
        }
        writer.finalize().unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// One end of a call.
#[derive(Debug)]
pub(crate) struct Party {
    pub(crate) sound: Sound,
    events: mpsc::Receiver<Event>,
    pub(crate) seen: Vec<Event>,
}

impl Party {
    pub(crate) fn start(choice: Choice) -> Self {
        let (sender, events) = mpsc::channel(64);
        Self { sound: Sound::start(choice, sender).unwrap(), events, seen: Vec::new() }
    }

    /// A party that speaks from one file and records into another.
    pub(crate) fn with_files(speaks: &Path, records: &Path) -> Self {
        let ring = DeviceId::null();
        Self::start(Choice::new(DeviceId::wav(speaks), DeviceId::wav(records), ring))
    }

    /// Waits for an event that satisfies `is_it`, among those already seen too.
    pub(crate) fn wait_for(&mut self, what: &str, is_it: impl Fn(&Event) -> bool) -> Event {
        let until = Instant::now() + DEADLINE;
        if let Some(event) = self.seen.iter().find(|event| is_it(event)) {
            return event.clone();
        }
        self.wait_on(what, until, is_it)
    }

    /// Waits for an event from now on.
    pub(crate) fn wait_for_new(&mut self, what: &str, is_it: impl Fn(&Event) -> bool) -> Event {
        while let Ok(event) = self.events.try_recv() {
            self.seen.push(event);
        }
        self.wait_on(what, Instant::now() + DEADLINE, is_it)
    }

    fn wait_on(&mut self, what: &str, until: Instant, is_it: impl Fn(&Event) -> bool) -> Event {
        while Instant::now() < until {
            match self.events.try_recv() {
                Ok(event) => {
                    self.seen.push(event.clone());
                    if is_it(&event) {
                        return event;
                    }
                }
                Err(_) => thread::sleep(Duration::from_millis(2)),
            }
        }
        panic!("no {what} within {DEADLINE:?}; seen: {:#?}", self.seen);
    }

    /// Waits until this much has been played since the stream was opened.
    pub(crate) fn wait_until_played(&mut self, span: Duration) -> (Statistics, Timing) {
        let wanted = u64::try_from(span.as_millis()).unwrap();
        let event = self.wait_for("statistics", |event| {
            matches!(event, Event::Statistics { statistics, .. } if statistics.played_ms >= wanted)
        });
        let Event::Statistics { statistics, timing, .. } = event else { unreachable!() };
        (statistics, timing)
    }
}

/// The only stream of most parties.
pub(crate) const STREAM: StreamId = StreamId(1);

/// The terms under which one end of a call sends to the other.
pub(crate) fn terms(codec: CodecKind, remote: SocketAddr) -> Terms {
    let number = codec.static_payload_type().unwrap_or(111);
    let mut terms = Terms::new(codec, number, remote);
    terms.event_send_payload_type = Some(101);
    terms.event_receive_payload_types = vec![101];
    terms
}

/// Opens one stream at each party, joined over loopback; gives the addresses of both.
pub(crate) fn call(a: &Party, b: &Party, codec: CodecKind) -> (SocketAddr, SocketAddr) {
    call_between(a, b, codec, IpAddr::V4(Ipv4Addr::LOCALHOST))
}

pub(crate) fn call_between(
    a: &Party,
    b: &Party,
    codec: CodecKind,
    ip: IpAddr,
) -> (SocketAddr, SocketAddr) {
    let port_a = MediaPort::bind(ip).unwrap();
    let port_b = MediaPort::bind(ip).unwrap();
    let (at_a, at_b) = (port_a.local(), port_b.local());
    let settings =
        |remote, seed| Settings::new(terms(codec, remote), [seed; 32], "test".to_owned());
    a.sound.open(STREAM, port_a, settings(at_b, 1)).unwrap();
    b.sound.open(STREAM, port_b, settings(at_a, 2)).unwrap();
    (at_a, at_b)
}

/// The samples of a recording that may still be written to.
pub(crate) fn recorded(path: &Path) -> Vec<f32> {
    let mut reader = WavReader::open(path).unwrap();
    reader
        .samples::<i16>()
        .map_while(Result::ok)
        .map(|sample| f32::from(sample) / 32_768.0)
        .collect()
}

/// Level of one frequency in each 20 ms of a recording.
pub(crate) fn levels(samples: &[f32], frequency_hz: f32) -> Vec<f32> {
    samples.chunks_exact(960).map(|part| power_at(frequency_hz, RATE_HZ, part).sqrt()).collect()
}

/// The longest run of parts of 20 ms that are at least this loud.
pub(crate) fn longest(levels: &[f32], floor: f32) -> usize {
    levels.split(|level| *level < floor).map(<[f32]>::len).max().unwrap_or(0)
}

/// Waits until a tone was heard for this long without a hole.
///
/// A stretch is asked for and not the whole recording: on a machine that is busy with something else
/// a thread may be stopped for longer than any buffer lasts. Holes that sound itself makes come
/// again and again and leave no such stretch.
#[track_caller]
pub(crate) fn wait_for_tone(
    place: &str,
    frequency_hz: f32,
    seconds: f32,
    samples: impl Fn() -> Vec<f32>,
) {
    let until = Instant::now() + DEADLINE;
    loop {
        let levels = levels(&samples(), frequency_hz);
        let stretch = longest(&levels, AMPLITUDE * 0.7) as f32 * 0.02;
        if stretch >= seconds {
            return;
        }
        assert!(
            Instant::now() < until,
            "{frequency_hz} Hz {place} for {stretch} s only: {levels:.2?}"
        );
        thread::sleep(Duration::from_millis(100));
    }
}

/// Demands that a frequency is absent.
#[track_caller]
pub(crate) fn assert_absent(samples: &[f32], frequency_hz: f32) {
    let level = power_at(frequency_hz, RATE_HZ, samples).sqrt();
    assert!(level < AMPLITUDE / 50.0, "{frequency_hz} Hz at {level}");
}

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn wait_until(what: &str, is_true: impl Fn() -> bool) {
    let until = Instant::now() + DEADLINE;
    while !is_true() {
        assert!(Instant::now() < until, "not within {DEADLINE:?}: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
