//! What the engine does when it is told something.

use std::time::{Duration, Instant};

use super::{Command, Engine, Fit, MAX_STREAMS, Notice, Retired};
use crate::StreamId;
use crate::bell::Bell;
use crate::stream::Stream;

/// How long a key is held down. Source: ETSI ES 201 235-2 (65 ms at least), rounded up.
const KEY_PRESS: Duration = Duration::from_millis(100);

impl Engine {
    pub(super) fn take_commands(&mut self, now: Instant) {
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
                Command::Join(streams) => self.join(streams),
                Command::Mute(id, is_muted) => {
                    if let Some(stream) = self.stream(id) {
                        stream.is_muted = is_muted;
                    }
                }
                Command::Digit(id, digit) => {
                    if let Some(stream) = self.stream(id)
                        && !stream.session().send_digit(digit, KEY_PRESS)
                    {
                        tracing::debug!("digit not taken by the session");
                    }
                }
                Command::Tone(tone) => self.signals.set_tone(tone),
                Command::Waiting(waiting) => self.signals.set_waiting(waiting),
                Command::Key(digit) => self.signals.press(digit),
                Command::Volumes(volumes) => self.signals.set_volumes(volumes),
                Command::Ring(bell) => self.ring_with(bell, now),
                Command::RingGain(gain) => self.ringer.set_gain(gain),
            }
        }
    }

    pub(super) fn take_fits(&mut self, now: Instant) {
        while let Ok(fit) = self.joints.fits.pop() {
            let old = match fit {
                Fit::Input(mut source) => {
                    source.take_over(self.source.next_at());
                    Some(Retired::Source(std::mem::replace(&mut self.source, source)))
                }
                Fit::Output(mut sink) => {
                    sink.wake(now);
                    self.ringer.follow_output();
                    Some(Retired::Sink(std::mem::replace(&mut self.sink, sink)))
                }
                Fit::Ring(place, sink) => self.ringer.fit(place, sink, now).map(Retired::Sink),
                Fit::RingInOutput(is_wanted) => {
                    self.ringer.ring_in_output(is_wanted);
                    None
                }
            };
            if let Some(old) = old {
                self.retire(old);
            }
        }
    }

    fn ring_with(&mut self, bell: Option<Bell>, now: Instant) {
        match bell {
            Some(bell) => {
                if let Some(old) = self.ringer.start(bell, now) {
                    self.retire(Retired::Bell(old));
                }
            }
            None => self.ringer.stop(now),
        }
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
        let was_joined = stream.is_joined;
        let ended = stream.close(now);
        self.notify(Notice::Event(ended));
        self.retire(Retired::Stream(stream));
        if self.focus == Some(id) {
            let other = self.streams.iter().find(|other| was_joined && other.is_joined);
            self.focus = other.map(|other| other.id);
        }
    }

    /// Streams that are not open are left out; fewer than two are no conference.
    fn join(&mut self, streams: Vec<StreamId>) {
        let known = self.streams.iter().filter(|stream| streams.contains(&stream.id)).count();
        for stream in &mut self.streams {
            stream.is_joined = known >= 2 && streams.contains(&stream.id);
        }
        let is_in_focus =
            self.streams.iter().any(|stream| stream.is_joined && self.focus == Some(stream.id));
        let first = streams
            .iter()
            .find(|id| self.streams.iter().any(|stream| stream.is_joined && stream.id == **id));
        if let (false, Some(first)) = (is_in_focus, first) {
            self.focus = Some(*first);
        }
        self.retire(Retired::Joined(streams));
    }

    fn stream(&mut self, id: StreamId) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| stream.id == id).map(|stream| &mut **stream)
    }

    pub(super) fn retire(&mut self, retired: Retired) {
        self.notify(Notice::Retired(retired));
        self.wake_network();
    }

    /// A full ring means the network thread hangs: then the notice is dropped here.
    pub(super) fn notify(&mut self, notice: Notice) {
        drop(self.joints.notices.push(notice));
    }

    pub(super) fn wake_network(&self) {
        if let Err(error) = self.joints.network.wake() {
            tracing::debug!(%error, "network thread not woken");
        }
    }
}
