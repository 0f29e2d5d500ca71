//! Registrations at a real registrar, over each transport, and what a person is told when they fail.

use std::time::Duration;

use clock::Timestamp;
use lab::{
    Authority, Data, Kamailio, KamailioOptions, NameServer, Program, ProgramOptions, Sipp,
    SippOptions, Transport, wait,
};
use serde_json::Value;

const EACH: [Transport; 3] = [Transport::Udp, Transport::Tcp, Transport::Tls];

fn server() -> Kamailio {
    Kamailio::start(KamailioOptions::default()).unwrap()
}

fn program() -> Program {
    Program::start(ProgramOptions::label("program")).unwrap()
}

/// A program that asks `names` for addresses.
fn program_with(names: &NameServer) -> Program {
    let mut options = ProgramOptions::label("program");
    options.arguments = vec!["--name-server".to_owned(), names.socket().to_string()];
    Program::start(options).unwrap()
}

#[test]
fn registers_over_each_transport_and_unregisters_on_quitting() {
    let server = server();
    for transport in EACH {
        let mut program = program();

        program.register(&server, "1001", transport).unwrap();
        let contacts = server.await_contact("1001").unwrap();
        assert_eq!(contacts.len(), 1, "{contacts:?}");

        program.quit().unwrap();
        server.await_no_contact("1001").unwrap();
    }
}

#[test]
fn several_accounts_are_registered_at_once() {
    let server = server();
    let program = program();
    for (user, transport) in ["1001", "1002", "1003"].into_iter().zip(EACH) {
        program.register(&server, user, transport).unwrap();
    }

    for user in ["1001", "1002", "1003"] {
        server.await_contact(user).unwrap();
    }
}

#[test]
fn registers_over_the_sixth_version_of_the_internet_protocol() {
    let server =
        Kamailio::start(KamailioOptions { ipv6: true, ..KamailioOptions::default() }).unwrap();
    for transport in EACH {
        let mut program = program();

        program.register(&server, "1001", transport).unwrap();
        let contacts = server.await_contact("1001").unwrap();

        assert!(contacts.iter().all(|contact| contact.contains("[::1]")), "{contacts:?}");
        program.quit().unwrap();
    }
}

#[test]
fn registers_where_the_digest_is_sha_256() {
    let options = KamailioOptions { algorithm: "SHA-256", ..KamailioOptions::default() };
    let server = Kamailio::start(options).unwrap();

    program().register(&server, "1001", Transport::Udp).unwrap();
}

#[test]
fn a_wrong_password_is_told_and_not_tried_again() {
    let server = server();
    let program = program();

    program.add_account(&server, "1001", Transport::Udp, "wrong").unwrap();
    let waiting = program.await_registration_trouble("wrongPassword").unwrap();

    assert_eq!(waiting["retryAt"], Value::Null, "{waiting}");
    assert_eq!(server.contacts("1001").unwrap(), Vec::<String>::new());
}

#[test]
fn a_user_whom_the_server_does_not_know_is_told() {
    let server = server();
    let program = program();

    program.add_account(&server, "4711", Transport::Udp, "any").unwrap();
    let waiting = program.await_registration_trouble("unknownUser").unwrap();

    assert_eq!(waiting["reason"]["status"], 404, "{waiting}");
}

/// A registrar that answers by a script, and the account `1001` of a program at it.
fn answered(program: &Program, scenario: &'static str, keys: Vec<(String, String)>) -> Sipp {
    let options = SippOptions { keys, ..SippOptions::scenario(scenario) };
    let registrar = Sipp::start(&options).unwrap();
    let address = format!("1001@{}", registrar.socket().ip());
    let words = ["account", "add", &address, "--transport", "udp", "--password-stdin"];
    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();
    registrar
}

#[test]
fn what_a_server_forbids_is_told_with_its_status() {
    let program = program();

    let registrar = answered(&program, "register-forbidden.xml", Vec::new());
    let waiting = program.await_registration_trouble("forbidden").unwrap();

    assert_eq!(waiting["reason"]["status"], 403, "{waiting}");
    registrar.finish().unwrap();
}

