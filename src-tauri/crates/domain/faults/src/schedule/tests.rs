//! Business time over weekends, holidays, midnight, both changes of the clock, and far years.

use std::hint::black_box;

use proptest::prelude::*;

use super::*;
use crate::region::{Municipality, Region, State};

#[test]
fn business_time_runs_on_after_the_weekend() {
    let bavaria = schedule("Mon-Fri 08:00-18:00", Region::state(State::By));

    // TRAUT Hoch and Mittel, requirements §6.
    for (reported, hours, due) in [
        ("2026-02-06 17:30", 1, "2026-02-09 08:30"),
        ("2026-02-06 17:30", 2, "2026-02-09 09:30"),
        ("2026-02-06 16:00", 4, "2026-02-09 10:00"),
        ("2026-02-06 16:00", 2, "2026-02-06 18:00"),
        ("2026-02-07 03:00", 1, "2026-02-09 09:00"),
        ("2026-02-06 18:00", 0, "2026-02-09 08:00"),
    ] {
        let due_at = bavaria.add(at(reported), Duration::from_secs(hours * 3600));
        assert_eq!(due_at, Some(at(due)), "{reported} + {hours} h");
    }
}

#[test]
fn the_clock_starts_after_a_holiday_of_the_municipality() {
    let hour = Duration::from_secs(3600);
    let with = |municipality| {
        let region = Region::new(crate::Country::Germany, Some(State::By), municipality).unwrap();
        schedule("Mon-Fri 08:00-18:00", region).add(at("2025-08-15 10:00"), hour)
    };

    assert_eq!(with(Some(Municipality::Munich)), Some(at("2025-08-18 09:00")));
    assert_eq!(with(Some(Municipality::Protestant)), Some(at("2025-08-15 11:00")));
    assert_eq!(with(None), Some(at("2025-08-15 11:00")));
}

#[test]
fn holidays_are_those_of_the_contracts_region_only() {
    // SEITENBAU without on-call, 1 Nov 2027; stimme on 6 Jan 2027; requirements §6.
    let swabia = schedule("Mon-Fri 09:00-17:00", Region::state(State::Bw));
    assert_eq!(swabia.next_open(at("2027-11-01 10:00")), Some(at("2027-11-02 09:00")));

    let nationwide = schedule("Mon-Fri 08:00-17:00", Region::germany());
    assert!(nationwide.is_open(at("2027-01-06 10:00")));
    assert!(!swabia.is_open(at("2027-01-06 10:00")));
}

#[test]
fn the_end_of_service_is_outside_and_a_minute_may_be_nobodys() {
    let service = schedule("Mon-Fri 08:00-18:00", Region::germany());
    let maintenance = Schedule::new("18:01-07:59".parse().unwrap(), Holidays::none(), berlin());

    // S3-05: service ends at 18:00 and maintenance begins at 18:01.
    for (time, is_service, is_maintenance) in [
        ("2026-02-03 17:59", true, false),
        ("2026-02-03 18:00", false, false),
        ("2026-02-03 18:01", false, true),
        ("2026-02-04 07:58", false, true),
        ("2026-02-04 07:59", false, false),
        ("2026-02-04 08:00", true, false),
    ] {
        assert_eq!(service.is_open(at(time)), is_service, "{time}");
        assert_eq!(maintenance.is_open(at(time)), is_maintenance, "{time}");
    }
    assert_eq!(service.closes(at("2026-02-03 17:59")), Some(at("2026-02-03 18:00")));
    assert_eq!(service.closes(at("2026-02-03 18:00")), None);
}

#[test]
fn around_the_clock_the_wall_clock_counts_through_both_changes() {
    let always = Schedule::always(berlin());
    let half = Duration::from_secs(1800);

    assert_eq!(always.add(at("2026-03-29 01:45"), half), Some(at("2026-03-29 03:15")));
    assert_eq!(always.add(utc("2026-10-25T00:45:00Z"), half), Some(utc("2026-10-25T01:15:00Z")));
    assert_eq!(always.next_open(at("2026-12-25 03:00")), Some(at("2026-12-25 03:00")));
    assert_eq!(always.closes(at("2026-12-25 03:00")), None);
    let night = always.between(at("2026-03-29 00:00"), at("2026-03-30 00:00"));
    assert_eq!(night, Duration::from_secs(23 * 3600));
}

#[test]
fn days_of_23_and_25_hours_are_as_long_as_they_are() {
    let daily = Schedule::new("00:00-24:00".parse().unwrap(), Holidays::none(), berlin());
    for (day, next, hours) in [
        ("2026-03-29 00:00", "2026-03-30 00:00", 23),
        ("2026-10-25 00:00", "2026-10-26 00:00", 25),
        ("2026-10-26 00:00", "2026-10-27 00:00", 24),
    ] {
        let length = Duration::from_secs(hours * 3600);
        assert_eq!(daily.between(at(day), at(next)), length, "{day}");
        assert_eq!(daily.add(at(day), length), Some(at(next)), "{day}");
    }
}

