//! Settings that a profile leaves open, by name.

use std::collections::BTreeMap;
use std::fmt;

use super::read::{NATIONWIDE, SPANS};
use super::{PortTarget, Provider, Recipient, Service, Topic, Value};
use crate::class::coded;
use crate::{ChannelKind, ClockKind, Country, Municipality, PromiseKind, State};

coded! {
    /// Settings whose names are the same for every provider.
    CommonSetting {
        /// When business is open.
        ServiceHours = "service_hours",
        /// Whose holidays.
        Country = "country",
        /// Whose holidays.
        State = "state",
        /// Whose holidays.
        Municipality = "municipality",
        /// Where hours are meant.
        TimeZone = "time_zone",
        /// Whether on-call is booked.
        OnCall = "oncall",
        /// Whether there is a service level agreement.
        Sla = "sla",
        /// Whether the person may use the ticket system.
        Reporter = "reporter",
        /// The own IT desk.
        ItDesk = "it_desk",
        /// The provider's number.
        Telephone = "telephone",
        /// The provider's mail address.
        Mail = "mail",
        /// The provider's ticket system.
        TicketUrl = "ticket_url",
        /// Whoever sold the telephones.
        Reseller = "reseller",
        /// Host of the local SIP trunk.
        SipTrunk = "sip_trunk",
        /// Whether the customer agrees to access from afar. Source: S2-15, S3-18.
        RemoteAccess = "remote_access",
        /// Since when a demo licence is used. Source: S1-007.
        DemoSince = "demo_since",
        /// By which clock a reaction is meant.
        ClockReaction = "clock_reaction",
        /// By which clock an update is meant.
        ClockUpdate = "clock_update",
        /// By which clock a restoration is meant.
        ClockRestoration = "clock_restoration",
    }
}

impl CommonSetting {
    /// The values that it can have; empty for free text.
    #[must_use]
    pub fn values(self) -> Vec<&'static str> {
        match self {
            Self::OnCall => vec!["booked", "not-booked"],
            Self::Sla => vec!["with", "without"],
            Self::Reporter => vec!["authorised", "not"],
            Self::RemoteAccess => vec!["agreed", "not"],
            Self::Country => codes(Country::ALL, |one| one.code()),
            Self::State => {
                let mut states = codes(State::ALL, |one| one.code());
                states.push(NATIONWIDE);
                states
            }
            Self::Municipality => codes(Municipality::ALL, |one| one.code()),
            Self::ClockReaction | Self::ClockUpdate | Self::ClockRestoration => {
                codes(ClockKind::ALL, |one| one.code())
            }
            Self::ServiceHours
            | Self::TimeZone
            | Self::ItDesk
            | Self::Telephone
            | Self::Mail
            | Self::TicketUrl
            | Self::Reseller
            | Self::SipTrunk
            | Self::DemoSince => Vec::new(),
        }
    }

    /// Whether rules of a profile may ask for its value.
    #[must_use]
    pub const fn decides(self) -> bool {
        match self {
            Self::OnCall | Self::Sla | Self::Reporter => true,
            Self::ServiceHours
            | Self::Country
            | Self::State
            | Self::Municipality
            | Self::TimeZone
            | Self::ItDesk
            | Self::Telephone
            | Self::Mail
            | Self::TicketUrl
            | Self::Reseller
            | Self::SipTrunk
            | Self::RemoteAccess
            | Self::DemoSince
            | Self::ClockReaction
            | Self::ClockUpdate
            | Self::ClockRestoration => false,
        }
    }

    /// Whether a rule that asks for it refuses to answer without it. Who may report is shown
    /// beside the way instead (S0-05).
    #[must_use]
    pub const fn is_needed_to_decide(self) -> bool {
        self.decides() && !matches!(self, Self::Reporter)
    }

    /// What free text looks like.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::ServiceHours => "Mon-Fri 08:00-17:00",
            Self::TimeZone => "Europe/Berlin",
            Self::ItDesk | Self::Mail => "it@example.org",
            Self::Telephone => "+49 89 1234567",
            Self::TicketUrl => "https://tickets.example.org",
            Self::Reseller => "reseller@example.org",
            Self::SipTrunk => "trunk.example.org",
            Self::DemoSince => "2026-03-01",
            Self::Country
            | Self::State
            | Self::Municipality
            | Self::OnCall
            | Self::Sla
            | Self::Reporter
            | Self::RemoteAccess
            | Self::ClockReaction
            | Self::ClockUpdate
            | Self::ClockRestoration => "",
        }
    }

    /// The setting of a channel's target.
    pub(crate) const fn of_channel(kind: ChannelKind) -> Self {
        match kind {
            ChannelKind::Ticket => Self::TicketUrl,
            ChannelKind::Mail => Self::Mail,
            ChannelKind::Telephone => Self::Telephone,
            ChannelKind::Reseller => Self::Reseller,
        }
    }

    /// The setting of a promise's clock.
    pub(crate) const fn of_clock(kind: PromiseKind) -> Self {
        match kind {
            PromiseKind::Reaction => Self::ClockReaction,
            PromiseKind::Update => Self::ClockUpdate,
            PromiseKind::Restoration => Self::ClockRestoration,
        }
    }
}

fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| code(*one)).collect()
}

