//! The colleagues of the house, each for what it is good for.

use std::collections::BTreeSet;

use demo_pbx::{Extension, Role};
use sdp::{Codec, Direction};
use sip_agent::invitation::{Cause, Event, Session};
use sip_message::{HeaderName, StatusCode};

use crate::sounds::{heard_at, loudness};
use crate::transfers::talk;
use crate::world::{World, capabilities, has, ms, s, sound_address};

#[test]
fn each_role_has_a_colleague_and_a_code_of_its_own() {
    let usual = Extension::usual();

    let roles: BTreeSet<Role> = usual.iter().map(|one| one.role).collect();
    let numbers: BTreeSet<&String> = usual.iter().map(|one| &one.number).collect();
    let codes: BTreeSet<&str> = Role::ALL.iter().map(|role| role.code()).collect();

    assert_eq!(roles.len(), Role::ALL.len());
    assert_eq!(numbers.len(), usual.len());
    assert_eq!(codes.len(), Role::ALL.len());
}

#[test]
fn the_second_voice_is_another_one() {
    let mut said = Vec::new();
    for number in ["12", "18"] {
        let (mut world, [anna]) = World::of_users(["21"]);
        let call = talk(&mut world, anna, number);
        world.run_for(s(5));
        let heard = heard_at(&world.sound, sound_address(anna));
        assert!(heard.len() > 240);
        said.push(heard.into_iter().flat_map(|(_, packet)| packet.payload).collect::<Vec<u8>>());
        world.hang_up(anna, call);
        world.nothing_is_left();
    }

    assert_ne!(said[0], said[1]);
}

#[test]
fn one_holds_its_callers_and_resumes() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = talk(&mut world, anna, "32");
    let mut directions = Vec::new();
    for _ in 0..22 {
        world.run_for(s(1));
        for event in world.events(anna, call) {
            if let Event::Reoffered { offer: Some(offer) } = event {
                let offer = sdp::read(&offer).unwrap();
                let (answer, agreed) = sdp::answer(&offer, &capabilities(anna)).unwrap();
                directions.push(agreed.direction);
                let answer = answer.to_bytes().into();
                world.act(anna, |agent, _, now| agent.answer_reoffer(call, answer, now)).unwrap();
            }
        }
    }

    let held = [Direction::ReceiveOnly, Direction::SendReceive, Direction::ReceiveOnly];
    assert_eq!(directions, held);
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn one_is_heard_before_it_answers() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let wish = sdp::Capabilities { codecs: vec![Codec::Pcma], ..capabilities(anna) };
    let offer = sdp::offer(&wish).to_bytes().into();
    let call = world.dial_with(anna, "35", Some(offer));
    world.run_for(s(4));

    let events = world.events(anna, call);
    assert!(has(&events, |event| matches!(event, Event::EarlyMedia { .. })), "{events:?}");
    assert!(!has(&events, |event| matches!(event, Event::Answered { .. })));
    let early = heard_at(&world.sound, sound_address(anna));
    assert!(loudness(&early, s(1)).iter().any(|rms| *rms > 500.0));
    world.run_for(s(2));
    let answered = world.events(anna, call);
    let is_answer =
        |event: &Event| matches!(event, Event::Answered { session: Session::Answer(_), .. });
    assert!(has(&answered, is_answer));
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn one_sends_its_callers_elsewhere_and_they_follow() {
    let (mut world, [anna]) = World::of_users(["21"]);

    let call = world.dial(anna, "36");
    world.run_for(s(3));

    let events = world.events(anna, call);
    let remote = events.iter().find_map(|event| match event {
        Event::Answered { remote, .. } => remote.display_name.clone(),
        _ => None,
    });
    assert_eq!(remote.as_deref(), Some("Clara Sprecher"));
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn one_calls_back_for_the_group_and_one_to_be_answered_by_itself() {
    let (mut world, [anna]) = World::of_users(["21"]);
    for (number, name) in [("37", "Sina Service"), ("39", "Ines Intercom")] {
        let call = talk(&mut world, anna, number);
        world.run_for(s(9));
        assert_eq!(world.cause(anna, call), Some(Cause::HungUp));
        let incoming = world.rings_at(anna);
        assert_eq!(incoming.from.display_name.as_deref(), Some(name));
        let headers = &incoming.request.headers;
        if number == "37" {
            let expected = [("300".to_owned(), "unconditional".to_owned())];
            assert_eq!(crate::codes::diversions(&incoming), expected);
            assert_eq!(headers.history_info().len(), 2);
        } else {
            let info = headers.get(&HeaderName::CallInfo).unwrap_or_default();
            assert!(info.contains("answer-after=0"), "{info}");
            assert_eq!(headers.get(&HeaderName::new("Answer-Mode")), Some("Auto"));
        }
        world.hang_up(anna, incoming.id);
        world.run_for(s(1));
    }
    world.nothing_is_left();
}

#[test]
fn one_is_busy_in_a_call_that_ends_and_free_for_a_minute_then() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let news = world.follow_news(ben, "17", "dialog");
    let busy = Some(Cause::Refused(StatusCode::BUSY_HERE));
    let call = world.dial(anna, "17");
    world.run_for(s(3));
    assert_eq!(world.cause(anna, call), busy);
    assert_eq!(world.dialogs(ben, news).len(), 1, "in a call, for all to see");
    let call = world.dial(anna, "17");
    world.run_for(s(1));
    assert_eq!(world.cause(anna, call), busy, "still");

    world.run_for(s(20));
    assert!(world.dialogs(ben, news).is_empty(), "over");
    let call = talk(&mut world, anna, "17");
    world.hang_up(anna, call);
    world.run_for(s(70));
    let call = world.dial(anna, "17");
    world.run_for(s(1));
    assert_eq!(world.cause(anna, call), busy, "busy again");
    world.act(ben, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}

#[test]
fn one_rings_at_another_for_half_a_minute() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let news = world.follow_news(ben, "15", "dialog");
    let call = talk(&mut world, anna, "16");
    world.run_for(s(10));
    assert_eq!(world.cause(anna, call), Some(Cause::HungUp));

    let rings = world.dialogs(ben, news);
    assert!(rings[0].is_ringing());
    let caller = rings[0].remote.as_ref().and_then(|remote| remote.display.as_deref());
    assert_eq!(caller, Some("Karl Klingel"));
    world.run_for(s(32));
    assert!(world.dialogs(ben, news).is_empty());
    world.run_for(ms(10));
    world.act(ben, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}
