//! The PBX as its owner sees it: datagrams go in, datagrams and wishes for sockets come out.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

use bytes::Bytes;
use clock::{Deadline, Now};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sip_agent::transaction::{Delivery, Event, ServerId, Transactions};
use sip_agent::wire::{Flow, FlowId, TransportKind};
use sip_agent::{Limits, Timers};
use sip_message::{Message, Reading, SipUri, StatusCode};

use crate::features::Referrals;
use crate::gate::Gate;
use crate::house::{self, House};
use crate::ledger::Ledger;
use crate::proxy::Proxy;
use crate::registrar::Registrar;
use crate::services::Services;
use crate::settings::Settings;
use crate::subscribing::Subscriptions;

/// Names one media socket; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaId(pub u64);

/// The socket that a datagram belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The one for SIP.
    Sip,
    /// One for sound.
    Media(MediaId),
}

/// What the PBX wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Send a datagram from this socket.
    Send {
        /// The socket.
        channel: Channel,
        /// Where to; loopback.
        to: SocketAddr,
        /// The datagram.
        bytes: Bytes,
    },
    /// Open a socket at [`Settings::media`] and tell by [`Pbx::handle_media_opened`].
    OpenMedia {
        /// What to call it.
        media: MediaId,
    },
    /// Close it.
    CloseMedia {
        /// Which.
        media: MediaId,
    },
}

/// Outputs that may wait to be polled; beyond, datagrams are lost, as they may be on any network.
const OUTPUTS: usize = 4096;

/// A small telephone system. See the crate for what it does.
#[derive(Debug)]
pub struct Pbx {
    pub(crate) settings: Settings,
    /// Where the extensions are, as far as messages are concerned: no socket.
    pub(crate) inside: SocketAddr,
    pub(crate) transactions: Transactions,
    pub(crate) gate: Gate,
    pub(crate) registrar: Registrar,
    pub(crate) proxy: Proxy,
    pub(crate) ledger: Ledger,
    pub(crate) services: Services,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) referrals: Referrals,
    /// Calls that take over others which still ring, by their server transactions.
    pub(crate) takings: BTreeMap<ServerId, ServerId>,
    pub(crate) chance: ChaCha12Rng,
    pub(crate) house: House,
    outputs: VecDeque<Output>,
}

impl Pbx {
    /// A PBX that nobody is registered at; `seed` is its only source of chance, and another than
    /// that of its passwords.
    #[must_use]
    pub fn new(settings: Settings, seed: [u8; 32]) -> Self {
        let mut chance = ChaCha12Rng::from_seed(seed);
        let inside = SocketAddr::new(settings.address.ip(), INSIDE_PORT);
        let limits = Limits { transactions: 512, invitations: 32, ..Limits::default() };
        Self {
            transactions: Transactions::new(Timers::default(), limits, derived(&mut chance)),
            gate: Gate::new(&settings, derived(&mut chance)),
            registrar: Registrar::new(&settings),
            proxy: Proxy::default(),
            ledger: Ledger::default(),
            services: Services::default(),
            subscriptions: Subscriptions::default(),
            referrals: Referrals::default(),
            takings: BTreeMap::new(),
            house: House::new(&settings, inside, limits, derived(&mut chance)),
            outputs: VecDeque::new(),
            chance,
            inside,
            settings,
        }
    }

    /// Where it stands and who lives there.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes a datagram; what does not come from this machine is dropped.
    pub fn handle_datagram(&mut self, channel: Channel, from: SocketAddr, bytes: &[u8], now: Now) {
        if !from.ip().to_canonical().is_loopback() {
            return;
        }
        match channel {
            Channel::Media(media) => self.house.handle_media(media, from, bytes, now),
            Channel::Sip => {
                let flow = Flow {
                    transport: TransportKind::Udp,
                    local: self.settings.address,
                    peer: from,
                    id: OUTSIDE,
                };
                if let Ok(reading) = sip_message::read(bytes) {
                    self.deliver(reading, &flow, now);
                }
            }
        }
        self.settle(now);
    }

    /// Takes the port of a socket asked for by [`Output::OpenMedia`]; `None` if there is none.
    pub fn handle_media_opened(&mut self, media: MediaId, port: Option<u16>, now: Now) {
        self.house.handle_media_opened(media, port, now);
        self.settle(now);
    }

