//! Engines turned by hand: devices and network are played by the test, time is counted.

use std::net::{Ipv4Addr, SocketAddr};

use clock::{Now, Timestamp};
use media::{CodecKind, Session, Settings, Terms};
use rtrb::RingBuffer;

use super::*;
use crate::measure::{power_at, sine};
use crate::sink::{Demand, Loudspeaker};
use crate::source::Microphone;
use crate::stream::{Converters, Datagram, Marks, Update};
use crate::{Country, Tone, allocations};

const STREAM: StreamId = StreamId(1);

/// Level at which the microphones hear tones.
const LEVEL: f32 = 0.4;

/// One engine between a microphone, a loudspeaker and a wire.
struct Side {
    engine: Engine,
    commands: Producer<Command>,
    notices: Consumer<Notice>,
    incoming: Producer<Datagram>,
    outgoing: Consumer<Datagram>,
    microphone: Producer<f32>,
    loudspeaker: Consumer<f32>,
    demand: Arc<Demand>,
    rate_hz: u32,
    heard: Vec<f32>,
    shortages: usize,
    is_ended: bool,
    _poll: mio::Poll,
}

impl Side {
    fn new(name: u8, codec: CodecKind, rate_hz: u32, now: Instant) -> Self {
        let poll = mio::Poll::new().unwrap();
        let network = Arc::new(Waker::new(poll.registry(), mio::Token(0)).unwrap());
        let (mut commands, commands_taken) = RingBuffer::new(64);
        let (mut fits, fits_taken) = RingBuffer::new(64);
        let (notices_given, notices) = RingBuffer::new(64);
        let stop = Arc::default();
        let joints = Joints {
            commands: commands_taken,
            fits: fits_taken,
            notices: notices_given,
            network,
            stop,
        };
        let (microphone, samples) = RingBuffer::new(rate_hz as usize);
        let ear = Microphone::new(samples, rate_hz, now);
        let (samples, loudspeaker) = RingBuffer::new(rate_hz as usize);
        let demand = Arc::new(Demand::default());
        let mouth = Loudspeaker::new(samples, rate_hz, Arc::clone(&demand), now);
        assert!(fits.push(Fit::Input(Source::Microphone(Box::new(ear)))).is_ok());
        assert!(fits.push(Fit::Output(Sink::Loudspeaker(Box::new(mouth)))).is_ok());

        let settings = Settings::new(terms(name, codec), [name; 32], "bench".to_owned());
        let both = Now { instant: now, timestamp: Timestamp::UNIX_EPOCH };
        let (incoming, incoming_taken) = RingBuffer::new(64);
        let (outgoing_given, outgoing) = RingBuffer::new(64);
        let session = Session::new(settings, both).unwrap();
        let marks = Arc::new(Marks::new(now));
        let stream = Stream::new(STREAM, session, incoming_taken, outgoing_given, marks);
        assert!(commands.push(Command::Open(Box::new(stream))).is_ok());
        Self {
            engine: Engine::new(joints, now),
            commands,
            notices,
            incoming,
            outgoing,
            microphone,
            loudspeaker,
            demand,
            rate_hz,
            heard: Vec::with_capacity(60 * rate_hz as usize),
            shortages: 0,
            is_ended: false,
            _poll: poll,
        }
    }

    fn command(&mut self, command: Command) {
        assert!(self.commands.push(command).is_ok());
    }

    /// The devices call, then the engine turns.
    fn turn(&mut self, said: &[f32], now: Instant) {
        for sample in said {
            assert!(self.microphone.push(*sample).is_ok(), "the engine listens");
        }
        let frames = self.rate_hz as usize / 100;
        let ready = frames.min(self.loudspeaker.slots());
        self.shortages += usize::from(ready < frames);
        for _ in 0..ready {
            self.heard.push(self.loudspeaker.pop().unwrap());
        }
        self.demand.frames.store(u32::try_from(frames).unwrap(), Ordering::Relaxed);
        self.demand.beats.fetch_add(1, Ordering::Relaxed);
        self.engine.turn(now);
        while let Ok(notice) = self.notices.pop() {
            self.is_ended |= matches!(notice, Notice::Event(Event::Ended { .. }));
        }
    }
}

fn address(name: u8) -> SocketAddr {
    SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 20_000 + 2 * u16::from(name))
}

/// The terms of the side of this name: 1 sends to 2 and the other way round.
fn terms(name: u8, codec: CodecKind) -> Terms {
    Terms::new(codec, codec.static_payload_type().unwrap_or(111), address(3 - name))
}

/// Two sides and the wire between them.
struct Bench {
    near: Side,
    far: Side,
    now: Instant,
    turns: usize,
}

impl Bench {
    fn new(codec: CodecKind, rate_hz: u32) -> Self {
        let now = Instant::now();
        let near = Side::new(1, codec, rate_hz, now);
        let far = Side::new(2, codec, rate_hz, now);
        Self { near, far, now, turns: 0 }
    }

    fn turn(&mut self, said: &[f32]) {
        self.near.turn(said, self.now);
        self.far.turn(&[0.0; 960][..said.len()], self.now);
        carry(&mut self.near.outgoing, &mut self.far.incoming, address(1));
        carry(&mut self.far.outgoing, &mut self.near.incoming, address(2));
        self.now += crate::pace::BEAT;
        self.turns += 1;
    }

