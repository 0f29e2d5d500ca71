//! Those who live inside the PBX: one SIP agent with an identity for each extension and service.
//!
//! Each call is a [`Line`]; the agent speaks SIP for it, the line says what happens when. Two calls
//! that the house joins are a [`joining::Join`].
//!
//! Source: RFC 3261 §13–15 by way of the agent; RFC 3264 (offer and answer).

mod echo;
mod errands;
mod following;
mod joining;
mod line;
mod mailbox;
mod manner;
mod residents;
mod sound;
mod speech;
mod terms;
mod tone;

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use clock::{Deadline, Now};
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use sip_agent::invitation::{InvitationId, InviteOptions};
use sip_agent::wire::{Candidate, Flow, FlowId, QueryId, ResolveError, Target, TransportKind};
use sip_agent::{Agent, IdentityId, Input, Limits, Reply};
use sip_message::{SipUri, StatusCode, Uri};

use self::joining::Join;
use self::line::{Cause, Line, Order};
pub(crate) use self::mailbox::Mailboxes;
use self::manner::{Act, Going};
pub(crate) use self::residents::CODE;
use self::residents::Resident;
use crate::pbx::{MediaId, derived};
use crate::settings::Settings;

/// What the house wants done.
#[derive(Debug)]
pub(crate) enum Output {
    /// A message to the PBX.
    Sip(Bytes),
    /// Sound to a telephone.
    Sound {
        media: MediaId,
        to: SocketAddr,
        bytes: Bytes,
    },
    Open(MediaId),
    Close(MediaId),
}

/// The extensions and their calls.
#[derive(Debug)]
pub(crate) struct House {
    agent: Agent,
    settings: Settings,
    inside: SocketAddr,
    users: Vec<String>,
    residents: BTreeMap<IdentityId, Resident>,
    lines: BTreeMap<MediaId, Line>,
    of_call: BTreeMap<InvitationId, MediaId>,
    joins: BTreeMap<InvitationId, Join>,
    /// Until when who is busy for now is free.
    free_until: BTreeMap<IdentityId, Instant>,
    mailboxes: Mailboxes,
    limit: usize,
    next_line: u64,
    chance: ChaCha12Rng,
    outputs: VecDeque<Output>,
}

impl House {
    pub(crate) fn new(
        settings: &Settings,
        inside: SocketAddr,
        limits: Limits,
        seed: [u8; 32],
    ) -> Self {
        let mut chance = ChaCha12Rng::from_seed(seed);
        let agent_settings = sip_agent::Settings {
            user_agent: crate::NAME.to_owned(),
            limits,
            ..sip_agent::Settings::default()
        };
        let mut agent = Agent::new(agent_settings, derived(&mut chance));
        let mut residents = BTreeMap::new();
        for resident in Resident::all(settings) {
            let identity = resident.identity(settings);
            residents.insert(agent.add_identity(identity), resident);
        }
        let users: Vec<String> = settings.users.iter().map(|user| user.number.clone()).collect();
        Self {
            agent,
            inside,
            residents,
            lines: BTreeMap::new(),
            of_call: BTreeMap::new(),
            joins: BTreeMap::new(),
            free_until: BTreeMap::new(),
            mailboxes: Mailboxes::of(&users),
            users,
            limit: limits.invitations,
            next_line: 1,
            chance,
            outputs: VecDeque::new(),
            settings: settings.clone(),
        }
    }

    pub(crate) const fn mailboxes(&mut self) -> &mut Mailboxes {
        &mut self.mailboxes
    }

    /// Takes a message of the PBX.
    pub(crate) fn handle_message(&mut self, bytes: Bytes, now: Now) {
        let flow = Flow {
            transport: TransportKind::Udp,
            local: self.inside,
            peer: self.settings.address,
            id: FlowId(1),
        };
        self.agent.handle_input(Input::Received { flow, bytes }, now);
        self.settle(now);
    }

    /// Takes a datagram of a telephone's sound.
    pub(crate) fn handle_media(
        &mut self,
        media: MediaId,
        from: SocketAddr,
        bytes: &[u8],
        now: Now,
    ) {
        if let Some(line) = self.lines.get_mut(&media) {
            line.handle_media(from, bytes, now.instant);
            while let Some(key) = self.lines.get_mut(&media).and_then(Line::poll_digit) {
                self.press(media, key);
            }
            self.take_sound(media);
        }
    }

    pub(crate) fn handle_media_opened(&mut self, media: MediaId, port: Option<u16>, now: Now) {
        match self.lines.get_mut(&media) {
            Some(line) => {
                let order = line.handle_port(port, now.instant);
                self.carry_out(media, order, now);
            }
            None if port.is_some() => self.outputs.push_back(Output::Close(media)),
            None => {}
        }
        self.settle(now);
    }

