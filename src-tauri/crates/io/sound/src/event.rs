//! What the sound tells the rest of the program: starts, ends and quality.

use std::time::Duration;

use media::{Digit, Statistics};

use crate::{Device, DeviceId, Role};

/// One open media stream; the caller numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(pub u64);

/// What happened. Statistics are dropped when the receiver is slow, nothing else is.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The first valid RTP packet came in.
    FirstPacket {
        /// The stream it came on.
        stream: StreamId,
    },
    /// Each second while the stream is open.
    Statistics {
        /// The stream they describe.
        stream: StreamId,
        /// The session's counters.
        statistics: Statistics,
        /// How long the first steps took.
        timing: Timing,
    },
    /// A key was pressed at the far end.
    Digit {
        /// The stream it came on.
        stream: StreamId,
        /// The key.
        digit: Digit,
    },
    /// Packets should come and have not for this long.
    Silent {
        /// The stream that is silent.
        stream: StreamId,
        /// For how long.
        span: Duration,
    },
    /// Packets came again after [`Event::Silent`].
    Resumed {
        /// The stream that was silent.
        stream: StreamId,
    },
    /// The far end's packets come from another address now.
    RemoteMoved {
        /// The stream.
        stream: StreamId,
    },
    /// The far end said by RTCP that it leaves.
    Goodbye {
        /// The stream it leaves.
        stream: StreamId,
    },
    /// The stream is closed; its last counters.
    Ended {
        /// The stream.
        stream: StreamId,
        /// The counters at its end.
        statistics: Statistics,
        /// How long the first steps took.
        timing: Timing,
    },
    /// A device is missing or stopped working; `instead` is used until it is back.
    DeviceLost {
        /// What it was used for.
        role: Role,
        /// The device that was chosen.
        device: DeviceId,
        /// What takes its place: `default`, else `null`. Where no other place rings, a ring device
        /// is replaced by the talking device then.
        instead: DeviceId,
    },
    /// A device that was lost works again and is used again.
    DeviceFound {
        /// What it is used for.
        role: Role,
        /// The device that was chosen.
        device: DeviceId,
    },
    /// Devices came or went; the list that is true now.
    DevicesChanged {
        /// All devices.
        devices: Vec<Device>,
    },
}

/// How long the first steps of a stream took; absent until they happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timing {
    /// From [`Sound::open`](crate::Sound::open) to the first RTP packet handed to the network.
    pub open_to_first_sent: Option<Duration>,
    /// From the first RTP packet at the socket to its first sample handed to the loudspeaker.
    pub first_received_to_first_played: Option<Duration>,
}
