//! Planned maintenance: when it may be, what was announced, and whether the notice was kept.
//!
//! | contract | window | notice | source |
//! |---|---|---|---|
//! | SPIE OSMO | 23:00–24:00, four times a year | 14 calendar days | S0-26, S0-27 |
//! | stimme | outside service hours | 1 week | S1-160, S1-161 |
//! | stimme, urgent | any time | 1 hour | S1-162 |
//! | TRAUT | every day 18:01–07:59 | none | S3-05 |

use std::collections::BTreeMap;
use std::time::Duration;

use clock::Timestamp;

use crate::holidays::Holidays;
use crate::hours::ServiceHours;
use crate::ical::CalendarEntry;
use crate::schedule::Schedule;

/// A kind of maintenance that a contract allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaintenanceRule {
    /// The word for catalogues and profiles, such as `standard` or `urgent`.
    pub code: String,
    /// When it may be.
    pub when: MaintenanceTime,
    /// How long before it must be announced.
    pub notice: Notice,
    /// How often in a calendar year.
    pub most_a_year: Option<u16>,
    /// Where the contract says so.
    pub source: String,
}

/// When maintenance may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaintenanceTime {
    /// Within hours of the week, on holidays too.
    Within(ServiceHours),
    /// Whenever there is no service.
    OutsideService,
    /// At any time.
    AnyTime,
}

/// How long before it maintenance must be announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Not at all: such hours are planned whether anything is done in them or not.
    Unneeded,
    /// At some time before it begins.
    Early,
    /// So much time on the wall clock.
    Time(Duration),
    /// So many calendar days; the day of the announcement is not one of them (§ 187 (1) BGB).
    Days(u16),
}

/// Maintenance that somebody announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// When it begins.
    pub start: Timestamp,
    /// When it is over.
    pub end: Timestamp,
    /// What it is called.
    pub summary: String,
    /// When it was announced, where that is known.
    pub announced_at: Option<Timestamp>,
}

/// Maintenance in progress or to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// When it begins.
    pub start: Timestamp,
    /// When it is over.
    pub end: Timestamp,
    /// What it is called; nothing for hours that need no announcement.
    pub summary: Option<String>,
    /// Whether the contract allows it.
    pub covered: Covered,
}

/// Whether a contract allows what was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Covered {
    /// By the rule of this code; an outage meanwhile does not count.
    By(String),
    /// It is announced later than the rule of this code demands.
    ShortNotice(String),
    /// By this rule, if the announcement came in time; when it came is not known.
    UnknownNotice(String),
    /// It is one more than the rule of this code allows in a year.
    TooMany(String),
    /// It lies in no window of any rule.
    OutsideWindows,
}

impl Covered {
    /// Whether an outage meanwhile does not count. What nobody can show counts.
    #[must_use]
    pub const fn is_covered(&self) -> bool {
        match self {
            Self::By(_) => true,
            Self::ShortNotice(_)
            | Self::UnknownNotice(_)
            | Self::TooMany(_)
            | Self::OutsideWindows => false,
        }
    }
}

/// The planned maintenance of one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maintenance {
    rules: Vec<(MaintenanceRule, Window)>,
    schedule: Schedule,
    /// By their beginning.
    announced: Vec<Planned>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Window {
    Within(Schedule),
    OutsideService,
    AnyTime,
}

impl Maintenance {
    /// What the rules of a contract allow whose service is by this schedule.
    #[must_use]
    pub fn new(rules: Vec<MaintenanceRule>, schedule: Schedule) -> Self {
        let rules = rules
            .into_iter()
            .map(|rule| {
                let window = match &rule.when {
                    MaintenanceTime::Within(hours) => Window::Within(Schedule::new(
                        hours.clone(),
                        Holidays::none(),
                        schedule.zone().clone(),
                    )),
                    MaintenanceTime::OutsideService => Window::OutsideService,
                    MaintenanceTime::AnyTime => Window::AnyTime,
                };
                (rule, window)
            })
            .collect();
        Self { rules, schedule, announced: Vec::new() }
    }

    /// The same with what was announced, each judged by the rules; replaces what was announced before.
    #[must_use]
    pub fn with_announced(mut self, mut announced: Vec<Announcement>) -> Self {
        announced.retain(|one| one.start < one.end);
        announced.sort_by_key(|one| (one.start, one.end));
        let mut counted: BTreeMap<(usize, i16), u16> = BTreeMap::new();
        self.announced = announced
            .into_iter()
            .map(|one| {
                let covered = self.judge(&one, &mut counted);
                Planned { start: one.start, end: one.end, summary: Some(one.summary), covered }
            })
            .collect();
        self
    }

