//! A provider's profile with the settings of one customer: what is promised, which ways a report
//! takes, and what it costs, for one class at one minute.
//!
//! ```text
//! Provider ─┐
//!           ├─▶ Contract ──judge(class, kind, reported_at)──▶ promises, ways, chargeable
//! settings ─┘            └─▶ refused with the names of settings that are needed and missing
//! ```

mod hotline;
mod settings;
mod terms;
mod ways;
mod year;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use clock::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::provider::{
    Cause, Charge, CommonSetting, Condition, Limits, Note, Port, PortTarget, Provider,
    ProviderClass, SettingName, Topic, Value, When,
};
use crate::{
    CalendarEntry, Channel, ChannelKind, Chargeable, Country, Holidays, Kind, Promise, Region,
    Schedule, ServiceHours,
};

pub use hotline::{Hotline, Line, ReadOut};
use settings::Settings;
pub use settings::{InvalidSetting, InvalidWhy, SettingsError};

/// A provider's profile with the settings of one customer.
#[derive(Debug, Clone)]
pub struct Contract {
    provider: Arc<Provider>,
    settings: Settings,
    /// The usual business hours, or the names of what is missing to know them.
    business: Result<Option<Schedule>, MissingNames>,
}

/// What the contract says about one report.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The class that was judged, by the provider's code.
    pub class: String,
    /// What is asked of the provider.
    pub kind: Kind,
    /// What is promised; empty where the contract promises nothing.
    pub promises: Vec<Promise>,
    /// Ways of the report, the one to take first before the others.
    pub channels: Vec<Channel>,
    /// Whether it costs something.
    pub chargeable: Chargeable,
    /// How it is charged, with its source.
    pub charge: Charge,
    /// Settings without which a promise only says when its clock starts, such as `reaction_1`.
    pub unset: Vec<String>,
}

/// Why nothing can be said about a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JudgeError {
    /// The provider has no such class.
    #[error("there is no class `{class}`; there are {}", known.join(", "))]
    UnknownClass {
        /// What was typed.
        class: String,
        /// What may be typed.
        known: Vec<String>,
    },
    /// Settings are needed that are not there.
    #[error("these settings are needed: {}", names.join(", "))]
    Missing {
        /// Their names.
        names: Vec<String>,
    },
    /// The moment lies in a year for which no holidays are known.
    #[error(
        "{0} lies outside the years {first} to {last}, for which holidays are known",
        first = Holidays::YEARS.start(), last = Holidays::YEARS.end()
    )]
    FarYear(i16),
    /// The schedule is never open, or the moment lies beyond all calendars.
    #[error("the service hours never open after this moment")]
    NeverOpen,
}

/// Whether business is open at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It is.
    Inside,
    /// It is not.
    Outside,
    /// Settings are missing that would tell.
    Unknown,
}

/// Names of settings that are missing.
type MissingNames = BTreeSet<String>;

impl Contract {
    /// Joins a profile with settings.
    ///
    /// # Errors
    /// Names each setting that the profile does not leave open, and each value that it cannot have.
    pub fn new(
        provider: impl Into<Arc<Provider>>,
        settings: &BTreeMap<String, String>,
    ) -> Result<Self, SettingsError> {
        let provider = provider.into();
        let settings = Settings::read(&provider, settings)?;
        let business = business(&provider, &settings, &[]);
        Ok(Self { provider, settings, business })
    }

    /// With days off from a calendar file, in place of those before.
    #[must_use]
    pub fn with_calendar(mut self, entries: &[CalendarEntry]) -> Self {
        self.business = business(&self.provider, &self.settings, entries);
        self
    }

