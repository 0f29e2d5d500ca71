//! Calls: from a person's wish and the agent's news to what the call is now.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use clock::Now;
use model::{AccountId, CallId, RecordId, Target};
use rand::RngExt as _;
use redact::Redacted;
use sip_agent::invitation::{Event, IncomingInvitation, InvitationId, InviteOptions, Session};
use sip_agent::{Reply, wire};
use sip_message::{Host, NameAddr, SipUri, StatusCode, Uri};
use telephony::{Account, Call, Cause, Direction, End, EndedBy, Party, Quality, Registration, State};

use crate::media::{Disagreement, Negotiation};
use crate::{CallChoice, Changed, Output, Refusal, RefusalCode, Switchboard, Tone, Toward, accounts, translate};

/// Calls at once, those just ended not counted. Beyond: 486 for the caller, a refusal here.
pub const MOST_CALLS: usize = 8;
/// How long an ended call stays on the screen with its reason.
const FAREWELL: Duration = Duration::from_secs(4);
/// How long a busy or congestion tone sounds.
const TONE_LASTS: Duration = Duration::from_secs(3);
/// Digits sent by one command.
const MOST_DIGITS: usize = 64;

/// One call and what the machines below know of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) call: Call,
    /// An incoming call is shown once its sound is known to be possible.
    pub(crate) is_shown: bool,
    /// When an ended call leaves the screen.
    pub(crate) gone_at: Option<Instant>,
    invitation: Option<InvitationId>,
    /// Whom to invite once a port for sound is bound.
    wish: Option<Uri>,
    negotiation: Negotiation,
    /// A re-offer could not be sent because another was under way.
    owes_offer: bool,
}

impl Switchboard {
    pub(crate) fn prepare(&mut self, target: String) -> Result<(), Refusal> {
        Target::read(&target).map_err(|error| dial_refusal(&error, &target))?;
        self.change(Changed::Prepared(target));
        Ok(())
    }

    pub(crate) fn dial(&mut self, typed: &str, account: Option<&str>, now: Now) -> Result<(), Refusal> {
        let target = Target::read(typed).map_err(|error| dial_refusal(&error, typed))?;
        let account = self.dialling_account(account)?;
        if self.live_calls() >= MOST_CALLS {
            return Err(Refusal::new(RefusalCode::TooManyCalls, typed));
        }
        let uri = dial_uri(&target, &account).ok_or_else(|| Refusal::new(RefusalCode::InvalidTarget, typed))?;
        self.hold_others(None, now);
        self.tone = None;

        let id = CallId::from_random_bytes(self.random_bytes());
        let remote = translate::party(&NameAddr::new(Uri::Sip(uri.clone())));
        let mut entry = self.new_entry(Call::outgoing(id, account.id, remote, now));
        entry.is_shown = true;
        entry.wish = Some(Uri::Sip(uri.clone()));
        self.calls.insert(id, entry);
        self.push(Output::OpenMedia { call: id, toward: Toward::Server(accounts::next_hop(&account, &uri)) });
        self.change(Changed::Call(id));
        Ok(())
    }

    /// The named account; else the preferred one, else the first registered, else the first enabled.
    fn dialling_account(&self, name: Option<&str>) -> Result<Account, Refusal> {
        if let Some(name) = name {
            let entry = self.entry(self.find_account(name)?)?;
            if !entry.account.enabled {
                return Err(Refusal::new(RefusalCode::AccountDisabled, name));
            }
            return Ok(entry.account.clone());
        }
        let enabled = || self.accounts.iter().filter(|entry| entry.account.enabled && entry.identity.is_some());
        let preferred = enabled().find(|entry| Some(entry.account.id) == self.default_account);
        let registered = || enabled().find(|entry| is_registered(&entry.registration));
        preferred
            .or_else(registered)
            .or_else(|| enabled().next())
            .map(|entry| entry.account.clone())
            .ok_or_else(|| Refusal::new(RefusalCode::NoAccount, ""))
    }

