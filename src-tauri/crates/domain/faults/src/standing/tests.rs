//! How promises fare in every order of events.

use proptest::prelude::*;

use super::*;
use crate::promise::ClockKind;
use crate::term::Span;
use crate::{Happening, Holidays, Region, State, berlin};

#[test]
fn a_reaction_is_kept_by_the_first_sign_of_work() {
    for sign in [Happening::Reacted, Happening::Updated, Happening::Restored, Happening::Closed] {
        let events = [reported("10:00"), event("10:20", sign)];
        let reading = read(&reaction(), &events, "12:00");
        assert_eq!(reading.standing, Standing::Kept { spare: minutes(10) });
        assert_eq!(reading.due_at, Some(at("10:30")));
    }
}

#[test]
fn a_reaction_runs_until_it_is_due_and_is_missed_afterwards() {
    let events = [reported("10:00")];
    for (now, standing) in [
        ("10:00", Standing::Running { due: at("10:30") }),
        ("10:30", Standing::Running { due: at("10:30") }),
        ("10:31", Standing::Missed { by: minutes(1) }),
        ("12:30", Standing::Missed { by: minutes(120) }),
    ] {
        assert_eq!(read(&reaction(), &events, now).standing, standing, "{now}");
    }
    let late = [reported("10:00"), event("10:45", Happening::Reacted)];
    assert_eq!(read(&reaction(), &late, "12:30").standing, Standing::Missed { by: minutes(15) });
}

#[test]
fn less_than_eight_hours_is_missed_when_they_are_over() {
    let term = Term { strict: true, ..restoration(Span::Time(minutes(480))) };
    let restored = |time: &str| [reported("10:00"), event(time, Happening::Restored)];

    let read = |time: &str| read(&term, &restored(time), "23:00").standing;

    assert_eq!(read("17:59"), Standing::Kept { spare: minutes(1) });
    assert_eq!(read("18:00"), Standing::Missed { by: Duration::ZERO });
    let not_strict = Term { strict: false, ..term.clone() };
    let kept = standing(&not_strict, &always(), &restored("18:00"), at("23:00"));
    assert_eq!(kept, Some(Standing::Kept { spare: Duration::ZERO }));
}

#[test]
fn a_pause_moves_what_is_left_behind_its_end() {
    let term = restoration(Span::Time(minutes(60)));
    let paused = event("10:20", Happening::Paused(PauseReason::Customer));
    let mut events = vec![reported("10:00"), paused];

    let reading = read(&term, &events, "11:50");
    let left = minutes(40);
    assert_eq!(reading.standing, Standing::Paused { left, why: PauseReason::Customer });
    assert_eq!(reading.due_at, None);

    events.push(event("12:00", Happening::Resumed));
    assert_eq!(read(&term, &events, "12:10").standing, Standing::Running { due: at("12:40") });
    assert_eq!(read(&term, &events, "12:50").standing, Standing::Missed { by: minutes(10) });
    events.push(event("12:30", Happening::Restored));
    assert_eq!(read(&term, &events, "23:00").standing, Standing::Kept { spare: minutes(10) });
}

#[test]
fn a_pause_in_the_night_moves_nothing_on_the_business_clock() {
    let term = Term { clock: ClockKind::Business, ..restoration(Span::Time(minutes(120))) };
    let friday = |time: &str| moment(&format!("2026-02-06 {time}"));
    let monday = |time: &str| moment(&format!("2026-02-09 {time}"));
    let with = |from, to| {
        let what = Happening::Paused(PauseReason::Appointment);
        let events = [
            Event { at: friday("16:00"), what: Happening::Reported },
            Event { at: from, what },
            Event { at: to, what: Happening::Resumed },
        ];
        Reading::of(&term, &office(), &events, monday("08:10")).unwrap().due_at
    };

    assert_eq!(with(friday("18:00"), monday("07:00")), Some(monday("09:00")));
    assert_eq!(with(friday("16:30"), friday("20:00")), Some(monday("09:30")));
    assert_eq!(with(friday("16:30"), monday("08:05")), Some(monday("09:35")));
}

#[test]
fn a_pause_after_the_miss_excuses_nothing_but_does_not_count() {
    let term = restoration(Span::Time(minutes(60)));
    let events = [
        reported("10:00"),
        event("11:10", Happening::Paused(PauseReason::Customer)),
        event("11:40", Happening::Resumed),
    ];

    assert_eq!(read(&term, &events, "11:20").standing, Standing::Missed { by: minutes(10) });
    assert_eq!(read(&term, &events, "12:00").standing, Standing::Missed { by: minutes(30) });
}

#[test]
fn what_is_done_in_a_pause_is_done_with_all_that_was_left() {
    let events = [
        reported("10:00"),
        event("10:20", Happening::Paused(PauseReason::ThirdParty)),
        event("15:00", Happening::Restored),
    ];

    let standing = read(&restoration(Span::Time(minutes(60))), &events, "23:00").standing;

    assert_eq!(standing, Standing::Kept { spare: minutes(40) });
}

