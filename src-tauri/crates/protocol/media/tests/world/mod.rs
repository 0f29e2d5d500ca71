//! Two sessions, a network between them with seeded faults, and a clock turned by hand.

use std::time::{Duration, Instant};

use clock::Now;
use codec::CodecKind;
use media::{Channel, Event, MAX_DATAGRAM_BYTES, Session, Settings, Terms};

use crate::hand::{Chance, LISTENER, SENDER, address, now};

/// What the network does to a packet; times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Network {
    pub(crate) delay_ms: f64,
    /// Added evenly between nothing and this.
    pub(crate) jitter_ms: f64,
    pub(crate) loss: f64,
    pub(crate) duplication: f64,
    /// Share of packets that take this much longer.
    pub(crate) spikes: (f64, f64),
    /// Nothing passes in this span; what was sent then comes all at once at its end.
    pub(crate) stall: Option<(u64, u64)>,
    /// Packets keep their order whatever the jitter.
    pub(crate) keeps_order: bool,
}

impl Network {
    pub(crate) const CLEAN: Self = Self {
        delay_ms: 30.0,
        jitter_ms: 0.0,
        loss: 0.0,
        duplication: 0.0,
        spikes: (0.0, 0.0),
        stall: None,
        keeps_order: true,
    };
}

/// A speaker, a listener and what is heard.
pub(crate) struct World {
    pub(crate) codec: CodecKind,
    pub(crate) network: Network,
    /// Parts per million by which the speaker's clock is fast.
    pub(crate) drift_ppm: f64,
    pub(crate) tone_hz: f64,
    /// Something voiced in place of the tone.
    pub(crate) is_voice: bool,
    pub(crate) speaker: Session,
    pub(crate) listener: Session,
    pub(crate) heard: Vec<i16>,
    pub(crate) events: Vec<Event>,
    pub(crate) pull: Duration,
    /// Pulls made at one moment, as a device with large buffers does.
    pub(crate) burst: u64,
    /// Pulls come up to so much late, in milliseconds.
    pub(crate) sluggish_ms: f64,
    pub(crate) chance: Chance,
    started: Now,
    elapsed_us: u64,
    captured: u64,
    next_capture_us: f64,
    next_play_us: u64,
    late_us: u64,
    on_the_way: Vec<OnTheWay>,
    last_arrival_us: u64,
    pub(crate) lost: u64,
}

