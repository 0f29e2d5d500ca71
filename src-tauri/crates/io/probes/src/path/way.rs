//! The ways to measure a path: what is sent, how often, and how it is known again.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use faults::{Owner, Peer};
use rand::RngExt as _;
use tokio::net::UdpSocket;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout_at};

use super::meter::{Measured, Meter};
use super::{Gauge, LATE};
use crate::job::Shared;
use crate::stun;
use crate::{Endpoint, server, socket};

/// A way to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Echo,
    Stun,
    Options,
}

impl Kind {
    /// As findings say it.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Echo => "RTP echo",
            Self::Stun => "STUN",
            Self::Options => "SIP OPTIONS",
        }
    }

    /// How often something is sent: as a call does, or as a server bears it.
    const fn pace(self) -> Duration {
        match self {
            Self::Echo => Duration::from_millis(20),
            Self::Stun => Duration::from_millis(50),
            Self::Options => Duration::from_millis(200),
        }
    }
}

/// A way with a socket to its far end.
#[derive(Debug)]
pub(super) struct Way {
    kind: Kind,
    at: Endpoint,
    socket: UdpSocket,
    source: u32,
    asked: BTreeMap<u32, Asked>,
}

/// What was sent, so that its answer is known.
#[derive(Debug)]
enum Asked {
    Stun(stun::Question),
    Options(server::Question),
}

/// The first way that answers; all are tried at once, so that a silent one costs nothing.
pub(super) async fn choose(ways: [Option<(Kind, Endpoint)>; 3], shared: &Shared) -> Option<Way> {
    let [first, second, third] = ways;
    let found =
        tokio::join!(attempt(first, shared), attempt(second, shared), attempt(third, shared));
    found.0.or(found.1).or(found.2)
}

async fn attempt(way: Option<(Kind, Endpoint)>, shared: &Shared) -> Option<Way> {
    let (kind, at) = way?;
    let (at, peer) = match kind {
        Kind::Options => server::locate(&at, shared).await?,
        Kind::Echo | Kind::Stun => {
            let addresses = shared.addresses(&at.host).await.ok()?;
            let peer = SocketAddr::new(*addresses.first()?, at.port);
            (at, peer)
        }
    };
    let mut way = Way::open(kind, at, peer).ok()?;
    way.answers().await.then_some(way)
}

impl Way {
    fn open(kind: Kind, at: Endpoint, peer: SocketAddr) -> io::Result<Self> {
        let socket = socket::datagrams(peer)?;
        Ok(Self { kind, at, socket, source: rand::rng().random(), asked: BTreeMap::new() })
    }