/// The name of a setting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingName {
    /// One that every provider may have.
    Common(CommonSetting),
    /// The span of a promise that the profile leaves open, such as `reaction_1`.
    Span(PromiseKind, String),
}

impl From<CommonSetting> for SettingName {
    fn from(name: CommonSetting) -> Self {
        Self::Common(name)
    }
}

impl fmt::Display for SettingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Common(name) => f.write_str(name.code()),
            Self::Span(kind, class) => write!(f, "{}_{class}", kind.code()),
        }
    }
}

/// A setting that a provider's profile leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingSpec {
    /// Its name, as typed after `--set`.
    pub name: SettingName,
    /// Whether something is refused without it; the others are merely asked for.
    pub is_needed: bool,
    /// Classes that need it; empty for all.
    pub classes: Vec<String>,
    /// The values that it can have; empty for free text.
    pub values: Vec<&'static str>,
    /// An example of free text, such as `Mon-Fri 08:00-17:00`.
    pub example: &'static str,
}

impl Provider {
    /// The settings that the profile leaves open: those that are needed first.
    #[must_use]
    pub fn settings(&self) -> Vec<SettingSpec> {
        let mut open = BTreeMap::new();
        self.open_hours(&mut open);
        self.open_conditions(&mut open);
        self.open_targets(&mut open);
        for class in &self.classes {
            for rule in &class.promises {
                if rule.is_clock_assumed || rule.clock.known().is_none() {
                    ask(&mut open, CommonSetting::of_clock(rule.kind).into(), false, "");
                }
                if rule.span.known().is_none() {
                    let name = SettingName::Span(rule.kind, class.code.to_ascii_lowercase());
                    ask(&mut open, name, false, &class.code);
                }
            }
        }
        let mut settings: Vec<_> = open.into_values().collect();
        settings.sort_by_key(|spec| !spec.is_needed);
        settings
    }

    fn open_hours(&self, open: &mut Open) {
        let by_business = |rule: &super::PromiseRule| {
            rule.clock.known().is_none_or(|clock| *clock == ClockKind::Business)
        };
        for class in &self.classes {
            let runs = class.service == Service::Business && class.promises.iter().any(by_business);
            if self.business == Value::Unknown {
                ask(open, CommonSetting::ServiceHours.into(), runs, &class.code);
            }
            let is_needed = runs && self.business != Value::Open;
            if self.holidays.country.known().is_none() {
                ask(open, CommonSetting::Country.into(), false, "");
            }
            if self.holidays.state.known().is_none() {
                ask(open, CommonSetting::State.into(), is_needed, &class.code);
            }
        }
        if self.business == Value::Open {
            ask(open, CommonSetting::ServiceHours.into(), false, "");
        }
        let switches = [State::By, State::Sn, State::Th].map(State::code);
        if self.holidays.state.known().is_none_or(|state| switches.contains(&state.as_str())) {
            ask(open, CommonSetting::Municipality.into(), false, "");
        }
        ask(open, CommonSetting::TimeZone.into(), false, "");
    }

    fn open_conditions(&self, open: &mut Open) {
        for way in &self.ways {
            for condition in way.only_if.iter().chain(&way.unless) {
                let setting = condition.setting;
                if way.classes.is_empty() {
                    ask(open, setting.into(), setting.is_needed_to_decide(), "");
                }
                for class in &way.classes {
                    ask(open, setting.into(), setting.is_needed_to_decide(), class);
                }
            }
            if way.to == Recipient::ItDesk {
                ask(open, CommonSetting::ItDesk.into(), false, "");
            }
        }
        for class in &self.classes {
            for condition in class.promises.iter().filter_map(|rule| rule.only_if.as_ref()) {
                let setting = condition.setting;
                ask(open, setting.into(), setting.is_needed_to_decide(), &class.code);
            }
        }
    }

    fn open_targets(&self, open: &mut Open) {
        for reach in self.reaches.iter().filter(|reach| reach.target.known().is_none()) {
            ask(open, CommonSetting::of_channel(reach.kind).into(), false, "");
        }
        if self.ports.iter().any(|port| port.target == PortTarget::Trunk) {
            ask(open, CommonSetting::SipTrunk.into(), false, "");
        }
        if self.notes.iter().any(|note| note.topic == Topic::RemoteAccess) {
            ask(open, CommonSetting::RemoteAccess.into(), false, "");
        }
        if self.demo.is_some() {
            ask(open, CommonSetting::DemoSince.into(), false, "");
        }
    }
}

type Open = BTreeMap<SettingName, SettingSpec>;

/// Notes a setting; whoever needs it once needs it.
fn ask(open: &mut Open, name: SettingName, is_needed: bool, class: &str) {
    let spec = open.entry(name.clone()).or_insert_with(|| {
        let (values, example) = match &name {
            SettingName::Common(name) => (name.values(), name.example()),
            SettingName::Span(..) => (Vec::new(), SPANS),
        };
        SettingSpec { name, is_needed, classes: Vec::new(), values, example }
    });
    if is_needed && !spec.is_needed {
        spec.is_needed = true;
        spec.classes.clear();
    }
    if is_needed == spec.is_needed && !class.is_empty() {
        let class = class.to_owned();
        if !spec.classes.contains(&class) {
            spec.classes.push(class);
        }
    }
}
