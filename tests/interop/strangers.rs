//! What other telephones and servers do within the law, in both roles: reliable ringing, changes by
//! UPDATE, session timers, digits by INFO, names that may be believed or not, requests out of place.

use crate::stage::{Stage, await_messages};

#[test]
fn ringing_that_is_wanted_for_sure_is_told_for_sure() {
    let stage = Stage::set();

    let script = stage.answers("calls-and-wants-prack.xml");

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn ringing_that_is_not_acknowledged_is_told_again() {
    let stage = Stage::set();

    let script = stage.is_called("calls-and-pracks-late.xml");
    await_messages(&script, "the acknowledgement", |said| said.contains("PRACK sip:"));
    let rang = script.messages().matches("SIP/2.0 180 Ringing").count();
    assert!(rang >= 2, "{rang} times");
    stage.perform(&["answer"]);

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn a_call_is_refreshed_and_held_by_update() {
    for role in ["called-and-updates.xml", "calls-and-updates.xml"] {
        let stage = Stage::set();

        let script =
            if role.starts_with("called") { stage.calls(role) } else { stage.answers(role) };
        stage.await_held_by("them");
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn a_session_that_is_ours_to_renew_is_renewed_at_half_its_time() {
    // Both at once: the shortest session there may be takes 45 seconds to its half.
    let stages = ["called-and-is-renewed.xml", "calls-and-is-renewed.xml"].map(|role| {
        let stage = Stage::set();
        let script = stage.talks(role);
        (stage, script)
    });
    for (stage, script) in stages {
        await_renewal(&script);
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);
        stage.ends(script);
    }
}

fn await_renewal(script: &lab::Sipp) {
    let limit = std::time::Duration::from_secs(60);
    lab::wait::until("the renewal", limit, || {
        script.messages().contains("UPDATE sip:").then_some(())
    })
    .unwrap();
}

#[test]
fn a_session_that_is_too_short_is_lengthened_by_either_side() {
    let stage = Stage::set();
    let script = stage.talks("called-for-longer.xml");
    stage.perform(&["hangup"]);
    stage.ends(script);

    let stage = Stage::set();
    let script = stage.answers("calls-for-too-short.xml");
    stage.ends(script);
}

#[test]
fn a_call_that_comes_by_two_ways_rings_once() {
    let stage = Stage::set();

    let script = stage.answers("calls-by-two-ways.xml");

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn a_caller_is_told_where_to_call_instead() {
    let stage = Stage::set();

    let script = stage.is_called("calls-and-is-sent-on.xml");
    stage.program.await_call("offered").unwrap();
    stage.perform(&["forward", "sip:ben@127.0.0.1:9"]);

    stage.ends(script);
}

#[test]
fn an_offer_is_given_where_one_is_asked_for_in_the_middle_of_a_call() {
    for role in ["called-and-asks-for-an-offer.xml", "calls-and-asks-for-an-offer.xml"] {
        let stage = Stage::set();

        let script = stage.talks(role);
        await_messages(&script, "the answer in the ACK", |said| {
            said.matches("m=audio").count() >= 4
        });
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn a_stranger_is_not_believed_who_says_to_be_another() {
    let stage = Stage::set();

    let script = stage.answers("calls-and-asserts.xml");
    let record = stage.ends(script);

    assert_eq!(record["remote"]["number"], "script", "{record}");
}

#[test]
fn for_whom_a_call_was_meant_is_shown() {
    for sent_on in [
        "Diversion: \"Desk\" <sip:2000@127.0.0.1>;reason=no-answer;counter=1",
        "History-Info: <sip:2000@127.0.0.1?Reason=SIP%3Bcause%3D408>;index=1, \
         <sip:anna@127.0.0.1>;index=1.1;mp=1",
    ] {
        let stage = Stage::set();

        let script = stage.is_called_with("calls-sent-on.xml", &[("sent_on", sent_on)]);
        let call = stage.program.await_call("offered").unwrap();
        stage.perform(&["answer"]);
        stage.ends(script);

        assert_eq!(call["called"]["number"], "2000", "{sent_on}: {call}");
    }
}

#[test]
fn who_hides_the_own_number_says_so() {
    let stage = Stage::set();
    let script = crate::stage::waits("called-by-nobody.xml");

    stage.perform(&["dial", "--hide-number", &format!("sip:script@{}", script.socket())]);
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hangup"]);

    stage.ends(script);
}

#[test]
fn digits_go_by_info_where_there_is_no_other_way() {
    for role in ["called-and-takes-digits.xml", "calls-and-takes-digits.xml"] {
        let stage = Stage::set();

        let script = stage.talks(role);
        stage.perform(&["digits", "7"]);
        await_messages(&script, "the digit", |said| said.contains("INFO sip:"));
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn digits_that_come_by_info_are_taken() {
    for role in ["called-and-sends-digits.xml", "calls-and-sends-digits.xml"] {
        let stage = Stage::set();

        let script = stage.talks(role);
        await_messages(&script, "the digit", |said| said.contains("INFO sip:"));
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn what_comes_within_a_call_and_belongs_to_none_is_answered_and_costs_nothing() {
    for role in ["called-and-asks.xml", "calls-and-asks.xml"] {
        let stage = Stage::set();

        let script = stage.talks(role);
        await_messages(&script, "the last answer", |said| said.contains("SIP/2.0 405"));
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn what_comes_outside_any_call_is_answered_by_what_it_is() {
    let stage = Stage::set();

    for scenario in ["asks-what-it-can.xml", "tells-of-messages.xml", "sends-us-elsewhere.xml"] {
        stage.is_called(scenario).finish().unwrap_or_else(|why| panic!("{scenario}: {why}"));
    }

    stage.program.await_no_call().unwrap();
}

#[test]
fn who_is_not_to_be_disturbed_takes_no_message() {
    let stage = Stage::set();
    stage.perform(&["dnd", "reject"]);

    stage.is_called("sends-a-message.xml").finish().unwrap();
}
