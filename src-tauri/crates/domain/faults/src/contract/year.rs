//! The year of a contract: planned maintenance and promised availability, for the reckoning.

use super::{Contract, MissingNames};
use crate::maintenance::{Maintenance, MaintenanceRule, MaintenanceTime, Notice};
use crate::provider::{self, MaintenanceKind};
use crate::{AvailabilityTerm, CalendarEntry, Schedule, Span};

impl Contract {
    /// The planned maintenance that the contract allows, with what was announced.
    ///
    /// Emergency changes without a notice that is promised (S0-28, S0-29) are no planned
    /// maintenance, so an outage meanwhile counts.
    ///
    /// # Errors
    /// Names the settings that are missing where a window depends on business hours.
    pub fn maintenance(&self, announced: &[CalendarEntry]) -> Result<Maintenance, MissingNames> {
        let rules = &self.provider.maintenance;
        let schedule = match self.business() {
            Ok(schedule) => {
                schedule.cloned().unwrap_or_else(|| Schedule::always(self.zone().clone()))
            }
            Err(missing) if rules.iter().any(|rule| rule.outside_business) => {
                return Err(missing.clone());
            }
            Err(_not_needed) => Schedule::always(self.zone().clone()),
        };
        let rules = rules.iter().filter_map(planned).collect();
        Ok(Maintenance::new(rules, schedule).with_calendar(announced))
    }

    /// What is promised for the year.
    #[must_use]
    pub fn availability(&self) -> Vec<AvailabilityTerm> {
        let promises = self.provider.availability.iter();
        promises
            .map(|promise| AvailabilityTerm {
                promised: promise.percent,
                counts: promise.counts.clone(),
                // All sources speak of the year and none of operating hours.
                within: None,
                source: promise.source.clone(),
            })
            .collect()
    }
}

fn planned(rule: &provider::MaintenanceRule) -> Option<MaintenanceRule> {
    let notice = match (rule.kind, rule.notice) {
        (MaintenanceKind::Flat, _) => Notice::Unneeded,
        (MaintenanceKind::Standard, None) => Notice::Early,
        (MaintenanceKind::Emergency, None) => return None,
        (_, Some(span)) => notice(span),
    };
    let when = match &rule.window {
        Some(window) => MaintenanceTime::Within(window.parse().ok()?),
        None if rule.outside_business => MaintenanceTime::OutsideService,
        None => MaintenanceTime::AnyTime,
    };
    Some(MaintenanceRule {
        code: rule.kind.code().to_owned(),
        when,
        notice,
        most_a_year: rule.max_per_year,
        source: rule.source.clone(),
    })
}

fn notice(span: Span) -> Notice {
    match span {
        Span::Time(time) => Notice::Time(time),
        Span::Days(days) => Notice::Days(days),
        Span::Weeks(weeks) => Notice::Days(weeks.saturating_mul(7)),
        // The longest that months can be, so that nothing is taken for announced in time that is not.
        Span::Months(months) => Notice::Days(months.saturating_mul(31)),
        Span::NextWorkingDay => Notice::Days(1),
    }
}
