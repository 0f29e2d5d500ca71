//! Says key presses one after the other, a packet per frame in place of the voice.
//!
//! ```text
//!        send                    duration reached            third end
//! Idle ────────▶ Pressed ────────────────────────▶ Ending ────────────▶ Pausing ──▶ Idle
//!                 │   ▲
//!                 └───┘ a frame longer, or a new segment after 0xffff ticks
//! ```
//!
//! Source: RFC 4733 §2.5.1 (sending), §2.5.1.3 (long events), §2.5.1.4 (three ends).

use std::collections::VecDeque;
use std::time::Duration;

use super::EventPayload;
use crate::Digit;

/// Keys that may wait; more than anyone types ahead.
const MAX_WAITING: usize = 64;
/// Shorter ones are missed by some receivers, longer ones are held by no finger.
const SHORTEST: Duration = Duration::from_millis(40);
const LONGEST: Duration = Duration::from_secs(20);
/// Between two keys, so that equal ones are told apart. Source: ITU-T Q.24 (at least 40 ms).
const PAUSE: Duration = Duration::from_millis(60);
/// Packets that carry the end.
const ENDS: u8 = 3;
/// −10 dBm0, as keypads sound.
const VOLUME: u8 = 10;

/// A packet to send in place of the voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventFrame {
    pub(crate) payload: EventPayload,
    /// RTP timestamp: the beginning of the event or of its segment.
    pub(crate) timestamp: u32,
    /// The first packet of an event.
    pub(crate) has_marker: bool,
}

/// The clocks and the frame that events count in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventClock {
    pub(crate) event_hz: u32,
    pub(crate) rtp_hz: u32,
    pub(crate) frame: Duration,
}

#[derive(Debug)]
pub(crate) struct DigitSender {
    waiting: VecDeque<(Digit, Duration)>,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Idle,
    /// `elapsed` and `wanted` count the whole press, `segment` its current segment, in event ticks.
    Pressed {
        digit: Digit,
        timestamp: u32,
        segment: u32,
        elapsed: u32,
        wanted: u32,
    },
    Ending {
        payload: EventPayload,
        timestamp: u32,
        left: u8,
    },
    Pausing {
        left: Duration,
    },
}

impl DigitSender {
    pub(crate) fn new() -> Self {
        Self { waiting: VecDeque::with_capacity(MAX_WAITING), state: State::Idle }
    }

    /// Queues a key; false when too many wait.
    pub(crate) fn push(&mut self, digit: Digit, duration: Duration) -> bool {
        if self.waiting.len() >= MAX_WAITING {
            return false;
        }
        self.waiting.push_back((digit, duration.clamp(SHORTEST, LONGEST)));
        true
    }

    /// Forgets what is being said and what waits.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
        self.state = State::Idle;
    }

    /// The packet of this frame, whose voice would carry `now` as its timestamp; none: send the voice.
    pub(crate) fn next_frame(&mut self, now: u32, clock: EventClock) -> Option<EventFrame> {
        match self.state {
            State::Idle => self.begin(now, clock),
            State::Pressed { .. } => self.go_on(clock),
            State::Ending { payload, timestamp, left } => {
                self.state = match left {
                    0 | 1 => State::Pausing { left: PAUSE },
                    more => State::Ending { payload, timestamp, left: more - 1 },
                };
                Some(EventFrame { payload, timestamp, has_marker: false })
            }
            State::Pausing { left } => {
                let left = left.saturating_sub(clock.frame);
                self.state = if left.is_zero() { State::Idle } else { State::Pausing { left } };
                None
            }
        }
    }

    fn begin(&mut self, now: u32, clock: EventClock) -> Option<EventFrame> {
        let (digit, duration) = self.waiting.pop_front()?;
        let wanted = ticks(duration, clock.event_hz);
        self.state = State::Pressed { digit, timestamp: now, segment: 0, elapsed: 0, wanted };
        let frame = self.go_on(clock)?;
        Some(EventFrame { has_marker: true, ..frame })
    }

    /// One frame longer.
    fn go_on(&mut self, clock: EventClock) -> Option<EventFrame> {
        let State::Pressed { digit, timestamp, segment, elapsed, wanted } = self.state else {
            return None;
        };
        let step = ticks(clock.frame, clock.event_hz);
        let elapsed = elapsed.saturating_add(step);
        let mut segment = segment.saturating_add(step);
        let mut timestamp = timestamp;
        if segment > u32::from(u16::MAX) {
            // The next segment begins where the last could count no further.
            let full = u32::from(u16::MAX);
            let in_rtp =
                u64::from(full) * u64::from(clock.rtp_hz) / u64::from(clock.event_hz.max(1));
            timestamp = timestamp.wrapping_add(in_rtp as u32);
            segment -= full;
        }
        let is_end = elapsed >= wanted;
        let duration = u16::try_from(segment).unwrap_or(u16::MAX);
        let payload = EventPayload { event: digit.event(), is_end, volume: VOLUME, duration };
        self.state = if is_end {
            State::Ending { payload, timestamp, left: ENDS - 1 }
        } else {
            State::Pressed { digit, timestamp, segment, elapsed, wanted }
        };
        Some(EventFrame { payload, timestamp, has_marker: false })
    }
}

