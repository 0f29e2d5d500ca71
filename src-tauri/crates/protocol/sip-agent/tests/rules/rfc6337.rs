//! RFC 6337 and RFC 3264: calls without an offer, forks with answers of their own, races of the first
//! answer.

use sip_agent::invitation::{Cause, Event, InvitationId, Session};
use sip_message::{HeaderName, Method, Request, StatusCode};
use testkit::Bench;

use crate::support::{cause, event, incoming, nothing_is_left, s};

/// Calls without an offer.
fn dial_bare(bench: &mut Bench) -> (InvitationId, Request) {
    let (anna, bert) = (bench.anna, bench.bert());
    let id =
        bench.act(|agent, now| agent.invite(anna, bert, None, Default::default(), now)).unwrap();
    (id, bench.request(&Method::Invite))
}

#[test]
fn a_200_without_the_offer_that_it_owes_ends_the_call() {
    let mut bench = Bench::default();
    let (id, invite) = dial_bare(&mut bench);

    bench.answer(&invite, 200);

    bench.request(&Method::Ack);
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(cause(&mut bench, id), Cause::NoSession);
    nothing_is_left(&mut bench);
}

#[test]
fn their_offer_that_cannot_be_met_is_acknowledged_and_the_call_ended() {
    let mut bench = Bench::default();
    let (id, invite) = dial_bare(&mut bench);
    bench.answer_with(&invite, 200, "theirs");
    let Event::Answered { session, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(session, Session::Offer("theirs".into()));
    bench.expect_silence();

    let status = StatusCode::NOT_ACCEPTABLE_HERE;
    bench.act(|agent, now| agent.refuse_reoffer(id, status, now)).unwrap();

    assert!(bench.request(&Method::Ack).body.is_empty());
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(cause(&mut bench, id), Cause::NoSession);
    nothing_is_left(&mut bench);
}

#[test]
fn their_offer_that_waits_for_us_comes_again_unanswered_until_we_know() {
    let mut bench = Bench::default();
    let (id, invite) = dial_bare(&mut bench);
    bench.answer_with(&invite, 200, "theirs");
    event(&mut bench, id);
    for _ in 0..3 {
        bench.answer_with(&invite, 200, "theirs");
    }
    bench.expect_silence();
    assert_eq!(bench.news(), None);

    bench.act(|agent, now| agent.answer_reoffer(id, "mine".into(), now)).unwrap();
    assert_eq!(&bench.request(&Method::Ack).body[..], b"mine");
    bench.answer_with(&invite, 200, "theirs");

    assert_eq!(&bench.request(&Method::Ack).body[..], b"mine", "the same ACK again");
}

#[test]
fn hanging_up_while_their_offer_waits_acknowledges_and_ends() {
    let mut bench = Bench::default();
    let (id, invite) = dial_bare(&mut bench);
    bench.answer_with(&invite, 200, "theirs");
    event(&mut bench, id);

    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    bench.request(&Method::Ack);
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(cause(&mut bench, id), Cause::HungUp);
    nothing_is_left(&mut bench);
}

#[test]
fn their_ack_without_the_answer_that_it_owes_ends_the_call() {
    let mut bench = Bench::default();
    let invite = bench.build(Method::Invite, "sip:anna@192.0.2.1", "<sip:anna@example.org>");
    bench.receive(invite);
    let call = incoming(&mut bench);
    assert_eq!(call.offer, None);
    bench.act(|agent, now| agent.accept(call.id, "mine".into(), now)).unwrap();
    let ok = bench.response(200);
    assert_eq!(&ok.body[..], b"mine");

    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);

    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(cause(&mut bench, call.id), Cause::NoSession);
    nothing_is_left(&mut bench);
}

