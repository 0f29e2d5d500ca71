//! Rules that never hold: behind one that holds whenever they would, or against themselves.
//!
//! Of several promises, ways or charges the first that holds counts. So a second one with the same
//! conditions or narrower ones contradicts the first and would be dropped without a word.

use std::collections::BTreeSet;

use super::{Checked, Place};
use crate::Kind;
use crate::provider::rules::{Cause, Condition};
use crate::provider::{ChargeRule, ProfileError, ProfileRule, PromiseRule, Way, When};

/// Finds the first rule that never holds.
pub(super) fn never_holding(checked: &Checked<'_>) -> Result<(), ProfileError> {
    let (provider, places) = (checked.provider, checked.places);
    for (class, places) in provider.classes.iter().zip(&places.promises) {
        let scopes = class.promises.iter().map(|rule| (rule.kind.code(), Scope::of_promise(rule)));
        each_holds(checked, &scopes.collect::<Vec<_>>(), places, "kind")?;
    }
    for (way, place) in provider.ways.iter().zip(&places.ways) {
        if way.only_if.is_some() && way.only_if == way.unless {
            let rule = ProfileRule::NeverHolds("`if` says the same".to_owned());
            return Err(checked.error(Some(place), "unless", rule));
        }
    }
    let scopes = provider.ways.iter().map(|way| (way.kind.code(), Scope::of_way(way)));
    each_holds(checked, &scopes.collect::<Vec<_>>(), &places.ways, "channel")?;
    let scopes = provider.charges.iter().map(|rule| ("", Scope::of_charge(rule)));
    each_holds(checked, &scopes.collect::<Vec<_>>(), &places.charges, "how")
}

/// Of rules about the same matter none stands behind one that covers it.
fn each_holds(
    checked: &Checked<'_>,
    scopes: &[(&str, Scope<'_>)],
    places: &[Place],
    field: &str,
) -> Result<(), ProfileError> {
    for (index, ((matter, scope), place)) in scopes.iter().zip(places).enumerate() {
        let earlier = scopes.iter().zip(places).take(index);
        let mut covering =
            earlier.filter(|((other, wide), _)| other == matter && wide.covers(scope));
        if let Some((_, (_, path))) = covering.next() {
            let rule = ProfileRule::NeverHolds(format!("{path} holds whenever it would"));
            return Err(checked.error(Some(place), field, rule));
        }
    }
    Ok(())
}

/// When a rule holds.
struct Scope<'r> {
    kinds: &'r BTreeSet<Kind>,
    /// Empty for all.
    classes: &'r [String],
    cause: Option<Cause>,
    when: When,
    while_hours_unknown: bool,
    only_if: Option<&'r Condition>,
    unless: Option<&'r Condition>,
    needs_target: bool,
}

impl<'r> Scope<'r> {
    const fn new(kinds: &'r BTreeSet<Kind>, classes: &'r [String]) -> Self {
        Self {
            kinds,
            classes,
            cause: None,
            when: When::Always,
            while_hours_unknown: false,
            only_if: None,
            unless: None,
            needs_target: false,
        }
    }

    fn of_promise(rule: &'r PromiseRule) -> Self {
        let only_if = rule.only_if.as_ref();
        Self { when: rule.when, only_if, ..Self::new(&rule.kinds, &[]) }
    }

    fn of_way(way: &'r Way) -> Self {
        Self {
            when: way.when,
            while_hours_unknown: way.while_hours_unknown,
            only_if: way.only_if.as_ref(),
            unless: way.unless.as_ref(),
            needs_target: way.needs_target,
            ..Self::new(&way.kinds, &way.classes)
        }
    }

    fn of_charge(rule: &'r ChargeRule) -> Self {
        Self { cause: rule.cause, ..Self::new(&rule.kinds, &rule.classes) }
    }

    /// Whether it holds whenever the other does.
    fn covers(&self, other: &Self) -> bool {
        let all_classes = self.classes.is_empty();
        let by_class = all_classes
            || (!other.classes.is_empty()
                && other.classes.iter().all(|class| self.classes.contains(class)));
        let by_hours = self.when == When::Always
            || (self.when == other.when
                && (self.while_hours_unknown || !other.while_hours_unknown));
        other.kinds.is_subset(self.kinds)
            && by_class
            && by_hours
            && (self.cause.is_none() || self.cause == other.cause)
            && (self.only_if.is_none() || self.only_if == other.only_if)
            && (self.unless.is_none() || self.unless == other.unless)
            && (!self.needs_target || other.needs_target)
    }
}
