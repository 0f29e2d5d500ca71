//! Calls are sent to somebody else, by the program and by others, with the sound measured at both ends.

use lab::Answering;

use crate::house::{House, PROGRAM_HZ, await_tones};

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;

#[test]
fn the_other_is_sent_on_without_a_word() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");

    house.perform(&["transfer", "1003"]);

    ben.await_event("CALL_ESTABLISHED").unwrap();
    house.program.await_no_call().unwrap();
    assert_eq!(house.program.await_record(1).unwrap()["code"], "transferred");
    anna.await_said_times("Media streams established", 2).unwrap();
    anna.speak().unwrap();
    await_tones("1002", || anna.heard(), &[BEN_HZ], &[PROGRAM_HZ]);
    await_tones("1003", || ben.heard(), &[ANNA_HZ], &[PROGRAM_HZ]);
    anna.hang_up().unwrap();
    ben.await_event("CALL_CLOSED").unwrap();
}

#[test]
fn a_transfer_that_fails_brings_the_other_back_and_says_why() {
    let house = House::open();
    let _anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    house.calls("1002");

    // Nobody is registered there.
    house.perform(&["transfer", "1009"]);
    let call = house
        .await_seen("a transfer that failed", |call| call["transfer"]["state"]["kind"] == "failed");
    // Linphone holds the call while it calls elsewhere; when it takes it back is its own affair.
    house.await_call_back("1002");

    assert_eq!(call["transfer"]["state"]["status"], 480, "{call}");
    assert_eq!(call["transfer"]["state"]["code"], "notReachable", "{call}");
}

#[test]
fn after_a_word_two_others_are_connected() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.linphone("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");
    house.perform(&["consult", "1003"]);
    house.await_call("1003", "talking");
    house.await_call("1002", "held");
    ben.speak().unwrap();
    house.hears(&[BEN_HZ], &[ANNA_HZ]);

    house.perform(&["connect"]);

    house.program.await_no_call().unwrap();
    for (phone, other) in [(&anna, "1003"), (&ben, "1002")] {
        phone.await_said("for call 2 (audio)").unwrap();
        assert!(phone.said().contains(&format!("sip:{other}@")), "{}", phone.said());
    }
}

#[test]
fn the_other_is_sent_to_one_who_still_rings() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::ByHand);
    house.calls("1002");
    house.perform(&["consult", "1003"]);
    house.await_call("1003", "ringing");

    house.perform(&["connect"]);
    ben.await_event_where("CALL_INCOMING", |event| {
        event["peeruri"].as_str().is_some_and(|peer| peer.contains("1002"))
    })
    .unwrap();
    ben.accept().unwrap();
    ben.await_event("CALL_ESTABLISHED").unwrap();

    house.program.await_no_call().unwrap();
    anna.speak().unwrap();
    await_tones("1003", || ben.heard(), &[ANNA_HZ], &[PROGRAM_HZ]);
    ben.hang_up().unwrap();
}

#[test]
fn another_telephone_sends_the_program_on() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");

    anna.transfer(&house.server.uri("1003")).unwrap();

    ben.await_event("CALL_ESTABLISHED").unwrap();
    house.await_call("1003", "talking");
    anna.await_event("CALL_CLOSED").unwrap();
    house.hears(&[BEN_HZ], &[ANNA_HZ]);
    await_tones("1003", || ben.heard(), &[PROGRAM_HZ], &[]);
    house.perform(&["hangup"]);
    ben.await_event("CALL_CLOSED").unwrap();
}

#[test]
fn another_telephone_connects_the_program_after_a_word() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.linphone("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");
    anna.hold().unwrap();
    anna.await_said("is now paused").unwrap();
    anna.dial(&house.server.uri("1003")).unwrap();
    anna.await_said("for call 2 (audio)").unwrap();

    anna.transfer_to_call(1, 2).unwrap();

    house.await_call("1003", "talking");
    ben.await_said_times("connected", 2).unwrap();
    ben.speak().unwrap();
    house.hears(&[BEN_HZ], &[ANNA_HZ]);
}