    /// The profile.
    #[must_use]
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    /// The zone in which hours and dates are meant.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        self.settings.zone()
    }

    /// Judges a report: what is promised, which ways it takes, what it costs.
    ///
    /// A word such as `support`, which the profile has for a class and a kind at once, says the
    /// kind itself. Where the provider has no classes of its own an empty class will do.
    ///
    /// # Errors
    /// Refuses a class that is not there and a year without known holidays, and names the settings
    /// that are needed for this class at this minute and missing.
    pub fn judge(
        &self,
        class: &str,
        kind: Kind,
        reported_at: Timestamp,
    ) -> Result<Judgement, JudgeError> {
        let (class, kind) = self.class(class, kind)?;
        self.known_year(reported_at)?;
        let mut missing = MissingNames::new();
        let dues = self.dues(class, kind, reported_at, &mut missing);
        let channels = self.channels(class, kind, reported_at, &mut missing);
        if !missing.is_empty() {
            return Err(JudgeError::Missing { names: missing.into_iter().collect() });
        }
        let mut promises = Vec::new();
        let mut unset = Vec::new();
        for due in dues {
            promises.push(due.promise(reported_at).ok_or(JudgeError::NeverOpen)?);
            unset.extend(due.unset.map(|name| name.to_string()));
        }
        let charge = self.charge(&class.code, kind, None);
        let (class, chargeable) = (class.code.clone(), charge.chargeable);
        Ok(Judgement { class, kind, promises, channels, chargeable, charge, unset })
    }

    /// Refuses a year whose holidays would be guessed.
    fn known_year(&self, at: Timestamp) -> Result<(), JudgeError> {
        let year = self.zone().to_datetime(at).year();
        if Holidays::YEARS.contains(&year) { Ok(()) } else { Err(JudgeError::FarYear(year)) }
    }

    /// The class that is typed so, and the kind.
    pub(crate) fn class(
        &self,
        typed: &str,
        kind: Kind,
    ) -> Result<(&ProviderClass, Kind), JudgeError> {
        let neutral = self.provider.classes.first().filter(|_| self.provider.is_neutral);
        if let Some(class) = neutral.filter(|_| typed.is_empty()) {
            return Ok((class, kind));
        }
        match self.provider.class(typed) {
            Some((class, implied)) => Ok((class, implied.unwrap_or(kind))),
            None => {
                let classes = self.provider.classes.iter().map(|class| class.code.clone());
                let aliases = self.provider.aliases.iter().map(|alias| alias.code.clone());
                let known = classes.chain(aliases).collect();
                Err(JudgeError::UnknownClass { class: typed.to_owned(), known })
            }
        }
    }

    /// The class or its other word as the profile spells it; as it was typed where there is none.
    #[must_use]
    pub fn spelling<'t>(&'t self, typed: &'t str) -> &'t str {
        let classes = self.provider.classes.iter().map(|class| class.code.as_str());
        let aliases = self.provider.aliases.iter().map(|alias| alias.code.as_str());
        classes.chain(aliases).find(|code| code.eq_ignore_ascii_case(typed)).unwrap_or(typed)
    }

    /// What a piece of work costs, by its cause where that is known.
    #[must_use]
    pub fn charge(&self, class: &str, kind: Kind, cause: Option<Cause>) -> Charge {
        let applies = |rule: &&crate::provider::ChargeRule| {
            let by_cause = rule.cause.is_none() || rule.cause == cause;
            let by_class = rule.classes.is_empty() || rule.classes.iter().any(|one| one == class);
            by_cause && by_class && rule.kinds.contains(&kind)
        };
        match self.provider.charges.iter().find(applies) {
            None => Charge {
                chargeable: Chargeable::Unknown,
                how: None,
                price_list: None,
                source: String::new(),
            },
            Some(rule) => Charge {
                chargeable: rule.how.chargeable(),
                how: Some(rule.how),
                price_list: rule.price_list.clone(),
                source: rule.source.clone(),
            },
        }
    }

    /// Whether business is open, by the usual business hours.
    #[must_use]
    pub fn opening(&self, at: Timestamp) -> Opening {
        match self.business() {
            Err(_missing) => Opening::Unknown,
            Ok(None) => Opening::Inside,
            Ok(Some(schedule)) if schedule.is_open(at) => Opening::Inside,
            Ok(Some(_closed)) => Opening::Outside,
        }
    }

    /// The usual business hours as a schedule; none where the contract does without.
    ///
    /// # Errors
    /// Names the settings that are missing.
    pub fn business(&self) -> Result<Option<&Schedule>, &BTreeSet<String>> {
        self.business.as_ref().map(Option::as_ref)
    }

    /// Whether a rule holds at a moment; notes what is missing to tell.
    fn holds_at(&self, when: When, at: Timestamp, missing: &mut MissingNames) -> bool {
        if when == When::Always {
            return true;
        }
        match self.business() {
            Err(names) => {
                missing.extend(names.iter().cloned());
                false
            }
            Ok(schedule) => {
                let is_open = schedule.is_none_or(|schedule| schedule.is_open(at));
                is_open == (when == When::Inside)
            }
        }
    }

    /// Whether a setting has a value; notes it where it is missing and needed.
    fn is_set(&self, condition: &Condition, missing: &mut MissingNames) -> bool {
        match self.settings.text(&condition.setting.into()) {
            Some(value) => value == condition.value,
            None => {
                if condition.setting.is_needed_to_decide() {
                    missing.insert(condition.setting.code().to_owned());
                }
                false
            }
        }
    }

    /// Where a way leads, as written; a setting goes before nothing else.
    fn target(&self, kind: ChannelKind) -> Option<&str> {
        let reach = self.provider.reaches.iter().find(|reach| reach.kind == kind)?;
        let set = || self.settings.text(&CommonSetting::of_channel(kind).into());
        reach.target.known().map(String::as_str).or_else(set)
    }

    /// The value of a setting as it was given.
    #[must_use]
    pub fn setting(&self, name: &SettingName) -> Option<&str> {
        self.settings.text(name)
    }

    /// What the network must hold.
    #[must_use]
    pub fn limits(&self) -> Option<&Limits> {
        self.provider.limits.as_ref()
    }

    /// Ports that must be open with their hosts; those of a local trunk only where one is set.
    pub fn ports(&self) -> impl Iterator<Item = (&Port, &str)> {
        let trunk = self.settings.text(&CommonSetting::SipTrunk.into());
        self.provider.ports.iter().filter_map(move |port| match &port.target {
            PortTarget::Host(host) => Some((port, host.as_str())),
            PortTarget::Trunk => trunk.map(|host| (port, host)),
        })
    }

    /// How many days of a demo licence are left, today included, where one is used; none below zero.
    /// Source: S1-007.
    #[must_use]
    pub fn demo_days_left(&self, now: Timestamp) -> Option<i32> {
        let demo = self.provider.demo.as_ref()?;
        let since: Date = self.setting(&CommonSetting::DemoSince.into())?.parse().ok()?;
        let end = since.checked_add(jiff::Span::new().weeks(i64::from(demo.weeks))).ok()?;
        let today = self.zone().to_datetime(now).date();
        Some(today.until(end).ok()?.get_days().max(0))
    }

    /// Rules in words about a topic.
    pub fn notes(&self, topic: Topic) -> impl Iterator<Item = &Note> {
        self.provider.notes.iter().filter(move |note| note.topic == topic)
    }

    /// By when a detailed report is expected after a repair, where the contract has one.
    /// Source: S4-17.
    #[must_use]
    pub fn report_expected(&self, restored_at: Timestamp) -> Option<Timestamp> {
        self.provider.reports_next_working_day.as_ref()?;
        let schedule = self.business().ok().flatten()?;
        schedule.next_working_day(restored_at).map(|day| day.closes_at)
    }
}

