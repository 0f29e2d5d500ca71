//! A PBX, its telephones, and the loopback between them: 1 ms each way, lossy if a test wants it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::{Deadline, Now};
use demo_pbx::{Channel, MediaId, Output, Pbx, Settings};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sip_agent::invitation::{Cause, Event, IncomingInvitation, InvitationId, InviteOptions};
use sip_agent::registration;
use sip_agent::wire::{Candidate, Flow, FlowId, TransportKind};
use sip_agent::{Agent, Identity, IdentityId, Input};
use sip_message::digest::Credentials;
use sip_message::{SipUri, Uri};
use testkit::first_moment;

/// How long a packet takes.
const DELAY: Duration = Duration::from_millis(1);

pub(crate) struct World {
    pub(crate) now: Now,
    pub(crate) pbx: Pbx,
    pub(crate) phones: Vec<Phone>,
    /// Sound that the PBX sent: when, from which socket, where to.
    pub(crate) sound: Vec<(Instant, MediaId, SocketAddr, Bytes)>,
    /// SIP that the PBX sent to telephones, all of it.
    pub(crate) delivered: Vec<(SocketAddr, Bytes)>,
    /// SIP that the PBX sent to nobody in this world.
    pub(crate) strays: Vec<(SocketAddr, Bytes)>,
    pub(crate) sockets: BTreeMap<MediaId, u16>,
    pub(crate) has_sockets: bool,
    /// Share of SIP packets lost, 0.0..=1.0.
    pub(crate) loss: f64,
    chance: ChaCha12Rng,
    under_way: BTreeMap<(Instant, u64), Packet>,
    order: u64,
}

pub(crate) struct Phone {
    pub(crate) agent: Agent,
    pub(crate) id: IdentityId,
    pub(crate) is_on: bool,
    address: SocketAddr,
    pub(crate) news: Vec<sip_agent::Output>,
}

enum Packet {
    ToPbx { channel: Channel, from: SocketAddr, bytes: Bytes },
    ToPhone { to: SocketAddr, bytes: Bytes },
}

pub(crate) const fn s(span: u64) -> Duration {
    Duration::from_secs(span)
}

pub(crate) const fn ms(span: u64) -> Duration {
    Duration::from_millis(span)
}

