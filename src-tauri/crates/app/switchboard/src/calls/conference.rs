//! A conference of three: two calls that hear each other and the microphone, mixed here.
//!
//! ```text
//! two calls ──join──▶ conference ──dial, answer, go on with another──▶ put aside, both held
//!     ▲                │   │  ▲ └─────────────go on with either────────────┘
//!     │                │   └──┴── hold one: it falls out of the mix; resume it: it is back
//!     └── split, one hangs up ──┘
//! ```

use clock::Now;
use model::CallId;
use telephony::Call;

use super::wrong_state;
use crate::{CallChoice, Changed, Output, Refusal, RefusalCode, Switchboard};

/// Two calls in conference.
#[derive(Debug)]
pub(crate) struct Conference {
    members: [CallId; 2],
    /// Both were put on hold at once, for another call.
    is_aside: bool,
}

impl Switchboard {
    /// Joins two calls; the one that is held is taken off hold. By default the one that is spoken on
    /// and the held one.
    pub(crate) fn join(
        &mut self,
        choice: CallChoice,
        other: CallChoice,
        now: Now,
    ) -> Result<(), Refusal> {
        if self.conference.is_some() {
            return Err(Refusal::new(RefusalCode::WrongState, ""));
        }
        let can_join = |call: &Call| call.is_up() && call.transfer.as_ref().is_none_or(is_over);
        let first = match (choice, other) {
            (CallChoice::Only, CallChoice::This(second)) => self.choose_rather(
                choice,
                |call| can_join(call) && call.id != second,
                |call| !call.is_held_by_me(),
            )?,
            (CallChoice::Only, CallChoice::Only) => {
                self.choose_rather(choice, can_join, |call| !call.is_held_by_me())?
            }
            (CallChoice::This(_), _) => self.choose(choice, can_join)?,
        };
        let second = self.choose(other, |call| can_join(call) && call.id != first)?;
        self.conference = Some(Conference { members: [first, second], is_aside: false });
        for id in [first, second] {
            if let Some(entry) = self.calls.get_mut(&id) {
                entry.call.traits.is_in_conference = true;
                entry.call.consults_for = None;
                entry.call.transfer = None;
            }
        }
        self.hold_others(Some(first), now);
        for id in [first, second] {
            self.hold_by_me(id, false, now);
            self.change(Changed::Call(id));
        }
        Ok(())
    }

    /// Parts a conference: goes on with one, by default the one that began last, and holds the other.
    pub(crate) fn split(&mut self, choice: CallChoice, now: Now) -> Result<(), Refusal> {
        let [first, second] = self.members()?;
        let chosen = match choice {
            CallChoice::This(id) if id == first || id == second => id,
            CallChoice::This(id) => return Err(wrong_state(id)),
            CallChoice::Only => self
                .latest(|call| call.id == first || call.id == second)
                .ok_or_else(super::unknown_call)?,
        };
        self.dissolve();
        self.go_on_with(chosen, now);
        Ok(())
    }

    /// Leaves a conference: one is sent to the other, and both calls end here once they are together.
    /// Source: RFC 5589 §7.
    pub(crate) fn leave_conference(&mut self, now: Now) -> Result<(), Refusal> {
        let members = self.members()?;
        let latest = self.latest(|call| members.contains(&call.id));
        let sent = members.into_iter().find(|id| Some(*id) != latest);
        let (Some(sent), Some(latest)) = (sent, latest) else {
            return Err(Refusal::new(RefusalCode::WrongState, ""));
        };
        self.connect(CallChoice::This(sent), CallChoice::This(latest), now)
    }

    pub(crate) fn end_conference(&mut self, now: Now) -> Result<(), Refusal> {
        for id in self.members()? {
            self.give_up(id, now);
        }
        Ok(())
    }

    fn members(&self) -> Result<[CallId; 2], Refusal> {
        let conference = self.conference.as_ref();
        conference
            .map(|conference| conference.members)
            .ok_or_else(|| Refusal::new(RefusalCode::WrongState, ""))
    }

    /// The calls in conference with one; empty where it is in none.
    pub(super) fn conference_of(&self, id: CallId) -> Vec<CallId> {
        match &self.conference {
            Some(conference) if conference.members.contains(&id) => conference.members.to_vec(),
            Some(_) | None => Vec::new(),
        }
    }

    /// Notes that both are put on hold at once.
    pub(super) fn put_conference_aside(&mut self, held: &[CallId]) {
        if let Some(conference) = &mut self.conference
            && conference.members.iter().all(|id| held.contains(id))
        {
            conference.is_aside = true;
        }
    }

    /// One goes on: gives the other, where both were put on hold at once.
    pub(super) fn take_conference_back(&mut self, id: CallId) -> Option<CallId> {
        let conference = self.conference.as_mut()?;
        if !conference.members.contains(&id) || !std::mem::take(&mut conference.is_aside) {
            return None;
        }
        conference.members.into_iter().find(|member| *member != id)
    }

    /// A call is over: the other of its conference goes on alone.
    pub(super) fn leave_conference_behind(&mut self, id: CallId) {
        if !self.conference_of(id).is_empty() {
            self.dissolve();
        }
    }

    fn dissolve(&mut self) {
        let Some(conference) = self.conference.take() else { return };
        for id in conference.members {
            if let Some(entry) = self.calls.get_mut(&id) {
                entry.call.traits.is_in_conference = false;
                self.change(Changed::Call(id));
            }
        }
    }

    /// Tells the sound which calls hear each other, where that has changed: both of a conference,
    /// unless one is held here.
    pub(super) fn mix_out(&mut self) {
        let heard = |id: &CallId| {
            self.calls
                .get(id)
                .is_some_and(|entry| entry.call.is_up() && !entry.call.is_held_by_me())
        };
        let calls = match &self.conference {
            Some(conference) if conference.members.iter().all(heard) => conference.members.to_vec(),
            Some(_) | None => Vec::new(),
        };
        if self.mixed != calls {
            self.mixed.clone_from(&calls);
            self.push(Output::Mix { calls });
        }
    }
}

const fn is_over(transfer: &telephony::Transfer) -> bool {
    match transfer.progress {
        telephony::Progress::Failed { .. } => true,
        telephony::Progress::Asked | telephony::Progress::Trying | telephony::Progress::Ringing => {
            false
        }
    }
}
