//! Somebody calls: what happens with it, whom it is for, and how it rings.

use clock::Now;
use model::{AccountId, CallId, Meaning, Number, RecordId};
use sip_agent::invitation::{IncomingInvitation, InvitationId};
use sip_agent::wire;
use sip_message::{Host, NameAddr, SipUri, StatusCode, Uri};
use telephony::policy::{Arrival, Decision, Manner, Standing, Wishes, decide};
use telephony::{Account, Call, Cause, End, EndedBy, Party, State};

use super::dialling::at_home;
use super::{Entry, MOST_CALLS};
use crate::{Changed, Notice, Output, Ringing, Switchboard, Toward, accounts, translate};

impl Switchboard {
    pub(crate) fn incoming(&mut self, invitation: IncomingInvitation, now: Now) {
        if let Some(replaced) = invitation.replaces {
            match self.call_of(replaced) {
                Some(id) => self.replaced(id, invitation, now),
                None => {
                    let status = StatusCode::CALL_DOES_NOT_EXIST;
                    self.refuse_incoming(invitation.id, status, now);
                }
            }
            return;
        }
        let account = invitation
            .identity
            .and_then(|identity| self.identities.get(&identity).copied())
            .or_else(|| self.direct_account());
        let Some(account) = account.and_then(|id| self.entry(id).ok()) else {
            self.refuse_incoming(invitation.id, StatusCode::NOT_FOUND, now);
            return;
        };
        let account = account.account.clone();
        if self.live_calls() >= MOST_CALLS {
            self.refuse_incoming(invitation.id, StatusCode::BUSY_HERE, now);
            return;
        }
        let id = CallId::from_random_bytes(self.random_bytes());
        let remote = self.named(account.id, translate::party(&invitation.from));
        let called = called(&invitation, &account);
        let arrival = arrival(&invitation, &remote, &account);
        let mut call = Call::incoming(id, account.id, remote, now);
        call.called = called;
        let decision = self.decide(&arrival, &self.wishes, &account, now);
        let entry = match decision {
            Decision::Reject(refused) => {
                let status = StatusCode::new(refused.status()).unwrap_or(StatusCode::BUSY_HERE);
                self.turn_away(invitation.id, call, &arrival, status, now);
                return;
            }
            Decision::Forward(number) => {
                self.forward_at_once(invitation.id, call, &number, now);
                return;
            }
            Decision::Ring
            | Decision::RingSilently
            | Decision::Waiting { .. }
            | Decision::AnswerAfter(_) => self.announced(call, &arrival, &decision, &account, now),
        };
        self.begin_incoming(id, entry, invitation, now);
    }

    /// Asks for a port for its sound; it rings when there is one.
    fn begin_incoming(
        &mut self,
        id: CallId,
        mut entry: Entry,
        invitation: IncomingInvitation,
        now: Now,
    ) {
        entry.invitation = Some(invitation.id);
        let account = entry.call.account;
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
        self.open_media(id, toward);
    }

    pub(super) fn refuse_incoming(&mut self, id: InvitationId, status: StatusCode, now: Now) {
        if let Err(refusal) = self.agent.reject(id, status, now) {
            tracing::info!(%refusal, "a caller gave up before being refused");
        }
    }

    /// Rejects a call that nobody here has seen: it is in the call list as missed.
    fn turn_away(
        &mut self,
        invitation: InvitationId,
        call: Call,
        arrival: &Arrival,
        status: StatusCode,
        now: Now,
    ) {
        self.refuse_incoming(invitation, status, now);
        let undisturbed = Wishes {
            do_not_disturb: telephony::policy::DoNotDisturb {
                manner: Manner::Off,
                ..self.wishes.do_not_disturb
            },
            ..self.wishes.clone()
        };
        if let Ok(entry) = self.entry(call.account) {
            let account = entry.account.clone();
            match self.decide(arrival, &undisturbed, &account, now) {
                Decision::Reject(_) => {}
                Decision::Ring
                | Decision::RingSilently
                | Decision::Waiting { .. }
                | Decision::AnswerAfter(_)
                | Decision::Forward(_) => {
                    let party = call.remote.clone();
                    self.push(Output::Notice(Notice::Undisturbed { party }));
                }
            }
        }
        let cause = Cause::from_status(status.value(), true);
        let end = End { cause, by: EndedBy::Network, status: Some(status.value()) };
        self.keep_unseen(call, end, now);
    }

    fn forward_at_once(&mut self, invitation: InvitationId, call: Call, number: &Number, now: Now) {
        let home = self
            .entry(call.account)
            .ok()
            .and_then(|entry| entry.account.address.parse::<SipUri>().ok());
        let Some(home) = home else {
            self.refuse_incoming(invitation, StatusCode::TEMPORARILY_UNAVAILABLE, now);
            return;
        };
        let number = self.rules(call.account).dialled_number(number);
        let target = Uri::Sip(at_home(&home, number.as_str()));
        if let Err(refusal) = self.agent.redirect(invitation, &[target], now) {
            tracing::info!(%refusal, "a caller gave up before being sent on");
        }
        let end = End { cause: Cause::Forwarded, by: EndedBy::Me, status: Some(302) };
        self.keep_unseen(call, end, now);
    }

    fn keep_unseen(&mut self, mut call: Call, end: End, now: Now) {
        call.ended(end, now);
        let record = RecordId::from_random_bytes(self.random_bytes());
        if let Some(record) = call.record(record) {
            self.push(Output::Keep { call: call.id, record: Box::new(record) });
        }
    }

    fn decide(&self, arrival: &Arrival, wishes: &Wishes, account: &Account, now: Now) -> Decision {
        decide(arrival, wishes, &self.standing(), &account.plan.rules(), now.timestamp)
    }

