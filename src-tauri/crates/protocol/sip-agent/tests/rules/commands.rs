//! What the commands of a telephone do beyond the rules of one section: emergency calls, refusals with
//! words, redirects, and where a transfer leads.

use sip_agent::invitation::{Cause, InvitationId, InviteOptions};
use sip_agent::wire::ResolveError;
use sip_agent::{Identity, IdentityId, Input, Output, Refusal};
use sip_message::{HeaderName, Method, StatusCode};
use testkit::Bench;

use crate::support::{cause, incoming, nothing_is_left};

/// An identity at the far end; registered there or not.
fn office(bench: &mut Bench, is_registered: bool) -> IdentityId {
    let mut identity = Identity::new("sip:100@pbx.example.org".parse().unwrap(), None);
    identity.registrar = "sip:192.0.2.9".parse().unwrap();
    let id = bench.act(|agent, _| agent.add_identity(identity));
    if is_registered {
        bench.act(|agent, now| agent.register(id, now)).unwrap();
        let register = bench.request(&Method::Register);
        let contact = register.headers.get(&HeaderName::Contact).unwrap().to_owned();
        let mut response = bench.answer_to(&register, 200, "far");
        response.headers.push(HeaderName::Contact, contact);
        bench.receive(response);
        bench.all_news();
    }
    id
}

fn call(bench: &mut Bench, who: IdentityId, is_emergency: bool) -> Result<InvitationId, Refusal> {
    let target = "sip:112@pbx.example.org".parse().unwrap();
    let options = InviteOptions { is_emergency, ..Default::default() };
    bench.act(|agent, now| agent.invite(who, target, Some("offer".into()), options, now))
}

#[test]
fn an_emergency_call_goes_out_though_the_account_is_not_registered() {
    let mut bench = Bench::default();
    let id = office(&mut bench, false);

    call(&mut bench, id, true).unwrap();

    let sent = bench.next_sent().unwrap();
    assert_eq!(sent.route.peer.to_string(), "192.0.2.9:5060", "to its registrar all the same");
}

#[test]
fn an_emergency_call_goes_out_though_registering_was_refused() {
    let mut bench = Bench::default();
    let id = office(&mut bench, false);
    bench.act(|agent, now| agent.register(id, now)).unwrap();
    let register = bench.request(&Method::Register);
    bench.answer(&register, 403);
    bench.all_news();

    call(&mut bench, id, true).unwrap();

    bench.request(&Method::Invite);
}

#[test]
fn an_emergency_call_goes_out_beyond_the_limit() {
    let mut bench = Bench::default();
    let id = office(&mut bench, false);
    let limit = bench.agent.settings().limits.invitations;
    for _ in 0..limit {
        call(&mut bench, id, false).unwrap();
    }
    assert_eq!(call(&mut bench, id, false), Err(Refusal::Full));

    assert!(call(&mut bench, id, true).is_ok());
}

#[test]
fn an_emergency_call_whose_server_is_not_found_says_so() {
    let mut bench = Bench::default();
    bench.is_resolving = false;
    let id = office(&mut bench, false);
    let call = call(&mut bench, id, true).unwrap();
    let Some(Output::Resolve { query, .. }) = bench.query() else { panic!() };

    let result = Err(ResolveError::NotFound);
    bench.input(Input::Resolved { query, result });

    assert_eq!(cause(&mut bench, call), Cause::ServerNotFound(ResolveError::NotFound));
}

#[test]
fn a_call_is_refused_with_the_reason_that_is_given() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    let headers = [
        (HeaderName::Reason, "Q.850;cause=17;text=\"User busy\"".to_owned()),
        (HeaderName::RetryAfter, "600".to_owned()),
    ];

    bench
        .act(|agent, now| agent.reject_with(call.id, StatusCode::BUSY_HERE, &headers, now))
        .unwrap();

    let busy = bench.response(486);
    assert_eq!(busy.headers.reasons()[0].cause(), Some(17));
    assert_eq!(busy.headers.retry_after().unwrap().seconds, 600);
    assert_eq!(cause(&mut bench, call.id), Cause::Refused(StatusCode::BUSY_HERE));
    nothing_is_left(&mut bench);
}

#[test]
fn a_call_is_not_refused_with_what_is_no_refusal() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);

    for status in [StatusCode::OK, StatusCode::RINGING] {
        let result = bench.act(|agent, now| agent.reject_with(call.id, status, &[], now));
        assert_eq!(result, Err(Refusal::WrongState));
    }

    bench.expect_silence();
}

