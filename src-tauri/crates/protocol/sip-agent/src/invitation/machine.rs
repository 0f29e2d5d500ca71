//! All invitations of one agent: finds the one that something is for, keeps their timers, and
//! forgets them when the network needs nothing more.

use std::collections::BTreeMap;

use bytes::Bytes;
use clock::{Deadline, Now};
use sip_message::{HeaderName, Method, Request, StatusCode};

use super::call::{Ack, Call, Phase, Purpose};
use super::{Cause, Ending, Event, InvitationId, Side};
use crate::Output;
use crate::agent::Refusal;
use crate::body;
use crate::core::Core;
use crate::dialog::Dialog;
use crate::exchange::{self, ExchangeId, Owner};
use crate::identity::IdentityId;
use crate::schedule::Schedule;
use crate::transaction::ServerId;
use crate::wire::FlowId;

/// All invitations of one agent.
#[derive(Debug, Default)]
pub(crate) struct Invitations {
    pub(super) table: BTreeMap<InvitationId, Call>,
    /// By our own tag, which no two share.
    pub(super) by_tag: BTreeMap<String, InvitationId>,
    pub(super) schedule: Schedule<(InvitationId, Timer)>,
}

/// What an invitation may wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Our INVITE rings for too long.
    Patience,
    /// Our 2xx is repeated.
    Confirm,
    /// Our reliable provisional response is repeated.
    Reliable,
    /// Our provisional response is said again, lest a proxy gives up.
    Reminder,
    /// Our re-INVITE is tried again after glare.
    Glare,
    /// The session is renewed by us.
    Renewal,
    /// The session was not renewed.
    Expiry,
    /// The far end tells nothing more of our REFER.
    Referral,
}

const TIMERS: [Timer; 8] = [
    Timer::Patience,
    Timer::Confirm,
    Timer::Reliable,
    Timer::Reminder,
    Timer::Glare,
    Timer::Renewal,
    Timer::Expiry,
    Timer::Referral,
];

impl Invitations {
    /// How many are known to the upper layer or still needed by the network.
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether none is alive and nobody's ACK is awaited.
    pub(crate) fn is_quiet(&self) -> bool {
        self.table.values().all(|call| match call.phase {
            Phase::Over => call.confirm.is_none(),
            Phase::Calling(_) | Phase::Offered(_) | Phase::Established(_) => false,
        })
    }

    /// Whether no further one may begin: those that are over linger for half a minute and count
    /// less than those that a person still has.
    pub(super) fn is_full(&self, limit: usize) -> bool {
        let live = self.table.values().filter(|call| match call.phase {
            Phase::Over => false,
            Phase::Calling(_) | Phase::Offered(_) | Phase::Established(_) => true,
        });
        self.table.len() >= limit && (live.count() >= limit || self.table.len() >= limit * 8)
    }

    pub(crate) fn dialogs(&self) -> usize {
        self.table.values().map(|call| call.legs.len()).sum()
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        self.schedule.next()
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        while let Some((id, timer)) = self.schedule.take_due(now.instant) {
            match timer {
                Timer::Patience => self.lose_patience(id, core, now),
                Timer::Confirm => self.repeat_acceptance(id, core, now),
                Timer::Reliable => self.repeat_reliable(id, core, now),
                Timer::Reminder => self.remind(id, core, now),
                Timer::Glare => self.retry_after_glare(id, core, now),
                Timer::Renewal => self.renew(id, core, now),
                Timer::Expiry => self.expire(id, core, now),
                Timer::Referral => self.lose_referral(id, core),
            }
            self.forget_if_done(id, core);
        }
    }

