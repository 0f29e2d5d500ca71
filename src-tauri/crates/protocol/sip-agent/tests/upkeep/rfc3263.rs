//! RFC 3263 §4.3: when one server fails the next is tried, and later the first again.

use sip_agent::registration::{Event, Problem};
use sip_agent::wire::{Candidate, TransportError, TransportKind};
use sip_agent::{Input, Output};
use sip_message::{Message, Request};

use crate::registrar::{Desk, granted, s};

/// Answers the next question with these servers.
fn resolve(desk: &mut Desk, servers: &[&str]) {
    let Some(Output::Resolve { query, .. }) = desk.bench.query() else { panic!("no question") };
    let candidates = servers
        .iter()
        .map(|server| Candidate {
            transport: TransportKind::Udp,
            peer: server.parse().unwrap(),
            local: "192.0.2.1:5060".parse().unwrap(),
            server_name: None,
        })
        .collect();
    desk.bench.input(Input::Resolved { query, result: Ok(candidates) });
}

/// Takes the next REGISTER: where it went and what it says.
#[track_caller]
fn taken(desk: &mut Desk) -> (String, Request) {
    let sent = desk.bench.next_sent().expect("a message");
    match sent.message {
        Message::Request(request) => (sent.route.peer.to_string(), request),
        Message::Response(_) => panic!("a response"),
    }
}

#[track_caller]
fn grant(desk: &mut Desk, (server, register): &(String, Request)) {
    let flow = desk.bench.flow_to(server.parse().unwrap());
    desk.bench.receive_from(flow, granted(register, 600));
    desk.binding();
}

const FIRST: &str = "192.0.2.11:5060";
const SECOND: &str = "192.0.2.12:5060";

fn asked() -> Desk {
    let mut desk = Desk::new(TransportKind::Udp);
    desk.bench.is_resolving = false;
    let id = desk.id;
    desk.bench.act(|agent, now| agent.register(id, now)).unwrap();
    assert_eq!(desk.event(), Event::Registering);
    resolve(&mut desk, &[FIRST, SECOND]);
    desk
}

#[test]
fn a_server_that_cannot_be_reached_is_passed_over_at_once() {
    let mut desk = asked();
    let sent = desk.bench.next_sent().unwrap();
    assert_eq!(sent.route.peer.to_string(), FIRST);

    desk.bench.fail(&sent, TransportError::Refused);

    let second = taken(&mut desk);
    assert_eq!(second.0, SECOND);
    grant(&mut desk, &second);
}

#[test]
fn a_silent_server_is_passed_over_after_its_transaction() {
    let mut desk = asked();
    taken(&mut desk);
    desk.bench.ignore_sent();

    desk.bench.advance(s(33));

    let mut last = None;
    while let Some(sent) = desk.bench.next_sent() {
        last = Some(sent);
    }
    assert_eq!(last.unwrap().route.peer.to_string(), SECOND);
    assert_eq!(desk.bench.news(), None, "still registering");
}

#[test]
fn when_all_servers_fail_the_last_reason_is_told() {
    let mut desk = asked();
    for _ in 0..2 {
        let sent = desk.bench.next_sent().unwrap();
        desk.bench.fail(&sent, TransportError::Unreachable);
    }

    assert_eq!(desk.waiting().0, Problem::Unreachable(TransportError::Unreachable));
}

#[test]
fn after_a_while_the_first_server_is_tried_again() {
    let mut desk = asked();
    let sent = desk.bench.next_sent().unwrap();
    desk.bench.fail(&sent, TransportError::Refused);
    let second = taken(&mut desk);
    grant(&mut desk, &second);

    desk.bench.advance(s(181));

    resolve(&mut desk, &[FIRST, SECOND]);
    let back = taken(&mut desk);
    assert_eq!(back.0, FIRST);
    grant(&mut desk, &back);
    desk.bench.advance(s(240));
    desk.nothing_happens();
}

#[test]
fn a_first_server_that_is_still_dead_costs_nobody_the_binding() {
    let mut desk = asked();
    let sent = desk.bench.next_sent().unwrap();
    desk.bench.fail(&sent, TransportError::Refused);
    let second = taken(&mut desk);
    grant(&mut desk, &second);
    desk.bench.advance(s(181));
    resolve(&mut desk, &[FIRST, SECOND]);

    let sent = desk.bench.next_sent().unwrap();
    desk.bench.fail(&sent, TransportError::Refused);

    let second = taken(&mut desk);
    assert_eq!(second.0, SECOND);
    grant(&mut desk, &second);
}

#[test]
fn renewals_stay_with_the_server_that_holds_the_binding() {
    let mut desk = asked();
    let first = taken(&mut desk);
    grant(&mut desk, &first);

    desk.bench.advance(s(300));

    assert_eq!(taken(&mut desk).0, FIRST);
    assert_eq!(desk.bench.query(), None, "nobody is asked where it is");
}
