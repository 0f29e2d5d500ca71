//! Another leg takes the place of a call's own: the far end transfers us, or another telephone takes
//! the far end's place. The call goes on with the new party, on the same port for sound.
//!
//! ```text
//!  REFER that is followed ─▶ next leg dialled ──answered──▶ it is the call's own; the old one is left
//!  (see `proposal`)             │                           to the far end, and ended from here when
//!                               │                           it does not
//!                               └──failed──▶ the far end is told, and the old leg goes on
//!  INVITE with Replaces ─▶ accepted at once ─▶ it is the call's own; the agent ends the old one
//! ```
//!
//! Source: RFC 3515 §2.4 (REFER), RFC 3891 §3 (Replaces), RFC 3892 (Referred-By), RFC 5589 §6, §7.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use clock::Now;
use model::CallId;
use sip_agent::invitation::{
    Cause as SipCause, Ending, Event, IncomingInvitation, InvitationId, Session,
};
use sip_agent::{Reply, RequestId};
use sip_message::{NameAddr, StatusCode};
use telephony::{End, HeldBy, State};

use super::proposal::Proposal;
use crate::media::Negotiation;
use crate::{Changed, Output, Switchboard, translate};

/// How long the far end that asked for a transfer may take to end its own leg.
const GRACE: Duration = Duration::from_secs(8);

/// A leg that is to take the place of the call's own.
#[derive(Debug)]
pub(super) struct Next {
    invitation: InvitationId,
    negotiation: Negotiation,
    /// The REFER that asked for it.
    request: RequestId,
    /// What the far end was told last.
    told: StatusCode,
    /// It rings there, and nothing is to be heard from there.
    rings: bool,
    /// It was told that this side holds.
    is_told_held: bool,
}

impl Next {
    /// The call has another port.
    pub(super) const fn open(&mut self, address: IpAddr, port: u16) {
        self.negotiation.open(address, port);
    }
}

/// A leg that was the call's own.
#[derive(Debug)]
pub(super) struct Previous {
    invitation: InvitationId,
    /// When it is ended from here.
    pub(super) ends_at: Instant,
}

/// Which leg of its call an invitation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Own,
    Next,
    Previous,
}

impl super::Entry {
    pub(super) fn role(&self, invitation: InvitationId) -> Role {
        if self.next.as_ref().is_some_and(|next| next.invitation == invitation) {
            Role::Next
        } else if self.previous.as_ref().is_some_and(|previous| previous.invitation == invitation) {
            Role::Previous
        } else {
            Role::Own
        }
    }

    /// The new party rings, and nobody else is to be heard.
    pub(super) fn rings_next(&self) -> bool {
        let is_alone = match self.call.state() {
            State::Held { by: HeldBy::Them } => true,
            State::Talking => self.invitation.is_none(),
            State::Dialling
            | State::Ringing { .. }
            | State::Offered
            | State::Held { by: HeldBy::Me | HeldBy::Both }
            | State::Ended { .. } => false,
        };
        is_alone && self.next.as_ref().is_some_and(|next| next.rings)
    }
}

/// The far end asks for a transfer.
impl Switchboard {
    /// Calls whom the far end wants us to be connected with; the REFER is accepted already.
    pub(super) fn call_next(&mut self, id: CallId, proposal: Proposal, now: Now) {
        let Proposal { request, target, options, .. } = proposal;
        let mut negotiation = self.new_negotiation();
        let Some(entry) = self.calls.get(&id) else { return };
        let mut options = *options;
        options.is_anonymous = entry.call.traits.is_hidden;
        let identity = self.entry(entry.call.account).ok().and_then(|entry| entry.identity);
        negotiation.open_as(&entry.negotiation);
        let is_told_held = entry.call.is_held_by_me();
        let invited =
            identity.zip(negotiation.offer(is_told_held)).and_then(|(identity, offer)| {
                let invited = self.agent.invite(identity, target, Some(offer), options, now);
                invited
                    .inspect_err(|refusal| tracing::info!(%refusal, call = %id, "not transferred"))
                    .ok()
            });
        let Some(invitation) = invited else {
            self.report(request, StatusCode::SERVICE_UNAVAILABLE, now);
            self.end_without_leg(id, Self::failed(StatusCode::SERVICE_UNAVAILABLE), now);
            return;
        };
        self.invitations.insert(invitation, id);
        if let Some(entry) = self.calls.get_mut(&id) {
            let told = StatusCode::TRYING;
            let rings = false;
            entry.next = Some(Next { invitation, negotiation, request, told, rings, is_told_held });
        }
    }

