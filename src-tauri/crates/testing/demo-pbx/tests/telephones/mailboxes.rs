//! RFC 3842: messages left, told, heard and deleted.

use demo_pbx::{Channel, MediaId};
use sip_agent::invitation::{Cause, Event, InvitationId};

use crate::sounds::{Packet, heard_at, loudness};
use crate::transfers::talk;
use crate::world::{World, capabilities, has, ms, s, sound_address};

#[test]
fn a_call_that_nobody_answers_goes_to_the_mailbox_and_is_told() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let news = world.follow_news(ben, "22", "message-summary");
    assert_eq!(world.waiting(ben, news), Some((0, 0)));
    assert_eq!(world.code(ben, "*61*990#"), None);

    let call = dial_in_a_law(&mut world, anna, "22");
    world.run_for(s(13));
    let events = world.events(anna, call);
    assert!(has(&events, |event| matches!(event, Event::Answered { .. })), "{events:?}");
    world.run_for(s(5));
    speak(&mut world, anna, s(3));
    world.hang_up(anna, call);
    world.run_for(s(1));

    assert_eq!(world.waiting(ben, news), Some((1, 0)));
}

#[test]
fn what_was_said_is_played_and_counts_as_heard_and_three_deletes_it() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let news = world.follow_news(anna, "990", "message-summary");
    leave(&mut world, anna);
    assert_eq!(world.waiting(anna, news), Some((1, 0)));

    world.sound.clear();
    let call = dial_in_a_law(&mut world, anna, "990");
    world.run_for(s(5));
    assert!(has(&world.events(anna, call), |event| matches!(event, Event::Answered { .. })));
    assert_eq!(world.waiting(anna, news), Some((0, 1)), "heard");
    let heard = heard_at(&world.sound, sound_address(anna));
    let loud = loudness(&heard, ms(500)).iter().filter(|rms| **rms > 1_000.0).count();
    assert!(loud >= 5, "what was said is heard: {loud} half seconds");
    world.run_for(s(12));
    assert_eq!(world.cause(anna, call), Some(Cause::HungUp), "hangs up in the end");

    let call = dial_in_a_law(&mut world, anna, "990");
    world.run_for(s(2));
    press_by_info(&mut world, anna, call, '3');
    world.run_for(s(1));
    assert_eq!(world.waiting(anna, news), Some((0, 0)), "deleted");
    world.hang_up(anna, call);
    world.act(anna, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}

#[test]
fn a_telephone_event_deletes_too() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let news = world.follow_news(anna, "21", "message-summary");
    leave(&mut world, anna);
    let call = dial_in_a_law(&mut world, anna, "990");
    world.run_for(s(2));
    let media = latest_socket(&world);

    for (sequence, (end, duration)) in (100..).zip([(0, 160), (0, 320), (0x80, 480), (0x80, 480)]) {
        let [high, low] = u16::to_be_bytes(duration);
        let payload = vec![3, end | 10, high, low];
        let event_type = 101;
        let packet =
            Packet { payload_type: event_type, sequence, timestamp: 8_000, ssrc: 5, payload };
        world.inject(Channel::Media(media), sound_address(anna), &packet.write());
        world.run_for(ms(20));
    }
    world.run_for(s(1));

    assert_eq!(world.waiting(anna, news), Some((0, 0)));
    world.hang_up(anna, call);
    world.act(anna, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}

#[test]
fn a_colleague_leaves_a_message_by_a_call_of_its_own() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let news = world.follow_news(anna, "21", "message-summary");
    let call = talk(&mut world, anna, "38");
    world.run_for(s(40));
    assert_eq!(world.cause(anna, call), Some(Cause::HungUp));
    assert_eq!(world.waiting(anna, news), Some((1, 0)));
    assert!(world.incoming(anna).is_empty(), "the telephone does not ring");

    world.sound.clear();
    let call = dial_in_a_law(&mut world, anna, "990");
    world.run_for(s(8));
    let heard = heard_at(&world.sound, sound_address(anna));
    let loud = loudness(&heard, s(1)).iter().filter(|rms| **rms > 500.0).count();
    assert!(loud >= 4, "Mia is heard");
    world.hang_up(anna, call);
    world.act(anna, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}

#[test]
fn an_empty_mailbox_says_so_and_hangs_up_and_a_hung_up_caller_leaves_nothing() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let news = world.follow_news(anna, "21", "message-summary");
    let call = talk(&mut world, anna, "30");
    world.run_for(s(2));
    world.hang_up(anna, call);
    world.run_for(s(1));

    let call = dial_in_a_law(&mut world, anna, "990");
    world.run_for(s(14));

    assert_eq!(world.cause(anna, call), Some(Cause::HungUp));
    assert_eq!(world.waiting(anna, news), Some((0, 0)));
}

/// Leaves a message of three seconds in the own mailbox by the answering machine.
fn leave(world: &mut World, phone: usize) {
    let call = dial_in_a_law(world, phone, "30");
    world.run_for(s(7));
    speak(world, phone, s(3));
    world.hang_up(phone, call);
    world.run_for(s(1));
}

fn dial_in_a_law(world: &mut World, phone: usize, number: &str) -> InvitationId {
    let wish = sdp::Capabilities { codecs: vec![sdp::Codec::Pcma], ..capabilities(phone) };
    let offer = sdp::offer(&wish).to_bytes().into();
    world.dial_with(phone, number, Some(offer))
}

/// Sends something loud for so long.
fn speak(world: &mut World, phone: usize, span: std::time::Duration) {
    let media = latest_socket(world);
    let frames = u16::try_from(span.as_millis() / 20).unwrap();
    for sequence in 0..frames {
        // A square wave of 500 Hz in A-law.
        let payload = (0..160).map(|at| if at % 16 < 8 { 0xa5 } else { 0x25 }).collect();
        let timestamp = u32::from(sequence) * 160;
        let packet = Packet { payload_type: 8, sequence, timestamp, ssrc: 7, payload };
        world.inject(Channel::Media(media), sound_address(phone), &packet.write());
        world.run_for(ms(20));
    }
}

fn latest_socket(world: &World) -> MediaId {
    *world.sockets.keys().next_back().expect("a call")
}

fn press_by_info(world: &mut World, phone: usize, call: InvitationId, key: char) {
    let body = format!("Signal={key}\r\nDuration=160\r\n").into();
    world
        .act(phone, |agent, _, now| agent.info(call, "application/dtmf-relay", body, now))
        .unwrap();
}
