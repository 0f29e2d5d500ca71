//! Why sound could not be started or a stream not be opened.

use std::io;
use std::path::PathBuf;

use media::CodecError;

/// Why the sound could not be started or a choice of devices was refused.
///
/// Only files are checked at once: a missing sound device is reported by
/// [`Event::DeviceLost`](crate::Event::DeviceLost) and replaced.
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
}
