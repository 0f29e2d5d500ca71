//! Due moments as the contracts have them; vectors of requirements §6.

use proptest::prelude::*;

use super::*;
use crate::{Holidays, Region, ServiceHours, State, berlin};

#[test]
fn spie_fk1_runs_day_and_night() {
    let reaction = wall(PromiseKind::Reaction, Span::Time(minutes(30)));
    let restoration = Term { strict: true, ..wall(PromiseKind::Restoration, Span::Time(hours(8))) };
    let always = Schedule::always(berlin());

    // Saturday 02:00, and the night of the change to summer time. S0-10, S0-11, S0-12.
    for (term, reported, due) in [
        (&reaction, "2026-02-07 02:00", "2026-02-07 02:30"),
        (&restoration, "2026-02-07 02:00", "2026-02-07 10:00"),
        (&reaction, "2026-03-29 01:45", "2026-03-29 03:15"),
        (&restoration, "2026-03-29 01:45", "2026-03-29 10:45"),
    ] {
        assert_eq!(term.due_at(&always, at(reported)), Some(at(due)), "{reported}");
    }
    let promise = reaction.promise(&always, at("2026-02-07 02:00")).unwrap();
    assert_eq!(promise.why, "30 min, 7x24 (S0-11)");
    assert_eq!((promise.kind, promise.clock), (PromiseKind::Reaction, ClockKind::Wall));
}

#[test]
fn spie_fk2_and_fk3_run_in_service_hours() {
    let due = |term: &Term, reported| term.due_at(&office(), at(reported));

    let reaction = business(PromiseKind::Reaction, Span::Time(minutes(90)));
    assert_eq!(due(&reaction, "2026-02-06 16:00"), Some(at("2026-02-09 08:30")));
    let restoration = business(PromiseKind::Restoration, Span::Time(hours(24)));
    // 24 hours of service are two days of nine hours and six of the third.
    assert_eq!(due(&restoration, "2026-02-02 08:00"), Some(at("2026-02-04 14:00")));
}

#[test]
fn the_next_working_day_is_due_when_its_service_ends() {
    let fk4 = business(PromiseKind::Reaction, Span::NextWorkingDay);

    let due = fk4.due_at(&office(), at("2026-04-02 10:00"));

    assert_eq!(due, Some(at("2026-04-07 17:00")), "Tuesday after Easter Monday");
}

#[test]
fn weeks_and_months_are_those_of_the_calendar() {
    let week = Span::Weeks(1);
    let quarter = Span::Months(3);
    let fortnight = Span::Days(14);
    for (term, reported, due) in [
        (business(PromiseKind::Restoration, week), "2026-02-03 10:00", "2026-02-10 10:00"),
        // Days are those of the calendar too: a fortnight is two weeks, not 336 hours of service.
        (business(PromiseKind::Restoration, fortnight), "2026-02-03 10:00", "2026-02-17 10:00"),
        (business(PromiseKind::Restoration, fortnight), "2026-03-20 10:00", "2026-04-07 08:00"),
        (wall(PromiseKind::Restoration, Span::Days(1)), "2026-03-28 10:00", "2026-03-29 10:00"),
        // Begun at the next service hour.
        (business(PromiseKind::Restoration, week), "2026-02-07 03:00", "2026-02-16 08:00"),
        // Ending on Good Friday: on after the holidays, as § 193 BGB has it.
        (business(PromiseKind::Restoration, week), "2026-03-27 10:00", "2026-04-07 08:00"),
        (business(PromiseKind::Restoration, quarter), "2026-02-03 10:00", "2026-05-04 08:00"),
        // Saturday 28 and Monday 30 December both lead to 28 February, by the time of the report.
        (
            business(PromiseKind::Restoration, Span::Months(2)),
            "2013-12-28 08:01",
            "2014-02-28 08:01",
        ),
        (wall(PromiseKind::Restoration, week), "2026-03-27 10:00", "2026-04-03 10:00"),
        // The same time on the wall, though the week was an hour shorter.
        (wall(PromiseKind::Restoration, week), "2026-03-25 02:30", "2026-04-01 02:30"),
        (wall(PromiseKind::Restoration, quarter), "2026-11-30 10:00", "2027-02-28 10:00"),
        (wall(PromiseKind::Restoration, Span::Months(1)), "2028-01-31 10:00", "2028-02-29 10:00"),
    ] {
        assert_eq!(term.due_at(&office(), at(reported)), Some(at(due)), "{reported} {term:?}");
    }
}

#[test]
fn nothing_is_promised_where_it_cannot_be_reckoned() {
    let term = wall(PromiseKind::Reaction, Span::Time(Duration::MAX));
    assert_eq!(term.promise(&office(), at("2026-02-03 10:00")), None);
    let far = wall(PromiseKind::Restoration, Span::Months(u16::MAX));
    assert!(far.promise(&office(), at("2026-02-03 10:00")).is_some(), "5461 years");
    assert_eq!(far.promise(&office(), Timestamp::MAX), None);
}

proptest! {
    #[test]
    fn what_is_due_by_service_hours_is_due_in_them_or_at_their_end(
        seconds in 0_i64..2_000_000_000, span in spans()
    ) {
        let from = Timestamp::from_second(seconds + 1_000_000_000).unwrap();

        let due = business(PromiseKind::Restoration, span).due_at(&office(), from).unwrap();

        let just_before = due.checked_sub(Duration::from_nanos(1)).unwrap();
        prop_assert!(office().is_open(due) || office().is_open(just_before));
        prop_assert!(due >= from);
    }

    #[test]
    fn service_hours_never_give_less_time_than_the_wall_clock(
        seconds in 0_i64..2_000_000_000, span in spans()
    ) {
        let from = Timestamp::from_second(seconds + 1_000_000_000).unwrap();
        let by = |term: Term| term.due_at(&office(), from).unwrap();

        let business = by(business(PromiseKind::Restoration, span));
        prop_assert!(business >= by(wall(PromiseKind::Restoration, span)));
    }
}

fn spans() -> impl Strategy<Value = Span> {
    prop_oneof![
        (1_u64..1_000_000).prop_map(|seconds| Span::Time(Duration::from_secs(seconds))),
        Just(Span::NextWorkingDay),
        (1_u16..30).prop_map(Span::Days),
        (1_u16..10).prop_map(Span::Weeks),
        (1_u16..10).prop_map(Span::Months),
    ]
}

fn wall(kind: PromiseKind, span: Span) -> Term {
    let source = "30 min, 7x24 (S0-11)".to_owned();
    Term { kind, span, clock: ClockKind::Wall, strict: false, repeats: false, source }
}

fn business(kind: PromiseKind, span: Span) -> Term {
    Term { clock: ClockKind::Business, ..wall(kind, span) }
}

fn office() -> Schedule {
    let hours: ServiceHours = "Mon-Fri 08:00-17:00".parse().unwrap();
    Schedule::new(hours, Holidays::of(Region::state(State::Ni)), berlin())
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

const fn hours(hours: u64) -> Duration {
    minutes(hours * 60)
}

fn at(text: &str) -> Timestamp {
    let time: jiff::civil::DateTime = text.parse().unwrap();
    time.to_zoned(berlin()).unwrap().timestamp()
}