    /// The same with the entries of a calendar; whole days are days of the schedule's zone.
    #[must_use]
    pub fn with_calendar(self, entries: &[CalendarEntry]) -> Self {
        let zone = self.schedule.zone();
        let announced = entries.iter().filter_map(|entry| {
            let (start, end) = entry.moments(zone)?;
            let announced_at = entry.announced_at;
            Some(Announcement { start, end, summary: entry.summary.clone(), announced_at })
        });
        let announced = announced.collect();
        self.with_announced(announced)
    }

    /// The rules, in the order in which they are tried.
    pub fn rules(&self) -> impl Iterator<Item = &MaintenanceRule> {
        self.rules.iter().map(|(rule, _window)| rule)
    }

    /// What was announced, by its beginning.
    #[must_use]
    pub fn announced(&self) -> &[Planned] {
        &self.announced
    }

    /// The maintenance that is planned for a moment; what was announced before what always is.
    #[must_use]
    pub fn planned_at(&self, now: Timestamp) -> Option<Planned> {
        let announced = self.announced.iter().take_while(|one| one.start <= now);
        if let Some(one) = announced.filter(|one| now < one.end).max_by_key(|one| one.end) {
            return Some(one.clone());
        }
        self.standing_windows().find_map(|(rule, window)| {
            let (start, end) = window.stretch_at(now)?;
            Some(Planned { start, end, summary: None, covered: Covered::By(rule.code.clone()) })
        })
    }

    /// The next maintenance that was announced and begins after a moment.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Option<&Planned> {
        self.announced.iter().find(|one| one.start > now)
    }

    /// The stretches between two moments in which an outage does not count, in no order.
    #[must_use]
    pub fn excluded(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let announced = self.announced.iter().filter(|one| one.covered.is_covered());
        let announced = announced.map(|one| (one.start, one.end));
        let standing =
            self.standing_windows().flat_map(|(_rule, window)| window.stretches_within(from, to));
        announced
            .chain(standing)
            .map(|(start, end)| (start.max(from), end.min(to)))
            .filter(|(start, end)| start < end)
            .collect()
    }

    /// Windows that need no announcement.
    fn standing_windows(&self) -> impl Iterator<Item = (&MaintenanceRule, &Schedule)> {
        self.rules.iter().filter_map(|(rule, window)| match (rule.notice, window) {
            (Notice::Unneeded, Window::Within(hours)) => Some((rule, hours)),
            (Notice::Unneeded, Window::OutsideService | Window::AnyTime)
            | (Notice::Early | Notice::Time(_) | Notice::Days(_), _) => None,
        })
    }

    /// The best that any rule says of an announcement.
    fn judge(&self, one: &Announcement, counted: &mut BTreeMap<(usize, i16), u16>) -> Covered {
        let mut found = Covered::OutsideWindows;
        let year = self.schedule.date(one.start).year();
        for (index, (rule, window)) in self.rules.iter().enumerate() {
            if !self.fits(window, one) {
                continue;
            }
            let code = || rule.code.clone();
            let judged = match self.is_in_time(rule.notice, one) {
                Some(false) => Covered::ShortNotice(code()),
                None => Covered::UnknownNotice(code()),
                Some(true) => {
                    let before = counted.entry((index, year)).or_default();
                    *before = before.saturating_add(1);
                    if rule.most_a_year.is_some_and(|most| *before > most) {
                        Covered::TooMany(code())
                    } else {
                        return Covered::By(code());
                    }
                }
            };
            if found == Covered::OutsideWindows {
                found = judged;
            }
        }
        found
    }

    fn fits(&self, window: &Window, one: &Announcement) -> bool {
        match window {
            Window::AnyTime => true,
            Window::OutsideService => self.schedule.between(one.start, one.end).is_zero(),
            Window::Within(hours) => {
                hours.stretch_at(one.start).is_some_and(|(_from, to)| one.end <= to)
            }
        }
    }

    /// Whether it was announced early enough; `None` where nobody knows when it was.
    fn is_in_time(&self, notice: Notice, one: &Announcement) -> Option<bool> {
        match notice {
            Notice::Unneeded => Some(true),
            Notice::Early => Some(one.announced_at? <= one.start),
            Notice::Time(time) => Some(one.announced_at?.checked_add(time).ok()? <= one.start),
            Notice::Days(days) => {
                let announced = self.schedule.date(one.announced_at?);
                let span = jiff::Span::new().days(i32::from(days));
                Some(announced.checked_add(span).ok()? <= self.schedule.date(one.start))
            }
        }
    }
}

#[cfg(test)]
mod tests;
