//! Microphones, loudspeakers, ringing; the real-time thread that runs media and codec.
//!
//! ```text
//!  microphone ─ callback ─▶ ring ─▶┐                        ┌─▶ ring ─▶ ┌─────────┐
//!                                  │ thread "sound":        │           │ thread  │ ── RTP, RTCP ──▶
//!                                  │ resampling, sessions,  │           │ "sound- │
//! loudspeaker ◀ callback ◀─ ring ◀─┤ conference, tones,     ├◀─ ring ◀─ │   net"  │ ◀── RTP, RTCP ──
//! ring devices ◀ callbacks ◀ rings ┤ melodies, limiter      │           │         │
//!                                  └────────────────────────┘           └─────────┘
//!                  thread "sound-devices": opens, watches and replaces devices
//! ```
//!
//! The thread `sound` allocates nothing and takes no lock per frame; all that reaches or leaves it
//! goes through lock-free rings. It is paced by the devices: the microphone's clock decides when
//! a frame is sent, the loudspeaker's when one is played, so no ring can drift full or empty and
//! the jitter buffers at both ends are the only place where clocks are reconciled. In a conference
//! what one party says also has to come from the loudspeaker's clock to the microphone's: a small
//! bridge per party does that ([`bridge`]).
//!
//! A call never fails because of a device: one that is missing or lost is reported and replaced by
//! the default device or by silence; where no ring device is left, it rings where one talks.
//!
//! Whoever uses this decides *when* it rings, which melody a call has, whether it is silent while
//! another call stands: nothing of that is decided here.

#[cfg(test)]
mod allocations;
mod bell;
mod bridge;
mod device;
mod engine;
mod error;
mod event;
mod fader;
mod hardware;
mod hub;
mod keeper;
mod limiter;
#[cfg(test)]
mod measure;
mod melody;
mod network;
mod pace;
mod port;
mod priority;
mod resample;
mod ring;
mod signals;
mod sink;
mod sound;
mod source;
mod stream;
mod tone;
mod volume;
mod wav;

pub use device::{Choice, Device, DeviceId, MAX_RINGS, Role};
pub use error::{OpenError, SoundError};
pub use event::{Event, StreamId, Timing};
pub use port::{MediaPort, PORTS, PortError};
pub use ring::{Melody, Ring};
pub use sound::Sound;
pub use tone::{Country, Tone};
pub use volume::{Volume, Volumes};