#[test]
fn a_server_that_is_busy_is_left_alone_as_long_as_it_says() {
    let program = program();

    let asked_at = Timestamp::now();
    let registrar = answered(&program, "register-busy.xml", Vec::new());
    let waiting = program.await_registration_trouble("serverBusy").unwrap();

    let retry_at: Timestamp = waiting["retryAt"].as_str().unwrap_or_default().parse().unwrap();
    let pause = retry_at.duration_since(asked_at);
    assert!(pause.as_secs() >= 3000, "{pause:?} {waiting}");
    registrar.finish().unwrap();
}

#[test]
fn a_server_that_has_moved_is_followed() {
    let server = server();
    let program = program();

    let contact = ("contact".to_owned(), format!("sip:{}", server.host()));
    let registrar = answered(&program, "register-moved.xml", vec![contact]);

    program.await_registration("registered").unwrap();
    server.await_contact("1001").unwrap();
    registrar.finish().unwrap();
}

#[test]
fn a_removed_account_is_unregistered_and_a_disabled_one_too() {
    let server = server();
    let program = program();
    program.register(&server, "1001", Transport::Udp).unwrap();
    let address = format!("1001@{}", server.host());

    program.run(&["account", "disable", &address]).unwrap().done().unwrap();
    server.await_no_contact("1001").unwrap();
    program.run(&["account", "enable", &address]).unwrap().done().unwrap();
    server.await_contact("1001").unwrap();
    program.run(&["account", "remove", &address]).unwrap().done().unwrap();

    server.await_no_contact("1001").unwrap();
    assert_eq!(program.status().unwrap()["accounts"], Value::Array(Vec::new()));
}

#[test]
fn a_lifetime_too_short_for_the_server_is_raised() {
    let options = KamailioOptions { lifetime: (300, 3600), ..KamailioOptions::default() };
    let server = Kamailio::start(options).unwrap();
    let program = program();
    let address = format!("1001@{}", server.host());

    let words =
        ["account", "add", &address, "--lifetime", "60", "--transport", "udp", "--password-stdin"];
    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();

    program.await_registration("registered").unwrap();
}

#[test]
fn a_stale_nonce_is_answered_with_the_new_one() {
    let options =
        KamailioOptions { nonce_lifetime: Duration::from_secs(1), ..KamailioOptions::default() };
    let server = Kamailio::start(options).unwrap();
    let program = program();
    program.register(&server, "1001", Transport::Udp).unwrap();
    let before = program.await_registration("registered").unwrap();
    // The nonce must grow old by itself: the server keeps its own time.
    std::thread::sleep(Duration::from_secs(2));

    program
        .run(&["account", "register", &format!("1001@{}", server.host())])
        .unwrap()
        .done()
        .unwrap();

    let is_later = |status: &Value| {
        let now = &status["accounts"][0]["registration"];
        now["kind"] == "registered" && now["until"] != before["until"]
    };
    program.await_status("a renewed registration", is_later).unwrap();
}

#[test]
fn a_server_that_was_dead_is_found_again_when_it_is_back() {
    for transport in EACH {
        let mut server = server();
        let program = program();
        let address = format!("1001@{}", server.host());
        program.register(&server, "1001", transport).unwrap();

        server.kill();
        let _refused = program.run(&["account", "register", &address]).unwrap();
        let waiting = program.await_registration("waiting").unwrap();
        let code = waiting["reason"]["code"].as_str().unwrap_or_default();
        assert!(["serverUnreachable", "noAnswer"].contains(&code), "{transport:?}: {waiting}");
        assert!(waiting["retryAt"].is_string(), "{transport:?}: {waiting}");

        server.restart().unwrap();
        program.run(&["account", "register", &address]).unwrap().done().unwrap();
        server.await_contact("1001").unwrap();
        program.await_registration("registered").unwrap();
    }
}

