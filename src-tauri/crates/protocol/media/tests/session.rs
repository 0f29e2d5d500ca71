//! One session against a far end written by hand: what it sends, what it believes, what it tells.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod hand;
mod world;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use codec::CodecKind;
use hand::address;
use media::{
    Channel, Digit, Direction, Event, MAX_DATAGRAM_BYTES, Outgoing, Session, Settings, Terms,
};
use proptest::prelude::*;
use world::{Network, World};

const REMOTE: &str = "192.0.2.1:4000";
const STRANGER: &str = "198.51.100.66:6666";

mod sending {
    use super::*;

    #[test]
    fn packets_count_on_and_the_first_carries_the_marker() {
        let mut bench = Bench::new(terms());

        let packets = bench.capture_frames(3);

        assert_eq!(packets.iter().map(|p| p.has_marker).collect::<Vec<_>>(), [true, false, false]);
        assert!(
            packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1))
        );
        assert!(
            packets.windows(2).all(|pair| pair[1].timestamp == pair[0].timestamp.wrapping_add(160))
        );
        assert!(
            packets.iter().all(|p| p.payload_type == 8
                && p.payload.len() == 160
                && p.ssrc == packets[0].ssrc)
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

        assert!(
            packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1))
        );
        assert_eq!(bench.session.statistics().sent_packets, 70_000);
    }

    #[test]
    fn frames_of_all_lengths_are_sent_as_agreed() {
        for (codec, frame_ms) in [
            (CodecKind::Pcma, 10),
            (CodecKind::Pcma, 30),
            (CodecKind::Opus, 60),
            (CodecKind::G722, 40),
        ] {
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
}

mod digits {
    use super::*;

    fn with_events() -> Terms {
        Terms {
            event_send_payload_type: Some(101),
            event_receive_payload_types: vec![101],
            ..terms()
        }
    }

    #[test]
    fn a_key_is_sent_in_place_of_the_voice_and_heard_once() {
        let mut bench = Bench::new(with_events());
        let mut far_end = Bench::new(with_events());
        bench.capture_frames(1);

        assert!(
            bench.session.send_digit(Digit::from_char('#').unwrap(), Duration::from_millis(100))
        );
        let packets = bench.capture_frames(12);
        for packet in &packets {
            far_end.receive(REMOTE, &packet.bytes);
        }

        let events: Vec<_> = packets.iter().filter(|p| p.payload_type == 101).collect();
        assert_eq!(events.len(), 5 + 2, "100 ms, the last told three times");
        assert_eq!(events.iter().filter(|p| p.has_marker).count(), 1);
        assert!(events.iter().all(|p| p.timestamp == events[0].timestamp && p.payload[0] == 11));
        assert_eq!(events.iter().filter(|p| p.payload[1] & 0x80 != 0).count(), 3);
        assert!(
            packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1))
        );
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
}

mod believing {
    use super::*;

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
            datagrams
                .iter()
                .any(|(channel, bytes)| *channel == Channel::Rtcp && says_goodbye(bytes))
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
        assert_eq!(
            (statistics.received_packets, statistics.sent_packets),
            (1, 2),
            "counters go on"
        );
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

        assert_eq!(
            (before.received_packets, before.discarded_packets, before.lost_packets),
            (2, 1, 0)
        );
        assert_eq!(
            (after.received_packets, after.discarded_packets, after.lost_packets),
            (4, 2, 0)
        );
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
}

mod reporting {
    use super::*;

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
        assert!(
            at_ms.windows(2).all(|pair| (2480..=7540).contains(&(pair[1] - pair[0]))),
            "{at_ms:?}"
        );
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
        assert_eq!(
            (datagrams[0].1[0], datagrams[0].1[1]),
            (0x81, 201),
            "one block about the far end"
        );
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
        let mut world =
            World::new(CodecKind::Opus, Network { jitter_ms: 30.0, ..Network::CLEAN }, 3);

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
        far_end.session.handle_datagram(
            Channel::Rtcp,
            address("192.0.2.1:4001"),
            goodbye,
            far_end.now,
        );

        assert_eq!(
            far_end.events(),
            [Event::FirstPacket, Event::Goodbye],
            "a stranger's is not believed"
        );
        assert_eq!(far_end.session.statistics().discarded_packets, 1);
    }
}

mod watching {
    use super::*;

    #[test]
    fn silence_is_told_once_and_so_is_its_end() {
        let mut bench = Bench::new(terms());
        bench.receive(REMOTE, &voice(1, 0, 7));
        assert_eq!(bench.session.next_deadline().unwrap().why, "RTCP report");

        for _ in 0..400 {
            bench.pass(20);
            bench.session.handle_timeout(bench.now);
        }
        bench.receive(REMOTE, &voice(2, 160, 7));

        let events = bench.events();
        let [Event::FirstPacket, Event::Silent(span), Event::Resumed] = events[..] else {
            panic!("{events:?}")
        };
        assert!((5000..5100).contains(&span.as_millis()));
    }

    #[test]
    fn a_far_end_that_never_speaks_is_told_too() {
        let mut bench = Bench::new(terms());

        bench.pass(5001);
        bench.session.handle_timeout(bench.now);

        assert!(matches!(bench.events()[..], [Event::Silent(_)]));
    }

