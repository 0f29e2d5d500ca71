//! Service hours as contracts write them: `7x24`, `Mon-Fri 08:00-17:00`, several parts with `;`.
//!
//! ```text
//! hours = "7x24" | part *( ( ";" | "," ) part )
//! part  = [ days SP ] span *( "," span )      no days at the start or after ";": every day
//! days  = range *( "," range )                Mon-Fri, Sat, Mo-Fr, Fri-Mon
//! span  = HH:MM "-" HH:MM                     24:00 ends the day; 22:00-02:00 ends on the next
//! ```
//!
//! What goes over midnight belongs to the day on which it begins. `7x24` knows no holidays, as
//! its name says; every other text does, `Mon-Sun 00:00-24:00` too.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;

/// Service hours of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceHours(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Always,
    /// Spans of each weekday from Monday, sorted, none over the next.
    Weekly([Vec<DaySpan>; 7]),
}

/// A span of a day in minutes since its midnight; the end may lie on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DaySpan {
    pub(crate) from: u16,
    pub(crate) to: u16,
}

impl ServiceHours {
    /// Around the clock, holidays too.
    #[must_use]
    pub const fn always() -> Self {
        Self(Kind::Always)
    }

    /// Whether they never end, not on holidays either.
    #[must_use]
    pub const fn is_always(&self) -> bool {
        match self.0 {
            Kind::Always => true,
            Kind::Weekly(_) => false,
        }
    }

    /// The spans that begin on a weekday.
    pub(crate) fn on(&self, weekday: Weekday) -> &[DaySpan] {
        match &self.0 {
            Kind::Always => &[WHOLE_DAY],
            Kind::Weekly(days) => days
                .get(usize::from(weekday.to_monday_zero_offset().unsigned_abs()))
                .map_or(&[], Vec::as_slice),
        }
    }
}

const WHOLE_DAY: DaySpan = DaySpan { from: 0, to: MINUTES_OF_DAY };
const MINUTES_OF_DAY: u16 = 24 * 60;
/// Longest text that is read: seven days with all their spans have room.
const MOST_CHARS: usize = 1000;
/// Most spans of one day.
const MOST_SPANS: usize = 8;

/// Why a text does not say service hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Nothing is written.
    #[error("no service hours; write `7x24` or such as `Mon-Fri 08:00-17:00`")]
    Empty,
    /// No contract writes so much.
    #[error("{0} characters, at most {MOST_CHARS}")]
    TooLong(usize),
    /// A word that is no day.
    #[error("`{0}` is no day of the week; write Mon, Tue, Wed, Thu, Fri, Sat, Sun")]
    Day(String),
    /// A word that is no time of day.
    #[error("`{0}` is no time of day from 00:00 to 24:00")]
    Time(String),
    /// A span without its end, or one that has no length.
    #[error("`{0}` is no span of time such as 08:00-17:00")]
    Span(String),
    /// No day has so many.
    #[error("more than {MOST_SPANS} spans on {0}")]
    TooMany(&'static str),
    /// Two spans hold the same minutes.
    #[error("two spans of {0} overlap")]
    Overlap(&'static str),
}

impl FromStr for ServiceHours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let length = text.chars().count();
        if length > MOST_CHARS {
            return Err(HoursError::TooLong(length));
        }
        let text = text.trim().replace(['–', '−'], "-");
        if ALWAYS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return Ok(Self::always());
        }
        let mut week: [Vec<DaySpan>; 7] = Default::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            read_part(part, &mut week)?;
        }
        if week.iter().all(Vec::is_empty) {
            return Err(HoursError::Empty);
        }
        settle(&mut week)?;
        Ok(Self(Kind::Weekly(week)))
    }
}

const ALWAYS: [&str; 4] = ["7x24", "24x7", "24/7", "7×24"];

/// Reads days and their spans; days after a span begin a part of their own.
fn read_part(part: &str, week: &mut [Vec<DaySpan>; 7]) -> Result<(), HoursError> {
    let mut days: Option<[bool; 7]> = None;
    let mut has_span = false;
    for piece in part.split(',').map(str::trim) {
        let is_digit = |letter: char| letter.is_ascii_digit();
        let (named, span) = piece.split_at(piece.find(is_digit).unwrap_or(piece.len()));
        if !named.trim().is_empty() {
            let before = if has_span { None } else { days };
            has_span = false;
            days = Some(read_days(named.trim(), before.unwrap_or_default())?);
        }
        if !span.is_empty() {
            let span = read_span(span)?;
            has_span = true;
            for (spans, is_meant) in week.iter_mut().zip(days.unwrap_or([true; 7])) {
                if is_meant {
                    spans.push(span);
                }
            }
        }
    }
    if has_span { Ok(()) } else { Err(HoursError::Span(part.to_owned())) }
}

