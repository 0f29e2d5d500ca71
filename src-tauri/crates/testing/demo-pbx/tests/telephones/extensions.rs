//! Those who live inside the PBX: what a caller meets at each number.

use demo_pbx::Channel;
use sdp::{Codec, Direction};
use sip_agent::invitation::{Cause, Event, InvitationId, Session};
use sip_message::StatusCode;

use crate::sounds::{Packet, heard_at, loudness};
use crate::world::{World, capabilities, has, ms, only_socket, s, sound_address};

#[test]
fn the_echo_rings_a_second_and_then_sends_back_each_packet_under_another_source() {
    let (mut world, anna) = World::with_anna();
    let begin = world.now.instant;
    let call = world.dial(anna, "11");
    world.run_for(ms(900));
    let events = world.events(anna, call);
    assert!(has(&events, |event| matches!(event, Event::Ringing { .. })), "{events:?}");
    world.run_for(ms(300));
    let agreed = answered(&mut world, anna, call);
    assert_eq!(agreed.codec, Codec::Opus, "the caller's first");
    assert!(world.now.instant - begin < s(2));

    let (media, port) = only_socket(&world);
    assert_eq!(agreed.remote.map(|remote| remote.port()), Some(port));
    let sent = |sequence: u16| Packet {
        payload_type: agreed.send_payload_type,
        sequence,
        timestamp: u32::from(sequence) * 960,
        ssrc: 0x1234_5678,
        payload: vec![7, 8, u8::try_from(sequence % 256).unwrap()],
    };
    for sequence in 65_530..65_535 {
        world.inject(Channel::Media(media), sound_address(anna), &sent(sequence).write());
        world.run_for(ms(20));
    }

    let heard = heard_at(&world.sound, sound_address(anna));
    assert_eq!(heard.len(), 5);
    for ((_, packet), sequence) in heard.iter().zip(65_530..) {
        assert_ne!(packet.ssrc, 0x1234_5678);
        assert_eq!(packet, &Packet { ssrc: packet.ssrc, ..sent(sequence) });
    }
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn the_echo_answers_a_sender_report_so_that_the_round_trip_is_known() {
    let (mut world, anna) = World::with_anna();
    let call = world.dial(anna, "11");
    world.run_for(ms(1100));
    let agreed = answered(&mut world, anna, call);
    let (media, _) = only_socket(&world);
    let packet = Packet {
        payload_type: agreed.send_payload_type,
        sequence: 9,
        timestamp: 0,
        ssrc: 0x1234_5678,
        payload: vec![1],
    };
    world.inject(Channel::Media(media), sound_address(anna), &packet.write());
    world.sound.clear();

    let mut report = vec![0x80, 200, 0, 6, 0x12, 0x34, 0x56, 0x78];
    report.extend([0, 0, 0xaa, 0xbb, 0xcc, 0xdd, 0, 0]);
    report.extend([0; 12]);
    world.inject(Channel::Media(media), sound_address(anna), &report);

    let (_, _, to, bytes) = world.sound.pop().expect("a report");
    assert_eq!(to, sound_address(anna));
    assert_eq!(bytes[..4], [0x81, 201, 0, 7]);
    assert_eq!(bytes[8..12], [0x12, 0x34, 0x56, 0x78]);
    assert_eq!(bytes[24..28], [0xaa, 0xbb, 0xcc, 0xdd], "the middle of the report's time");
}

#[test]
fn the_speaker_is_heard_at_the_pace_of_speech_and_goes_on_without_end() {
    for codec in [Codec::Pcma, Codec::Pcmu] {
        let (mut world, anna) = World::with_anna();
        let mut wish = capabilities(anna);
        wish.codecs = vec![Codec::Opus, codec];
        let offer = sdp::offer(&wish).to_bytes().into();
        let call = world.dial_with(anna, "12", Some(offer));
        world.run_for(ms(1200));
        assert_eq!(answered_to(&mut world, anna, call, &wish).codec, codec);
        world.run_for(s(30));

        let heard = heard_at(&world.sound, sound_address(anna));
        assert!((1485..=1505).contains(&heard.len()), "{} packets in 30 s", heard.len());
        for pair in heard.windows(2) {
            let [(at, one), (then, next)] = pair else { unreachable!("pairs") };
            assert_eq!(*then - *at, ms(20));
            assert_eq!(next.sequence, one.sequence.wrapping_add(1));
            assert_eq!(next.timestamp, one.timestamp.wrapping_add(160));
            assert_eq!(one.payload.len(), 160);
        }
        let loudness = loudness(&heard, s(1));
        let loud = loudness.iter().filter(|rms| **rms > 500.0).count();
        assert!(loud > 20, "speech in most seconds: {loudness:?}");
        assert!(loudness[25..].iter().any(|rms| *rms > 500.0), "again after its end");

        world.hang_up(anna, call);
        world.sound.clear();
        world.run_for(s(5));
        assert!(heard_at(&world.sound, sound_address(anna)).is_empty());
        world.nothing_is_left();
    }
}

#[test]
fn on_hold_the_speaker_is_silent_and_goes_on_where_it_was() {
    let (mut world, anna) = World::with_anna();
    let call = world.dial(anna, "12");
    world.run_for(s(3));
    answered(&mut world, anna, call);

    reoffer(&mut world, anna, call, Direction::SendOnly, 1);
    world.run_for(ms(100));
    world.sound.clear();
    world.run_for(s(5));
    assert!(heard_at(&world.sound, sound_address(anna)).is_empty(), "held");

    reoffer(&mut world, anna, call, Direction::SendReceive, 2);
    world.run_for(s(5));
    let heard = heard_at(&world.sound, sound_address(anna));
    assert!(heard.len() > 240, "{} packets after resuming", heard.len());
}

#[test]
fn the_echo_sends_nothing_to_a_caller_who_holds() {
    let (mut world, anna) = World::with_anna();
    let call = world.dial(anna, "11");
    world.run_for(s(2));
    let agreed = answered(&mut world, anna, call);
    let (media, _) = only_socket(&world);
    let packet = Packet {
        payload_type: agreed.send_payload_type,
        sequence: 9,
        timestamp: 0,
        ssrc: 0x1234_5678,
        payload: vec![1],
    };

    reoffer(&mut world, anna, call, Direction::Inactive, 1);
    world.run_for(ms(100));
    world.inject(Channel::Media(media), sound_address(anna), &packet.write());

    assert!(world.sound.is_empty());
}

#[test]
fn the_busy_one_is_busy() {
    let (mut world, anna) = World::with_anna();

    let call = world.dial(anna, "13");
    world.run_for(s(1));

    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::BUSY_HERE)));
    world.nothing_is_left();
}

