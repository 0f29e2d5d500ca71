//! RFC 3261 §8 (general behaviour of user agents) and §11 (OPTIONS).

use std::time::Duration;

use sip_agent::invitation::Cause;
use sip_agent::{Failure, Outcome, OutgoingRequest, Output, Reply};
use sip_message::{HeaderName, Method, StatusCode};
use testkit::Bench;

use crate::support::{cause, incoming, nothing_is_left, s};

fn options(target: &str) -> OutgoingRequest {
    OutgoingRequest {
        method: Method::Options,
        target: target.parse().unwrap(),
        headers: Vec::new(),
        body: None,
    }
}

fn outcome(bench: &mut Bench) -> Outcome {
    match bench.news() {
        Some(Output::Answered { outcome, .. }) => outcome,
        other => panic!("an outcome expected, not {other:?}"),
    }
}

#[test]
fn section_8_1_1_a_request_has_all_that_every_request_must_have() {
    let mut bench = Bench::default();

    let (_, invite) = bench.dial();

    let headers = &invite.headers;
    assert_eq!(headers.get(&HeaderName::MaxForwards), Some("70"));
    assert_eq!(headers.from().unwrap().uri.to_string(), "sip:anna@example.org");
    assert!(headers.from().unwrap().tag().is_some_and(|tag| tag.len() >= 8));
    assert_eq!(headers.to().unwrap().tag(), None);
    assert_eq!(headers.cseq().unwrap().method, Method::Invite);
    let via = headers.top_via().unwrap();
    assert_eq!(via.to_string().split(";branch").next(), Some("SIP/2.0/UDP 192.0.2.1:5060"));
    let contact = headers.contacts().unwrap().list()[0].uri.to_string();
    assert!(contact.starts_with("sip:anna-") && contact.ends_with("@192.0.2.1:5060"), "{contact}");
    assert!(headers.allow().contains(&Method::Update));
    assert!(headers.supported().contains(&"replaces".to_owned()));
    assert_eq!(headers.user_agent(), Some("bench"));
}

#[test]
fn section_8_1_3_3_a_response_with_two_vias_is_not_for_us() {
    let mut bench = Bench::default();
    let (_, invite) = bench.dial();

    let mut response = bench.answer_to(&invite, 200, "far");
    response.headers.push(HeaderName::Via, "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKx");
    bench.receive(response);

    assert_eq!(bench.news(), None);
}

#[test]
fn section_8_1_3_4_a_redirect_is_followed_to_the_best_contact_first() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();

    let mut moved = bench.answer_to(&invite, 302, "far");
    moved.headers.set(
        HeaderName::Contact,
        "<sip:low@192.0.2.20>;q=0.2, <sip:high@192.0.2.30>;q=0.9, <mailto:bert@example.org>",
    );
    bench.receive(moved);
    bench.request(&Method::Ack);
    let second = bench.next_sent().unwrap();
    assert_eq!(second.route.peer.to_string(), "192.0.2.30:5060");
    let sip_message::Message::Request(second) = second.message else { panic!() };
    assert_eq!(second.uri.to_string(), "sip:high@192.0.2.30");
    assert_eq!(second.headers.call_id(), invite.headers.call_id());
    assert_eq!(second.headers.get(&HeaderName::To), invite.headers.get(&HeaderName::To));
    assert!(second.headers.cseq().unwrap().number > invite.headers.cseq().unwrap().number);

    bench.answer(&second, 404);
    bench.request(&Method::Ack);
    let third = bench.request(&Method::Invite);
    assert_eq!(third.uri.to_string(), "sip:low@192.0.2.20");
    bench.answer(&third, 486);

    assert_eq!(cause(&mut bench, id), Cause::Refused(StatusCode::BUSY_HERE));
    nothing_is_left(&mut bench);
}

