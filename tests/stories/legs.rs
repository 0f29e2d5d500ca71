//! The call goes on with somebody else: the far end transfers us, or another telephone takes its place.

use std::time::Duration;

use sip_message::{HeaderName, Method, StatusCode};
use switchboard::{CallChoice, Command};
use telephony::{Cause, HeldBy, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene};

/// Anna talks with somebody whom the test plays.
fn talking(scene: &mut Scene) -> Peer {
    let description = session(scene.address("ben"), 8, "sendrecv");
    Peer::talking(scene, &description)
}

#[test]
fn a_call_outlives_a_transfer_by_the_far_end() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);
    let before = scene.call_id("anna", "peer");

    peer.refers(&mut scene, "22");
    assert_eq!(peer.told(&mut scene), "SIP/2.0 100 Trying");
    assert_eq!(peer.told(&mut scene), "SIP/2.0 180 Ringing");
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking), "until the other answers");
    scene.wish("ben", Command::Answer { call: ONLY });
    assert_eq!(peer.told(&mut scene), "SIP/2.0 200 OK");

    assert_eq!(scene.call_id("anna", "22"), before);
    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert_eq!(scene.phone("anna").switchboard.calls().len(), 1);
    assert!(scene.phone("anna").records().is_empty());

    // The far end forgets to hang up.
    scene.pass(Duration::from_secs(10));
    peer.answer_next(&mut scene, &Method::Bye, StatusCode::OK, None);
    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    scene.end();
}

#[test]
fn who_is_sent_to_somebody_busy_stays() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);

    peer.refers(&mut scene, "13");

    assert_eq!(peer.told(&mut scene), "SIP/2.0 100 Trying");
    assert_eq!(peer.told(&mut scene), "SIP/2.0 486 Busy Here");
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn a_far_end_that_hangs_up_too_early_does_not_end_the_call() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);

    peer.refers(&mut scene, "22");
    peer.ask(&mut scene, Method::Bye, &[], None);
    assert_eq!(scene.state("anna", "peer"), Some(State::Held { by: HeldBy::Them }));

    scene.wish("ben", Command::Answer { call: ONLY });
    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert_eq!(scene.phone("anna").switchboard.calls().len(), 1);
}

#[test]
fn a_call_without_a_leg_ends_when_the_next_one_fails() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);

    peer.refers(&mut scene, "22");
    peer.ask(&mut scene, Method::Bye, &[], None);
    scene.wish("ben", Command::Reject { call: ONLY, reason: switchboard::RejectReason::Busy });

    let kept = &scene.phone("anna").records()[0];
    assert_eq!((kept.end.cause, kept.end.status), (Cause::Busy, Some(486)));
}

#[test]
fn hanging_up_in_the_middle_of_a_transfer_ends_both_legs() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);
    peer.refers(&mut scene, "22");

    scene.wish("anna", Command::HangUp { call: ONLY });

    assert_eq!(peer.told(&mut scene), "SIP/2.0 100 Trying");
    assert_eq!(peer.told(&mut scene), "SIP/2.0 180 Ringing");
    assert!(matches!(scene.state("ben", "21"), Some(State::Ended { .. })));
    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::HungUp);
}

#[test]
fn nobody_sends_us_away_before_the_call_is_answered() {
    let mut scene = Scene::new();
    let mut peer = Peer::called(&mut scene);
    peer.answer(&mut scene, StatusCode::RINGING, None);

    peer.refers(&mut scene, "22");

    peer.heard_response(&mut scene, 603);
    assert_eq!(scene.state("anna", "peer"), Some(State::Ringing { early_media: false }));
    assert_eq!(scene.state("ben", "21"), None);
}

