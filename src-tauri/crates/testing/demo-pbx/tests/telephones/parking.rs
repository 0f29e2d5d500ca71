//! Park places: a call is put down by a blind transfer and fetched by dialling the place.

use sip_agent::Reply;
use sip_agent::invitation::{Cause, Event};
use sip_message::StatusCode;

use crate::picking_up::{replacing, taken_over};
use crate::sounds::{heard_at, loudness};
use crate::transfers::{progress, referred, talk, to};
use crate::world::{World, has, ms, s, sound_address};

#[test]
fn a_parked_colleague_is_fetched_by_who_dials_the_place() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let news = world.follow_news(ben, "701", "dialog");
    let call = talk(&mut world, anna, "12");
    world.act(anna, |agent, _, now| agent.refer(call, to("701"), None, now)).unwrap();
    world.run_for(s(1));
    assert_eq!(progress(&mut world, anna, call).last(), Some(&200));
    world.hang_up(anna, call);
    world.run_for(s(5));
    let parked = world.dialogs(ben, news);
    let who = parked[0].remote.as_ref().and_then(|remote| remote.display.as_deref());
    assert_eq!(who, Some("Clara Sprecher"), "everybody sees who is parked");

    let fetched = world.dial(ben, "701");
    world.run_for(s(2));

    let events = world.events(ben, fetched);
    assert!(has(&events, |event| matches!(event, Event::Answered { .. })), "{events:?}");
    world.sound.clear();
    world.run_for(s(2));
    assert!(heard_at(&world.sound, sound_address(ben)).len() > 90, "Clara speaks to Ben");
    assert!(world.dialogs(ben, news).is_empty(), "the place is free");
    world.hang_up(ben, fetched);
    world.act(ben, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}

#[test]
fn a_parked_telephone_hears_music_and_is_given_to_who_fetches_it() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    let (at_place, _) = park_ben(&mut world, anna, ben);
    world.run_for(s(4));
    let music = heard_at(&world.sound, sound_address(ben));
    assert!(loudness(&music, s(1)).iter().all(|rms| *rms > 300.0), "without a pause");

    let fetched = world.dial(dora, "702");
    world.run_for(s(1));
    let with_dora = taken_over(&mut world, ben, at_place);
    world.run_for(s(1));

    assert!(has(&world.events(dora, fetched), |event| matches!(event, Event::Answered { .. })));
    assert_eq!(with_dora.from.display_name.as_deref(), Some("Dora Dietz"));
    world.hang_up(dora, fetched);
    world.nothing_is_left();
}

#[test]
fn a_place_is_taken_once_and_an_empty_one_gives_nothing() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let empty = world.dial(ben, "700");
    world.run_for(s(1));
    let unavailable = StatusCode::TEMPORARILY_UNAVAILABLE;
    assert_eq!(world.cause(ben, empty), Some(Cause::Refused(unavailable)));
    for (number, expected) in [("12", 200), ("18", 486)] {
        let call = talk(&mut world, anna, number);

        world.act(anna, |agent, _, now| agent.refer(call, to("703"), None, now)).unwrap();
        world.run_for(s(1));

        assert_eq!(progress(&mut world, anna, call).last(), Some(&expected));
        world.hang_up(anna, call);
        world.run_for(s(1));
    }
    world.run_for(s(700));
    world.nothing_is_left();
}

#[test]
fn a_parked_call_is_fetched_by_what_the_place_s_dialog_says() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let news = world.follow_news(ben, "700", "dialog");
    let call = talk(&mut world, anna, "12");
    world.act(anna, |agent, _, now| agent.refer(call, to("700"), None, now)).unwrap();
    world.run_for(s(1));
    world.hang_up(anna, call);
    let value = world.dialogs(ben, news).remove(0).replaces_at_caller().unwrap();

    let fetched = world.dial_so(ben, "700", replacing(&value));
    world.run_for(s(2));

    assert!(has(&world.events(ben, fetched), |event| matches!(event, Event::Answered { .. })));
    world.hang_up(ben, fetched);
    world.act(ben, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}

#[test]
fn a_call_that_nobody_fetches_comes_back_after_a_minute_and_a_half() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let (at_place, parked_at) = park_ben(&mut world, anna, ben);

    world.run_for(s(88));
    assert!(!has(&world.events(ben, at_place), |event| matches!(event, Event::Referred { .. })));
    world.run_for(s(3));
    let (request, target) = referred(&mut world, ben, at_place);
    assert!(world.now.instant - parked_at >= s(90));
    assert_eq!(target.uri.sip().unwrap().user().as_deref(), Some("21"), "to who parked it");

    // Ben's telephone does as it is asked, and Anna's rings.
    let reply = Reply::new(StatusCode::ACCEPTED);
    world.act(ben, |agent, _, now| agent.answer(request, reply, now)).unwrap();
    let back = world.dial(ben, "21");
    world.run_for(ms(300));
    let at_anna = world.rings_at(anna);
    world.pick_up(anna, &at_anna);
    world.run_for(s(1));
    world.act(ben, |agent, _, now| agent.transfer_progress(at_place, StatusCode::OK, now)).unwrap();
    world.run_for(s(1));

    assert_eq!(world.cause(ben, at_place), Some(Cause::HungUp), "the place is free");
    world.hang_up(ben, back);
    world.nothing_is_left();
}

#[test]
fn a_colleague_who_was_parked_too_long_calls_who_parked_it() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = talk(&mut world, anna, "12");
    world.act(anna, |agent, _, now| agent.refer(call, to("701"), None, now)).unwrap();
    world.run_for(s(1));
    world.hang_up(anna, call);
    world.run_for(s(90));

    let back = world.rings_at(anna);
    assert_eq!(back.from.display_name.as_deref(), Some("Clara Sprecher"));
    let by = back.request.headers.referred_by().unwrap();
    assert_eq!(by.uri.sip().unwrap().user().as_deref(), Some("701"), "from this place");
    world.pick_up(anna, &back);
    world.run_for(s(3));
    world.hang_up(anna, back.id);
    world.nothing_is_left();
}

/// Anna calls Ben and parks him at 702; his call there, and when it began.
#[track_caller]
fn park_ben(
    world: &mut World,
    anna: usize,
    ben: usize,
) -> (sip_agent::invitation::InvitationId, std::time::Instant) {
    let call = world.dial(anna, "22");
    world.run_for(ms(300));
    let at_ben = world.rings_at(ben);
    world.pick_up(ben, &at_ben);
    world.run_for(s(1));
    world.act(anna, |agent, _, now| agent.refer(call, to("702"), None, now)).unwrap();
    world.run_for(ms(100));
    let (request, target) = referred(world, ben, at_ben.id);
    assert_eq!(target.uri.sip().unwrap().user().as_deref(), Some("702"));
    let reply = Reply::new(StatusCode::ACCEPTED);
    world.act(ben, |agent, _, now| agent.answer(request, reply, now)).unwrap();
    let wish =
        sdp::Capabilities { codecs: vec![sdp::Codec::Pcma], ..crate::world::capabilities(ben) };
    let offer = sdp::offer(&wish).to_bytes().into();
    let at_place = world.dial_with(ben, "702", Some(offer));
    let parked_at = world.now.instant;
    world.run_for(s(1));
    assert!(has(&world.events(ben, at_place), |event| matches!(event, Event::Answered { .. })));
    world
        .act(ben, |agent, _, now| agent.transfer_progress(at_ben.id, StatusCode::OK, now))
        .unwrap();
    world.hang_up(anna, call);
    world.run_for(s(1));
    world.sound.clear();
    (at_place, parked_at)
}
