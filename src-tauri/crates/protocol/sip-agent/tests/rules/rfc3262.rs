//! RFC 3262: reliable provisional responses, on both sides.

use sip_agent::invitation::{Cause, Event};
use sip_message::{CSeq, HeaderName, Method, RAck, Request, Response, StatusCode};
use testkit::Bench;

use crate::support::{cause, event, incoming, nothing_is_left, s};

fn reliable(bench: &Bench, invite: &Request, rseq: u32) -> Response {
    let mut response = bench.answer_to(invite, 183, "far").with_body("application/sdp", "early");
    response.headers.push(HeaderName::Require, "100rel");
    response.headers.push(HeaderName::RSeq, rseq);
    response
}

#[test]
fn section_4_a_reliable_response_is_acknowledged_by_prack() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    assert!(invite.headers.supported().contains(&"100rel".to_owned()));

    let response = reliable(&bench, &invite, 41);
    bench.receive(response);

    let prack = bench.request(&Method::Prack);
    let number = invite.headers.cseq().unwrap().number;
    let cseq = CSeq::new(number, Method::Invite);
    assert_eq!(prack.headers.rack().unwrap(), RAck { rseq: 41, cseq });
    assert_eq!(prack.headers.cseq().unwrap().number, number + 1);
    assert_eq!(prack.headers.to().unwrap().tag().as_deref(), Some("far"));
    assert_eq!(event(&mut bench, id), Event::EarlyMedia { answer: "early".into() });
}

#[test]
fn section_4_repetitions_and_gaps_are_as_if_they_had_not_come() {
    let mut bench = Bench::default();
    let (_, invite) = bench.dial();
    let (first, gap, next) = (
        reliable(&bench, &invite, 41),
        reliable(&bench, &invite, 43),
        reliable(&bench, &invite, 42),
    );
    bench.receive(first.clone());
    let prack = bench.request(&Method::Prack);
    bench.answer(&prack, 200);
    bench.all_news();

    bench.receive(first);
    bench.receive(gap);
    bench.expect_silence();
    assert_eq!(bench.news(), None);
    bench.receive(next);

    assert_eq!(bench.request(&Method::Prack).headers.rack().unwrap().rseq, 42);
}

#[test]
fn a_call_without_offer_does_not_ask_for_reliable_responses() {
    let mut bench = Bench::default();
    let (anna, bert) = (bench.anna, bench.bert());
    bench.act(|agent, now| agent.invite(anna, bert, None, Default::default(), now)).unwrap();

    let supported = bench.request(&Method::Invite).headers.supported();

    assert!(
        !supported.contains(&"100rel".to_owned()),
        "an offer in a 18x needs an answer in PRACK"
    );
}

#[test]
fn section_3_where_they_require_it_our_180_is_repeated_until_its_prack() {
    let mut bench = Bench::default();
    let mut invite = bench.invite();
    invite.headers.push(HeaderName::Require, "100rel");
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();
    let ringing = bench.response(180);
    assert_eq!(ringing.headers.require(), ["100rel"]);
    let rseq = ringing.headers.rseq().unwrap();
    bench.advance(s(2));
    assert_eq!(bench.ignore_sent(), 2, "after 0.5 and 1.5 s");

    let mut wrong = bench.within(&ringing, Method::Prack, 2);
    let cseq = CSeq::new(1, Method::Invite);
    wrong.headers.push(HeaderName::RAck, RAck { rseq: rseq + 7, cseq: cseq.clone() });
    bench.receive(wrong);
    bench.response(481);
    let mut prack = bench.within(&ringing, Method::Prack, 3);
    prack.headers.push(HeaderName::RAck, RAck { rseq, cseq });
    bench.receive(prack);
    bench.response(200);
    bench.advance(s(20));

    bench.expect_silence();
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    bench.response(200);
}

#[test]
fn section_3_a_reliable_response_that_nobody_acknowledges_ends_the_call() {
    let mut bench = Bench::default();
    let mut invite = bench.invite();
    invite.headers.push(HeaderName::Require, "100rel");
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();

    bench.advance(s(32));

    assert_eq!(cause(&mut bench, call.id), Cause::NotConfirmed);
    let last = std::iter::from_fn(|| bench.next_sent()).last().unwrap();
    let sip_message::Message::Response(last) = last.message else { panic!() };
    assert_eq!(last.status, StatusCode::SERVER_TIMEOUT);
    nothing_is_left(&mut bench);
}
