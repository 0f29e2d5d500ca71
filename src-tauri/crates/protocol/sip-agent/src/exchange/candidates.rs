//! The servers that one request may be tried at, and which of them failed lately.
//!
//! Source: RFC 3263 §4.3 (fail-over), RFC 3261 §18.1.1 (TCP for large requests).

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use crate::transaction::Hop;
use crate::wire::{Candidate, TransportKind};

/// The servers not tried yet, best first.
#[derive(Debug)]
pub(super) struct Candidates {
    queue: VecDeque<Hop>,
    /// What was handed out, so that nobody is asked twice.
    tried: Vec<(TransportKind, SocketAddr)>,
    is_resolved: bool,
    limit: usize,
    /// A flow that is taken wherever a candidate leads the same way.
    flow: Option<Hop>,
}

impl Candidates {
    pub(super) fn new(first: Option<Hop>, limit: usize) -> Self {
        let queue = first.iter().cloned().collect();
        Self { queue, tried: Vec::new(), is_resolved: false, limit, flow: first }
    }

    /// Whether the resolver has not been asked and may still be.
    pub(super) const fn may_resolve(&self) -> bool {
        !self.is_resolved
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Adds what was resolved, without what an identity does not want.
    pub(super) fn add(&mut self, found: Vec<Candidate>, wanted: Option<TransportKind>) {
        self.is_resolved = true;
        for candidate in found {
            if wanted.is_none_or(|kind| kind == candidate.transport)
                || wanted == Some(TransportKind::Udp) && candidate.transport == TransportKind::Tcp
            {
                let same = self.flow.as_ref().filter(|hop| {
                    hop.candidate.transport == candidate.transport
                        && hop.candidate.peer == candidate.peer
                });
                let flow = same.and_then(|hop| hop.flow);
                self.queue.push_back(Hop { candidate, flow });
            }
        }
    }

    /// The next one to try. Where `wants_stream` says so of a UDP candidate, TCP to the same address
    /// comes before it.
    pub(super) fn take(&mut self, wants_stream: impl Fn(&Candidate) -> bool) -> Option<Hop> {
        while self.tried.len() < self.limit {
            let hop = self.queue.pop_front()?;
            let key = (hop.candidate.transport, hop.candidate.peer);
            if self.tried.contains(&key) {
                continue;
            }
            let stream = (TransportKind::Tcp, hop.candidate.peer);
            let is_datagram = key.0 == TransportKind::Udp && !self.tried.contains(&stream);
            if is_datagram && wants_stream(&hop.candidate) {
                self.tried.push(stream);
                let candidate =
                    Candidate { transport: TransportKind::Tcp, ..hop.candidate.clone() };
                self.queue.push_front(hop);
                return Some(Hop::new(candidate));
            }
            self.tried.push(key);
            return Some(hop);
        }
        None
    }

    /// Whether TCP to this address was our own idea and UDP is still to be tried.
    pub(super) fn is_detour(&self, candidate: &Candidate) -> bool {
        candidate.transport == TransportKind::Tcp
            && self.queue.front().is_some_and(|next| {
                next.candidate.transport == TransportKind::Udp
                    && next.candidate.peer == candidate.peer
            })
    }
}

/// Servers that failed lately: they are tried last until their time is over.
#[derive(Debug, Default)]
pub(super) struct Penalties {
    until: BTreeMap<(TransportKind, SocketAddr), Instant>,
    /// Addresses that take datagrams and no connections.
    without_stream: BTreeMap<SocketAddr, Instant>,
}

impl Penalties {
    /// As many as are remembered; beyond, the one that ends first is forgotten.
    const LIMIT: usize = 64;

    pub(super) fn note(&mut self, candidate: &Candidate, until: Instant) {
        self.until.insert((candidate.transport, candidate.peer), until);
        if self.until.len() > Self::LIMIT
            && let Some(first) = self.until.iter().min_by_key(|(_, at)| **at).map(|(key, _)| *key)
        {
            self.until.remove(&first);
        }
    }

    /// Notes that large requests go to this address by UDP all the same until then.
    pub(super) fn note_without_stream(&mut self, peer: SocketAddr, until: Instant) {
        if self.without_stream.len() >= Self::LIMIT {
            self.without_stream.clear();
        }
        self.without_stream.insert(peer, until);
    }

    pub(super) fn is_without_stream(&self, peer: SocketAddr, now: Instant) -> bool {
        self.without_stream.get(&peer).is_some_and(|until| *until > now)
    }

    pub(super) fn clear(&mut self, candidate: &Candidate) {
        self.until.remove(&(candidate.transport, candidate.peer));
    }

    pub(super) fn is_any_at(&self, now: Instant) -> bool {
        self.until.values().any(|until| *until > now)
    }

    /// The candidates in their order, those under penalty last.
    pub(super) fn sort(&mut self, mut found: Vec<Candidate>, now: Instant) -> Vec<Candidate> {
        self.until.retain(|_, until| *until > now);
        found.sort_by_key(|candidate| {
            self.until.contains_key(&(candidate.transport, candidate.peer))
        });
        found
    }
}
