//! The rules of a profile: promises, ways, what costs something, and the year.

use std::collections::BTreeSet;

use super::{CommonSetting, Value, Words};
use crate::class::coded;
use crate::{ChannelKind, Chargeable, ClockKind, Kind, Percent, PromiseKind, Span};

/// Which holidays close a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayRule {
    /// Country by its code, such as `DE`.
    pub country: Value<String>,
    /// State by its code, such as `BY`; `none` for nationwide holidays only.
    pub state: Value<String>,
    /// Requirement IDs.
    pub source: String,
}

/// Another word for a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// What may be typed.
    pub code: String,
    /// The class that is meant.
    pub class: String,
    /// The kind that the word implies.
    pub kind: Kind,
    /// What it means in the contract's words.
    pub definition: Option<Words>,
    /// Requirement IDs.
    pub source: String,
}

coded! {
    /// When a rule holds, by the business hours.
    When {
        /// At all times.
        Always = "always",
        /// Within them.
        Inside = "inside",
        /// Outside them.
        Outside = "outside",
    }
}

/// A setting has a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Which setting.
    pub setting: CommonSetting,
    /// Which value.
    pub value: String,
}

/// One promise of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRule {
    /// What is promised.
    pub kind: PromiseKind,
    /// Within which span; what is not known may be set as `reaction_1` and the like.
    pub span: Value<Span>,
    /// Less than the span, not at most.
    pub strict: bool,
    /// By which clock; unknown means business where there are business hours, else wall.
    pub clock: Value<ClockKind>,
    /// No source names the clock: a setting such as `clock_reaction` decides otherwise.
    pub is_clock_assumed: bool,
    /// For which kinds.
    pub kinds: BTreeSet<Kind>,
    /// When it holds.
    pub when: When,
    /// Only with this setting.
    pub only_if: Option<Condition>,
    /// Requirement IDs.
    pub source: String,
}

/// How a provider is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Which way.
    pub kind: ChannelKind,
    /// As written: web address, mail address or number.
    pub target: Value<String>,
    /// Requirement IDs.
    pub source: String,
}

coded! {
    /// Why a report takes a way; the window has a sentence `channel-` with each code.
    WayRule {
        /// The ticket system is one of the two ways there are. Source: S0-04.
        TicketSystem = "ticket-system",
        /// The ticket is taken, the clock starts with the next service hours. Source: S0-10.
        StartsNextHours = "starts-next-hours",
        /// The gravest class outside business hours must be telephoned too. Source: S0-09.
        GravestOutsideHours = "fk1-outside-hours",
        /// Business hours are not set, so it counts as outside them: the safe side.
        HoursUnknown = "hours-unknown",
        /// Who is no authorised reporter tells the own IT desk. Source: S0-05.
        NotAuthorised = "not-authorised",
        /// The telephone may be used too.
        HotlineOffered = "hotline-offered",
        /// A mail may be sent too.
        MailOffered = "mail-offered",
        /// In writing.
        Written = "written",
        /// Reaction times are kept only when it is telephoned. Source: S3-12.
        TelephoneKeepsReaction = "telephone-keeps-reaction",
        /// In writing as a record of the call.
        Record = "record",
        /// The telephone is closed, reaction times cannot be assured. Source: S3-06, S3-12.
        LineClosed = "line-closed",
        /// On-call takes reports by telephone only. Source: S4-09.
        OnCallTelephoneOnly = "oncall-telephone-only",
        /// No on-call is booked: the clock starts with the next service hours. Source: S4-07.
        OnCallNotBooked = "oncall-not-booked",
        /// The reseller reports on. Source: S1-167.
        ThroughReseller = "through-reseller",
        /// The telephone where it is contracted. Source: S2-13, S4-03.
        IfContracted = "if-contracted",
    }
}

coded! {
    /// Whom a way leads to.
    Recipient {
        /// The provider, or whoever reports on to it.
        Provider = "provider",
        /// The own IT desk. Source: S0-05.
        ItDesk = "it-desk",
    }
}

/// One way of a report, with when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which way.
    pub kind: ChannelKind,
    /// Whether it is demanded.
    pub demanded: bool,
    /// Why.
    pub rule: WayRule,
    /// For which classes; empty for all.
    pub classes: Vec<String>,
    /// For which kinds.
    pub kinds: BTreeSet<Kind>,
    /// When it holds.
    pub when: When,
    /// It holds while business hours are not set, because that is the safe side.
    pub while_hours_unknown: bool,
    /// Only with this setting.
    pub only_if: Option<Condition>,
    /// Not with this setting.
    pub unless: Option<Condition>,
    /// Only where its target is known.
    pub needs_target: bool,
    /// Whom it leads to.
    pub to: Recipient,
    /// Requirement IDs.
    pub source: String,
}

