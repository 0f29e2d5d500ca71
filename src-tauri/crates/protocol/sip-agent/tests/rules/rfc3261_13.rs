//! RFC 3261 §13 and §15, RFC 3264, RFC 6337: calls from INVITE to BYE, offers and answers.

use sip_agent::invitation::{Cause, Event, Session, Side};
use sip_agent::wire::{ResolveError, TransportError};
use sip_agent::{Input, Output};
use sip_message::{HeaderName, Method, StatusCode};
use testkit::Bench;

use crate::support::{cause, event, incoming, ms, nothing_is_left, s};

#[test]
fn section_13_2_2_1_provisional_responses_tell_how_the_call_fares() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();

    bench.answer(&invite, 100);
    bench.answer(&invite, 180);

    assert_eq!(event(&mut bench, id), Event::Trying);
    let status = StatusCode::RINGING;
    assert_eq!(event(&mut bench, id), Event::Ringing { status, has_early_media: false });
}

#[test]
fn rfc6337_an_early_answer_is_told_once_and_stands_if_the_200_has_none() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();

    bench.answer_with(&invite, 183, "early");
    bench.answer_with(&invite, 183, "early");
    bench.answer(&invite, 200);

    let status = StatusCode::SESSION_PROGRESS;
    let ringing = Event::Ringing { status, has_early_media: true };
    assert_eq!(event(&mut bench, id), Event::EarlyMedia { answer: "early".into() });
    assert_eq!(event(&mut bench, id), ringing);
    assert_eq!(event(&mut bench, id), ringing);
    let Event::Answered { session, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(session, Session::Answer("early".into()));
}

#[test]
fn section_13_2_2_4_a_2xx_is_acknowledged_and_again_whenever_it_comes_again() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();

    bench.answer_with(&invite, 200, "answer");
    let first = bench.next_sent().unwrap();
    bench.answer_with(&invite, 200, "answer");
    bench.answer_with(&invite, 200, "answer");

    assert_eq!(bench.next_sent().unwrap().message, first.message, "the very same ACK");
    assert_eq!(bench.next_sent().unwrap().message, first.message);
    bench.expect_silence();
    assert!(matches!(event(&mut bench, id), Event::Answered { .. }));
    assert_eq!(bench.news(), None);
}

#[test]
fn section_13_2_2_4_the_first_fork_to_answer_wins_and_the_others_are_ended() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    for (tag, status) in [("one", 180), ("two", 183), ("three", 180)] {
        let ringing = bench.answer_to(&invite, status, tag);
        bench.receive(ringing);
    }
    assert_eq!(bench.agent.census().dialogs, 3);
    bench.all_news();

    let two = bench.answer_to(&invite, 200, "two").with_body("application/sdp", "a2");
    let one = bench.answer_to(&invite, 200, "one").with_body("application/sdp", "a1");
    bench.receive(two);
    bench.receive(one);

    let tag = |request: &sip_message::Request| request.headers.to().unwrap().tag().unwrap();
    assert_eq!(tag(&bench.request(&Method::Ack)), "two");
    assert_eq!(tag(&bench.request(&Method::Ack)), "one");
    let bye = bench.request(&Method::Bye);
    assert_eq!(tag(&bye), "one");
    bench.answer(&bye, 200);
    let Event::Answered { session, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(session, Session::Answer("a2".into()));
    assert_eq!(bench.news(), None);
}

