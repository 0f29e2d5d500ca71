//! Whatever people do in whatever order, on a network that loses and reorders: in the end nobody has
//! a call, a port, a dialog or a transaction left.

use std::time::Duration;

use model::CallId;
use proptest::prelude::*;
use switchboard::{CallChoice, Command, RejectReason};
use testkit::Conditions;

use crate::phone::{Scene, dial};

const CAST: [&str; 3] = ["anna", "ben", "dora"];

/// Persons, more than once, and colleagues of the house: echo, speaks, busy, rings on, transfers, holds, takes
/// transfers, refuses them, sounds early, redirects, and a number that nobody has.
const NUMBERS: [&str; 23] = [
    "21", "22", "23", "21", "22", "23", "21", "22", "23", "21", "22", "23", "11", "12", "13", "15",
    "31", "32", "33", "34", "35", "36", "99",
];

const ROUGH: Conditions = Conditions {
    loss: 0.1,
    duplication: 0.05,
    delay: Duration::from_millis(10),
    jitter: Duration::from_millis(80),
    calm_after: None,
};

/// One thing that somebody does.
#[derive(Debug, Clone)]
struct Deed {
    who: usize,
    what: u8,
    number: usize,
    /// Which of the calls that are there.
    call: usize,
    other: usize,
    /// Milliseconds until the next one does something.
    wait_ms: u64,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (0..CAST.len(), 0_u8..31, 0..NUMBERS.len(), 0_usize..5, 0_usize..5, 0_u64..2000)
        .prop_map(|(who, what, number, call, other, wait_ms)| Deed {
            who,
            what,
            number,
            call,
            other,
            wait_ms,
        });
    prop::collection::vec(deed, 30..90)
}

fn command(deed: &Deed, calls: &[CallId]) -> Command {
    // Now and then nobody says which.
    let pick = |at: usize| match calls.len() {
        count if count > 0 && at > 0 => CallChoice::This(calls[at % count]),
        _ => CallChoice::Only,
    };
    let (call, other) = (pick(deed.call), pick(deed.other));
    let target = NUMBERS[deed.number].to_owned();
    match deed.what {
        0..=3 => dial(&target),
        4..=8 => Command::Answer { call: CallChoice::Only },
        9 => Command::HangUp { call },
        10 => Command::Reject { call, reason: RejectReason::Busy },
        11 => Command::Forward { call, target },
        12 => Command::Hold { call },
        13 => Command::Resume { call },
        14 => Command::Toggle,
        15 | 16 => Command::Consult { call, target },
        17 | 18 => Command::Transfer { call, target },
        19 | 20 => Command::Connect { call, other },
        21 => Command::TakeBack { call },
        22 | 23 => Command::Join { call, other },
        24 => Command::Split { call },
        25 => Command::LeaveConference,
        26 => Command::SendDigits { call, digits: "1*".to_owned() },
        27 | 28 => Command::AnswerProposal { call, follows: true },
        29 => Command::AnswerProposal { call, follows: false },
        _ => Command::Silence { call },
    }
}

fn live(conditions: Conditions, seed: u64, deeds: &[Deed]) {
    let mut scene = Scene::under(conditions, seed);
    scene.pass(Duration::from_secs(30));
    for deed in deeds {
        let who = CAST[deed.who];
        let calls: Vec<CallId> =
            scene.phone(who).switchboard.calls().iter().map(|call| call.id).collect();
        // A wish that cannot be granted is refused and changes nothing.
        drop(scene.try_wish(who, command(deed, &calls)));
        scene.pass(Duration::from_millis(deed.wait_ms));
    }
    // Whatever was begun finds its end: nobody rings or tries for longer.
    scene.pass(Duration::from_secs(60));
    scene.end();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn nothing_is_left_whatever_people_do(deeds in deeds(), seed in 0_u64..1000) {
        live(Conditions::CALM, seed, &deeds);
    }

    #[test]
    fn nothing_is_left_on_a_bad_network_either(deeds in deeds(), seed in 0_u64..1000) {
        live(ROUGH, seed, &deeds);
    }
}

#[test]
fn two_hundred_calls_in_a_row_leave_nothing() {
    let mut scene = Scene::new();
    for round in 0..200 {
        scene.wish("anna", dial("22"));
        scene.wish("ben", Command::Answer { call: CallChoice::Only });
        let who = if round % 2 == 0 { "anna" } else { "ben" };
        scene.wish(who, Command::HangUp { call: CallChoice::Only });
        scene.pass(Duration::from_secs(5));
    }

    assert_eq!(scene.phone("ben").records().len(), 200);
    scene.pass(Duration::from_secs(60));
    for who in CAST {
        scene.phone(who).assert_nothing_is_left();
    }
    scene.end();
}

#[test]
fn twenty_calls_stand_at_once() {
    let mut scene = Scene::new();
    let wishes = telephony::policy::Wishes { most_calls: 32, ..Default::default() };
    scene.wish("ben", Command::Receive { wishes: Box::new(wishes) });
    for _ in 0..20 {
        scene.wish("anna", dial("22"));
        let offered = scene.phone("ben").offered().unwrap();
        scene.wish("ben", Command::Answer { call: CallChoice::This(offered) });
    }

    for who in ["anna", "ben"] {
        assert_eq!(scene.phone(who).switchboard.calls().iter().filter(|c| c.is_up()).count(), 20);
    }
    scene.end();
}
