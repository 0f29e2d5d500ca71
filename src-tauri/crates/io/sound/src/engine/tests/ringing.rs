//! Bells at devices of their own and in the talking device.

use std::time::Instant;

use media::CodecKind;

use super::kit::{Ear, LEVEL, Side, Star};
use crate::bell::Bell;
use crate::engine::{Command, Fit};
use crate::hub::{BLOCK, RATE_HZ};
use crate::measure::power_at;
use crate::pace::BEAT;
use crate::{Melody, Ring, Volume};

fn ring(melody: Melody, percent: u8) -> Ring {
    Ring { melody, volume: Volume::new(percent) }
}

fn ring_with(side: &mut Side, melody: Melody, percent: u8) {
    side.command(Command::Ring(Some(Bell::new(ring(melody, percent)))));
}

/// One engine with devices that only ring.
struct House {
    side: Side,
    ears: Vec<Ear>,
    now: Instant,
}

impl House {
    fn new(ring_devices: usize) -> Self {
        let now = Instant::now();
        let mut side = Side::new(RATE_HZ, now);
        let mut ears = Vec::new();
        for place in 0..ring_devices {
            let (ear, sink) = Ear::new(RATE_HZ, now);
            side.fit(Fit::Ring(place, Some(sink)));
            ears.push(ear);
        }
        Self { side, ears, now }
    }

    fn run(&mut self, seconds: f32) {
        for _ in 0..(seconds * 100.0) as usize {
            for ear in &mut self.ears {
                ear.listen();
            }
            self.side.turn(self.now);
            self.now += BEAT;
        }
    }
}

fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
}

fn level_of(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
}

#[test]
fn every_ring_device_rings_in_step_and_the_talking_device_is_silent() {
    let mut house = House::new(3);
    ring_with(&mut house.side, Melody::W48, 100);

    house.run(6.0);

    for ear in &house.ears {
        assert!(peak(&ear.heard) > 0.3);
        assert_eq!(ear.heard, house.ears[0].heard);
    }
    assert!(peak(&house.side.ear.heard) < 1e-6);
}

#[test]
fn the_talking_device_rings_where_it_was_chosen_while_the_call_goes_on() {
    let mut call = Star::new(48_000, &[(CodecKind::Opus, 48_000)]).with_voices(&[440.0, 350.0]);
    call.near.fit(Fit::RingInOutput(true));
    ring_with(&mut call.near, Melody::Urgent, 50);

    call.run(3.0);

    let heard = &call.near.ear;
    assert!((heard.level(350.0, 1.0) - LEVEL).abs() < LEVEL * 0.1);
    assert!(heard.level(1568.0, 1.0) > 0.005);
    assert!(call.far[0].ear.level(1568.0, 1.0) < LEVEL / 300.0, "the far end hears no bell");
}

#[test]
fn the_volume_of_ringing_is_its_own_and_may_change_while_it_rings() {
    let mut levels = Vec::new();
    let mut house = House::new(1);
    ring_with(&mut house.side, Melody::Urgent, 100);
    for percent in [100, 75, 50] {
        let gain = Volume::new(percent).gain();
        house.side.command(Command::RingGain(gain));
        house.run(0.1);
        let from = house.ears[0].heard.len();
        house.run(2.4);
        levels.push(level_of(&house.ears[0].heard[from..]));
    }

    for pair in levels.windows(2) {
        let step = 20.0 * (pair[1] / pair[0]).log10();
        assert!((step + 10.0).abs() < 0.5, "{step} dB for 25 steps");
    }
}

#[test]
fn ringing_stops_when_told_without_a_click_and_the_engine_rests() {
    let mut house = House::new(1);
    ring_with(&mut house.side, Melody::Double, 100);
    house.run(0.25);

    house.side.command(Command::Ring(None));
    let told_at = house.ears[0].heard.len();
    house.run(0.5);

    let after = &house.ears[0].heard[told_at..];
    assert!(peak(&after[3 * BLOCK..]) < 1e-6, "silent after 30 ms");
    let jump = house.ears[0].heard[told_at - BLOCK..]
        .windows(2)
        .map(|pair| (pair[0] - pair[1]).abs())
        .fold(0.0, f32::max);
    assert!(jump < 0.15, "{jump}");
    assert_eq!(house.side.work(house.now), None);
}

