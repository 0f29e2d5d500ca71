//! One client transaction.
//!
//! ```text
//! INVITE:  Calling ──1xx──▶ Proceeding ──2xx──▶ Accepted ──timer M──▶ over
//!            │  │ timer B, send failed  └─3xx–6xx─▶ Refused ──timer D──▶ over
//!            │  └────▶ failed                        (ACK for each)
//! others:  Trying ──1xx──▶ Trying (timer E at T2) ──final──▶ Answered ──timer K──▶ over
//!            └ timer F, send failed ──▶ failed
//! ```
//!
//! Source: RFC 3261 §17.1, §9.1; RFC 6026 §7.2, §8.4 (Accepted, timer M).

use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::Deadline;
use sip_message::{CSeq, HeaderName, Method, Request, Response};

use super::{Hop, cseq_of};
use crate::settings::Timers;
use crate::wire::Flow;

/// How long a refused INVITE answers repetitions over UDP. Source: RFC 3261 §17.1.1.2 (timer D).
const REFUSED_LINGER: Duration = Duration::from_secs(32);

#[derive(Debug)]
pub(super) struct Client {
    pub(super) request: Request,
    pub(super) bytes: Bytes,
    pub(super) hop: Hop,
    pub(super) branch: String,
    /// A CANCEL that the layer sent by itself: its fate interests nobody.
    pub(super) is_own: bool,
    state: State,
    cancel: Cancel,
    /// When an INVITE that is being handled is given up; set by a CANCEL or by the user.
    give_up_at: Option<Instant>,
}

#[derive(Debug)]
enum State {
    /// An INVITE is out, nothing came back.
    Calling { repeat: Option<Repeat>, give_up_at: Instant },
    /// An INVITE is being handled, for as long as it takes.
    Proceeding,
    /// 2xx to INVITE: each of them goes up.
    Accepted { until: Instant },
    /// 3xx–6xx to INVITE: each of them is acknowledged.
    Refused { ack: Bytes, until: Instant },
    /// Another request is out.
    Trying { repeat: Option<Repeat>, give_up_at: Instant, is_proceeding: bool },
    /// Another request is answered; absorbs repetitions.
    Answered { until: Instant },
}

#[derive(Debug)]
struct Repeat {
    at: Instant,
    wait: Duration,
}

#[derive(Debug)]
enum Cancel {
    Unwanted,
    Wanted { reason: Option<String> },
    Sent,
}

/// What a step of the machine asks of its owner.
#[derive(Debug, Default)]
pub(super) struct ClientNews {
    pub(super) send: Option<Bytes>,
    pub(super) is_for_user: bool,
    pub(super) is_timed_out: bool,
    pub(super) is_over: bool,
}

impl Client {
    pub(super) fn new(
        request: Request,
        hop: Hop,
        branch: String,
        now: Instant,
        timers: Timers,
    ) -> Self {
        let is_reliable = hop.candidate.transport.is_reliable();
        let repeat = (!is_reliable).then(|| Repeat { at: now + timers.t1, wait: timers.t1 });
        let give_up_at = now + timers.give_up();
        let state = if request.method == Method::Invite {
            State::Calling { repeat, give_up_at }
        } else {
            State::Trying { repeat, give_up_at, is_proceeding: false }
        };
        let bytes = request.to_bytes();
        Self {
            request,
            bytes,
            hop,
            branch,
            is_own: false,
            state,
            cancel: Cancel::Unwanted,
            give_up_at: None,
        }
    }

    /// Stays on the flow that the answer came over.
    pub(super) fn note_flow(&mut self, flow: &Flow) {
        let candidate = &self.hop.candidate;
        if candidate.transport == flow.transport && candidate.peer == flow.peer {
            self.hop.flow = Some(flow.id);
        }
    }

