//! Calls: from a person's wish and the agent's news to what the call is now.

mod dialling;
mod news;
mod tones;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use clock::Now;
use model::{AccountId, CallId, RecordId};
use rand::RngExt as _;
use sip_agent::invitation::InvitationId;
use sip_message::{StatusCode, Uri};
use telephony::{Call, Cause, Direction, End, EndedBy, Quality, State};

use crate::media::Negotiation;
use crate::{CallChoice, Changed, Output, Refusal, RefusalCode, Switchboard, Tone};

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

impl Entry {
    pub(crate) const fn invitation(&self) -> Option<InvitationId> {
        self.invitation
    }
}

impl Switchboard {
    pub(crate) fn answer(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| *call.state() == State::Offered)?;
        self.hold_others(Some(id), now);
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        let (Some(invitation), Ok(answer)) = (entry.invitation, entry.negotiation.answer(false))
        else {
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
        let Some(invitation) = self.calls.get_mut(&id).and_then(|entry| entry.invitation.take())
        else {
            return;
        };
        self.invitations.remove(&invitation);
        if let Err(refusal) = self.agent.reject(invitation, status, now) {
            tracing::info!(%refusal, call = %id, "a call went away while it was rejected");
        }
    }

    pub(crate) fn hang_up(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id =
            match self.choose(choice, |call| !call.is_ended() && *call.state() != State::Offered) {
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
        let Some(invitation) = self.calls.get_mut(&id).and_then(|entry| entry.invitation.take())
        else {
            return;
        };
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
            .filter(|entry| {
                entry.call.is_up() && !entry.call.is_held_by_me() && Some(entry.call.id) != except
            })
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
        let carries = |call: &Call| {
            matches!(call.state(), State::Talking | State::Ringing { early_media: true })
        };
        let id = self.choose(choice, carries)?;
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        entry.call.digits.push_str(&digits);
        self.push(Output::SendDigits { call: id, digits });
        self.change(Changed::Call(id));
        Ok(())
    }

    pub(crate) fn shut_down(&mut self, now: Now) {
        let live: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| !entry.call.is_ended())
            .map(|entry| entry.call.id)
            .collect();
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
        self.end_call(
            id,
            End { cause: Cause::ServerUnreachable, by: EndedBy::Network, status: None },
            now,
        );
    }

    pub(crate) fn measured(&mut self, id: CallId, quality: Quality) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.quality != Some(quality) {
            entry.call.quality = Some(quality);
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
        let is_theirs =
            entry.call.direction == Direction::Outgoing && entry.call.answered_at.is_none();
        if is_theirs && end.by != EndedBy::Me {
            let tone = if end.cause == Cause::Busy { Tone::Busy } else { Tone::Congestion };
            self.tone = Some((tone, Some(now.instant + TONE_LASTS)));
        }
        if was_open {
            self.push(Output::CloseMedia { call: id });
        }
        if let Some(record) = record {
            self.push(Output::Keep { call: id, record: Box::new(record) });
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
    fn choose(
        &self,
        choice: CallChoice,
        applies: impl Fn(&Call) -> bool,
    ) -> Result<CallId, Refusal> {
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
                let mut fitting =
                    shown().filter(|entry| applies(&entry.call)).map(|entry| entry.call.id);
                match (fitting.next(), fitting.next()) {
                    (Some(id), None) => Ok(id),
                    (Some(_), Some(_)) => Err(Refusal::new(RefusalCode::AmbiguousCall, "")),
                    (None, _) if self.live_calls() > 0 => {
                        Err(Refusal::new(RefusalCode::WrongState, ""))
                    }
                    (None, _) => Err(unknown_call()),
                }
            }
        }
    }
}

fn unknown_call() -> Refusal {
    Refusal::new(RefusalCode::UnknownCall, "")
}
