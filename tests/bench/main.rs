//! Figures of the whole product, each beside baresip's from the same run.
//!
//! | Stage | From | To |
//! |---|---|---|
//! | dial to INVITE | the wish at the local socket | the INVITE at the peer |
//! | 200 to sound | the peer's 200 | the first sound packet at the peer |
//! | round trip | a burst sent to the loudspeaker | the same burst back from the microphone |
//! | start to REGISTER | the start of the process | the REGISTER at the registrar |
//!
//! For the round trip a desktop's virtual loudspeaker is its microphone.

#![cfg(target_os = "linux")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod figures;
mod peer;

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use anyhow::Context;
use lab::{Baresip, BaresipOptions, Codec, Load, Program, ProgramOptions, Session, SessionOptions};
use serde_json::json;

use figures::{Line, print, times};
use peer::Peer;

/// How often each thing is done.
const CALLS: usize = 20;
const BURSTS: usize = 20;
const STARTS: usize = 5;
/// How long load is watched.
const WATCH: Duration = Duration::from_secs(10);
/// Between calls, for both sides to be done with the last one.
const REST: Duration = Duration::from_millis(100);

/// Who is measured.
enum Subject {
    Program(Box<Program>),
    Baresip(Box<Baresip>),
}

impl Subject {
    fn dial(&self, target: &str) -> anyhow::Result<()> {
        match self {
            // Over the socket itself: the verb would add the start of a process.
            Self::Program(program) => {
                let mut socket = UnixStream::connect(program.profile().join("socket"))?;
                let wish =
                    json!({ "kind": "perform", "command": { "kind": "dial", "target": target } });
                socket.write_all(format!("{wish}\n").as_bytes())?;
                let mut reply = [0; 4096];
                let length = socket.read(&mut reply)?;
                let reply =
                    String::from_utf8_lossy(reply.get(..length).unwrap_or_default()).into_owned();
                anyhow::ensure!(reply.contains("done"), "refused: {reply}");
                Ok(())
            }
            Self::Baresip(phone) => phone.dial(target),
        }
    }

    fn hang_up(&self) -> anyhow::Result<()> {
        match self {
            Self::Program(program) => program.run(&["hangup"]).map(drop),
            Self::Baresip(phone) => phone.hang_up(),
        }
    }
}

fn program() -> anyhow::Result<Subject> {
    let program = Program::start(ProgramOptions::label("bench"))?;
    program.add_direct_account("bench")?;
    Ok(Subject::Program(Box::new(program)))
}

fn baresip() -> anyhow::Result<Subject> {
    let phone = Baresip::start_alone(BaresipOptions::user("bench"))?;
    Ok(Subject::Baresip(Box::new(phone)))
}

fn main() -> anyhow::Result<()> {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let is_wanted =
        |name: &str| wanted.as_ref().is_none_or(|wanted| name.contains(wanted.as_str()));
    let mut lines = Vec::new();
    if is_wanted("call") {
        let (ours, theirs) = (set_up(&program()?)?, set_up(&baresip()?)?);
        lines.push(Line {
            what: "dial to INVITE",
            program: times(ours.0),
            baresip: times(theirs.0),
        });
        lines.push(Line {
            what: "200 to first sound",
            program: times(ours.1),
            baresip: times(theirs.1),
        });
    }
    if is_wanted("sound") {
        let (ours, theirs) = (program_round_trips()?, baresip_round_trips()?);
        lines.push(Line {
            what: "round trip through sound",
            program: times(ours),
            baresip: times(theirs),
        });
    }
    if is_wanted("start") {
        let (ours, theirs) = (program_starts()?, baresip_starts()?);
        lines.push(Line {
            what: "start to REGISTER",
            program: times(ours),
            baresip: times(theirs),
        });
    }
    if is_wanted("load") {
        lines.extend(load()?);
    }
    print(&lines);
    Ok(())
}

/// Calls a peer that answers; from the dial to the INVITE, and from the 200 to the first sound.
fn set_up(subject: &Subject) -> anyhow::Result<(Vec<Duration>, Vec<Duration>)> {
    let peer = Peer::start()?;
    let target = format!("sip:peer@{}", peer.host()?);
    let (mut invites, mut sounds) = (Vec::new(), Vec::new());
    for _ in 0..CALLS {
        peer.forget();
        peer.forget_sound()?;
        let dialled_at = Instant::now();
        subject.dial(&target)?;
        let invite = peer.await_request("INVITE")?;
        invites.push(invite.at.saturating_duration_since(dialled_at));
        let (answered_at, _) = peer.pick_up(&invite)?;
        sounds.push(peer.await_sound(answered_at)?);
        subject.hang_up()?;
        let bye = peer.await_request("BYE")?;
        peer.answer(&bye, "200 OK", "", "")?;
        std::thread::sleep(REST);
    }
    Ok((invites, sounds))
}

