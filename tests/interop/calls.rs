//! Calls both ways through a real server with a real telephone, with the sound measured.

use std::time::Duration;

use lab::tone::Sound;
use lab::{
    Answering, Authority, Baresip, BaresipOptions, Codec, Kamailio, KamailioOptions, NameServer,
    Program, ProgramOptions, Transport, wait,
};
use serde_json::Value;

/// Long enough to judge a tone.
const TALK: Duration = Duration::from_secs(3);
/// What each side speaks.
const PROGRAM_HZ: u32 = 600;
const PHONE_HZ: u32 = 900;

/// A server, the program at it as 1001, and a telephone as 1002.
struct Stage {
    server: Kamailio,
    program: Program,
    phone: Baresip,
}

impl Stage {
    fn set(transport: Transport, phone: BaresipOptions) -> Self {
        let server = Kamailio::start(KamailioOptions::default()).unwrap();
        let phone = BaresipOptions { speaks_hz: PHONE_HZ, ..phone };
        let phone = Baresip::start(phone, &server).unwrap();
        let options = ProgramOptions { speaks_hz: PROGRAM_HZ, ..ProgramOptions::label("program") };
        let program = Program::start(options).unwrap();
        program.register(&server, "1001", transport).unwrap();
        Self { server, program, phone }
    }

    fn by_hand() -> Self {
        let phone = BaresipOptions { answering: Answering::ByHand, ..BaresipOptions::user("1002") };
        Self::set(Transport::Udp, phone)
    }

    fn at_once() -> Self {
        Self::set(Transport::Udp, BaresipOptions::user("1002"))
    }

    /// The program calls the telephone, which answers.
    fn talking() -> Self {
        let stage = Self::at_once();
        stage.perform(&["dial", "1002"]);
        stage.program.await_call("talking").unwrap();
        stage
    }

    fn perform(&self, words: &[&str]) {
        self.program.run(words).unwrap().done().unwrap();
    }

    /// Both have heard each other for long enough.
    fn await_talk(&self) {
        await_heard(|| self.program.heard(), PHONE_HZ, TALK);
        await_heard(|| self.phone.heard(), PROGRAM_HZ, TALK);
    }
}

fn span(sound: anyhow::Result<Sound>, hz: u32) -> Duration {
    sound.ok().and_then(|sound| sound.listen(hz)).map(|heard| heard.span).unwrap_or_default()
}

/// Waits until a recording that grows holds a tone for `length`.
fn await_heard(heard: impl Fn() -> anyhow::Result<Sound>, hz: u32, length: Duration) {
    let long_enough = || (span(heard(), hz) >= length).then_some(());
    wait::until_at_leisure(&format!("{length:?} of {hz} Hz"), wait::LIMIT, long_enough).unwrap();
}

/// Waits until a recording that grows ends with a third of [`TALK`] without a tone, after it held it.
fn await_silence(heard: impl Fn() -> anyhow::Result<Sound>, hz: u32) {
    let is_silent = || {
        let sound = heard().ok()?;
        let tone = sound.listen(hz)?;
        (sound.length() >= tone.first_at + tone.span + TALK / 3).then_some(())
    };
    wait::until_at_leisure(&format!("silence after {hz} Hz"), wait::LIMIT, is_silent).unwrap();
}

/// Both directions were heard for all of the talk, without holes worth the name.
fn expect_both_heard(stage: &Stage, what: &str) {
    let by_phone = stage.phone.recording().unwrap().listen(PROGRAM_HZ);
    let by_program = stage.program.heard().unwrap().listen(PHONE_HZ);
    for (who, heard) in [("the telephone", by_phone), ("the program", by_program)] {
        let heard = heard.unwrap_or_else(|| panic!("{what}: {who} heard nothing"));
        assert!(heard.missing() < TALK / 20, "{what}: {who} {heard:?}");
        assert!(heard.signal_to_noise_db > 15.0, "{what}: {who} {heard:?}");
        assert!((heard.level_dbfs + 12.0).abs() < 3.0, "{what}: {who} {heard:?}");
    }
}

/// What the program calls a codec.
fn shown(codec: Codec) -> &'static str {
    match codec {
        Codec::Opus => "Opus",
        Codec::G722 => "G.722",
        Codec::Pcma => "PCMA",
        Codec::Pcmu => "PCMU",
    }
}

