//! RFC 5057 §4 and RFC 3515 §2.4.4: what a REFER asked for outlives the call that it was asked in.

use sip_agent::invitation::{Cause, Event, InvitationId};
use sip_agent::{Output, Refusal, Reply};
use sip_message::{HeaderName, Method, Request, Response, StatusCode, Substate};
use testkit::Bench;

use crate::support::{cause, event, nothing_is_left, s};

/// A call of ours that stands; gives their 200.
fn ours(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    (id, ok)
}

/// Sends our REFER.
fn refer(bench: &mut Bench, id: InvitationId) -> Request {
    let carla = "sip:carla@example.org".parse().unwrap();
    bench.act(|agent, now| agent.refer(id, carla, None, now)).unwrap();
    bench.request(&Method::Refer)
}

fn notify(bench: &mut Bench, ok: &Response, cseq: u32, state: &str, body: &str) -> Request {
    let mut notify = bench.within(ok, Method::Notify, cseq);
    notify.headers.push(HeaderName::Event, "refer");
    notify.headers.push(HeaderName::SubscriptionState, state);
    if body.is_empty() {
        notify
    } else {
        notify.with_body("message/sipfrag;version=2.0", body.to_owned())
    }
}

const fn progress(status: StatusCode, is_final: bool) -> Event {
    Event::TransferProgress { status, is_final }
}

#[test]
fn our_transfer_is_told_after_their_bye() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let refer = refer(&mut bench, id);
    bench.answer(&refer, 202);
    assert_eq!(event(&mut bench, id), progress(StatusCode::TRYING, false));

    let bye = bench.within(&ok, Method::Bye, 1);
    bench.receive(bye);
    bench.response(200);
    assert_eq!(cause(&mut bench, id), Cause::HungUp);
    for (cseq, state, body, status, is_final) in [
        (2, "active;expires=60", "SIP/2.0 180 Ringing\r\n", StatusCode::RINGING, false),
        (3, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n", StatusCode::OK, true),
    ] {
        let notify = notify(&mut bench, &ok, cseq, state, body);
        bench.receive(notify);
        bench.response(200);
        assert_eq!(event(&mut bench, id), progress(status, is_final));
    }

    nothing_is_left(&mut bench);
}

#[test]
fn our_transfer_is_told_after_we_hung_up() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let refer = refer(&mut bench, id);
    bench.answer(&refer, 202);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    bench.all_news();

    let late = notify(&mut bench, &ok, 1, "terminated;reason=noresource", "SIP/2.0 486 Busy\r\n");
    bench.receive(late);

    bench.response(200);
    assert_eq!(event(&mut bench, id), progress(StatusCode::BUSY_HERE, true));
    bench.advance(s(40));
    let later = notify(&mut bench, &ok, 2, "active", "SIP/2.0 200 OK\r\n");
    bench.receive(later);
    bench.response(481);
    nothing_is_left(&mut bench);
}

#[test]
fn without_any_notify_the_transfer_is_given_up_and_the_call_stands() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    let refer = refer(&mut bench, id);
    bench.answer(&refer, 202);
    assert_eq!(event(&mut bench, id), progress(StatusCode::TRYING, false));

    bench.advance(s(33));

    assert_eq!(event(&mut bench, id), progress(StatusCode::REQUEST_TIMEOUT, true));
    assert_eq!(bench.news(), None);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn news_that_stop_end_when_they_said_they_would() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let refer = refer(&mut bench, id);
    bench.answer(&refer, 202);
    bench.all_news();
    let first = notify(&mut bench, &ok, 1, "active;expires=90", "SIP/2.0 180 Ringing\r\n");
    bench.receive(first);
    assert_eq!(event(&mut bench, id), progress(StatusCode::RINGING, false));

    bench.advance(s(89));
    assert_eq!(bench.news(), None);
    bench.advance(s(2));

    assert_eq!(event(&mut bench, id), progress(StatusCode::REQUEST_TIMEOUT, true));
}

#[test]
fn a_notify_that_overtakes_the_202_counts() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let refer = refer(&mut bench, id);

    let early = notify(&mut bench, &ok, 1, "active;expires=60", "SIP/2.0 180 Ringing\r\n");
    bench.receive(early);
    bench.response(200);
    bench.answer(&refer, 202);

    assert_eq!(event(&mut bench, id), progress(StatusCode::RINGING, false));
    assert_eq!(bench.news(), None, "100 would be a step back");
}

#[test]
fn a_thousand_notifies_are_answered_and_the_first_final_one_counts() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let refer = refer(&mut bench, id);
    bench.answer(&refer, 202);
    bench.all_news();

    for cseq in 1..=1000 {
        let body = if cseq < 500 { "SIP/2.0 180 Ringing\r\n" } else { "SIP/2.0 200 OK\r\n" };
        let notify = notify(&mut bench, &ok, cseq, "active;expires=60", body);
        bench.receive(notify);
        bench.response(200);
    }

    let told = bench.all_news();
    assert_eq!(told.len(), 500, "nothing is told after the outcome");
    let last = Output::Invitation { id, event: progress(StatusCode::OK, true) };
    assert_eq!(told.last(), Some(&last));
}

