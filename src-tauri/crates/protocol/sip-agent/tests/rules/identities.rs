//! Several identities at once: whom a request is for (RFC 3261 §8.2.2.1), and which way their own
//! requests go.

use sip_agent::wire::TransportKind;
use sip_agent::{Identity, IdentityId};
use sip_message::{HeaderName, Method, Request};
use testkit::Bench;

use crate::support::incoming;

/// Registers a further identity at the far end and gives the user part of its Contact.
fn registered(bench: &mut Bench, aor: &str) -> (IdentityId, String) {
    let mut identity = Identity::new(aor.parse().unwrap(), None);
    identity.registrar = "sip:192.0.2.9".parse().unwrap();
    let id = bench.act(|agent, _| agent.add_identity(identity));
    bench.act(|agent, now| agent.register(id, now)).unwrap();
    let register = bench.request(&Method::Register);
    let contact = register.headers.contacts().unwrap().list()[0].clone();
    let mut response = bench.answer_to(&register, 200, "far");
    response.headers.push(HeaderName::Contact, &contact);
    bench.receive(response);
    bench.all_news();
    bench.ignore_sent();
    (id, contact.uri.sip().unwrap().user().unwrap().into_owned())
}

fn call(bench: &mut Bench, uri: &str) -> Request {
    let mut invite = bench.invite();
    invite.uri = uri.parse().unwrap();
    invite.headers.set(HeaderName::CallId, uri);
    invite
}

/// A stranger's flow.
fn elsewhere(bench: &Bench) -> sip_agent::wire::Flow {
    bench.flow_to("203.0.113.66:5060".parse().unwrap())
}

#[test]
fn a_call_is_for_whom_its_contact_or_address_names() {
    let mut bench = Bench::default();
    let (office, office_contact) = registered(&mut bench, "sip:100@pbx.example.org");
    let (home, home_contact) = registered(&mut bench, "sip:100@home.example.net");
    assert_ne!(office_contact, home_contact, "the same user at two servers");

    for (uri, expected) in [
        (format!("sip:{office_contact}@192.0.2.1:5060"), office),
        (format!("sip:{home_contact}@192.0.2.1:5060;ob"), home),
        ("sip:100@pbx.example.org".to_owned(), office),
        ("sip:100@home.example.net".to_owned(), home),
        ("sip:anna@192.0.2.1".to_owned(), bench.anna),
    ] {
        let invite = call(&mut bench, &uri);
        bench.receive(invite);
        assert_eq!(incoming(&mut bench).identity, Some(expected), "{uri}");
    }
}

#[test]
fn a_number_of_our_own_server_is_ours_where_there_is_but_one_identity() {
    let mut bench = Bench::default();
    let (office, _) = registered(&mut bench, "sip:100@pbx.example.org");

    let invite = call(&mut bench, "sip:+4989123456@192.0.2.1");
    bench.receive(invite);

    assert_eq!(incoming(&mut bench).identity, Some(office));
}

#[test]
fn a_number_tried_by_a_stranger_is_not_found() {
    let mut bench = Bench::default();
    registered(&mut bench, "sip:100@pbx.example.org");

    for uri in ["sip:100@192.0.2.1", "sip:1000@192.0.2.1", "sip:admin@192.0.2.1"] {
        let invite = call(&mut bench, uri);
        let flow = elsewhere(&bench);
        bench.receive_from(flow, invite);
        bench.response(404);
    }
    assert_eq!(bench.news(), None);
}

