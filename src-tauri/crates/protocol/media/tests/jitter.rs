//! The jitter buffer over networks of all kinds, in simulated time.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod hand;
mod world;

use std::time::Duration;

use codec::CodecKind;
use proptest::prelude::*;
use world::{Network, World};

#[test]
fn over_a_perfect_network_the_tone_is_whole_and_the_delay_small() {
    for codec in CodecKind::ALL {
        let mut world = World::new(codec, Network::CLEAN, 1);

        world.run(Duration::from_secs(20));

        let statistics = world.listener.statistics();
        assert_eq!(
            (statistics.concealed_ms, statistics.late_packets, statistics.lost_packets),
            (0, 0, 0),
            "{codec:?}"
        );
        assert!(statistics.buffer_ms <= 20.0, "{codec:?}: {} ms", statistics.buffer_ms);
        let steepest = steepest(&world, 500);
        assert!(steepest < 1.5, "{codec:?}: {steepest:.2}");
        assert!(statistics.stretched_ms <= 30, "{codec:?}: {} ms", statistics.stretched_ms);
    }
}

#[test]
fn pulls_of_every_length_are_served_without_concealment() {
    for pull_ms in [1, 5, 10, 20, 30, 40, 60] {
        let mut world = World::new(CodecKind::Pcma, Network::CLEAN, 1);
        world.pull = Duration::from_millis(pull_ms);

        world.run(Duration::from_secs(10));

        let statistics = world.listener.statistics();
        // Pulls longer than a frame are understood once the first has run dry.
        assert!(statistics.concealed_ms <= pull_ms, "{pull_ms} ms: {statistics:?}");
        assert!(
            statistics.buffer_ms <= 20.0 + pull_ms as f32,
            "{pull_ms} ms: {} ms",
            statistics.buffer_ms
        );
    }
}

#[test]
fn a_device_that_pulls_in_bursts_or_late_is_learnt_within_two_seconds() {
    for (burst, sluggish_ms) in [(2, 0.0), (4, 0.0), (1, 8.0), (2, 15.0), (1, 30.0)] {
        let mut world =
            World::new(CodecKind::Opus, Network { jitter_ms: 3.0, ..Network::CLEAN }, 2);
        (world.burst, world.sluggish_ms) = (burst, sluggish_ms);

        world.run(Duration::from_secs(2));
        let before = world.listener.statistics();
        world.run(Duration::from_secs(20));
        let statistics = world.listener.statistics();

        let concealed = statistics.concealed_ms - before.concealed_ms;
        assert!(concealed <= 40, "{burst} pulls, {sluggish_ms} ms late: {concealed} ms of 20 s");
        let most = 30.0 + 10.0 * burst as f32 + sluggish_ms as f32;
        assert!(
            statistics.buffer_ms < most,
            "{burst} pulls, {sluggish_ms} ms late: {statistics:?}"
        );
        let stretched = statistics.stretched_ms - before.stretched_ms;
        assert!(stretched < 400, "{burst} pulls, {sluggish_ms} ms late: {stretched} ms of 20 s");
    }
}

#[test]
fn the_delay_follows_the_jitter_up_within_two_seconds_and_down_within_fifteen() {
    let mut world = World::new(CodecKind::G722, Network::CLEAN, 3);
    world.run(Duration::from_secs(5));
    let calm = world.listener.statistics();

    world.network.jitter_ms = 80.0;
    world.run(Duration::from_secs(2));
    let risen = world.listener.statistics();
    world.run(Duration::from_secs(8));
    let steady = world.listener.statistics();
    world.run(Duration::from_secs(5));
    let later = world.listener.statistics();
    world.network.jitter_ms = 0.0;
    world.run(Duration::from_secs(15));
    let fallen = world.listener.statistics();

    assert!(calm.buffer_ms < 20.0, "{calm:?}");
    assert!(risen.buffer_ms > 40.0, "{risen:?}");
    let concealed = later.concealed_ms - steady.concealed_ms;
    assert!(concealed <= 250, "{concealed} ms of 5 s concealed once the delay is there");
    assert!((50.0..130.0).contains(&later.buffer_ms), "{later:?}");
    assert!(fallen.buffer_ms < 30.0, "{fallen:?}");
}

