//! Contradictions within a profile, each with its place.

mod shadow;

use std::collections::BTreeSet;
use std::time::Duration;

use super::table::Document;
use super::{
    ProfileError, ProfileRule, PromiseRule, Provider, ProviderClass, Recipient, Service, Value,
    When,
};
use crate::{ChannelKind, ClockKind, PromiseKind, Rule, Span};

/// Where a table stands: offset and path.
type Place = (usize, String);

/// Where the tables of a profile stand, in the order of the profile.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) classes: Vec<Place>,
    pub(super) promises: Vec<Vec<Place>>,
    pub(super) aliases: Vec<Place>,
    pub(super) reaches: Vec<Place>,
    pub(super) ways: Vec<Place>,
    pub(super) charges: Vec<Place>,
    pub(super) availability: Vec<Place>,
    pub(super) ports: Vec<Place>,
}

/// Finds the first contradiction.
pub(super) fn contradictions(
    document: Document<'_>,
    provider: &Provider,
    places: &Places,
) -> Result<(), ProfileError> {
    let checked = Checked { document, provider, places };
    checked.names()?;
    checked.rules()?;
    checked.references()?;
    checked.promises()?;
    checked.graver_first()?;
    shadow::never_holding(&checked)?;
    checked.ports()
}

struct Checked<'c> {
    document: Document<'c>,
    provider: &'c Provider,
    places: &'c Places,
}

impl Checked<'_> {
    fn error(&self, place: Option<&Place>, field: &str, rule: ProfileRule) -> ProfileError {
        match place {
            Some((at, path)) => self.document.error(*at, &format!("{path}.{field}"), rule),
            None => self.document.error(0, field, rule),
        }
    }

    /// Ids of classes and rows, and channels, stand once.
    fn names(&self) -> Result<(), ProfileError> {
        let mut codes = BTreeSet::new();
        let classes = self.provider.classes.iter().map(|class| &class.code);
        let aliases = self.provider.aliases.iter().map(|alias| &alias.code);
        let places = self.places.classes.iter().chain(&self.places.aliases);
        for (code, place) in classes.chain(aliases).zip(places) {
            if !codes.insert(code.to_ascii_lowercase()) {
                return Err(self.error(Some(place), "code", ProfileRule::Duplicate(code.clone())));
            }
        }
        let mut kinds = BTreeSet::new();
        for (reach, place) in self.provider.reaches.iter().zip(&self.places.reaches) {
            if !kinds.insert(reach.kind) {
                let twice = ProfileRule::Duplicate(reach.kind.code().to_owned());
                return Err(self.error(Some(place), "kind", twice));
            }
        }
        let mut rows = BTreeSet::new();
        for (port, place) in self.provider.ports.iter().zip(&self.places.ports) {
            if !rows.insert(&port.row) {
                let twice = ProfileRule::Duplicate(port.row.clone());
                return Err(self.error(Some(place), "row", twice));
            }
        }
        if self.provider.classes.is_empty() {
            return Err(self.error(None, "class", ProfileRule::Missing));
        }
        Ok(())
    }

    /// Each rule of classification leads to exactly one class.
    fn rules(&self) -> Result<(), ProfileError> {
        let mut taken = BTreeSet::new();
        for (class, place) in self.provider.classes.iter().zip(&self.places.classes) {
            for rule in &class.takes {
                if !taken.insert(*rule) {
                    let twice = ProfileRule::RuleTwice(rule.code().to_owned());
                    return Err(self.error(Some(place), "takes", twice));
                }
            }
        }
        match Rule::ALL.iter().find(|rule| !taken.contains(*rule)) {
            None => Ok(()),
            Some(rule) => {
                let nowhere = ProfileRule::RuleNowhere(rule.code().to_owned());
                Err(self.error(self.places.classes.first(), "takes", nowhere))
            }
        }
    }

    /// Classes and channels that are named exist.
    fn references(&self) -> Result<(), ProfileError> {
        let provider = self.provider;
        let aliases = provider.aliases.iter().map(|alias| std::slice::from_ref(&alias.class));
        self.known("class", aliases.zip(&self.places.aliases))?;
        let ways = provider.ways.iter().map(|way| way.classes.as_slice());
        self.known("classes", ways.zip(&self.places.ways))?;
        let charges = provider.charges.iter().map(|charge| charge.classes.as_slice());
        self.known("classes", charges.zip(&self.places.charges))?;
        let counted = provider.availability.iter().map(|promise| promise.counts.as_slice());
        self.known("counts", counted.zip(&self.places.availability))?;
        for (way, place) in provider.ways.iter().zip(&self.places.ways) {
            let is_there = provider.reaches.iter().any(|reach| reach.kind == way.kind);
            let is_own = way.to == Recipient::ItDesk && way.kind == ChannelKind::Mail;
            if !is_there && !is_own {
                let absent = ProfileRule::NoSuchReach(way.kind.code().to_owned());
                return Err(self.error(Some(place), "channel", absent));
            }
        }
        Ok(())
    }

    fn known<'n>(
        &self,
        field: &str,
        named: impl Iterator<Item = (&'n [String], &'n Place)>,
    ) -> Result<(), ProfileError> {
        for (classes, place) in named {
            for class in classes {
                if !self.provider.classes.iter().any(|known| known.code == *class) {
                    let unknown = ProfileRule::UnknownClass(class.clone());
                    return Err(self.error(Some(place), field, unknown));
                }
            }
        }
        Ok(())
    }

    fn promises(&self) -> Result<(), ProfileError> {
        let places = self.places.classes.iter().zip(&self.places.promises);
        for (class, (class_place, places)) in self.provider.classes.iter().zip(places) {
            for (rule, place) in class.promises.iter().zip(places) {
                self.has_hours(class, rule, place)?;
            }
            let longest = |kind| lengths(class, kind).max();
            let shortest = |kind| lengths(class, kind).min();
            let reaction = longest(PromiseKind::Reaction);
            if reaction > shortest(PromiseKind::Restoration).or(reaction) {
                let rule = ProfileRule::ReactionAfterRestoration;
                return Err(self.error(Some(class_place), "promise", rule));
            }
        }
        Ok(())
    }

    /// Whoever counts in service hours has some, or means some that set-up asks for.
    fn has_hours(
        &self,
        class: &ProviderClass,
        rule: &PromiseRule,
        place: &Place,
    ) -> Result<(), ProfileError> {
        let has_hours = match class.service {
            Service::AllTimes => true,
            Service::Business => self.provider.business != Value::Open,
        };
        if has_hours {
            Ok(())
        } else if rule.kind == PromiseKind::Update {
            Err(self.error(Some(place), "kind", ProfileRule::UpdateWithoutHours))
        } else if rule.clock == Value::Known(ClockKind::Business) {
            Err(self.error(Some(place), "clock", ProfileRule::BusinessWithoutHours))
        } else {
            Ok(())
        }
    }

    /// Nobody promises to serve a graver class later, or grades it lighter.
    fn graver_first(&self) -> Result<(), ProfileError> {
        let pairs = self.provider.classes.iter().zip(self.provider.classes.iter().skip(1));
        for ((graver, lighter), place) in pairs.zip(&self.places.classes) {
            if graver.neutral > lighter.neutral {
                let rule = ProfileRule::GraverLighter(lighter.code.clone());
                return Err(self.error(Some(place), "neutral", rule));
            }
            if PromiseKind::ALL.iter().any(|kind| is_later(graver, lighter, *kind)) {
                let rule = ProfileRule::GraverLater(lighter.code.clone());
                return Err(self.error(Some(place), "promise", rule));
            }
        }
        Ok(())
    }

    /// Ports of one target and transport stand in one row.
    fn ports(&self) -> Result<(), ProfileError> {
        for (index, port) in self.provider.ports.iter().enumerate() {
            for other in self.provider.ports.iter().take(index) {
                let same_way = port.transports.iter().any(|one| other.transports.contains(one));
                let meets = |(from, to): (u16, u16)| {
                    other.ports.iter().any(|(low, high)| from <= *high && *low <= to)
                };
                if same_way && port.target == other.target && port.ports.iter().copied().any(meets)
                {
                    let rule = ProfileRule::Overlap(other.row.clone());
                    return Err(self.error(self.places.ports.get(index), "ports", rule));
                }
            }
        }
        Ok(())
    }
}

