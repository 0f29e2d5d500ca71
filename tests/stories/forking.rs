//! One call rings at several devices: whose sound is heard, and who wins.

use sip_message::{Method, StatusCode};
use switchboard::{Command, Output};
use telephony::{Codec, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene};

/// The payload type of the sound that was carried last.
fn carried(scene: &Scene) -> Option<u8> {
    scene.phone("anna").last(|output| match output {
        Output::CarryMedia { agreed, .. } => Some(agreed.send_payload_type),
        _ => None,
    })
}

#[test]
fn only_the_latest_early_sound_is_heard_and_the_answer_decides() {
    let mut scene = Scene::new();
    let mut peer = Peer::called(&mut scene);
    let at = scene.address("ben");
    let (a_law, mu_law) = (session(at, 8, "sendrecv"), session(at, 0, "sendrecv"));

    peer.answer_as(&mut scene, "one", StatusCode::SESSION_PROGRESS, Some(&a_law));
    assert_eq!(carried(&scene), Some(8));
    peer.answer_as(&mut scene, "two", StatusCode::SESSION_PROGRESS, Some(&mu_law));
    assert_eq!(carried(&scene), Some(0), "the latest one");
    peer.answer_as(&mut scene, "three", StatusCode::RINGING, None);
    assert_eq!(carried(&scene), Some(0), "who only rings changes nothing");
    assert_eq!(scene.state("anna", "peer"), Some(State::Ringing { early_media: true }));

    peer.answer_as(&mut scene, "one", StatusCode::OK, Some(&a_law));

    assert_eq!(carried(&scene), Some(8));
    assert_eq!(scene.phone("anna").call("peer").unwrap().codec, Some(Codec::Pcma));
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn a_second_device_that_answers_too_late_is_sent_home() {
    let mut scene = Scene::new();
    let mut peer = Peer::called(&mut scene);
    let description = session(scene.address("ben"), 8, "sendrecv");
    peer.accept(&mut scene, &description);

    peer.answer_as(&mut scene, "late", StatusCode::OK, Some(&description));

    let bye = peer.heard_request(&mut scene, &Method::Bye);
    assert_eq!(bye.headers.to().unwrap().tag().as_deref(), Some("late"));
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn the_own_ringback_ends_when_there_is_something_to_hear() {
    let mut scene = Scene::new();
    let mut peer = Peer::called(&mut scene);
    let tone = |scene: &Scene| {
        let tone = scene.phone("anna").last(|output| match output {
            Output::Tone { tone } => Some(tone.is_some()),
            _ => None,
        });
        tone.unwrap_or(false)
    };
    peer.answer(&mut scene, StatusCode::RINGING, None);
    assert!(tone(&scene));

    let description = session(scene.address("ben"), 8, "sendrecv");
    peer.answer(&mut scene, StatusCode::SESSION_PROGRESS, Some(&description));
    assert!(!tone(&scene));

    scene.wish("anna", Command::HangUp { call: ONLY });
    peer.heard_request(&mut scene, &Method::Cancel);
}

#[test]
fn an_early_answer_that_cannot_be_used_costs_the_call_nothing() {
    let mut scene = Scene::new();
    let mut peer = Peer::called(&mut scene);
    let at = scene.address("ben");

    // A device that speaks G.729 alone, and another one that takes the call.
    peer.answer_as(
        &mut scene,
        "one",
        StatusCode::SESSION_PROGRESS,
        Some(&session(at, 18, "sendrecv")),
    );
    assert_eq!(scene.state("anna", "peer"), Some(State::Ringing { early_media: false }));
    peer.answer_as(&mut scene, "two", StatusCode::OK, Some(&session(at, 8, "sendrecv")));

    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}
