//! Somebody calls: waiting, silence, do-not-disturb, sending on, answering by itself.

use std::time::Duration;

use model::Number;
use sip_message::HeaderName;
use switchboard::{Command, Output, RejectReason};
use telephony::plan::{Numbered, Plan};
use telephony::policy::{DoNotDisturb, Manner, SelfAnswer, Wishes};
use telephony::{Cause, Outcome, State};

use crate::peer::{Peer, session};
use crate::phone::{ONLY, Scene, dial};

fn receive(wishes: Wishes) -> Command {
    Command::Receive { wishes: Box::new(wishes) }
}

fn disturbed(manner: Manner) -> Wishes {
    let do_not_disturb = DoNotDisturb { manner, ..DoNotDisturb::default() };
    Wishes { do_not_disturb, ..Wishes::default() }
}

/// Somebody outside calls Anna's telephone with these header fields.
fn outside(scene: &mut Scene, headers: &[(HeaderName, &str)]) -> Peer {
    let peer = Peer::new(scene, "peer");
    let to = format!("sip:21@{}", scene.address("anna")).parse().unwrap();
    let description = session(scene.address("ben"), 8, "sendrecv");
    peer.invites(scene, to, headers, &description);
    peer
}

#[test]
fn a_second_call_waits_without_ringing_and_rings_once_the_first_is_over() {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");

    scene.wish("dora", dial("21"));
    assert_eq!(scene.read_after("anna", "22: talking"), ["23: calls", "a call waits"]);

    scene.wish("ben", Command::HangUp { call: ONLY });
    assert_eq!(
        scene.read_after("anna", "a call waits"),
        ["list: 22 Answered", "22: over, HungUp by Them", "rings as inside", "no call waits"]
    );
    scene.end();
}

#[test]
fn who_wants_no_second_call_is_busy() {
    let mut scene = Scene::new();
    scene.wish("anna", receive(Wishes { call_waiting: false, ..Wishes::default() }));
    scene.connect("anna", "22", "ben");

    scene.wish("dora", dial("21"));

    assert_eq!(scene.phone("dora").records()[0].end.cause, Cause::Busy);
    assert_eq!(scene.phone("anna").records()[0].outcome, Outcome::Missed);
    scene.end();
}

#[test]
fn a_call_that_rings_falls_silent_when_nobody_wants_to_be_disturbed_any_more() {
    for manner in [Manner::Silence, Manner::Reject] {
        let mut scene = Scene::new();
        scene.wish("ben", dial("21"));

        scene.wish("anna", Command::Disturb { manner });

        assert_eq!(
            scene.read_after("anna", "rings as inside"),
            ["22: calls, silent", "rings no more"],
            "it is turned away by nobody"
        );
        scene.wish("anna", Command::Answer { call: ONLY });
        assert_eq!(scene.state("anna", "22"), Some(State::Talking));
        scene.end();
    }
}

#[test]
fn a_silenced_call_is_shown_on_and_can_be_answered() {
    let mut scene = Scene::new();
    scene.wish("ben", dial("21"));

    scene.wish("anna", Command::Silence { call: ONLY });
    assert_eq!(scene.read_after("anna", "rings as inside"), ["22: calls, silent", "rings no more"]);
    assert!(scene.try_wish("anna", Command::Silence { call: ONLY }).is_err());

    scene.wish("anna", Command::Answer { call: ONLY });
    assert_eq!(scene.state("ben", "21"), Some(State::Talking));
    scene.end();
}

#[test]
fn who_is_not_to_be_disturbed_sees_the_call_and_hears_nothing() {
    let mut scene = Scene::new();
    scene.wish("anna", receive(disturbed(Manner::Silence)));

    scene.wish("ben", dial("21"));

    assert_eq!(scene.read("anna"), ["22: calls, silent"]);
    scene.end();
}

#[test]
fn who_is_turned_away_is_missed_and_the_person_can_know() {
    let mut scene = Scene::new();
    scene.wish("anna", receive(disturbed(Manner::Reject)));

    scene.wish("ben", dial("21"));

    assert_eq!(scene.read("anna"), ["notice: 22 was turned away", "list: 22 Missed"]);
    assert_eq!(scene.phone("ben").records()[0].end.cause, Cause::Busy);
    scene.end();
}

#[test]
fn a_caller_is_rejected_as_busy_or_declined() {
    for (reason, status) in [(RejectReason::Busy, 486), (RejectReason::Declined, 603)] {
        let mut scene = Scene::new();
        scene.wish("ben", dial("21"));

        scene.wish("anna", Command::Reject { call: ONLY, reason });

        assert_eq!(scene.phone("ben").records()[0].end.status, Some(status));
        assert_eq!(scene.phone("anna").records()[0].outcome, Outcome::Rejected);
        scene.end();
    }
}