    pub(crate) fn decline(&mut self, request: RequestId, now: Now) {
        if let Err(refusal) = self.agent.answer(request, Reply::new(StatusCode::DECLINE), now) {
            tracing::debug!(%refusal, "a REFER is no longer waiting");
        }
    }

    pub(super) fn report(&mut self, request: RequestId, status: StatusCode, now: Now) {
        if let Err(refusal) = self.agent.report_referral(request, status, now) {
            tracing::debug!(%refusal, "nobody wants to know how a transfer fares");
        }
    }

    /// News of the leg that is to take the place of the call's own.
    pub(super) fn next_changed(&mut self, id: CallId, event: Event, now: Now) {
        let Some(next) = self.calls.get_mut(&id).and_then(|entry| entry.next.as_mut()) else {
            return;
        };
        match event {
            Event::Ringing { status, has_early_media } => {
                next.rings = !has_early_media || next.negotiation.codec().is_none();
                if next.told != status {
                    next.told = status;
                    let request = next.request;
                    self.report(request, status, now);
                }
            }
            Event::EarlyMedia { answer } => {
                if let Err(disagreement) = next.negotiation.take_answer(&answer) {
                    tracing::info!(?disagreement, call = %id, "an early answer that cannot be used");
                }
            }
            Event::Answered { session, remote } => self.next_answered(id, session, &remote, now),
            Event::Reoffered { .. } => {
                let invitation = next.invitation;
                self.refuse_change(invitation, now);
            }
            Event::Referred { request, .. } => self.decline(request, now),
            Event::Ended(ending) => {
                let invitation = next.invitation;
                self.invitations.remove(&invitation);
                self.next_ended(id, &ending, now);
            }
            Event::Trying
            | Event::Confirmed { .. }
            | Event::ReofferAnswered { .. }
            | Event::ReofferRefused { .. }
            | Event::RemoteChanged { .. }
            | Event::Info { .. }
            | Event::InfoAnswered { .. }
            | Event::TransferProgress { .. }
            | Event::TransferPostponed { .. } => {}
        }
    }

    fn next_answered(&mut self, id: CallId, session: Session, remote: &NameAddr, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let Some(next) = entry.next.as_mut() else { return };
        let agreed = match session {
            Session::Answer(answer) => next.negotiation.take_answer(&answer).is_ok(),
            // Our INVITE had an offer: theirs is none of RFC 3264's.
            Session::Offer(_) => false,
        };
        if !agreed {
            self.next_failed(id, StatusCode::NOT_ACCEPTABLE_HERE, now);
            return;
        }
        let Some(next) = entry.next.take() else { return };
        // Told before the old leg is ended, so that the far end knows why.
        self.report(next.request, StatusCode::OK, now);
        let old = self.adopt(id, next.invitation, next.negotiation, remote, now);
        if let Some(old) = old
            && let Some(entry) = self.calls.get_mut(&id)
        {
            entry.previous = Some(Previous { invitation: old, ends_at: now.instant + GRACE });
            self.invitations.insert(old, id);
        }
        // The person may have held or resumed while it rang there.
        if self.calls.get(&id).is_some_and(|it| it.call.is_held_by_me() != next.is_told_held) {
            self.reoffer(id, now);
        }
    }

