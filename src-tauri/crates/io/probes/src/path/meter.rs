//! Counts packets that go out and come back. Source: RFC 3550 §6.4.1, Appendix A.8.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// What was measured of a path, there and back.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Measured {
    /// Packets sent.
    pub(crate) sent: u32,
    /// Packets that came back in time, each counted once.
    pub(crate) returned: u32,
    /// Packets that came back after one sent later.
    pub(crate) reordered: u32,
    /// Interarrival jitter at the end.
    pub(crate) jitter: Duration,
    /// Sum of all round trips.
    total: Duration,
}

impl Measured {
    /// Part of the packets that did not come back, 0–1.
    pub(crate) fn loss(&self) -> f64 {
        if self.sent == 0 {
            return 0.0;
        }
        f64::from(self.sent.saturating_sub(self.returned)) / f64::from(self.sent)
    }

    /// Mean round trip; absent when nothing came back.
    pub(crate) fn round_trip(&self) -> Option<Duration> {
        (self.returned > 0).then(|| self.total / self.returned)
    }
}

/// Counts as packets go and come.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    out: BTreeMap<u32, Instant>,
    measured: Measured,
    jitter_s: f64,
    last_trip: Option<Duration>,
    highest: Option<u32>,
}

impl Meter {
    pub(crate) fn sent(&mut self, number: u32, at: Instant) {
        self.measured.sent += 1;
        self.out.insert(number, at);
    }

    /// A packet that came back; what is not awaited, or came twice or too late, does not count.
    pub(crate) fn returned(&mut self, number: u32, at: Instant, late: Duration) {
        let Some(sent_at) = self.out.remove(&number) else { return };
        let trip = at.saturating_duration_since(sent_at);
        if trip > late {
            return;
        }
        self.measured.returned += 1;
        self.measured.total += trip;
        // D(i,j) = (Rj − Sj) − (Ri − Si): the difference of the trips.
        if let Some(last) = self.last_trip.replace(trip) {
            let difference = trip.abs_diff(last).as_secs_f64();
            self.jitter_s += (difference - self.jitter_s) / 16.0;
        }
        if self.highest.is_some_and(|highest| number < highest) {
            self.measured.reordered += 1;
        } else {
            self.highest = Some(number);
        }
    }

    /// True while packets are awaited.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.out.is_empty()
    }

    pub(crate) fn measured(&self) -> Measured {
        Measured { jitter: Duration::from_secs_f64(self.jitter_s), ..self.measured }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: Duration = Duration::from_secs(1);

    fn at(start: Instant, milliseconds: u64) -> Instant {
        start + Duration::from_millis(milliseconds)
    }

    #[tokio::test(start_paused = true)]
    async fn an_even_path_has_no_jitter() {
        let (mut meter, start) = (Meter::default(), Instant::now());
        for number in 0..100 {
            let sent = u64::from(number) * 20;
            meter.sent(number, at(start, sent));
            meter.returned(number, at(start, sent + 30), LATE);
        }

        let measured = meter.measured();
        assert_eq!(measured.round_trip(), Some(Duration::from_millis(30)));
        assert_eq!((measured.jitter, measured.loss()), (Duration::ZERO, 0.0));
    }

    #[tokio::test(start_paused = true)]
    async fn jitter_is_the_sixteenth_of_each_difference() {
        // Source: RFC 3550 §6.4.1: J += (|D| − J) / 16; trips of 30 and 46 ms give 1 ms.
        let (mut meter, start) = (Meter::default(), Instant::now());
        meter.sent(0, start);
        meter.sent(1, at(start, 20));
        meter.returned(0, at(start, 30), LATE);
        meter.returned(1, at(start, 66), LATE);

        assert_eq!(meter.measured().jitter, Duration::from_millis(1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_lost_late_doubled_or_strange_does_not_count() {
        let (mut meter, start) = (Meter::default(), Instant::now());
        for number in 0..4 {
            meter.sent(number, start);
        }
        meter.returned(1, at(start, 10), LATE);
        meter.returned(0, at(start, 11), LATE);
        meter.returned(0, at(start, 12), LATE);
        meter.returned(2, at(start, 1001), LATE);
        meter.returned(99, at(start, 5), LATE);

        let measured = meter.measured();
        assert_eq!((measured.sent, measured.returned, measured.reordered), (4, 2, 1));
        assert!(meter.is_waiting());
    }

    #[test]
    fn nothing_sent_is_nothing_lost() {
        assert_eq!(Meter::default().measured().loss(), 0.0);
        assert_eq!(Meter::default().measured().round_trip(), None);
    }
}