#[test]
fn rfc3261_section_20_10_a_caller_sent_elsewhere_is_told_where_to_try_first() {
    let mut bench = Bench::default();
    let invite = bench.invite();
    bench.receive(invite);
    let call = incoming(&mut bench);
    let targets = ["sip:carla@example.org".parse().unwrap(), "tel:+4989123".parse().unwrap()];

    bench.act(|agent, now| agent.redirect(call.id, &targets, now)).unwrap();

    let moved = bench.response(302);
    let contacts: Vec<_> = moved.headers.all(&HeaderName::Contact).collect();
    assert_eq!(contacts, ["<sip:carla@example.org>;q=1.0", "<tel:+4989123>;q=0.9"]);
    assert_eq!(cause(&mut bench, call.id), Cause::Redirected);
    nothing_is_left(&mut bench);
}

#[test]
fn a_redirect_to_an_address_of_our_own_server_goes_to_that_server() {
    for is_registered in [true, false] {
        let mut bench = Bench::default();
        let id = office(&mut bench, is_registered);
        call(&mut bench, id, false).unwrap();
        let invite = bench.request(&Method::Invite);
        bench.is_resolving = false;

        let mut moved = bench.answer_to(&invite, 302, "far");
        moved.headers.set(HeaderName::Contact, "<sip:20@pbx.example.org>, <tel:+4989123>;q=0.1");
        bench.receive(moved);

        bench.request(&Method::Ack);
        if is_registered {
            let again = bench.next_sent().unwrap();
            assert_eq!(again.route.peer.to_string(), "192.0.2.9:5060");
            let sip_message::Message::Request(again) = again.message else { panic!() };
            assert_eq!(again.uri.to_string(), "sip:20@pbx.example.org");
            bench.answer(&again, 404);
            bench.request(&Method::Ack);
            let by_number = bench.request(&Method::Invite);
            assert_eq!(by_number.uri.to_string(), "sip:+4989123@pbx.example.org;user=phone");
        } else {
            let Some(Output::Resolve { target, .. }) = bench.query() else { panic!() };
            assert_eq!(target.host.to_string(), "192.0.2.9", "the registrar, not the domain");
        }
    }
}

#[test]
fn rfc5589_where_the_far_end_is_reached_is_known_as_soon_as_it_rings() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    assert_eq!(bench.agent.remote_target(id), None);

    let mut ringing = bench.answer_to(&invite, 180, "far");
    ringing.headers.set(HeaderName::Contact, "<sip:bert@192.0.2.77:5070>");
    bench.receive(ringing);
    assert_eq!(bench.agent.remote_target(id).unwrap().to_string(), "sip:bert@192.0.2.77:5070");
    let mut ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    ok.headers.set(HeaderName::Contact, "<sip:bert@192.0.2.78>");
    bench.receive(ok);

    assert_eq!(bench.agent.remote_target(id).unwrap().to_string(), "sip:bert@192.0.2.78");
}

#[test]
fn rfc3261_section_16_12_1_2_every_request_of_a_call_passes_strict_and_loose_routers_alike() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    // The far end is behind a loose router, a strict one, and a loose one again.
    let mut ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    for route in ["<sip:p3.example.com;lr>", "<sip:p2.example.com>", "<sip:p1.example.com;lr>"] {
        ok.headers.push(HeaderName::RecordRoute, route);
    }
    ok.headers.set(HeaderName::Contact, "<sip:callee@u2.example.com>");
    bench.receive(ok.clone());
    let carla = "sip:carla@example.org".parse().unwrap();
    bench.act(|agent, now| agent.info(id, "text/plain", "x".into(), now)).unwrap();
    bench.act(|agent, now| agent.refer(id, carla, None, now)).unwrap();
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    for method in [Method::Ack, Method::Info, Method::Refer, Method::Invite, Method::Bye] {
        let request = bench.request(&method);
        assert_eq!(request.uri.to_string(), "sip:callee@u2.example.com", "{method}");
        let routes: Vec<_> = request.headers.all(&HeaderName::Route).collect();
        let expected =
            ["<sip:p1.example.com;lr>", "<sip:p2.example.com>", "<sip:p3.example.com;lr>"];
        assert_eq!(routes, expected, "{method}: what p1 does for the strict p2 is its business");
    }
}

#[test]
fn rfc3261_section_16_12_1_2_a_strict_router_comes_first_as_called_too() {
    let mut bench = Bench::default();
    let mut invite = bench.invite();
    invite.headers.push(HeaderName::RecordRoute, "<sip:192.0.2.9;transport=udp?x=y>");
    invite.headers.push(HeaderName::RecordRoute, "<sip:192.0.2.30;lr>");
    bench.receive(invite);
    let call = incoming(&mut bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);

    bench.act(|agent, now| agent.hang_up(call.id, now)).unwrap();

    let bye = bench.request(&Method::Bye);
    assert_eq!(bye.uri.to_string(), "sip:192.0.2.9;transport=udp", "no header fields, no method");
    let routes: Vec<_> = bye.headers.all(&HeaderName::Route).collect();
    assert_eq!(routes, ["<sip:192.0.2.30;lr>", "<sip:bert@192.0.2.9>"]);
}
