//! Sending the other person to somebody else, and being sent.

use std::time::Duration;

use sip_message::{Method, StatusCode};
use switchboard::{CallChoice, Command};
use telephony::{Cause, HeldBy, Progress, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene, dial};

fn transfer(to: &str) -> Command {
    Command::Transfer { call: ONLY, target: to.to_owned() }
}

fn consult(number: &str) -> Command {
    Command::Consult { call: ONLY, target: number.to_owned() }
}

#[test]
fn a_call_is_sent_to_another_without_speaking_there() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");

    scene.wish("anna", transfer("23"));
    assert_eq!(
        scene.read_after("anna", "rings no more"),
        [
            "22: held here, to 23: asked",
            "22: held here, to 23: tried",
            "22: held here, to 23: rings there",
        ]
    );
    assert_eq!(scene.state("dora", "22"), Some(State::Offered));

    scene.wish("dora", Command::Answer { call: ONLY });
    scene.pass(Duration::from_secs(1));

    assert_eq!(scene.state("dora", "22"), Some(State::Talking));
    assert_eq!(scene.state("ben", "23"), Some(State::Talking));
    assert_eq!(scene.phone("ben").switchboard.calls().len(), 1, "the call goes on as it was");
    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Transferred);
    scene.end();
}

#[test]
fn who_is_sent_to_nobody_comes_back() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");

    scene.wish("anna", transfer("13"));
    scene.pass(Duration::from_secs(1));

    assert_eq!(
        scene.read_after("anna", "22: held here, to 13: tried"),
        ["notice: not sent to 13: Busy", "22: talking, to 13: Busy",]
    );
    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    scene.end();
}

#[test]
fn a_transfer_that_is_refused_brings_the_caller_back() {
    let mut scene = Scene::new();
    scene.wish("anna", dial("34"));
    scene.pass(Duration::from_secs(5));
    assert_eq!(scene.state("anna", "34"), Some(State::Talking));

    scene.wish("anna", transfer("23"));
    scene.pass(Duration::from_secs(1));

    let call = scene.phone("anna").call("34").unwrap();
    assert_eq!(*call.state(), State::Talking);
    assert!(matches!(
        call.transfer.unwrap().progress,
        Progress::Failed { cause: Cause::Declined, status: Some(603) }
    ));
    scene.end();
}

#[test]
fn the_caller_is_taken_back_while_it_still_rings() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    scene.wish("anna", transfer("23"));

    scene.wish("anna", Command::TakeBack { call: ONLY });

    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    assert!(scene.phone("anna").call("22").unwrap().transfer.is_none());
    scene.end();
}

#[test]
fn who_was_asked_takes_the_call_over() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    scene.wish("anna", consult("23"));
    assert_eq!(scene.state("ben", "21"), Some(State::Held { by: HeldBy::Them }));
    scene.wish("dora", Command::Answer { call: ONLY });
    let waiting = scene.call_id("anna", "22");
    assert_eq!(scene.phone("anna").call("23").unwrap().consults_for, Some(waiting));

    scene.wish("anna", Command::Connect { call: ONLY, other: ONLY });
    scene.pass(Duration::from_secs(2));

    assert_eq!(scene.state("dora", "22"), Some(State::Talking));
    assert_eq!(scene.state("ben", "23"), Some(State::Talking));
    assert!(!scene.read("dora").contains(&"22: calls"), "it does not ring a second time");
    let ends: Vec<Cause> =
        scene.phone("anna").records().iter().map(|kept| kept.end.cause).collect();
    assert_eq!(ends, [Cause::Transferred, Cause::Transferred]);
    scene.end();
}

#[test]
fn who_still_rings_is_handed_the_call_unseen() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    scene.wish("anna", consult("23"));
    assert_eq!(scene.state("anna", "23"), Some(State::Ringing { early_media: false }));

    scene.wish("anna", Command::Connect { call: ONLY, other: ONLY });
    scene.pass(Duration::from_secs(1));

    assert_eq!(scene.state("dora", "22"), Some(State::Offered));
    assert_eq!(
        scene.state("anna", "23").map(|state| matches!(state, State::Ended { .. })),
        Some(true)
    );
    scene.wish("dora", Command::Answer { call: ONLY });
    scene.pass(Duration::from_secs(1));
    assert_eq!(scene.state("ben", "23"), Some(State::Talking));
    scene.end();
}

