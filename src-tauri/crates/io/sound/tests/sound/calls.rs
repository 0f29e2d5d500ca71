//! Two sounds call each other over loopback with files in place of devices.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use media::{CodecKind, Digit, Direction};
use sound::{
    Choice, Country, DeviceId, Event, MediaPort, Melody, OpenError, Ring, Sound, SoundError,
    StreamId, Tone, Volume,
};
use tokio::sync::mpsc;

use crate::kit::{
    AMPLITUDE, Folder, Party, STREAM, assert_absent, call, call_between, levels, recorded, terms,
    wait_for_tone, wait_until,
};

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

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

    let port = MediaPort::bind(at_a.ip()).unwrap();
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

#[test]
fn three_who_are_joined_hear_each_other_and_not_themselves() {
    let folder = Folder::new("joined");
    let file = |name: &str| folder.file(name);
    let middle = Party::with_files(&folder.tone(440.0), &file("middle.wav"));
    let a = Party::with_files(&folder.tone(700.0), &file("a.wav"));
    let b = Party::with_files(&folder.tone(1130.0), &file("b.wav"));
    call(&middle, &a, CodecKind::Opus);
    let (here, there) = (MediaPort::bind(LOCALHOST).unwrap(), MediaPort::bind(LOCALHOST).unwrap());
    let (at_middle, at_b) = (here.local(), there.local());
    let second = StreamId(2);
    let settings = |remote, seed| {
        media::Settings::new(terms(CodecKind::Pcma, remote), [seed; 32], "test".to_owned())
    };
    middle.sound.open(second, here, settings(at_b, 7)).unwrap();
    b.sound.open(STREAM, there, settings(at_middle, 8)).unwrap();

    middle.sound.join(&[STREAM, second]);
    for (name, hears) in [("a.wav", 1130.0), ("a.wav", 440.0), ("b.wav", 700.0), ("b.wav", 440.0)] {
        wait_for_tone(name, hears, 1.0, || recorded(&file(name)));
    }
    wait_for_tone("in the middle", 700.0, 1.0, || recorded(&file("middle.wav")));
    drop((middle, a, b));

    for (name, own) in [("middle.wav", 440.0), ("a.wav", 700.0), ("b.wav", 1130.0)] {
        assert_absent(&recorded(&file(name)), own);
    }
}

#[test]
fn several_places_ring_as_loud_as_told() {
    let folder = Folder::new("rings");
    let files = [folder.file("one.wav"), folder.file("two.wav"), folder.file("talk.wav")];
    let [one, two, talk] = files.each_ref().map(|file| DeviceId::wav(file));
    let (sender, _events) = mpsc::channel(64);
    let choice =
        Choice { input: DeviceId::null(), output: talk, rings: vec![one, two], everywhere: false };
    let sound = Sound::start(choice, sender).unwrap();

    sound.ring(Some(Ring { melody: Melody::Urgent, volume: Volume::new(75) }));
    wait_until("two seconds are recorded", || {
        files[..2].iter().all(|file| recorded(file).len() > 96_000)
    });
    drop(sound);

    let peak = |file| recorded(file).iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    for file in &files[..2] {
        assert!((peak(file) - 0.7 * 0.316).abs() < 0.02, "{}", peak(file));
    }
    assert!(recorded(&files[2]).is_empty(), "nobody talks");
}

#[test]
fn a_preview_plays_once_and_does_not_disturb_what_rings() {
    let folder = Folder::new("once");
    let file = folder.file("ring.wav");
    let (sender, _events) = mpsc::channel(64);
    let choice = Choice::new(DeviceId::null(), DeviceId::null(), DeviceId::wav(&file));
    let sound = Sound::start(choice, sender).unwrap();
    let urgent = Ring { melody: Melody::Urgent, volume: Volume::FULL };

    sound.preview(urgent);
    wait_until("it was heard", || recorded(&file).len() >= 57_600);
    sound.ring(Some(Ring { melody: Melody::Drops, volume: Volume::FULL }));
    sound.preview(urgent);
    wait_until("drops fall", || recorded(&file).len() >= 57_600 + 96_000);
    drop(sound);

    let heard = recorded(&file);
    let urgent_at = |part: &[f32]| levels(part, 2093.0).iter().filter(|l| **l > 0.2).count();
    assert!(urgent_at(&heard[..57_600]) > 5);
    assert_eq!(urgent_at(&heard[62_400..]), 0);
}

#[test]
fn a_country_chosen_while_a_tone_is_heard_is_heard_at_once() {
    let folder = Folder::new("country");
    let file = folder.file("tone.wav");
    let (sender, _events) = mpsc::channel(64);
    let choice = Choice::new(DeviceId::null(), DeviceId::wav(&file), DeviceId::null());
    let sound = Sound::start(choice, sender).unwrap();

    sound.tone(Some(Tone::Dial));
    wait_until("a second is recorded", || recorded(&file).len() > 48_000);
    sound.set_country(Country::Us);
    let changed_at = recorded(&file).len();
    wait_until("a second more", || recorded(&file).len() > changed_at + 3 * 48_000);
    drop(sound);

    let heard = recorded(&file);
    let level = |part: &[f32], hz| levels(part, hz).iter().sum::<f32>() / (part.len() / 960) as f32;
    assert!(level(&heard[9_600..38_400], 425.0) > 0.12);
    let after = &heard[heard.len() - 48_000..];
    let whole = |hz| crate::measure::power_at(hz, 48_000, after).sqrt();
    assert!(whole(350.0) > 0.08 && whole(440.0) > 0.08 && whole(425.0) < 0.01);
}

#[test]
fn a_call_goes_on_through_another_port_as_if_nothing_had_happened() {
    let folder = Folder::new("port");
    let mut a = Party::with_files(&folder.tone(440.0), &folder.file("a.wav"));
    let mut b = Party::with_files(&folder.tone(700.0), &folder.file("b.wav"));
    call(&a, &b, CodecKind::Pcma);
    a.wait_until_played(Duration::from_secs(1));
    // Another address of this machine, as after a change of networks.
    let port = MediaPort::bind(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2))).unwrap();
    let moved_to = port.local();

    a.sound.change_port(STREAM, port).unwrap();
    b.sound.update(STREAM, terms(CodecKind::Pcma, moved_to)).unwrap();

    b.wait_for_new("sound from the new port", |event| {
        matches!(event, Event::Statistics { statistics, .. } if statistics.played_ms >= 2500)
    });
    let Event::Statistics { statistics, .. } = a.wait_for_new("sound at the new port", |event| {
        matches!(event, Event::Statistics { statistics, .. } if statistics.played_ms >= 2500)
    }) else {
        unreachable!("asked for")
    };
    assert!(statistics.lost_packets < 5, "the numbers go on: {statistics:?}");
    let heard = || recorded(&folder.file("b.wav"));
    wait_for_tone("at b", 440.0, 1.0, heard);
    let unknown = a.sound.change_port(StreamId(9), MediaPort::bind(LOCALHOST).unwrap());
    assert!(matches!(unknown, Err(OpenError::Unknown)), "{unknown:?}");
}
