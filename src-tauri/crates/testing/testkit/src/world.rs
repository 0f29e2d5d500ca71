//! Several agents, joined by a simulated network, in simulated time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use clock::Now;
use sip_agent::wire::{Candidate, ResolveError, Target, TransportError, TransportKind};
use sip_agent::{Agent, Input, Output, Settings};

use crate::ladder::{Ladder, Rung, words};
use crate::network::{Conditions, Load, Network};
use crate::time::{Patience, first_moment};

/// One agent of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(usize);

/// Several agents, joined by a simulated network, in simulated time.
#[derive(Debug)]
pub struct World {
    now: Now,
    nodes: Vec<Node>,
    /// How packets fare.
    pub network: Network,
    /// Who said what to whom.
    pub ladder: Ladder,
    names: BTreeMap<String, Vec<(TransportKind, SocketAddr)>>,
    patience: Patience,
}

#[derive(Debug)]
struct Node {
    name: String,
    address: SocketAddr,
    agent: Agent,
    news: Vec<Output>,
    is_up: bool,
}

impl World {
    /// An empty world; `seed` tells its chance.
    #[must_use]
    pub fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            now: first_moment(),
            nodes: Vec::new(),
            network: Network::new(conditions, seed),
            ladder: Ladder::default(),
            names: BTreeMap::new(),
            patience: Patience::default(),
        }
    }

    /// The moment that is now.
    #[must_use]
    pub const fn now(&self) -> Now {
        self.now
    }

    /// How long the world has been running.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.now.instant - first_moment().instant
    }

    /// Adds an agent at an address such as `192.0.2.1:5060`.
    ///
    /// # Panics
    ///
    /// If `address` is none.
    pub fn add(&mut self, name: &str, address: &str, settings: Settings) -> NodeId {
        let mut seed = [0; 32];
        for (place, byte) in seed.iter_mut().zip(name.bytes().cycle()) {
            *place = byte;
        }
        self.nodes.push(Node {
            name: name.to_owned(),
            address: address.parse().expect("a test gives an address"),
            agent: Agent::new(settings, seed),
            news: Vec::new(),
            is_up: true,
        });
        NodeId(self.nodes.len() - 1)
    }

    /// Makes a host name known.
    pub fn name(&mut self, host: &str, addresses: Vec<(TransportKind, SocketAddr)>) {
        self.names.insert(host.to_owned(), addresses);
    }

    /// Switches a node off the network, or on again. Streams to it are refused, datagrams vanish.
    pub fn set_up(&mut self, id: NodeId, is_up: bool) {
        if let Some(node) = self.nodes.get_mut(id.0) {
            node.is_up = is_up;
        }
    }

    /// An agent to look at.
    ///
    /// # Panics
    ///
    /// If the id is of another world.
    #[must_use]
    pub fn agent(&self, id: NodeId) -> &Agent {
        &self.nodes.get(id.0).expect("a node of this world").agent
    }

    /// Lets an agent do something, and everybody react at this very moment.
    ///
    /// # Panics
    ///
    /// If the id is of another world.
    pub fn act<T>(&mut self, id: NodeId, deed: impl FnOnce(&mut Agent, Now) -> T) -> T {
        let now = self.now;
        let node = self.nodes.get_mut(id.0).expect("a node of this world");
        let result = deed(&mut node.agent, now);
        self.pump();
        result
    }

    /// Takes the news of an agent since the last time: all outputs but those for the network.
    pub fn take_news(&mut self, id: NodeId) -> Vec<Output> {
        self.nodes.get_mut(id.0).map(|node| std::mem::take(&mut node.news)).unwrap_or_default()
    }

    /// Lets time pass.
    pub fn run_for(&mut self, span: Duration) {
        let end = self.now.instant + span;
        while let Some(at) = self.next_moment().filter(|at| *at <= end) {
            self.turn_to(at);
        }
        self.turn_to(end);
    }

    /// Lets time pass until nothing is due and nothing under way, at most for `limit`; says whether
    /// that came about.
    pub fn run_until_quiet(&mut self, limit: Duration) -> bool {
        let end = self.now.instant + limit;
        loop {
            match self.next_moment() {
                None => return true,
                Some(at) if at > end => return false,
                Some(at) => self.turn_to(at),
            }
        }
    }

    fn next_moment(&self) -> Option<std::time::Instant> {
        let due = self.nodes.iter().filter_map(|node| node.agent.next_deadline()).map(|d| d.at);
        due.chain(self.network.next_arrival()).min()
    }

    fn turn_to(&mut self, at: std::time::Instant) {
        self.patience.note(at);
        self.now = self.now.after(at.saturating_duration_since(self.now.instant));
        while let Some(packet) = self.network.arrive(self.now.instant) {
            self.deliver(packet);
            self.pump();
        }
        for node in &mut self.nodes {
            if node.agent.next_deadline().is_some_and(|deadline| deadline.at <= self.now.instant) {
                node.agent.handle_timeout(self.now);
            }
        }
        self.pump();
    }

    fn deliver(&mut self, packet: crate::network::Packet) {
        let now = self.now;
        let receiver = self.nodes.iter_mut().find(|node| node.is_up && node.address == packet.to);
        let Some(node) = receiver else { return };
        let flow = packet.flow;
        match packet.load {
            Load::Message(bytes) => node.agent.handle_input(Input::Received { flow, bytes }, now),
            Load::Pong => node.agent.handle_input(Input::Pong { flow }, now),
            Load::Ping => {
                let way = (flow.transport, flow.local, flow.peer);
                self.network.send(way, &Load::Pong, (now.instant, Duration::MAX));
            }
        }
    }

    /// Hands around all outputs.
    fn pump(&mut self) {
        loop {
            let mut is_quiet = true;
            for index in 0..self.nodes.len() {
                while let Some(output) =
                    self.nodes.get_mut(index).and_then(|node| node.agent.poll_output())
                {
                    is_quiet = false;
                    self.follow(index, output);
                }
            }
            if is_quiet {
                return;
            }
        }
    }

    fn follow(&mut self, index: usize, output: Output) {
        let (now, age) = (self.now, self.age());
        let Some(node) = self.nodes.get_mut(index) else { return };
        let from = node.address;
        match output {
            Output::Resolve { query, target } => {
                let result = resolve(&self.names, &target, from);
                node.agent.handle_input(Input::Resolved { query, result }, now);
            }
            Output::Send { id, route, bytes } => {
                let name = node.name.clone();
                let peer = self.nodes.iter().find(|node| node.address == route.peer);
                let is_there = peer.is_some_and(|peer| peer.is_up);
                let to = peer.map_or_else(|| route.peer.to_string(), |peer| peer.name.clone());
                let words = sip_message::read(&bytes)
                    .map_or_else(|why| why.to_string(), |reading| words(&reading.message));
                let fate = if route.transport.is_reliable() && !is_there {
                    let why = TransportError::Refused;
                    if let Some(node) = self.nodes.get_mut(index) {
                        let input = Input::SendFailed { send: id, route, why };
                        node.agent.handle_input(input, now);
                    }
                    "(refused)"
                } else {
                    let way = (route.transport, from, route.peer);
                    self.network.send(way, &Load::Message(bytes), (now.instant, age))
                };
                self.ladder.add(Rung { at: age, from: name, to, words, fate });
            }
            Output::Ping { flow } => {
                let way = (flow.transport, flow.local, flow.peer);
                self.network.send(way, &Load::Ping, (now.instant, age));
            }
            other @ (Output::Registration { .. }
            | Output::Incoming(_)
            | Output::Invitation { .. }
            | Output::Subscription { .. }
            | Output::Publication { .. }
            | Output::Request(_)
            | Output::Answered { .. }) => node.news.push(other),
        }
    }
}

/// What a resolver would find: the names of the world, and numbers as they stand.
fn resolve(
    names: &BTreeMap<String, Vec<(TransportKind, SocketAddr)>>,
    target: &Target,
    local: SocketAddr,
) -> Result<Vec<Candidate>, ResolveError> {
    let default = if target.secure { TransportKind::Tls } else { TransportKind::Udp };
    let kind = target.transport.unwrap_or(default);
    let server_name = Some(target.host.to_string());
    let candidate = |transport: TransportKind, peer| Candidate {
        transport,
        peer,
        local,
        server_name: server_name.clone().filter(|_| transport == TransportKind::Tls),
    };
    if let Some(ip) = target.host.ip() {
        let port = target.port.unwrap_or(kind.default_port());
        return Ok(vec![candidate(kind, SocketAddr::new(ip, port))]);
    }
    let found = names.get(&target.host.to_string()).ok_or(ResolveError::NotFound)?;
    Ok(found
        .iter()
        .filter(|(kind, _)| target.transport.is_none_or(|wanted| wanted == *kind))
        .map(|(kind, peer)| candidate(*kind, *peer))
        .collect())
}
