//! When an event comes again: the recurrences that holidays and maintenance have.
//!
//! Source: RFC 5545 §3.3.10. Read are `FREQ` from `DAILY` to `YEARLY` with `INTERVAL`, `COUNT`,
//! `UNTIL`, days of the week for daily and weekly ones, and whatever only says again what
//! `DTSTART` says; everything else is refused.

use jiff::civil::{Date, Weekday};

use super::value::{Value, read_value};
use super::{CalendarFault, short};

/// When an event comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recurrence {
    unit: Unit,
    interval: i32,
    pub(super) count: Option<usize>,
    pub(super) until: Option<Value>,
    weekdays: Vec<Weekday>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

impl Recurrence {
    /// Reads a rule of an event that begins on a date.
    pub(super) fn read(text: &str, start: Date) -> Result<Self, CalendarFault> {
        let refused = || CalendarFault::Recurrence(short(text));
        let upper = text.trim().to_ascii_uppercase();
        let mut parts = Vec::new();
        for part in upper.split(';').filter(|part| !part.trim().is_empty()) {
            parts.push(part.trim().split_once('=').ok_or_else(refused)?);
        }
        let unit = match parts.iter().find(|(key, _value)| *key == "FREQ") {
            Some((_key, "DAILY")) => Unit::Days,
            Some((_key, "WEEKLY")) => Unit::Weeks,
            Some((_key, "MONTHLY")) => Unit::Months,
            Some((_key, "YEARLY")) => Unit::Years,
            Some(_) | None => return Err(refused()),
        };
        let mut rule = Self { unit, interval: 1, count: None, until: None, weekdays: Vec::new() };
        for (key, value) in parts {
            match (key, unit) {
                ("FREQ" | "WKST", _) => {}
                ("INTERVAL", _) => {
                    let interval = value.parse().ok().filter(|n| (1..=1000).contains(n));
                    rule.interval = interval.ok_or_else(refused)?;
                }
                ("COUNT", _) => {
                    let count = value.parse().ok().filter(|count| *count > 0);
                    rule.count = Some(count.ok_or_else(refused)?);
                }
                ("UNTIL", _) => rule.until = Some(read_value(value, &[])?),
                ("BYDAY", Unit::Days | Unit::Weeks) => {
                    let days = value.split(',').map(|day| weekday(day).ok_or_else(refused));
                    rule.weekdays = days.collect::<Result<_, _>>()?;
                }
                ("BYMONTH", Unit::Years) if value.parse() == Ok(start.month()) => {}
                ("BYMONTHDAY", Unit::Years | Unit::Months) if value.parse() == Ok(start.day()) => {}
                _ => return Err(refused()),
            }
        }
        if unit == Unit::Weeks && !rule.weekdays.is_empty() {
            if rule.weekdays == [start.weekday()] {
                rule.weekdays.clear();
            } else if rule.interval == 1 {
                rule.unit = Unit::Days;
            } else {
                return Err(refused());
            }
        }
        Ok(rule)
    }

    /// The dates on which it comes, from its start, without an end. A date that a month does not
    /// have is left out. What lies before `not_before` may be left out too, unless it is counted.
    pub(super) fn dates(&self, start: Date, not_before: Date) -> impl Iterator<Item = Date> + '_ {
        let nth = move |index: i32| {
            let steps = index.checked_mul(self.interval)?;
            let span = jiff::Span::new();
            let span = match self.unit {
                Unit::Days => span.try_days(steps),
                Unit::Weeks => span.try_weeks(steps),
                Unit::Months => span.try_months(steps),
                Unit::Years => span.try_years(steps),
            };
            start.checked_add(span.ok()?).ok()
        };
        (self.first_index(start, not_before)..).map_while(nth).filter(move |date| {
            let is_its_day = match self.unit {
                Unit::Days | Unit::Weeks => true,
                Unit::Months | Unit::Years => date.day() == start.day(),
            };
            is_its_day && (self.weekdays.is_empty() || self.weekdays.contains(&date.weekday()))
        })
    }

    /// The last time before a date that is certainly not after it; the first where times are counted.
    fn first_index(&self, start: Date, not_before: Date) -> i32 {
        if self.count.is_some() || not_before <= start {
            return 0;
        }
        let years = i32::from(not_before.year()) - i32::from(start.year());
        let days = start.until(not_before).map_or(0, |span| span.get_days());
        let units = match self.unit {
            Unit::Days => days,
            Unit::Weeks => days / 7,
            Unit::Months => (years - 1) * 12,
            Unit::Years => years - 1,
        };
        (units / self.interval - 1).max(0)
    }
}

fn weekday(code: &str) -> Option<Weekday> {
    Some(match code.trim() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}
