//! Parties around one engine, each with a microphone, a loudspeaker and a wire; nothing waits for a
//! clock.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clock::{Now, Timestamp};
use media::{Channel, CodecKind, Direction, Session, Settings, Terms};
use mio::Waker;
use rtrb::{Consumer, Producer, RingBuffer};

use crate::engine::{Command, Engine, Fit, Joints, Notice};
use crate::measure::power_at;
use crate::sink::{Demand, Loudspeaker, Sink};
use crate::source::{Microphone, Source};
use crate::stream::{Converters, Datagram, Marks, Stream, Update};
use crate::{Event, StreamId, allocations};

/// Level at which the microphones hear tones.
pub(super) const LEVEL: f32 = 0.25;

/// A loudspeaker of the test.
pub(super) struct Ear {
    samples: Consumer<f32>,
    demand: Arc<Demand>,
    rate_hz: u32,
    pub(super) heard: Vec<f32>,
    /// Times it did not get what it asked for.
    pub(super) shortages: usize,
}

impl Ear {
    /// The loudspeaker and the engine's end of it.
    pub(super) fn new(rate_hz: u32, now: Instant) -> (Self, Sink) {
        let (given, samples) = RingBuffer::new(rate_hz as usize);
        let demand = Arc::new(Demand::default());
        let mouth = Loudspeaker::new(given, rate_hz, Arc::clone(&demand), now);
        let heard = Vec::with_capacity(60 * rate_hz as usize);
        let ear = Self { samples, demand, rate_hz, heard, shortages: 0 };
        (ear, Sink::Loudspeaker(Box::new(mouth)))
    }

    /// Plays 10 ms and asks for as much.
    pub(super) fn listen(&mut self) {
        let frames = self.rate_hz as usize / 100;
        let ready = frames.min(self.samples.slots());
        self.shortages += usize::from(ready < frames);
        for _ in 0..ready {
            self.heard.push(self.samples.pop().unwrap());
        }
        self.heard.resize(self.heard.len() + frames - ready, 0.0);
        self.demand.frames.store(u32::try_from(frames).unwrap(), Ordering::Relaxed);
        self.demand.beats.fetch_add(1, Ordering::Relaxed);
    }

    /// The level of a frequency in what was heard last.
    pub(super) fn level(&self, frequency_hz: f32, seconds: f32) -> f32 {
        let count = (self.rate_hz as f32 * seconds) as usize;
        let last = &self.heard[self.heard.len() - count..];
        power_at(frequency_hz, self.rate_hz, last).sqrt()
    }
}

/// The network's ends of a stream.
struct Wire {
    address: SocketAddr,
    incoming: Producer<Datagram>,
    outgoing: Consumer<Datagram>,
}

/// One engine with its devices.
pub(super) struct Side {
    pub(super) engine: Engine,
    pub(super) commands: Producer<Command>,
    pub(super) fits: Producer<Fit>,
    notices: Consumer<Notice>,
    microphone: Producer<f32>,
    pub(super) ear: Ear,
    rate_hz: u32,
    /// What its microphone hears: frequency and level.
    pub(super) voice: Option<(f32, f32)>,
    phase: f64,
    wires: BTreeMap<StreamId, Wire>,
    pub(super) ended: Vec<StreamId>,
    /// What the engine allocated and freed so far.
    pub(super) allocated: u64,
    _poll: mio::Poll,
}

impl Side {
    pub(super) fn new(rate_hz: u32, now: Instant) -> Self {
        let poll = mio::Poll::new().unwrap();
        let network = Arc::new(Waker::new(poll.registry(), mio::Token(0)).unwrap());
        let (commands, commands_taken) = RingBuffer::new(128);
        let (mut fits, fits_taken) = RingBuffer::new(64);
        let (notices_given, notices) = RingBuffer::new(256);
        let joints = Joints {
            commands: commands_taken,
            fits: fits_taken,
            notices: notices_given,
            network,
            stop: Arc::default(),
        };
        let (microphone, samples) = RingBuffer::new(rate_hz as usize);
        let source = Source::Microphone(Box::new(Microphone::new(samples, rate_hz, now)));
        let (ear, sink) = Ear::new(rate_hz, now);
        assert!(fits.push(Fit::Input(source)).is_ok());
        assert!(fits.push(Fit::Output(sink)).is_ok());
        Self {
            engine: Engine::new(joints, now),
            commands,
            fits,
            notices,
            microphone,
            ear,
            rate_hz,
            voice: None,
            phase: 0.0,
            wires: BTreeMap::new(),
            ended: Vec::new(),
            allocated: 0,
            _poll: poll,
        }
    }

