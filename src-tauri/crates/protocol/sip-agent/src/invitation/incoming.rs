//! Their INVITE: offered, ringing, accepted, refused, cancelled, acknowledged.
//!
//! Source: RFC 3261 §9.2, §13.3; RFC 3891 (Replaces).

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{HeaderName, Headers, Request, Response, StatusCode};

use super::call::{Call, Confirm, Established, Leg, Offered, Phase};
use super::machine::{Invitations, Timer, ending, ending_of};
use super::renewal::Renewal;
use super::{Cause, Event, IncomingInvitation, InvitationId, Side};
use crate::agent::Refusal;
use crate::core::Core;
use crate::dialog::Dialog;
use crate::identity::IdentityId;
use crate::reply::{ALLOW, SUPPORTED, anonymous, is_withheld};
use crate::transaction::{Hop, ServerId, cseq_of};
use crate::wire::Flow;
use crate::{Output, body};

impl Invitations {
    /// Takes an INVITE outside any dialog that passed all general checks.
    pub(crate) fn offer(
        &mut self,
        server: ServerId,
        request: Request,
        identity: IdentityId,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) {
        if self.is_full(core.settings.limits.invitations) || core.is_shutting_down {
            core.reply(server, &request, StatusCode::BUSY_HERE, now);
            return;
        }
        if core.refuses_interval(server, &request, None, now) {
            return;
        }
        let replaces = match self.replaced(&request, identity, flow, core) {
            Ok(replaces) => replaces,
            Err(status) => {
                core.reply(server, &request, status, now);
                return;
            }
        };
        let local_tag = core.chance.token();
        let first = core.chance.sequence();
        let sequence = core.sequences.open(first);
        let dialog = Dialog::of_request(&request, &local_tag, flow, Some(identity), sequence);
        let (Some(dialog), Ok(from)) = (dialog, request.headers.from()) else {
            core.sequences.close(sequence);
            core.reply(server, &request, StatusCode::BAD_REQUEST, now);
            return;
        };
        let offer = body::session(&request.headers, &request.body).ok().flatten();
        let id = InvitationId(core.fresh_id());
        let remote_tag = dialog.remote_tag.clone();
        let offered = Offered {
            server,
            request: request.clone(),
            flow: *flow,
            remote_tag: remote_tag.clone(),
            has_offer: offer.is_some(),
            replaces,
            last: None,
            reliable: None,
            has_answered: false,
            acceptance: None,
            rseq: core.chance.sequence(),
        };
        let is_from_server = core.is_served(Some(identity), flow);
        let told = core.asserted(Some(identity), flow, &request.headers);
        let call = Call {
            identity: Some(identity),
            asserted: told.clone(),
            call_id: dialog.call_id.clone(),
            local_tag,
            sequence,
            phase: Phase::Offered(Box::new(offered)),
            legs: [(remote_tag, Leg::new(dialog))].into(),
            exchanges: std::collections::BTreeMap::new(),
            acks: std::collections::BTreeMap::new(),
            confirm: None,
            early: None,
            renewal: Renewal::default(),
            unpracked: None,
            asked: None,
        };
        self.add(id, call);
        let mut from = told.clone().unwrap_or(from);
        if is_withheld(&request.headers) {
            from = anonymous();
        }
        from.params.remove("tag");
        let incoming = IncomingInvitation {
            id,
            identity: Some(identity),
            from,
            asserted: told,
            is_from_server,
            offer,
            replaces,
            request,
        };
        core.outputs.push_back(Output::Incoming(Box::new(incoming)));
    }

    /// What a Replaces header field names. Source: RFC 3891 §3.
    ///
    /// Who may take the place of a call: of one at our server, whoever comes by that server or by the
    /// way of the call itself; of a direct one, whoever knows its tags.
    fn replaced(
        &self,
        request: &Request,
        identity: IdentityId,
        flow: &Flow,
        core: &Core,
    ) -> Result<Option<InvitationId>, StatusCode> {
        let Some(value) = request.headers.replaces().map_err(|_| StatusCode::BAD_REQUEST)? else {
            return Ok(None);
        };
        if request.headers.contains(&HeaderName::Join) {
            return Err(StatusCode::BAD_REQUEST);
        }
        let id = self.find_replaced(&value).ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        let call = self.table.get(&id).ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        if call.identity != Some(identity) {
            return Err(StatusCode::CALL_DOES_NOT_EXIST);
        }
        let has_server = core.identity(identity).is_some_and(|own| own.registers);
        let is_its_way = call.legs.get(&value.from_tag).is_some_and(|leg| leg.dialog.goes_by(flow));
        if has_server && !is_its_way && !core.is_served(Some(identity), flow) {
            return Err(StatusCode::FORBIDDEN);
        }
        match call.phase {
            Phase::Established(_) if value.early_only => Err(StatusCode::BUSY_HERE),
            Phase::Established(_) | Phase::Calling(_) => Ok(Some(id)),
            Phase::Offered(_) => Err(StatusCode::CALL_DOES_NOT_EXIST),
            Phase::Over => Err(StatusCode::DECLINE),
        }
    }

