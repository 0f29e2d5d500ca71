//! RFC 3261 §9: CANCEL, in both directions.

use sip_agent::invitation::Cause;
use sip_message::{CSeq, HeaderName, Method};
use testkit::Bench;

use crate::support::{cause, event, incoming, nothing_is_left, s};

#[test]
fn section_9_1_cancel_waits_for_a_provisional_response() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();

    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    assert_eq!(cause(&mut bench, id), Cause::Cancelled);
    bench.expect_silence();
    bench.answer(&invite, 100);

    bench.request(&Method::Cancel);
}

#[test]
fn section_9_1_cancel_has_the_invites_branch_uri_route_and_number() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    bench.answer(&invite, 180);

    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    let cancel = bench.request(&Method::Cancel);
    assert_eq!(cancel.uri, invite.uri);
    assert_eq!(cancel.headers.lines(&HeaderName::Via).count(), 1);
    assert_eq!(
        cancel.headers.get(&HeaderName::Via),
        invite.headers.get(&HeaderName::Via),
        "the same branch"
    );
    let number = invite.headers.cseq().unwrap().number;
    assert_eq!(cancel.headers.cseq().unwrap(), CSeq::new(number, Method::Cancel));
    for name in [HeaderName::From, HeaderName::To, HeaderName::CallId] {
        assert_eq!(cancel.headers.get(&name), invite.headers.get(&name), "{name}");
    }
}

#[test]
fn section_9_1_a_cancelled_call_is_over_with_its_487() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    bench.answer(&invite, 180);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let cancel = bench.request(&Method::Cancel);

    bench.answer(&cancel, 200);
    bench.answer(&invite, 487);

    bench.request(&Method::Ack);
    nothing_is_left(&mut bench);
}

#[test]
fn section_9_1_a_cancelled_call_without_a_final_response_is_given_up() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    bench.answer(&invite, 180);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let cancel = bench.request(&Method::Cancel);
    bench.answer(&cancel, 200);

    bench.advance(s(33));

    nothing_is_left(&mut bench);
}

#[test]
fn section_15_a_200_that_crosses_the_cancel_is_acknowledged_and_ended() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    bench.answer(&invite, 180);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let cancel = bench.request(&Method::Cancel);
    bench.all_news();

    bench.answer_with(&invite, 200, "answer");
    bench.answer(&cancel, 481);

    bench.request(&Method::Ack);
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(bench.news(), None, "the person hung up long ago");
    nothing_is_left(&mut bench);
}

#[test]
fn hanging_up_before_anything_is_sent_sends_nothing() {
    let mut bench = Bench::default();
    bench.is_resolving = false;
    let (anna, bert) = (bench.anna, bench.bert());
    let id =
        bench.act(|agent, now| agent.invite(anna, bert, None, Default::default(), now)).unwrap();

    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    assert_eq!(cause(&mut bench, id), Cause::Cancelled);
    bench.expect_silence();
    nothing_is_left(&mut bench);
}

#[test]
fn section_9_2_a_cancel_ends_the_offered_call_with_200_and_487() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite.clone());
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();
    let ringing = bench.response(180);

    let mut cancel = bench.build(Method::Cancel, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
    cancel.headers.set(HeaderName::Via, invite.headers.get(&HeaderName::Via).unwrap());
    bench.receive(cancel);

    let terminated = bench.response(487);
    let ok = bench.response(200);
    assert_eq!(ok.headers.cseq().unwrap().method, Method::Cancel);
    let tag = ringing.headers.to().unwrap().tag();
    assert_eq!(terminated.headers.to().unwrap().tag(), tag);
    assert_eq!(ok.headers.to().unwrap().tag(), tag);
    assert_eq!(cause(&mut bench, call.id), Cause::Cancelled);
    assert!(bench.act(|agent, now| agent.accept(call.id, "late".into(), now)).is_err());
}

