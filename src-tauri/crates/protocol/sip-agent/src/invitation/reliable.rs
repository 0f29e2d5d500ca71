//! Our provisional responses: that it rings, with or without something to hear, and for sure where the
//! far end wants that.
//!
//! ```text
//!           180, 183 unreliably                       said again each minute
//! ring ──▶  Supported: 100rel and a session, or       repeated until its PRACK; a session in it
//!           Require: 100rel: 180, 183 reliably   ──▶  must be acknowledged before the 2xx goes
//! ```
//!
//! Source: RFC 3261 §13.3.1.1; RFC 3262 §3, §5; RFC 6337 §3 (offers in PRACK).

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{HeaderName, Request, StatusCode};

use super::call::{Offered, Phase, Reliable, Theirs};
use super::machine::{Invitations, Timer, ending};
use super::{Cause, Event, InvitationId, Side};
use crate::agent::Refusal;
use crate::core::Core;
use crate::transaction::{ServerId, cseq_of};
use crate::wire::Flow;
use crate::{Output, body};

impl Offered {
    /// Whether a provisional response goes out for sure; `None` if none may go out.
    fn is_reliable(&self, has_session: bool) -> Option<bool> {
        let headers = &self.request.headers;
        let names_it = |tags: &[String]| tags.iter().any(|tag| tag == "100rel");
        let is_required = names_it(&headers.require());
        let is_late_offer = !self.has_offer && !self.has_answered;
        match (is_required, has_session) {
            // The first reliable response must carry our offer. Source: RFC 3261 §13.2.1.
            (true, false) if is_late_offer => None,
            (true, _) => Some(true),
            (false, true) => Some(names_it(&headers.supported())),
            (false, false) => Some(false),
        }
    }
}

impl Invitations {
    pub(crate) fn ring(
        &mut self,
        id: InvitationId,
        session: Option<Bytes>,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let call = self.live(id)?;
        let Phase::Offered(offered) = &mut call.phase else { return Err(Refusal::WrongState) };
        if offered.reliable.is_some() {
            return Err(Refusal::Busy);
        }
        let is_late_offer = !offered.has_offer;
        // What was offered by us and answered is not said again.
        let session = session.filter(|_| !(is_late_offer && offered.has_answered));
        let Some(is_reliable) = offered.is_reliable(session.is_some()) else { return Ok(()) };
        if is_late_offer && session.is_some() && !is_reliable {
            return Err(Refusal::WrongState);
        }
        let status = match &session {
            Some(_) => StatusCode::SESSION_PROGRESS,
            None => StatusCode::RINGING,
        };
        let arrival = (call.identity, &offered.flow);
        let mut response = core.dialog_response(&offered.request, status, &call.local_tag, arrival);
        if let Some(session) = session {
            response = response.with_body(body::SDP, session);
        }
        let (server, timers) = (offered.server, core.settings.timers);
        if is_reliable {
            offered.rseq += 1;
            response.headers.push(HeaderName::Require, "100rel");
            response.headers.push(HeaderName::RSeq, offered.rseq);
            offered.reliable = Some(Reliable {
                rseq: offered.rseq,
                response: response.clone(),
                wait: timers.t1,
                give_up_at: now.instant + timers.give_up(),
            });
            let at = now.instant + timers.t1;
            self.wake(id, Timer::Reliable, Some(Deadline::new(at, "reliable 18x repetition")));
        } else {
            offered.last = Some(response.clone());
            self.remind_later(id, now);
        }
        core.respond(server, &response, now);
        Ok(())
    }

    pub(super) fn repeat_reliable(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let tag = call.local_tag.clone();
        let Phase::Offered(offered) = &mut call.phase else { return };
        let server = offered.server;
        let Some(reliable) = &mut offered.reliable else { return };
        if reliable.give_up_at <= now.instant {
            // Source: RFC 3262 §3: the original request is refused with a 5xx.
            let request = offered.request.clone();
            let status = StatusCode::SERVER_TIMEOUT;
            let response = core.response(&request, status, Some(&tag));
            core.respond(server, &response, now);
            self.end(id, ending(Side::Far, Cause::NotConfirmed), core, now);
            return;
        }
        reliable.wait = reliable.wait.saturating_mul(2);
        let at = (now.instant + reliable.wait).min(reliable.give_up_at);
        let response = reliable.response.clone();
        core.respond(server, &response, now);
        self.wake(id, Timer::Reliable, Some(Deadline::new(at, "reliable 18x repetition")));
    }

