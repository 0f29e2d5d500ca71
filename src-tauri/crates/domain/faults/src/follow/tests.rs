//! Tickets moved by people, in any order.

use proptest::prelude::*;

use super::*;
use crate::{Affects, Cast, Draft, PauseReason, Report, Ticket, Works};

const CUSTOMER: Stage = Stage::Waiting(PauseReason::Customer);
const THIRD_PARTY: Stage = Stage::Waiting(PauseReason::ThirdParty);

#[test]
fn every_way_through_a_ticket_tells_what_the_clocks_need() {
    let table: &[(&[Stage], &str, &[&str])] = &[
        (&[Stage::Received], "filed", &[]),
        (&[Stage::InWork], "in-work", &["reacted"]),
        (&[CUSTOMER], "paused", &["reacted", "paused"]),
        (&[CUSTOMER, CUSTOMER], "paused", &["reacted", "paused"]),
        (&[CUSTOMER, THIRD_PARTY], "paused", &["reacted", "paused", "resumed", "paused"]),
        (&[CUSTOMER, Stage::InWork], "in-work", &["reacted", "paused", "resumed"]),
        (&[CUSTOMER, Stage::Received], "in-work", &["reacted", "paused", "resumed"]),
        (&[CUSTOMER, Stage::Restored], "restored", &["reacted", "paused", "resumed", "restored"]),
        (&[CUSTOMER, Stage::Closed], "closed", &["reacted", "paused", "resumed", "closed"]),
        (&[Stage::Restored], "restored", &["reacted", "restored"]),
        (&[Stage::Closed], "closed", &["reacted", "closed"]),
        (&[Stage::Closed, Stage::Restored], "closed", &["reacted", "closed"]),
        (&[Stage::Restored, Stage::Closed], "closed", &["reacted", "restored", "closed"]),
        (&[Stage::Restored, Stage::InWork], "in-work", &["reacted", "restored", "reopened"]),
        (&[Stage::Closed, Stage::InWork], "in-work", &["reacted", "closed", "reopened"]),
        (&[Stage::Closed, Stage::Received], "in-work", &["reacted", "closed", "reopened"]),
        (&[Stage::Closed, CUSTOMER], "paused", &["reacted", "closed", "reopened", "paused"]),
        (&[Stage::InWork, Stage::Received], "in-work", &["reacted"]),
    ];
    for (stages, state, happenings) in table {
        let mut followed = filed();
        let mut told = Vec::new();
        for (look, stage) in (1..).zip(*stages) {
            told.extend(look_at(&mut followed, at(look * 60), news(*stage)).events);
        }
        let told: Vec<_> = told.iter().map(|event| event.what.code()).collect();
        assert_eq!((followed.report.state.code(), &told[..]), (*state, *happenings), "{stages:?}");
    }
}