    pub(crate) fn answer(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| *call.state() == State::Offered)?;
        self.hold_others(Some(id), now);
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        let (Some(invitation), Ok(answer)) = (entry.invitation, entry.negotiation.answer(false)) else {
            return Err(Refusal::new(RefusalCode::WrongState, id.to_string()));
        };
        if let Err(refusal) = self.agent.accept(invitation, answer, now) {
            tracing::info!(%refusal, call = %id, "an offered call went away while it was answered");
            return Err(Refusal::new(RefusalCode::WrongState, id.to_string()));
        }
        self.call_answered(id, now);
        Ok(())
    }

    pub(crate) fn reject(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| *call.state() == State::Offered)?;
        self.reject_with(id, StatusCode::DECLINE, now);
        let end = End { cause: Cause::Declined, by: EndedBy::Me, status: Some(603) };
        self.end_call(id, end, now);
        Ok(())
    }

    fn reject_with(&mut self, id: CallId, status: StatusCode, now: Now) {
        let Some(invitation) = self.calls.get_mut(&id).and_then(|entry| entry.invitation.take()) else { return };
        self.invitations.remove(&invitation);
        if let Err(refusal) = self.agent.reject(invitation, status, now) {
            tracing::info!(%refusal, call = %id, "a call went away while it was rejected");
        }
    }

    pub(crate) fn hang_up(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = match self.choose(choice, |call| !call.is_ended() && *call.state() != State::Offered) {
            // Hanging up the only call that rings here is what a handset does with it.
            Err(_) if choice == CallChoice::Only => return self.reject(choice, now),
            chosen => chosen?,
        };
        if self.calls.get(&id).is_some_and(|entry| *entry.call.state() == State::Offered) {
            return self.reject(CallChoice::This(id), now);
        }
        self.drop_invitation(id, now);
        let answered = self.calls.get(&id).is_some_and(|entry| entry.call.is_up());
        let cause = if answered { Cause::HungUp } else { Cause::Cancelled };
        self.end_call(id, End { cause, by: EndedBy::Me, status: None }, now);
        Ok(())
    }

    /// Ends the call's invitation in the way its state needs; its later news are nobody's.
    fn drop_invitation(&mut self, id: CallId, now: Now) {
        let Some(invitation) = self.calls.get_mut(&id).and_then(|entry| entry.invitation.take()) else { return };
        self.invitations.remove(&invitation);
        if let Err(refusal) = self.agent.hang_up(invitation, now) {
            tracing::debug!(%refusal, call = %id, "the invitation was over");
        }
    }

    pub(crate) fn hold(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| call.is_up() && !call.is_held_by_me())?;
        self.hold_by_me(id, true, now);
        Ok(())
    }

    pub(crate) fn resume(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, Call::is_held_by_me)?;
        self.hold_others(Some(id), now);
        self.hold_by_me(id, false, now);
        Ok(())
    }

    /// Two people cannot be spoken with at once: every other call that is up is put on hold.
    fn hold_others(&mut self, except: Option<CallId>, now: Now) {
        let others: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.call.is_up() && !entry.call.is_held_by_me() && Some(entry.call.id) != except)
            .map(|entry| entry.call.id)
            .collect();
        for id in others {
            self.hold_by_me(id, true, now);
        }
    }

    /// Holds or resumes here at once and tells the far end; a far end that refuses changes nothing
    /// here, because who hears this microphone is not its to decide.
    fn hold_by_me(&mut self, id: CallId, held: bool, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.hold_by_me(held).is_err() {
            return;
        }
        self.carry(id);
        self.reoffer(id, now);
        self.change(Changed::Call(id));
    }

    fn reoffer(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let Some(invitation) = entry.invitation else { return };
        let before = entry.negotiation.snapshot();
        let Some(offer) = entry.negotiation.offer(entry.call.is_held_by_me()) else { return };
        entry.owes_offer = false;
        match self.agent.reoffer(invitation, offer, now) {
            Ok(()) => {}
            Err(sip_agent::Refusal::Busy) => {
                entry.negotiation.restore(before);
                entry.owes_offer = true;
            }
            Err(refusal) => {
                entry.negotiation.restore(before);
                tracing::info!(%refusal, call = %id, "no new offer in this state");
            }
        }
    }

    pub(crate) fn mute(&mut self, choice: CallChoice, muted: bool) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| !call.is_ended() && call.is_muted != muted)?;
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        entry.call.is_muted = muted;
        self.carry(id);
        self.change(Changed::Call(id));
        Ok(())
    }

    pub(crate) fn send_digits(&mut self, choice: CallChoice, digits: &str) -> Result<(), Refusal> {
        let digits = digits.to_ascii_uppercase();
        let is_digit = |key: char| matches!(key, '0'..='9' | '*' | '#' | 'A'..='D');
        if digits.is_empty() || digits.len() > MOST_DIGITS || !digits.chars().all(is_digit) {
            return Err(Refusal::new(RefusalCode::InvalidDigits, digits));
        }
        let carries = |call: &Call| matches!(call.state(), State::Talking | State::Ringing { early_media: true });
        let id = self.choose(choice, carries)?;
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        entry.call.digits.push_str(&digits);
        self.push(Output::SendDigits { call: id, digits });
        self.change(Changed::Call(id));
        Ok(())
    }

    pub(crate) fn shut_down(&mut self, now: Now) {
        let live: Vec<CallId> =
            self.calls.values().filter(|entry| !entry.call.is_ended()).map(|entry| entry.call.id).collect();
        for id in live {
            self.drop_invitation(id, now);
            self.end_call(id, End { cause: Cause::HungUp, by: EndedBy::Me, status: None }, now);
        }
        self.agent.shut_down(now);
    }

    pub(crate) fn end_calls_of(&mut self, account: AccountId, now: Now) {
        let live: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.call.account == account && !entry.call.is_ended())
            .map(|entry| entry.call.id)
            .collect();
        for id in live {
            self.drop_invitation(id, now);
            self.end_call(id, End { cause: Cause::HungUp, by: EndedBy::Me, status: None }, now);
        }
    }

    pub(crate) fn media_opened(&mut self, id: CallId, address: IpAddr, port: u16, now: Now) {
        let live = self.calls.get_mut(&id).filter(|entry| !entry.call.is_ended());
        let Some(entry) = live else {
            self.push(Output::CloseMedia { call: id });
            return;
        };
        entry.negotiation.open(address, port);
        match entry.call.direction {
            Direction::Outgoing => self.invite(id, now),
            Direction::Incoming => self.ring(id, now),
        }
    }

    fn invite(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let Some(uri) = entry.wish.take() else { return };
        let identity = self
            .accounts
            .iter()
            .find(|known| known.account.id == entry.call.account)
            .and_then(|known| known.identity);
        let (Some(identity), Some(offer)) = (identity, entry.negotiation.offer(false)) else {
            self.end_call(id, End { cause: Cause::Failed, by: EndedBy::Me, status: None }, now);
            return;
        };
        match self.agent.invite(identity, uri, Some(offer), InviteOptions::default(), now) {
            Ok(invitation) => {
                entry.invitation = Some(invitation);
                self.invitations.insert(invitation, id);
            }
            Err(refusal) => {
                tracing::warn!(%refusal, call = %id, "the agent does not call");
                self.end_call(id, End { cause: Cause::Failed, by: EndedBy::Me, status: None }, now);
            }
        }
    }

    fn ring(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if let Err(disagreement) = entry.negotiation.can_answer() {
            tracing::info!(?disagreement, call = %id, "an offer that cannot be met");
            self.reject_with(id, StatusCode::NOT_ACCEPTABLE_HERE, now);
            let end = End { cause: Cause::NoCommonCodec, by: EndedBy::Network, status: Some(488) };
            self.end_call(id, end, now);
            return;
        }
        entry.is_shown = true;
        if let Some(invitation) = entry.invitation
            && let Err(refusal) = self.agent.ring(invitation, None, now)
        {
            tracing::info!(%refusal, call = %id, "the caller gave up before it rang");
        }
        self.change(Changed::Call(id));
    }

    pub(crate) fn media_refused(&mut self, id: CallId, now: Now) {
        tracing::error!(call = %id, "no port for sound");
        self.reject_with(id, StatusCode::SERVER_INTERNAL_ERROR, now);
        self.end_call(id, End { cause: Cause::ServerUnreachable, by: EndedBy::Network, status: None }, now);
    }

    pub(crate) fn measured(&mut self, id: CallId, quality: Quality) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.quality != Some(quality) {
            entry.call.quality = Some(quality);
            self.change(Changed::Call(id));
        }
    }

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
        let mut entry = self.new_entry(Call::incoming(id, account, translate::party(&invitation.from), now));
        entry.invitation = Some(invitation.id);
        let address = match invitation.offer.as_deref().map(|offer| entry.negotiation.take_offer(offer)) {
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
            Event::Trying | Event::InfoAnswered { .. } | Event::Info { .. } | Event::TransferProgress { .. } => {}
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
                if let Err(refusal) = self.agent.answer(request, Reply::new(StatusCode::DECLINE), now) {
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
                let Some(invitation) = self.calls.get(&id).and_then(|entry| entry.invitation) else { return };
                self.call_answered(id, now);
                self.reoffered(id, invitation, Some(&offer), now);
            }
        }
    }

    fn call_answered(&mut self, id: CallId, now: Now) {
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
        let number = if party.number.0.is_empty() { entry.call.remote.number.clone() } else { party.number };
        let remote = Party { name: party.name.or_else(|| entry.call.remote.name.clone()), number, uri: party.uri };
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
        self.end_call(id, End { cause: Cause::NoCommonCodec, by: EndedBy::Network, status: None }, now);
    }

    /// The far end offers anew: hold, resume, another codec, another address.
    fn reoffered(&mut self, id: CallId, invitation: InvitationId, offer: Option<&[u8]>, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let held = entry.call.is_held_by_me();
        let answer = match offer {
            Some(offer) => {
                entry.negotiation.take_offer(offer).and_then(|_address| entry.negotiation.answer(held))
            }
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

    /// Sends the offer that had to wait for another one.
    fn pay_offer(&mut self, id: CallId, now: Now) {
        if self.calls.get(&id).is_some_and(|entry| entry.owes_offer && entry.call.is_up()) {
            self.reoffer(id, now);
        }
    }

    /// Brings the sound in line with what is agreed, held and muted.
    fn carry(&mut self, id: CallId) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        let held = entry.call.is_held_by_me();
        let muted = held || entry.call.is_muted;
        entry.call.codec = entry.negotiation.codec();
        let Some(terms) = entry.negotiation.terms(held) else { return };
        self.push(Output::CarryMedia { call: id, agreed: Box::new(terms) });
        self.push(Output::Mute { call: id, muted });
    }

    pub(crate) fn end_call(&mut self, id: CallId, end: End, now: Now) {
        let record = RecordId::from_random_bytes(self.random_bytes());
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.is_ended() {
            return;
        }
        entry.call.ended(end, now);
        entry.gone_at = Some(now.instant + FAREWELL);
        let was_shown = entry.is_shown;
        let was_open = entry.negotiation.is_open();
        let record = entry.call.record(record);
        let is_theirs = entry.call.direction == Direction::Outgoing && entry.call.answered_at.is_none();
        if is_theirs && end.by != EndedBy::Me {
            let tone = if end.cause == Cause::Busy { Tone::Busy } else { Tone::Congestion };
            self.tone = Some((tone, Some(now.instant + TONE_LASTS)));
        }
        if was_open {
            self.push(Output::CloseMedia { call: id });
        }
        if let Some(record) = record {
            self.push(Output::Keep(Box::new(record)));
        }
        if was_shown {
            self.change(Changed::Call(id));
        }
    }

    pub(crate) fn drop_gone_calls(&mut self, now: Now) {
        let gone: Vec<(CallId, bool)> = self
            .calls
            .values()
            .filter(|entry| entry.gone_at.is_some_and(|at| at <= now.instant))
            .map(|entry| (entry.call.id, entry.is_shown))
            .collect();
        for (id, was_shown) in gone {
            self.calls.remove(&id);
            if was_shown {
                self.change(Changed::CallRemoved(id));
            }
        }
    }

    /// Tells the sound what to play and whom the microphone belongs to, where that has changed.
    pub(crate) fn sound_out(&mut self, now: Now) {
        let latest = |wanted: fn(&Call) -> bool| {
            self.calls
                .values()
                .filter(|entry| entry.is_shown && wanted(&entry.call))
                .max_by_key(|entry| entry.call.started_at)
                .map(|entry| entry.call.id)
        };
        let focus = latest(|call| call.is_up() && !call.is_held_by_me())
            .or_else(|| latest(|call| matches!(call.state(), State::Dialling | State::Ringing { .. })));
        let rings_there = focus.and_then(|id| self.calls.get(&id)).is_some_and(|entry| {
            *entry.call.state() == State::Ringing { early_media: false }
        });
        let is_ringing = focus.is_none() && latest(|call| *call.state() == State::Offered).is_some();
        if self.focus != focus {
            self.focus = focus;
            self.push(Output::Focus { call: focus });
        }
        if self.is_ringing != is_ringing {
            self.is_ringing = is_ringing;
            self.push(Output::Ring { ringing: is_ringing });
        }
        self.play_tone(rings_there, focus.is_some() || is_ringing, now);
    }

    fn play_tone(&mut self, rings_there: bool, is_engaged: bool, now: Now) {
        let lasting = self.tone.filter(|(_, until)| until.is_some_and(|at| at > now.instant) && !is_engaged);
        let wanted = if rings_there { Some((Tone::Ringback, None)) } else { lasting };
        let playing = self.playing;
        self.tone = wanted;
        let tone = wanted.map(|(tone, _)| tone);
        if playing != tone {
            self.playing = tone;
            self.push(Output::Tone { tone });
        }
    }

    fn new_entry(&mut self, call: Call) -> Entry {
        // RFC 3264 §5: the number must fit a signed 64-bit integer.
        let session_id = self.chance.random::<u64>() >> 2;
        Entry {
            call,
            is_shown: false,
            gone_at: None,
            invitation: None,
            wish: None,
            negotiation: Negotiation::new(session_id, self.codecs.clone()),
            owes_offer: false,
        }
    }

    fn live_calls(&self) -> usize {
        self.calls.values().filter(|entry| !entry.call.is_ended()).count()
    }

    /// The call that is meant, if the wish applies to it.
    fn choose(&self, choice: CallChoice, applies: impl Fn(&Call) -> bool) -> Result<CallId, Refusal> {
        let shown = || self.calls.values().filter(|entry| entry.is_shown);
        match choice {
            CallChoice::This(id) => {
                let entry = shown().find(|entry| entry.call.id == id).ok_or_else(unknown_call)?;
                if applies(&entry.call) {
                    Ok(id)
                } else {
                    Err(Refusal::new(RefusalCode::WrongState, id.to_string()))
                }
            }
            CallChoice::Only => {
                let mut fitting = shown().filter(|entry| applies(&entry.call)).map(|entry| entry.call.id);
                match (fitting.next(), fitting.next()) {
                    (Some(id), None) => Ok(id),
                    (Some(_), Some(_)) => Err(Refusal::new(RefusalCode::AmbiguousCall, "")),
                    (None, _) if self.live_calls() > 0 => Err(Refusal::new(RefusalCode::WrongState, "")),
                    (None, _) => Err(unknown_call()),
                }
            }
        }
    }
}

