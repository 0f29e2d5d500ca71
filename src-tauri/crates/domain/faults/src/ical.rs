//! Reads what matters of an iCalendar file: when something is, what it is called, since when it is known.
//!
//! Source: RFC 5545.

use clock::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// One thing in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// When it is.
    pub when: When,
    /// What it is called.
    pub summary: String,
    /// When it was entered, where the calendar tells (`CREATED`).
    pub announced_at: Option<Timestamp>,
}

/// When an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whole days, in whatever zone they are looked at.
    Days {
        /// The first of them.
        first: Date,
        /// The last of them, the first itself for a single day.
        last: Date,
    },
    /// From one moment to another.
    Times {
        /// When it begins.
        start: Timestamp,
        /// When it is over.
        end: Timestamp,
    },
}

impl CalendarEntry {
    /// Whether it fills whole days.
    #[must_use]
    pub const fn is_all_day(&self) -> bool {
        match self.when {
            When::Days { .. } => true,
            When::Times { .. } => false,
        }
    }

    /// The days it fills; none where it has a time of day.
    pub fn days(&self) -> Vec<Date> {
        match self.when {
            When::Days { first, last } => first
                .series(jiff::Span::new().days(1))
                .take_while(|date| *date <= last)
                .take(MOST_DAYS)
                .collect(),
            When::Times { .. } => Vec::new(),
        }
    }

    /// Its first moment and the one after its last, with whole days as in a zone.
    #[must_use]
    pub fn moments(&self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        match self.when {
            When::Days { first, last } => {
                let midnight =
                    |date: Date| date.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
                Some((midnight(first)?, midnight(last.tomorrow().ok()?)?))
            }
            When::Times { start, end } => Some((start, end)),
        }
    }
}

/// Longest entry: a year and a day.
const MOST_DAYS: usize = 366;
