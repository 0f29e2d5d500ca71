//! RFC 3515 outside a call, and RFC 4488 (REFER without news): what they ask us to call.

use sip_agent::{IncomingRequest, Output, Refusal, Reply};
use sip_message::{HeaderName, Method, Request, StatusCode, Substate};
use testkit::Bench;

use crate::support::{nothing_is_left, s};

/// A REFER of theirs outside any dialog, as the upper layer gets it.
fn asked(bench: &mut Bench, headers: &[(HeaderName, &str)]) -> IncomingRequest {
    let mut refer = bench.build(Method::Refer, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
    refer.headers.push(HeaderName::ReferTo, "<sip:carla@example.org>");
    for (name, value) in headers {
        refer.headers.set(name.clone(), value);
    }
    bench.receive(refer);
    match bench.news() {
        Some(Output::Request(request)) => *request,
        other => panic!("a request expected, not {other:?}"),
    }
}

fn accept(bench: &mut Bench, asked: &IncomingRequest) {
    let reply = Reply::new(StatusCode::ACCEPTED);
    bench.act(|agent, now| agent.answer(asked.id, reply, now)).unwrap();
}

fn told(notify: &Request) -> (String, Substate) {
    let body = String::from_utf8_lossy(&notify.body).trim_end().to_owned();
    (body, notify.headers.subscription_state().unwrap().state)
}

#[test]
fn rfc3515_a_refer_outside_any_call_is_surfaced_accepted_and_told_of() {
    let mut bench = Bench::default();
    let by = (HeaderName::ReferredBy, "<sip:bert@example.org>");
    let asked = asked(&mut bench, &[by]);
    assert_eq!(asked.identity, Some(bench.anna));
    assert_eq!(asked.refer_to().unwrap().to_string(), "<sip:carla@example.org>");
    assert_eq!(asked.referred_by().unwrap().to_string(), "<sip:bert@example.org>");

    accept(&mut bench, &asked);

    let accepted = bench.response(202);
    let tag = accepted.headers.to().unwrap().tag();
    assert!(!accepted.headers.contacts().unwrap().list().is_empty());
    let first = bench.request(&Method::Notify);
    assert_eq!(told(&first), ("SIP/2.0 100 Trying".to_owned(), Substate::Active));
    assert_eq!(first.headers.from().unwrap().tag(), tag);
    assert_eq!(first.headers.to().unwrap().tag().as_deref(), Some("far"));
    assert_eq!(first.headers.event().unwrap().id().as_deref(), Some("1"));
    bench.answer(&first, 200);

    bench.act(|agent, now| agent.report_referral(asked.id, StatusCode::RINGING, now)).unwrap();
    let second = bench.request(&Method::Notify);
    assert_eq!(told(&second), ("SIP/2.0 180 Ringing".to_owned(), Substate::Active));
    bench.answer(&second, 200);
    bench.act(|agent, now| agent.report_referral(asked.id, StatusCode::BUSY_HERE, now)).unwrap();
    let last = bench.request(&Method::Notify);
    assert_eq!(told(&last), ("SIP/2.0 486 Busy Here".to_owned(), Substate::Terminated));
    let number = |request: &Request| request.headers.cseq().unwrap().number;
    assert_eq!([number(&second), number(&last)], [number(&first) + 1, number(&first) + 2]);
    bench.answer(&last, 200);

    let again = bench.act(|agent, now| agent.report_referral(asked.id, StatusCode::OK, now));
    assert_eq!(again, Err(Refusal::UnknownId), "the last word is said");
    nothing_is_left(&mut bench);
}

#[test]
fn rfc3515_a_refer_outside_any_call_may_be_declined() {
    let mut bench = Bench::default();
    let asked = asked(&mut bench, &[]);

    let reply = Reply::new(StatusCode::DECLINE);
    bench.act(|agent, now| agent.answer(asked.id, reply, now)).unwrap();

    bench.response(603);
    bench.expect_silence();
    let told = bench.act(|agent, now| agent.report_referral(asked.id, StatusCode::OK, now));
    assert_eq!(told, Err(Refusal::UnknownId));
    nothing_is_left(&mut bench);
}

#[test]
fn rfc3515_section_2_4_2_a_refer_without_one_readable_target_is_400() {
    for targets in [&["not an address"][..], &[], &["<sip:a@x>", "<sip:b@x>"]] {
        let mut bench = Bench::default();
        let mut refer = bench.build(Method::Refer, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
        for target in targets {
            refer.headers.push(HeaderName::ReferTo, target);
        }
        bench.receive(refer);

        bench.response(400);
        assert_eq!(bench.news(), None, "{targets:?}");
        nothing_is_left(&mut bench);
    }
}

#[test]
fn rfc4488_section_4_who_wants_no_news_gets_none_and_is_told_so() {
    let mut bench = Bench::default();
    let asked = asked(&mut bench, &[(HeaderName::ReferSub, "False")]);

    accept(&mut bench, &asked);

    assert_eq!(bench.response(202).headers.get(&HeaderName::ReferSub), Some("false"));
    bench.expect_silence();
    let told = bench.act(|agent, now| agent.report_referral(asked.id, StatusCode::OK, now));
    assert_eq!(told, Err(Refusal::UnknownId));
    nothing_is_left(&mut bench);
}

#[test]
fn rfc6665_section_4_2_2_who_does_not_know_its_refer_any_more_is_told_no_more() {
    let mut bench = Bench::default();
    let asked = asked(&mut bench, &[]);
    accept(&mut bench, &asked);
    bench.response(202);
    let notify = bench.request(&Method::Notify);

    bench.answer(&notify, 481);

    let told = bench.act(|agent, now| agent.report_referral(asked.id, StatusCode::OK, now));
    assert_eq!(told, Err(Refusal::UnknownId));
    nothing_is_left(&mut bench);
}

#[test]
fn a_referral_that_comes_to_no_end_ends_by_itself() {
    let mut bench = Bench::default();
    let asked = asked(&mut bench, &[]);
    accept(&mut bench, &asked);
    bench.response(202);
    let notify = bench.request(&Method::Notify);
    bench.answer(&notify, 200);

    bench.advance(s(601));

    let last = bench.request(&Method::Notify);
    assert_eq!(told(&last), ("SIP/2.0 100 Trying".to_owned(), Substate::Terminated));
    assert_eq!(last.headers.get(&HeaderName::SubscriptionState), Some("terminated;reason=timeout"));
    bench.answer(&last, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn shutting_down_tells_the_end_of_what_was_asked() {
    let mut bench = Bench::default();
    let asked = asked(&mut bench, &[]);
    accept(&mut bench, &asked);
    bench.response(202);
    let notify = bench.request(&Method::Notify);
    bench.answer(&notify, 200);

    bench.act(|agent, now| agent.shut_down(now));

    let last = bench.request(&Method::Notify);
    assert_eq!(told(&last).1, Substate::Terminated);
    bench.answer(&last, 200);
    assert!(bench.agent.is_idle());
    nothing_is_left(&mut bench);
}

#[test]
fn a_refer_that_nobody_answers_is_forgotten() {
    let mut bench = Bench::default();
    asked(&mut bench, &[]);

    nothing_is_left(&mut bench);
}

#[test]
fn beyond_the_limit_refers_are_answered_503() {
    let mut bench = Bench::default();
    let limit = bench.agent.settings().limits.requests;
    for count in 0..limit {
        let asked = asked(&mut bench, &[(HeaderName::CallId, &count.to_string())]);
        accept(&mut bench, &asked);
    }
    bench.ignore_sent();

    let mut refer = bench.build(Method::Refer, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
    refer.headers.push(HeaderName::ReferTo, "<sip:carla@example.org>");
    bench.receive(refer);

    bench.response(503);
    nothing_is_left(&mut bench);
}
