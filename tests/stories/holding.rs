//! Hold, resume, and changing from one call to another.

use std::time::Duration;

use sip_message::{HeaderName, Method, StatusCode};
use switchboard::{CallChoice, Command};
use telephony::{HeldBy, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene, dial};

const HERE: State = State::Held { by: HeldBy::Me };

#[test]
fn each_end_sees_who_holds_and_both_must_resume() {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");

    scene.wish("anna", Command::Hold { call: ONLY });
    scene.wish("ben", Command::Hold { call: ONLY });
    scene.wish("anna", Command::Resume { call: ONLY });
    scene.wish("ben", Command::Resume { call: ONLY });

    let read: Vec<&str> =
        scene.read("ben").into_iter().filter(|line| line.starts_with("21: ")).collect();
    assert_eq!(
        read,
        [
            "21: calls",
            "21: talking",
            "21: held there",
            "21: held at both ends",
            "21: held here",
            "21: talking",
        ]
    );
    scene.end();
}

#[test]
fn a_hold_right_after_the_answer_is_told_as_soon_as_it_can_be() {
    let mut scene = Scene::new();
    scene.wish("anna", dial("22"));
    let ben = scene.id("ben");
    scene
        .story
        .act(ben, |phone, now| {
            phone.switchboard.handle_command(Command::Answer { call: ONLY }, now)?;
            phone.switchboard.handle_command(Command::Hold { call: ONLY }, now)
        })
        .unwrap();
    scene.pass(Duration::from_secs(2));

    assert_eq!(scene.state("ben", "21"), Some(HERE));
    assert_eq!(scene.state("anna", "22"), Some(State::Held { by: HeldBy::Them }));
    scene.end();
}

#[test]
fn toggling_goes_round_the_held_calls() {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");
    scene.connect("anna", "23", "dora");
    assert_eq!(scene.state("anna", "22"), Some(HERE));

    scene.wish("anna", Command::Toggle);
    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert_eq!(scene.state("anna", "23"), Some(HERE));

    scene.wish("anna", dial("12"));
    scene.pass(Duration::from_secs(5));
    assert_eq!(scene.state("anna", "12"), Some(State::Talking));
    for number in ["22", "23", "12", "22"] {
        scene.wish("anna", Command::Toggle);
        assert_eq!(scene.state("anna", number), Some(State::Talking), "{number}");
    }
    scene.end();
}

#[test]
fn without_a_held_call_there_is_nothing_to_change_to() {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");

    assert!(scene.try_wish("anna", Command::Toggle).is_err());
    scene.end();
}

#[test]
fn answering_holds_the_call_that_stands() {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");
    scene.wish("dora", dial("21"));

    let offered = CallChoice::This(scene.call_id("anna", "23"));
    scene.wish("anna", Command::Answer { call: offered });

    assert_eq!(scene.state("anna", "22"), Some(HERE));
    assert_eq!(scene.state("ben", "21"), Some(State::Held { by: HeldBy::Them }));
    assert_eq!(scene.state("dora", "21"), Some(State::Talking));
    scene.end();
}

#[test]
fn each_hold_is_told_in_the_words_of_the_standard() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let mut peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));
    let holds = |scene: &mut Scene, peer: &mut Peer, direction: &str| {
        let body = ("application/sdp", session(at, 8, direction));
        peer.ask(scene, Method::Invite, &[], Some(body));
        let answer = peer.heard_response(scene, 200);
        peer.acknowledge(scene);
        String::from_utf8(answer.body.to_vec()).unwrap()
    };

    // They hold first, and we on top of it.
    assert!(holds(&mut scene, &mut peer, "sendonly").contains("a=recvonly"));
    assert_eq!(scene.state("anna", "peer"), Some(State::Held { by: HeldBy::Them }));
    scene.wish("anna", Command::Hold { call: ONLY });
    let inactive = session(at, 8, "inactive");
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&inactive));
    assert_eq!(scene.state("anna", "peer"), Some(State::Held { by: HeldBy::Both }));

    // They come back while we hold.
    assert!(holds(&mut scene, &mut peer, "sendrecv").contains("a=sendonly"));
    assert_eq!(scene.state("anna", "peer"), Some(HERE));
}

#[test]
fn who_the_far_end_is_follows_what_the_telephone_system_says() {
    let mut scene = Scene::new();
    let at = scene.address("ben");
    let mut peer = Peer::talking(&mut scene, &session(at, 8, "sendrecv"));

    let identity = HeaderName::new("P-Asserted-Identity");
    peer.ask(&mut scene, Method::Update, &[(identity, "\"Eva\" <sip:88@127.0.0.1>")], None);

    peer.heard_response(&mut scene, 200);
    let remote = scene.phone("anna").call("88").unwrap().remote;
    assert_eq!(remote.name.unwrap().0, "Eva");
}
