//! The tones a telephone makes itself: call progress, call waiting, its own keys.
//!
//! ```text
//! Country ─┐
//!          ├─ table ─▶ steps (frequencies, milliseconds) ─▶ TonePlayer ─▶ blocks
//!    Tone ─┘
//! ```

mod country;
mod keys;
mod player;
mod table;
#[cfg(test)]
mod tests;

pub use self::country::Country;
pub(crate) use self::keys::KeyPlayer;
pub(crate) use self::player::TonePlayer;

/// What a call progress tone says; how it sounds depends on the [`Country`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// One may dial.
    Dial,
    /// It rings there.
    Ringback,
    /// The far end is busy.
    Busy,
    /// The network could not put the call through.
    Congestion,
    /// Somebody else calls; within a call [`Sound::waiting`](crate::Sound::waiting) plays it.
    Waiting,
    /// Something else is wrong with the number: three rising tones (special information tone).
    Unobtainable,
}

impl Tone {
    /// All tones.
    pub const ALL: [Self; 6] = [
        Self::Dial,
        Self::Ringback,
        Self::Busy,
        Self::Congestion,
        Self::Waiting,
        Self::Unobtainable,
    ];
}

/// Peak of a tone at full volume, about −18 dB of full scale: well heard, not startling. Two
/// frequencies at once share its power.
pub(crate) const AMPLITUDE: f32 = 0.125;