    pub(crate) fn accept(
        &mut self,
        id: InvitationId,
        session: Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let call = self.live(id)?;
        let local_tag = call.local_tag.clone();
        let Phase::Offered(offered) = &mut call.phase else { return Err(Refusal::WrongState) };
        let is_late_offer = !offered.has_offer;
        if let Some(reliable) = &offered.reliable {
            if offered.acceptance.is_some() {
                return Err(Refusal::WrongState);
            }
            if !reliable.response.body.is_empty() {
                offered.acceptance = Some(session);
                return Ok(());
            }
            call.unpracked = Some((reliable.rseq, cseq_of(&offered.request).number));
        }
        let arrival = (call.identity, &offered.flow);
        let mut response =
            core.dialog_response(&offered.request, StatusCode::OK, &local_tag, arrival);
        // Our offer and its answer are through: another one would begin anew.
        if !(is_late_offer && offered.has_answered) {
            response = response.with_body(body::SDP, session.clone());
        }
        let wanted = core.settings.timers.session;
        call.renewal.answer(&offered.request, &mut response, wanted, now);
        call.renewal.local = Some(session);
        let (server, cseq) = (offered.server, cseq_of(&offered.request).number);
        let awaits_answer = is_late_offer && !offered.has_answered;
        let replaces = offered.replaces;
        let remote = match call.legs.get(&offered.remote_tag) {
            Some(_) if is_withheld(&offered.request.headers) => anonymous(),
            Some(leg) => call.asserted.clone().unwrap_or_else(|| leg.dialog.remote()),
            None => return Err(Refusal::WrongState),
        };
        let established = Established::new(&offered.remote_tag, false, remote);
        call.phase = Phase::Established(Box::new(established));
        self.wake(id, Timer::Reliable, None);
        self.wake(id, Timer::Reminder, None);
        self.watch_renewal(id);
        core.respond(server, &response, now);
        self.await_ack(id, (server, cseq, response), awaits_answer, true, core, now);
        if let Some(replaced) = replaces {
            // It may have ended meanwhile, which is as good.
            let _ = self.hang_up(replaced, Some(Cause::Replaced), core, now);
        }
        Ok(())
    }

    /// Repeats a 2xx until its ACK comes. Source: RFC 3261 §13.3.1.4.
    pub(super) fn await_ack(
        &mut self,
        id: InvitationId,
        (server, cseq, response): (ServerId, u32, Response),
        awaits_answer: bool,
        is_first: bool,
        core: &Core,
        now: Now,
    ) {
        let timers = core.settings.timers;
        if let Some(call) = self.table.get_mut(&id) {
            call.confirm = Some(Confirm {
                server,
                cseq,
                response,
                wait: timers.t1,
                give_up_at: now.instant + timers.give_up(),
                awaits_answer,
                is_first,
                then_bye: false,
            });
        }
        let deadline = Deadline::new(now.instant + timers.t1, "2xx repetition");
        self.wake(id, Timer::Confirm, Some(deadline));
    }

    pub(super) fn repeat_acceptance(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let Some(confirm) = &mut call.confirm else { return };
        if confirm.give_up_at > now.instant {
            confirm.wait = confirm.wait.saturating_mul(2).min(core.settings.timers.t2);
            let at = (now.instant + confirm.wait).min(confirm.give_up_at);
            let (server, response) = (confirm.server, confirm.response.clone());
            core.respond(server, &response, now);
            self.wake(id, Timer::Confirm, Some(Deadline::new(at, "2xx repetition")));
            return;
        }
        call.confirm = None;
        self.bye_all(id, None, core, now);
        self.end(id, ending(Side::Far, Cause::NotConfirmed), core, now);
    }

