//! The reckoning of years and months.

use proptest::prelude::*;

use super::*;
use crate::{Holidays, Region, ServiceHours, State, berlin};

#[test]
fn a_years_promises_leave_the_hours_that_the_requirements_name() {
    for (promised, hours) in [("98", 175.2), ("98.5", 131.4), ("99.8", 17.52), ("99.9", 8.76)] {
        let found = reckon(&term(promised), Period::Year(2026), &[], &[], "2026-06-01 12:00");
        assert_eq!(found.total, hours_of(8760));
        assert!((found.allowed.as_secs_f64() / 3600.0 - hours).abs() < 1e-9, "{promised}");
        assert!(found.is_kept());
        assert_eq!(found.achieved(), Percent::ALL);
    }
    let leap = reckon(&term("98"), Period::Year(2028), &[], &[], "2029-06-01 12:00");
    assert_eq!((leap.total, leap.elapsed), (hours_of(8784), hours_of(8784)));
}

#[test]
fn months_are_as_long_as_they_are() {
    for (month, hours) in [(1, 744), (2, 672), (3, 743), (10, 745), (12, 744)] {
        let period = Period::Month(2026, month);
        let found = reckon(&term("98"), period, &[], &[], "2027-01-01 12:00");
        assert_eq!(found.total, hours_of(hours), "{month}");
    }
    let none = availability(
        &term("98"),
        Period::Month(2026, 13),
        &berlin(),
        &[],
        &[],
        at("2026-06-01 12:00"),
    );
    assert_eq!(none, None);
}

#[test]
fn exactly_the_allowed_time_is_allowed() {
    // 2 % of 8,760 hours are 175 hours and 12 minutes: 7 days, 7 hours and 12 minutes.
    let down = |until| [incident("FK1", "2026-02-01 00:00", Some(until))];
    let reckon =
        |until| reckon(&term("98"), Period::Year(2026), &down(until), &[], "2026-12-01 00:00");

    let kept = reckon("2026-02-08 07:12");
    assert!(kept.is_kept());
    assert_eq!((kept.left(), kept.achieved().to_string()), (Duration::ZERO, "98".to_owned()));
    let missed = reckon("2026-02-08 07:13");
    assert!(!missed.is_kept());
    assert_eq!(missed.achieved().to_string(), "97.999", "rounded down");
}

#[test]
fn only_classes_that_count_are_counted_and_overlapping_ones_once() {
    // S0-19: availability is counted over FK1 and FK2.
    let incidents = [
        incident("FK1", "2026-02-03 10:00", Some("2026-02-03 12:00")),
        incident("FK2", "2026-02-03 11:00", Some("2026-02-03 13:00")),
        incident("FK1", "2026-02-03 13:00", Some("2026-02-03 13:30")),
        incident("FK3", "2026-02-04 10:00", Some("2026-02-05 10:00")),
        incident("FK2", "2026-02-03 15:00", Some("2026-02-03 14:00")),
        incident("FK1", "2025-12-31 23:00", Some("2026-01-01 00:30")),
    ];
    let counted = AvailabilityTerm { counts: vec!["FK1".into(), "FK2".into()], ..term("98") };

    let found = reckon(&counted, Period::Year(2026), &incidents, &[], "2026-03-01 00:00");
    assert_eq!(found.down, hours_of(4));
    let all = reckon(&term("98"), Period::Year(2026), &incidents, &[], "2026-03-01 00:00");
    assert_eq!(all.down, hours_of(28));
    let january = reckon(&counted, Period::Month(2026, 1), &incidents, &[], "2026-03-01 00:00");
    assert_eq!(january.down, Duration::from_secs(1800));
}

#[test]
fn what_is_excluded_does_not_count_and_is_shown() {
    let incidents = [incident("FK1", "2026-02-03 20:00", Some("2026-02-04 02:00"))];
    let excluded = [
        (at("2026-02-03 23:00"), at("2026-02-04 00:00")),
        (at("2026-02-03 23:30"), at("2026-02-04 00:30")),
        (at("2026-02-04 01:30"), at("2026-02-04 09:00")),
        (at("2026-02-03 09:00"), at("2026-02-03 20:00")),
    ];

    let found = reckon(&term("98"), Period::Year(2026), &incidents, &excluded, "2026-03-01 00:00");

    assert_eq!((found.down, found.excluded), (hours_of(4), hours_of(2)));
}

