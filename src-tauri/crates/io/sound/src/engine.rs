//! The real-time thread: everything that happens each 10 ms of a call.
//!
//! ```text
//!          first stream, tone or bell
//! Resting ───────────────────────────▶ Working ──┐ microphone gave 10 ms: capture, send
//!    ▲                                   │  ▲    │ loudspeaker wants 10 ms: receive, play
//!    └───────────────────────────────────┘  └────┘
//!          nothing left to do
//! ```
//!
//! It sleeps until a device's callback wakes it or, where a device has no clock, until the next
//! beat. It allocates nothing and takes no lock per frame; what it no longer needs is dropped by
//! the network thread.

mod joints;
mod mixing;
mod orders;
#[cfg(test)]
mod tests;

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Instant;

pub(crate) use self::joints::{Command, Fit, Joints, Notice, Retired};
use crate::StreamId;
use crate::bell::Ringer;
use crate::limiter::Limiter;
use crate::priority;
use crate::signals::Signals;
use crate::sink::Sink;
use crate::source::Source;
use crate::stream::Stream;

/// Streams open at once at most.
pub(crate) const MAX_STREAMS: usize = 32;

/// The thread `sound`.
pub(crate) struct Engine {
    joints: Joints,
    source: Source,
    sink: Sink,
    /// In boxes, so that none is copied or dropped here when they come and go.
    streams: Vec<Box<Stream>>,
    focus: Option<StreamId>,
    signals: Signals,
    ringer: Ringer,
    limiter: Limiter,
    was_listening: bool,
    was_playing: bool,
}

impl Engine {
    pub(crate) fn new(joints: Joints, now: Instant) -> Self {
        Self {
            joints,
            source: Source::silence(now),
            sink: Sink::nowhere(now),
            streams: Vec::with_capacity(MAX_STREAMS),
            focus: None,
            signals: Signals::new(),
            ringer: Ringer::new(),
            limiter: Limiter::new(),
            was_listening: false,
            was_playing: false,
        }
    }

    /// Runs until told to stop; then closes all streams and returns.
    pub(crate) fn run(mut self) {
        priority::raise();
        loop {
            let is_last = self.joints.stop.load(Ordering::Acquire);
            match self.turn(Instant::now()) {
                _ if is_last => break,
                Some(next_at) => {
                    let wait = next_at.saturating_duration_since(Instant::now());
                    if !wait.is_zero() {
                        thread::park_timeout(wait);
                    }
                }
                None => thread::park(),
            }
        }
        let now = Instant::now();
        while let Some(mut stream) = self.streams.pop() {
            let ended = stream.close(now);
            self.notify(Notice::Event(ended));
        }
        self.wake_network();
    }

    /// Does all that is due; gives the moment of the next turn, none while resting.
    pub(crate) fn turn(&mut self, now: Instant) -> Option<Instant> {
        self.take_commands(now);
        self.take_fits(now);
        self.follow_conference();
        self.follow_work(now);
        let mut is_news = false;
        let notices = &mut self.joints.notices;
        for stream in &mut self.streams {
            stream.receive(|event| is_news |= notices.push(Notice::Event(event)).is_ok());
        }
        self.capture(now);
        self.play(now);
        self.ringer.turn(now);
        if let Some(bell) = self.ringer.take_ended(now) {
            self.retire(Retired::Bell(bell));
        }
        let notices = &mut self.joints.notices;
        for stream in &mut self.streams {
            stream.handle_timeout(now, |event| {
                is_news |= notices.push(Notice::Event(event)).is_ok();
            });
            is_news |= stream.send(now);
        }
        if is_news {
            self.wake_network();
        }
        self.next_at()
    }

    const fn is_listening(&self) -> bool {
        !self.streams.is_empty()
    }

    fn is_playing(&self) -> bool {
        !self.streams.is_empty() || self.signals.is_sounding() || self.ringer.is_ringing_in_output()
    }

    fn next_at(&self) -> Option<Instant> {
        let listening = self.is_listening().then(|| self.source.next_at());
        let playing = self.is_playing().then(|| self.sink.next_at());
        [listening, playing, self.ringer.next_at()].into_iter().flatten().min()
    }

    /// Tells devices that they are needed after a rest.
    fn follow_work(&mut self, now: Instant) {
        let (is_listening, is_playing) = (self.is_listening(), self.is_playing());
        if is_listening && !self.was_listening {
            self.source.wake(now);
        }
        if is_playing && !self.was_playing {
            self.sink.wake(now);
        }
        (self.was_listening, self.was_playing) = (is_listening, is_playing);
    }
}
