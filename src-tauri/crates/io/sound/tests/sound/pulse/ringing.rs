//! Where it rings, while devices come and go.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use media::CodecKind;
use sound::{Choice, DeviceId, Event, Melody, Ring, Role, Tone, Volume};

use super::{World, parties, raw};
use crate::kit::{
    Folder, Party, assert_absent, call, levels, longest, recorded, wait_for_tone, wait_until,
};

/// A device is plugged in; gives the number to unplug it by.
fn plug(name: &str) -> String {
    let plugged = Command::new("pactl")
        .args(["load-module", "module-null-sink", &format!("sink_name={name}")])
        .output()
        .unwrap();
    String::from_utf8(plugged.stdout).unwrap().trim().to_owned()
}

fn unplug(module: &str) {
    let unplugged = Command::new("pactl").args(["unload-module", module]).status().unwrap();
    assert!(unplugged.success());
}

fn urgently() -> Option<Ring> {
    Some(Ring { melody: Melody::Urgent, volume: Volume::FULL })
}

/// Whether the urgent melody was heard in the last second of a recording.
fn rang(file: &Path) -> bool {
    let samples = raw(file);
    let last = &samples[samples.len().saturating_sub(48_000)..];
    levels(last, 1568.0).iter().filter(|level| **level > 0.1).count() >= 10
}

#[test]
fn it_rings_at_the_loudspeaker_while_one_talks_with_the_headset() {
    World::run(
        "pulse::ringing::it_rings_at_the_loudspeaker_while_one_talks_with_the_headset",
        |world| {
            let folder = Folder::new("apart");
            let talking = DeviceId::from("pulseaudio:old");
            let ring = DeviceId::from("pulseaudio:spk");
            let choice = Choice::new(DeviceId::default_device(), talking, ring);
            let (near, far) = parties(&folder, choice);
            let (headset, loudspeaker) =
                (folder.file("headset.raw"), folder.file("loudspeaker.raw"));
            let _recorders = (world.record("old", &headset), world.record("spk", &loudspeaker));

            call(&near, &far, CodecKind::Opus);
            near.sound.ring(urgently());
            wait_until("it rings at the loudspeaker", || rang(&loudspeaker));
            wait_for_tone("in the headset", 700.0, 1.0, || raw(&headset));

            assert_absent(&raw(&headset), 1568.0);
            assert_absent(&raw(&loudspeaker), 700.0);
        },
    );
}

#[test]
fn it_rings_at_every_output_there_is_and_at_one_that_comes_later() {
    World::run(
        "pulse::ringing::it_rings_at_every_output_there_is_and_at_one_that_comes_later",
        |world| {
            let folder = Folder::new("everywhere");
            let choice = Choice { everywhere: true, ..Choice::default() };
            let party = Party::start(choice);
            let (one, other) = (folder.file("spk.raw"), folder.file("old.raw"));
            let _recorders = (world.record("spk", &one), world.record("old", &other));

            party.sound.ring(urgently());
            wait_until("both ring", || rang(&one) && rang(&other));
            plug("late");
            let late = folder.file("late.raw");
            let _recorder = world.record("late", &late);
            wait_until("the late one rings", || rang(&late));

            party.sound.ring(None);
            wait_until("no stream is left at the server", || {
                let mut asked = Command::new("pactl");
                asked.args(["list", "short", "sink-inputs"]);
                asked.output().is_ok_and(|output| output.stdout.is_empty())
            });
        },
    );
}

#[test]
fn a_ring_device_that_is_unplugged_is_told_and_the_default_rings_until_it_is_back() {
    World::run(
        "pulse::ringing::a_ring_device_that_is_unplugged_is_told_and_the_default_rings_until_it_is_back",
        |world| {
            let folder = Folder::new("unplugged");
            let module = plug("lamp");
            let lamp = DeviceId::from("pulseaudio:lamp");
            let output = DeviceId::from("pulseaudio:old");
            let mut party =
                Party::start(Choice::new(DeviceId::default_device(), output, lamp.clone()));
            let (at_lamp, at_default) = (folder.file("lamp.raw"), folder.file("spk.raw"));
            let _default = world.record("spk", &at_default);
            let first = world.record("lamp", &at_lamp);

            party.sound.ring(urgently());
            wait_until("it rings at the lamp", || rang(&at_lamp));
            drop(first);
            unplug(&module);
            let lost = party.wait_for("loss", |event| matches!(event, Event::DeviceLost { .. }));
            wait_until("the default rings", || rang(&at_default));
            plug("lamp");
            let found =
                party.wait_for("return", |event| matches!(event, Event::DeviceFound { .. }));
            let again = folder.file("again.raw");
            let _again = world.record("lamp", &again);
            wait_until("it rings at the lamp again", || rang(&again));

            let instead = DeviceId::default_device();
            let (role, device) = (Role::Ring, lamp);
            assert_eq!(lost, Event::DeviceLost { role, device: device.clone(), instead });
            assert_eq!(found, Event::DeviceFound { role, device });
        },
    );
}

