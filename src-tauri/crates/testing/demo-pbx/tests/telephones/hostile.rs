//! What nobody should send: the PBX lives on, keeps little, and sends nothing off this machine.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use demo_pbx::Channel;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sip_agent::invitation::Event;
use sip_message::Message;

use crate::sounds::heard_at;
use crate::world::{World, has, ms, only_socket, s, sound_address};

#[test]
fn every_torture_message_leaves_the_pbx_alive_and_idle() {
    let (mut world, anna) = World::with_anna();
    let mut count = 0;
    for folder in ["rfc4475", "rfc5118"] {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/wire").join(folder);
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "dat") {
                world.inject(Channel::Sip, somebody(), &fs::read(path).unwrap());
                count += 1;
            }
        }
    }

    assert!(count >= 49, "{count} messages");
    world.nothing_is_left();
    assert_works(&mut world, anna);
}

#[test]
fn good_messages_with_wrong_bytes_leave_the_pbx_alive_and_idle() {
    let (mut world, anna) = World::with_anna();
    let mut chance = ChaCha12Rng::from_seed([9; 32]);
    for round in 0..3000_usize {
        let text = message(["INVITE", "REGISTER", "BYE", "ACK", "CANCEL"][round % 5], round);
        let mut bytes = text.into_bytes();
        for _ in 0..chance.random_range(1..8) {
            let at = chance.random_range(0..bytes.len());
            match chance.random_range(0..3) {
                0 => bytes[at] = chance.random(),
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, b"\r\n:;<>\"@,\0"[chance.random_range(0..10)]),
            }
        }
        world.inject(Channel::Sip, somebody(), &bytes);
        world.run_for(ms(5));
    }

    world.nothing_is_left();
    assert_works(&mut world, anna);
}

#[test]
fn noise_on_every_socket_disturbs_no_call() {
    let (mut world, anna) = World::with_anna();
    for number in ["11", "12"] {
        let call = world.dial(anna, number);
        world.run_for(s(2));
        let (media, _) = only_socket(&world);
        let mut chance = ChaCha12Rng::from_seed([9; 32]);
        for round in 0..2000_usize {
            let mut bytes = vec![0; round % 200];
            chance.fill_bytes(&mut bytes);
            if let (true, Some(first)) = (round % 2 == 0, bytes.first_mut()) {
                *first = 0x80;
            }
            let channel = if round % 3 == 0 { Channel::Sip } else { Channel::Media(media) };
            world.inject(channel, somebody(), &bytes);
        }
        world.run_for(s(2));

        assert!(!has(&world.events(anna, call), |event| matches!(event, Event::Ended(_))));
        world.hang_up(anna, call);
        world.run_for(s(1));
    }
    world.nothing_is_left();
}

#[test]
fn what_comes_from_another_machine_is_not_even_answered() {
    let mut world = World::new();
    for from in ["192.0.2.1:5060", "[2001:db8::1]:5060", "10.0.0.1:5060"] {
        world.inject(Channel::Sip, from.parse().unwrap(), message("OPTIONS", 1).as_bytes());
    }

    world.run_for(s(1));

    assert!(world.strays.is_empty());
    assert!(world.pbx.is_idle());
}

#[test]
fn nothing_is_sent_off_this_machine() {
    let (mut world, _) = World::with_anna();
    let away = [
        message("BYE", 1).replace("sip:11@127.0.0.1:5070 SIP", "sip:11@192.0.2.9 SIP"),
        message("ACK", 2).replace("sip:11@127.0.0.1:5070 SIP", "sip:11@192.0.2.9 SIP"),
        message("BYE", 3).replace("Max-Forwards", "Route: <sip:192.0.2.9;lr>\r\nMax-Forwards"),
        message("OPTIONS", 4).replace("127.0.0.1:7000;branch", "192.0.2.9;branch"),
    ];
    for text in away {
        world.inject(Channel::Sip, somebody(), text.as_bytes());
    }

    world.run_for(s(1));

    assert!(world.strays.iter().all(|(to, _)| to.ip().is_loopback()), "{:?}", world.strays);
}

