//! Reads the settings of a customer and refuses what the profile does not leave open.

use std::collections::BTreeMap;
use std::fmt;

use jiff::tz::TimeZone;

use crate::provider::{CommonSetting, Provider, SettingName, read};
use crate::{
    ChannelKind, ClockKind, Country, Municipality, PromiseKind, Region, ServiceHours, Span, State,
    berlin, time_zone,
};

/// Settings that were read.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    texts: BTreeMap<SettingName, String>,
    hours: Option<ServiceHours>,
    region: RegionParts,
    zone: TimeZone,
    spans: BTreeMap<SettingName, Span>,
}

/// What is known of a region, from the profile and from settings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RegionParts {
    pub(super) country: Option<Country>,
    /// Whether it is known, and whether it is one state.
    pub(super) state: Option<Option<State>>,
    pub(super) municipality: Option<Municipality>,
}

/// Settings that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", invalid.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct SettingsError {
    /// Each of them.
    pub invalid: Vec<InvalidSetting>,
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSetting {
    /// Its name as it was given.
    pub name: String,
    /// Why.
    pub why: InvalidWhy,
}

/// Why a setting cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidWhy {
    /// The profile leaves no such setting open; these it does.
    NotASetting(Vec<String>),
    /// The profile says otherwise.
    Settled(String),
    /// It can only be one of these, or of this shape.
    Value(Vec<String>),
    /// It does not fit the other settings.
    Contradicts(String),
}

impl fmt::Display for InvalidSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.why {
            InvalidWhy::NotASetting(known) => {
                write!(f, "`{name}` is no setting here; there are {}", known.join(", "))
            }
            InvalidWhy::Settled(value) => write!(f, "`{name}` is `{value}` by the profile"),
            InvalidWhy::Value(allowed) => {
                write!(f, "`{name}` must be {}", allowed.join(" or "))
            }
            InvalidWhy::Contradicts(why) => write!(f, "`{name}`: {why}"),
        }
    }
}

impl Settings {
    pub(super) fn read(
        provider: &Provider,
        given: &BTreeMap<String, String>,
    ) -> Result<Self, SettingsError> {
        let specs = provider.settings();
        let mut settings = Self {
            texts: BTreeMap::new(),
            hours: None,
            region: RegionParts::of(provider),
            zone: time_zone(&provider.time_zone).unwrap_or_else(|_unknown| berlin()),
            spans: BTreeMap::new(),
        };
        let mut invalid = Vec::new();
        for (name, text) in given {
            let text = text.trim();
            let lower = name.trim().to_ascii_lowercase();
            let spec = specs.iter().find(|spec| spec.name.to_string() == lower);
            let outcome = match spec {
                Some(spec) => settings.set(&spec.name, text),
                None => match settled(provider, &lower) {
                    Some(value) if value.eq_ignore_ascii_case(text) => Ok(()),
                    Some(value) => Err(InvalidWhy::Settled(value)),
                    None => {
                        let known = specs.iter().map(|spec| spec.name.to_string()).collect();
                        Err(InvalidWhy::NotASetting(known))
                    }
                },
            };
            if let Err(why) = outcome {
                invalid.push(InvalidSetting { name: name.clone(), why });
            }
        }
        if invalid.is_empty()
            && let Err(found) = settings.region.check()
        {
            invalid.push(found);
        }
        if invalid.is_empty() { Ok(settings) } else { Err(SettingsError { invalid }) }
    }

    fn set(&mut self, name: &SettingName, text: &str) -> Result<(), InvalidWhy> {
        let kept = match name {
            SettingName::Span(..) => {
                let span = read::read_span(text);
                let span = span.ok_or_else(|| InvalidWhy::Value(vec![read::SPANS.to_owned()]))?;
                self.spans.insert(name.clone(), span);
                text.to_owned()
            }
            SettingName::Common(common) => self.set_common(*common, text)?,
        };
        self.texts.insert(name.clone(), kept);
        Ok(())
    }

