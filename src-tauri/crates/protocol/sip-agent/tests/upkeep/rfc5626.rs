//! RFC 5626 (Outbound), RFC 3327 (Path), RFC 3608 (Service-Route), RFC 5627 (GRUU): what a registrar
//! may add, and how the flow to it is kept.

use std::time::Duration;

use sip_agent::registration::{Event, Problem};
use sip_agent::wire::{Flow, TransportError, TransportKind};
use sip_agent::{Input, Output};
use sip_message::{HeaderName, Method, Request, Response};

use crate::registrar::{Desk, contact, granted, s};

/// A 200 of a registrar that keeps to RFC 5626.
fn outbound(register: &Request) -> Response {
    let mut response = granted(register, 600);
    response.headers.push(HeaderName::Require, "outbound");
    response
}

/// Lets time pass and tells when pings went out, in seconds.
fn pings(desk: &mut Desk, span: Duration) -> Vec<u64> {
    let begin = desk.bench.now.instant;
    let mut pings = Vec::new();
    while desk.bench.agent.next_deadline().is_some_and(|due| due.at <= begin + span) {
        desk.bench.run_to_next_deadline();
        while let Some(news) = desk.bench.news() {
            if let Output::Ping { flow } = news {
                pings.push(desk.bench.now.instant.duration_since(begin).as_secs());
                desk.bench.input(Input::Pong { flow });
            }
        }
        if let Some(sent) = desk.bench.next_sent()
            && let sip_message::Message::Request(request) = sent.message
        {
            desk.bench.receive(outbound(&request));
        }
    }
    pings
}

fn close(desk: &mut Desk, flow: Flow) {
    desk.bench.input(Input::FlowClosed { flow, why: TransportError::Closed });
}

#[test]
fn section_4_2_1_a_register_names_instance_and_flow() {
    let mut desk = Desk::new(TransportKind::Tcp);

    let register = desk.register();

    let contact = contact(&register);
    assert_eq!(contact.params.get("reg-id").as_deref(), Some("1"));
    assert_eq!(
        contact.params.get("+sip.instance").as_deref(),
        Some("<urn:uuid:00000000-0000-4000-8000-000000000000>")
    );
    assert!(contact.to_string().contains("+sip.instance=\"<urn:uuid:"), "quoted: {contact}");
    assert_eq!(register.headers.supported(), ["path", "outbound"]);
}

#[test]
fn section_4_2_1_a_first_hop_without_outbound_is_asked_without_it() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();

    desk.refuse(&register, 439);

    let plain = desk.taken();
    assert!(!contact(&plain).params.has("reg-id"));
    assert_eq!(plain.headers.supported(), ["path"]);
    desk.grant(&plain, 600);
    assert!(!desk.binding().outbound);
}

#[test]
fn section_4_3_contacts_of_calls_carry_ob_when_the_registrar_keeps_flows() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();
    desk.bench.receive(outbound(&register));
    assert!(desk.binding().outbound);
    let (id, target) = (desk.id, "sip:bert@example.org".parse().unwrap());

    desk.bench.act(|agent, now| agent.invite(id, target, None, Default::default(), now)).unwrap();

    assert!(contact(&desk.bench.request(&Method::Invite)).uri.sip().unwrap().params.has("ob"));
}

#[test]
fn section_4_4_streams_are_pinged_when_the_registrar_keeps_flows_and_only_then() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();
    desk.bench.receive(outbound(&register));
    desk.binding();
    let times = pings(&mut desk, s(600));
    assert!((5..=6).contains(&times.len()), "{times:?}");
    assert!(times.windows(2).all(|pair| (95..=120).contains(&(pair[1] - pair[0]))), "{times:?}");

    let mut plain = Desk::new(TransportKind::Tcp);
    let register = plain.register();
    plain.grant(&register, 3600);
    plain.binding();
    assert_eq!(pings(&mut plain, s(600)), []);
}

#[test]
fn section_10_flow_timer_says_how_often() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();
    let mut response = outbound(&register);
    response.headers.push(HeaderName::FlowTimer, "30");

    desk.bench.receive(response);

    desk.binding();
    let times = pings(&mut desk, s(120));
    assert!(
        times.windows(2).all(|pair| (24..=30).contains(&(pair[1] - pair[0]))) && times.len() >= 4,
        "{times:?}"
    );
}

#[test]
fn section_4_4_2_datagrams_through_a_translator_are_kept_alive() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let behind = |register: &Request| {
        let mut via = register.headers.top_via().unwrap();
        via.params.set("received", "203.0.113.5");
        via.params.set("rport", "31000");
        let mut response = granted(register, 3600);
        response.headers.set(HeaderName::Via, via);
        response
    };
    desk.bench.receive(behind(&register));
    let second = desk.taken();
    desk.bench.receive(behind(&second));
    desk.binding();

    let times = pings(&mut desk, s(300));

    assert!((10..=13).contains(&times.len()), "{times:?}");
}

#[test]
fn a_person_may_wish_for_pings_of_their_own() {
    let mut desk = Desk::with(TransportKind::Udp, |identity| identity.keep_alive = Some(s(15)));
    let register = desk.register();
    desk.grant(&register, 3600);
    desk.binding();

    assert!((6..=9).contains(&pings(&mut desk, s(100)).len()));
}