fn unknown_call() -> Refusal {
    Refusal::new(RefusalCode::UnknownCall, "")
}

fn is_registered(registration: &Registration) -> bool {
    match registration {
        Registration::Registered { .. } => true,
        Registration::Disabled
        | Registration::Direct
        | Registration::Registering
        | Registration::Waiting { .. } => false,
    }
}

fn dial_refusal(error: &model::DialError, typed: &str) -> Refusal {
    let code = match error {
        model::DialError::Empty => RefusalCode::NothingToDial,
        _ => RefusalCode::InvalidTarget,
    };
    Refusal::new(code, typed)
}

/// The request URI for a target at an account. Numbers and names belong to the account's domain.
fn dial_uri(target: &Target, account: &Account) -> Option<SipUri> {
    let home = account.address.parse::<SipUri>().ok()?;
    match target {
        Target::Number(number) => Some(at_home(&home, &number.to_string())),
        Target::Name(Redacted(name)) => Some(at_home(&home, name)),
        Target::Address(address) => {
            let host = match &address.host.0 {
                model::Host::Name(name) => Host::Name(name.clone()),
                model::Host::Ip(IpAddr::V4(ip)) => Host::V4(*ip),
                model::Host::Ip(IpAddr::V6(ip)) => Host::V6(*ip),
            };
            let mut uri = SipUri::new(host);
            uri.secure = address.secure;
            uri.port = address.port;
            if let Some(user) = &address.user {
                uri = uri.with_user(&user.0);
            }
            if let Some(transport) = &address.transport {
                uri = uri.with_param("transport", transport);
            }
            Some(uri)
        }
    }
}

fn at_home(home: &SipUri, user: &str) -> SipUri {
    let mut uri = SipUri::new(home.host.clone()).with_user(user);
    uri.secure = home.secure;
    uri.port = home.port;
    uri
}