#[test]
fn hours_that_hold_a_change_are_an_hour_shorter_or_longer() {
    let length = |hours: &str, date: Date| {
        let schedule = Schedule::new(hours.parse().unwrap(), Holidays::none(), berlin());
        let day = schedule.working_day(date);
        day.map(|day| day.closes_at.duration_since(day.opens_at).as_secs() / 60)
    };
    let (spring, autumn) = (jiff::civil::date(2026, 3, 29), jiff::civil::date(2026, 10, 25));

    for (hours, in_spring, in_autumn) in [
        ("01:00-04:00", Some(120), Some(240)),
        ("02:00-03:00", None, Some(120)),
        // What is left out or comes twice is cut at the change, or at its first time.
        ("02:30-04:00", Some(60), Some(150)),
        ("01:00-02:30", Some(60), Some(90)),
        ("08:00-17:00", Some(540), Some(540)),
        ("22:00-02:00", Some(240), Some(240)),
    ] {
        assert_eq!(length(hours, spring), in_spring, "{hours} in spring");
        assert_eq!(length(hours, autumn), in_autumn, "{hours} in autumn");
    }
}

#[test]
fn what_goes_over_midnight_belongs_to_the_day_on_which_it_begins() {
    let nights = schedule("Mon-Fri 22:00-02:00", Region::germany());

    assert!(nights.is_open(at("2026-02-07 01:59")), "the night from Friday");
    assert!(!nights.is_open(at("2026-02-08 01:00")), "the night from Saturday");
    assert!(nights.is_open(at("2026-04-03 01:00")), "the night before Good Friday");
    assert!(!nights.is_open(at("2026-04-04 01:00")), "the night of Good Friday");
    assert_eq!(
        nights.add(at("2026-02-06 23:00"), Duration::from_secs(4 * 3600)),
        Some(at("2026-02-09 23:00"))
    );
    assert_eq!(nights.closes(at("2026-02-06 23:00")), Some(at("2026-02-07 02:00")));
}

#[test]
fn the_next_working_day_is_after_all_the_holidays() {
    let nationwide = schedule("Mon-Fri 08:00-17:00", Region::germany());

    // SPIE FK4 on the Thursday before Good Friday, requirements §6.
    for (reported, date) in [
        ("2026-04-02 10:00", (4, 7)),
        ("2026-04-02 20:00", (4, 7)),
        ("2026-04-01 23:59", (4, 2)),
        ("2026-04-04 03:00", (4, 7)),
        ("2026-04-07 03:00", (4, 8)),
    ] {
        let day = nationwide.next_working_day(at(reported)).unwrap();
        assert_eq!((day.date.month(), day.date.day()), date, "{reported}");
    }
    let day = nationwide.next_working_day(at("2026-04-02 10:00")).unwrap();
    assert_eq!(day.opens_at, at("2026-04-07 08:00"));
    assert_eq!(day.closes_at, at("2026-04-07 17:00"));
    let split = schedule("Mon-Fri 08:00-12:00, 13:00-17:00", Region::germany());
    let day = split.next_working_day(at("2026-04-02 10:00")).unwrap();
    assert_eq!(day.closes_at, at("2026-04-07 17:00"));
}

#[test]
fn other_zones_are_read_in_their_own_time() {
    let zurich = time_zone("Europe/Zurich").unwrap();
    let hours: ServiceHours = "Mon-Fri 08:00-17:00".parse().unwrap();
    let new_york = time_zone("America/New_York").unwrap();
    let here = Schedule::new(hours.clone(), Holidays::none(), zurich);
    let there = Schedule::new(hours, Holidays::none(), new_york);

    let morning = utc("2026-02-03T07:30:00Z");
    assert!(here.is_open(morning) && !there.is_open(morning));
    assert_eq!(there.next_open(morning), Some(utc("2026-02-03T13:00:00Z")));
    assert_eq!(time_zone("Europe/Rufbereit"), Err(UnknownZone("Europe/Rufbereit".to_owned())));
}

#[test]
fn a_schedule_that_is_never_open_says_so() {
    let first = jiff::civil::date(2026, 1, 1);
    let mondays = first.series(Span::new().days(1)).take(FAR_DAYS + 400);
    let closed = Holidays::none().with_extra(mondays.map(|day| (day, "zu".to_owned())));
    let never = Schedule::new("Mon 08:00-09:00".parse().unwrap(), closed, berlin());
    let now = at("2026-02-03 10:00");

    assert_eq!(never.next_open(now), None);
    assert_eq!(never.add(now, Duration::from_secs(1)), None);
    assert_eq!(never.next_working_day(now), None);
    assert_eq!(never.between(now, at("2036-02-03 10:00")), Duration::ZERO);
}

#[test]
fn the_ends_of_time_are_no_panic() {
    let schedule = schedule("Mon-Fri 08:00-17:00", Region::state(State::By));
    let always = Schedule::always(berlin());
    for at in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        for schedule in [&schedule, &always] {
            for time in [Duration::ZERO, Duration::from_secs(1), Duration::MAX] {
                black_box(schedule.add(at, time));
            }
            black_box(schedule.next_open(at));
            black_box(schedule.next_working_day(at));
            black_box(schedule.between(Timestamp::MIN, at));
            black_box(schedule.between(at, Timestamp::MAX));
        }
    }
    assert_eq!(schedule.add(Timestamp::MAX, Duration::from_secs(1)), None);
}

