//! The first moment of a simulated world.

use std::sync::LazyLock;
use std::time::Instant;

use clock::{Now, Timestamp};

static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The moment at which every simulated world begins: the same throughout one process.
///
/// Its wall clock always says 14 November 2023, 22:13:20 UTC.
#[must_use]
pub fn first_moment() -> Now {
    let timestamp = Timestamp::from_second(1_700_000_000).unwrap_or(Timestamp::UNIX_EPOCH);
    Now { instant: *FIRST, timestamp }
}

/// Notices when something is due again and again without time passing: a machine that does not
/// take its own deadline away.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    last: Option<Instant>,
    turns: u32,
}

impl Patience {
    /// More turns than any honest moment needs.
    const LIMIT: u32 = 10_000;

    pub(crate) fn note(&mut self, at: Instant) {
        if self.last == Some(at) {
            self.turns += 1;
            assert!(self.turns < Self::LIMIT, "time stands still: a deadline is never met");
        } else {
            self.last = Some(at);
            self.turns = 0;
        }
    }
}
