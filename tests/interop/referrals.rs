//! Transfers in both roles against scripts that do as the standards allow and telephones seldom do:
//! what is accepted how, what is told when, and what never.

use lab::Sipp;

use crate::stage::{Stage, await_messages, waits};

/// Nobody is there; nothing is ever sent to it.
const BEN: &str = "sip:ben@127.0.0.1:9";

/// The address of a script as one of those that wait there.
fn uri(script: &Sipp) -> String {
    format!("sip:target@{}", script.socket())
}

// The program is transferred.

#[test]
fn who_sends_the_program_on_is_told_how_it_fares() {
    for role in ["called-and-transfers.xml", "calls-and-transfers.xml"] {
        let stage = Stage::set();
        stage.perform(&["settings", "set", "--transfer-requests", "ask"]);
        let target = waits("called-and-hears.xml");

        let script = stage.talks_with(role, &[("target", &uri(&target))]);
        stage.is_asked("follow");
        script.finish().unwrap();
        let call = stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);

        assert_eq!(call["remote"]["number"], "target", "{role}: {call}");
        stage.ends(target);
    }
}

#[test]
fn who_sends_the_program_to_somebody_busy_keeps_the_call() {
    for role in ["called-and-fails-to-transfer.xml", "calls-and-fails-to-transfer.xml"] {
        let stage = Stage::set();
        let target = waits("called-and-busy.xml");

        let script = stage.talks_with(role, &[("target", &uri(&target))]);
        await_messages(&script, "the end of the transfer", |said| said.contains("SIP/2.0 486"));
        target.finish().unwrap();
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn who_wants_no_news_of_a_transfer_gets_none() {
    for role in ["called-and-transfers-quietly.xml", "calls-and-transfers-quietly.xml"] {
        let stage = Stage::set();
        let target = waits("called-and-hears.xml");

        let script = stage.meets_with(role, &[("target", &uri(&target))]);
        await_messages(&target, "the answer there", |said| said.contains("ACK sip:"));
        assert!(!script.messages().contains("NOTIFY sip:"), "{}", script.messages());
        script.finish().unwrap();
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);

        stage.ends(target);
    }
}

/// Without a question: nothing new is dialled.
#[test]
fn the_program_is_sent_into_the_place_of_another_call() {
    for role in ["called-and-transfers.xml", "calls-and-transfers.xml"] {
        let stage = Stage::set();
        let target = waits("called-in-place.xml");
        let uri = format!("{}?Replaces=known%3Bto-tag%3D1%3Bfrom-tag%3D2", uri(&target));

        let script = stage.talks_with(role, &[("target", &uri)]);
        script.finish().unwrap();
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);

        stage.ends(target);
    }
}

// The program transfers.

#[test]
fn a_transfer_that_works_ends_the_call() {
    for role in [
        "called-and-is-transferred.xml",
        "calls-and-is-transferred.xml",
        "called-and-is-transferred-by-200.xml",
        "calls-and-is-transferred-by-200.xml",
    ] {
        let stage = Stage::set();

        let script = stage.talks(role);
        stage.perform(&["transfer", BEN]);

        assert_eq!(stage.ends(script)["code"], "transferred", "{role}");
    }
}

#[test]
fn a_transfer_that_fails_takes_the_other_back() {
    for role in [
        "called-and-is-not-transferred.xml",
        "calls-and-is-not-transferred.xml",
        "called-and-will-not-go.xml",
        "calls-and-will-not-go.xml",
    ] {
        let stage = Stage::set();

        let script = stage.talks(role);
        stage.perform(&["transfer", BEN]);
        await_messages(&script, "the way back", |said| said.matches("m=audio").count() >= 5);
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn news_of_a_transfer_count_whenever_they_come() {
    for scenario in [
        "called-and-tells-too-early.xml",
        "called-and-tells-late.xml",
        "called-and-goes-quietly.xml",
    ] {
        let stage = Stage::set();

        let script = stage.talks(scenario);
        stage.perform(&["transfer", BEN]);

        assert_eq!(stage.ends(script)["code"], "transferred", "{scenario}");
    }
}

#[test]
fn two_others_are_connected_by_the_name_of_their_call() {
    let stage = Stage::set();
    let one = stage.talks("called-and-is-connected.xml");
    let other = waits("called-and-held.xml");

    stage.perform(&["consult", &uri(&other)]);
    await_messages(&other, "the answer there", |said| said.contains("ACK sip:"));
    stage.perform(&["connect"]);

    one.finish().unwrap();
    // Whose call nobody took the place of, for all that was said, is ended by the program.
    other.finish().unwrap();
    stage.program.await_no_call().unwrap();
}
