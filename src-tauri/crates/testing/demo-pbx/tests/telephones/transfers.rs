//! RFC 3515, RFC 5589: calls sent on, by us and by others.

use sip_agent::invitation::{Cause, Event, InvitationId};
use sip_agent::{Reply, RequestId};
use sip_message::{NameAddr, StatusCode, Uri};

use crate::sounds::heard_at;
use crate::world::{World, address, has, ms, s, sound_address};

#[test]
fn a_colleague_goes_where_it_is_sent_and_tells_how_it_fares() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let call = talk(&mut world, anna, "33");

    world.act(anna, |agent, _, now| agent.refer(call, to("22"), None, now)).unwrap();
    world.run_for(s(1));
    let incoming = world.rings_at(ben);
    assert_eq!(incoming.from.display_name.as_deref(), Some("Tina Tausch"));
    let by = incoming.request.headers.referred_by().expect("says who sent it");
    assert_eq!(by.uri.sip().unwrap().user().as_deref(), Some("21"));
    world.pick_up(ben, &incoming);
    world.run_for(s(1));

    assert_eq!(progress(&mut world, anna, call), [100, 100, 180, 200]);
    world.hang_up(anna, call);
    world.run_for(s(1));
    world.sound.clear();
    world.run_for(s(2));
    assert!(heard_at(&world.sound, sound_address(ben)).len() > 90, "Tina speaks to Ben");
    world.hang_up(ben, incoming.id);
    world.nothing_is_left();
}

#[test]
fn a_colleague_sent_to_a_colleague_speaks_there() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = talk(&mut world, anna, "12");

    world.act(anna, |agent, _, now| agent.refer(call, to("11"), None, now)).unwrap();
    world.run_for(s(3));

    assert_eq!(progress(&mut world, anna, call).last(), Some(&200));
    world.run_for(s(6));
    assert_eq!(world.cause(anna, call), Some(Cause::HungUp), "who was sent hangs up in the end");
    world.run_for(s(700));
    world.nothing_is_left();
}

#[test]
fn a_transfer_that_fails_is_told_and_the_caller_stays() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = talk(&mut world, anna, "12");

    world.act(anna, |agent, _, now| agent.refer(call, to("13"), None, now)).unwrap();
    world.run_for(s(2));

    assert_eq!(progress(&mut world, anna, call).last(), Some(&486));
    world.sound.clear();
    world.run_for(s(1));
    assert!(!heard_at(&world.sound, sound_address(anna)).is_empty(), "still there");
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn who_refuses_transfers_says_so() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = talk(&mut world, anna, "34");

    world.act(anna, |agent, _, now| agent.refer(call, to("12"), None, now)).unwrap();
    world.run_for(s(1));

    assert_eq!(progress(&mut world, anna, call), [603]);
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn an_attended_transfer_joins_two_colleagues() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let clara = talk(&mut world, anna, "12");
    let theo = talk(&mut world, anna, "18");

    world.act(anna, |agent, _, now| agent.refer(clara, to("18"), Some(theo), now)).unwrap();
    world.run_for(s(2));

    assert_eq!(progress(&mut world, anna, clara).last(), Some(&200));
    assert_eq!(world.cause(anna, theo), Some(Cause::HungUp), "Theo talks to Clara now");
    world.hang_up(anna, clara);
    world.run_for(s(700));
    world.nothing_is_left();
}

#[test]
fn an_attended_transfer_may_name_the_very_telephone() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    for number in ["18", "22"] {
        let clara = talk(&mut world, anna, "12");
        let other = world.dial(anna, number);
        world.run_for(ms(300));
        let at_ben = (number == "22").then(|| world.rings_at(ben));
        if let Some(at_ben) = &at_ben {
            world.pick_up(ben, at_ben);
        }
        world.run_for(s(2));
        let contact = world.act(anna, |agent, _, _| agent.remote_target(other).cloned()).unwrap();
        assert_ne!(contact, to(number));

        world.act(anna, |agent, _, now| agent.refer(clara, contact, Some(other), now)).unwrap();
        world.run_for(s(2));
        let taken = at_ben.map(|it| crate::picking_up::taken_over(&mut world, ben, it.id));
        world.run_for(s(1));

        assert_eq!(progress(&mut world, anna, clara).last(), Some(&200), "{number}");
        world.hang_up(anna, clara);
        if let Some(taken) = taken {
            world.hang_up(ben, taken.id);
        }
        world.run_for(s(1));
    }
    world.run_for(s(700));
    world.nothing_is_left();
}

