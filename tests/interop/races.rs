//! Races and odd routes, in both roles: the program against scripts that do what a polite telephone
//! never does. What each script demands stands at its beginning; a script fails when another message
//! comes than the one it waits for.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use lab::{Program, ProgramOptions, Sipp, SippOptions, address, wait};
use serde_json::Value;

/// The program with an account that is called directly, at a port of its own.
struct Stage {
    program: Program,
    at: SocketAddr,
}

impl Stage {
    fn set() -> Self {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let at = SocketAddr::new(here, address::free_port(here).unwrap());
        let mut options = ProgramOptions::label("program");
        let port = at.port().to_string();
        options.arguments = ["--bind", "127.0.0.1", "--port", &port].map(str::to_owned).to_vec();
        let program = Program::start(options).unwrap();
        // With a password, for those who want to know who it is.
        let words = ["account", "add", "anna@127.0.0.1", "--no-register", "--password-stdin"];
        program.run_with_input(&words, "secret\n").unwrap().done().unwrap();
        Self { program, at }
    }

    fn perform(&self, words: &[&str]) {
        self.program.run(words).unwrap().done().unwrap();
    }

    /// The program calls a script that waits for it.
    fn calls(&self, scenario: &'static str) -> Sipp {
        let script = Sipp::start(&SippOptions::scenario(scenario)).unwrap();
        self.perform(&["dial", &format!("sip:script@{}", script.socket())]);
        script
    }

    /// A script calls the program.
    fn is_called(&self, scenario: &'static str) -> Sipp {
        self.is_called_with(scenario, &[])
    }

    fn is_called_with(&self, scenario: &'static str, keys: &[(&str, &str)]) -> Sipp {
        let keys = [("callee", "anna")].iter().chain(keys);
        let keys = keys.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let target = Some(self.at);
        Sipp::start(&SippOptions { target, keys, ..SippOptions::scenario(scenario) }).unwrap()
    }

    /// A script calls, and the call is taken.
    fn answers(&self, scenario: &'static str) -> Sipp {
        let script = self.is_called(scenario);
        self.program.await_call("offered").unwrap();
        self.perform(&["answer"]);
        script
    }

    fn await_held_by(&self, who: &str) {
        let is_held = |call: &Value| call["state"]["kind"] == "held" && call["state"]["by"] == who;
        self.program.await_call_where(&format!("a call held by {who}"), is_held).unwrap();
    }

    /// The script came to its end, and no call is left; gives the line in the call list.
    fn ends(&self, script: Sipp) -> Value {
        script.finish().unwrap();
        self.program.await_no_call().unwrap();
        self.program.await_record(1).unwrap()
    }
}

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

/// Waits until what the script sent and received is as `is_it` wants it.
fn await_messages(script: &Sipp, what: &str, is_it: impl Fn(&str) -> bool) {
    let limit = Duration::from_secs(15);
    let found = wait::until(what, limit, || is_it(&script.messages()).then_some(()));
    found.unwrap_or_else(|why| panic!("{why}\n{}", script.messages()));
}
