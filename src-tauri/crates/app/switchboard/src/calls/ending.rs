//! How calls end: rejected, sent on, hung up, gone.

use std::time::Duration;

use clock::Now;
use model::{AccountId, CallId, RecordId, Target};
use sip_message::{StatusCode, Uri};
use telephony::{Call, Cause, Direction, End, EndedBy, State};

use super::dialling::{dial_refusal, dial_uri};
use super::{unknown_call, wrong_state};
use crate::{CallChoice, Changed, Output, Refusal, RefusalCode, RejectReason, Switchboard, Tone};

/// How long an ended call stays on the screen with its reason.
const FAREWELL: Duration = Duration::from_secs(4);
/// How long a busy or congestion tone sounds.
const TONE_LASTS: Duration = Duration::from_secs(3);

impl Switchboard {
    pub(crate) fn reject(
        &mut self,
        choice: CallChoice,
        reason: RejectReason,
        now: Now,
    ) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| *call.state() == State::Offered)?;
        let (status, cause) = match reason {
            RejectReason::Declined => (StatusCode::DECLINE, Cause::Declined),
            RejectReason::Busy => (StatusCode::BUSY_HERE, Cause::Busy),
        };
        self.reject_with(id, status, now);
        let end = End { cause, by: EndedBy::Me, status: Some(status.value()) };
        self.end_call(id, end, now);
        Ok(())
    }

    pub(super) fn reject_with(&mut self, id: CallId, status: StatusCode, now: Now) {
        let Some(invitation) = self.calls.get_mut(&id).and_then(|entry| entry.invitation.take())
        else {
            return;
        };
        self.invitations.remove(&invitation);
        if let Err(refusal) = self.agent.reject(invitation, status, now) {
            tracing::info!(%refusal, call = %id, "a call went away while it was rejected");
        }
    }

    /// Stops the ringing of one offered call; it is shown on.
    pub(crate) fn silence(&mut self, choice: CallChoice) -> Result<(), Refusal> {
        let rings = |call: &Call| *call.state() == State::Offered && !call.traits.is_silent;
        let id = self.choose(choice, rings)?;
        let Some(entry) = self.calls.get_mut(&id) else { return Err(unknown_call()) };
        entry.call.traits.is_silent = true;
        self.change(Changed::Call(id));
        Ok(())
    }

    /// Sends an offered call to somebody else. Source: RFC 3261 §21.3.3.
    pub(crate) fn forward(
        &mut self,
        choice: CallChoice,
        typed: &str,
        now: Now,
    ) -> Result<(), Refusal> {
        let target = Target::read(typed).map_err(|error| dial_refusal(&error, typed))?;
        let id = self.choose(choice, |call| *call.state() == State::Offered)?;
        let account =
            self.calls.get(&id).map(|entry| entry.call.account).ok_or_else(unknown_call)?;
        let account = self.entry(account)?.account.clone();
        let target = self.rules(account.id).dialled(&target);
        let uri = dial_uri(&target, &account)
            .ok_or_else(|| Refusal::new(RefusalCode::InvalidTarget, typed))?;
        let Some(invitation) = self.calls.get_mut(&id).and_then(|entry| entry.invitation.take())
        else {
            return Err(wrong_state(id));
        };
        self.invitations.remove(&invitation);
        if let Err(refusal) = self.agent.redirect(invitation, &[Uri::Sip(uri)], now) {
            tracing::info!(%refusal, call = %id, "a call went away while it was sent on");
        }
        let end = End { cause: Cause::Forwarded, by: EndedBy::Me, status: Some(302) };
        self.end_call(id, end, now);
        Ok(())
    }

    pub(crate) fn hang_up(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let can_end = |call: &Call| !call.is_ended() && *call.state() != State::Offered;
        let id = match self.choose_rather(choice, can_end, |call| !call.is_held_by_me()) {
            Ok(id) => id,
            Err(refusal) if refusal.code == RefusalCode::AmbiguousCall => return Err(refusal),
            // Hanging up what rings here is what a handset does with it.
            Err(refusal) => {
                let rejected = self.reject(choice, RejectReason::Declined, now);
                return rejected.map_err(|_not_offered| refusal);
            }
        };
        let waiting = self.calls.get(&id).and_then(|entry| entry.call.consults_for);
        self.give_up(id, now);
        if let Some(waiting) = waiting {
            self.return_to(waiting, now);
        }
        Ok(())
    }

    /// Ends a call from here, whatever its state.
    pub(super) fn give_up(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get(&id) else { return };
        let cause = match entry.call.state() {
            State::Talking | State::Held { .. } => Cause::HungUp,
            State::Dialling | State::Ringing { .. } | State::Offered | State::Ended { .. } => {
                Cause::Cancelled
            }
        };
        self.drop_invitation(id, now);
        self.end_call(id, End { cause, by: EndedBy::Me, status: None }, now);
    }

    /// Ends the call's invitations in the way their state needs; their later news are nobody's.
    pub(super) fn drop_invitation(&mut self, id: CallId, now: Now) {
        self.drop_proposal(id, now);
        self.drop_next(id, now);
        self.drop_previous(id, now);
        let Some(invitation) = self.calls.get_mut(&id).and_then(|entry| entry.invitation.take())
        else {
            return;
        };
        self.invitations.remove(&invitation);
        if let Err(refusal) = self.agent.hang_up(invitation, now) {
            tracing::debug!(%refusal, call = %id, "the invitation was over");
        }
    }

    pub(crate) fn shut_down(&mut self, now: Now) {
        self.end_all(|_call| true, now);
        self.agent.shut_down(now);
    }

    pub(crate) fn end_calls_of(&mut self, account: AccountId, now: Now) {
        self.end_all(|call| call.account == account, now);
    }

    fn end_all(&mut self, meant: impl Fn(&Call) -> bool, now: Now) {
        let live: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| !entry.call.is_ended() && meant(&entry.call))
            .map(|entry| entry.call.id)
            .collect();
        for id in live {
            self.drop_invitation(id, now);
            self.end_call(id, End { cause: Cause::HungUp, by: EndedBy::Me, status: None }, now);
        }
    }

    /// The call is over: what belonged to it is given back, and it is kept in the call list.
    pub(crate) fn end_call(&mut self, id: CallId, end: End, now: Now) {
        self.drop_proposal(id, now);
        self.drop_next(id, now);
        self.drop_previous(id, now);
        let record = RecordId::from_random_bytes(self.random_bytes());
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.is_ended() {
            return;
        }
        entry.call.ended(end, now);
        entry.gone_at = Some(now.instant + FAREWELL);
        entry.announcement.answer_at = None;
        entry.owes_offer = None;
        entry.errand = None;
        entry.leaves_at = None;
        entry.digits.clear();
        let was_shown = entry.is_shown;
        let was_open = entry.negotiation.is_open();
        let record = entry.call.record(record);
        if entry.call.traits.is_emergency {
            self.emergency_ended_at = Some(now.timestamp);
        }
        let is_theirs =
            entry.call.direction == Direction::Outgoing && entry.call.answered_at.is_none();
        if is_theirs && end.by != EndedBy::Me {
            let tone = if end.cause == Cause::Busy { Tone::Busy } else { Tone::Congestion };
            self.tone = Some((tone, Some(now.instant + TONE_LASTS)));
        }
        self.leave_conference_behind(id);
        self.forget_consultation(id);
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
}