#[test]
fn pauses_that_come_twice_or_never_end_or_never_began_are_taken_as_they_can_be() {
    let term = restoration(Span::Time(minutes(60)));
    let pause = |time, why| event(time, Happening::Paused(why));
    let events = [
        event("10:05", Happening::Resumed),
        reported("10:00"),
        pause("10:10", PauseReason::Customer),
        pause("10:20", PauseReason::Appointment),
        event("10:30", Happening::Resumed),
        event("10:40", Happening::Resumed),
    ];
    assert_eq!(read(&term, &events, "10:50").standing, Standing::Running { due: at("11:20") });
    let why = PauseReason::Appointment;
    let standing = read(&term, &events, "10:25").standing;
    assert_eq!(standing, Standing::Paused { left: minutes(50), why });
}

#[test]
fn a_reopened_fault_was_never_restored() {
    let term = restoration(Span::Time(minutes(240)));
    let mut events = vec![
        reported("10:00"),
        event("11:00", Happening::Restored),
        event("12:00", Happening::Closed),
        event("13:00", Happening::Reopened),
    ];

    assert_eq!(read(&term, &events, "12:30").standing, Standing::Kept { spare: minutes(180) });
    assert_eq!(read(&term, &events, "13:30").standing, Standing::Running { due: at("14:00") });
    events.push(event("15:00", Happening::Restored));
    assert_eq!(read(&term, &events, "23:00").standing, Standing::Missed { by: minutes(60) });
    // The reaction stays what it was.
    assert_eq!(read(&reaction(), &events, "23:00").standing, Standing::Missed { by: minutes(30) });
}

#[test]
fn updates_are_owed_again_and_again_until_it_is_over() {
    let term = updates();
    let mut events = vec![reported("10:00"), event("11:00", Happening::Reacted)];

    let reading = read(&term, &events, "11:30");
    assert_eq!(reading.standing, Standing::Running { due: at("13:00") });
    assert_eq!((reading.since, reading.missed), (at("11:00"), 0));
    assert_eq!(read(&term, &events, "14:00").missed, 1);

    events.push(event("14:00", Happening::Updated));
    let reading = read(&term, &events, "15:00");
    assert_eq!(reading.standing, Standing::Running { due: at("16:00") });
    assert_eq!(reading.missed, 1, "the second period was missed by an hour");

    events.push(event("15:30", Happening::Restored));
    let reading = read(&term, &events, "23:00");
    assert_eq!(reading.standing, Standing::Missed { by: minutes(60) });

    events.push(event("17:00", Happening::Reopened));
    let reading = read(&term, &events, "17:30");
    assert_eq!(reading.standing, Standing::Running { due: at("19:00") });
}

#[test]
fn updates_that_all_came_are_kept_and_one_that_is_owed_once_is_kept_by_the_first() {
    let events = [
        reported("10:00"),
        event("11:00", Happening::Updated),
        event("12:30", Happening::Updated),
        event("13:00", Happening::Closed),
        event("13:30", Happening::Updated),
    ];
    let spare = minutes(90);
    assert_eq!(read(&updates(), &events, "23:00").standing, Standing::Kept { spare });

    let once = Term { repeats: false, ..updates() };
    let standing = read(&once, &[reported("10:00"), event("11:00", Happening::Updated)], "23:00");
    assert_eq!(standing.standing, Standing::Kept { spare: minutes(60) });
}

#[test]
fn events_may_come_late_twice_before_the_report_and_from_the_future() {
    let mut events = vec![
        event("09:59", Happening::Reacted),
        event("14:00", Happening::Restored),
        event("14:00", Happening::Restored),
        reported("10:00"),
        reported("10:05"),
        event("10:02", Happening::Telephoned { spoke_with: "Frau Kern".to_owned() }),
    ];
    let standings = |events: &[Event]| {
        [reaction(), updates(), restoration(Span::Time(minutes(480)))]
            .map(|term| read(&term, events, "13:00").standing)
    };

    let in_this_order = standings(&events);
    assert_eq!(in_this_order[0], Standing::Kept { spare: minutes(30) });
    assert_eq!(in_this_order[1], Standing::Missed { by: minutes(60) });
    assert_eq!(in_this_order[2], Standing::Running { due: at("18:00") });
    events.reverse();
    assert_eq!(standings(&events), in_this_order);
}

#[test]
fn without_a_report_there_is_no_promise() {
    let events = [event("10:00", Happening::Reacted), reported("11:00")];
    assert_eq!(standing(&reaction(), &always(), &events, at("10:30")), None);
    assert_eq!(standing(&reaction(), &always(), &[], at("10:30")), None);
}

#[test]
fn somebody_is_warned_a_quarter_of_an_hour_before_the_miss() {
    assert_eq!(warning_at(Standing::Running { due: at("10:30") }), Some(at("10:15")));
    for settled in [
        Standing::Kept { spare: minutes(1) },
        Standing::Missed { by: minutes(1) },
        Standing::Paused { left: minutes(1), why: PauseReason::Customer },
    ] {
        assert_eq!(warning_at(settled), None);
    }
}