    /// `STUN stun.example.org:3478`
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.kind.code(), self.at)
    }

    /// Whom it asks.
    pub(super) fn peer(&self) -> Option<Peer> {
        let ip = self.socket.peer_addr().ok()?.ip();
        Some(Peer {
            host: self.at.host.clone(),
            port: self.at.port,
            is_udp: true,
            owner: Owner::Provider,
            is_near: socket::is_near(ip),
        })
    }

    /// Whether anything comes back at all.
    async fn answers(&mut self) -> bool {
        for attempt in 0..FIRST {
            if self.send(BEFORE + attempt).await.is_err() {
                return false;
            }
            match timeout_at(Instant::now() + FIRST_WAIT, self.receive()).await {
                Ok(Ok(_)) => return true,
                Ok(Err(_refused)) => return false,
                Err(_elapsed) => {}
            }
        }
        false
    }

    /// Sends at its pace for `span`, and waits for the last to come back.
    pub(super) async fn measure(mut self, span: Duration, gauge: &Gauge) -> Measured {
        let mut meter = Meter::default();
        self.asked.clear();
        let started = Instant::now();
        let mut pace = interval(self.kind.pace());
        // A machine that was held up must not send a burst: it would measure its own queue.
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut number = 0;
        let mut shown_at = started;
        while started.elapsed() < span {
            tokio::select! {
                _ = pace.tick() => {
                    let at = Instant::now();
                    // What cannot be sent now is lost to a call as well.
                    let _counts_as_lost = self.send(number).await;
                    meter.sent(number, at);
                    number += 1;
                    if at.duration_since(shown_at) >= SHOWN {
                        shown_at = at;
                        gauge.show(started.elapsed().as_secs_f32() / span.as_secs_f32());
                    }
                }
                came = self.receive() => self.count(&mut meter, came).await,
            }
        }
        let over = Instant::now() + LATE;
        while meter.is_waiting() {
            match timeout_at(over, self.receive()).await {
                Ok(came) => self.count(&mut meter, came).await,
                Err(_elapsed) => break,
            }
        }
        meter.measured()
    }

    async fn count(&mut self, meter: &mut Meter, came: io::Result<u32>) {
        match came {
            Ok(number) => {
                self.asked.remove(&number);
                meter.returned(number, Instant::now(), LATE);
            }
            // A refusal is told again and again; the socket must not be asked in a tight loop.
            Err(_refused) => sleep_until(Instant::now() + BREATH).await,
        }
    }

    async fn send(&mut self, number: u32) -> io::Result<()> {
        match self.kind {
            Kind::Echo => {
                self.socket.send(&rtp_packet(self.source, number, number)).await?;
            }
            Kind::Stun => {
                let question = stun::Question::new().ok_or(io::ErrorKind::Other)?;
                self.socket.send(question.bytes()).await?;
                self.remember(number, Asked::Stun(question));
            }
            Kind::Options => {
                let question = server::Question::new(&self.at, &self.socket)?;
                self.socket.send(&question.bytes).await?;
                self.remember(number, Asked::Options(question));
            }
        }
        Ok(())
    }

    fn remember(&mut self, number: u32, asked: Asked) {
        // What is older than the longest wait is lost by now.
        while self.asked.len() >= ASKED {
            self.asked.pop_first();
        }
        self.asked.insert(number, asked);
    }

    /// The number of the next packet that comes back. May be dropped at any time.
    async fn receive(&self) -> io::Result<u32> {
        let mut buffer = [0; DATAGRAM];
        loop {
            let length = self.socket.recv(&mut buffer).await?;
            let bytes = buffer.get(..length).unwrap_or_default();
            let number = match self.kind {
                Kind::Echo => rtp_number(bytes, self.source),
                Kind::Stun | Kind::Options => self.answered(bytes),
            };
            if let Some(number) = number {
                return Ok(number);
            }
        }
    }

    fn answered(&self, bytes: &[u8]) -> Option<u32> {
        let is_it = |asked: &Asked| match asked {
            Asked::Stun(question) => question.read(bytes).is_some(),
            Asked::Options(question) => question.read(bytes).is_some(),
        };
        self.asked.iter().find_map(|(number, asked)| is_it(asked).then_some(*number))
    }
}

/// An RTP packet of 20 ms silence in G.711 A-law. The whole number goes into the payload's first
/// octets, because the sequence number has only 16 bits. Source: RFC 3550 §5.1, RFC 3551 §4.5.14.
pub(crate) fn rtp_packet(source: u32, number: u32, tick: u32) -> Vec<u8> {
    let mut packet = Vec::with_capacity(RTP_HEADER + PAYLOAD);
    let [_, _, high, low] = number.to_be_bytes();
    packet.extend([0x80, PCMA, high, low]);
    packet.extend(tick.wrapping_mul(160).to_be_bytes());
    packet.extend(source.to_be_bytes());
    packet.extend(number.to_be_bytes());
    packet.resize(RTP_HEADER + PAYLOAD, SILENCE);
    packet
}

/// The number of a packet of ours.
fn rtp_number(packet: &[u8], source: u32) -> Option<u32> {
    let (header, payload) = packet.split_at_checked(RTP_HEADER)?;
    let is_ours = header.get(8..12)? == source.to_be_bytes();
    let number = payload.get(..4)?.try_into().ok()?;
    (is_ours && packet.len() == RTP_HEADER + PAYLOAD).then(|| u32::from_be_bytes(number))
}

const RTP_HEADER: usize = 12;
/// 20 ms at 8,000 octets a second.
const PAYLOAD: usize = 160;
const PCMA: u8 = 8;
/// Source: ITU-T G.711 (A-law, value 0).
const SILENCE: u8 = 0xd5;

/// Numbers of packets sent before the measurement; never met again within it.
const BEFORE: u32 = 0x8000_0000;
const FIRST: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(500);
const SHOWN: Duration = Duration::from_millis(250);
const BREATH: Duration = Duration::from_millis(5);
/// Questions kept for their answers: more than any pace sends within the longest wait.
const ASKED: usize = 64;
const DATAGRAM: usize = 2048;
