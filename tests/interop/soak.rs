//! Many calls leave nothing behind: no dialog, no task, no port.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use lab::{Load, Program, ProgramOptions, Sipp, SippOptions, Socket, address, wait};
use serde_json::{Value, json};

/// Enough that whatever is opened once is open and whatever is bounded is full: transactions are kept for
/// 32 s (RFC 3261 §17), the database's cache grows to 2 MiB.
const WARM_UP: u32 = 700;
/// By which memory may have grown after all those calls, in percent.
const GROWTH_PERCENT: u64 = 2;
const CALLS: u32 = 200;
const AT_ONCE: u32 = 20;
/// All of it on a busy machine.
const LIMIT: Duration = Duration::from_secs(400);

/// The program, a connection for wishes and one for changes.
struct Stage {
    program: Program,
    wishes: Socket,
    changes: Socket,
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
        program.add_direct_account("anna").unwrap();
        let wishes = program.connect().unwrap();
        let changes = program.connect().unwrap().watch().unwrap();
        Self { program, wishes, changes, at }
    }

    fn calls_and_hangs_up(&mut self, target: &str) {
        self.wishes.perform(&json!({ "kind": "dial", "target": target })).unwrap();
        let call = self.changes.await_call("talking").unwrap();
        self.wishes.perform(&json!({ "kind": "hangUp", "call": call["id"] })).unwrap();
        self.awaits_end_of(&call["id"]);
    }

    /// An ended call is shown for a while; it is over all the same.
    fn awaits_end_of(&mut self, id: &Value) {
        let is_over = |change: &Value| {
            change["call"]["id"] == id.clone() && change["call"]["state"]["kind"] == "ended"
        };
        self.changes.await_change(is_over).unwrap();
    }

    fn load(&mut self) -> Load {
        self.program.process().unwrap().load().unwrap()
    }

    /// Waits until no more files and threads are open than before.
    fn await_nothing_left(&mut self, before: Load) {
        let mut last = before;
        let found = wait::until("sockets and tasks to be gone", wait::LIMIT * 3, || {
            last = self.load();
            (last.files <= before.files && last.threads <= before.threads).then_some(())
        });
        found.unwrap_or_else(|why| panic!("{why}: before {before:?}, now {last:?}"));
    }
}

#[test]
fn two_hundred_calls_in_a_row_leave_nothing_behind() {
    let mut stage = Stage::set();
    let script = SippOptions {
        calls: WARM_UP + CALLS,
        limit: LIMIT,
        ..SippOptions::scenario("called-and-held.xml")
    };
    let script = Sipp::start(&script).unwrap();
    let target = format!("sip:script@{}", script.socket());

    for _ in 0..WARM_UP {
        stage.calls_and_hangs_up(&target);
    }
    let before = stage.load();
    for _ in 0..CALLS {
        stage.calls_and_hangs_up(&target);
    }

    script.finish().unwrap();
    stage.program.await_no_call().unwrap();
    stage.await_nothing_left(before);
    let after = stage.load();
    let most = before.resident_kib + before.resident_kib * GROWTH_PERCENT / 100;
    assert!(after.resident_kib <= most, "before {before:?}, after {after:?}");
}

#[test]
fn twenty_calls_at_once_are_taken_and_leave_nothing_behind() {
    let mut stage = Stage::set();
    let crowd = |stage: &mut Stage| {
        let script = SippOptions {
            target: Some(stage.at),
            keys: vec![("callee".to_owned(), "anna".to_owned())],
            calls: AT_ONCE,
            at_once: AT_ONCE,
            limit: LIMIT,
            ..SippOptions::scenario("calls-and-is-held.xml")
        };
        let script = Sipp::start(&script).unwrap();
        let mut calls = Vec::new();
        for _ in 0..AT_ONCE {
            let call = stage.changes.await_call("offered").unwrap();
            stage.wishes.perform(&json!({ "kind": "answer", "call": call["id"] })).unwrap();
            calls.push(call["id"].clone());
        }
        let is_up = |status: &Value| {
            let calls = status["calls"].as_array().map(Vec::as_slice).unwrap_or_default();
            let of = |kind: &str| calls.iter().filter(|call| call["state"]["kind"] == kind).count();
            of("talking") + of("held") == AT_ONCE as usize
        };
        stage.program.await_status("all calls to be up", is_up).unwrap();
        for call in &calls {
            stage.wishes.perform(&json!({ "kind": "hangUp", "call": call })).unwrap();
        }
        script.finish().unwrap();
        stage.program.await_no_call().unwrap();
    };

    crowd(&mut stage);
    let before = stage.load();
    crowd(&mut stage);

    stage.await_nothing_left(before);
}
