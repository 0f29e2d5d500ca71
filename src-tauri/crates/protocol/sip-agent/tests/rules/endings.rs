//! A thousand calls that end in every way there is: nothing of them is left.

use sip_agent::invitation::{Event, IncomingInvitation, InvitationId, InviteOptions};
use sip_agent::wire::TransportError;
use sip_agent::{Census, Output, Reply};
use sip_message::{CSeq, HeaderName, Method, RAck, Request, Response, StatusCode};
use testkit::Bench;

use crate::support::s;

/// One way in which a call ends. The agent is left as it is then, with all that lingers.
type Ending = fn(&mut Bench, usize);

const ENDINGS: [(&str, Ending); 27] = [
    ("we hang up", we_hang_up),
    ("they hang up", they_hang_up),
    ("both hang up", both_hang_up),
    ("busy", busy),
    ("cancelled", cancelled),
    ("cancelled and answered", cancelled_and_answered),
    ("unreachable", unreachable),
    ("silent", silent),
    ("not taken", not_taken),
    ("proved", proved),
    ("wrong password", wrong_password),
    ("redirected", redirected),
    ("forked", forked),
    ("without session", without_session),
    ("without offer", without_offer),
    ("glare", glare),
    ("transferred", transferred),
    ("transferred without news", transferred_without_news),
    ("not renewed", not_renewed),
    ("forgotten there", forgotten_there),
    ("accepted", accepted),
    ("never confirmed", never_confirmed),
    ("rejected", rejected),
    ("answered elsewhere", answered_elsewhere),
    ("never acknowledged", never_acknowledged),
    ("replaced", replaced),
    ("they transfer", they_transfer),
];

#[test]
fn of_a_thousand_calls_that_end_in_every_way_nothing_is_left() {
    let mut bench = Bench::default();
    let mut most = Census::default();
    let mut play = |bench: &mut Bench, calls: std::ops::Range<usize>| {
        for (call, (_, ending)) in calls.zip(ENDINGS.iter().cycle()) {
            ending(bench, call);
            bench.ignore_sent();
            bench.all_news();
            let census = bench.agent.census();
            most.invitations = most.invitations.max(census.invitations);
            most.client_transactions = most.client_transactions.max(census.client_transactions);
            most.server_transactions = most.server_transactions.max(census.server_transactions);
            bench.advance(s(4));
            bench.ignore_sent();
            bench.all_news();
        }
        bench.advance(s(700));
        bench.ignore_sent();
        bench.all_news();
    };

    play(&mut bench, 0..ENDINGS.len());
    let before = size(&bench);
    play(&mut bench, ENDINGS.len()..1000);

    assert_eq!(bench.agent.census(), Census { identities: 1, ..Census::default() });
    assert_eq!(bench.agent.next_deadline(), None);
    let after = size(&bench);
    assert!(after <= before + before / 50, "{before} and then {after} characters to print");
    assert!(most.invitations < 32, "{most:?}");
    assert!(most.client_transactions + most.server_transactions < 128, "{most:?}");
}

#[test]
fn each_way_to_end_a_call_leaves_nothing_by_itself() {
    for (name, ending) in ENDINGS {
        let mut bench = Bench::default();
        ending(&mut bench, 1);
        bench.advance(s(700));
        bench.ignore_sent();

        let ended = bench
            .all_news()
            .iter()
            .filter(|news| matches!(news, Output::Invitation { event: Event::Ended(_), .. }))
            .count();
        let held = bench.agent.census();
        assert_eq!(held, Census { identities: 1, ..Census::default() }, "{name}");
        assert_eq!(bench.agent.next_deadline(), None, "{name}");
        assert!(ended >= 1, "{name}: an end is told");
    }
}

/// How much there is to print of all that the agent holds, tables without a census included.
fn size(bench: &Bench) -> usize {
    format!("{:?}", bench.agent).len()
}

// What both sides do again and again.

/// A call of ours that stands; gives their 200.
fn ours(bench: &mut Bench) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let ringing = bench.answer_to(&invite, 180, "far");
    bench.receive(ringing);
    let ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    (id, ok)
}