#[test]
fn a_call_is_sent_on_before_it_is_answered() {
    let mut scene = Scene::new();
    scene.wish("ben", dial("21"));

    scene.wish("anna", Command::Forward { call: ONLY, target: "23".to_owned() });
    scene.pass(Duration::from_secs(1));

    assert_eq!(scene.state("dora", "22"), Some(State::Offered));
    assert_eq!(scene.phone("anna").records()[0].outcome, Outcome::Forwarded);
    scene.end();
}

#[test]
fn every_call_is_sent_on_by_ones_own_rule() {
    let mut scene = Scene::new();
    let forward = Some(Number::read("23").unwrap());
    scene.wish("anna", receive(Wishes { forward, ..Wishes::default() }));

    scene.wish("ben", dial("21"));
    scene.pass(Duration::from_secs(1));

    assert_eq!(scene.state("dora", "22"), Some(State::Offered));
    assert_eq!(scene.read("anna"), ["list: 22 Forwarded"]);
    scene.end();
}

#[test]
fn whom_a_forwarded_caller_wanted_is_shown_and_a_group_rings_its_own_way() {
    let mut scene = Scene::new();
    let number = Number::read("500").unwrap();
    let groups = Some(vec![Numbered { number, name: "Service".to_owned() }]);
    let plan = Box::new(Plan { groups, ..Plan::default() });
    let account = scene.phone("anna").account();
    scene.wish("anna", Command::ChangePlan { account, plan });

    outside(&mut scene, &[(HeaderName::new("Diversion"), "<sip:500@127.0.0.1>;reason=no-answer")]);

    assert_eq!(scene.read("anna"), ["peer: calls, for 500", "rings as for a group"]);
    scene.end();
}

#[test]
fn who_wants_not_to_be_named_is_not() {
    let mut scene = Scene::new();

    scene.wish("ben", Command::Dial { target: "21".into(), account: None, hide: Some(true) });

    assert_eq!(scene.read("anna"), ["unknown: calls", "rings"]);
    scene.end();
}

#[test]
fn a_call_answers_itself_only_where_the_person_allows_it() {
    let auto = [(HeaderName::CallInfo, "<sip:127.0.0.1>;answer-after=2")];
    let mut scene = Scene::new();
    outside(&mut scene, &auto);
    scene.pass(Duration::from_secs(5));
    assert_eq!(scene.state("anna", "peer"), Some(State::Offered));
    scene.end();

    let mut scene = Scene::new();
    let self_answer = SelfAnswer::Numbers(vec![Number::read("39").unwrap()]);
    scene.wish("anna", receive(Wishes { self_answer, ..Wishes::default() }));
    let named = [auto[0].clone(), (HeaderName::new("P-Asserted-Identity"), "<sip:39@127.0.0.1>")];
    outside(&mut scene, &named);
    assert_eq!(scene.state("anna", "39"), Some(State::Offered), "not before its time");
    scene.pass(Duration::from_secs(3));

    let call = scene.phone("anna").call("39").unwrap();
    assert_eq!(*call.state(), State::Talking);
    assert!(call.traits.is_self_answered);
    scene.end();
}

#[test]
fn nothing_answers_itself_into_another_call() {
    let mut scene = Scene::new();
    let self_answer = SelfAnswer::Numbers(vec![Number::read("39").unwrap()]);
    scene.wish("anna", receive(Wishes { self_answer, ..Wishes::default() }));
    outside(
        &mut scene,
        &[
            (HeaderName::CallInfo, "<sip:127.0.0.1>;answer-after=3"),
            (HeaderName::new("P-Asserted-Identity"), "<sip:39@127.0.0.1>"),
        ],
    );
    scene.wish("anna", dial("12"));

    scene.pass(Duration::from_secs(6));

    assert_eq!(scene.state("anna", "39"), Some(State::Offered));
    assert_eq!(scene.state("anna", "12"), Some(State::Talking));
    scene.end();
}

#[test]
fn the_emergency_centre_gets_through_after_an_emergency_call() {
    let mut scene = Scene::new();
    scene.wish("anna", receive(disturbed(Manner::Reject)));
    scene.wish("anna", dial("112"));
    scene.pass(Duration::from_secs(10));
    let kept = &scene.phone("anna").records()[0];
    assert_eq!(kept.remote.number.0, "112", "it went out and is over");

    outside(&mut scene, &[]);

    assert_eq!(scene.state("anna", "peer"), Some(State::Offered));
    let rings = scene.phone("anna").last(|output| match output {
        Output::Ring { ring } => Some(ring.is_some()),
        _ => None,
    });
    assert_eq!(rings, Some(true));
    scene.end();
}

#[test]
fn who_has_no_port_for_sound_refuses_and_leaves_nothing_open() {
    let mut scene = Scene::new();
    let anna = scene.id("anna");
    scene.story.act(anna, |phone, _now| phone.is_deaf = true);

    scene.wish("ben", dial("21"));

    assert!(matches!(scene.state("ben", "21"), Some(State::Ended { .. })));
    scene.end();
}