#[test]
fn the_next_server_is_taken_when_the_first_is_dead() {
    let authority = Authority::new().unwrap();
    let first = Kamailio::start_with(KamailioOptions::default(), &authority);
    let mut first = first.unwrap();
    let second = Kamailio::start_with(KamailioOptions::default(), &authority).unwrap();
    let names = NameServer::start().unwrap();
    names.add_server("_sip._udp.peers.test", 10, "one.peers.test", first.socket(Transport::Udp));
    names.add_server("_sip._udp.peers.test", 20, "two.peers.test", second.socket(Transport::Udp));
    let program = program_with(&names);
    let words = ["account", "add", "1001@peers.test", "--transport", "udp", "--password-stdin"];

    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();
    first.await_contact("1001").unwrap();
    assert_eq!(second.contacts("1001").unwrap(), Vec::<String>::new());

    first.kill();
    let _refused = program.run(&["account", "register", "1001@peers.test"]).unwrap();
    second.await_contact("1001").unwrap();
    program.await_registration("registered").unwrap();
}

#[test]
fn naptr_records_choose_the_transport() {
    let server = server();
    let names = NameServer::start().unwrap();
    let (service, replacement) = ("SIP+D2T".to_owned(), "_sip._tcp.peers.test".to_owned());
    let flags = "s".to_owned();
    names.add("peers.test", Data::Naptr { order: 10, preference: 10, flags, service, replacement });
    names.add_server("_sip._tcp.peers.test", 10, "one.peers.test", server.socket(Transport::Tcp));
    let program = program_with(&names);

    let words = ["account", "add", "1001@peers.test", "--password-stdin"];
    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();

    let registered = program.await_registration("registered").unwrap();
    let by = registered["server"].as_str().unwrap_or_default().to_ascii_lowercase();
    assert!(by.contains("tcp"), "{registered}");
    server.await_contact("1001").unwrap();
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused() {
    let server = server();
    let program = program();
    let address = format!("1001@{}", server.ip());

    let words = ["account", "add", &address, "--transport", "tls", "--password-stdin"];
    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();

    program.await_registration_trouble("certificateUnknown").unwrap();
    assert_eq!(server.contacts("1001").unwrap(), Vec::<String>::new());
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let server = server();
    let names = NameServer::start().unwrap();
    let std::net::IpAddr::V4(ip) = server.ip() else { panic!("an IPv4 server") };
    names.add("impostor.test", Data::A(ip));
    let program = program_with(&names);
    let authority = server.authority().display().to_string();

    let words = [
        "account",
        "add",
        "1001@impostor.test",
        "--transport",
        "tls",
        "--password-stdin",
        "--ca-file",
        &authority,
    ];
    program.run_with_input(&words, "pw1001\n").unwrap().done().unwrap();

    program.await_registration_trouble("certificateWrongName").unwrap();
    assert_eq!(server.contacts("1001").unwrap(), Vec::<String>::new());
}

#[test]
fn a_name_that_nobody_knows_is_told() {
    let names = NameServer::start().unwrap();
    let program = program_with(&names);

    let words = ["account", "add", "1001@nowhere.test", "--password-stdin"];
    program.run_with_input(&words, "pw\n").unwrap().done().unwrap();

    program.await_registration_trouble("serverNotFound").unwrap();
}

#[test]
fn no_password_and_no_number_is_written_anywhere_but_into_the_database() {
    let server = server();
    let mut program = program();
    program.register(&server, "1001", Transport::Udp).unwrap();
    program.quit().unwrap();

    assert!(!program.log().contains("pw1001"), "the password is in the log");
    assert!(!program.log().contains("1001@"), "the address is in the log");
    let found = wait::until("the profile's files", wait::LIMIT, || {
        std::fs::read_dir(program.profile()).ok()
    });
    for entry in found.unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let has_password = bytes.windows(6).any(|six| six == b"pw1001");
        assert!(!has_password, "the password is in {}", entry.path().display());
    }
}
