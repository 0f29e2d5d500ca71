//! Calls that change the telephone: watched, picked up, parked, retrieved, pulled.

use std::time::Duration;

use switchboard::{Command, RefusalCode};
use telephony::lamp::{Lamp, Parked};
use telephony::plan::{PickUpBy, Plan};
use telephony::{Cause, State};

use crate::phone::{ONLY, Scene, dial};
use crate::services::{demo, plan};

fn watch(number: &str) -> Command {
    Command::WatchLine { number: number.to_owned(), name: None, account: None }
}

fn pick_up(number: Option<&str>) -> Command {
    Command::PickUp { number: number.map(str::to_owned), account: None }
}

fn lamp(scene: &Scene, who: &str) -> Lamp {
    scene.phone(who).switchboard.colleagues().next().unwrap().1
}

fn parked(scene: &Scene, who: &str) -> Vec<(String, Parked)> {
    let places = scene.phone(who).switchboard.places();
    places.into_iter().map(|place| (place.number.to_string(), place.parked)).collect()
}

fn end(scene: &Scene, who: &str) -> Option<Cause> {
    scene.phone(who).records().last().map(|record| record.end.cause)
}

/// Dora watches Ben, and takes calls by Replaces.
fn dora_watches_ben() -> Scene {
    let mut scene = Scene::new();
    plan(&mut scene, "dora", Plan { pick_up: Some(PickUpBy::Replaces), ..Plan::default() });
    scene.wish("dora", watch("22"));
    scene.pass(Duration::from_secs(1));
    scene
}

#[test]
fn the_lamp_of_a_colleague_follows_the_telephone() {
    let mut scene = dora_watches_ben();
    assert_eq!(lamp(&scene, "dora"), Lamp::Idle);

    scene.wish("anna", dial("22"));
    scene.pass(Duration::from_secs(1));
    match lamp(&scene, "dora") {
        Lamp::Ringing { caller, can_pick_up, .. } => {
            assert_eq!(caller.unwrap().number.0, "21");
            assert!(can_pick_up);
        }
        other => panic!("{other:?}"),
    }

    scene.wish("ben", Command::Answer { call: ONLY });
    scene.pass(Duration::from_secs(1));
    match lamp(&scene, "dora") {
        Lamp::Talking { with, .. } => assert_eq!(with.unwrap().number.0, "21"),
        other => panic!("{other:?}"),
    }

    scene.wish("ben", Command::HangUp { call: ONLY });
    scene.pass(Duration::from_secs(1));
    assert_eq!(lamp(&scene, "dora"), Lamp::Idle);
    scene.wish("dora", Command::UnwatchLine { number: "22".to_owned() });
    assert_eq!(scene.phone("dora").switchboard.colleagues().count(), 0);
    let again = scene.try_wish("dora", Command::UnwatchLine { number: "22".to_owned() });
    assert_eq!(again.unwrap_err().code, RefusalCode::WrongState);
    scene.end();
}

#[test]
fn ones_own_call_to_a_colleague_is_seen_and_is_none_to_pick_up() {
    let mut scene = dora_watches_ben();

    scene.wish("dora", dial("22"));
    scene.pass(Duration::from_secs(1));

    match lamp(&scene, "dora") {
        Lamp::Ringing { can_pick_up, .. } => assert!(!can_pick_up),
        other => panic!("{other:?}"),
    }
    let refusal = scene.try_wish("dora", pick_up(None)).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::NothingToPickUp);
}

#[test]
fn a_colleagues_call_is_picked_up_by_the_name_of_its_dialog() {
    let mut scene = dora_watches_ben();
    scene.wish("anna", dial("22"));
    scene.pass(Duration::from_secs(1));

    scene.wish("dora", pick_up(None));
    scene.pass(Duration::from_secs(2));

    assert_eq!(scene.state("dora", "21"), Some(State::Talking), "{:?}", scene.read("dora"));
    assert_eq!(scene.phone("anna").switchboard.calls().len(), 1);
    assert!(scene.phone("anna").switchboard.calls()[0].is_up());
    assert_eq!(end(&scene, "ben"), Some(Cause::AnsweredElsewhere));
    scene.end();
}

#[test]
fn a_colleagues_call_is_picked_up_by_the_telephone_systems_code() {
    let mut scene = Scene::new();
    plan(&mut scene, "dora", demo());
    scene.wish("anna", dial("22"));
    scene.pass(Duration::from_secs(1));

    scene.wish("dora", pick_up(Some("22")));
    scene.pass(Duration::from_secs(2));

    let calls = scene.phone("dora").switchboard.calls().into_iter().cloned();
    let calls: Vec<_> = calls.map(|call| (call.remote.number.0.clone(), call.is_up())).collect();
    assert_eq!(calls, [("21".to_owned(), true)], "{:?}", scene.read("dora"));
    assert_eq!(end(&scene, "ben"), Some(Cause::AnsweredElsewhere));
    scene.end();
}

#[test]
fn a_call_of_the_group_is_picked_up_by_the_code() {
    let mut scene = Scene::new();
    plan(&mut scene, "dora", demo());
    scene.wish("anna", dial("22"));
    scene.pass(Duration::from_secs(1));

    scene.wish("dora", Command::PickUpGroup { account: None });
    scene.pass(Duration::from_secs(2));

    assert!(scene.phone("dora").switchboard.calls()[0].is_up(), "{:?}", scene.read("dora"));
    assert_eq!(end(&scene, "ben"), Some(Cause::AnsweredElsewhere));
    scene.end();
}

