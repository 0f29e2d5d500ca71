//! Which places ring, and what rings in the place of a device that is gone.

use std::time::Instant;

use super::Keeper;
use super::places::{Places, output_meant};
use super::slot::{Place, Slot};
use crate::DeviceId;
use crate::engine::Fit;
use crate::sink::Sink;
use crate::wav::Recorder;

impl Keeper {
    /// Gives each device that shall ring a place, and takes away the places of the others. Files
    /// are new ones: where a place had one of the same name, it is replaced.
    pub(super) fn arrange(&mut self, mut files: Vec<(DeviceId, Recorder)>) {
        self.places = Places::of(&self.choice, &self.devices);
        for index in 0..self.rings.len() {
            let stays = |slot: &Slot| {
                self.places.apart.contains(&slot.chosen)
                    && !files.iter().any(|(device, _)| *device == slot.chosen)
            };
            let is_over = self.rings.get(index).and_then(Option::as_ref).is_some_and(|s| !stays(s));
            if is_over {
                self.take_away(index);
            }
        }
        for device in self.places.apart.clone() {
            if self.rings.iter().flatten().any(|slot| slot.chosen == device) {
                continue;
            }
            let now = Instant::now();
            let file = files.iter().position(|(known, _)| *known == device);
            let file = file.map(|place| files.swap_remove(place).1);
            let sink = file.map_or_else(|| Sink::nowhere(now), |file| Sink::file(file, now));
            let free = self.rings.iter_mut().enumerate().find(|(_, slot)| slot.is_none());
            if let Some((index, slot)) = free {
                *slot = Some(Slot::new(device));
                self.fit(Fit::Ring(index, Some(sink)));
            }
        }
        self.follow_rings();
    }

    fn take_away(&mut self, index: usize) {
        if let Some(slot) = self.rings.get_mut(index) {
            *slot = None;
        }
        self.fit(Fit::Ring(index, None));
    }

    /// Lets it ring in the output where that was chosen, and where nothing else is left to ring;
    /// true when that changed.
    pub(super) fn follow_rings(&mut self) -> bool {
        let mut rings = self.rings.iter().flatten().peekable();
        let is_all_missing = rings.peek().is_some() && rings.all(Slot::is_missing);
        let in_output = self.places.in_output || is_all_missing;
        let is_new = in_output != self.rings_in_output;
        if is_new {
            self.rings_in_output = in_output;
            self.fit(Fit::RingInOutput(in_output));
        }
        is_new
    }

    /// Whether the default device rings already.
    pub(super) fn rings_at_default(&self) -> bool {
        let default = DeviceId::default_device();
        let Some(default) = output_meant(&default, &self.devices) else { return false };
        let is_default = |slot: &Slot| slot.opened() == Some(default);
        let in_output = self.places.in_output
            && output_meant(&self.choice.output, &self.devices) == Some(default);
        in_output || self.rings.iter().flatten().any(is_default)
    }

    /// What takes the place of a device when the default one does not: for ringing the talking
    /// device, if nothing else rings; else silence.
    pub(super) fn last_resort(&self, place: Place) -> DeviceId {
        let is_alone = self.rings.iter().flatten().all(Slot::is_missing);
        match place {
            Place::Ring(_) if is_alone => self.choice.output.clone(),
            Place::Ring(_) | Place::Input | Place::Output => DeviceId::null(),
        }
    }
}
