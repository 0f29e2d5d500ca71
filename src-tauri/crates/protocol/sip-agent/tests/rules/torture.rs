//! The torture messages of RFC 4475 and RFC 5118, thrown at an agent that is at rest.
//!
//! Each row says what an agent whose identity is `user@example.com` answers: a status, nothing
//! (a response that fits no request of ours, or a request that cannot be answered), a call that is
//! offered to the person, or a request that goes to the upper layer. Where the RFC wants less than
//! a user agent server does with a good request, the row says why in its last column.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use sip_agent::wire::TransportKind;
use sip_agent::{Identity, Input, Output};
use testkit::Bench;

use crate::support::s;

#[derive(Debug, PartialEq, Clone, Copy)]
enum Fate {
    /// Answered by itself.
    Status(u16),
    /// A call is offered.
    Call,
    /// The upper layer is asked.
    Asked,
    /// Nothing at all.
    Silence,
}

use Fate::{Asked, Call, Silence, Status};

/// File, what becomes of it, and why.
const TABLE: &[(&str, Fate, &str)] = &[
    ("badaspec.dat", Status(200), "blanks in an addr-spec: the meaning is clear, §3.1.2.14"),
    ("badbranch.dat", Status(200), "a bare cookie is matched as RFC 2543 would"),
    ("baddate.dat", Call, "nobody here reads Date"),
    ("baddn.dat", Status(404), "not ours; the display name would be taken"),
    ("badinv01.dat", Status(400), ""),
    ("badvers.dat", Status(505), ""),
    ("bcast.dat", Silence, "a response"),
    ("bext01.dat", Status(420), ""),
    ("bigcode.dat", Silence, "a response"),
    ("clerr.dat", Status(400), ""),
    ("cparam01.dat", Status(405), "REGISTER: we are no registrar"),
    ("cparam02.dat", Status(405), "REGISTER"),
    ("dblreq.dat", Status(405), "the first of two in one datagram counts: a REGISTER"),
    ("esc01.dat", Status(404), "not ours"),
    ("esc02.dat", Status(405), "RE%47IST%45R is a method of its own"),
    ("escnull.dat", Status(405), "REGISTER"),
    ("escruri.dat", Call, "header fields in the Request-URI are ignored, as §3.1.2.11 allows"),
    ("insuf.dat", Status(400), ""),
    ("intmeth.dat", Status(405), ""),
    ("inv2543.dat", Status(404), "not ours"),
    ("invut.dat", Status(415), ""),
    ("ipv4-mapped-ipv6", Call, ""),
    ("ipv6-bad", Status(400), ""),
    ("ipv6-bug-abnf-3-colons", Status(200), "liberal, as RFC 5118 §4.6 wants"),
    ("ipv6-correct-abnf-2-colons", Status(200), ""),
    ("ipv6-good", Status(405), "REGISTER"),
    ("ipv6-in-sdp", Call, ""),
    ("longreq.dat", Call, ""),
    ("ltgtruri.dat", Status(400), ""),
    ("lwsdisp.dat", Status(200), ""),
    ("lwsruri.dat", Status(400), ""),
    ("lwsstart.dat", Status(400), ""),
    ("mcl01.dat", Status(400), ""),
    ("mismatch01.dat", Status(400), ""),
    ("mismatch02.dat", Status(400), ""),
    ("mpart01.dat", Status(404), "not ours"),
    ("mult-ip-in-header", Status(481), "BYE of a dialog that is not ours"),
    ("mult-ip-in-sdp", Call, ""),
    ("multi01.dat", Status(400), ""),
    ("ncl.dat", Status(400), ""),
    ("noreason.dat", Silence, "a response"),
    ("novelsc.dat", Status(416), ""),
    ("port-ambiguous", Status(405), "REGISTER"),
    ("port-unambiguous", Status(405), "REGISTER"),
    ("quotbal.dat", Status(400), ""),
    ("regaut01.dat", Status(405), "REGISTER"),
    ("regbadct.dat", Status(400), ""),
    ("regescrt.dat", Status(405), "REGISTER"),
    ("scalar02.dat", Status(400), ""),
    ("scalarlg.dat", Silence, "a response"),
    ("sdp01.dat", Status(406), "its Accept leaves session descriptions out"),
    ("semiuri.dat", Status(404), "not ours: all before the @ is the user"),
    ("test.dat", Silence, "not of the RFC: its first line names no version"),
    ("transports.dat", Status(200), ""),
    ("trws.dat", Status(400), ""),
    ("unkscm.dat", Status(416), ""),
    ("unksm2.dat", Status(405), "REGISTER"),
    ("unreason.dat", Silence, "a response"),
    ("via-received-param-no-delim", Status(200), ""),
    ("via-received-param-with-delim", Status(481), "BYE of a dialog that is not ours"),
    ("wsinv.dat", Status(481), "a tag in To, but no such dialog"),
    ("zeromf.dat", Status(200), "Max-Forwards is a proxy's"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/wire")
}

fn files() -> Vec<(String, Bytes)> {
    let mut files: Vec<_> = ["rfc4475", "rfc5118"]
        .iter()
        .flat_map(|name| std::fs::read_dir(folder().join(name)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|end| end == "dat"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, Bytes::from(std::fs::read(&path).unwrap()))
        })
        .collect();
    files.sort();
    files
}

