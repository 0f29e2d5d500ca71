//! Who is one person in the call list.
//!
//! One person is one number however it was written: `089 800848-42`, `+49 89 80084842` and, in the same
//! house, `42`. Callers who hide their number are never one person.

use std::fmt;

use model::{DialRules, Number, RecordId};
use redact::Redacted;

use crate::Party;

/// Who a call of the list was with: equal for two calls with the same person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKey {
    /// Somebody with a number, written in the one way.
    Number(Number),
    /// Somebody with an address only, in lower case and without its parameters.
    Address(Redacted<String>),
    /// Somebody who hides: nobody else's calls are theirs.
    Hidden(RecordId),
}

impl PartyKey {
    /// Who `party` is, in the call `record`.
    #[must_use]
    pub fn of(party: &Party, record: RecordId, rules: &DialRules) -> Self {
        let written = party.number.0.as_str();
        if let Ok(number) = Number::read(written) {
            return Self::Number(rules.normalised(&number));
        }
        let address = party.uri.0.split([';', '?']).next().unwrap_or_default();
        let address = address.trim_start_matches("sips:").trim_start_matches("sip:");
        let is_hidden = written.is_empty()
            || written.eq_ignore_ascii_case("anonymous")
            || address.to_ascii_lowercase().ends_with("@anonymous.invalid");
        if is_hidden {
            Self::Hidden(record)
        } else if address.is_empty() {
            Self::Address(Redacted(written.to_lowercase()))
        } else {
            Self::Address(Redacted(address.to_lowercase()))
        }
    }

    /// The key as one text, for a column of a database; absent for who hides.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            Self::Address(address) => Some(address.0.clone()),
            Self::Hidden(_) => None,
        }
    }
}

impl fmt::Debug for PartyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Address(address) => fmt::Debug::fmt(address, f),
            Self::Hidden(record) => record.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