/// Whether the graver class is served later. Updates and restorations are compared on one clock
/// only: hours of service are fewer than they seem.
fn is_later(graver: &ProviderClass, lighter: &ProviderClass, kind: PromiseKind) -> bool {
    let clocks = |class: &ProviderClass| -> Vec<_> {
        let rules = class.promises.iter().filter(|rule| rule.kind == kind);
        rules.map(|rule| rule.clock.clone()).collect()
    };
    let is_comparable = kind == PromiseKind::Reaction || clocks(graver) == clocks(lighter);
    let (late, soon) = (lengths(graver, kind).max(), lengths(lighter, kind).min());
    is_comparable && late.zip(soon).is_some_and(|(late, soon)| late > soon)
}

/// About how long the promises of a kind are that hold without a condition.
fn lengths(class: &ProviderClass, kind: PromiseKind) -> impl Iterator<Item = Duration> {
    let plain = |rule: &&PromiseRule| {
        rule.only_if.is_none() && rule.when == When::Always && rule.span.known().is_some()
    };
    let rules = class.promises.iter().filter(move |rule| rule.kind == kind).filter(plain);
    rules.filter_map(|rule| rule.span.known()).map(|span| match span {
        Span::Time(time) => *time,
        Span::NextWorkingDay => DAY,
        Span::Days(days) => DAY * u32::from(*days),
        Span::Weeks(weeks) => DAY * 7 * u32::from(*weeks),
        Span::Months(months) => DAY * 28 * u32::from(*months),
    })
}

const DAY: Duration = Duration::from_secs(86_400);
