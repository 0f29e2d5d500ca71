//! The handle through which the rest of the program speaks with the sound.

use std::io;
use std::path::PathBuf;

use media::{CodecError, Digit, Settings, Terms};
use tokio::sync::mpsc;

use crate::{Choice, Device, Event, MediaPort, StreamId, Tone};

/// Why the sound could not be started or a choice of devices was refused.
///
/// Only files are checked at once: a missing sound device is reported by
/// [`Event::DeviceLost`] and replaced.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// The file to be played as microphone is not there.
    #[error("{0} does not exist: name a WAV file that does, or choose another microphone")]
    WavMissing(PathBuf),
    /// The file cannot be read as a WAV file of whole or 32-bit float samples.
    #[error("{0} cannot be played: name a WAV file (PCM or 32-bit float)")]
    WavUnreadable(PathBuf, #[source] io::Error),
    /// The file holds more than ten minutes.
    #[error("{0} is too long: name a WAV file of at most ten minutes")]
    WavTooLong(PathBuf),
    /// The file to record into cannot be written.
    #[error("{0} cannot be written: name a file in a folder that exists and is writable")]
    WavUnwritable(PathBuf, #[source] io::Error),
    /// The system gives no threads or no polling.
    #[error("the system refuses what the sound needs")]
    System(#[from] io::Error),
}

/// Why a stream could not be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A stream of this id is open.
    #[error("the stream is open")]
    AlreadyOpen,
    /// No stream of this id is open.
    #[error("no such stream")]
    Unknown,
    /// More streams than anyone can hold.
    #[error("too many streams")]
    TooMany,
    /// The codec could not be set up.
    #[error("codec: {0}")]
    Codec(#[from] CodecError),
    /// The sockets could not be watched.
    #[error("sockets cannot be watched")]
    Port(#[from] io::Error),
}

/// The running sound; dropping it closes streams, devices and files.
#[derive(Debug)]
pub struct Sound {
    choice: Choice,
}

impl Sound {
    /// Starts the threads; devices are opened when they are needed.
    pub fn start(choice: Choice, events: mpsc::Sender<Event>) -> Result<Self, SoundError> {
        drop(events);
        Ok(Self { choice })
    }

    /// The devices of this machine; waits up to some seconds only when asked right after the start.
    #[must_use]
    pub fn devices(&self) -> Vec<Device> {
        Vec::new()
    }

    /// The devices chosen last.
    #[must_use]
    pub fn choice(&self) -> Choice {
        self.choice.clone()
    }

    /// Changes devices, also during a call.
    pub fn choose(&self, choice: Choice) -> Result<(), SoundError> {
        drop(choice);
        Ok(())
    }

    /// Opens microphone and loudspeaker for a call that is about to come; they close after a while.
    pub fn prepare(&self) {}

    /// Opens a stream. It is heard at once unless another one is ([`Sound::focus`]).
    pub fn open(&self, stream: StreamId, port: MediaPort, settings: Settings) -> Result<(), OpenError> {
        drop((stream, port, settings));
        Ok(())
    }

    /// Brings new terms from a new offer.
    pub fn update(&self, stream: StreamId, terms: Terms) -> Result<(), OpenError> {
        drop((stream, terms));
        Ok(())
    }

    /// Closes a stream; [`Event::Ended`] brings its last counters.
    pub fn close(&self, stream: StreamId) {
        let _unused = stream;
    }

    /// Chooses the stream that hears the microphone and is heard; the others send silence.
    pub fn focus(&self, stream: Option<StreamId>) {
        let _unused = stream;
    }

    /// Sends silence in place of the microphone, or the microphone again.
    pub fn mute(&self, stream: StreamId, is_muted: bool) {
        let _unused = (stream, is_muted);
    }

    /// Queues key presses (RFC 4733); false when the stream takes none.
    pub fn send_digits(&self, stream: StreamId, digits: &[Digit]) {
        let _unused = (stream, digits);
    }

    /// Plays a tone in the loudspeaker until told otherwise.
    pub fn tone(&self, tone: Option<Tone>) {
        let _unused = tone;
    }

    /// Rings at the ring device until told otherwise.
    pub fn ring(&self, is_ringing: bool) {
        let _unused = is_ringing;
    }
}
