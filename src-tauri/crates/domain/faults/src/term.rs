//! What a contract promises for a class: how much time, on which clock, and from where it is known.

use std::time::Duration;

use clock::Timestamp;
use jiff::Span as Calendar;

use crate::promise::{ClockKind, Promise, PromiseKind};
use crate::schedule::Schedule;

/// How much time a promise gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// So much time on the promise's own clock.
    Time(Duration),
    /// Until the end of service on the next working day.
    NextWorkingDay,
    /// So many days on the calendar, of 23 and 25 hours too.
    Days(u16),
    /// So many weeks on the calendar.
    Weeks(u16),
    /// So many months on the calendar: from 31 January one month leads to 28 or 29 February.
    Months(u16),
}

/// A promise of a contract, before anything is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What is promised.
    pub kind: PromiseKind,
    /// How much time it gives.
    pub span: Span,
    /// By which clock.
    pub clock: ClockKind,
    /// Whether the contract says "less than": then what comes at the due moment comes too late.
    pub strict: bool,
    /// Whether it begins anew whenever it was kept, as promises of updates do.
    pub repeats: bool,
    /// Rule and source, such as `30 min, 7x24 (S0-11)`.
    pub source: String,
}

impl Term {
    /// The promise for what is reported at a moment; `None` where the schedule is never open.
    #[must_use]
    pub fn promise(&self, schedule: &Schedule, reported_at: Timestamp) -> Option<Promise> {
        let due_at = self.due_at(schedule, reported_at)?;
        Some(Promise { kind: self.kind, due_at, clock: self.clock, why: self.source.clone() })
    }

    /// When the promise is due if its clock is never paused.
    ///
    /// - *Time* runs on the promise's own clock: `add` on the business clock, so that it ends
    ///   within service hours or at their end.
    /// - *The next working day* is the first day with service after the date of the report, and
    ///   the promise is due at the **end** of its service: whoever begins at any time on that day
    ///   begins on the next working day (S0-11).
    /// - *Days, weeks and months* are counted on the calendar on either clock: from the report on the
    ///   wall clock, from the next service hour on the business clock. Where they end outside
    ///   service hours the business clock goes on to the next opening, as § 193 BGB moves the
    ///   end of a period from a Sunday, a holiday or a Saturday to the next working day.
    #[must_use]
    pub fn due_at(&self, schedule: &Schedule, from: Timestamp) -> Option<Timestamp> {
        match self.span {
            Span::Time(time) => self.add(schedule, from, time),
            Span::NextWorkingDay => Some(schedule.next_working_day(from)?.closes_at),
            Span::Days(days) => {
                self.on_calendar(schedule, from, Calendar::new().days(i32::from(days)))
            }
            Span::Weeks(weeks) => {
                self.on_calendar(schedule, from, Calendar::new().weeks(i32::from(weeks)))
            }
            Span::Months(months) => {
                self.on_calendar(schedule, from, Calendar::new().months(i32::from(months)))
            }
        }
    }

    /// The moment so much later on the promise's own clock.
    pub(crate) fn add(
        &self,
        schedule: &Schedule,
        from: Timestamp,
        time: Duration,
    ) -> Option<Timestamp> {
        match self.clock {
            ClockKind::Business => schedule.add(from, time),
            ClockKind::Wall => from.checked_add(time).ok(),
        }
    }

    /// How much time passes between two moments on the promise's own clock.
    pub(crate) fn between(&self, schedule: &Schedule, from: Timestamp, to: Timestamp) -> Duration {
        match self.clock {
            ClockKind::Business => schedule.between(from, to),
            ClockKind::Wall if to > from => to.duration_since(from).unsigned_abs(),
            ClockKind::Wall => Duration::ZERO,
        }
    }

    fn on_calendar(
        &self,
        schedule: &Schedule,
        from: Timestamp,
        span: Calendar,
    ) -> Option<Timestamp> {
        let later = |from: Timestamp| {
            let from = from.to_zoned(schedule.zone().clone());
            from.checked_add(span).ok().map(|end| end.timestamp())
        };
        match self.clock {
            // From 30 December two months lead to the same end of February as from 28: a later
            // beginning never makes an earlier end of it.
            ClockKind::Business => {
                let begun = later(schedule.next_open(from)?)?;
                schedule.next_open(begun.max(later(from)?))
            }
            ClockKind::Wall => later(from),
        }
    }
}

#[cfg(test)]
mod tests;
