//! Packets between the nodes of a world: lost, doubled, delayed and reordered as a seed tells.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sip_agent::wire::{Flow, FlowId, TransportKind};

/// How badly a network behaves. Streams are delayed as datagrams are, but lose nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Share of datagrams lost, 0.0..=1.0.
    pub loss: f64,
    /// Share of datagrams doubled, 0.0..=1.0.
    pub duplication: f64,
    /// Shortest way.
    pub delay: Duration,
    /// Added by chance, up to this: more than the distance of two packets reorders them.
    pub jitter: Duration,
    /// From this moment on (counted from the beginning) nothing is lost or doubled any more.
    pub calm_after: Option<Duration>,
}

impl Conditions {
    /// 10 ms each way, nothing lost.
    pub const CALM: Self = Self {
        loss: 0.0,
        duplication: 0.0,
        delay: Duration::from_millis(10),
        jitter: Duration::ZERO,
        calm_after: None,
    };
}

/// A packet on its way.
#[derive(Debug)]
pub(crate) struct Packet {
    pub(crate) to: SocketAddr,
    pub(crate) flow: Flow,
    pub(crate) load: Load,
}

/// What a packet carries.
#[derive(Debug, Clone)]
pub(crate) enum Load {
    Message(Bytes),
    Ping,
    Pong,
}

/// The network of a world.
#[derive(Debug)]
pub struct Network {
    conditions: Conditions,
    chance: ChaCha12Rng,
    /// By the moment of arrival, then by order.
    under_way: BTreeMap<(Instant, u64), Packet>,
    order: u64,
    flows: BTreeMap<(TransportKind, SocketAddr, SocketAddr), FlowId>,
    /// When the last packet of each stream arrives: the next may not overtake it.
    streams: BTreeMap<FlowId, Instant>,
}

impl Network {
    pub(crate) fn new(conditions: Conditions, seed: u64) -> Self {
        Self {
            conditions,
            chance: ChaCha12Rng::seed_from_u64(seed),
            under_way: BTreeMap::new(),
            order: 0,
            flows: BTreeMap::new(),
            streams: BTreeMap::new(),
        }
    }

    /// Changes how the network behaves from now on.
    pub const fn set(&mut self, conditions: Conditions) {
        self.conditions = conditions;
    }

    /// The shortest way.
    pub(crate) const fn delay(&self) -> Duration {
        self.conditions.delay
    }

    /// The flow between two addresses, as `local` sees it.
    pub(crate) fn flow(
        &mut self,
        transport: TransportKind,
        local: SocketAddr,
        peer: SocketAddr,
    ) -> Flow {
        let count = self.flows.len() as u64;
        let id = *self.flows.entry((transport, local, peer)).or_insert(FlowId(count + 1));
        Flow { transport, local, peer, id }
    }

    /// Puts a packet on its way and says how it fares.
    pub(crate) fn send(
        &mut self,
        (transport, from, to): (TransportKind, SocketAddr, SocketAddr),
        load: &Load,
        (now, age): (Instant, Duration),
    ) -> &'static str {
        let is_calm = self.conditions.calm_after.is_some_and(|calm| age >= calm);
        let is_risky = !transport.is_reliable() && !is_calm;
        if is_risky && self.chance.random_bool(self.conditions.loss) {
            return "(lost)";
        }
        let is_doubled = is_risky && self.chance.random_bool(self.conditions.duplication);
        let flow = self.flow(transport, to, from);
        for _ in 0..=usize::from(is_doubled) {
            let jitter_ms = u64::try_from(self.conditions.jitter.as_millis()).unwrap_or(0);
            let jitter = Duration::from_millis(self.chance.random_range(0..=jitter_ms));
            let mut at = now + self.conditions.delay + jitter;
            if transport.is_reliable() {
                let last = self.streams.entry(flow.id).or_insert(at);
                at = at.max(*last);
                *last = at;
            }
            self.order += 1;
            let packet = Packet { to, flow, load: load.clone() };
            self.under_way.insert((at, self.order), packet);
        }
        if is_doubled { "(doubled)" } else { "" }
    }

    /// When the next packet arrives.
    pub(crate) fn next_arrival(&self) -> Option<Instant> {
        self.under_way.keys().next().map(|(at, _)| *at)
    }

    /// A packet that has arrived by `now`.
    pub(crate) fn arrive(&mut self, now: Instant) -> Option<Packet> {
        let key = *self.under_way.keys().next()?;
        if key.0 > now {
            return None;
        }
        self.under_way.remove(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::first_moment;

    const ROUGH: Conditions = Conditions {
        loss: 0.25,
        duplication: 0.1,
        delay: Duration::from_millis(10),
        jitter: Duration::from_millis(500),
        calm_after: Some(Duration::from_secs(100)),
    };

    /// Sends numbered packets 1 ms apart and tells in which order they arrive.
    fn arrivals(transport: TransportKind, age: Duration, seed: u64) -> Vec<u32> {
        let mut network = Network::new(ROUGH, seed);
        let first = first_moment().instant;
        let (from, to): (SocketAddr, SocketAddr) =
            ("192.0.2.1:5060".parse().unwrap(), "192.0.2.2:5060".parse().unwrap());
        for number in 0..1000_u32 {
            let load = Load::Message(Bytes::copy_from_slice(&number.to_be_bytes()));
            let at = first + Duration::from_millis(number.into());
            network.send((transport, from, to), &load, (at, age));
        }
        let mut arrived = Vec::new();
        while let Some(packet) = network.arrive(first + Duration::from_secs(10)) {
            assert_eq!((packet.to, packet.flow.peer), (to, from));
            if let Load::Message(bytes) = packet.load {
                arrived.push(u32::from_be_bytes(bytes[..].try_into().unwrap()));
            }
        }
        arrived
    }

    #[test]
    fn datagrams_are_lost_doubled_and_reordered_as_the_seed_tells() {
        let arrived = arrivals(TransportKind::Udp, Duration::ZERO, 5);

        let mut distinct = arrived.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert!((700..800).contains(&distinct.len()), "a quarter is lost: {}", distinct.len());
        assert!(arrived.len() > distinct.len() + 40, "some come twice");
        assert!(!arrived.is_sorted());
        assert_eq!(arrived, arrivals(TransportKind::Udp, Duration::ZERO, 5));
        assert_ne!(arrived, arrivals(TransportKind::Udp, Duration::ZERO, 6));
    }

    #[test]
    fn streams_keep_everything_in_order() {
        let arrived = arrivals(TransportKind::Tcp, Duration::ZERO, 5);

        assert_eq!(arrived, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_lost_once_the_network_is_calm() {
        let mut arrived = arrivals(TransportKind::Udp, Duration::from_secs(100), 5);

        arrived.sort_unstable();
        assert_eq!(arrived, (0..1000).collect::<Vec<_>>());
    }
}
