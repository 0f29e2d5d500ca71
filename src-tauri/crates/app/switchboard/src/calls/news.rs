//! What the agent tells of calls: somebody calls, it rings, it is answered, held, over.

use clock::Now;
use model::{AccountId, CallId};
use sip_agent::invitation::{Event, IncomingInvitation, InvitationId, Session};
use sip_agent::{Reply, wire};
use sip_message::{Host, NameAddr, SipUri, StatusCode};
use telephony::{Call, Cause, End, EndedBy, Party};

use super::MOST_CALLS;
use crate::media::Disagreement;
use crate::{Changed, Output, Switchboard, Toward, accounts, translate};

impl Switchboard {
    pub(crate) fn incoming(&mut self, invitation: IncomingInvitation, now: Now) {
        let account = invitation
            .identity
            .and_then(|identity| self.identities.get(&identity).copied())
            .or_else(|| self.direct_account());
        let Some(account) = account else {
            self.refuse_incoming(invitation.id, StatusCode::NOT_FOUND, now);
            return;
        };
        if self.live_calls() >= MOST_CALLS {
            self.refuse_incoming(invitation.id, StatusCode::BUSY_HERE, now);
            return;
        }
        let id = CallId::from_random_bytes(self.random_bytes());
        let mut entry =
            self.new_entry(Call::incoming(id, account, translate::party(&invitation.from), now));
        entry.invitation = Some(invitation.id);
        let address =
            match invitation.offer.as_deref().map(|offer| entry.negotiation.take_offer(offer)) {
                None => None,
                Some(Ok(address)) => address,
                Some(Err(disagreement)) => {
                    tracing::info!(?disagreement, call = %id, "an offer that cannot be read");
                    self.refuse_incoming(invitation.id, StatusCode::NOT_ACCEPTABLE_HERE, now);
                    return;
                }
            };
        self.invitations.insert(invitation.id, id);
        self.calls.insert(id, entry);
        let toward = match address.filter(|address| !address.is_unspecified()) {
            Some(address) => Toward::Address(address),
            None => Toward::Server(self.server_of(account)),
        };
        self.push(Output::OpenMedia { call: id, toward });
    }

    fn refuse_incoming(&mut self, id: InvitationId, status: StatusCode, now: Now) {
        if let Err(refusal) = self.agent.reject(id, status, now) {
            tracing::info!(%refusal, "a caller gave up before being refused");
        }
    }

    /// The account that takes calls addressed to nobody in particular: one that does not register.
    fn direct_account(&self) -> Option<AccountId> {
        self.accounts
            .iter()
            .find(|entry| entry.identity.is_some() && !entry.account.registers)
            .map(|entry| entry.account.id)
    }

    fn server_of(&self, account: AccountId) -> wire::Target {
        let home = self.entry(account).ok().and_then(|entry| {
            let uri = entry.account.address.parse::<SipUri>().ok()?;
            Some(accounts::next_hop(&entry.account, &uri))
        });
        home.unwrap_or_else(|| wire::Target {
            host: Host::Name("localhost".to_owned()),
            port: None,
            transport: None,
            secure: false,
        })
    }

    pub(crate) fn invitation_changed(&mut self, invitation: InvitationId, event: Event, now: Now) {
        let Some(&id) = self.invitations.get(&invitation) else { return };
        match event {
            Event::Trying
            | Event::InfoAnswered { .. }
            | Event::Info { .. }
            | Event::TransferProgress { .. } => {}
            Event::Ringing { has_early_media, .. } => self.call_rings(id, has_early_media),
            Event::EarlyMedia { answer } => {
                if self.take_answer(id, &answer, now) {
                    self.call_rings(id, true);
                }
            }
            Event::Answered { session, remote } => self.taken(id, session, &remote, now),
            Event::Confirmed { answer } => {
                if let Some(answer) = answer {
                    self.take_answer(id, &answer, now);
                }
            }
            Event::Reoffered { offer } => self.reoffered(id, invitation, offer.as_deref(), now),
            Event::ReofferAnswered { answer } => {
                if self.take_answer(id, &answer, now) {
                    self.follow_their_hold(id);
                }
                self.pay_offer(id, now);
            }
            Event::ReofferRefused { status } => {
                tracing::info!(call = %id, status = ?status.map(StatusCode::value), "the far end refused a new offer");
                self.pay_offer(id, now);
            }
            Event::RemoteChanged { remote } => self.remote_is(id, &remote),
            Event::Referred { request, .. } => {
                // Transfers asked for by the far end are not carried out. Source: RFC 3515 §2.4.2.
                if let Err(refusal) =
                    self.agent.answer(request, Reply::new(StatusCode::DECLINE), now)
                {
                    tracing::debug!(%refusal, "a REFER is no longer waiting");
                }
            }
            Event::Ended(ending) => {
                self.invitations.remove(&invitation);
                let rang = self.calls.get_mut(&id).is_some_and(|entry| {
                    entry.invitation = None;
                    entry.call.has_rung()
                });
                self.end_call(id, translate::end(&ending, rang), now);
            }
        }
    }

    fn call_rings(&mut self, id: CallId, early_media: bool) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
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
        self.change(Changed::Call(id));
    }

    fn remote_is(&mut self, id: CallId, remote: &NameAddr) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let party = translate::party(remote);
        // A PBX that answers with its own address must not replace the number that was dialled by less.
        let number =
            if party.number.0.is_empty() { entry.call.remote.number.clone() } else { party.number };
        let remote = Party {
            name: party.name.or_else(|| entry.call.remote.name.clone()),
            number,
            uri: party.uri,
        };
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

    fn follow_their_hold(&mut self, id: CallId) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let held = entry.negotiation.is_held_by_them();
        let before = entry.call.state().clone();
        if entry.call.hold_by_them(held).is_ok() && *entry.call.state() != before {
            self.change(Changed::Call(id));
        }
    }
}