    /// PRACK of theirs: stops the repetition of what it names, and may bring an answer or a further
    /// offer. Source: RFC 3262 §3, §5.
    pub(super) fn handle_prack(
        &mut self,
        id: InvitationId,
        server: ServerId,
        request: &Request,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) {
        let Ok(rack) = request.headers.rack() else {
            core.reply(server, request, StatusCode::BAD_REQUEST, now);
            return;
        };
        let session = match body::session(&request.headers, &request.body) {
            Ok(session) => session,
            Err(fault) => {
                core.refuse_body(server, request, fault, now);
                return;
            }
        };
        let Some(call) = self.table.get_mut(&id) else { return };
        let named = (rack.rseq, rack.cseq.number);
        if call.unpracked.take_if(|unpracked| *unpracked == named).is_some() {
            core.reply(server, request, StatusCode::OK, now);
            return;
        }
        let Phase::Offered(offered) = &mut call.phase else {
            core.reply(server, request, StatusCode::CALL_DOES_NOT_EXIST, now);
            return;
        };
        let cseq = cseq_of(&offered.request).number;
        let is_it = |reliable: &mut Reliable| (reliable.rseq, cseq) == named;
        let Some(acknowledged) = offered.reliable.take_if(is_it) else {
            core.reply(server, request, StatusCode::CALL_DOES_NOT_EXIST, now);
            return;
        };
        let mut reminder = acknowledged.response;
        let carried = !reminder.body.is_empty();
        // The reminder is said unreliably: a reliable one would need a PRACK of its own.
        reminder.headers.remove(&HeaderName::Require);
        reminder.headers.remove(&HeaderName::RSeq);
        let awaits_answer = carried && !offered.has_offer && !offered.has_answered;
        if awaits_answer {
            reminder.body = Bytes::new();
            reminder.headers.remove(&HeaderName::ContentType);
        }
        offered.last = Some(reminder);
        offered.has_answered |= carried;
        let has_answered = offered.has_answered;
        self.wake(id, Timer::Reliable, None);
        self.remind_later(id, now);
        match (awaits_answer, session) {
            (true, Some(answer)) => {
                core.reply(server, request, StatusCode::OK, now);
                let event = Event::EarlyMedia { answer };
                core.outputs.push_back(Output::Invitation { id, event });
            }
            (true, None) => {
                core.reply(server, request, StatusCode::OK, now);
                self.refuse_without_session(id, core, now);
                return;
            }
            (false, None) => core.reply(server, request, StatusCode::OK, now),
            (false, Some(offer)) => {
                self.handle_prack_offer(
                    id,
                    (server, request, offer),
                    has_answered,
                    flow,
                    core,
                    now,
                );
            }
        }
        self.accept_now(id, core, now);
    }

    /// A further offer in a PRACK: answered in its 200, once the first has its answer.
    fn handle_prack_offer(
        &mut self,
        id: InvitationId,
        (server, request, offer): (ServerId, &Request, Bytes),
        has_answered: bool,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        if !has_answered || call.early.is_some() {
            let tag = call.local_tag.clone();
            core.ask_to_retry(server, request, &tag, now);
            return;
        }
        let from_tag = request.headers.from().ok().and_then(|from| from.tag()).unwrap_or_default();
        let theirs = Theirs { server, request: request.clone(), flow: *flow, has_offer: true };
        call.early = Some((from_tag, offer.clone(), theirs));
        let event = Event::Reoffered { offer: Some(offer) };
        core.outputs.push_back(Output::Invitation { id, event });
    }

    /// Sends the 2xx that waited for a PRACK, unless a further offer waits now.
    pub(super) fn accept_now(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get_mut(&id) else { return };
        if call.early.is_some() {
            return;
        }
        let Phase::Offered(offered) = &mut call.phase else { return };
        let Some(session) = offered.acceptance.take() else { return };
        if let Err(why) = self.accept(id, session, core, now) {
            tracing::warn!(%why, "call not accepted after its PRACK");
        }
    }

    /// Our offer has no answer where there must be one.
    fn refuse_without_session(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get(&id) else { return };
        let Phase::Offered(offered) = &call.phase else { return };
        let (server, tag) = (offered.server, call.local_tag.clone());
        let status = StatusCode::NOT_ACCEPTABLE_HERE;
        let request = offered.request.clone();
        let response = core.response(&request, status, Some(&tag));
        core.respond(server, &response, now);
        self.end(id, ending(Side::Far, Cause::NoSession), core, now);
        self.forget_if_done(id, core);
    }

    /// Says 18x again, lest a proxy on the way gives up (its timer C).
    pub(super) fn remind(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get(&id) else { return };
        if let Phase::Offered(offered) = &call.phase
            && let Some(last) = &offered.last
        {
            core.respond(offered.server, last, now);
            self.remind_later(id, now);
        }
    }

    fn remind_later(&mut self, id: InvitationId, now: Now) {
        let deadline = Deadline::new(now.instant + REMINDER, "18x reminder");
        self.wake(id, Timer::Reminder, Some(deadline));
    }
}

/// How often a ringing call says so again. Source: RFC 3261 §13.3.1.1.
const REMINDER: std::time::Duration = std::time::Duration::from_secs(60);
