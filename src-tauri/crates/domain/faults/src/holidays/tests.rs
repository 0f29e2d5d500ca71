//! Holidays against another program, and by the rules that the requirements name.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::region::{Municipality, RegionError, State};
use crate::{read_calendar, time_zone};

/// What another program says for every state and year.
const ORACLE: &str = include_str!("oracle.txt");

#[test]
fn every_state_and_year_is_as_another_program_has_it() {
    let mut compared = 0;
    let mut differences = Vec::new();
    for line in ORACLE.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let name = words.next().unwrap();
        let year: i16 = words.next().unwrap().parse().unwrap();
        let theirs: Vec<String> = words.map(str::to_owned).collect();

        let holidays = Holidays::of(region(name));

        let ours = holidays.of_year(year);

        let ours: Vec<String> =
            ours.iter().map(|(date, _name)| date.strftime("%m%d").to_string()).collect();
        compared += 1;
        if ours != theirs {
            differences.push((name.to_owned(), year));
        }
    }
    assert_eq!(compared, 24 * 32);
    // The first of August is a holiday by federal law since 1994; before that it was a canton's
    // matter in all years but 1991, of which no clock here reads anything any more.
    let explained: Vec<(String, i16)> =
        [1991, 1992, 1993].map(|year| ("CH".to_owned(), year)).into();
    assert_eq!(differences, explained);
}

#[test]
fn movable_days_are_where_the_requirements_have_them() {
    for (year, friday, monday, ascension, whit_monday, corpus_christi) in [
        (2026, (4, 3), (4, 6), (5, 14), (5, 25), (6, 4)),
        (2027, (3, 26), (3, 29), (5, 6), (5, 17), (5, 27)),
    ] {
        let bavaria = Holidays::of(Region::state(State::By));
        for ((month, day), holiday) in [
            (friday, Holiday::GoodFriday),
            (monday, Holiday::EasterMonday),
            (ascension, Holiday::Ascension),
            (whit_monday, Holiday::WhitMonday),
            (corpus_christi, Holiday::CorpusChristi),
        ] {
            let found = bavaria.name_of(date(year, month, day));
            assert_eq!(found, Some(HolidayName::Known(holiday)));
        }
    }
}

#[test]
fn only_what_holds_in_each_state_is_nationwide() {
    for year in 1995..=2060 {
        let mut times: BTreeMap<Date, usize> = BTreeMap::new();
        for state in State::ALL {
            for (date, _name) in Holidays::of(Region::state(*state)).of_year(year) {
                *times.entry(date).or_default() += 1;
            }
        }
        let everywhere: Vec<Date> =
            times.into_iter().filter(|(_date, states)| *states == 16).map(|one| one.0).collect();

        let nationwide = Holidays::of(Region::germany());

        let nationwide: Vec<Date> = nationwide.of_year(year).into_iter().map(|one| one.0).collect();
        assert_eq!(nationwide, everywhere, "{year}");
    }
}

#[test]
fn one_off_days_are_holidays_once() {
    let berlin = Holidays::of(Region::state(State::Be));
    let years = |month, day| -> Vec<i16> {
        (1991..=2060).filter(|year| berlin.is_holiday(date(*year, month, day))).collect()
    };

    // 9 May 2024 is Ascension Day; 8 May is one in 1997, 2059 and with the others below.
    let ascension: Vec<i16> =
        (1991..=2060).filter(|year| easter::days_after(date(*year, 5, 8)) == 39).collect();
    let mut expected = [ascension, vec![2020, 2025]].concat();
    expected.sort_unstable();
    assert_eq!(years(5, 8), expected);
    assert_eq!(years(6, 17), [2028]);
    assert_eq!(years(10, 31), [2017]);
    assert!(!Holidays::of(Region::state(State::Bb)).is_holiday(date(2025, 5, 8)));
    for state in State::ALL {
        assert!(Holidays::of(Region::state(*state)).is_holiday(date(2017, 10, 31)), "{state:?}");
    }
}

#[test]
fn days_are_holidays_from_the_year_of_their_act() {
    for (state, (month, day), first) in [
        (State::Be, (3, 8), 2019),
        (State::Mv, (3, 8), 2023),
        (State::Th, (9, 20), 2019),
        (State::Hb, (10, 31), 2018),
        (State::Hh, (10, 31), 2018),
        (State::Ni, (10, 31), 2018),
        (State::Sh, (10, 31), 2018),
    ] {
        let holidays = Holidays::of(Region::state(state));
        assert!(holidays.is_holiday(date(first, month, day)), "{state:?}");
        let before = first - if month == 10 { 2 } else { 1 };
        assert!(!holidays.is_holiday(date(before, month, day)), "{state:?}");
    }
}

#[test]
fn repentance_day_is_left_in_saxony_only() {
    let on = |state, day| Holidays::of(Region::state(state)).is_holiday(day);

    assert!(on(State::By, date(1994, 11, 16)) && on(State::Sn, date(1994, 11, 16)));
    assert!(!on(State::By, date(1995, 11, 22)) && on(State::Sn, date(1995, 11, 22)));
    assert!(on(State::Sn, date(2026, 11, 18)) && !on(State::Sn, date(2026, 11, 25)));
}

