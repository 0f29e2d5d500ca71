//! What is left behind when many calls have ended: nothing.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::time::{Duration, Instant};

use media::{CodecKind, Settings, Terms};
use tokio::sync::mpsc;

use super::Sound;
use crate::{
    Choice, Event, MediaPort, Melody, OpenError, Ring, StreamId, Tone, Volume, allocations,
};

/// Calls at once, each with a stream at both ends.
const CALLS: u64 = 20;

/// Longer than anything here takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(30);

/// Tells the inner process that it is one: what a process holds can only be counted where nothing
/// else runs.
const ALONE: &str = "RUFBEREIT_TEST_ALONE";

/// What a process holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    files: usize,
    threads: usize,
}

fn held() -> Held {
    let count = |folder: &str| std::fs::read_dir(folder).unwrap().count();
    Held { files: count("/proc/self/fd"), threads: count("/proc/self/task") }
}

#[track_caller]
fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let until = Instant::now() + DEADLINE;
    while !is_true() {
        assert!(Instant::now() < until, "not within {DEADLINE:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

struct Party {
    sound: Sound,
    events: mpsc::Receiver<Event>,
}

impl Party {
    fn start() -> Self {
        let (sender, events) = mpsc::channel(1024);
        Self { sound: Sound::start(Choice::null(), sender).unwrap(), events }
    }

    /// Waits until an event of this kind was told of every stream.
    fn wait_for_all(&mut self, what: &str, stream_of: impl Fn(&Event) -> Option<StreamId>) {
        let mut seen = BTreeSet::new();
        wait_until(what, || {
            while let Ok(event) = self.events.try_recv() {
                seen.extend(stream_of(&event));
            }
            seen.len() as u64 == CALLS
        });
    }
}

/// Twenty calls from their first packet to their last counters, with all that may accompany them.
fn twenty_calls(a: &mut Party, b: &mut Party) {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    for number in 1..=CALLS {
        let codec = if number % 2 == 0 { CodecKind::Opus } else { CodecKind::Pcma };
        let (port_a, port_b) = (MediaPort::bind(here).unwrap(), MediaPort::bind(here).unwrap());
        let (at_a, at_b) = (port_a.local(), port_b.local());
        let settings = |remote, seed| {
            let terms = Terms::new(codec, codec.static_payload_type().unwrap_or(111), remote);
            Settings::new(terms, [seed; 32], "test".to_owned())
        };
        a.sound.open(StreamId(number), port_a, settings(at_b, 1)).unwrap();
        b.sound.open(StreamId(number), port_b, settings(at_a, 2)).unwrap();
    }
    let all: Vec<StreamId> = (1..=CALLS).map(StreamId).collect();
    a.sound.join(&all);
    a.sound.tone(Some(Tone::Ringback));
    a.sound.waiting(true);
    b.sound.ring(Some(Ring { melody: Melody::Quiet, volume: Volume::FULL }));
    for party in [&mut *a, &mut *b] {
        party.wait_for_all("packets on every stream", |event| {
            let Event::Statistics { stream, statistics, .. } = event else { return None };
            let is_flowing = statistics.received_packets > 20 && statistics.played_ms > 200;
            is_flowing.then_some(*stream)
        });
    }
    a.sound.tone(None);
    a.sound.waiting(false);
    b.sound.ring(None);
    for party in [a, b] {
        for stream in &all {
            party.sound.close(*stream);
        }
        party.wait_for_all("the end of every stream", |event| {
            let Event::Ended { stream, .. } = event else { return None };
            Some(*stream)
        });
    }
}

fn nothing_is_left() {
    let before_all = held();
    let (mut a, mut b) = (Party::start(), Party::start());
    let idle = held();
    // What is made once and kept (melodies, tables of the codecs) is made in the first round.
    twenty_calls(&mut a, &mut b);
    wait_until("files and threads of the first round are gone", || held() == idle);
    let kept = allocations::held_bytes();

    for _ in 0..3 {
        twenty_calls(&mut a, &mut b);
        wait_until("files and threads are gone", || held() == idle);
    }
    let bound = kept / 50;
    wait_until("the memory is given back", || allocations::held_bytes() - kept < bound);

    drop((a, b));
    wait_until("everything is gone", || held() == before_all);
}

#[test]
fn twenty_calls_at_once_leave_no_thread_file_or_memory_behind() {
    if std::env::var_os(ALONE).is_some() {
        nothing_is_left();
        return;
    }
    let name = "sound::tests::twenty_calls_at_once_leave_no_thread_file_or_memory_behind";
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(ALONE, "1")
        .status()
        .unwrap();
    assert!(status.success(), "it failed in its own process");
}

#[test]
fn more_streams_than_there_is_room_for_are_refused() {
    let a = Party::start();
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let open = |number| {
        let port = MediaPort::bind(here).unwrap();
        let terms = Terms::new(CodecKind::Pcma, 8, port.local());
        a.sound.open(StreamId(number), port, Settings::new(terms, [3; 32], "x".to_owned()))
    };

    for number in 0..32 {
        open(number).unwrap();
    }
    let refused = open(32);

    assert!(matches!(refused, Err(OpenError::TooMany)), "{refused:?}");
}
