//! The adaptive jitter buffer: from packets as they come to sound without gaps.
//!
//! A virtual clock decides: each packet could have been played the moment the fastest packet of
//! late would have arrived (the *base*); how much later it really came is its *lateness*. A
//! histogram of lateness with forgetting gives the delay to aim for, and stretching the sound by
//! whole pitch periods moves towards it.
//!
//! ```text
//!  network ─▶ Store ─▶ Decoder ─▶ stretch ─▶ queue ─▶ loudspeaker
//!     │                   ▲ conceal, repair     │
//!     └─▶ Delay ── target ┴──── slack ◀─────────┘
//! ```

mod delay;
mod playout;
mod store;
mod stretch;

pub(crate) use playout::{Playout, PlayoutCounters};