    /// Gives up the next leg, and tells the far end why.
    fn next_failed(&mut self, id: CallId, status: StatusCode, now: Now) {
        let Some(next) = self.calls.get_mut(&id).and_then(|entry| entry.next.take()) else {
            return;
        };
        self.invitations.remove(&next.invitation);
        if let Err(refusal) = self.agent.hang_up(next.invitation, now) {
            tracing::debug!(%refusal, call = %id, "the next leg was over");
        }
        self.report(next.request, status, now);
        self.end_without_leg(id, Self::failed(status), now);
    }

    fn next_ended(&mut self, id: CallId, ending: &Ending, now: Now) {
        let Some(next) = self.calls.get_mut(&id).and_then(|entry| entry.next.take()) else {
            return;
        };
        let status = match ending.cause {
            SipCause::Refused(status) => status,
            SipCause::NotTaken | SipCause::NoAnswer => StatusCode::REQUEST_TIMEOUT,
            SipCause::NoSession => StatusCode::NOT_ACCEPTABLE_HERE,
            SipCause::HungUp
            | SipCause::Cancelled
            | SipCause::AnsweredElsewhere
            | SipCause::RejectedElsewhere
            | SipCause::Redirected
            | SipCause::WrongPassword
            | SipCause::NoCredentials
            | SipCause::ServerNotFound(_)
            | SipCause::Unreachable(_)
            | SipCause::NotConfirmed
            | SipCause::Lost
            | SipCause::Replaced
            | SipCause::ShutDown => StatusCode::SERVICE_UNAVAILABLE,
        };
        self.report(next.request, status, now);
        self.end_without_leg(id, translate::end(ending, next.rings), now);
    }

    /// Ends a call whose own leg has gone while the next one was still to come.
    pub(super) fn end_without_leg(&mut self, id: CallId, end: End, now: Now) {
        if self.calls.get(&id).is_some_and(|entry| entry.invitation.is_none()) {
            self.end_call(id, end, now);
        } else {
            self.change(Changed::Call(id));
        }
    }

    /// The own leg has ended while the next one is under way, or the person is asked about it: the far
    /// end does not wait for it.
    /// Says whether that is so.
    pub(super) fn goes_on_with_next(&mut self, id: CallId) -> bool {
        let Some(entry) = self.calls.get_mut(&id) else { return false };
        let is_expected = entry.next.is_some() || entry.proposal.is_some();
        if !is_expected || !entry.call.is_up() {
            return false;
        }
        // Held by them: there is nobody until the next one answers.
        if entry.call.hold_by_them(true).is_err() {
            return false;
        }
        if let Some(mut terms) = entry.negotiation.terms(true) {
            terms.direction = sdp::Direction::Inactive;
            self.push(Output::CarryMedia { call: id, agreed: Box::new(terms) });
        }
        self.change(Changed::Call(id));
        true
    }
}

/// Another telephone takes the place of the far end.
impl Switchboard {
    /// An INVITE that replaces the leg of a call: taken at once, without ringing.
    pub(super) fn replaced(&mut self, id: CallId, invitation: IncomingInvitation, now: Now) {
        let mut negotiation = self.new_negotiation();
        let Some(entry) = self.calls.get(&id).filter(|entry| !entry.call.is_ended()) else {
            self.refuse_incoming(invitation.id, StatusCode::CALL_DOES_NOT_EXIST, now);
            return;
        };
        negotiation.open_as(&entry.negotiation);
        let taken = match invitation.offer.as_deref() {
            Some(offer) => negotiation.take_offer(offer).map(drop),
            None => Ok(()),
        };
        let answer = taken.and_then(|()| negotiation.answer(entry.call.is_held_by_me()));
        let Ok(answer) = answer else {
            self.refuse_incoming(invitation.id, StatusCode::NOT_ACCEPTABLE_HERE, now);
            return;
        };
        if let Err(refusal) = self.agent.accept(invitation.id, answer, now) {
            tracing::info!(%refusal, call = %id, "who wanted to take the place went away");
            return;
        }
        // A transfer that was under way is void: whom it concerned is gone.
        self.drop_next(id, now);
        self.drop_proposal(id, now);
        // The agent ends the old leg itself.
        self.adopt(id, invitation.id, negotiation, &invitation.from, now);
    }

