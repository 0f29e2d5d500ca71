//! The tones a telephone makes itself: call progress in the loudspeaker, ringing at the ring device.
//!
//! Source: ITU-T E.180 supplement 2 (Germany), ETSI TR 101 041-2.

/// A call progress tone: 425 Hz in the cadence of the German network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It rings there: 1 s on, 4 s off.
    Ringback,
    /// The far end is busy: 0.48 s on, 0.48 s off.
    Busy,
    /// The network could not put the call through: 0.24 s on, 0.24 s off.
    Congestion,
}