#[test]
fn the_first_word_of_the_provider_is_the_reaction_and_each_is_an_update() {
    let mut followed = filed();

    let look = look_at(&mut followed, at(600), written(&[("b", 500), ("a", 300)]));

    assert_eq!(followed.report.state.code(), "acknowledged");
    assert_eq!(codes(&look), [("reacted", 300), ("updated", 300), ("updated", 500)]);
    let ids: Vec<_> = look.updates.iter().map(|update| update.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"], "oldest first");

    let look = look_at(&mut followed, at(900), written(&[("a", 300), ("b", 500), ("c", 800)]));
    assert_eq!(codes(&look), [("updated", 800)]);
    let look = look_at(&mut followed, at(960), written(&[("c", 800), ("c", 800)]));
    assert_eq!((codes(&look), look.updates), (vec![], vec![]));
}

#[test]
fn the_reaction_is_the_earlier_of_the_first_word_and_the_first_move() {
    let mut followed = filed();

    let look = look_at(
        &mut followed,
        at(900),
        News { stage: Some(Stage::InWork), since: Some(at(200)), ..written(&[("a", 300)]) },
    );

    assert_eq!(codes(&look), [("reacted", 200), ("updated", 300)]);
}

#[test]
fn the_systems_own_moment_counts_and_else_the_moment_of_the_look() {
    let mut followed = filed();

    let since = Some(at(250));
    let look = look_at(&mut followed, at(600), News { since, ..news(CUSTOMER) });
    assert_eq!(codes(&look), [("reacted", 250), ("paused", 250)]);

    let look = look_at(&mut followed, at(1_200), news(Stage::InWork));
    assert_eq!(codes(&look), [("resumed", 1_200)]);
}

#[test]
fn wrong_clocks_do_not_turn_the_order_around() {
    let mut followed = filed();

    let since = Some(at(-5_000));
    let look = look_at(&mut followed, at(600), News { since, ..news(CUSTOMER) });
    assert_eq!(codes(&look), [("reacted", 0), ("paused", 0)], "not before the report");
    let look = look_at(&mut followed, at(700), written(&[("a", 99_999), ("b", -7)]));
    assert_eq!(codes(&look), [("updated", 0), ("updated", 700)], "not after now");
    let look = look_at(&mut followed, at(300), news(Stage::InWork));
    assert_eq!(codes(&look), [("resumed", 700)], "our own clock went back");
}

#[test]
fn what_a_person_decided_stands_until_the_provider_moves_the_ticket() {
    let mut followed = filed();
    look_at(&mut followed, at(60), news(Stage::Restored));
    followed.report.state.take(Step::Reopen).unwrap();

    let look = look_at(&mut followed, at(120), news(Stage::Restored));
    assert_eq!((look.state.code(), codes(&look)), ("in-work", vec![]));

    let since = Some(at(150));
    let look = look_at(&mut followed, at(180), News { since, ..news(Stage::Restored) });
    assert_eq!((look.state.code(), codes(&look)), ("restored", vec![("restored", 150)]));

    followed.report.state.take(Step::Close).unwrap();
    let look = look_at(&mut followed, at(240), News { since, ..news(Stage::Restored) });
    assert_eq!((look.state.code(), codes(&look)), ("closed", vec![]));
}

#[test]
fn a_system_that_does_not_tell_a_stage_changes_none() {
    let mut followed = filed();
    look_at(&mut followed, at(60), news(CUSTOMER));

    let look = look_at(&mut followed, at(120), News::default());

    assert_eq!((look.state.code(), codes(&look)), ("paused", vec![]));
    assert_eq!(look.stage, Some(CUSTOMER));
    let look = look_at(&mut followed, at(180), news(CUSTOMER));
    assert_eq!(codes(&look), []);
}

#[test]
fn nothing_is_heard_of_a_report_that_is_not_filed() {
    let mut followed = filed();
    followed.report.state = TicketState::Drafted;

    let look = follow(&followed, news(Stage::Closed), at(60));

    assert_eq!((look.state.code(), codes(&look)), ("drafted", vec![]));
}

proptest! {
    #[test]
    fn no_sequence_gets_stuck_and_pauses_and_resumptions_alternate(
        looks in prop::collection::vec(
            (any::<i16>(), 0..Stage::ALL.len(), prop::option::of(any::<i16>()), 0..4_u8), 1..40,
        )
    ) {
        let mut followed = filed();
        let mut told = Vec::new();
        for (now, stage, since, word) in looks {
            let stage = Stage::ALL[stage];
            let mut news = News { since: since.map(|since| at(since.into())), ..news(stage) };
            if word > 0 {
                news.updates = written(&[(["a", "b", "c"][usize::from(word) - 1], now.into())]).updates;
            }
            let has_told = followed.stage.is_some();
            let has_changed = followed.stage != Some(stage);
            let look = look_at(&mut followed, at(now.into()), news);
            if has_changed {
                prop_assert!(stands(&look.state, stage, has_told), "{stage:?}: {:?}", look.state);
            }
            told.extend(look.events);
        }

        let mut is_paused = false;
        let mut latest = at(0);
        for event in &told {
            match event.what {
                Happening::Paused(_) => prop_assert!(!std::mem::replace(&mut is_paused, true)),
                Happening::Resumed => prop_assert!(std::mem::replace(&mut is_paused, false)),
                Happening::Restored | Happening::Closed | Happening::Reopened => {
                    prop_assert!(!is_paused);
                }
                Happening::Reported | Happening::Telephoned { .. }
                | Happening::Reacted | Happening::Updated => continue,
            }
            prop_assert!(event.at >= latest, "moves stand in order");
            latest = event.at;
        }
        let reactions = told.iter().filter(|event| event.what == Happening::Reacted).count();
        prop_assert!(reactions <= 1);
    }
}

/// Whether a state is one that a ticket of this stage may have here.
fn stands(state: &TicketState, stage: Stage, has_moved_before: bool) -> bool {
    match stage {
        Stage::Received => {
            let untouched = ["filed", "acknowledged"].contains(&state.code());
            untouched || (has_moved_before && state.code() == "in-work")
        }
        Stage::InWork => state.code() == "in-work",
        Stage::Waiting(why) => state.code() == "paused" && state == &paused(why),
        // A ticket that was closed and is then called restored stays closed.
        Stage::Restored => ["restored", "closed"].contains(&state.code()),
        Stage::Closed => state.code() == "closed",
    }
}

fn paused(why: PauseReason) -> TicketState {
    TicketState::Paused { ticket: ticket(), why }
}

/// Follows, and keeps what came of it as a shelf does.
fn look_at(followed: &mut Followed, now: Timestamp, news: News) -> Look {
    let look = follow(followed, news, now);
    assert!(look.events.is_sorted_by_key(|event| event.at));
    followed.report.state = look.state.clone();
    followed.stage = look.stage;
    followed.looked_at = Some(look.looked_at);
    followed.known.extend(look.updates.iter().map(|update| update.id.clone()));
    followed.latest_at =
        look.events.iter().map(|event| event.at).fold(followed.latest_at, Timestamp::max);
    look
}

fn codes(look: &Look) -> Vec<(&'static str, i64)> {
    look.events.iter().map(|event| (event.what.code(), event.at.as_second())).collect()
}

fn news(stage: Stage) -> News {
    News { stage: Some(stage), ..News::default() }
}

fn written(words: &[(&str, i64)]) -> News {
    let updates = words.iter().map(|(id, second)| Update::new(*id, at(*second), "Kim", "soon"));
    News { updates: updates.collect(), ..News::default() }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn ticket() -> Ticket {
    Ticket { reference: "17".to_owned(), link: None }
}

fn filed() -> Followed {
    let report = Draft {
        what: "no sound".to_owned(),
        affects: Affects::OnlyMe,
        works: Works::Partly,
        evidence: Vec::new(),
        cast: Cast::default(),
    }
    .finish(model::ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH)
    .unwrap();
    let report = Report { state: TicketState::Filed(ticket()), ..report };
    Followed {
        latest_at: report.created_at,
        report,
        looked_at: None,
        stage: None,
        known: BTreeSet::new(),
    }
}
