//! One server transaction.
//!
//! ```text
//! INVITE:  Proceeding ──2xx──▶ Accepted ──timer L──▶ over          (ACK goes to the user)
//!              └──3xx–6xx──▶ Refused ──ACK──▶ Confirmed ──timer I──▶ over
//!                               └ timer H ──▶ unacknowledged
//! others:  Trying ──1xx──▶ Progressing ──final──▶ Answered ──timer J──▶ over
//! ```
//!
//! Source: RFC 3261 §17.2; RFC 6026 §7.1, §8.7 (Accepted, timer L).

use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::Deadline;
use sip_message::{Method, Request, StatusCode};

use super::key::{Origin, ServerKey};
use crate::settings::Timers;
use crate::wire::Route;

/// How long the user may think before a 100 goes out by itself. Source: RFC 3261 §17.2.1.
const TRYING_WAIT: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub(super) struct Server {
    pub(super) request: Request,
    pub(super) key: ServerKey,
    pub(super) origin: Origin,
    pub(super) route: Route,
    /// The To tag of the latest response that had one.
    pub(super) tag: Option<String>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// An INVITE without final response.
    Proceeding { last: Option<Bytes>, trying_at: Option<Instant> },
    /// An INVITE with 2xx.
    Accepted { until: Instant },
    /// An INVITE with 3xx–6xx that is not acknowledged.
    Refused { last: Bytes, repeat: Option<Repeat>, give_up_at: Instant },
    /// An INVITE with 3xx–6xx that is acknowledged.
    Confirmed { until: Instant },
    /// Another request without any response; dropped when nobody waits any more.
    Trying { until: Instant },
    /// Another request with a provisional response.
    Progressing { last: Bytes, until: Instant },
    /// Another request with a final response.
    Answered { last: Bytes, until: Instant },
}

#[derive(Debug)]
struct Repeat {
    at: Instant,
    wait: Duration,
}

/// What a step of the machine asks of its owner.
#[derive(Debug, Default)]
pub(super) struct ServerNews {
    pub(super) send: Option<Bytes>,
    pub(super) is_unacknowledged: bool,
    pub(super) is_over: bool,
}

impl ServerNews {
    fn sending(bytes: Bytes) -> Self {
        Self { send: Some(bytes), ..Self::default() }
    }
}

impl Server {
    pub(super) fn new(
        request: Request,
        key: ServerKey,
        origin: Origin,
        route: Route,
        now: Instant,
        timers: Timers,
    ) -> Self {
        let state = if request.method == Method::Invite {
            State::Proceeding { last: None, trying_at: Some(now + TRYING_WAIT) }
        } else {
            State::Trying { until: now + timers.give_up() }
        };
        Self { request, key, origin, route, tag: None, state }
    }

    pub(super) const fn is_accepted(&self) -> bool {
        matches!(self.state, State::Accepted { .. })
    }

    /// Whether it goes on after a response could not be sent: a 2xx may reach by another way.
    pub(super) const fn outlives_send_failure(&self) -> bool {
        match self.state {
            State::Proceeding { .. } | State::Accepted { .. } => true,
            State::Refused { .. }
            | State::Confirmed { .. }
            | State::Trying { .. }
            | State::Progressing { .. }
            | State::Answered { .. } => false,
        }
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        match &self.state {
            State::Proceeding { trying_at, .. } => {
                trying_at.map(|at| Deadline::new(at, "100 Trying"))
            }
            State::Accepted { until } => {
                Some(Deadline::new(*until, "accepted INVITE ends (timer L)"))
            }
            State::Refused { repeat, give_up_at, .. } => Deadline::earlier(
                repeat.as_ref().map(|r| Deadline::new(r.at, "refusal repetition (timer G)")),
                Some(Deadline::new(*give_up_at, "refusal not acknowledged (timer H)")),
            ),
            State::Confirmed { until } => {
                Some(Deadline::new(*until, "acknowledged INVITE ends (timer I)"))
            }
            State::Trying { until } | State::Progressing { until, .. } => {
                Some(Deadline::new(*until, "request never answered"))
            }
            State::Answered { until, .. } => {
                Some(Deadline::new(*until, "answered request ends (timer J)"))
            }
        }
    }