proptest! {
    #[test]
    fn adding_and_taking_the_difference_are_inverse(
        schedule in schedules(), from in moments(), seconds in 0_u64..2_000_000
    ) {
        let time = Duration::from_secs(seconds);
        let due = schedule.add(from, time).unwrap();

        prop_assert_eq!(schedule.between(from, due), time);
        prop_assert!(due >= from);
    }

    #[test]
    fn more_time_is_never_due_earlier_and_a_later_report_neither(
        schedule in schedules(), from in moments(), later in 0_i64..3_000_000,
        seconds in 0_u64..1_000_000, more in 0_u64..1_000_000
    ) {
        let time = Duration::from_secs(seconds);
        let due = schedule.add(from, time).unwrap();
        let after = from + SignedDuration::from_secs(later);

        prop_assert!(schedule.add(from, Duration::from_secs(seconds + more)).unwrap() >= due);
        prop_assert!(schedule.add(after, time).unwrap() >= due);
    }

    #[test]
    fn what_is_due_is_due_within_service_or_at_its_end(
        schedule in schedules(), from in moments(), seconds in 1_u64..1_000_000
    ) {
        let due = schedule.add(from, Duration::from_secs(seconds)).unwrap();

        let just_before = due - SignedDuration::from_nanos(1);
        prop_assert!(schedule.is_open(just_before), "{due}");
    }

    #[test]
    fn the_next_open_moment_is_open_and_nothing_is_open_before_it(
        schedule in schedules(), from in moments(), share in 0.0..1.0_f64
    ) {
        let opens = schedule.next_open(from).unwrap();

        prop_assert!(opens >= from && schedule.is_open(opens));
        let between = opens.duration_since(from).mul_f64(share);
        prop_assert!(between.is_zero() || !schedule.is_open(from + between) || from + between == opens);
        prop_assert_eq!(schedule.between(from, opens), Duration::ZERO);
    }

    #[test]
    fn stretches_add_up(
        schedule in schedules(), from in moments(), one in 0_i64..5_000_000, two in 0_i64..5_000_000
    ) {
        let middle = from + SignedDuration::from_secs(one);
        let end = middle + SignedDuration::from_secs(two);

        let parts = schedule.between(from, middle) + schedule.between(middle, end);
        prop_assert_eq!(parts, schedule.between(from, end));
        prop_assert!(parts <= end.duration_since(from).unsigned_abs());
        prop_assert_eq!(schedule.between(end, from), Duration::ZERO);
    }

    #[test]
    fn closed_and_open_agree_with_the_wall_clock_and_the_calendar(from in moments()) {
        let schedule = schedule("Mon-Fri 08:00-17:00", Region::state(State::Bw));
        let there = berlin().to_datetime(from);

        let is_weekend = there.weekday().to_monday_zero_offset() >= 5;
        let is_holiday = schedule.holidays().is_holiday(there.date());
        let is_within = (8..17).contains(&there.hour());
        prop_assert_eq!(schedule.is_open(from), is_within && !is_weekend && !is_holiday);
    }
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let hours = prop::sample::select(vec![
        "7x24",
        "Mon-Fri 08:00-17:00",
        "Mon-Thu 08:00-12:00, 13:00-17:30; Fri 08:00-14:00",
        "Mon-Sun 22:00-06:00",
        "Sat,Sun 00:00-24:00",
        "01:30-02:30",
        "Sun 02:15-02:45; Wed 10:00-11:00",
    ]);
    let states = prop::sample::select(State::ALL.to_vec());
    let zones = prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Asia/Kolkata"]);
    (hours, states, zones).prop_map(|(hours, state, zone)| {
        let zone = time_zone(zone).unwrap();
        Schedule::new(hours.parse().unwrap(), Holidays::of(Region::state(state)), zone)
    })
}

/// Any moment of 1996 to 2059, as often as not within two days of a change of the clock.
fn moments() -> impl Strategy<Value = Timestamp> {
    let any = 820_454_400_i64..2_840_140_800;
    let change = (1996_i16..2059, prop::bool::ANY, -172_800_i64..172_800);
    let change = change.prop_map(|(year, is_spring, seconds)| {
        let month = if is_spring { 3 } else { 10 };
        let last = jiff::civil::date(year, month, 31);
        let sunday = last.checked_sub(Span::new().days(last.weekday().to_sunday_zero_offset()));
        let at = sunday.unwrap().at(1, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        at.as_second() + seconds
    });
    prop_oneof![any, change].prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
}

fn schedule(hours: &str, region: Region) -> Schedule {
    Schedule::new(hours.parse().unwrap(), Holidays::of(region), berlin())
}

/// A time of day in Berlin.
fn at(text: &str) -> Timestamp {
    let time: jiff::civil::DateTime = text.parse().unwrap();
    time.to_zoned(berlin()).unwrap().timestamp()
}

fn utc(text: &str) -> Timestamp {
    text.parse().unwrap()
}
