//! Values of properties: dates, times with their zone, durations, text.
//!
//! Source: RFC 5545 §3.3.4 (date), §3.3.5 (date-time), §3.3.6 (duration), §3.3.11 (text).

use clock::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::{CalendarFault, short};
use crate::schedule::time_zone;

/// A date or a time of day, as an event begins or ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Day(Date),
    Moment(DateTime, Place),
}

/// Where a time of day is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Zone(TimeZone),
    /// Wherever one is.
    Floating,
}

impl Place {
    pub(super) fn moment(&self, at: DateTime, local: &TimeZone) -> Option<Timestamp> {
        let zone = match self {
            Self::Zone(zone) => zone,
            Self::Floating => local,
        };
        zone.to_timestamp(at).ok()
    }
}

pub(super) fn read_value(
    text: &str,
    parameters: &[(String, String)],
) -> Result<Value, CalendarFault> {
    let text = text.trim();
    let wrong = || CalendarFault::Date(short(text));
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return Ok(Value::Day(read_date(text).ok_or_else(wrong)?));
    };
    let date = read_date(date).ok_or_else(wrong)?;
    let (time, is_utc) = time.strip_suffix(['Z', 'z']).map_or((time, false), |time| (time, true));
    let at = date.to_datetime(read_time(time).ok_or_else(wrong)?);
    let place = match parameters.iter().find(|(key, _value)| key == "TZID") {
        _ if is_utc => Place::Zone(TimeZone::UTC),
        Some((_key, name)) => Place::Zone(read_zone(name)?),
        None => Place::Floating,
    };
    Ok(Value::Moment(at, place))
}

fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn read_date(text: &str) -> Option<Date> {
    if text.len() != 8 {
        return None;
    }
    Date::new(number(text.get(..4)?)?, number(text.get(4..6)?)?, number(text.get(6..)?)?).ok()
}

/// A leap second counts as the one before it.
fn read_time(text: &str) -> Option<Time> {
    if text.len() != 6 {
        return None;
    }
    let second: i8 = number(text.get(4..)?)?;
    let second = if second == 60 { 59 } else { second };
    Time::new(number(text.get(..2)?)?, number(text.get(2..4)?)?, second, 0).ok()
}

/// A zone by its name, by Windows' name for it, or by a name that ends with it as some programs
/// write them (`/example.org/2024/Europe/Berlin`).
fn read_zone(name: &str) -> Result<TimeZone, CalendarFault> {
    let known = WINDOWS.iter().find(|(windows, _name)| windows.eq_ignore_ascii_case(name));
    let name = known.map_or(name, |(_windows, name)| name);
    let mut parts = name.rsplitn(3, '/');
    let ending = parts.next().zip(parts.next()).map(|(city, area)| format!("{area}/{city}"));
    time_zone(name)
        .or_else(|unknown| ending.map_or(Err(unknown), |ending| time_zone(&ending)))
        .map_err(|_unknown| CalendarFault::Zone(short(name)))
}

/// Names that Exchange and Outlook write. Source: Unicode CLDR, windowsZones.
const WINDOWS: [(&str, &str); 6] = [
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Romance Standard Time", "Europe/Paris"),
    ("GMT Standard Time", "Europe/London"),
    ("UTC", "Etc/UTC"),
];

/// A duration as days on the calendar and seconds on the clock; none goes backwards.
pub(super) fn read_duration(text: &str) -> Result<(i32, i64), CalendarFault> {
    let wrong = || CalendarFault::Duration(short(text));
    let upper = text.trim().to_ascii_uppercase();
    let rest = upper.strip_prefix('+').unwrap_or(&upper).strip_prefix('P').ok_or_else(wrong)?;
    let (days, times) = rest.split_once('T').unwrap_or((rest, ""));
    if rest.is_empty() || rest.ends_with('T') {
        return Err(wrong());
    }
    let days = units(days, &[('W', 7), ('D', 1)]).ok_or_else(wrong)?;
    let seconds = units(times, &[('H', 3600), ('M', 60), ('S', 1)]).ok_or_else(wrong)?;
    Ok((i32::try_from(days).map_err(|_error| wrong())?, seconds))
}

/// Numbers with their units, each at most once and in this order.
fn units(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut rest = text;
    let mut sum = 0_i64;
    for (unit, factor) in units {
        let Some((digits, more)) = rest.split_once(*unit) else { continue };
        if digits.is_empty() || digits.len() > 6 {
            return None;
        }
        sum += number::<i64>(digits)? * factor;
        rest = more;
    }
    rest.is_empty().then_some(sum)
}

/// Text without its escapes, on one line and not too long; an escape that is none is its letter.
pub(super) fn read_text(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => ' ',
                Some(escaped) => escaped,
                None => break,
            },
            other => other,
        };
        plain.push(if letter.is_control() { ' ' } else { letter });
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(TEXT_CHARS).collect()
}

/// Longest text that is kept of an entry.
const TEXT_CHARS: usize = 200;