    pub(super) fn command(&mut self, command: Command) {
        assert!(self.commands.push(command).is_ok());
    }

    pub(super) fn fit(&mut self, fit: Fit) {
        assert!(self.fits.push(fit).is_ok());
    }

    fn open(&mut self, id: StreamId, address: SocketAddr, terms: Terms, now: Instant) {
        let seed = [u8::try_from(address.port() % 251).unwrap(); 32];
        let settings = Settings::new(terms, seed, "bench".to_owned());
        let both = Now { instant: now, timestamp: Timestamp::UNIX_EPOCH };
        let (incoming, incoming_taken) = RingBuffer::new(64);
        let (outgoing_given, outgoing) = RingBuffer::new(64);
        let session = Session::new(settings, both).unwrap();
        let marks = Arc::new(Marks::new(now));
        let stream = Stream::new(id, session, incoming_taken, outgoing_given, marks);
        self.wires.insert(id, Wire { address, incoming, outgoing });
        self.command(Command::Open(Box::new(stream)));
    }

    pub(super) fn close(&mut self, id: StreamId) {
        self.command(Command::Close(id));
    }

    /// The devices call, then the engine turns.
    pub(super) fn turn(&mut self, now: Instant) -> Option<Instant> {
        self.say(1.0);
        self.ear.listen();
        self.work(now)
    }

    /// The microphone hears its voice for this many times 10 ms.
    pub(super) fn say(&mut self, blocks: f32) {
        let (frequency_hz, level) = self.voice.unwrap_or((0.0, 0.0));
        let step = std::f64::consts::TAU * f64::from(frequency_hz) / f64::from(self.rate_hz);
        for _ in 0..(self.rate_hz as f32 / 100.0 * blocks).round() as usize {
            let sample = self.phase.sin() as f32 * level;
            self.phase = (self.phase + step) % std::f64::consts::TAU;
            // A ring that is full belongs to an engine that does not listen.
            _ = self.microphone.push(sample);
        }
    }

    pub(super) fn work(&mut self, now: Instant) -> Option<Instant> {
        let before = allocations::count();
        let next_at = self.engine.turn(now);
        self.allocated += allocations::count() - before;
        while let Ok(notice) = self.notices.pop() {
            if let Notice::Event(Event::Ended { stream, .. }) = notice {
                self.ended.push(stream);
            }
        }
        next_at
    }
}

/// The terms under which a stream sends to an address.
pub(super) fn terms(codec: CodecKind, remote: SocketAddr) -> Terms {
    Terms::new(codec, codec.static_payload_type().unwrap_or(111), remote)
}

fn address(number: usize) -> SocketAddr {
    let port = 20_000 + 2 * u16::try_from(number).unwrap();
    SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)
}

/// One side in the middle and parties around it, each with one stream to it.
pub(super) struct Star {
    pub(super) near: Side,
    pub(super) far: Vec<Side>,
    codecs: Vec<CodecKind>,
    pub(super) now: Instant,
}

/// The stream of the party of this number, counted from 0, at both of its ends.
pub(super) fn stream(party: usize) -> StreamId {
    StreamId(party as u64 + 1)
}

impl Star {
    /// Devices of the side in the middle run at `rate_hz`, those of the parties as told.
    pub(super) fn new(rate_hz: u32, parties: &[(CodecKind, u32)]) -> Self {
        let now = Instant::now();
        let mut near = Side::new(rate_hz, now);
        let mut far = Vec::new();
        for (party, (codec, rate_hz)) in parties.iter().enumerate() {
            let (here, there) = (address(2 * party), address(2 * party + 1));
            near.open(stream(party), here, terms(*codec, there), now);
            let mut side = Side::new(*rate_hz, now);
            side.open(stream(party), there, terms(*codec, here), now);
            far.push(side);
        }
        let codecs = parties.iter().map(|(codec, _)| *codec).collect();
        Self { near, far, codecs, now }
    }

