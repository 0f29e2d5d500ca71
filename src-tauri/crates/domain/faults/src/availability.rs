//! How much of a year or a month a service was there, against what its contract promises.
//!
//! Down is the time of the incidents of the classes that count, overlapping ones once, without
//! planned maintenance and force majeure, and only within operating hours where the contract
//! measures only those. Of a year of 8,760 hours 98 % leaves 175.2 hours (S0-19), 98.5 % leaves
//! 131.4 (S3-03), 99.8 % leaves 17.5 (S1-164) and 99.9 % leaves 8.8 (S3-04).

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use clock::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::schedule::Schedule;

/// A share in thousandths of a percent, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u32);

impl Percent {
    /// The whole.
    pub const ALL: Self = Self(100_000);

    /// So many thousandths of a percent, at most the whole.
    #[must_use]
    pub const fn from_thousandths(thousandths: u32) -> Option<Self> {
        if thousandths <= Self::ALL.0 { Some(Self(thousandths)) } else { None }
    }

    /// Thousandths of a percent: 98.5 % is 98,500.
    #[must_use]
    pub const fn thousandths(self) -> u32 {
        self.0
    }

    /// What is missing to the whole.
    const fn rest(self) -> u32 {
        Self::ALL.0.saturating_sub(self.0)
    }
}

/// The text is no share such as `98.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no percentage from 0 to 100 with at most three decimals, such as 98.5")]
pub struct NoPercent;

impl FromStr for Percent {
    type Err = NoPercent;

    fn from_str(text: &str) -> Result<Self, NoPercent> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let has_place = |digits: &str| (1..=3).contains(&digits.len());
        if !has_place(whole) || !has_place(decimals) || !is_number(whole) || !is_number(decimals) {
            return Err(NoPercent);
        }
        let whole: u32 = whole.parse().map_err(|_error| NoPercent)?;
        let decimals: u32 = format!("{decimals:0<3}").parse().map_err(|_error| NoPercent)?;
        Self::from_thousandths(whole * 1000 + decimals).ok_or(NoPercent)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:03}", self.0 % 1000);
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        write!(f, "{}{point}{decimals}", self.0 / 1000)
    }
}

/// What a contract promises of availability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailabilityTerm {
    /// How much of the period.
    pub promised: Percent,
    /// Codes of the classes whose incidents count; with none of them all do.
    pub counts: Vec<String>,
    /// Operating hours, where only those are measured.
    pub within: Option<Schedule>,
    /// Where the contract says so.
    pub source: String,
}

/// A stretch of the calendar that is looked at as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A calendar year.
    Year(i16),
    /// A calendar month.
    Month(i16, i8),
}

impl Period {
    /// Its first moment and the one after its last in a zone; `None` where there is no such period.
    #[must_use]
    pub fn bounds(self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let (first, next) = match self {
            Self::Year(year) => (Date::new(year, 1, 1), Date::new(year.checked_add(1)?, 1, 1)),
            Self::Month(year, 12) => {
                (Date::new(year, 12, 1), Date::new(year.checked_add(1)?, 1, 1))
            }
            Self::Month(year, month) => {
                (Date::new(year, month, 1), Date::new(year, month.checked_add(1)?, 1))
            }
        };
        let midnight = |date: Date| date.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
        Some((midnight(first.ok()?)?, midnight(next.ok()?)?))
    }
}

/// An incident for the reckoning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Code of its class.
    pub class: String,
    /// Since when.
    pub from: Timestamp,
    /// Until when; one without an end lasts.
    pub until: Option<Timestamp>,
}

/// The reckoning of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// What was promised.
    pub promised: Percent,
    /// How long the whole period is, in operating hours where only those are measured.
    pub total: Duration,
    /// How much of it has passed.
    pub elapsed: Duration,
    /// How long it was down, as far as it counts.
    pub down: Duration,
    /// How long incidents of the classes that count lasted in time that does not count.
    pub excluded: Duration,
    /// How long it may be down in the whole period.
    pub allowed: Duration,
}

