//! Changes to an established session, from either side: re-INVITE, and UPDATE from theirs.
//!
//! Source: RFC 3261 §14 (re-INVITE, glare), RFC 3311 (UPDATE), RFC 6337 §3.

use std::time::Duration;

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{HeaderName, Method, Request, StatusCode};

use super::call::{Ack, Established, Phase, Purpose, Theirs, ends_dialog};
use super::machine::{Invitations, Timer, ending, ending_of};
use super::{Cause, Event, InvitationId, Side};
use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange::{ExchangeId, Heard};
use crate::reply::ALLOW;
use crate::request::Failure;
use crate::transaction::{ServerId, cseq_of};
use crate::wire::Flow;
use crate::{Output, body};

/// How often in a row a far end that is busy with another change is believed to be ready soon.
const MOST_WAITS: u8 = 3;

impl Established {
    /// How long to wait before a refused re-INVITE of ours goes out again; `None` if it should not.
    ///
    /// Source: RFC 3261 §14.1 (491: both sides want a change), §14.2 (500 with Retry-After: theirs
    /// is not done yet).
    fn wait_after(&mut self, heard: &Heard, core: &mut Core) -> Option<Duration> {
        let wait = self.asked_to_wait(heard, core)?;
        if heard.response.status == StatusCode::SERVER_INTERNAL_ERROR {
            if self.times_told_to_wait >= MOST_WAITS {
                return None;
            }
            self.times_told_to_wait += 1;
        }
        Some(wait)
    }

    /// How long the far end needs for another change, where that is why it refused a request of ours.
    ///
    /// Source: RFC 3261 §14.1 (491), §14.2 (500 with Retry-After; believed up to ten seconds).
    pub(super) fn asked_to_wait(&self, heard: &Heard, core: &mut Core) -> Option<Duration> {
        let response = &heard.response;
        if response.status == StatusCode::REQUEST_PENDING {
            let step = Duration::from_millis(10);
            let (from, to) = if self.is_caller { (2100, 4000) } else { (0, 2000) };
            let (from, to) = (Duration::from_millis(from), Duration::from_millis(to));
            return Some(core.chance.wait(from, to, step));
        }
        let asked = response.headers.retry_after().map(|after| after.seconds);
        let is_busy = response.status == StatusCode::SERVER_INTERNAL_ERROR;
        let asked = asked.filter(|seconds| is_busy && *seconds <= 10)?;
        Some(Duration::from_secs(asked.max(1).into()))
    }
}

impl Invitations {
    /// The established state of an invitation, if it is in it.
    pub(super) fn established(&mut self, id: InvitationId) -> Option<&mut Established> {
        match &mut self.table.get_mut(&id)?.phase {
            Phase::Established(established) => Some(established),
            Phase::Calling(_) | Phase::Offered(_) | Phase::Over => None,
        }
    }

    pub(crate) fn reoffer(
        &mut self,
        id: InvitationId,
        offer: Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let call = self.live(id)?;
        let is_confirming = call.confirm.is_some();
        let Phase::Established(established) = &mut call.phase else {
            return Err(Refusal::WrongState);
        };
        if is_confirming || established.is_changing() {
            return Err(Refusal::Busy);
        }
        self.send_reoffer(id, offer, core, now)
    }

    pub(super) fn send_reoffer(
        &mut self,
        id: InvitationId,
        offer: Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let call = self.live(id)?;
        let Phase::Established(established) = &mut call.phase else {
            return Err(Refusal::WrongState);
        };
        let Some(leg) = call.legs.get(&established.tag) else { return Err(Refusal::WrongState) };
        let dialog = leg.dialog.clone();
        let mut request = dialog.request(Method::Invite, core);
        request.headers.push(HeaderName::Allow, ALLOW);
        request.headers.push(HeaderName::Supported, "replaces, outbound, norefersub, timer");
        call.renewal.propose_again(&mut request.headers);
        let request = request.with_body(body::SDP, offer.clone());
        established.ours = Some(offer);
        if let Err(refusal) = self.send(id, &dialog, request, Purpose::Reinvite, core, now) {
            if let Some(established) = self.established(id) {
                established.ours = None;
            }
            return Err(refusal);
        }
        Ok(())
    }