#[test]
fn rfc3326_the_reason_of_a_cancel_tells_that_another_device_answered() {
    for (reason, expected) in [
        ("SIP;cause=200;text=\"Call completed elsewhere\"", Cause::AnsweredElsewhere),
        ("sip ; CAUSE=200", Cause::AnsweredElsewhere),
        ("Q.850;cause=26", Cause::AnsweredElsewhere),
        ("q.850;cause=26;text=\"x\", Foo;cause=1", Cause::AnsweredElsewhere),
        ("Q.850;cause=16, SIP;cause=200", Cause::AnsweredElsewhere),
        ("Q.850;cause=26, SIP;cause=603", Cause::RejectedElsewhere),
        ("SIP;cause=487, Q.850;cause=26", Cause::Cancelled),
        ("Q.850;cause=16", Cause::Cancelled),
        ("SIP", Cause::Cancelled),
        ("SIP;cause=603", Cause::RejectedElsewhere),
        ("Q.850;cause=16", Cause::Cancelled),
    ] {
        let mut bench = Bench::default();
        let invite = bench.invite();
        bench.receive(invite.clone());
        let call = incoming(&mut bench);

        let mut cancel =
            bench.build(Method::Cancel, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
        cancel.headers.set(HeaderName::Via, invite.headers.get(&HeaderName::Via).unwrap());
        cancel.headers.push(HeaderName::Reason, reason);
        bench.receive(cancel);

        match event(&mut bench, call.id) {
            sip_agent::invitation::Event::Ended(ending) => {
                assert_eq!((ending.cause, ending.reasons.join(", ").as_str()), (expected, reason));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn section_9_2_a_cancel_for_nothing_is_answered_481_and_a_late_one_200_without_effect() {
    let mut bench = Bench::default();
    let cancel = bench.build(Method::Cancel, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
    bench.receive(cancel);
    bench.response(481);

    let invite = bench.invite();
    bench.receive(invite.clone());
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let answer = bench.response(200);
    let mut cancel = bench.build(Method::Cancel, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
    cancel.headers.set(HeaderName::Via, invite.headers.get(&HeaderName::Via).unwrap());
    bench.receive(cancel);

    let ok = bench.response(200);
    assert_eq!(ok.headers.cseq().unwrap().method, Method::Cancel);
    assert_eq!(ok.headers.to().unwrap().tag(), answer.headers.to().unwrap().tag());
    assert_eq!(bench.news(), None);
}

#[test]
fn section_9_2_a_cancel_has_the_tag_of_the_refusal_that_it_crosses() {
    // One refused by the person, one that was never offered to anybody.
    for is_offered in [true, false] {
        let mut bench = Bench::default();
        let mut invite = bench.invite();
        if !is_offered {
            invite.headers.push(HeaderName::Replaces, "nobody;to-tag=a;from-tag=b");
        }
        bench.receive(invite.clone());
        let status = if is_offered { 603 } else { 481 };
        if is_offered {
            let call = incoming(&mut bench);
            let decline = sip_message::StatusCode::DECLINE;
            bench.act(|agent, now| agent.reject(call.id, decline, now)).unwrap();
        }
        let refusal = bench.response(status);

        let mut cancel =
            bench.build(Method::Cancel, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
        cancel.headers.set(HeaderName::Via, invite.headers.get(&HeaderName::Via).unwrap());
        bench.receive(cancel);

        let ok = bench.response(200);
        assert_eq!(ok.headers.to().unwrap().tag(), refusal.headers.to().unwrap().tag());
    }
}

#[test]
fn our_patience_cancels_a_call_that_nobody_takes() {
    let mut bench = Bench::default();
    let (anna, bert) = (bench.anna, bench.bert());
    let options =
        sip_agent::invitation::InviteOptions { patience: Some(s(20)), ..Default::default() };
    let id = bench.act(|agent, now| agent.invite(anna, bert, None, options, now)).unwrap();
    let invite = bench.request(&Method::Invite);
    bench.answer(&invite, 180);
    bench.all_news();

    bench.advance(s(21));

    bench.request(&Method::Cancel);
    assert_eq!(cause(&mut bench, id), Cause::NotTaken);
}