    /// Sends a response of the user; `None` if a final one was sent before.
    pub(super) fn respond(
        &mut self,
        status: StatusCode,
        bytes: Bytes,
        now: Instant,
        timers: Timers,
    ) -> Option<ServerNews> {
        let is_reliable = self.route.transport.is_reliable();
        match &mut self.state {
            State::Proceeding { last, trying_at } if status.is_provisional() => {
                *last = Some(bytes.clone());
                *trying_at = None;
                Some(ServerNews::sending(bytes))
            }
            State::Proceeding { .. } if status.is_success() => {
                self.state = State::Accepted { until: now + timers.give_up() };
                Some(ServerNews::sending(bytes))
            }
            State::Proceeding { .. } => {
                let repeat =
                    (!is_reliable).then(|| Repeat { at: now + timers.t1, wait: timers.t1 });
                let give_up_at = now + timers.give_up();
                self.state = State::Refused { last: bytes.clone(), repeat, give_up_at };
                Some(ServerNews::sending(bytes))
            }
            State::Accepted { .. } if status.is_success() => Some(ServerNews::sending(bytes)),
            State::Trying { until } | State::Progressing { until, .. }
                if status.is_provisional() =>
            {
                self.state = State::Progressing { last: bytes.clone(), until: *until };
                Some(ServerNews::sending(bytes))
            }
            State::Trying { .. } | State::Progressing { .. } => {
                let linger = if is_reliable { Duration::ZERO } else { timers.give_up() };
                self.state = State::Answered { last: bytes.clone(), until: now + linger };
                Some(ServerNews { is_over: is_reliable, ..ServerNews::sending(bytes) })
            }
            State::Accepted { .. }
            | State::Refused { .. }
            | State::Confirmed { .. }
            | State::Answered { .. } => None,
        }
    }

    /// The same request again.
    pub(super) fn handle_repetition(&self) -> ServerNews {
        match &self.state {
            State::Proceeding { last, .. } => {
                ServerNews { send: last.clone(), ..ServerNews::default() }
            }
            State::Refused { last, .. }
            | State::Progressing { last, .. }
            | State::Answered { last, .. } => ServerNews::sending(last.clone()),
            State::Accepted { .. } | State::Confirmed { .. } | State::Trying { .. } => {
                ServerNews::default()
            }
        }
    }

    /// The ACK of a refusal.
    pub(super) fn handle_ack(&mut self, now: Instant, timers: Timers) -> ServerNews {
        match self.state {
            State::Refused { .. } => {
                let is_reliable = self.route.transport.is_reliable();
                let linger = if is_reliable { Duration::ZERO } else { timers.t4 };
                self.state = State::Confirmed { until: now + linger };
                ServerNews { is_over: is_reliable, ..ServerNews::default() }
            }
            State::Proceeding { .. }
            | State::Accepted { .. }
            | State::Confirmed { .. }
            | State::Trying { .. }
            | State::Progressing { .. }
            | State::Answered { .. } => ServerNews::default(),
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant, timers: Timers) -> ServerNews {
        match &mut self.state {
            State::Proceeding { last, trying_at } => {
                *trying_at = None;
                let bytes = self.request.response(StatusCode::TRYING).to_bytes();
                *last = Some(bytes.clone());
                ServerNews::sending(bytes)
            }
            State::Refused { give_up_at, .. } if *give_up_at <= now => {
                ServerNews { is_unacknowledged: true, is_over: true, ..ServerNews::default() }
            }
            State::Refused { last, repeat: Some(repeat), .. } if repeat.at <= now => {
                repeat.wait = repeat.wait.saturating_mul(2).min(timers.t2);
                repeat.at = now + repeat.wait;
                ServerNews::sending(last.clone())
            }
            State::Refused { .. } => ServerNews::default(),
            State::Accepted { until }
            | State::Confirmed { until }
            | State::Trying { until }
            | State::Progressing { until, .. }
            | State::Answered { until, .. } => {
                ServerNews { is_over: *until <= now, ..ServerNews::default() }
            }
        }
    }
}
