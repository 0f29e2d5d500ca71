//! Calling somebody again: by watching their telephone, by the telephone system's code, by trying.

use std::time::Duration;

use switchboard::{Command, Notice, Output, RefusalCode, Remembered};
use telephony::Cause;
use telephony::callback::{CallBack, Done, Means, State, WAIT_MOST, Why};

use crate::phone::{Scene, dial};
use crate::services::{demo, plan};

fn call_back(target: Option<&str>) -> Command {
    Command::CallBack { target: target.map(str::to_owned), account: None }
}

fn waiting(scene: &Scene, who: &str) -> Vec<CallBack> {
    scene.phone(who).switchboard.call_backs().cloned().collect()
}

fn offered(scene: &Scene, who: &str) -> Option<String> {
    scene.phone(who).last(|output| match output {
        Output::Notice(Notice::CallBackFree { party, .. }) => Some(party.number.0.clone()),
        _ => None,
    })
}

fn kept(scene: &Scene, who: &str) -> Vec<CallBack> {
    let kept = scene.phone(who).last(|output| match output {
        Output::KeepCallBacks { call_backs } => Some(call_backs.clone()),
        _ => None,
    });
    kept.unwrap_or_default()
}

/// Anna has called Viktor, who is busy for twenty seconds.
fn viktor_was_busy() -> Scene {
    let mut scene = Scene::new();
    scene.wish("anna", dial("17"));
    scene.pass(Duration::from_secs(2));
    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Busy);
    scene
}

#[test]
fn who_was_busy_is_offered_as_soon_as_they_are_free_and_called_when_the_person_says_so() {
    let mut scene = viktor_was_busy();
    scene.wish("anna", call_back(None));
    let first = waiting(&scene, "anna");
    assert_eq!((first[0].why, first[0].means), (Why::Busy, Means::Watch));
    assert_eq!(kept(&scene, "anna"), first);
    scene.pass(Duration::from_secs(5));
    assert_eq!(offered(&scene, "anna"), None, "still busy");

    scene.pass(Duration::from_secs(25));
    assert_eq!(offered(&scene, "anna").as_deref(), Some("17"));
    assert!(matches!(waiting(&scene, "anna")[0].state(), State::Free { .. }));

    scene.wish("anna", call_back(Some("17")));
    scene.pass(Duration::from_secs(5));
    assert!(scene.phone("anna").call("17").unwrap().is_up(), "{:?}", scene.read("anna"));
    scene.wish("anna", Command::HangUp { call: crate::phone::ONLY });
    scene.pass(Duration::from_secs(1));
    assert!(waiting(&scene, "anna").is_empty() && kept(&scene, "anna").is_empty());
    scene.end();
}

#[test]
fn the_telephone_system_waits_and_calls_where_it_has_a_code_for_it() {
    let mut scene = Scene::new();
    plan(&mut scene, "anna", demo());
    scene.wish("anna", dial("17"));
    scene.pass(Duration::from_secs(2));

    scene.wish("anna", call_back(None));
    assert_eq!(waiting(&scene, "anna")[0].state(), State::AtSystem);
    scene.pass(Duration::from_secs(30));

    assert!(scene.read("anna").contains(&"17: calls"), "{:?}", scene.read("anna"));
    assert!(waiting(&scene, "anna").is_empty(), "it called");
    scene.end();
}

#[test]
fn somebody_is_dialled_again_until_they_answer() {
    let mut scene = viktor_was_busy();
    let again = Command::RedialUntilAnswered { target: None, account: None };
    scene.pass(Duration::from_secs(5));
    scene.wish("anna", again);
    scene.pass(Duration::from_secs(2));
    let first = waiting(&scene, "anna");
    assert_eq!((first[0].means, first[0].attempts), (Means::Repeat, 1));
    assert!(matches!(first[0].state(), State::Pausing { .. }), "{:?}", first[0].state());

    scene.pass(Duration::from_secs(36));
    assert!(scene.phone("anna").call("17").unwrap().is_up(), "{:?}", scene.read("anna"));
    scene.wish("anna", Command::HangUp { call: crate::phone::ONLY });
    scene.pass(Duration::from_secs(1));
    assert!(waiting(&scene, "anna").is_empty());
    scene.end();
}

#[test]
fn nobody_is_dialled_by_itself_while_another_call_stands() {
    let mut scene = viktor_was_busy();
    scene.pass(Duration::from_secs(5));
    scene.wish("anna", Command::RedialUntilAnswered { target: None, account: None });
    scene.pass(Duration::from_secs(5));
    scene.connect("anna", "22", "ben");
    scene.pass(Duration::from_secs(60));

    assert_eq!(scene.phone("anna").switchboard.calls().len(), 1, "{:?}", scene.read("anna"));
    scene.wish("anna", Command::StopCallBack { id: None });
    assert!(waiting(&scene, "anna").is_empty());
    scene.end();
}

#[test]
fn a_call_back_outlives_the_program() {
    let mut scene = viktor_was_busy();
    scene.wish("anna", call_back(None));
    let account = scene.phone("anna").account();
    let call_backs = kept(&scene, "anna");
    scene.wish("anna", Command::StopCallBack { id: Some(call_backs[0].id.to_string()) });

    let remembered = Remembered { call_backs, ..Remembered::default() };
    scene.wish("anna", Command::Remember { remembered: Box::new(remembered) });
    assert_eq!(waiting(&scene, "anna")[0].account, account);
    scene.pass(Duration::from_secs(30));

    assert_eq!(offered(&scene, "anna").as_deref(), Some("17"));
    scene.end();
}

#[test]
fn there_is_nothing_to_call_back_and_nothing_to_stop() {
    let mut scene = Scene::new();
    let refusal = scene.try_wish("anna", call_back(None)).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::NothingDialled);
    let again = Command::RedialUntilAnswered { target: None, account: None };
    assert_eq!(scene.try_wish("anna", again).unwrap_err().code, RefusalCode::NothingDialled);
    for id in [None, Some("x".to_owned())] {
        let refusal = scene.try_wish("anna", Command::StopCallBack { id }).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::UnknownCallBack);
    }
    scene.end();
}

#[test]
fn who_was_not_reached_in_time_is_told_and_stays_in_sight_until_it_is_removed() {
    let mut scene = Scene::new();
    scene.wish("anna", dial("15"));
    scene.pass(Duration::from_secs(3));
    scene.wish("anna", Command::HangUp { call: crate::phone::ONLY });
    scene.pass(Duration::from_secs(5));
    scene.wish("anna", call_back(None));
    assert_eq!(waiting(&scene, "anna")[0].why, Why::NoAnswer);

    scene.pass(WAIT_MOST + Duration::from_secs(1));

    let told = scene.phone("anna").last(|output| match output {
        Output::Notice(Notice::CallBackOver { party, why, .. }) => {
            Some((party.number.0.clone(), *why))
        }
        _ => None,
    });
    assert_eq!(told, Some(("15".to_owned(), Done::Expired)));
    let over = waiting(&scene, "anna");
    assert_eq!(over[0].state(), State::Ended { why: Done::Expired });
    assert_eq!(kept(&scene, "anna"), over, "also after the next start");

    scene.wish("anna", call_back(Some("15")));
    assert_eq!(waiting(&scene, "anna").len(), 1, "a new wish takes the place of the old one");
    assert!(!waiting(&scene, "anna")[0].is_over());
    scene.wish("anna", Command::StopCallBack { id: None });
    assert!(waiting(&scene, "anna").is_empty());
    scene.end();
}