#[test]
fn a_headset_pulled_out_while_it_rings_leaves_the_loudspeaker_ringing() {
    World::run(
        "pulse::ringing::a_headset_pulled_out_while_it_rings_leaves_the_loudspeaker_ringing",
        |world| {
            let folder = Folder::new("pulled");
            let module = plug("headset");
            let headset = DeviceId::from("pulseaudio:headset");
            let ring = DeviceId::from("pulseaudio:old");
            let choice = Choice::new(DeviceId::default_device(), headset.clone(), ring);
            let (mut near, far) = parties(&folder, choice);
            call(&near, &far, CodecKind::Pcma);
            near.wait_until_played(Duration::from_secs(1));
            let (bell, talk) = (folder.file("bell.raw"), folder.file("talk.raw"));
            let _recorders = (world.record("old", &bell), world.record("spk", &talk));
            near.sound.ring(urgently());
            wait_until("it rings", || rang(&bell));

            unplug(&module);
            let lost = near.wait_for("loss", |event| matches!(event, Event::DeviceLost { .. }));
            wait_for_tone("at the default loudspeaker", 700.0, 1.0, || raw(&talk));

            assert!(rang(&bell));
            let instead = DeviceId::default_device();
            assert_eq!(lost, Event::DeviceLost { role: Role::Output, device: headset, instead });
        },
    );
}

#[test]
fn where_no_ring_device_is_left_it_rings_where_one_talks() {
    World::run("pulse::ringing::where_no_ring_device_is_left_it_rings_where_one_talks", |_world| {
        let folder = Folder::new("resort");
        unplug("module-null-sink");
        let heard = folder.file("heard.wav");
        let (output, ring) = (DeviceId::wav(&heard), DeviceId::from("pulseaudio:gone"));
        let choice = Choice::new(DeviceId::null(), output.clone(), ring.clone());
        let mut party = Party::start(choice);

        party.sound.ring(urgently());
        let lost = party.wait_for("loss", |event| matches!(event, Event::DeviceLost { .. }));
        wait_until("it rings where one talks", || {
            let levels = levels(&recorded(&heard), 1568.0);
            levels.iter().filter(|level| **level > 0.1).count() >= 10
        });

        let expected = Event::DeviceLost { role: Role::Ring, device: ring, instead: output };
        assert_eq!(lost, expected);
    });
}

#[test]
fn a_preview_is_heard_at_the_ring_device_and_leaves_it_closed() {
    World::run(
        "pulse::ringing::a_preview_is_heard_at_the_ring_device_and_leaves_it_closed",
        |world| {
            let folder = Folder::new("preview");
            let ring = DeviceId::from("pulseaudio:old");
            let party = Party::start(Choice { rings: vec![ring], ..Choice::default() });
            let bell = folder.file("bell.raw");
            let _recorder = world.record("old", &bell);

            wait_until("the recorder listens", || !raw(&bell).is_empty());
            party.sound.preview(Ring { melody: Melody::Chime, volume: Volume::FULL });
            wait_until("the whole melody is heard", || {
                levels(&raw(&bell), 987.77).iter().filter(|level| **level > 0.1).count() >= 4
            });
            wait_until("no stream is left at the server", || {
                let mut asked = Command::new("pactl");
                asked.args(["list", "short", "sink-inputs"]);
                asked.output().is_ok_and(|output| output.stdout.is_empty())
            });
        },
    );
}

#[test]
fn tones_and_ringing_open_the_devices_they_need_and_close_them_again() {
    World::run(
        "pulse::ringing::tones_and_ringing_open_the_devices_they_need_and_close_them_again",
        |world| {
            let folder = Folder::new("tones");
            let choice =
                Choice { rings: vec![DeviceId::from("pulseaudio:old")], ..Choice::default() };
            let party = Party::start(choice);
            let (tone, bell) = (folder.file("tone.raw"), folder.file("bell.raw"));
            let _recorders = (world.record("spk", &tone), world.record("old", &bell));

            party.sound.tone(Some(Tone::Ringback));
            party.sound.ring(Some(Ring::default()));
            wait_until("a whole tone and the bell are heard", || {
                longest(&levels(&raw(&tone), 425.0), 0.11) >= 45
                    && levels(&raw(&bell), 659.26).iter().any(|level| *level > 0.1)
            });
            party.sound.tone(None);
            party.sound.ring(None);
            wait_until("no stream is left at the server", || {
                let mut asked = Command::new("pactl");
                asked.args(["list", "short", "sink-inputs"]);
                asked.output().is_ok_and(|output| output.stdout.is_empty())
            });
        },
    );
}
