//! Moves the delay towards the target: by seams in the sound, or by leaving some of it out.

use std::time::Duration;

use super::{Playout, SKIP_US, State};
use crate::buffer::stretch::mix;

/// Above the target by this much, sound is shortened; below it at all, lengthened.
const SLACK_US: i64 = 10_000;
/// One seam is made in so many frames while there is no hurry.
const SEAM_EVERY: u32 = 3;
/// Above the target by this much there is.
const HURRY_US: i64 = 60_000;
/// Longest period that is inserted: one more than the slack would be taken out again.
const MAX_INSERTED: Duration = Duration::from_millis(8);

impl Playout {
    /// Moves the delay towards the target; returns how many samples `work` has now.
    pub(super) fn steer(&mut self, length: usize, now_us: i64) -> usize {
        let excess_us = self.level.least_us() - self.target_us();
        if excess_us > SKIP_US {
            return self.skip(length, excess_us, now_us);
        }
        self.frames_since_seam = self.frames_since_seam.saturating_add(1);
        let is_due = self.frames_since_seam >= SEAM_EVERY || excess_us > HURRY_US;
        if excess_us > SLACK_US && is_due {
            let most = self.samples(excess_us);
            let removed = self.stretch.shorten(&mut self.work, length, most);
            self.note_seam(removed, -self.micros(removed));
            return length - removed;
        }
        if excess_us < 0 && is_due && self.level.is_settled() {
            let most = self.kind().samples_in(MAX_INSERTED);
            let inserted = self.stretch.lengthen(&mut self.work, length, most);
            self.note_seam(inserted, self.micros(inserted));
            return length + inserted;
        }
        length
    }

    fn note_seam(&mut self, samples: usize, moved_us: i64) {
        if samples > 0 {
            self.frames_since_seam = 0;
            self.counters.stretched += samples as u64;
            self.level.shift(moved_us);
        }
    }

    /// Leaves out packets until the delay is near the target, and joins the ends.
    fn skip(&mut self, length: usize, excess_us: i64, now_us: i64) -> usize {
        let State::Playing { next, .. } = self.state else { return length };
        let until = next + self.samples(excess_us) as i64;
        while self.store.first().is_some_and(|packet| packet.end() <= until) {
            self.store.drop_first();
        }
        let Some(at) = self.store.first().map(|packet| packet.at) else { return length };
        self.level.shift(-self.micros(usize::try_from(at - next).unwrap_or(0)));
        self.state = State::Playing { next: at, invented: 0 };
        // The end of this frame is faded into the beginning of that one.
        self.queue.extend(self.work.iter().take(length));
        let fade = self.kind().samples_in(Duration::from_millis(5));
        let kept = self.queue.len().saturating_sub(fade);
        self.decode(at, true, now_us);
        let tail = self.queue.len().saturating_sub(kept + fade).min(fade);
        for step in 0..tail {
            let (Some(old), Some(new)) =
                (self.queue.get(kept + step).copied(), self.queue.get(kept + fade + step).copied())
            else {
                break;
            };
            if let Some(sample) = self.queue.get_mut(kept + step) {
                *sample = mix(old, new, step + 1, tail + 1);
            }
        }
        self.queue.drain(kept + tail..kept + fade + tail);
        0
    }
}
