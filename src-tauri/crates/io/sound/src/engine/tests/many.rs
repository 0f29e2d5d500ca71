//! Many streams at once.

use media::CodecKind;

use super::kit::{LEVEL, Star, decibels, stream};
use crate::engine::Command;

/// Streams of the test, each with another codec than its neighbour.
const STREAMS: usize = 20;

/// A voice for each party. No round numbers: A- and µ-law fold the overtones of those onto others.
fn voice(party: usize) -> f32 {
    611.7 + 41.3 * party as f32
}

fn crowd() -> Star {
    let codecs = CodecKind::ALL.into_iter().cycle().take(STREAMS);
    let parties: Vec<_> = codecs.map(|codec| (codec, 16_000)).collect();
    let mut star = Star::new(48_000, &parties);
    star.near.voice = Some((440.0, LEVEL));
    star
}

#[test]
fn twenty_streams_carry_sound_out_at_once() {
    let mut star = crowd();
    star.join(&(0..STREAMS).collect::<Vec<_>>());

    star.run(3.0);

    for (party, side) in star.far.iter().enumerate() {
        let level = decibels(side.ear.level(440.0, 1.0));
        assert!(level.abs() < 1.0, "party {party}: {level} dB");
    }
}

#[test]
fn of_twenty_streams_the_one_in_focus_is_heard_and_hears() {
    let mut star = crowd();
    for (party, side) in star.far.iter_mut().enumerate() {
        side.voice = Some((voice(party), LEVEL));
    }
    star.run(1.0);

    for party in [0, 7, STREAMS - 1] {
        star.near.command(Command::Focus(Some(stream(party))));
        star.run(3.0);
        for other in 0..STREAMS {
            let spoken = decibels(star.near.ear.level(voice(other), 2.0));
            let heard = decibels(star.far[other].ear.level(440.0, 2.0));
            if other == party {
                assert!(spoken.abs() < 1.0 && heard.abs() < 1.0, "{spoken} and {heard} dB");
            } else {
                assert!(spoken < -50.0 && heard < -50.0, "{other}: {spoken} and {heard} dB");
            }
        }
    }
}

#[test]
fn when_all_are_closed_all_ended_and_the_engine_rests() {
    let mut star = crowd();
    star.join(&(0..STREAMS).collect::<Vec<_>>());
    star.run(1.0);

    for party in 0..STREAMS {
        star.near.close(stream(party));
    }
    star.run(0.1);

    star.near.ended.sort_unstable();
    assert_eq!(star.near.ended, (0..STREAMS).map(stream).collect::<Vec<_>>());
    assert_eq!(star.near.work(star.now), None);
}

#[test]
fn twenty_streams_allocate_nothing() {
    let mut star = crowd();
    star.join(&(0..STREAMS).collect::<Vec<_>>());
    star.run(3.0);

    let before = star.near.allocated;
    star.run(5.0);

    assert_eq!(star.near.allocated - before, 0);
}