    /// 2xx to a re-INVITE of ours.
    pub(super) fn handle_reoffer_success(
        &mut self,
        id: InvitationId,
        invite: ExchangeId,
        heard: Box<Heard>,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let tag = heard.response.headers.to().ok().and_then(|to| to.tag()).unwrap_or_default();
        match call.acks.get(&(invite, tag.clone())) {
            Some(Ack::Sent(parcel)) => {
                let parcel = parcel.clone();
                core.transactions.resend(&parcel);
                return;
            }
            Some(Ack::Shipping) => return,
            None => {}
        }
        let Some(leg) = call.legs.get_mut(&tag) else { return };
        leg.dialog.refresh(&heard.response.headers, Some(&heard.flow));
        let dialog = leg.dialog.clone();
        self.acknowledge(id, invite, (&dialog, &heard.request), None, core, now);
        let Some(established) = self.established(id) else { return };
        let Some(offer) = established.ours.take() else { return };
        established.times_told_to_wait = 0;
        self.hear_renewal(id, &heard.response.headers, now);
        if let Some(call) = self.table.get_mut(&id) {
            call.renewal.local = Some(offer);
        }
        match body::session(&heard.response.headers, &heard.response.body).ok().flatten() {
            Some(answer) => {
                let event = Event::ReofferAnswered { answer };
                core.outputs.push_back(Output::Invitation { id, event });
            }
            None => {
                let event = Event::ReofferRefused { status: None };
                core.outputs.push_back(Output::Invitation { id, event });
            }
        }
        self.note_remote(id, &heard.response.headers, &heard.flow, core);
    }

    /// A re-INVITE of ours without 2xx.
    pub(super) fn handle_reoffer_failure(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) {
        let Some(established) = self.established(id) else { return };
        let Some(offer) = established.ours.take() else { return };
        let status = match result {
            Ok(heard) => Some(heard.response.status),
            Err(_) => None,
        };
        let wait = result.as_ref().ok().and_then(|heard| established.wait_after(heard, core));
        if let Some(wait) = wait {
            established.glare = Some(offer);
            let at = now.instant + wait;
            self.wake(id, Timer::Glare, Some(Deadline::new(at, "re-INVITE again after glare")));
            return;
        }
        established.times_told_to_wait = 0;
        if let Ok(heard) = result
            && heard.response.status == StatusCode::SESSION_INTERVAL_TOO_SMALL
            && self.table.get_mut(&id).is_some_and(|call| call.renewal.raise(&heard.response))
            && self.send_reoffer(id, offer, core, now).is_ok()
        {
            return;
        }
        if self.lost(id, result, core, now) {
            return;
        }
        self.renew_later(id, now);
        let event = Event::ReofferRefused { status };
        core.outputs.push_back(Output::Invitation { id, event });
    }

    /// Ends the call if the far end does not know it any more, or is silent.
    pub(super) fn lost(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) -> bool {
        let (ending, says_bye) = match result {
            Ok(heard) if ends_dialog(heard.response.status) => {
                let response = &heard.response;
                let words = &response.reason;
                (ending_of(Side::Far, Cause::Lost, &response.headers, words), true)
            }
            Err(Failure::NoAnswer) => (ending(Side::Far, Cause::Lost), true),
            Ok(_) | Err(_) => return false,
        };
        if says_bye {
            self.bye_all(id, None, core, now);
        }
        self.end(id, ending, core, now);
        true
    }

