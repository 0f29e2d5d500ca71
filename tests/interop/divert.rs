//! Calls go elsewhere: sent on before they are answered, by codes of the telephone system, by a group;
//! and messages that wait are told.

use lab::{Answering, Forward};
use serde_json::Value;

use crate::house::{House, PROGRAM_HZ, await_tones};

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;

#[test]
fn a_call_that_rings_is_sent_on_and_they_hear_each_other() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    anna.dial(&house.server.uri("1001")).unwrap();
    house.await_call("1002", "offered");

    house.perform(&["forward", "1003"]);

    ben.await_event("CALL_ESTABLISHED").unwrap();
    house.program.await_no_call().unwrap();
    assert_eq!(house.program.await_record(1).unwrap()["outcome"], "forwarded");
    await_tones("1002", || anna.heard(), &[BEN_HZ], &[PROGRAM_HZ]);
    await_tones("1003", || ben.heard(), &[ANNA_HZ], &[PROGRAM_HZ]);
    anna.hang_up().unwrap();
    ben.await_event("CALL_CLOSED").unwrap();
}

#[test]
fn forwards_are_set_and_cleared_in_the_telephone_system_by_their_codes() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    let account = format!("1001@{}", house.server.host());
    let codes = [
        "forward-always=*21*{number}#",
        "forward-always-off=##21#",
        "forward-busy=*67*{number}#",
        "forward-busy-off=##67#",
        "forward-no-answer=*61*{number}#",
        "forward-no-answer-off=##61#",
    ];
    let codes = codes.iter().flat_map(|code| ["--code", code]);
    let words: Vec<&str> = ["plan", &account].into_iter().chain(codes).collect();
    house.perform(&words);
    let forwards = |status: &Value| status["services"][0]["forwards"].clone();
    let is_set = |status: &Value, target: &str| {
        forwards(status)[0]["target"]["kind"] == "set"
            && forwards(status)[0]["target"]["value"] == target
    };
    let before = house.program.status().unwrap();
    assert_eq!(forwards(&before)[0]["target"]["kind"], "unknown", "{before:#}");

    for (when, forward) in
        [("always", Forward::Always), ("busy", Forward::Busy), ("no-answer", Forward::NoAnswer)]
    {
        house.perform(&["forwards", "set", when, "1003"]);
        lab::wait::until(when, lab::wait::LIMIT, || {
            house.server.forward("1001", forward).ok()?.filter(|target| target == "1003")
        })
        .unwrap();
    }
    house.program.await_status("the forward", |status| is_set(status, "1003")).unwrap();
    anna.dial(&house.server.uri("1001")).unwrap();
    ben.await_event("CALL_ESTABLISHED").unwrap();
    anna.hang_up().unwrap();

    house.perform(&["forwards", "clear", "always"]);
    house.program.await_status("no forward", |status| is_set(status, "")).unwrap();
    assert_eq!(house.server.forward("1001", Forward::Always).unwrap(), None);
}

#[test]
fn a_call_for_a_group_says_whom_it_was_for() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    house.server.set_forward("2000", Forward::Always, "1001").unwrap();

    anna.dial(&house.server.uri("2000")).unwrap();
    let call = house.await_call("1002", "offered");

    assert_eq!(call["called"]["number"], "2000", "{call}");
}

#[test]
fn messages_that_wait_are_told_and_gone_when_they_were_heard() {
    let house = House::open();
    for (new, old) in [(2, 1), (0, 3)] {
        house.server.leave_messages("1001", new, old).unwrap();
        let tells = |status: &Value| {
            let messages = &status["services"][0]["messages"];
            messages["new"] == new && messages["old"] == old && messages["waiting"] == (new > 0)
        };
        house.program.await_status("the messages", tells).unwrap();
    }
}

#[test]
fn who_does_not_want_to_be_disturbed_is_busy() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    house.perform(&["dnd", "reject"]);

    anna.dial(&house.server.uri("1001")).unwrap();

    let closed = anna.await_event("CALL_CLOSED").unwrap();
    assert!(closed["param"].as_str().is_some_and(|why| why.contains("486")), "{closed}");
}

#[test]
fn the_telephone_system_turns_calls_away_too_where_it_has_a_code_for_it() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    let codes = ["--code", "do-not-disturb=*26#", "--code", "do-not-disturb-off=##26#"];
    house.perform(&[&["plan", &house.account()], &codes[..]].concat());
    let is_known = |kind: &'static str, value: bool| {
        move |status: &Value| {
            let known = &status["services"][0]["undisturbed"];
            known["kind"] == kind && known["value"] == value
        }
    };

    house.perform(&["dnd", "reject"]);
    house.program.await_status("calls turned away", is_known("set", true)).unwrap();
    anna.dial(&house.server.uri("1001")).unwrap();
    let closed = anna.await_event("CALL_CLOSED").unwrap();
    let why = closed["param"].as_str().unwrap_or_default();
    assert!(why.contains("Does not want to be disturbed"), "the telephone system says so: {why}");

    house.perform(&["dnd", "off"]);
    house.program.await_status("calls that ring", is_known("set", false)).unwrap();
    anna.dial(&house.server.uri("1001")).unwrap();
    house.await_call("1002", "offered");
}