#[test]
fn nothing_rings_and_nothing_is_picked_up() {
    let mut scene = dora_watches_ben();
    for wish in [pick_up(None), pick_up(Some("22")), Command::Pull { id: None }] {
        let refusal = scene.try_wish("dora", wish).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::NothingToPickUp);
    }
    let refusal = scene.try_wish("dora", Command::PickUpGroup { account: None }).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::NoSuchService);
    scene.end();
}

#[test]
fn who_is_late_reads_that_somebody_else_answered() {
    let mut scene = dora_watches_ben();
    scene.wish("anna", dial("22"));
    scene.pass(Duration::from_secs(1));

    let (ben, dora) = (scene.id("ben"), scene.id("dora"));
    let answer = Command::Answer { call: ONLY };
    scene.story.act(ben, |phone, now| phone.switchboard.handle_command(answer, now)).unwrap();
    let late = pick_up(Some("22"));
    scene.story.act(dora, |phone, now| phone.switchboard.handle_command(late, now)).unwrap();
    scene.pass(Duration::from_secs(2));

    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    assert_eq!(end(&scene, "dora"), Some(Cause::AnsweredElsewhere), "{:?}", scene.read("dora"));
    scene.end();
}

#[test]
fn a_call_is_parked_at_the_first_free_place_and_taken_by_somebody_else() {
    let mut scene = Scene::new();
    plan(&mut scene, "anna", demo());
    plan(&mut scene, "dora", demo());
    assert!(parked(&scene, "dora").iter().all(|(_, parked)| *parked == Parked::Free));
    scene.connect("ben", "21", "anna");

    scene.wish("anna", Command::Park { call: ONLY, place: None });
    scene.pass(Duration::from_secs(5));

    assert_eq!(end(&scene, "anna"), Some(Cause::Parked), "{:?}", scene.read("anna"));
    match &parked(&scene, "dora")[0] {
        (place, Parked::Taken { party, .. }) => {
            assert_eq!(place, "700");
            assert_eq!(party.as_ref().unwrap().number.0, "22");
        }
        other => panic!("{other:?}"),
    }

    scene.wish("dora", Command::Retrieve { place: None, account: None });
    scene.pass(Duration::from_secs(2));
    assert_eq!(scene.state("dora", "22"), Some(State::Talking), "{:?}", scene.read("dora"));
    assert!(parked(&scene, "dora").iter().all(|(_, parked)| *parked == Parked::Free));
    scene.end();
}

#[test]
fn a_place_that_is_taken_gives_the_call_back() {
    let mut scene = Scene::new();
    plan(&mut scene, "anna", demo());
    scene.connect("ben", "21", "anna");
    scene.wish("anna", Command::Park { call: ONLY, place: Some("701".to_owned()) });
    scene.pass(Duration::from_secs(5));
    scene.connect("dora", "21", "anna");

    scene.wish("anna", Command::Park { call: ONLY, place: Some("701".to_owned()) });
    scene.pass(Duration::from_secs(5));

    assert!(scene.phone("anna").call("23").unwrap().is_up(), "{:?}", scene.read("anna"));
    assert!(scene.read("anna").iter().any(|line| line.starts_with("notice: not sent to 701")));
    scene.wish("anna", Command::Retrieve { place: Some("701".to_owned()), account: None });
    scene.pass(Duration::from_secs(2));
    assert!(scene.phone("anna").call("22").unwrap().is_up());
    scene.end();
}

#[test]
fn there_is_no_place_where_none_is_known() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    let park = Command::Park { call: ONLY, place: None };
    assert_eq!(scene.try_wish("anna", park).unwrap_err().code, RefusalCode::NoPlace);
    let retrieve = Command::Retrieve { place: None, account: None };
    assert_eq!(scene.try_wish("anna", retrieve).unwrap_err().code, RefusalCode::NoPlace);
    scene.end();
}

#[test]
fn a_call_at_ones_own_other_telephone_is_pulled_here() {
    let mut scene = Scene::new();
    scene.enter("desk", "21");
    scene.pass(Duration::from_secs(1));
    scene.wish("ben", dial("21"));
    scene.wish("desk", Command::Answer { call: ONLY });
    scene.pass(Duration::from_secs(1));

    let elsewhere = scene.phone("anna").switchboard.elsewhere();
    assert_eq!(elsewhere.len(), 1, "{elsewhere:?}");
    assert!(elsewhere[0].call.can_pull && elsewhere[0].call.is_answered);
    assert_eq!(elsewhere[0].call.party.as_ref().unwrap().number.0, "22");
    assert!(scene.phone("desk").switchboard.elsewhere().is_empty(), "its own call is here");

    scene.wish("anna", Command::Pull { id: Some(elsewhere[0].id.clone()) });
    scene.pass(Duration::from_secs(2));

    assert_eq!(scene.state("anna", "22"), Some(State::Talking), "{:?}", scene.read("anna"));
    assert!(end(&scene, "desk").is_some());
    assert!(scene.phone("anna").switchboard.elsewhere().is_empty());
    scene.end();
}