pub(crate) const PBX: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 5070);

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Settings::new(PBX, [1; 32]))
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self {
            now: first_moment(),
            pbx: Pbx::new(settings, [2; 32]),
            phones: Vec::new(),
            sound: Vec::new(),
            delivered: Vec::new(),
            strays: Vec::new(),
            sockets: BTreeMap::new(),
            has_sockets: true,
            loss: 0.0,
            chance: ChaCha12Rng::from_seed([3; 32]),
            under_way: BTreeMap::new(),
            order: 0,
        }
    }

    pub(crate) fn seeded(seed: u8, loss: f64) -> Self {
        Self { chance: ChaCha12Rng::from_seed([seed; 32]), loss, ..Self::new() }
    }

    /// A PBX and the telephone of user 21, registered.
    pub(crate) fn with_anna() -> (Self, usize) {
        let mut world = Self::new();
        let anna = world.add("21");
        world.register(anna);
        (world, anna)
    }

    /// Adds a telephone of a user with the right password.
    pub(crate) fn add(&mut self, number: &str) -> usize {
        let credentials = self.credentials(number);
        self.add_with(number, Some(credentials))
    }

    pub(crate) fn credentials(&self, number: &str) -> Credentials {
        let users = &self.pbx.settings().users;
        let user = users.iter().find(|user| user.number == number).expect("a user");
        Credentials { username: number.to_owned(), password: user.password.clone() }
    }

    pub(crate) fn add_with(&mut self, number: &str, credentials: Option<Credentials>) -> usize {
        self.add_instance(number, credentials, self.phones.len())
    }

    /// Adds a telephone that says to be the instance of this number.
    pub(crate) fn add_instance(
        &mut self,
        number: &str,
        credentials: Option<Credentials>,
        instance: usize,
    ) -> usize {
        let index = self.phones.len();
        let port = 6000 + u16::try_from(index).expect("a few telephones");
        let settings = sip_agent::Settings {
            user_agent: "telephone".to_owned(),
            instance: format!("urn:uuid:00000000-0000-4000-8000-{instance:012}"),
            ..sip_agent::Settings::default()
        };
        let mut agent = Agent::new(settings, [u8::try_from(index).expect("few") + 10; 32]);
        let mut identity = Identity::new(address(number), credentials);
        identity.display_name = Some(format!("Telephone {number}"));
        identity.transport = Some(TransportKind::Udp);
        let id = agent.add_identity(identity);
        let address = SocketAddr::new(PBX.ip(), port);
        self.phones.push(Phone { agent, id, is_on: true, address, news: Vec::new() });
        index
    }

    #[track_caller]
    pub(crate) fn register(&mut self, phone: usize) {
        self.act(phone, |agent, id, now| agent.register(id, now)).expect("known");
        self.run_for(ms(100));
        let last = self.registrations(phone).pop();
        assert!(matches!(last, Some(registration::Event::Registered(_))), "not {last:?}");
    }

    pub(crate) fn telephone_address(&self, phone: usize) -> SocketAddr {
        self.phones[phone].address
    }

    pub(crate) fn act<T>(
        &mut self,
        phone: usize,
        deed: impl FnOnce(&mut Agent, IdentityId, Now) -> T,
    ) -> T {
        let now = self.now;
        let phone = &mut self.phones[phone];
        let result = deed(&mut phone.agent, phone.id, now);
        self.pump();
        result
    }

    /// Calls a number with the usual offer; the telephone's sound is at [`sound_port`].
    pub(crate) fn dial(&mut self, phone: usize, number: &str) -> InvitationId {
        let offer = sdp::offer(&capabilities(phone)).to_bytes().into();
        self.dial_with(phone, number, Some(offer))
    }

    pub(crate) fn dial_with(
        &mut self,
        phone: usize,
        number: &str,
        offer: Option<Bytes>,
    ) -> InvitationId {
        self.dial_as(phone, number, offer, InviteOptions::default())
    }

    pub(crate) fn dial_as(
        &mut self,
        phone: usize,
        number: &str,
        offer: Option<Bytes>,
        options: InviteOptions,
    ) -> InvitationId {
        let target = Uri::Sip(address(number));
        self.act(phone, |agent, id, now| agent.invite(id, target, offer, options, now))
            .expect("can be dialled")
    }

    /// Calls with the usual offer and with further header fields or wishes.
    pub(crate) fn dial_so(
        &mut self,
        phone: usize,
        number: &str,
        options: InviteOptions,
    ) -> InvitationId {
        let offer = sdp::offer(&capabilities(phone)).to_bytes().into();
        self.dial_as(phone, number, Some(offer), options)
    }

    /// Dials a feature code and waits until the PBX has said so and hung up; the refusal, if any.
    pub(crate) fn code(&mut self, phone: usize, code: &str) -> Option<u16> {
        let call = self.dial(phone, code);
        self.run_for(s(3));
        match self.cause(phone, call) {
            Some(Cause::HungUp) => None,
            Some(Cause::Refused(status)) => Some(status.value()),
            other => panic!("{code} did not end: {other:?}"),
        }
    }

    /// Telephones of these users, registered.
    pub(crate) fn of_users<const N: usize>(numbers: [&str; N]) -> (Self, [usize; N]) {
        let mut world = Self::new();
        let phones = numbers.map(|number| {
            let phone = world.add(number);
            world.register(phone);
            phone
        });
        (world, phones)
    }

    /// The only call that came in since the last time, made to ring.
    #[track_caller]
    pub(crate) fn rings_at(&mut self, phone: usize) -> IncomingInvitation {
        let mut incoming = self.incoming(phone);
        assert_eq!(incoming.len(), 1, "one call comes in");
        let incoming = incoming.remove(0);
        self.act(phone, |agent, _, now| agent.ring(incoming.id, None, now)).expect("is offered");
        self.run_for(ms(100));
        incoming
    }

    /// Answers a call as telephones do.
    pub(crate) fn pick_up(&mut self, phone: usize, incoming: &IncomingInvitation) {
        let offer = sdp::read(incoming.offer.as_deref().expect("an offer")).expect("readable");
        let (answer, _) = sdp::answer(&offer, &capabilities(phone)).expect("agreement");
        let answer = answer.to_bytes().into();
        self.act(phone, |agent, _, now| agent.accept(incoming.id, answer, now)).expect("ringing");
    }

    pub(crate) fn hang_up(&mut self, phone: usize, call: InvitationId) {
        self.act(phone, |agent, _, now| agent.hang_up(call, now)).expect("a call");
    }

    /// Hands the PBX a datagram from anywhere, at once.
    pub(crate) fn inject(&mut self, channel: Channel, from: SocketAddr, bytes: &[u8]) {
        self.pbx.handle_datagram(channel, from, bytes, self.now);
        self.pump();
    }

    pub(crate) fn run_for(&mut self, span: Duration) {
        let end = self.now.instant + span;
        while let Some(at) = self.next_moment().filter(|at| *at <= end) {
            self.turn_to(at);
        }
        self.turn_to(end);
    }

    /// Lets calls end, switches the telephones off, lets everything linger out, and looks.
    #[track_caller]
    pub(crate) fn nothing_is_left(&mut self) {
        self.run_for(s(40));
        let were_on: Vec<bool> =
            self.phones.iter_mut().map(|phone| std::mem::take(&mut phone.is_on)).collect();
        self.run_for(s(250));
        assert!(self.pbx.is_idle(), "something is left");
        assert!(self.sockets.is_empty(), "all sockets are closed");
        for (phone, was_on) in self.phones.iter_mut().zip(were_on) {
            phone.is_on = was_on;
        }
    }

    fn next_moment(&self) -> Option<Instant> {
        let live = self.phones.iter().filter(|phone| phone.is_on);
        let phones = live.map(|phone| phone.agent.next_deadline());
        let due = phones.fold(self.pbx.next_deadline(), Deadline::earlier);
        let arrival = self.under_way.keys().next().map(|(at, _)| *at);
        due.map(|deadline| deadline.at).into_iter().chain(arrival).min()
    }

    fn turn_to(&mut self, at: Instant) {
        self.now = self.now.after(at.saturating_duration_since(self.now.instant));
        let now = self.now;
        while let Some(entry) = self.under_way.first_entry().filter(|e| e.key().0 <= now.instant) {
            match entry.remove() {
                Packet::ToPbx { channel, from, bytes } => {
                    self.pbx.handle_datagram(channel, from, &bytes, now);
                }
                Packet::ToPhone { to, bytes } => {
                    let phone = self.phones.iter_mut().find(|p| p.address == to);
                    match phone.filter(|phone| phone.is_on) {
                        Some(phone) => {
                            let local = phone.address;
                            let transport = TransportKind::Udp;
                            let flow = Flow { transport, local, peer: PBX, id: FlowId(7) };
                            phone.agent.handle_input(Input::Received { flow, bytes }, now);
                        }
                        None => self.strays.push((to, bytes)),
                    }
                }
            }
            self.pump();
        }
        for phone in self.phones.iter_mut().filter(|phone| phone.is_on) {
            if phone.agent.next_deadline().is_some_and(|due| due.at <= now.instant) {
                phone.agent.handle_timeout(now);
            }
        }
        if self.pbx.next_deadline().is_some_and(|due| due.at <= now.instant) {
            self.pbx.handle_timeout(now);
        }
        self.pump();
    }

    fn pump(&mut self) {
        while let Some(output) = self.pbx.poll_output() {
            self.follow(output);
        }
        for index in 0..self.phones.len() {
            while let Some(output) = self.phones[index].agent.poll_output() {
                self.follow_phone(index, output);
            }
        }
    }

    fn follow(&mut self, output: Output) {
        match output {
            Output::Send { channel: Channel::Sip, to, bytes } => {
                self.delivered.push((to, bytes.clone()));
                self.post(Packet::ToPhone { to, bytes });
            }
            Output::Send { channel: Channel::Media(media), to, bytes } => {
                let port = self.sockets.get(&media).copied().expect("sound from an open socket");
                let inside = self.sockets.iter().find(|(_, port)| **port == to.port());
                if let Some((other, _)) = inside {
                    let (channel, from) = (Channel::Media(*other), SocketAddr::new(PBX.ip(), port));
                    let bytes = bytes.clone();
                    self.order += 1;
                    let at = (self.now.instant + DELAY, self.order);
                    self.under_way.insert(at, Packet::ToPbx { channel, from, bytes });
                }
                self.sound.push((self.now.instant, media, to, bytes));
            }
            Output::OpenMedia { media } => {
                let port = self.has_sockets.then(|| 40_000 + u16::try_from(media.0).expect("few"));
                if let Some(port) = port {
                    assert!(self.sockets.insert(media, port).is_none(), "opened once");
                }
                self.pbx.handle_media_opened(media, port, self.now);
            }
            Output::CloseMedia { media } => {
                let was_open = self.sockets.remove(&media).is_some();
                assert!(was_open || !self.has_sockets, "closed once");
            }
        }
    }

    fn follow_phone(&mut self, index: usize, output: sip_agent::Output) {
        let now = self.now;
        let phone = &mut self.phones[index];
        let from = phone.address;
        match output {
            sip_agent::Output::Resolve { query, .. } => {
                let transport = TransportKind::Udp;
                let candidate = Candidate { transport, peer: PBX, local: from, server_name: None };
                let result = Ok(vec![candidate]);
                phone.agent.handle_input(Input::Resolved { query, result }, now);
            }
            sip_agent::Output::Send { route, bytes, .. } => {
                assert_eq!(route.peer, PBX, "telephones speak to the PBX alone");
                self.post(Packet::ToPbx { channel: Channel::Sip, from, bytes });
            }
            news => phone.news.push(news),
        }
    }

    fn post(&mut self, packet: Packet) {
        if self.loss > 0.0 && self.chance.random_bool(self.loss) {
            return;
        }
        self.order += 1;
        self.under_way.insert((self.now.instant + DELAY, self.order), packet);
    }
}

pub(crate) fn address(number: &str) -> SipUri {
    let uri: SipUri = SipUri::new(PBX.ip().into()).with_user(number);
    uri.with_port(PBX.port())
}

pub(crate) fn sound_port(phone: usize) -> u16 {
    30_000 + 2 * u16::try_from(phone).expect("few")
}

pub(crate) fn sound_address(phone: usize) -> SocketAddr {
    SocketAddr::new(PBX.ip(), sound_port(phone))
}

pub(crate) fn capabilities(phone: usize) -> sdp::Capabilities {
    sdp::Capabilities::new(PBX.ip(), sound_port(phone), 77)
}

/// Whether a list of events has one of this kind.
pub(crate) fn has(events: &[Event], is_it: impl Fn(&Event) -> bool) -> bool {
    events.iter().any(is_it)
}

/// Sockets opened so far, for a test that has one call.
pub(crate) fn only_socket(world: &World) -> (MediaId, u16) {
    let all: BTreeSet<_> = world.sockets.iter().map(|(media, port)| (*media, *port)).collect();
    assert_eq!(all.len(), 1, "one socket");
    *all.first().expect("one")
}