#[test]
fn a_preview_plays_the_melody_once_and_ends() {
    let mut house = House::new(1);
    let bell = Bell::once(ring(Melody::Urgent, 100));
    let span = bell.span().as_secs_f32();
    house.side.command(Command::Ring(Some(bell)));

    house.run(span + 2.0);

    let heard = &house.ears[0].heard;
    let end = (span * RATE_HZ as f32) as usize + 5 * BLOCK;
    assert!(peak(&heard[..end]) > 0.5);
    assert!(peak(&heard[end..]) < 1e-6);
    assert_eq!(house.side.work(house.now), None);
}

#[test]
fn a_preview_ends_although_its_device_stands_still() {
    let mut house = House::new(1);
    let bell = Bell::once(ring(Melody::Chime, 100));
    house.side.command(Command::Ring(Some(bell)));
    house.side.work(house.now);

    house.now += std::time::Duration::from_secs(20);

    house.side.work(house.now);
    assert_eq!(house.side.work(house.now), None);
}

#[test]
fn a_preview_asked_for_before_there_is_any_place_waits_for_the_first() {
    let mut house = House::new(0);
    house.side.command(Command::Ring(Some(Bell::once(ring(Melody::Urgent, 100)))));
    house.run(0.3);
    let (ear, sink) = Ear::new(RATE_HZ, house.now);
    house.side.fit(Fit::Ring(0, Some(sink)));
    house.ears.push(ear);

    house.run(3.0);

    assert!(peak(&house.ears[0].heard) > 0.5);
    assert_eq!(house.side.work(house.now), None);
}

#[test]
fn a_device_that_opens_late_plays_the_melody_from_its_start_and_a_second_one_joins_in_step() {
    let mut house = House::new(0);
    house.side.fit(Fit::Ring(0, Some(crate::sink::Sink::nowhere(house.now))));
    ring_with(&mut house.side, Melody::Chime, 100);
    house.run(0.5);
    let (first, sink) = Ear::new(RATE_HZ, house.now);
    house.side.fit(Fit::Ring(0, Some(sink)));
    house.ears.push(first);
    house.run(0.3);
    let (second, sink) = Ear::new(RATE_HZ, house.now);
    house.side.fit(Fit::Ring(1, Some(sink)));
    house.ears.push(second);
    house.run(3.0);

    let onset = house.ears[0].heard.iter().position(|sample| sample.abs() > 0.05).unwrap();
    assert!(onset < 4 * BLOCK, "after {onset} samples");
    // The last second of both is the same sound, at most a block apart.
    let [one, other] = [0, 1].map(|ear: usize| {
        let heard = &house.ears[ear].heard;
        heard[heard.len() - RATE_HZ as usize..].to_vec()
    });
    let apart = (0..=2 * BLOCK).map(|shift| {
        one[shift..].iter().zip(&other).map(|(a, b)| (a - b).abs()).fold(0.0_f32, f32::max)
    });
    let back = (0..=2 * BLOCK).map(|shift| {
        other[shift..].iter().zip(&one).map(|(a, b)| (a - b).abs()).fold(0.0_f32, f32::max)
    });
    let least = apart.chain(back).fold(f32::MAX, f32::min);
    assert!(least < 0.05, "{least}");
}

#[test]
fn a_ring_device_taken_away_while_it_rings_leaves_the_others_ringing() {
    let mut house = House::new(2);
    ring_with(&mut house.side, Melody::Urgent, 100);
    house.run(1.0);

    house.side.fit(Fit::Ring(0, None));
    let from = house.ears[1].heard.len();
    house.run(2.0);

    assert!(power_at(1568.0, RATE_HZ, &house.ears[1].heard[from..]).sqrt() > 0.02);
    assert!(peak(&house.ears[0].heard[from + 2 * BLOCK..]) < 1e-6);
}

#[test]
fn ringing_allocates_nothing() {
    let mut house = House::new(2);
    house.side.fit(Fit::RingInOutput(true));
    house.run(0.5);
    let bells = [Melody::W48, Melody::Urgent].map(|melody| Bell::new(ring(melody, 80)));

    let before = house.side.allocated;
    for bell in bells {
        house.side.command(Command::Ring(Some(bell)));
        house.run(3.0);
    }
    house.side.command(Command::Ring(None));
    house.run(1.0);

    assert_eq!(house.side.allocated - before, 0);
}
