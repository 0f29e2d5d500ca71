//! Where sound goes that is to be heard: nowhere, a file, or a loudspeaker through a lock-free ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rtrb::Producer;

use crate::hub::{Block, RATE_HZ};
use crate::pace::Pace;
use crate::resample::Resampler;
use crate::source::samples_in;
use crate::wav::Recorder;

/// A loudspeaker that asks for nothing for this long is replaced by a timer.
const PATIENCE: Duration = Duration::from_millis(100);

/// Added to what waits for the device each time it ran dry.
const PRUDENCE: Duration = Duration::from_millis(5);

/// The most that is ever added.
const MOST_PRUDENCE: Duration = Duration::from_millis(40);

/// After this long without running dry one step is taken back.
const EASE: Duration = Duration::from_secs(20);

/// One of the places sound goes to.
#[derive(Debug)]
pub(crate) enum Sink {
    /// No loudspeaker.
    Nowhere(Pace),
    /// A file in its place.
    File(Recorder, Pace),
    /// A device.
    Loudspeaker(Box<Loudspeaker>),
}

impl Sink {
    pub(crate) const fn nowhere(now: Instant) -> Self {
        Self::Nowhere(Pace::starting(now))
    }

    pub(crate) const fn file(recorder: Recorder, now: Instant) -> Self {
        Self::File(recorder, Pace::starting(now))
    }

    /// Makes ready after a time in which nothing was played.
    pub(crate) fn wake(&mut self, now: Instant) {
        match self {
            Self::Nowhere(pace) | Self::File(_, pace) => *pace = Pace::starting(now),
            Self::Loudspeaker(loudspeaker) => loudspeaker.wake(now),
        }
    }

    /// Whether 10 ms more are wanted; takes the beat, so push after a yes. Call until it says no.
    pub(crate) fn wants(&mut self, now: Instant) -> bool {
        match self {
            Self::Nowhere(pace) | Self::File(_, pace) => pace.beat(now),
            Self::Loudspeaker(loudspeaker) => loudspeaker.wants(now),
        }
    }

    /// Takes the next 10 ms.
    pub(crate) fn push(&mut self, block: &Block) {
        match self {
            Self::Nowhere(_) => {}
            Self::File(recorder, _) => recorder.push(block),
            Self::Loudspeaker(loudspeaker) => loudspeaker.push(block),
        }
    }

    /// Whether somebody may hear it: neither a file nor nowhere.
    pub(crate) const fn is_device(&self) -> bool {
        match self {
            Self::Nowhere(_) | Self::File(..) => false,
            Self::Loudspeaker(_) => true,
        }
    }

    /// When to look again even if no device calls.
    pub(crate) const fn next_at(&self) -> Instant {
        match self {
            Self::Nowhere(pace) | Self::File(_, pace) => pace.next_at(),
            Self::Loudspeaker(loudspeaker) => loudspeaker.stand_in.next_at(),
        }
    }
}

/// What the device's callback tells the engine.
#[derive(Debug, Default)]
pub(crate) struct Demand {
    /// Callbacks so far.
    pub(crate) beats: AtomicU32,
    /// Frames the last callback asked for.
    pub(crate) frames: AtomicU32,
    /// Callbacks so far that did not get all they asked for.
    pub(crate) shortages: AtomicU32,
}

/// The engine's end of an open output device.
///
/// As much waits in the ring as the device takes at once: the least that never lets it run dry
/// when the engine answers in time. When it does not, a little more is kept for a while.
#[derive(Debug)]
pub(crate) struct Loudspeaker {
    samples: Producer<f32>,
    rate_hz: u32,
    resampler: Resampler,
    demand: Arc<Demand>,
    /// Beats while the device asks for nothing.
    stand_in: Pace,
    seen_beats: u32,
    seen_shortages: u32,
    prudence: Duration,
    changed_at: Instant,
}

impl Loudspeaker {
    pub(crate) fn new(
        samples: Producer<f32>,
        rate_hz: u32,
        demand: Arc<Demand>,
        now: Instant,
    ) -> Self {
        Self {
            samples,
            rate_hz,
            resampler: Resampler::new(RATE_HZ, rate_hz),
            demand,
            stand_in: Pace::starting(now + PATIENCE),
            seen_beats: 0,
            seen_shortages: 0,
            prudence: Duration::ZERO,
            changed_at: now,
        }
    }

    fn wake(&mut self, now: Instant) {
        self.seen_shortages = self.demand.shortages.load(Ordering::Relaxed);
        self.stand_in = Pace::starting(now + PATIENCE);
        self.changed_at = now;
    }

    fn wants(&mut self, now: Instant) -> bool {
        let beats = self.demand.beats.load(Ordering::Relaxed);
        if beats != self.seen_beats {
            self.seen_beats = beats;
            self.stand_in = Pace::starting(now + PATIENCE);
            self.learn(now);
        }
        self.is_short() || self.stand_in.beat(now)
    }

