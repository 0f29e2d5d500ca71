//! RFC 3261 §17.1 and RFC 6026 §7.2: client transactions.

use sip_agent::transaction::{Delivery, Event};
use sip_agent::wire::{TransportError, TransportKind};
use sip_message::{CSeq, HeaderName, Message, Method, StatusCode};

use crate::layer::{Layer, failed};
use crate::support::s;

fn is_for_user(delivery: &Delivery) -> bool {
    matches!(delivery, Delivery::Response { .. })
}

#[test]
fn section_17_1_1_2_an_invite_is_repeated_with_doubled_waits_until_timer_b() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (id, _) = layer.send(Method::Invite);

    let mut waits = Vec::new();
    while let Some((why, wait)) = layer.next() {
        if why.contains("timer A") {
            waits.push(wait);
        }
    }

    assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16000]);
    assert_eq!(layer.requests(&Method::Invite).len(), 6);
    assert_eq!(layer.events(), [failed(id)]);
    assert!(layer.transactions.is_empty());
}

#[test]
fn section_17_1_1_2_an_invite_over_a_reliable_transport_is_sent_once() {
    let mut layer = Layer::new(TransportKind::Tcp);
    let (id, _) = layer.send(Method::Invite);

    assert_eq!(layer.next(), Some(("INVITE gives up (timer B)", 32_000)));
    assert_eq!(layer.requests(&Method::Invite).len(), 0);
    assert_eq!(layer.events(), [failed(id)]);
}

#[test]
fn section_17_1_1_2_a_provisional_response_stops_the_repetitions() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (_, invite) = layer.send(Method::Invite);

    assert!(is_for_user(&layer.answer(&invite, 180)));
    assert!(is_for_user(&layer.answer(&invite, 183)), "each of them goes up");
    layer.advance(s(600));

    assert_eq!(layer.sent(), []);
    assert_eq!(layer.events(), [], "a ringing INVITE waits for ever");
}

#[test]
fn section_17_1_1_2_a_refusal_is_acknowledged_each_time_it_comes_and_told_once() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (id, invite) = layer.send(Method::Invite);

    assert!(is_for_user(&layer.answer(&invite, 486)));
    assert_eq!(layer.answer(&invite, 486), Delivery::Absorbed);
    assert_eq!(layer.requests(&Method::Ack).len(), 2);

    assert_eq!(layer.next(), Some(("refused INVITE ends (timer D)", 32_000)));
    assert_eq!(layer.events(), [Event::ClientEnded(id)]);
    assert!(layer.transactions.is_empty());
}

#[test]
fn section_17_1_1_2_over_a_reliable_transport_a_refused_invite_ends_at_once() {
    let mut layer = Layer::new(TransportKind::Tls);
    let (_, invite) = layer.send(Method::Invite);

    layer.answer(&invite, 404);

    assert_eq!(layer.requests(&Method::Ack).len(), 1);
    assert!(layer.transactions.is_empty());
}

#[test]
fn section_17_1_1_3_the_ack_has_the_invites_branch_number_and_route_and_the_responses_to() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (_, invite) = layer.send(Method::Invite);

    layer.answer(&invite, 500);

    let acks = layer.requests(&Method::Ack);
    let ack = &acks[0].headers;
    assert_eq!(ack.lines(&HeaderName::Via).count(), 1);
    assert_eq!(ack.top_via().unwrap().branch(), invite.headers.top_via().unwrap().branch());
    assert_eq!(ack.cseq().unwrap(), CSeq::new(7, Method::Ack));
    assert_eq!(ack.get(&HeaderName::Route), invite.headers.get(&HeaderName::Route));
    assert_eq!(ack.get(&HeaderName::From), invite.headers.get(&HeaderName::From));
    assert_eq!(ack.call_id(), invite.headers.call_id());
    assert_eq!(ack.to().unwrap().tag().as_deref(), Some("far"));
    assert_eq!(acks[0].uri, invite.uri);
}

#[test]
fn rfc6026_every_2xx_goes_up_until_timer_m() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (id, invite) = layer.send(Method::Invite);

    assert!(is_for_user(&layer.answer(&invite, 200)));
    assert!(is_for_user(&layer.answer(&invite, 200)));
    assert_eq!(layer.sent(), [], "the ACK of a 2xx is the user's");
    assert_eq!(layer.answer(&invite, 180), Delivery::Absorbed);
    assert_eq!(layer.next(), Some(("accepted INVITE ends (timer M)", 32_000)));

    assert_eq!(layer.events(), [Event::ClientEnded(id)]);
    assert!(matches!(layer.answer(&invite, 200), Delivery::Stray(_)));
}

