//! Call back when busy or when nobody answers: the PBX rings once both are free, and connects them.

use sip_agent::invitation::{Cause, Event, InvitationId, Session};
use sip_message::StatusCode;

use crate::sounds::heard_at;
use crate::world::{World, capabilities, has, ms, s, sound_address};

const BUSY: Cause = Cause::Refused(StatusCode::BUSY_HERE);

#[test]
fn who_waits_is_called_when_a_busy_colleague_is_free_and_connected() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = world.dial(anna, "17");
    world.run_for(s(2));
    assert_eq!(world.cause(anna, call), Some(BUSY));
    assert_eq!(world.code(anna, "*37#"), None);
    world.run_for(s(10));
    assert!(world.incoming(anna).is_empty(), "still busy");

    world.run_for(s(15));
    let back = world.rings_at(anna);
    assert_eq!(back.from.display_name.as_deref(), Some("Viktor Vielgefragt"));
    world.pick_up(anna, &back);
    world.run_for(s(2));
    answer_reoffers(&mut world, anna, back.id);
    world.run_for(s(1));

    world.sound.clear();
    world.run_for(s(2));
    assert!(heard_at(&world.sound, sound_address(anna)).len() > 90, "Viktor speaks");
    assert_eq!(world.sockets.len(), 1, "his alone: the PBX is out of the sound's way");
    world.hang_up(anna, back.id);
    world.nothing_is_left();
}

#[test]
fn two_users_are_connected_and_may_hold_each_other_and_both_end_together() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    let talk = world.dial(dora, "22");
    world.run_for(ms(300));
    let at_ben = world.rings_at(ben);
    world.pick_up(ben, &at_ben);
    world.run_for(s(1));
    let call = world.dial(anna, "22");
    world.run_for(ms(300));
    let second = world.rings_at(ben);
    world.act(ben, |agent, _, now| agent.reject(second.id, StatusCode::BUSY_HERE, now)).unwrap();
    world.run_for(s(1));
    assert_eq!(world.cause(anna, call), Some(BUSY));
    assert_eq!(world.code(anna, "*37#"), None);
    world.run_for(s(60));
    assert!(world.incoming(anna).is_empty(), "Ben talks");

    world.hang_up(dora, talk);
    world.run_for(s(3));
    let back = world.rings_at(anna);
    world.pick_up(anna, &back);
    world.run_for(s(1));
    let incoming = world.rings_at(ben);
    assert_eq!(incoming.from.display_name.as_deref(), Some("Anna Albers"));
    assert!(incoming.offer.is_none(), "Ben offers");
    let offer = sdp::offer(&capabilities(ben));
    let bytes = offer.to_bytes().into();
    world.act(ben, |agent, _, now| agent.accept(incoming.id, bytes, now)).unwrap();
    world.run_for(ms(200));
    let to_anna = answer_reoffers(&mut world, anna, back.id).pop().expect("Ben's offer");
    assert_eq!(to_anna.remote, Some(sound_address(ben)), "from telephone to telephone");
    world.run_for(ms(200));
    let answer = world.events(ben, incoming.id).into_iter().find_map(|event| match event {
        Event::Confirmed { answer } => answer,
        _ => None,
    });
    let agreed = sdp::agree(&offer, &sdp::read(&answer.expect("Anna's answer")).unwrap()).unwrap();
    assert_eq!(agreed.remote, Some(sound_address(anna)));

    let mut wish = capabilities(ben);
    wish.version = 1;
    wish.direction = sdp::Direction::SendOnly;
    let hold = sdp::reoffer(&offer, &wish).to_bytes().into();
    world.act(ben, |agent, _, now| agent.reoffer(incoming.id, hold, now)).unwrap();
    world.run_for(ms(200));
    let held = answer_reoffers(&mut world, anna, back.id).pop().expect("the hold goes across");
    assert_eq!(held.direction, sdp::Direction::ReceiveOnly);
    world.run_for(ms(200));
    let events = world.events(ben, incoming.id);
    assert!(has(&events, |event| matches!(event, Event::ReofferAnswered { .. })), "{events:?}");

    world.hang_up(anna, back.id);
    world.run_for(s(1));
    assert_eq!(world.cause(ben, incoming.id), Some(Cause::HungUp));
    world.nothing_is_left();
}

#[test]
fn who_waits_for_one_who_did_not_answer_is_called_after_that_one_s_next_call() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let call = world.dial(anna, "22");
    world.run_for(ms(300));
    world.rings_at(ben);
    world.run_for(s(5));
    world.hang_up(anna, call);
    assert_eq!(world.code(anna, "*37#"), None);
    world.run_for(s(120));
    assert!(world.incoming(anna).is_empty(), "nobody knows whether Ben is there");

    let other = world.dial(ben, "12");
    world.run_for(s(10));
    assert!(world.incoming(anna).is_empty(), "Ben talks");
    world.hang_up(ben, other);
    world.run_for(s(3));

    let back = world.rings_at(anna);
    assert_eq!(back.from.display_name.as_deref(), Some("Ben Brandt"));
    world.hang_up(anna, back.id);
    world.nothing_is_left();
}

#[test]
fn a_call_back_that_nobody_takes_is_used_up() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = world.dial(anna, "17");
    world.run_for(s(2));
    assert_eq!(world.cause(anna, call), Some(BUSY));
    assert_eq!(world.code(anna, "*37#"), None);
    world.run_for(s(25));
    let back = world.rings_at(anna);

    world.run_for(s(35));

    assert_eq!(world.cause(anna, back.id), Some(Cause::Cancelled));
    world.run_for(s(60));
    assert!(world.incoming(anna).is_empty());
    world.nothing_is_left();
}

#[test]
fn who_is_called_back_and_refused_again_is_hung_up_on() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = world.dial(anna, "17");
    world.run_for(s(2));
    assert_eq!(world.cause(anna, call), Some(BUSY));
    assert_eq!(world.code(anna, "*37#"), None);
    world.run_for(s(25));
    let back = world.rings_at(anna);
    // The minute in which he is free passes while it rings, and more.
    world.run_for(s(20));
    world.pick_up(anna, &back);
    world.has_sockets = false;
    world.run_for(s(10));

    let was_offered = world.events(anna, back.id);
    let is_over = has(&was_offered, |event| matches!(event, Event::Ended(_)));
    assert!(is_over, "{was_offered:?}");
    world.has_sockets = true;
    world.nothing_is_left();
}

/// Answers what the PBX offers anew, and tells what came of it.
fn answer_reoffers(world: &mut World, phone: usize, call: InvitationId) -> Vec<sdp::Agreed> {
    let mut settled = Vec::new();
    for event in world.events(phone, call) {
        let offer = match event {
            Event::Reoffered { offer: Some(offer) } => offer,
            Event::Answered { session: Session::Offer(offer), .. } => offer,
            _ => continue,
        };
        let offer = sdp::read(&offer).unwrap();
        let (answer, agreed) = sdp::answer(&offer, &capabilities(phone)).unwrap();
        settled.push(agreed);
        let answer = answer.to_bytes().into();
        world.act(phone, |agent, _, now| agent.answer_reoffer(call, answer, now)).unwrap();
    }
    settled
}
