//! Speaks a recording into a call: a frame each 20 ms, or whatever the far end asks for.
//!
//! The recordings are A-law; what they say stands beside them in `sound/README.md`.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use clock::{Deadline, Now};
use codec::{CodecError, CodecKind, Decoder};
use media::{Channel, MAX_DATAGRAM_BYTES, Session, Settings, Terms};

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

/// I will call you back, in German and English.
pub(super) static RECALL: Recording =
    Recording { bytes: include_bytes!("../../sound/recall.alaw"), repeats: false };

/// Silence before a recording begins again, in bytes of A-law.
const PAUSE: usize = 8_000;

/// Breath taken after the call is answered.
const BREATH: Duration = Duration::from_millis(200);

/// A speaker later than this starts counting anew instead of catching up: the machine slept.
const LATE: Duration = Duration::from_millis(500);

/// Samples of the longest frame: 60 ms at 8 kHz.
const FRAME: usize = 480;

/// One voice in one call.
#[derive(Debug)]
pub(super) struct Speech {
    recording: &'static Recording,
    at: usize,
    session: Session,
    decoder: Decoder,
    next_at: Instant,
}

impl Speech {
    pub(super) fn new(
        recording: &'static Recording,
        terms: Terms,
        seed: [u8; 32],
        now: Now,
    ) -> Result<Self, CodecError> {
        let settings = Settings::new(terms, seed, "demo".to_owned());
        Ok(Self {
            recording,
            at: 0,
            session: Session::new(settings, now)?,
            decoder: Decoder::new(CodecKind::Pcma)?,
            next_at: now.instant + BREATH,
        })
    }

    pub(super) fn update(&mut self, terms: Terms, now: Instant) -> Result<(), CodecError> {
        self.session.update(terms, now)
    }

    pub(super) fn handle_datagram(&mut self, from: SocketAddr, bytes: &[u8], now: Instant) {
        self.session.handle_datagram(Channel::Rtp, from, bytes, now);
        while self.session.poll_event().is_some() {}
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
                self.read(pcm);
            }
            self.session.capture(pcm, self.next_at);
            // Nobody listens, but what comes in must not pile up.
            self.session.play(pcm, self.next_at);
            self.next_at += self.session.terms().frame.max(Duration::from_millis(10));
        }
    }

    pub(super) fn poll_datagram(&mut self) -> Option<(SocketAddr, Bytes)> {
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        let outgoing = self.session.poll_datagram(&mut buffer)?;
        let bytes = buffer.get(..outgoing.bytes)?;
        Some((outgoing.to, Bytes::copy_from_slice(bytes)))
    }

    pub(super) const fn is_finished(&self) -> bool {
        !self.recording.repeats && self.at >= self.recording.bytes.len()
    }

    pub(super) fn close(&mut self, now: Instant) {
        self.session.close(now);
    }

    /// The next samples of the recording; silence after its end.
    fn read(&mut self, pcm: &mut [i16]) {
        let end = self.recording.bytes.len();
        let (from, to) = (self.at.min(end), (self.at + pcm.len()).min(end));
        let spoken = self.recording.bytes.get(from..to).unwrap_or_default();
        if !spoken.is_empty() {
            self.decoder.decode(spoken, pcm).ok();
        }
        self.at += pcm.len();
        if self.recording.repeats && self.at >= end + PAUSE {
            self.at = 0;
        }
    }
}
