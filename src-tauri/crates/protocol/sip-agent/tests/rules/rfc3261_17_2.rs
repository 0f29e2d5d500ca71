//! RFC 3261 §17.2, §18.2 and RFC 6026 §7.1: server transactions and the way of responses.

use sip_agent::transaction::{Delivery, Event, RespondError};
use sip_agent::wire::TransportKind;
use sip_message::{HeaderName, Message, Method, StatusCode};

use crate::layer::Layer;
use crate::support::{ms, s};

#[test]
fn section_17_2_1_a_100_goes_out_by_itself_after_200_ms() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    layer.offer(&invite);

    assert_eq!(layer.statuses(), Vec::<u16>::new());
    assert_eq!(layer.next(), Some(("100 Trying", 200)));
    assert_eq!(layer.statuses(), [100]);
}

#[test]
fn section_17_2_1_no_100_follows_a_quick_180() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);

    layer.respond(id, &invite, 180);
    layer.advance(s(1));

    assert_eq!(layer.statuses(), [180]);
}

#[test]
fn section_17_2_1_a_repeated_invite_gets_the_last_provisional_response_again() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);
    layer.respond(id, &invite, 180);

    assert_eq!(layer.receive(invite.clone()), Delivery::Absorbed);

    assert_eq!(layer.statuses(), [180, 180]);
}

#[test]
fn section_17_2_1_a_refusal_is_repeated_until_the_ack() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);
    layer.respond(id, &invite, 486);

    let waits: Vec<_> = (0..4).map(|_| layer.next().unwrap().1).collect();
    assert_eq!(waits, [500, 1000, 2000, 4000]);
    assert_eq!(layer.statuses(), [486; 5]);

    let ack = layer.theirs(Method::Ack, "z9hG4bK1");
    assert_eq!(layer.receive(ack.clone()), Delivery::Absorbed);
    assert_eq!(layer.receive(ack), Delivery::Absorbed);
    assert_eq!(layer.next(), Some(("acknowledged INVITE ends (timer I)", 5000)));
    assert_eq!(layer.statuses(), Vec::<u16>::new());
    assert_eq!(layer.events(), [Event::ServerEnded(id)]);
}

#[test]
fn section_17_2_1_without_an_ack_the_refusal_is_given_up_at_timer_h() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);
    layer.respond(id, &invite, 600);

    let mut last = None;
    let began = layer.now.instant;
    while let Some(next) = layer.next() {
        last = Some(next.0);
    }

    assert_eq!(last, Some("refusal not acknowledged (timer H)"));
    assert_eq!(layer.now.instant - began, s(32));
    assert_eq!(layer.statuses(), [600; 11], "at 0, 0.5, 1.5, 3.5, 7.5, 11.5 … 31.5 s");
    assert_eq!(layer.events(), [Event::Unacknowledged(id), Event::ServerEnded(id)]);
}

#[test]
fn section_17_2_1_over_a_reliable_transport_a_refusal_is_not_repeated() {
    let mut layer = Layer::new(TransportKind::Tcp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);
    layer.respond(id, &invite, 486);
    layer.advance(s(10));
    assert_eq!(layer.statuses(), [486]);

    layer.receive(layer.theirs(Method::Ack, "z9hG4bK1"));

    assert!(layer.transactions.is_empty(), "timer I is zero");
}

#[test]
fn rfc6026_after_a_2xx_invites_are_absorbed_and_acks_go_up_until_timer_l() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);
    let ok = layer.respond(id, &invite, 200);

    assert_eq!(layer.receive(invite), Delivery::Absorbed);
    assert_eq!(layer.statuses(), [200], "repeating a 2xx is the user's");
    layer.transactions.respond(id, &ok, layer.now).unwrap();
    assert_eq!(layer.statuses(), [200]);
    let ack = layer.theirs(Method::Ack, "z9hG4bK1");
    assert!(matches!(layer.receive(ack), Delivery::Ack { invite: Some(_), .. }));
    assert_eq!(layer.next(), Some(("accepted INVITE ends (timer L)", 32_000)));
    assert_eq!(layer.events(), [Event::ServerEnded(id)]);
}

#[test]
fn section_17_2_1_a_second_final_response_is_refused() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);
    layer.respond(id, &invite, 486);

    let late = invite.response(StatusCode::OK);

    assert_eq!(layer.transactions.respond(id, &late, layer.now), Err(RespondError::Answered));
}

#[test]
fn section_17_2_2_repetitions_wait_for_the_answer_and_then_get_it_until_timer_j() {
    let mut layer = Layer::new(TransportKind::Udp);
    let options = layer.theirs(Method::Options, "z9hG4bK2");
    let id = layer.offer(&options);

    layer.receive(options.clone());
    assert_eq!(layer.statuses(), Vec::<u16>::new(), "nothing to say yet");
    layer.respond(id, &options, 200);
    layer.receive(options.clone());
    assert_eq!(layer.statuses(), [200, 200]);
    assert_eq!(layer.next(), Some(("answered request ends (timer J)", 32_000)));
    assert_eq!(layer.events(), [Event::ServerEnded(id)]);
}

