//! Public holidays of a region, with the days that IT or a calendar adds.
//!
//! ```text
//! fixed days ──┐
//! Easter ± n ──┼──▶ rules by state, year and municipality ──┐
//! one-off days ┘                                            ├──▶ name of a date
//! iCalendar file, list of IT ───────────────────────────────┘
//! ```

mod easter;
mod germany;
mod names;
mod neighbours;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

pub use names::Holiday;

use crate::ical::CalendarEntry;
use crate::region::{Country, Region};

/// Which dates are holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    region: Option<Region>,
    extra: Arc<BTreeMap<Date, String>>,
}

impl Holidays {
    /// Years for which the rules are known: since the German states are as they are.
    pub const YEARS: std::ops::RangeInclusive<i16> = 1991..=2199;

    /// The holidays of a region.
    #[must_use]
    pub fn of(region: Region) -> Self {
        Self { region: Some(region), extra: Arc::default() }
    }

    /// No holidays at all, until some are added.
    #[must_use]
    pub fn none() -> Self {
        Self { region: None, extra: Arc::default() }
    }

    /// The same with further days. A name that the region gives to a day stays.
    #[must_use]
    pub fn with_extra(mut self, days: impl IntoIterator<Item = (Date, String)>) -> Self {
        Arc::make_mut(&mut self.extra).extend(days);
        self
    }

    /// The same with the all-day entries of a calendar; what has a time of day is no holiday.
    #[must_use]
    pub fn with_calendar(self, entries: &[CalendarEntry]) -> Self {
        let days = entries
            .iter()
            .flat_map(|entry| entry.days().into_iter().map(|day| (day, entry.summary.clone())));
        self.with_extra(days)
    }

    /// The region, if any.
    #[must_use]
    pub const fn region(&self) -> Option<Region> {
        self.region
    }

    /// What makes a date a holiday.
    #[must_use]
    pub fn name_of(&self, date: Date) -> Option<HolidayName<'_>> {
        self.rule(date)
            .map(HolidayName::Known)
            .or_else(|| self.extra.get(&date).map(|name| HolidayName::Given(name)))
    }

    /// Whether a date is a holiday.
    #[must_use]
    pub fn is_holiday(&self, date: Date) -> bool {
        self.rule(date).is_some() || self.extra.contains_key(&date)
    }

    /// All holidays of a year in their order.
    #[must_use]
    pub fn of_year(&self, year: i16) -> Vec<(Date, HolidayName<'_>)> {
        let Ok(first) = Date::new(year, 1, 1) else { return Vec::new() };
        first
            .series(jiff::Span::new().days(1))
            .take_while(|date| date.year() == year)
            .filter_map(|date| self.name_of(date).map(|name| (date, name)))
            .collect()
    }

    fn rule(&self, date: Date) -> Option<Holiday> {
        let region = self.region?;
        match region.country() {
            Country::Germany => germany::holiday(date, region.of_state(), region.municipality()),
            Country::Austria => neighbours::austrian(date),
            Country::Switzerland => neighbours::swiss(date),
        }
    }
}

/// What a holiday is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolidayName<'a> {
    /// By law.
    Known(Holiday),
    /// By whoever added the day.
    Given(&'a str),
}

impl fmt::Display for HolidayName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known(holiday) => holiday.german(),
            Self::Given(name) => name,
        })
    }
}

#[cfg(test)]
mod tests;