fn read_days(range: &str, mut days: [bool; 7]) -> Result<[bool; 7], HoursError> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let (first, last) = (read_day(first.trim())?, read_day(last.trim())?);
    let length = (last + 7 - first) % 7;
    for (index, day) in days.iter_mut().enumerate() {
        *day |= (index + 7 - first) % 7 <= length;
    }
    Ok(days)
}

/// A day by its English or German name, short or long; 0 is Monday.
fn read_day(word: &str) -> Result<usize, HoursError> {
    let lower = word.trim_end_matches('.').to_lowercase();
    let is_it = |names: &[&str; 4]| names.contains(&lower.as_str());
    DAYS.iter().position(is_it).ok_or_else(|| HoursError::Day(word.to_owned()))
}

const DAYS: [[&str; 4]; 7] = [
    ["mon", "monday", "mo", "montag"],
    ["tue", "tuesday", "di", "dienstag"],
    ["wed", "wednesday", "mi", "mittwoch"],
    ["thu", "thursday", "do", "donnerstag"],
    ["fri", "friday", "fr", "freitag"],
    ["sat", "saturday", "sa", "samstag"],
    ["sun", "sunday", "so", "sonntag"],
];
const SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn read_span(text: &str) -> Result<DaySpan, HoursError> {
    let wrong = || HoursError::Span(text.to_owned());
    let (from, to) = text.split_once('-').ok_or_else(wrong)?;
    let (from, to) = (read_time(from.trim())?, read_time(to.trim())?);
    if from == to || from == MINUTES_OF_DAY {
        return Err(wrong());
    }
    Ok(DaySpan { from, to: if to > from { to } else { to + MINUTES_OF_DAY } })
}

fn read_time(text: &str) -> Result<u16, HoursError> {
    let wrong = || HoursError::Time(text.to_owned());
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let number = |digits: &str| -> Option<u16> {
        let is_digits = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
        if is_digits { digits.parse().ok() } else { None }
    };
    let (hour, minute) = match minute.len() {
        2 => (number(hour).ok_or_else(wrong)?, number(minute).ok_or_else(wrong)?),
        _ => return Err(wrong()),
    };
    let minutes = hour * 60 + minute;
    if minute < 60 && minutes <= MINUTES_OF_DAY { Ok(minutes) } else { Err(wrong()) }
}

/// Sorts the spans of each day and refuses those that overlap, over midnight and over the end of
/// the week too.
fn settle(week: &mut [Vec<DaySpan>; 7]) -> Result<(), HoursError> {
    for (day, name) in week.iter_mut().zip(SHORT) {
        if day.len() > MOST_SPANS {
            return Err(HoursError::TooMany(name));
        }
        day.sort_unstable();
        let next = day.iter().skip(1);
        if day.iter().zip(next).any(|(one, next)| one.to > next.from) {
            return Err(HoursError::Overlap(name));
        }
    }
    for index in 0..7 {
        let tomorrow = (index + 1) % 7;
        let spill = week.get(index).and_then(|day| day.last()).map_or(0, |last| last.to);
        let first = week.get(tomorrow).and_then(|day| day.first()).map(|span| span.from);
        if first.is_some_and(|from| spill > MINUTES_OF_DAY + from) {
            return Err(HoursError::Overlap(SHORT.get(tomorrow).copied().unwrap_or_default()));
        }
    }
    Ok(())
}

impl fmt::Display for ServiceHours {
    /// Days with the same spans are named together, Monday first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = match &self.0 {
            Kind::Always => return f.write_str("7x24"),
            Kind::Weekly(week) => week,
        };
        let mut is_first = true;
        for (index, spans) in week.iter().enumerate() {
            let is_named = week.iter().take(index).any(|earlier| earlier == spans);
            if spans.is_empty() || is_named {
                continue;
            }
            if !is_first {
                f.write_str("; ")?;
            }
            is_first = false;
            write_days(f, week.iter().map(|day| day == spans))?;
            for (position, span) in spans.iter().enumerate() {
                f.write_str(if position == 0 { " " } else { ", " })?;
                write_time(f, span.from)?;
                f.write_str("-")?;
                let to = span.to;
                write_time(f, if to > MINUTES_OF_DAY { to - MINUTES_OF_DAY } else { to })?;
            }
        }
        Ok(())
    }
}

fn write_days(f: &mut fmt::Formatter<'_>, days: impl Iterator<Item = bool>) -> fmt::Result {
    let days: Vec<bool> = days.collect();
    let mut from = 0;
    let mut separator = "";
    for run in days.chunk_by(|one, next| one == next) {
        if run.first() == Some(&true) {
            f.write_str(separator)?;
            f.write_str(SHORT.get(from).copied().unwrap_or_default())?;
            if run.len() > 1 {
                let last = SHORT.get(from + run.len() - 1).copied().unwrap_or_default();
                write!(f, "-{last}")?;
            }
            separator = ",";
        }
        from += run.len();
    }
    Ok(())
}

fn write_time(f: &mut fmt::Formatter<'_>, minutes: u16) -> fmt::Result {
    write!(f, "{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests;