fn business(
    provider: &Provider,
    settings: &Settings,
    days_off: &[CalendarEntry],
) -> Result<Option<Schedule>, MissingNames> {
    let mut missing = MissingNames::new();
    let hours = match &provider.business {
        Value::Known(hours) => hours.parse::<ServiceHours>().ok(),
        Value::Unknown | Value::Open => settings.hours().cloned(),
    };
    if hours.is_none() {
        if provider.business == Value::Open {
            return Ok(None);
        }
        missing.insert(CommonSetting::ServiceHours.code().to_owned());
    }
    let needs_holidays = !hours.as_ref().is_some_and(ServiceHours::is_always);
    let holidays = if needs_holidays { holidays(settings, &mut missing) } else { None };
    if !missing.is_empty() {
        return Err(missing);
    }
    let holidays = holidays.unwrap_or_else(Holidays::none).with_calendar(days_off);
    Ok(hours.map(|hours| Schedule::new(hours, holidays, settings.zone().clone())))
}

fn holidays(settings: &Settings, missing: &mut MissingNames) -> Option<Holidays> {
    let region = settings.region();
    let is_abroad = region.country.is_some_and(|country| country != Country::Germany);
    if region.state.is_none() && !is_abroad {
        missing.insert(CommonSetting::State.code().to_owned());
        return None;
    }
    let country = region.country.unwrap_or(Country::Germany);
    // The settings were refused if these did not fit together.
    let region = Region::new(country, region.state.flatten(), region.municipality).ok()?;
    Some(Holidays::of(region))
}

#[cfg(test)]
mod tests;