#[test]
fn what_is_lost_is_concealed_and_not_much_more() {
    for codec in CodecKind::ALL {
        let mut world = World::new(codec, Network { loss: 0.05, ..Network::CLEAN }, 4);

        world.run(Duration::from_secs(30));

        let statistics = world.listener.statistics();
        let lost_ms = world.lost * 20;
        let made_up = statistics.concealed_ms + statistics.repaired_ms;
        assert!(
            statistics.lost_packets.abs_diff(world.lost) <= 2,
            "{codec:?}: {statistics:?}, lost {}",
            world.lost
        );
        assert!(made_up + 40 >= lost_ms, "{codec:?}: {made_up} of {lost_ms} ms");
        assert!(made_up <= lost_ms + lost_ms / 10 + 60, "{codec:?}: {made_up} of {lost_ms} ms");
        let steepest = steepest(&world, 500);
        assert!(steepest < 5.0, "{codec:?}: {steepest:.2}");
        assert!(statistics.buffer_ms < 45.0, "{codec:?}: {} ms", statistics.buffer_ms);
    }
}

#[test]
fn under_loss_opus_waits_for_the_copy_in_the_next_packet() {
    let mut world = World::new(CodecKind::Opus, Network { loss: 0.1, ..Network::CLEAN }, 5);
    world.is_voice = true;

    world.run(Duration::from_secs(30));

    let statistics = world.listener.statistics();
    assert!(statistics.repaired_ms > 2 * statistics.concealed_ms, "{statistics:?}");
}

#[test]
fn reordered_and_doubled_packets_are_heard_once_and_in_order() {
    let network =
        Network { jitter_ms: 50.0, duplication: 0.2, keeps_order: false, ..Network::CLEAN };
    let mut world = World::new(CodecKind::Pcmu, network, 6);

    world.run(Duration::from_secs(10));
    let before = world.listener.statistics();
    world.run(Duration::from_secs(20));
    let statistics = world.listener.statistics();

    assert!(statistics.duplicate_packets > 200, "{statistics:?}");
    assert!(statistics.lost_packets <= 3, "only what is still on its way: {statistics:?}");
    let concealed = statistics.concealed_ms - before.concealed_ms;
    assert!(concealed < 1000, "{concealed} ms of 20 s");
}

#[test]
fn drifting_clocks_are_followed_for_minutes_without_a_gap() {
    for drift_ppm in [-200.0, 200.0] {
        let mut world =
            World::new(CodecKind::Pcma, Network { jitter_ms: 5.0, ..Network::CLEAN }, 7);
        world.drift_ppm = drift_ppm;

        world.run(Duration::from_secs(10));
        let before = world.listener.statistics();
        world.run(Duration::from_secs(300));
        let statistics = world.listener.statistics();

        let concealed = statistics.concealed_ms - before.concealed_ms;
        assert!(concealed <= 100, "{drift_ppm}: {concealed} ms");
        assert!(statistics.buffer_ms < 35.0, "{drift_ppm}: {} ms", statistics.buffer_ms);
        let stretched = statistics.stretched_ms - before.stretched_ms;
        assert!((30..800).contains(&stretched), "{drift_ppm}: {stretched} ms against 60 of drift");
        assert!(steepest(&world, 10_000) < 3.0);
    }
}

#[test]
fn a_stall_is_survived_and_its_delay_given_back() {
    let mut world =
        World::new(CodecKind::G722, Network { stall: Some((5_000, 5_300)), ..Network::CLEAN }, 8);

    world.run(Duration::from_secs(6));
    let after = world.listener.statistics();
    world.run(Duration::from_secs(19));
    let later = world.listener.statistics();

    assert!((200..=330).contains(&after.concealed_ms), "{after:?}");
    assert_eq!(later.concealed_ms, after.concealed_ms);
    assert!(later.buffer_ms < 30.0, "{later:?}");
}

#[test]
fn a_stall_of_seconds_does_not_leave_seconds_of_delay() {
    let mut world =
        World::new(CodecKind::Opus, Network { stall: Some((5_000, 8_000)), ..Network::CLEAN }, 9);

    world.run(Duration::from_secs(9));
    let after = world.listener.statistics();
    world.run(Duration::from_secs(21));
    let later = world.listener.statistics();

    assert!(after.buffer_ms < 900.0, "{after:?}");
    assert!(later.buffer_ms < 40.0, "{later:?}");
}

#[test]
fn single_spikes_do_not_keep_the_delay_up() {
    let network = Network { spikes: (0.002, 120.0), keeps_order: false, ..Network::CLEAN };
    let mut world = World::new(CodecKind::Pcma, network, 10);

    world.run(Duration::from_secs(60));

    let statistics = world.listener.statistics();
    assert!(statistics.buffer_ms < 30.0, "{statistics:?}");
    assert!(statistics.concealed_ms < 60 * 5, "{statistics:?}");
}

