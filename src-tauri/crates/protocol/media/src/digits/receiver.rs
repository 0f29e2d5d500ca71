//! Hears key presses: each once, however many packets tell of it.
//!
//! Source: RFC 4733 §2.5.2.

use super::EventPayload;
use crate::Digit;

/// Packets of one press are never further apart than this.
const GAP_US: i64 = 200_000;

#[derive(Debug, Default)]
pub(crate) struct DigitReceiver {
    last: Option<Press>,
}

#[derive(Debug, Clone, Copy)]
struct Press {
    event: u8,
    timestamp: u32,
    is_ended: bool,
    heard_us: i64,
}

impl DigitReceiver {
    /// Takes an event packet; gives the key when a new press begins.
    pub(crate) fn take(
        &mut self,
        timestamp: u32,
        has_marker: bool,
        payload: EventPayload,
        now_us: i64,
    ) -> Option<Digit> {
        let is_known = self.last.is_some_and(|last| {
            if last.timestamp == timestamp {
                return last.event == payload.event;
            }
            // Older than the press we know: a straggler of one we told of already.
            if timestamp.wrapping_sub(last.timestamp) > u32::MAX / 2 {
                return true;
            }
            // A new segment of a long press, or a sender that moves the timestamp with each packet.
            let goes_on = !last.is_ended && !has_marker && last.event == payload.event;
            goes_on && now_us - last.heard_us < GAP_US
        });
        let (timestamp, was_ended) = match self.last {
            Some(last) if is_known => {
                let is_older = timestamp.wrapping_sub(last.timestamp) > u32::MAX / 2;
                (if is_older { last.timestamp } else { timestamp }, last.is_ended)
            }
            Some(_) | None => (timestamp, false),
        };
        let event = match self.last {
            Some(last) if is_known => last.event,
            Some(_) | None => payload.event,
        };
        self.last = Some(Press {
            event,
            timestamp,
            is_ended: was_ended || payload.is_end,
            heard_us: now_us,
        });
        if is_known { None } else { Digit::from_event(payload.event) }
    }

    pub(crate) fn reset(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_is_told_once_however_many_packets_tell_of_it() {
        let heard = heard(&[
            (1000, true, 5, false, 0),
            (1000, false, 5, false, 20),
            (1000, false, 5, true, 40),
            (1000, false, 5, true, 60),
            (1000, false, 5, true, 80),
        ]);

        assert_eq!(heard, "5");
    }

    #[test]
    fn the_same_key_pressed_again_is_told_again() {
        assert_eq!(heard(&[(1000, true, 5, true, 0), (2000, true, 5, false, 125)]), "55");
        assert_eq!(
            heard(&[(1000, true, 5, true, 0), (2000, false, 5, false, 125)]),
            "55",
            "marker lost"
        );
        assert_eq!(
            heard(&[(1000, true, 5, false, 0), (2000, true, 5, false, 125)]),
            "55",
            "all ends lost"
        );
    }

    #[test]
    fn a_press_of_which_only_an_end_arrives_is_told() {
        assert_eq!(heard(&[(1000, false, 11, true, 0)]), "#");
    }

    #[test]
    fn long_presses_in_segments_are_one_press() {
        let segments =
            [(0, true, 1, false, 0), (65_535, false, 1, false, 20), (131_070, false, 1, true, 40)];

        assert_eq!(heard(&segments), "1");
    }

    #[test]
    fn stragglers_of_an_earlier_press_are_not_told_again() {
        assert_eq!(
            heard(&[
                (1000, true, 1, true, 0),
                (2000, true, 2, false, 100),
                (1000, false, 1, true, 110)
            ]),
            "12"
        );
    }

    #[test]
    fn events_that_are_no_key_are_passed_over() {
        assert_eq!(heard(&[(1000, true, 32, false, 0), (1000, true, 36, false, 0)]), "");
        assert_eq!(EventPayload::read(&[1, 2, 3]), None);
    }

    fn heard(packets: &[(u32, bool, u8, bool, i64)]) -> String {
        let mut receiver = DigitReceiver::default();
        let told = packets.iter().filter_map(|&(timestamp, has_marker, event, is_end, at_ms)| {
            let payload = EventPayload { event, is_end, volume: 10, duration: 160 };
            receiver.take(
                timestamp,
                has_marker,
                EventPayload::read(&payload.write()).unwrap(),
                at_ms * 1000,
            )
        });
        told.map(Digit::to_char).collect()
    }
}
