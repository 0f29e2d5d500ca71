//! Promises of a contract for one ticket, and how each fares.

use std::time::Duration;

use clock::Timestamp;

use crate::PauseReason;
use crate::class::coded;

coded! {
    /// What is promised.
    PromiseKind {
        /// Somebody begins.
        Reaction = "reaction",
        /// Somebody tells how far it is; again and again.
        Update = "update",
        /// It works again.
        Restoration = "restoration",
    }
}

coded! {
    /// By which clock a promise runs.
    ClockKind {
        /// Only within service hours.
        Business = "business",
        /// Without a break.
        Wall = "wall",
    }
}

/// One target for one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What is promised.
    pub kind: PromiseKind,
    /// Until when, had the clock never been paused.
    pub due_at: Timestamp,
    /// By which clock.
    pub clock: ClockKind,
    /// Rule and source that gave it, such as `30 min, 7x24 (S0-11)`.
    pub why: String,
}

/// How a promise fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The clock runs.
    Running {
        /// Until when, pauses so far included.
        due: Timestamp,
    },
    /// The clock stands still.
    Paused {
        /// What is left, on the promise's own clock.
        left: Duration,
        /// Why.
        why: PauseReason,
    },
    /// It was kept.
    Kept {
        /// What was left then, on the promise's own clock.
        spare: Duration,
    },
    /// It was or is missed.
    Missed {
        /// By how much so far, on the promise's own clock.
        by: Duration,
    },
}
