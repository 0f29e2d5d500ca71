//! What the agent tells of calls: it rings, is answered, held, sent on, over.

use clock::Now;
use model::CallId;
use sip_agent::invitation::{Event, InvitationId, Session};
use sip_message::{NameAddr, StatusCode};
use telephony::{Cause, End, EndedBy, Party};

use super::legs::Role;
use crate::media::Disagreement;
use crate::{Changed, Switchboard, translate};

impl Switchboard {
    pub(crate) fn invitation_changed(&mut self, invitation: InvitationId, event: Event, now: Now) {
        let Some(id) = self.call_of(invitation) else { return };
        match self.calls.get(&id).map(|entry| entry.role(invitation)) {
            Some(Role::Own) => self.own_changed(id, invitation, event, now),
            Some(Role::Next) => self.next_changed(id, event, now),
            Some(Role::Previous) => self.previous_changed(id, &event, now),
            None => {}
        }
    }

    fn own_changed(&mut self, id: CallId, invitation: InvitationId, event: Event, now: Now) {
        match event {
            Event::Trying | Event::Info { .. } => {}
            Event::InfoAnswered { .. } => self.digit_told(id, now),
            Event::TransferProgress { status, is_final } => {
                self.transfer_fares(id, status, is_final, now);
            }
            Event::TransferPostponed { status, wait } => {
                self.transfer_postponed(id, status, wait, now);
            }
            Event::Ringing { has_early_media, .. } => self.call_rings(id, has_early_media),
            Event::EarlyMedia { answer } => self.take_early_answer(id, &answer),
            Event::Answered { session, remote } => self.taken(id, session, &remote, now),
            Event::Confirmed { answer } => {
                if let Some(answer) = answer {
                    self.take_answer(id, &answer, now);
                }
                self.pay_offer(id, now);
                self.tell_move(id, now);
            }
            Event::Reoffered { offer } => self.reoffered(id, invitation, offer.as_deref(), now),
            Event::ReofferAnswered { answer } => {
                if self.take_answer(id, &answer, now) {
                    self.follow_their_hold(id);
                }
                self.pay_offer(id, now);
                self.tell_move(id, now);
            }
            Event::ReofferRefused { status } => {
                tracing::info!(call = %id, status = ?status.map(StatusCode::value), "the far end refused a new offer");
                self.pay_offer(id, now);
                if status.is_none() {
                    self.tell_move_later(id, now);
                }
            }
            Event::RemoteChanged { remote } => self.remote_is(id, &remote),
            Event::Referred { request, refer_to, referred_by } => {
                self.referred(id, request, (&refer_to, referred_by.as_ref()), now);
            }
            Event::Ended(ending) => {
                self.invitations.remove(&invitation);
                let is_sent_away = self.is_sent_away(id);
                let rang = self.calls.get_mut(&id).is_some_and(|entry| {
                    entry.invitation = None;
                    entry.call.has_rung()
                });
                if self.goes_on_with_next(id) {
                    return;
                }
                let end = translate::end(&ending, rang);
                let end = if is_sent_away && end.cause == Cause::HungUp {
                    End { cause: self.sent_away(id), by: EndedBy::Me, status: None }
                } else {
                    self.end_of_takeover(id, end)
                };
                self.end_call(id, end, now);
            }
        }
    }

