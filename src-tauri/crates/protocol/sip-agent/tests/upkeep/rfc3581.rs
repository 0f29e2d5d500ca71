//! RFC 3581 and what follows from it: behind an address translator the registrar is told the address
//! that it sees.

use sip_agent::wire::TransportKind;
use sip_message::{HeaderName, Request, Response};

use crate::registrar::{Desk, contact, granted, s};

/// A 200 as a server behind a translator gives it.
fn seen(register: &Request, received: &str, port: u16) -> Response {
    let mut via = register.headers.top_via().unwrap();
    via.params.set("received", received);
    via.params.set("rport", &port.to_string());
    let mut response = granted(register, 600);
    response.headers.set(HeaderName::Via, via);
    response
}

fn address(register: &Request) -> String {
    let contact = contact(register);
    let uri = contact.uri.sip().unwrap();
    format!("{}:{}", uri.host, uri.port.unwrap_or(5060))
}

#[test]
fn the_address_that_the_server_sees_is_registered_in_place_of_ours() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    assert_eq!(address(&register), "192.0.2.1:5060");

    desk.bench.receive(seen(&register, "203.0.113.5", 31_000));

    let second = desk.taken();
    assert_eq!(address(&second), "203.0.113.5:31000");
    assert_eq!(desk.bench.news(), None, "not registered in a way that calls can reach us");
    let mut response = seen(&second, "203.0.113.5", 31_000);
    let mut old = contact(&register);
    old.params.set("expires", "600");
    response.headers.push(HeaderName::Contact, old);
    desk.bench.receive(response);
    let removal = desk.taken();
    assert_eq!(address(&removal), "192.0.2.1:5060");
    assert_eq!(contact(&removal).expires(), Some(0));
    assert_eq!(desk.binding().contacts.len(), 2);
    desk.bench.answer(&removal, 200);
}

#[test]
fn a_translator_that_changes_its_mind_is_followed() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.bench.receive(seen(&register, "203.0.113.5", 31_000));
    let second = desk.taken();
    desk.bench.receive(seen(&second, "203.0.113.5", 31_000));
    desk.binding();
    let refresh = desk.awaited(s(300));
    assert_eq!(address(&refresh), "203.0.113.5:31000");

    desk.bench.receive(seen(&refresh, "203.0.113.5", 32_000));

    assert_eq!(address(&desk.taken()), "203.0.113.5:32000");
}

#[test]
fn a_translator_that_changes_its_mind_each_time_is_not_followed_for_ever() {
    let mut desk = Desk::new(TransportKind::Udp);
    let mut register = desk.register();
    let mut asked = 1;

    for port in 31_000..31_020 {
        desk.bench.receive(seen(&register, "203.0.113.5", port));
        match desk.bench.next_sent().map(|sent| sent.message) {
            Some(sip_message::Message::Request(next)) => register = next,
            _ => break,
        }
        asked += 1;
    }

    assert_eq!(asked, 5);
    desk.binding();
}

#[test]
fn without_a_translator_nothing_is_rewritten_and_nothing_is_pinged() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();

    desk.bench.receive(seen(&register, "192.0.2.1", 5060));

    desk.binding();
    desk.bench.advance(s(200));
    desk.nothing_happens();
}

#[test]
fn the_port_of_a_stream_tells_nothing() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();

    desk.bench.receive(seen(&register, "192.0.2.1", 44_444));

    desk.binding();
    desk.nothing_happens();
}

#[test]
fn over_tls_the_end_of_the_connection_is_registered_for_nobody_can_open_another() {
    let mut desk = Desk::new(TransportKind::Tls);
    let register = desk.register();

    desk.bench.receive(seen(&register, "192.0.2.1", 44_444));

    assert_eq!(address(&desk.taken()), "192.0.2.1:44444");
}

#[test]
fn calls_carry_the_address_that_the_server_sees() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    desk.bench.receive(seen(&register, "203.0.113.5", 31_000));
    let second = desk.taken();
    desk.bench.receive(seen(&second, "203.0.113.5", 31_000));
    desk.binding();
    let (id, target) = (desk.id, "sip:bert@example.org".parse().unwrap());

    let offer = Some("offer".into());
    desk.bench.act(|agent, now| agent.invite(id, target, offer, Default::default(), now)).unwrap();

    let invite = desk.bench.request(&sip_message::Method::Invite);
    assert_eq!(address(&invite), "203.0.113.5:31000");
}
