//! RFC 4028: session timers, on both sides.

use sip_agent::invitation::{Cause, Event, InvitationId};
use sip_agent::{Identity, Output, Settings};
use sip_message::{HeaderName, Method, Refresher, Request, Response};
use testkit::{Bench, Conditions, World};

use crate::support::{cause, event, incoming, ms, nothing_is_left, s};

const UPDATES: &str = "INVITE, ACK, BYE, CANCEL, UPDATE";
const NO_UPDATES: &str = "INVITE, ACK, BYE, CANCEL";

/// A call of ours that stands, with what the far end says about renewing; gives their 200.
fn ours(bench: &mut Bench, allow: &str, expires: &str) -> (InvitationId, Response) {
    let (id, invite) = bench.dial();
    let ok = with_timer(bench, &invite, allow, expires);
    bench.receive(ok.clone());
    bench.request(&Method::Ack);
    bench.all_news();
    (id, ok)
}

fn with_timer(bench: &Bench, request: &Request, allow: &str, expires: &str) -> Response {
    let mut ok = bench.answer_to(request, 200, "far");
    if request.method == Method::Invite {
        ok = ok.with_body("application/sdp", "answer");
    }
    ok.headers.push(HeaderName::Allow, allow);
    ok.headers.push(HeaderName::SessionExpires, expires);
    ok
}

/// Their INVITE with these header fields, accepted and acknowledged; gives our 200.
fn theirs(bench: &mut Bench, headers: &[(HeaderName, &str)]) -> (InvitationId, Response) {
    let mut invite = bench.invite();
    for (name, value) in headers {
        invite.headers.push(name.clone(), *value);
    }
    bench.receive(invite);
    let call = incoming(bench);
    bench.act(|agent, now| agent.accept(call.id, "answer".into(), now)).unwrap();
    let ok = bench.response(200);
    let ack = bench.within(&ok, Method::Ack, 1);
    bench.receive(ack);
    bench.all_news();
    (call.id, ok)
}

fn next_deadline_s(bench: &Bench) -> (&'static str, u64) {
    let deadline = bench.agent.next_deadline().unwrap();
    (deadline.why, deadline.at.saturating_duration_since(bench.now.instant).as_secs())
}

/// Lets the INVITE transaction linger out.
fn settle(bench: &mut Bench) {
    bench.advance(s(40));
    bench.expect_silence();
}

#[test]
fn section_7_1_an_invite_asks_for_half_an_hour_and_leaves_the_refresher_open() {
    let mut bench = Bench::default();

    let (_, invite) = bench.dial();

    let expires = invite.headers.session_expires().unwrap();
    assert_eq!((expires.seconds, expires.refresher), (1800, None));
    assert!(invite.headers.supported().contains(&"timer".to_owned()));
    assert_eq!(invite.headers.min_se(), None);
}

#[test]
fn section_7_2_without_session_expires_in_the_2xx_nobody_renews() {
    let mut bench = Bench::default();
    let (_, invite) = bench.dial();
    bench.answer_with(&invite, 200, "answer");
    bench.request(&Method::Ack);

    bench.advance(s(100_000));

    bench.expect_silence();
}

#[test]
fn section_7_3_a_422_is_answered_with_a_longer_session() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    let mut refusal = bench.answer_to(&invite, 422, "proxy");
    refusal.headers.push(HeaderName::MinSe, "3600");

    bench.receive(refusal);

    bench.request(&Method::Ack);
    let again = bench.request(&Method::Invite);
    assert_eq!(again.headers.session_expires().unwrap().seconds, 3600);
    assert_eq!(again.headers.min_se().unwrap().seconds, 3600);
    assert_eq!(again.headers.call_id().unwrap(), invite.headers.call_id().unwrap());
    assert_eq!(again.headers.from().unwrap().tag(), invite.headers.from().unwrap().tag());
    assert!(again.headers.cseq().unwrap().number > invite.headers.cseq().unwrap().number);
    assert_eq!(again.headers.to().unwrap().tag(), None);
    assert_eq!(again.body, invite.body);
    assert_eq!(again.headers.all(&HeaderName::Via).count(), 1);
    assert_eq!(bench.news(), None);
    bench.answer_with(&again, 200, "answer");
    bench.request(&Method::Ack);
    assert!(matches!(event(&mut bench, id), Event::Answered { .. }));
}