#[test]
fn rfc4320_a_request_that_nobody_answers_is_dropped_without_a_408() {
    let mut layer = Layer::new(TransportKind::Udp);
    let message = layer.theirs(Method::Message, "z9hG4bK2");
    let id = layer.offer(&message);

    layer.advance(s(40));

    assert_eq!(layer.statuses(), Vec::<u16>::new());
    assert_eq!(layer.events(), [Event::ServerEnded(id)]);
}

#[test]
fn section_17_2_3_requests_match_by_branch_sent_by_and_method() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "z9hG4bK1");
    let id = layer.offer(&invite);

    let mut elsewhere = invite.clone();
    let via = "SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK1;rport";
    elsewhere.headers.set(HeaderName::Via, via);
    assert_ne!(layer.offer(&elsewhere), id, "another sent-by");

    let cancel = layer.theirs(Method::Cancel, "z9hG4bK1");
    let delivery = layer.receive(cancel);
    assert!(
        matches!(delivery, Delivery::Cancel { invite: Some(of), .. } if of == id),
        "a transaction of its own that names the INVITE's"
    );
    assert!(matches!(
        layer.receive(layer.theirs(Method::Cancel, "z9hG4bKother")),
        Delivery::Cancel { invite: None, .. }
    ));
}

#[test]
fn section_17_2_3_requests_of_rfc_2543_match_by_all_they_have() {
    let mut layer = Layer::new(TransportKind::Udp);
    let invite = layer.theirs(Method::Invite, "1");
    let id = layer.offer(&invite);
    layer.respond(id, &invite, 486);

    assert_eq!(layer.receive(invite.clone()), Delivery::Absorbed);
    let mut ack = layer.theirs(Method::Ack, "1");
    ack.headers.set(HeaderName::To, "<sip:anna@example.org>;tag=near");
    assert_eq!(layer.receive(ack), Delivery::Absorbed);
    layer.statuses();
    layer.advance(ms(4000));
    assert_eq!(layer.statuses(), Vec::<u16>::new(), "acknowledged");

    let mut other = invite;
    other.headers.set(HeaderName::CallId, "another");
    layer.offer(&other);
}

#[test]
fn section_18_2_1_received_is_noted_where_the_source_is_another() {
    let mut layer = Layer::new(TransportKind::Udp);
    let mut options = layer.theirs(Method::Options, "z9hG4bK2");
    let via = "SIP/2.0/UDP pc.example.org:5080;branch=z9hG4bK2";
    options.headers.set(HeaderName::Via, via);

    let Delivery::Request { id, request } = layer.receive(options) else { panic!() };
    layer.respond(id, &request, 200);

    let sent = layer.sent();
    let (_, route, Message::Response(response)) = &sent[0] else { panic!() };
    let top = response.headers.top_via().unwrap();
    assert_eq!(top.received(), Some("192.0.2.9".parse().unwrap()));
    assert_eq!(route.peer.to_string(), "192.0.2.9:5080", "without rport: the port written");
    assert_eq!(route.flow, None, "which is not the flow it came over");
}

#[test]
fn rfc3581_with_rport_the_response_goes_back_where_the_request_came_from() {
    let mut layer = Layer::new(TransportKind::Udp);
    let mut options = layer.theirs(Method::Options, "z9hG4bK2");
    let via = "SIP/2.0/UDP 10.0.0.1:5080;rport;branch=z9hG4bK2";
    options.headers.set(HeaderName::Via, via);

    let Delivery::Request { id, request } = layer.receive(options) else { panic!() };
    layer.respond(id, &request, 200);

    let flow = layer.flow();
    let sent = layer.sent();
    assert_eq!((sent[0].1.peer, sent[0].1.flow), (flow.peer, Some(flow.id)));
}

#[test]
fn section_18_2_2_over_a_stream_the_response_takes_the_same_connection() {
    let mut layer = Layer::new(TransportKind::Tcp);
    let mut options = layer.theirs(Method::Options, "z9hG4bK2");
    let via = "SIP/2.0/TCP 10.0.0.1:5080;branch=z9hG4bK2";
    options.headers.set(HeaderName::Via, via);

    let Delivery::Request { id, request } = layer.receive(options) else { panic!() };
    layer.respond(id, &request, 200);

    let sent = layer.sent();
    assert_eq!(sent[0].1.flow, Some(layer.flow().id));
    assert_eq!(sent[0].1.peer.to_string(), "192.0.2.9:5080", "should the connection be gone");
}

#[test]
fn beyond_the_limit_requests_are_answered_503_without_state() {
    let mut layer = Layer::new(TransportKind::Udp);
    layer.transactions = sip_agent::transaction::Transactions::new(
        Default::default(),
        sip_agent::Limits { transactions: 1, ..Default::default() },
        [1; 32],
    );
    layer.offer(&layer.theirs(Method::Options, "z9hG4bK1"));

    let delivery = layer.receive(layer.theirs(Method::Options, "z9hG4bK2"));

    assert_eq!(delivery, Delivery::Absorbed);
    assert_eq!(layer.statuses(), [503]);
    assert_eq!(layer.transactions.len(), (0, 1));
}
