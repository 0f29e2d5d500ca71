//! Hold, resume, toggle: told to the far end by a new offer.
//!
//! Source: RFC 3264 §8.4 (hold), RFC 6337 §5.3.

use std::time::Duration;

use clock::Now;
use model::CallId;
use telephony::Call;

use crate::{CallChoice, Changed, Refusal, RefusalCode, Switchboard};

/// How long an offer waits that could not be sent, where no news come by then.
const PATIENCE: Duration = Duration::from_millis(500);

impl Switchboard {
    pub(crate) fn hold(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, |call| call.is_up() && !call.is_held_by_me())?;
        self.hold_by_me(id, true, now);
        Ok(())
    }

    pub(crate) fn resume(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let id = self.choose(choice, Call::is_held_by_me)?;
        if self.calls.get(&id).is_some_and(|entry| entry.errand.is_some()) {
            return self.take_back(CallChoice::This(id), now);
        }
        self.go_on_with(id, now);
        Ok(())
    }

    /// Changes from the call that is spoken on to the next that this side holds, in the order in
    /// which they began. A conference counts as one.
    pub(crate) fn toggle(&mut self, now: Now) -> Result<(), Refusal> {
        let spoken = self.latest(|call| call.is_up() && !call.is_held_by_me());
        let spoken = spoken.and_then(|id| self.calls.get(&id)).map(|entry| entry.call.started_at);
        let mut held: Vec<&Call> = self
            .shown()
            .filter(|entry| entry.call.is_held_by_me() && entry.errand.is_none())
            .map(|entry| &entry.call)
            .collect();
        held.sort_by_key(|call| call.started_at);
        let later = held.iter().find(|call| spoken.is_some_and(|at| call.started_at > at));
        let id = later
            .or(held.first())
            .map(|call| call.id)
            .ok_or_else(|| Refusal::new(RefusalCode::WrongState, ""))?;
        self.go_on_with(id, now);
        Ok(())
    }

    /// Takes a call off hold, with the other of its conference if both were put aside at once; those
    /// that are spoken with are put on hold.
    pub(super) fn go_on_with(&mut self, id: CallId, now: Now) {
        self.hold_others(Some(id), now);
        let both = self.take_conference_back(id);
        self.hold_by_me(id, false, now);
        if let Some(other) = both {
            self.hold_by_me(other, false, now);
        }
    }

    /// Two people cannot be spoken with at once unless they are in conference: every other call that
    /// is up is put on hold.
    pub(super) fn hold_others(&mut self, except: Option<CallId>, now: Now) {
        let joined = except.map_or_else(Vec::new, |id| self.conference_of(id));
        let others: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| {
                entry.call.is_up()
                    && !entry.call.is_held_by_me()
                    && Some(entry.call.id) != except
                    && !joined.contains(&entry.call.id)
            })
            .map(|entry| entry.call.id)
            .collect();
        self.put_conference_aside(&others);
        for id in others {
            self.hold_by_me(id, true, now);
        }
    }

    /// Holds or resumes here at once and tells the far end; a far end that refuses changes nothing
    /// here, because who hears this microphone is not its to decide.
    pub(super) fn hold_by_me(&mut self, id: CallId, held: bool, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        if entry.call.is_held_by_me() == held || entry.call.hold_by_me(held).is_err() {
            return;
        }
        self.carry(id);
        self.reoffer(id, now);
        self.change(Changed::Call(id));
    }

    pub(super) fn reoffer(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.owes_offer = None;
        let Some(invitation) = entry.invitation else { return };
        let before = entry.negotiation.snapshot();
        let Some(offer) = entry.negotiation.offer(entry.call.is_held_by_me()) else { return };
        match self.agent.reoffer(invitation, offer, now) {
            Ok(()) => entry.is_offering = true,
            Err(sip_agent::Refusal::Busy) => {
                entry.negotiation.restore(before);
                entry.owes_offer = Some(now.instant + PATIENCE);
            }
            Err(refusal) => {
                entry.negotiation.restore(before);
                tracing::info!(%refusal, call = %id, "no new offer in this state");
            }
        }
    }

    /// An offer of ours is answered or refused: sends the one that had to wait for it, then goes on
    /// with a transfer that waited for the hold.
    pub(super) fn pay_offer(&mut self, id: CallId, now: Now) {
        let Some(entry) = self.calls.get_mut(&id) else { return };
        entry.is_offering = false;
        if entry.owes_offer.is_some() && entry.call.is_up() {
            self.reoffer(id, now);
        }
        self.pursue(id, now);
    }

    /// Tries again to send the offers that had to wait and of which no news came.
    pub(crate) fn pay_offers(&mut self, now: Now) {
        let due: Vec<CallId> = self
            .calls
            .values()
            .filter(|entry| entry.owes_offer.is_some_and(|at| at <= now.instant))
            .map(|entry| entry.call.id)
            .collect();
        for id in due {
            self.reoffer(id, now);
            self.pursue(id, now);
        }
    }
}