#[test]
fn section_7_3_a_server_that_is_never_satisfied_ends_the_call() {
    for step in [0, 1] {
        let mut bench = Bench::default();
        let (id, mut invite) = bench.dial();
        let mut tries = 1;
        for round in 0..9_u32 {
            let mut refusal = bench.answer_to(&invite, 422, "proxy");
            refusal.headers.push(HeaderName::MinSe, 2000 + step * round);
            bench.receive(refusal);
            bench.request(&Method::Ack);
            let Some(sent) = bench.next_sent() else { break };
            let sip_message::Message::Request(next) = sent.message else { panic!() };
            invite = next;
            tries += 1;
        }

        assert_eq!(tries, if step == 0 { 2 } else { 4 });
        assert!(matches!(cause(&mut bench, id), Cause::Refused(status) if status.value() == 422));
        nothing_is_left(&mut bench);
    }
}

#[test]
fn section_7_3_hanging_up_while_a_422_is_on_its_way_tries_no_more() {
    let mut bench = Bench::default();
    let (id, invite) = bench.dial();
    bench.answer(&invite, 100);
    bench.act(|agent, now| agent.hang_up(id, now)).unwrap();
    bench.request(&Method::Cancel);
    let mut refusal = bench.answer_to(&invite, 422, "proxy");
    refusal.headers.push(HeaderName::MinSe, "3600");

    bench.receive(refusal);

    bench.request(&Method::Ack);
    bench.expect_silence();
    nothing_is_left(&mut bench);
}

#[test]
fn section_10_as_refresher_we_update_at_half_the_session() {
    let mut bench = Bench::default();
    let (_, _) = ours(&mut bench, UPDATES, "600;refresher=uac");
    settle(&mut bench);
    assert_eq!(next_deadline_s(&bench), ("session renewal", 260));

    for _ in 0..3 {
        bench.run_to_next_deadline().unwrap();
        let update = bench.request(&Method::Update);
        assert!(update.body.is_empty());
        let expires = update.headers.session_expires().unwrap();
        assert_eq!((expires.seconds, expires.refresher), (600, Some(Refresher::Uac)));
        assert!(!update.headers.contacts().unwrap().list().is_empty());
        let ok = with_timer(&bench, &update, UPDATES, "600;refresher=uac");
        bench.receive(ok);
        settle(&mut bench);
        assert_eq!(next_deadline_s(&bench), ("session renewal", 260));
    }

    assert_eq!(bench.news(), None);
}

#[test]
fn section_7_4_without_update_the_same_offer_renews() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench, NO_UPDATES, "600;refresher=uac");
    settle(&mut bench);

    bench.run_to_next_deadline().unwrap();
    let invite = bench.request(&Method::Invite);
    assert_eq!(&invite.body[..], b"offer", "the session of the call, unchanged");
    let again = with_timer(&bench, &invite, NO_UPDATES, "600;refresher=uac");
    bench.receive(again);
    bench.request(&Method::Ack);

    assert_eq!(event(&mut bench, id), Event::ReofferAnswered { answer: "answer".into() });
    settle(&mut bench);
    assert_eq!(next_deadline_s(&bench), ("session renewal", 260));
}

#[test]
fn section_7_4_what_renews_is_the_session_that_was_agreed_last() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench, NO_UPDATES, "600;refresher=uac");
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    let held = with_timer(&bench, &invite, NO_UPDATES, "600;refresher=uac");
    bench.receive(held);
    bench.request(&Method::Ack);
    bench.act(|agent, now| agent.reoffer(id, "refused".into(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    bench.answer(&invite, 488);
    bench.request(&Method::Ack);
    settle(&mut bench);
    bench.run_to_next_deadline().unwrap();
    let invite = bench.request(&Method::Invite);
    assert_eq!(&invite.body[..], b"hold");
    let held = with_timer(&bench, &invite, NO_UPDATES, "600;refresher=uac");
    bench.receive(held);
    bench.request(&Method::Ack);

    let theirs = bench.within(&ok, Method::Invite, 7).with_body("application/sdp", "o");
    bench.receive(theirs);
    bench.act(|agent, now| agent.answer_reoffer(id, "new".into(), now)).unwrap();
    let answer = bench.response(200);
    assert_eq!(answer.headers.session_expires(), None, "they asked for none and know none");
}

#[test]
fn section_7_4_an_update_that_is_no_method_there_becomes_a_re_invite() {
    for status in [405, 501] {
        let mut bench = Bench::default();
        let (_, _) = ours(&mut bench, UPDATES, "600;refresher=uac");
        settle(&mut bench);
        bench.run_to_next_deadline().unwrap();
        let update = bench.request(&Method::Update);

        bench.answer(&update, status);

        assert_eq!(&bench.request(&Method::Invite).body[..], b"offer");
    }
}

#[test]
fn section_7_3_a_422_to_a_renewal_renews_for_longer() {
    for (allow, method) in [(UPDATES, Method::Update), (NO_UPDATES, Method::Invite)] {
        let mut bench = Bench::default();
        let (_, _) = ours(&mut bench, allow, "600;refresher=uac");
        settle(&mut bench);
        bench.run_to_next_deadline().unwrap();
        let renewal = bench.request(&method);
        let mut refusal = bench.answer_to(&renewal, 422, "far");
        refusal.headers.push(HeaderName::MinSe, "900");

        bench.receive(refusal);

        if method == Method::Invite {
            bench.request(&Method::Ack);
        }
        let again = bench.request(&method);
        assert_eq!(again.headers.session_expires().unwrap().seconds, 900);
        assert_eq!(again.headers.min_se().unwrap().seconds, 900);
    }
}

#[test]
fn section_10_a_renewal_that_is_refused_is_tried_until_the_session_ends() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench, UPDATES, "600;refresher=uac");
    let began = bench.now.instant;
    let mut renewals = 0;

    let bye = loop {
        bench.advance(s(1));
        let Some(sent) = bench.next_sent() else { continue };
        let sip_message::Message::Request(request) = sent.message else { panic!() };
        if request.method == Method::Bye {
            break request;
        }
        assert_eq!(request.method, Method::Update);
        renewals += 1;
        bench.answer(&request, 500);
    };

    assert_eq!((bench.now.instant - began).as_secs(), 568);
    assert!((50..=55).contains(&renewals), "{renewals}");
    let reason = bye.headers.get(&HeaderName::Reason).unwrap();
    assert!(reason.starts_with("SIP;cause=408"), "{reason}");
    bench.answer(&bye, 200);
    assert_eq!(cause(&mut bench, id), Cause::Lost);
    nothing_is_left(&mut bench);
}

