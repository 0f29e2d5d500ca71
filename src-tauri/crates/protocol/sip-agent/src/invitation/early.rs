//! Their UPDATE with an offer before the call is answered: taken once the first offer has its answer.
//!
//! Source: RFC 3311 §5.2; RFC 3262 §5 (when an answer before the 2xx counts); RFC 6337 §3.

use std::time::Duration;

use bytes::Bytes;
use clock::Now;
use sip_message::{HeaderName, Method, Request, StatusCode};

use super::call::{Call, Phase, Theirs};
use super::machine::Invitations;
use super::{Event, InvitationId};
use crate::agent::Refusal;
use crate::core::Core;
use crate::transaction::ServerId;
use crate::wire::Flow;
use crate::{Output, body};

impl Call {
    /// What stands in the way of another offer in the early dialog of this tag.
    fn early_obstacle(&self, tag: &str) -> Option<StatusCode> {
        let Some(leg) = self.legs.get(tag) else { return Some(StatusCode::CALL_DOES_NOT_EXIST) };
        if self.early.is_some() {
            return Some(StatusCode::SERVER_INTERNAL_ERROR);
        }
        match &self.phase {
            Phase::Calling(calling) => {
                let is_answered = leg.early_answer.is_some() && leg.rseq.is_some();
                let answered = self.legs.values().filter(|leg| leg.early_answer.is_some()).count();
                if !calling.has_offer || !is_answered {
                    Some(StatusCode::REQUEST_PENDING)
                } else if answered > 1 {
                    // Several devices are heard at once: which session it would change is not clear.
                    Some(StatusCode::NOT_ACCEPTABLE_HERE)
                } else {
                    None
                }
            }
            Phase::Offered(offered) => {
                (!offered.has_answered).then_some(StatusCode::SERVER_INTERNAL_ERROR)
            }
            Phase::Established(_) | Phase::Over => Some(StatusCode::CALL_DOES_NOT_EXIST),
        }
    }
}

impl Invitations {
    /// Takes an UPDATE with an offer within an early dialog.
    pub(super) fn handle_early_offer(
        &mut self,
        id: InvitationId,
        server: ServerId,
        (request, offer): (&Request, Bytes),
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let from_tag = request.headers.from().ok().and_then(|from| from.tag()).unwrap_or_default();
        match call.early_obstacle(&from_tag) {
            Some(StatusCode::SERVER_INTERNAL_ERROR) => {
                let tag = call.local_tag.clone();
                core.ask_to_retry(server, request, &tag, now);
                return;
            }
            Some(status) => {
                core.reply(server, request, status, now);
                return;
            }
            None => {}
        }
        if let Some(leg) = call.legs.get_mut(&from_tag) {
            leg.dialog.refresh(&request.headers, Some(flow));
        }
        let theirs = Theirs { server, request: request.clone(), flow: *flow, has_offer: true };
        call.early = Some((from_tag, offer.clone(), theirs));
        let event = Event::Reoffered { offer: Some(offer) };
        core.outputs.push_back(Output::Invitation { id, event });
    }

    /// Refuses a re-INVITE that comes before the first INVITE has its final answer.
    ///
    /// Source: RFC 3261 §14.2.
    pub(super) fn refuse_early_invite(
        &self,
        id: InvitationId,
        server: ServerId,
        request: &Request,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get(&id) else { return };
        match call.phase {
            Phase::Calling(_) => core.reply(server, request, StatusCode::REQUEST_PENDING, now),
            Phase::Offered(_) | Phase::Established(_) | Phase::Over => {
                core.ask_to_retry(server, request, &call.local_tag, now);
            }
        }
    }

    /// Answers it, if one waits.
    pub(super) fn answer_early_offer(
        &mut self,
        id: InvitationId,
        session: &Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<bool, Refusal> {
        let call = self.live(id)?;
        let Some((tag, offer, theirs)) = call.early.take() else { return Ok(false) };
        let arrival = (call.identity, &theirs.flow);
        let response = if theirs.request.method == Method::Prack {
            core.response(&theirs.request, StatusCode::OK, Some(&call.local_tag))
        } else {
            core.dialog_response(&theirs.request, StatusCode::OK, &call.local_tag, arrival)
        };
        let response = response.with_body(body::SDP, session.clone());
        call.renewal.local = Some(session.clone());
        if let Some(leg) = call.legs.get_mut(&tag) {
            // From now on this is the session; what the 2xx repeats is older.
            leg.early_answer = Some(offer);
            leg.is_updated = true;
        }
        core.respond(theirs.server, &response, now);
        self.accept_now(id, core, now);
        Ok(true)
    }

    /// Refuses it, if one waits.
    pub(super) fn refuse_early_offer(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        core: &mut Core,
        now: Now,
    ) -> Result<bool, Refusal> {
        let Some((_, _, theirs)) = self.live(id)?.early.take() else { return Ok(false) };
        core.reply(theirs.server, &theirs.request, status, now);
        self.accept_now(id, core, now);
        Ok(true)
    }
}

impl Core {
    /// Refuses a change that comes while another is open: 500 with a wait of up to ten seconds.
    ///
    /// Source: RFC 3261 §14.2, RFC 3311 §5.2.
    pub(super) fn ask_to_retry(
        &mut self,
        server: ServerId,
        request: &Request,
        tag: &str,
        now: Now,
    ) {
        let status = StatusCode::SERVER_INTERNAL_ERROR;
        let mut response = self.response(request, status, Some(tag));
        let second = Duration::from_secs(1);
        let wait = self.chance.wait(Duration::ZERO, second * 10, second);
        response.headers.push(HeaderName::RetryAfter, wait.as_secs());
        self.respond(server, &response, now);
    }
}
