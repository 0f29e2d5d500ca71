//! The diagnosis against real servers: what stands, what is shut, what lies about its name, and what
//! keeps silent; and the exit codes of `rufbereit doctor`.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use lab::{
    Authority, Coturn, Data, Folder, Kamailio, KamailioOptions, NameServer, Program,
    ProgramOptions, Transport, address,
};
use serde_json::Value;
use socket2::{Domain, Socket, Type};

/// A contract without a port table of its own: what stands before it in a contract of the house.
const CONTRACT: &str = include_str!("../../src-tauri/crates/domain/faults/providers/stimme.toml");

/// The thirty seconds of the diagnosis itself, which its own tests hold it to on a simulated clock, and
/// the start and the end of the program on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// One row of a port table: protocol, transports, port, host.
struct Row<'a>(&'a str, &'a str, u16, String);

/// A folder of IT's own profiles with one provider `lab`: its limits are what a busy test machine
/// holds, its rows as wanted.
fn contract(rows: &[Row<'_>]) -> Folder {
    let (head, _) = CONTRACT.split_once("# Network").expect("the network comes last");
    let mut text = head.replace("\"stimme\"", "\"lab\"");
    text.push_str(
        "[network]\ndelay_ms = 2000.0\njitter_ms = 1000.0\nloss_below_percent = 60.0\n\
         sources = [\"S1-141\", \"S1-142\", \"S1-143\"]\n",
    );
    for (number, Row(protocol, transports, port, host)) in rows.iter().enumerate() {
        text.push_str(&format!(
            "\n[[port]]\nrow = \"L-{number}\"\nprotocol = \"{protocol}\"\n\
             transports = [{transports}]\nports = [{port}]\ntarget = \"{host}\"\n\
             purpose = {{ de = \"Labor\", en = \"lab\" }}\n"
        ));
    }
    let folder = Folder::new("profiles").unwrap();
    folder.write("lab.toml", text).unwrap();
    folder
}

/// What `doctor` said, and how it ended.
struct Diagnosis {
    code: i32,
    answer: Value,
}

impl Diagnosis {
    /// Outcome and sentence of the finding whose subject contains `subject`.
    #[track_caller]
    fn found(&self, probe: &str, subject: &str) -> (&str, &str) {
        let finding = self.finding(probe, subject);
        (finding["outcome"].as_str().unwrap(), finding["says"].as_str().unwrap())
    }

    #[track_caller]
    fn finding(&self, probe: &str, subject: &str) -> &Value {
        let findings = self.answer["findings"].as_array().expect("findings");
        let is_it = |finding: &&Value| {
            finding["probe"] == probe && finding["subject"].as_str().unwrap().contains(subject)
        };
        findings.iter().find(is_it).unwrap_or_else(|| panic!("no {probe} {subject}: {findings:#?}"))
    }

    #[track_caller]
    fn expect(&self, code: i32, side: &str, says: &str) {
        let verdict = &self.answer["verdict"];
        let found = (self.code, verdict["side"].as_str(), verdict["says"].as_str());
        assert_eq!(found, (code, Some(side), Some(says)), "{:#}", self.answer);
        assert!(!verdict["text"].as_str().unwrap_or_default().is_empty());
    }
}

/// Runs `doctor` in a profile, and holds it to its limit.
fn doctor(program: &Program, contract: &Folder, authority: Option<&Path>) -> Diagnosis {
    doctor_with(program, contract, authority, &[])
}

fn doctor_with(
    program: &Program,
    contract: &Folder,
    authority: Option<&Path>,
    more: &[&str],
) -> Diagnosis {
    let folder = contract.path().display().to_string();
    let mut arguments = vec!["doctor", "--json", "--provider", "lab", "--profiles", &folder];
    let file = authority.map(|file| file.display().to_string());
    if let Some(file) = &file {
        arguments.extend(["--ca-file", file]);
    }
    arguments.extend(more);
    let started = Instant::now();
    let output = program.run(&arguments).unwrap();
    assert!(started.elapsed() < LONGEST, "{:?}", started.elapsed());
    let answer = output.json().unwrap_or_else(|error| panic!("{error}: {}", output.stderr));
    Diagnosis { code: output.code, answer }
}

/// A profile without anything; the machine's own proxy says nothing about the lab.
fn nobody() -> Program {
    let mut options = ProgramOptions::label("program");
    let proxies = ["http_proxy", "https_proxy", "all_proxy"];
    for name in proxies {
        options.environment.insert(name.to_owned(), "".into());
        options.environment.insert(name.to_uppercase(), "".into());
    }
    Program::prepare(options).unwrap()
}

fn kamailio(authority: &Authority) -> Kamailio {
    Kamailio::start_with(KamailioOptions::default(), authority).unwrap()
}

fn stun_rows(server: &Coturn) -> Vec<Row<'_>> {
    let ip = server.ip().to_string();
    vec![
        Row("STUN/TURN", "\"tcp\", \"udp\"", 3478, ip.clone()),
        Row("STUN/TURN", "\"tcp\"", 5349, ip),
    ]
}

