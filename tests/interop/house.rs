//! A telephone system with the program at it as 1001, and telephones of two kinds.

use std::time::Duration;

use lab::tone::Sound;
use lab::{
    Answering, Baresip, BaresipOptions, Kamailio, KamailioOptions, Linphone, LinphoneOptions,
    Program, ProgramOptions, Transport, Watch, wait,
};
use serde_json::Value;

/// Long enough to judge a tone.
const JUDGED: Duration = Duration::from_millis(1500);
/// What the program speaks.
pub(crate) const PROGRAM_HZ: u32 = 600;
/// A tone that is there is louder than this, one that is not is quieter.
const HEARD_DBFS: f64 = -35.0;

/// Where all of them are.
pub(crate) struct House {
    pub(crate) program: Program,
    pub(crate) watch: Watch,
    pub(crate) server: Kamailio,
}

impl House {
    pub(crate) fn open() -> Self {
        let server = Kamailio::start(KamailioOptions::services()).unwrap();
        let options = ProgramOptions { speaks_hz: PROGRAM_HZ, ..ProgramOptions::label("program") };
        let program = Program::start(options).unwrap();
        program.register(&server, "1001", Transport::Udp).unwrap();
        let watch = program.watch().unwrap();
        Self { program, watch, server }
    }

    pub(crate) fn perform(&self, words: &[&str]) {
        self.program.run(words).unwrap().done().unwrap();
    }

    /// The program's account, by its address.
    pub(crate) fn account(&self) -> String {
        format!("1001@{}", self.server.host())
    }

    /// A telephone that takes part in transfers with Replaces.
    pub(crate) fn linphone(&self, user: &str, speaks_hz: u32, answering: Answering) -> Linphone {
        let options = LinphoneOptions { answering, speaks_hz, ..LinphoneOptions::user(user) };
        Linphone::start(&options, &self.server).unwrap()
    }

    pub(crate) fn baresip(&self, user: &str, speaks_hz: u32, answering: Answering) -> Baresip {
        let options = BaresipOptions { answering, speaks_hz, ..BaresipOptions::user(user) };
        Baresip::start(options, &self.server).unwrap()
    }

    /// Calls a number and waits until somebody there answers.
    pub(crate) fn calls(&self, number: &str) -> Value {
        self.perform(&["dial", number]);
        self.await_call(number, "talking")
    }

    /// Waits until the call with this number is in a state of this kind, and gives it.
    pub(crate) fn await_call(&self, number: &str, kind: &str) -> Value {
        let with =
            |call: &Value| call["remote"]["number"] == number && call["state"]["kind"] == kind;
        let find = |status: &Value| {
            let calls = status["calls"].as_array()?;
            calls.iter().find(|call| with(call)).cloned()
        };
        let what = format!("a call with {number} that is {kind}");
        let status = self.program.await_status(&what, |status| find(status).is_some()).unwrap();
        find(&status).unwrap()
    }

    /// Waits until the program no longer holds the call with this number; the other side may.
    pub(crate) fn await_call_back(&self, number: &str) {
        let is_back = |call: &Value| {
            let state = &call["state"];
            call["remote"]["number"] == number
                && (state["kind"] == "talking" || state["by"] == "them")
        };
        let is_it = |status: &Value| {
            status["calls"].as_array().is_some_and(|calls| calls.iter().any(is_back))
        };
        self.program.await_status("a call to be back", is_it).unwrap();
    }

    /// Waits until some call has this at a place, also if only for a moment.
    pub(crate) fn await_seen(&self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let seen = |change: &Value| change.get("call").is_some_and(&is_it);
        self.watch.await_change(what, seen).unwrap()["call"].clone()
    }

    /// Waits until the program, from now on, plays all of `there`, and none of `absent` at that time.
    pub(crate) fn hears(&self, there: &[u32], absent: &[u32]) {
        await_next_tones("the program", || self.program.heard(), there, absent);
    }
}

/// The same for anybody in a call that stands: what they heard before does not count.
pub(crate) fn await_next_tones(
    who: &str,
    heard: impl Fn() -> anyhow::Result<Sound>,
    there: &[u32],
    absent: &[u32],
) {
    let before = heard().map(|sound| sound.length()).unwrap_or_default();
    let since = || heard().map(|sound| sound.cut(before, sound.length()));
    await_tones(who, since, there, absent);
}

/// Waits until someone in a call that stands hears all of `there`, and none of `absent`, for [`JUDGED`].
pub(crate) fn await_tones(
    who: &str,
    heard: impl Fn() -> anyhow::Result<Sound>,
    there: &[u32],
    absent: &[u32],
) {
    let end = || {
        let sound = heard().ok()?;
        let from = sound.length().checked_sub(JUDGED)?;
        Some(sound.cut(from, JUDGED))
    };
    let hears = || {
        let end = end()?;
        let holds = |hz: &u32| end.tone_dbfs(*hz) > HEARD_DBFS;
        (there.iter().all(holds) && !absent.iter().any(holds)).then_some(())
    };
    let what = format!("{who} to hear {there:?} without {absent:?}");
    wait::until_at_leisure(&what, wait::LIMIT, hears).unwrap_or_else(|why| {
        let end = end();
        let levels: Vec<(u32, Option<f64>)> = there
            .iter()
            .chain(absent)
            .map(|hz| (*hz, end.as_ref().map(|sound| sound.tone_dbfs(*hz))))
            .collect();
        panic!("{why}; at the end of {:?}: {levels:?}", heard().map(|sound| sound.length()));
    });
}
