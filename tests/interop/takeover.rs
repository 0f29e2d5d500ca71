//! Calls of colleagues are seen and taken over.

use lab::{Answering, Program, ProgramOptions, Transport};
use serde_json::Value;

use crate::house::{House, PROGRAM_HZ, await_next_tones};

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;

#[test]
fn a_call_that_rings_at_a_colleague_is_seen_and_taken() {
    let house = House::open();
    let ben = house.baresip("1003", BEN_HZ, Answering::ByHand);
    // Neither of the other telephones lets a call of its own be replaced while it still rings.
    let options = ProgramOptions { speaks_hz: ANNA_HZ, ..ProgramOptions::label("caller") };
    let anna = Program::start(options).unwrap();
    anna.register(&house.server, "1002", Transport::Udp).unwrap();
    house.perform(&["colleagues", "add", "1003"]);
    anna.run(&["dial", "1003"]).unwrap().done().unwrap();
    ben.await_event("CALL_INCOMING").unwrap();
    let rings = |status: &Value| status["colleagues"][0]["lamp"]["kind"] == "ringing";
    house.program.await_status("a lamp that flashes", rings).unwrap();

    house.perform(&["pickup", "1003"]);

    house.await_call("1002", "talking");
    ben.await_event("CALL_CLOSED").unwrap();
    house.hears(&[ANNA_HZ], &[BEN_HZ]);
    await_next_tones("the caller", || anna.heard(), &[PROGRAM_HZ], &[BEN_HZ]);
}

#[test]
fn a_colleague_who_talks_is_seen() {
    let house = House::open();
    let _ben = house.baresip("1003", BEN_HZ, Answering::AtOnce);
    let anna = house.baresip("1002", ANNA_HZ, Answering::AtOnce);
    house.perform(&["colleagues", "add", "1003"]);
    let lamp =
        |kind: &'static str| move |status: &Value| status["colleagues"][0]["lamp"]["kind"] == kind;

    anna.dial(&house.server.uri("1003")).unwrap();
    house.program.await_status("a lamp that is on", lamp("talking")).unwrap();
    anna.hang_up().unwrap();

    house.program.await_status("a lamp that is out", lamp("idle")).unwrap();
}