    /// Reads a value and gives the text that is kept of it.
    fn set_common(&mut self, name: CommonSetting, text: &str) -> Result<String, InvalidWhy> {
        let shaped = |wanted: String| InvalidWhy::Value(vec![wanted]);
        let words = || InvalidWhy::Value(name.values().into_iter().map(str::to_owned).collect());
        let word = || {
            let mut values = name.values().into_iter();
            values.find(|value| value.eq_ignore_ascii_case(text)).ok_or_else(words)
        };
        match name {
            CommonSetting::ServiceHours => {
                let hours = text.parse::<ServiceHours>();
                let hours = hours
                    .map_err(|error| shaped(format!("such as `{}` ({error})", name.example())))?;
                let kept = hours.to_string();
                self.hours = Some(hours);
                Ok(kept)
            }
            CommonSetting::Country => {
                self.region.country = Country::from_code(word()?);
                Ok(word()?.to_owned())
            }
            CommonSetting::State => {
                self.region.state = Some(State::from_code(word()?));
                Ok(word()?.to_owned())
            }
            CommonSetting::Municipality => {
                let municipality = Municipality::read(text).ok_or_else(words)?;
                self.region.municipality = Some(municipality);
                Ok(municipality.code().to_owned())
            }
            CommonSetting::TimeZone => {
                self.zone = time_zone(text).map_err(|_unknown| {
                    shaped(format!("a time zone such as {}", name.example()))
                })?;
                Ok(text.to_owned())
            }
            CommonSetting::OnCall
            | CommonSetting::Sla
            | CommonSetting::Reporter
            | CommonSetting::RemoteAccess
            | CommonSetting::ClockReaction
            | CommonSetting::ClockUpdate
            | CommonSetting::ClockRestoration => word().map(str::to_owned),
            CommonSetting::ItDesk | CommonSetting::Mail => target(ChannelKind::Mail, text),
            CommonSetting::Telephone => target(ChannelKind::Telephone, text),
            CommonSetting::TicketUrl => target(ChannelKind::Ticket, text),
            CommonSetting::Reseller => target(ChannelKind::Reseller, text),
            CommonSetting::DemoSince => match text.parse::<jiff::civil::Date>() {
                Ok(date) => Ok(date.to_string()),
                Err(_error) => Err(shaped(format!("a date such as {}", name.example()))),
            },
            CommonSetting::SipTrunk if read::is_host(text) => Ok(text.to_owned()),
            CommonSetting::SipTrunk => Err(shaped("a host".to_owned())),
        }
    }

    pub(super) fn text(&self, name: &SettingName) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    pub(super) const fn hours(&self) -> Option<&ServiceHours> {
        self.hours.as_ref()
    }

    pub(super) const fn region(&self) -> RegionParts {
        self.region
    }

    pub(super) const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub(super) fn span(&self, name: &SettingName) -> Option<Span> {
        self.spans.get(name).copied()
    }

    /// By which clock promises of a kind are meant, where it is set.
    pub(super) fn clock(&self, kind: PromiseKind) -> Option<ClockKind> {
        self.text(&CommonSetting::of_clock(kind).into()).and_then(ClockKind::from_code)
    }
}

impl RegionParts {
    fn of(provider: &Provider) -> Self {
        let country = provider.holidays.country.known();
        let state = provider.holidays.state.known();
        Self {
            country: country.and_then(|code| Country::from_code(code)),
            state: state.map(|code| State::from_code(code)),
            municipality: None,
        }
    }

    /// Refuses settings that do not fit together.
    fn check(self) -> Result<(), InvalidSetting> {
        let invalid = |name: CommonSetting, why: String| InvalidSetting {
            name: name.code().to_owned(),
            why: InvalidWhy::Contradicts(why),
        };
        let country = self.country.unwrap_or(Country::Germany);
        let state = self.state.flatten();
        Region::new(country, state, None)
            .map_err(|error| invalid(CommonSetting::State, error.to_string()))?;
        // Without a state a municipality says nothing yet; the state may still be asked for.
        if self.state.is_some() {
            Region::new(country, state, self.municipality)
                .map_err(|error| invalid(CommonSetting::Municipality, error.to_string()))?;
        }
        Ok(())
    }
}

fn target(kind: ChannelKind, text: &str) -> Result<String, InvalidWhy> {
    match read::target_shape(kind, text) {
        None if !text.is_empty() => Ok(text.to_owned()),
        None => Err(InvalidWhy::Value(vec!["a text".to_owned()])),
        Some(wanted) => Err(InvalidWhy::Value(vec![wanted.to_owned()])),
    }
}

/// What the profile itself says where a setting could say it elsewhere.
fn settled(provider: &Provider, name: &str) -> Option<String> {
    match CommonSetting::from_code(name)? {
        CommonSetting::ServiceHours => provider.business.known().cloned(),
        CommonSetting::Country => provider.holidays.country.known().cloned(),
        CommonSetting::State => provider.holidays.state.known().cloned(),
        CommonSetting::Telephone => known_target(provider, ChannelKind::Telephone),
        CommonSetting::Mail => known_target(provider, ChannelKind::Mail),
        CommonSetting::TicketUrl => known_target(provider, ChannelKind::Ticket),
        CommonSetting::Reseller => known_target(provider, ChannelKind::Reseller),
        CommonSetting::Municipality
        | CommonSetting::TimeZone
        | CommonSetting::OnCall
        | CommonSetting::Sla
        | CommonSetting::Reporter
        | CommonSetting::ItDesk
        | CommonSetting::SipTrunk
        | CommonSetting::RemoteAccess
        | CommonSetting::DemoSince
        | CommonSetting::ClockReaction
        | CommonSetting::ClockUpdate
        | CommonSetting::ClockRestoration => None,
    }
}

fn known_target(provider: &Provider, kind: ChannelKind) -> Option<String> {
    let reach = provider.reaches.iter().find(|reach| reach.kind == kind)?;
    reach.target.known().cloned()
}