fn speaks_and_hears(codec: Codec, transport: Transport) {
    let name = codec.name();
    let phone = BaresipOptions { codecs: vec![codec], ..BaresipOptions::user("1002") };
    let stage = Stage::set(transport, phone);

    stage.perform(&["dial", "1002"]);
    let call = stage.program.await_call("talking").unwrap();
    assert_eq!(call["codec"], shown(codec), "{call}");
    stage.await_talk();
    stage.perform(&["hangup"]);
    stage.phone.await_event("CALL_CLOSED").unwrap();
    stage.program.await_no_call().unwrap();
    expect_both_heard(&stage, &format!("{name}, the program called"));
    let record = stage.program.await_record(1).unwrap();
    assert_eq!(record["outcome"], "answered", "{record}");

    drop(stage);
    let phone = BaresipOptions { codecs: vec![codec], ..BaresipOptions::user("1002") };
    let stage = Stage::set(transport, phone);
    stage.phone.dial(&stage.server.uri("1001")).unwrap();
    let call = stage.program.await_call("offered").unwrap();
    assert_eq!(call["remote"]["number"], "1002", "{call}");
    stage.perform(&["answer"]);
    stage.program.await_call("talking").unwrap();
    stage.await_talk();
    stage.phone.hang_up().unwrap();
    stage.program.await_no_call().unwrap();
    expect_both_heard(&stage, &format!("{name}, the telephone called"));
}

#[test]
fn opus_is_heard_both_ways() {
    speaks_and_hears(Codec::Opus, Transport::Udp);
}

#[test]
fn g722_is_heard_both_ways() {
    speaks_and_hears(Codec::G722, Transport::Tcp);
}

#[test]
fn pcma_is_heard_both_ways() {
    speaks_and_hears(Codec::Pcma, Transport::Tls);
}

#[test]
fn pcmu_is_heard_both_ways() {
    speaks_and_hears(Codec::Pcmu, Transport::Udp);
}

#[test]
fn the_codec_that_is_set_first_is_used() {
    let stage = Stage::at_once();
    stage.perform(&["settings", "set", "--codecs", "pcma,opus"]);

    stage.perform(&["dial", "1002"]);
    let call = stage.program.await_call("talking").unwrap();

    assert_eq!(call["codec"], "PCMA", "{call}");
}

#[test]
fn quality_is_counted_each_second() {
    let stage = Stage::talking();

    let has_counted = |call: &Value| {
        let count = |name: &str| call["quality"][name].as_u64().unwrap_or_default();
        count("sent") > 100 && count("received") > 100
    };
    let call = stage.program.await_call_where("packets both ways", has_counted).unwrap();

    assert_eq!(call["quality"]["lost"], 0, "{call}");
    assert!(call["quality"]["jitterMs"].as_u64().is_some_and(|jitter| jitter < 20), "{call}");
}

#[test]
fn a_call_that_rings_is_given_up() {
    let stage = Stage::by_hand();

    stage.perform(&["dial", "1002"]);
    stage.program.await_call("ringing").unwrap();
    stage.perform(&["hangup"]);

    stage.phone.await_event("CALL_CLOSED").unwrap();
    let record = stage.program.await_record(1).unwrap();
    assert_eq!((&record["outcome"], &record["code"]), (&"notAnswered".into(), &"cancelled".into()));
}

#[test]
fn a_call_that_is_declined_there_says_so() {
    let stage = Stage::by_hand();
    stage.perform(&["dial", "1002"]);
    stage.program.await_call("ringing").unwrap();
    stage.phone.await_event("CALL_INCOMING").unwrap();

    stage.phone.hang_up().unwrap();

    let record = stage.program.await_record(1).unwrap();
    assert!(
        ["busy", "declined"].contains(&record["code"].as_str().unwrap_or_default()),
        "{record}"
    );
}

#[test]
fn a_call_that_is_rejected_here_ends_there() {
    let stage = Stage::at_once();
    stage.phone.dial(&stage.server.uri("1001")).unwrap();
    stage.program.await_call("offered").unwrap();

    stage.perform(&["reject"]);

    stage.phone.await_event("CALL_CLOSED").unwrap();
    let record = stage.program.await_record(1).unwrap();
    assert_eq!(record["outcome"], "rejected", "{record}");
}

#[test]
fn a_caller_who_gives_up_is_kept_as_missed_and_called_back() {
    let stage = Stage::at_once();
    stage.phone.dial(&stage.server.uri("1001")).unwrap();
    stage.program.await_call("offered").unwrap();

    stage.phone.hang_up().unwrap();

    let record = stage.program.await_record(1).unwrap();
    assert_eq!(record["outcome"], "missed", "{record}");
    assert_eq!(stage.program.status().unwrap()["missed"], 1);
    let number = record["remote"]["number"].as_str().unwrap_or_default();
    stage.perform(&["dial", number]);
    stage.program.await_call("talking").unwrap();
}

#[test]
fn a_held_call_is_silent_until_it_is_resumed() {
    let stage = Stage::talking();
    await_heard(|| stage.program.heard(), PHONE_HZ, TALK / 3);
    await_heard(|| stage.phone.heard(), PROGRAM_HZ, TALK / 3);

    stage.perform(&["hold"]);
    let call = stage.program.await_call("held").unwrap();
    assert_eq!(call["state"]["by"], "me", "{call}");
    // A telephone that hears nothing records nothing: what it lacks is told by the program's side.
    await_silence(|| stage.program.heard(), PHONE_HZ);

    stage.perform(&["resume"]);
    stage.program.await_call("talking").unwrap();
    let so_far = span(stage.program.heard(), PHONE_HZ);
    await_heard(|| stage.program.heard(), PHONE_HZ, so_far + TALK / 3);
}

