//! Three talk with each other, mixed in the program: each hears both others, and not itself.

use lab::Answering;

use crate::house::{House, PROGRAM_HZ, await_tones};

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;

#[test]
fn three_hear_each_other_and_nobody_hears_themselves() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");
    house.perform(&["hold"]);
    house.await_call("1002", "held");
    house.calls("1003");

    house.perform(&["conference", "join"]);
    for number in ["1002", "1003"] {
        let call = house.await_call(number, "talking");
        assert_eq!(call["conference"], true, "{call}");
    }
    anna.speak().unwrap();
    house.hears(&[ANNA_HZ, BEN_HZ], &[PROGRAM_HZ]);
    await_tones("1002", || anna.heard(), &[PROGRAM_HZ, BEN_HZ], &[ANNA_HZ]);
    await_tones("1003", || ben.heard(), &[PROGRAM_HZ, ANNA_HZ], &[BEN_HZ]);

    house.perform(&["conference", "end"]);
    house.program.await_no_call().unwrap();
    anna.await_said("ended").unwrap();
    ben.await_event("CALL_CLOSED").unwrap();
}

#[test]
fn a_conference_is_split_and_goes_on_with_one() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    let first = house.calls("1002");
    house.perform(&["hold"]);
    house.await_call("1002", "held");
    house.calls("1003");
    house.perform(&["conference", "join"]);
    house.await_call("1002", "talking");

    let id = first["id"].as_str().unwrap();
    house.perform(&["conference", "split", "--call", id]);
    house.await_call("1003", "held");
    let call = house.await_call("1002", "talking");
    assert_eq!(call["conference"], false, "{call}");

    house.hears(&[ANNA_HZ], &[BEN_HZ, PROGRAM_HZ]);
    ben.hang_up().unwrap();
    house.await_call("1002", "talking");
    anna.hang_up().unwrap();
    house.program.await_no_call().unwrap();
}

#[test]
fn who_leaves_a_conference_leaves_the_other_two_together() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.linphone("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");
    house.perform(&["hold"]);
    house.await_call("1002", "held");
    house.calls("1003");
    house.perform(&["conference", "join"]);
    house.await_call("1002", "talking");

    house.perform(&["conference", "leave"]);

    house.program.await_no_call().unwrap();
    for (phone, other) in [(&anna, "1003"), (&ben, "1002")] {
        phone.await_said("for call 2 (audio)").unwrap();
        assert!(phone.said().contains(&format!("sip:{other}@")), "{}", phone.said());
    }
    assert_eq!(house.program.await_record(2).unwrap()["code"], "transferred");
}
