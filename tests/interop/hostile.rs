//! Hostile and broken messages leave the program alive and are answered as the RFCs say.
//!
//! Source: RFC 4475 (torture messages), RFC 5118 (the same for IPv6).

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use lab::{Baresip, BaresipOptions, Program, ProgramOptions, address, repository, wait};

/// What a telephone answers to one of the messages.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// Nothing: it is no request, or it cannot be told where an answer would go.
    Silence,
    /// One of these.
    One(&'static [u16]),
    /// Anything but a complaint about its form: it is strange and legal.
    Understood,
}

/// A registrar's business: a telephone says that it does not do that.
const NOT_HERE: &[u16] = &[403, 404, 405, 416, 501];
/// Illegal, and clear enough to be taken or refused (RFC 4475 §3.1.2 leaves it open).
const EITHER_WAY: &[u16] = &[100, 180, 200, 400, 404, 405, 416, 488, 501];

/// What RFC 4475 §3 and RFC 5118 §4 say of each message, for a user agent.
const TABLE: &[(&str, Wanted)] = &[
    ("badaspec.dat", Wanted::One(EITHER_WAY)),
    ("badbranch.dat", Wanted::One(EITHER_WAY)),
    ("baddate.dat", Wanted::One(EITHER_WAY)),
    ("baddn.dat", Wanted::One(&[400])),
    ("badinv01.dat", Wanted::One(&[400])),
    ("badvers.dat", Wanted::One(&[505])),
    ("bcast.dat", Wanted::Silence),
    ("bext01.dat", Wanted::One(&[420])),
    ("bigcode.dat", Wanted::Silence),
    ("clerr.dat", Wanted::One(&[400])),
    ("cparam01.dat", Wanted::One(NOT_HERE)),
    ("cparam02.dat", Wanted::One(NOT_HERE)),
    ("dblreq.dat", Wanted::One(NOT_HERE)),
    ("esc01.dat", Wanted::Understood),
    ("esc02.dat", Wanted::Understood),
    ("escnull.dat", Wanted::One(NOT_HERE)),
    ("escruri.dat", Wanted::One(EITHER_WAY)),
    ("insuf.dat", Wanted::One(&[400])),
    ("intmeth.dat", Wanted::One(&[405, 501])),
    ("inv2543.dat", Wanted::Understood),
    ("invut.dat", Wanted::One(&[404, 415])),
    ("longreq.dat", Wanted::Understood),
    ("ltgtruri.dat", Wanted::One(&[400])),
    ("lwsdisp.dat", Wanted::Understood),
    ("lwsruri.dat", Wanted::One(&[400])),
    ("lwsstart.dat", Wanted::One(EITHER_WAY)),
    ("mcl01.dat", Wanted::One(&[400])),
    ("mismatch01.dat", Wanted::One(&[400])),
    ("mismatch02.dat", Wanted::One(&[400, 405, 501])),
    ("mpart01.dat", Wanted::Understood),
    ("multi01.dat", Wanted::One(&[400])),
    ("ncl.dat", Wanted::One(&[400])),
    ("noreason.dat", Wanted::Silence),
    ("novelsc.dat", Wanted::One(&[416])),
    ("quotbal.dat", Wanted::One(&[400])),
    ("regaut01.dat", Wanted::One(NOT_HERE)),
    ("regbadct.dat", Wanted::One(&[400, 403, 404, 405, 501])),
    ("regescrt.dat", Wanted::One(NOT_HERE)),
    ("scalar02.dat", Wanted::One(&[400])),
    ("scalarlg.dat", Wanted::Silence),
    ("sdp01.dat", Wanted::One(&[404, 406])),
    ("semiuri.dat", Wanted::Understood),
    ("test.dat", Wanted::Silence),
    ("transports.dat", Wanted::Understood),
    ("trws.dat", Wanted::One(EITHER_WAY)),
    ("unkscm.dat", Wanted::One(&[416])),
    ("unksm2.dat", Wanted::One(&[400, 403, 404, 405, 416, 501])),
    ("unreason.dat", Wanted::Silence),
    ("wsinv.dat", Wanted::Understood),
    ("zeromf.dat", Wanted::One(&[200, 404, 483])),
    ("ipv4-mapped-ipv6", Wanted::Understood),
    ("ipv6-bad", Wanted::One(&[400])),
    ("ipv6-bug-abnf-3-colons", Wanted::One(EITHER_WAY)),
    ("ipv6-correct-abnf-2-colons", Wanted::Understood),
    ("ipv6-good", Wanted::One(NOT_HERE)),
    ("ipv6-in-sdp", Wanted::Understood),
    ("mult-ip-in-header", Wanted::One(&[481])),
    ("mult-ip-in-sdp", Wanted::Understood),
    ("port-ambiguous", Wanted::One(NOT_HERE)),
    ("port-unambiguous", Wanted::One(NOT_HERE)),
    ("via-received-param-no-delim", Wanted::Understood),
    ("via-received-param-with-delim", Wanted::One(&[481])),
];