#[test]
fn section_10_an_update_that_nobody_answers_ends_the_call() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench, UPDATES, "600;refresher=uac");
    settle(&mut bench);
    bench.run_to_next_deadline().unwrap();

    bench.advance(s(33));

    assert_eq!(cause(&mut bench, id), Cause::Lost);
    bench.ignore_sent();
    nothing_is_left(&mut bench);
}

#[test]
fn section_10_what_the_far_end_does_not_renew_ends_before_its_time() {
    for (span, margin) in [(600, 32), (90, 30)] {
        let mut bench = Bench::default();
        let (id, _) = ours(&mut bench, UPDATES, &format!("{span};refresher=uas"));

        bench.advance(ms((span - margin) * 1000 - 1));
        bench.expect_silence();
        bench.advance(ms(1));

        let bye = bench.request(&Method::Bye);
        bench.answer(&bye, 200);
        assert_eq!(cause(&mut bench, id), Cause::Lost);
        nothing_is_left(&mut bench);
    }
}

#[test]
fn section_10_their_update_or_re_invite_keeps_the_call() {
    let mut bench = Bench::default();
    let (id, ok) = ours(&mut bench, UPDATES, "600;refresher=uas");
    for round in 0..4 {
        bench.advance(s(300));
        let method = if round % 2 == 0 { Method::Update } else { Method::Invite };
        let mut renewal = bench.within(&ok, method.clone(), 10 + round);
        renewal.headers.push(HeaderName::Supported, "timer");
        renewal.headers.push(HeaderName::SessionExpires, "600;refresher=uac");
        if method == Method::Invite {
            renewal = renewal.with_body("application/sdp", "answer");
        }
        bench.receive(renewal);
        if method == Method::Invite {
            bench.all_news();
            bench.act(|agent, now| agent.answer_reoffer(id, "offer".into(), now)).unwrap();
        }
        let answer = bench.response(200);
        let expires = answer.headers.session_expires().unwrap();
        assert_eq!((expires.seconds, expires.refresher), (600, Some(Refresher::Uac)));
        assert_eq!(answer.headers.require(), ["timer"]);
        if method == Method::Invite {
            let ack = bench.within(&answer, Method::Ack, 10 + round);
            bench.receive(ack);
        }
    }
    assert_eq!(bench.news(), None);

    bench.advance(s(570));

    assert_eq!(cause(&mut bench, id), Cause::Lost);
}

#[test]
fn section_9_table_2_says_who_renews() {
    let timer = (HeaderName::Supported, "timer");
    let required = (HeaderName::Require, "timer");
    let asked = |value: &'static str| (HeaderName::SessionExpires, value);
    for (headers, expected) in [
        (vec![], None),
        (vec![asked("600")], Some((600, Refresher::Uas, false))),
        (vec![timer.clone()], Some((1800, Refresher::Uas, false))),
        (vec![timer.clone(), asked("600")], Some((600, Refresher::Uas, false))),
        (vec![timer.clone(), asked("600;refresher=uac")], Some((600, Refresher::Uac, true))),
        (vec![timer.clone(), asked("600;refresher=uas")], Some((600, Refresher::Uas, false))),
        (vec![required, asked("600;refresher=uac")], Some((600, Refresher::Uac, true))),
        (vec![timer, (HeaderName::MinSe, "4000")], Some((4000, Refresher::Uas, false))),
        (vec![asked("10")], None),
    ] {
        let mut bench = Bench::default();

        let (_, ok) = theirs(&mut bench, &headers);

        let said = ok.headers.session_expires();
        let said = said.map(|said| {
            let requires = ok.headers.require().contains(&"timer".to_owned());
            (said.seconds, said.refresher.unwrap(), requires)
        });
        assert_eq!(said, expected, "{headers:?}");
    }
}

