//! Who was busy or did not answer is watched, offered as soon as they are free, and called.

use lab::{Answering, Linphone, LinphoneOptions};
use serde_json::Value;

use crate::house::{House, PROGRAM_HZ, await_next_tones};

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;

#[test]
fn who_was_busy_is_offered_once_free_and_called() {
    let house = House::open();
    let options =
        LinphoneOptions { speaks_hz: ANNA_HZ, most_calls: 1, ..LinphoneOptions::user("1002") };
    let anna = Linphone::start(&options, &house.server).unwrap();
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    ben.dial(&house.server.uri("1002")).unwrap();
    ben.await_event("CALL_ESTABLISHED").unwrap();
    house.perform(&["dial", "1002"]);
    assert_eq!(house.program.await_record(1).unwrap()["code"], "busy");

    house.perform(&["callback", "start"]);
    await_state(&house, "waiting");
    ben.hang_up().unwrap();

    await_offer(&house);
    house.perform(&["callback", "start", "1002"]);
    house.await_call("1002", "talking");
    anna.speak().unwrap();
    house.hears(&[ANNA_HZ], &[BEN_HZ]);
    await_next_tones("the one called back", || anna.heard(), &[PROGRAM_HZ], &[BEN_HZ]);
    house.perform(&["hangup"]);
    await_none(&house);
}

#[test]
fn who_did_not_answer_is_offered_after_using_the_telephone() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::ByHand);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    house.perform(&["dial", "1002"]);
    house.await_call("1002", "ringing");
    house.perform(&["hangup"]);
    house.program.await_no_call().unwrap();

    house.perform(&["callback", "start"]);
    await_state(&house, "waiting");
    anna.dial("1003").unwrap();
    ben.await_event("CALL_ESTABLISHED").unwrap();
    let talks = |status: &Value| status["callBacks"][0]["state"]["kind"] == "waiting";
    house.program.await_status("a call-back that waits on", talks).unwrap();
    ben.hang_up().unwrap();

    await_offer(&house);
    house.perform(&["callback", "stop"]);
    await_none(&house);
}

fn await_state(house: &House, kind: &str) {
    let is_it = |status: &Value| status["callBacks"][0]["state"]["kind"] == kind;
    house.program.await_status(&format!("a call-back that is {kind}"), is_it).unwrap();
}

fn await_offer(house: &House) {
    let is_offer = |change: &Value| change["notice"]["kind"] == "callBackFree";
    house.watch.await_change("an offer to call back", is_offer).unwrap();
}

fn await_none(house: &House) {
    let are_none = |status: &Value| status["callBacks"].as_array().is_some_and(Vec::is_empty);
    house.program.await_status("no call-back", are_none).unwrap();
}