/// The messages whose answer goes to another port than 5060 (RFC 3261 §18.2.2).
const PORTS: &[(&str, u16)] = &[
    ("ipv4-mapped-ipv6", 19_823),
    ("mpart01.dat", 5070),
    ("mult-ip-in-header", 6050),
    ("quotbal.dat", 5050),
];

/// Longest wait for an answer that should be there at once.
const PATIENCE: Duration = Duration::from_secs(3);

/// The program as `anna` at a port of its own.
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
        program.add_direct_account("anna").unwrap();
        Self { program, at }
    }

    fn options(&self, from: SocketAddr, number: usize, transport: &str) -> Vec<u8> {
        let at = self.at;
        format!(
            "OPTIONS sip:anna@{at} SIP/2.0\r\nVia: SIP/2.0/{transport} {from};branch=z9hG4bKping{number}\r\n\
             From: <sip:test@{from}>;tag=ping\r\nTo: <sip:anna@{at}>\r\nCall-ID: ping{number}@test\r\n\
             CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
        )
        .into_bytes()
    }

    /// Asks whether the program is alive, over UDP.
    fn expect_alive(&mut self, after: &str, number: usize) {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let ping = self.options(socket.local_addr().unwrap(), number, "UDP");
        socket.send_to(&ping, self.at).unwrap();
        let mut answer = [0; 4096];
        let length =
            socket.recv(&mut answer).unwrap_or_else(|why| panic!("silent after {after}: {why}"));
        assert_eq!(status_of(&answer[..length]), Some(200), "after {after}");
        let is_running = self.program.process().is_some_and(lab::Process::is_running);
        assert!(is_running, "gone after {after}");
    }
}

fn message(name: &str) -> Vec<u8> {
    let folder = if name.ends_with(".dat") { "rfc4475" } else { "rfc5118" };
    std::fs::read(repository().join("tests/wire").join(folder).join(name)).unwrap()
}

fn status_of(answer: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(answer.get(..12)?).ok()?;
    text.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()
}

/// Sends one message and collects the statuses that come back until `is_enough` of them.
fn statuses(
    socket: &UdpSocket,
    to: SocketAddr,
    bytes: &[u8],
    is_enough: impl Fn(&[u16]) -> bool,
) -> Vec<u16> {
    socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    socket.send_to(bytes, to).unwrap();
    let started = Instant::now();
    let mut statuses = Vec::new();
    let mut answer = [0; 65_536];
    while started.elapsed() < PATIENCE && !is_enough(&statuses) {
        if let Ok(length) = socket.recv(&mut answer) {
            statuses.extend(status_of(&answer[..length]));
        }
    }
    statuses
}

