//! An absolute schedule of one beat each 10 ms, for devices that have no clock of their own.

use std::time::{Duration, Instant};

/// The length of a block.
pub(crate) const BEAT: Duration = Duration::from_millis(10);

/// Further behind than this (a sleeping laptop, a stopped process) the schedule starts anew instead
/// of catching up.
const PATIENCE: Duration = Duration::from_millis(200);

/// Says when a beat is due. Beats are counted from one start, so that no delay adds up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    next_at: Instant,
}

impl Pace {
    /// The first beat is due at `first_at`.
    pub(crate) const fn starting(first_at: Instant) -> Self {
        Self { next_at: first_at }
    }

    /// When the next beat is due.
    pub(crate) const fn next_at(self) -> Instant {
        self.next_at
    }

    /// Takes one beat if one is due.
    pub(crate) fn beat(&mut self, now: Instant) -> bool {
        if now < self.next_at {
            return false;
        }
        if now.duration_since(self.next_at) > PATIENCE {
            self.next_at = now;
        }
        self.next_at += BEAT;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats_until(pace: &mut Pace, now: Instant) -> usize {
        std::iter::from_fn(|| pace.beat(now).then_some(())).count()
    }

    #[test]
    fn a_late_wake_up_does_not_shift_the_beats_after_it() {
        let start = Instant::now();
        let mut pace = Pace::starting(start);

        assert_eq!(beats_until(&mut pace, start), 1);
        assert_eq!(beats_until(&mut pace, start + Duration::from_millis(37)), 3);
        assert_eq!(pace.next_at(), start + Duration::from_millis(40));
    }

    #[test]
    fn a_long_sleep_is_not_caught_up() {
        let start = Instant::now();
        let mut pace = Pace::starting(start);

        assert_eq!(beats_until(&mut pace, start + Duration::from_secs(60)), 1);
        assert_eq!(pace.next_at(), start + Duration::from_secs(60) + BEAT);
    }

    #[test]
    fn a_minute_has_six_thousand_beats_however_unevenly_they_are_taken() {
        let start = Instant::now();
        let mut pace = Pace::starting(start + BEAT);

        let taken: usize = (1..=60_000_u64)
            .filter(|ms| ms % 7 == 0 || ms % 11 == 0 || *ms == 60_000)
            .map(|ms| beats_until(&mut pace, start + Duration::from_millis(ms)))
            .sum();

        assert_eq!(taken, 6000);
    }
}
