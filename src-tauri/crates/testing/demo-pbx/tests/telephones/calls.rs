//! RFC 3261 §16: calls between telephones, through the PBX.

use sip_agent::OutgoingRequest;
use sip_agent::invitation::{Cause, Event};
use sip_message::{HeaderName, Method, StatusCode, Uri};

use crate::world::{World, address, capabilities, has, ms, s};

#[test]
fn two_users_talk_and_either_may_hang_up() {
    for caller_ends in [true, false] {
        let (mut world, anna, ben) = two();

        let call = world.dial(anna, "22");
        world.run_for(s(1));
        let incoming = world.incoming(ben).pop().expect("ben's telephone rings");
        world.act(ben, |agent, _, now| agent.ring(incoming.id, None, now)).unwrap();
        world.run_for(s(2));
        world.pick_up(ben, &incoming);
        world.run_for(s(60));
        if caller_ends {
            world.hang_up(anna, call);
        } else {
            world.hang_up(ben, incoming.id);
        }
        world.run_for(s(1));

        let events = world.events(anna, call);
        assert!(has(&events, |event| matches!(event, Event::Ringing { .. })));
        assert!(has(&events, |event| matches!(event, Event::Answered { .. })));
        assert!(has(&events, |event| matches!(event, Event::Ended(e) if e.cause == Cause::HungUp)));
        let events = world.events(ben, incoming.id);
        assert!(has(&events, |event| matches!(event, Event::Confirmed { .. })));
        assert!(has(&events, |event| matches!(event, Event::Ended(e) if e.cause == Cause::HungUp)));
        world.nothing_is_left();
    }
}

#[test]
fn both_see_the_name_that_the_pbx_knows() {
    let (mut world, anna, ben) = two();

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.incoming(ben).pop().unwrap();
    world.pick_up(ben, &incoming);
    world.run_for(s(1));

    assert_eq!(incoming.from.display_name.as_deref(), Some("Anna Albers"));
    let names: Vec<_> = world
        .events(anna, call)
        .into_iter()
        .filter_map(|event| match event {
            Event::Answered { remote, .. } => remote.display_name,
            _ => None,
        })
        .collect();
    assert_eq!(names, ["Ben Brandt"]);
}

#[test]
fn a_caller_who_gives_up_stops_the_ringing() {
    let (mut world, anna, ben) = two();

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.incoming(ben).pop().unwrap();
    world.act(ben, |agent, _, now| agent.ring(incoming.id, None, now)).unwrap();
    world.run_for(s(1));
    world.hang_up(anna, call);
    world.run_for(s(1));

    assert_eq!(world.cause(ben, incoming.id), Some(Cause::Cancelled));
    world.nothing_is_left();
}

#[test]
fn a_refusal_reaches_the_caller_as_it_is() {
    let (mut world, anna, ben) = two();

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.incoming(ben).pop().unwrap();
    world.act(ben, |agent, _, now| agent.reject(incoming.id, StatusCode::BUSY_HERE, now)).unwrap();
    world.run_for(s(1));

    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::BUSY_HERE)));
    world.nothing_is_left();
}

#[test]
fn all_telephones_of_a_user_ring_and_the_others_stop_when_one_answers() {
    let (mut world, anna, desk) = two();
    let mobile = world.add("22");
    world.register(mobile);

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let at_desk = world.incoming(desk).pop().expect("the desk rings");
    let on_mobile = world.incoming(mobile).pop().expect("the mobile rings");
    for (phone, incoming) in [(desk, &at_desk), (mobile, &on_mobile)] {
        world.act(phone, |agent, _, now| agent.ring(incoming.id, None, now)).unwrap();
    }
    world.run_for(s(1));
    world.pick_up(mobile, &on_mobile);
    world.run_for(s(1));

    assert_eq!(world.cause(desk, at_desk.id), Some(Cause::AnsweredElsewhere));
    world.hang_up(anna, call);
    world.run_for(s(1));
    assert_eq!(world.cause(mobile, on_mobile.id), Some(Cause::HungUp));
    world.nothing_is_left();
}

#[test]
fn one_busy_telephone_does_not_end_the_ringing_of_the_other() {
    let (mut world, anna, desk) = two();
    let mobile = world.add("22");
    world.register(mobile);

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let at_desk = world.incoming(desk).pop().unwrap();
    let on_mobile = world.incoming(mobile).pop().unwrap();
    world.act(desk, |agent, _, now| agent.reject(at_desk.id, StatusCode::BUSY_HERE, now)).unwrap();
    world.run_for(s(1));
    assert_eq!(world.cause(anna, call), None);
    world.pick_up(mobile, &on_mobile);
    world.run_for(s(1));

    assert!(has(&world.events(anna, call), |event| matches!(event, Event::Answered { .. })));
}

#[test]
fn an_unknown_number_and_one_that_is_not_there_are_told_apart() {
    let (mut world, anna) = World::with_anna();

    let unknown = world.dial(anna, "99");
    let absent = world.dial(anna, "23");
    world.run_for(s(1));

    assert_eq!(world.cause(anna, unknown), Some(Cause::Refused(StatusCode::NOT_FOUND)));
    let status = StatusCode::TEMPORARILY_UNAVAILABLE;
    assert_eq!(world.cause(anna, absent), Some(Cause::Refused(status)));
    world.nothing_is_left();
}