    /// Takes what became of a request of ours.
    pub(crate) fn handle_event(
        &mut self,
        id: InvitationId,
        exchange: ExchangeId,
        event: exchange::Event,
        core: &mut Core,
        now: Now,
    ) {
        let Some(call) = self.table.get_mut(&id) else { return };
        let Some(purpose) = call.exchanges.get(&exchange).cloned() else { return };
        match event {
            exchange::Event::Provisional(heard) => {
                if purpose == Purpose::Invite {
                    self.handle_provisional(id, &heard, core, now);
                }
            }
            exchange::Event::Success(heard) => match purpose {
                Purpose::Invite => self.handle_success(id, exchange, heard, core, now),
                Purpose::Reinvite => self.handle_reoffer_success(id, exchange, heard, core, now),
                Purpose::Ack(..)
                | Purpose::Info
                | Purpose::Refer
                | Purpose::Renewal
                | Purpose::Aside => {}
            },
            exchange::Event::Final(result) => {
                call.exchanges.remove(&exchange);
                match purpose {
                    Purpose::Invite => self.handle_failure(id, &result, core, now),
                    Purpose::Reinvite => self.handle_reoffer_failure(id, &result, core, now),
                    Purpose::Ack(invite, tag) => {
                        call.acks.remove(&(invite, tag));
                    }
                    Purpose::Info => self.handle_info_answer(id, &result, core, now),
                    Purpose::Refer => self.handle_refer_answer(id, &result, core, now),
                    Purpose::Renewal => self.handle_renewal_answer(id, &result, core, now),
                    Purpose::Aside => self.handle_aside_answer(id, &result, core, now),
                }
            }
            exchange::Event::Closed => {
                call.exchanges.remove(&exchange);
                call.acks.retain(|(invite, _), _| *invite != exchange);
            }
            exchange::Event::Shipped(parcel) => {
                call.exchanges.remove(&exchange);
                if let Purpose::Ack(invite, tag) = purpose
                    && let Some(ack) = call.acks.get_mut(&(invite, tag))
                {
                    *ack = Ack::Sent(parcel);
                }
            }
        }
        self.forget_if_done(id, core);
    }

    /// A flow is gone.
    pub(crate) fn forget_flow(&mut self, gone: FlowId) {
        for leg in self.table.values_mut().flat_map(|call| call.legs.values_mut()) {
            leg.dialog.forget_flow(gone);
        }
    }

    /// The network is another.
    pub(crate) fn leave_network(&mut self, core: &Core) {
        for leg in self.table.values_mut().flat_map(|call| call.legs.values_mut()) {
            leg.dialog.leave_network(core);
        }
    }

    /// Ends all invitations of one identity, or all there are.
    pub(crate) fn end_all(&mut self, identity: Option<IdentityId>, core: &mut Core, now: Now) {
        let ids: Vec<InvitationId> = self
            .table
            .iter()
            .filter(|(_, call)| identity.is_none() || call.identity == identity)
            .map(|(id, _)| *id)
            .collect();
        for id in ids {
            // Those that are over refuse, which is as good.
            let _ = self.hang_up(id, Some(Cause::ShutDown), core, now);
            self.settle_referral(id);
            self.forget_if_done(id, core);
        }
    }

    pub(super) fn add(&mut self, id: InvitationId, call: Call) {
        self.by_tag.insert(call.local_tag.clone(), id);
        self.table.insert(id, call);
    }

    /// An invitation that the upper layer may still command.
    pub(super) fn live(&mut self, id: InvitationId) -> Result<&mut Call, Refusal> {
        match self.table.get_mut(&id) {
            Some(call) => match call.phase {
                Phase::Over => Err(Refusal::UnknownInvitation),
                Phase::Calling(_) | Phase::Offered(_) | Phase::Established(_) => Ok(call),
            },
            None => Err(Refusal::UnknownInvitation),
        }
    }

    pub(super) fn wake(&mut self, id: InvitationId, timer: Timer, deadline: Option<Deadline>) {
        self.schedule.set((id, timer), deadline);
    }

    /// Tells the upper layer that it is over; the network may still need it.
    pub(super) fn end(&mut self, id: InvitationId, ending: Ending, core: &mut Core, now: Now) {
        let Some(call) = self.table.get_mut(&id) else { return };
        if let Some((_, _, theirs)) = call.early.take() {
            core.reply(theirs.server, &theirs.request, StatusCode::REQUEST_TERMINATED, now);
        }
        let before = std::mem::replace(&mut call.phase, Phase::Over);
        match before {
            Phase::Over => return,
            Phase::Established(established) => {
                if let Some(theirs) = established.theirs {
                    let status = StatusCode::REQUEST_TERMINATED;
                    core.reply(theirs.server, &theirs.request, status, now);
                }
            }
            Phase::Calling(_) | Phase::Offered(_) => {}
        }
        let reinvites: Vec<ExchangeId> = self
            .table
            .get(&id)
            .into_iter()
            .flat_map(|call| &call.exchanges)
            .filter(|(_, purpose)| **purpose == Purpose::Reinvite)
            .map(|(exchange, _)| *exchange)
            .collect();
        for exchange in reinvites {
            core.let_expire(exchange, now);
        }
        for timer in TIMERS {
            match timer {
                // The 2xx is repeated until its ACK, and the outcome of a transfer still told.
                Timer::Confirm | Timer::Referral => {}
                Timer::Patience
                | Timer::Reliable
                | Timer::Reminder
                | Timer::Glare
                | Timer::Renewal
                | Timer::Expiry => self.schedule.set((id, timer), None),
            }
        }
        core.outputs.push_back(Output::Invitation { id, event: Event::Ended(Box::new(ending)) });
    }

