//! Key presses, sent in place of the voice and heard once.

use crate::bench::*;

fn with_events() -> Terms {
    Terms { event_send_payload_type: Some(101), event_receive_payload_types: vec![101], ..terms() }
}

#[test]
fn a_key_is_sent_in_place_of_the_voice_and_heard_once() {
    let mut bench = Bench::new(with_events());
    let mut far_end = Bench::new(with_events());
    bench.capture_frames(1);

    assert!(bench.session.send_digit(Digit::from_char('#').unwrap(), Duration::from_millis(100)));
    let packets = bench.capture_frames(12);
    for packet in &packets {
        far_end.receive(REMOTE, &packet.bytes);
    }

    let events: Vec<_> = packets.iter().filter(|p| p.payload_type == 101).collect();
    assert_eq!(events.len(), 5 + 2, "100 ms, the last told three times");
    assert_eq!(events.iter().filter(|p| p.has_marker).count(), 1);
    assert!(events.iter().all(|p| p.timestamp == events[0].timestamp && p.payload[0] == 11));
    assert_eq!(events.iter().filter(|p| p.payload[1] & 0x80 != 0).count(), 3);
    assert!(packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1)));
    let after = packets.iter().find(|p| p.payload_type == 8).unwrap();
    assert_eq!(after.timestamp.wrapping_sub(events[0].timestamp), 7 * 160);
    assert_eq!(far_end.keys(), "#");
}

#[test]
fn durations_count_in_the_clock_of_the_events() {
    let opus = Terms {
        event_send_payload_type: Some(101),
        event_clock_hz: 8000,
        ..Terms::new(CodecKind::Opus, 96, address(REMOTE))
    };
    let mut bench = Bench::new(opus);

    bench.session.send_digit(Digit::from_char('1').unwrap(), Duration::from_millis(60));
    let packets = bench.capture_frames(3);

    let durations: Vec<_> =
        packets.iter().map(|p| u16::from_be_bytes([p.payload[2], p.payload[3]])).collect();
    assert_eq!(durations, [160, 320, 480]);
}

#[test]
fn no_key_is_taken_that_nobody_would_hear() {
    let key = Digit::from_char('1').unwrap();
    let mut deaf = Bench::new(terms());
    let mut held = Bench::new(Terms { direction: Direction::Inactive, ..with_events() });

    assert!(!deaf.session.send_digit(key, Duration::from_millis(100)));
    assert!(!held.session.send_digit(key, Duration::from_millis(100)));
}
