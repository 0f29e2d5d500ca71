//! The machine comes into another network: the program runs in a network of its own, whose address is
//! changed under it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use lab::{Namespace, Program, ProgramOptions, Sipp, SippOptions};

const OFFICE: Ipv4Addr = Ipv4Addr::new(10, 9, 0, 1);
const HOME: Ipv4Addr = Ipv4Addr::new(10, 9, 0, 2);

/// The program and a script in a network of their own.
struct Stage {
    namespace: Arc<Namespace>,
    program: Program,
    script: Sipp,
}

impl Stage {
    /// `calls`: how many dialogs are opened with the script.
    fn set(scenario: &'static str, calls: u32) -> Self {
        let namespace = Arc::new(Namespace::new().unwrap());
        let inside = Some(namespace.clone());
        let options = SippOptions {
            namespace: inside.clone(),
            calls,
            at_once: calls,
            ..SippOptions::scenario(scenario)
        };
        let script = Sipp::start(&options).unwrap();
        let IpAddr::V4(peer) = script.socket().ip() else { unreachable!("the lab speaks IPv4") };
        namespace.add_address(OFFICE, peer).unwrap();
        let mut options = ProgramOptions::label("program");
        options.namespace = inside;
        let program = Program::start(options).unwrap();
        Self { namespace, program, script }
    }

    fn perform(&self, words: &[&str]) {
        self.program.run(words).unwrap().done().unwrap();
    }

    /// Another network is found, and the way to the script leads through it. The address of before
    /// stays: sipp answers there whatever comes from where.
    fn move_home(&self) {
        let IpAddr::V4(peer) = self.script.socket().ip() else { return };
        self.namespace.add_address(HOME, peer).unwrap();
    }

    fn await_said(&self, what: &str, words: &str) {
        lab::wait::until(what, lab::wait::LIMIT, || {
            self.script.messages().contains(words).then_some(())
        })
        .unwrap();
    }
}

#[test]
fn a_call_that_stands_goes_on_from_the_new_address() {
    let stage = Stage::set("called-and-follows.xml", 1);
    let account = ["account", "add", "anna@127.0.0.1", "--no-register", "--no-password"];
    stage.perform(&account);
    stage.perform(&["dial", &format!("sip:script@{}", stage.script.socket())]);
    stage.program.await_call("talking").unwrap();

    stage.move_home();
    stage.await_said("the second offer", "c=IN IP4 10.9.0.2");
    stage.program.await_call("talking").unwrap();
    stage.perform(&["hangup"]);

    stage.script.finish().unwrap();
    stage.program.await_no_call().unwrap();
}

#[test]
fn an_account_is_registered_from_the_new_address() {
    let stage = Stage::set("register-as-often.xml", 20);
    let address = format!("anna@{}", stage.script.socket().ip());
    stage.perform(&["account", "add", &address, "--no-password"]);
    stage.program.await_registration("registered").unwrap();
    assert!(bindings(&stage).all(|line| line.contains("@10.9.0.1:")));

    stage.move_home();

    lab::wait::until("a binding from there", lab::wait::LIMIT, || {
        bindings(&stage).any(|line| line.contains("@10.9.0.2:")).then_some(())
    })
    .unwrap();
    stage.program.await_registration("registered").unwrap();
}

/// The contacts of all that was registered.
fn bindings(stage: &Stage) -> impl Iterator<Item = String> {
    let said = stage.script.messages();
    let registers = said.split("UDP message ").filter(|message| message.contains("REGISTER sip:"));
    let contacts = registers.filter_map(|message| {
        message.lines().find(|line| line.starts_with("Contact:")).map(str::to_owned)
    });
    contacts.collect::<Vec<_>>().into_iter()
}
