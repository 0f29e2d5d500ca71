//! RFC 3262 §3 and §5 as those who are called: when 18x goes out for sure, and what a PRACK may bring.

use sip_agent::invitation::{Cause, Event, InvitationId};
use sip_agent::{Output, Refusal};
use sip_message::{CSeq, HeaderName, Method, RAck, Request, Response, StatusCode};
use testkit::Bench;

use crate::support::{cause, event, incoming, nothing_is_left, s};

/// A call of theirs, with or without an offer, that requires or supports 100rel.
fn called(bench: &mut Bench, has_offer: bool, name: HeaderName) -> InvitationId {
    let mut invite = if has_offer {
        bench.invite()
    } else {
        bench.build(Method::Invite, "sip:anna@192.0.2.1", "<sip:anna@example.org>")
    };
    invite.headers.push(name, "100rel");
    bench.receive(invite);
    incoming(bench).id
}

fn ring(bench: &mut Bench, id: InvitationId, session: Option<&'static str>) -> Result<(), Refusal> {
    bench.act(|agent, now| agent.ring(id, session.map(Into::into), now))
}

fn accept(bench: &mut Bench, id: InvitationId) {
    bench.act(|agent, now| agent.accept(id, "final".into(), now)).unwrap();
}

fn prack(bench: &mut Bench, response: &Response, cseq: u32) -> Request {
    let mut prack = bench.within(response, Method::Prack, cseq);
    let rseq = response.headers.rseq().unwrap();
    prack.headers.push(HeaderName::RAck, RAck { rseq, cseq: CSeq::new(1, Method::Invite) });
    prack
}

fn ack(bench: &mut Bench, ok: &Response) {
    let ack = bench.within(ok, Method::Ack, 1);
    bench.receive(ack);
}

#[test]
fn section_3_where_they_support_it_what_has_a_session_goes_out_for_sure() {
    for (session, is_reliable) in [(None, false), (Some("early"), true)] {
        let mut bench = Bench::default();
        let id = called(&mut bench, true, HeaderName::Supported);

        ring(&mut bench, id, session).unwrap();

        let response = bench.response(if is_reliable { 183 } else { 180 });
        assert_eq!(response.headers.rseq().is_some(), is_reliable);
        assert_eq!(response.headers.require().is_empty(), !is_reliable);
    }
}

#[test]
fn section_3_the_2xx_waits_for_the_prack_of_a_session() {
    let mut bench = Bench::default();
    let id = called(&mut bench, true, HeaderName::Require);
    ring(&mut bench, id, Some("early")).unwrap();
    let early = bench.response(183);

    accept(&mut bench, id);
    bench.expect_silence();
    let again = bench.act(|agent, now| agent.accept(id, "final".into(), now));
    assert_eq!(again, Err(Refusal::WrongState));
    let prack = prack(&mut bench, &early, 2);
    bench.receive(prack);

    bench.response(200);
    let ok = bench.response(200);
    assert_eq!(ok.headers.cseq().unwrap().method, Method::Invite);
    ack(&mut bench, &ok);
    assert_eq!(event(&mut bench, id), Event::Confirmed { answer: None });
}

#[test]
fn a_call_hung_up_while_its_2xx_waits_is_refused() {
    let mut bench = Bench::default();
    let id = called(&mut bench, true, HeaderName::Require);
    ring(&mut bench, id, Some("early")).unwrap();
    bench.response(183);
    accept(&mut bench, id);

    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    bench.response(603);
    assert_eq!(cause(&mut bench, id), Cause::Refused(StatusCode::DECLINE));
    nothing_is_left(&mut bench);
}

#[test]
fn section_3_a_180_without_a_session_holds_nothing_up_and_its_late_prack_is_200() {
    let mut bench = Bench::default();
    let id = called(&mut bench, true, HeaderName::Require);
    ring(&mut bench, id, None).unwrap();
    let ringing = bench.response(180);

    accept(&mut bench, id);
    let ok = bench.response(200);
    let late = prack(&mut bench, &ringing, 2);
    bench.receive(late);

    assert_eq!(bench.response(200).headers.cseq().unwrap().method, Method::Prack);
    let again = prack(&mut bench, &ringing, 3);
    bench.receive(again);
    bench.response(481);
    ack(&mut bench, &ok);
    bench.advance(s(40));
    bench.expect_silence();
}

#[test]
fn section_5_a_further_offer_in_a_prack_is_answered_in_its_200() {
    let mut bench = Bench::default();
    let id = called(&mut bench, true, HeaderName::Require);
    ring(&mut bench, id, Some("early")).unwrap();
    let early = bench.response(183);

    let prack = prack(&mut bench, &early, 2).with_body("application/sdp", "o2");
    bench.receive(prack);

    assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("o2".into()) });
    bench.expect_silence();
    bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();
    let answer = bench.response(200);
    assert_eq!(answer.headers.cseq().unwrap().method, Method::Prack);
    assert_eq!(&answer.body[..], b"a2");
}