#[test]
fn section_8_1_3_4_a_circle_of_redirects_ends() {
    let mut bench = Bench::default();
    let (id, mut invite) = bench.dial();

    for turn in 1..20 {
        let mut moved = bench.answer_to(&invite, 302, "far");
        moved.headers.set(HeaderName::Contact, format!("<sip:bert@192.0.2.{turn}>"));
        bench.receive(moved);
        bench.request(&Method::Ack);
        match bench.next_sent().map(|sent| sent.message) {
            Some(sip_message::Message::Request(next)) => invite = next,
            _ => {
                assert_eq!(turn, 6, "five redirects are followed");
                break;
            }
        }
    }

    assert_eq!(cause(&mut bench, id), Cause::Redirected);
    nothing_is_left(&mut bench);
}

#[test]
fn section_8_2_1_an_unknown_method_is_answered_405_with_allow() {
    let mut bench = Bench::default();
    let request = bench.build(
        Method::Other("NEWMETHOD".to_owned()),
        "sip:anna@192.0.2.1",
        "<sip:anna@example.org>",
    );

    bench.receive(request);

    let response = bench.response(405);
    assert!(response.headers.allow().contains(&Method::Invite));
    assert!(response.headers.to().unwrap().tag().is_some());
}

#[test]
fn section_8_2_2_1_a_stranger_is_answered_404_and_an_unknown_scheme_416() {
    let mut bench = Bench::default();
    let mut invite = bench.invite();
    invite.uri = "sip:somebody@192.0.2.1".parse().unwrap();
    bench.receive(invite);
    bench.response(404);

    let invite = bench.build(Method::Invite, "http://example.org/", "<sip:anna@example.org>");
    bench.receive(invite);
    bench.response(416);
}

#[test]
fn section_8_2_2_2_a_request_that_came_twice_by_two_ways_is_answered_482() {
    let mut bench = Bench::default();
    let first = bench.invite();
    let second = bench.invite();
    assert_ne!(
        first.headers.top_via().unwrap().branch(),
        second.headers.top_via().unwrap().branch()
    );

    bench.receive(first);
    bench.receive(second);

    incoming(&mut bench);
    bench.response(482);
    assert_eq!(bench.news(), None);
}

#[test]
fn section_8_2_2_3_a_required_extension_that_is_unknown_is_answered_420() {
    let mut bench = Bench::default();
    let mut invite = bench.invite();
    invite.headers.push(HeaderName::Require, "100rel, nothing-known");

    bench.receive(invite);

    let response = bench.response(420);
    assert_eq!(response.headers.unsupported(), ["nothing-known"]);
    assert_eq!(bench.news(), None);
}

#[test]
fn section_8_2_3_a_body_that_is_no_session_is_answered_415_with_accept() {
    let mut bench = Bench::default();
    let invite = bench.invite().with_body("application/unknown", "?");
    bench.receive(invite);
    let response = bench.response(415);
    assert_eq!(response.headers.get(&HeaderName::Accept), Some("application/sdp"));

    let mut invite = bench.invite();
    invite.headers.set(HeaderName::CallId, "other");
    invite.headers.push(HeaderName::ContentEncoding, "gzip");
    bench.receive(invite);
    let response = bench.response(415);
    assert_eq!(response.headers.get(&HeaderName::AcceptEncoding), Some("identity"));
}

#[test]
fn section_8_2_6_a_response_repeats_via_from_to_call_id_and_cseq() {
    let mut bench = Bench::default();
    let request = bench.build(Method::Options, "sip:anna@192.0.2.1", "<sip:anna@example.org>");

    bench.receive(request.clone());

    let response = bench.response(200);
    for name in [HeaderName::From, HeaderName::CallId, HeaderName::CSeq] {
        assert_eq!(response.headers.get(&name), request.headers.get(&name));
    }
    let via = response.headers.top_via().unwrap();
    assert_eq!(via.branch(), request.headers.top_via().unwrap().branch());
    assert!(response.headers.to().unwrap().tag().is_some());
}

