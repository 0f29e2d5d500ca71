//! Time as a value: the moment that is now, and deadlines with their reasons.
//!
//! Nothing below `io` reads a clock. Whoever waits stands at the rim, reads both clocks once per
//! wake-up and passes the pair inwards, so every rule can be tested in simulated time.

use std::time::{Duration, Instant};

pub use jiff::Timestamp;

/// The moment at which something happens, on both clocks.
///
/// `instant` is for spans and deadlines; `timestamp` is for what people and other programs read.
/// The two may drift apart when the machine sleeps or its wall clock is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Monotonic: never goes back.
    pub instant: Instant,
    /// Wall clock, UTC.
    pub timestamp: Timestamp,
}

impl Now {
    /// The same moment shifted into the future on both clocks.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self {
            instant: self.instant + span,
            timestamp: self.timestamp.saturating_add(span).unwrap_or(Timestamp::MAX),
        }
    }
}

/// When something must happen next, and why: the reason is what a log and a test can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Monotonic moment at which the owner wants to be called.
    pub at: Instant,
    /// Lower-case fragment, such as `registration refresh`.
    pub why: &'static str,
}

impl Deadline {
    /// A deadline at `at` for the reason `why`.
    #[must_use]
    pub const fn new(at: Instant, why: &'static str) -> Self {
        Self { at, why }
    }

    /// The earlier of two deadlines that may each be absent.
    #[must_use]
    pub fn earlier(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(a), Some(b)) => Some(if b.at < a.at { b } else { a }),
            (a, b) => a.or(b),
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs some first instant")]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_deadline_wins_and_an_absent_one_never_does() {
        let base = Instant::now();
        let soon = Deadline::new(base, "soon");
        let late = Deadline::new(base + Duration::from_secs(1), "late");

        assert_eq!(Deadline::earlier(Some(late), Some(soon)), Some(soon));
        assert_eq!(Deadline::earlier(None, Some(late)), Some(late));
        assert_eq!(Deadline::earlier(None, None), None);
    }

    #[test]
    fn both_clocks_move_together() {
        let now = Now { instant: Instant::now(), timestamp: Timestamp::UNIX_EPOCH };

        let later = now.after(Duration::from_millis(1500));

        assert_eq!(later.instant - now.instant, Duration::from_millis(1500));
        assert_eq!(later.timestamp.as_millisecond(), 1500);
    }
}