    fn call_rings(&mut self, id: CallId, early_media: bool) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let early_media = early_media && entry.negotiation.codec().is_some();
        if entry.call.rings(early_media) {
            self.change(Changed::Call(id));
        }
    }

    /// Our call was answered there.
    fn taken(&mut self, id: CallId, session: Session, remote: &NameAddr, now: Now) {
        self.remote_is(id, remote);
        match session {
            Session::Answer(answer) => {
                if self.take_answer(id, &answer, now) {
                    self.call_answered(id, now);
                }
            }
            Session::Offer(offer) => {
                let Some(invitation) = self.calls.get(&id).and_then(|entry| entry.invitation)
                else {
                    return;
                };
                self.call_answered(id, now);
                self.reoffered(id, invitation, Some(&offer), now);
            }
        }
    }

    pub(super) fn call_answered(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.answered(now).is_err() {
            return;
        }
        self.carry(id);
        self.follow_their_hold(id);
        self.tell_move(id, now);
        self.change(Changed::Call(id));
    }

    /// Who the far end is, as it or its telephone system says now.
    fn remote_is(&mut self, id: CallId, remote: &NameAddr) {
        // A service that was called by its name was dialled by a number. Source: RFC 5031.
        if matches!(remote.uri, sip_message::Uri::Other(_)) {
            return;
        }
        let Some(entry) = self.calls.get(&id) else { return };
        let party = self.named(entry.call.account, translate::party(remote));
        let Some(entry) = self.calls.get_mut(&id) else { return };
        // A code that was dialled to take somebody's call is nobody's number.
        if party.number.0.starts_with(['*', '#']) {
            return;
        }
        let known = &entry.call.remote;
        let number = if party.number.0.is_empty() { known.number.clone() } else { party.number };
        // The same number under no name keeps the name that it had; somebody else does not inherit it.
        let name = party.name.or_else(|| known.name.clone().filter(|_| number == known.number));
        let remote = Party { name, number, uri: party.uri };
        if entry.call.remote != remote {
            entry.call.remote = remote;
            self.change(Changed::Call(id));
        }
    }

    /// Takes an answer of theirs; a call whose sound cannot be agreed on is ended.
    fn take_answer(&mut self, id: CallId, answer: &[u8], now: Now) -> bool {
        let Some(entry) = self.calls.get_mut(&id) else { return false };
        match entry.negotiation.take_answer(answer) {
            Ok(()) => {
                self.carry(id);
                true
            }
            Err(disagreement) => {
                self.no_sound(id, disagreement, now);
                false
            }
        }
    }

    /// Takes an answer from before the call is answered. One that cannot be used says nothing of the
    /// other devices that ring, nor of what the final one will be: it is as if it had not come.
    fn take_early_answer(&mut self, id: CallId, answer: &[u8]) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        match entry.negotiation.take_answer(answer) {
            Ok(()) => {
                self.carry(id);
                self.call_rings(id, true);
            }
            Err(disagreement) => {
                tracing::info!(?disagreement, call = %id, "an early answer that cannot be used");
            }
        }
    }

    fn no_sound(&mut self, id: CallId, disagreement: Disagreement, now: Now) {
        tracing::warn!(?disagreement, call = %id, "offer and answer do not come together");
        self.drop_invitation(id, now);
        self.end_call(
            id,
            End { cause: Cause::NoCommonCodec, by: EndedBy::Network, status: None },
            now,
        );
    }

    /// The far end offers anew: hold, resume, another codec, another address.
    fn reoffered(&mut self, id: CallId, invitation: InvitationId, offer: Option<&[u8]>, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let held = entry.call.is_held_by_me();
        let answer = match offer {
            Some(offer) => entry
                .negotiation
                .take_offer(offer)
                .and_then(|_address| entry.negotiation.answer(held)),
            None => entry.negotiation.answer(held),
        };
        let done = match answer {
            Ok(answer) => self.agent.answer_reoffer(invitation, answer, now),
            Err(disagreement) => {
                tracing::info!(?disagreement, call = %id, "a new offer that cannot be met; the session stays");
                self.agent.refuse_reoffer(invitation, StatusCode::NOT_ACCEPTABLE_HERE, now)
            }
        };
        if let Err(refusal) = done {
            tracing::info!(%refusal, call = %id, "a new offer went away before it was answered");
            return;
        }
        if offer.is_some() {
            self.carry(id);
            self.follow_their_hold(id);
        }
    }

    pub(super) fn follow_their_hold(&mut self, id: CallId) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let held = entry.negotiation.is_held_by_them();
        let before = entry.call.state().clone();
        if entry.call.hold_by_them(held).is_ok() && *entry.call.state() != before {
            self.change(Changed::Call(id));
        }
    }
}
