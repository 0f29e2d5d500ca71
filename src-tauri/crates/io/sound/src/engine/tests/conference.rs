//! Three and more parties, each of which must hear all others and not itself.

use media::{CodecKind, Direction};

use super::kit::{LEVEL, Star, assert_hears, assert_steady, stream};
use crate::engine::Command;
use crate::limiter::CEILING;
use crate::measure::power_at;

/// Of the near side and the parties.
const VOICES: [f32; 4] = [440.0, 710.0, 1030.0, 1310.0];

fn conference(parties: &[(CodecKind, u32)]) -> Star {
    let mut star = Star::new(44_100, parties).with_voices(&VOICES);
    star.join(&(0..parties.len()).collect::<Vec<_>>());
    star
}

fn two_parties() -> Star {
    conference(&[(CodecKind::Opus, 48_000), (CodecKind::Pcma, 16_000)])
}

#[test]
fn each_of_three_hears_both_others_and_not_itself_whatever_their_codecs() {
    let [me, one, other, _] = VOICES;
    for first in CodecKind::ALL {
        for second in CodecKind::ALL {
            let mut star = conference(&[(first, 48_000), (second, 16_000)]);

            star.run(4.0);

            assert_hears(&star.near.ear, &[one, other], &[me]);
            assert_hears(&star.far[0].ear, &[me, other], &[one]);
            assert_hears(&star.far[1].ear, &[me, one], &[other]);
        }
    }
}

#[test]
fn what_each_hears_has_no_gap() {
    let mut star = two_parties();

    star.run(10.0);

    let [me, one, other, _] = VOICES;
    assert_steady(&star.near.ear.heard[2 * 44_100..], 44_100, one, LEVEL);
    assert_steady(&star.far[0].ear.heard[2 * 48_000..], 48_000, other, LEVEL);
    assert_steady(&star.far[1].ear.heard[2 * 16_000..], 16_000, one, LEVEL);
    assert_steady(&star.far[1].ear.heard[2 * 16_000..], 16_000, me, LEVEL);
}

#[test]
fn a_fourth_party_hears_three() {
    let codecs = [CodecKind::Opus, CodecKind::G722, CodecKind::Pcmu];
    let mut star = conference(&codecs.map(|codec| (codec, 48_000)));
    // Four voices at once need more room than there is before the limiter.
    for side in std::iter::once(&mut star.near).chain(&mut star.far) {
        side.voice = side.voice.map(|(frequency_hz, _)| (frequency_hz, LEVEL / 2.0));
    }

    star.run(4.0);

    for (party, side) in star.far.iter().enumerate() {
        for (speaker, frequency_hz) in VOICES.into_iter().enumerate() {
            let level = side.ear.level(frequency_hz, 1.0);
            let expected = if speaker == party + 1 { 0.0 } else { LEVEL / 2.0 };
            assert!((level - expected).abs() < LEVEL * 0.05, "{party} hears {speaker}: {level}");
        }
    }
}

#[test]
fn a_muted_microphone_leaves_the_others_joined() {
    let [me, one, other, _] = VOICES;
    let mut star = two_parties();
    star.near.command(Command::Mute(stream(0), true));
    star.run(4.0);
    assert_hears(&star.far[0].ear, &[other], &[me, one]);
    assert_hears(&star.far[1].ear, &[me, one], &[other]);

    star.near.command(Command::Mute(stream(1), true));
    star.run(4.0);

    assert_hears(&star.far[0].ear, &[other], &[me, one]);
    assert_hears(&star.far[1].ear, &[one], &[me, other]);
    assert_hears(&star.near.ear, &[one, other], &[me]);
}

#[test]
fn a_party_that_hangs_up_leaves_the_others_talking() {
    let [me, one, other, _] = VOICES;
    let mut star = two_parties();
    star.run(2.0);

    star.near.close(stream(0));
    star.run(4.0);

    assert_eq!(star.near.ended, [stream(0)]);
    assert_hears(&star.near.ear, &[other], &[me, one]);
    assert_hears(&star.far[1].ear, &[me], &[one, other]);
}

#[test]
fn a_party_on_hold_is_neither_heard_nor_hears_and_is_back_when_resumed() {
    let [me, one, other, _] = VOICES;
    for direction in [Direction::ReceiveOnly, Direction::Inactive, Direction::SendOnly] {
        let mut star = two_parties();
        star.run(2.0);
        star.direct(0, direction);
        star.run(4.0);

        // Its far end may go on sending music: nobody wants it in the conference.
        assert_hears(&star.near.ear, &[other], &[me, one]);
        assert_hears(&star.far[1].ear, &[me], &[one, other]);
        let held = star.far[0].ear.level(other, 1.0).max(star.far[0].ear.level(me, 1.0));
        assert!(held < LEVEL / 300.0, "{direction:?}: {held}");

        star.direct(0, Direction::SendReceive);
        star.run(4.0);
        assert_hears(&star.near.ear, &[one, other], &[me]);
        assert_hears(&star.far[0].ear, &[me, other], &[one]);
        assert_hears(&star.far[1].ear, &[me, one], &[other]);
    }
}

