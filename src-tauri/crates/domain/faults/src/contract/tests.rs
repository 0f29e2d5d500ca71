//! The escalation table, the test vectors and every other rule of operations, by requirement ID.

use std::collections::BTreeMap;

use super::*;

mod escalation;
mod notes;
mod rules;
mod settings;
mod vectors;

/// A contract with settings such as `state=BY`.
pub(super) fn contract(provider: &str, settings: &[(&str, &str)]) -> Contract {
    let shipped = Provider::shipped().iter().find(|one| one.id.as_str() == provider).unwrap();
    Contract::new(shipped.clone(), &texts(settings)).unwrap()
}

pub(super) fn texts(settings: &[(&str, &str)]) -> BTreeMap<String, String> {
    settings.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Promises as `kind due clock`, in the contract's zone.
pub(super) fn told(contract: &Contract, judgement: &Judgement) -> Vec<String> {
    let told = judgement.promises.iter().map(|promise| {
        format!(
            "{} {} {}",
            promise.kind.code(),
            contract.local(promise.due_at),
            promise.clock.code()
        )
    });
    told.collect()
}

/// Ways as `kind!rule` where demanded, `kind rule` otherwise.
pub(super) fn ways(judgement: &Judgement) -> Vec<String> {
    let ways = judgement.channels.iter().map(|way| {
        format!("{}{}{}", way.kind.code(), if way.demanded { "!" } else { " " }, way.rule)
    });
    ways.collect()
}