/// A desktop on which the loudspeaker is the microphone.
fn loop_desktop() -> anyhow::Result<Session> {
    let mut session = Session::start(SessionOptions { keyring: false, sound: true })?;
    let mut turn = session.command("pactl");
    turn.args(["set-default-source", "loudspeaker.monitor"]);
    let code = session.start_process("pactl", turn)?.await_end(Duration::from_secs(5))?;
    anyhow::ensure!(code == Some(0), "the loudspeaker cannot be the microphone");
    Ok(session)
}

fn program_round_trips() -> anyhow::Result<Vec<Duration>> {
    let session = loop_desktop()?;
    let mut options = ProgramOptions::label("bench");
    options.environment = session.environment().clone();
    options.devices = Some(("default".to_owned(), "default".to_owned()));
    let program = Program::start(options)?;
    program.add_direct_account("bench")?;
    round_trips(&Subject::Program(Box::new(program)))
}

fn baresip_round_trips() -> anyhow::Result<Vec<Duration>> {
    let session = loop_desktop()?;
    let mut options = BaresipOptions::user("bench");
    options.desktop = Some(session.environment().clone());
    round_trips(&Subject::Baresip(Box::new(Baresip::start_alone(options)?)))
}

fn round_trips(subject: &Subject) -> anyhow::Result<Vec<Duration>> {
    let peer = Peer::start()?;
    subject.dial(&format!("sip:peer@{}", peer.host()?))?;
    let invite = peer.await_request("INVITE")?;
    let (_, media) = peer.pick_up(&invite)?;
    let trips = peer.round_trips(media, BURSTS)?;
    subject.hang_up()?;
    Ok(trips)
}

fn program_starts() -> anyhow::Result<Vec<Duration>> {
    let peer = Peer::start()?;
    let mut program = Program::start(ProgramOptions::label("bench"))?;
    let address = format!("bench@{}", peer.host()?);
    let words = ["account", "add", &address, "--no-password", "--transport", "udp"];
    program.run(&words)?.done()?;
    peer.accept_registration(&peer.await_request("REGISTER")?)?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        program.kill();
        peer.forget();
        let started_at = Instant::now();
        program.launch()?;
        let register = peer.await_request("REGISTER")?;
        times.push(register.at.saturating_duration_since(started_at));
        peer.accept_registration(&register)?;
    }
    Ok(times)
}

fn baresip_starts() -> anyhow::Result<Vec<Duration>> {
    let peer = Peer::start()?;
    let account = format!("<sip:bench@{};transport=udp>;regint=600", peer.host()?);
    let options = BaresipOptions::user("bench");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        peer.forget();
        let started_at = Instant::now();
        let phone = Baresip::launch(&options, &account, None)?;
        let register = peer.await_request("REGISTER")?;
        times.push(register.at.saturating_duration_since(started_at));
        peer.accept_registration(&register)?;
        drop(phone);
    }
    Ok(times)
}

/// Both sides of one Opus call, and both at rest.
fn load() -> anyhow::Result<Vec<Line>> {
    let opus = BaresipOptions { codecs: vec![Codec::Opus], ..BaresipOptions::user("ben") };
    let phone = Baresip::start_alone(opus)?;
    let mut program = Program::start(ProgramOptions::label("bench"))?;
    program.add_direct_account("bench")?;
    let target = phone.uri();

    let rest = watch(&mut program, &phone)?;
    program.run(&["dial", &target])?.done()?;
    program.await_call("talking")?;
    let call = watch(&mut program, &phone)?;
    let line = |what, (program, baresip)| Line { what, program, baresip };
    Ok(vec![line("at rest", rest), line("in an Opus call", call)])
}

fn watch(program: &mut Program, phone: &Baresip) -> anyhow::Result<(String, String)> {
    let process = program.process().context("a running program")?;
    // Let what has just happened come to its end.
    std::thread::sleep(Duration::from_secs(2));
    let before = (process.load()?, phone.process().load()?);
    std::thread::sleep(WATCH);
    let after = (process.load()?, phone.process().load()?);
    Ok((spent(before.0, after.0), spent(before.1, after.1)))
}

fn spent(before: Load, after: Load) -> String {
    let cpu =
        after.cpu_time.saturating_sub(before.cpu_time).as_secs_f64() / WATCH.as_secs_f64() * 100.0;
    let (resident, proportional) = (after.resident_kib / 1024, after.proportional_kib / 1024);
    format!("{cpu:.1} % CPU, {resident} MiB RSS, {proportional} MiB PSS")
}