#[test]
fn section_11_2_options_are_answered_with_what_we_can() {
    let mut bench = Bench::default();
    let request = bench.build(Method::Options, "sip:192.0.2.1", "<sip:192.0.2.1>");

    bench.receive(request);

    let headers = bench.response(200).headers;
    assert!(headers.contains(&HeaderName::Accept));
    assert!(headers.contains(&HeaderName::AcceptEncoding));
    assert!(headers.contains(&HeaderName::AcceptLanguage));
    assert!(headers.contains(&HeaderName::Supported));
    assert!(headers.allow().contains(&Method::Cancel));
}

#[test]
fn a_message_goes_up_and_its_answer_comes_from_there() {
    let mut bench = Bench::default();
    let message = bench
        .build(Method::Message, "sip:anna@192.0.2.1", "<sip:anna@example.org>")
        .with_body("text/plain", "hello");
    bench.receive(message);
    bench.expect_silence();
    let Some(Output::Request(incoming)) = bench.news() else { panic!() };
    assert_eq!((incoming.identity, &incoming.request.body[..]), (Some(bench.anna), &b"hello"[..]));

    let reply = Reply {
        status: StatusCode::ACCEPTED,
        headers: vec![(HeaderName::Subject, "thanks".to_owned())],
        body: None,
    };
    bench.act(|agent, now| agent.answer(incoming.id, reply.clone(), now)).unwrap();

    assert_eq!(bench.response(202).headers.get(&HeaderName::Subject), Some("thanks"));
    assert!(bench.act(|agent, now| agent.answer(incoming.id, reply, now)).is_err());
    nothing_is_left(&mut bench);
}

#[test]
fn a_message_that_the_upper_layer_forgets_is_forgotten() {
    let mut bench = Bench::default();
    let message = bench.build(Method::Message, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
    bench.receive(message);
    assert_eq!(bench.agent.census().requests, 1);

    nothing_is_left(&mut bench);
}

#[test]
fn a_request_of_ours_comes_back_with_its_answer() {
    let mut bench = Bench::default();
    let anna = bench.anna;
    bench.act(|agent, now| agent.send_request(anna, options("sip:192.0.2.9"), now)).unwrap();
    let request = bench.request(&Method::Options);

    bench.answer(&request, 200);

    assert_eq!(outcome(&mut bench).status(), Some(StatusCode::OK));
    nothing_is_left(&mut bench);
}

#[test]
fn a_request_of_ours_that_nobody_answers_comes_back_too() {
    let mut bench = Bench::default();
    let anna = bench.anna;
    bench.act(|agent, now| agent.send_request(anna, options("sip:192.0.2.9"), now)).unwrap();

    bench.advance(s(33));

    assert_eq!(outcome(&mut bench), Outcome::Failed(Failure::NoAnswer));
    nothing_is_left(&mut bench);
}

#[test]
fn a_telephone_number_is_dialled_at_our_own_server() {
    let mut bench = Bench::default();
    let anna = bench.anna;
    let number = "tel:+49-89-123456".parse().unwrap();

    bench.act(|agent, now| agent.invite(anna, number, None, Default::default(), now)).unwrap();

    let invite = bench.request(&Method::Invite);
    assert_eq!(invite.uri.to_string(), "sip:+4989123456@example.org;user=phone");
}

#[test]
fn limits_hold_against_a_flood_of_calls() {
    let mut bench = Bench::default();
    for call in 0..100 {
        let mut invite = bench.invite();
        invite.headers.set(HeaderName::CallId, format!("call {call}"));
        bench.receive(invite);
    }
    bench.advance(Duration::from_millis(10));

    assert_eq!(bench.agent.census().invitations, 64);
    let mut refused = 0;
    while let Some(sent) = bench.next_sent() {
        if let sip_message::Message::Response(response) = sent.message {
            assert_eq!(response.status, StatusCode::BUSY_HERE);
            refused += 1;
        }
    }
    assert_eq!(refused, 36);
}