/// A call of theirs, numbered.
fn offered(
    bench: &mut Bench,
    call: usize,
    headers: &[(HeaderName, &str)],
) -> (IncomingInvitation, Request) {
    let mut invite = bench.invite();
    invite.headers.set(HeaderName::CallId, format!("call-{call}"));
    for (name, value) in headers {
        invite.headers.push(name.clone(), value);
    }
    bench.receive(invite.clone());
    let incoming = bench.all_news().into_iter().find_map(|news| match news {
        Output::Incoming(incoming) => Some(*incoming),
        _ => None,
    });
    (incoming.unwrap(), invite)
}

fn accept(bench: &mut Bench, call: &IncomingInvitation) -> Response {
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    bench.response(200)
}

fn hang_up(bench: &mut Bench, id: InvitationId) {
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
}

/// Answers a request of ours of this method, whichever comes next.
fn answer_next(bench: &mut Bench, method: &Method, status: u16) {
    let request = bench.request(method);
    bench.answer(&request, status);
}

fn their_bye(bench: &mut Bench, of: &Response, cseq: u32) {
    let bye = bench.within(of, Method::Bye, cseq);
    bench.receive(bye);
    bench.response(200);
}

/// Acknowledges our refusal.
fn acknowledge(bench: &mut Bench, refused: &Request) {
    let mut ack = Request::new(Method::Ack, refused.uri.clone());
    for name in [HeaderName::Via, HeaderName::From, HeaderName::To, HeaderName::CallId] {
        ack.headers.copy(&refused.headers, &name);
    }
    ack.headers.push(HeaderName::CSeq, CSeq::new(1, Method::Ack));
    ack.headers.push(HeaderName::MaxForwards, 70);
    bench.receive(ack);
}