    /// Whether it was sent over this connection and nothing came back.
    pub(super) fn is_lost_with(&self, flow: &Flow) -> bool {
        let candidate = &self.hop.candidate;
        let is_there = flow.transport.is_reliable()
            && candidate.transport == flow.transport
            && candidate.peer == flow.peer
            && self.hop.flow.is_none_or(|id| id == flow.id);
        is_there
            && match self.state {
                State::Calling { .. } | State::Trying { .. } => true,
                State::Proceeding
                | State::Accepted { .. }
                | State::Refused { .. }
                | State::Answered { .. } => false,
            }
    }

    /// Whether the user still waits for a final response.
    pub(super) const fn is_unanswered(&self) -> bool {
        match self.state {
            State::Calling { .. } | State::Proceeding | State::Trying { .. } => true,
            State::Accepted { .. } | State::Refused { .. } | State::Answered { .. } => false,
        }
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        match &self.state {
            State::Calling { repeat, give_up_at } => Deadline::earlier(
                repeat.as_ref().map(|r| Deadline::new(r.at, "INVITE repetition (timer A)")),
                Some(Deadline::new(*give_up_at, "INVITE gives up (timer B)")),
            ),
            State::Proceeding => {
                self.give_up_at.map(|at| Deadline::new(at, "cancelled INVITE gives up"))
            }
            State::Accepted { until } => {
                Some(Deadline::new(*until, "accepted INVITE ends (timer M)"))
            }
            State::Refused { until, .. } => {
                Some(Deadline::new(*until, "refused INVITE ends (timer D)"))
            }
            State::Trying { repeat, give_up_at, .. } => Deadline::earlier(
                repeat.as_ref().map(|r| Deadline::new(r.at, "request repetition (timer E)")),
                Some(Deadline::new(*give_up_at, "request gives up (timer F)")),
            ),
            State::Answered { until } => {
                Some(Deadline::new(*until, "answered request ends (timer K)"))
            }
        }
    }