    fn learn(&mut self, now: Instant) {
        let shortages = self.demand.shortages.load(Ordering::Relaxed);
        let since = now.saturating_duration_since(self.changed_at);
        if shortages != self.seen_shortages {
            self.seen_shortages = shortages;
            if since > PATIENCE {
                self.prudence = (self.prudence + PRUDENCE).min(MOST_PRUDENCE);
                self.changed_at = now;
            }
        } else if since > EASE {
            self.prudence = self.prudence.saturating_sub(PRUDENCE);
            self.changed_at = now;
        }
    }

    fn is_short(&self) -> bool {
        let waiting = self.samples.buffer().capacity() - self.samples.slots();
        waiting < self.target()
    }

    /// Frames that should wait when the device asks.
    fn target(&self) -> usize {
        let asked = usize::try_from(self.demand.frames.load(Ordering::Relaxed)).unwrap_or(0);
        let half_a_block = samples_in(crate::pace::BEAT / 2, self.rate_hz);
        asked.max(half_a_block) + samples_in(self.prudence, self.rate_hz)
    }

    /// Takes a block; one beyond the target (the device stands still) is thrown away, so that what
    /// is heard when it goes on is not old.
    fn push(&mut self, block: &Block) {
        if !self.is_short() {
            return;
        }
        let samples = &mut self.samples;
        self.resampler.push(block, |converted| {
            let count = converted.len().min(samples.slots());
            if let Ok(room) = samples.write_chunk_uninit(count) {
                room.fill_from_iter(converted.iter().copied());
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use rtrb::{Consumer, RingBuffer};

    use super::*;
    use crate::hub::{BLOCK, SILENCE};

    struct Bench {
        sink: Sink,
        device: Consumer<f32>,
        demand: Arc<Demand>,
    }

    impl Bench {
        fn at(rate_hz: u32, now: Instant) -> Self {
            let (producer, device) = RingBuffer::new(rate_hz as usize / 2);
            let demand = Arc::new(Demand::default());
            let loudspeaker = Loudspeaker::new(producer, rate_hz, Arc::clone(&demand), now);
            Self { sink: Sink::Loudspeaker(Box::new(loudspeaker)), device, demand }
        }

        fn ask(&mut self, frames: usize) -> usize {
            let given = frames.min(self.device.slots());
            self.device.read_chunk(given).unwrap().commit_all();
            self.demand.beats.fetch_add(1, Ordering::Relaxed);
            self.demand.frames.store(frames as u32, Ordering::Relaxed);
            if given < frames {
                self.demand.shortages.fetch_add(1, Ordering::Relaxed);
            }
            given
        }

        fn answer(&mut self, now: Instant) -> usize {
            let mut blocks = 0;
            while self.sink.wants(now) {
                self.sink.push(&SILENCE);
                blocks += 1;
            }
            blocks
        }
    }

    #[test]
    fn one_period_of_the_device_waits_and_no_more() {
        let start = Instant::now();
        let mut bench = Bench::at(RATE_HZ, start);
        assert_eq!(bench.answer(start), 1, "filled before the device asks");

        for turn in 1..200_u64 {
            assert_eq!(bench.ask(BLOCK), BLOCK);
            assert_eq!(bench.answer(start + Duration::from_millis(turn * 10)), 1);
            assert_eq!(bench.device.slots(), BLOCK);
        }
    }

    #[test]
    fn a_device_with_long_periods_gets_as_much_as_it_takes_at_once() {
        let start = Instant::now();
        let mut bench = Bench::at(RATE_HZ, start);
        bench.ask(1024);
        bench.answer(start);

        for turn in 1..100_u64 {
            assert_eq!(bench.ask(1024), 1024, "turn {turn}");
            bench.answer(start + Duration::from_millis(turn * 21));
        }
    }

    #[test]
    fn a_device_that_ran_dry_is_given_more_until_it_is_content_for_long() {
        let start = Instant::now();
        let mut bench = Bench::at(RATE_HZ, start);
        bench.answer(start);
        bench.ask(BLOCK);
        let late = start + Duration::from_millis(150);
        bench.ask(BLOCK);

        bench.answer(late);
        assert!(bench.device.slots() > BLOCK, "more than a period waits");

        let much_later = late + EASE + Duration::from_secs(1);
        bench.ask(BLOCK);
        bench.answer(much_later);
        bench.ask(BLOCK);
        bench.answer(much_later);
        assert!(bench.device.slots() <= 2 * BLOCK);
    }

    #[test]
    fn the_call_goes_on_at_a_timers_pace_when_the_device_stands_still() {
        let start = Instant::now();
        let mut bench = Bench::at(44_100, start);
        bench.answer(start);

        let blocks: usize =
            (1..=200).map(|ms| bench.answer(start + Duration::from_millis(ms * 10))).sum();

        assert!((185..=195).contains(&blocks), "{blocks} in two seconds");
    }
}
