//! The program alone on a stage with scripts: no server stands between them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use lab::{Program, ProgramOptions, Sipp, SippOptions, address, wait};
use serde_json::Value;

/// As long as the slowest script takes: one in which a session is renewed.
const LIMIT: Duration = Duration::from_secs(80);

/// The program with an account that is called directly, at a port of its own.
pub(crate) struct Stage {
    pub(crate) program: Program,
    pub(crate) at: SocketAddr,
}

impl Stage {
    pub(crate) fn set() -> Self {
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

    pub(crate) fn perform(&self, words: &[&str]) {
        self.program.run(words).unwrap().done().unwrap();
    }

    /// The program calls a script that waits for it.
    pub(crate) fn calls(&self, scenario: &'static str) -> Sipp {
        self.calls_with(scenario, &[])
    }

    pub(crate) fn calls_with(&self, scenario: &'static str, values: &[(&str, &str)]) -> Sipp {
        let script = waits_with(scenario, values);
        self.perform(&["dial", &format!("sip:script@{}", script.socket())]);
        script
    }

    /// The program calls or is called, as the script's name says, and they talk.
    pub(crate) fn talks(&self, scenario: &'static str) -> Sipp {
        self.talks_with(scenario, &[])
    }

    pub(crate) fn talks_with(&self, scenario: &'static str, values: &[(&str, &str)]) -> Sipp {
        let script = self.meets_with(scenario, values);
        self.program.await_call("talking").unwrap();
        script
    }

    /// The same with somebody who may be gone at once.
    pub(crate) fn meets_with(&self, scenario: &'static str, values: &[(&str, &str)]) -> Sipp {
        if scenario.starts_with("called") {
            self.calls_with(scenario, values)
        } else {
            let script = self.is_called_with(scenario, values);
            self.program.await_call("offered").unwrap();
            self.perform(&["answer"]);
            script
        }
    }

    /// The person at the program says yes or no to whom the other side proposes.
    pub(crate) fn is_asked(&self, says: &str) {
        let is_asked = |call: &Value| call["proposed"]["number"].is_string();
        self.program.await_call_where("a question", is_asked).unwrap();
        self.perform(&[says]);
    }

    /// A script calls the program.
    pub(crate) fn is_called(&self, scenario: &'static str) -> Sipp {
        self.is_called_with(scenario, &[])
    }

    pub(crate) fn is_called_with(&self, scenario: &'static str, keys: &[(&str, &str)]) -> Sipp {
        let keys = keys_of([("callee", "anna")].iter().chain(keys));
        let (target, limit) = (Some(self.at), LIMIT);
        Sipp::start(&SippOptions { target, keys, limit, ..SippOptions::scenario(scenario) })
            .unwrap()
    }

    /// A script calls, and the call is taken.
    pub(crate) fn answers(&self, scenario: &'static str) -> Sipp {
        let script = self.is_called(scenario);
        self.program.await_call("offered").unwrap();
        self.perform(&["answer"]);
        script
    }

    pub(crate) fn await_held_by(&self, who: &str) {
        let is_held = |call: &Value| call["state"]["kind"] == "held" && call["state"]["by"] == who;
        self.program.await_call_where(&format!("a call held by {who}"), is_held).unwrap();
    }

    /// The script came to its end, and no call is left; gives the line in the call list.
    pub(crate) fn ends(&self, script: Sipp) -> Value {
        script.finish().unwrap();
        self.program.await_no_call().unwrap();
        self.program.await_record(1).unwrap()
    }
}

/// A script that waits to be called, by whomever.
pub(crate) fn waits(scenario: &'static str) -> Sipp {
    waits_with(scenario, &[])
}

fn waits_with(scenario: &'static str, values: &[(&str, &str)]) -> Sipp {
    let keys = keys_of(values.iter());
    Sipp::start(&SippOptions { keys, limit: LIMIT, ..SippOptions::scenario(scenario) }).unwrap()
}

fn keys_of<'a>(values: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Vec<(String, String)> {
    values.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Waits until what the script sent and received is as `is_it` wants it.
pub(crate) fn await_messages(script: &Sipp, what: &str, is_it: impl Fn(&str) -> bool) {
    let found = wait::until(what, wait::LIMIT, || is_it(&script.messages()).then_some(()));
    found.unwrap_or_else(|why| panic!("{why}\n{}", script.messages()));
}
