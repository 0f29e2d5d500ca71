//! Rings a melody at several places at once.
//!
//! ```text
//!         ┌─ at the talking device, mixed into it
//!  Bell ──┼─ at a ring device with a clock of its own
//!         └─ at another one …
//! ```
//!
//! Every place keeps its own position in the melody, because every device has its own clock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::Ring;
use crate::device::MAX_RINGS;
use crate::fader::Fader;
use crate::hub::{Block, SILENCE, from_i16};
use crate::limiter::Limiter;
use crate::melody::motif;
use crate::sink::Sink;

/// A place whose device stands still is not waited for longer than this when the bell ends.
const FAREWELL: Duration = Duration::from_millis(100);

/// Devices may take this long to open before a preview is over.
const OPENING: Duration = Duration::from_secs(5);

/// What is rung, made by the thread that wants it.
#[derive(Debug)]
pub(crate) struct Bell {
    motif: Arc<[i16]>,
    gain: f32,
    is_once: bool,
}

impl Bell {
    /// Rings over and over. Computes a motif at its first use: not for the real-time thread.
    pub(crate) fn new(ring: Ring) -> Self {
        Self { motif: motif(ring.melody), gain: ring.volume.gain(), is_once: false }
    }

    /// Rings once from the start to the end.
    pub(crate) fn once(ring: Ring) -> Self {
        Self { is_once: true, ..Self::new(ring) }
    }

    /// How long the motif is.
    pub(crate) fn span(&self) -> Duration {
        Duration::from_secs_f64(self.motif.len() as f64 / f64::from(crate::hub::RATE_HZ))
    }
}

/// The bell and where it is heard.
#[derive(Debug)]
pub(crate) struct Ringer {
    bell: Option<Bell>,
    /// When the bell is taken away whatever the devices do.
    until: Option<Instant>,
    is_leaving: bool,
    /// Rings in the talking device.
    in_output: Option<Part>,
    places: [Option<Place>; MAX_RINGS],
}

/// A device that only rings.
#[derive(Debug)]
struct Place {
    sink: Sink,
    limiter: Limiter,
    part: Part,
}

/// How far one place is.
#[derive(Debug, Clone, Copy)]
struct Part {
    position: usize,
    fader: Fader,
    is_over: bool,
}

impl Part {
    const fn at(position: usize) -> Self {
        Self { position, fader: Fader::at(0.0), is_over: false }
    }

    fn add_to(&mut self, block: &mut Block, bell: &Bell, is_leaving: bool) {
        if self.is_over {
            return;
        }
        let level = self.fader.step(if is_leaving { 0.0 } else { bell.gain });
        for (sample, gain) in block.iter_mut().zip(level.gains()) {
            *sample += bell.motif.get(self.position).copied().map_or(0.0, from_i16) * gain;
            self.position += 1;
            if self.position >= bell.motif.len() {
                self.position = 0;
                self.is_over = bell.is_once;
            }
            if self.is_over {
                return;
            }
        }
        self.is_over = is_leaving;
    }
}

impl Ringer {
    pub(crate) const fn new() -> Self {
        Self {
            bell: None,
            until: None,
            is_leaving: false,
            in_output: None,
            places: [const { None }; MAX_RINGS],
        }
    }

    /// Whether it rings in the talking device.
    pub(crate) const fn is_ringing_in_output(&self) -> bool {
        self.bell.is_some() && self.in_output.is_some()
    }

    /// When to look again even if no device calls.
    pub(crate) fn next_at(&self) -> Option<Instant> {
        self.bell.as_ref()?;
        let places = self.places.iter().flatten().map(|place| place.sink.next_at());
        places.chain(self.until).min()
    }

    /// Begins to ring; gives back the bell before.
    pub(crate) fn start(&mut self, bell: Bell, now: Instant) -> Option<Bell> {
        self.until = bell.is_once.then(|| now + bell.span() + OPENING);
        self.is_leaving = false;
        if let Some(part) = &mut self.in_output {
            *part = Part::at(0);
        }
        for place in self.places.iter_mut().flatten() {
            if self.bell.is_none() {
                place.sink.wake(now);
            }
            place.part = Part::at(0);
        }
        self.bell.replace(bell)
    }

    /// Falls silent within a block.
    pub(crate) fn stop(&mut self, now: Instant) {
        if !self.is_leaving {
            self.is_leaving = true;
            self.until = Some(now + FAREWELL);
        }
    }

    pub(crate) const fn set_gain(&mut self, gain: f32) {
        if let Some(bell) = &mut self.bell {
            bell.gain = gain;
        }
    }

    /// Whether the talking device rings too.
    pub(crate) fn ring_in_output(&mut self, is_wanted: bool) {
        let position = self.place_in_step();
        self.in_output = match (is_wanted, self.in_output) {
            (true, Some(part)) => Some(part),
            (true, None) => Some(Part::at(position)),
            (false, _) => None,
        };
    }

    /// The talking device is another one: a melody nobody has heard yet begins anew.
    pub(crate) fn follow_output(&mut self) {
        let is_alone = !self.places.iter().flatten().any(|place| place.sink.is_device());
        if let (true, Some(part)) = (is_alone, &mut self.in_output) {
            *part = Part::at(0);
        }
    }

    /// Puts a device in a place or takes it away; gives back the one before.
    pub(crate) fn fit(&mut self, index: usize, sink: Option<Sink>, now: Instant) -> Option<Sink> {
        let position = self.place_in_step();
        let place = self.places.get_mut(index)?;
        let fitted = sink.map(|mut sink| {
            sink.wake(now);
            Place { sink, limiter: Limiter::new(), part: Part::at(position) }
        });
        std::mem::replace(place, fitted).map(|before| before.sink)
    }

    /// Where the melody is at a device that is heard, the start where there is none: a device may
    /// take a while to open, and the first notes should not be lost.
    fn place_in_step(&self) -> usize {
        let heard = self.places.iter().flatten().find(|place| place.sink.is_device());
        heard.map_or(0, |place| place.part.position)
    }

    /// Adds the next 10 ms to the talking device.
    pub(crate) fn add_to(&mut self, mix: &mut Block) {
        if let (Some(bell), Some(part)) = (&self.bell, &mut self.in_output) {
            part.add_to(mix, bell, self.is_leaving);
        }
    }

    /// Serves the ring devices.
    pub(crate) fn turn(&mut self, now: Instant) {
        let Some(bell) = &self.bell else { return };
        for place in self.places.iter_mut().flatten() {
            while place.sink.wants(now) {
                let mut block = SILENCE;
                place.part.add_to(&mut block, bell, self.is_leaving);
                place.limiter.apply(&mut block);
                place.sink.push(&block);
            }
        }
    }

    /// The bell, when it has ended everywhere or its time is up. One that is rung once waits for its
    /// first place.
    pub(crate) fn take_ended(&mut self, now: Instant) -> Option<Bell> {
        let is_once = self.bell.as_ref()?.is_once;
        let is_late = self.until.is_some_and(|until| now >= until);
        let parts = || self.places.iter().flatten().map(|place| &place.part).chain(&self.in_output);
        let is_over = parts().all(|part| part.is_over);
        let is_played = is_once && parts().next().is_some() && is_over;
        if is_late || is_played || (self.is_leaving && is_over) {
            self.until = None;
            self.is_leaving = false;
            return self.bell.take();
        }
        None
    }
}
