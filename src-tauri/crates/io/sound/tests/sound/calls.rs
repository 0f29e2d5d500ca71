//! Two sounds call each other over loopback with files in place of devices.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use media::{CodecKind, Digit, Direction};
use sound::{Choice, DeviceId, Event, OpenError, Ring, Sound, SoundError, StreamId, Tone};
use tokio::sync::mpsc;

use crate::kit::{
    AMPLITUDE, Folder, Party, STREAM, assert_absent, call, call_between, levels, recorded, terms,
    wait_for_tone, wait_until,
};

fn both_hear_each_other(codec: CodecKind, ip: Option<IpAddr>) {
    let folder = Folder::new(&format!("{codec:?}-{}", ip.is_some()));
    let mut a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let mut b = Party::with_files(&folder.tone(700.0), &folder.file("b.wav"));

    match ip {
        Some(ip) => call_between(&a, &b, codec, ip),
        None => call(&a, &b, codec),
    };
    let (heard_a, heard_b) =
        (|| recorded(&folder.file("a.wav")), || recorded(&folder.file("b.wav")));
    wait_for_tone("at b", 440.0, 2.0, heard_b);
    wait_for_tone("at a", 700.0, 2.0, heard_a);
    let (statistics, timing) = a.wait_until_played(Duration::from_secs(1));
    b.wait_for("first packet", |event| matches!(event, Event::FirstPacket { stream: STREAM }));
    drop((a, b));

    assert_absent(&heard_a(), 440.0);
    assert_absent(&heard_b(), 700.0);
    assert_eq!(statistics.lost_packets, 0, "{statistics:?}");
    assert!(timing.open_to_first_sent.unwrap() < Duration::from_millis(200), "{timing:?}");
    assert!(
        timing.first_received_to_first_played.unwrap() < Duration::from_millis(400),
        "{timing:?}"
    );
}

#[test]
fn opus_is_heard_both_ways_without_gaps() {
    both_hear_each_other(CodecKind::Opus, None);
}

#[test]
fn g722_is_heard_both_ways_without_gaps() {
    both_hear_each_other(CodecKind::G722, None);
}

#[test]
fn a_law_is_heard_both_ways_without_gaps() {
    both_hear_each_other(CodecKind::Pcma, None);
}

#[test]
fn mu_law_is_heard_both_ways_without_gaps() {
    both_hear_each_other(CodecKind::Pcmu, None);
}

#[test]
fn a_call_over_ipv6_is_heard_both_ways_without_gaps() {
    both_hear_each_other(CodecKind::Pcma, Some(IpAddr::V6(Ipv6Addr::LOCALHOST)));
}

#[test]
fn a_muted_microphone_is_silent_at_the_far_end_and_comes_back() {
    let folder = Folder::new("mute");
    let a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let mut b = Party::with_files(&folder.tone(700.0), &folder.file("b.wav"));
    a.sound.mute(STREAM, true);
    call(&a, &b, CodecKind::Pcma);
    a.sound.mute(STREAM, true);

    b.wait_until_played(Duration::from_secs(2));
    a.sound.mute(STREAM, false);
    b.wait_until_played(Duration::from_secs(4));
    drop((a, b));

    let heard = recorded(&folder.file("b.wav"));
    let levels = levels(&heard, 440.0);
    let silent = levels[10..75].iter().filter(|level| **level > AMPLITUDE / 20.0).count();
    assert_eq!(silent, 0, "muted: {levels:?}");
    assert!(levels[150..].iter().any(|level| *level > AMPLITUDE / 2.0), "unmuted: {levels:?}");
}

#[test]
fn a_stream_put_on_hold_falls_silent_and_speaks_again_when_resumed() {
    let folder = Folder::new("hold");
    let a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let b = Party::with_files(&folder.tone(700.0), &folder.file("b.wav"));
    let (at_a, at_b) = call(&a, &b, CodecKind::G722);
    let change = |party: &Party, remote, direction| {
        let mut terms = terms(CodecKind::G722, remote);
        terms.direction = direction;
        party.sound.update(STREAM, terms).unwrap();
    };
    let wait_until_recorded = |seconds: usize| {
        wait_until("recorded", || recorded(&folder.file("b.wav")).len() >= seconds * 48_000);
    };
    wait_until_recorded(2);

    change(&a, at_b, Direction::Inactive);
    change(&b, at_a, Direction::Inactive);
    wait_until_recorded(4);
    change(&a, at_b, Direction::SendReceive);
    change(&b, at_a, Direction::SendReceive);
    wait_until_recorded(6);
    drop((a, b));

    let levels = levels(&recorded(&folder.file("b.wav")), 440.0);
    let is_heard = |part: &[f32]| part.iter().any(|level| *level > AMPLITUDE / 2.0);
    assert!(is_heard(&levels[..100]), "before: {levels:?}");
    assert!(!is_heard(&levels[170..200]), "on hold: {levels:?}");
    assert!(is_heard(&levels[levels.len() - 20..]), "resumed: {levels:?}");
}

