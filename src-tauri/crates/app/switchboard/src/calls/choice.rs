//! Which call is meant by a wish that names none.

use model::CallId;
use telephony::{Call, State};

use super::{Entry, unknown_call, wrong_state};
use crate::{CallChoice, Refusal, RefusalCode, Switchboard};

impl Switchboard {
    /// The call that is meant, if the wish applies to it.
    pub(super) fn choose(
        &self,
        choice: CallChoice,
        applies: impl Fn(&Call) -> bool,
    ) -> Result<CallId, Refusal> {
        match choice {
            CallChoice::This(id) => {
                let entry =
                    self.shown().find(|entry| entry.call.id == id).ok_or_else(unknown_call)?;
                if applies(&entry.call) { Ok(id) } else { Err(wrong_state(id)) }
            }
            CallChoice::Only => {
                let mut fitting =
                    self.shown().filter(|entry| applies(&entry.call)).map(|entry| entry.call.id);
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

    /// The call that is meant; where several fit and none is named, the one `preferred` of them.
    pub(super) fn choose_rather(
        &self,
        choice: CallChoice,
        applies: impl Fn(&Call) -> bool,
        preferred: impl Fn(&Call) -> bool,
    ) -> Result<CallId, Refusal> {
        match self.choose(choice, &applies) {
            Err(refusal) if refusal.code == RefusalCode::AmbiguousCall => {
                self.choose(choice, |call| applies(call) && preferred(call)).map_err(|_| refusal)
            }
            chosen => chosen,
        }
    }

    /// The call that is spoken on: the only one that is up, else the only one that is not held.
    pub(crate) fn choose_spoken(&self, choice: CallChoice) -> Result<CallId, Refusal> {
        self.choose_rather(choice, Call::is_up, |call| !call.is_held_by_me())
    }

    /// The call that microphone and loudspeaker belong to.
    pub(super) fn focus_call(&self) -> Option<CallId> {
        self.latest(|call| call.is_up() && !call.is_held_by_me()).or_else(|| {
            self.latest(|call| match call.state() {
                State::Dialling | State::Ringing { .. } => true,
                State::Offered | State::Talking | State::Held { .. } | State::Ended { .. } => false,
            })
        })
    }

    /// The latest call of a kind.
    pub(super) fn latest(&self, wanted: impl Fn(&Call) -> bool) -> Option<CallId> {
        self.shown()
            .filter(|entry| wanted(&entry.call))
            .max_by_key(|entry| entry.call.started_at)
            .map(|entry| entry.call.id)
    }

    pub(super) fn shown(&self) -> impl Iterator<Item = &Entry> {
        self.calls.values().filter(|entry| entry.is_shown)
    }
}