#[test]
fn an_end_without_words_is_told_with_what_was_said_last() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let refer = refer(&mut bench, id);
    bench.answer(&refer, 202);
    bench.all_news();

    let silent = notify(&mut bench, &ok, 1, "terminated;reason=noresource", "");
    bench.receive(silent);

    assert_eq!(event(&mut bench, id), progress(StatusCode::TRYING, true));
}

#[test]
fn rfc4488_a_far_end_that_will_not_tell_says_so_in_its_202() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    let refer = refer(&mut bench, id);

    let mut accepted = bench.answer_to(&refer, 202, "far");
    accepted.headers.push(HeaderName::ReferSub, "false");
    bench.receive(accepted);

    assert_eq!(event(&mut bench, id), progress(StatusCode::TRYING, true));
    bench.advance(s(60));
    assert_eq!(bench.news(), None);
}

#[test]
fn one_transfer_at_a_time() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let first = refer(&mut bench, id);
    let carla = || "sip:carla@example.org".parse().unwrap();
    let again = bench.act(|agent, now| agent.refer(id, carla(), None, now));
    assert_eq!(again, Err(Refusal::Busy));
    bench.answer(&first, 202);
    let end = notify(&mut bench, &ok, 1, "active", "SIP/2.0 603 Decline\r\n");
    bench.receive(end);
    bench.ignore_sent();

    refer(&mut bench, id);
}

#[test]
fn a_refer_that_the_far_end_does_not_know_ends_the_call_and_is_told() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench);
    let refer = refer(&mut bench, id);

    bench.answer(&refer, 481);

    assert_eq!(event(&mut bench, id), progress(StatusCode::CALL_DOES_NOT_EXIST, true));
    assert_eq!(cause(&mut bench, id), Cause::Lost);
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 481);
    nothing_is_left(&mut bench);
}

/// Their REFER within a call of ours, accepted here; gives its id and our first NOTIFY.
fn asked(bench: &mut Bench, ok: &Response, id: InvitationId) -> (sip_agent::RequestId, Request) {
    let mut refer = bench.within(ok, Method::Refer, 1);
    refer.headers.push(HeaderName::ReferTo, "<sip:carla@example.org>");
    bench.receive(refer);
    let Event::Referred { request, .. } = event(bench, id) else { panic!() };
    let reply = Reply::new(StatusCode::ACCEPTED);
    bench.act(|agent, now| agent.answer(request, reply, now)).unwrap();
    bench.response(202);
    (request, bench.request(&Method::Notify))
}

#[test]
fn section_4_their_transfer_is_told_of_after_their_bye() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let (request, first) = asked(&mut bench, &ok, id);
    bench.answer(&first, 200);
    let bye = bench.within(&ok, Method::Bye, 2);
    bench.receive(bye);
    bench.response(200);
    assert_eq!(cause(&mut bench, id), Cause::HungUp);
    bench.advance(s(60));

    bench.act(|agent, now| agent.report_referral(request, StatusCode::OK, now)).unwrap();

    let last = bench.request(&Method::Notify);
    assert_eq!(last.headers.to().unwrap().tag().as_deref(), Some("far"));
    assert_eq!(last.headers.cseq().unwrap().number, first.headers.cseq().unwrap().number + 1);
    assert_eq!(last.headers.subscription_state().unwrap().state, Substate::Terminated);
    bench.answer(&last, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn section_4_their_transfer_is_told_of_after_we_hung_up_and_is_challenged() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let (_, first) = asked(&mut bench, &ok, id);
    bench.answer(&first, 200);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    bench.advance(s(60));
    bench.all_news();

    bench.act(|agent, now| agent.transfer_progress(id, StatusCode::OK, now)).unwrap();
    let last = bench.request(&Method::Notify);
    let mut challenged = bench.answer_to(&last, 401, "far");
    challenged
        .headers
        .push(HeaderName::WwwAuthenticate, "Digest realm=\"x\", nonce=\"n\", algorithm=MD5");
    bench.receive(challenged);

    let proved = bench.request(&Method::Notify);
    assert!(proved.headers.contains(&HeaderName::Authorization));
    assert_eq!(proved.headers.cseq().unwrap().number, last.headers.cseq().unwrap().number + 1);
    bench.answer(&proved, 200);
    nothing_is_left(&mut bench);
}

#[test]
fn a_refer_answered_after_the_bye_that_followed_it_is_told_of_too() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let mut refer = bench.within(&ok, Method::Refer, 1);
    refer.headers.push(HeaderName::ReferTo, "<sip:carla@example.org>");
    bench.receive(refer);
    let Event::Referred { request, .. } = event(&mut bench, id) else { panic!() };
    let bye = bench.within(&ok, Method::Bye, 2);
    bench.receive(bye);
    bench.response(200);

    let reply = Reply::new(StatusCode::ACCEPTED);
    bench.act(|agent, now| agent.answer(request, reply, now)).unwrap();

    bench.response(202);
    let notify = bench.request(&Method::Notify);
    bench.answer(&notify, 200);
    bench.act(|agent, now| agent.report_referral(request, StatusCode::OK, now)).unwrap();
    let notify = bench.request(&Method::Notify);
    bench.answer(&notify, 200);
    bench.all_news();
    nothing_is_left(&mut bench);
}
