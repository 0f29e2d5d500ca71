//! The call list by persons and by days.
//!
//! One person is one number however it was written: `089 800848-42`, `+49 89 80084842` and, in the same
//! house, `42`. Callers who hide their number are never one person.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::{DialRules, Number, RecordId};
use redact::Redacted;

use crate::{CallRecord, Party};

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

/// Calls of the list that stand together, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'r> {
    /// With whom.
    pub key: PartyKey,
    /// On which day the newest began.
    pub day: Date,
    /// The calls; at least one.
    pub records: Vec<&'r CallRecord>,
}

/// Groups calls that follow each other, with the same person and on the same day.
///
/// `records` are in the order of the list; `rules` are those of each record's account.
pub fn consecutive<'r, R: Borrow<DialRules>>(
    records: impl IntoIterator<Item = &'r CallRecord>,
    rules: impl Fn(&CallRecord) -> R,
    zone: &TimeZone,
) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    for record in records {
        let key = PartyKey::of(&record.remote, record.id, rules(record).borrow());
        let day = day_of(record.started_at, zone);
        match groups.last_mut() {
            Some(group) if group.key == key && group.day == day => group.records.push(record),
            Some(_) | None => groups.push(Group { key, day, records: vec![record] }),
        }
    }
    groups
}

/// Groups all calls with the same person, in the order of their newest.
pub fn by_person<'r, R: Borrow<DialRules>>(
    records: impl IntoIterator<Item = &'r CallRecord>,
    rules: impl Fn(&CallRecord) -> R,
    zone: &TimeZone,
) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut places: BTreeMap<PartyKey, usize> = BTreeMap::new();
    for record in records {
        let key = PartyKey::of(&record.remote, record.id, rules(record).borrow());
        let known = places.get(&key).and_then(|place| groups.get_mut(*place));
        if let Some(group) = known {
            group.records.push(record);
        } else {
            places.insert(key.clone(), groups.len());
            let day = day_of(record.started_at, zone);
            groups.push(Group { key, day, records: vec![record] });
        }
    }
    groups
}

/// What stands above the calls of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// Today.
    Today,
    /// The day before.
    Yesterday,
    /// A day of the last week.
    Weekday(Weekday),
    /// A day before that, or one that has not come.
    Date(Date),
}

/// The day on which a moment lies, in a zone.
#[must_use]
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at).date()
}

/// What stands above the calls of `day`.
#[must_use]
pub fn heading(day: Date, now: Timestamp, zone: &TimeZone) -> Heading {
    let today = day_of(now, zone);
    match today.since(day).map(|span| span.get_days()) {
        Ok(0) => Heading::Today,
        Ok(1) => Heading::Yesterday,
        Ok(2..=6) => Heading::Weekday(day.weekday()),
        Ok(_) | Err(_) => Heading::Date(day),
    }
}

/// When `day` begins and when the next one does; a day has 23 to 25 hours.
#[must_use]
pub fn bounds(day: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let next = day.saturating_add(Span::new().days(1));
    (beginning(day, zone), beginning(next, zone))
}

/// The first moment of `day`: where the clocks skip midnight, it is the moment after the gap.
fn beginning(day: Date, zone: &TimeZone) -> Timestamp {
    let midnight = zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0));
    midnight.compatible().unwrap_or(if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests;
