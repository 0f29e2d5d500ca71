//! What the telephone says by itself: tones, key presses, ringing.

use std::time::Duration;

use media::Digit;

use super::{Desk, Sound};
use crate::bell::Bell;
use crate::engine::Command;
use crate::keeper::Order;
use crate::tone::TonePlayer;
use crate::{Country, Ring, Tone, Volumes};

/// Added to the time for which devices are open for a preview: they take a while to open.
const OPENING: Duration = Duration::from_secs(2);

impl Sound {
    /// Plays a tone in the loudspeaker until told otherwise.
    pub fn tone(&self, tone: Option<Tone>) {
        let mut desk = self.desk();
        desk.tone = tone;
        let player = tone.map(|tone| TonePlayer::new(desk.country, tone));
        self.command(&mut desk, Command::Tone(player));
        self.follow_needs(&mut desk);
    }

    /// Plays the call waiting tone softly into the call, in its country's cadence, until told
    /// otherwise; [`Volumes::waiting`] says how softly. It opens no device: without a stream nothing
    /// is heard.
    pub fn waiting(&self, is_waiting: bool) {
        let mut desk = self.desk();
        if desk.is_waiting == is_waiting {
            return;
        }
        desk.is_waiting = is_waiting;
        let player = is_waiting.then(|| TonePlayer::new(desk.country, Tone::Waiting));
        self.command(&mut desk, Command::Waiting(player));
    }

    /// Plays the short sound of a key at the talking device, as loud as [`Volumes::keys`] says: an
    /// answer to the finger, nothing is sent. Opens the device as [`Sound::prepare`] does; call that
    /// when the key pad is shown, so that the first key is heard too.
    pub fn key_tone(&self, digit: Digit) {
        let mut desk = self.desk();
        if desk.volumes.keys.is_off() {
            return;
        }
        self.prepare();
        self.command(&mut desk, Command::Key(digit));
    }

    /// Chooses whose network's tones are played; one that is being played begins anew.
    pub fn set_country(&self, country: Country) {
        let mut desk = self.desk();
        if std::mem::replace(&mut desk.country, country) == country {
            return;
        }
        if let Some(tone) = desk.tone {
            self.command(&mut desk, Command::Tone(Some(TonePlayer::new(country, tone))));
        }
        if desk.is_waiting {
            let player = TonePlayer::new(country, Tone::Waiting);
            self.command(&mut desk, Command::Waiting(Some(player)));
        }
    }

    /// Sets how loud speech, tones and keys are, also during a call.
    pub fn set_volumes(&self, volumes: Volumes) {
        let mut desk = self.desk();
        desk.volumes = volumes;
        self.command(&mut desk, Command::Volumes(volumes));
        self.follow_needs(&mut desk);
    }

    /// Rings until told otherwise, at all places of the [`Choice`](crate::Choice). The same melody
    /// with another volume goes on where it is.
    pub fn ring(&self, ring: Option<Ring>) {
        let mut desk = self.desk();
        let was_previewing = std::mem::replace(&mut desk.is_previewing, false);
        if was_previewing {
            self.order(Order::Preview(Duration::ZERO));
        }
        let before = std::mem::replace(&mut desk.ring, ring);
        match (before, ring) {
            (before, Some(ring)) if before.map(|before| before.melody) == Some(ring.melody) => {
                self.command(&mut desk, Command::RingGain(ring.volume.gain()));
            }
            (_, Some(ring)) => self.command(&mut desk, Command::Ring(Some(Bell::new(ring)))),
            (Some(_), None) => self.command(&mut desk, Command::Ring(None)),
            (None, None) if was_previewing => self.command(&mut desk, Command::Ring(None)),
            (None, None) => {}
        }
        self.follow_needs(&mut desk);
    }

    /// Plays a melody once where it rings. Any [`Sound::ring`] ends it, also `ring(None)`; while it
    /// rings nothing is played.
    pub fn preview(&self, ring: Ring) {
        let mut desk = self.desk();
        if desk.ring.is_some() {
            return;
        }
        let bell = Bell::once(ring);
        self.order(Order::Preview(bell.span() + OPENING));
        self.command(&mut desk, Command::Ring(Some(bell)));
        desk.is_previewing = true;
    }
}

impl Desk {
    /// Whether a tone is to be heard.
    pub(super) const fn is_toning(&self) -> bool {
        self.tone.is_some() && !self.volumes.tones.is_off()
    }

    /// Whether it is to ring.
    pub(super) fn is_ringing(&self) -> bool {
        self.ring.is_some_and(|ring| !ring.volume.is_off())
    }
}
