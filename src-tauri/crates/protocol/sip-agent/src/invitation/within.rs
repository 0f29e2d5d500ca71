//! Everything else within a call: hanging up, INFO, REFER and its NOTIFYs, in both directions.
//!
//! Source: RFC 3261 §12.2, §15; RFC 6086 (INFO); RFC 3515, RFC 4488 (REFER).

use bytes::Bytes;
use clock::Now;
use sip_message::{HeaderName, Method, NameAddr, Request, StatusCode, Uri};

use super::call::{Leg, Phase, Purpose};
use super::machine::{Invitations, ending, ending_of};
use super::{Cause, Event, InvitationId, Side};
use crate::Output;
use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange::Heard;
use crate::request::Failure;
use crate::transaction::{ServerId, cseq_of};
use crate::wire::Flow;

/// What is left to do with an in-dialog request after the invitations saw it.
#[derive(Debug, PartialEq)]
pub(crate) enum Within {
    /// Answered, or to be answered by a later command.
    Done,
    /// A REFER to be kept until the upper layer answers it.
    Refer(InvitationId),
    /// Nothing of a call's: treated as outside a dialog.
    NotOurs,
}

impl Invitations {
    /// Ends an invitation in the way its state needs; `cause` in place of the usual one.
    pub(crate) fn hang_up(
        &mut self,
        id: InvitationId,
        cause: Option<Cause>,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let call = self.live(id)?;
        let usual = match &call.phase {
            Phase::Calling(calling) => {
                let exchange = calling.exchange;
                self.end(id, ending(Side::Near, cause.unwrap_or(Cause::Cancelled)), core, now);
                core.abandon(exchange, None, now);
                self.forget_if_done(id, core);
                return Ok(());
            }
            Phase::Offered(_) => {
                let status = if cause == Some(Cause::ShutDown) {
                    StatusCode::TEMPORARILY_UNAVAILABLE
                } else {
                    StatusCode::DECLINE
                };
                return self.reject(id, status, &[], core, now);
            }
            Phase::Established(_) => Cause::HungUp,
            Phase::Over => return Err(Refusal::UnknownInvitation),
        };
        if let Some((invite, heard)) =
            self.established(id).and_then(|established| established.owes_ack.take())
            && let Some(leg) = self.winner(id)
        {
            let dialog = leg.dialog.clone();
            self.acknowledge(id, invite, (&dialog, &heard.request), None, core, now);
        }
        let waits_for_ack = match self.table.get_mut(&id).and_then(|call| call.confirm.as_mut()) {
            Some(confirm) if confirm.is_first => {
                confirm.then_bye = true;
                true
            }
            Some(_) | None => false,
        };
        if !waits_for_ack {
            self.bye_all(id, None, core, now);
            self.drop_confirm(id);
        }
        self.end(id, ending(Side::Near, cause.unwrap_or(usual)), core, now);
        self.forget_if_done(id, core);
        Ok(())
    }

    fn winner(&self, id: InvitationId) -> Option<&Leg> {
        let call = self.table.get(&id)?;
        match &call.phase {
            Phase::Established(established) => call.legs.get(&established.tag),
            Phase::Calling(_) | Phase::Offered(_) | Phase::Over => None,
        }
    }

    /// Stops repeating a 2xx that nobody needs any more.
    pub(super) fn drop_confirm(&mut self, id: InvitationId) {
        if let Some(call) = self.table.get_mut(&id) {
            call.confirm = None;
        }
        self.wake(id, super::machine::Timer::Confirm, None);
    }

    /// Says BYE in every dialog of an invitation: one, but for the oddest of forks.
    pub(super) fn bye_all(
        &self,
        id: InvitationId,
        reason: Option<&str>,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get(&id) else { return };
        for leg in call.legs.values() {
            Self::bye(&leg.dialog, reason, core, now);
        }
    }