#[test]
fn after_a_long_pause_of_the_speaker_the_sound_begins_at_once() {
    let mut world = World::new(CodecKind::Pcma, Network::CLEAN, 11);
    world.run(Duration::from_secs(3));

    world.speaker.set_direction(media::Direction::ReceiveOnly, world.now());
    world.run(Duration::from_secs(10));
    let quiet = world.listener.statistics();
    let at = world.heard.len();
    world.speaker.set_direction(media::Direction::SendReceive, world.now());
    world.run(Duration::from_secs(3));

    let first = world.heard[at..].iter().position(|sample| sample.abs() > 100).unwrap();
    let statistics = world.listener.statistics();
    assert!(quiet.concealed_ms <= 520, "{quiet:?}");
    assert!(first as u64 / 8 < 75, "{} ms after resuming, 30 of them on the way", first / 8);
    assert_eq!(statistics.concealed_ms, quiet.concealed_ms);
    assert!(statistics.buffer_ms < 25.0, "{statistics:?}");
}

#[test]
fn a_slower_route_in_the_middle_of_a_call_costs_one_gap() {
    let mut world = World::new(CodecKind::Pcma, Network::CLEAN, 12);
    world.run(Duration::from_secs(5));

    world.network.delay_ms = 130.0;
    world.run(Duration::from_secs(30));
    let slow = world.listener.statistics();
    world.network.delay_ms = 30.0;
    world.run(Duration::from_secs(30));
    let fast = world.listener.statistics();

    assert!((90..=130).contains(&slow.concealed_ms), "{slow:?}");
    assert!(slow.buffer_ms < 30.0, "{slow:?}");
    assert_eq!(fast.concealed_ms, slow.concealed_ms);
    assert!(fast.buffer_ms < 30.0, "{fast:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_the_network_does_every_pull_is_filled_and_the_counters_only_grow(
        codec in prop::sample::select(CodecKind::ALL.to_vec()),
        seed: u32,
        (jitter_ms, loss, duplication) in (0.0..300.0, 0.0..0.6, 0.0..0.5),
        spikes in (0.0..0.1, 0.0..2000.0),
        keeps_order: bool,
        drift_ppm in -2000.0..2000.0,
        pull_ms in 1_u64..60,
    ) {
        let network = Network { delay_ms: 20.0, jitter_ms, loss, duplication, spikes, stall: None, keeps_order };
        let mut world = World::new(codec, network, seed);
        world.drift_ppm = drift_ppm;
        world.pull = Duration::from_millis(pull_ms);
        let mut before = world.listener.statistics();
        for _ in 0..8 {
            world.run(Duration::from_millis(700));
            let statistics = world.listener.statistics();
            let grows = [
                (before.received_packets, statistics.received_packets),
                (before.duplicate_packets, statistics.duplicate_packets),
                (before.late_packets, statistics.late_packets),
                (before.discarded_packets, statistics.discarded_packets),
                (before.concealed_ms, statistics.concealed_ms),
                (before.repaired_ms, statistics.repaired_ms),
                (before.stretched_ms, statistics.stretched_ms),
                (before.played_ms, statistics.played_ms),
            ];
            prop_assert!(grows.iter().all(|(before, after)| before <= after), "{:?} {:?}", before, statistics);
            prop_assert!(statistics.buffer_target_ms <= 500.0 && statistics.buffer_ms <= 2500.0);
            prop_assert!(statistics.concealed_ms + statistics.repaired_ms <= statistics.played_ms + 200);
            prop_assert!(statistics.received_packets >= statistics.duplicate_packets);
            before = statistics;
        }
        // A sample that play() had left alone would still have the mark it came with.
        prop_assert!(!world.heard.contains(&i16::MIN));
    }
}

/// The steepest step between two samples heard from `ms` on, as a multiple of the tone's own.
fn steepest(world: &World, ms: u64) -> f64 {
    let heard = &world.heard[world.codec.samples_in(Duration::from_millis(ms))..];
    let steps = heard.windows(2).map(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs());
    let own =
        8000.0 * std::f64::consts::TAU * world.tone_hz / f64::from(world.codec.sample_rate_hz());
    f64::from(steps.max().unwrap_or(0)) / own
}