#[test]
fn every_torture_message_is_answered_as_the_rfc_says() {
    let mut stage = Stage::set();
    let own = address::own_address().unwrap();
    let mut wrong = Vec::new();
    for (number, (name, wanted)) in TABLE.iter().enumerate() {
        let port = PORTS.iter().find(|(other, _)| other == name).map_or(5060, |(_, port)| *port);
        let socket = UdpSocket::bind((own, port)).unwrap();
        let is_enough = |statuses: &[u16]| match wanted {
            Wanted::Silence => true,
            Wanted::One(allowed) => statuses.iter().any(|status| allowed.contains(status)),
            Wanted::Understood => !statuses.is_empty(),
        };

        let statuses = statuses(&socket, stage.at, &message(name), is_enough);

        stage.expect_alive(name, number);
        let late = drain(&socket);
        let all: Vec<u16> = statuses.iter().chain(&late).copied().collect();
        let is_right = match wanted {
            Wanted::Silence => all.is_empty(),
            Wanted::One(_) => is_enough(&all),
            Wanted::Understood => !all.is_empty() && !all.contains(&400),
        };
        if !is_right {
            wrong.push(format!("{name}: {all:?}, wanted {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What has come in the meantime.
fn drain(socket: &UdpSocket) -> Vec<u16> {
    socket.set_nonblocking(true).unwrap();
    let mut answer = [0; 65_536];
    let mut statuses = Vec::new();
    while let Ok(length) = socket.recv(&mut answer) {
        statuses.extend(status_of(&answer[..length]));
    }
    statuses
}

#[test]
fn all_samples_stand_in_the_table() {
    for folder in ["rfc4475", "rfc5118"] {
        for entry in std::fs::read_dir(repository().join("tests/wire").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(TABLE.iter().any(|(known, _)| *known == name), "{name}");
        }
    }
}

#[test]
fn every_torture_message_over_a_connection_leaves_the_program_alive() {
    let mut stage = Stage::set();
    for (number, (name, _)) in TABLE.iter().enumerate() {
        let mut connection = TcpStream::connect(stage.at).unwrap();
        // The program may close a connection whose framing is lost while we still write.
        let _closed = connection.write_all(&message(name));
        let _closed = connection.shutdown(std::net::Shutdown::Write);
        stage.expect_alive(name, number);
    }
}

#[test]
fn a_broken_message_costs_itself_and_not_the_connection() {
    let stage = Stage::set();
    let mut connection = TcpStream::connect(stage.at).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let from = connection.local_addr().unwrap();

    connection.write_all(&message("baddn.dat")).unwrap();
    connection.write_all(&stage.options(from, 1, "TCP")).unwrap();

    let mut answers = Vec::new();
    let mut piece = [0; 4096];
    let found = wait::until("an answer on the same connection", PATIENCE, || {
        let length = connection.read(&mut piece).ok().filter(|length| *length > 0)?;
        answers.extend_from_slice(&piece[..length]);
        String::from_utf8_lossy(&answers).contains("SIP/2.0 200").then_some(())
    });
    found.unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&answers)));
}

#[test]
fn torn_and_scrambled_messages_do_not_disturb_a_call() {
    let mut stage = Stage::set();
    let phone = Baresip::start_alone(BaresipOptions::user("ben")).unwrap();
    stage.program.run(&["dial", &phone.uri()]).unwrap().done().unwrap();
    stage.program.await_call("talking").unwrap();
    let socket = UdpSocket::bind((address::own_address().unwrap(), 0)).unwrap();
    let mut chance = 0x2545_F491_4F6C_DD1D_u64;

    for (number, (name, _)) in TABLE.iter().enumerate() {
        let whole = message(name);
        for end in (1..whole.len()).step_by(61) {
            socket.send_to(&whole[..end], stage.at).unwrap();
            let mut scrambled = whole.clone();
            for _ in 0..4 {
                // Xorshift: the same scramble at every run.
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                let place = usize::try_from(chance).unwrap_or(0) % scrambled.len();
                scrambled[place] = u8::try_from(chance >> 56).unwrap_or(0);
            }
            socket.send_to(&scrambled, stage.at).unwrap();
        }
        stage.expect_alive(name, number);
    }

    let talks = |status: &serde_json::Value| {
        let calls = status["calls"].as_array();
        calls.is_some_and(|calls| calls.iter().any(|call| call["state"]["kind"] == "talking"))
    };
    stage.program.await_status("the call", talks).unwrap();
}