    /// A tone at the near microphone.
    fn speak(&mut self, frequency_hz: f32, seconds: f32) {
        let frames = self.near.rate_hz as usize / 100;
        let tone = sine(frequency_hz, self.near.rate_hz, seconds, LEVEL);
        for piece in tone.chunks_exact(frames) {
            self.turn(piece);
        }
    }
}

fn carry(from: &mut Consumer<Datagram>, to: &mut Producer<Datagram>, sender: SocketAddr) {
    while let Ok(mut datagram) = from.pop() {
        datagram.peer = match datagram.channel {
            media::Channel::Rtp => sender,
            media::Channel::Rtcp => SocketAddr::new(sender.ip(), sender.port() + 1),
        };
        assert!(to.push(datagram).is_ok(), "the engine reads what it is given");
    }
}

#[track_caller]
fn assert_steady(samples: &[f32], rate_hz: u32, frequency_hz: f32, expected: f32) {
    for (index, window) in samples.chunks_exact(rate_hz as usize / 50).enumerate() {
        let level = power_at(frequency_hz, rate_hz, window).sqrt();
        let is_right = (expected * 0.85..expected * 1.15).contains(&level);
        assert!(is_right, "{level} instead of {expected} after {} ms", index * 20);
    }
}

#[test]
fn a_tone_passes_each_codec_between_devices_of_any_rate_without_a_gap() {
    for codec in CodecKind::ALL {
        for rate_hz in [16_000, 44_100, 48_000] {
            let mut bench = Bench::new(codec, rate_hz);

            bench.speak(440.0, 4.0);

            assert_steady(&bench.far.heard[rate_hz as usize..], rate_hz, 440.0, LEVEL);
            assert!(bench.far.shortages <= 1, "{} at {rate_hz}", bench.far.shortages);
            let own = power_at(440.0, rate_hz, &bench.near.heard).sqrt();
            assert!(own < 0.001, "{own} heard by the speaker");
        }
    }
}

#[test]
fn a_call_allocates_nothing_once_it_runs() {
    for codec in CodecKind::ALL {
        let mut bench = Bench::new(codec, 44_100);
        bench.speak(440.0, 3.0);
        bench.near.command(Command::Mute(STREAM, true));
        bench.near.command(Command::Tone(Some(TonePlayer::new(Country::De, Tone::Busy))));
        let said = vec![0.1; 441];

        let before = allocations::count();
        for _ in 0..3000 {
            bench.turn(&said);
        }
        let allocated = allocations::count() - before;

        assert_eq!(allocated, 0, "{codec:?}");
    }
}

#[test]
fn what_is_said_is_heard_before_it_is_old() {
    for (codec, bound_ms) in [(CodecKind::Opus, 120), (CodecKind::Pcma, 100)] {
        let mut bench = Bench::new(codec, 48_000);
        let silence = [0.0; 480];
        for _ in 0..300 {
            bench.turn(&silence);
        }
        let said_at = bench.far.heard.len();
        bench.speak(440.0, 1.0);

        let heard = &bench.far.heard[said_at..];
        let first = heard.iter().position(|sample| sample.abs() > LEVEL / 2.0).unwrap();
        let delay_ms = first / 48;
        assert!(delay_ms < bound_ms, "{codec:?}: {delay_ms} ms");
    }
}

#[test]
fn the_engine_rests_when_nothing_is_left_to_do() {
    let mut bench = Bench::new(CodecKind::Pcmu, 48_000);
    bench.speak(440.0, 0.5);

    bench.near.command(Command::Close(STREAM));
    bench.turn(&[]);

    assert!(bench.near.is_ended);
    assert_eq!(bench.near.engine.turn(bench.now), None);
}

#[test]
fn a_change_of_codec_goes_on_with_the_same_stream() {
    let mut bench = Bench::new(CodecKind::Pcma, 48_000);
    bench.speak(440.0, 1.0);

    for (side, name) in [(&mut bench.near, 1), (&mut bench.far, 2)] {
        side.command(Command::Update(Box::new(Update {
            stream: STREAM,
            terms: Some(terms(name, CodecKind::Opus)),
            converters: Converters::new(CodecKind::Opus),
        })));
    }
    bench.speak(440.0, 3.0);

    assert_steady(&bench.far.heard[2 * 48_000..], 48_000, 440.0, LEVEL);
}

#[test]
fn tones_are_mixed_into_what_is_heard_and_stop_when_told() {
    let mut bench = Bench::new(CodecKind::Opus, 48_000);
    bench.speak(700.0, 2.0);
    bench.far.command(Command::Tone(Some(TonePlayer::new(Country::De, Tone::Ringback))));
    let start = bench.far.heard.len();
    bench.speak(700.0, 0.9);
    bench.far.command(Command::Tone(None));
    let end = bench.far.heard.len();
    bench.speak(700.0, 0.5);

    let toned = &bench.far.heard[start + 4800..end];
    assert_steady(toned, 48_000, 425.0, 0.125);
    let after = &bench.far.heard[end + 4800..];
    assert!(power_at(425.0, 48_000, after).sqrt() < 0.01);
}
