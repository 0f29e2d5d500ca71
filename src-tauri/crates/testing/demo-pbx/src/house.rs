//! Those who live inside the PBX: one SIP agent with an identity for each extension.
//!
//! Each call is a [`Line`]; the agent speaks SIP for it, the line says what happens when.
//!
//! Source: RFC 3261 §13–15 by way of the agent; RFC 3264 (offer and answer).

mod echo;
mod line;
mod sound;
mod speech;
mod terms;

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use clock::{Deadline, Now};
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use sip_agent::invitation::{Event, IncomingInvitation, InvitationId, InviteOptions, Session};
use sip_agent::wire::{Candidate, Flow, FlowId, QueryId, ResolveError, Target, TransportKind};
use sip_agent::{Agent, Identity, IdentityId, Input, Limits, Reply};
use sip_message::{SipUri, StatusCode, Uri};

use self::line::{Line, Order};
use crate::pbx::{MediaId, derived};
use crate::settings::{Extension, Role, Settings};

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
    pbx: SocketAddr,
    inside: SocketAddr,
    media: IpAddr,
    users: Vec<String>,
    extensions: BTreeMap<IdentityId, Extension>,
    lines: BTreeMap<MediaId, Line>,
    of_call: BTreeMap<InvitationId, MediaId>,
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
        let mut extensions = BTreeMap::new();
        for extension in &settings.extensions {
            let identity = identity(extension, settings.address);
            extensions.insert(agent.add_identity(identity), extension.clone());
        }
        Self {
            agent,
            pbx: settings.address,
            inside,
            media: settings.media,
            users: settings.users.iter().map(|user| user.number.clone()).collect(),
            extensions,
            lines: BTreeMap::new(),
            of_call: BTreeMap::new(),
            limit: limits.invitations,
            next_line: 1,
            chance,
            outputs: VecDeque::new(),
        }
    }

    /// Takes a message of the PBX.
    pub(crate) fn handle_message(&mut self, bytes: Bytes, now: Now) {
        let flow = Flow {
            transport: TransportKind::Udp,
            local: self.inside,
            peer: self.pbx,
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
            self.take_sound(media);
            self.carry_out(media, order, now);
        }
        self.settle(now);
    }

    pub(crate) fn is_idle(&self) -> bool {
        let census = self.agent.census();
        let transactions = census.client_transactions + census.server_transactions;
        self.lines.is_empty() && census.invitations + transactions == 0
    }

    /// Does what a line has decided.
    fn carry_out(&mut self, media: MediaId, order: Order, now: Now) {
        let Some(line) = self.lines.get(&media) else { return };
        let call = line.call;
        match (order, call) {
            (Order::Nothing, _) => {}
            (Order::Open, _) => self.outputs.push_back(Output::Open(media)),
            (Order::Accept, Some(call)) => self.accept(media, call, now),
            (Order::Reject(status), Some(call)) => {
                self.agent.reject(call, status, now).ok();
            }
            (Order::HangUp, Some(call)) => {
                self.agent.hang_up(call, now).ok();
            }
            (Order::Invite(target), _) => self.invite(media, target, now),
            (Order::Accept | Order::Reject(_) | Order::HangUp | Order::GiveUp, _) => {
                self.end(media, now);
            }
        }
    }

    fn accept(&mut self, media: MediaId, call: InvitationId, now: Now) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        match line.accept(self.media, now) {
            Ok(session) => {
                self.agent.accept(call, session, now).ok();
                self.take_sound(media);
            }
            Err(status) => {
                self.agent.reject(call, status, now).ok();
            }
        }
    }

    fn invite(&mut self, media: MediaId, target: SipUri, now: Now) {
        let Some(line) = self.lines.get_mut(&media) else { return };
        let identity = line.identity;
        let offer = line.offer(self.media);
        let options = InviteOptions { patience: Some(line::CALLS_FOR), ..InviteOptions::default() };
        match self.agent.invite(identity, Uri::Sip(target), Some(offer), options, now) {
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
                    if route.peer == self.pbx {
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
                peer: self.pbx,
                local: self.inside,
                server_name: None,
            }])
        } else {
            Err(ResolveError::NoTransport)
        };
        self.agent.handle_input(Input::Resolved { query, result }, now);
    }

    fn take_call(&mut self, incoming: &IncomingInvitation, now: Now) {
        let call = incoming.id;
        let extension = incoming.identity.and_then(|id| Some((id, self.extensions.get(&id)?)));
        let Some((identity, role)) = extension.map(|(id, extension)| (id, extension.role)) else {
            self.agent.reject(call, StatusCode::NOT_FOUND, now).ok();
            return;
        };
        if role == Role::Busy || self.lines.len() >= self.limit {
            self.agent.reject(call, StatusCode::BUSY_HERE, now).ok();
            return;
        }
        let offer = match incoming.offer.as_deref().map(terms::read_offer).transpose() {
            Ok(offer) => offer,
            Err(status) => {
                self.agent.reject(call, status, now).ok();
                return;
            }
        };
        let caller = self.caller(incoming);
        let seed = derived(&mut self.chance);
        let line = Line::ringing((identity, role), call, (offer, caller), seed, now.instant);
        let needs_media = line.needs_media();
        let media = self.add(line);
        self.of_call.insert(call, media);
        self.agent.ring(call, None, now).ok();
        if needs_media {
            self.outputs.push_back(Output::Open(media));
        }
    }

    /// Where to call back: only users of this PBX.
    fn caller(&self, incoming: &IncomingInvitation) -> Option<SipUri> {
        let number = incoming.from.uri.sip()?.user()?.into_owned();
        self.users.contains(&number).then(|| {
            let mut uri = SipUri::new(self.pbx.ip().into()).with_user(&number);
            uri.port = Some(self.pbx.port());
            uri
        })
    }

    fn follow(&mut self, call: InvitationId, event: Event, now: Now) {
        let Some(media) = self.of_call.get(&call).copied() else { return };
        let Some(line) = self.lines.get_mut(&media) else { return };
        match event {
            Event::Answered { session: Session::Answer(answer), remote: _ }
            | Event::Confirmed { answer: Some(answer) }
            | Event::ReofferAnswered { answer } => {
                if line.agree(&answer, now).is_err() {
                    self.agent.hang_up(call, now).ok();
                }
            }
            Event::Answered { session: Session::Offer(_), remote: _ } => {
                self.agent.hang_up(call, now).ok();
            }
            Event::Reoffered { offer } => {
                match line.answer_again(offer.as_deref(), self.media, now) {
                    Ok(session) => {
                        self.agent.answer_reoffer(call, session, now).ok();
                    }
                    Err(status) => {
                        self.agent.refuse_reoffer(call, status, now).ok();
                    }
                }
            }
            Event::Referred { request, .. } => {
                self.agent.answer(request, Reply::new(StatusCode::DECLINE), now).ok();
            }
            Event::Ended(_) => self.end(media, now),
            Event::Trying
            | Event::Ringing { .. }
            | Event::EarlyMedia { .. }
            | Event::Confirmed { answer: None }
            | Event::ReofferRefused { .. }
            | Event::RemoteChanged { .. }
            | Event::Info { .. }
            | Event::InfoAnswered { .. }
            | Event::TransferProgress { .. } => {}
        }
    }

    /// Forgets a line; whoever promised to call back will.
    fn end(&mut self, media: MediaId, now: Now) {
        let Some(mut line) = self.lines.remove(&media) else { return };
        if let Some(call) = line.call {
            self.of_call.remove(&call);
        }
        line.close(now.instant);
        self.send_sound(media, &mut line);
        if line.needs_media() {
            self.outputs.push_back(Output::Close(media));
        }
        let is_expected = |target: &SipUri| {
            self.lines.values().any(|line| line.will_call(target)) || self.lines.len() >= self.limit
        };
        if let Some(target) = line.promised_to().filter(|target| !is_expected(target)) {
            let seed = derived(&mut self.chance);
            let recall = Line::waiting(line.identity, target, seed, now.instant);
            self.add(recall);
        }
    }

    fn add(&mut self, line: Line) -> MediaId {
        let media = MediaId(self.next_line);
        self.next_line += 1;
        self.lines.insert(media, line);
        media
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
}

fn identity(extension: &Extension, pbx: SocketAddr) -> Identity {
    let mut aor = SipUri::new(pbx.ip().into()).with_user(&extension.number);
    aor.port = Some(pbx.port());
    let mut identity = Identity::new(aor, None);
    identity.display_name = Some(extension.name.clone());
    identity.transport = Some(TransportKind::Udp);
    identity.registers = false;
    identity
}
