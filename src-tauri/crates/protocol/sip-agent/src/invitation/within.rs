//! Everything else within a call: hanging up and INFO, in both directions; whose a request is.
//!
//! Source: RFC 3261 §12.2, §15; RFC 6086 (INFO).

use bytes::Bytes;
use clock::Now;
use sip_message::{Method, Request, StatusCode};

use super::call::{Leg, Phase, Purpose};
use super::machine::{Invitations, ending, ending_of};
use super::{Cause, Event, InvitationId, Side};
use crate::Output;
use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange::Heard;
use crate::request::Failure;
use crate::transaction::ServerId;
use crate::wire::Flow;

/// Told with the CANCEL of a call that somebody else has taken.
const TAKEN: &str = "SIP;cause=200;text=\"Call completed elsewhere\"";

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
                // Who rang in vain should know that the call was taken. Source: RFC 3326 §3.1.
                let reason = (cause == Some(Cause::Replaced)).then_some(TAKEN);
                core.abandon(exchange, reason, now);
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

    pub(super) fn winner(&self, id: InvitationId) -> Option<&Leg> {
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
        let tells = call.asked.is_some() && request.method == Method::Notify;
        if is_over && request.method != Method::Bye && !tells {
            core.reply(server, request, StatusCode::CALL_DOES_NOT_EXIST, now);
            return Within::Done;
        }
        match &request.method {
            Method::Invite | Method::Update => {
                self.handle_change(id, server, request, flow, core, now);
            }
            Method::Bye => self.handle_bye(id, server, request, core, now),
            Method::Prack => self.handle_prack(id, server, request, flow, core, now),
            Method::Info => {
                core.reply(server, request, StatusCode::OK, now);
                let content_type = request.headers.content_type().unwrap_or_default();
                let event = Event::Info { content_type, body: request.body.clone() };
                core.outputs.push_back(Output::Invitation { id, event });
            }
            Method::Refer => return Within::Refer(id),
            Method::Notify if self.handle_refer_notify(id, server, request, core, now) => {}
            Method::Notify => return Within::NotOurs,
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
    pub(super) fn forgotten(
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
pub(super) fn status_of(result: &Result<Box<Heard>, Failure>) -> StatusCode {
    match result {
        Ok(heard) => heard.response.status,
        Err(_) => StatusCode::REQUEST_TIMEOUT,
    }
}
