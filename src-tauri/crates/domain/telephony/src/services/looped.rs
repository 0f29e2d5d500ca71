//! Forwards that lead back to where they begin.

use std::collections::{BTreeMap, BTreeSet};

use model::{DialRules, Number};

/// How a forward leads back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loop {
    /// It goes to the number that it forwards.
    Itself,
    /// It goes to a number whose own forwards lead back; the last one before the loop closes.
    By(Number),
}

/// Looks for a loop in a forward from any of the `own` numbers to `to`.
///
/// `forwards` are the forwards that are known, by the number that they forward. Numbers may be written
/// in any way. What is not known from here may still loop: the telephone system finds that out when a
/// call comes.
#[must_use]
pub fn find_loop(
    own: &[Number],
    to: &Number,
    forwards: &BTreeMap<Number, Number>,
    rules: &DialRules,
) -> Option<Loop> {
    let own: BTreeSet<Number> = own.iter().map(|number| rules.normalised(number)).collect();
    let next: BTreeMap<Number, Number> =
        forwards.iter().map(|(from, to)| (rules.normalised(from), rules.normalised(to))).collect();
    let mut at = rules.normalised(to);
    if own.contains(&at) {
        return Some(Loop::Itself);
    }
    let mut seen = BTreeSet::new();
    while seen.insert(at.clone()) {
        let to = next.get(&at)?;
        if own.contains(to) {
            return Some(Loop::By(at));
        }
        at = to.clone();
    }
    // A circle that the own number is not part of: its calls end there all the same.
    Some(Loop::By(at))
}
