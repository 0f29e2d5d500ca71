//! The tones of every country, measured: which frequencies sound, and when.

use super::table::{Step, steps};
use super::*;
use crate::fader::Fader;
use crate::hub::{BLOCK, RATE_HZ, SILENCE};
use crate::measure::power_at;

/// Every frequency of any tone.
const FREQUENCIES_HZ: [u16; 16] =
    [350, 400, 420, 425, 440, 450, 480, 620, 900, 950, 1400, 1450, 1800, 1850, 697, 1209];

fn played(country: Country, tone: Tone, ms: usize) -> Vec<f32> {
    let mut player = TonePlayer::new(country, tone);
    let mut fader = Fader::at(1.0);
    let mut samples = Vec::new();
    while samples.len() < ms * 48 {
        let mut block = SILENCE;
        player.add_to(&mut block, fader.step(1.0));
        samples.extend(block);
    }
    samples.truncate(ms * 48);
    samples
}

fn length_ms(steps: &[Step]) -> usize {
    steps.iter().map(|step| usize::from(step.ms)).sum()
}

/// The spans in which something sounds, in milliseconds: measured by 1 ms.
fn sounding(samples: &[f32]) -> Vec<(usize, usize)> {
    // A tone has no silence of 4 ms in it, and rises above a twentieth within its first 2 ms.
    let loud: Vec<bool> =
        samples.chunks(48).map(|part| part.iter().any(|s| s.abs() > AMPLITUDE / 20.0)).collect();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (ms, _) in loud.iter().enumerate().filter(|(_, is_loud)| **is_loud) {
        match spans.last_mut() {
            Some((_, end)) if ms <= *end + 4 => *end = ms + 1,
            Some(_) | None => spans.push((ms, ms + 1)),
        }
    }
    spans
}

/// What the table says about when it sounds; steps that follow each other without a rest are one.
fn written(steps: &[Step], rounds: usize) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for step in steps.iter().cycle().take(steps.len() * rounds) {
        let end = at + usize::from(step.ms);
        if step.hz != [0, 0] {
            match spans.last_mut() {
                Some((_, before)) if *before == at => *before = end,
                Some(_) | None => spans.push((at, end)),
            }
        }
        at = end;
    }
    spans
}

#[test]
fn every_tone_of_every_country_has_the_cadence_of_the_table() {
    for country in Country::ALL {
        for tone in Tone::ALL {
            let steps = steps(country, tone);
            let samples = played(country, tone, 2 * length_ms(steps));

            let measured = sounding(&samples);
            let expected = written(steps, 2);

            assert_eq!(measured.len(), expected.len(), "{country:?} {tone:?}: {measured:?}");
            for (measured, expected) in measured.into_iter().zip(expected) {
                let late = measured.0.abs_diff(expected.0) + measured.1.abs_diff(expected.1);
                assert!(late <= 4, "{country:?} {tone:?}: {measured:?} and not {expected:?}");
            }
        }
    }
}

#[test]
fn every_tone_of_every_country_has_its_frequencies_and_no_others() {
    for country in Country::ALL {
        for tone in Tone::ALL {
            let mut at = 0;
            for step in steps(country, tone) {
                let start = at;
                at += usize::from(step.ms);
                let samples = played(country, tone, at);
                let middle = &samples[(start + 5) * 48..(at - 5) * 48];
                assert_frequencies(country, tone, *step, middle);
            }
        }
    }
}

#[track_caller]
fn assert_frequencies(country: Country, tone: Tone, step: Step, samples: &[f32]) {
    let sounding: Vec<u16> = step.hz.into_iter().filter(|hz| *hz > 0).collect();
    let expected = if sounding.len() == 2 { AMPLITUDE * 0.707 } else { AMPLITUDE };
    // The window is as narrow as the piece is long; what is nearer cannot be told apart.
    let width_hz = 2.5 * RATE_HZ as f32 / samples.len() as f32;
    for hz in FREQUENCIES_HZ {
        let level = power_at(f32::from(hz), RATE_HZ, samples).sqrt();
        let near =
            sounding.iter().map(|tone| f32::from(tone.abs_diff(hz))).fold(f32::MAX, f32::min);
        if sounding.contains(&hz) {
            let is_right = (level - expected).abs() < expected * 0.12;
            assert!(is_right, "{country:?} {tone:?}: {hz} Hz at {level}");
        } else if near > width_hz {
            assert!(level < AMPLITUDE * 0.03, "{country:?} {tone:?}: {hz} Hz at {level}");
        }
    }
}