    /// The ACK of a 2xx of ours.
    pub(crate) fn handle_ack(&mut self, request: &Request, core: &mut Core, now: Now) {
        let Some(id) = self.find(request) else { return };
        let Some(call) = self.table.get_mut(&id) else { return };
        let number = cseq_of(request).number;
        let Some(confirm) = call.confirm.take_if(|confirm| confirm.cseq == number) else { return };
        self.wake(id, Timer::Confirm, None);
        if confirm.then_bye {
            self.bye_all(id, None, core, now);
        }
        if self.live(id).is_err() {
            self.forget_if_done(id, core);
            return;
        }
        let answer = body::session(&request.headers, &request.body).ok().flatten();
        if confirm.awaits_answer && answer.is_none() {
            self.bye_all(id, None, core, now);
            self.end(id, ending(Side::Far, Cause::NoSession), core, now);
            self.forget_if_done(id, core);
            return;
        }
        let answer = answer.filter(|_| confirm.awaits_answer);
        let event = match (confirm.is_first, answer) {
            (true, answer) => Event::Confirmed { answer },
            (false, Some(answer)) => Event::ReofferAnswered { answer },
            (false, None) => return,
        };
        core.outputs.push_back(Output::Invitation { id, event });
    }

    pub(crate) fn reject(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        headers: &[(HeaderName, String)],
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let call = self.live(id)?;
        let tag = call.local_tag.clone();
        let Phase::Offered(offered) = &call.phase else { return Err(Refusal::WrongState) };
        if !status.is_refusal() {
            return Err(Refusal::WrongState);
        }
        let (server, request) = (offered.server, offered.request.clone());
        let mut response = core.response(&request, status, Some(&tag));
        for (name, value) in headers {
            response.headers.push(name.clone(), value);
        }
        core.respond(server, &response, now);
        let cause =
            if status.is_redirection() { Cause::Redirected } else { Cause::Refused(status) };
        self.end(id, ending(Side::Near, cause), core, now);
        self.forget_if_done(id, core);
        Ok(())
    }

    /// A CANCEL for an INVITE of theirs that is not answered yet. Source: RFC 3261 §9.2.
    pub(super) fn cancelled(
        &mut self,
        id: InvitationId,
        cancel: &Request,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let tag = call.local_tag.clone();
        let (server, request) = match &mut call.phase {
            Phase::Offered(offered) => (offered.server, offered.request.clone()),
            Phase::Established(established) => {
                if let Some(theirs) = established.theirs.take() {
                    let status = StatusCode::REQUEST_TERMINATED;
                    core.reply(theirs.server, &theirs.request, status, now);
                }
                return;
            }
            Phase::Calling(_) | Phase::Over => return,
        };
        let response = core.response(&request, StatusCode::REQUEST_TERMINATED, Some(&tag));
        core.respond(server, &response, now);
        let cause = cause_of_cancel(&cancel.headers);
        let ending = ending_of(Side::Far, cause, &cancel.headers, "");
        self.end(id, ending, core, now);
    }
}

/// What the Reason header fields of a CANCEL say, of SIP before those of ISDN.
///
/// Source: RFC 3326 §2; ITU-T Q.850 §2.2.5 (26: another one took the call).
fn cause_of_cancel(headers: &Headers) -> Cause {
    let reasons = headers.reasons();
    let said = |protocol: &str| {
        reasons
            .iter()
            .filter(|reason| reason.protocol.eq_ignore_ascii_case(protocol))
            .find_map(sip_message::Reason::cause)
    };
    match (said("SIP"), said("Q.850")) {
        (Some(200..=299), _) | (None, Some(26)) => Cause::AnsweredElsewhere,
        (Some(600..=699), _) => Cause::RejectedElsewhere,
        (Some(_) | None, _) => Cause::Cancelled,
    }
}

impl Core {
    /// A response that opens or goes on with a dialog: with Contact, Record-Route and what we can.
    pub(crate) fn dialog_response(
        &mut self,
        request: &Request,
        status: StatusCode,
        tag: &str,
        (identity, flow): (Option<IdentityId>, &Flow),
    ) -> Response {
        let mut response = self.response(request, status, Some(tag));
        response.headers.copy(&request.headers, &HeaderName::RecordRoute);
        let contact = self.contact_form(identity).write(&Hop::back(flow).candidate);
        response.headers.push(HeaderName::Contact, contact);
        response.headers.push(HeaderName::Allow, ALLOW);
        response.headers.push(HeaderName::Supported, SUPPORTED.join(", "));
        response
    }
}