proptest! {
    #[test]
    fn a_pause_never_shortens_and_the_order_of_the_log_says_nothing(
        seeds in prop::collection::vec((0_u8..8, 0_i64..2880), 0..12),
        pause in (0_i64..2880, 0_i64..2880),
        seed in any::<prop::sample::Index>(),
        term in terms(),
    ) {
        let start = moment("2026-02-06 12:00");
        let after = |minute: i64| start + jiff::SignedDuration::from_mins(minute);
        let mut events = vec![Event { at: start, what: Happening::Reported }];
        // Distinct moments: what happens at one moment keeps the order of the log.
        let mut taken = std::collections::BTreeSet::from([0]);
        for (what, minute) in seeds {
            if taken.insert(minute) {
                events.push(Event { at: after(minute), what: happening(what) });
            }
        }
        let now = after(4000);
        let reading = Reading::of(&term, &office(), &events, now).unwrap();

        let mut turned = events.clone();
        turned.rotate_left(seed.index(events.len()));
        turned.reverse();
        prop_assert_eq!(Reading::of(&term, &office(), &turned, now), Some(reading));

        let plain = [events[0].clone()];
        let paused = [
            events[0].clone(),
            Event { at: after(pause.0), what: Happening::Paused(PauseReason::Customer) },
            Event { at: after(pause.0 + pause.1), what: Happening::Resumed },
        ];
        let later = after(6000);
        let due = |events: &[Event]| Reading::of(&term, &office(), events, later).unwrap().due_at;
        prop_assert!(due(&paused) >= due(&plain));
    }

    #[test]
    fn what_was_missed_or_kept_stays_so(
        seeds in prop::collection::vec((0_u8..7, 0_i64..2880), 0..12), looks in (0_i64..4000, 0_i64..4000)
    ) {
        let start = moment("2026-02-06 12:00");
        let after = |minute: i64| start + jiff::SignedDuration::from_mins(minute);
        let mut events = vec![Event { at: start, what: Happening::Reported }];
        events.extend(seeds.iter().map(|(what, minute)| Event { at: after(*minute), what: happening(*what) }));
        let look = |minute| standing(&reaction(), &office(), &events, after(minute)).unwrap();
        let (early, late) = (look(looks.0.min(looks.1)), look(looks.0.max(looks.1)));
        match early {
            Standing::Kept { .. } => prop_assert_eq!(late, early),
            Standing::Missed { by } => {
                let is_still_missed = matches!(late, Standing::Missed { by: later } if later >= by);
                prop_assert!(is_still_missed);
            }
            Standing::Running { .. } | Standing::Paused { .. } => {}
        }
    }
}

fn terms() -> impl Strategy<Value = Term> {
    let spans = prop::sample::select(vec![
        Span::Time(minutes(30)),
        Span::Time(minutes(600)),
        Span::NextWorkingDay,
        Span::Weeks(1),
    ]);
    let kinds = prop::sample::select(PromiseKind::ALL.to_vec());
    (spans, kinds, any::<bool>(), any::<bool>()).prop_map(|(span, kind, is_business, strict)| {
        let clock = if is_business { ClockKind::Business } else { ClockKind::Wall };
        Term { kind, span, clock, strict, repeats: true, source: String::new() }
    })
}

fn happening(number: u8) -> Happening {
    match number {
        0 => Happening::Reacted,
        1 => Happening::Updated,
        2 => Happening::Paused(PauseReason::Customer),
        3 => Happening::Resumed,
        4 => Happening::Restored,
        5 => Happening::Reopened,
        6 => Happening::Paused(PauseReason::ThirdParty),
        _ => Happening::Closed,
    }
}

fn reaction() -> Term {
    Term {
        kind: PromiseKind::Reaction,
        span: Span::Time(minutes(30)),
        clock: ClockKind::Wall,
        strict: false,
        repeats: false,
        source: String::new(),
    }
}

fn restoration(span: Span) -> Term {
    Term { kind: PromiseKind::Restoration, span, ..reaction() }
}

fn updates() -> Term {
    let span = Span::Time(minutes(120));
    Term { kind: PromiseKind::Update, span, repeats: true, ..reaction() }
}

fn read(term: &Term, events: &[Event], now: &str) -> Reading {
    Reading::of(term, &always(), events, at(now)).unwrap()
}

fn reported(time: &str) -> Event {
    event(time, Happening::Reported)
}

fn event(time: &str, what: Happening) -> Event {
    Event { at: at(time), what }
}

/// A time of one winter day in Berlin.
fn at(time: &str) -> Timestamp {
    moment(&format!("2026-02-03 {time}"))
}

fn moment(text: &str) -> Timestamp {
    let time: jiff::civil::DateTime = text.parse().unwrap();
    time.to_zoned(berlin()).unwrap().timestamp()
}

fn always() -> Schedule {
    Schedule::always(berlin())
}

fn office() -> Schedule {
    let hours = "Mon-Fri 08:00-17:00".parse().unwrap();
    Schedule::new(hours, Holidays::of(Region::state(State::Ni)), berlin())
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}