    /// A request within a dialog of ours.
    pub(crate) fn handle_request(
        &mut self,
        id: InvitationId,
        server: ServerId,
        request: &Request,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) -> Within {
        let Some(call) = self.table.get_mut(&id) else { return Within::NotOurs };
        let from_tag = request.headers.from().ok().and_then(|from| from.tag()).unwrap_or_default();
        let Some(leg) = call.legs.get_mut(&from_tag) else { return Within::NotOurs };
        if !leg.dialog.takes_cseq(request) {
            core.reply(server, request, StatusCode::SERVER_INTERNAL_ERROR, now);
            return Within::Done;
        }
        let is_over = match call.phase {
            Phase::Over => true,
            Phase::Calling(_) | Phase::Offered(_) | Phase::Established(_) => false,
        };
        if is_over && request.method != Method::Bye {
            core.reply(server, request, StatusCode::CALL_DOES_NOT_EXIST, now);
            return Within::Done;
        }
        match &request.method {
            Method::Invite | Method::Update => {
                self.handle_change(id, server, request, flow, core, now);
            }
            Method::Bye => self.handle_bye(id, server, request, core, now),
            Method::Prack => {
                let status = self.handle_prack(id, request, now);
                core.reply(server, request, status, now);
            }
            Method::Info => {
                core.reply(server, request, StatusCode::OK, now);
                let content_type = request.headers.content_type().unwrap_or_default();
                let event = Event::Info { content_type, body: request.body.clone() };
                core.outputs.push_back(Output::Invitation { id, event });
            }
            Method::Refer => return Within::Refer(id),
            Method::Notify => return Self::handle_notify(id, server, request, core, now),
            Method::Options
            | Method::Message
            | Method::Ack
            | Method::Cancel
            | Method::Register
            | Method::Subscribe
            | Method::Publish
            | Method::Other(_) => return Within::NotOurs,
        }
        Within::Done
    }

    fn handle_bye(
        &mut self,
        id: InvitationId,
        server: ServerId,
        request: &Request,
        core: &mut Core,
        now: Now,
    ) {
        core.reply(server, request, StatusCode::OK, now);
        let Some(call) = self.table.get_mut(&id) else { return };
        let cause = match &call.phase {
            Phase::Established(_) => Cause::HungUp,
            Phase::Offered(offered) => {
                let (invite, asked) = (offered.server, offered.request.clone());
                let tag = call.local_tag.clone();
                let status = StatusCode::REQUEST_TERMINATED;
                let response = core.response(&asked, status, Some(&tag));
                core.respond(invite, &response, now);
                Cause::Cancelled
            }
            // Nobody may say BYE in an early dialog of ours, and what is over is over.
            Phase::Calling(_) => return,
            Phase::Over => {
                // Theirs crossed ours: nothing is owed any more.
                self.drop_confirm(id);
                self.forget_if_done(id, core);
                return;
            }
        };
        self.drop_confirm(id);
        let ending = ending_of(Side::Far, cause, &request.headers, "");
        self.end(id, ending, core, now);
        self.forget_if_done(id, core);
    }

    pub(crate) fn info(
        &mut self,
        id: InvitationId,
        content_type: &str,
        body: Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        self.live(id)?;
        let dialog = self.winner(id).ok_or(Refusal::WrongState)?.dialog.clone();
        let request = dialog.request(Method::Info, core).with_body(content_type, body);
        self.send(id, &dialog, request, Purpose::Info, core, now).map(drop)
    }

    pub(super) fn handle_info_answer(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) {
        if self.established(id).is_none() || self.forgotten(id, result, core, now) {
            return;
        }
        let status = status_of(result);
        core.outputs.push_back(Output::Invitation { id, event: Event::InfoAnswered { status } });
    }

    /// Asks the far end to call somebody. Source: RFC 3515 §2.4.1, RFC 3892.
    pub(crate) fn refer(
        &mut self,
        id: InvitationId,
        target: Uri,
        replaces: Option<InvitationId>,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let identity = self.live(id)?.identity;
        let dialog = self.winner(id).ok_or(Refusal::WrongState)?.dialog.clone();
        let mut target = target;
        if let Some(other) = replaces {
            let value = self.replaces_value(other).ok_or(Refusal::UnknownInvitation)?;
            let Uri::Sip(uri) = &mut target else { return Err(Refusal::NotDiallable) };
            uri.push_header("Replaces", &value);
        }
        let mut request = dialog.request(Method::Refer, core);
        request.headers.push(HeaderName::ReferTo, NameAddr::new(target));
        if let Some(own) = identity.and_then(|identity| core.identity(identity)) {
            let by = NameAddr::new(Uri::Sip(own.aor.clone()));
            request.headers.push(HeaderName::ReferredBy, by);
        }
        self.send(id, &dialog, request, Purpose::Refer, core, now).map(drop)
    }

