//! RFC 3891: calls that take the place of others, in both directions.

use sip_agent::Identity;
use sip_agent::invitation::{Cause, InvitationId, InviteOptions};
use sip_message::{HeaderName, Method, Request, Response};
use testkit::Bench;

use crate::support::{cause, incoming, nothing_is_left};

/// A call of ours that stands; gives their 200.
fn ours(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    (id, ok)
}

/// The Replaces value for a call of ours, as its far end would pass it on.
fn value(message: &sip_message::Headers) -> String {
    let tag = message.from().unwrap().tag().unwrap();
    format!("{};to-tag={tag};from-tag=far", message.call_id().unwrap())
}

fn replacing(bench: &mut Bench, value: &str) -> Request {
    let mut invite = bench.invite();
    invite.headers.push(HeaderName::Replaces, value);
    invite
}

#[test]
fn section_3_a_call_that_replaces_one_of_ours_says_which_and_ends_it_when_accepted() {
    let mut bench = Bench::default();
    let (old, ok) = ours(&mut bench);
    let invite = replacing(&mut bench, &value(&ok.headers));
    bench.receive(invite);
    let call = incoming(&mut bench);
    assert_eq!(call.replaces, Some(old));

    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();

    bench.response(200);
    bench.request(&Method::Bye);
    assert_eq!(cause(&mut bench, old), Cause::Replaced);
}

#[test]
fn section_3_a_call_of_ours_that_still_rings_is_cancelled_when_another_takes_its_place() {
    let mut bench = Bench::default();
    let (old, invite) = bench.dial();
    let ringing = bench.answer_to(&invite, 180, "far");
    bench.receive(ringing.clone());
    bench.all_news();

    for flag in ["", ";early-only"] {
        let text = format!("{}{flag}", value(&ringing.headers));
        let mut invite = replacing(&mut bench, &text);
        invite.headers.set(HeaderName::CallId, format!("pickup{flag}"));
        bench.receive(invite);
        assert_eq!(incoming(&mut bench).replaces, Some(old), "{flag}");
    }
    let text = value(&ringing.headers);
    let mut last = replacing(&mut bench, &text);
    last.headers.set(HeaderName::CallId, "taken");
    bench.receive(last);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();

    bench.response(200);
    let cancel = bench.request(&Method::Cancel);
    assert_eq!(cancel.headers.reasons()[0].cause(), Some(200), "it is taken, not missed");
    assert_eq!(cause(&mut bench, old), Cause::Replaced);
}

#[test]
fn section_3_what_cannot_be_replaced_is_refused_by_its_reason() {
    for (value, status) in [("unknown;to-tag=a;from-tag=b", 481), ("without tags", 400)] {
        let mut bench = Bench::default();
        let invite = replacing(&mut bench, value);
        bench.receive(invite);
        bench.response(status);
        assert_eq!(bench.news(), None);
    }
}

#[test]
fn section_3_a_call_that_is_answered_already_is_busy_for_who_wants_only_an_early_one() {
    let mut bench = Bench::default();
    let (_, ok) = ours(&mut bench);

    let text = format!("{};early-only", value(&ok.headers));
    let invite = replacing(&mut bench, &text);
    bench.receive(invite);

    bench.response(486);
    assert_eq!(bench.news(), None);
}

#[test]
fn section_3_a_call_that_is_over_is_declined() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    bench.ignore_sent();
    bench.all_news();

    let invite = replacing(&mut bench, &value(&ok.headers));
    bench.receive(invite);

    bench.response(603);
    assert_eq!(bench.news(), None);
}

#[test]
fn section_3_a_call_that_rings_here_is_not_ours_to_give_away() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.ring(call.id, None, now)).unwrap();
    let ringing = bench.response(180);
    let tag = ringing.headers.to().unwrap().tag().unwrap();

    let mut invite = replacing(&mut bench, &format!("call;to-tag={tag};from-tag=far"));
    invite.headers.set(HeaderName::CallId, "another");
    bench.receive(invite);

    bench.response(481);
}

#[test]
fn section_3_two_values_or_one_beside_a_join_are_400() {
    for (name, text) in [
        (HeaderName::Replaces, "a;to-tag=b;from-tag=c"),
        (HeaderName::Join, "a;to-tag=b;from-tag=c"),
    ] {
        let mut bench = Bench::default();
        let (_, ok) = ours(&mut bench);
        let mut invite = replacing(&mut bench, &value(&ok.headers));
        invite.headers.push(name, text);
        bench.receive(invite);

        bench.response(400);
        assert_eq!(bench.news(), None);
    }
}