#[test]
fn rfc3323_who_does_not_want_to_be_named_is_not_whatever_the_server_lets_through() {
    for (privacy, expected) in [
        ("id", "Anonymous"),
        ("ID", "Anonymous"),
        ("user;id;critical", "Anonymous"),
        ("header", "Anonymous"),
        ("none", "Boss"),
        ("history", "Boss"),
    ] {
        let mut bench = Bench::default();
        let (_, contact) = registered(&mut bench, "sip:100@pbx.example.org");
        let uri = format!("sip:{contact}@192.0.2.1");
        let mut invite = call(&mut bench, &uri);
        invite.headers.push(HeaderName::PAssertedIdentity, "\"Boss\" <sip:1@pbx.example.org>");
        invite.headers.push(HeaderName::Privacy, privacy);
        bench.receive(invite);
        let call = incoming(&mut bench);
        assert_eq!(call.from.display_name.as_deref(), Some(expected), "{privacy}");
        bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
        let ok = bench.response(200);

        let mut update = bench.within(&ok, Method::Update, 9);
        update.headers.push(HeaderName::PAssertedIdentity, "\"Carla\" <sip:2@pbx.example.org>");
        update.headers.push(HeaderName::Privacy, privacy);
        bench.receive(update);

        bench.response(200);
        assert_eq!(bench.news().is_none(), expected == "Anonymous", "{privacy}");
    }
}

#[test]
fn who_calls_is_believed_only_from_our_own_server() {
    let mut bench = Bench::default();
    let (_, contact) = registered(&mut bench, "sip:100@pbx.example.org");
    let uri = format!("sip:{contact}@192.0.2.1");

    let mut invite = call(&mut bench, &uri);
    invite.headers.push(HeaderName::PAssertedIdentity, "\"Boss\" <sip:1@pbx.example.org>");
    bench.receive(invite.clone());
    assert_eq!(incoming(&mut bench).from.display_name.as_deref(), Some("Boss"));

    invite.headers.set(HeaderName::CallId, "another");
    let via = "SIP/2.0/UDP 203.0.113.66:5060;branch=z9hG4bKother;rport";
    invite.headers.set(HeaderName::Via, via);
    let flow = elsewhere(&bench);
    bench.receive_from(flow, invite);
    assert_eq!(incoming(&mut bench).from.display_name.as_deref(), Some("Bert"));
}

#[test]
fn calls_to_our_own_domain_go_to_our_own_server() {
    let mut bench = Bench::default();
    let (office, _) = registered(&mut bench, "sip:100@pbx.example.org");
    bench.is_resolving = false;

    let target = "sip:200@pbx.example.org".parse().unwrap();
    bench.act(|agent, now| agent.invite(office, target, None, Default::default(), now)).unwrap();

    let sent = bench.next_sent().unwrap();
    assert_eq!(sent.route.peer.to_string(), "192.0.2.9:5060");
    assert_eq!(sent.route.flow, Some(bench.flow().id), "over the flow that we registered by");
    assert!(bench.query().is_none(), "nothing to ask for");
}

#[test]
fn an_outbound_proxy_is_passed_by_everything() {
    let mut bench = Bench::default();
    let mut identity = Identity::new("sip:100@pbx.example.org".parse().unwrap(), None);
    identity.outbound = Some("sip:192.0.2.77:5070;transport=tcp".parse().unwrap());
    identity.transport = Some(TransportKind::Tcp);
    let id = bench.act(|agent, _| agent.add_identity(identity));

    bench.act(|agent, now| agent.register(id, now)).unwrap();
    let target = "sip:somebody@elsewhere.example".parse().unwrap();
    bench.act(|agent, now| agent.invite(id, target, None, Default::default(), now)).unwrap();

    for method in [Method::Register, Method::Invite] {
        let sent = bench.next_sent().unwrap();
        assert_eq!(sent.route.peer.to_string(), "192.0.2.77:5070");
        assert_eq!(sent.route.transport, TransportKind::Tcp);
        let sip_message::Message::Request(request) = sent.message else { panic!() };
        assert_eq!(request.method, method);
        let route = request.headers.get(&HeaderName::Route);
        assert_eq!(route, Some("<sip:192.0.2.77:5070;transport=tcp;lr>"));
    }
}

#[test]
fn a_removed_identity_takes_no_more_calls() {
    let mut bench = Bench::default();
    let anna = bench.anna;
    bench.act(|agent, now| agent.remove_identity(anna, now)).unwrap();

    let invite = call(&mut bench, "sip:anna@192.0.2.1");
    bench.receive(invite);

    bench.response(404);
    assert_eq!(bench.agent.census().identities, 0);
}
