//! RFC 3325 §5, §6: who the far end is, is believed only where our own server says it, and who hides is
//! named to that server alone.

use sip_agent::invitation::{Event, InviteOptions};
use sip_agent::wire::Flow;
use sip_agent::{Identity, IdentityId};
use sip_message::{HeaderName, Method, Request, Response};
use testkit::Bench;

use crate::support::{event, incoming};

const ASSERTED: &str = "\"Boss\" <sip:1@pbx.example.org>";

/// Registers at the far end; gives the user part of the Contact too.
fn registered(bench: &mut Bench, trusts_asserted: bool) -> (IdentityId, String) {
    let mut identity = Identity::new("sip:100@pbx.example.org".parse().unwrap(), None);
    identity.registrar = "sip:192.0.2.9".parse().unwrap();
    identity.trusts_asserted = trusts_asserted;
    let id = bench.act(|agent, _| agent.add_identity(identity));
    bench.act(|agent, now| agent.register(id, now)).unwrap();
    let register = bench.request(&Method::Register);
    let contact = register.headers.contacts().unwrap().list()[0].clone();
    let mut response = bench.answer_to(&register, 200, "far");
    response.headers.push(HeaderName::Contact, &contact);
    bench.receive(response);
    bench.all_news();
    (id, contact.uri.sip().unwrap().user().unwrap().into_owned())
}

fn elsewhere(bench: &Bench) -> Flow {
    bench.flow_to("203.0.113.66:5060".parse().unwrap())
}

/// A call to the Contact with an asserted identity.
fn call(bench: &mut Bench, user: &str, name: HeaderName, value: &str) -> Request {
    let mut invite = bench.invite();
    invite.uri = format!("sip:{user}@192.0.2.1").parse().unwrap();
    invite.headers.push(name, value);
    invite
}

fn asserting(mut response: Response) -> Response {
    response.headers.push(HeaderName::PAssertedIdentity, ASSERTED);
    response
}

#[test]
fn section_5_an_invite_over_our_servers_flow_is_believed_and_one_from_elsewhere_is_not() {
    let mut bench = Bench::default();
    let (_, user) = registered(&mut bench, true);

    let invite = call(&mut bench, &user, HeaderName::PAssertedIdentity, ASSERTED);
    bench.receive(invite);
    let call_here = incoming(&mut bench);
    assert_eq!(call_here.asserted.as_ref().unwrap().display_name.as_deref(), Some("Boss"));
    assert!(call_here.is_from_server);
    assert_eq!(bench.agent.asserted(call_here.id), call_here.asserted.as_ref());

    let mut invite = call(&mut bench, &user, HeaderName::PAssertedIdentity, ASSERTED);
    invite.headers.set(HeaderName::CallId, "another");
    invite.headers.set(HeaderName::Via, "SIP/2.0/UDP 203.0.113.66:5060;branch=z9hG4bKx;rport");
    let flow = elsewhere(&bench);
    bench.receive_from(flow, invite);
    let call_there = incoming(&mut bench);
    assert_eq!(call_there.asserted, None);
    assert!(!call_there.is_from_server);
    assert_eq!(call_there.from.display_name.as_deref(), Some("Bert"));
}

#[test]
fn section_5_an_identity_may_not_believe_its_server_at_all() {
    let mut bench = Bench::default();
    let (_, user) = registered(&mut bench, false);

    let invite = call(&mut bench, &user, HeaderName::PAssertedIdentity, ASSERTED);
    bench.receive(invite);

    let call = incoming(&mut bench);
    assert_eq!(call.asserted, None);
    assert!(call.is_from_server, "where it came from is another question");
    assert_eq!(call.from.display_name.as_deref(), Some("Bert"));
}

#[test]
fn where_a_server_knows_no_asserted_identity_its_older_form_counts() {
    let mut bench = Bench::default();
    let (_, user) = registered(&mut bench, true);
    let value = "\"Boss\" <sip:1@pbx.example.org>;party=calling;privacy=off";

    let invite = call(&mut bench, &user, HeaderName::RemotePartyId, value);
    bench.receive(invite);

    let told = incoming(&mut bench).asserted.unwrap();
    assert_eq!(told.to_string(), "\"Boss\" <sip:1@pbx.example.org>");
}

