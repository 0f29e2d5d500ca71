//! Reads descriptions tolerantly.

use crate::Description;

/// Longest description that is read; real ones have some hundred bytes, with ICE a few thousand.
pub const MAX_BYTES: usize = 32 * 1024;

/// Why a body is no description at all; everything less grave is tolerated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing to read.
    #[error("empty")]
    Empty,
    /// Longer than [`MAX_BYTES`].
    #[error("{0} bytes, at most 32768")]
    TooLong(usize),
    /// It does not begin with `v=0`.
    #[error("no session description")]
    NotSdp,
    /// More than 32 streams.
    #[error("too many streams")]
    TooManyStreams,
    /// The `o=` line is absent or cannot be understood.
    #[error("no origin")]
    Origin,
    /// An `m=` line cannot be understood.
    #[error("stream not understood")]
    Media,
}

/// Reads a message body as a session description.
pub fn read(bytes: &[u8]) -> Result<Description, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    Err(ReadError::NotSdp)
}
