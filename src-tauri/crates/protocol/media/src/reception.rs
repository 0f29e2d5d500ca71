//! What arrives of one source: sequence over roll-overs, losses, duplicates, jitter.
//!
//! Source: RFC 3550 §6.4.1, appendices A.1, A.3 and A.8.

use crate::rtcp::ReportBlock;

/// How far behind the newest a packet may come and still be told from a duplicate.
const WINDOW: u64 = 128;
/// A step forward of more than this is a new beginning of the source. Source: RFC 3550 A.1.
const MAX_DROPOUT: u16 = 3000;

/// The place of a packet in its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// The one after the newest: nothing stands between.
    Next,
    /// New, after a loss or out of order.
    Fresh,
    /// Seen before.
    Duplicate,
    /// Far from all others, and alone: a stray of long ago or a forgery. Not counted.
    Stray,
    /// The second in order far from all others: the source restarted, count it anew.
    Restart,
}

/// Counts one source.
#[derive(Debug)]
pub(crate) struct Reception {
    ssrc: u32,
    first: u64,
    highest: u64,
    /// Which of the `WINDOW` numbers up to `highest` were seen; bit 0 is `highest`.
    seen: u128,
    received: u64,
    duplicates: u64,
    /// The number that would follow a stray.
    after_stray: Option<u16>,
    /// In ticks, as the RFC smooths it.
    jitter: f64,
    last_transit: Option<f64>,
    expected_before: u64,
    received_before: u64,
    last_report: Option<LastReport>,
}

#[derive(Debug, Clone, Copy)]
struct LastReport {
    middle_of_ntp: u32,
    at_us: i64,
}

impl Reception {
    pub(crate) fn new(ssrc: u32, sequence: u16) -> Self {
        // One cycle in hand, so that packets from before the first have a number too.
        let first = u64::from(sequence) + 0x1_0000;
        Self {
            ssrc,
            first,
            highest: first,
            seen: 0,
            received: 0,
            duplicates: 0,
            after_stray: None,
            jitter: 0.0,
            last_transit: None,
            expected_before: 0,
            received_before: 0,
            last_report: None,
        }
    }

    pub(crate) const fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// Counts a packet by its sequence number.
    pub(crate) fn count(&mut self, sequence: u16) -> Arrival {
        let ahead = sequence.wrapping_sub((self.highest & 0xffff) as u16);
        if ahead < 0x8000 {
            if ahead > MAX_DROPOUT {
                return self.stray(sequence);
            }
            self.highest += u64::from(ahead);
            self.seen = self.seen.checked_shl(u32::from(ahead)).unwrap_or(0);
            return match (ahead, self.mark(0)) {
                (1, Arrival::Fresh) => Arrival::Next,
                (_, arrival) => arrival,
            };
        }
        let behind =
            u64::from(sequence.wrapping_neg().wrapping_add((self.highest & 0xffff) as u16));
        if behind >= WINDOW { self.stray(sequence) } else { self.mark(behind) }
    }

    fn stray(&mut self, sequence: u16) -> Arrival {
        if self.after_stray == Some(sequence) {
            return Arrival::Restart;
        }
        self.after_stray = Some(sequence.wrapping_add(1));
        Arrival::Stray
    }

    fn mark(&mut self, behind: u64) -> Arrival {
        let bit = 1_u128 << behind;
        self.received += 1;
        if self.seen & bit != 0 {
            self.duplicates += 1;
            return Arrival::Duplicate;
        }
        self.seen |= bit;
        self.first = self.first.min(self.highest - behind);
        Arrival::Fresh
    }

    /// Takes the difference of arrival and timestamp, both in ticks, of a packet in order.
    pub(crate) fn take_transit(&mut self, transit_ticks: f64) {
        if let Some(last) = self.last_transit {
            self.jitter += ((transit_ticks - last).abs() - self.jitter) / 16.0;
        }
        self.last_transit = Some(transit_ticks);
    }

    /// The next packet begins a new timeline: its distance from the last says nothing.
    pub(crate) fn forget_transit(&mut self) {
        self.last_transit = None;
    }

    pub(crate) fn take_sender_report(&mut self, middle_of_ntp: u32, now_us: i64) {
        self.last_report = Some(LastReport { middle_of_ntp, at_us: now_us });
    }

    /// Expected and never seen.
    pub(crate) fn lost(&self) -> u64 {
        self.expected().saturating_sub(self.received - self.duplicates)
    }

    pub(crate) const fn duplicates(&self) -> u64 {
        self.duplicates
    }

    pub(crate) const fn jitter_ticks(&self) -> f64 {
        self.jitter
    }

    const fn expected(&self) -> u64 {
        self.highest - self.first + 1
    }

