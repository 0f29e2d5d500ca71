//! Calls of colleagues are seen and taken over.

use lab::{Answering, Linphone, Program, ProgramOptions, Transport, wait};
use serde_json::Value;

use crate::house::{House, PROGRAM_HZ, await_next_tones};

const ANNA_HZ: u32 = 900;
const BEN_HZ: u32 = 1200;
const PLACE_HZ: u32 = 1500;

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

#[test]
fn a_call_that_rings_in_the_group_is_taken_by_the_telephone_systems_code() {
    let house = House::open();
    let ben = house.baresip("1003", BEN_HZ, Answering::ByHand);
    let options = ProgramOptions { speaks_hz: ANNA_HZ, ..ProgramOptions::label("caller") };
    let anna = Program::start(options).unwrap();
    anna.register(&house.server, "1002", Transport::Udp).unwrap();
    house.perform(&["plan", &house.account(), "--code", "pick-up-group=*8#"]);
    anna.run(&["dial", "1003"]).unwrap().done().unwrap();
    ben.await_event("CALL_INCOMING").unwrap();

    house.perform(&["pickup", "--group"]);

    ben.await_event("CALL_CLOSED").unwrap();
    house.program.await_call("talking").unwrap();
    house.hears(&[ANNA_HZ], &[BEN_HZ]);
    await_next_tones("the caller", || anna.heard(), &[PROGRAM_HZ], &[BEN_HZ]);
}

// A call that linphonec itself began is not given to Replaces there (486), so the desk begins it.
#[test]
fn a_call_begun_at_ones_own_other_device_is_pulled_from_it() {
    let house = House::open();
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let desk = other_device(&house);
    desk.dial("1002").unwrap();
    let can_pull = |status: &Value| status["elsewhere"][0]["canPull"] == true;
    house.program.await_status("a call at the other device", can_pull).unwrap();

    house.perform(&["pull"]);

    house.await_call("1002", "talking");
    desk.await_said("ended").unwrap();
    anna.speak().unwrap();
    house.hears(&[ANNA_HZ], &[BEN_HZ]);
    await_next_tones("the other person", || anna.heard(), &[PROGRAM_HZ], &[BEN_HZ]);
    let is_nowhere = |status: &Value| status["elsewhere"].as_array().is_some_and(Vec::is_empty);
    house.program.await_status("no call at the other device", is_nowhere).unwrap();
}

/// A desk telephone with the program's own number.
fn other_device(house: &House) -> Linphone {
    let desk = house.linphone("1001", BEN_HZ, Answering::AtOnce);
    let are_two = || house.server.contacts("1001").ok().filter(|contacts| contacts.len() == 2);
    wait::until("two devices with one number", wait::LIMIT, are_two).unwrap();
    desk
}

#[test]
fn a_call_is_parked_at_a_telephone_and_taken_back_from_it() {
    let house = House::open();
    let place = house.linphone("700", PLACE_HZ, Answering::AtOnce);
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    house.perform(&["plan", &house.account(), "--places", "700=Hall"]);
    house.program.await_status("a free place", |status| is_parked(status, "free")).unwrap();
    house.calls("1002");

    house.perform(&["park"]);

    house.program.await_no_call().unwrap();
    house.program.await_status("a taken place", |status| is_parked(status, "taken")).unwrap();
    assert_eq!(house.program.await_record(1).unwrap()["code"], "parked");
    place.speak().unwrap();
    await_next_tones("who is parked", || anna.heard(), &[PLACE_HZ], &[PROGRAM_HZ]);

    house.perform(&["retrieve"]);

    house.await_call("1002", "talking");
    anna.speak().unwrap();
    house.hears(&[ANNA_HZ], &[PLACE_HZ]);
    await_next_tones("who was parked", || anna.heard(), &[PROGRAM_HZ], &[PLACE_HZ]);
    house.program.await_status("a free place", |status| is_parked(status, "free")).unwrap();
}

#[test]
fn a_call_that_somebody_else_parked_is_seen_and_taken() {
    let house = House::open();
    let _place = house.linphone("700", PLACE_HZ, Answering::AtOnce);
    let anna = house.linphone("1002", ANNA_HZ, Answering::AtOnce);
    let ben = house.linphone("1003", BEN_HZ, Answering::AtOnce);
    house.perform(&["plan", &house.account(), "--places", "700=Hall"]);
    ben.dial("1002").unwrap();
    ben.await_said("connected").unwrap();

    ben.transfer(1, "700").unwrap();

    let status =
        house.program.await_status("a taken place", |status| is_parked(status, "taken")).unwrap();
    assert_eq!(status["places"][0]["parked"]["party"]["number"], "1002", "{status:#}");
    house.perform(&["retrieve", "700"]);
    house.await_call("1002", "talking");
    anna.speak().unwrap();
    house.hears(&[ANNA_HZ], &[PLACE_HZ]);
    await_next_tones("who was parked", || anna.heard(), &[PROGRAM_HZ], &[BEN_HZ]);
}

fn is_parked(status: &Value, kind: &str) -> bool {
    status["places"][0]["parked"]["kind"] == kind
}
