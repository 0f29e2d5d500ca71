//! What the telephone itself has to say at the talking device: tones, waiting calls, key presses.

use media::Digit;

use crate::fader::Fader;
use crate::hub::Block;
use crate::tone::{KeyPlayer, TonePlayer};
use crate::{Volume, Volumes};

/// Everything that is mixed into the loudspeaker besides the calls and the bell.
#[derive(Debug)]
pub(crate) struct Signals {
    volumes: Volumes,
    speech: Fader,
    tone: Voice,
    waiting: Voice,
    keys: KeyPlayer,
}

impl Signals {
    pub(crate) fn new() -> Self {
        let volumes = Volumes::default();
        Self {
            volumes,
            speech: Fader::at(volumes.speech.gain()),
            tone: Voice::new(),
            waiting: Voice::new(),
            keys: KeyPlayer::new(),
        }
    }

    pub(crate) const fn set_volumes(&mut self, volumes: Volumes) {
        self.volumes = volumes;
    }

    pub(crate) fn set_tone(&mut self, tone: Option<TonePlayer>) {
        self.tone.set(tone, self.volumes.tones);
    }

    pub(crate) fn set_waiting(&mut self, waiting: Option<TonePlayer>) {
        self.waiting.set(waiting, self.volumes.waiting);
    }

    pub(crate) fn press(&mut self, digit: Digit) {
        self.keys.press(digit);
    }

    /// Whether there is something to be heard without any call. The call waiting tone is not: it
    /// belongs into one.
    pub(crate) fn is_sounding(&self) -> bool {
        self.tone.player.is_some() || !self.keys.is_idle()
    }

    /// Brings what was said to its volume and adds the next 10 ms of all signals.
    pub(crate) fn add_to(&mut self, mix: &mut Block) {
        self.speech.step(self.volumes.speech.gain()).apply(mix);
        self.tone.add_to(mix, self.volumes.tones);
        self.waiting.add_to(mix, self.volumes.waiting);
        self.keys.add_to(mix, self.volumes.keys.gain());
    }
}

/// One tone, which comes and goes without a click.
#[derive(Debug)]
struct Voice {
    player: Option<TonePlayer>,
    fader: Fader,
    is_leaving: bool,
}

impl Voice {
    const fn new() -> Self {
        Self { player: None, fader: Fader::at(0.0), is_leaving: false }
    }

    fn set(&mut self, player: Option<TonePlayer>, volume: Volume) {
        self.is_leaving = player.is_none();
        if player.is_some() {
            self.player = player;
            self.fader = Fader::at(volume.gain());
        }
    }

    fn add_to(&mut self, mix: &mut Block, volume: Volume) {
        let Some(player) = &mut self.player else { return };
        let target = if self.is_leaving { 0.0 } else { volume.gain() };
        player.add_to(mix, self.fader.step(target));
        if self.is_leaving {
            self.player = None;
        }
    }
}
