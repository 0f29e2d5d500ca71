//! What every melody must be, and that they differ.

use super::*;
use crate::hub::from_i16;
use crate::measure::power_at;

fn samples(melody: Melody) -> Vec<f32> {
    motif(melody).iter().copied().map(from_i16).collect()
}

fn level_db(samples: &[f32]) -> f32 {
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    10.0 * power.max(1e-12).log10()
}

/// How loud a melody is in the second in which it is loudest.
fn loudest_db(melody: Melody) -> f32 {
    let round = samples(melody);
    round.chunks(RATE_HZ as usize).map(level_db).fold(-120.0, f32::max)
}

/// The longest silence of a melody that is repeated, in milliseconds.
fn longest_rest_ms(melody: Melody) -> usize {
    let twice = samples(melody).repeat(2);
    let is_silent = |block: &[f32]| block.iter().all(|sample| sample.abs() < 0.01);
    let blocks: Vec<bool> = twice.chunks(480).map(is_silent).collect();
    blocks.split(|is_silent| !is_silent).map(<[bool]>::len).max().unwrap_or(0) * 10
}

#[test]
fn every_melody_is_heard_stays_in_range_and_repeats_without_a_seam() {
    for melody in Melody::ALL {
        let round = samples(melody);

        let peak = round.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((0.13..0.71).contains(&peak), "{melody:?}: {peak}");
        assert!((1.0..=6.0).contains(&(round.len() as f32 / RATE_HZ as f32)), "{melody:?}");
        let seam = (round[0] - round[round.len() - 1]).abs();
        assert!(seam < 0.01, "{melody:?}: a jump of {seam}");
        assert_eq!(motif(melody), motif(melody));
    }
}

#[test]
fn the_quiet_one_is_much_quieter_and_the_urgent_one_never_rests() {
    let quiet = loudest_db(Melody::Quiet);
    for melody in Melody::ALL.into_iter().filter(|melody| *melody != Melody::Quiet) {
        let level = loudest_db(melody);
        assert!(level > quiet + 4.0, "{melody:?}: {level} dB beside {quiet} dB");
    }
    assert!(longest_rest_ms(Melody::Urgent) < 400, "{} ms", longest_rest_ms(Melody::Urgent));
    assert!(longest_rest_ms(Melody::Quiet) > 1500);
}

#[test]
fn the_desk_telephone_rings_for_one_second_in_five_with_two_gongs() {
    let round = samples(Melody::W48);
    assert_eq!(round.len(), 5 * RATE_HZ as usize);

    let ringing = &round[4800..48_000];
    // Struck 25 times a second, a gong has lines of multiples of 25 Hz; its own stands out.
    let level = |hz| power_at(hz, RATE_HZ, ringing).sqrt();
    for (gong_hz, beside_hz) in [(1050.0, 950.0), (1250.0, 1350.0), (1050.0, 1150.0)] {
        let (own, beside) = (level(gong_hz), level(beside_hz));
        assert!(own > 0.02 && own > 3.0 * beside, "{gong_hz} Hz: {own}, {beside}");
    }
    let pause = level_db(&round[2 * RATE_HZ as usize..]);
    assert!(pause < level_db(ringing) - 40.0, "{pause} dB");
}

/// What the ear tells melodies apart by: the spectrum and the rhythm, each of unit length.
fn character(melody: Melody) -> Vec<f32> {
    let round = samples(melody);
    let unit = |values: Vec<f32>| {
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.into_iter().map(move |value| value / length).collect::<Vec<_>>()
    };
    let pitches = (0..60).map(|step| 200.0 * 2.0_f32.powf(step as f32 / 15.0));
    let spectrum = pitches.map(|hz| power_at(hz, RATE_HZ, &round).sqrt()).collect();
    let twice = round.iter().cycle().take(6 * RATE_HZ as usize).copied().collect::<Vec<_>>();
    let rhythm =
        twice.chunks(4800).map(|part| 10.0_f32.powf(level_db(part) / 20.0)).collect::<Vec<_>>();
    [unit(spectrum), unit(rhythm)].concat()
}

#[test]
fn no_two_melodies_are_alike() {
    let characters = Melody::ALL.map(|melody| (melody, character(melody)));
    for (index, (one, left)) in characters.iter().enumerate() {
        for (other, right) in &characters[index + 1..] {
            let likeness: f32 = left.iter().zip(right).map(|(a, b)| a * b).sum::<f32>() / 2.0;
            assert!(likeness < 0.8, "{one:?} and {other:?}: {likeness}");
        }
    }
}