fn ticks(span: Duration, clock_hz: u32) -> u32 {
    (span.as_micros() * u128::from(clock_hz) / 1_000_000) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: EventClock =
        EventClock { event_hz: 8000, rtp_hz: 8000, frame: Duration::from_millis(20) };

    #[test]
    fn a_press_grows_frame_by_frame_and_ends_three_times() {
        let frames = said("5", 100, 12);

        let heard: Vec<_> =
            frames.iter().flatten().map(|f| (f.payload.duration, f.payload.is_end)).collect();
        assert_eq!(
            heard,
            [
                (160, false),
                (320, false),
                (480, false),
                (640, false),
                (800, true),
                (800, true),
                (800, true)
            ]
        );
        assert!(
            frames
                .iter()
                .flatten()
                .all(|frame| frame.timestamp == 1000 && frame.payload.event == 5)
        );
        let markers = frames.iter().flatten().filter(|frame| frame.has_marker).count();
        assert_eq!((markers, frames[0].unwrap().has_marker), (1, true));
    }

    #[test]
    fn the_voice_is_heard_between_two_presses() {
        let frames = said("11", 60, 20);

        let first_end =
            frames.iter().rposition(|frame| frame.is_some_and(|f| f.timestamp == 1000)).unwrap();
        let second =
            frames.iter().position(|frame| frame.is_some_and(|f| f.timestamp != 1000)).unwrap();
        assert_eq!(second - first_end - 1, 3, "60 ms of pause");
    }

    #[test]
    fn a_press_longer_than_the_counter_goes_on_in_a_new_segment() {
        let frames = said("0", 9000, 460);

        let longest = frames.iter().flatten().map(|frame| frame.payload.duration).max().unwrap();
        let timestamps: std::collections::BTreeSet<u32> =
            frames.iter().flatten().map(|f| f.timestamp).collect();
        assert!(longest > 65_000);
        assert_eq!(timestamps.into_iter().collect::<Vec<_>>(), [1000, 1000 + 65_535]);
        let last = frames.iter().flatten().last().unwrap();
        assert_eq!(
            (last.payload.is_end, u32::from(last.payload.duration)),
            (true, 72_000 - 65_535)
        );
    }

    #[test]
    fn the_queue_is_bounded() {
        let mut sender = DigitSender::new();
        let key = Digit::from_char('1').unwrap();

        let taken = (0..1000).filter(|_| sender.push(key, Duration::ZERO)).count();

        assert_eq!(taken, MAX_WAITING);
    }

    fn said(keys: &str, press_ms: u64, frames: u32) -> Vec<Option<EventFrame>> {
        let mut sender = DigitSender::new();
        for key in keys.chars() {
            assert!(sender.push(Digit::from_char(key).unwrap(), Duration::from_millis(press_ms)));
        }
        (0..frames).map(|frame| sender.next_frame(1000 + frame * 160, CLOCK)).collect()
    }
}
