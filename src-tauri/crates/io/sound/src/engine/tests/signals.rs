//! Tones, the call waiting tone and key presses in what is heard.

use media::{CodecKind, Digit};

use super::kit::{LEVEL, Star, assert_steady};
use crate::engine::Command;
use crate::limiter::CEILING;
use crate::measure::power_at;
use crate::tone::{AMPLITUDE, TonePlayer};
use crate::{Country, Tone, Volume, Volumes};

fn call() -> Star {
    let mut call = Star::new(48_000, &[(CodecKind::Opus, 48_000)]);
    call.near.voice = Some((700.0, LEVEL));
    call
}

#[test]
fn tones_are_mixed_into_what_is_heard_and_stop_when_told() {
    let mut call = call();
    call.run(2.0);
    let far = &mut call.far[0];
    far.command(Command::Tone(Some(TonePlayer::new(Country::De, Tone::Ringback))));
    let start = far.ear.heard.len();
    call.run(0.9);
    call.far[0].command(Command::Tone(None));
    let end = call.far[0].ear.heard.len();
    call.run(0.5);

    let heard = &call.far[0].ear.heard;
    assert_steady(&heard[start + 4800..end], 48_000, 425.0, 0.125);
    assert_steady(&heard[start + 4800..end], 48_000, 700.0, LEVEL);
    assert!(power_at(425.0, 48_000, &heard[end + 4800..]).sqrt() < 0.001);
}

#[test]
fn a_waiting_call_is_told_softly_beside_the_speech_and_not_at_the_far_end() {
    let mut call = call();
    call.run(2.0);
    let far = &mut call.far[0];
    far.command(Command::Waiting(Some(TonePlayer::new(Country::De, Tone::Waiting))));
    let start = far.ear.heard.len();
    call.run(1.0);

    let beep = &call.far[0].ear.heard[start + 2400..start + 8400];
    let level = power_at(425.0, 48_000, beep).sqrt();
    let expected = AMPLITUDE * Volumes::default().waiting.gain();
    assert!((level - expected).abs() < expected * 0.1, "{level}");
    assert!(20.0 * (level / LEVEL).log10() < -12.0, "softer than speech");
    assert!(call.near.ear.level(425.0, 0.5) < 0.001, "the far end hears nothing of it");
}

#[test]
fn the_call_waiting_tone_is_silent_when_it_is_off_and_opens_nothing_without_a_call() {
    let mut call = call();
    let waiting = Volume::OFF;
    call.far[0].command(Command::Volumes(Volumes { waiting, ..Volumes::default() }));
    let tone = || Some(TonePlayer::new(Country::De, Tone::Waiting));
    call.far[0].command(Command::Waiting(tone()));
    call.run(2.0);
    assert!(call.far[0].ear.level(425.0, 1.5) < 0.001);

    let mut alone = super::kit::Side::new(48_000, call.now);
    alone.command(Command::Waiting(tone()));
    assert_eq!(alone.work(call.now), None);
}

#[test]
fn speech_and_tones_have_volumes_of_their_own() {
    let mut call = call();
    let volumes = Volumes { speech: Volume::new(50), tones: Volume::new(75), ..Volumes::default() };
    call.far[0].command(Command::Volumes(volumes));
    call.far[0].command(Command::Tone(Some(TonePlayer::new(Country::De, Tone::Dial))));
    call.run(3.0);

    let ear = &call.far[0].ear;
    let speech = 20.0 * (ear.level(700.0, 1.0) / LEVEL).log10();
    let tone = 20.0 * (ear.level(425.0, 1.0) / AMPLITUDE).log10();
    assert!((speech + 20.0).abs() < 0.5, "{speech} dB");
    assert!((tone + 10.0).abs() < 0.2, "{tone} dB");
}

#[test]
fn no_tone_together_with_loud_speech_leaves_the_limits_of_the_ear() {
    let mut call = call();
    call.near.voice = Some((700.0, 0.99));
    let player = |tone| Some(TonePlayer::new(Country::Us, tone));
    call.far[0].command(Command::Tone(player(Tone::Busy)));
    call.far[0].command(Command::Waiting(player(Tone::Waiting)));
    let full = Volume::FULL;
    let volumes = Volumes { speech: full, tones: full, waiting: full, keys: full };
    call.far[0].command(Command::Volumes(volumes));
    for key in "123".chars() {
        call.far[0].command(Command::Key(Digit::from_char(key).unwrap()));
    }

    call.run(3.0);

    let peak = call.far[0].ear.heard.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    assert!(peak <= CEILING + 1e-6, "{peak}");
}

#[test]
fn a_key_is_heard_here_shortly_and_softly_and_is_sent_to_nobody() {
    let mut call = call();
    call.run(2.0);
    let far = &mut call.far[0];
    for key in "1*D".chars() {
        far.command(Command::Key(Digit::from_char(key).unwrap()));
    }
    let start = far.ear.heard.len();
    call.run(1.0);

    let heard = &call.far[0].ear.heard[start..];
    let expected = AMPLITUDE * 0.707 * Volumes::default().keys.gain();
    let pairs = [[697.0, 1209.0], [941.0, 1209.0], [941.0, 1633.0]];
    for (index, pair) in pairs.into_iter().enumerate() {
        // Each takes 80 ms and 40 ms of silence, after the block that waits in the device.
        let middle = 480 + index * 5760 + 480;
        for frequency_hz in pair.into_iter().filter(|hz| *hz > 700.0) {
            let level = power_at(frequency_hz, 48_000, &heard[middle..middle + 2880]).sqrt();
            assert!((level - expected).abs() < expected * 0.2, "{frequency_hz}: {level}");
        }
    }
    assert!(power_at(1209.0, 48_000, &heard[24_000..]).sqrt() < 0.001);
    assert!(call.near.ear.level(1209.0, 1.0) < 0.001);
}

#[test]
fn signals_allocate_nothing() {
    let mut call = call();
    call.run(2.0);
    let before = call.near.allocated;

    for country in Country::ALL {
        for tone in [Tone::Ringback, Tone::Waiting] {
            call.near.command(Command::Tone(Some(TonePlayer::new(country, tone))));
            call.near.command(Command::Waiting(Some(TonePlayer::new(country, tone))));
            call.near.command(Command::Key(Digit::from_char('5').unwrap()));
            call.run(0.2);
        }
    }
    call.near.command(Command::Tone(None));
    call.near.command(Command::Waiting(None));
    call.run(0.2);

    assert_eq!(call.near.allocated - before, 0);
}
