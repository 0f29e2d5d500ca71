//! What one turn of a session costs: a frame in, a frame out, over networks good and bad.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::{Now, Timestamp};
use codec::CodecKind;
use divan::Bencher;
use media::{Channel, MAX_DATAGRAM_BYTES, Session, Settings, Terms};

fn main() {
    divan::main();
}

/// Receiving alone: one packet taken, 20 ms played, nothing lost.
#[divan::bench(args = CodecKind::ALL)]
fn receive_and_play(bencher: Bencher<'_, '_>, kind: CodecKind) {
    let mut bench = Bench::new(kind, 0);
    bencher.bench_local(|| bench.turn());
}

/// The same with every tenth packet lost and times that vary by 40 ms.
#[divan::bench(args = CodecKind::ALL)]
fn receive_and_play_under_loss_and_jitter(bencher: Bencher<'_, '_>, kind: CodecKind) {
    let mut bench = Bench::new(kind, 10);
    bencher.bench_local(|| bench.turn());
}

/// Sending alone: one frame captured, its packet written.
#[divan::bench(args = CodecKind::ALL)]
fn capture_and_send(bencher: Bencher<'_, '_>, kind: CodecKind) {
    let started = now();
    let mut session = session(kind, started);
    let pcm = voice(session.frame_samples());
    let mut buffer = [0; MAX_DATAGRAM_BYTES];
    let mut at = started.instant;
    bencher.bench_local(|| {
        session.capture(&pcm, at);
        while let Some(outgoing) = session.poll_datagram(&mut buffer) {
            black_box(outgoing);
        }
        at += FRAME;
    });
}

const FRAME: Duration = Duration::from_millis(20);

struct Bench {
    session: Session,
    /// Two seconds of packets; sequence and timestamp are written anew each time.
    packets: Vec<Vec<u8>>,
    ticks: u32,
    lost_of_hundred: usize,
    turn: usize,
    at: Instant,
    heard: Vec<i16>,
    from: SocketAddr,
}

impl Bench {
    fn new(kind: CodecKind, lost_of_hundred: usize) -> Self {
        let started = now();
        let mut speaker = session(kind, started);
        let pcm = voice(speaker.frame_samples() * 100);
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        let frames = pcm.chunks_exact(speaker.frame_samples());
        let packets = frames.filter_map(|frame| {
            speaker.capture(frame, started.instant);
            let outgoing = speaker.poll_datagram(&mut buffer)?;
            Some(buffer.get(..outgoing.bytes)?.to_vec())
        });
        Self {
            packets: packets.collect(),
            session: session(kind, started),
            ticks: kind.ticks_for(kind.samples_in(FRAME)),
            lost_of_hundred,
            turn: 0,
            at: started.instant,
            heard: vec![0; kind.samples_in(FRAME)],
            from: SocketAddr::from(([192, 0, 2, 1], 4000)),
        }
    }

    fn turn(&mut self) {
        let number = self.turn;
        self.turn += 1;
        let chance = number.wrapping_mul(2_654_435_761) >> 7;
        let place = number % self.packets.len().max(1);
        if let Some(packet) = self.packets.get_mut(place)
            && (chance % 100 >= self.lost_of_hundred)
        {
            let timestamp = (number as u32).wrapping_mul(self.ticks).to_be_bytes();
            let header = (number as u16).to_be_bytes().into_iter().chain(timestamp);
            packet.iter_mut().skip(2).zip(header).for_each(|(byte, new)| *byte = new);
            let late = if self.lost_of_hundred > 0 {
                Duration::from_millis((chance % 40) as u64)
            } else {
                Duration::ZERO
            };
            self.session.handle_datagram(Channel::Rtp, self.from, packet, self.at + late);
        }
        self.at += FRAME;
        self.session.play(&mut self.heard, self.at);
        black_box(&self.heard);
    }
}

fn session(kind: CodecKind, started: Now) -> Session {
    let payload_type = kind.static_payload_type().unwrap_or(96);
    let terms = Terms::new(kind, payload_type, SocketAddr::from(([192, 0, 2, 1], 4000)));
    let settings = Settings::new(terms, [1; 32], "cname".to_owned());
    Session::new(settings, started).expect("every codec is built in")
}

/// Something voiced: a pulse train with a moving pitch.
fn voice(samples: usize) -> Vec<i16> {
    let sample = |at: usize| {
        let place = (at % 400) as f64 / 400.0;
        ((-4.0 * place).exp() * (place * 30.0).sin() * 12_000.0) as i16
    };
    (0..samples).map(sample).collect()
}

#[expect(clippy::disallowed_methods, reason = "a measure needs some first instant")]
fn now() -> Now {
    Now { instant: Instant::now(), timestamp: Timestamp::UNIX_EPOCH }
}