    pub(super) fn forget_if_done(&mut self, id: InvitationId, core: &mut Core) {
        let is_done = self.table.get(&id).is_some_and(|call| match call.phase {
            Phase::Over => {
                call.exchanges.is_empty() && call.confirm.is_none() && call.asked.is_none()
            }
            Phase::Calling(_) | Phase::Offered(_) | Phase::Established(_) => false,
        });
        if is_done && let Some(call) = self.table.remove(&id) {
            self.by_tag.remove(&call.local_tag);
            core.sequences.close(call.sequence);
            for timer in TIMERS {
                self.schedule.set((id, timer), None);
            }
        }
    }

    /// Starts a request within a leg and remembers what it is for.
    pub(super) fn send(
        &mut self,
        id: InvitationId,
        dialog: &Dialog,
        request: Request,
        purpose: Purpose,
        core: &mut Core,
        now: Now,
    ) -> Result<ExchangeId, Refusal> {
        let order = dialog.order(request, Owner::Invitation(id), core);
        let exchange = core.start(order, now)?;
        if let Some(call) = self.table.get_mut(&id) {
            call.exchanges.insert(exchange, purpose);
        }
        Ok(exchange)
    }

    /// Acknowledges a 2xx, with a session if one is owed. Source: RFC 3261 §13.2.2.4.
    pub(super) fn acknowledge(
        &mut self,
        id: InvitationId,
        invite: ExchangeId,
        (dialog, sent): (&Dialog, &Request),
        session: Option<Bytes>,
        core: &mut Core,
        now: Now,
    ) {
        let mut ack = dialog.ack(sent, core);
        if let Some(session) = session {
            ack = ack.with_body(body::SDP, session);
        }
        let tag = dialog.remote_tag.clone();
        if let Some(call) = self.table.get_mut(&id) {
            call.acks.insert((invite, tag.clone()), Ack::Shipping);
        }
        let purpose = Purpose::Ack(invite, tag);
        if let Err(why) = self.send(id, dialog, ack, purpose, core, now) {
            tracing::warn!(%why, "ACK not sent");
        }
    }

    /// Says BYE; what becomes of it interests nobody.
    pub(super) fn bye(dialog: &Dialog, reason: Option<&str>, core: &mut Core, now: Now) {
        let mut bye = dialog.request(Method::Bye, core);
        if let Some(reason) = reason {
            bye.headers.push(HeaderName::Reason, reason);
        }
        let order = dialog.order(bye, Owner::Nobody, core);
        if let Err(why) = core.start(order, now) {
            tracing::warn!(%why, "BYE not sent");
        }
    }

    /// A CANCEL for the INVITE of a transaction: gives it up where it still waits for an answer.
    pub(crate) fn handle_cancel(
        &mut self,
        invite: ServerId,
        cancel: &Request,
        core: &mut Core,
        now: Now,
    ) {
        let waiting = self.table.iter().find(|(_, call)| call.serves(invite));
        let Some(id) = waiting.map(|(id, _)| *id) else { return };
        self.cancelled(id, cancel, core, now);
        self.forget_if_done(id, core);
    }
}

impl Call {
    /// Whether an INVITE of theirs in this transaction waits for an answer here.
    fn serves(&self, invite: ServerId) -> bool {
        match &self.phase {
            Phase::Offered(offered) => offered.server == invite,
            Phase::Established(established) => {
                established.theirs.as_ref().is_some_and(|theirs| theirs.server == invite)
            }
            Phase::Calling(_) | Phase::Over => false,
        }
    }
}

/// An ending without words.
pub(super) const fn ending(by: Side, cause: Cause) -> Ending {
    Ending { by, cause, text: String::new(), reasons: Vec::new() }
}

/// The ending that a message with Reason header fields tells.
pub(super) fn ending_of(
    by: Side,
    cause: Cause,
    headers: &sip_message::Headers,
    words: &str,
) -> Ending {
    let reasons = headers.all(&HeaderName::Reason).map(str::to_owned).collect();
    let told = headers.reasons().into_iter().find_map(|reason| reason.text());
    Ending { by, cause, text: told.unwrap_or_else(|| words.to_owned()), reasons }
}