#[test]
fn section_13_2_2_4_a_call_without_offer_gets_theirs_and_answers_in_the_ack() {
    let mut bench = Bench::default();
    let (anna, bert) = (bench.anna, bench.bert());
    let id =
        bench.act(|agent, now| agent.invite(anna, bert, None, Default::default(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    assert!(invite.body.is_empty());

    bench.answer_with(&invite, 200, "their offer");
    let Event::Answered { session, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(session, Session::Offer("their offer".into()));
    bench.expect_silence();
    bench.act(|agent, now| agent.answer_reoffer(id, "our answer".into(), now)).unwrap();

    assert_eq!(&bench.request(&Method::Ack).body[..], b"our answer");
}

#[test]
fn rfc3264_a_200_without_any_answer_ends_the_call() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();

    bench.answer(&invite, 200);

    bench.request(&Method::Ack);
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(cause(&mut bench, id), Cause::NoSession);
    nothing_is_left(&mut bench);
}

#[test]
fn section_13_2_2_3_refusals_end_the_call_with_their_status_and_words() {
    for status in [403, 404, 408, 480, 486, 487, 488, 500, 600, 603] {
        let mut bench = Bench::default();
        let (id, invite) = bench.dial();
        let mut refusal = bench.answer_to(&invite, status, "far").with_reason("No way");
        refusal.headers.push(HeaderName::Reason, "Q.850;cause=17;text=\"User busy\"");
        bench.receive(refusal);

        bench.request(&Method::Ack);
        let Event::Ended(ending) = event(&mut bench, id) else { panic!() };
        assert_eq!(ending.by, Side::Far);
        assert_eq!(ending.cause, Cause::Refused(StatusCode::new(status).unwrap()));
        assert_eq!(ending.text, "User busy");
        nothing_is_left(&mut bench);
    }
}

#[test]
fn a_call_that_reaches_nobody_says_why() {
    let mut bench = Bench::default();
    let (id, _) = bench.dial();
    bench.advance(s(33));
    assert_eq!(cause(&mut bench, id), Cause::NoAnswer);

    let mut bench = Bench::default();
    bench.is_resolving = false;
    let (anna, bert) = (bench.anna, bench.bert());
    let id =
        bench.act(|agent, now| agent.invite(anna, bert, None, Default::default(), now)).unwrap();
    let Some(Output::Resolve { query, .. }) = bench.query() else { panic!() };
    bench.input(Input::Resolved { query, result: Err(ResolveError::NotFound) });
    assert_eq!(cause(&mut bench, id), Cause::ServerNotFound(ResolveError::NotFound));

    let mut bench = Bench::new(sip_agent::wire::TransportKind::Tls);
    let (anna, bert) = (bench.anna, bench.bert());
    let id =
        bench.act(|agent, now| agent.invite(anna, bert, None, Default::default(), now)).unwrap();
    let sent = bench.next_sent().unwrap();
    bench.fail(&sent, TransportError::CertificateName);
    assert_eq!(cause(&mut bench, id), Cause::Unreachable(TransportError::CertificateName));
    nothing_is_left(&mut bench);
}

#[test]
fn section_13_3_1_an_offered_call_rings_and_is_accepted() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    assert_eq!(call.identity, Some(bench.anna));
    assert_eq!(call.from.display_name.as_deref(), Some("Bert"));
    assert_eq!(call.offer, Some("offer".into()));

    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();
    let ringing = bench.response(180);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);

    assert_eq!(ok.headers.to().unwrap().tag(), ringing.headers.to().unwrap().tag());
    assert!(!ok.headers.contacts().unwrap().list().is_empty());
    assert_eq!(
        (ok.headers.content_type().as_deref(), &ok.body[..]),
        (Some("application/sdp"), &b"answer"[..])
    );
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    assert_eq!(event(&mut bench, call.id), Event::Confirmed { answer: None });
}

#[test]
fn section_13_3_1_1_a_ringing_call_says_so_each_minute() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();

    bench.advance(s(181));

    assert_eq!(bench.ignore_sent(), 4, "at once and three reminders");
}

#[test]
fn section_13_3_1_4_a_2xx_is_repeated_until_its_ack() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);

    let waits: Vec<_> = (0..5).map(|_| bench.run_to_next_deadline().unwrap()).collect();
    let waits: Vec<_> = waits.iter().map(|(why, wait)| (*why, wait.as_millis())).collect();
    let why = "2xx repetition";
    assert_eq!(waits, [(why, 500), (why, 1000), (why, 2000), (why, 4000), (why, 4000)]);
    assert_eq!(bench.ignore_sent(), 5);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    bench.advance(s(20));
    bench.expect_silence();
}

#[test]
fn section_13_3_1_4_without_an_ack_the_call_is_ended() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();

    bench.advance(s(32));

    let last = std::iter::from_fn(|| bench.next_sent()).last().unwrap();
    assert!(
        matches!(last.message, sip_message::Message::Request(bye) if bye.method == Method::Bye)
    );
    assert_eq!(cause(&mut bench, call.id), Cause::NotConfirmed);
    nothing_is_left(&mut bench);
}