#[test]
fn a_call_that_is_held_there_is_shown_and_resumed() {
    let stage = Stage::talking();

    stage.phone.hold().unwrap();
    let call = stage.program.await_call("held").unwrap();
    assert_eq!(call["state"]["by"], "them", "{call}");
    stage.phone.resume().unwrap();

    stage.program.await_call("talking").unwrap();
}

#[test]
fn a_muted_microphone_sends_silence() {
    let stage = Stage::talking();
    await_heard(|| stage.phone.heard(), PROGRAM_HZ, TALK / 3);

    stage.perform(&["mute"]);
    stage.program.await_call_where("a muted call", |call| call["muted"] == true).unwrap();
    await_silence(|| stage.phone.heard(), PROGRAM_HZ);

    stage.perform(&["unmute"]);
    stage.program.await_call_where("a call with a voice", |call| call["muted"] == false).unwrap();
    let so_far = span(stage.phone.heard(), PROGRAM_HZ);
    await_heard(|| stage.phone.heard(), PROGRAM_HZ, so_far + TALK / 3);
}

#[test]
fn digits_arrive_in_their_order() {
    let stage = Stage::talking();

    stage.perform(&["digits", "12#0*"]);

    wait::until("the digits", wait::LIMIT, || (stage.phone.digits() == "12#0*").then_some(()))
        .unwrap();
}

#[test]
fn numbers_that_cannot_be_reached_are_told_apart() {
    let stage = Stage::at_once();
    for (count, number, code) in [(1, "4711", "unknownNumber"), (2, "1009", "notReachable")] {
        stage.perform(&["dial", number]);

        let record = stage.program.await_record(count).unwrap();

        assert_eq!(record["code"], code, "{record}");
    }
}

#[test]
fn a_direct_call_needs_no_server() {
    let phone =
        Baresip::start_alone(BaresipOptions { speaks_hz: PHONE_HZ, ..BaresipOptions::user("ben") })
            .unwrap();
    let program = Program::start(ProgramOptions::label("program")).unwrap();
    program.add_direct_account("anna").unwrap();

    program.run(&["dial", &phone.uri()]).unwrap().done().unwrap();
    program.await_call("talking").unwrap();
    await_heard(|| program.heard(), PHONE_HZ, TALK / 2);
    phone.hang_up().unwrap();

    program.await_no_call().unwrap();
}

#[test]
fn a_call_takes_the_next_server_when_the_first_is_dead() {
    let authority = Authority::new().unwrap();
    let mut first = Kamailio::start_with(KamailioOptions::default(), &authority).unwrap();
    let second = Kamailio::start_with(KamailioOptions::default(), &authority).unwrap();
    let names = NameServer::start().unwrap();
    names.add_server("_sip._udp.peers.test", 10, "one.peers.test", first.socket(Transport::Udp));
    names.add_server("_sip._udp.peers.test", 20, "two.peers.test", second.socket(Transport::Udp));
    let phone = Baresip::start(BaresipOptions::user("1002"), &second).unwrap();
    let mut options = ProgramOptions::label("program");
    options.arguments = vec!["--name-server".to_owned(), names.socket().to_string()];
    let program = Program::start(options).unwrap();
    let words = ["account", "add", "1001@peers.test", "--transport", "udp", "--password-stdin"];
    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();
    first.await_contact("1001").unwrap();

    first.kill();
    program.run(&["dial", "1002"]).unwrap().done().unwrap();

    program.await_call("talking").unwrap();
    phone.await_event("CALL_ESTABLISHED").unwrap();
}

#[test]
fn a_call_outlives_its_server() {
    let mut stage = Stage::talking();
    stage.server.kill();

    let before = stage.program.await_call("talking").unwrap();
    let grows = |call: &Value| {
        call["quality"]["received"].as_u64() > before["quality"]["received"].as_u64()
    };
    stage.program.await_call_where("sound without a server", grows).unwrap();
    stage.perform(&["hangup"]);

    stage.program.await_no_call().unwrap();
}

#[test]
fn verbs_that_do_not_fit_are_refused_with_the_right_code() {
    let program = Program::start(ProgramOptions::label("program")).unwrap();

    assert_eq!(program.run(&["hangup"]).unwrap().code, 1);
    assert_eq!(program.run(&["dial", "1002"]).unwrap().code, 1, "there is no account");
    assert_eq!(program.run(&["dance"]).unwrap().code, 2);
    let nobody = Program::prepare(ProgramOptions::label("nobody")).unwrap();
    assert_eq!(nobody.run(&["hangup"]).unwrap().code, 3);
}
