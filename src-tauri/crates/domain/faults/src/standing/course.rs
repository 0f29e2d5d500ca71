//! What happened to a ticket, put in order.

use clock::Timestamp;

use super::Pause;
use crate::{Event, Happening};

/// What happened to a ticket until a moment.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) reported_at: Timestamp,
    /// Since when nothing more is owed; undone by a reopening.
    pub(super) over_at: Option<Timestamp>,
    /// In their order, none within another.
    pub(super) pauses: Vec<Pause>,
    /// Whatever begins or ends a period of updates, in its order.
    pub(super) turns: Vec<(Timestamp, Turn)>,
}

/// What begins or ends a period of updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Told,
    Over,
    Reopened,
}

impl Course {
    pub(super) fn of(events: &[Event], now: Timestamp) -> Option<Self> {
        let is_report = |event: &&Event| event.what == Happening::Reported;
        let reported_at = events.iter().filter(is_report).map(|event| event.at).min()?;
        if reported_at > now {
            return None;
        }
        let mut in_order: Vec<&Event> = events.iter().filter(|event| event.at <= now).collect();
        in_order.sort_by_key(|event| event.at);
        let mut course = Self { reported_at, over_at: None, pauses: Vec::new(), turns: Vec::new() };
        for event in in_order {
            course.take(event.at.max(reported_at), &event.what);
        }
        Some(course)
    }

    fn take(&mut self, at: Timestamp, what: &Happening) {
        match what {
            Happening::Reported | Happening::Telephoned { .. } => {}
            Happening::Reacted | Happening::Updated => self.turns.push((at, Turn::Told)),
            Happening::Paused(why) => {
                if self.over_at.is_some() {
                    return;
                }
                match self.pauses.last_mut() {
                    Some(open) if open.to.is_none() => open.why = *why,
                    Some(_) | None => self.pauses.push(Pause { from: at, to: None, why: *why }),
                }
            }
            Happening::Resumed => self.resume(at),
            Happening::Restored | Happening::Closed => {
                self.resume(at);
                if self.over_at.is_none() {
                    self.over_at = Some(at);
                    self.turns.push((at, Turn::Over));
                }
            }
            Happening::Reopened => {
                self.resume(at);
                if self.over_at.take().is_some() {
                    self.turns.push((at, Turn::Reopened));
                }
            }
        }
    }

    fn resume(&mut self, at: Timestamp) {
        if let Some(open) = self.pauses.last_mut().filter(|pause| pause.to.is_none()) {
            open.to = Some(at);
        }
    }

    /// The first sign of work.
    pub(super) fn reacted_at(&self) -> Option<Timestamp> {
        self.turns.first().map(|(at, _turn)| *at)
    }

    /// The first time that the provider told anything, the end included.
    pub(super) fn told_at(&self) -> Option<Timestamp> {
        self.reacted_at()
    }
}