#[test]
fn where_the_older_form_asks_for_privacy_nobody_is_named() {
    let mut bench = Bench::default();
    let (_, user) = registered(&mut bench, true);
    let value = "\"Boss\" <sip:1@pbx.example.org>;party=calling;privacy=full";

    let invite = call(&mut bench, &user, HeaderName::RemotePartyId, value);
    bench.receive(invite);

    assert_eq!(incoming(&mut bench).asserted, None);
}

#[test]
fn section_5_a_2xx_a_re_invite_and_an_update_are_held_to_the_same() {
    let mut bench = Bench::default();
    let (id, _) = registered(&mut bench, true);
    let bert = bench.bert();
    let call = bench
        .act(|agent, now| agent.invite(id, bert, Some("offer".into()), Default::default(), now))
        .unwrap();
    let invite = bench.request(&Method::Invite);
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");

    bench.receive(asserting(ok.clone()));

    bench.request(&Method::Ack);
    let Event::Answered { remote, .. } = event(&mut bench, call) else { panic!() };
    assert_eq!(remote.display_name.as_deref(), Some("Boss"));

    for (cseq, method, is_ours, expected) in [
        (5, Method::Update, false, None),
        (6, Method::Update, true, Some("Carla")),
        (7, Method::Invite, false, None),
        (8, Method::Invite, true, Some("Dora")),
    ] {
        let mut request = bench.within(&ok, method.clone(), cseq);
        let name = if method == Method::Update { "Carla" } else { "Dora" };
        request.headers.push(HeaderName::PAssertedIdentity, format!("\"{name}\" <sip:{name}@pbx>"));
        let flow = if is_ours { bench.flow() } else { elsewhere(&bench) };
        bench.receive_from(flow, request);
        if method == Method::Invite {
            assert_eq!(event(&mut bench, call), Event::Reoffered { offer: None });
            bench.act(|agent, now| agent.answer_reoffer(call, "mine".into(), now)).unwrap();
        }
        let ok = bench.response(200);
        if method == Method::Invite {
            let ack = bench.within(&ok, Method::Ack, cseq).with_body("application/sdp", "theirs");
            bench.receive(ack);
        }
        let told: Vec<_> = bench.all_news();
        let named = told.iter().find_map(|news| match news {
            sip_agent::Output::Invitation { event: Event::RemoteChanged { remote }, .. } => {
                remote.display_name.as_deref()
            }
            _ => None,
        });
        assert_eq!(named, expected, "{method}");
    }
}

/// Somebody at `target` is called without our name.
fn hidden_call(target: &str) -> Request {
    let mut bench = Bench::default();
    let (own, _) = registered(&mut bench, false);
    let target = target.parse().unwrap();
    let options = InviteOptions { is_anonymous: true, ..InviteOptions::default() };
    bench.act(|agent, now| agent.invite(own, target, None, options, now)).unwrap();
    bench.request(&Method::Invite)
}

#[test]
fn an_anonymous_call_hides_who_calls_and_tells_only_the_server() {
    let headers = hidden_call("sip:200@pbx.example.org").headers;

    let from = headers.from().unwrap();
    assert_eq!(from.uri.to_string(), "sip:anonymous@anonymous.invalid");
    assert!(from.tag().is_some());
    assert_eq!(headers.get(&HeaderName::Privacy), Some("id"));
    let own = headers.get(&HeaderName::PPreferredIdentity);
    assert_eq!(own, Some("<sip:100@pbx.example.org>"));
    let contact = headers.contacts().unwrap().list()[0].clone();
    let user = contact.uri.sip().unwrap().user().unwrap().into_owned();
    assert!(!user.contains("100-"), "{user}");
}

#[test]
fn an_anonymous_call_to_a_stranger_tells_nobody() {
    let invite = hidden_call("sip:bert@192.0.2.99");

    assert_eq!(invite.headers.get(&HeaderName::PPreferredIdentity), None);
    let text = String::from_utf8(invite.to_bytes().to_vec()).unwrap();
    assert!(!text.contains("pbx.example.org"), "{text}");
}
