//! What is sent: numbers, times, markers, over mute, hold and roll-over.

use crate::bench::*;

#[test]
fn packets_count_on_and_the_first_carries_the_marker() {
    let mut bench = Bench::new(terms());

    let packets = bench.capture_frames(3);

    assert_eq!(packets.iter().map(|p| p.has_marker).collect::<Vec<_>>(), [true, false, false]);
    assert!(packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1)));
    assert!(
        packets.windows(2).all(|pair| pair[1].timestamp == pair[0].timestamp.wrapping_add(160))
    );
    assert!(
        packets
            .iter()
            .all(|p| p.payload_type == 8 && p.payload.len() == 160 && p.ssrc == packets[0].ssrc)
    );
    assert!(packets.iter().all(|p| p.to == address(REMOTE)));
}

#[test]
fn the_clock_of_g722_runs_at_half_its_samples() {
    let mut bench = Bench::new(Terms::new(CodecKind::G722, 9, address(REMOTE)));

    let packets = bench.capture_frames(2);

    assert_eq!(bench.session.frame_samples(), 320);
    assert_eq!(packets[1].timestamp.wrapping_sub(packets[0].timestamp), 160);
}

#[test]
fn muted_silence_is_sent_and_nothing_else_changes() {
    let mut bench = Bench::new(terms());
    bench.capture_frames(1);

    bench.session.set_muted(true);
    let muted = bench.capture_frames(2);
    bench.session.set_muted(false);
    let heard = bench.capture_frames(1);

    assert!(muted.iter().all(|p| p.payload.iter().all(|byte| *byte == 0xd5) && !p.has_marker));
    assert_eq!(heard[0].timestamp.wrapping_sub(muted[1].timestamp), 160);
    assert!(heard[0].payload.iter().any(|byte| *byte != 0xd5));
}

#[test]
fn on_hold_nothing_is_sent_and_the_time_goes_on() {
    let mut bench = Bench::new(terms());
    let before = bench.capture_frames(1);

    bench.session.set_direction(Direction::Inactive, bench.now);
    let held = bench.capture_frames(10);
    bench.session.set_direction(Direction::SendReceive, bench.now);
    let after = bench.capture_frames(1);

    assert!(held.is_empty());
    assert!(after[0].has_marker);
    assert_eq!(after[0].sequence, before[0].sequence.wrapping_add(1));
    assert_eq!(after[0].timestamp, before[0].timestamp.wrapping_add(11 * 160));
}

#[test]
fn the_sequence_rolls_over() {
    let mut bench = Bench::new(terms());

    let packets = bench.capture_frames(70_000);

    assert!(packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1)));
    assert_eq!(bench.session.statistics().sent_packets, 70_000);
}

#[test]
fn frames_of_all_lengths_are_sent_as_agreed() {
    for (codec, frame_ms) in
        [(CodecKind::Pcma, 10), (CodecKind::Pcma, 30), (CodecKind::Opus, 60), (CodecKind::G722, 40)]
    {
        let frame = Duration::from_millis(frame_ms);
        let mut bench = Bench::new(Terms { frame, ..Terms::new(codec, 96, address(REMOTE)) });

        let packets = bench.capture_frames(2);

        let ticks = u64::from(codec.rtp_clock_hz()) * frame_ms / 1000;
        assert_eq!(
            u64::from(packets[1].timestamp.wrapping_sub(packets[0].timestamp)),
            ticks,
            "{codec:?}"
        );
    }
}

#[test]
fn without_an_address_nothing_is_sent_until_the_far_end_speaks() {
    let mut bench = Bench::new(Terms { remote: None, ..terms() });

    assert!(bench.capture_frames(2).is_empty());
    bench.receive(STRANGER, &voice(1, 0, 7));

    assert_eq!(bench.capture_frames(1)[0].to, address(STRANGER));
}
