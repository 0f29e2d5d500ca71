//! Several calls at once: one waits, one is spoken on, and what is heard is the right one.

use lab::Answering;

use crate::house::{House, PROGRAM_HZ, await_next_tones};

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;

#[test]
fn a_call_that_waits_is_answered_and_the_first_one_held() {
    let house = House::open();
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.linphone("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");
    ben.dial(&house.server.uri("1001")).unwrap();
    house.await_call("1003", "offered");
    house.hears(&[ANNA_HZ], &[PROGRAM_HZ]);

    house.perform(&["answer"]);
    house.await_call("1003", "talking");
    house.await_call("1002", "held");
    ben.await_said("Media streams established").unwrap();
    ben.speak().unwrap();
    house.hears(&[BEN_HZ], &[ANNA_HZ]);

    house.perform(&["toggle"]);
    house.await_call("1002", "talking");
    house.await_call("1003", "held");
    house.hears(&[ANNA_HZ], &[BEN_HZ]);

    anna.hang_up().unwrap();
    house.await_call("1003", "held");
    house.perform(&["resume"]);
    house.await_call("1003", "talking");
    await_next_tones("1003", || ben.heard(), &[PROGRAM_HZ], &[ANNA_HZ]);
    ben.hang_up().unwrap();
    house.program.await_no_call().unwrap();
}

#[test]
fn a_call_that_waits_is_rejected_as_busy_and_the_first_goes_on() {
    let house = House::open();
    let _anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    house.calls("1002");
    ben.dial(&house.server.uri("1001")).unwrap();
    house.await_call("1003", "offered");

    house.perform(&["reject", "--busy"]);

    let closed = ben.await_event("CALL_CLOSED").unwrap();
    assert!(closed["param"].as_str().is_some_and(|why| why.contains("486")), "{closed}");
    house.await_call("1002", "talking");
    house.hears(&[ANNA_HZ], &[BEN_HZ]);
}
