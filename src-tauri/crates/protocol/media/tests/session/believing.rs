//! Whose packets are believed, and which are dropped.

use crate::bench::*;

#[test]
fn packets_go_where_packets_come_from() {
    let mut bench = Bench::new(terms());

    bench.receive(STRANGER, &voice(1, 0, 7));
    bench.receive(STRANGER, &voice(2, 160, 7));

    assert_eq!(bench.events(), [Event::FirstPacket, Event::RemoteMoved]);
    assert_eq!(bench.capture_frames(1)[0].to, address(STRANGER));
}

#[test]
fn a_stranger_cannot_take_a_stream_that_flows() {
    let mut bench = Bench::new(terms());
    for n in 0..100_u16 {
        bench.receive(REMOTE, &voice(n, u32::from(n) * 160, 7));
        bench.receive(STRANGER, &voice(n, u32::from(n) * 160, 7));
        bench.pass(20);
    }

    let statistics = bench.session.statistics();
    assert_eq!((statistics.received_packets, statistics.discarded_packets), (100, 100));
    assert_eq!(bench.capture_frames(1)[0].to, address(REMOTE));
}

#[test]
fn another_ssrc_from_the_right_address_is_a_new_stream() {
    let mut bench = Bench::new(terms());
    bench.receive(REMOTE, &voice(1, 0, 7));
    bench.receive(REMOTE, &voice(9000, 5_000_000, 8));
    bench.receive(REMOTE, &voice(9001, 5_000_160, 8));
    bench.receive(REMOTE, &voice(9002, 5_000_320, 8));

    let statistics = bench.session.statistics();
    assert_eq!((statistics.received_packets, statistics.lost_packets), (3, 0));
}

#[test]
fn our_own_ssrc_from_outside_makes_us_take_another_once() {
    let mut bench = Bench::new(terms());
    let ours = bench.capture_frames(1)[0].ssrc;
    bench.pass(20);

    bench.receive(REMOTE, &voice(1, 0, ours));
    let (datagrams, packets) = bench.drain_all();
    let next = bench.capture_frames(1)[0].ssrc;
    bench.receive(REMOTE, &voice(2, 160, next));
    let last = bench.capture_frames(1)[0].ssrc;

    assert!(packets.is_empty());
    assert!(
        datagrams.iter().any(|(channel, bytes)| *channel == Channel::Rtcp && says_goodbye(bytes))
    );
    assert_ne!(next, ours);
    assert_eq!(last, next, "an echo service reflects us for ever");
}

#[test]
fn new_terms_move_our_packets_at_once() {
    let mut bench = Bench::new(terms());
    bench.receive(REMOTE, &voice(1, 0, 7));
    let elsewhere = Terms::new(CodecKind::Opus, 111, address("203.0.113.5:9000"));

    bench.session.update(elsewhere, bench.now).unwrap();
    let packets = bench.capture_frames(2);

    assert_eq!((packets[0].to, packets[0].payload_type), (address("203.0.113.5:9000"), 111));
    assert_eq!(bench.session.frame_samples(), 960);
    assert_eq!(packets[1].timestamp.wrapping_sub(packets[0].timestamp), 960);
    let statistics = bench.session.statistics();
    assert_eq!((statistics.received_packets, statistics.sent_packets), (1, 2), "counters go on");
}

#[test]
fn comfort_noise_and_unknown_types_are_told_apart() {
    let mut bench = Bench::new(terms());

    bench.receive(REMOTE, &rtp(13, 1, 0, 7, &[40]));
    bench.receive(REMOTE, &rtp(99, 2, 160, 7, &[0; 160]));

    let statistics = bench.session.statistics();
    assert_eq!((statistics.received_packets, statistics.discarded_packets), (1, 1));
}

#[test]
fn announced_silence_is_not_concealed() {
    let mut bench = Bench::new(terms());
    for n in 0..20_u16 {
        bench.receive(REMOTE, &voice(n, u32::from(n) * 160, 7));
        bench.play(2);
    }
    bench.receive(REMOTE, &rtp(13, 20, 3200, 7, &[40]));

    bench.play(200);

    assert!(bench.session.statistics().concealed_ms <= 20, "{:?}", bench.session.statistics());
}

#[test]
fn silence_that_is_not_sent_is_no_loss() {
    let mut bench = Bench::new(terms());
    for n in 0..40_u16 {
        // Ten frames of voice, then 400 ms of which nothing is sent.
        let pause = u32::from(n / 10) * 3200;
        if n > 0 && n % 10 == 0 {
            bench.play(40);
        }
        bench.receive(REMOTE, &voice(n, u32::from(n) * 160 + pause, 7));
        bench.play(2);
    }

    let statistics = bench.session.statistics();
    assert_eq!((statistics.lost_packets, statistics.late_packets), (0, 0));
    assert!(statistics.concealed_ms <= 40, "{statistics:?}");
    assert!(statistics.buffer_ms < 30.0, "{statistics:?}");
}

#[test]
fn a_stray_number_is_dropped_and_a_restart_is_followed() {
    let mut bench = Bench::new(terms());
    bench.receive(REMOTE, &voice(1, 0, 7));
    bench.receive(REMOTE, &voice(30_000, 99_999, 7));
    bench.receive(REMOTE, &voice(2, 160, 7));
    let before = bench.session.statistics();

    bench.receive(REMOTE, &voice(50_000, 5_000_000, 7));
    bench.receive(REMOTE, &voice(50_001, 5_000_160, 7));
    bench.receive(REMOTE, &voice(50_002, 5_000_320, 7));
    let after = bench.session.statistics();

    assert_eq!((before.received_packets, before.discarded_packets, before.lost_packets), (2, 1, 0));
    assert_eq!((after.received_packets, after.discarded_packets, after.lost_packets), (4, 2, 0));
}

#[test]
fn hostile_datagrams_are_counted_and_dropped() {
    let mut bench = Bench::new(terms());
    let mut bomb = voice(1, 0, 7);
    bomb[0] |= 0x20;
    *bomb.last_mut().unwrap() = 255;
    let mut version = voice(1, 0, 7);
    version[0] = 0x40;
    let hostile: [&[u8]; 7] = [
        &[],
        &[0x80],
        &[0x80; 11],
        &version,
        &bomb,
        &rtp(8, 1, 0, 7, &[0; 1488]),
        &rtp(8, 1, 0, 7, &[]),
    ];

    for bytes in hostile {
        bench.receive(REMOTE, bytes);
    }

    let statistics = bench.session.statistics();
    assert_eq!(statistics.discarded_packets, 7);
    bench.play(50);
}