#[test]
fn an_attended_transfer_to_a_user_reaches_the_telephone_that_talks() {
    let (mut world, [anna, desk, mobile]) = World::of_users(["21", "22", "22"]);
    let clara = talk(&mut world, anna, "12");
    let ben = world.dial(anna, "22");
    world.run_for(ms(300));
    world.rings_at(desk);
    let on_mobile = world.rings_at(mobile);
    world.pick_up(mobile, &on_mobile);
    world.run_for(s(1));

    world.act(anna, |agent, _, now| agent.refer(clara, to("22"), Some(ben), now)).unwrap();
    world.run_for(s(1));
    let taken = crate::picking_up::taken_over(&mut world, mobile, on_mobile.id);
    assert_eq!(taken.from.display_name.as_deref(), Some("Clara Sprecher"));
    assert!(world.incoming(desk).is_empty(), "the other telephone does not ring");
    world.run_for(s(1));

    assert_eq!(progress(&mut world, anna, clara).last(), Some(&200));
    assert_eq!(world.cause(anna, ben), Some(Cause::HungUp));
    world.hang_up(anna, clara);
    world.hang_up(mobile, taken.id);
    world.nothing_is_left();
}

#[test]
fn a_user_s_telephone_is_sent_on_by_another() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let call = world.dial(anna, "22");
    world.run_for(ms(300));
    let at_ben = world.rings_at(ben);
    world.pick_up(ben, &at_ben);
    world.run_for(s(1));

    world.act(ben, |agent, _, now| agent.refer(at_ben.id, to("12"), None, now)).unwrap();
    world.run_for(ms(200));
    let (request, target) = referred(&mut world, anna, call);
    let reply = Reply::new(StatusCode::ACCEPTED);
    world.act(anna, |agent, _, now| agent.answer(request, reply, now)).unwrap();
    let number = target.uri.sip().unwrap().user().unwrap().into_owned();
    let next = world.dial(anna, &number);
    world.run_for(s(2));
    world.act(anna, |agent, _, now| agent.transfer_progress(call, StatusCode::OK, now)).unwrap();
    world.run_for(s(1));

    assert_eq!(progress(&mut world, ben, at_ben.id).last(), Some(&200));
    assert!(has(&world.events(anna, next), |event| matches!(event, Event::Answered { .. })));
    world.hang_up(ben, at_ben.id);
    world.hang_up(anna, next);
    world.nothing_is_left();
}

#[test]
fn one_colleague_sends_its_callers_on_and_parts_when_they_are_there() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let call = talk(&mut world, anna, "31");
    world.run_for(s(3));

    let (request, target) = referred(&mut world, anna, call);
    assert_eq!(target.uri.sip().unwrap().user().as_deref(), Some("12"));
    let reply = Reply::new(StatusCode::ACCEPTED);
    world.act(anna, |agent, _, now| agent.answer(request, reply, now)).unwrap();
    world.run_for(s(1));
    assert_eq!(world.cause(anna, call), None);
    world.act(anna, |agent, _, now| agent.transfer_progress(call, StatusCode::OK, now)).unwrap();
    world.run_for(s(1));

    assert_eq!(world.cause(anna, call), Some(Cause::HungUp));
    world.nothing_is_left();
}

pub(crate) fn to(number: &str) -> Uri {
    Uri::Sip(address(number))
}

/// Calls a colleague and waits for the answer.
#[track_caller]
pub(crate) fn talk(world: &mut World, phone: usize, number: &str) -> InvitationId {
    let call = world.dial(phone, number);
    world.run_for(ms(1_500));
    let events = world.events(phone, call);
    assert!(has(&events, |event| matches!(event, Event::Answered { .. })), "{events:?}");
    call
}

/// How a transfer fared, as told.
pub(crate) fn progress(world: &mut World, phone: usize, call: InvitationId) -> Vec<u16> {
    let of = |event| match event {
        Event::TransferProgress { status, .. } => Some(status.value()),
        _ => None,
    };
    world.events(phone, call).into_iter().filter_map(of).collect()
}

/// Where a telephone was asked to go.
#[track_caller]
pub(crate) fn referred(
    world: &mut World,
    phone: usize,
    call: InvitationId,
) -> (RequestId, NameAddr) {
    let of = |event| match event {
        Event::Referred { request, refer_to, .. } => Some((request, refer_to)),
        _ => None,
    };
    world.events(phone, call).into_iter().find_map(of).expect("is sent on")
}
