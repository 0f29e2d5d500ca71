//! RFC 3261 §14 at odd moments, and RFC 5407 (races): changes before the ACK, in early dialogs, on
//! hold, and while the call is being ended.

use std::time::Duration;

use sip_agent::invitation::{Cause, Event, InvitationId};
use sip_message::{CSeq, HeaderName, Method, Request, Response, StatusCode};
use testkit::Bench;

use crate::support::{cause, event, incoming, ms, nothing_is_left, s};

/// A call of ours that stands; gives their 200.
fn ours(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    (id, ok)
}

/// A call of theirs that we accepted and they have not acknowledged; gives our 200.
fn accepted(bench: &mut Bench) -> (InvitationId, Response) {
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    (call.id, bench.response(200))
}

fn theirs(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, ok) = accepted(bench);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    event(bench, id);
    (id, ok)
}

fn change(bench: &mut Bench, of: &Response, method: Method, cseq: u32) -> Request {
    bench.within(of, method, cseq).with_body("application/sdp", "change")
}

/// Acknowledges our refusal of their request.
fn acknowledge(bench: &mut Bench, refused: &Request) {
    let mut ack = Request::new(Method::Ack, refused.uri.clone());
    for name in [HeaderName::Via, HeaderName::From, HeaderName::To, HeaderName::CallId] {
        ack.headers.copy(&refused.headers, &name);
    }
    let number = refused.headers.cseq().unwrap().number;
    ack.headers.push(HeaderName::CSeq, CSeq::new(number, Method::Ack));
    ack.headers.push(HeaderName::MaxForwards, 70);
    bench.receive(ack);
}

#[track_caller]
fn is_told_to_wait(bench: &mut Bench) {
    let refusal = bench.response(500);
    assert!(refusal.headers.retry_after().is_some_and(|after| after.seconds <= 10));
}

#[test]
fn rfc5407_section_3_1_5_a_change_before_the_ack_is_told_to_wait_and_then_taken() {
    for method in [Method::Invite, Method::Update] {
        let mut bench = Bench::default();
        let (id, ok) = accepted(&mut bench);

        let early = change(&mut bench, &ok, method.clone(), 2);
        bench.receive(early);
        is_told_to_wait(&mut bench);
        if method == Method::Invite {
            let ack = bench.within(&ok, Method::Ack, 2);
            bench.receive(ack);
        }
        let ack = bench.within(&ok, Method::Ack, 1);
        bench.receive(ack);
        assert_eq!(event(&mut bench, id), Event::Confirmed { answer: None });
        let again = change(&mut bench, &ok, method.clone(), 3);
        bench.receive(again);

        assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("change".into()) });
        bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();
        assert_eq!(bench.response(200).headers.cseq().unwrap().method, method);
    }
}

#[test]
fn section_14_2_a_re_invite_before_our_call_is_answered_is_491() {
    let mut bench = Bench::default();
    let (_, invite) = bench.dial();
    let ringing = bench.answer_to(&invite, 180, "far");
    bench.receive(ringing.clone());
    bench.all_news();

    let early = change(&mut bench, &ringing, Method::Invite, 5);
    bench.receive(early);

    bench.response(491);
    assert_eq!(bench.news(), None);
}

#[test]
fn section_14_2_a_re_invite_before_their_call_is_answered_is_told_to_wait() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();
    let ringing = bench.response(180);

    let early = change(&mut bench, &ringing, Method::Invite, 2);
    bench.receive(early);

    is_told_to_wait(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    bench.response(200);
}

