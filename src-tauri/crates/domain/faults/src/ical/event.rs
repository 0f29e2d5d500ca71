//! One event as its lines come, and the entries that it makes.
//!
//! Source: RFC 5545 §3.6.1, §3.8.2 (times), §3.8.4.4 (one time of a recurring event changed),
//! §3.8.5.1 (exceptions).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use clock::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};

use super::recurrence::Recurrence;
use super::value::{Place, Value, read_duration, read_text, read_value};
use super::{CalendarEntry, CalendarError, CalendarFault, MOST_DAYS, MOST_ENTRIES, When};

/// What an event's lines say.
#[derive(Debug)]
pub(super) struct Event {
    line: usize,
    start: Option<Value>,
    end: Option<(usize, Value)>,
    duration: Option<(usize, (i32, i64))>,
    summary: String,
    created_at: Option<Timestamp>,
    uid: String,
    is_cancelled: bool,
    recurrence: Option<(usize, String)>,
    exceptions: Vec<Value>,
    /// The time of a recurring event that this one stands for.
    instead_of: Option<Value>,
}

/// Which of an event's times is meant: a date, or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Day(Date),
    Moment(Timestamp),
}

impl Event {
    pub(super) const fn at(line: usize) -> Self {
        Self {
            line,
            start: None,
            end: None,
            duration: None,
            summary: String::new(),
            created_at: None,
            uid: String::new(),
            is_cancelled: false,
            recurrence: None,
            exceptions: Vec::new(),
            instead_of: None,
        }
    }

    /// Takes one line.
    pub(super) fn take(
        &mut self,
        name: &str,
        parameters: &[(String, String)],
        value: &str,
        line: usize,
    ) -> Result<(), CalendarFault> {
        match name {
            "DTSTART" => self.start = Some(read_value(value, parameters)?),
            "DTEND" => self.end = Some((line, read_value(value, parameters)?)),
            "DURATION" => self.duration = Some((line, read_duration(value)?)),
            "SUMMARY" => self.summary = read_text(value),
            "UID" => value.trim().clone_into(&mut self.uid),
            "STATUS" => self.is_cancelled = value.trim().eq_ignore_ascii_case("CANCELLED"),
            "CREATED" => {
                if let Value::Moment(at, place) = read_value(value, parameters)? {
                    self.created_at = place.moment(at, &TimeZone::UTC);
                }
            }
            "RRULE" if self.recurrence.is_some() => {
                return Err(CalendarFault::Recurrence("RRULE".to_owned()));
            }
            "RRULE" => self.recurrence = Some((line, value.to_owned())),
            "RDATE" | "EXRULE" => return Err(CalendarFault::Recurrence(name.to_owned())),
            "EXDATE" => {
                for one in value.split(',') {
                    self.exceptions.push(read_value(one, parameters)?);
                }
            }
            "RECURRENCE-ID" => self.instead_of = Some(read_value(value, parameters)?),
            _ => {}
        }
        Ok(())
    }
}

/// The entries of all events that touch some years.
pub(super) fn entries(
    events: &[Event],
    zone: &TimeZone,
    years: &RangeInclusive<i16>,
) -> Result<Vec<CalendarEntry>, CalendarError> {
    let replaced: BTreeSet<(&str, Slot)> = events
        .iter()
        .filter_map(|event| Some((event.uid.as_str(), slot(event.instead_of.as_ref()?, zone)?)))
        .collect();
    // What lasts a year may touch the first wanted one.
    let not_before = Date::new(*years.start(), 1, 1).unwrap_or(Date::MIN);
    let not_before = not_before.checked_sub(Span::new().days(370)).unwrap_or(Date::MIN);
    let mut entries = Vec::new();
    let mut tries = 0;
    for event in events.iter().filter(|event| !event.is_cancelled) {
        let fail = |line, fault| CalendarError { line, fault };
        let start = event.start.as_ref();
        let start = start.ok_or_else(|| fail(event.line, CalendarFault::NoStart))?;
        let length = length(event, start, zone)?;
        let mut skipped: BTreeSet<Slot> =
            event.exceptions.iter().filter_map(|value| slot(value, zone)).collect();
        if event.recurrence.is_some() && !event.uid.is_empty() {
            let uid = event.uid.as_str();
            let own = replaced.range((uid, Slot::Day(Date::MIN))..);
            skipped.extend(own.take_while(|one| one.0 == uid).map(|(_uid, slot)| *slot));
        }
        let (line, until, count, rule);
        let dates: Box<dyn Iterator<Item = Date>> = match &event.recurrence {
            None => {
                (line, until, count) = (event.line, None, usize::MAX);
                Box::new(std::iter::once(date(start)))
            }
            Some((at, text)) => {
                line = *at;
                rule = Recurrence::read(text, date(start)).map_err(|fault| fail(line, fault))?;
                until = rule.until.clone();
                count = rule.count.unwrap_or(usize::MAX);
                Box::new(rule.dates(date(start), not_before))
            }
        };
        for date in dates.take(count) {
            tries += 1;
            let value = on(start, date);
            let is_over = until.as_ref().is_some_and(|until| is_after(&value, until, zone));
            if is_over || date.year() > *years.end() {
                break;
            }
            if tries > MOST_TRIES || entries.len() >= MOST_ENTRIES {
                return Err(fail(line, CalendarFault::TooMany));
            }
            if slot(&value, zone).is_some_and(|slot| skipped.contains(&slot)) {
                continue;
            }
            let when = length
                .from(&value, zone)
                .ok_or_else(|| fail(event.line, CalendarFault::Date(event.summary.clone())))?;
            if last_date(&when, zone).year() >= *years.start() {
                let summary = event.summary.clone();
                entries.push(CalendarEntry { when, summary, announced_at: event.created_at });
            }
        }
    }
    Ok(entries)
}

