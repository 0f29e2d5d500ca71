//! Conferences of three.

use std::time::Duration;

use sip_message::{Method, StatusCode};
use switchboard::{CallChoice, Command, Output};
use telephony::{Cause, HeldBy, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene, dial};

/// Anna talks with Ben and Dora in conference.
fn joined() -> Scene {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");
    scene.connect("anna", "23", "dora");
    scene.wish("anna", Command::Join { call: ONLY, other: ONLY });
    scene
}

fn mixed(scene: &Scene) -> usize {
    let mix = scene.phone("anna").last(|output| match output {
        Output::Mix { calls } => Some(calls.len()),
        _ => None,
    });
    mix.unwrap_or(0)
}

#[test]
fn two_calls_are_joined_and_the_held_one_is_taken_back() {
    let scene = joined();

    assert_eq!(
        scene.read_after("anna", "23: talking"),
        ["23: talking, in conference", "22: talking, in conference", "all hear each other",]
    );
    assert_eq!(scene.read("ben").last(), Some(&"21: talking"));
    assert_eq!(mixed(&scene), 2);
    scene.end();
}

#[test]
fn who_hangs_up_leaves_the_other_two_talking() {
    let mut scene = joined();

    scene.wish("dora", Command::HangUp { call: ONLY });

    assert_eq!(mixed(&scene), 0);
    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert!(!scene.phone("anna").call("22").unwrap().traits.is_in_conference);
    scene.end();
}

#[test]
fn one_who_is_held_falls_out_of_the_mix_until_resumed() {
    let mut scene = joined();
    let ben = scene.choice("anna", "22");

    scene.wish("anna", Command::Hold { call: ben });
    assert_eq!(mixed(&scene), 0);
    assert_eq!(scene.state("ben", "21"), Some(State::Held { by: HeldBy::Them }));
    assert_eq!(scene.state("dora", "21"), Some(State::Talking));

    scene.wish("anna", Command::Resume { call: ben });
    assert_eq!(mixed(&scene), 2);
    assert_eq!(scene.state("anna", "23"), Some(State::Talking));
    scene.end();
}

#[test]
fn another_call_puts_the_whole_conference_aside_and_either_brings_it_back() {
    let mut scene = joined();

    scene.wish("anna", dial("12"));
    scene.pass(Duration::from_secs(3));
    assert_eq!(mixed(&scene), 0);
    for number in ["22", "23"] {
        assert_eq!(scene.state("anna", number), Some(State::Held { by: HeldBy::Me }));
    }

    let ben = scene.choice("anna", "22");
    scene.wish("anna", Command::Resume { call: ben });
    assert_eq!(mixed(&scene), 2);
    assert_eq!(scene.state("anna", "12"), Some(State::Held { by: HeldBy::Me }));
    scene.end();
}

#[test]
fn a_split_goes_on_with_one_and_holds_the_other() {
    let mut scene = joined();
    let ben = scene.choice("anna", "22");

    scene.wish("anna", Command::Split { call: ben });

    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert_eq!(scene.state("anna", "23"), Some(State::Held { by: HeldBy::Me }));
    assert_eq!(mixed(&scene), 0);
    scene.end();
}

#[test]
fn ending_a_conference_ends_both_calls() {
    let mut scene = joined();

    scene.wish("anna", Command::EndConference);

    for who in ["ben", "dora"] {
        assert_eq!(scene.read(who).last(), Some(&"21: over, HungUp by Them"));
    }
    assert!(scene.try_wish("anna", Command::EndConference).is_err(), "there is none any more");
    scene.end();
}

#[test]
fn who_leaves_a_conference_connects_the_others() {
    let mut scene = joined();

    scene.wish("anna", Command::LeaveConference);
    scene.pass(Duration::from_secs(2));

    assert_eq!(scene.state("ben", "23"), Some(State::Talking));
    assert_eq!(scene.state("dora", "22"), Some(State::Talking));
    let ends: Vec<Cause> =
        scene.phone("anna").records().iter().map(|kept| kept.end.cause).collect();
    assert_eq!(ends, [Cause::Transferred, Cause::Transferred]);
    scene.end();
}