#[test]
fn a_stranger_may_not_call() {
    let mut world = World::new();
    let stranger = world.add_with("21", None);

    let call = world.dial(stranger, "11");
    world.run_for(s(5));

    assert_eq!(world.cause(stranger, call), Some(Cause::NoCredentials));
    assert!(world.sockets.is_empty());
    world.nothing_is_left();
}

#[test]
fn a_telephone_that_vanished_without_a_word_is_given_up() {
    let (mut world, anna, ben) = two();
    world.phones[ben].is_on = false;

    let call = world.dial(anna, "22");
    world.run_for(s(60));

    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::REQUEST_TIMEOUT)));
    world.nothing_is_left();
}

#[test]
fn a_telephone_that_vanishes_while_it_rings_is_given_up() {
    let (mut world, anna, ben) = two();

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.incoming(ben).pop().unwrap();
    world.act(ben, |agent, _, now| agent.ring(incoming.id, None, now)).unwrap();
    world.run_for(s(1));
    world.phones[ben].is_on = false;
    world.run_for(s(190));
    assert_eq!(world.cause(anna, call), None);
    world.run_for(s(50));

    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::REQUEST_TIMEOUT)));
    world.nothing_is_left();
}

#[test]
fn hold_and_resume_pass_between_two_users() {
    let (mut world, anna, ben) = two();
    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.incoming(ben).pop().unwrap();
    world.pick_up(ben, &incoming);
    world.run_for(s(1));
    world.events(ben, incoming.id);

    let mut held = capabilities(anna);
    held.direction = sdp::Direction::SendOnly;
    let offer = sdp::reoffer(&sdp::offer(&capabilities(anna)), &held);
    let bytes = offer.to_bytes().into();
    world.act(anna, |agent, _, now| agent.reoffer(call, bytes, now)).unwrap();
    world.run_for(s(1));
    let (answer, _) = sdp::answer(&offer, &capabilities(ben)).unwrap();
    let answer = answer.to_bytes().into();
    world.act(ben, |agent, _, now| agent.answer_reoffer(incoming.id, answer, now)).unwrap();
    world.run_for(s(1));

    let events = world.events(anna, call);
    assert!(has(&events, |event| matches!(event, Event::ReofferAnswered { .. })), "{events:?}");
}

#[test]
fn messages_reach_telephones_and_services_to_come_are_refused_in_words() {
    let (mut world, anna, ben) = two();

    let mut ask = |method: Method, number: &str| {
        let request = OutgoingRequest {
            headers: vec![(HeaderName::Event, "presence".to_owned())],
            body: Some(("text/plain".to_owned(), "hello".into())),
            target: Uri::Sip(address(number)),
            method,
        };
        let id = world.act(anna, |agent, id, now| agent.send_request(id, request, now)).unwrap();
        world.run_for(ms(500));
        world.answer_requests(ben, StatusCode::ACCEPTED);
        world.run_for(ms(500));
        world.status(anna, id)
    };

    assert_eq!(ask(Method::Message, "22"), Some(202));
    assert_eq!(ask(Method::Message, "23"), Some(480));
    assert_eq!(ask(Method::Message, "11"), Some(405));
    assert_eq!(ask(Method::Publish, "21"), Some(489));
    assert_eq!(ask(Method::Options, "22"), Some(200));
    assert_eq!(ask(Method::Other("DANCE".to_owned()), "22"), Some(501));
}

#[test]
fn whatever_is_lost_on_the_way_nothing_stays_behind() {
    for seed in 0..40 {
        let mut world = World::seeded(seed, 0.25);
        let (anna, ben) = (world.add("21"), world.add("22"));
        for phone in [anna, ben] {
            world.act(phone, |agent, id, now| agent.register(id, now)).unwrap();
        }
        world.run_for(s(40));

        let call = world.dial(anna, ["22", "11", "12", "14"][usize::from(seed) % 4]);
        world.run_for(s(3 + u64::from(seed)));
        for incoming in world.incoming(ben) {
            let offer = sdp::read(incoming.offer.as_deref().unwrap()).unwrap();
            let (answer, _) = sdp::answer(&offer, &capabilities(ben)).unwrap();
            let answer = answer.to_bytes().into();
            world.act(ben, |agent, _, now| agent.accept(incoming.id, answer, now)).ok();
        }
        world.run_for(s(u64::from(seed)));
        world.act(anna, |agent, _, now| agent.hang_up(call, now)).ok();
        for incoming in world.incoming(anna) {
            world.act(anna, |agent, _, now| agent.hang_up(incoming.id, now)).ok();
        }
        for phone in [anna, ben] {
            world.act(phone, |agent, id, now| agent.unregister(id, now)).unwrap();
        }

        // A call whose end was lost altogether ends when its time is over.
        world.run_for(s(900));
        world.nothing_is_left();
    }
}

fn two() -> (World, usize, usize) {
    let (mut world, anna) = World::with_anna();
    let ben = world.add("22");
    world.register(ben);
    (world, anna, ben)
}
