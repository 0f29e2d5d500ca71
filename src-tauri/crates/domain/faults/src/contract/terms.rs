//! Which promises hold for a class at a minute, and by which schedule each runs.

use std::fmt::Write as _;

use clock::Timestamp;

use super::{Contract, JudgeError, MissingNames};
use crate::provider::{PromiseRule, ProviderClass, Service, SettingName, Value};
use crate::{ClockKind, Kind, Promise, PromiseKind, Schedule, Span, Term};

/// A promise that holds, before it is due.
pub(super) struct Due {
    pub(super) kind: PromiseKind,
    clock: ClockKind,
    schedule: Schedule,
    why: String,
    /// How long; absent where only the start of the clock is known.
    span: Option<Span>,
    strict: bool,
    /// The setting that would say how long.
    pub(super) unset: Option<SettingName>,
}

impl Due {
    pub(super) fn promise(&self, reported_at: Timestamp) -> Option<Promise> {
        match self.term() {
            Some(term) => term.promise(&self.schedule, reported_at),
            None => {
                let due_at = self.starts_at(reported_at)?;
                Some(Promise { kind: self.kind, due_at, clock: self.clock, why: self.why.clone() })
            }
        }
    }

    fn term(&self) -> Option<Term> {
        Some(Term {
            kind: self.kind,
            span: self.span?,
            clock: self.clock,
            strict: self.strict,
            repeats: self.kind == PromiseKind::Update,
            source: self.why.clone(),
        })
    }

    fn starts_at(&self, reported_at: Timestamp) -> Option<Timestamp> {
        match self.clock {
            ClockKind::Business => self.schedule.next_open(reported_at),
            ClockKind::Wall => Some(reported_at),
        }
    }
}

impl Contract {
    /// Promises that hold for what is reported at a moment, each with the schedule by which it
    /// runs; those whose span nobody has set are left out.
    ///
    /// # Errors
    /// As [`Contract::judge`].
    pub fn terms(
        &self,
        class: &str,
        kind: Kind,
        reported_at: Timestamp,
    ) -> Result<Vec<(Term, Schedule)>, JudgeError> {
        let (class, kind) = self.class(class, kind)?;
        self.known_year(reported_at)?;
        let mut missing = MissingNames::new();
        let dues = self.dues(class, kind, reported_at, &mut missing);
        if !missing.is_empty() {
            return Err(JudgeError::Missing { names: missing.into_iter().collect() });
        }
        Ok(dues.into_iter().filter_map(|due| Some((due.term()?, due.schedule))).collect())
    }

    pub(super) fn dues(
        &self,
        class: &ProviderClass,
        kind: Kind,
        reported_at: Timestamp,
        missing: &mut MissingNames,
    ) -> Vec<Due> {
        let rules = PromiseKind::ALL.iter().filter_map(|promised| {
            class.promises.iter().find(|rule| {
                rule.kind == *promised
                    && rule.kinds.contains(&kind)
                    && self.holds_at(rule.when, reported_at, missing)
                    && rule.only_if.as_ref().is_none_or(|one| self.is_set(one, missing))
            })
        });
        let rules: Vec<&PromiseRule> = rules.collect();
        rules.into_iter().filter_map(|rule| self.due(class, rule, reported_at, missing)).collect()
    }

    fn due(
        &self,
        class: &ProviderClass,
        rule: &PromiseRule,
        reported_at: Timestamp,
        missing: &mut MissingNames,
    ) -> Option<Due> {
        let name = SettingName::Span(rule.kind, class.code.to_ascii_lowercase());
        let span = rule.span.known().copied().or_else(|| self.settings.span(&name));
        let (clock, is_assumed) = self.clock(rule);
        let schedule = match self.schedule(class, clock, span) {
            Ok(schedule) => schedule,
            Err(names) => {
                missing.extend(names);
                return None;
            }
        };
        let mut due = Due {
            kind: rule.kind,
            clock,
            schedule,
            why: String::new(),
            span,
            strict: rule.strict,
            unset: if span.is_none() { Some(name) } else { None },
        };
        due.why = self.why(&due, rule, is_assumed, reported_at);
        Some(due)
    }

    /// By which clock, and whether that is an assumption.
    fn clock(&self, rule: &PromiseRule) -> (ClockKind, bool) {
        let set = self.settings.clock(rule.kind);
        match (&rule.clock, set) {
            (Value::Known(clock), _) if !rule.is_clock_assumed => (*clock, false),
            (_, Some(set)) => (set, false),
            (Value::Known(clock), None) => (*clock, true),
            (Value::Unknown | Value::Open, None) => match self.business() {
                Ok(None) => (ClockKind::Wall, true),
                Ok(Some(_)) | Err(_) => (ClockKind::Business, true),
            },
        }
    }

    fn schedule(
        &self,
        class: &ProviderClass,
        clock: ClockKind,
        span: Option<Span>,
    ) -> Result<Schedule, MissingNames> {
        let needs_days = span == Some(Span::NextWorkingDay);
        match class.service {
            Service::Business if clock == ClockKind::Business || needs_days => {
                match self.business().map_err(Clone::clone)? {
                    Some(schedule) => Ok(schedule.clone()),
                    // A business clock was set for a contract without hours.
                    None => Err(MissingNames::from(["service_hours".to_owned()])),
                }
            }
            Service::Business | Service::AllTimes => Ok(Schedule::always(self.zone().clone())),
        }
    }

    /// Rule and source in one line, such as `30 min, wall clock (S0-11)`.
    fn why(&self, due: &Due, rule: &PromiseRule, is_assumed: bool, at: Timestamp) -> String {
        let mut why = match due.span {
            Some(span) => {
                format!("{}{}", if due.strict { "less than " } else { "" }, written(span))
            }
            None => "the clock starts; how long is not in the contract".to_owned(),
        };
        if let Some(unset) = &due.unset {
            // Writing to a text cannot fail.
            let _ = write!(why, " (setting {unset})");
        }
        let clock = match due.clock {
            ClockKind::Business => format!("business clock {}", due.schedule.hours()),
            ClockKind::Wall => "wall clock".to_owned(),
        };
        let _ = write!(why, ", {clock}");
        if let (ClockKind::Business, Some(region)) = (due.clock, due.schedule.holidays().region()) {
            let _ = write!(why, ", holidays {}", region.code());
            if let Some(municipality) = region.municipality() {
                let _ = write!(why, "/{}", municipality.code());
            }
        }
        if is_assumed {
            let _ = write!(why, ", clock assumed");
        }
        let _ = write!(why, " ({})", rule.source);
        if let Some(start) = due.starts_at(at).filter(|start| *start != at) {
            let _ = write!(why, "; starts {}", self.local(start));
        }
        why
    }

    /// A moment in the contract's zone, RFC 3339.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone().clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

/// A span as contracts write it.
pub(crate) fn written(span: Span) -> String {
    let count =
        |number: u64, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    match span {
        Span::Time(time) if time.as_secs() % 3_600 == 0 => format!("{} h", time.as_secs() / 3_600),
        Span::Time(time) => format!("{} min", time.as_secs() / 60),
        Span::NextWorkingDay => "next working day".to_owned(),
        Span::Days(days) => count(days.into(), "day"),
        Span::Weeks(weeks) => count(weeks.into(), "week"),
        Span::Months(months) => count(months.into(), "month"),
    }
}
