//! RFC 3261 §14 and RFC 3311: changes to an established session.

use sip_agent::Refusal;
use sip_agent::invitation::{Cause, Event, InvitationId};
use sip_message::{HeaderName, Method, Response, StatusCode};
use testkit::Bench;

use crate::support::{cause, event, incoming, nothing_is_left, s};

/// A call of ours that stands; gives their 200.
fn ours(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    (id, ok)
}

/// A call of theirs that stands; gives our 200.
fn theirs(bench: &mut Bench) -> (InvitationId, Response) {
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    bench.all_news();
    (call.id, ok)
}

#[test]
fn section_14_1_our_re_invite_is_answered_and_acknowledged() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);

    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let again = bench.act(|agent, now| agent.reoffer(id, "hold".into(), now));
    assert_eq!(again, Err(Refusal::Busy), "one at a time");
    let invite = bench.request(&Method::Invite);
    assert_eq!(invite.headers.to().unwrap().tag().as_deref(), Some("far"));
    assert!(!invite.headers.contacts().unwrap().list().is_empty());
    bench.answer_with(&invite, 200, "held");
    bench.answer_with(&invite, 200, "held");

    assert_eq!(event(&mut bench, id), Event::ReofferAnswered { answer: "held".into() });
    let number = invite.headers.cseq().unwrap().number;
    for _ in 0..2 {
        assert_eq!(bench.request(&Method::Ack).headers.cseq().unwrap().number, number);
    }
    assert_eq!(bench.news(), None);
}

#[test]
fn section_14_1_a_refused_re_invite_leaves_the_session_as_it_was() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let invite = bench.request(&Method::Invite);

    bench.answer(&invite, 488);

    bench.request(&Method::Ack);
    let status = Some(StatusCode::NOT_ACCEPTABLE_HERE);
    assert_eq!(event(&mut bench, id), Event::ReofferRefused { status });
    bench.act(|agent, now| agent.reoffer(id, "again".into(), now)).unwrap();
}

#[test]
fn section_14_1_a_481_or_408_to_a_re_invite_ends_the_call() {
    for status in [481, 408] {
        let mut bench = Bench::default();
        let (id, _) = ours(&mut bench);
        bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
        let invite = bench.request(&Method::Invite);

        bench.answer(&invite, status);

        bench.request(&Method::Ack);
        bench.request(&Method::Bye);
        assert_eq!(cause(&mut bench, id), Cause::Lost);
        nothing_is_left(&mut bench);
    }
}

#[test]
fn section_14_1_after_glare_the_caller_waits_longer_than_the_callee() {
    for is_caller in [true, false] {
        let mut bench = Bench::default();
        let (id, _) = if is_caller { ours(&mut bench) } else { theirs(&mut bench) };
        bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
        let invite = bench.request(&Method::Invite);
        bench.answer(&invite, 491);
        bench.request(&Method::Ack);
        assert_eq!(bench.news(), None, "tried again before anybody is told");

        let began = bench.now.instant;
        let again = loop {
            bench.run_to_next_deadline().unwrap();
            if let Some(sent) = bench.next_sent() {
                break sent;
            }
        };

        let waited = (bench.now.instant - began).as_millis();
        let range = if is_caller { 2100..=4000 } else { 0..=2000 };
        assert!(range.contains(&waited) && waited % 10 == 0, "{waited}");
        let sip_message::Message::Request(again) = again.message else { panic!() };
        assert_eq!(again.body, invite.body);
        assert!(again.headers.cseq().unwrap().number > invite.headers.cseq().unwrap().number);
    }
}

#[test]
fn section_14_2_their_re_invite_while_ours_is_under_way_is_answered_491() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    bench.request(&Method::Invite);

    let again = bench.within(&ok, Method::Invite, 5).with_body("application/sdp", "o");
    bench.receive(again);

    bench.response(491);
    assert_eq!(bench.news(), None);
}

#[test]
fn section_14_2_their_re_invite_is_offered_answered_and_confirmed() {
    let mut bench = Bench::default();
    let (id, ok) = theirs(&mut bench);

    let again = bench.within(&ok, Method::Invite, 2).with_body("application/sdp", "o2");
    bench.receive(again);
    assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("o2".into()) });
    bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();
    let ok = bench.response(200);
    assert_eq!(&ok.body[..], b"a2");
    bench.advance(s(1));
    assert_eq!(bench.ignore_sent(), 1, "repeated until its ACK");
    let ack = bench.within(&ok, Method::Ack, 2);
    bench.receive(ack);
    bench.advance(s(20));

    bench.expect_silence();
    assert_eq!(bench.news(), None);
}