#[test]
fn section_14_1_glare_of_a_hold_with_theirs_comes_right_in_both_roles() {
    for is_caller in [true, false] {
        let mut bench = Bench::default();
        let (id, ok) = if is_caller { ours(&mut bench) } else { theirs(&mut bench) };
        bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
        let hold = bench.request(&Method::Invite);
        let crossing = change(&mut bench, &ok, Method::Invite, 5);
        bench.receive(crossing.clone());
        bench.response(491);
        acknowledge(&mut bench, &crossing);
        bench.answer(&hold, 491);
        bench.request(&Method::Ack);

        // Who owns the Call-ID waits 2.1 to 4 s, the other up to 2 s: so theirs comes first, or ours.
        if is_caller {
            bench.advance(ms(2090));
            bench.expect_silence();
            let again = change(&mut bench, &ok, Method::Invite, 6);
            bench.receive(again);
            event(&mut bench, id);
            bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();
            let taken = bench.response(200);
            let ack = bench.within(&taken, Method::Ack, 6);
            bench.receive(ack);
        }
        bench.advance(if is_caller { s(3) } else { s(2) });

        let again = bench.request(&Method::Invite);
        // Meanwhile it may have been repeated.
        bench.ignore_sent();
        assert_eq!(&again.body[..], b"hold");
        assert_eq!(again.headers.to().unwrap().tag().as_deref(), Some("far"));
        bench.answer_with(&again, 200, "held");
        bench.request(&Method::Ack);
        assert_eq!(event(&mut bench, id), Event::ReofferAnswered { answer: "held".into() });
    }
}

#[test]
fn section_14_1_the_wait_after_glare_keeps_to_its_bounds_and_steps() {
    for is_caller in [true, false] {
        let mut bench = Bench::default();
        let (id, _) = if is_caller { ours(&mut bench) } else { theirs(&mut bench) };
        bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
        let (from, to) = if is_caller { (ms(2100), s(4)) } else { (Duration::ZERO, s(2)) };
        let mut waits = std::collections::BTreeSet::new();
        let mut hold = bench.request(&Method::Invite);
        for _ in 0..60 {
            bench.answer(&hold, 491);
            bench.request(&Method::Ack);
            let start = bench.now.instant;
            hold = loop {
                bench.run_to_next_deadline().unwrap();
                if let Some(sent) = bench.next_sent() {
                    let sip_message::Message::Request(again) = sent.message else { panic!() };
                    break again;
                }
            };
            let wait = bench.now.instant - start;
            assert!(wait >= from && wait <= to, "{wait:?}");
            assert_eq!(wait.as_millis() % 10, 0, "{wait:?}");
            waits.insert(wait);
        }
        assert!(waits.len() > 30, "chance decides: {}", waits.len());
    }
}

#[test]
fn on_hold_the_far_end_may_hold_too_and_neither_disturbs_the_other() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let hold = bench.request(&Method::Invite);
    bench.answer_with(&hold, 200, "held");
    bench.request(&Method::Ack);
    event(&mut bench, id);

    for (cseq, method) in [(5, Method::Invite), (6, Method::Update), (7, Method::Invite)] {
        let theirs = change(&mut bench, &ok, method.clone(), cseq);
        bench.receive(theirs);
        assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("change".into()) });
        bench.act(|agent, now| agent.answer_reoffer(id, "inactive".into(), now)).unwrap();
        let taken = bench.response(200);
        if method == Method::Invite {
            let ack = bench.within(&taken, Method::Ack, cseq);
            bench.receive(ack);
        }
    }

    bench.act(|agent, now| agent.reoffer(id, "resume".into(), now)).unwrap();
    let resume = bench.request(&Method::Invite);
    bench.answer_with(&resume, 200, "resumed");
    bench.request(&Method::Ack);
    assert_eq!(event(&mut bench, id), Event::ReofferAnswered { answer: "resumed".into() });
}

