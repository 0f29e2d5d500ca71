//! When a contract's clock runs: service hours, holidays and a time zone, and the arithmetic on them.
//!
//! ```text
//!        Thu          Good Friday … Easter Monday          Tue
//! ──▓▓▓▓▓▓▓▓▓▓▓──────────────────────────────────▓▓▓▓▓▓▓▓▓▓▓──
//!        │◀─ 1 h ─▶                                ◀─ 1 h ─▶│
//!     reported                                             due   = add(reported, 2 h)
//! ```
//!
//! Spans are half-open: at 17:00 sharp `08:00-17:00` is over. A time of day that the change to
//! summer time leaves out counts as the moment of the change; one that the change to winter time
//! brings twice counts as the first of the two. So hours that hold the change are an hour shorter
//! or longer, as they are on the wall.

use std::time::Duration;

use clock::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Span, tz::TimeZoneDatabase};

use crate::holidays::Holidays;
use crate::hours::ServiceHours;

/// When a contract's clock runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    hours: ServiceHours,
    holidays: Holidays,
    zone: TimeZone,
}

/// A day on which there is service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingDay {
    /// The date in the schedule's zone.
    pub date: Date,
    /// When its first service hours begin.
    pub opens_at: Timestamp,
    /// When its last service hours end; after midnight when they go over it.
    pub closes_at: Timestamp,
}

/// Finds a time zone in the database that comes with the program; what the machine has is not read.
///
/// # Errors
///
/// When no zone has this name.
pub fn time_zone(name: &str) -> Result<TimeZone, UnknownZone> {
    TimeZoneDatabase::bundled().get(name).map_err(|_unknown| UnknownZone(name.to_owned()))
}

/// No time zone has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time zone such as Europe/Berlin")]
pub struct UnknownZone(pub String);

/// The zone in which contracts are read where nothing else is set.
#[must_use]
pub fn berlin() -> TimeZone {
    time_zone("Europe/Berlin").expect("the time zones that come with the program hold it")
}

impl Schedule {
    /// Service at these hours except on these holidays.
    #[must_use]
    pub const fn new(hours: ServiceHours, holidays: Holidays, zone: TimeZone) -> Self {
        Self { hours, holidays, zone }
    }

    /// Service around the clock.
    #[must_use]
    pub fn always(zone: TimeZone) -> Self {
        Self::new(ServiceHours::always(), Holidays::none(), zone)
    }

    /// The hours of a week.
    #[must_use]
    pub const fn hours(&self) -> &ServiceHours {
        &self.hours
    }