#[test]
fn sundays_are_holidays_where_an_act_names_them() {
    for state in State::ALL {
        let holidays = Holidays::of(Region::state(*state));
        let is_named = *state == State::Bb;
        assert_eq!(holidays.is_holiday(date(2027, 3, 28)), is_named, "{state:?}");
        assert_eq!(holidays.is_holiday(date(2027, 5, 16)), is_named, "{state:?}");
    }
}

#[test]
fn municipalities_decide_over_what_a_state_leaves_to_them() {
    let holidays = |name: &str| Holidays::of(region(name));
    let (assumption, peace) = (date(2025, 8, 15), date(2025, 8, 8));

    for (name, has_assumption, has_peace) in [
        ("BY", false, false),
        ("BY/munich", true, false),
        ("BY/augsburg", true, true),
        ("BY/protestant", false, false),
        ("SL", true, false),
        ("BW", false, false),
    ] {
        assert_eq!(holidays(name).is_holiday(assumption), has_assumption, "{name}");
        assert_eq!(holidays(name).is_holiday(peace), has_peace, "{name}");
    }
    for name in ["SN", "TH"] {
        assert!(!holidays(name).is_holiday(date(2026, 6, 4)));
        assert!(holidays(&format!("{name}/munich")).is_holiday(date(2026, 6, 4)));
    }
}

#[test]
fn a_municipality_is_taken_only_where_it_decides_something() {
    let new = |state, municipality| Region::new(Country::Germany, state, Some(municipality));

    assert!(new(Some(State::By), Municipality::Augsburg).is_ok());
    assert!(new(Some(State::Th), Municipality::Munich).is_ok());
    for (state, municipality) in [
        (Some(State::Sn), Municipality::Augsburg),
        (Some(State::Be), Municipality::Protestant),
        (None, Municipality::Munich),
    ] {
        let refused = Err(RegionError::NoSwitch { municipality, state });
        assert_eq!(new(state, municipality), refused);
    }
    assert!(Region::new(Country::Austria, Some(State::By), None).is_err());
    assert_eq!(Municipality::read(" Catholic "), Some(Municipality::Munich));
    assert_eq!(Municipality::read("AUGSBURG"), Some(Municipality::Augsburg));
    assert_eq!(Municipality::read("berlin"), None);
}

#[test]
fn days_of_it_and_of_a_calendar_are_added_and_hide_no_law() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\n\
        DTEND;VALUE=DATE:20261227\r\nSUMMARY:Betriebsruhe\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
        DTSTART:20261228T080000Z\r\nDTEND:20261228T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let zone = time_zone("Europe/Berlin").unwrap();
    let entries = read_calendar(text, &zone, 2026..=2026).unwrap();

    let holidays = Holidays::of(Region::germany())
        .with_calendar(&entries)
        .with_extra([(date(2026, 12, 31), "Inventur".to_owned())]);

    let december: Vec<(i8, String)> = holidays
        .of_year(2026)
        .into_iter()
        .filter(|(date, _name)| date.month() == 12)
        .map(|(date, name)| (date.day(), name.to_string()))
        .collect();
    let expected = [
        (24, "Betriebsruhe"),
        (25, "Erster Weihnachtstag"),
        (26, "Zweiter Weihnachtstag"),
        (31, "Inventur"),
    ];
    assert_eq!(december, expected.map(|(day, name)| (day, name.to_owned())));
}

#[test]
fn every_holiday_has_a_code_and_a_name_of_its_own() {
    for (index, holiday) in Holiday::ALL.iter().enumerate() {
        let others = Holiday::ALL.iter().skip(index + 1);
        assert!(others.clone().all(|other| other.code() != holiday.code()), "{holiday:?}");
        assert!(others.clone().all(|other| other.german() != holiday.german()), "{holiday:?}");
    }
}

proptest! {
    #[test]
    fn a_municipality_only_adds_to_its_state_and_a_state_to_its_country(
        year in 1995_i16..2100, state in 0..State::ALL.len(), day in 1_i16..=366
    ) {
        let date = date(year, 1, 1).checked_add(jiff::Span::new().days(day - 1)).unwrap();
        let state = State::ALL[state];
        let is_holiday = |region| Holidays::of(region).is_holiday(date);
        for municipality in Municipality::ALL {
            if let Ok(place) = Region::new(Country::Germany, Some(state), Some(*municipality)) {
                prop_assert!(is_holiday(place) >= is_holiday(Region::state(state)));
            }
        }
        prop_assert!(is_holiday(Region::state(state)) >= is_holiday(Region::germany()));
    }
}

fn region(name: &str) -> Region {
    let (name, municipality) = match name.split_once('/') {
        Some((name, municipality)) => (name, Municipality::from_code(municipality)),
        None => (name, None),
    };
    match Country::from_code(name) {
        Some(country) => Region::nationwide(country),
        None => Region::new(Country::Germany, State::from_code(name), municipality).unwrap(),
    }
}
