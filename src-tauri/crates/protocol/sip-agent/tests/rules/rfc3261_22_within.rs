//! RFC 3261 §22 in the middle of a call: every request of ours is challenged, by the far end and by
//! a proxy, with nonces that pass.

use sip_agent::invitation::{Cause, Event, InvitationId};
use sip_agent::{Agent, Output, Reply};
use sip_message::{HeaderName, Method, Request, Response, StatusCode};
use testkit::Bench;

use crate::support::{cause, event, nothing_is_left, s};

/// A call of ours that stands and renews itself by UPDATE; gives their 200.
fn ours(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let mut ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    ok.headers.push(HeaderName::SessionExpires, "1800;refresher=uac");
    ok.headers.push(HeaderName::Allow, "INVITE, UPDATE");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    (id, ok)
}

fn challenge(bench: &mut Bench, request: &Request, is_proxy: bool, nonce: &str, is_stale: bool) {
    let (status, name) = if is_proxy {
        (407, HeaderName::ProxyAuthenticate)
    } else {
        (401, HeaderName::WwwAuthenticate)
    };
    let mut response = bench.answer_to(request, status, "far");
    let stale = if is_stale { ", stale=true" } else { "" };
    let value =
        format!("Digest realm=\"pbx\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"{stale}");
    response.headers.push(name, value);
    bench.receive(response);
    if request.method == Method::Invite {
        bench.request(&Method::Ack);
    }
}

fn nonce_of(request: &Request) -> Option<String> {
    let headers = &request.headers;
    let given = headers.authorizations().into_iter().chain(headers.proxy_authorizations()).next();
    given.map(|authorization| authorization.nonce)
}

/// Brings the agent to send one request of this method.
fn provoke(bench: &mut Bench, id: InvitationId, ok: &Response, method: &Method) -> Request {
    let deed: &dyn Fn(&mut Agent, clock::Now) = match method {
        Method::Invite => &|agent, now| agent.reoffer(id, "hold".into(), now).unwrap(),
        Method::Info => &|agent, now| agent.info(id, "application/dtmf", "5".into(), now).unwrap(),
        Method::Refer => &|agent, now| {
            let carla = "sip:carla@example.org".parse().unwrap();
            agent.refer(id, carla, None, now).unwrap();
        },
        Method::Bye => &|agent, now| agent.hang_up(id, now).unwrap(),
        Method::Update => {
            bench.advance(s(900));
            return bench.request(method);
        }
        Method::Notify => {
            let mut refer = bench.within(ok, Method::Refer, 5);
            refer.headers.push(HeaderName::ReferTo, "<sip:carla@example.org>");
            bench.receive(refer);
            let Event::Referred { request, .. } = event(bench, id) else { panic!() };
            let reply = Reply::new(StatusCode::ACCEPTED);
            bench.act(|agent, now| agent.answer(request, reply, now)).unwrap();
            bench.response(202);
            return bench.request(method);
        }
        _ => panic!("{method}"),
    };
    bench.act(|agent, now| deed(agent, now));
    bench.request(method)
}

#[test]
fn section_22_2_and_22_3_each_request_within_a_call_is_proved_when_asked_for() {
    for method in
        [Method::Invite, Method::Update, Method::Info, Method::Refer, Method::Notify, Method::Bye]
    {
        for is_proxy in [false, true] {
            let mut bench = Bench::default();
            let (id, ok) = ours(&mut bench);
            let first = provoke(&mut bench, id, &ok, &method);
            assert_eq!(nonce_of(&first), None, "{method}");
            bench.all_news();

            challenge(&mut bench, &first, is_proxy, "n1", false);
            let proved = bench.request(&method);
            assert_eq!(nonce_of(&proved).as_deref(), Some("n1"), "{method}");
            challenge(&mut bench, &proved, is_proxy, "n2", true);
            let fresh = bench.request(&method);
            assert_eq!(nonce_of(&fresh).as_deref(), Some("n2"), "{method}: the first was stale");

            let numbers: Vec<_> = [&first, &proved, &fresh]
                .iter()
                .map(|request| request.headers.cseq().unwrap().number)
                .collect();
            assert_eq!(numbers, [numbers[0], numbers[0] + 1, numbers[0] + 2], "{method}");
            assert!(
                [&proved, &fresh].iter().all(|request| request.headers.to() == first.headers.to()
                    && request.headers.call_id() == first.headers.call_id()
                    && request.body == first.body),
                "{method}: the same request again"
            );
            assert_eq!(bench.news(), None, "{method}: nobody hears of it");
        }
    }
}

#[test]
fn section_22_1_the_ack_of_a_proved_re_invite_repeats_its_proof() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let hold = provoke(&mut bench, id, &ok, &Method::Invite);
    challenge(&mut bench, &hold, true, "n1", false);
    let proved = bench.request(&Method::Invite);

    bench.answer_with(&proved, 200, "held");

    let ack = bench.request(&Method::Ack);
    assert_eq!(
        ack.headers.get(&HeaderName::ProxyAuthorization),
        proved.headers.get(&HeaderName::ProxyAuthorization)
    );
    assert_eq!(ack.headers.cseq().unwrap().number, proved.headers.cseq().unwrap().number);
    assert_eq!(event(&mut bench, id), Event::ReofferAnswered { answer: "held".into() });
}

#[test]
fn a_password_refused_in_the_middle_of_a_call_costs_the_request_and_not_the_call() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let hold = provoke(&mut bench, id, &ok, &Method::Invite);
    challenge(&mut bench, &hold, false, "n1", false);
    let proved = bench.request(&Method::Invite);
    challenge(&mut bench, &proved, false, "n2", false);

    assert_eq!(event(&mut bench, id), Event::ReofferRefused { status: None });
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    let bye = bench.request(&Method::Bye);
    bench.answer(&bye, 200);
    assert_eq!(cause(&mut bench, id), Cause::HungUp);
    nothing_is_left(&mut bench);
}

#[test]
fn a_bye_that_is_challenged_for_ever_is_given_up() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench);
    let mut bye = provoke(&mut bench, id, &ok, &Method::Bye);
    cause(&mut bench, id);
    for round in 0..10 {
        challenge(&mut bench, &bye, true, &format!("n{round}"), true);
        match bench.next_sent().map(|sent| sent.message) {
            Some(sip_message::Message::Request(again)) => bye = again,
            other => {
                assert!(other.is_none() && round >= 3, "{round}: {other:?}");
                break;
            }
        }
    }

    let news: Vec<Output> = bench.all_news();
    assert_eq!(news, []);
    nothing_is_left(&mut bench);
}
