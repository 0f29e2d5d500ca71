//! A real sound server without a sound card: PulseAudio with null sinks, one per test.
//!
//! The library finds its server through the environment, so each test runs itself once more in a
//! process whose environment names the private server.

mod ringing;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use media::CodecKind;
use sound::{Choice, DeviceId, Event, Role};

use crate::kit::{
    Folder, Party, RATE_HZ, assert_absent, call, recorded, wait_for_tone, wait_until,
};

/// Servers so far: tests of one process run side by side.
static WORLDS: AtomicU32 = AtomicU32::new(0);

/// Names the folder of the private server to the inner process.
const WORLD: &str = "RUFBEREIT_TEST_PULSE";

/// A sound server of one's own; `spk` and `mic` are its defaults, `feed` is what the `mic` hears.
#[derive(Debug)]
struct World {
    folder: PathBuf,
    server: Option<Child>,
}

impl World {
    /// Runs `inner` in a process of its own with a fresh server; `name` is the test's own name.
    fn run(name: &str, inner: fn(&mut Self)) {
        if let Some(folder) = std::env::var_os(WORLD) {
            let mut world = Self { folder: folder.into(), server: None };
            world.start();
            inner(&mut world);
            world.stop();
            return;
        }
        // A socket's path has room for about a hundred characters.
        let folder = Folder::new(&format!("pa{}", WORLDS.fetch_add(1, Ordering::Relaxed)));
        let socket = folder.file("pulse.sock");
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture", "--test-threads=1"])
            .env(WORLD, &folder.0)
            .env("PULSE_SERVER", format!("unix:{}", socket.display()))
            .env("HOME", &folder.0)
            .env("XDG_RUNTIME_DIR", &folder.0)
            .env_remove("PULSE_RUNTIME_PATH")
            .status()
            .unwrap();
        assert!(status.success(), "{name} failed in its own process");
    }

    fn start(&mut self) {
        let socket = self.folder.join("pulse.sock");
        let script = self.folder.join("world.pa");
        let lines = format!(
            "load-module module-native-protocol-unix auth-anonymous=1 socket={}\n\
             load-module module-null-sink sink_name=feed rate=48000 channels=1\n\
             load-module module-remap-source master=feed.monitor source_name=mic\n\
             load-module module-null-sink sink_name=spk rate=48000 channels=2\n\
             load-module module-null-sink sink_name=old rate=44100 channels=2\n\
             set-default-sink spk\n\
             set-default-source mic\n",
            socket.display()
        );
        std::fs::write(&script, lines).unwrap();
        drop(std::fs::remove_file(&socket));
        let log = File::create(self.folder.join("pulse.log")).unwrap();
        let server = Command::new("pulseaudio")
            .args(["-n", "--exit-idle-time=-1", "--daemonize=no", "--disallow-exit"])
            .arg("-F")
            .arg(&script)
            .env("PULSE_RUNTIME_PATH", self.folder.join("runtime"))
            .env_remove("PULSE_SERVER")
            .stderr(log)
            .spawn()
            .expect("pulseaudio is installed");
        // On a machine that builds something else meanwhile the server would stutter by itself.
        let favour =
            Command::new("chrt").args(["-r", "-p", "5", &server.id().to_string()]).status();
        drop(favour);
        self.server = Some(server);
        wait_until("the sound server answers", || {
            let mut asked = Command::new("pactl");
            asked.arg("info").stdout(Stdio::null()).stderr(Stdio::null());
            asked.status().is_ok_and(|status| status.success())
        });
    }

    fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    fn signal(&self, name: &str) {
        let server = self.server.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-s", name, &server]).status().unwrap().success());
    }

    /// Lets the microphone hear a file until the player is dropped.
    fn speak(&self, file: &Path) -> Player {
        Player(
            Command::new("paplay")
                .args(["-d", "feed"])
                .arg(file)
                .spawn()
                .expect("paplay is installed"),
        )
    }

