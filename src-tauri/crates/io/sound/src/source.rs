//! Where captured sound comes from: silence, a file, or a microphone through a lock-free ring.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rtrb::Consumer;

use crate::hub::{BLOCK, Block, RATE_HZ, SILENCE};
use crate::pace::{BEAT, Pace};
use crate::resample::Resampler;
use crate::wav::Loop;

/// A microphone that says nothing for this long is spoken for by silence.
const PATIENCE: Duration = Duration::from_millis(60);

/// More than this waiting in the ring is old sound: the microphone ran while nobody listened.
const STALE: Duration = Duration::from_millis(120);

/// What stays when old sound is thrown away.
const FRESH: Duration = Duration::from_millis(20);

/// One of the places captured sound comes from.
#[derive(Debug)]
pub(crate) enum Source {
    /// No microphone.
    Silence(Pace),
    /// A file in its place.
    File(Loop, Pace),
    /// A device.
    Microphone(Box<Microphone>),
}

impl Source {
    pub(crate) const fn silence(now: Instant) -> Self {
        Self::Silence(Pace::starting(now))
    }

    pub(crate) const fn file(file: Loop, now: Instant) -> Self {
        Self::File(file, Pace::starting(now))
    }

    /// Makes ready after a time in which nobody listened. One beat is due already, so that with the
    /// next one a whole frame leaves at once: the far end hears early that we are there.
    pub(crate) fn wake(&mut self, now: Instant) {
        let first_at = now.checked_sub(BEAT).unwrap_or(now);
        match self {
            Self::Silence(pace) | Self::File(_, pace) => *pace = Pace::starting(first_at),
            Self::Microphone(microphone) => microphone.wake(first_at),
        }
    }

    /// Goes on where another source was when its next beat was due at `next_at`.
    pub(crate) fn take_over(&mut self, next_at: Instant) {
        match self {
            Self::Silence(pace) | Self::File(_, pace) => *pace = Pace::starting(next_at),
            Self::Microphone(microphone) => microphone.wake(next_at),
        }
    }

    /// Gives the next 10 ms if they are there; call until it says no.
    pub(crate) fn pull(&mut self, now: Instant, block: &mut Block) -> bool {
        match self {
            Self::Silence(pace) => {
                *block = SILENCE;
                pace.beat(now)
            }
            Self::File(file, pace) => {
                let is_due = pace.beat(now);
                if is_due {
                    file.fill(block);
                }
                is_due
            }
            Self::Microphone(microphone) => microphone.pull(now, block),
        }
    }

    /// When to look again even if no device calls.
    pub(crate) const fn next_at(&self) -> Instant {
        match self {
            Self::Silence(pace) | Self::File(_, pace) => pace.next_at(),
            Self::Microphone(microphone) => microphone.stand_in.next_at(),
        }
    }
}

/// The engine's end of an open input device.
#[derive(Debug)]
pub(crate) struct Microphone {
    samples: Consumer<f32>,
    rate_hz: u32,
    resampler: Resampler,
    waiting: VecDeque<f32>,
    /// Beats of silence while the device gives none.
    stand_in: Pace,
}

impl Microphone {
    pub(crate) fn new(samples: Consumer<f32>, rate_hz: u32, now: Instant) -> Self {
        Self {
            samples,
            rate_hz,
            resampler: Resampler::new(rate_hz, RATE_HZ),
            waiting: VecDeque::with_capacity(RATE_HZ as usize),
            stand_in: Pace::starting(now),
        }
    }

    fn wake(&mut self, first_at: Instant) {
        let waiting = self.samples.slots();
        if let Ok(chunk) = self.samples.read_chunk(waiting) {
            chunk.commit_all();
        }
        self.waiting.clear();
        self.stand_in = Pace::starting(first_at);
    }

    fn pull(&mut self, now: Instant, block: &mut Block) -> bool {
        self.drop_stale();
        self.take_in();
        if self.waiting.len() >= BLOCK {
            for (place, sample) in block.iter_mut().zip(self.waiting.drain(..BLOCK)) {
                *place = sample;
            }
            self.stand_in = Pace::starting(now + PATIENCE);
            return true;
        }
        *block = SILENCE;
        self.stand_in.beat(now)
    }

    fn take_in(&mut self) {
        let count = self.samples.slots();
        let Ok(chunk) = self.samples.read_chunk(count) else { return };
        let (first, second) = chunk.as_slices();
        let waiting = &mut self.waiting;
        for part in [first, second] {
            self.resampler.push(part, |samples| {
                let free = waiting.capacity() - waiting.len();
                waiting.extend(samples.iter().take(free));
            });
        }
        chunk.commit_all();
    }

