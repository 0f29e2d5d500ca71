//! One place for a device: what is wanted there and what is there.

use std::time::{Duration, Instant};

use crate::device::Kind;
use crate::hardware::Opened;
use crate::{Device, DeviceId, Role};

/// A device that has not called for this long is lost, whatever it says.
const DEAD: Duration = Duration::from_secs(3);

/// A place in the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Input,
    Output,
    /// One of the places that only ring.
    Ring(usize),
}

impl Place {
    pub(super) const fn role(self) -> Role {
        match self {
            Self::Input => Role::Input,
            Self::Output => Role::Output,
            Self::Ring(_) => Role::Ring,
        }
    }
}

/// Where one place stands.
pub(super) enum State {
    /// A file or silence, or a device nobody needs now.
    Closed,
    /// A device runs.
    Open { opened: Opened, number: u64, opened_at: Instant, is_chosen: bool, pulse: Pulse },
    /// Nothing could be opened; silence stands in.
    Missing,
}

/// The last sign of life of a device.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pulse {
    pub(super) beats: u32,
    pub(super) seen_at: Instant,
}

pub(super) struct Slot {
    /// What was chosen for this place.
    pub(super) chosen: DeviceId,
    pub(super) state: State,
    /// The loss was reported, and no return since.
    pub(super) is_reported: bool,
    /// Since when nobody needs the open device.
    pub(super) idle_since: Option<Instant>,
}

/// What a look at the devices says about an open one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Fine,
    /// It stopped working: the number it was opened as.
    Lost(u64),
    /// Another one should be opened in its place.
    Outdated,
}

impl Slot {
    pub(super) const fn new(chosen: DeviceId) -> Self {
        Self { chosen, state: State::Closed, is_reported: false, idle_since: None }
    }

    /// Whether a device is wanted here and not a file or silence.
    pub(super) fn is_device(&self) -> bool {
        match self.chosen.kind() {
            Kind::Default | Kind::Named(_) => true,
            Kind::Null | Kind::Wav(_) => false,
        }
    }

    pub(super) const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    pub(super) const fn is_missing(&self) -> bool {
        matches!(self.state, State::Missing)
    }

    /// The device that is open.
    pub(super) const fn opened(&self) -> Option<&DeviceId> {
        match &self.state {
            State::Open { opened, .. } => Some(&opened.id),
            State::Closed | State::Missing => None,
        }
    }

    /// How long the device opened as `number` lasted so far.
    pub(super) fn lasted(&self, lost: u64) -> Option<Duration> {
        match &self.state {
            State::Open { number, opened_at, .. } if *number == lost => Some(opened_at.elapsed()),
            State::Open { .. } | State::Closed | State::Missing => None,
        }
    }

    /// Compares with the devices that are listed for its role now.
    pub(super) fn look(&mut self, listed: &[&Device]) -> Verdict {
        let chosen = &self.chosen;
        let is_there = match chosen.kind() {
            Kind::Named(name) => {
                listed.iter().any(|device| device.id == *chosen || device.name == name)
            }
            Kind::Default => listed.iter().any(|device| device.is_default),
            Kind::Null | Kind::Wav(_) => false,
        };
        match &mut self.state {
            State::Closed => {}
            State::Missing => {
                if !listed.is_empty() {
                    self.state = State::Closed;
                }
            }
            State::Open { opened, number, is_chosen, pulse, .. } => {
                let beats = opened.beats();
                if beats != pulse.beats {
                    *pulse = Pulse { beats, seen_at: Instant::now() };
                }
                let is_dead = pulse.seen_at.elapsed() > DEAD;
                let is_gone = opened.is_listed_while_open()
                    && !listed.is_empty()
                    && !listed.iter().any(|device| device.id == opened.id);
                let default = listed.iter().find(|device| device.is_default);
                let is_not_default = default.is_some_and(|default| default.id != opened.id);
                let is_outdated = match chosen.kind() {
                    Kind::Default => is_not_default,
                    Kind::Named(_) => !*is_chosen && (is_there || is_not_default),
                    Kind::Null | Kind::Wav(_) => false,
                };
                if is_dead || is_gone {
                    return Verdict::Lost(*number);
                }
                if is_outdated {
                    return Verdict::Outdated;
                }
            }
        }
        Verdict::Fine
    }
}