    /// What to do next, oldest first; poll until `None` after every other call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Self::handle_timeout`] must be called at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Deadline> {
        [
            self.transactions.next_deadline(),
            self.registrar.next_deadline(),
            self.proxy.next_deadline(),
            self.ledger.next_deadline(),
            self.services.next_deadline(),
            self.subscriptions.next_deadline(),
            self.house.next_deadline(),
        ]
        .into_iter()
        .fold(None, Deadline::earlier)
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Now) {
        self.transactions.handle_timeout(now);
        self.registrar.forget_expired(now.instant);
        self.proxy.handle_timeout(&mut self.transactions, now);
        self.send_on_unanswered(now);
        self.ledger.forget_silent(now.instant);
        self.end_subscriptions(now);
        self.house.handle_timeout(now);
        self.settle(now);
    }

    /// Whether no transaction and no call is under way; bindings may stand.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.transactions.is_empty()
            && self.proxy.is_idle()
            && self.subscriptions.is_idle()
            && self.house.is_idle()
    }

    fn deliver(&mut self, reading: Reading, flow: &Flow, now: Now) {
        let (rejection, is_grave) = (reading.rejection(), reading.is_grave());
        if is_grave && rejection.is_none() {
            return;
        }
        let inner: Message = reading.message;
        match self.transactions.handle_message(inner, flow, now) {
            Delivery::Request { id, request } => match rejection {
                Some((status, words)) => {
                    let response = self.response(&request, status).with_reason(words);
                    self.transactions.respond(id, &response, now).ok();
                }
                None => self.serve(id, request, flow, now),
            },
            Delivery::Cancel { id, invite, request } => {
                let status = match (rejection, invite) {
                    (Some((status, _)), _) => status,
                    (None, Some(_)) => StatusCode::OK,
                    (None, None) => StatusCode::CALL_DOES_NOT_EXIST,
                };
                self.reply(id, &request, status, now);
                if let (None, Some(invite)) = (rejection, invite) {
                    let reason = request.headers.get(&sip_message::HeaderName::Reason);
                    let journey = self.proxy.cancel(invite, reason, &mut self.transactions, now);
                    if let Some(journey) = journey {
                        self.note_missed(&journey, StatusCode::REQUEST_TERMINATED);
                    }
                }
            }
            Delivery::Ack { invite: _, request } => self.pass_ack(request),
            Delivery::Response { id, response } => {
                if !self.subscriptions.handle_answer(id, Some(response.status)) {
                    self.handle_response(id, response, now);
                }
            }
            Delivery::Stray(_) | Delivery::Absorbed => {}
        }
    }

    /// Carries on until nobody inside has anything to say.
    fn settle(&mut self, now: Now) {
        loop {
            if let Some(event) = self.transactions.poll_event() {
                self.follow(event, now);
            } else if let Some(output) = self.house.poll_output() {
                self.follow_house(output, now);
            } else {
                self.see_to_call_backs(now);
                if !self.tell_news(now) {
                    return;
                }
            }
        }
    }

    fn follow(&mut self, event: Event, now: Now) {
        match event {
            Event::Send { id: _, route, bytes } => {
                if route.peer == self.inside {
                    self.house.handle_message(bytes, now);
                } else {
                    self.send(Channel::Sip, route.peer, bytes);
                }
            }
            Event::Failed { id, why: _ } if self.subscriptions.handle_answer(id, None) => {}
            Event::Failed { id, why } => {
                let status = match why {
                    None => StatusCode::REQUEST_TIMEOUT,
                    Some(_) => StatusCode::TEMPORARILY_UNAVAILABLE,
                };
                let server = self.proxy.server_of(id);
                let request = server.and_then(|server| self.transactions.request(server)).cloned();
                let refusal = request.map(|request| self.response(&request, status));
                if let Some(server) = self.proxy.handle_failure(id, refusal) {
                    self.conclude(server, now);
                }
            }
            Event::ClientEnded(id) => {
                self.proxy.forget_client(id);
                self.subscriptions.forget_client(id);
            }
            Event::ServerEnded(id) => {
                self.proxy.forget_server(id);
                self.ledger.close(id);
                self.takings.remove(&id);
            }
            Event::Unacknowledged(_) | Event::Undelivered { .. } => {}
        }
    }

    fn follow_house(&mut self, output: house::Output, now: Now) {
        match output {
            house::Output::Sip(bytes) => {
                let flow = Flow {
                    transport: TransportKind::Udp,
                    local: self.settings.address,
                    peer: self.inside,
                    id: INSIDE,
                };
                if let Ok(reading) = sip_message::read(&bytes) {
                    self.deliver(reading, &flow, now);
                }
            }
            house::Output::Sound { media, to, bytes } => {
                self.send(Channel::Media(media), to, bytes);
            }
            house::Output::Open(media) => self.outputs.push_back(Output::OpenMedia { media }),
            house::Output::Close(media) => self.outputs.push_back(Output::CloseMedia { media }),
        }
    }

    fn send(&mut self, channel: Channel, to: SocketAddr, bytes: Bytes) {
        let is_near = to.ip().to_canonical().is_loopback() && to.port() != 0;
        if is_near && self.outputs.len() < OUTPUTS {
            self.outputs.push_back(Output::Send { channel, to, bytes });
        }
    }
}

/// Marks what an extension sent: nothing from a socket can carry it.
pub(crate) const INSIDE: FlowId = FlowId(0);

/// Marks what came in by the socket.
const OUTSIDE: FlowId = FlowId(1);

/// tcpmux: nothing on a desk listens there, and nothing is ever sent to it.
const INSIDE_PORT: u16 = 1;

/// A number at the PBX.
pub(crate) fn address(pbx: SocketAddr, number: &str) -> SipUri {
    let mut uri = SipUri::new(pbx.ip().into()).with_user(number);
    uri.port = Some(pbx.port());
    uri
}

/// A seed for one part of the PBX.
pub(crate) fn derived(chance: &mut ChaCha12Rng) -> [u8; 32] {
    let mut seed = [0; 32];
    chance.fill_bytes(&mut seed);
    seed
}
