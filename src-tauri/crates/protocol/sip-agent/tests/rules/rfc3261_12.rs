//! RFC 3261 §12 and §16.12: dialogs, their route sets, their numbers.

use sip_agent::invitation::{Cause, InviteOptions};
use sip_agent::wire::TransportKind;
use sip_agent::{Agent, Output};
use sip_message::{HeaderName, Host, Method};
use testkit::Bench;

use crate::support::{cause, incoming, s};

/// A call of ours, answered with these Record-Route and Contact values.
fn answered(bench: &mut Bench, record_route: &[&str], contact: &str) -> Call {
    let (id, invite) = bench.dial();
    let mut ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    for route in record_route {
        ok.headers.push(HeaderName::RecordRoute, route);
    }
    ok.headers.set(HeaderName::Contact, contact);
    bench.receive(ok.clone());
    bench.all_news();
    Call { id, invite, ok }
}

struct Call {
    id: sip_agent::invitation::InvitationId,
    invite: sip_message::Request,
    ok: sip_message::Response,
}

/// A call of theirs, accepted and confirmed; gives our 200.
fn accepted(bench: &mut Bench, record_route: &[&str]) -> Call {
    let mut invite = bench.invite();
    for route in record_route {
        invite.headers.push(HeaderName::RecordRoute, route);
    }
    bench.receive(invite.clone());
    let call = incoming(bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    bench.all_news();
    Call { id: call.id, invite, ok }
}

fn routes(request: &sip_message::Request) -> Vec<String> {
    request.headers.all(&HeaderName::Route).map(str::to_owned).collect()
}

#[test]
fn section_12_1_2_the_callers_route_set_is_the_record_route_reversed() {
    let mut bench = Bench::default();
    answered(&mut bench, &["<sip:192.0.2.30;lr>", "<sip:192.0.2.9;lr>"], "<sip:bert@192.0.2.40>");

    let ack = bench.next_sent().unwrap();
    assert_eq!(ack.route.peer.to_string(), "192.0.2.9:5060");
    let sip_message::Message::Request(ack) = ack.message else { panic!() };
    assert_eq!(ack.uri.to_string(), "sip:bert@192.0.2.40");
    assert_eq!(routes(&ack), ["<sip:192.0.2.9;lr>", "<sip:192.0.2.30;lr>"]);
}

#[test]
fn section_12_1_1_the_callees_route_set_is_the_record_route_as_it_came() {
    let mut bench = Bench::default();
    let call = accepted(&mut bench, &["<sip:192.0.2.9;lr>", "<sip:192.0.2.30;lr>"]);
    let recorded: Vec<_> = call.ok.headers.all(&HeaderName::RecordRoute).collect();
    assert_eq!(recorded, ["<sip:192.0.2.9;lr>", "<sip:192.0.2.30;lr>"]);

    bench.act(|agent, now| agent.hang_up(call.id, now)).unwrap();

    let bye = bench.request(&Method::Bye);
    assert_eq!(bye.uri.to_string(), "sip:bert@192.0.2.9");
    assert_eq!(routes(&bye), ["<sip:192.0.2.9;lr>", "<sip:192.0.2.30;lr>"]);
    assert_eq!(bye.headers.to().unwrap().tag().as_deref(), Some("far"));
    assert_eq!(bye.headers.from().unwrap().tag(), call.ok.headers.to().unwrap().tag());
}

#[test]
fn section_16_12_1_2_a_strict_router_gets_the_request_in_its_own_name() {
    let mut bench = Bench::default();
    answered(&mut bench, &["<sip:192.0.2.30>", "<sip:192.0.2.9>"], "<sip:bert@192.0.2.40>");

    let ack = bench.request(&Method::Ack);

    assert_eq!(ack.uri.to_string(), "sip:192.0.2.9");
    assert_eq!(routes(&ack), ["<sip:192.0.2.30>", "<sip:bert@192.0.2.40>"]);
}

#[test]
fn section_12_2_1_1_numbers_grow_by_one_and_the_ack_repeats_the_invites() {
    let mut bench = Bench::default();
    let call = answered(&mut bench, &[], "<sip:bert@192.0.2.9>");
    let first = call.invite.headers.cseq().unwrap().number;
    assert_eq!(bench.request(&Method::Ack).headers.cseq().unwrap().number, first);

    bench.act(|agent, now| agent.info(call.id, "text/plain", "x".into(), now)).unwrap();
    bench.act(|agent, now| agent.hang_up(call.id, now)).unwrap();

    assert_eq!(bench.request(&Method::Info).headers.cseq().unwrap().number, first + 1);
    assert_eq!(bench.request(&Method::Bye).headers.cseq().unwrap().number, first + 2);
}

#[test]
fn section_12_2_1_2_a_re_invite_moves_the_remote_target() {
    let mut bench = Bench::default();
    let call = accepted(&mut bench, &[]);
    let mut again = bench.within(&call.ok, Method::Invite, 2).with_body("application/sdp", "o2");
    again.headers.set(HeaderName::Contact, "<sip:bert@192.0.2.50:5070>");
    bench.receive(again);
    bench.act(|agent, now| agent.answer_reoffer(call.id, "a2".into(), now)).unwrap();
    let ok = bench.response(200);
    let ack = bench.within(&ok, Method::Ack, 2);
    bench.receive(ack);

    bench.act(|agent, now| agent.hang_up(call.id, now)).unwrap();

    let bye = bench.next_sent().unwrap();
    assert_eq!(bye.route.peer.to_string(), "192.0.2.50:5070");
}

#[test]
fn section_12_2_2_gaps_in_their_numbers_are_legal_and_steps_back_are_500() {
    let mut bench = Bench::default();
    let call = accepted(&mut bench, &[]);

    let info = bench.within(&call.ok, Method::Info, 900);
    bench.receive(info);
    bench.response(200);
    let info = bench.within(&call.ok, Method::Info, 899);
    bench.receive(info);
    bench.response(500);
}

#[test]
fn section_12_2_2_a_request_for_an_unknown_dialog_is_answered_481() {
    let mut bench = Bench::default();
    for method in [
        Method::Bye,
        Method::Invite,
        Method::Info,
        Method::Update,
        Method::Refer,
        Method::Notify,
        Method::Options,
        Method::Message,
        Method::Prack,
    ] {
        let to = "<sip:anna@example.org>;tag=unknown";
        let request = bench.build(method, "sip:anna@192.0.2.1", to);
        bench.receive(request);
        bench.response(481);
    }
}

#[test]
fn section_12_2_1_2_a_481_within_the_dialog_ends_the_call() {
    let mut bench = Bench::default();
    let call = answered(&mut bench, &[], "<sip:bert@192.0.2.9>");
    bench.request(&Method::Ack);
    bench.act(|agent, now| agent.info(call.id, "text/plain", "x".into(), now)).unwrap();
    let info = bench.request(&Method::Info);

    bench.answer(&info, 481);

    assert_eq!(cause(&mut bench, call.id), Cause::Lost);
    bench.request(&Method::Bye);
}

#[test]
fn section_12_2_1_1_requests_go_over_the_flow_that_leads_to_the_remote_target() {
    let mut bench = Bench::new(TransportKind::Tcp);
    let call = answered(&mut bench, &[], "<sip:bert@192.0.2.9:5060;transport=tcp>");

    let ack = bench.next_sent().unwrap();
    assert_eq!(ack.route.flow, Some(bench.flow().id));
    bench.act(|agent, now| agent.hang_up(call.id, now)).unwrap();
    assert_eq!(bench.next_sent().unwrap().route.flow, Some(bench.flow().id));
}

#[test]
fn the_way_is_resolved_where_the_remote_target_is_a_name() {
    let mut bench = Bench::default();
    let call = answered(&mut bench, &[], "<sip:bert@phone.example.org>");
    bench.request(&Method::Ack);
    bench.is_resolving = false;

    bench.act(|agent, now| agent.hang_up(call.id, now)).unwrap();

    bench.expect_silence();
    assert!(bench.query().is_some(), "BYE waits for the resolver");
    bench.advance(s(1));
}

#[test]
fn in_another_network_the_server_of_a_call_is_found_again_by_its_name() {
    let mut bench = Bench::new(TransportKind::Tls);
    let bert = "sip:bert@example.org".parse().unwrap();
    let (anna, options) = (bench.anna, InviteOptions::default());
    let invited =
        bench.act(|agent, now| agent.invite(anna, bert, Some("offer".into()), options, now));
    let id = invited.unwrap();
    let invite = bench.request(&Method::Invite);
    let mut ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    // Routes of servers have their number, and no certificate is given to a number.
    ok.headers.push(HeaderName::RecordRoute, "<sip:192.0.2.9:5060;transport=tls;lr>");
    bench.receive(ok);
    bench.request(&Method::Ack);

    bench.is_resolving = false;
    bench.act(Agent::handle_network_change);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();

    let Some(Output::Resolve { target, .. }) = bench.query() else {
        panic!("BYE takes the old way")
    };
    assert_eq!(target.host, Host::Name("example.org".to_owned()));
}
