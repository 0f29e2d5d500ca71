//! One media session: RTP, RTCP, telephone events, the adaptive jitter buffer.
//!
//! A [`Session`] is told the time and the datagrams, and gives datagrams, samples and events. It
//! is made on any thread and then lives on the real-time thread of `io/sound`: after
//! [`Session::new`] nothing allocates per frame, nothing waits and all memory is bounded.
//!
//! ```text
//! microphone ─ capture() ─▶ Encoder ─▶ RTP ─▶ poll_datagram() ─▶ network
//! loudspeaker ◀─ play() ─ stretching ◀─ Decoder ◀─ jitter buffer ◀─ handle_datagram() ─ network
//! ```
//!
//! Source: RFC 3550 (RTP, RTCP), RFC 3551, RFC 4733 (telephone events), RFC 5761 (one port),
//! RFC 4961 (symmetric RTP), RFC 3389 (comfort noise).

mod buffer;
mod digit;
mod digits;
mod reception;
mod rtcp;
mod rtp;
mod session;
mod settings;
mod source;
mod statistics;

pub use codec::{CodecError, CodecKind};
pub use digit::Digit;
pub use session::{Channel, Event, Outgoing, Session};
pub use settings::{Direction, JitterLimits, Settings, Terms};
pub use statistics::Statistics;

/// Largest datagram a session writes; give [`Session::poll_datagram`] a buffer of this size.
pub const MAX_DATAGRAM_BYTES: usize = 1500;
