//! The far end wants to connect us with somebody else: the person is asked, or what is set is done.

use std::time::Duration;

use sip_message::{HeaderName, Method, StatusCode};
use switchboard::{Command, RefusalCode};
use telephony::policy::{TransferRequests, Wishes};
use telephony::{Cause, EndedBy, HeldBy, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene, dial};

const YES: Command = Command::AnswerProposal { call: ONLY, follows: true };
const NO: Command = Command::AnswerProposal { call: ONLY, follows: false };
/// What the far end is told at once, and for as long as nothing is decided.
const TRYING: &str = "SIP/2.0 100 Trying";
const DECLINED: &str = "SIP/2.0 603 Decline";

fn talking(scene: &mut Scene) -> Peer {
    let description = session(scene.address("ben"), 8, "sendrecv");
    Peer::talking(scene, &description)
}

fn set(scene: &mut Scene, transfer_requests: TransferRequests) {
    let wishes = Wishes { transfer_requests, ..Wishes::default() };
    scene.wish("anna", Command::Receive { wishes: Box::new(wishes) });
}

/// Anna talks with a peer that proposes a number.
fn asked(scene: &mut Scene, number: &str) -> Peer {
    set(scene, TransferRequests::Ask);
    let mut peer = talking(scene);
    peer.refers(scene, number);
    peer.heard_response(scene, 202);
    assert_eq!(peer.told(scene), TRYING);
    peer
}

#[test]
fn nobody_is_dialled_before_the_person_says_yes() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, "22");

    assert_eq!(
        scene.read_after("anna", "peer: talking"),
        ["notice: peer proposes 22", "peer: talking, wants us to speak with 22"],
        "the name that the far end writes is not shown"
    );
    assert_eq!(scene.state("ben", "21"), None);

    scene.wish("anna", YES);
    assert_eq!(scene.state("ben", "21"), Some(State::Offered));
    assert_eq!(peer.told(&mut scene), "SIP/2.0 180 Ringing");
    scene.wish("ben", Command::Answer { call: ONLY });
    assert_eq!(peer.told(&mut scene), "SIP/2.0 200 OK");
    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
}

#[test]
fn who_says_no_stays_with_the_call() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, "22");

    scene.wish("anna", NO);

    assert_eq!(peer.told(&mut scene), DECLINED);
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
    assert_eq!(scene.phone("anna").call("peer").unwrap().proposed, None);
    assert_eq!(scene.state("ben", "21"), None);
    assert_eq!(scene.try_wish("anna", YES).unwrap_err().code, RefusalCode::WrongState);
    // The far end may ask another time.
    peer.refers(&mut scene, "22");
    peer.heard_response(&mut scene, 202);
}

#[test]
fn who_says_nothing_for_a_minute_has_said_no() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, "22");

    scene.pass(Duration::from_secs(59));
    assert!(scene.phone("anna").call("peer").unwrap().proposed.is_some());
    scene.pass(Duration::from_secs(2));

    assert_eq!(peer.told(&mut scene), DECLINED);
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn a_far_end_that_hangs_up_at_once_leaves_the_question() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, "22");

    peer.ask(&mut scene, Method::Bye, &[], None);
    assert_eq!(scene.state("anna", "peer"), Some(State::Held { by: HeldBy::Them }));
    scene.wish("anna", YES);
    scene.wish("ben", Command::Answer { call: ONLY });

    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert!(scene.phone("anna").records().is_empty(), "it is one call");
}

#[test]
fn a_far_end_that_has_hung_up_is_gone_when_the_person_says_no() {
    for says_nothing in [false, true] {
        let mut scene = Scene::new();
        let mut peer = asked(&mut scene, "22");
        peer.ask(&mut scene, Method::Bye, &[], None);

        if says_nothing {
            scene.pass(Duration::from_secs(61));
        } else {
            scene.wish("anna", NO);
        }

        assert_eq!(peer.told(&mut scene), DECLINED);
        let end = scene.phone("anna").records()[0].end;
        assert_eq!((end.cause, end.by), (Cause::HungUp, EndedBy::Them));
    }
}

#[test]
fn who_hangs_up_has_said_no() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, "22");

    scene.wish("anna", Command::HangUp { call: ONLY });

    assert_eq!(peer.told(&mut scene), DECLINED);
    peer.answer_next(&mut scene, &Method::Bye, StatusCode::OK, None);
    assert_eq!(scene.state("ben", "21"), None);
    scene.end();
}

#[test]
fn one_question_at_a_time() {
    let mut scene = Scene::new();
    let mut peer = asked(&mut scene, "22");

    peer.refers(&mut scene, "23");
    peer.heard_response(&mut scene, 603);

    let target = "23".to_owned();
    for wish in [
        Command::Transfer { call: ONLY, target: target.clone() },
        Command::Consult { call: ONLY, target },
    ] {
        assert_eq!(scene.try_wish("anna", wish).unwrap_err().code, RefusalCode::WrongState);
    }
    assert_eq!(scene.state("dora", "21"), None);
}

#[test]
fn a_call_is_held_and_another_made_while_the_question_stands() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, "22");
    let held = session(scene.address("ben"), 8, "recvonly");

    scene.wish("anna", dial("23"));
    peer.answer_next(&mut scene, &Method::Invite, StatusCode::OK, Some(&held));
    scene.wish("dora", Command::Answer { call: ONLY });
    scene.wish("anna", YES);
    scene.wish("ben", Command::Answer { call: ONLY });

    assert_eq!(scene.state("anna", "23"), Some(State::Talking), "nobody is taken from it");
    assert_eq!(scene.state("anna", "22"), Some(State::Held { by: HeldBy::Me }));
}