    /// Makes a leg the call's own; gives the one that was.
    fn adopt(
        &mut self,
        id: CallId,
        invitation: InvitationId,
        negotiation: Negotiation,
        remote: &NameAddr,
        now: Now,
    ) -> Option<InvitationId> {
        self.drop_previous(id, now);
        let account = self.calls.get(&id)?.call.account;
        let remote = self.named(account, translate::party(remote));
        let entry = self.calls.get_mut(&id)?;
        let old = entry.invitation.replace(invitation);
        self.invitations.insert(invitation, id);
        if let Some(old) = old {
            self.invitations.remove(&old);
        }
        entry.negotiation = negotiation;
        (entry.is_offering, entry.owes_offer, entry.is_referring) = (false, None, false);
        entry.errand = None;
        entry.digits.clear();
        entry.call.transfer = None;
        entry.call.remote = remote;
        entry.call.called = None;
        if !entry.call.is_up() && entry.call.answered(now).is_err() {
            return old;
        }
        self.carry(id);
        self.follow_their_hold(id);
        self.tell_move(id, now);
        self.change(Changed::Call(id));
        old
    }
}

impl Switchboard {
    /// News of the leg that was the call's own.
    pub(super) fn previous_changed(&mut self, id: CallId, event: &Event, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let Some(invitation) = entry.previous.as_ref().map(|previous| previous.invitation) else {
            return;
        };
        match event {
            Event::Ended(_) => {
                entry.previous = None;
                self.invitations.remove(&invitation);
            }
            Event::Reoffered { .. } => self.refuse_change(invitation, now),
            Event::Referred { request, .. } => self.decline(*request, now),
            Event::Trying
            | Event::Ringing { .. }
            | Event::EarlyMedia { .. }
            | Event::Answered { .. }
            | Event::Confirmed { .. }
            | Event::ReofferAnswered { .. }
            | Event::ReofferRefused { .. }
            | Event::RemoteChanged { .. }
            | Event::Info { .. }
            | Event::InfoAnswered { .. }
            | Event::TransferProgress { .. }
            | Event::TransferPostponed { .. } => {}
        }
    }

    fn refuse_change(&mut self, invitation: InvitationId, now: Now) {
        let status = StatusCode::NOT_ACCEPTABLE_HERE;
        if let Err(refusal) = self.agent.refuse_reoffer(invitation, status, now) {
            tracing::debug!(%refusal, "a new offer went away before it was refused");
        }
    }

    /// Gives up the leg that is to come, and says so to who asked for it.
    pub(super) fn drop_next(&mut self, id: CallId, now: Now) {
        let Some(next) = self.calls.get_mut(&id).and_then(|entry| entry.next.take()) else {
            return;
        };
        self.invitations.remove(&next.invitation);
        if let Err(refusal) = self.agent.hang_up(next.invitation, now) {
            tracing::debug!(%refusal, call = %id, "the next leg was over");
        }
        self.report(next.request, StatusCode::REQUEST_TERMINATED, now);
    }

    /// Ends the leg that was.
    pub(super) fn drop_previous(&mut self, id: CallId, now: Now) {
        let previous = self.calls.get_mut(&id).and_then(|entry| entry.previous.take());
        let Some(previous) = previous else { return };
        self.invitations.remove(&previous.invitation);
        if let Err(refusal) = self.agent.hang_up(previous.invitation, now) {
            tracing::debug!(%refusal, call = %id, "the leg that was replaced was over");
        }
    }

    /// Ends the legs that the far end did not end in time.
    pub(crate) fn end_previous(&mut self, now: Now) {
        let due: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.previous.as_ref().is_some_and(|p| p.ends_at <= now.instant))
            .map(|entry| entry.call.id)
            .collect();
        for id in due {
            self.drop_previous(id, now);
        }
    }

    fn failed(status: StatusCode) -> End {
        let cause = telephony::Cause::from_status(status.value(), true);
        End { cause, by: telephony::EndedBy::Network, status: Some(status.value()) }
    }
}