    /// What stands now.
    fn standing(&self) -> Standing {
        let mut standing =
            Standing { emergency_ended_at: self.emergency_ended_at, ..Standing::default() };
        for entry in self.calls.values() {
            match entry.call.state() {
                State::Offered => standing.offered += 1,
                State::Dialling | State::Ringing { .. } | State::Talking | State::Held { .. } => {
                    standing.busy += 1;
                    standing.has_emergency |= entry.call.traits.is_emergency;
                }
                State::Ended { .. } => {}
            }
        }
        standing
    }

    fn announced(
        &mut self,
        call: Call,
        arrival: &Arrival,
        decision: &Decision,
        account: &Account,
        now: Now,
    ) -> Entry {
        let quiet = self.alone(arrival, account, now);
        let ring = ringing(&call, account);
        let mut entry = self.new_entry(call);
        entry.call.traits.is_silent = quiet == Decision::RingSilently;
        entry.announcement.arrival = Some(arrival.clone());
        entry.announcement.ring = ring;
        entry.announcement.has_tone = self.wishes.waiting_tone;
        match decision {
            Decision::Waiting { tone } => entry.announcement.has_tone = *tone,
            Decision::AnswerAfter(wait) => entry.announcement.answer_after = Some(*wait),
            Decision::Ring
            | Decision::RingSilently
            | Decision::Reject(_)
            | Decision::Forward(_) => {}
        }
        entry
    }

    /// What would happen with a call if no other one stood: it does when that one ends.
    fn alone(&self, arrival: &Arrival, account: &Account, now: Now) -> Decision {
        let alone = Standing { busy: 0, offered: 0, ..self.standing() };
        decide(arrival, &self.wishes, &alone, &account.plan.rules(), now.timestamp)
    }

    /// Stops the ringing of those calls that are not to disturb any more.
    pub(crate) fn silence_disturbing(&mut self, now: Now) {
        let disturbs = |entry: &&Entry| {
            let (Some(arrival), Ok(known)) =
                (&entry.announcement.arrival, self.entry(entry.call.account))
            else {
                return false;
            };
            match self.alone(arrival, &known.account, now) {
                Decision::RingSilently | Decision::Reject(_) => true,
                Decision::Ring
                | Decision::Waiting { .. }
                | Decision::AnswerAfter(_)
                | Decision::Forward(_) => false,
            }
        };
        let offered =
            |entry: &&Entry| *entry.call.state() == State::Offered && !entry.call.traits.is_silent;
        let silent: Vec<CallId> = self
            .calls
            .values()
            .filter(offered)
            .filter(disturbs)
            .map(|entry| entry.call.id)
            .collect();
        for id in silent {
            if let Some(entry) = self.calls.get_mut(&id) {
                entry.call.traits.is_silent = true;
                entry.announcement.answer_at = None;
                self.change(Changed::Call(id));
            }
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
}

fn arrival(invitation: &IncomingInvitation, remote: &Party, account: &Account) -> Arrival {
    let headers = &invitation.request.headers;
    let priority = headers.get(&sip_message::HeaderName::new("Priority")).unwrap_or_default();
    let home = account.address.parse::<SipUri>().ok();
    let is_home = |asserted: &NameAddr| match (&asserted.uri, &home) {
        (Uri::Sip(uri), Some(home)) => uri.host.is_equivalent(&home.host),
        (Uri::Sip(_) | Uri::Tel(_) | Uri::Other(_), _) => false,
    };
    Arrival {
        caller: Number::read(&remote.number.0).ok(),
        is_own_domain: invitation.asserted.as_ref().is_some_and(is_home),
        answer_after: invitation.answer_after(),
        is_psap_callback: priority.trim().eq_ignore_ascii_case("psap-callback"),
    }
}

/// Whom the caller wanted, where that is not us: who sent the call on first, else who was called.
fn called(invitation: &IncomingInvitation, account: &Account) -> Option<Party> {
    let wanted = invitation.diverted().pop().map(|diverted| diverted.by);
    let party = translate::party(&wanted.or_else(|| invitation.called())?);
    let is_known = !party.number.0.is_empty();
    (is_known && !is_own(&party, account)).then_some(party)
}

/// Whether an address is the account's own, however it is written.
fn is_own(party: &Party, account: &Account) -> bool {
    let own = account.address.parse::<SipUri>().ok();
    let user = own.as_ref().and_then(SipUri::user).unwrap_or_default();
    let rules = account.plan.rules();
    let meaning = |text: &str| Number::read(text).ok().map(|number| rules.meaning(&number));
    // Called by the address of this machine: nobody in particular is meant.
    let is_host = own.as_ref().is_some_and(|own| party.number.0 == own.host.to_string());
    let asked = meaning(&party.number.0);
    is_host
        || party.number.0.eq_ignore_ascii_case(&user)
        || (asked.is_some() && asked == meaning(&user))
}

/// How it rings: to a group, from an extension, from outside.
fn ringing(call: &Call, account: &Account) -> Ringing {
    let rules = account.plan.rules();
    let read = |party: &Party| Number::read(&party.number.0).ok();
    let is_group = call.called.as_ref().and_then(read).is_some_and(|called| {
        let called = rules.normalised(&called);
        account.plan.groups().iter().any(|group| rules.normalised(&group.number) == called)
    });
    if is_group {
        return Ringing::Group;
    }
    match read(&call.remote).map(|number| rules.meaning(&number)) {
        Some(Meaning::Internal(_)) => Ringing::Inside,
        Some(Meaning::Code(_) | Meaning::World(_) | Meaning::Outside(_)) | None => Ringing::Outside,
    }
}
