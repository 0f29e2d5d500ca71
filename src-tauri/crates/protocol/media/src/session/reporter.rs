//! When reports are due, what the far end reports of us, and the round trip.
//!
//! Source: RFC 3550 §6.2 (intervals), §6.4.1 (round trip), §4 (NTP time).

use clock::Now;
use rand::Rng;

use crate::Statistics;
use crate::rtcp::ReportBlock;

/// Between reports on average; each interval is drawn from half to one and a half of it.
const INTERVAL_US: i64 = 5_000_000;
/// The first comes sooner, so that a round trip is known early.
const FIRST_INTERVAL_US: i64 = 1_500_000;
/// Seconds from the NTP epoch of 1900 to the Unix epoch.
const NTP_TO_UNIX: i64 = 2_208_988_800;
/// A round trip longer than this is a broken echo.
const LONGEST_ROUND_TRIP_S: f64 = 60.0;

#[derive(Debug)]
pub(super) struct Reporter {
    /// Wall clock at the beginning of the session, as NTP time.
    ntp_started: u64,
    due_us: i64,
    remote: Option<Remote>,
    round_trip_ms: Option<f32>,
}

/// What the far end said of our stream.
#[derive(Debug, Clone, Copy)]
struct Remote {
    fraction_lost: f32,
    lost_packets: u64,
    jitter_ticks: u32,
}

impl Reporter {
    pub(super) fn new(now: Now, chance: &mut impl Rng) -> Self {
        let mut reporter = Self {
            ntp_started: ntp(now.timestamp.as_microsecond()),
            due_us: 0,
            remote: None,
            round_trip_ms: None,
        };
        reporter.due_us = draw(FIRST_INTERVAL_US, chance);
        reporter
    }

    pub(super) const fn due_us(&self) -> i64 {
        self.due_us
    }

    pub(super) fn schedule(&mut self, now_us: i64, chance: &mut impl Rng) {
        self.due_us = now_us + draw(INTERVAL_US, chance);
    }

    /// NTP time of a moment of the session.
    pub(super) const fn ntp_at(&self, now_us: i64) -> u64 {
        self.ntp_started.wrapping_add(fixed_point(now_us))
    }

    pub(super) fn take_block(&mut self, block: &ReportBlock, now_us: i64) {
        self.remote = Some(Remote {
            fraction_lost: f32::from(block.fraction_lost) / 256.0,
            lost_packets: u64::try_from(block.total_lost).unwrap_or(0),
            jitter_ticks: block.jitter,
        });
        if block.last_report == 0 {
            return;
        }
        let now = (self.ntp_at(now_us) >> 16) as u32;
        let round_trip = now.wrapping_sub(block.last_report).wrapping_sub(block.delay_since);
        // Clocks that round differently may make it a little negative: that is a very short one.
        let seconds = f64::from(round_trip.cast_signed()) / 65_536.0;
        if seconds > -0.01 && seconds < LONGEST_ROUND_TRIP_S {
            self.round_trip_ms = Some((seconds.max(0.0) * 1000.0) as f32);
        }
    }

    /// Share of our packets the far end lost of late.
    pub(super) fn remote_loss(&self) -> Option<f32> {
        self.remote.map(|remote| remote.fraction_lost)
    }

    pub(super) fn write_statistics(&self, statistics: &mut Statistics, clock_hz: u32) {
        statistics.round_trip_ms = self.round_trip_ms;
        statistics.remote_loss = self.remote_loss();
        statistics.remote_lost_packets = self.remote.map(|remote| remote.lost_packets);
        let ms = |ticks: u32| (f64::from(ticks) * 1000.0 / f64::from(clock_hz)) as f32;
        statistics.remote_jitter_ms = self.remote.map(|remote| ms(remote.jitter_ticks));
    }
}

/// From half to one and a half of `mean_us`. Source: RFC 3550 §6.2, randomisation.
fn draw(mean_us: i64, chance: &mut impl Rng) -> i64 {
    mean_us / 2 + i64::from(chance.next_u32()) * mean_us / i64::from(u32::MAX)
}

const fn ntp(unix_us: i64) -> u64 {
    fixed_point(unix_us + NTP_TO_UNIX * 1_000_000)
}

/// Microseconds as 32.32 fixed-point seconds.
const fn fixed_point(micros: i64) -> u64 {
    let micros = micros.unsigned_abs();
    ((micros / 1_000_000) << 32) | (((micros % 1_000_000) << 32) / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_round_trip_is_what_is_left_of_the_time_since_our_report() {
        let mut reporter = reporter();
        let sent = (reporter.ntp_at(1_000_000) >> 16) as u32;
        let held = 2 * 65_536;

        let block = ReportBlock { last_report: sent, delay_since: held, ..Default::default() };
        reporter.take_block(&block, 3_045_000);

        assert!(
            (reporter.round_trip_ms.unwrap() - 45.0).abs() < 0.1,
            "{:?}",
            reporter.round_trip_ms
        );
    }

    #[test]
    fn an_echo_of_nothing_or_of_the_future_is_no_round_trip() {
        let mut reporter = reporter();

        reporter.take_block(&ReportBlock::default(), 1_000_000);
        assert_eq!(reporter.round_trip_ms, None);
        let ahead = (reporter.ntp_at(9_000_000) >> 16) as u32;
        reporter.take_block(&ReportBlock { last_report: ahead, ..Default::default() }, 1_000_000);
        assert_eq!(reporter.round_trip_ms, None);
    }

    #[test]
    fn ntp_time_counts_from_1900() {
        assert_eq!(ntp(0), 2_208_988_800 << 32);
        assert_eq!(fixed_point(1_500_000), 3 << 31);
    }

    #[test]
    fn intervals_vary_by_half() {
        let mut chance = Lcg(1);
        for _ in 0..1000 {
            let interval = draw(INTERVAL_US, &mut chance);
            assert!((2_500_000..=7_500_000).contains(&interval));
        }
    }

    fn reporter() -> Reporter {
        let ntp_started = ntp(1_800_000_000_000_000);
        Reporter { ntp_started, due_us: 0, remote: None, round_trip_ms: None }
    }

    struct Lcg(u32);

    impl rand::rand_core::TryRng for Lcg {
        type Error = std::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Ok(self.0)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            self.try_next_u32().map(u64::from)
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(0);
            Ok(())
        }
    }
}
