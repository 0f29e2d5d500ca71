//! What is to be heard besides the call: ringing, another call that waits, ringback, busy; and whose
//! the microphone is.

use clock::Now;
use telephony::{Call, State};

use crate::{Output, Switchboard, Tone};

impl Switchboard {
    /// Tells the sound what to play and whom the microphone belongs to, where that has changed.
    pub(crate) fn sound_out(&mut self, now: Now) {
        self.mix_out();
        let focus = self.focus_call();
        let rings_there = focus.and_then(|id| self.calls.get(&id)).is_some_and(|entry| {
            *entry.call.state() == State::Ringing { early_media: false } || entry.rings_next()
        });
        if self.focus != focus {
            self.focus = focus;
            self.push(Output::Focus { call: focus });
        }
        let loud = |call: &Call| *call.state() == State::Offered && !call.traits.is_silent;
        let offered = self.latest(loud).and_then(|id| self.calls.get(&id));
        let ringing = offered.filter(|_| focus.is_none()).map(|entry| entry.announcement.ring);
        let is_waiting = focus.is_some()
            && self.shown().any(|entry| loud(&entry.call) && entry.announcement.has_tone);
        if self.ringing != ringing {
            self.ringing = ringing;
            self.push(Output::Ring { ring: ringing });
        }
        if self.is_waiting != is_waiting {
            self.is_waiting = is_waiting;
            self.push(Output::Waiting { is_waiting });
        }
        self.play_tone(rings_there, focus.is_some() || ringing.is_some(), now);
    }

    fn play_tone(&mut self, rings_there: bool, is_engaged: bool, now: Now) {
        let lasting =
            self.tone.filter(|(_, until)| until.is_some_and(|at| at > now.instant) && !is_engaged);
        let wanted = if rings_there { Some((Tone::Ringback, None)) } else { lasting };
        let playing = self.playing;
        self.tone = wanted;
        let tone = wanted.map(|(tone, _)| tone);
        if playing != tone {
            self.playing = tone;
            self.push(Output::Tone { tone });
        }
    }
}