    /// Everybody speaks a tone of their own: the near side the first, then the parties.
    pub(super) fn with_voices(mut self, voices: &[f32]) -> Self {
        let sides = std::iter::once(&mut self.near).chain(&mut self.far);
        for (side, frequency_hz) in sides.zip(voices) {
            side.voice = Some((*frequency_hz, LEVEL));
        }
        self
    }

    /// 10 ms for everybody.
    pub(super) fn turn(&mut self) {
        self.near.turn(self.now);
        self.carry();
    }

    /// The parties' turn, and what is on the wires.
    pub(super) fn carry(&mut self) {
        for (party, side) in self.far.iter_mut().enumerate() {
            side.turn(self.now);
            let id = stream(party);
            if let (Some(here), Some(there)) =
                (self.near.wires.get_mut(&id), side.wires.get_mut(&id))
            {
                transfer(here, there);
                transfer(there, here);
            }
        }
        self.now += crate::pace::BEAT;
    }

    pub(super) fn run(&mut self, seconds: f32) {
        for _ in 0..(seconds * 100.0).round() as usize {
            self.turn();
        }
    }

    pub(super) fn join(&mut self, parties: &[usize]) {
        let streams = parties.iter().copied().map(stream).collect();
        self.near.command(Command::Join(streams));
    }

    /// Brings a party new terms at both ends: the direction is the near side's.
    pub(super) fn direct(&mut self, party: usize, direction: Direction) {
        let mirrored = match direction {
            Direction::SendOnly => Direction::ReceiveOnly,
            Direction::ReceiveOnly => Direction::SendOnly,
            Direction::SendReceive | Direction::Inactive => direction,
        };
        self.change(party, self.codecs[party], (direction, mirrored));
    }

    pub(super) fn change(
        &mut self,
        party: usize,
        codec: CodecKind,
        (here, there): (Direction, Direction),
    ) {
        self.codecs[party] = codec;
        let (near, far) = (&mut self.near, &mut self.far[party]);
        for (side, number, direction) in [(near, 2 * party + 1, here), (far, 2 * party, there)] {
            let mut terms = terms(codec, address(number));
            terms.direction = direction;
            let converters = Converters::new(codec);
            let update = Update { stream: stream(party), terms: Some(terms), converters };
            side.command(Command::Update(Box::new(update)));
        }
    }
}

fn transfer(from: &mut Wire, to: &mut Wire) {
    while let Ok(mut datagram) = from.outgoing.pop() {
        datagram.peer = match datagram.channel {
            Channel::Rtp => from.address,
            Channel::Rtcp => SocketAddr::new(from.address.ip(), from.address.port() + 1),
        };
        // An engine that closed the stream reads it no more.
        drop(to.incoming.push(datagram));
    }
}

/// Decibels of a level against what the microphones hear.
pub(super) fn decibels(level: f32) -> f32 {
    20.0 * (level / LEVEL).max(1e-9).log10()
}

/// Demands of the last two seconds that they hold these tones within 1 dB of how they were spoken,
/// and nothing of the others. The longer one listens, the less a codec's noise counts.
#[track_caller]
pub(super) fn assert_hears(ear: &Ear, present: &[f32], absent: &[f32]) {
    for frequency_hz in present {
        let level = decibels(ear.level(*frequency_hz, 2.0));
        assert!(level.abs() < 1.0, "{frequency_hz} Hz at {level} dB");
    }
    for frequency_hz in absent {
        let level = decibels(ear.level(*frequency_hz, 2.0));
        assert!(level < -50.0, "{frequency_hz} Hz at {level} dB, and it should be absent");
    }
}

/// Demands a tone of one level without a hole or a bump.
#[track_caller]
pub(super) fn assert_steady(samples: &[f32], rate_hz: u32, frequency_hz: f32, expected: f32) {
    for (index, window) in samples.chunks_exact(rate_hz as usize / 50).enumerate() {
        let level = power_at(frequency_hz, rate_hz, window).sqrt();
        let is_right = (expected * 0.85..expected * 1.15).contains(&level);
        assert!(is_right, "{level} instead of {expected} after {} ms", index * 20);
    }
}
