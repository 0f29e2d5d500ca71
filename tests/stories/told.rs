//! How a transfer fares by what the far end tells, or does not.

use std::time::Duration;

use sip_message::{HeaderName, Method, StatusCode};
use switchboard::Command;
use telephony::{Cause, Progress, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene};

/// Anna holds the peer and asks it to call Dora; it says so.
fn asked(scene: &mut Scene, status: StatusCode) -> Peer {
    let description = session(scene.address("ben"), 8, "sendrecv");
    let peer = Peer::talking(scene, &description);
    scene.wish("anna", Command::Transfer { call: ONLY, target: "23".to_owned() });
    let refer = peer.is_held_and_asked(scene, status);
    assert_eq!(refer.headers.refer_to().unwrap().uri.to_string(), "sip:23@127.0.0.1:5070");
    assert!(refer.headers.referred_by().unwrap().uri.to_string().starts_with("sip:21@"));
    peer
}

fn progress(scene: &Scene) -> Option<Progress> {
    scene.phone("anna").call("peer").unwrap().transfer.map(|transfer| transfer.progress)
}

#[test]
fn each_step_is_shown_and_success_ends_our_part() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, StatusCode::ACCEPTED);
    assert_eq!(progress(&scene), Some(Progress::Trying));

    peer.notify(&mut scene, "180 Ringing", "active;expires=60");
    assert_eq!(progress(&scene), Some(Progress::Ringing));
    peer.notify(&mut scene, "200 OK", "terminated;reason=noresource");

    peer.answer_next(&mut scene, &Method::Bye, StatusCode::OK, None);
    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Transferred);
}

#[test]
fn a_far_end_that_hangs_up_after_accepting_has_gone_where_it_was_sent() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, StatusCode::ACCEPTED);

    peer.ask(&mut scene, Method::Bye, &[], None);

    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Transferred);
}

#[test]
fn a_far_end_that_refuses_is_back_at_once() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, StatusCode::DECLINE);

    let resumed = peer.heard_request(&mut scene, &Method::Invite);
    assert!(String::from_utf8(resumed.body.to_vec()).unwrap().contains("a=sendrecv"));
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
    let failed = Progress::Failed { cause: Cause::Declined, status: Some(603) };
    assert_eq!(progress(&scene), Some(failed));
}

#[test]
fn a_far_end_that_is_busy_is_asked_again_when_it_says() {
    let mut scene = Scene::new();
    let description = session(scene.address("ben"), 8, "sendrecv");
    let mut peer = Peer::talking(&mut scene, &description);
    scene.wish("anna", Command::Transfer { call: ONLY, target: "23".to_owned() });
    let held = session(scene.address("ben"), 8, "recvonly");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));
    let busy = [(HeaderName::RetryAfter, "5")];
    peer.answer_next_with(&mut scene, &Method::Refer, StatusCode::SERVER_INTERNAL_ERROR, &busy);
    assert_eq!(progress(&scene), Some(Progress::Asked));

    scene.pass(Duration::from_secs(4));
    assert_eq!(peer.count_requests(&mut scene, &Method::Refer), 0, "too early");
    scene.pass(Duration::from_secs(1));
    peer.answer_next(&mut scene, &Method::Refer, StatusCode::ACCEPTED, None);
    peer.notify(&mut scene, "200 OK", "terminated;reason=noresource");

    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Transferred);
}

#[test]
fn a_caller_taken_back_from_a_busy_far_end_is_not_sent_away_later() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, StatusCode::REQUEST_PENDING);

    scene.wish("anna", Command::TakeBack { call: ONLY });
    let description = session(scene.address("ben"), 8, "sendrecv");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&description));
    scene.pass(Duration::from_secs(10));

    assert_eq!(peer.count_requests(&mut scene, &Method::Refer), 0);
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
    let again = Command::Transfer { call: ONLY, target: "22".to_owned() };
    scene.wish("anna", again);
}

#[test]
fn nobody_failed_to_answer_where_nothing_rang() {
    for (rings, cause) in [(false, Cause::NotReachable), (true, Cause::NoAnswer)] {
        let mut scene = Scene::new();
        let mut peer = asked(&mut scene, StatusCode::ACCEPTED);
        if rings {
            peer.notify(&mut scene, "180 Ringing", "active;expires=60");
        }

        peer.notify(&mut scene, "480 Temporarily Unavailable", "terminated;reason=noresource");

        assert_eq!(progress(&scene), Some(Progress::Failed { cause, status: Some(480) }));
    }
}

#[test]
fn a_far_end_that_falls_silent_is_back_after_a_while() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, StatusCode::ACCEPTED);

    scene.pass(Duration::from_secs(40));

    let description = session(scene.address("ben"), 8, "sendrecv");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&description));
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
    assert!(matches!(progress(&scene), Some(Progress::Failed { status: Some(408), .. })));
}

#[test]
fn a_caller_taken_back_too_late_is_gone_all_the_same() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, StatusCode::ACCEPTED);
    scene.wish("anna", Command::TakeBack { call: ONLY });
    let description = session(scene.address("ben"), 8, "sendrecv");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&description));
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
    let again = Command::Transfer { call: ONLY, target: "22".to_owned() };
    assert!(scene.try_wish("anna", again).is_err(), "one at a time");

    peer.notify(&mut scene, "200 OK", "terminated;reason=noresource");

    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Transferred);
}

#[test]
fn a_failure_after_taking_back_is_nothing_to_be_told() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, StatusCode::ACCEPTED);
    scene.wish("anna", Command::TakeBack { call: ONLY });
    let description = session(scene.address("ben"), 8, "sendrecv");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&description));

    peer.notify(&mut scene, "486 Busy Here", "terminated;reason=noresource");

    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
    assert!(!scene.read("anna").iter().any(|line| line.starts_with("notice")));
    let again = Command::Transfer { call: ONLY, target: "22".to_owned() };
    scene.wish("anna", again);
}

#[test]
fn who_promises_no_news_has_done_what_was_asked() {
    let mut scene = Scene::new();
    let description = session(scene.address("ben"), 8, "sendrecv");
    let peer = Peer::talking(&mut scene, &description);
    scene.wish("anna", Command::Transfer { call: ONLY, target: "23".to_owned() });
    let held = session(scene.address("ben"), 8, "recvonly");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));

    peer.answer_next_with(
        &mut scene,
        &Method::Refer,
        StatusCode::ACCEPTED,
        &[(HeaderName::ReferSub, "false")],
    );

    assert_eq!(scene.phone("anna").records()[0].end.cause, Cause::Transferred);
}

#[test]
fn who_comes_back_while_another_is_spoken_with_waits_on_hold() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, StatusCode::ACCEPTED);
    scene.wish("ben", crate::phone::dial("21"));
    scene.wish("anna", Command::Answer { call: ONLY });

    peer.notify(&mut scene, "486 Busy Here", "terminated;reason=noresource");

    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert_eq!(scene.state("anna", "peer"), Some(State::Held { by: telephony::HeldBy::Me }));
    assert!(scene.read("anna").contains(&"notice: not sent to 23: Busy"));
}