#[test]
fn the_german_tones_are_those_of_the_german_network() {
    for (tone, spans) in [
        (Tone::Ringback, vec![(0, 1000), (5000, 6000)]),
        (Tone::Busy, vec![(0, 480), (960, 1440)]),
        (Tone::Congestion, vec![(0, 240), (480, 720)]),
        (Tone::Waiting, vec![(0, 200), (400, 600), (5600, 5800), (6000, 6200)]),
        (Tone::Unobtainable, vec![(0, 990), (1990, 2980)]),
    ] {
        let whole = spans.last().map_or(0, |(_, end)| *end);
        let measured = sounding(&played(Country::De, tone, whole + 100));
        for (expected, measured) in spans.iter().zip(&measured) {
            let late = measured.0.abs_diff(expected.0) + measured.1.abs_diff(expected.1);
            assert!(late <= 4, "{tone:?}: {measured:?}");
        }
        assert!(measured.len() >= spans.len());
    }
}

#[test]
fn a_dial_tone_never_pauses() {
    let samples = played(Country::De, Tone::Dial, 10_000);

    assert_eq!(sounding(&samples), [(0, 10_000)]);
    for second in samples[4800..].chunks_exact(RATE_HZ as usize) {
        let level = power_at(425.0, RATE_HZ, second).sqrt();
        assert!((level - AMPLITUDE).abs() < 0.001, "{level}");
    }
}

#[test]
fn no_tone_clicks_and_none_is_louder_than_all_are_meant_to_be() {
    for country in Country::ALL {
        for tone in Tone::ALL {
            let samples = played(country, tone, 5000);
            let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!(peak < AMPLITUDE * 1.45, "{country:?} {tone:?}: {peak}");
            // A jump greater than the steepest sine makes is a click.
            let jump = samples.windows(2).map(|p| (p[0] - p[1]).abs()).fold(0.0, f32::max);
            assert!(jump < AMPLITUDE * 0.26, "{country:?} {tone:?}: {jump}");
        }
    }
}

#[test]
fn every_key_has_its_pair_of_frequencies_and_its_length() {
    let rows = [697.0, 770.0, 852.0, 941.0];
    let columns = [1209.0, 1336.0, 1477.0, 1633.0];
    for (row, keys) in ["123A", "456B", "789C", "*0#D"].into_iter().enumerate() {
        for (column, key) in keys.chars().enumerate() {
            let mut player = KeyPlayer::new();
            player.press(media::Digit::from_char(key).unwrap());
            let mut samples = Vec::new();
            while !player.is_idle() {
                let mut block = SILENCE;
                player.add_to(&mut block, 1.0);
                samples.extend(block);
            }

            assert_eq!(sounding(&samples).len(), 1, "{key}");
            assert_eq!(samples.len() / 48, 120, "{key}");
            let middle = &samples[480..3360];
            for hz in rows.into_iter().chain(columns) {
                let level = power_at(hz, RATE_HZ, middle).sqrt();
                let is_own = hz == rows[row] || hz == columns[column];
                let expected = if is_own { AMPLITUDE * 0.707 } else { 0.0 };
                assert!((level - expected).abs() < AMPLITUDE * 0.12, "{key}: {hz} at {level}");
            }
        }
    }
}

#[test]
fn a_flash_has_no_sound_and_too_many_keys_cost_no_memory() {
    let mut player = KeyPlayer::new();
    player.press(media::Digit::from_char('R').unwrap());
    assert!(player.is_idle());

    for _ in 0..1000 {
        player.press(media::Digit::from_char('1').unwrap());
    }
    let mut blocks = 0;
    while !player.is_idle() {
        player.add_to(&mut [0.0; BLOCK], 1.0);
        blocks += 1;
    }

    assert_eq!(blocks, 16 * 12, "sixteen keys of 120 ms");
}