#[test]
fn a_new_offer_may_change_the_codec_in_the_middle_of_a_call() {
    let folder = Folder::new("codec");
    let mut a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let mut b = Party::with_files(&folder.tone(700.0), &folder.file("b.wav"));
    let (at_a, at_b) = call(&a, &b, CodecKind::Pcma);
    b.wait_until_played(Duration::from_secs(1));

    a.sound.update(STREAM, terms(CodecKind::Opus, at_b)).unwrap();
    b.sound.update(STREAM, terms(CodecKind::Opus, at_a)).unwrap();
    wait_for_tone("after the change", 440.0, 1.0, || {
        recorded(&folder.file("b.wav")).into_iter().skip(2 * 48_000).collect()
    });
    let (statistics, _) = b.wait_until_played(Duration::from_secs(3));
    a.wait_until_played(Duration::from_secs(3));

    assert_eq!(statistics.codec, CodecKind::Opus);
}

#[test]
fn digits_arrive_in_order() {
    let mut b = Party::start(Choice::null());
    let a = Party::start(Choice::null());
    call(&a, &b, CodecKind::Pcma);
    b.wait_for("first packet", |event| matches!(event, Event::FirstPacket { .. }));

    let dialled: Vec<Digit> = "12#".chars().filter_map(Digit::from_char).collect();
    a.sound.send_digits(STREAM, &dialled);
    b.wait_for(
        "last digit",
        |event| matches!(event, Event::Digit { digit, .. } if digit.to_char() == '#'),
    );

    let digits: String = b
        .seen
        .iter()
        .filter_map(|event| match event {
            Event::Digit { digit, .. } => Some(digit.to_char()),
            _ => None,
        })
        .collect();
    assert_eq!(digits, "12#");
}

#[test]
fn only_the_stream_in_focus_is_heard_and_speaks() {
    let folder = Folder::new("focus");
    let a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let mut b = Party::with_files(&folder.tone(700.0), &folder.file("b.wav"));
    call(&a, &b, CodecKind::Opus);
    a.sound.focus(None);

    b.wait_until_played(Duration::from_secs(2));
    a.sound.focus(Some(STREAM));
    b.wait_until_played(Duration::from_secs(4));
    drop((a, b));

    let heard = recorded(&folder.file("b.wav"));
    let levels = levels(&heard, 440.0);
    assert!(levels[20..80].iter().all(|level| *level < AMPLITUDE / 20.0), "{levels:?}");
    assert!(levels[150..].iter().any(|level| *level > AMPLITUDE / 2.0), "{levels:?}");
}

#[test]
fn a_closed_stream_reports_its_end_and_its_id_may_be_used_again() {
    let mut a = Party::start(Choice::null());
    let b = Party::start(Choice::null());
    call(&a, &b, CodecKind::Pcmu);
    a.wait_for("first packet", |event| matches!(event, Event::FirstPacket { .. }));

    b.sound.close(STREAM);
    a.wait_for("goodbye", |event| matches!(event, Event::Goodbye { .. }));
    a.sound.close(STREAM);
    let ended = a.wait_for("end", |event| matches!(event, Event::Ended { .. }));

    let Event::Ended { stream, statistics, .. } = ended else { unreachable!() };
    assert_eq!(stream, STREAM);
    assert!(statistics.received_packets > 0, "{statistics:?}");
    call(&a, &b, CodecKind::Pcmu);
    a.wait_for_new("first packet again", |event| matches!(event, Event::FirstPacket { .. }));
}