#[test]
fn hanging_up_on_who_was_asked_leads_back_to_who_waits() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    scene.wish("anna", consult("23"));
    scene.wish("dora", Command::Answer { call: ONLY });

    scene.wish("anna", Command::HangUp { call: ONLY });

    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    scene.end();
}

#[test]
fn who_was_asked_and_is_busy_leaves_the_waiting_call_held() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    scene.wish("anna", consult("13"));
    scene.pass(Duration::from_secs(1));

    assert_eq!(scene.state("anna", "22"), Some(State::Held { by: HeldBy::Me }));
    scene.wish("anna", Command::TakeBack { call: ONLY });
    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    scene.end();
}

#[test]
fn taking_back_gives_up_the_question() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    scene.wish("anna", consult("23"));

    scene.wish("anna", Command::TakeBack { call: ONLY });

    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    assert!(matches!(scene.state("dora", "21"), Some(State::Ended { .. })));
    scene.end();
}

#[test]
fn a_house_that_transfers_us_leaves_us_the_call() {
    let mut scene = Scene::new();
    scene.wish("anna", dial("31"));
    scene.pass(Duration::from_secs(10));
    scene.pass(Duration::from_secs(20));

    let calls = scene.phone("anna").switchboard.calls().len();
    let kept = scene.phone("anna").records();
    assert!(calls == 1 && kept.is_empty(), "{:?}", scene.read("anna"));
    assert!(scene.read("anna").iter().filter(|line| line.ends_with(": talking")).count() >= 2);
    scene.end();
}

#[test]
fn a_transfer_under_way_allows_no_second_one() {
    let mut scene = Scene::new();
    scene.connect("ben", "21", "anna");
    scene.wish("anna", transfer("23"));

    assert!(scene.try_wish("anna", transfer("13")).is_err());
    let unknown = CallChoice::This(model::CallId::from_random_bytes([7; 16]));
    assert!(scene.try_wish("anna", Command::TakeBack { call: unknown }).is_err());
    scene.end();
}

/// Anna waits with the peer, asked Dora about it, and sends the peer there.
fn connected(scene: &mut Scene, status: StatusCode) -> Peer {
    let description = session(scene.address("ben"), 8, "sendrecv");
    let peer = Peer::talking(scene, &description);
    scene.wish("anna", consult("23"));
    let held = session(scene.address("ben"), 8, "recvonly");
    peer.answer_next(scene, &Method::Invite, StatusCode::OK, Some(&held));
    scene.wish("dora", Command::Answer { call: ONLY });
    scene.wish("anna", Command::Connect { call: ONLY, other: ONLY });
    peer.answer_next(scene, &Method::Refer, status, None);
    peer
}

#[test]
fn a_second_call_that_nobody_ends_after_the_transfer_is_ended_here() {
    let mut scene = Scene::new();
    let mut peer = connected(&mut scene, StatusCode::ACCEPTED);

    peer.notify(&mut scene, "200 OK", "terminated;reason=noresource");
    scene.pass(Duration::from_secs(4));
    assert_eq!(scene.state("dora", "21"), Some(State::Talking), "its far end may be slow");
    scene.pass(Duration::from_secs(2));

    assert!(matches!(scene.state("dora", "21"), Some(State::Ended { .. })));
    let ends: Vec<Cause> =
        scene.phone("anna").records().iter().map(|kept| kept.end.cause).collect();
    assert_eq!(ends, [Cause::Transferred, Cause::Transferred]);
}

#[test]
fn a_second_call_that_ends_after_the_transfer_was_transferred_too() {
    let mut scene = Scene::new();
    let mut peer = connected(&mut scene, StatusCode::ACCEPTED);

    peer.notify(&mut scene, "200 OK", "terminated;reason=noresource");
    scene.wish("dora", Command::HangUp { call: ONLY });

    let ends: Vec<Cause> =
        scene.phone("anna").records().iter().map(|kept| kept.end.cause).collect();
    assert_eq!(ends, [Cause::Transferred, Cause::Transferred]);
}

#[test]
fn a_second_call_stays_where_the_transfer_failed() {
    let mut scene = Scene::new();
    let mut peer = connected(&mut scene, StatusCode::ACCEPTED);

    peer.notify(&mut scene, "486 Busy Here", "terminated;reason=noresource");
    scene.pass(Duration::from_secs(10));

    assert_eq!(scene.state("dora", "21"), Some(State::Talking));
}