    pub(super) fn handle_refer_answer(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) {
        if self.established(id).is_none() || self.forgotten(id, result, core, now) {
            return;
        }
        let status = status_of(result);
        let event = if status.is_success() {
            Event::TransferProgress { status: StatusCode::TRYING, is_final: false }
        } else {
            Event::TransferProgress { status, is_final: true }
        };
        core.outputs.push_back(Output::Invitation { id, event });
    }

    /// NOTIFY about our REFER: a status line in a body. Source: RFC 3515 §2.4.5.
    fn handle_notify(
        id: InvitationId,
        server: ServerId,
        request: &Request,
        core: &mut Core,
        now: Now,
    ) -> Within {
        let is_refer = request.headers.event().is_ok_and(|event| event.package == "refer");
        if !is_refer {
            return Within::NotOurs;
        }
        core.reply(server, request, StatusCode::OK, now);
        let is_ended = request
            .headers
            .subscription_state()
            .is_ok_and(|state| state.state == sip_message::Substate::Terminated);
        let status = sipfrag_status(&request.body);
        if let Some(status) = status {
            let is_final = is_ended || status.is_final();
            let event = Event::TransferProgress { status, is_final };
            core.outputs.push_back(Output::Invitation { id, event });
        }
        Within::Done
    }

    /// The upper layer accepted their REFER: its subscription stands.
    pub(crate) fn accept_referral(&mut self, id: InvitationId, request: &Request) {
        if let Some(established) = self.established(id) {
            established.referral = Some(cseq_of(request).number);
        }
    }

    pub(crate) fn transfer_progress(
        &mut self,
        id: InvitationId,
        status: StatusCode,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        self.live(id)?;
        let dialog = self.winner(id).ok_or(Refusal::WrongState)?.dialog.clone();
        let Some(established) = self.established(id) else { return Err(Refusal::WrongState) };
        let Some(number) = established.referral else { return Err(Refusal::WrongState) };
        if status.is_final() {
            established.referral = None;
        }
        let state =
            if status.is_final() { "terminated;reason=noresource" } else { "active;expires=60" };
        let mut request = dialog.request(Method::Notify, core);
        request.headers.push(HeaderName::Event, format!("refer;id={number}"));
        request.headers.push(HeaderName::SubscriptionState, state);
        let line = format!("SIP/2.0 {status} {}\r\n", status.reason());
        let request = request.with_body("message/sipfrag;version=2.0", line);
        self.send(id, &dialog, request, Purpose::Aside, core, now).map(drop)
    }

    pub(super) fn handle_aside_answer(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) {
        if self.established(id).is_some() {
            self.forgotten(id, result, core, now);
        }
    }

    /// Ends the call on a 481: the far end does not know it any more.
    fn forgotten(
        &mut self,
        id: InvitationId,
        result: &Result<Box<Heard>, Failure>,
        core: &mut Core,
        now: Now,
    ) -> bool {
        // A NOTIFY or INFO may be unknown where the call is well known. Source: RFC 5057 §5.1.
        match result {
            Ok(heard)
                if heard.response.status == StatusCode::CALL_DOES_NOT_EXIST
                    && heard.request.method != Method::Notify
                    && heard.request.method != Method::Prack =>
            {
                self.lost(id, result, core, now)
            }
            Ok(_) | Err(_) => false,
        }
    }
}

/// The final status of a result; 408 where nobody answered.
fn status_of(result: &Result<Box<Heard>, Failure>) -> StatusCode {
    match result {
        Ok(heard) => heard.response.status,
        Err(_) => StatusCode::REQUEST_TIMEOUT,
    }
}

/// The status of a `message/sipfrag` body. Source: RFC 3420.
fn sipfrag_status(body: &Bytes) -> Option<StatusCode> {
    let text = String::from_utf8_lossy(body.get(..body.len().min(64))?).into_owned();
    let code = text.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()?;
    StatusCode::new(code)
}
