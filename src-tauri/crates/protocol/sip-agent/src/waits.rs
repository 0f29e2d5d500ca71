//! How long to wait: before what stands is renewed, before what failed is tried again, between pings.
//!
//! Source: RFC 5626 §4.4 (keep-alive), §4.5 (back-off); RFC 3261 §10.2.4 (refreshing).

use std::time::Duration;

use crate::chance::Chance;

/// First wait after a failure. Source: RFC 5626 §4.5 (base-time, all flows failed).
const BASE: Duration = Duration::from_secs(30);
/// Longest wait after failures. RFC 5626 §4.5 has 30 minutes; a person at a desk has less patience.
const MAX: Duration = Duration::from_secs(600);
/// How long a Retry-After is believed.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(3600);
/// How long until a refusal that somebody may mend is put to the test again.
const REFUSED: Duration = Duration::from_secs(1800);
/// A binding of more than twice this is renewed this long before its end.
const MARGIN: Duration = Duration::from_secs(600);
/// How long to stay with a server that is not the first choice.
const RETURN: Duration = Duration::from_secs(120);

/// Draws the wait after `failures` in a row: 50–100 % of a doubling bound.
///
/// Source: RFC 5626 §4.5.
pub(crate) fn after(failures: u32, chance: &mut Chance) -> Duration {
    let doublings = 2_u32.saturating_pow(failures);
    let bound = BASE.saturating_mul(doublings).min(MAX);
    draw(bound.mul_f64(0.5), bound, chance)
}

/// Draws the wait that a server asked for: not less than it said, and not all at once.
pub(crate) fn asked(seconds: u32, chance: &mut Chance) -> Duration {
    let least = Duration::from_secs(seconds.into()).min(RETRY_AFTER_MAX);
    draw(least, least.mul_f64(1.1) + Duration::from_secs(1), chance)
}

/// Draws the wait after a refusal that somebody may mend meanwhile.
pub(crate) fn refused(chance: &mut Chance) -> Duration {
    draw(REFUSED, REFUSED.mul_f64(1.2), chance)
}

/// Draws when a binding is renewed: about half of its lifetime, of a long one ten minutes before its
/// end, so that a renewal may fail twice before the binding does.
pub(crate) fn renewal(granted: Duration, chance: &mut Chance) -> Duration {
    let latest = (granted / 2).max(granted.saturating_sub(MARGIN)).max(Duration::from_secs(1));
    draw(latest.mul_f64(0.9), latest, chance)
}

/// Draws how long to stay with a server that is not the first choice.
pub(crate) fn away(chance: &mut Chance) -> Duration {
    draw(RETURN, RETURN.mul_f64(1.5), chance)
}

/// Draws the wait between two pings: 80–100 % of what is allowed. Source: RFC 5626 §4.4.
pub(crate) fn ping(allowed: Duration, chance: &mut Chance) -> Duration {
    draw(allowed.mul_f64(0.8), allowed, chance).max(Duration::from_secs(1))
}

fn draw(from: Duration, to: Duration, chance: &mut Chance) -> Duration {
    chance.wait(from, to, Duration::from_millis(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(mut draw: impl FnMut(&mut Chance) -> Duration) -> (Duration, Duration) {
        let mut chance = Chance::new([7; 32]);
        let all: Vec<Duration> = (0..500).map(|_| draw(&mut chance)).collect();
        (*all.iter().min().unwrap(), *all.iter().max().unwrap())
    }

    #[test]
    fn rfc_5626_section_4_5_waits_double_and_are_spread() {
        for (failures, bound) in
            [(1, 60), (2, 120), (3, 240), (4, 480), (5, 600), (40, 600), (u32::MAX, 600)]
        {
            let (least, most) = range(|chance| after(failures, chance));

            assert!(least >= Duration::from_secs(bound / 2) && most <= Duration::from_secs(bound));
            assert!(
                most > least + Duration::from_secs(bound / 3),
                "spread after {failures} failures"
            );
        }
    }

    #[test]
    fn renewals_leave_room_for_failures() {
        for (granted, least_s, most_s) in
            [(600, 270, 300), (60, 27, 30), (3600, 2700, 3000), (1, 0, 1)]
        {
            let (least, most) = range(|chance| renewal(Duration::from_secs(granted), chance));

            assert!(
                least >= Duration::from_secs(least_s) && most <= Duration::from_secs(most_s),
                "{granted}"
            );
        }
    }

    #[test]
    fn nobody_comes_back_before_a_retry_after_is_over_nor_waits_for_days() {
        let (least, most) = range(|chance| asked(120, chance));
        assert!(least >= Duration::from_secs(120) && most <= Duration::from_secs(133));
        assert!(range(|chance| asked(u32::MAX, chance)).1 <= Duration::from_secs(4000));
    }
}