/// An agent that is `user@example.com` and takes direct calls.
fn at_rest() -> Bench {
    let mut bench = Bench::new(TransportKind::Udp);
    let mut identity = Identity::new("sip:user@example.com".parse().unwrap(), None);
    identity.registers = false;
    bench.act(|agent, _| agent.add_identity(identity));
    bench
}

fn throw(bench: &mut Bench, bytes: Bytes) -> Fate {
    let flow = bench.flow();
    bench.input(Input::Received { flow, bytes });
    let fate = match (bench.next_sent().map(|sent| sent.message), bench.news()) {
        (Some(sip_message::Message::Response(response)), None) => Status(response.status.value()),
        (None, Some(Output::Incoming(_))) => Call,
        (None, Some(Output::Request(_))) => Asked,
        (None, None) => Silence,
        other => panic!("{other:?}"),
    };
    assert_eq!(bench.next_sent().map(|sent| sent.message), None);
    assert_eq!(bench.news(), None);
    fate
}

#[test]
fn a_caller_who_speaks_rfc_2543_is_let_through_to_whom_he_calls() {
    let mut bench = Bench::new(TransportKind::Udp);
    let mut identity = Identity::new("sip:UserB@example.com".parse().unwrap(), None);
    identity.registers = false;
    bench.act(|agent, _| agent.add_identity(identity));
    let bytes = std::fs::read(folder().join("rfc4475/inv2543.dat")).unwrap();

    assert_eq!(throw(&mut bench, Bytes::from(bytes)), Call, "neither branch, tag nor Contact");
}

#[test]
fn every_message_is_met_as_the_table_says() {
    let mut found = Vec::new();
    for (name, bytes) in files() {
        let mut bench = at_rest();
        let fate = throw(&mut bench, bytes);
        found.push((name, fate));
    }

    let expected: Vec<_> =
        TABLE.iter().map(|(name, fate, _)| ((*name).to_owned(), *fate)).collect();
    assert_eq!(found, expected);
}

#[test]
fn one_agent_survives_them_all_ten_times_and_forgets_them() {
    let mut bench = at_rest();

    for _ in 0..10 {
        for (_, bytes) in files() {
            let flow = bench.flow();
            bench.input(Input::Received { flow, bytes });
        }
    }
    let calls: Vec<_> = bench
        .all_news()
        .into_iter()
        .filter_map(|output| match output {
            Output::Incoming(call) => Some(call.id),
            _ => None,
        })
        .collect();
    for id in calls {
        // Some of them were cancelled by a later message.
        let _ = bench.act(|agent, now| agent.hang_up(id, now));
    }
    bench.advance(s(200));

    let census = sip_agent::Census { identities: 2, ..Default::default() };
    assert_eq!(bench.agent.census(), census);
    let (id, _) = {
        bench.ignore_sent();
        bench.dial()
    };
    assert!(bench.act(|agent, now| agent.hang_up(id, now)).is_ok(), "and it still calls");
}
