//! One call at a time.

use media::{CodecKind, Direction};

use super::kit::{LEVEL, Side, Star, assert_steady, stream};
use crate::engine::Command;
use crate::measure::power_at;
use crate::tone::TonePlayer;
use crate::{Country, Tone};

/// Two sides, the near one of which speaks.
fn call(codec: CodecKind, rate_hz: u32) -> Star {
    let mut call = Star::new(rate_hz, &[(codec, rate_hz)]);
    call.near.voice = Some((440.0, LEVEL));
    call
}

fn heard(side: &Side) -> &[f32] {
    &side.ear.heard
}

#[test]
fn a_tone_passes_each_codec_between_devices_of_any_rate_without_a_gap() {
    for codec in CodecKind::ALL {
        for rate_hz in [16_000, 44_100, 48_000] {
            let mut call = call(codec, rate_hz);

            call.run(4.0);

            let far = &call.far[0];
            assert_steady(&heard(far)[rate_hz as usize..], rate_hz, 440.0, LEVEL);
            assert!(far.ear.shortages <= 1, "{} at {rate_hz}", far.ear.shortages);
            let own = power_at(440.0, rate_hz, heard(&call.near)).sqrt();
            assert!(own < 0.001, "{own} heard by the speaker");
        }
    }
}

#[test]
fn a_call_allocates_nothing_once_it_runs() {
    for codec in CodecKind::ALL {
        let mut call = call(codec, 44_100);
        call.run(3.0);
        call.near.command(Command::Mute(stream(0), true));
        call.near.command(Command::Tone(Some(TonePlayer::new(Country::De, Tone::Busy))));

        let before = call.near.allocated;
        call.run(30.0);
        let allocated = call.near.allocated - before;

        assert_eq!(allocated, 0, "{codec:?}");
    }
}

#[test]
fn what_is_said_is_heard_before_it_is_old() {
    for (codec, bound_ms) in [(CodecKind::Opus, 120), (CodecKind::Pcma, 100)] {
        let mut call = call(codec, 48_000);
        call.near.voice = None;
        call.run(3.0);
        let said_at = heard(&call.far[0]).len();
        call.near.voice = Some((440.0, LEVEL));
        call.run(1.0);

        let heard = &heard(&call.far[0])[said_at..];
        let first = heard.iter().position(|sample| sample.abs() > LEVEL / 2.0).unwrap();
        let delay_ms = first / 48;
        assert!(delay_ms < bound_ms, "{codec:?}: {delay_ms} ms");
    }
}

#[test]
fn the_engine_rests_when_nothing_is_left_to_do() {
    let mut call = call(CodecKind::Pcmu, 48_000);
    call.run(0.5);

    call.near.close(stream(0));
    call.turn();

    assert_eq!(call.near.ended, [stream(0)]);
    assert_eq!(call.near.work(call.now), None);
}

#[test]
fn a_change_of_codec_goes_on_with_the_same_stream() {
    let mut call = call(CodecKind::Pcma, 48_000);
    call.run(1.0);

    let both_ways = (Direction::SendReceive, Direction::SendReceive);
    call.change(0, CodecKind::Opus, both_ways);
    call.run(3.0);

    assert_steady(&heard(&call.far[0])[2 * 48_000..], 48_000, 440.0, LEVEL);
}
