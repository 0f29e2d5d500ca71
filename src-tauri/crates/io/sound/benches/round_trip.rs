//! How long sound takes from the microphone through codec, network and jitter buffer to the
//! loudspeaker, with files for devices and a far end that sends everything back at once.
//!
//! Microphone and loudspeaker of one engine start at the same moment, the microphone with one block
//! of 10 ms in hand, so the place of a click in the recording tells how long it was under way.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench stops where it cannot go on"
)]
#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

use std::net::{Ipv4Addr, UdpSocket};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use media::{CodecKind, Settings, Terms};
use sound::{Choice, DeviceId, Event, MediaPort, Sound, StreamId};
use tokio::sync::mpsc;

const RATE_HZ: usize = 48_000;

/// Clicks come once in a second; the first ones, while buffers settle, do not count.
const SETTLING: usize = 3;
const CLICKS: usize = 12;

fn main() {
    let folder = std::env::temp_dir().join(format!("rufbereit-round-trip-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    println!("codec   median   worst   open→sent   received→played");
    for codec in CodecKind::ALL {
        measure(codec, &folder);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn measure(codec: CodecKind, folder: &Path) {
    let (clicks, heard) = (folder.join("clicks.wav"), folder.join("heard.wav"));
    write_click(&clicks);
    let (sender, mut events) = mpsc::channel(256);
    let choice = Choice::new(DeviceId::wav(&clicks), DeviceId::wav(&heard), DeviceId::null());
    let sound = Sound::start(choice, sender).unwrap();
    let mirror = Mirror::start();
    let terms = Terms::new(codec, codec.static_payload_type().unwrap_or(111), mirror.address);
    let port = MediaPort::bind(Ipv4Addr::LOCALHOST.into()).unwrap();
    let settings = Settings::new(terms, [7; 32], "bench".to_owned());
    sound.open(StreamId(1), port, settings).unwrap();

    let mut timing = None;
    for _ in 0..SETTLING + CLICKS {
        loop {
            match events.blocking_recv() {
                Some(Event::Statistics { timing: latest, .. }) => {
                    timing = Some(latest);
                    break;
                }
                Some(_) => {}
                None => return,
            }
        }
    }
    drop(sound);
    mirror.stop();

    let mut delays = delays(&heard);
    delays.sort_by(f32::total_cmp);
    let timing = timing.unwrap_or_default();
    println!(
        "{:6} {:6.1} ms {:5.1} ms {:8.1} ms {:14.1} ms",
        codec.name(),
        delays.get(delays.len() / 2).copied().unwrap_or(f32::NAN),
        delays.last().copied().unwrap_or(f32::NAN),
        milliseconds(timing.open_to_first_sent),
        milliseconds(timing.first_received_to_first_played),
    );
}

fn milliseconds(span: Option<Duration>) -> f32 {
    span.map_or(f32::NAN, |span| span.as_secs_f32() * 1000.0)
}

/// One second with a click of 5 ms in its middle.
fn write_click(path: &Path) {
    let spec = WavSpec {
        channels: 1,
        sample_rate: u32::try_from(RATE_HZ).unwrap(),
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut writer = WavWriter::create(path, spec).unwrap();
    for index in 0..RATE_HZ {
        let place = index.wrapping_sub(RATE_HZ / 2);
        let click = (place as f32 * std::f32::consts::TAU * 1000.0 / RATE_HZ as f32).sin();
        writer.write_sample(if place < 240 { (click * 20_000.0) as i16 } else { 0 }).unwrap();
    }
    writer.finalize().unwrap();
}

/// How late each click was heard, in milliseconds.
fn delays(path: &Path) -> Vec<f32> {
    let mut reader = WavReader::open(path).unwrap();
    let samples: Vec<i16> = reader.samples::<i16>().map_while(Result::ok).collect();
    let seconds = samples.chunks_exact(RATE_HZ).skip(SETTLING);
    let place = |second: &[i16]| {
        let late = second[RATE_HZ / 2..].iter().position(|sample| sample.unsigned_abs() > 5_000);
        late.map(|samples| samples as f32 / 48.0 + 10.0)
    };
    seconds.filter_map(place).collect()
}

/// A far end that sends every packet back under a name of its own.
struct Mirror {
    address: std::net::SocketAddr,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Mirror {
    fn start() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let address = socket.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut packet = [0; 1500];
            while !is_over.load(Ordering::Relaxed) {
                if let Ok((length, from)) = socket.recv_from(&mut packet)
                    && length > 12
                {
                    packet[8] ^= 0xff;
                    socket.send_to(&packet[..length], from).unwrap();
                }
            }
        });
        Self { address, stop, thread }
    }

    fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
    }
}