/// A port of the server's own address at which nobody listens.
fn shut(server: &Kamailio) -> u16 {
    address::free_port(server.ip()).unwrap()
}

#[test]
fn a_lab_in_which_everything_stands_is_healthy_and_its_path_is_measured_by_stun() {
    let authority = Authority::new().unwrap();
    let (pbx, stun) = (kamailio(&authority), Coturn::start(&authority).unwrap());
    let mut rows = stun_rows(&stun);
    rows.push(Row("SIP/s", "\"tcp\"", 5061, pbx.ip().to_string()));
    let program = Program::start(ProgramOptions::label("program")).unwrap();
    program.register(&pbx, "1001", Transport::Udp).unwrap();

    // A machine without a sound card still carries sound at the pace of a timer.
    let sound = ["--audio-in", "null", "--audio-out", "null"];
    let diagnosis = doctor_with(&program, &contract(&rows), Some(stun.authority()), &sound);

    diagnosis.expect(0, "healthy", "healthy");
    assert_eq!(diagnosis.found("registration", ""), ("good", "registration-stands"));
    let stun_at = |rest: &str| format!("{}:{rest}", stun.ip());
    assert_eq!(diagnosis.found("port", &stun_at("3478 UDP")), ("good", "stun-good"));
    assert_eq!(diagnosis.found("port", &stun_at("3478 TCP")), ("good", "stun-good"));
    assert_eq!(diagnosis.found("port", &stun_at("5349 TCP")), ("good", "stun-good"));
    assert_eq!(diagnosis.found("port", ":5061 TCP"), ("good", "tls-good"));
    assert_eq!(diagnosis.found("server", ""), ("good", "server-answers"));
    let path = diagnosis.finding("path", "STUN");
    assert_eq!(path["says"], "path-good", "{path:#}");
    let packets: u32 = path["measured"]["packets"].as_str().unwrap().parse().unwrap();
    assert!(packets > 100, "twenty a second for twenty seconds: {path:#}");
    assert!(path["limit"].as_str().unwrap().contains("S1-142"));
    assert_eq!(diagnosis.found("loop", ""), ("good", "loop-good"));
    assert_eq!(diagnosis.found("dscp", ""), ("good", "dscp-kept"));
}

#[test]
fn without_stun_the_path_is_measured_by_requests_to_the_telephone_server() {
    let pbx = kamailio(&Authority::new().unwrap());
    let program = Program::start(ProgramOptions::label("program")).unwrap();
    program.register(&pbx, "1001", Transport::Udp).unwrap();

    let diagnosis = doctor(&program, &contract(&[]), None);

    diagnosis.expect(0, "healthy", "healthy");
    assert_eq!(diagnosis.found("path", "SIP OPTIONS"), ("good", "path-good"));
}

#[test]
fn certificates_that_are_not_to_be_believed_are_told_apart() {
    let (authority, other) = (Authority::new().unwrap(), Authority::new().unwrap());
    let expired = Coturn::start_expired(&authority).unwrap();
    let pbx = kamailio(&other);
    let expired_row = || Row("STUN/TURN", "\"tcp\"", 5349, expired.ip().to_string());

    let diagnosis = doctor(&nobody(), &contract(&[expired_row()]), Some(expired.authority()));
    diagnosis.expect(1, "provider", "provider-certificate");
    assert_eq!(diagnosis.found("port", "5349"), ("bad", "tls-expired"));

    let row = Row("SIP/s", "\"tcp\"", 5061, pbx.ip().to_string());
    let diagnosis = doctor(&nobody(), &contract(&[row]), Some(expired.authority()));
    diagnosis.expect(1, "unclear", "unclear-certificate");
    assert_eq!(diagnosis.found("port", "5061"), ("bad", "tls-untrusted"));
}

#[test]
fn s1_157_a_shut_port_of_a_server_that_stands_points_to_the_firewall_here() {
    let authority = Authority::new().unwrap();
    let pbx = kamailio(&authority);
    let host = || pbx.ip().to_string();
    let rows = [Row("SIP/s", "\"tcp\"", 5061, host()), Row("LDAP", "\"tcp\"", shut(&pbx), host())];

    let diagnosis = doctor(&nobody(), &contract(&rows), Some(pbx.authority()));

    diagnosis.expect(1, "customer", "customer-firewall");
    assert_eq!(diagnosis.answer["verdict"]["because"], serde_json::json!(["port-2"]));
}

#[test]
fn s1_157_a_server_that_refuses_everything_while_others_answer_is_the_providers() {
    let authority = Authority::new().unwrap();
    let (stun, pbx) = (Coturn::start(&authority).unwrap(), kamailio(&authority));
    let mut rows = stun_rows(&stun);
    for _ in 0..2 {
        rows.push(Row("HTTP/s", "\"tcp\"", shut(&pbx), pbx.ip().to_string()));
    }

    let diagnosis = doctor(&nobody(), &contract(&rows), Some(stun.authority()));

    diagnosis.expect(1, "provider", "provider-refuses");
}

