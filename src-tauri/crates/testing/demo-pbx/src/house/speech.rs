//! Speaks into a call and listens to it: a frame each 20 ms, or whatever the far end asks for.
//!
//! ```text
//! Source ─ Source ─ Source ─▶ call ─▶ ear, once all is said
//! ```
//!
//! The recordings are A-law; what they say stands beside them in `sound/README.md`.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::{Deadline, Now};
use codec::{CodecError, CodecKind, Decoder, Encoder};
use media::{Channel, Digit, Event, MAX_DATAGRAM_BYTES, Session, Settings, Terms};

use super::tone::Tone;

/// Something to say: A-law at 8 kHz.
#[derive(Debug)]
pub(super) struct Recording {
    bytes: &'static [u8],
    /// Begins again after a pause.
    repeats: bool,
}

/// Good day, in German and English.
pub(super) static GREETING: Recording =
    Recording { bytes: include_bytes!("../../sound/greeting.alaw"), repeats: true };

/// Good day, by somebody else.
pub(super) static SECOND: Recording =
    Recording { bytes: include_bytes!("../../sound/second.alaw"), repeats: true };

/// I will call you back, in German and English.
pub(super) static RECALL: Recording =
    Recording { bytes: include_bytes!("../../sound/recall.alaw"), repeats: false };

/// Something is about to happen.
pub(super) static SOON: Recording =
    Recording { bytes: include_bytes!("../../sound/soon.alaw"), repeats: false };

/// Speak after the tone.
pub(super) static LEAVE: Recording =
    Recording { bytes: include_bytes!("../../sound/leave.alaw"), repeats: false };

/// No messages.
pub(super) static NOTHING: Recording =
    Recording { bytes: include_bytes!("../../sound/nothing.alaw"), repeats: false };

/// What is left in a mailbox.
pub(super) static MESSAGE: Recording =
    Recording { bytes: include_bytes!("../../sound/message.alaw"), repeats: false };

/// Silence before a recording begins again, in bytes of A-law.
const PAUSE: usize = 8_000;

/// Breath taken after the call is answered.
const BREATH: Duration = Duration::from_millis(200);

/// A speaker later than this starts counting anew instead of catching up: the machine slept.
const LATE: Duration = Duration::from_millis(500);

/// Samples of the longest frame: 60 ms at 8 kHz.
const FRAME: usize = 480;

/// The longest message that an ear keeps, in bytes of A-law: 30 s.
pub(super) const EAR_BYTES: usize = 240_000;

/// One thing to say.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Somebody's words.
    Recording(&'static Recording),
    /// What was left in a mailbox: A-law at 8 kHz.
    Message(Arc<[u8]>),
    /// A tone.
    Tone(Tone),
    /// Nothing, for so many samples.
    Silence(usize),
}

impl Source {
    /// Its length in samples; `None` if it never ends.
    fn length(&self) -> Option<usize> {
        match self {
            Self::Recording(recording) => (!recording.repeats).then_some(recording.bytes.len()),
            Self::Message(bytes) => Some(bytes.len()),
            Self::Tone(tone) => tone.length(),
            Self::Silence(samples) => Some(*samples),
        }
    }

    /// The samples from `at` on.
    fn read(&self, at: usize, pcm: &mut [i16], decoder: &mut Decoder) {
        pcm.fill(0);
        let bytes: &[u8] = match self {
            Self::Recording(recording) => recording.bytes,
            Self::Message(bytes) => bytes,
            Self::Silence(_) => return,
            Self::Tone(tone) => {
                for (at, sample) in (at..).zip(pcm) {
                    *sample = tone.sample(at);
                }
                return;
            }
        };
        let at = at % (bytes.len() + PAUSE);
        let to = (at + pcm.len()).min(bytes.len());
        let spoken = bytes.get(at.min(to)..to).unwrap_or_default();
        if !spoken.is_empty() {
            decoder.decode(spoken, pcm).ok();
        }
    }
}

/// One voice in one call.
#[derive(Debug)]
pub(super) struct Speech {
    /// What is to be said, the first of it being said.
    queue: VecDeque<Source>,
    at: usize,
    session: Session,
    decoder: Decoder,
    next_at: Instant,
    finished_at: Option<Instant>,
    /// Messages of a mailbox begun so far.
    begun: usize,
    ear: Option<Ear>,
    digits: VecDeque<Digit>,
}

/// What is heard and kept.
#[derive(Debug)]
struct Ear {
    encoder: Encoder,
    bytes: Vec<u8>,
}

/// Keys pressed that may wait to be taken.
const DIGITS: usize = 16;