/// Anna leaves a conference with Ben and a peer whom the test plays: the peer is held, and not yet
/// asked to go to Ben.
fn left() -> (Scene, Peer) {
    let mut scene = Scene::new();
    let at = scene.address("dora");
    let peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));
    scene.wish("anna", dial("22"));
    take_offer(&mut scene, &peer, "recvonly");
    scene.wish("ben", Command::Answer { call: ONLY });
    scene.wish("anna", Command::Join { call: ONLY, other: ONLY });
    take_offer(&mut scene, &peer, "sendrecv");
    assert_eq!(mixed(&scene), 2);

    scene.wish("anna", Command::LeaveConference);
    (scene, peer)
}

fn take_offer(scene: &mut Scene, peer: &Peer, direction: &str) {
    let answer = session(scene.address("dora"), 8, direction);
    peer.answer_next(scene, &Method::Invite, StatusCode::OK, Some(&answer));
    peer.heard_request(scene, &Method::Ack);
}

#[test]
fn who_was_busy_when_asked_to_leave_a_conference_is_asked_again() {
    let (mut scene, mut peer) = left();
    scene.pass(Duration::from_secs(1));
    let asked = peer.count_requests(&mut scene, &Method::Refer);
    assert_eq!(asked, 0, "not before the hold is answered");
    scene.pass(Duration::from_secs(1));
    take_offer(&mut scene, &peer, "recvonly");

    peer.answer_next(&mut scene, &Method::Refer, StatusCode::REQUEST_PENDING, None);
    scene.pass(Duration::from_secs(5));
    let refer = peer.answer_next(&mut scene, &Method::Refer, StatusCode::ACCEPTED, None);
    let to = refer.headers.refer_to().unwrap().uri.to_string();
    assert!(to.contains("Replaces="), "{to}");
    peer.notify(&mut scene, "200 OK", "terminated;reason=noresource");

    peer.answer_next(&mut scene, &Method::Bye, StatusCode::OK, None);
    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Transferred);
    assert!(!scene.read("anna").iter().any(|line| line.starts_with("notice")));
}

#[test]
fn a_conference_that_cannot_be_left_goes_on() {
    let (mut scene, peer) = left();
    take_offer(&mut scene, &peer, "recvonly");

    for _ in 0..3 {
        peer.answer_next(&mut scene, &Method::Refer, StatusCode::REQUEST_PENDING, None);
        // What was repeated before it was answered.
        peer.count_requests(&mut scene, &Method::Refer);
        scene.pass(Duration::from_secs(5));
    }

    take_offer(&mut scene, &peer, "sendrecv");
    for number in ["peer", "22"] {
        assert_eq!(scene.state("anna", number), Some(State::Talking));
        assert!(scene.phone("anna").call(number).unwrap().traits.is_in_conference);
    }
    assert_eq!(mixed(&scene), 2);
    assert!(scene.read("anna").contains(&"notice: not sent to 22: Failed"));
}

#[test]
fn whoever_is_to_be_asked_again_is_not_when_the_other_has_hung_up() {
    let (mut scene, peer) = left();
    take_offer(&mut scene, &peer, "recvonly");
    peer.answer_next(&mut scene, &Method::Refer, StatusCode::REQUEST_PENDING, None);

    scene.wish("ben", Command::HangUp { call: ONLY });
    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::HungUp);
    scene.pass(Duration::from_secs(5));

    take_offer(&mut scene, &peer, "sendrecv");
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn a_third_cannot_be_joined_and_a_call_not_with_itself() {
    let mut scene = joined();
    let ben = scene.choice("anna", "22");

    assert!(scene.try_wish("anna", Command::Join { call: ONLY, other: ONLY }).is_err());
    scene.wish("anna", Command::Split { call: ben });
    let with_itself =
        Command::Join { call: ben, other: CallChoice::This(scene.call_id("anna", "22")) };
    assert!(scene.try_wish("anna", with_itself).is_err());
    scene.end();
}
