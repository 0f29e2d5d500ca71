//! Tells the peers of one UDP socket apart, and remembers what each has not yet reacted to.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, SocketAddr};

use sip_agent::wire::{FlowId, Route, SendId};

use crate::order::Outgoing;

/// Sends remembered for one peer that is silent.
const UNANSWERED: usize = 16;

/// Where the number of the socket begins in a [`FlowId`]; below it counts the peer.
const SOCKET_SHIFT: u32 = 32;

/// The peers of one socket.
#[derive(Debug)]
pub(super) struct Peers {
    socket: u32,
    known: BTreeMap<Key, Peer>,
    /// In the order they became known.
    eldest: VecDeque<Key>,
    limit: usize,
    next: u32,
}

#[derive(Debug)]
struct Peer {
    id: FlowId,
    unanswered: VecDeque<(SendId, Route)>,
}

/// Scope and flow label of an IPv6 address differ between calls of the system.
type Key = (IpAddr, u16);

impl Peers {
    pub(super) const fn new(socket: u32, limit: usize) -> Self {
        Self { socket, known: BTreeMap::new(), eldest: VecDeque::new(), limit, next: 0 }
    }

    /// Notes a message on its way; gives the peer's flow.
    pub(super) fn sent(&mut self, message: &Outgoing) -> FlowId {
        let peer = self.peer(message.route.peer);
        if !peer.unanswered.iter().any(|(id, _route)| *id == message.id) {
            if peer.unanswered.len() >= UNANSWERED {
                peer.unanswered.pop_front();
            }
            peer.unanswered.push_back((message.id, message.route.clone()));
        }
        peer.id
    }

    /// Notes that the peer lives: what was sent until now has not been refused.
    pub(super) fn heard(&mut self, peer: SocketAddr) -> FlowId {
        let peer = self.peer(peer);
        peer.unanswered.clear();
        peer.id
    }

    pub(super) fn forget_send(&mut self, peer: SocketAddr, send: SendId) {
        self.peer(peer).unanswered.retain(|(id, _route)| *id != send);
    }

    /// Takes everything sent to the peer since it was heard last.
    pub(super) fn unanswered(&mut self, peer: SocketAddr) -> VecDeque<(SendId, Route)> {
        self.known
            .get_mut(&key(peer))
            .map(|peer| std::mem::take(&mut peer.unanswered))
            .unwrap_or_default()
    }

    fn peer(&mut self, address: SocketAddr) -> &mut Peer {
        let key = key(address);
        if !self.known.contains_key(&key) {
            if self.known.len() >= self.limit
                && let Some(eldest) = self.eldest.pop_front()
            {
                self.known.remove(&eldest);
            }
            self.eldest.push_back(key);
            self.next = self.next.wrapping_add(1);
        }
        let id = FlowId((u64::from(self.socket) << SOCKET_SHIFT) | u64::from(self.next));
        self.known.entry(key).or_insert_with(|| Peer { id, unanswered: VecDeque::new() })
    }
}

/// The number of the socket that a flow belongs to; 0 for connections.
pub(super) const fn socket_of(flow: FlowId) -> u32 {
    (flow.0 >> SOCKET_SHIFT) as u32
}

const fn key(address: SocketAddr) -> Key {
    (address.ip(), address.port())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use sip_agent::wire::TransportKind;

    use super::*;

    #[test]
    fn a_peer_keeps_its_flow_and_others_have_another() {
        let mut peers = Peers::new(3, 8);

        let one = peers.heard(at(1));
        let other = peers.heard(at(2));

        assert_ne!(one, other);
        assert_eq!(peers.heard(at(1)), one);
        assert_eq!(peers.sent(&message(7, 1)), one);
        assert_eq!(socket_of(one), 3);
    }

    #[test]
    fn what_a_peer_has_reacted_to_counts_as_taken() {
        let mut peers = Peers::new(1, 8);
        peers.sent(&message(1, 1));
        peers.heard(at(1));
        peers.sent(&message(2, 1));
        peers.sent(&message(2, 1));
        peers.sent(&message(3, 2));

        let sends: Vec<_> = peers.unanswered(at(1)).into_iter().map(|(id, _)| id.0).collect();

        assert_eq!(sends, [2], "repeated once, told once, and nothing of the other peer");
        assert!(peers.unanswered(at(1)).is_empty());
    }

    #[test]
    fn the_eldest_peer_is_forgotten_when_there_are_too_many() {
        let mut peers = Peers::new(1, 2);
        let first = peers.heard(at(1));
        let second = peers.heard(at(2));

        peers.heard(at(3));

        assert_eq!(peers.heard(at(2)), second);
        assert_ne!(peers.heard(at(1)), first, "a flow number is never used again");
        assert_eq!(peers.known.len(), 2);
        assert_eq!(peers.eldest.len(), 2);
    }

    fn at(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    fn message(id: u64, port: u16) -> Box<Outgoing> {
        let route =
            Route { transport: TransportKind::Udp, peer: at(port), server_name: None, flow: None };
        Outgoing::new(SendId(id), route, Bytes::new())
    }
}