impl Speech {
    pub(super) fn new(
        queue: impl IntoIterator<Item = Source>,
        terms: Terms,
        seed: [u8; 32],
        now: Now,
    ) -> Result<Self, CodecError> {
        let settings = Settings::new(terms, seed, "demo".to_owned());
        let mut speech = Self {
            queue: queue.into_iter().collect(),
            at: 0,
            session: Session::new(settings, now)?,
            decoder: Decoder::new(CodecKind::Pcma)?,
            next_at: now.instant + BREATH,
            finished_at: None,
            begun: 0,
            ear: None,
            digits: VecDeque::new(),
        };
        speech.begin();
        Ok(speech)
    }

    pub(super) fn update(&mut self, terms: Terms, now: Instant) -> Result<(), CodecError> {
        self.session.update(terms, now)
    }

    pub(super) fn handle_datagram(&mut self, from: SocketAddr, bytes: &[u8], now: Instant) {
        self.session.handle_datagram(Channel::Rtp, from, bytes, now);
        while let Some(event) = self.session.poll_event() {
            match event {
                Event::DigitReceived(digit) if self.digits.len() < DIGITS => {
                    self.digits.push_back(digit);
                }
                Event::DigitReceived(_)
                | Event::FirstPacket
                | Event::Silent(_)
                | Event::Resumed
                | Event::RemoteMoved
                | Event::Goodbye => {}
            }
        }
    }

    /// A key that was pressed at the far end.
    pub(super) fn poll_digit(&mut self) -> Option<char> {
        self.digits.pop_front().map(Digit::to_char)
    }

    pub(super) const fn next_deadline(&self) -> Deadline {
        Deadline::new(self.next_at, "next frame of speech")
    }

    /// Speaks what is due, and listens as long.
    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if now.saturating_duration_since(self.next_at) > LATE {
            self.next_at = now;
        }
        while self.next_at <= now {
            let mut room = [0; FRAME];
            let samples = self.session.frame_samples().min(FRAME);
            let Some(pcm) = room.get_mut(..samples) else { return };
            if self.session.terms().direction.is_sending() {
                self.speak(pcm);
            }
            self.session.capture(pcm, self.next_at);
            self.session.play(pcm, self.next_at);
            if let Some(ear) = &mut self.ear {
                ear.hear(pcm);
            }
            self.next_at += self.session.terms().frame.max(Duration::from_millis(10));
        }
    }

    pub(super) fn poll_datagram(&mut self) -> Option<(SocketAddr, Bytes)> {
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        let outgoing = self.session.poll_datagram(&mut buffer)?;
        let bytes = buffer.get(..outgoing.bytes)?;
        Some((outgoing.to, Bytes::copy_from_slice(bytes)))
    }

    /// Since when everything is said that was to be said.
    pub(super) const fn finished_at(&self) -> Option<Instant> {
        self.finished_at
    }

    /// How many messages of a mailbox were begun.
    pub(super) const fn begun(&self) -> usize {
        self.begun
    }

    /// Leaves out the rest of a message that is being said, and says that it is done.
    pub(super) fn skip_message(&mut self) {
        if let Some(Source::Message(_)) = self.queue.front() {
            self.queue.pop_front();
        }
        self.queue.push_front(Source::Tone(Tone::Done));
        self.at = 0;
        self.finished_at = None;
    }

    /// Keeps what is heard from now on.
    pub(super) fn listen(&mut self) -> Result<(), CodecError> {
        if self.ear.is_none() {
            self.ear = Some(Ear { encoder: Encoder::new(CodecKind::Pcma)?, bytes: Vec::new() });
        }
        Ok(())
    }

    /// What was heard, if an ear was there.
    pub(super) fn take_heard(&mut self) -> Option<Vec<u8>> {
        self.ear.take().map(|ear| ear.bytes)
    }

    pub(super) fn close(&mut self, now: Instant) {
        self.session.close(now);
    }

    /// The next samples of what is to be said; silence after its end.
    fn speak(&mut self, pcm: &mut [i16]) {
        let Some(source) = self.queue.front() else { return };
        source.read(self.at, pcm, &mut self.decoder);
        let length = source.length();
        self.at += pcm.len();
        if length.is_some_and(|length| self.at >= length) {
            self.queue.pop_front();
            self.at = 0;
            self.begin();
        }
    }

    /// Notes what begins now, or that all is said.
    fn begin(&mut self) {
        match self.queue.front() {
            Some(Source::Message(_)) => self.begun += 1,
            Some(Source::Recording(_) | Source::Tone(_) | Source::Silence(_)) => {}
            None => self.finished_at = Some(self.next_at),
        }
    }
}

impl Ear {
    fn hear(&mut self, pcm: &[i16]) {
        let mut payload = [0; FRAME];
        if self.bytes.len() < EAR_BYTES
            && let Ok(length) = self.encoder.encode(pcm, &mut payload)
        {
            self.bytes.extend(payload.get(..length).unwrap_or_default());
        }
    }
}