#[test]
fn the_one_who_never_answers_rings_for_half_a_minute() {
    let (mut world, anna) = World::with_anna();

    let call = world.dial(anna, "15");
    world.run_for(s(29));
    let events = world.events(anna, call);
    assert!(has(&events, |event| matches!(event, Event::Ringing { .. })));
    assert!(!has(&events, |event| matches!(event, Event::Ended(_))));
    world.run_for(s(2));

    let status = StatusCode::TEMPORARILY_UNAVAILABLE;
    assert_eq!(world.cause(anna, call), Some(Cause::Refused(status)));
    world.nothing_is_left();
}

#[test]
fn the_one_who_calls_back_says_so_hangs_up_and_calls_back_once() {
    let (mut world, anna) = World::with_anna();

    let call = world.dial(anna, "14");
    world.run_for(s(6));
    assert_eq!(world.cause(anna, call), Some(Cause::HungUp), "it hangs up");
    let announcement = heard_at(&world.sound, sound_address(anna));
    assert!(loudness(&announcement, s(1)).iter().any(|rms| *rms > 500.0), "it spoke");
    world.sound.clear();

    world.run_for(s(3));
    let incoming = world.incoming(anna).pop().expect("it calls back");
    assert_eq!(incoming.from.display_name.as_deref(), Some("Rita Rückruf"));
    world.pick_up(anna, &incoming);
    world.run_for(s(5));
    let heard = heard_at(&world.sound, sound_address(anna));
    assert!(loudness(&heard, s(1)).iter().any(|rms| *rms > 500.0), "it speaks");
    world.hang_up(anna, incoming.id);
    world.run_for(s(60));

    assert!(world.incoming(anna).is_empty(), "once");
    world.nothing_is_left();
}

#[test]
fn a_caller_who_hangs_up_early_is_called_back_too_but_only_once_for_two_calls() {
    let (mut world, anna) = World::with_anna();
    for _ in 0..2 {
        let call = world.dial(anna, "14");
        world.run_for(ms(400));
        world.hang_up(anna, call);
        world.run_for(ms(400));
    }

    world.run_for(s(5));

    let incoming = world.incoming(anna);
    assert_eq!(incoming.len(), 1);
    world.hang_up(anna, incoming[0].id);
    world.nothing_is_left();
}