    /// The holidays.
    #[must_use]
    pub const fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// The zone in which hours and dates are read.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The date of a moment in the schedule's zone.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// Whether the clock runs at a moment.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.next_open(at) == Some(at)
    }

    /// The moment itself where the clock runs, otherwise the next at which it starts; `None` where
    /// there is no service within [`FAR_DAYS`].
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        if self.hours.is_always() {
            return Some(at);
        }
        self.stretches(at).map(|(from, _to)| from.max(at)).next()
    }

    /// When the service that runs at a moment ends; `None` where none runs or it never ends.
    #[must_use]
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        self.stretch_at(at).map(|(_from, to)| to).filter(|to| *to < Timestamp::MAX)
    }

    /// The moment at which so much service time has passed since `from`.
    ///
    /// It lies within service hours or at their end; with no time at all it is the next open
    /// moment. `None` where there is not so much service within [`FAR_DAYS`].
    #[must_use]
    pub fn add(&self, from: Timestamp, time: Duration) -> Option<Timestamp> {
        let mut left = SignedDuration::try_from(time).ok()?;
        if self.hours.is_always() {
            return from.checked_add(left).ok();
        }
        for (opens, closes) in self.stretches(from) {
            let opens = opens.max(from);
            let length = closes.duration_since(opens);
            if left <= length {
                return opens.checked_add(left).ok();
            }
            left -= length;
        }
        None
    }

    /// How much service time lies between two moments; none where `to` is not after `from`. What
    /// lies more than [`FAR_DAYS`] after `from` is not counted.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Duration {
        if to <= from {
            return Duration::ZERO;
        }
        if self.hours.is_always() {
            return to.duration_since(from).unsigned_abs();
        }
        let mut sum = SignedDuration::ZERO;
        for (opens, closes) in self.stretches(from) {
            if opens >= to {
                break;
            }
            sum += closes.min(to).duration_since(opens.max(from));
        }
        sum.unsigned_abs()
    }

    /// The next day with service after the date of a moment: what contracts call the next working
    /// day. With service around the clock it is the next day.
    #[must_use]
    pub fn next_working_day(&self, at: Timestamp) -> Option<WorkingDay> {
        let mut date = self.date(at);
        for _ in 0..FAR_DAYS {
            date = date.tomorrow().ok()?;
            if let Some(day) = self.working_day(date) {
                return Some(day);
            }
        }
        None
    }

    /// The service of one day, if there is any.
    #[must_use]
    pub fn working_day(&self, date: Date) -> Option<WorkingDay> {
        let mut stretches = self.stretches_of(date);
        let (opens_at, first_end) = stretches.next()?;
        let closes_at = stretches.last().map_or(first_end, |(_from, to)| to);
        Some(WorkingDay { date, opens_at, closes_at })
    }

    /// Stretches of service that end after a moment, in their order, for [`FAR_DAYS`].
    fn stretches(&self, after: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        // What began yesterday may go on over midnight.
        let today = self.date(after);
        let first = today.yesterday().unwrap_or(today);
        first
            .series(Span::new().days(1))
            .take(FAR_DAYS)
            .flat_map(|date| self.stretches_of(date))
            .filter(move |(_from, to)| *to > after)
    }

    /// The stretch of service that a moment lies in; joined with what touches it.
    pub(crate) fn stretch_at(&self, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        if self.hours.is_always() {
            return Some((Timestamp::MIN, Timestamp::MAX));
        }
        let mut found: Option<(Timestamp, Timestamp)> = None;
        for (from, to) in self.stretches(at) {
            match &mut found {
                None if from <= at => found = Some((from, to)),
                Some(joined) if from <= joined.1 => joined.1 = joined.1.max(to),
                None | Some(_) => break,
            }
        }
        found
    }

    /// The stretches of service that meet the time between two moments.
    pub(crate) fn stretches_within(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.stretches(from).take_while(move |(opens, _closes)| *opens < to)
    }

    fn stretches_of(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let spans = self.hours.on(date.weekday());
        let is_closed =
            spans.is_empty() || (!self.hours.is_always() && self.holidays.is_holiday(date));
        let spans = if is_closed { &[] } else { spans };
        spans.iter().filter_map(move |span| {
            let from = self.moment(date, span.from)?;
            let to = self.moment(date, span.to)?;
            (from < to).then_some((from, to))
        })
    }

    /// The moment so many minutes after midnight on the clock at the wall.
    fn moment(&self, date: Date, minutes: u16) -> Option<Timestamp> {
        let date = if minutes >= DAY_MINUTES { date.tomorrow().ok()? } else { date };
        let minutes = i8::try_from(minutes % DAY_MINUTES % 60)
            .ok()
            .zip(i8::try_from(minutes % DAY_MINUTES / 60).ok());
        let (minute, hour) = minutes?;
        let time = date.to_datetime(Time::new(hour, minute, 0, 0).ok()?);
        let ambiguous = self.zone.to_ambiguous_timestamp(time);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                ambiguous.earlier().ok()
            }
            // By the offset after the gap the time lies before the change, by the one before it
            // after: the change itself is the first moment that the next transition tells.
            AmbiguousOffset::Gap { .. } => {
                let before = ambiguous.earlier().ok()?;
                self.zone.following(before).next().map(|change| change.timestamp())
            }
        }
    }
}

/// How far service is looked for: fifty years. A schedule that is never open ends there.
pub const FAR_DAYS: usize = 50 * 366;

const DAY_MINUTES: u16 = 24 * 60;

#[cfg(test)]
mod tests;