    fn drop_stale(&mut self) {
        let waiting = self.samples.slots();
        if waiting > samples_in(STALE, self.rate_hz) {
            let old = waiting - samples_in(FRESH, self.rate_hz);
            if let Ok(chunk) = self.samples.read_chunk(old) {
                chunk.commit_all();
            }
        }
    }
}

/// Samples of a span at a rate.
pub(crate) fn samples_in(span: Duration, rate_hz: u32) -> usize {
    usize::try_from(span.as_micros() * u128::from(rate_hz) / 1_000_000).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use rtrb::{Producer, RingBuffer};

    use super::*;

    fn microphone(rate_hz: u32, now: Instant) -> (Producer<f32>, Source) {
        let (producer, consumer) = RingBuffer::new(rate_hz as usize);
        let microphone = Microphone::new(consumer, rate_hz, now);
        (producer, Source::Microphone(Box::new(microphone)))
    }

    fn speak(producer: &mut Producer<f32>, samples: usize, value: f32) {
        for _ in 0..samples {
            producer.push(value).unwrap();
        }
    }

    fn pulled(source: &mut Source, now: Instant) -> Vec<Block> {
        let mut block = SILENCE;
        std::iter::from_fn(|| source.pull(now, &mut block).then_some(block)).collect()
    }

    #[test]
    fn a_microphone_gives_blocks_at_its_own_pace() {
        let start = Instant::now();
        let (mut producer, mut source) = microphone(RATE_HZ, start);
        source.wake(start + Duration::from_secs(1));

        speak(&mut producer, 700, 0.5);
        let now = start + Duration::from_millis(5);
        let first = pulled(&mut source, now);
        speak(&mut producer, 260, 0.5);
        let second = pulled(&mut source, now + BEAT);

        assert_eq!(first, vec![[0.5; BLOCK]]);
        assert_eq!(second, vec![[0.5; BLOCK]]);
    }

    #[test]
    fn silence_stands_in_while_the_microphone_is_mute_and_not_while_it_is_a_little_late() {
        let start = Instant::now();
        let (mut producer, mut source) = microphone(RATE_HZ, start);
        assert_eq!(pulled(&mut source, start), vec![SILENCE], "from the first moment");

        speak(&mut producer, BLOCK, 0.5);
        assert_eq!(pulled(&mut source, start), vec![[0.5; BLOCK]]);

        assert!(pulled(&mut source, start + Duration::from_millis(50)).is_empty());
        assert_eq!(pulled(&mut source, start + Duration::from_millis(60)), vec![SILENCE]);
        assert_eq!(pulled(&mut source, start + Duration::from_millis(70)), vec![SILENCE]);
    }

    #[test]
    fn a_frame_of_silence_leaves_at_once_when_a_call_begins() {
        let start = Instant::now() + Duration::from_secs(1);
        let (_producer, mut source) = microphone(RATE_HZ, start);

        source.wake(start);

        assert_eq!(pulled(&mut source, start), vec![SILENCE, SILENCE]);
        assert!(pulled(&mut source, start + Duration::from_millis(9)).is_empty());
        assert_eq!(pulled(&mut source, start + BEAT), vec![SILENCE]);
    }

    #[test]
    fn a_source_that_takes_over_keeps_the_beat() {
        let start = Instant::now();
        let mut before = Source::silence(start);
        assert_eq!(pulled(&mut before, start + Duration::from_millis(5)), vec![SILENCE]);
        let (mut producer, mut source) = microphone(RATE_HZ, start);

        source.take_over(before.next_at());

        assert!(pulled(&mut source, start + Duration::from_millis(9)).is_empty());
        assert_eq!(pulled(&mut source, start + BEAT), vec![SILENCE]);
        speak(&mut producer, BLOCK, 0.5);
        assert_eq!(pulled(&mut source, start + BEAT * 2), vec![[0.5; BLOCK]]);
    }

    #[test]
    fn sound_from_before_anyone_listened_is_not_sent() {
        let start = Instant::now();
        let (mut producer, mut source) = microphone(RATE_HZ, start);
        speak(&mut producer, 40_000, 0.1);
        speak(&mut producer, 960, 0.5);

        let blocks = pulled(&mut source, start);

        assert_eq!(blocks[..2], [[0.5; BLOCK], [0.5; BLOCK]]);
    }

    #[test]
    fn a_device_at_another_rate_gives_as_many_blocks_in_the_long_run() {
        let start = Instant::now();
        let (mut producer, mut source) = microphone(44_100, start);
        source.wake(start + Duration::from_hours(1));
        let mut blocks = 0;

        for turn in 0..1000_u64 {
            speak(&mut producer, 441, 0.5);
            blocks += pulled(&mut source, start + Duration::from_millis(turn * 10)).len();
        }

        assert!((998..=1000).contains(&blocks), "{blocks}");
    }
}