impl World {
    pub(crate) fn new(codec: CodecKind, network: Network, seed: u32) -> Self {
        let started = now();
        let payload_type = codec.static_payload_type().unwrap_or(96);
        let terms = |remote: &str| Terms::new(codec, payload_type, address(remote));
        let settings = |remote, seed| Settings::new(terms(remote), [seed; 32], "cname".to_owned());
        Self {
            codec,
            network,
            drift_ppm: 0.0,
            tone_hz: 300.0,
            is_voice: false,
            speaker: Session::new(settings(LISTENER, 1), started).unwrap(),
            listener: Session::new(settings(SENDER, 2), started).unwrap(),
            heard: Vec::new(),
            events: Vec::new(),
            pull: Duration::from_millis(10),
            burst: 1,
            sluggish_ms: 0.0,
            late_us: 0,
            chance: Chance(seed.wrapping_mul(2_654_435_761).wrapping_add(1)),
            started,
            elapsed_us: 0,
            captured: 0,
            next_capture_us: 0.0,
            next_play_us: 3_000,
            on_the_way: Vec::new(),
            last_arrival_us: 0,
            lost: 0,
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.started.instant + Duration::from_micros(self.elapsed_us)
    }

    /// Lets so much time pass in steps of a millisecond.
    pub(crate) fn run(&mut self, span: Duration) {
        let until = self.elapsed_us + span.as_micros() as u64;
        while self.elapsed_us < until {
            self.elapsed_us += 1_000;
            self.speak();
            self.carry();
            self.listen();
        }
    }

    fn speak(&mut self) {
        while self.next_capture_us <= self.elapsed_us as f64 {
            let rate_hz = f64::from(self.codec.sample_rate_hz());
            let samples = self.speaker.frame_samples();
            let frame: Vec<i16> =
                (0..samples as u64).map(|n| self.sample(self.captured + n)).collect();
            let now = self.now();
            self.speaker.capture(&frame, now);
            self.captured += samples as u64;
            self.next_capture_us += samples as f64 / rate_hz * 1e6 / (1.0 + self.drift_ppm / 1e6);
        }
        self.send();
    }

    fn sample(&self, at: u64) -> i16 {
        let time = at as f64 / f64::from(self.codec.sample_rate_hz());
        if self.is_voice {
            let phase = 130.0 * time + 8.0 * (time * 7.0).sin();
            let formants: f64 = (1..20)
                .map(|n| (std::f64::consts::TAU * phase * f64::from(n)).sin() / f64::from(n))
                .sum();
            (formants * 5000.0 * (0.3 + (time * 9.0).sin().abs())) as i16
        } else {
            ((std::f64::consts::TAU * self.tone_hz * time).sin() * 8000.0) as i16
        }
    }

    fn send(&mut self) {
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        while let Some(outgoing) = self.speaker.poll_datagram(&mut buffer) {
            let bytes = &buffer[..outgoing.bytes];
            if outgoing.channel == Channel::Rtcp {
                self.send_report(true, bytes);
                continue;
            }
            if self.chance.share() < self.network.loss {
                self.lost += 1;
                continue;
            }
            let copies = 1 + usize::from(self.chance.share() < self.network.duplication);
            for _ in 0..copies {
                let arrival_us = self.arrival();
                let bytes = bytes.to_vec();
                self.on_the_way.push(OnTheWay {
                    arrival_us,
                    is_to_listener: true,
                    channel: Channel::Rtp,
                    bytes,
                });
            }
        }
        while let Some(outgoing) = self.listener.poll_datagram(&mut buffer) {
            self.send_report(false, &buffer[..outgoing.bytes]);
        }
    }

    /// Reports are spared all faults, so that their figures can be foretold.
    fn send_report(&mut self, is_to_listener: bool, bytes: &[u8]) {
        let arrival_us = self.elapsed_us + (self.network.delay_ms * 1000.0) as u64;
        let bytes = bytes.to_vec();
        self.on_the_way.push(OnTheWay {
            arrival_us,
            is_to_listener,
            channel: Channel::Rtcp,
            bytes,
        });
    }

    fn arrival(&mut self) -> u64 {
        let network = self.network;
        let mut delay_ms = network.delay_ms + network.jitter_ms * self.chance.share();
        if self.chance.share() < network.spikes.0 {
            delay_ms += network.spikes.1;
        }
        let mut arrival_us = self.elapsed_us + (delay_ms * 1000.0) as u64;
        if let Some((from_ms, to_ms)) = network.stall
            && (from_ms * 1000..to_ms * 1000).contains(&arrival_us)
        {
            arrival_us = to_ms * 1000;
        }
        if network.keeps_order {
            arrival_us = arrival_us.max(self.last_arrival_us);
        }
        self.last_arrival_us = self.last_arrival_us.max(arrival_us);
        arrival_us
    }

    fn carry(&mut self) {
        let now = self.now();
        let elapsed_us = self.elapsed_us;
        let all = std::mem::take(&mut self.on_the_way).into_iter();
        let (mut due, later) =
            all.partition::<Vec<_>, _>(|datagram| datagram.arrival_us <= elapsed_us);
        self.on_the_way = later;
        due.sort_by_key(|datagram| datagram.arrival_us);
        for datagram in due {
            let (to, from) = if datagram.is_to_listener {
                (&mut self.listener, SENDER)
            } else {
                (&mut self.speaker, LISTENER)
            };
            let mut from = address(from);
            if datagram.channel == Channel::Rtcp {
                from.set_port(from.port() + 1);
            }
            to.handle_datagram(datagram.channel, from, &datagram.bytes, now);
        }
        self.listener.handle_timeout(now);
    }

    fn listen(&mut self) {
        while self.next_play_us + self.late_us <= self.elapsed_us {
            let now = self.now();
            for _ in 0..self.burst {
                let mut pcm = vec![i16::MIN; self.codec.samples_in(self.pull)];
                self.listener.play(&mut pcm, now);
                self.heard.extend_from_slice(&pcm);
            }
            self.next_play_us += self.pull.as_micros() as u64 * self.burst;
            self.late_us = (self.sluggish_ms * 1000.0 * self.chance.share()) as u64;
            while let Some(event) = self.listener.poll_event() {
                self.events.push(event);
            }
        }
    }
}

struct OnTheWay {
    arrival_us: u64,
    is_to_listener: bool,
    channel: Channel,
    bytes: Vec<u8>,
}