    pub(crate) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let lines = self.lines.values().filter_map(Line::next_deadline);
        lines.map(Some).fold(self.agent.next_deadline(), Deadline::earlier)
    }

    pub(crate) fn handle_timeout(&mut self, now: Now) {
        self.agent.handle_timeout(now);
        let ids: Vec<MediaId> = self.lines.keys().copied().collect();
        for media in ids {
            let Some(line) = self.lines.get_mut(&media) else { continue };
            let order = line.handle_timeout(now.instant);
            self.note_playback(media);
            self.take_sound(media);
            self.carry_out(media, order, now);
        }
        self.settle(now);
    }

    pub(crate) fn is_idle(&self) -> bool {
        let census = self.agent.census();
        let transactions = census.client_transactions + census.server_transactions;
        self.lines.is_empty() && self.joins.is_empty() && census.invitations + transactions == 0
    }

    /// Does what a line has decided.
    fn carry_out(&mut self, media: MediaId, order: Order, now: Now) {
        let Some(line) = self.lines.get(&media) else { return };
        let call = line.call;
        match (order, call) {
            (Order::Nothing, _) => {}
            (Order::Open, _) => self.outputs.push_back(Output::Open(media)),
            (Order::BeHeard, Some(call)) => self.be_heard(media, call, now),
            (Order::Accept, Some(call)) => self.accept(media, call, now),
            (Order::Reject(status), Some(call)) => {
                self.agent.reject(call, status, now).ok();
            }
            (Order::HangUp, Some(call)) => {
                self.agent.hang_up(call, now).ok();
            }
            (Order::Act(act), Some(call)) => self.act(media, call, act, now),
            (Order::Invite(going), _) => self.invite(media, *going, now),
            (
                Order::BeHeard
                | Order::Accept
                | Order::Reject(_)
                | Order::HangUp
                | Order::Act(_)
                | Order::GiveUp,
                _,
            ) => self.end(media, now),
        }
    }

    fn accept(&mut self, media: MediaId, call: InvitationId, now: Now) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        match line.accept(self.settings.media, now) {
            Ok(session) => {
                self.agent.accept(call, session, now).ok();
                self.take_sound(media);
            }
            Err(status) => {
                self.agent.reject(call, status, now).ok();
            }
        }
    }

    /// Says something before the answer; a caller without an offer cannot hear it.
    fn be_heard(&mut self, media: MediaId, call: InvitationId, now: Now) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        if let Ok(answer) = line.answer(self.settings.media, now) {
            self.agent.ring(call, Some(answer), now).ok();
            self.take_sound(media);
        }
    }

    fn act(&mut self, media: MediaId, call: InvitationId, act: Act, now: Now) {
        let direction = match act {
            Act::HangUp => {
                self.agent.hang_up(call, now).ok();
                return;
            }
            Act::Transfer(number) => {
                let target = Uri::Sip(self.address(&number));
                self.agent.refer(call, target, None, now).ok();
                return;
            }
            Act::Hold => sdp::Direction::SendOnly,
            Act::Resume => sdp::Direction::SendReceive,
        };
        let Some(line) = self.lines.get_mut(&media) else { return };
        if let Some(offer) = line.reoffer(direction, self.settings.media) {
            self.agent.reoffer(call, offer, now).ok();
        }
    }

    fn invite(&mut self, media: MediaId, going: Going, now: Now) {
        let target = Uri::Sip(going.target);
        let Some(line) = self.lines.get_mut(&media) else { return };
        let identity = line.identity;
        let offer = line.offer(self.settings.media);
        let options = InviteOptions {
            headers: going.headers,
            replaces_value: going.replaces,
            patience: Some(going.rings_for),
            ..InviteOptions::default()
        };
        match self.agent.invite(identity, target, Some(offer), options, now) {
            Ok(call) => {
                if let Some(line) = self.lines.get_mut(&media) {
                    line.call = Some(call);
                }
                self.of_call.insert(call, media);
            }
            Err(_) => self.end(media, now),
        }
    }

    /// Carries on until the agent has nothing to say.
    fn settle(&mut self, now: Now) {
        while let Some(output) = self.agent.poll_output() {
            match output {
                sip_agent::Output::Resolve { query, target } => self.resolve(query, &target, now),
                sip_agent::Output::Send { id: _, route, bytes } => {
                    // Record-Route and Via lead everything through the PBX.
                    if route.peer == self.settings.address {
                        self.outputs.push_back(Output::Sip(bytes));
                    }
                }
                sip_agent::Output::Incoming(incoming) => self.take_call(&incoming, now),
                sip_agent::Output::Invitation { id, event } => self.follow(id, event, now),
                sip_agent::Output::Request(request) => {
                    let reply = Reply::new(StatusCode::METHOD_NOT_ALLOWED);
                    self.agent.answer(request.id, reply, now).ok();
                }
                sip_agent::Output::Ping { .. }
                | sip_agent::Output::Registration { .. }
                | sip_agent::Output::Subscription { .. }
                | sip_agent::Output::Publication { .. }
                | sip_agent::Output::Answered { .. } => {}
            }
        }
    }

    /// There is one place to go to.
    fn resolve(&mut self, query: QueryId, target: &Target, now: Now) {
        let is_udp = target.transport.is_none_or(|kind| kind == TransportKind::Udp);
        let result = if is_udp && !target.secure {
            Ok(vec![Candidate {
                transport: TransportKind::Udp,
                peer: self.settings.address,
                local: self.inside,
                server_name: None,
            }])
        } else {
            Err(ResolveError::NoTransport)
        };
        self.agent.handle_input(Input::Resolved { query, result }, now);
    }

    fn add(&mut self, line: Line) -> MediaId {
        let media = MediaId(self.next_line);
        self.next_line += 1;
        self.lines.insert(media, line);
        media
    }

    /// A call of our own: begins when the line is woken.
    fn go(
        &mut self,
        identity: IdentityId,
        going: Going,
        (manner, cause): (manner::Manner, Cause),
        now: Now,
    ) -> MediaId {
        let seed = derived(&mut self.chance);
        self.add(Line::waiting(identity, going, (manner, cause), seed, now.instant))
    }

    fn take_sound(&mut self, media: MediaId) {
        if let Some(mut line) = self.lines.remove(&media) {
            self.send_sound(media, &mut line);
            self.lines.insert(media, line);
        }
    }

    fn send_sound(&mut self, media: MediaId, line: &mut Line) {
        while let Some((to, bytes)) = line.poll_datagram() {
            self.outputs.push_back(Output::Sound { media, to, bytes });
        }
    }

    /// Somebody at this PBX.
    fn address(&self, number: &str) -> SipUri {
        crate::pbx::address(self.settings.address, number)
    }
}