    /// The block for the next report; begins a new interval.
    pub(crate) fn report(&mut self, now_us: i64) -> ReportBlock {
        let (expected, received) = (self.expected(), self.received);
        let expected_now = expected - self.expected_before.min(expected);
        let received_now = received - self.received_before;
        self.expected_before = expected;
        self.received_before = received;
        let lost_now = expected_now.saturating_sub(received_now);
        let fraction = (lost_now * 256).checked_div(expected_now).unwrap_or(0).min(255);
        let total_lost =
            i64::try_from(expected).unwrap_or(0) - i64::try_from(received).unwrap_or(0);
        let since = |report: LastReport| {
            ((now_us - report.at_us).max(0) as u64 * 65_536 / 1_000_000) as u32
        };
        ReportBlock {
            ssrc: self.ssrc,
            fraction_lost: u8::try_from(fraction).unwrap_or(u8::MAX),
            total_lost: i32::try_from(total_lost.clamp(-0x80_0000, 0x7f_ffff)).unwrap_or(0),
            highest_sequence: (self.highest - 0x1_0000) as u32,
            jitter: self.jitter as u32,
            last_report: self.last_report.map_or(0, |report| report.middle_of_ntp),
            delay_since: self.last_report.map_or(0, since),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_roll_over_without_a_loss() {
        let mut reception = Reception::new(1, 65_500);

        for step in 0..200_u16 {
            let arrival = reception.count(65_500_u16.wrapping_add(step));
            assert_eq!(arrival, if step == 0 { Arrival::Fresh } else { Arrival::Next });
        }

        assert_eq!(reception.lost(), 0);
        assert_eq!(reception.report(0).highest_sequence, 65_699);
    }

    #[test]
    fn losses_duplicates_and_late_packets_are_told_apart() {
        let mut reception = Reception::new(1, 10);

        for sequence in [10, 11, 13, 13, 14, 16] {
            reception.count(sequence);
        }
        assert_eq!((reception.lost(), reception.duplicates()), (2, 1));
        assert_eq!(reception.count(12), Arrival::Fresh, "late after all");
        assert_eq!(reception.count(9), Arrival::Fresh, "before the first");
        assert_eq!(reception.count(9), Arrival::Duplicate);

        assert_eq!((reception.lost(), reception.duplicates()), (1, 2));
    }

    #[test]
    fn a_jump_of_the_numbers_is_a_new_beginning() {
        let mut reception = Reception::new(1, 100);
        reception.count(100);

        assert_eq!(reception.count(100 + MAX_DROPOUT), Arrival::Fresh);
        assert_eq!(reception.count(10_000), Arrival::Stray);
        assert_eq!(
            reception.count(100),
            Arrival::Stray,
            "too far behind to be a duplicate for sure"
        );
        assert_eq!(reception.count(101 + MAX_DROPOUT), Arrival::Next, "strays change nothing");
        assert_eq!(reception.count(20_000), Arrival::Stray);
        assert_eq!(reception.count(20_001), Arrival::Restart);
    }

    proptest! {
        #[test]
        fn the_counts_are_those_of_a_list_of_numbers(first: u16, steps in prop::collection::vec(0_u16..60, 1..400)) {
            let mut reception = Reception::new(1, first);
            let mut all = vec![0_u64];
            reception.count(first);
            let mut highest = 0_u64;
            for step in steps {
                // Mostly forwards, at times back.
                let number = if step < 40 { highest + u64::from(step % 4) } else { highest.saturating_sub(u64::from(step - 40)) };
                let arrival = reception.count(first.wrapping_add(number as u16));
                prop_assert_eq!(arrival == Arrival::Duplicate, all.contains(&number));
                all.push(number);
                highest = highest.max(number);
            }
            let distinct: std::collections::BTreeSet<u64> = all.iter().copied().collect();
            prop_assert_eq!(reception.lost(), highest + 1 - distinct.len() as u64);
            prop_assert_eq!(reception.duplicates(), (all.len() - distinct.len()) as u64);
        }
    }

    #[test]
    fn the_report_tells_the_share_lost_since_the_last_one() {
        let mut reception = Reception::new(1, 0);
        (0..100).filter(|n| n % 4 != 3).for_each(|n| {
            reception.count(n);
        });
        reception.count(100);

        let first = reception.report(0);
        (101..201).for_each(|n| {
            reception.count(n);
        });
        let second = reception.report(0);

        assert_eq!((first.fraction_lost, first.total_lost), ((25 * 256_u32 / 101) as u8, 25));
        assert_eq!((second.fraction_lost, second.total_lost), (0, 25));
    }

    #[test]
    fn the_delay_since_the_last_sender_report_is_told_in_65536ths() {
        let mut reception = Reception::new(1, 0);
        reception.count(0);

        assert_eq!(reception.report(9).last_report, 0);
        reception.take_sender_report(0xabcd, 1_000_000);
        let block = reception.report(3_500_000);

        assert_eq!((block.last_report, block.delay_since), (0xabcd, 163_840));
    }

    #[test]
    fn jitter_follows_the_sixteenth_of_each_change() {
        let mut reception = Reception::new(1, 0);

        reception.take_transit(100.0);
        reception.take_transit(260.0);

        assert!((reception.jitter_ticks() - 10.0).abs() < 1e-9);
    }
}
