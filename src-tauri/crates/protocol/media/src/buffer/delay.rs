//! How late packets come, and the delay that would have caught nearly all of them.
//!
//! The base follows the fastest packet of the last ten seconds, so that a drifting clock or a new
//! route moves it. The histogram is kept on a fixed grid of transit times: when the base moves,
//! nothing has to be counted again.

use std::time::Duration;

use crate::JitterLimits;

/// One bin is a millisecond.
const BINS: usize = 1000;
const BIN_US: i64 = 1000;
/// Share of packets that shall come in time.
const QUANTILE: f64 = 0.97;
/// Weight of the past after one second; a burst is forgotten within some ten seconds.
const KEPT_PER_SECOND: f64 = 0.72;
/// Above the quantile, for the unevenness of whoever pulls the sound.
const MARGIN_US: i64 = 2_000;
/// What is believed before anything is known, worth this many packets.
const FIRST_GUESS_MS: usize = 4;
const FIRST_GUESS_WEIGHT: f64 = 3.0;
/// The base is the least of so many spans.
const SPANS: usize = 10;
const SPAN_US: i64 = 1_000_000;
/// The stream began anew when a packet is this much faster than any before.
const RESTART_US: i64 = 250_000;

/// What a packet's transit time says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transit {
    Usual,
    /// So much faster than all before that its timeline is another one.
    Restarted,
}

#[derive(Debug)]
pub(super) struct Delay {
    limits: JitterLimits,
    /// Weights per millisecond of transit from `origin_us` on.
    bins: Box<[f64]>,
    total: f64,
    /// Weight of the next packet: grows instead of all others shrinking.
    weight: f64,
    origin_us: i64,
    /// Least transit of each of the last spans, newest at `span`; `i64::MAX` where none came.
    least: [i64; SPANS],
    span: usize,
    span_ends_us: i64,
    base_us: i64,
    quantile_us: i64,
    is_empty: bool,
}

impl Delay {
    pub(super) fn new(limits: JitterLimits) -> Self {
        let mut delay = Self {
            limits,
            bins: vec![0.0; BINS].into_boxed_slice(),
            total: 0.0,
            weight: 1.0,
            origin_us: 0,
            least: [i64::MAX; SPANS],
            span: 0,
            span_ends_us: 0,
            base_us: 0,
            quantile_us: 0,
            is_empty: true,
        };
        delay.add(FIRST_GUESS_MS, FIRST_GUESS_WEIGHT);
        delay.find_quantile();
        delay
    }

    /// Takes the transit time of a packet that covers `span`.
    pub(super) fn take(&mut self, transit_us: i64, span: Duration, now_us: i64) -> Transit {
        if self.is_empty {
            self.is_empty = false;
            self.restart(transit_us, now_us);
            return Transit::Usual;
        }
        if transit_us < self.base_us - RESTART_US {
            self.restart(transit_us, now_us);
            return Transit::Restarted;
        }
        self.follow_base(transit_us, now_us);
        self.reach_down_to(transit_us);
        let bin =
            usize::try_from((transit_us - self.origin_us) / BIN_US).unwrap_or(0).min(BINS - 1);
        self.forget(span);
        self.add(bin, self.weight);
        self.find_quantile();
        Transit::Usual
    }

    /// Begins a new timeline at this transit; what was learnt of lateness stays.
    pub(super) fn restart(&mut self, transit_us: i64, now_us: i64) {
        self.is_empty = false;
        self.origin_us = transit_us - (self.base_us - self.origin_us);
        self.base_us = transit_us;
        self.least = [i64::MAX; SPANS];
        self.span = 0;
        self.span_ends_us = now_us + SPAN_US;
        if let Some(least) = self.least.first_mut() {
            *least = transit_us;
        }
    }

    /// The transit of the fastest packet of late.
    pub(super) const fn base_us(&self) -> i64 {
        self.base_us
    }

    /// The lateness to allow for, within the limits.
    pub(super) fn target_us(&self) -> i64 {
        let micros = |span: Duration| i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        let (least, most) = (micros(self.limits.min_delay), micros(self.limits.max_delay));
        (self.quantile_us + MARGIN_US).min(most).max(least)
    }

    /// Later than this, and a beginning stream is taken to have another timeline.
    pub(super) fn max_us(&self) -> i64 {
        i64::try_from(self.limits.max_delay.as_micros()).unwrap_or(i64::MAX)
    }

    fn follow_base(&mut self, transit_us: i64, now_us: i64) {
        let mut steps = 0;
        while now_us >= self.span_ends_us && steps < SPANS {
            self.span = (self.span + 1) % SPANS;
            if let Some(least) = self.least.get_mut(self.span) {
                *least = i64::MAX;
            }
            self.span_ends_us += SPAN_US;
            steps += 1;
        }
        if now_us >= self.span_ends_us {
            self.span_ends_us = now_us + SPAN_US;
        }
        if let Some(least) = self.least.get_mut(self.span) {
            *least = transit_us.min(*least);
        }
        self.base_us = self.least.iter().copied().min().unwrap_or(transit_us);
    }

    /// Moves the grid so that `transit_us` has a bin; the latest bins fall off the other end.
    fn reach_down_to(&mut self, transit_us: i64) {
        if transit_us < self.origin_us {
            let steps = usize::try_from((self.origin_us - transit_us + BIN_US - 1) / BIN_US)
                .unwrap_or(BINS);
            self.shift_up(steps);
        } else if self.base_us - self.origin_us > 64 * BIN_US {
            // The base rose: give the room below it back.
            let steps = usize::try_from((self.base_us - self.origin_us) / BIN_US).unwrap_or(0);
            self.shift_down(steps);
        }
    }

