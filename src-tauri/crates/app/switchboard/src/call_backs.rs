//! Calling somebody again: as soon as they are free, or after growing pauses.

use clock::Now;
use telephony::callback::CallBack;

use crate::{Changed, Switchboard};

/// Those who are to be called again.
#[derive(Debug, Default)]
pub(crate) struct CallBacks {
    /// Oldest first.
    waiting: Vec<CallBack>,
}

impl Switchboard {
    /// Active call-backs and repeated calls, oldest first.
    pub fn call_backs(&self) -> impl Iterator<Item = &CallBack> {
        self.call_backs.waiting.iter()
    }

    pub(crate) fn remember_call_backs(&mut self, call_backs: Vec<CallBack>, _now: Now) {
        self.call_backs.waiting = call_backs;
        self.change(Changed::CallBacks);
    }
}
