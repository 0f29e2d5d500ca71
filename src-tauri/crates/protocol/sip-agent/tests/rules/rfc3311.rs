//! RFC 3311: UPDATE with an offer before the call is answered.

use sip_agent::invitation::{Event, InvitationId, Session};
use sip_message::{CSeq, HeaderName, Method, RAck, Response, StatusCode};
use testkit::Bench;

use crate::support::{event, incoming, nothing_is_left};

/// A call of ours that rings with an early answer; gives their 183.
fn ringing(bench: &mut Bench, is_reliable: bool) -> (InvitationId, sip_message::Request, Response) {
    let (id, invite) = bench.dial();
    let mut early = bench.answer_to(&invite, 183, "far").with_body("application/sdp", "early");
    if is_reliable {
        early.headers.push(HeaderName::Require, "100rel");
        early.headers.push(HeaderName::RSeq, 41);
    }
    bench.receive(early.clone());
    if is_reliable {
        let prack = bench.request(&Method::Prack);
        bench.answer(&prack, 200);
    }
    bench.all_news();
    (id, invite, early)
}

/// A call of theirs that rings here with our early answer, acknowledged or not; gives our 183.
fn rung(bench: &mut Bench, has_prack: bool) -> (InvitationId, Response) {
    let mut invite = bench.invite();
    invite.headers.push(HeaderName::Require, "100rel");
    bench.receive(invite);
    let call = incoming(bench);
    bench.act(|agent, now| agent.ring(call.id, Some("early".into()), now)).unwrap();
    let early = bench.response(183);
    if has_prack {
        let mut prack = bench.within(&early, Method::Prack, 2);
        let rseq = early.headers.rseq().unwrap();
        prack.headers.push(HeaderName::RAck, RAck { rseq, cseq: CSeq::new(1, Method::Invite) });
        bench.receive(prack);
        bench.response(200);
    }
    (call.id, early)
}

fn update(bench: &mut Bench, early: &Response, cseq: u32) {
    let update = bench.within(early, Method::Update, cseq).with_body("application/sdp", "o2");
    bench.receive(update);
}

#[test]
fn section_5_2_an_early_session_of_ours_is_changed_and_outlives_the_2xx() {
    let mut bench = Bench::default();
    let (id, invite, early) = ringing(&mut bench, true);

    update(&mut bench, &early, 5);
    assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("o2".into()) });
    bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();
    assert_eq!(&bench.response(200).body[..], b"a2");
    bench.answer_with(&invite, 200, "early");
    bench.request(&Method::Ack);

    let Event::Answered { session, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(session, Session::Answer("o2".into()), "what the 2xx repeats is older");
}

#[test]
fn section_5_2_an_early_session_of_theirs_is_changed() {
    let mut bench = Bench::default();
    let (id, early) = rung(&mut bench, true);

    update(&mut bench, &early, 5);

    assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("o2".into()) });
    bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();
    assert_eq!(&bench.response(200).body[..], b"a2");
    bench.act(|agent, now| agent.accept(id, "a2".into(), now)).unwrap();
    bench.response(200);
}

#[test]
fn section_5_2_while_our_first_offer_is_open_it_is_491() {
    let mut bench = Bench::default();
    let (_, _, early) = ringing(&mut bench, false);

    update(&mut bench, &early, 5);

    bench.response(491);
    assert_eq!(bench.news(), None);
}

#[test]
fn section_5_2_while_their_first_offer_is_open_it_is_500_with_retry_after() {
    let mut bench = Bench::default();
    let (_, early) = rung(&mut bench, false);

    update(&mut bench, &early, 5);

    let response = bench.response(500);
    assert!(response.headers.retry_after().is_some_and(|after| after.seconds <= 10));
}

#[test]
fn section_5_2_a_second_update_before_the_first_is_answered_is_500_with_retry_after() {
    let mut bench = Bench::default();
    let (id, _, early) = ringing(&mut bench, true);
    update(&mut bench, &early, 5);

    update(&mut bench, &early, 6);

    assert!(bench.response(500).headers.retry_after().is_some());
    let status = StatusCode::NOT_ACCEPTABLE_HERE;
    bench.act(|agent, now| agent.refuse_reoffer(id, status, now)).unwrap();
    bench.response(488);
    update(&mut bench, &early, 7);
    bench.act(|agent, now| agent.answer_reoffer(id, "a2".into(), now)).unwrap();
    bench.response(200);
}

#[test]
fn section_5_2_with_several_devices_heard_at_once_it_is_488() {
    let mut bench = Bench::default();
    let (_, invite, early) = ringing(&mut bench, true);
    let other = bench.answer_to(&invite, 183, "other").with_body("application/sdp", "other");
    bench.receive(other);

    update(&mut bench, &early, 5);

    bench.response(488);
}

#[test]
fn hanging_up_answers_the_update_that_waits() {
    let mut bench = Bench::default();
    let (id, invite, early) = ringing(&mut bench, true);
    update(&mut bench, &early, 5);

    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    bench.response(487);
    let cancel = bench.request(&Method::Cancel);
    bench.answer(&cancel, 200);
    bench.answer(&invite, 487);
    bench.request(&Method::Ack);
    bench.all_news();
    nothing_is_left(&mut bench);
}

#[test]
fn section_5_2_an_update_with_an_offer_while_our_re_invite_is_under_way_is_491() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let hold = bench.request(&Method::Invite);

    update(&mut bench, &ok, 5);

    bench.response(491);
    bench.answer_with(&hold, 200, "held");
    bench.request(&Method::Ack);
    assert_eq!(event(&mut bench, id), Event::ReofferAnswered { answer: "held".into() });
    update(&mut bench, &ok, 6);
    assert_eq!(event(&mut bench, id), Event::Reoffered { offer: Some("o2".into()) });
}