    fn shift_up(&mut self, steps: usize) {
        self.origin_us -= i64::try_from(steps).unwrap_or(0) * BIN_US;
        let steps = steps.min(BINS);
        let fallen: f64 = self.bins.iter().rev().take(steps).sum();
        self.bins.copy_within(..BINS - steps, steps);
        self.bins.iter_mut().take(steps).for_each(|bin| *bin = 0.0);
        if let Some(last) = self.bins.last_mut() {
            *last += fallen;
        }
    }

    fn shift_down(&mut self, steps: usize) {
        self.origin_us += i64::try_from(steps).unwrap_or(0) * BIN_US;
        let steps = steps.min(BINS);
        let fallen: f64 = self.bins.iter().take(steps).sum();
        self.bins.copy_within(steps.., 0);
        self.bins.iter_mut().rev().take(steps).for_each(|bin| *bin = 0.0);
        if let Some(first) = self.bins.first_mut() {
            *first += fallen;
        }
    }

    fn forget(&mut self, span: Duration) {
        self.weight /= KEPT_PER_SECOND.powf(span.as_secs_f64().min(1.0));
        if self.weight > 1e6 {
            let scale = 1.0 / self.weight;
            self.bins.iter_mut().for_each(|bin| *bin *= scale);
            self.total *= scale;
            self.weight = 1.0;
        }
    }

    fn add(&mut self, bin: usize, weight: f64) {
        if let Some(bin) = self.bins.get_mut(bin) {
            *bin += weight;
            self.total += weight;
        }
    }

    fn find_quantile(&mut self) {
        let wanted = self.total * QUANTILE;
        let mut sum = 0.0;
        let bin = self.bins.iter().position(|weight| {
            sum += weight;
            sum >= wanted
        });
        let bin = i64::try_from(bin.unwrap_or(BINS - 1)).unwrap_or(0);
        self.quantile_us = (self.origin_us + (bin + 1) * BIN_US - self.base_us).max(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Duration = Duration::from_millis(20);

    #[test]
    fn a_perfect_network_needs_next_to_nothing() {
        let mut bench = Bench::new();

        bench.packets(300, |_| 50_000);

        assert!(bench.delay.target_us() <= 4_000, "{}", bench.delay.target_us());
        assert_eq!(bench.delay.base_us(), 50_000);
    }

    #[test]
    fn the_target_covers_nearly_all_lateness_and_falls_again() {
        let mut bench = Bench::new();

        bench.packets(500, |n| 50_000 + n % 10 * 6_000);
        let jittery = bench.delay.target_us();
        bench.packets(750, |_| 50_000);

        assert!((54_000..60_000).contains(&jittery), "{jittery}");
        assert!(bench.delay.target_us() < 5_000, "{} after 15 s", bench.delay.target_us());
    }

    #[test]
    fn a_slower_route_is_the_new_base_after_a_while() {
        let mut bench = Bench::new();

        bench.packets(500, |_| 50_000);
        bench.packets(1500, |_| 130_000);

        assert_eq!(bench.delay.base_us(), 130_000);
        assert!(bench.delay.target_us() < 5_000, "{}", bench.delay.target_us());
    }

    #[test]
    fn a_timeline_that_stood_still_for_a_minute_is_followed_at_once() {
        let mut bench = Bench::new();

        bench.packets(500, |_| 50_000);
        bench.now_us += 60_000_000;
        bench.packets(50, |n| 60_050_000 + n % 2 * 30_000);

        assert_eq!(bench.delay.base_us(), 60_050_000);
        assert!((32_000..36_000).contains(&bench.delay.target_us()), "{}", bench.delay.target_us());
    }

    #[test]
    fn a_drifting_clock_moves_the_base_and_not_the_target() {
        for drift_us_per_packet in [-2, 2] {
            let mut bench = Bench::new();

            bench.packets(50_000, |n| 1_000_000 + n * drift_us_per_packet);

            assert!(bench.delay.target_us() <= 6_000, "{}", bench.delay.target_us());
        }
    }

    #[test]
    fn a_sudden_leap_ahead_is_another_timeline() {
        let mut bench = Bench::new();
        bench.packets(100, |_| 500_000);

        let transit = bench.delay.take(100_000, FRAME, 2_020_000);

        assert_eq!((transit, bench.delay.base_us()), (Transit::Restarted, 100_000));
        assert!(bench.delay.target_us() < 15_000);
    }

    #[test]
    fn limits_hold_and_absurd_times_do_no_harm() {
        let limits = JitterLimits {
            min_delay: Duration::from_millis(40),
            max_delay: Duration::from_millis(200),
        };
        let mut delay = Delay::new(limits);
        for (n, transit) in
            [0, 10, i64::MAX / 4, 900_000, -900_000, i64::MIN / 4, 0].into_iter().enumerate()
        {
            delay.take(transit, FRAME, n as i64 * 20_000);
            assert!((40_000..=200_000).contains(&delay.target_us()));
        }
    }

    struct Bench {
        delay: Delay,
        now_us: i64,
    }

    impl Bench {
        fn new() -> Self {
            Self { delay: Delay::new(JitterLimits::default()), now_us: 0 }
        }

        fn packets(&mut self, count: i64, transit_us: impl Fn(i64) -> i64) {
            for n in 0..count {
                self.delay.take(transit_us(n), FRAME, self.now_us);
                self.now_us += 20_000;
            }
        }
    }
}
