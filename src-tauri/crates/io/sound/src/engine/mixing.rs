//! Who hears whom.
//!
//! ```text
//!             microphone ──▶ the stream in focus ──▶ loudspeaker
//!
//! in conference:  microphone + B + C ──▶ A        A + B + C ──▶ loudspeaker
//!                 microphone + A + C ──▶ B
//!                 microphone + A + B ──▶ C
//! ```
//!
//! A stream takes part while it is joined and sound flows both ways; one on hold is left out. With
//! the focus outside of the conference its parties hear each other without the person.

use std::time::Instant;

use super::Engine;
use crate::hub::{Block, SILENCE};

impl Engine {
    /// Finds out who takes part in the conference now.
    pub(super) fn follow_conference(&mut self) {
        let is_conference = self.streams.iter().filter(|stream| stream.is_joined).count() >= 2;
        let focus = self.focus;
        let is_person_in = is_conference
            && self.streams.iter().any(|stream| stream.is_joined && focus == Some(stream.id));
        for stream in &mut self.streams {
            stream.confer(is_conference && stream.is_joined && stream.is_both_ways());
            stream.is_in_focus = match (is_person_in, stream.is_joined) {
                (true, true) => stream.is_conferring(),
                (true, false) => false,
                (false, _) => focus == Some(stream.id),
            };
        }
    }

    pub(super) fn capture(&mut self, now: Instant) {
        if self.streams.is_empty() {
            return;
        }
        let mut microphone = SILENCE;
        while self.source.pull(now, &mut microphone) {
            let mut all = SILENCE;
            for stream in &mut self.streams {
                stream.say_to(&mut all);
            }
            for stream in &mut self.streams {
                stream.hear(&microphone, &all, now);
            }
        }
    }

    pub(super) fn play(&mut self, now: Instant) {
        if !self.is_playing() {
            return;
        }
        while self.sink.wants(now) {
            let mut mix: Block = SILENCE;
            for stream in &mut self.streams {
                stream.speak(&mut mix, now);
            }
            self.signals.add_to(&mut mix);
            self.ringer.add_to(&mut mix);
            self.limiter.apply(&mut mix);
            self.sink.push(&mix);
        }
    }
}
