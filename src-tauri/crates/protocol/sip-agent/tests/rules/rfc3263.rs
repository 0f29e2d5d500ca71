//! RFC 3263 §4.3 and RFC 3261 §18.1.1: the next server, and TCP for what is too large for UDP.

use sip_agent::invitation::{Cause, InvitationId};
use sip_agent::wire::{Candidate, TransportError, TransportKind};
use sip_agent::{Input, Output};
use sip_message::{HeaderName, Message, Method, Request};
use testkit::{Bench, Sent};

use crate::support::{cause, nothing_is_left, s};

/// Calls `sip:bert@example.net`, which has these addresses.
fn dial(bench: &mut Bench, peers: &[&str]) -> InvitationId {
    dial_with(bench, peers, "offer")
}

fn dial_with(bench: &mut Bench, peers: &[&str], offer: &'static str) -> InvitationId {
    bench.is_resolving = false;
    let anna = bench.anna;
    let target = "sip:bert@example.net".parse().unwrap();
    let id = bench
        .act(|agent, now| agent.invite(anna, target, Some(offer.into()), Default::default(), now))
        .unwrap();
    resolve(bench, peers);
    id
}

fn resolve(bench: &mut Bench, peers: &[&str]) {
    let Some(Output::Resolve { query, target }) = bench.query() else { panic!("a question") };
    assert_eq!((target.host.to_string().as_str(), target.port), ("example.net", None));
    let result = Ok(peers.iter().map(|peer| candidate(peer)).collect());
    bench.input(Input::Resolved { query, result });
}

fn candidate(peer: &str) -> Candidate {
    Candidate {
        transport: TransportKind::Udp,
        peer: peer.parse().unwrap(),
        local: "192.0.2.1:5060".parse().unwrap(),
        server_name: None,
    }
}

fn sent(bench: &mut Bench) -> (Sent, Request) {
    let sent = bench.next_sent().expect("a request");
    match sent.message.clone() {
        Message::Request(request) => (sent, request),
        Message::Response(response) => panic!("{response:?}"),
    }
}

const ONE: &str = "192.0.2.11:5060";
const TWO: &str = "192.0.2.12:5060";

/// A session description that makes an INVITE too large for a datagram.
const LARGE: &str = match std::str::from_utf8(&[b'x'; 1400]) {
    Ok(text) => text,
    Err(_) => "",
};

#[test]
fn section_4_3_the_next_server_is_tried_when_the_first_cannot_be_reached() {
    let mut bench = Bench::default();
    dial(&mut bench, &[ONE, TWO]);
    let (first, one) = sent(&mut bench);
    assert_eq!(first.route.peer.to_string(), ONE);

    bench.fail(&first, TransportError::Refused);

    let (second, two) = sent(&mut bench);
    assert_eq!(second.route.peer.to_string(), TWO);
    let branch = |request: &Request| request.headers.top_via().unwrap().branch();
    assert_ne!(branch(&one), branch(&two), "a new transaction");
    assert_eq!(one.headers.cseq(), two.headers.cseq(), "of the same request");
    assert_eq!(one.headers.call_id(), two.headers.call_id());
}

#[test]
fn section_4_3_the_next_server_is_tried_after_silence_and_after_a_503() {
    let mut bench = Bench::default();
    let id = dial(&mut bench, &[ONE, TWO, "192.0.2.13:5060"]);
    bench.advance(s(33));
    let last = std::iter::from_fn(|| bench.next_sent()).last().unwrap();
    assert_eq!(last.route.peer.to_string(), TWO);

    let Message::Request(invite) = last.message else { panic!() };
    let response = bench.answer_to(&invite, 503, "far");
    let flow = bench.flow_to(TWO.parse().unwrap());
    bench.receive_from(flow, response);
    bench.request(&Method::Ack);
    let (third, invite) = sent(&mut bench);
    assert_eq!(third.route.peer.to_string(), "192.0.2.13:5060");
    bench.answer(&invite, 503);

    bench.request(&Method::Ack);
    let status = sip_message::StatusCode::SERVICE_UNAVAILABLE;
    assert_eq!(cause(&mut bench, id), Cause::Refused(status));
    nothing_is_left(&mut bench);
}

#[test]
fn a_server_that_failed_is_tried_last_until_its_time_is_over() {
    let mut bench = Bench::default();
    dial(&mut bench, &[ONE, TWO]);
    let (first, _) = sent(&mut bench);
    bench.fail(&first, TransportError::Unreachable);
    bench.ignore_sent();

    dial(&mut bench, &[ONE, TWO]);
    assert_eq!(sent(&mut bench).0.route.peer.to_string(), TWO);
    bench.advance(s(31));
    bench.ignore_sent();
    dial(&mut bench, &[ONE, TWO]);
    let back = std::iter::from_fn(|| bench.next_sent()).last().unwrap();
    assert_eq!(back.route.peer.to_string(), ONE, "and back to the first");
}

#[test]
fn the_retry_after_of_a_503_says_how_long_the_server_is_left_alone() {
    let mut bench = Bench::default();
    dial(&mut bench, &[ONE, TWO]);
    let (_, invite) = sent(&mut bench);
    let mut response = bench.answer_to(&invite, 503, "far");
    response.headers.push(HeaderName::RetryAfter, 120);
    let flow = bench.flow_to(ONE.parse().unwrap());
    bench.receive_from(flow, response);
    bench.advance(s(100));
    bench.ignore_sent();

    dial(&mut bench, &[ONE, TWO]);

    assert_eq!(sent(&mut bench).0.route.peer.to_string(), TWO);
}

#[test]
fn rfc3261_section_18_1_1_a_large_request_goes_over_tcp_and_falls_back_to_udp() {
    let mut bench = Bench::default();
    dial_with(&mut bench, &[ONE], LARGE);
    let (first, invite) = sent(&mut bench);
    assert_eq!(
        (first.route.transport, first.route.peer.to_string().as_str()),
        (TransportKind::Tcp, ONE)
    );
    let via = invite.headers.get(&HeaderName::Via).unwrap();
    assert!(via.starts_with("SIP/2.0/TCP "), "{via}");
    let contact = invite.headers.get(&HeaderName::Contact).unwrap();
    assert!(contact.contains("transport=tcp"), "{contact}");

    bench.fail(&first, TransportError::Refused);

    let (second, _) = sent(&mut bench);
    assert_eq!(
        (second.route.transport, second.route.peer.to_string().as_str()),
        (TransportKind::Udp, ONE)
    );
}

#[test]
fn rfc3261_section_18_1_1_a_server_without_tcp_is_not_asked_again_for_a_while() {
    let mut bench = Bench::default();
    dial_with(&mut bench, &[ONE], LARGE);
    let (first, _) = sent(&mut bench);
    bench.fail(&first, TransportError::TimedOut);
    bench.ignore_sent();

    dial_with(&mut bench, &[ONE], LARGE);
    assert_eq!(sent(&mut bench).0.route.transport, TransportKind::Udp);
    bench.advance(s(601));
    bench.ignore_sent();
    dial_with(&mut bench, &[ONE], LARGE);
    assert_eq!(sent(&mut bench).0.route.transport, TransportKind::Tcp);
}

#[test]
fn cancelling_ends_the_search_for_servers() {
    let mut bench = Bench::default();
    let id = dial(&mut bench, &[ONE, TWO]);
    let (first, _) = sent(&mut bench);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    bench.fail(&first, TransportError::Refused);

    bench.expect_silence();
    nothing_is_left(&mut bench);
}