/// Most times that are looked at in one file: those before the wanted years and exceptions too.
const MOST_TRIES: usize = 4 * MOST_ENTRIES;

/// How long an event is.
enum Length {
    Days(i32),
    Time(SignedDuration),
    /// Days on the calendar, then time on the clock.
    Calendar(i32, SignedDuration),
}

fn length(event: &Event, start: &Value, zone: &TimeZone) -> Result<Length, CalendarError> {
    let length = match (start, &event.end, event.duration) {
        (Value::Day(first), Some((line, Value::Day(end))), _) => {
            // Some programs write the day itself as the end of a single day.
            let days = first.until(*end).map_or(0, |span| span.get_days());
            if days < 0 {
                return Err(CalendarError { line: *line, fault: CalendarFault::EndsFirst });
            }
            Length::Days(days.max(1))
        }
        (Value::Moment(from, place), Some((line, Value::Moment(to, end_place))), _) => {
            let wrong = |fault| CalendarError { line: *line, fault };
            let span = place
                .moment(*from, zone)
                .zip(end_place.moment(*to, zone))
                .map(|(from, to)| to.duration_since(from))
                .ok_or_else(|| wrong(CalendarFault::Mixed))?;
            if span.is_negative() {
                return Err(wrong(CalendarFault::EndsFirst));
            }
            Length::Time(span)
        }
        (_, Some((line, _other_kind)), _) => {
            return Err(CalendarError { line: *line, fault: CalendarFault::Mixed });
        }
        (Value::Day(_), None, None) => Length::Days(1),
        (Value::Day(_), None, Some((_line, (days, 0)))) => Length::Days(days.max(1)),
        (Value::Day(_), None, Some((line, _with_time))) => {
            return Err(CalendarError { line, fault: CalendarFault::Mixed });
        }
        (Value::Moment(..), None, None) => Length::Time(SignedDuration::ZERO),
        (Value::Moment(..), None, Some((_line, (days, seconds)))) => {
            Length::Calendar(days, SignedDuration::from_secs(seconds))
        }
    };
    let days = match length {
        Length::Days(days) => i64::from(days),
        Length::Time(span) => span.as_hours() / 24,
        Length::Calendar(days, span) => i64::from(days) + span.as_hours() / 24,
    };
    if usize::try_from(days).is_ok_and(|days| days > MOST_DAYS) {
        return Err(CalendarError { line: event.line, fault: CalendarFault::TooLong });
    }
    Ok(length)
}

impl Length {
    fn from(&self, start: &Value, zone: &TimeZone) -> Option<When> {
        match (start, self) {
            (Value::Day(first), Self::Days(days)) => {
                let last = first.checked_add(Span::new().days(days - 1)).ok()?;
                Some(When::Days { first: *first, last })
            }
            (Value::Moment(at, place), Self::Time(span)) => {
                let start = place.moment(*at, zone)?;
                Some(When::Times { start, end: start.checked_add(*span).ok()? })
            }
            (Value::Moment(at, place), Self::Calendar(days, span)) => {
                let start = place.moment(*at, zone)?;
                let end = at.checked_add(Span::new().days(*days)).ok()?;
                let end = place.moment(end, zone)?.checked_add(*span).ok()?;
                Some(When::Times { start, end })
            }
            (Value::Day(_), Self::Time(_) | Self::Calendar(..))
            | (Value::Moment(..), Self::Days(_)) => None,
        }
    }
}

fn date(value: &Value) -> Date {
    match value {
        Value::Day(date) => *date,
        Value::Moment(at, _place) => at.date(),
    }
}

/// The same time of day on another date.
fn on(value: &Value, date: Date) -> Value {
    match value {
        Value::Day(_) => Value::Day(date),
        Value::Moment(at, place) => {
            Value::Moment(DateTime::from_parts(date, at.time()), place.clone())
        }
    }
}

fn slot(value: &Value, zone: &TimeZone) -> Option<Slot> {
    match value {
        Value::Day(date) => Some(Slot::Day(*date)),
        Value::Moment(at, place) => place.moment(*at, zone).map(Slot::Moment),
    }
}

/// Whether a time lies behind the last one. A last day holds all of that day.
fn is_after(value: &Value, until: &Value, zone: &TimeZone) -> bool {
    match (value, until) {
        (Value::Moment(at, place), Value::Moment(end, end_place)) => {
            // UNTIL without a zone is in that of DTSTART.
            let end = match end_place {
                Place::Zone(_) => end_place.moment(*end, zone),
                Place::Floating => place.moment(*end, zone),
            };
            place.moment(*at, zone) > end
        }
        (one, other) => date(one) > date(other),
    }
}

fn last_date(when: &When, zone: &TimeZone) -> Date {
    match when {
        When::Days { last, .. } => *last,
        // What ends at midnight is not on the day that begins there.
        When::Times { start, end } => {
            let just_before = end.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(*end);
            zone.to_datetime(just_before.max(*start)).date()
        }
    }
}