#[test]
fn section_15_hanging_up_before_the_ack_waits_for_it_with_the_bye() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);

    bench.act(|agent, now| agent.hang_up(call.id, now)).unwrap();
    assert_eq!(cause(&mut bench, call.id), Cause::HungUp);
    bench.expect_silence();
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);

    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn rfc3264_their_call_without_offer_takes_ours_and_answers_in_the_ack() {
    for (answer, expected) in [(Some("their answer"), true), (None, false)] {
        let mut bench = Bench::default();
        let mut invite = bench.invite();
        invite.body = bytes::Bytes::new();
        invite.headers.remove(&HeaderName::ContentType);
        bench.receive(invite);
        let call = incoming(&mut bench);
        assert_eq!(call.offer, None);
        bench.act(|agent, now| agent.accept(call.id, "our offer".into(), now)).unwrap();
        let ok = bench.response(200);

        let mut ack = bench.within(&ok, Method::Ack, 1);
        if let Some(answer) = answer {
            ack = ack.with_body("application/sdp", answer);
        }
        bench.receive(ack);

        if expected {
            let answer = Some("their answer".into());
            assert_eq!(event(&mut bench, call.id), Event::Confirmed { answer });
        } else {
            assert_eq!(cause(&mut bench, call.id), Cause::NoSession);
            bench.request(&Method::Bye);
        }
    }
}

#[test]
fn section_13_3_1_3_a_rejected_call_is_refused_and_a_redirected_one_named_elsewhere() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.reject(call.id, StatusCode::BUSY_HERE, now)).unwrap();
    bench.response(486);
    assert_eq!(cause(&mut bench, call.id), Cause::Refused(StatusCode::BUSY_HERE));

    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    let elsewhere = ["sip:carla@example.org".parse().unwrap()];
    bench.act(|agent, now| agent.redirect(call.id, &elsewhere, now)).unwrap();
    let moved = bench.response(302);
    assert_eq!(moved.headers.get(&HeaderName::Contact), Some("<sip:carla@example.org>"));
    nothing_is_left(&mut bench);
}

#[test]
fn section_15_1_2_their_bye_ends_the_call_and_is_answered() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();

    let mut bye = bench.within(&ok, Method::Bye, 1);
    bye.headers.push(HeaderName::Reason, "Q.850;cause=16;text=\"Normal call clearing\"");
    bench.receive(bye);

    bench.response(200);
    let Event::Ended(ending) = event(&mut bench, id) else { panic!() };
    assert_eq!((ending.by, ending.cause), (Side::Far, Cause::HungUp));
    assert_eq!(ending.text, "Normal call clearing");
    nothing_is_left(&mut bench);
}

#[test]
fn section_15_their_bye_before_our_answer_ends_the_offered_call() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();
    let ringing = bench.response(180);

    let bye = bench.within(&ringing, Method::Bye, 2);
    bench.receive(bye);

    bench.response(200);
    bench.response(487);
    assert_eq!(cause(&mut bench, call.id), Cause::Cancelled);
}

#[test]
fn rfc5407_byes_that_cross_are_both_answered() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    bench.request(&Method::Bye);

    let theirs = bench.within(&ok, Method::Bye, 1);
    bench.receive(theirs);

    bench.response(200);
}

#[test]
fn shutting_down_ends_every_call_in_its_own_way_and_then_is_idle() {
    let mut bench = Bench::default();
    let (_, invite) = bench.dial();
    bench.answer(&invite, 180);
    let theirs = bench.invite();
    bench.receive(theirs);
    bench.all_news();

    bench.act(sip_agent::Agent::shut_down);
    assert!(!bench.agent.is_idle());
    let cancel = std::iter::from_fn(|| bench.next_sent())
        .find_map(|sent| match sent.message {
            sip_message::Message::Request(request) => Some(request),
            sip_message::Message::Response(response) => {
                assert_eq!(response.status, StatusCode::TEMPORARILY_UNAVAILABLE);
                None
            }
        })
        .unwrap();
    bench.answer(&cancel, 200);
    bench.answer(&invite, 487);
    bench.advance(ms(1));

    assert!(bench.agent.is_idle());
    let (anna, bert) = (bench.anna, bench.bert());
    let again = bench.act(|agent, now| agent.invite(anna, bert, None, Default::default(), now));
    assert_eq!(again, Err(sip_agent::Refusal::ShuttingDown));
}

#[test]
fn a_call_lost_before_its_ack_is_forgotten_when_the_ack_comes() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);
    bench.act(|agent, now| agent.info(call.id, "text/plain", "x".into(), now)).unwrap();
    let info = bench.request(&Method::Info);
    bench.answer(&info, 481);
    assert_eq!(cause(&mut bench, call.id), Cause::Lost);

    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);

    assert_eq!(bench.news(), None, "nothing after the end");
    nothing_is_left(&mut bench);
}