#[test]
fn a_request_that_has_come_too_far_is_stopped() {
    let (mut world, _) = World::with_anna();
    let spent = message("INVITE", 1).replace("Max-Forwards: 70", "Max-Forwards: 0");

    world.inject(Channel::Sip, somebody(), spent.as_bytes());
    world.run_for(ms(100));

    assert_eq!(statuses(&world), [483]);
}

#[test]
fn a_flood_is_answered_without_state() {
    let (mut world, anna) = World::with_anna();
    for round in 0..3000 {
        world.inject(Channel::Sip, somebody(), message("INVITE", round).as_bytes());
    }
    world.run_for(ms(10));

    let statuses = statuses(&world);
    assert!(statuses.contains(&407) && statuses.contains(&503));
    world.run_for(s(60));
    assert_works(&mut world, anna);
}

#[test]
fn more_calls_than_there_are_lines_are_busy() {
    let (mut world, anna) = World::with_anna();
    let calls: Vec<_> = (0..36).map(|_| world.dial(anna, "12")).collect();
    world.run_for(s(3));

    let busy = calls.iter().filter(|call| world.cause(anna, **call).is_some()).count();

    assert_eq!(busy, 4, "thirty-two talk");
    assert_eq!(world.sockets.len(), 32);
    for call in calls {
        world.act(anna, |agent, _, now| agent.hang_up(call, now)).ok();
    }
    world.nothing_is_left();
}

#[test]
fn more_subscriptions_than_there_is_room_for_are_refused_and_all_end() {
    let (mut world, anna) = World::with_anna();
    let all: Vec<_> = (0..140).map(|_| world.follow_news(anna, "12", "dialog")).collect();
    world.run_for(s(1));

    let told = all.iter().filter(|news| !world.notified(anna, **news).is_empty()).count();

    assert_eq!(told, 128);
    assert_works(&mut world, anna);
    for news in all {
        world.act(anna, |agent, _, now| agent.unsubscribe(news, now)).ok();
    }
    world.nothing_is_left();
}

#[test]
fn nobody_inside_is_sent_off_this_machine() {
    let (mut world, anna) = World::with_anna();
    for target in
        ["sip:12@192.0.2.1", "sips:12@127.0.0.1:5070", "sip:example.org", "mailto:a@example.org"]
    {
        let call = crate::transfers::talk(&mut world, anna, "12");
        let target = target.parse().unwrap();
        world.act(anna, |agent, _, now| agent.refer(call, target, None, now)).ok();
        world.run_for(s(2));

        let progress = crate::transfers::progress(&mut world, anna, call);
        assert!(progress.iter().all(|status| *status >= 400), "{progress:?}");
        world.hang_up(anna, call);
        world.run_for(s(1));
    }
    world.nothing_is_left();
}

/// A telephone still registers, calls and hears.
#[track_caller]
fn assert_works(world: &mut World, phone: usize) {
    world.register(phone);
    let call = world.dial(phone, "12");
    world.run_for(s(3));
    assert!(!heard_at(&world.sound, sound_address(phone)).is_empty());
    world.hang_up(phone, call);
    world.nothing_is_left();
}

fn statuses(world: &World) -> Vec<u16> {
    let read = |bytes: &[u8]| match sip_message::read(bytes).ok()?.message {
        Message::Response(response) => Some(response.status.value()),
        Message::Request(_) => None,
    };
    world.strays.iter().filter_map(|(_, bytes)| read(bytes)).collect()
}

fn somebody() -> SocketAddr {
    "127.0.0.1:7000".parse().unwrap()
}

fn message(method: &str, number: usize) -> String {
    let tag = if method == "INVITE" || method == "REGISTER" { "" } else { ";tag=there" };
    format!(
        "{method} sip:11@127.0.0.1:5070 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bK{number}\r\n\
         Max-Forwards: 70\r\n\
         From: <sip:21@127.0.0.1:5070>;tag=here\r\n\
         To: <sip:11@127.0.0.1:5070>{tag}\r\n\
         Call-ID: call-{number}\r\n\
         CSeq: 1 {method}\r\n\
         Contact: <sip:21@127.0.0.1:7000>\r\n\
         Content-Length: 0\r\n\r\n"
    )
}