#[test]
fn nobody_sends_us_anywhere_but_into_a_call() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);

    for to in ["<sip:22@127.0.0.1:5070;method=BYE>", "<https://example.org>"] {
        peer.ask(&mut scene, Method::Refer, &[(HeaderName::ReferTo, to)], None);
        peer.heard_response(&mut scene, 603);
    }
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn another_telephone_takes_the_far_ends_place_without_ringing() {
    let mut scene = Scene::new();
    let peer = talking(&mut scene);
    let before = scene.call_id("anna", "peer");
    let headers = &peer.invite().headers;
    let (ours, call_id) = (headers.from().unwrap().tag().unwrap(), headers.call_id().unwrap());
    let replaces = format!("{call_id};to-tag={ours};from-tag=one");

    let other = Peer::new(&mut scene, "other");
    let to = format!("sip:21@{}", scene.address("anna")).parse().unwrap();
    let description = session(scene.address("dora"), 0, "sendrecv");
    let extra = [
        (HeaderName::Replaces, replaces.as_str()),
        (HeaderName::new("P-Asserted-Identity"), "<sip:77@127.0.0.1>"),
    ];
    other.invites(&mut scene, to, &extra, &description);

    other.heard_response(&mut scene, 200);
    assert!(peer.heard_request(&mut scene, &Method::Bye).body.is_empty());
    assert_eq!(scene.call_id("anna", "77"), before);
    assert_eq!(scene.state("anna", "77"), Some(State::Talking));
    assert_eq!(scene.phone("anna").call("77").unwrap().codec, Some(telephony::Codec::Pcmu));
    assert!(!scene.read("anna").iter().any(|line| line.starts_with("rings")));
}

#[test]
fn who_replaces_what_is_not_there_is_told_so() {
    let mut scene = Scene::new();
    let other = Peer::new(&mut scene, "other");
    let to = format!("sip:21@{}", scene.address("anna")).parse().unwrap();
    let description = session(scene.address("dora"), 8, "sendrecv");

    let replaces = [(HeaderName::Replaces, "nobody;to-tag=a;from-tag=b")];
    other.invites(&mut scene, to, &replaces, &description);

    other.heard_response(&mut scene, 481);
    assert!(scene.read("anna").is_empty());
}

#[test]
fn a_held_call_stays_held_when_somebody_takes_the_far_ends_place() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);
    scene.wish("anna", Command::Hold { call: ONLY });
    let held = session(scene.address("ben"), 8, "recvonly");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));

    peer.refers(&mut scene, "22");
    scene.wish("ben", Command::Answer { call: ONLY });

    assert_eq!(scene.state("anna", "22"), Some(State::Held { by: HeldBy::Me }));
    assert_eq!(scene.state("ben", "21"), Some(State::Held { by: HeldBy::Them }));
    let call = CallChoice::This(scene.call_id("anna", "22"));
    scene.wish("anna", Command::Resume { call });
    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
}

#[test]
fn another_telephone_takes_a_call_of_ours_that_still_rings_there() {
    let mut scene = Scene::new();
    let mut peer = Peer::called(&mut scene);
    peer.answer(&mut scene, StatusCode::RINGING, None);
    let before = scene.call_id("anna", "peer");
    let headers = &peer.invite().headers;
    let (ours, call_id) = (headers.from().unwrap().tag().unwrap(), headers.call_id().unwrap());
    let replaces = format!("{call_id};to-tag={ours};from-tag=one;early-only");

    let other = Peer::new(&mut scene, "other");
    let to = format!("sip:21@{}", scene.address("anna")).parse().unwrap();
    let description = session(scene.address("dora"), 0, "sendrecv");
    other.invites(&mut scene, to, &[(HeaderName::Replaces, &replaces)], &description);

    other.heard_response(&mut scene, 200);
    peer.heard_request(&mut scene, &Method::Cancel);
    let call = scene.phone("anna").switchboard.calls()[0].clone();
    assert_eq!((call.id, call.state()), (before, &State::Talking));
}

#[test]
fn nobody_outside_a_call_sends_us_anywhere() {
    let mut scene = Scene::new();
    let stranger = Peer::new(&mut scene, "stranger");
    let to = format!("sip:21@{}", scene.address("anna")).parse().unwrap();

    stranger.asks(
        &mut scene,
        Method::Refer,
        &to,
        &[(HeaderName::ReferTo, "<sip:22@127.0.0.1:5070>")],
    );

    stranger.heard_response(&mut scene, 603);
    assert_eq!(scene.state("ben", "21"), None);
}