#[test]
fn section_14_2_their_re_invite_may_be_refused() {
    let mut bench = Bench::default();
    let (id, ok) = theirs(&mut bench);
    let again = bench.within(&ok, Method::Invite, 2).with_body("application/sdp", "o2");
    bench.receive(again);
    bench.all_news();

    let status = StatusCode::NOT_ACCEPTABLE_HERE;
    bench.act(|agent, now| agent.refuse_reoffer(id, status, now)).unwrap();

    bench.response(488);
}

#[test]
fn section_14_2_a_second_re_invite_before_the_first_is_answered_is_500_with_retry_after() {
    let mut bench = Bench::default();
    let (_, ok) = theirs(&mut bench);
    let again = bench.within(&ok, Method::Invite, 2).with_body("application/sdp", "o2");
    bench.receive(again);

    let second = bench.within(&ok, Method::Invite, 3).with_body("application/sdp", "o3");
    bench.receive(second);

    let response = bench.response(500);
    assert!(response.headers.retry_after().is_some_and(|after| after.seconds <= 10));
}

#[test]
fn rfc6337_their_re_invite_without_offer_takes_ours() {
    let mut bench = Bench::default();
    let (id, ok) = theirs(&mut bench);
    let again = bench.within(&ok, Method::Invite, 2);
    bench.receive(again);
    assert_eq!(event(&mut bench, id), Event::Reoffered { offer: None });

    bench.act(|agent, now| agent.answer_reoffer(id, "our offer".into(), now)).unwrap();
    let ok = bench.response(200);
    let ack = bench.within(&ok, Method::Ack, 2).with_body("application/sdp", "their answer");
    bench.receive(ack);

    assert_eq!(event(&mut bench, id), Event::ReofferAnswered { answer: "their answer".into() });
}

#[test]
fn section_14_2_their_bye_overtakes_their_re_invite() {
    let mut bench = Bench::default();
    let (id, ok) = theirs(&mut bench);
    let again = bench.within(&ok, Method::Invite, 2).with_body("application/sdp", "o2");
    bench.receive(again);
    bench.all_news();

    let bye = bench.within(&ok, Method::Bye, 3);
    bench.receive(bye);

    bench.response(200);
    bench.response(487);
    assert_eq!(cause(&mut bench, id), Cause::HungUp);
}

#[test]
fn rfc3311_an_update_without_a_session_is_answered_by_itself() {
    let mut bench = Bench::default();
    let (_, ok) = theirs(&mut bench);
    let mut update = bench.within(&ok, Method::Update, 2);
    update.headers.push(HeaderName::SessionExpires, "1800;refresher=uac");
    update.headers.push(HeaderName::PAssertedIdentity, "\"Carla\" <sip:carla@example.org>");
    bench.receive(update);

    let response = bench.response(200);
    assert!(!response.headers.contacts().unwrap().list().is_empty());
    assert_eq!(bench.news(), None, "who says so is not our server");
}

#[test]
fn rfc3311_an_update_with_an_offer_is_answered_in_its_200() {
    let mut bench = Bench::default();
    let (id, ok) = theirs(&mut bench);
    let update = bench.within(&ok, Method::Update, 2).with_body("application/sdp", "o2");
    bench.receive(update);
    assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("o2".into()) });

    bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();

    assert_eq!(&bench.response(200).body[..], b"a2");
    bench.advance(s(40));
    bench.expect_silence();
}

#[test]
fn a_re_invite_that_nobody_answers_ends_the_call() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();

    bench.advance(s(33));

    assert_eq!(cause(&mut bench, id), Cause::Lost);
    nothing_is_left(&mut bench);
}

#[test]
fn hanging_up_during_our_re_invite_still_acknowledges_its_late_2xx() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);

    bench.answer_with(&invite, 200, "late");
    bench.answer(&bye, 200);

    bench.request(&Method::Ack);
    nothing_is_left(&mut bench);
}

#[test]
fn a_re_invite_that_is_being_handled_for_ever_ends_with_its_call() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    bench.answer(&invite, 100);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);

    bench.expect_silence();
    nothing_is_left(&mut bench);
}