#[test]
fn rfc5407_section_3_2_3_their_re_invite_that_crosses_our_bye_is_481() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    cause(&mut bench, id);

    let crossing = change(&mut bench, &ok, Method::Invite, 5);
    bench.receive(crossing);

    bench.response(481);
    bench.answer(&bye, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn rfc5407_section_3_2_3_our_re_invite_that_crosses_their_bye_is_taken_care_of() {
    for status in [200, 481] {
        let mut bench = Bench::default();
        let (id, ok) = ours(&mut bench);
        bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
        let hold = bench.request(&Method::Invite);
        let bye = bench.within(&ok, Method::Bye, 5);
        bench.receive(bye);
        bench.response(200);
        assert_eq!(cause(&mut bench, id), Cause::HungUp);

        if status == 200 {
            bench.answer_with(&hold, 200, "held");
        } else {
            bench.answer(&hold, 481);
        }

        bench.request(&Method::Ack);
        assert_eq!(bench.news(), None);
        nothing_is_left(&mut bench);
    }
}

#[test]
fn rfc5407_section_3_1_3_their_bye_before_their_ack_ends_the_call_and_the_2xx() {
    let mut bench = Bench::default();
    let (id, ok) = accepted(&mut bench);

    let bye = bench.within(&ok, Method::Bye, 2);
    bench.receive(bye);

    bench.response(200);
    assert_eq!(cause(&mut bench, id), Cause::HungUp);
    bench.advance(s(10));
    bench.expect_silence();
    nothing_is_left(&mut bench);
}

#[test]
fn section_9_2_a_cancel_after_our_200_is_answered_and_the_call_goes_on() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite.clone());
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);
    let mut cancel = Request::new(Method::Cancel, invite.uri.clone());
    for header in invite.headers.iter() {
        cancel.headers.push(header.name().clone(), header.value());
    }
    cancel.headers.set(HeaderName::CSeq, CSeq::new(1, Method::Cancel));
    cancel.headers.remove(&HeaderName::ContentType);

    bench.receive(cancel);

    assert_eq!(bench.response(200).headers.cseq().unwrap().method, Method::Cancel);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    assert_eq!(event(&mut bench, call.id), Event::Confirmed { answer: None });
    bench.act(|agent, now| agent.reoffer(call.id, "hold".into(), now)).unwrap();
    bench.request(&Method::Invite);
}

#[test]
fn a_glare_that_never_ends_does_not_keep_the_call_from_ending() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let mut hold = bench.request(&Method::Invite);
    for _ in 0..20 {
        bench.answer(&hold, 491);
        bench.request(&Method::Ack);
        bench.advance(s(4));
        hold = bench.request(&Method::Invite);
        bench.ignore_sent();
    }
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);

    assert_eq!(cause(&mut bench, id), Cause::HungUp);
    nothing_is_left(&mut bench);
}

#[test]
fn a_refused_change_leaves_room_for_the_next_from_either_side() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    for (cseq, method) in [(5, Method::Invite), (6, Method::Update)] {
        let theirs = change(&mut bench, &ok, method, cseq);
        bench.receive(theirs);
        event(&mut bench, id);
        let status = StatusCode::NOT_ACCEPTABLE_HERE;
        bench.act(|agent, now| agent.refuse_reoffer(id, status, now)).unwrap();
        bench.response(488);
        let ack = bench.within(&ok, Method::Ack, cseq);
        bench.receive(ack);
    }

    bench.act(|agent, now| agent.reoffer(id, "mine".into(), now)).unwrap();
    bench.request(&Method::Invite);
}

#[test]
fn section_14_2_a_far_end_that_is_not_ready_is_asked_again_but_not_for_ever() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    for _ in 0..3 {
        let hold = bench.request(&Method::Invite);
        bench.ignore_sent();
        let mut wait = bench.answer_to(&hold, 500, "far");
        wait.headers.push(HeaderName::RetryAfter, 2);
        bench.receive(wait);
        bench.request(&Method::Ack);
        bench.advance(ms(1990));
        bench.expect_silence();
        assert_eq!(bench.news(), None);
        bench.advance(ms(10));
    }

    let hold = bench.request(&Method::Invite);
    let mut wait = bench.answer_to(&hold, 500, "far");
    wait.headers.push(HeaderName::RetryAfter, 2);
    bench.receive(wait);

    let status = Some(StatusCode::SERVER_INTERNAL_ERROR);
    assert_eq!(event(&mut bench, id), Event::ReofferRefused { status });
}

#[test]
fn a_far_end_that_fails_for_longer_is_not_asked_again() {
    for after in [None, Some(11)] {
        let mut bench = Bench::default();
        let (id, _) = ours(&mut bench);
        bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
        let hold = bench.request(&Method::Invite);
        let mut failed = bench.answer_to(&hold, 500, "far");
        if let Some(seconds) = after {
            failed.headers.push(HeaderName::RetryAfter, seconds);
        }
        bench.receive(failed);

        let status = Some(StatusCode::SERVER_INTERNAL_ERROR);
        assert_eq!(event(&mut bench, id), Event::ReofferRefused { status });
    }
}
