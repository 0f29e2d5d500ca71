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

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use media::Digit;
use mio::Waker;
use rtrb::{Consumer, Producer};

use crate::bell::Bell;
use crate::hub::{Block, SILENCE};
use crate::limiter::Limiter;
use crate::priority;
use crate::sink::Sink;
use crate::source::Source;
use crate::stream::{Stream, Update};
use crate::tone::{KeyPlayer, TonePlayer};
use crate::{Event, StreamId, Volumes};

/// Streams open at once at most.
pub(crate) const MAX_STREAMS: usize = 32;

/// How long a key is held down. Source: ETSI ES 201 235-2 (65 ms at least), rounded up.
const KEY_PRESS: Duration = Duration::from_millis(100);

/// What the handle tells the engine.
#[derive(Debug)]
pub(crate) enum Command {
    Open(Box<Stream>),
    Update(Box<Update>),
    Close(StreamId),
    Focus(Option<StreamId>),
    Mute(StreamId, bool),
    Digit(StreamId, Digit),
    Join(Vec<StreamId>),
    MuteAll(bool),
    Tone(Option<TonePlayer>),
    Waiting(Option<TonePlayer>),
    Key(Digit),
    Volumes(Volumes),
    Ring(Option<Bell>),
}

/// Which devices the engine shall use from now on.
#[derive(Debug)]
pub(crate) enum Fit {
    Input(Source),
    Output(Sink),
    /// Absent: the bell is heard at the output.
    Ring(Option<Sink>),
}

/// What the engine hands to the network thread besides datagrams.
#[derive(Debug)]
pub(crate) enum Notice {
    Event(Event),
    Retired(Retired),
}

/// Something the engine needs no more; dropping it may take time.
#[derive(Debug)]
#[expect(dead_code, reason = "carried to another thread only to be dropped there")]
pub(crate) enum Retired {
    Stream(Box<Stream>),
    Update(Box<Update>),
    Source(Source),
    Sink(Sink),
    Bell(Bell),
    Joined(Vec<StreamId>),
}

/// The rings and signals that join the engine with the other threads.
pub(crate) struct Joints {
    pub(crate) commands: Consumer<Command>,
    pub(crate) fits: Consumer<Fit>,
    pub(crate) notices: Producer<Notice>,
    pub(crate) network: Arc<Waker>,
    pub(crate) stop: Arc<AtomicBool>,
}

/// The thread `sound`.
pub(crate) struct Engine {
    joints: Joints,
    source: Source,
    sink: Sink,
    ring_sink: Option<Sink>,
    #[expect(
        clippy::vec_box,
        reason = "they come and go in boxes, so that none is copied or dropped here"
    )]
    streams: Vec<Box<Stream>>,
    focus: Option<StreamId>,
    joined: Vec<StreamId>,
    is_muted: bool,
    tone: Option<TonePlayer>,
    waiting: Option<TonePlayer>,
    keys: KeyPlayer,
    volumes: Volumes,
    bell: Option<Bell>,
    limiter: Limiter,
    ring_limiter: Limiter,
    was_listening: bool,
    was_playing: bool,
    was_ringing: bool,
}