    pub(super) fn handle_response(
        &mut self,
        response: &Response,
        now: Instant,
        timers: Timers,
    ) -> ClientNews {
        let status = response.status;
        let is_reliable = self.hop.candidate.transport.is_reliable();
        match &mut self.state {
            State::Calling { .. } | State::Proceeding if status.is_success() => {
                self.state = State::Accepted { until: now + timers.give_up() };
                ClientNews { is_for_user: true, ..ClientNews::default() }
            }
            State::Calling { .. } if status.is_provisional() => {
                self.state = State::Proceeding;
                ClientNews { is_for_user: true, ..ClientNews::default() }
            }
            State::Proceeding if status.is_provisional() => {
                ClientNews { is_for_user: true, ..ClientNews::default() }
            }
            State::Calling { .. } | State::Proceeding => {
                let ack = self.ack(response);
                let linger = if is_reliable { Duration::ZERO } else { REFUSED_LINGER };
                self.state = State::Refused { ack: ack.clone(), until: now + linger };
                ClientNews {
                    send: Some(ack),
                    is_for_user: true,
                    is_over: is_reliable,
                    ..ClientNews::default()
                }
            }
            State::Accepted { .. } => {
                ClientNews { is_for_user: status.is_success(), ..ClientNews::default() }
            }
            State::Refused { ack, .. } => {
                let send = status.is_refusal().then(|| ack.clone());
                ClientNews { send, ..ClientNews::default() }
            }
            State::Trying { is_proceeding, .. } if status.is_provisional() => {
                *is_proceeding = true;
                ClientNews { is_for_user: true, ..ClientNews::default() }
            }
            State::Trying { .. } => {
                let linger = if is_reliable { Duration::ZERO } else { timers.t4 };
                self.state = State::Answered { until: now + linger };
                ClientNews { is_for_user: true, is_over: is_reliable, ..ClientNews::default() }
            }
            State::Answered { .. } => ClientNews::default(),
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant, timers: Timers) -> ClientNews {
        let timed_out = ClientNews { is_timed_out: true, is_over: true, ..ClientNews::default() };
        match &mut self.state {
            State::Calling { give_up_at, .. } | State::Trying { give_up_at, .. }
                if *give_up_at <= now =>
            {
                timed_out
            }
            State::Calling { repeat: Some(repeat), .. } if repeat.at <= now => {
                repeat.wait = repeat.wait.saturating_mul(2);
                repeat.at = now + repeat.wait;
                ClientNews { send: Some(self.bytes.clone()), ..ClientNews::default() }
            }
            State::Trying { repeat: Some(repeat), is_proceeding, .. } if repeat.at <= now => {
                let doubled = repeat.wait.saturating_mul(2).min(timers.t2);
                repeat.wait = if *is_proceeding { timers.t2 } else { doubled };
                repeat.at = now + repeat.wait;
                ClientNews { send: Some(self.bytes.clone()), ..ClientNews::default() }
            }
            State::Calling { .. } | State::Trying { .. } => ClientNews::default(),
            State::Proceeding if self.give_up_at.is_some_and(|at| at <= now) => timed_out,
            State::Proceeding => ClientNews::default(),
            State::Accepted { until }
            | State::Refused { until, .. }
            | State::Answered { until } => {
                ClientNews { is_over: *until <= now, ..ClientNews::default() }
            }
        }
    }

    /// Waits no longer than 64 × T1 for a final response.
    pub(super) fn limit(&mut self, now: Instant, timers: Timers) {
        self.give_up_at.get_or_insert(now + timers.give_up());
    }

    /// Notes the wish to cancel and says whether the CANCEL may go out at once.
    pub(super) fn want_cancel(&mut self, reason: Option<&str>) -> bool {
        match (&self.cancel, &self.state) {
            (Cancel::Unwanted, State::Calling { .. } | State::Proceeding) => {
                self.cancel = Cancel::Wanted { reason: reason.map(str::to_owned) };
                self.is_cancel_due()
            }
            (Cancel::Unwanted | Cancel::Wanted { .. } | Cancel::Sent, _) => false,
        }
    }

    /// Whether a CANCEL is wanted and a provisional response allows it.
    pub(super) const fn is_cancel_due(&self) -> bool {
        matches!((&self.cancel, &self.state), (Cancel::Wanted { .. }, State::Proceeding))
    }

    /// The CANCEL, with the INVITE's branch and Request-URI. Source: RFC 3261 §9.1.
    pub(super) fn take_cancel(&mut self, now: Instant, timers: Timers) -> (Request, Hop, String) {
        let mut cancel = self.companion(Method::Cancel);
        cancel.headers.copy(&self.request.headers, &HeaderName::To);
        if let Cancel::Wanted { reason: Some(reason) } = &self.cancel {
            cancel.headers.push(HeaderName::Reason, reason);
        }
        self.cancel = Cancel::Sent;
        self.give_up_at = Some(now + timers.give_up());
        (cancel, self.hop.clone(), self.branch.clone())
    }

    /// The ACK of a refusal. Source: RFC 3261 §17.1.1.3.
    fn ack(&self, response: &Response) -> Bytes {
        let mut ack = self.companion(Method::Ack);
        ack.headers.copy(&response.headers, &HeaderName::To);
        ack.to_bytes()
    }

    /// A request that follows the INVITE hop by hop: its topmost Via alone, Route, From, Call-ID,
    /// CSeq number. To is the caller's.
    fn companion(&self, method: Method) -> Request {
        let from = &self.request.headers;
        let mut request = Request::new(method.clone(), self.request.uri.clone());
        if let Some(via) = from.all(&HeaderName::Via).next() {
            request.headers.push(HeaderName::Via, via);
        }
        request.headers.push(HeaderName::MaxForwards, 70);
        for name in [HeaderName::Route, HeaderName::From, HeaderName::CallId] {
            request.headers.copy(from, &name);
        }
        request.headers.push(HeaderName::CSeq, CSeq::new(cseq_of(&self.request).number, method));
        request
    }
}
