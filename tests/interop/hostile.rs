//! Hostile and broken messages leave the program alive and are answered as the RFCs say.
//!
//! Source: RFC 4475 (torture messages), RFC 5118 (the same for IPv6).

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use lab::{Baresip, BaresipOptions, Program, ProgramOptions, address, repository, wait};

/// Nothing: it is no request, or it cannot be told where an answer would go.
const SILENCE: Option<u16> = None;

/// What each message is answered with, by the sections of the RFCs.
const TABLE: &[(&str, Option<u16>)] = &[
    // RFC 4475 §3.1.1: valid. A telephone is no registrar, and knows not everybody it is asked for.
    ("wsinv.dat", Some(481)),
    ("intmeth.dat", Some(405)),
    ("esc01.dat", Some(404)),
    ("escnull.dat", Some(405)),
    ("esc02.dat", Some(405)),
    ("lwsdisp.dat", Some(200)),
    ("longreq.dat", Some(180)),
    ("dblreq.dat", Some(405)),
    ("semiuri.dat", Some(404)),
    ("transports.dat", Some(200)),
    ("mpart01.dat", Some(404)),
    ("unreason.dat", SILENCE),
    ("noreason.dat", SILENCE),
    // §3.1.2: invalid. Where the RFC lets us choose, what is clear all the same is taken.
    ("badinv01.dat", Some(400)),
    ("clerr.dat", Some(400)),
    ("ncl.dat", Some(400)),
    ("scalar02.dat", Some(400)),
    ("scalarlg.dat", SILENCE),
    ("quotbal.dat", Some(400)),
    ("ltgtruri.dat", Some(400)),
    ("lwsruri.dat", Some(400)),
    ("lwsstart.dat", Some(400)),
    ("trws.dat", Some(400)),
    ("escruri.dat", Some(180)),
    ("baddate.dat", Some(180)),
    ("regbadct.dat", Some(400)),
    ("badaspec.dat", Some(200)),
    ("baddn.dat", Some(404)),
    ("badvers.dat", Some(505)),
    ("mismatch01.dat", Some(400)),
    ("mismatch02.dat", Some(400)),
    ("bigcode.dat", SILENCE),
    // §3.2: a branch without anything unique is matched as RFC 2543 would.
    ("badbranch.dat", Some(200)),
    // §3.3: well-formed, and for other reasons not to be had.
    ("insuf.dat", Some(400)),
    ("unkscm.dat", Some(416)),
    ("novelsc.dat", Some(416)),
    ("unksm2.dat", Some(405)),
    ("bext01.dat", Some(420)),
    ("invut.dat", Some(415)),
    ("regaut01.dat", Some(405)),
    ("multi01.dat", Some(400)),
    ("mcl01.dat", Some(400)),
    ("bcast.dat", SILENCE),
    ("zeromf.dat", Some(200)),
    ("cparam01.dat", Some(405)),
    ("cparam02.dat", Some(405)),
    ("regescrt.dat", Some(405)),
    ("sdp01.dat", Some(406)),
    // §3.4: from a caller who speaks RFC 2543.
    ("inv2543.dat", Some(180)),
    // Not of the RFC: a request line without a version.
    ("test.dat", SILENCE),
    // RFC 5118 §4. The program speaks IPv4 only here, so it can take a call but not IPv6 sound.
    ("ipv6-good", Some(405)),
    ("ipv6-bad", Some(400)),
    ("port-ambiguous", Some(405)),
    ("port-unambiguous", Some(405)),
    ("via-received-param-with-delim", Some(481)),
    ("via-received-param-no-delim", Some(200)),
    ("ipv6-in-sdp", Some(488)),
    ("mult-ip-in-header", Some(481)),
    ("mult-ip-in-sdp", Some(180)),
    ("ipv4-mapped-ipv6", Some(488)),
    ("ipv6-bug-abnf-3-colons", Some(200)),
    ("ipv6-correct-abnf-2-colons", Some(200)),
];

/// The messages whose answer goes to another port than 5060 (RFC 3261 §18.2.2).
const PORTS: &[(&str, u16)] = &[
    ("ipv4-mapped-ipv6", 19_823),
    ("mpart01.dat", 5070),
    ("mult-ip-in-header", 6050),
    ("quotbal.dat", 5050),
];

/// The first interval of retransmissions.
const T1: Duration = Duration::from_millis(500);

/// The program as the people who are asked for, at a port of its own.
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
        for asked_for in ["user@example.com", "UserB@example.com"] {
            let words = ["account", "add", asked_for, "--no-register", "--no-password"];
            program.run(&words).unwrap().done().unwrap();
        }
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

    /// Asks whether the program is alive, over UDP, and again as long as there is no answer: what
    /// came before may have filled the socket (RFC 3261 §17.1.2.2).
    fn expect_alive(&mut self, after: &str, number: usize) {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.set_read_timeout(Some(T1)).unwrap();
        let ping = self.options(socket.local_addr().unwrap(), number, "UDP");
        let mut answer = [0; 4096];
        let length = wait::until(&format!("an answer after {after}"), wait::LIMIT, || {
            socket.send_to(&ping, self.at).ok()?;
            socket.recv(&mut answer).ok()
        });
        let length = length.unwrap();
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

/// What names a request's transaction, roughly: its method and the line of its first branch (RFC
/// 3261 §17.2.3).
fn transaction(message: &[u8]) -> Option<(String, String)> {
    let text = String::from_utf8_lossy(message);
    let (before, after) = text.split_once("branch=")?;
    let (method, _) = text.split_once(' ')?;
    let sent_by = before.rsplit('\n').next()?;
    let branch: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
    Some((method.to_owned(), format!("{sent_by}{branch}")))
}

/// The first answer there is, for as long as one may be waited for.
fn first_status(socket: &UdpSocket) -> Option<u16> {
    socket.set_read_timeout(Some(wait::LIMIT)).unwrap();
    let mut answer = [0; 65_536];
    let length = socket.recv(&mut answer).ok()?;
    status_of(&answer[..length])
}

#[test]
fn every_torture_message_is_answered_as_the_rfc_says() {
    let mut stage = Stage::set();
    let mut transactions = BTreeSet::new();
    let mut wrong = Vec::new();
    for (number, (name, wanted)) in TABLE.iter().enumerate() {
        let port = PORTS.iter().find(|(other, _)| other == name).map_or(5060, |(_, port)| *port);
        // An address of its own: answers to the message before are sent again for a while.
        let socket = UdpSocket::bind((address::own_address().unwrap(), port)).unwrap();
        let bytes = message(name);
        if transaction(&bytes).is_some_and(|transaction| !transactions.insert(transaction)) {
            // It would be taken for the earlier one, sent again.
            stage = Stage::set();
        }

        socket.send_to(&bytes, stage.at).unwrap();
        let first = wanted.and_then(|_| first_status(&socket));
        stage.expect_alive(name, number);
        let all: Vec<u16> = first.into_iter().chain(drain(&socket)).collect();

        let is_right = match wanted {
            None => all.is_empty(),
            Some(status) => !all.is_empty() && all.iter().all(|other| other == status),
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
    connection.set_read_timeout(Some(wait::LIMIT)).unwrap();
    let from = connection.local_addr().unwrap();

    connection.write_all(&message("mismatch01.dat")).unwrap();
    connection.write_all(&stage.options(from, 1, "TCP")).unwrap();

    let mut answers = Vec::new();
    let mut piece = [0; 4096];
    let found = wait::until("an answer on the same connection", wait::LIMIT, || {
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
