//! The machine comes into another network while it calls.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use sip_message::{Method, Request, StatusCode};
use switchboard::Command;
use telephony::State;

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene};

/// Where Anna's sound leaves from after she moved.
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 9, 9, 9));

fn move_away(scene: &mut Scene) {
    let anna = scene.id("anna");
    scene.story.act(anna, |phone, now| phone.moves(ELSEWHERE, now));
    scene.pass(Duration::from_millis(200));
}

fn is_from_elsewhere(request: &Request) -> bool {
    String::from_utf8_lossy(&request.body).contains("c=IN IP4 127.9.9.9\r\n")
}

#[test]
fn a_call_that_stands_goes_on_from_the_new_address() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));

    move_away(&mut scene);

    let answer = session(at, 8, "sendrecv");
    let offer = peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&answer));
    assert!(is_from_elsewhere(&offer));
    let wire = scene.story.transcript();
    let (registered, offered) = (wire.rfind("REGISTER"), wire.rfind("INVITE"));
    assert!(registered < offered, "the server knows the new address first:\n{wire}");
    scene.pass(Duration::from_secs(60));
    assert_eq!(peer.count_requests(&mut scene, &Method::Invite), 0, "once is enough");
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn a_network_that_leads_out_by_the_same_address_changes_no_call() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));
    let (anna, here) = (scene.id("anna"), scene.address("anna").ip());

    scene.story.act(anna, |phone, now| phone.moves(here, now));
    scene.pass(Duration::from_secs(5));

    assert_eq!(peer.count_requests(&mut scene, &Method::Invite), 0);
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn a_call_on_hold_stays_on_hold_from_the_new_address() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));
    scene.wish("anna", Command::Hold { call: ONLY });
    let held = session(at, 8, "recvonly");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));

    move_away(&mut scene);

    let offer = peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));
    assert!(is_from_elsewhere(&offer));
    assert!(String::from_utf8_lossy(&offer.body).contains("a=sendonly"));
}

#[test]
fn a_call_that_is_answered_after_the_move_is_told_then() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let mut peer = Peer::called(&mut scene);
    peer.answer(&mut scene, StatusCode::RINGING, None);

    move_away(&mut scene);
    assert_eq!(peer.count_requests(&mut scene, &Method::Invite), 0, "not before the answer");
    peer.accept(&mut scene, &session(at, 8, "sendrecv"));

    let offer = peer.heard_request(&mut scene, &Method::Invite);
    assert!(is_from_elsewhere(&offer));
}

#[test]
fn a_call_that_rings_here_is_answered_from_the_new_address() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let peer = Peer::new(&mut scene, "peer");
    let anna = format!("sip:21@{}", scene.address("anna")).parse().unwrap();
    peer.invites(&mut scene, anna, &[], &session(at, 8, "sendrecv"));

    move_away(&mut scene);
    scene.wish("anna", Command::Answer { call: ONLY });

    let answer = peer.heard_response(&mut scene, 200);
    assert!(String::from_utf8_lossy(&answer.body).contains("c=IN IP4 127.9.9.9\r\n"));
}

#[test]
fn a_far_end_that_will_not_follow_is_not_asked_for_ever() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));

    move_away(&mut scene);
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::NOT_ACCEPTABLE_HERE, None);
    scene.pass(Duration::from_secs(60));

    assert_eq!(peer.count_requests(&mut scene, &Method::Invite), 0);
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn a_move_during_a_hold_is_told_after_it() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));
    scene.wish("anna", Command::Hold { call: ONLY });

    move_away(&mut scene);
    let held = session(at, 8, "recvonly");
    let first = peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));
    let second = peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));

    assert!(!is_from_elsewhere(&first));
    assert!(is_from_elsewhere(&second));
}