#[test]
fn section_7_a_call_at_our_server_is_replaced_only_by_who_comes_over_that_server() {
    let mut bench = Bench::default();
    let mut identity = Identity::new("sip:100@pbx.example.org".parse().unwrap(), None);
    identity.registrar = "sip:192.0.2.9".parse().unwrap();
    let office = bench.act(|agent, _| agent.add_identity(identity));
    bench.act(|agent, now| agent.register(office, now)).unwrap();
    let register = bench.request(&Method::Register);
    let contact = register.headers.contacts().unwrap().list()[0].clone();
    let mut response = bench.answer_to(&register, 200, "far");
    response.headers.push(HeaderName::Contact, &contact);
    bench.receive(response);
    let bert = bench.bert();
    let offer = Some("offer".into());
    let old =
        bench.act(|agent, now| agent.invite(office, bert, offer, Default::default(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    bench.answer_with(&invite, 200, "answer");
    bench.request(&Method::Ack);
    bench.all_news();
    let user = contact.uri.sip().unwrap().user().unwrap().into_owned();
    let text = value(&invite.headers);

    let mut strange = replacing(&mut bench, &text);
    strange.uri = format!("sip:{user}@192.0.2.1").parse().unwrap();
    strange.headers.set(HeaderName::Via, "SIP/2.0/UDP 203.0.113.66;branch=z9hG4bKx;rport");
    let flow = bench.flow_to("203.0.113.66:5060".parse().unwrap());
    bench.receive_from(flow, strange);
    bench.response(403);

    let mut other = replacing(&mut bench, &text);
    other.headers.set(HeaderName::CallId, "other");
    bench.receive(other);
    bench.response(481);

    let mut good = replacing(&mut bench, &text);
    good.uri = format!("sip:{user}@192.0.2.1").parse().unwrap();
    good.headers.set(HeaderName::CallId, "good");
    bench.receive(good);
    assert_eq!(incoming(&mut bench).replaces, Some(old));
}

/// A call of an account that has a server and is not registered there, and the user part of its
/// Contact.
fn served(bench: &mut Bench) -> (InvitationId, Request, String) {
    let mut identity = Identity::new("sip:100@pbx.example.org".parse().unwrap(), None);
    identity.registrar = "sip:192.0.2.9".parse().unwrap();
    let office = bench.act(|agent, _| agent.add_identity(identity));
    let bert = bench.bert();
    let offer = Some("offer".into());
    let call =
        bench.act(|agent, now| agent.invite(office, bert, offer, Default::default(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    let contact = invite.headers.contacts().unwrap().list()[0].uri.clone();
    let user = contact.sip().unwrap().user().unwrap().into_owned();
    bench.answer_with(&invite, 200, "answer");
    bench.request(&Method::Ack);
    bench.all_news();
    (call, invite, user)
}

#[test]
fn section_7_what_comes_by_the_way_of_the_call_itself_may_replace_it() {
    let mut bench = Bench::default();
    let (old, invite, user) = served(&mut bench);

    let mut taking = replacing(&mut bench, &value(&invite.headers));
    taking.uri = format!("sip:{user}@192.0.2.1").parse().unwrap();
    bench.receive(taking);

    assert_eq!(incoming(&mut bench).replaces, Some(old), "though it is not registered there");
}

#[test]
fn section_7_the_way_of_the_call_is_the_same_after_our_address_is_another() {
    let mut bench = Bench::default();
    let (old, invite, user) = served(&mut bench);
    bench.act(|agent, now| agent.handle_network_change(now));

    let mut strange = replacing(&mut bench, &value(&invite.headers));
    strange.uri = format!("sip:{user}@192.0.2.1").parse().unwrap();
    strange.headers.set(HeaderName::Via, "SIP/2.0/UDP 203.0.113.66;branch=z9hG4bKx;rport");
    let flow = bench.flow_to("203.0.113.66:5060".parse().unwrap());
    bench.receive_from(flow, strange);
    bench.response(403);

    let mut taking = replacing(&mut bench, &value(&invite.headers));
    taking.uri = format!("sip:{user}@192.0.2.1").parse().unwrap();
    taking.headers.set(HeaderName::CallId, "taking");
    bench.receive(taking);

    assert_eq!(incoming(&mut bench).replaces, Some(old));
}

#[test]
fn section_4_our_call_can_take_the_place_of_another_at_the_far_end() {
    let mut bench = Bench::default();
    let (old, _) = ours(&mut bench);
    let (anna, bert) = (bench.anna, bench.bert());
    let options = InviteOptions { replaces: Some(old), ..Default::default() };
    bench.act(|agent, now| agent.invite(anna, bert, None, options, now)).unwrap();

    let invite = bench.request(&Method::Invite);

    assert_eq!(invite.headers.require(), ["replaces"]);
    assert_eq!(invite.headers.replaces().unwrap().unwrap().to_tag, "far");
}

#[test]
fn section_4_a_value_told_by_others_goes_out_as_it_is_and_in_one_line() {
    let mut bench = Bench::default();
    let (anna, bert) = (bench.anna, bench.bert());
    let value = "a@b;to-tag=c;from-tag=d;early-only\r\nX-Evil: 1";
    let options = InviteOptions { replaces_value: Some(value.to_owned()), ..Default::default() };
    let id = bench
        .act(|agent, now| agent.invite(anna, bert, Some("offer".into()), options, now))
        .unwrap();

    let invite = bench.request(&Method::Invite);

    let text = invite.headers.get(&HeaderName::Replaces).unwrap();
    assert!(text.starts_with("a@b;to-tag=c;from-tag=d;early-only"), "{text}");
    assert!(!invite.headers.contains(&HeaderName::new("X-Evil")));
    bench.answer(&invite, 481);
    bench.request(&Method::Ack);
    let status = sip_message::StatusCode::CALL_DOES_NOT_EXIST;
    assert_eq!(cause(&mut bench, id), Cause::Refused(status));
    nothing_is_left(&mut bench);
}
