//! Public holidays of the German states since 1991.
//!
//! Sources: the Sunday and holiday acts of the states and Article 2 (2) of the Unification Treaty
//! (3 October). Movable days are counted from Easter Sunday.

use jiff::civil::{Date, Weekday};

use super::easter;
use super::names::Holiday;
use crate::region::{Municipality, State};

/// The holiday on a date. Without a state only what holds in each of them; without a municipality
/// only what holds in the whole state.
pub(super) fn holiday(
    date: Date,
    state: Option<State>,
    municipality: Option<Municipality>,
) -> Option<Holiday> {
    nationwide(date).or_else(|| in_state(date, state?, municipality))
}

fn nationwide(date: Date) -> Option<Holiday> {
    let found = match (date.month(), date.day()) {
        (1, 1) => Holiday::NewYear,
        (5, 1) => Holiday::LabourDay,
        (10, 3) => Holiday::UnityDay,
        // 500 years of the Reformation, by an act of each state that did not have the day already.
        (10, 31) if date.year() == 2017 => Holiday::ReformationDay,
        // Given up for the care insurance everywhere but in Saxony. Source: § 58 SGB XI.
        (11, 16..=22) if date.weekday() == Weekday::Wednesday && date.year() <= 1994 => {
            Holiday::Repentance
        }
        (12, 25) => Holiday::ChristmasDay,
        (12, 26) => Holiday::SecondChristmasDay,
        (3..=6, _) => match easter::days_after(date) {
            -2 => Holiday::GoodFriday,
            1 => Holiday::EasterMonday,
            39 => Holiday::Ascension,
            50 => Holiday::WhitMonday,
            _ => return None,
        },
        _ => return None,
    };
    Some(found)
}

fn in_state(date: Date, state: State, municipality: Option<Municipality>) -> Option<Holiday> {
    use State::{Bb, Be, Bw, By, Hb, He, Hh, Mv, Ni, Nw, Rp, Sh, Sl, Sn, St, Th};

    let is_catholic = municipality.is_some_and(Municipality::is_catholic);
    let year = date.year();
    let (holiday, is_kept) = match (date.month(), date.day()) {
        (1, 6) => (Holiday::Epiphany, matches!(state, Bw | By | St)),
        (3, 8) => {
            (Holiday::WomensDay, (state == Be && year >= 2019) || (state == Mv && year >= 2023))
        }
        // 75 and 80 years after the end of the war, once each.
        (5, 8) if state == Be && matches!(year, 2020 | 2025) => (Holiday::LiberationDay, true),
        // 75 years after the uprising, once; by the same act as 8 May 2025.
        (6, 17) if state == Be && year == 2028 => (Holiday::Uprising, true),
        (8, 8) => (Holiday::PeaceFestival, municipality == Some(Municipality::Augsburg)),
        // Art. 1 (1) no. 2 FTG: in Bavaria only where more Catholics than Protestants live.
        (8, 15) => (Holiday::Assumption, state == Sl || (state == By && is_catholic)),
        (9, 20) => (Holiday::ChildrensDay, state == Th && year >= 2019),
        (10, 31) => (
            Holiday::ReformationDay,
            matches!(state, Bb | Mv | Sn | St | Th)
                || (matches!(state, Hb | Hh | Ni | Sh) && year >= 2018),
        ),
        (11, 1) => (Holiday::AllSaints, matches!(state, Bw | By | Nw | Rp | Sl)),
        (11, 16..=22) => (Holiday::Repentance, state == Sn && date.weekday() == Weekday::Wednesday),
        (3..=6, _) => match easter::days_after(date) {
            // Brandenburg's act names these two. Hesse's names "the Sundays" and none of them: whether
            // there is service on Sundays is for the service hours to say, so none is listed.
            0 => (Holiday::EasterSunday, state == Bb),
            49 => (Holiday::WhitSunday, state == Bb),
            // In Saxony and Thuringia only where an ordinance names the municipality.
            60 => (
                Holiday::CorpusChristi,
                matches!(state, Bw | By | He | Nw | Rp | Sl)
                    || (matches!(state, Sn | Th) && is_catholic),
            ),
            _ => return None,
        },
        _ => return None,
    };
    is_kept.then_some(holiday)
}