#[test]
fn an_incident_that_lasts_is_counted_up_to_now_and_nothing_beyond() {
    let incidents = [incident("FK1", "2026-02-03 20:00", None)];
    let reckon = |now| reckon(&term("98"), Period::Year(2026), &incidents, &[], now);

    assert_eq!(reckon("2026-02-03 22:00").down, hours_of(2));
    assert_eq!(reckon("2026-02-03 19:00").down, Duration::ZERO);
    let found = reckon("2027-05-01 00:00");
    assert_eq!(found.elapsed, found.total);
    let so_far = reckon("2026-02-03 22:00").achieved_so_far();
    assert!(so_far < reckon("2026-02-03 22:00").achieved(), "{so_far}");
}

#[test]
fn operating_hours_are_all_that_is_measured_where_the_contract_says_so() {
    let hours: ServiceHours = "Mon-Fri 08:00-18:00".parse().unwrap();
    let bavaria = Holidays::of(Region::state(State::By));
    let schedule = Schedule::new(hours, bavaria, berlin());
    let term = AvailabilityTerm { within: Some(schedule), ..term("98.5") };
    let incidents = [incident("hoch", "2026-02-06 17:00", Some("2026-02-09 09:00"))];

    let found = reckon(&term, Period::Year(2026), &incidents, &[], "2026-03-01 00:00");

    assert_eq!(found.down, hours_of(2));
    // 261 weekdays, of which nine are holidays in all of Bavaria in 2026.
    assert_eq!(found.total, hours_of(2520));
}

#[test]
fn percentages_are_exact_and_read_as_people_write_them() {
    for (text, written) in [
        ("98", "98"),
        ("98.5", "98.5"),
        ("99,8 %", "99.8"),
        ("99.999%", "99.999"),
        ("100", "100"),
        ("0", "0"),
    ] {
        assert_eq!(text.parse::<Percent>().unwrap().to_string(), written);
    }
    for text in ["", "%", "-1", "100.001", "101", "98.", ".5", "98.5555", "1e2", "9 8"] {
        assert_eq!(text.parse::<Percent>(), Err(NoPercent), "{text}");
    }
}

proptest! {
    #[test]
    fn down_and_excluded_never_exceed_what_passed(
        incidents in stretches(), excluded in stretches(), now in 0_i64..366
    ) {
        let day = |days: i64| at("2026-01-01 00:00") + jiff::SignedDuration::from_hours(24 * days);
        let list: Vec<Incident> = incidents.iter().map(|(from, length)| Incident {
            class: String::new(), from: day(*from), until: Some(day(from + length)),
        }).collect();
        let excluded: Vec<_> = excluded.iter().map(|(from, length)| (day(*from), day(from + length))).collect();

        let found = availability(&term("98"), Period::Year(2026), &berlin(), &list, &excluded, day(now)).unwrap();

        prop_assert!(found.down + found.excluded <= found.elapsed);
        prop_assert!(found.elapsed <= found.total);
        let with_more = availability(&term("98"), Period::Year(2026), &berlin(), &list, &[], day(now)).unwrap();
        prop_assert!(with_more.down >= found.down);
        prop_assert_eq!(with_more.down, found.down + found.excluded);
        prop_assert_eq!(found.is_kept(), found.achieved() >= found.promised);
    }
}

fn stretches() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((-20_i64..380, 0_i64..30), 0..20)
}

fn term(promised: &str) -> AvailabilityTerm {
    let promised = promised.parse().unwrap();
    AvailabilityTerm { promised, counts: Vec::new(), within: None, source: String::new() }
}

fn reckon(
    term: &AvailabilityTerm,
    period: Period,
    incidents: &[Incident],
    excluded: &[(Timestamp, Timestamp)],
    now: &str,
) -> Availability {
    availability(term, period, &berlin(), incidents, excluded, at(now)).unwrap()
}

fn incident(class: &str, from: &str, until: Option<&str>) -> Incident {
    Incident { class: class.to_owned(), from: at(from), until: until.map(at) }
}

const fn hours_of(hours: u64) -> Duration {
    Duration::from_secs(hours * 3600)
}

fn at(text: &str) -> Timestamp {
    let time: jiff::civil::DateTime = text.parse().unwrap();
    time.to_zoned(berlin()).unwrap().timestamp()
}