#[test]
fn a_server_that_takes_connections_and_never_answers_is_silent() {
    let authority = Authority::new().unwrap();
    let stun = Coturn::start(&authority).unwrap();
    stun.freeze();

    let diagnosis = doctor(&nobody(), &contract(&stun_rows(&stun)), Some(stun.authority()));

    diagnosis.expect(1, "unclear", "unclear-silent");
    let at = |rest: &str| format!("{}:{rest}", stun.ip());
    assert_eq!(diagnosis.found("port", &at("3478 TCP")), ("bad", "stun-silent"));
    assert_eq!(diagnosis.found("port", &at("3478 UDP")), ("unknown", "stun-silent"));
    assert_eq!(diagnosis.found("port", &at("5349 TCP")), ("bad", "tls-silent"));
    assert_eq!(diagnosis.found("path", ""), ("unknown", "path-unmeasured"));
}

#[test]
fn a_port_that_swallows_everything_is_the_providers_when_another_answers_there() {
    let authority = Authority::new().unwrap();
    let pbx = kamailio(&authority);
    let at = SocketAddr::from((address::own_address().unwrap(), 5061));
    let _hole = Hole::at(at);
    let rows = [
        Row("SIP/s", "\"tcp\"", 5061, pbx.ip().to_string()),
        Row("SIP/s", "\"tcp\"", 5061, at.ip().to_string()),
    ];

    let diagnosis = doctor(&nobody(), &contract(&rows), Some(pbx.authority()));

    diagnosis.expect(1, "provider", "provider-silent");
    assert_eq!(diagnosis.found("port", &at.ip().to_string()), ("bad", "port-silent"));
}

#[test]
fn without_a_running_program_accounts_are_read_and_nobody_knows_how_they_stand() {
    let pbx = kamailio(&Authority::new().unwrap());
    let mut program = Program::start(ProgramOptions::label("program")).unwrap();
    program.register(&pbx, "1001", Transport::Udp).unwrap();
    program.quit().unwrap();

    let diagnosis = doctor(&program, &contract(&[]), None);

    diagnosis.expect(0, "healthy", "healthy");
    assert_eq!(diagnosis.found("registration", ""), ("unknown", "registration-not-told"));
    assert_eq!(diagnosis.found("server", ""), ("good", "server-answers"));
}

#[test]
fn names_are_found_by_srv_and_their_server_is_asked() {
    let pbx = kamailio(&Authority::new().unwrap());
    let names = NameServer::start().unwrap();
    names.add_server("_sip._udp.peers.test", 1, "sip.peers.test", pbx.socket(Transport::Udp));
    names.add("peers.test", Data::A(Ipv4Addr::LOCALHOST));
    let mut options = ProgramOptions::label("program");
    let server = names.socket().to_string();
    options.arguments = vec!["--name-server".to_owned(), server.clone()];
    let program = Program::start(options).unwrap();
    let add = ["account", "add", "1001@peers.test", "--transport", "udp", "--password-stdin"];
    program.run_with_input(&add, "pw1001").unwrap().done().unwrap();
    program.await_registration("registered").unwrap();

    let diagnosis = doctor_with(&program, &contract(&[]), None, &["--name-server", &server]);

    diagnosis.expect(0, "healthy", "healthy");
    let dns = diagnosis.finding("dns", "peers.test");
    assert_eq!(dns["says"], "dns-found");
    assert!(dns["measured"]["services"].as_str().unwrap().contains("sip.peers.test:5060"));
    assert_eq!(diagnosis.found("server", ""), ("good", "server-answers"));
}

#[test]
fn what_cannot_run_says_so_by_its_exit_code() {
    let program = nobody();
    let codes: BTreeMap<&str, i32> = [
        ("unknown provider", vec!["doctor", "--provider", "nobody"]),
        ("unknown setting", vec!["doctor", "--provider", "stimme", "--set", "colour=blue"]),
        ("no such file", vec!["doctor", "--ca-file", "/does/not/exist.pem"]),
    ]
    .into_iter()
    .map(|(what, arguments)| (what, program.run(&arguments).unwrap().code))
    .collect();

    assert!(codes.values().all(|code| *code == 2), "{codes:?}");
}

#[test]
fn people_read_a_table_that_ends_in_the_verdict() {
    let output = nobody().run(&["doctor"]).unwrap();

    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(output.stdout.lines().count() > 15, "{}", output.stdout);
    for sign in ["✓", "–"] {
        assert!(output.stdout.contains(sign), "{}", output.stdout);
    }
    for broken in ["finding-", "probe-", "measured-", "verdict-", "{$"] {
        assert!(!output.stdout.contains(broken), "words are missing: {}", output.stdout);
    }
}

/// A port that takes connections into a full queue, so that further ones are never answered: what a
/// firewall that drops looks like.
struct Hole {
    _sockets: Vec<Socket>,
}

impl Hole {
    fn at(at: SocketAddr) -> Self {
        let make = || Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let listener = make();
        listener.bind(&at.into()).unwrap();
        listener.listen(0).unwrap();
        let mut sockets = vec![listener];
        for _ in 0..4 {
            let socket = make();
            socket.set_nonblocking(true).unwrap();
            // It is under way, and stays so.
            let _under_way = socket.connect(&at.into());
            sockets.push(socket);
        }
        Self { _sockets: sockets }
    }
}