impl Availability {
    /// Whether the promise still holds: exactly the allowed time is allowed.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        // down / total <= rest / whole, without a rounded division.
        let down = self.down.as_nanos() * Percent::ALL.0 as u128;
        down <= self.total.as_nanos() * self.promised.rest() as u128
    }

    /// What is left of the allowed time.
    #[must_use]
    pub const fn left(&self) -> Duration {
        self.allowed.saturating_sub(self.down)
    }

    /// How much of the whole period it was or will be there if nothing more happens, rounded
    /// down so that a miss never looks like the promise.
    #[must_use]
    pub fn achieved(&self) -> Percent {
        share_up(self.down, self.total)
    }

    /// How much of the time so far it was there, rounded down.
    #[must_use]
    pub fn achieved_so_far(&self) -> Percent {
        share_up(self.down, self.elapsed)
    }
}

fn share_up(down: Duration, of: Duration) -> Percent {
    let up = of.saturating_sub(down).as_nanos() * u128::from(Percent::ALL.0);
    let share = up.checked_div(of.as_nanos()).and_then(|share| u32::try_from(share).ok());
    share.map_or(Percent::ALL, |share| Percent(share.min(Percent::ALL.0)))
}

/// Reckons a period up to `now`. `excluded` are stretches that do not count, in any order:
/// planned maintenance and force majeure. `None` where the calendar has no such period.
#[must_use]
pub fn availability(
    term: &AvailabilityTerm,
    period: Period,
    zone: &TimeZone,
    incidents: &[Incident],
    excluded: &[(Timestamp, Timestamp)],
    now: Timestamp,
) -> Option<Availability> {
    let (start, end) = period.bounds(zone)?;
    let now = now.clamp(start, end);
    let length = |from: Timestamp, to: Timestamp| match &term.within {
        Some(schedule) => schedule.between(from, to),
        None => to.duration_since(from.min(to)).unsigned_abs(),
    };
    let counts =
        |class: &String| term.counts.is_empty() || term.counts.iter().any(|one| one == class);
    let incidents = incidents
        .iter()
        .filter(|incident| counts(&incident.class))
        .map(|incident| (incident.from.max(start), incident.until.map_or(now, |at| at.min(now))));
    let incidents = merge(incidents.collect());
    let excluded = merge(excluded.to_vec());
    let all: Duration = incidents.iter().map(|(from, to)| length(*from, *to)).sum();
    let down: Duration = without(&incidents, &excluded).map(|(from, to)| length(from, to)).sum();
    let total = length(start, end);
    let allowed = total.as_nanos() * u128::from(term.promised.rest()) / u128::from(Percent::ALL.0);
    Some(Availability {
        promised: term.promised,
        total,
        elapsed: length(start, now),
        down,
        excluded: all.saturating_sub(down),
        allowed: Duration::from_nanos(u64::try_from(allowed).unwrap_or(u64::MAX)),
    })
}

/// Puts stretches in order and joins those that meet.
fn merge(mut stretches: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    stretches.retain(|(from, to)| from < to);
    stretches.sort_unstable();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(stretches.len());
    for (from, to) in stretches {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            Some(_) | None => merged.push((from, to)),
        }
    }
    merged
}

/// What is left of stretches outside others, both in order and apart.
fn without<'a>(
    stretches: &'a [(Timestamp, Timestamp)],
    others: &'a [(Timestamp, Timestamp)],
) -> impl Iterator<Item = (Timestamp, Timestamp)> + 'a {
    stretches.iter().flat_map(move |&(from, to)| {
        let first = others.partition_point(|other| other.1 <= from);
        let within = others.iter().skip(first).take_while(move |other| other.0 < to);
        let ends = within.clone().map(|other| other.0).chain([to]);
        let starts = std::iter::once(from).chain(within.map(|other| other.1));
        starts.zip(ends).filter(|(from, to)| from < to)
    })
}

#[cfg(test)]
mod tests;