#[test]
fn a_far_end_that_falls_silent_is_reported_and_so_is_its_return() {
    let mut a = Party::start(Choice::null());
    let b = Party::start(Choice::null());
    let (at_a, _) = call(&a, &b, CodecKind::Pcma);
    a.wait_for("first packet", |event| matches!(event, Event::FirstPacket { .. }));

    let mut held = terms(CodecKind::Pcma, at_a);
    held.direction = Direction::Inactive;
    b.sound.update(STREAM, held).unwrap();
    a.wait_for("silence", |event| matches!(event, Event::Silent { .. }));
    b.sound.update(STREAM, terms(CodecKind::Pcma, at_a)).unwrap();

    a.wait_for("return", |event| matches!(event, Event::Resumed { .. }));
}

#[test]
fn streams_are_told_apart_by_their_ids() {
    let a = Party::start(Choice::null());
    let b = Party::start(Choice::null());
    let (at_a, _) = call(&a, &b, CodecKind::Pcma);

    let port = sound::MediaPort::bind(at_a.ip()).unwrap();
    let settings = media::Settings::new(terms(CodecKind::Pcma, at_a), [3; 32], "x".to_owned());
    let again = a.sound.open(STREAM, port, settings);
    let unknown = a.sound.update(StreamId(77), terms(CodecKind::Pcma, at_a));

    assert!(matches!(again, Err(OpenError::AlreadyOpen)), "{again:?}");
    assert!(matches!(unknown, Err(OpenError::Unknown)), "{unknown:?}");
}

#[test]
fn a_tone_is_heard_in_the_loudspeaker_and_the_bell_at_the_ring_device() {
    let folder = Folder::new("tone");
    let (loudspeaker, ring) = (folder.file("loudspeaker.wav"), folder.file("ring.wav"));
    let (sender, _events) = mpsc::channel(64);
    let choice = Choice::new(DeviceId::null(), DeviceId::wav(&loudspeaker), DeviceId::wav(&ring));
    let sound = Sound::start(choice, sender).unwrap();

    sound.tone(Some(Tone::Busy));
    sound.ring(Some(Ring::default()));
    wait_until("two seconds are recorded", || {
        recorded(&loudspeaker).len() > 96_000 && recorded(&ring).len() > 96_000
    });
    drop(sound);

    let toned: usize =
        levels(&recorded(&loudspeaker), 425.0).iter().filter(|level| **level > 0.1).count();
    let rung = levels(&recorded(&ring), 659.26).iter().filter(|level| **level > 0.1).count();
    assert!(toned > 30, "{toned}");
    assert!(rung > 3, "{rung}");
}

#[test]
fn where_it_rings_in_the_loudspeaker_the_bell_is_mixed_into_it() {
    let folder = Folder::new("bell");
    let loudspeaker = folder.file("loudspeaker.wav");
    let (sender, _events) = mpsc::channel(64);
    let both = DeviceId::wav(&loudspeaker);
    let choice = Choice::new(DeviceId::null(), both.clone(), both);
    let sound = Sound::start(choice, sender).unwrap();

    sound.ring(Some(Ring::default()));
    wait_until("a second is recorded", || recorded(&loudspeaker).len() > 48_000);
    drop(sound);

    let rung = levels(&recorded(&loudspeaker), 659.26).iter().filter(|level| **level > 0.1).count();
    assert!(rung > 3, "{rung}");
}

#[test]
fn files_may_be_exchanged_during_a_call() {
    let folder = Folder::new("exchange");
    let a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let mut b = Party::with_files(&folder.tone(700.0), &folder.file("b.wav"));
    call(&a, &b, CodecKind::Opus);
    b.wait_until_played(Duration::from_secs(2));

    let mut choice = a.sound.choice();
    choice.input = DeviceId::wav(&folder.tone(880.0));
    a.sound.choose(choice.clone()).unwrap();
    assert_eq!(a.sound.choice(), choice);
    let heard = || recorded(&folder.file("b.wav"));
    wait_for_tone("from the other file", 880.0, 1.0, heard);
    b.wait_until_played(Duration::from_secs(4));
    drop((a, b));

    assert_absent(&heard()[3 * 48_000..], 440.0);
}

#[test]
fn a_missing_file_refuses_the_choice_and_leaves_the_call_as_it_is() {
    let folder = Folder::new("refused");
    let a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let before = a.sound.choice();

    let mut choice = before.clone();
    choice.input = DeviceId::wav(&folder.file("nowhere.wav"));
    let refused = a.sound.choose(choice).unwrap_err();

    assert!(matches!(refused, SoundError::WavMissing(_)), "{refused}");
    assert!(refused.to_string().contains("nowhere.wav"), "{refused}");
    assert_eq!(a.sound.choice(), before);
}