#[test]
fn each_fork_is_heard_by_its_own_answer_and_the_winners_counts() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    for (tag, session) in [("desk", "d"), ("mobile", "m"), ("desk", "d")] {
        let early = bench.answer_to(&invite, 183, tag).with_body("application/sdp", session);
        bench.receive(early);
    }
    let answers: Vec<_> = bench
        .all_news()
        .into_iter()
        .filter_map(|news| match news {
            sip_agent::Output::Invitation { event: Event::EarlyMedia { answer }, .. } => {
                Some(answer)
            }
            _ => None,
        })
        .collect();
    assert_eq!(answers, ["d", "m"]);

    // The winner repeats nothing: what it said early holds.
    let ok = bench.answer_to(&invite, 200, "desk");
    bench.receive(ok);

    bench.request(&Method::Ack);
    let Event::Answered { session, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(session, Session::Answer("d".into()));
    assert_eq!(bench.agent.census().dialogs, 1, "the early dialogs of the others are gone");
}

#[test]
fn forks_beyond_count_do_not_grow_anything() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    let limit = bench.agent.settings().limits.forks;
    for fork in 0..limit * 10 {
        let ringing = bench.answer_to(&invite, 180, &format!("fork{fork}"));
        bench.receive(ringing);
    }
    assert_eq!(bench.agent.census().dialogs, limit);
    bench.all_news();

    for fork in 0..limit * 3 {
        let tag = format!("fork{fork}");
        let ok = bench.answer_to(&invite, 200, &tag).with_body("application/sdp", "answer");
        bench.receive(ok);
        let ack = bench.request(&Method::Ack);
        assert_eq!(ack.headers.to().unwrap().tag(), Some(tag));
        if fork > 0 {
            let bye = bench.request(&Method::Bye);
            bench.answer(&bye, 200);
        }
    }
    event(&mut bench, id);
    assert_eq!(bench.agent.census().dialogs, 1);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    assert_eq!(bye.headers.to().unwrap().tag().as_deref(), Some("fork0"));
    bench.answer(&bye, 200);
    bench.all_news();
    nothing_is_left(&mut bench);
}

#[test]
fn rfc6228_a_199_takes_its_device_out_of_the_call() {
    let mut bench = Bench::default();
    let (_, invite) = bench.dial();
    for (status, tag) in [(180, "desk"), (180, "mobile"), (199, "desk")] {
        let response = bench.answer_to(&invite, status, tag);
        bench.receive(response);
    }

    assert_eq!(bench.agent.census().dialogs, 1);
    assert_eq!(bench.all_news().len(), 2, "nothing rings by it");
}

#[test]
fn a_200_of_a_fork_after_our_hang_up_is_ended_too() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    bench.answer_with(&invite, 200, "answer");
    bench.request(&Method::Ack);
    event(&mut bench, id);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    cause(&mut bench, id);
    bench.advance(s(5));

    let late = bench.answer_to(&invite, 200, "late").with_body("application/sdp", "answer");
    bench.receive(late);

    let ack = bench.request(&Method::Ack);
    assert_eq!(ack.headers.to().unwrap().tag().as_deref(), Some("late"));
    let bye = bench.request(&Method::Bye);
    assert_eq!(bye.headers.to().unwrap().tag().as_deref(), Some("late"));
    bench.answer(&bye, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn a_cancelled_call_that_several_forks_answer_is_ended_with_each() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    let ringing = bench.answer_to(&invite, 180, "desk");
    bench.receive(ringing);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let cancel = bench.request(&Method::Cancel);
    bench.answer(&cancel, 200);

    for tag in ["desk", "mobile"] {
        let ok = bench.answer_to(&invite, 200, tag).with_body("application/sdp", "answer");
        bench.receive(ok);
        bench.request(&Method::Ack);
        let bye = bench.request(&Method::Bye);
        assert_eq!(bye.headers.to().unwrap().tag().as_deref(), Some(tag));
        bench.answer(&bye, 200);
    }
    bench.all_news();
    nothing_is_left(&mut bench);
}

#[test]
fn rfc3323_what_is_said_of_privacy_in_an_early_answer_is_kept() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    let mut ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    ok.headers.push(HeaderName::PAssertedIdentity, "\"Boss\" <sip:1@example.org>");
    ok.headers.push(HeaderName::Privacy, "id");
    bench.receive(ok);

    let Event::Answered { remote, .. } = event(&mut bench, id) else { panic!() };
    assert_eq!(remote.display_name, None);
}
