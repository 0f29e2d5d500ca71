//! What a provider's contract says, read from a profile: classes, hours, promises, ways, network.
//!
//! ```text
//! TOML text ──table──▶ fields with their lines ──read──▶ Provider ──check──▶ a profile in force
//! ```
//!
//! A value that the source documents leave open is `unknown` in the profile and becomes a
//! [`SettingSpec`] that set-up asks for; nothing is guessed silently. The format is described in
//! `PROVIDERS.md`.

mod check;
mod error;
mod network;
pub(crate) mod read;
mod rules;
mod setting;
mod shipped;
mod table;

use std::fmt;

use crate::{Class, Kind, Percent, Rule};

pub use error::{ProfileError, ProfileRule};
pub use network::{Limits, Port, PortTarget, Transport};
pub use rules::{
    Alias, AvailabilityPromise, Cause, Charge, ChargeRule, ChargeType, Condition, Demo, Exclusion,
    HolidayRule, MaintenanceKind, MaintenanceRule, Note, PromiseRule, Reach, Recipient, Topic, Way,
    WayRule, When,
};
pub use setting::{CommonSetting, SettingName, SettingSpec};
pub use shipped::SHIPPED;

/// Names a provider in profiles, settings and on the command line, such as `spie-osmo`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderId(String);

impl ProviderId {
    /// Longest id, in bytes.
    pub const BYTES: usize = 64;

    /// Reads an id: small letters, digits and `-`.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=Self::BYTES).contains(&text.len()) && text.bytes().all(is_plain);
        fits.then(|| Self(text.to_owned()))
    }

    /// The id as it is typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text of the contract in the languages of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The text in this language, such as `de`; English where there is no other.
    #[must_use]
    pub fn within(&self, language: &str) -> &str {
        if language.starts_with("de") { &self.de } else { &self.en }
    }
}

/// A value that the contract names, or leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<T> {
    /// The contract names it.
    Known(T),
    /// The contract means one and does not name it: set-up asks, and whoever needs it is refused.
    Unknown,
    /// The contract does without; set-up may give one.
    Open,
}

impl<T> Value<T> {
    /// What the contract names.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown | Self::Open => None,
        }
    }
}

/// When the clock of a class runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// At all times.
    AllTimes,
    /// Within the provider's business hours.
    Business,
}

/// One class, priority or category of a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderClass {
    /// As it is typed and stored, such as `FK1`, `hoch` or `2`.
    pub code: String,
    /// What it is called; absent where the provider has no classes and the neutral ones stand in.
    pub name: Option<Words>,
    /// Its definition in the contract's words; absent where the contract gives none.
    pub definition: Option<Words>,
    /// The neutral class beside it.
    pub neutral: Class,
    /// Rules of classification that lead to it.
    pub takes: Vec<Rule>,
    /// When its clock runs.
    pub service: Service,
    /// What is promised; of several for one kind the first that applies holds.
    pub promises: Vec<PromiseRule>,
    /// Requirement IDs.
    pub source: String,
}

/// A provider as its profile says.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// Its name.
    pub name: String,
    /// The file that it was read from.
    pub file: String,
    /// Line of its id in the file.
    pub id_line: usize,
    /// Where the values come from.
    pub source: String,
    /// IANA name of the time zone in which its hours are meant.
    pub time_zone: String,
    /// The usual business hours, as [`crate::ServiceHours`] reads them.
    pub business: Value<String>,
    /// Where the business hours are named.
    pub business_source: String,
    /// Which holidays close it.
    pub holidays: HolidayRule,
    /// Classes, the gravest first.
    pub classes: Vec<ProviderClass>,
    /// Whether the neutral classes stand in for classes of its own.
    pub is_neutral: bool,
    /// Other words that may be typed for a class.
    pub aliases: Vec<Alias>,
    /// How it is reached.
    pub reaches: Vec<Reach>,
    /// Which ways a report takes, by class, kind and minute.
    pub ways: Vec<Way>,
    /// What costs something.
    pub charges: Vec<ChargeRule>,
    /// What is promised for the year.
    pub availability: Vec<AvailabilityPromise>,
    /// When it may be down by plan.
    pub maintenance: Vec<MaintenanceRule>,
    /// What the network must hold.
    pub limits: Option<Limits>,
    /// Ports that must be open.
    pub ports: Vec<Port>,
    /// What a demo licence permits.
    pub demo: Option<Demo>,
    /// Share of the time in which its ticket system is reachable.
    pub ticket_reachable: Option<Percent>,
    /// Whether a detailed report follows on the working day after a repair.
    pub reports_next_working_day: Option<String>,
    /// Further rules of the contract, in words.
    pub notes: Vec<Note>,
}

impl Provider {
    /// The class that is typed so, with the kind that the word implies.
    #[must_use]
    pub fn class(&self, typed: &str) -> Option<(&ProviderClass, Option<Kind>)> {
        let plain =
            |code: &str| self.classes.iter().find(|class| class.code.eq_ignore_ascii_case(code));
        if let Some(class) = plain(typed) {
            return Some((class, None));
        }
        let alias = self.aliases.iter().find(|alias| alias.code.eq_ignore_ascii_case(typed))?;
        Some((plain(&alias.class)?, Some(alias.kind)))
    }

    /// The class to which a rule of classification leads.
    #[must_use]
    pub fn class_by_rule(&self, rule: Rule) -> Option<&ProviderClass> {
        self.classes.iter().find(|class| class.takes.contains(&rule))
    }
}

#[cfg(test)]
mod tests;
