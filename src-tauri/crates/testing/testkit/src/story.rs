//! A story: telephones around the demo PBX, in simulated time, with everything written down.
//!
//! ```text
//! telephones (whole programs, scripts) ◀── network: lost, delayed, reordered by seed ──▶ demo PBX
//!                      │                                  │
//!                      └─▶ changes, as a window sees them └─▶ ladder, as the wire sees it
//! ```
//!
//! What a telephone is, a test says by [`Telephone`]: a whole switchboard, an agent alone. A test
//! that fails prints the ladder and the changes, and the seed that makes them come again.

mod log;
mod script;
mod seats;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::{Deadline, Now};
use demo_pbx::{Channel, MediaId, Output, Pbx, Settings, User};
use sip_agent::Input;
use sip_agent::wire::{Candidate, Flow, QueryId, Route, SendId, Target, TransportKind};

pub use self::log::{Change, Sound};
pub use self::script::ScriptId;
use self::seats::{Seat, Sitter};
use crate::ladder::{Ladder, Rung};
use crate::network::{Conditions, Load, Network, Packet};
use crate::time::{Patience, first_moment};

/// Where the demo PBX of a story is.
pub const PBX: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 5070);

/// The first port of the PBX's sound.
const PBX_SOUND: u16 = 40_000;

/// A telephone as a story needs it: it is told what the wire brings and what time it is.
pub trait Telephone {
    /// Takes what the network or the resolver brings.
    fn handle_wire(&mut self, input: Input, now: Now);

    /// Takes a datagram of sound; one without ears drops it.
    fn handle_sound(&mut self, from: SocketAddr, bytes: &[u8], now: Now) {
        let _ = (from, bytes, now);
    }

    /// The next thing that it wants, until there is none.
    fn poll_wish(&mut self, now: Now) -> Option<Wish>;

    /// When [`Self::handle_timeout`] must be called at the latest.
    fn next_deadline(&self) -> Option<Deadline>;

    /// Does what is due.
    fn handle_timeout(&mut self, now: Now);
}

/// What a telephone wants done.
#[derive(Debug, Clone)]
pub enum Wish {
    /// Find the addresses of a server.
    Resolve {
        /// Names the question.
        query: QueryId,
        /// What to find.
        target: Target,
    },
    /// Send a message.
    Send {
        /// Names the message.
        id: SendId,
        /// The way to take.
        route: Route,
        /// The message.
        bytes: Bytes,
    },
    /// Keep a flow alive.
    Ping {
        /// Which.
        flow: Flow,
    },
    /// Send a datagram of sound.
    Sound {
        /// Where to.
        to: SocketAddr,
        /// The datagram.
        bytes: Bytes,
    },
    /// Something that a window would show, in a few words: goes into the changes.
    Change(String),
}

/// One telephone of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TelephoneId(usize);

/// Telephones around the demo PBX. See the module for the picture.
#[derive(Debug)]
pub struct Story<T: Telephone> {
    now: Now,
    seed: u64,
    pbx: Pbx,
    /// Ports of the PBX's sound.
    sockets: BTreeMap<MediaId, u16>,
    seats: Vec<Seat<T>>,
    /// How packets fare; [`Network::set`] changes it from now on. Sound is never lost.
    pub network: Network,
    /// Who said what to whom, as far as it was SIP.
    pub ladder: Ladder,
    /// What the telephones showed.
    pub changes: Vec<Change>,
    /// Sound that arrived anywhere.
    pub sound: Vec<Sound>,
    patience: Patience,
    /// Sound under way, by arrival and order.
    under_way: BTreeMap<(Instant, u64), (SocketAddr, SocketAddr, Bytes)>,
    order: u64,
}

/// Tells the same story once for each seed, under these conditions.
pub fn story<T: Telephone>(
    seeds: impl IntoIterator<Item = u64>,
    conditions: Conditions,
    mut tell: impl FnMut(&mut Story<T>),
) {
    for seed in seeds {
        let mut story = Story::new(conditions, seed);
        tell(&mut story);
    }
}