impl Engine {
    pub(crate) fn new(joints: Joints, now: Instant) -> Self {
        Self {
            joints,
            source: Source::silence(now),
            sink: Sink::nowhere(now),
            ring_sink: None,
            streams: Vec::with_capacity(MAX_STREAMS),
            focus: None,
            joined: Vec::new(),
            is_muted: false,
            tone: None,
            waiting: None,
            keys: KeyPlayer::new(),
            volumes: Volumes::default(),
            bell: None,
            limiter: Limiter::new(),
            ring_limiter: Limiter::new(),
            was_listening: false,
            was_playing: false,
            was_ringing: false,
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
        self.follow_work(now);
        let mut is_news = false;
        let notices = &mut self.joints.notices;
        for stream in &mut self.streams {
            stream.receive(|event| is_news |= notices.push(Notice::Event(event)).is_ok());
        }
        self.capture(now);
        self.play(now);
        self.ring(now);
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

    fn is_listening(&self) -> bool {
        !self.streams.is_empty()
    }

    fn is_playing(&self) -> bool {
        !self.streams.is_empty()
            || self.tone.is_some()
            || !self.keys.is_idle()
            || (self.bell.is_some() && self.ring_sink.is_none())
    }

    fn is_ringing(&self) -> bool {
        self.bell.is_some() && self.ring_sink.is_some()
    }

    fn next_at(&self) -> Option<Instant> {
        let listening = self.is_listening().then(|| self.source.next_at());
        let playing = self.is_playing().then(|| self.sink.next_at());
        let ringing = self.ring_sink.as_ref().filter(|_| self.bell.is_some()).map(Sink::next_at);
        [listening, playing, ringing].into_iter().flatten().min()
    }

    /// Tells devices that they are needed after a rest.
    fn follow_work(&mut self, now: Instant) {
        let (is_listening, is_playing, is_ringing) =
            (self.is_listening(), self.is_playing(), self.is_ringing());
        if is_listening && !self.was_listening {
            self.source.wake(now);
        }
        if is_playing && !self.was_playing {
            self.sink.wake(now);
        }
        if let (true, false, Some(sink)) = (is_ringing, self.was_ringing, &mut self.ring_sink) {
            sink.wake(now);
        }
        (self.was_listening, self.was_playing, self.was_ringing) =
            (is_listening, is_playing, is_ringing);
    }

    fn capture(&mut self, now: Instant) {
        if self.streams.is_empty() {
            return;
        }
        let mut block = SILENCE;
        while self.source.pull(now, &mut block) {
            for stream in &mut self.streams {
                let is_heard = self.focus == Some(stream.id) && !self.is_muted;
                stream.capture(if is_heard { &block } else { &SILENCE }, now);
            }
        }
    }

    fn play(&mut self, now: Instant) {
        if !self.is_playing() {
            return;
        }
        while self.sink.wants(now) {
            let mut mix = SILENCE;
            let mut block = SILENCE;
            for stream in &mut self.streams {
                stream.play(&mut block, now);
                if self.focus == Some(stream.id) {
                    add(&mut mix, &block);
                }
            }
            if let Some(tone) = &mut self.tone {
                tone.add_to(&mut mix, (self.volumes.tones.gain(), self.volumes.tones.gain()));
            }
            if let Some(waiting) = &mut self.waiting {
                let gain = self.volumes.waiting.gain();
                waiting.add_to(&mut mix, (gain, gain));
            }
            self.keys.add_to(&mut mix, self.volumes.keys.gain());
            if let (Some(bell), None) = (&mut self.bell, &self.ring_sink) {
                bell.add_to(&mut mix);
            }
            self.limiter.apply(&mut mix);
            self.sink.push(&mix);
        }
    }

    fn ring(&mut self, now: Instant) {
        let (Some(bell), Some(sink)) = (&mut self.bell, &mut self.ring_sink) else { return };
        while sink.wants(now) {
            let mut block = SILENCE;
            bell.add_to(&mut block);
            self.ring_limiter.apply(&mut block);
            sink.push(&block);
        }
    }

    fn take_commands(&mut self, now: Instant) {
        while let Ok(command) = self.joints.commands.pop() {
            match command {
                Command::Open(stream) => self.open(stream),
                Command::Update(mut update) => {
                    if let Some(stream) = self.stream(update.stream) {
                        stream.update(&mut update, now);
                    }
                    self.retire(Retired::Update(update));
                }
                Command::Close(id) => self.close(id, now),
                Command::Focus(focus) => self.focus = focus,
                Command::Mute(id, is_muted) => {
                    if let Some(stream) = self.stream(id) {
                        stream.session().set_muted(is_muted);
                    }
                }
                Command::Digit(id, digit) => {
                    if let Some(stream) = self.stream(id)
                        && !stream.session().send_digit(digit, KEY_PRESS)
                    {
                        tracing::debug!("digit not taken by the session");
                    }
                }
                Command::Join(streams) => {
                    let old = std::mem::replace(&mut self.joined, streams);
                    self.retire(Retired::Joined(old));
                }
                Command::MuteAll(is_muted) => self.is_muted = is_muted,
                Command::Tone(tone) => self.tone = tone,
                Command::Waiting(waiting) => self.waiting = waiting,
                Command::Key(digit) => self.keys.press(digit),
                Command::Volumes(volumes) => self.volumes = volumes,
                Command::Ring(bell) => {
                    if let Some(old) = std::mem::replace(&mut self.bell, bell) {
                        self.retire(Retired::Bell(old));
                    }
                }
            }
        }
    }

    fn take_fits(&mut self, now: Instant) {
        while let Ok(fit) = self.joints.fits.pop() {
            let old = match fit {
                Fit::Input(mut source) => {
                    source.take_over(self.source.next_at());
                    Some(Retired::Source(std::mem::replace(&mut self.source, source)))
                }
                Fit::Output(mut sink) => {
                    sink.wake(now);
                    Some(Retired::Sink(std::mem::replace(&mut self.sink, sink)))
                }
                Fit::Ring(mut sink) => {
                    if let Some(sink) = &mut sink {
                        sink.wake(now);
                    }
                    std::mem::replace(&mut self.ring_sink, sink).map(Retired::Sink)
                }
            };
            if let Some(old) = old {
                self.retire(old);
            }
        }
    }

    fn stream(&mut self, id: StreamId) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| stream.id == id).map(|stream| &mut **stream)
    }

    fn open(&mut self, stream: Box<Stream>) {
        if self.streams.len() == MAX_STREAMS {
            self.retire(Retired::Stream(stream));
            return;
        }
        self.focus = self.focus.or(Some(stream.id));
        self.streams.push(stream);
    }

    fn close(&mut self, id: StreamId, now: Instant) {
        let Some(index) = self.streams.iter().position(|stream| stream.id == id) else { return };
        let mut stream = self.streams.swap_remove(index);
        let ended = stream.close(now);
        self.notify(Notice::Event(ended));
        self.retire(Retired::Stream(stream));
        if self.focus == Some(id) {
            self.focus = None;
        }
    }

    fn retire(&mut self, retired: Retired) {
        self.notify(Notice::Retired(retired));
        self.wake_network();
    }

    /// A full ring means the network thread hangs: then the notice is dropped here.
    fn notify(&mut self, notice: Notice) {
        drop(self.joints.notices.push(notice));
    }

    fn wake_network(&self) {
        if let Err(error) = self.joints.network.wake() {
            tracing::debug!(%error, "network thread not woken");
        }
    }
}

fn add(mix: &mut Block, block: &Block) {
    for (sum, sample) in mix.iter_mut().zip(block) {
        *sum += *sample;
    }
}

#[cfg(test)]
mod tests;