    pub(super) fn retry_after_glare(&mut self, id: InvitationId, core: &mut Core, now: Now) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let is_confirming = call.confirm.is_some();
        let Some(established) = self.established(id) else { return };
        let Some(offer) = established.glare.take() else { return };
        if is_confirming || established.theirs.is_some() {
            // Theirs goes first; ours follows soon after.
            established.glare = Some(offer);
            let at = now.instant + Duration::from_millis(500);
            self.wake(id, Timer::Glare, Some(Deadline::new(at, "re-INVITE again after theirs")));
            return;
        }
        if self.send_reoffer(id, offer, core, now).is_err() {
            let event = Event::ReofferRefused { status: None };
            core.outputs.push_back(Output::Invitation { id, event });
        }
    }

    /// A re-INVITE or UPDATE of theirs.
    pub(super) fn handle_change(
        &mut self,
        id: InvitationId,
        server: ServerId,
        request: &Request,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) {
        let is_invite = request.method == Method::Invite;
        let Some(call) = self.table.get_mut(&id) else { return };
        let (is_confirming, identity) = (call.confirm.is_some(), call.identity);
        let tag = call.local_tag.clone();
        if core.refuses_interval(server, request, Some(&tag), now) {
            return;
        }
        let offer = match body::session(&request.headers, &request.body) {
            Ok(offer) => offer,
            Err(fault) => {
                core.refuse_body(server, request, fault, now);
                return;
            }
        };
        let from_tag = request.headers.from().ok().and_then(|from| from.tag()).unwrap_or_default();
        let Some(leg) = call.legs.get_mut(&from_tag) else { return };
        if !is_invite && offer.is_none() {
            // A refresh, also of an early dialog: nothing to ask anybody.
            leg.dialog.refresh(&request.headers, Some(flow));
            let status = StatusCode::OK;
            let mut response = core.dialog_response(request, status, &tag, (identity, flow));
            if let Phase::Established(_) = call.phase {
                let wanted = core.settings.timers.session;
                call.renewal.answer(request, &mut response, wanted, now);
            }
            self.watch_renewal(id);
            core.respond(server, &response, now);
            self.note_remote(id, &request.headers, flow, core);
            return;
        }
        let Phase::Established(established) = &mut call.phase else {
            match offer.filter(|_| !is_invite) {
                Some(offer) => {
                    let what = (request, offer);
                    self.handle_early_offer(id, server, what, flow, core, now);
                }
                None => self.refuse_early_invite(id, server, request, core, now),
            }
            return;
        };
        if established.ours.is_some() {
            core.reply(server, request, StatusCode::REQUEST_PENDING, now);
            return;
        }
        if established.theirs.is_some()
            || call.early.is_some()
            || is_confirming
            || established.owes_ack.is_some()
        {
            core.ask_to_retry(server, request, &tag, now);
            return;
        }
        leg.dialog.refresh(&request.headers, Some(flow));
        let has_offer = offer.is_some();
        established.theirs =
            Some(Theirs { server, request: request.clone(), flow: *flow, has_offer });
        let event = Event::Reoffered { offer };
        core.outputs.push_back(Output::Invitation { id, event });
        self.note_remote(id, &request.headers, flow, core);
    }

    pub(crate) fn answer_reoffer(
        &mut self,
        id: InvitationId,
        session: Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        if self.answer_early_offer(id, &session, core, now)? {
            return Ok(());
        }
        let call = self.live(id)?;
        let tag = call.local_tag.clone();
        let identity = call.identity;
        let Phase::Established(established) = &mut call.phase else {
            return Err(Refusal::WrongState);
        };
        if let Some((invite, heard)) = established.owes_ack.take() {
            let Some(leg) = call.legs.get(&established.tag) else {
                return Err(Refusal::WrongState);
            };
            let dialog = leg.dialog.clone();
            call.renewal.local = Some(session.clone());
            self.acknowledge(id, invite, (&dialog, &heard.request), Some(session), core, now);
            return Ok(());
        }
        let Some(theirs) = established.theirs.take() else { return Err(Refusal::WrongState) };
        let mut response = core
            .dialog_response(&theirs.request, StatusCode::OK, &tag, (identity, &theirs.flow))
            .with_body(body::SDP, session.clone());
        call.renewal.answer(&theirs.request, &mut response, core.settings.timers.session, now);
        call.renewal.local = Some(session);
        self.watch_renewal(id);
        core.respond(theirs.server, &response, now);
        if theirs.request.method == Method::Invite {
            let cseq = cseq_of(&theirs.request).number;
            let what = (theirs.server, cseq, response);
            self.await_ack(id, what, !theirs.has_offer, false, core, now);
        }
        Ok(())
    }

    pub(crate) fn refuse_reoffer(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        if !status.is_refusal() {
            return Err(Refusal::WrongState);
        }
        if self.refuse_early_offer(id, status, core, now)? {
            return Ok(());
        }
        let call = self.live(id)?;
        let Phase::Established(established) = &mut call.phase else {
            return Err(Refusal::WrongState);
        };
        if let Some((invite, heard)) = established.owes_ack.take() {
            // Their 2xx must be acknowledged; without an answer the call cannot go on.
            let Some(leg) = call.legs.get(&established.tag) else {
                return Err(Refusal::WrongState);
            };
            let dialog = leg.dialog.clone();
            self.acknowledge(id, invite, (&dialog, &heard.request), None, core, now);
            self.bye_all(id, None, core, now);
            self.end(id, ending(Side::Near, Cause::NoSession), core, now);
            return Ok(());
        }
        let Some(theirs) = established.theirs.take() else { return Err(Refusal::WrongState) };
        core.reply(theirs.server, &theirs.request, status, now);
        Ok(())
    }

    /// Tells the upper layer if the far end is somebody else now.
    pub(super) fn note_remote(
        &mut self,
        id: InvitationId,
        headers: &sip_message::Headers,
        flow: &Flow,
        core: &mut Core,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let Some(remote) = core.asserted(call.identity, flow, headers) else { return };
        call.asserted = Some(remote.clone());
        let Some(established) = self.established(id) else { return };
        if established.remote != remote {
            established.remote = remote.clone();
            let event = Event::RemoteChanged { remote };
            core.outputs.push_back(Output::Invitation { id, event });
        }
    }
}