#[test]
fn section_5_the_2xx_waits_for_the_answer_to_a_prack_too() {
    let mut bench = Bench::default();
    let id = called(&mut bench, true, HeaderName::Require);
    ring(&mut bench, id, Some("early")).unwrap();
    let early = bench.response(183);
    accept(&mut bench, id);
    let prack = prack(&mut bench, &early, 2).with_body("application/sdp", "o2");
    bench.receive(prack);
    bench.expect_silence();

    bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();

    assert_eq!(bench.response(200).headers.cseq().unwrap().method, Method::Prack);
    assert_eq!(bench.response(200).headers.cseq().unwrap().method, Method::Invite);
}

#[test]
fn an_offer_in_the_prack_of_a_180_comes_too_early() {
    let mut bench = Bench::default();
    let id = called(&mut bench, true, HeaderName::Require);
    ring(&mut bench, id, None).unwrap();
    let ringing = bench.response(180);

    let prack = prack(&mut bench, &ringing, 2).with_body("application/sdp", "o2");
    bench.receive(prack);

    assert!(bench.response(500).headers.retry_after().is_some());
    assert_eq!(bench.news(), None);
    bench.advance(s(5));
    bench.expect_silence();
}

#[test]
fn section_5_our_offer_to_a_call_without_one_is_answered_by_the_prack() {
    let mut bench = Bench::default();
    let id = called(&mut bench, false, HeaderName::Supported);
    ring(&mut bench, id, Some("mine")).unwrap();
    let early = bench.response(183);
    assert_eq!(&early.body[..], b"mine");

    let prack = prack(&mut bench, &early, 2).with_body("application/sdp", "theirs");
    bench.receive(prack);
    bench.response(200);
    assert_eq!(event(&mut bench, id), Event::EarlyMedia { answer: "theirs".into() });
    accept(&mut bench, id);

    let ok = bench.response(200);
    assert!(ok.body.is_empty(), "offer and answer are through");
    ack(&mut bench, &ok);
    assert_eq!(event(&mut bench, id), Event::Confirmed { answer: None });
}

#[test]
fn section_5_a_prack_without_the_answer_that_it_owes_ends_the_call() {
    let mut bench = Bench::default();
    let id = called(&mut bench, false, HeaderName::Require);
    ring(&mut bench, id, Some("mine")).unwrap();
    let early = bench.response(183);

    let prack = prack(&mut bench, &early, 2);
    bench.receive(prack);

    bench.response(200);
    bench.response(488);
    assert_eq!(cause(&mut bench, id), Cause::NoSession);
    nothing_is_left(&mut bench);
}

#[test]
fn rfc3261_section_13_2_1_without_an_offer_of_ours_nothing_goes_out_for_sure() {
    let mut bench = Bench::default();
    let id = called(&mut bench, false, HeaderName::Require);

    ring(&mut bench, id, None).unwrap();

    bench.expect_silence();
    bench.act(|agent, now| agent.accept(id, "mine".into(), now)).unwrap();
    let ok = bench.response(200);
    assert_eq!(&ok.body[..], b"mine");
    let ack = bench.within(&ok, Method::Ack, 1).with_body("application/sdp", "theirs");
    bench.receive(ack);
    assert_eq!(event(&mut bench, id), Event::Confirmed { answer: Some("theirs".into()) });
}

#[test]
fn an_offer_of_ours_does_not_go_out_unsure() {
    let mut bench = Bench::default();
    let id = called(&mut bench, false, HeaderName::Subject);

    assert_eq!(ring(&mut bench, id, Some("mine")), Err(Refusal::WrongState));

    bench.expect_silence();
}

#[test]
fn as_caller_each_early_leg_counts_its_own_reliable_responses() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    for (tag, rseq) in [("desk", 10), ("mobile", 70), ("desk", 11), ("mobile", 71)] {
        let mut response = bench.answer_to(&invite, 180, tag);
        response.headers.push(HeaderName::Require, "100rel");
        response.headers.push(HeaderName::RSeq, rseq);
        bench.receive(response);

        let prack = bench.request(&Method::Prack);
        assert_eq!(prack.headers.rack().unwrap().rseq, rseq);
        assert_eq!(prack.headers.to().unwrap().tag().as_deref(), Some(tag));
        bench.answer(&prack, 200);
    }
    let told = bench.all_news();
    assert!(told.iter().all(|news| matches!(
        news,
        Output::Invitation { id: of, event: Event::Ringing { .. } } if *of == id
    )));
    assert_eq!(told.len(), 4);
}
