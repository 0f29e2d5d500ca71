//! Keeps the flow to the registrar open: pings while it is idle, and learns whether it answers.
//!
//! Source: RFC 5626 §3.5, §4.4.

use std::time::{Duration, Instant};

use clock::Deadline;

use crate::chance::Chance;
use crate::waits;
use crate::wire::{Flow, TransportKind};

/// Pings over datagrams keep a NAT's memory fresh. Source: RFC 5626 §4.4 (24 to 29 seconds).
const UDP: Duration = Duration::from_secs(29);
/// Pings over streams. Source: RFC 5626 §4.4 (95 to 120 seconds).
const STREAM: Duration = Duration::from_secs(120);

/// Whether and how often one flow is pinged.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    beat: Option<Beat>,
    /// A stream was closed while a ping waited, and none was ever answered: this server knows no
    /// pings, and they do harm.
    is_unwelcome: bool,
}

#[derive(Debug)]
struct Beat {
    flow: Flow,
    allowed: Duration,
    ping_at: Instant,
    /// A ping is out, and nothing has come back.
    is_waiting: bool,
    /// A ping was answered once.
    is_answered: bool,
}

/// What a server and its address tell about the flow to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// Wished by the person.
    pub(super) wished: Option<Duration>,
    /// Flow-Timer of the server. Source: RFC 5626 §10.
    pub(super) flow_timer: Option<Duration>,
    /// The server keeps to RFC 5626, and so answers pings.
    pub(super) is_outbound: bool,
    /// An address translator stands between.
    pub(super) is_translated: bool,
}

impl Circumstances {
    /// The longest time that this flow may be idle; `None` where nobody gains by pings.
    fn allowed(self, transport: TransportKind) -> Option<Duration> {
        if let Some(wished) = self.wished {
            return Some(wished.max(Duration::from_secs(5)));
        }
        if let Some(timer) = self.flow_timer.filter(|timer| !timer.is_zero()) {
            return Some(timer);
        }
        match transport {
            TransportKind::Udp => (self.is_translated || self.is_outbound).then_some(UDP),
            TransportKind::Tcp | TransportKind::Tls => self.is_outbound.then_some(STREAM),
        }
    }
}

impl Keeper {
    /// Keeps `flow` from now on; the beat of the same flow goes on as it was.
    pub(super) fn keep(
        &mut self,
        flow: Flow,
        what: Circumstances,
        now: Instant,
        chance: &mut Chance,
    ) {
        let is_stream = flow.transport.is_reliable();
        let allowed = what.allowed(flow.transport).filter(|_| !(is_stream && self.is_unwelcome));
        self.beat = match (self.beat.take(), allowed) {
            (_, None) => None,
            (Some(beat), Some(allowed)) if beat.flow.id == flow.id && beat.allowed == allowed => {
                Some(beat)
            }
            (_, Some(allowed)) => {
                let ping_at = now + waits::ping(allowed, chance);
                Some(Beat { flow, allowed, ping_at, is_waiting: false, is_answered: false })
            }
        };
    }

    /// Stops pinging.
    pub(super) fn rest(&mut self) {
        self.beat = None;
    }

    /// Something came back over the flow.
    pub(super) fn note_answer(&mut self, flow: &Flow) {
        if let Some(beat) = self.beat.as_mut().filter(|beat| beat.flow.id == flow.id) {
            beat.is_waiting = false;
            beat.is_answered = true;
        }
    }

    /// The flow is gone.
    pub(super) fn note_end(&mut self, flow: &Flow) {
        if let Some(beat) = self.beat.take_if(|beat| beat.flow.id == flow.id) {
            self.is_unwelcome |=
                beat.is_waiting && !beat.is_answered && flow.transport.is_reliable();
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        self.beat.as_ref().map(|beat| Deadline::new(beat.ping_at, "keep-alive ping"))
    }

    /// The flow to ping, if a ping is due.
    pub(super) fn take_due(&mut self, now: Instant, chance: &mut Chance) -> Option<Flow> {
        let beat = self.beat.as_mut().filter(|beat| beat.ping_at <= now)?;
        beat.ping_at = now + waits::ping(beat.allowed, chance);
        beat.is_waiting = true;
        Some(beat.flow)
    }
}
