//! How the promises of one ticket fare: computed from what happened whenever somebody looks.
//!
//! ```text
//! Reported ──▶ Running ──Paused──▶ Paused ──Resumed──▶ Running ──done in time──▶ Kept
//!                 │                                       │
//!                 └───────────── due passes ──────────────┴──────────▶ Missed
//! ```
//!
//! Nothing is counted or stored, so events may come late, twice and in any order: they are put in
//! the order of their moments; what lies before the report counts as at the report, what lies
//! after `now` has not happened yet.
//!
//! - A reaction is the first sign of work: `Reacted`, `Updated`, `Restored` or `Closed`.
//! - A restoration is `Restored`, or `Closed` without it. `Reopened` undoes it as though it had
//!   never been, and its clock has run all the while.
//! - An update that repeats begins anew with each `Reacted` and `Updated`, ends with `Restored` or
//!   `Closed`, and begins anew with `Reopened`. A period that was missed stays counted.
//! - A pause moves what is left behind its end, on the promise's own clock; after the due moment
//!   it moves nothing.

mod course;

use std::time::Duration;

use clock::Timestamp;

use crate::promise::{PromiseKind, Standing};
use crate::schedule::Schedule;
use crate::term::Term;
use crate::{Event, PauseReason};
use course::{Course, Turn};

/// What the clock of a promise shows at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How the promise fares; of a promise that repeats its current period, and once all is over
    /// whether every period was kept.
    pub standing: Standing,
    /// When the current period began.
    pub since: Timestamp,
    /// Until when, pauses so far included; `None` while the clock stands still.
    pub due_at: Option<Timestamp>,
    /// How many periods were missed, the current one included; at most 1 where nothing repeats.
    pub missed: usize,
}

/// How a promise fares at a moment; `None` when nothing was reported yet or its schedule is never
/// open.
#[must_use]
pub fn standing(
    term: &Term,
    schedule: &Schedule,
    events: &[Event],
    now: Timestamp,
) -> Option<Standing> {
    Reading::of(term, schedule, events, now).map(|reading| reading.standing)
}

/// When to warn that a promise is about to be missed: 15 minutes before it is due, if it runs.
#[must_use]
pub fn warning_at(standing: Standing) -> Option<Timestamp> {
    match standing {
        Standing::Running { due } => due.checked_sub(WARNING).ok(),
        Standing::Paused { .. } | Standing::Kept { .. } | Standing::Missed { .. } => None,
    }
}

/// How long before a miss somebody is warned, on the wall clock.
pub const WARNING: Duration = Duration::from_secs(15 * 60);

impl Reading {
    /// Reads the clock of a promise at a moment; `None` as with [`standing`].
    #[must_use]
    pub fn of(term: &Term, schedule: &Schedule, events: &[Event], now: Timestamp) -> Option<Self> {
        let course = Course::of(events, now)?;
        let clock = PromiseClock { term, schedule, pauses: &course.pauses, now };
        let since = course.reported_at;
        let done_at = match term.kind {
            PromiseKind::Reaction => course.reacted_at(),
            PromiseKind::Update if term.repeats => return clock.read_periods(&course),
            PromiseKind::Update => course.told_at(),
            PromiseKind::Restoration => course.over_at,
        };
        clock.read(since, done_at)
    }
}

/// The clock of one promise with the pauses of its ticket.
struct PromiseClock<'a> {
    term: &'a Term,
    schedule: &'a Schedule,
    pauses: &'a [Pause],
    now: Timestamp,
}

/// A stretch in which the clocks stood still; without an end it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pause {
    from: Timestamp,
    to: Option<Timestamp>,
    why: PauseReason,
}

impl PromiseClock<'_> {
    /// Reads a promise that is given once.
    fn read(&self, since: Timestamp, done_at: Option<Timestamp>) -> Option<Reading> {
        let end = done_at.unwrap_or(self.now);
        let mut due = self.term.due_at(self.schedule, since)?;
        for pause in self.pauses {
            let from = pause.from.max(since);
            if from >= end || self.is_late(from, due) {
                break;
            }
            let left = self.between(from, due);
            match pause.to.filter(|to| *to <= end) {
                Some(to) if to <= from => {}
                Some(to) => due = due.max(self.term.add(self.schedule, to, left)?),
                None => {
                    let standing = match done_at {
                        Some(_) => Standing::Kept { spare: left },
                        None => Standing::Paused { left, why: pause.why },
                    };
                    return Some(Reading { standing, since, due_at: None, missed: 0 });
                }
            }
        }
        let standing = match done_at {
            _ if self.is_late(end, due) => Standing::Missed { by: self.running_between(due, end) },
            Some(done_at) => Standing::Kept { spare: self.between(done_at, due) },
            None => Standing::Running { due },
        };
        let missed = usize::from(is_missed(standing));
        Some(Reading { standing, since, due_at: Some(due), missed })
    }

    /// Reads a promise that begins anew whenever it was kept.
    fn read_periods(&self, course: &Course) -> Option<Reading> {
        let mut since = Some(course.reported_at);
        let mut last = None;
        let mut missed = 0;
        let mut longest = Duration::ZERO;
        for (at, turn) in &course.turns {
            if let Some(from) = since {
                let period = self.read(from, Some(*at))?;
                if let Standing::Missed { by } = period.standing {
                    missed += 1;
                    longest = longest.max(by);
                }
                last = Some(period);
            }
            since = match turn {
                Turn::Told if since.is_none() => None,
                Turn::Told | Turn::Reopened => Some(*at),
                Turn::Over => None,
            };
        }
        match since {
            Some(from) => {
                let period = self.read(from, None)?;
                Some(Reading { missed: missed + period.missed, ..period })
            }
            None => {
                let last = last?;
                let standing =
                    if missed > 0 { Standing::Missed { by: longest } } else { last.standing };
                Some(Reading { standing, missed, ..last })
            }
        }
    }

    /// Whether what is done at a moment comes too late. "Less than 8 hours" is over when they are.
    fn is_late(&self, at: Timestamp, due: Timestamp) -> bool {
        if self.term.strict { at >= due } else { at > due }
    }

    fn between(&self, from: Timestamp, to: Timestamp) -> Duration {
        self.term.between(self.schedule, from, to)
    }

    /// Time on the promise's own clock without the pauses in between.
    fn running_between(&self, from: Timestamp, to: Timestamp) -> Duration {
        let paused = self.pauses.iter().map(|pause| {
            let end = pause.to.map_or(to, |end| end.min(to));
            self.between(pause.from.max(from), end)
        });
        self.between(from, to).saturating_sub(paused.sum())
    }
}

fn is_missed(standing: Standing) -> bool {
    match standing {
        Standing::Missed { .. } => true,
        Standing::Running { .. } | Standing::Paused { .. } | Standing::Kept { .. } => false,
    }
}

#[cfg(test)]
mod tests;
