//! Reports by RTCP, sent and understood.

use crate::bench::*;
use crate::world::{Network, World};

#[test]
fn reports_leave_by_their_port_within_their_interval_and_name_the_sender() {
    let mut bench = Bench::new(terms());
    let mut at_ms = Vec::new();

    for step in 0..3000_u64 {
        bench.session.capture(&[0; 160], bench.now);
        for (channel, bytes) in bench.drain_all().0 {
            if channel == Channel::Rtcp {
                assert_eq!(bytes[1], 200, "a sender's report");
                assert!(bytes.windows(5).any(|window| window == b"cname"));
                at_ms.push(step * 20);
            }
        }
        bench.pass(20);
    }

    assert!((740..=2300).contains(&at_ms[0]), "{at_ms:?}");
    assert!(at_ms.windows(2).all(|pair| (2480..=7540).contains(&(pair[1] - pair[0]))), "{at_ms:?}");
    assert!(at_ms.len() >= 8);
}

#[test]
fn who_only_listens_sends_receiver_reports_on_hold_too() {
    let mut bench = Bench::new(Terms { direction: Direction::ReceiveOnly, ..terms() });
    bench.receive(REMOTE, &voice(1, 0, 7));

    bench.pass(3000);
    bench.session.handle_timeout(bench.now);

    let (datagrams, _) = bench.drain_all();
    assert_eq!(datagrams.len(), 1);
    assert_eq!((datagrams[0].1[0], datagrams[0].1[1]), (0x81, 201), "one block about the far end");
}

#[test]
fn multiplexed_reports_use_the_port_of_the_voice() {
    let mut bench = Bench::new(Terms { is_rtcp_muxed: true, ..terms() });
    bench.pass(3000);
    bench.session.handle_timeout(bench.now);

    let mut buffer = [0; MAX_DATAGRAM_BYTES];
    let outgoing = bench.session.poll_datagram(&mut buffer).unwrap();

    assert_eq!((outgoing.channel, outgoing.to), (Channel::Rtp, address(REMOTE)));
    assert_eq!(buffer[1], 201);
}

#[test]
fn round_trip_loss_and_jitter_of_the_far_end_become_known() {
    let mut world = World::new(CodecKind::Pcma, Network { loss: 0.1, ..Network::CLEAN }, 3);

    world.run(Duration::from_secs(30));

    let statistics = world.speaker.statistics();
    assert!((statistics.round_trip_ms.unwrap() - 60.0).abs() < 3.0, "{statistics:?}");
    assert!((0.02..0.25).contains(&statistics.remote_loss.unwrap()), "{statistics:?}");
    assert!(statistics.remote_lost_packets.unwrap() > 50, "{statistics:?}");
    assert!(statistics.remote_jitter_ms.unwrap() < 2.0, "{statistics:?}");
}

#[test]
fn jitter_is_measured_as_the_far_end_would() {
    let mut world = World::new(CodecKind::Opus, Network { jitter_ms: 30.0, ..Network::CLEAN }, 3);

    world.run(Duration::from_secs(10));

    let jitter = world.listener.statistics().jitter_ms;
    assert!((4.0..16.0).contains(&jitter), "{jitter}");
}

#[test]
fn a_goodbye_is_said_and_heard() {
    let mut bench = Bench::new(terms());
    let mut far_end = Bench::new(Terms::new(CodecKind::Pcma, 8, address(REMOTE)));
    let packet = bench.capture_frames(1).remove(0);
    far_end.receive(REMOTE, &packet.bytes);

    bench.session.close(bench.now);
    let (datagrams, _) = bench.drain_all();
    let goodbye = &datagrams.last().unwrap().1;
    far_end.session.handle_datagram(Channel::Rtcp, address(STRANGER), goodbye, far_end.now);
    far_end.session.handle_datagram(Channel::Rtcp, address("192.0.2.1:4001"), goodbye, far_end.now);

    assert_eq!(
        far_end.events(),
        [Event::FirstPacket, Event::Goodbye],
        "a stranger's is not believed"
    );
    assert_eq!(far_end.session.statistics().discarded_packets, 1);
}