coded! {
    /// Where a fault comes from, as far as it matters for its price.
    Cause {
        /// The provider's own service.
        Provider = "provider",
        /// Somebody else's software or line.
        ThirdParty = "third-party",
        /// Work at the customer's place.
        OnSite = "on-site",
    }
}

coded! {
    /// How work is charged; the window has words `charge-` with each code.
    ChargeType {
        /// Not at all.
        Free = "free",
        /// By effort, after a price list.
        Effort = "effort",
        /// By the hour.
        Hourly = "hourly",
        /// Off a package of hours. Source: S2-21.
        HourPackage = "hour-package",
        /// By time and effort at the place. Source: S1-169.
        TimeAndEffort = "time-and-effort",
    }
}

impl ChargeType {
    /// Whether it costs something.
    #[must_use]
    pub const fn chargeable(self) -> Chargeable {
        match self {
            Self::Free => Chargeable::No,
            Self::Effort | Self::Hourly | Self::HourPackage | Self::TimeAndEffort => {
                Chargeable::Yes
            }
        }
    }
}

/// What costs something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRule {
    /// For which kinds.
    pub kinds: BTreeSet<Kind>,
    /// For which classes; empty for all.
    pub classes: Vec<String>,
    /// Only with this cause; absent for any.
    pub cause: Option<Cause>,
    /// How.
    pub how: ChargeType,
    /// Where prices stand.
    pub price_list: Option<String>,
    /// Requirement IDs.
    pub source: String,
}

/// What a piece of work costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Whether it costs something.
    pub chargeable: Chargeable,
    /// How; absent where the contract does not say.
    pub how: Option<ChargeType>,
    /// Where prices stand.
    pub price_list: Option<String>,
    /// Requirement IDs; empty where the contract does not say.
    pub source: String,
}

coded! {
    /// What does not count against the availability of a year.
    Exclusion {
        /// Announced or agreed maintenance. Source: S0-20, S1-161, S3-02.
        PlannedMaintenance = "planned-maintenance",
        /// Force majeure. Source: S0-21.
        ForceMajeure = "force-majeure",
        /// Software of others. Source: S3-03.
        ThirdParty = "third-party",
    }
}

/// What is promised for the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailabilityPromise {
    /// Of what.
    pub name: Words,
    /// Share of the year.
    pub percent: Percent,
    /// Classes whose incidents count; empty for all.
    pub counts: Vec<String>,
    /// What does not count.
    pub excludes: Vec<Exclusion>,
    /// Up to where it is meant; absent where the contract does not say.
    pub handover: Option<Words>,
    /// Requirement IDs.
    pub source: String,
}

coded! {
    /// Kinds of maintenance.
    MaintenanceKind {
        /// By plan, announced.
        Standard = "standard",
        /// In faults and security risks, at short notice.
        Emergency = "emergency",
        /// A window that always stands open.
        Flat = "flat",
    }
}

/// When a provider may be down by plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaintenanceRule {
    /// Which kind.
    pub kind: MaintenanceKind,
    /// Daily window, such as `23:00-24:00`; absent where it is bound otherwise.
    pub window: Option<String>,
    /// Outside business hours only.
    pub outside_business: bool,
    /// At any time too.
    pub any_time: bool,
    /// Least notice; absent means as early as possible.
    pub notice: Option<Span>,
    /// Most of them a year.
    pub max_per_year: Option<u16>,
    /// Whether the customer may refuse; absent where the contract does not say.
    pub refusable: Option<bool>,
    /// Requirement IDs.
    pub source: String,
}

/// What a demo licence permits. Source: S1-007.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// Users at most.
    pub users: u16,
    /// Trunks at most.
    pub trunks: u16,
    /// For how many weeks.
    pub weeks: u16,
    /// Requirement IDs.
    pub source: String,
}

coded! {
    /// What a rule in words is about.
    Topic {
        /// Where the provider's responsibility ends.
        Handover = "handover",
        /// Known and not a fault.
        KnownIssue = "known-issue",
        /// Quality that is not assured.
        Quality = "quality",
        /// What the customer must do.
        Duty = "duty",
        /// Something to ask and attach.
        Ask = "ask",
        /// Somebody else may be responsible.
        ThirdParty = "third-party",
        /// Access from afar, and consent to it.
        RemoteAccess = "remote-access",
        /// What the program can check by itself.
        SelfCheck = "self-check",
        /// Emergency calls.
        Emergency = "emergency",
        /// What the provider watches and tells.
        Monitoring = "monitoring",
        /// What belongs to the service and what does not.
        Scope = "scope",
        /// How a case is handled.
        Handling = "handling",
    }
}

/// A rule of the contract in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub topic: Topic,
    /// The rule.
    pub words: Words,
    /// Requirement IDs.
    pub source: String,
}