    /// Records what a sink plays until the recorder is dropped.
    fn record(&self, sink: &str, file: &Path) -> Player {
        Player(
            Command::new("parec")
                .args(["-d", &format!("{sink}.monitor"), "--format=s16le", "--rate=48000"])
                .args(["--channels=1", "--latency-msec=20"])
                .stdout(File::create(file).unwrap())
                .spawn()
                .expect("parec is installed"),
        )
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A process that is stopped with the test.
struct Player(Child);

impl Drop for Player {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn raw(file: &Path) -> Vec<f32> {
    let bytes = std::fs::read(file).unwrap();
    bytes
        .chunks_exact(2)
        .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
        .collect()
}

/// A tone long enough for a whole test.
fn long_tone(world: &World, frequency_hz: f32) -> PathBuf {
    let path = world.folder.join(format!("long-{frequency_hz}.wav"));
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for sample in crate::measure::sine(frequency_hz, RATE_HZ, 60.0, crate::kit::AMPLITUDE) {
        writer.write_sample((sample * 32_767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    path
}

/// A party at the sound server, and one with files that speaks 700 Hz.
fn parties(folder: &Folder, at_server: Choice) -> (Party, Party) {
    let far = Party::with_files(&folder.tone(700.0), &folder.file("far.wav"));
    (Party::start(at_server), far)
}

fn at_defaults() -> Choice {
    Choice::default()
}

#[test]
fn microphone_and_loudspeaker_of_a_sound_server_carry_a_call_without_gaps() {
    World::run(
        "pulse::microphone_and_loudspeaker_of_a_sound_server_carry_a_call_without_gaps",
        |world| {
            let folder = Folder::new("carried");
            let (mut near, mut far) = parties(&folder, at_defaults());
            let _player = world.speak(&long_tone(world, 440.0));
            let heard = folder.file("heard.raw");
            let _recorder = world.record("spk", &heard);

            call(&near, &far, CodecKind::Opus);
            wait_for_tone("at the loudspeaker", 700.0, 2.5, || raw(&heard));
            wait_for_tone("at the far end", 440.0, 2.5, || recorded(&folder.file("far.wav")));
            near.wait_until_played(Duration::from_secs(1));
            let lost = near.seen.iter().find(|event| matches!(event, Event::DeviceLost { .. }));
            assert_eq!(lost, None);
            far.wait_until_played(Duration::from_secs(1));
            assert_absent(&raw(&heard), 440.0);
        },
    );
}

#[test]
fn a_call_outlives_the_sound_server_and_finds_it_again() {
    World::run("pulse::a_call_outlives_the_sound_server_and_finds_it_again", |world| {
        let folder = Folder::new("outlived");
        let (mut near, mut far) = parties(&folder, at_defaults());
        call(&near, &far, CodecKind::Pcma);
        let (before, _) = near.wait_until_played(Duration::from_secs(1));

        world.stop();
        let lost_at = Instant::now();
        for lost_role in [Role::Input, Role::Output] {
            near.wait_for("loss", |event| {
                matches!(event, Event::DeviceLost { role, instead, .. }
                    if *role == lost_role && *instead == DeviceId::null())
            });
        }
        let noticed = lost_at.elapsed();
        let statistics = near.wait_for_new("packets after the loss", |event| {
            matches!(event, Event::Statistics { statistics, .. }
                if statistics.sent_packets > before.sent_packets + 150)
        });
        far.wait_until_played(Duration::from_secs(3));
        world.start();
        near.wait_for_new("loudspeaker", |event| {
            matches!(event, Event::DeviceFound { role: Role::Output, .. })
        });
        near.wait_for("microphone", |event| {
            matches!(event, Event::DeviceFound { role: Role::Input, .. })
        });
        let heard = folder.file("heard.raw");
        let _recorder = world.record("spk", &heard);
        wait_for_tone("again", 700.0, 1.0, || raw(&heard));

        assert!(noticed < Duration::from_secs(10), "{noticed:?}");
        let Event::Statistics { statistics, .. } = statistics else { unreachable!() };
        assert!(statistics.received_packets > before.received_packets, "{statistics:?}");
    });
}

#[test]
fn devices_are_listed_followed_and_may_be_changed_during_a_call() {
    World::run("pulse::devices_are_listed_followed_and_may_be_changed_during_a_call", |world| {
        let folder = Folder::new("changed");
        let (mut near, mut far) = parties(&folder, at_defaults());
        let devices = near.sound.devices();
        let ids = |role| {
            let of_role = devices.iter().filter(move |device| device.role == role);
            of_role.map(|device| (device.id.as_str(), device.is_default)).collect::<Vec<_>>()
        };
        assert!(ids(Role::Output).contains(&("pulseaudio:spk", true)), "{devices:?}");
        assert!(ids(Role::Output).contains(&("pulseaudio:old", false)), "{devices:?}");
        assert!(ids(Role::Input).contains(&("pulseaudio:mic", true)), "{devices:?}");

        call(&near, &far, CodecKind::G722);
        near.wait_until_played(Duration::from_secs(1));
        let late = Command::new("pactl")
            .args(["load-module", "module-null-sink", "sink_name=late"])
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(late.success());
        near.wait_for("the late device", |event| {
            matches!(event, Event::DevicesChanged { devices }
                    if devices.iter().any(|device| device.id.as_str() == "pulseaudio:late"))
        });

        let mut choice = near.sound.choice();
        choice.output = DeviceId::from("pulseaudio:old");
        near.sound.choose(choice).unwrap();
        let heard = folder.file("heard.raw");
        let _recorder = world.record("old", &heard);
        wait_for_tone("at the other loudspeaker", 700.0, 2.0, || raw(&heard));
        far.wait_until_played(Duration::from_secs(1));
    });
}

#[test]
fn the_default_takes_the_place_of_a_device_that_is_missing_or_unplugged() {
    World::run(
        "pulse::the_default_takes_the_place_of_a_device_that_is_missing_or_unplugged",
        |world| {
            let folder = Folder::new("missing");
            let mut choice = at_defaults();
            choice.output = DeviceId::from("pulseaudio:headset");
            let (mut near, far) = parties(&folder, choice.clone());

            call(&near, &far, CodecKind::Pcmu);
            let lost = near.wait_for("loss", |event| matches!(event, Event::DeviceLost { .. }));
            let heard = folder.file("heard.raw");
            let _recorder = world.record("spk", &heard);
            wait_for_tone("at the default loudspeaker", 700.0, 1.0, || raw(&heard));
            let plugged = Command::new("pactl")
                .args(["load-module", "module-null-sink", "sink_name=headset"])
                .output()
                .unwrap();
            let module = String::from_utf8(plugged.stdout).unwrap();
            let found = near.wait_for("return", |event| matches!(event, Event::DeviceFound { .. }));
            let unplugged = Command::new("pactl").args(["unload-module", module.trim()]).status();
            assert!(unplugged.unwrap().success());
            let again =
                near.wait_for_new("second loss", |event| matches!(event, Event::DeviceLost { .. }));

            assert_eq!(
                lost,
                Event::DeviceLost {
                    role: Role::Output,
                    device: choice.output.clone(),
                    instead: DeviceId::default_device(),
                }
            );
            assert_eq!(again, lost);
            assert_eq!(found, Event::DeviceFound { role: Role::Output, device: choice.output });
        },
    );
}

#[test]
fn a_sound_server_that_hangs_hangs_nobody_else() {
    World::run("pulse::a_sound_server_that_hangs_hangs_nobody_else", |world| {
        let folder = Folder::new("hung");
        let (mut near, far) = parties(&folder, at_defaults());
        call(&near, &far, CodecKind::Opus);
        let (before, _) = near.wait_until_played(Duration::from_secs(1));

        world.signal("STOP");
        near.wait_for("loss", |event| {
            matches!(event, Event::DeviceLost { role: Role::Output, .. })
        });
        near.wait_for_new("packets after the loss", |event| {
            matches!(event, Event::Statistics { statistics, .. }
                if statistics.sent_packets > before.sent_packets + 200)
        });
        let ended_at = Instant::now();
        drop(near);
        let ending = ended_at.elapsed();
        world.signal("CONT");

        assert!(ending < Duration::from_secs(5), "{ending:?}");
    });
}

#[test]
fn another_default_chosen_in_the_system_is_followed_during_a_call() {
    World::run("pulse::another_default_chosen_in_the_system_is_followed_during_a_call", |world| {
        let folder = Folder::new("followed");
        let (mut near, far) = parties(&folder, at_defaults());
        call(&near, &far, CodecKind::Pcma);
        near.wait_until_played(Duration::from_secs(1));

        let heard = folder.file("heard.raw");
        let _recorder = world.record("old", &heard);
        let changed = Command::new("pactl").args(["set-default-sink", "old"]).status().unwrap();
        assert!(changed.success());

        wait_for_tone("at the new default", 700.0, 1.0, || raw(&heard));
    });
}
