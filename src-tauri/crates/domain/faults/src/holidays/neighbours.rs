//! Public holidays of all of Austria and all of Switzerland.

use jiff::civil::Date;

use super::easter;
use super::names::Holiday;

/// The holiday on a date in all of Austria. Source: § 7 (2) Arbeitsruhegesetz.
pub(super) fn austrian(date: Date) -> Option<Holiday> {
    let found = match (date.month(), date.day()) {
        (1, 1) => Holiday::NewYear,
        (1, 6) => Holiday::Epiphany,
        (5, 1) => Holiday::LabourDay,
        (8, 15) => Holiday::Assumption,
        (10, 26) => Holiday::AustrianNationalDay,
        (11, 1) => Holiday::AllSaints,
        (12, 8) => Holiday::ImmaculateConception,
        (12, 25) => Holiday::ChristmasDay,
        (12, 26) => Holiday::SaintStephen,
        (3..=6, _) => match easter::days_after(date) {
            1 => Holiday::EasterMonday,
            39 => Holiday::Ascension,
            50 => Holiday::WhitMonday,
            60 => Holiday::CorpusChristi,
            _ => return None,
        },
        _ => return None,
    };
    Some(found)
}

/// The holiday on a date in all of Switzerland: the first of August by Article 110 (3) of the
/// Federal Constitution since 1994, and the three days that each of the 26 cantons names.
///
/// Good Friday, Easter Monday, Whit Monday and 26 December hold in most cantons but not in all
/// (Valais, Ticino, Neuchâtel, Geneva): they come from a calendar or from IT's list.
pub(super) fn swiss(date: Date) -> Option<Holiday> {
    let found = match (date.month(), date.day()) {
        (1, 1) => Holiday::NewYear,
        (8, 1) if date.year() >= 1994 => Holiday::SwissNationalDay,
        (12, 25) => Holiday::ChristmasDay,
        (4..=6, _) if easter::days_after(date) == 39 => Holiday::Ascension,
        _ => return None,
    };
    Some(found)
}
