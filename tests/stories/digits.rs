//! Digits: as telephone events, or by INFO where the far end takes none.

use sip_message::HeaderName;
use switchboard::{Command, Output};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene};

fn digits(keys: &str) -> Command {
    Command::SendDigits { call: ONLY, digits: keys.to_owned() }
}

fn sent(scene: &Scene) -> Option<String> {
    scene.phone("anna").last(|output| match output {
        Output::SendDigits { digits, .. } => Some(digits.clone()),
        _ => None,
    })
}

#[test]
fn digits_go_as_telephone_events_where_both_know_them() {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");

    scene.wish("anna", digits("12#"));

    assert_eq!(sent(&scene).as_deref(), Some("12#"));
    scene.end();
}

#[test]
fn digits_are_told_by_info_one_after_the_other_where_the_far_end_knows_no_events() {
    let mut scene = Scene::new();
    let description = session(scene.address("ben"), 8, "sendrecv");
    let peer = Peer::talking(&mut scene, &description);

    scene.wish("anna", digits("1"));
    scene.wish("anna", digits("2#"));
    let told = peer.take_infos(&mut scene, 3);

    let keys: Vec<&str> = told.iter().filter_map(|body| body.lines().next()).collect();
    assert_eq!(keys, ["Signal=1", "Signal=2", "Signal=#"]);
    assert_eq!(sent(&scene), None);
    assert_eq!(scene.phone("anna").call("peer").unwrap().digits, "12#");
}

#[test]
fn an_info_of_the_far_end_is_answered() {
    let mut scene = Scene::new();
    let description = session(scene.address("ben"), 8, "sendrecv");
    let mut peer = Peer::talking(&mut scene, &description);

    let body = ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n".to_owned());
    peer.ask(&mut scene, sip_message::Method::Info, &[], Some(body));

    let answer = peer.heard_response(&mut scene, 200);
    assert!(answer.headers.get(&HeaderName::CSeq).unwrap().ends_with("INFO"));
}