fn challenge(bench: &mut Bench, request: &Request, nonce: &str) {
    let mut response = bench.answer_to(request, 401, "far");
    let value = format!("Digest realm=\"x\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"");
    response.headers.push(HeaderName::WwwAuthenticate, value);
    bench.receive(response);
    bench.request(&Method::Ack);
}

// Calls of ours.

fn we_hang_up(bench: &mut Bench, _: usize) {
    let (id, _) = ours(bench);
    hang_up(bench, id);
    answer_next(bench, &Method::Bye, 200);
}

fn they_hang_up(bench: &mut Bench, _: usize) {
    let (_, ok) = ours(bench);
    their_bye(bench, &ok, 1);
}

fn both_hang_up(bench: &mut Bench, _: usize) {
    let (id, ok) = ours(bench);
    hang_up(bench, id);
    let bye = bench.request(&Method::Bye);
    their_bye(bench, &ok, 1);
    bench.answer(&bye, 200);
}

fn busy(bench: &mut Bench, _: usize) {
    let (_, invite) = bench.dial();
    bench.answer(&invite, 486);
    bench.request(&Method::Ack);
}

fn cancelled(bench: &mut Bench, _: usize) {
    let (id, invite) = bench.dial();
    bench.answer(&invite, 180);
    hang_up(bench, id);
    answer_next(bench, &Method::Cancel, 200);
    bench.answer(&invite, 487);
    bench.request(&Method::Ack);
}

fn cancelled_and_answered(bench: &mut Bench, _: usize) {
    let (id, invite) = bench.dial();
    bench.answer(&invite, 180);
    hang_up(bench, id);
    answer_next(bench, &Method::Cancel, 200);
    bench.answer_with(&invite, 200, "answer");
    bench.request(&Method::Ack);
    answer_next(bench, &Method::Bye, 200);
}

fn unreachable(bench: &mut Bench, _: usize) {
    let (anna, bert) = (bench.anna, bench.bert());
    let options = InviteOptions::default();
    bench.act(|agent, now| agent.invite(anna, bert, Some("offer".into()), options, now)).unwrap();
    let sent = bench.next_sent().unwrap();
    bench.fail(&sent, TransportError::Refused);
}

fn silent(bench: &mut Bench, _: usize) {
    bench.dial();
    bench.advance(s(33));
}

fn not_taken(bench: &mut Bench, _: usize) {
    let (_, invite) = bench.dial();
    bench.answer(&invite, 180);
    bench.advance(s(300));
    answer_next(bench, &Method::Cancel, 200);
    bench.answer(&invite, 487);
    bench.request(&Method::Ack);
}

fn proved(bench: &mut Bench, call: usize) {
    let (id, invite) = bench.dial();
    challenge(bench, &invite, &format!("n{call}"));
    let again = bench.request(&Method::Invite);
    bench.answer_with(&again, 200, "answer");
    bench.request(&Method::Ack);
    hang_up(bench, id);
    answer_next(bench, &Method::Bye, 200);
}

fn wrong_password(bench: &mut Bench, _: usize) {
    let (_, invite) = bench.dial();
    challenge(bench, &invite, "one");
    let again = bench.request(&Method::Invite);
    challenge(bench, &again, "two");
}

fn redirected(bench: &mut Bench, _: usize) {
    let (_, invite) = bench.dial();
    let mut moved = bench.answer_to(&invite, 302, "far");
    moved.headers.set(HeaderName::Contact, "<sip:carla@192.0.2.9>");
    bench.receive(moved);
    bench.request(&Method::Ack);
    let again = bench.request(&Method::Invite);
    bench.answer(&again, 603);
    bench.request(&Method::Ack);
}

fn forked(bench: &mut Bench, _: usize) {
    let (id, invite) = bench.dial();
    for tag in ["desk", "mobile", "home"] {
        let early = bench.answer_to(&invite, 183, tag).with_body("application/sdp", "early");
        bench.receive(early);
    }
    for tag in ["mobile", "desk"] {
        let ok = bench.answer_to(&invite, 200, tag).with_body("application/sdp", "answer");
        bench.receive(ok);
        bench.request(&Method::Ack);
    }
    answer_next(bench, &Method::Bye, 200);
    hang_up(bench, id);
    answer_next(bench, &Method::Bye, 200);
}

fn without_session(bench: &mut Bench, _: usize) {
    let (_, invite) = bench.dial();
    bench.answer(&invite, 200);
    bench.request(&Method::Ack);
    answer_next(bench, &Method::Bye, 200);
}

fn without_offer(bench: &mut Bench, _: usize) {
    let (anna, bert) = (bench.anna, bench.bert());
    let options = InviteOptions::default();
    let id = bench.act(|agent, now| agent.invite(anna, bert, None, options, now)).unwrap();
    let invite = bench.request(&Method::Invite);
    bench.answer_with(&invite, 200, "theirs");
    bench.act(|agent, now| agent.answer_reoffer(id, "mine".into(), now)).unwrap();
    bench.request(&Method::Ack);
    hang_up(bench, id);
    answer_next(bench, &Method::Bye, 200);
}

fn glare(bench: &mut Bench, _: usize) {
    let (id, ok) = ours(bench);
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let hold = bench.request(&Method::Invite);
    let crossing = bench.within(&ok, Method::Invite, 1).with_body("application/sdp", "theirs");
    bench.receive(crossing.clone());
    bench.response(491);
    acknowledge(bench, &crossing);
    bench.answer(&hold, 491);
    bench.request(&Method::Ack);
    their_bye(bench, &ok, 2);
}

fn transferred(bench: &mut Bench, _: usize) {
    let (id, ok) = ours(bench);
    let carla = "sip:carla@example.org".parse().unwrap();
    bench.act(|agent, now| agent.refer(id, carla, None, now)).unwrap();
    answer_next(bench, &Method::Refer, 202);
    their_bye(bench, &ok, 1);
    for (cseq, state, line) in [(2, "active", "SIP/2.0 180 x"), (3, "terminated", "SIP/2.0 200 x")]
    {
        let mut notify = bench.within(&ok, Method::Notify, cseq).with_body("message/sipfrag", line);
        notify.headers.push(HeaderName::Event, "refer");
        notify.headers.push(HeaderName::SubscriptionState, state);
        bench.receive(notify);
        bench.response(200);
    }
}

fn transferred_without_news(bench: &mut Bench, _: usize) {
    let (id, _) = ours(bench);
    let carla = "sip:carla@example.org".parse().unwrap();
    bench.act(|agent, now| agent.refer(id, carla, None, now)).unwrap();
    answer_next(bench, &Method::Refer, 202);
    hang_up(bench, id);
    answer_next(bench, &Method::Bye, 200);
}

fn not_renewed(bench: &mut Bench, _: usize) {
    let (_, invite) = bench.dial();
    let mut ok = bench.answer_to(&invite, 200, "far").with_body("application/sdp", "answer");
    ok.headers.push(HeaderName::SessionExpires, "90;refresher=uas");
    bench.receive(ok);
    bench.request(&Method::Ack);
    bench.advance(s(90));
    answer_next(bench, &Method::Bye, 481);
}

fn forgotten_there(bench: &mut Bench, _: usize) {
    let (id, _) = ours(bench);
    bench.act(|agent, now| agent.info(id, "application/dtmf", "5".into(), now)).unwrap();
    answer_next(bench, &Method::Info, 481);
    answer_next(bench, &Method::Bye, 481);
}

// Calls of theirs.

fn accepted(bench: &mut Bench, call: usize) {
    let (incoming, _) = offered(bench, call, &[]);
    bench.act(|agent, now| agent.ring(incoming.id, None, now)).unwrap();
    bench.response(180);
    let ok = accept(bench, &incoming);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    their_bye(bench, &ok, 2);
}

fn never_confirmed(bench: &mut Bench, call: usize) {
    let (incoming, _) = offered(bench, call, &[]);
    accept(bench, &incoming);
    bench.advance(s(33));
}

fn rejected(bench: &mut Bench, call: usize) {
    let (incoming, invite) = offered(bench, call, &[]);
    bench.act(|agent, now| agent.reject(incoming.id, StatusCode::BUSY_HERE, now)).unwrap();
    bench.response(486);
    acknowledge(bench, &invite);
}

fn answered_elsewhere(bench: &mut Bench, call: usize) {
    let (_, invite) = offered(bench, call, &[]);
    let mut cancel = invite.clone();
    cancel.method = Method::Cancel;
    cancel.headers.set(HeaderName::CSeq, CSeq::new(1, Method::Cancel));
    cancel.headers.push(HeaderName::Reason, "SIP;cause=200");
    cancel.headers.remove(&HeaderName::ContentType);
    cancel.body = Default::default();
    bench.receive(cancel);
    acknowledge(bench, &invite);
}

fn never_acknowledged(bench: &mut Bench, call: usize) {
    let (incoming, invite) = offered(bench, call, &[(HeaderName::Require, "100rel")]);
    bench.act(|agent, now| agent.ring(incoming.id, Some("early".into()), now)).unwrap();
    if call.is_multiple_of(2) {
        let early = bench.response(183);
        bench.act(|agent, now| agent.accept(incoming.id, "answer".into(), now)).unwrap();
        let mut prack = bench.within(&early, Method::Prack, 2);
        let rseq = early.headers.rseq().unwrap();
        prack.headers.push(HeaderName::RAck, RAck { rseq, cseq: CSeq::new(1, Method::Invite) });
        bench.receive(prack);
        bench.response(200);
        let ok = bench.response(200);
        let ack = bench.within(&ok, Method::Ack, 1);
        bench.receive(ack);
        their_bye(bench, &ok, 3);
    } else {
        bench.advance(s(33));
        acknowledge(bench, &invite);
    }
}

fn replaced(bench: &mut Bench, call: usize) {
    let (_, ok) = ours(bench);
    let tag = ok.headers.from().unwrap().tag().unwrap();
    let value = format!("{};to-tag={tag};from-tag=far", ok.headers.call_id().unwrap());
    let (incoming, _) = offered(bench, call, &[(HeaderName::Replaces, &value)]);
    let taken = accept(bench, &incoming);
    answer_next(bench, &Method::Bye, 200);
    let ack = bench.within(&taken, Method::Ack, 1);
    bench.receive(ack);
    their_bye(bench, &taken, 2);
}

fn they_transfer(bench: &mut Bench, call: usize) {
    let (incoming, _) = offered(bench, call, &[]);
    let ok = accept(bench, &incoming);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    let mut refer = bench.within(&ok, Method::Refer, 2);
    refer.headers.push(HeaderName::ReferTo, "<sip:carla@example.org>");
    bench.receive(refer);
    let referred = bench.all_news().into_iter().find_map(|news| match news {
        Output::Invitation { event: Event::Referred { request, .. }, .. } => Some(request),
        _ => None,
    });
    let request = referred.unwrap();
    let reply = Reply::new(StatusCode::ACCEPTED);
    bench.act(|agent, now| agent.answer(request, reply, now)).unwrap();
    bench.response(202);
    answer_next(bench, &Method::Notify, 200);
    their_bye(bench, &ok, 3);
    if call.is_multiple_of(2) {
        bench.act(|agent, now| agent.report_referral(request, StatusCode::OK, now)).unwrap();
        answer_next(bench, &Method::Notify, 200);
    }
}
