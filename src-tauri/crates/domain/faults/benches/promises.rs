//! What due moments cost: reports of a whole year with its holidays, on the clocks of the contracts.
//!
//! The demand is 100,000 due moments a second; each measure holds [`REPORTS`] of them.

use std::hint::black_box;
use std::time::Duration;

use divan::Bencher;
use divan::counter::ItemsCount;
use faults::{
    ClockKind, Event, Happening, Holidays, PromiseKind, Reading, Region, Schedule, Span, State,
    Term, berlin,
};

fn main() {
    divan::main();
}

/// Reports of a year: one every 31 minutes and 7 seconds, so that every hour of the week and
/// every holiday has some.
const REPORTS: usize = 16_890;
const STEP: Duration = Duration::from_secs(31 * 60 + 7);

/// `term` is what is promised, by the clock of service hours in Bavaria.
#[divan::bench(args = ["1 h", "24 h", "next working day", "1 week", "3 months"])]
fn due(bencher: Bencher<'_, '_>, span: &str) {
    let (schedule, term) = (service(), term(span));
    let reports = reports();
    bencher.counter(ItemsCount::new(REPORTS)).bench(|| {
        for report in &reports {
            black_box(term.due_at(&schedule, *report).expect("service goes on"));
        }
    });
}

/// The same around the clock, as FK1 has it.
#[divan::bench]
fn due_around_the_clock(bencher: Bencher<'_, '_>) {
    let (schedule, term) = (Schedule::always(berlin()), term("1 h"));
    let reports = reports();
    bencher.counter(ItemsCount::new(REPORTS)).bench(|| {
        for report in &reports {
            black_box(term.due_at(&schedule, *report).expect("time goes on"));
        }
    });
}

/// How a promise fares after a pause of three hours and two updates.
#[divan::bench]
fn standing(bencher: Bencher<'_, '_>) {
    let (schedule, term) = (service(), term("24 h"));
    let histories: Vec<Vec<Event>> = reports().into_iter().map(history).collect();
    bencher.counter(ItemsCount::new(REPORTS)).bench(|| {
        for events in &histories {
            let now = events.last().expect("a history has events").at + STEP;
            black_box(Reading::of(&term, &schedule, events, now).expect("it was reported"));
        }
    });
}

fn history(at: clock::Timestamp) -> Vec<Event> {
    let hour = Duration::from_secs(3600);
    let what = [
        Happening::Reported,
        Happening::Reacted,
        Happening::Paused(faults::PauseReason::Customer),
        Happening::Updated,
        Happening::Updated,
        Happening::Resumed,
    ];
    (0_u32..).zip(what).map(|(hours, what)| Event { at: at + hour * hours, what }).collect()
}

fn term(span: &str) -> Term {
    let hours = |hours: u64| Span::Time(Duration::from_secs(hours * 3600));
    let span = match span {
        "1 h" => hours(1),
        "24 h" => hours(24),
        "next working day" => Span::NextWorkingDay,
        "1 week" => Span::Weeks(1),
        _ => Span::Months(3),
    };
    Term {
        kind: PromiseKind::Restoration,
        span,
        clock: ClockKind::Business,
        strict: true,
        repeats: false,
        source: "S0-12".to_owned(),
    }
}

fn service() -> Schedule {
    let hours = "Mon-Fri 08:00-12:00, 13:00-17:00".parse().expect("it is written as they are");
    Schedule::new(hours, Holidays::of(Region::state(State::By)), berlin())
}

fn reports() -> Vec<clock::Timestamp> {
    let first: clock::Timestamp = "2026-01-01T00:00:00Z".parse().expect("it is a moment");
    std::iter::successors(Some(first), |at| Some(*at + STEP)).take(REPORTS).collect()
}