#[test]
fn without_the_conference_only_the_stream_in_focus_is_left() {
    let [me, one, other, _] = VOICES;
    let mut star = two_parties();
    star.run(2.0);

    star.join(&[]);
    star.near.command(Command::Focus(Some(stream(1))));
    star.run(4.0);

    assert_hears(&star.near.ear, &[other], &[me, one]);
    assert_hears(&star.far[0].ear, &[], &VOICES);
    assert_hears(&star.far[1].ear, &[me], &[one, other]);
}

#[test]
fn a_person_who_turns_to_somebody_else_leaves_the_others_joined() {
    let [me, one, other, third] = VOICES;
    let codecs = [CodecKind::Pcma, CodecKind::Opus, CodecKind::G722];
    let mut star = Star::new(48_000, &codecs.map(|codec| (codec, 48_000))).with_voices(&VOICES);
    star.join(&[0, 1]);
    star.near.command(Command::Focus(Some(stream(2))));
    star.run(4.0);
    assert_hears(&star.near.ear, &[third], &[me, one, other]);
    assert_hears(&star.far[0].ear, &[other], &[me, one, third]);
    assert_hears(&star.far[1].ear, &[one], &[me, other, third]);
    assert_hears(&star.far[2].ear, &[me], &[one, other, third]);

    star.near.command(Command::Focus(Some(stream(1))));
    star.run(4.0);

    assert_hears(&star.near.ear, &[one, other], &[me, third]);
    assert_hears(&star.far[0].ear, &[me, other], &[one, third]);
    assert_hears(&star.far[2].ear, &[], &VOICES);
}

#[test]
fn one_stream_alone_and_streams_nobody_opened_are_no_conference() {
    let [me, one, other, _] = VOICES;
    let mut star = two_parties();
    star.join(&[1, 7]);
    star.run(4.0);

    assert_hears(&star.near.ear, &[one], &[me, other]);
    assert_hears(&star.far[1].ear, &[], &VOICES);
}

#[test]
fn voices_that_are_loud_together_are_turned_down_and_not_cut() {
    let mut star = two_parties();
    for side in std::iter::once(&mut star.near).chain(&mut star.far) {
        side.voice = side.voice.map(|(frequency_hz, _)| (frequency_hz, 0.85));
    }

    star.run(4.0);

    let [me, one, other, _] = VOICES;
    let hears = [(&star.near.ear, one, other, 44_100), (&star.far[0].ear, me, other, 48_000)];
    for (ear, low, high, rate_hz) in hears {
        let last = &ear.heard[ear.heard.len() - rate_hz as usize..];
        let peak = last.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!(peak < CEILING + 0.05, "{peak}");
        let level = power_at(low, rate_hz, last).sqrt();
        assert!(level > 0.35, "{level}");
        for product_hz in [2.0 * low - high, 2.0 * high - low, high - low, high + low] {
            let product = power_at(product_hz.abs(), rate_hz, last).sqrt();
            assert!(product < level * 0.01, "{product} at {product_hz} Hz");
        }
    }
}

#[test]
fn a_conference_allocates_nothing_not_even_when_it_begins_and_ends() {
    let mut star = conference(&[(CodecKind::Opus, 44_100), (CodecKind::G722, 48_000)]);
    star.run(4.0);

    let before = star.near.allocated;
    for round in 0..20_usize {
        star.join(if round % 2 == 0 { &[] } else { &[0, 1] });
        star.run(0.5);
    }

    assert_eq!(star.near.allocated - before, 0);
}

#[test]
fn devices_whose_clocks_differ_leave_no_gap_in_what_the_parties_hear_of_each_other() {
    for (microphone, loudspeaker) in [(1.0, 1.0005), (1.0005, 1.0)] {
        let mut star = Star::new(48_000, &[(CodecKind::Pcma, 48_000), (CodecKind::Pcma, 48_000)]);
        star.far[0].voice = Some((600.0, LEVEL));
        star.join(&[0, 1]);
        let (mut said, mut played) = (0.0_f64, 0.0_f64);
        // After 50 s the clocks are two blocks and a half apart.
        for _ in 0..5000 {
            said += microphone;
            while said >= 1.0 {
                said -= 1.0;
                star.near.say(1.0);
            }
            played += loudspeaker;
            while played >= 1.0 {
                played -= 1.0;
                star.near.ear.listen();
                star.near.work(star.now);
            }
            star.near.work(star.now);
            star.carry();
        }

        let heard = &star.far[1].ear.heard[2 * 48_000..];
        for (index, window) in heard.chunks_exact(960).enumerate() {
            let level = power_at(600.0, 48_000, window).sqrt();
            assert!(level > LEVEL * 0.3, "{level} after {} ms", index * 20);
        }
    }
}