impl<T: Telephone> Story<T> {
    /// The usual PBX and nobody at it; `seed` is the only chance in it.
    #[must_use]
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        Self::with(Settings::new(PBX, [1; 32]), conditions, seed)
    }

    /// A PBX of one's own making, at [`PBX`].
    #[must_use]
    pub fn with(settings: Settings, conditions: Conditions, seed: u64) -> Self {
        Self {
            now: first_moment(),
            seed,
            pbx: Pbx::new(settings, spread(seed)),
            sockets: BTreeMap::new(),
            seats: Vec::new(),
            network: Network::new(conditions, seed),
            ladder: Ladder::default(),
            changes: Vec::new(),
            sound: Vec::new(),
            patience: Patience::default(),
            under_way: BTreeMap::new(),
            order: 0,
        }
    }

    /// The moment that is now.
    #[must_use]
    pub const fn now(&self) -> Now {
        self.now
    }

    /// How long the story has been going on.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.now.instant - first_moment().instant
    }

    /// A user of the PBX, with the password.
    ///
    /// # Panics
    ///
    /// If there is none of this number.
    #[must_use]
    #[track_caller]
    pub fn user(&self, number: &str) -> User {
        let mut users = self.pbx.settings().users.iter();
        users.find(|user| user.number == number).expect("a user of the demo PBX").clone()
    }

    /// The PBX, to look at.
    #[must_use]
    pub const fn pbx(&self) -> &Pbx {
        &self.pbx
    }

    /// Lets a telephone do something, and everybody react at this very moment.
    ///
    /// # Panics
    ///
    /// If the id is of another story.
    pub fn act<R>(&mut self, id: TelephoneId, deed: impl FnOnce(&mut T, Now) -> R) -> R {
        let now = self.now;
        let result = deed(self.telephone_mut(id), now);
        self.pump();
        result
    }

    /// Lets time pass.
    pub fn pass(&mut self, span: Duration) {
        let end = self.now.instant + span;
        while let Some(at) = self.next_moment().filter(|at| *at <= end) {
            self.turn_to(at);
        }
        self.turn_to(end);
    }

    /// Lets time pass until `is_so`, at most for `limit`; says whether it came about.
    pub fn pass_until(&mut self, limit: Duration, is_so: impl Fn(&Self) -> bool) -> bool {
        let end = self.now.instant + limit;
        loop {
            if is_so(self) {
                return true;
            }
            match self.next_moment().filter(|at| *at <= end) {
                Some(at) => self.turn_to(at),
                None => {
                    self.turn_to(end);
                    return is_so(self);
                }
            }
        }
    }

    fn next_moment(&self) -> Option<Instant> {
        let live = self.seats.iter().filter(|seat| seat.is_on);
        let telephones = live.filter_map(Seat::next_deadline);
        let due = telephones.map(Some).fold(self.pbx.next_deadline(), Deadline::earlier);
        let sound = self.under_way.keys().next().map(|(at, _)| *at);
        let moments = due.map(|deadline| deadline.at).into_iter();
        moments.chain(sound).chain(self.network.next_arrival()).min()
    }

    fn turn_to(&mut self, at: Instant) {
        self.patience.note(at);
        self.now = self.now.after(at.saturating_duration_since(self.now.instant));
        while let Some(packet) = self.network.arrive(self.now.instant) {
            self.deliver(packet);
            self.pump();
        }
        while let Some(entry) = self.under_way.first_entry()
            && entry.key().0 <= self.now.instant
        {
            let (from, to, bytes) = entry.remove();
            self.deliver_sound(from, to, bytes);
            self.pump();
        }
        let now = self.now;
        let is_due = |due: Option<Deadline>| due.is_some_and(|due| due.at <= now.instant);
        for seat in self.seats.iter_mut().filter(|seat| seat.is_on) {
            if is_due(seat.next_deadline()) {
                seat.handle_timeout(now);
            }
        }
        if is_due(self.pbx.next_deadline()) {
            self.pbx.handle_timeout(now);
        }
        self.pump();
    }

    fn deliver(&mut self, packet: Packet) {
        let now = self.now;
        let flow = packet.flow;
        let seat = self.seats.iter_mut().find(|seat| seat.is_on && seat.address == packet.to);
        match (packet.load, seat) {
            (Load::Message(bytes), None) if packet.to == PBX => {
                self.pbx.handle_datagram(Channel::Sip, flow.peer, &bytes, now);
            }
            (Load::Message(bytes), Some(seat)) => seat.handle_message(flow, bytes, now),
            (Load::Ping, _) => {
                let way = (flow.transport, flow.local, flow.peer);
                self.network.send(way, &Load::Pong, (now.instant, Duration::MAX));
            }
            (Load::Pong, Some(seat)) => seat.handle_wire(Input::Pong { flow }, now),
            (Load::Message(_) | Load::Pong, None) => {}
        }
    }

    fn deliver_sound(&mut self, from: SocketAddr, to: SocketAddr, bytes: Bytes) {
        let now = self.now;
        let inside = self.sockets.iter().find(|(_, port)| **port == to.port());
        if let Some((media, _)) = inside {
            self.pbx.handle_datagram(Channel::Media(*media), from, &bytes, now);
        } else if let Some(seat) = self.seats.iter_mut().find(|seat| seat.hears_at(to)) {
            seat.handle_sound(from, &bytes, now);
        }
        self.sound.push(Sound { at: self.age(), from, to, bytes });
    }

    /// Hands around what everybody wants.
    fn pump(&mut self) {
        loop {
            let mut is_quiet = true;
            while let Some(output) = self.pbx.poll_output() {
                is_quiet = false;
                self.follow_pbx(output);
            }
            for index in 0..self.seats.len() {
                let now = self.now;
                while let Some(wish) =
                    self.seats.get_mut(index).and_then(|seat| seat.poll_wish(now))
                {
                    is_quiet = false;
                    self.follow(index, wish);
                }
            }
            if is_quiet {
                return;
            }
        }
    }

    fn follow_pbx(&mut self, output: Output) {
        match output {
            Output::Send { channel: Channel::Sip, to, bytes } => self.send(PBX, to, bytes),
            Output::Send { channel: Channel::Media(media), to, bytes } => {
                if let Some(port) = self.sockets.get(&media).copied() {
                    self.send_sound(SocketAddr::new(PBX.ip(), port), to, bytes);
                }
            }
            Output::OpenMedia { media } => {
                let port = u16::try_from(media.0 * 2).ok().and_then(|at| PBX_SOUND.checked_add(at));
                if let Some(port) = port {
                    self.sockets.insert(media, port);
                }
                self.pbx.handle_media_opened(media, port, self.now);
            }
            Output::CloseMedia { media } => {
                self.sockets.remove(&media);
            }
        }
    }

    fn follow(&mut self, index: usize, wish: Wish) {
        let now = self.now;
        let Some(seat) = self.seats.get_mut(index) else { return };
        let from = seat.address;
        match wish {
            Wish::Resolve { query, target } => {
                let kind = target.transport.unwrap_or(TransportKind::Udp);
                let ip = target.host.ip().unwrap_or(PBX.ip());
                let peer = SocketAddr::new(ip, target.port.unwrap_or(kind.default_port()));
                let candidate = Candidate { transport: kind, peer, local: from, server_name: None };
                let result = Ok(vec![candidate]);
                seat.handle_wire(Input::Resolved { query, result }, now);
            }
            Wish::Send { id: _, route, bytes } => self.send(from, route.peer, bytes),
            Wish::Ping { flow } => {
                let way = (flow.transport, flow.local, flow.peer);
                self.network.send(way, &Load::Ping, (now.instant, self.age()));
            }
            Wish::Sound { to, bytes } => {
                let from = seat.sound_address();
                self.send_sound(from, to, bytes);
            }
            Wish::Change(what) => {
                let (at, who) = (self.age(), self.name_of(from));
                self.changes.push(Change { at, who, what });
            }
        }
    }

    fn send(&mut self, from: SocketAddr, to: SocketAddr, bytes: Bytes) {
        let words = sip_message::read(&bytes)
            .map_or_else(|why| why.to_string(), |reading| crate::ladder::words(&reading.message));
        let way = (TransportKind::Udp, from, to);
        let (now, age) = (self.now.instant, self.age());
        let fate = self.network.send(way, &Load::Message(bytes), (now, age));
        let (from, to) = (self.name_of(from), self.name_of(to));
        self.ladder.add(Rung { at: age, from, to, words, fate });
    }

    fn send_sound(&mut self, from: SocketAddr, to: SocketAddr, bytes: Bytes) {
        self.order += 1;
        let at = self.now.instant + self.network.delay();
        self.under_way.insert((at, self.order), (from, to, bytes));
    }

    fn name_of(&self, address: SocketAddr) -> String {
        let seat = self.seats.iter().find(|seat| seat.address == address);
        match seat {
            Some(seat) => seat.name.clone(),
            None if address == PBX => "pbx".to_owned(),
            None => address.to_string(),
        }
    }

    #[track_caller]
    fn telephone_mut(&mut self, id: TelephoneId) -> &mut T {
        let seat = self.seats.get_mut(id.0).expect("a telephone of this story");
        match &mut seat.sitter {
            Sitter::Telephone(telephone) => telephone,
            Sitter::Script(_) => unreachable!("ids of telephones name telephones"),
        }
    }
}

/// A seed of 32 bytes out of one of eight.
fn spread(seed: u64) -> [u8; 32] {
    let mut bytes = [2; 32];
    for (place, byte) in bytes.iter_mut().zip(seed.to_be_bytes()) {
        *place = byte;
    }
    bytes
}
