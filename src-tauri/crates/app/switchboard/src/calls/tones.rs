//! What is to be heard besides the call: ringing, ringback, busy; and whose the microphone is.

use clock::Now;
use telephony::{Call, State};

use crate::{Output, Ringing, Switchboard, Tone};

impl Switchboard {
    /// Tells the sound what to play and whom the microphone belongs to, where that has changed.
    pub(crate) fn sound_out(&mut self, now: Now) {
        let latest = |wanted: fn(&Call) -> bool| {
            self.calls
                .values()
                .filter(|entry| entry.is_shown && wanted(&entry.call))
                .max_by_key(|entry| entry.call.started_at)
                .map(|entry| entry.call.id)
        };
        let focus = latest(|call| call.is_up() && !call.is_held_by_me()).or_else(|| {
            latest(|call| matches!(call.state(), State::Dialling | State::Ringing { .. }))
        });
        let rings_there = focus
            .and_then(|id| self.calls.get(&id))
            .is_some_and(|entry| *entry.call.state() == State::Ringing { early_media: false });
        let is_ringing =
            focus.is_none() && latest(|call| *call.state() == State::Offered).is_some();
        if self.focus != focus {
            self.focus = focus;
            self.push(Output::Focus { call: focus });
        }
        let ringing = is_ringing.then_some(Ringing::Outside);
        if self.ringing != ringing {
            self.ringing = ringing;
            self.push(Output::Ring { ring: ringing });
        }
        self.play_tone(rings_there, focus.is_some() || is_ringing, now);
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
