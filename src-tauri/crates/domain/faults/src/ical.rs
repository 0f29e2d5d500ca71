//! Reads what matters of an iCalendar file: when something is, what it is called, since when it is known.
//!
//! Tolerant in form, strict in meaning: unknown properties and components, wrong escapes, bare
//! line feeds and any folding are taken as they come; a date, zone or recurrence that is not
//! understood is an error with its line, for a holiday or a maintenance that is silently left out
//! would move somebody's clock. Work and memory are bounded by [`CALENDAR_BYTES`] and [`MOST_ENTRIES`].
//!
//! Source: RFC 5545 §3.1 (content lines), §3.3 (values), §3.6.1 (events), §3.8.5 (recurrences).

mod event;
mod lines;
mod recurrence;
mod value;

use std::ops::RangeInclusive;

use clock::Timestamp;
use event::Event;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use lines::{Line, lines};

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

/// Largest file that is read.
pub const CALENDAR_BYTES: usize = 4 * 1024 * 1024;
/// Most entries of a file, recurring ones counted each time, and most times that one is tried.
pub(crate) const MOST_ENTRIES: usize = 10_000;
/// Longest entry: a year and a day.
const MOST_DAYS: usize = 366;
/// Deepest nesting of components; RFC 5545 has three levels.
const MOST_LEVELS: usize = 8;

/// Why a calendar is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct CalendarError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: CalendarFault,
}

/// What is wrong with a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// More than [`CALENDAR_BYTES`].
    #[error("more than {CALENDAR_BYTES} bytes")]
    TooLarge,
    /// More than [`MOST_ENTRIES`], or a recurrence that does not come to an end.
    #[error("more than {MOST_ENTRIES} entries")]
    TooMany,
    /// Something stands outside `BEGIN:VCALENDAR` and `END:VCALENDAR`, or nothing at all inside.
    #[error("no iCalendar: expected BEGIN:VCALENDAR")]
    NoCalendar,
    /// The file ends too early.
    #[error("the file ends before END:{0}")]
    CutOff(String),
    /// A line without a colon, or with an open quotation mark.
    #[error("no line such as NAME:VALUE")]
    NoLine,
    /// An end without its beginning.
    #[error("END:{0} does not end what was begun last")]
    WrongEnd(String),
    /// More than eight components within each other.
    #[error("nested too deeply")]
    TooDeep,
    /// An event without `DTSTART`.
    #[error("the event has no DTSTART")]
    NoStart,
    /// An event that ends before it begins.
    #[error("the event ends before it begins")]
    EndsFirst,
    /// A day and a time of day in one event, or an end in days for a time of day.
    #[error("beginning and end are not of one kind")]
    Mixed,
    /// An event of more than a year and a day.
    #[error("the event lasts for more than {MOST_DAYS} days")]
    TooLong,
    /// No date such as `20270101` or `20270101T080000Z`.
    #[error("`{0}` is no date")]
    Date(String),
    /// No span of time such as `PT1H`.
    #[error("`{0}` is no duration")]
    Duration(String),
    /// A zone that nobody knows.
    #[error("`{0}` is no time zone such as Europe/Berlin")]
    Zone(String),
    /// A recurrence that is not read here.
    #[error("the recurrence `{0}` is not supported; write each date as an event of its own")]
    Recurrence(String),
}

/// Reads the events of an iCalendar file that touch some years, in the order of the file. Times
/// without a zone are in `zone`; what is cancelled is left out.
///
/// # Errors
///
/// At the first thing that is not understood, with its line.
pub fn read_calendar(
    text: &str,
    zone: &TimeZone,
    years: RangeInclusive<i16>,
) -> Result<Vec<CalendarEntry>, CalendarError> {
    if text.len() > CALENDAR_BYTES {
        return Err(CalendarError { line: 1, fault: CalendarFault::TooLarge });
    }
    let mut events: Vec<Event> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut has_calendar = false;
    let mut last = 1;
    for line in lines(text.trim_start_matches('\u{feff}')) {
        last = line.number;
        let fail = |fault| Err(CalendarError { line: line.number, fault });
        let Some(Line { name, parameters, value, number }) = line.read() else {
            return fail(if open.is_empty() {
                CalendarFault::NoCalendar
            } else {
                CalendarFault::NoLine
            });
        };
        let component = value.trim().to_ascii_uppercase();
        match name.as_str() {
            "BEGIN" if open.is_empty() && component != "VCALENDAR" => {
                return fail(CalendarFault::NoCalendar);
            }
            "BEGIN" if open.len() >= MOST_LEVELS => return fail(CalendarFault::TooDeep),
            "BEGIN" => {
                has_calendar = true;
                if component == "VEVENT" {
                    if events.len() >= MOST_ENTRIES {
                        return fail(CalendarFault::TooMany);
                    }
                    events.push(Event::at(number));
                }
                open.push(component);
            }
            "END" if open.pop().as_ref() == Some(&component) => {}
            "END" => return fail(CalendarFault::WrongEnd(short(&component))),
            _ if open.is_empty() => return fail(CalendarFault::NoCalendar),
            // Alarms within an event have times of their own.
            _ if open.last().is_some_and(|inner| inner == "VEVENT") => {
                if let Some(event) = events.last_mut() {
                    event
                        .take(&name, &parameters, &value, number)
                        .map_err(|fault| CalendarError { line: number, fault })?;
                }
            }
            _ => {}
        }
    }
    match open.pop() {
        Some(inner) => {
            Err(CalendarError { line: last, fault: CalendarFault::CutOff(short(&inner)) })
        }
        None if !has_calendar => Err(CalendarError { line: 1, fault: CalendarFault::NoCalendar }),
        None => event::entries(&events, zone, &years),
    }
}

/// What is quoted in an error, never more than a line of it.
fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests;
