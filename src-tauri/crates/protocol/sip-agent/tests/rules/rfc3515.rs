//! RFC 3515 (REFER), RFC 6086 (INFO): what happens within a call.

use sip_agent::invitation::{Event, InvitationId};
use sip_agent::{Refusal, Reply};
use sip_message::{HeaderName, Method, Response, StatusCode};
use testkit::Bench;

use crate::support::{event, ms, nothing_is_left, s};

/// A call of ours that stands; gives their 200.
fn ours(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    (id, ok)
}

#[test]
fn their_refer_is_surfaced_and_accepted_with_notifications() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let mut refer = bench.within(&ok, Method::Refer, 1);
    refer.headers.push(
        HeaderName::ReferTo,
        "<sip:carla@example.org?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>",
    );
    refer.headers.push(HeaderName::ReferredBy, "<sip:bert@example.org>");
    bench.receive(refer);
    let Event::Referred { request, refer_to, referred_by } = event(&mut bench, id) else {
        panic!()
    };
    assert!(refer_to.uri.to_string().starts_with("sip:carla@example.org?"));
    assert!(referred_by.is_some());

    let reply = Reply::new(StatusCode::ACCEPTED);
    bench.act(|agent, now| agent.answer(request, reply, now)).unwrap();
    let accepted = bench.response(202);
    assert!(!accepted.headers.contacts().unwrap().list().is_empty());
    let notify = bench.request(&Method::Notify);
    assert_eq!(&notify.body[..], b"SIP/2.0 100 Trying\r\n");
    bench.answer(&notify, 200);
    bench.act(|agent, now| agent.transfer_progress(id, StatusCode::OK, now)).unwrap();

    let notify = bench.request(&Method::Notify);
    assert_eq!(&notify.body[..], b"SIP/2.0 200 OK\r\n");
    let state = notify.headers.subscription_state().unwrap();
    assert_eq!(state.state, sip_message::Substate::Terminated);
    assert_eq!(notify.headers.content_type().as_deref(), Some("message/sipfrag"));
}

#[test]
fn their_refer_may_be_declined() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let mut refer = bench.within(&ok, Method::Refer, 1);
    refer.headers.push(HeaderName::ReferTo, "<sip:carla@example.org>");
    bench.receive(refer);
    let Event::Referred { request, .. } = event(&mut bench, id) else { panic!() };

    let reply = Reply::new(StatusCode::DECLINE);
    bench.act(|agent, now| agent.answer(request, reply, now)).unwrap();

    bench.response(603);
    bench.expect_silence();
}

#[test]
fn our_refer_asks_for_an_attended_transfer_and_tells_how_it_fares() {
    let mut bench = Bench::default();
    let (first, ok) = ours(&mut bench);
    let (second, _) = ours(&mut bench);
    let carla = "sip:carla@example.org".parse().unwrap();
    bench.act(|agent, now| agent.refer(first, carla, Some(second), now)).unwrap();
    let refer = bench.request(&Method::Refer);
    let refer_to = refer.headers.refer_to().unwrap();
    let (_, replaces) = refer_to
        .uri
        .sip()
        .unwrap()
        .headers()
        .next()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .unwrap();
    assert!(replaces.contains(";to-tag=far;from-tag="), "{replaces}");
    assert!(refer.headers.referred_by().is_some());

    bench.answer(&refer, 202);
    let progress = |status, is_final| Event::TransferProgress { status, is_final };
    assert_eq!(event(&mut bench, first), progress(StatusCode::TRYING, false));
    let mut notify =
        bench.within(&ok, Method::Notify, 1).with_body("message/sipfrag", "SIP/2.0 200 OK\r\n");
    notify.headers.push(HeaderName::Event, "refer");
    notify.headers.push(HeaderName::SubscriptionState, "terminated;reason=noresource");
    bench.receive(notify);

    bench.response(200);
    assert_eq!(event(&mut bench, first), progress(StatusCode::OK, true));
}

#[test]
fn a_refused_refer_is_told() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    let carla = "sip:carla@example.org".parse().unwrap();
    bench.act(|agent, now| agent.refer(id, carla, None, now)).unwrap();
    let refer = bench.request(&Method::Refer);

    bench.answer(&refer, 603);

    let status = StatusCode::DECLINE;
    assert_eq!(event(&mut bench, id), Event::TransferProgress { status, is_final: true });
}

#[test]
fn a_far_end_that_is_busy_may_be_asked_again_after_a_while() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    let carla: sip_message::Uri = "sip:carla@example.org".parse().unwrap();
    for (status, after, least, most) in
        [(491, None, ms(2100), ms(4000)), (500, Some(3), s(3), s(3)), (500, Some(0), s(1), s(1))]
    {
        let target = carla.clone();
        bench.act(|agent, now| agent.refer(id, target, None, now)).unwrap();
        let refer = bench.request(&Method::Refer);
        let mut response = bench.answer_to(&refer, status, "far");
        if let Some(seconds) = after {
            response.headers.push(HeaderName::RetryAfter, seconds);
        }
        bench.receive(response);

        let Event::TransferPostponed { status: told, wait } = event(&mut bench, id) else {
            panic!("{status}")
        };
        assert_eq!(told.value(), status);
        assert!((least..=most).contains(&wait), "{wait:?}");
    }
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    nothing_is_left(&mut bench);
}

#[test]
fn nobody_waits_for_a_far_end_that_asks_for_minutes_or_says_nothing() {
    for after in [None, Some(60)] {
        let mut bench = Bench::default();
        let (id, _) = ours(&mut bench);
        let carla = "sip:carla@example.org".parse().unwrap();
        bench.act(|agent, now| agent.refer(id, carla, None, now)).unwrap();
        let refer = bench.request(&Method::Refer);
        let mut response = bench.answer_to(&refer, 500, "far");
        if let Some(seconds) = after {
            response.headers.push(HeaderName::RetryAfter, seconds);
        }
        bench.receive(response);

        let status = StatusCode::SERVER_INTERNAL_ERROR;
        assert_eq!(event(&mut bench, id), Event::TransferProgress { status, is_final: true });
    }
}

#[test]
fn nobody_is_asked_while_a_new_offer_waits_for_its_answer() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let reinvite = bench.request(&Method::Invite);

    let carla: sip_message::Uri = "sip:carla@example.org".parse().unwrap();
    let target = carla.clone();
    let refused = bench.act(|agent, now| agent.refer(id, target, None, now));
    assert_eq!(refused, Err(Refusal::Busy));
    bench.answer_with(&reinvite, 200, "held");
    bench.request(&Method::Ack);

    bench.act(|agent, now| agent.refer(id, carla, None, now)).unwrap();
    bench.request(&Method::Refer);
}

#[test]
fn rfc6086_info_goes_both_ways() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let info = bench
        .within(&ok, Method::Info, 1)
        .with_body("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n");
    bench.receive(info);
    bench.response(200);
    let Event::Info { content_type, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(content_type, "application/dtmf-relay");

    bench.act(|agent, now| agent.info(id, "text/plain", "x".into(), now)).unwrap();
    let info = bench.request(&Method::Info);
    bench.answer(&info, 415);
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    assert_eq!(event(&mut bench, id), Event::InfoAnswered { status });
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    nothing_is_left(&mut bench);
}