#[test]
fn who_holds_or_resumes_while_it_rings_there_is_believed_there() {
    for holds_before in [true, false] {
        let mut scene = Scene::new();
        let peer = asked(&mut scene, "22");
        let hold = |scene: &mut Scene, command, direction| {
            scene.wish("anna", command);
            let answer = session(scene.address("ben"), 8, direction);
            peer.answer_next(scene, &Method::Invite, StatusCode::OK, Some(&answer));
        };
        if holds_before {
            hold(&mut scene, Command::Hold { call: ONLY }, "recvonly");
            scene.wish("anna", YES);
            let call = scene.choice("anna", "peer");
            hold(&mut scene, Command::Resume { call }, "sendrecv");
        } else {
            scene.wish("anna", YES);
            hold(&mut scene, Command::Hold { call: ONLY }, "recvonly");
        }

        scene.wish("ben", Command::Answer { call: ONLY });
        scene.pass(Duration::from_secs(1));

        let (here, there) = if holds_before {
            (State::Talking, State::Talking)
        } else {
            (State::Held { by: HeldBy::Me }, State::Held { by: HeldBy::Them })
        };
        assert_eq!(scene.state("anna", "22"), Some(here));
        assert_eq!(scene.state("ben", "21"), Some(there));
    }
}

#[test]
fn a_place_in_a_call_that_stands_is_taken_without_asking() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);
    let target = Peer::new(&mut scene, "target");

    let to = format!("<{}?Replaces=known%3Bto-tag%3D1%3Bfrom-tag%3D2>", target.uri());
    peer.ask(&mut scene, Method::Refer, &[(HeaderName::ReferTo, &to)], None);

    let invite = target.heard_request(&mut scene, &Method::Invite);
    assert_eq!(invite.headers.require(), ["replaces"], "or it fails: nothing new is dialled");
    assert!(scene.phone("anna").call("peer").unwrap().proposed.is_none());
}

#[test]
fn orders_and_emergency_numbers_are_asked_about_whatever_is_set() {
    for number in ["*21*0900123456%23", "110", "112", "%31%31%30", "110;phone-context=+49"] {
        for replaces in ["", "?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc"] {
            let mut scene = Scene::new();
            set(&mut scene, TransferRequests::Follow);
            let mut peer = talking(&mut scene);

            let to = format!("<sip:{number}@{}{replaces}>", testkit::PBX);
            peer.ask(&mut scene, Method::Refer, &[(HeaderName::ReferTo, &to)], None);

            peer.heard_response(&mut scene, 202);
            assert!(scene.phone("anna").call("peer").unwrap().proposed.is_some(), "{to}");
        }
    }
}

#[test]
fn whoever_is_sent_to_a_colleague_is_not_asked_unless_that_is_set() {
    let mut scene = Scene::new();
    let mut peer = talking(&mut scene);
    peer.refers(&mut scene, "22");
    assert_eq!(scene.state("ben", "21"), Some(State::Offered));

    for (number, is_asked) in [("09001234567", true), ("+441632960000", true), ("echo", false)] {
        let mut scene = Scene::new();
        let mut peer = talking(&mut scene);
        peer.refers(&mut scene, number);
        let proposed = scene.phone("anna").call("peer").unwrap().proposed.clone();
        assert_eq!(proposed.is_some(), is_asked, "{number}");
    }
}

#[test]
fn what_is_set_is_done_without_asking() {
    let mut scene = Scene::new();
    set(&mut scene, TransferRequests::Follow);
    let mut peer = talking(&mut scene);
    peer.refers(&mut scene, "09001234567");
    assert!(scene.phone("anna").call("peer").unwrap().proposed.is_none());

    let mut scene = Scene::new();
    set(&mut scene, TransferRequests::Refuse);
    let mut peer = talking(&mut scene);
    peer.refers(&mut scene, "22");
    peer.heard_response(&mut scene, 603);
    assert_eq!(scene.state("ben", "21"), None);
    assert_eq!(scene.state("anna", "peer"), Some(State::Talking));
}

#[test]
fn who_wants_no_news_is_asked_about_all_the_same() {
    let mut scene = Scene::new();
    set(&mut scene, TransferRequests::Ask);
    let mut peer = talking(&mut scene);
    let to = format!("<sip:22@{}>", testkit::PBX);
    let quiet = [(HeaderName::ReferTo, to.as_str()), (HeaderName::ReferSub, "false")];
    peer.ask(&mut scene, Method::Refer, &quiet, None);
    peer.heard_response(&mut scene, 202);

    scene.wish("anna", NO);

    assert_eq!(peer.count_requests(&mut scene, &Method::Notify), 0);
    assert_eq!(scene.state("ben", "21"), None);
}

#[test]
fn an_account_that_is_removed_takes_the_question_with_it() {
    let mut scene = Scene::new();
    let peer = asked(&mut scene, "22");
    let account = scene.phone("anna").account();

    scene.wish("anna", Command::RemoveAccount { account });

    assert_eq!(peer.told(&mut scene), DECLINED);
    peer.answer_next(&mut scene, &Method::Bye, StatusCode::OK, None);
    assert!(scene.try_wish("anna", YES).is_err());
}