#[test]
fn section_9_a_session_that_is_too_short_is_refused_with_422() {
    let mut bench = Bench::default();
    let mut invite = bench.invite();
    invite.headers.push(HeaderName::Supported, "timer");
    invite.headers.push(HeaderName::SessionExpires, "60");
    bench.receive(invite);
    assert_eq!(bench.response(422).headers.min_se().unwrap().seconds, 90);
    assert_eq!(bench.news(), None);

    let mut bench = Bench::default();
    let (_, ok) = theirs(&mut bench, &[]);
    let mut update = bench.within(&ok, Method::Update, 2);
    update.headers.push(HeaderName::Supported, "timer");
    update.headers.push(HeaderName::SessionExpires, "60");
    bench.receive(update);
    assert_eq!(bench.response(422).headers.min_se().unwrap().seconds, 90);
}

#[test]
fn section_10_as_called_we_renew_what_is_ours_to_renew() {
    let mut bench = Bench::default();
    let headers = [
        (HeaderName::Supported, "timer"),
        (HeaderName::Allow, UPDATES),
        (HeaderName::SessionExpires, "600;refresher=uas"),
    ];
    let (_, _) = theirs(&mut bench, &headers);
    bench.advance(s(299));
    bench.expect_silence();

    bench.advance(s(1));

    let update = bench.request(&Method::Update);
    let expires = update.headers.session_expires().unwrap();
    assert_eq!((expires.seconds, expires.refresher), (600, Some(Refresher::Uac)));
}

#[test]
fn a_renewal_waits_for_what_is_being_changed() {
    let mut bench = Bench::default();
    let (id, _) = ours(&mut bench, NO_UPDATES, "600;refresher=uac");
    bench.advance(s(299));
    bench.act(|agent, now| agent.reoffer(id, "hold".into(), now)).unwrap();
    let invite = bench.request(&Method::Invite);
    bench.answer(&invite, 100);

    bench.advance(s(4));
    bench.expect_silence();
    let held = with_timer(&bench, &invite, NO_UPDATES, "600;refresher=uac");
    bench.receive(held);
    bench.request(&Method::Ack);

    settle(&mut bench);
    assert_eq!(next_deadline_s(&bench), ("session renewal", 260), "the change renewed it");
}

#[test]
fn a_call_over_a_bad_network_stands_for_hours_and_ends_when_the_other_is_gone() {
    for seed in 0..8 {
        let bad = Conditions {
            loss: 0.2,
            duplication: 0.1,
            delay: ms(20),
            jitter: ms(300),
            ..Conditions::CALM
        };
        let mut world = World::new(bad, seed);
        let mut nodes = Vec::new();
        for (name, address) in [("anna", "192.0.2.1"), ("bert", "192.0.2.2")] {
            let node = world.add(name, &format!("{address}:5060"), Settings::default());
            let mut identity =
                Identity::new(format!("sip:{name}@{address}").parse().unwrap(), None);
            identity.registers = false;
            let identity = world.act(node, |agent, _| agent.add_identity(identity));
            nodes.push((node, identity));
        }
        let [(anna, own), (bert, _)] = nodes[..] else { panic!() };
        let target = "sip:bert@192.0.2.2".parse().unwrap();
        let offer = Some("offer".into());
        world
            .act(anna, |agent, now| agent.invite(own, target, offer, Default::default(), now))
            .unwrap();
        world.run_for(s(20));
        let theirs = world.take_news(bert).into_iter().find_map(|output| match output {
            Output::Incoming(incoming) => Some(incoming.id),
            _ => None,
        });
        world.act(bert, |agent, now| agent.accept(theirs.unwrap(), "answer".into(), now)).unwrap();

        world.run_for(s(4 * 3600));
        let ended = |news: &[Output]| {
            news.iter()
                .any(|output| matches!(output, Output::Invitation { event: Event::Ended(_), .. }))
        };
        assert!(!ended(&world.take_news(anna)) && !ended(&world.take_news(bert)), "seed {seed}");

        world.set_up(bert, false);
        world.run_for(s(1800));
        assert!(ended(&world.take_news(anna)), "seed {seed}");
    }
}
