//! Races and odd routes, in both roles: the program against scripts that do what a polite telephone
//! never does. What each script demands stands at its beginning; a script fails when another message
//! comes than the one it waits for.

use lab::wait;

use crate::stage::{Stage, await_messages};

// The program calls.

#[test]
fn early_media_becomes_a_call() {
    let stage = Stage::set();
    let watch = stage.program.watch().unwrap();

    let script = stage.calls("called-early-media.xml");
    watch.await_call("ringing").unwrap();
    watch.await_call("talking").unwrap();
    stage.perform(&["hangup"]);

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn a_reliable_answer_is_acknowledged_and_an_update_before_the_answer_taken() {
    let stage = Stage::set();

    let script = stage.calls("called-reliably.xml");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hangup"]);

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn reliable_answers_are_acknowledged_in_their_order() {
    let stage = Stage::set();

    let script = stage.calls("called-reliably-thrice.xml");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hangup"]);

    stage.ends(script);
}

#[test]
fn of_two_branches_that_answer_the_second_is_ended() {
    let stage = Stage::set();

    let script = stage.calls("called-forked.xml");
    stage.program.await_call("talking").unwrap();
    // The second branch is gone when the script waits for the end of the first.
    let both = |messages: &str| messages.matches("BYE sip:two@").count() > 0;
    wait::until("the end of the second branch", wait::LIMIT, || {
        both(&script.messages()).then_some(())
    })
    .unwrap();
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hangup"]);

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn a_change_that_meets_another_is_asked_again() {
    let stage = Stage::set();

    let script = stage.calls("called-glare.xml");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hold"]);
    stage.await_held_by("me");
    await_messages(&script, "the second request to hold", |said| {
        said.matches("a=sendonly").count() >= 2 && said.contains("a=recvonly")
    });
    stage.perform(&["hangup"]);

    stage.ends(script);
}

#[test]
fn a_change_right_after_the_answer_is_taken() {
    let stage = Stage::set();

    let script = stage.calls("called-changes-at-once.xml");
    stage.await_held_by("them");
    stage.perform(&["hangup"]);

    stage.ends(script);
}

#[test]
fn an_answer_that_crosses_the_giving_up_is_taken_and_ended() {
    let stage = Stage::set();

    let script = stage.calls("called-too-late-to-cancel.xml");
    stage.program.await_call("ringing").unwrap();
    stage.perform(&["hangup"]);

    stage.ends(script);
}

#[test]
fn a_farewell_that_crosses_a_change_ends_the_call() {
    let stage = Stage::set();

    let script = stage.calls("called-bye-crosses.xml");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hold"]);

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn of_two_others_that_are_named_the_likelier_is_called_first() {
    let stage = Stage::set();

    let script = stage.calls("called-moved.xml");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hangup"]);

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn who_asks_within_a_call_is_told_who_it_is() {
    for role in ["called-asks-who-holds.xml", "calls-asks-who-holds.xml"] {
        let stage = Stage::set();

        let script =
            if role.starts_with("called") { stage.calls(role) } else { stage.answers(role) };
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hold"]);
        stage.await_held_by("me");
        await_messages(&script, "the proof", |said| said.contains("Proxy-Authorization"));
        stage.perform(&["hangup"]);

        stage.ends(script);
    }
}

#[test]
fn routers_of_both_kinds_are_passed_as_they_wish() {
    for scenario in ["called-through-strict-router.xml", "called-through-two-routers.xml"] {
        let stage = Stage::set();
        let script = stage.calls(scenario);
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);
        stage.ends(script);
    }
    for scenario in ["calls-through-strict-router.xml", "calls-through-two-routers.xml"] {
        let stage = Stage::set();
        let script = stage.answers(scenario);
        stage.program.await_call("talking").unwrap();
        stage.perform(&["hangup"]);
        stage.ends(script);
    }
}

// The program is called.

#[test]
fn a_call_without_an_offer_is_answered_with_one() {
    let stage = Stage::set();

    let script = stage.answers("calls-without-offer.xml");

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn a_caller_who_gives_up_is_missed_unless_somebody_else_answered() {
    for (reason, outcome) in [
        ("SIP;cause=487;text=\"gone\"", "missed"),
        ("SIP;cause=200;text=\"Call completed elsewhere\"", "answeredElsewhere"),
    ] {
        let stage = Stage::set();

        let script = stage.is_called_with("calls-and-gives-up.xml", &[("reason", reason)]);

        assert_eq!(stage.ends(script)["outcome"], outcome, "{reason}");
    }
}

#[test]
fn a_caller_who_gives_up_too_late_is_answered_and_hangs_up() {
    let stage = Stage::set();

    let script = stage.answers("calls-and-gives-up-too-late.xml");

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn a_caller_who_changes_the_call_at_once_is_followed() {
    let stage = Stage::set();
    let watch = stage.program.watch().unwrap();

    let script = stage.answers("calls-and-changes-at-once.xml");
    assert_eq!(stage.ends(script)["outcome"], "answered");

    let mut kinds = watch.call_kinds();
    kinds.dedup();
    assert_eq!(kinds, ["offered", "talking", "held", "talking", "ended"]);
}

#[test]
fn changes_that_meet_are_put_off_and_asked_again() {
    let stage = Stage::set();

    let script = stage.answers("calls-glare.xml");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hold"]);
    await_messages(&script, "the second request to hold", |said| {
        said.matches("a=sendonly").count() >= 3 && said.contains("a=recvonly")
    });
    stage.await_held_by("me");
    stage.perform(&["hangup"]);

    stage.ends(script);
}

#[test]
fn a_caller_whose_farewell_crosses_a_change_is_gone() {
    let stage = Stage::set();

    let script = stage.answers("calls-bye-crosses.xml");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hold"]);

    assert_eq!(stage.ends(script)["outcome"], "answered");
}

#[test]
fn a_caller_who_hides_stays_hidden() {
    let stage = Stage::set();

    let script = stage.answers("calls-anonymously.xml");
    let record = stage.ends(script);

    assert!(!record.to_string().contains("98912345"), "{record}");
}

#[test]
fn nobody_is_answered_by_the_telephone_itself_unless_it_may() {
    let stage = Stage::set();

    let script = stage.is_called("calls-and-wants-an-answer.xml");

    assert_eq!(stage.ends(script)["outcome"], "missed");
}

#[test]
fn nobody_takes_the_place_of_a_call_that_is_not_there() {
    let stage = Stage::set();

    stage.is_called("calls-in-place-of-nobody.xml").finish().unwrap();

    stage.program.await_no_call().unwrap();
}
