//! When a ticket is looked at next.

use std::time::Duration;

use clock::Timestamp;
use faults::{Class, Followed, TicketState, Trouble, wait_after};

use crate::outbox::later;

/// The looks at one ticket.
#[derive(Debug)]
pub(super) struct Round {
    /// When the next is due.
    pub(super) due_at: Timestamp,
    /// Looks in a row that brought nothing.
    quiet: u32,
    /// Looks in a row that failed.
    failures: u32,
    /// Whether the waits are those of a grave fault that is open.
    is_urgent: bool,
}

impl Round {
    /// The first round of this run: what the last run left due is due.
    pub(super) fn starting(followed: &Followed, chance: f64) -> Self {
        let is_urgent = is_urgent(followed);
        let from = followed.looked_at.unwrap_or(followed.report.created_at);
        let wait = wait(is_urgent, 0, chance);
        Self { due_at: later(from, wait), quiet: 0, failures: 0, is_urgent }
    }

    /// Follows what happened meanwhile: a ticket that became urgent, a clock that was set.
    pub(super) fn settle(&mut self, followed: &Followed, now: Timestamp) {
        let is_urgent = is_urgent(followed);
        if is_urgent && !self.is_urgent && self.failures == 0 {
            self.quiet = 0;
            self.due_at = self.due_at.min(later(now, least(true)));
        }
        self.is_urgent = is_urgent;
        if self.due_at > later(now, AHEAD_MOST) {
            self.due_at = now;
        }
    }

    /// A look was answered.
    pub(super) fn went_well(
        &mut self,
        followed: &Followed,
        brought: bool,
        now: Timestamp,
        chance: f64,
    ) {
        self.failures = 0;
        self.quiet = if brought { 0 } else { self.quiet.saturating_add(1) };
        self.due_at = later(now, wait(is_urgent(followed), self.quiet, chance));
    }

    /// A look failed: the next is no sooner than an answered one would have it.
    pub(super) fn failed(
        &mut self,
        followed: &Followed,
        trouble: &Trouble,
        now: Timestamp,
        chance: f64,
    ) {
        self.failures = self.failures.saturating_add(1);
        let wait = wait(is_urgent(followed), self.quiet, chance);
        self.due_at = later(now, wait.max(wait_after(self.failures, trouble, chance)));
    }

    /// The look came to nothing through something that happened here.
    pub(super) fn again_soon(&mut self, now: Timestamp) {
        self.due_at = later(now, AGAIN_WAIT);
    }

    /// What failed is due.
    pub(super) fn hurry(&mut self) {
        if self.failures > 0 {
            self.failures = 0;
            self.due_at = Timestamp::MIN;
        }
    }
}

/// Whether somebody waits for the provider with a grave fault.
fn is_urgent(followed: &Followed) -> bool {
    let is_grave = match followed.report.class {
        Class::Fk1 | Class::Fk2 => true,
        Class::Fk3 | Class::Fk4 => false,
    };
    let is_open = match followed.report.state {
        TicketState::Filed(_)
        | TicketState::Acknowledged(_)
        | TicketState::InWork(_)
        | TicketState::Paused { .. } => true,
        TicketState::Drafted
        | TicketState::Queued(_)
        | TicketState::Creating(_)
        | TicketState::Attaching { .. }
        | TicketState::Restored(_)
        | TicketState::Closed(_) => false,
    };
    is_grave && is_open
}

/// The wait before the next look by how many brought nothing: half as long again each time, and
/// drawn a fifth shorter or longer, so that a floor of telephones does not ask in one moment.
fn wait(is_urgent: bool, quiet: u32, chance: f64) -> Duration {
    let (least, most) = (least(is_urgent), most(is_urgent));
    let grown = least.mul_f64(1.5_f64.powi(i32::try_from(quiet.min(10)).unwrap_or(10)));
    grown.min(most).mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0)).clamp(least, most)
}

const fn least(is_urgent: bool) -> Duration {
    Duration::from_secs(if is_urgent { 60 } else { 15 * 60 })
}

const fn most(is_urgent: bool) -> Duration {
    Duration::from_secs(if is_urgent { 5 * 60 } else { 60 * 60 })
}

/// Wait before a look that has to be made anew.
const AGAIN_WAIT: Duration = Duration::from_secs(5);
/// A moment that lies further ahead was set by a clock gone wrong.
pub(super) const AHEAD_MOST: Duration = Duration::from_secs(2 * 60 * 60);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_grow_while_nothing_happens() {
        let waits =
            |is_urgent| [0, 1, 2, 3, 9, 99].map(|quiet| wait(is_urgent, quiet, 0.5).as_secs());

        assert_eq!(waits(true), [60, 90, 135, 202, 300, 300]);
        assert_eq!(waits(false), [900, 1_350, 2_025, 3_037, 3_600, 3_600]);
    }

    proptest! {
        #[test]
        fn every_wait_lies_within_its_range(quiet in 0..u32::MAX, chance in -1.0..2.0_f64) {
            for (is_urgent, range) in [(true, 60..=300), (false, 900..=3_600)] {
                prop_assert!(range.contains(&wait(is_urgent, quiet, chance).as_secs()));
            }
        }
    }
}