#[test]
fn section_4_5_a_flow_that_breaks_is_opened_anew_at_once() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();
    desk.grant(&register, 600);
    let flow = desk.binding().flow;
    desk.bench.advance(s(60));

    close(&mut desk, flow);

    assert_eq!(desk.event(), Event::Registering);
    let sent = desk.bench.next_sent().unwrap();
    assert_eq!(sent.route.flow, None);
    let sip_message::Message::Request(again) = sent.message else { panic!() };
    desk.grant(&again, 600);
    desk.binding();
}

#[test]
fn section_4_5_a_flow_that_breaks_again_and_again_is_left_for_a_while() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();
    desk.grant(&register, 600);
    let flow = desk.binding().flow;
    desk.bench.advance(s(5));

    close(&mut desk, flow);

    let (problem, wait) = desk.waiting();
    assert_eq!(problem, Problem::FlowLost);
    assert!(wait >= s(28));
    desk.bench.expect_silence();
}

#[test]
fn a_renewal_over_a_connection_that_was_dead_already_is_sent_over_another() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();
    desk.grant(&register, 600);
    let flow = desk.binding().flow;
    desk.awaited(s(300));

    close(&mut desk, flow);

    let again = desk.taken();
    desk.grant(&again, 600);
    desk.binding();
}

#[test]
fn a_flow_of_somebody_else_is_no_concern() {
    let mut desk = Desk::new(TransportKind::Tcp);
    let register = desk.register();
    desk.grant(&register, 600);
    desk.binding();
    let other = desk.bench.flow_to("192.0.2.77:5099".parse().unwrap());

    close(&mut desk, other);

    desk.nothing_happens();
}

#[test]
fn a_stream_that_is_closed_because_of_a_ping_is_not_pinged_again() {
    let mut desk = Desk::with(TransportKind::Tcp, |identity| identity.keep_alive = Some(s(60)));
    let register = desk.register();
    desk.grant(&register, 3600);
    let flow = desk.binding().flow;
    // The binding's own answer came over the flow; the ping after it stays without one.
    desk.bench.advance(s(61));
    assert!(matches!(desk.bench.news(), Some(Output::Ping { .. })));

    close(&mut desk, flow);
    assert_eq!(desk.event(), Event::Registering);
    let again = desk.taken();
    desk.grant(&again, 3600);
    desk.binding();

    assert_eq!(pings(&mut desk, s(600)), []);
}

#[test]
fn rfc_3608_service_route_is_preloaded_into_calls() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let mut response = granted(&register, 600);
    response
        .headers
        .push(HeaderName::ServiceRoute, "<sip:192.0.2.20;lr>, <sip:home.example.org;lr>");
    desk.bench.receive(response);
    assert_eq!(desk.binding().service_route.len(), 2);
    let (id, target) = (desk.id, "sip:bert@example.org".parse().unwrap());

    desk.bench.act(|agent, now| agent.invite(id, target, None, Default::default(), now)).unwrap();

    let sent = desk.bench.next_sent().unwrap();
    assert_eq!(sent.route.peer.to_string(), "192.0.2.20:5060");
    let sip_message::Message::Request(invite) = sent.message else { panic!() };
    let routes: Vec<String> =
        invite.headers.routes().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(routes, ["<sip:192.0.2.20;lr>", "<sip:home.example.org;lr>"]);
}

#[test]
fn rfc_3608_renewals_do_not_take_the_service_route() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let mut response = granted(&register, 600);
    response.headers.push(HeaderName::ServiceRoute, "<sip:192.0.2.20;lr>");
    desk.bench.receive(response);
    desk.binding();

    assert!(desk.awaited(s(300)).headers.routes().unwrap().is_empty());
}

#[test]
fn rfc_3327_a_path_in_the_answer_harms_nobody() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let mut response = granted(&register, 600);
    response.headers.push(HeaderName::Path, "<sip:edge.example.org;lr;ob>");

    desk.bench.receive(response);

    desk.binding();
}

#[test]
fn rfc_5627_a_globally_routable_address_is_told_and_calls_go_by_the_flow_all_the_same() {
    let mut desk = Desk::new(TransportKind::Udp);
    let register = desk.register();
    let mut response = register.response(sip_message::StatusCode::OK);
    let gruu = "sip:otto@example.org;gr=urn:uuid:f81d4fae";
    let mut contact_header = contact(&register);
    contact_header.params.set_quoted("pub-gruu", gruu);
    response.headers.push(HeaderName::Contact, contact_header);
    desk.bench.receive(response);
    assert_eq!(desk.binding().gruu.unwrap().to_string(), gruu);
    let (id, target) = (desk.id, "sip:bert@example.org".parse().unwrap());

    desk.bench.act(|agent, now| agent.invite(id, target, None, Default::default(), now)).unwrap();
    let invite = desk.bench.request(&Method::Invite);

    assert_ne!(contact(&invite).uri.to_string(), gruu, "servers grant what they do not route");
    desk.bench.advance(s(300));
    while let Some(sent) = desk.bench.next_sent() {
        if let sip_message::Message::Request(request) = sent.message
            && request.method == Method::Register
        {
            assert_ne!(contact(&request).uri.to_string(), gruu, "a binding leads to a place");
        }
    }
}