#[test]
fn section_17_1_2_2_another_request_is_repeated_with_waits_up_to_t2_until_timer_f() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (id, _) = layer.send(Method::Options);

    let mut waits = Vec::new();
    while let Some((why, wait)) = layer.next() {
        if why.contains("timer E") {
            waits.push(wait);
        }
    }

    assert_eq!(waits, [500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000]);
    assert_eq!(layer.requests(&Method::Options).len(), 10);
    assert_eq!(layer.events(), [failed(id)]);
}

#[test]
fn section_17_1_2_2_a_provisional_response_slows_repetition_to_t2_and_timer_f_goes_on() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (id, options) = layer.send(Method::Options);

    assert!(is_for_user(&layer.answer(&options, 100)));
    assert_eq!(layer.next(), Some(("request repetition (timer E)", 500)));
    assert_eq!(layer.next(), Some(("request repetition (timer E)", 4000)));
    layer.advance(s(40));

    assert_eq!(layer.events(), [failed(id)]);
}

#[test]
fn section_17_1_2_2_repetitions_of_a_final_response_are_absorbed_until_timer_k() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (id, options) = layer.send(Method::Options);

    assert!(is_for_user(&layer.answer(&options, 200)));
    assert_eq!(layer.answer(&options, 200), Delivery::Absorbed);
    assert_eq!(layer.next(), Some(("answered request ends (timer K)", 5000)));

    assert_eq!(layer.events(), [Event::ClientEnded(id)]);
    assert!(layer.transactions.is_empty());
}

#[test]
fn section_17_1_3_a_response_of_another_method_or_branch_is_stray() {
    let mut layer = Layer::new(TransportKind::Udp);
    let (_, options) = layer.send(Method::Options);

    let mut other = options.response(StatusCode::OK);
    other.headers.set(HeaderName::CSeq, CSeq::new(7, Method::Invite));
    assert!(matches!(layer.receive(other), Delivery::Stray(_)));

    let mut other = options.response(StatusCode::OK);
    other.headers.set(HeaderName::Via, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKother");
    assert!(matches!(layer.receive(other), Delivery::Stray(_)));
}

#[test]
fn section_17_1_4_a_send_failure_ends_the_transaction_at_once() {
    let mut layer = Layer::new(TransportKind::Tcp);
    let (id, _) = layer.send(Method::Invite);
    let (other, _) = layer.send(Method::Options);

    for client in [id, other] {
        let send = format!("{client:?}").trim_matches(|c: char| !c.is_ascii_digit()).parse();
        layer.fail(sip_agent::wire::SendId(send.unwrap()));
    }

    let why = Some(TransportError::Refused);
    assert_eq!(layer.events(), [Event::Failed { id, why }, Event::Failed { id: other, why }]);
    assert!(layer.transactions.is_empty());
}

#[test]
fn a_closed_connection_fails_what_nobody_has_answered_and_leaves_what_rings() {
    let mut layer = Layer::new(TransportKind::Tcp);
    let (ringing, invite) = layer.send(Method::Invite);
    layer.answer(&invite, 180);
    let (silent, _) = layer.send(Method::Options);

    let flow = layer.flow();
    layer.transactions.handle_flow_closed(&flow, TransportError::Closed);

    let why = Some(TransportError::Closed);
    assert_eq!(layer.events(), [Event::Failed { id: silent, why }]);
    assert_eq!(layer.transactions.len(), (1, 0), "{ringing:?} goes on");
}

#[test]
fn section_8_1_1_7_every_branch_is_another_and_begins_with_the_cookie() {
    let mut layer = Layer::new(TransportKind::Udp);

    let mut branches: Vec<String> = (0..50)
        .map(|_| layer.send(Method::Options).1.headers.top_via().unwrap().branch().unwrap())
        .collect();

    assert!(branches.iter().all(|branch| branch.starts_with("z9hG4bK")));
    branches.sort();
    branches.dedup();
    assert_eq!(branches.len(), 50);
}

#[test]
fn section_18_1_1_responses_are_awaited_at_the_flow_they_come_over() {
    let mut layer = Layer::new(TransportKind::Tcp);
    let (_, invite) = layer.send(Method::Invite);
    layer.answer(&invite, 180);

    layer.answer(&invite, 486);

    let sent = layer.sent();
    assert!(
        matches!(&sent[0], (_, route, Message::Request(_)) if route.flow == Some(layer.flow().id))
    );
}

#[test]
fn beyond_the_limit_nothing_more_is_sent() {
    let mut layer = Layer::new(TransportKind::Udp);
    layer.transactions = sip_agent::transaction::Transactions::new(
        Default::default(),
        sip_agent::Limits { transactions: 1, ..Default::default() },
        [1; 32],
    );
    layer.send(Method::Options);

    let request = layer.theirs(Method::Options, "z9hG4bK1");
    let hop = sip_agent::transaction::Hop::back(&layer.flow());
    let result = layer.transactions.send_request(request, hop, layer.now);

    assert_eq!(result, Err(sip_agent::transaction::Full));
}