    #[test]
    fn on_hold_and_under_comfort_noise_nothing_is_missed() {
        let mut held = Bench::new(Terms { direction: Direction::SendOnly, ..terms() });
        let mut noisy = Bench::new(terms());
        noisy.receive(REMOTE, &rtp(13, 1, 0, 7, &[40]));

        for bench in [&mut held, &mut noisy] {
            bench.pass(60_000);
            bench.session.handle_timeout(bench.now);
        }

        assert_eq!(held.events(), []);
        assert_eq!(noisy.events(), [Event::FirstPacket]);
    }
}

proptest! {
    #[test]
    fn no_datagrams_do_harm(datagrams in prop::collection::vec((any::<bool>(), any::<bool>(), datagram()), 0..60), pull in 1_usize..3000) {
        let mut bench = Bench::new(Terms { event_receive_payload_types: vec![101], ..terms() });
        for (is_rtcp, is_stranger, bytes) in datagrams {
            let channel = if is_rtcp { Channel::Rtcp } else { Channel::Rtp };
            let from = if is_stranger { STRANGER } else { REMOTE };
            bench.session.handle_datagram(channel, address(from), &bytes, bench.now);
            bench.session.play(&mut vec![0; pull], bench.now);
            bench.session.capture(&[0; 160], bench.now);
            bench.drain_all();
            bench.pass(7);
        }
        let statistics = bench.session.statistics();
        prop_assert!(statistics.buffer_target_ms <= 500.0);
    }
}

/// Half of the datagrams look like ours, so that they come further than the door.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
    let likely = (
        any::<u16>(),
        any::<u32>(),
        0_u32..3,
        prop::collection::vec(any::<u8>(), 0..400),
        any::<bool>(),
    )
        .prop_map(|(sequence, timestamp, ssrc, payload, is_event)| {
            rtp(if is_event { 101 } else { 8 }, sequence, timestamp, ssrc, &payload)
        });
    prop_oneof![prop::collection::vec(any::<u8>(), 0..1500), likely]
}

/// One session, its clock, and a far end of bytes.
struct Bench {
    session: Session,
    now: Instant,
}

/// An RTP packet that was sent.
struct Sent {
    to: SocketAddr,
    bytes: Vec<u8>,
    has_marker: bool,
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    ssrc: u32,
    payload: Vec<u8>,
}

impl Bench {
    fn new(terms: Terms) -> Self {
        let now = hand::now();
        let session = Session::new(Settings::new(terms, [7; 32], "cname".to_owned()), now).unwrap();
        Self { session, now: now.instant }
    }

    fn pass(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
    }

    fn receive(&mut self, from: &str, bytes: &[u8]) {
        self.session.handle_datagram(Channel::Rtp, address(from), bytes, self.now);
    }

    /// Captures frames of a loud square wave, one each 20 ms, and gives the RTP packets sent.
    fn capture_frames(&mut self, count: usize) -> Vec<Sent> {
        let pcm: Vec<i16> = (0..self.session.frame_samples())
            .map(|n| if n % 20 < 10 { 8000 } else { -8000 })
            .collect();
        let mut sent = Vec::new();
        for _ in 0..count {
            self.session.capture(&pcm, self.now);
            sent.extend(self.drain_all().1);
            self.pass(20);
        }
        sent
    }

    fn play(&mut self, pulls: usize) {
        for _ in 0..pulls {
            self.session.play(&mut [0; 80], self.now);
            self.pass(10);
        }
    }

    /// Everything that waits to be sent, and what of it is RTP.
    fn drain_all(&mut self) -> (Vec<(Channel, Vec<u8>)>, Vec<Sent>) {
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        let (mut datagrams, mut sent) = (Vec::new(), Vec::new());
        while let Some(Outgoing { channel, to, bytes }) = self.session.poll_datagram(&mut buffer) {
            let bytes = buffer[..bytes].to_vec();
            datagrams.push((channel, bytes.clone()));
            if channel == Channel::Rtp && !(200..=207).contains(&bytes[1]) {
                sent.push(Sent {
                    to,
                    has_marker: bytes[1] & 0x80 != 0,
                    payload_type: bytes[1] & 0x7f,
                    sequence: u16::from_be_bytes([bytes[2], bytes[3]]),
                    timestamp: u32::from_be_bytes(bytes[4..8].try_into().unwrap()),
                    ssrc: u32::from_be_bytes(bytes[8..12].try_into().unwrap()),
                    payload: bytes[12..].to_vec(),
                    bytes,
                });
            }
        }
        (datagrams, sent)
    }

    fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.session.poll_event()).collect()
    }

    fn keys(&mut self) -> String {
        let digit = |event: &Event| {
            if let Event::DigitReceived(digit) = event { Some(digit.to_char()) } else { None }
        };
        self.events().iter().filter_map(digit).collect()
    }
}

fn terms() -> Terms {
    Terms::new(CodecKind::Pcma, 8, address(REMOTE))
}

fn voice(sequence: u16, timestamp: u32, ssrc: u32) -> Vec<u8> {
    rtp(8, sequence, timestamp, ssrc, &[0x55; 160])
}

fn rtp(payload_type: u8, sequence: u16, timestamp: u32, ssrc: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x80, payload_type];
    bytes.extend_from_slice(&sequence.to_be_bytes());
    bytes.extend_from_slice(&timestamp.to_be_bytes());
    bytes.extend_from_slice(&ssrc.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

fn says_goodbye(compound: &[u8]) -> bool {
    compound.windows(2).any(|pair| pair == [0x81, 203])
}