#[test]
fn a_call_back_that_nobody_takes_stops_ringing() {
    let (mut world, anna) = World::with_anna();
    let call = world.dial(anna, "14");
    world.run_for(ms(500));
    world.hang_up(anna, call);
    world.run_for(s(4));
    let incoming = world.incoming(anna).pop().unwrap();
    world.act(anna, |agent, _, now| agent.ring(incoming.id, None, now)).unwrap();

    world.run_for(s(32));

    assert_eq!(world.cause(anna, incoming.id), Some(Cause::Cancelled));
    world.nothing_is_left();
}

#[test]
fn a_caller_who_cancels_leaves_no_socket_open() {
    let (mut world, anna) = World::with_anna();

    let call = world.dial(anna, "12");
    world.run_for(ms(500));
    assert_eq!(world.sockets.len(), 1);
    world.hang_up(anna, call);
    world.run_for(s(1));

    assert!(world.sockets.is_empty());
    world.nothing_is_left();
}

#[test]
fn a_call_without_an_offer_gets_one_and_is_spoken_to() {
    let (mut world, anna) = World::with_anna();
    let call = world.dial_with(anna, "12", None);
    world.run_for(s(2));
    let offer = world.events(anna, call).into_iter().find_map(|event| match event {
        Event::Answered { session: Session::Offer(offer), .. } => sdp::read(&offer).ok(),
        _ => None,
    });

    let (answer, agreed) = sdp::answer(&offer.expect("an offer"), &capabilities(anna)).unwrap();
    let answer = answer.to_bytes().into();
    world.act(anna, |agent, _, now| agent.answer_reoffer(call, answer, now)).unwrap();
    world.run_for(s(2));

    assert_eq!(agreed.codec, Codec::Pcma);
    assert!(heard_at(&world.sound, sound_address(anna)).len() > 80);
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn a_speaker_asked_for_a_codec_that_it_does_not_know_says_so() {
    let (mut world, anna) = World::with_anna();
    let mut wish = capabilities(anna);
    wish.codecs = vec![Codec::Opus];
    let offer = sdp::offer(&wish).to_bytes().into();

    let call = world.dial_with(anna, "12", Some(offer));
    world.run_for(s(2));

    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::NOT_ACCEPTABLE_HERE)));
    world.nothing_is_left();
}

#[test]
fn without_sockets_a_call_is_refused_and_a_call_back_given_up() {
    let (mut world, anna) = World::with_anna();
    world.has_sockets = false;

    let echo = world.dial(anna, "11");
    let recall = world.dial(anna, "14");
    world.run_for(s(10));

    let expected = Some(Cause::Refused(StatusCode::SERVER_INTERNAL_ERROR));
    assert_eq!(world.cause(anna, echo), expected);
    assert_eq!(world.cause(anna, recall), expected);
    assert!(world.incoming(anna).is_empty());
    world.nothing_is_left();
}

#[test]
fn a_telephone_that_was_switched_off_in_a_call_is_not_spoken_to_for_ever() {
    let (mut world, anna) = World::with_anna();
    world.dial(anna, "12");
    world.run_for(s(3));
    world.phones[anna].is_on = false;

    world.run_for(s(700));

    world.nothing_is_left();
}

/// Takes the answer to the usual offer.
#[track_caller]
fn answered(world: &mut World, phone: usize, call: InvitationId) -> sdp::Agreed {
    answered_to(world, phone, call, &capabilities(phone))
}

#[track_caller]
fn answered_to(
    world: &mut World,
    phone: usize,
    call: InvitationId,
    wish: &sdp::Capabilities,
) -> sdp::Agreed {
    let answer = world.events(phone, call).into_iter().find_map(|event| match event {
        Event::Answered { session: Session::Answer(answer), .. } => sdp::read(&answer).ok(),
        _ => None,
    });
    sdp::agree(&sdp::offer(wish), &answer.expect("answered")).expect("agreement")
}

/// Offers another direction, and wants it answered.
#[track_caller]
fn reoffer(
    world: &mut World,
    phone: usize,
    call: InvitationId,
    direction: Direction,
    edition: u64,
) {
    let mut wish = capabilities(phone);
    wish.version = edition;
    let before = sdp::offer(&wish);
    wish.direction = direction;
    let offer = sdp::reoffer(&before, &wish).to_bytes().into();
    world.act(phone, |agent, _, now| agent.reoffer(call, offer, now)).unwrap();
    world.run_for(ms(50));
    let events = world.events(phone, call);
    assert!(has(&events, |event| matches!(event, Event::ReofferAnswered { .. })), "{events:?}");
}
