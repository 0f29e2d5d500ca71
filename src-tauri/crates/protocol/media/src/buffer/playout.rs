//! Decides, each time sound is wanted, what to play: wait, decode, conceal, repair, stretch, skip.
//!
//! ```text
//!            first packet, target waited for          nothing for half a second
//! Waiting ───────────────────────────────────▶ Playing ─────────────────────────▶ Waiting
//! ```
//!
//! A packet that is not there when its moment comes is concealed in steps of 10 ms *without* the
//! stream moving on: if it was only late it is then played and the delay has grown by itself; if
//! it was lost, what was invented is counted against the gap when the next one comes. A gap in
//! time without a gap in the numbers is the far end's own silence and counts as nothing missing.

mod level;
mod steering;

use std::collections::VecDeque;
use std::time::Duration;

use codec::{CodecError, CodecKind, Decoder, MAX_FRAME_SAMPLES};

use self::level::Level;
use super::delay::{Delay, Transit};
use super::store::{Store, Stored};
use super::stretch::Stretch;
use crate::JitterLimits;

/// Step of concealment while it is not known whether a packet is late or lost.
const STEP: Duration = Duration::from_millis(10);
/// Longest stretch of sound that may wait.
const MAX_WAITING: Duration = Duration::from_secs(1);
/// Without packets for this long the stream has paused, and begins again when one comes.
const PAUSED_AFTER: Duration = Duration::from_millis(500);
/// So many packets too late one after the other, and it is the timeline that is wrong.
const MAX_LATE_IN_A_ROW: u32 = 10;
/// More delay than this above the target is not worth stretching away: it is skipped.
const SKIP_US: i64 = 300_000;
/// With this share lost it pays to wait a frame for the copy that the next packet carries.
const REPAIR_PAYS: f32 = 0.02;
/// Packets without a copy after which none is expected.
const REPAIRS_EXPECTED: u32 = 250;
/// What a step of loss adds to the running share, per packet.
const LOSS_STEP: f32 = 0.01;
/// Most samples given out before the queue is looked at again.
const MAX_PULL: Duration = Duration::from_millis(60);

/// What playing has come to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PlayoutCounters {
    pub(crate) played: u64,
    pub(crate) concealed: u64,
    pub(crate) repaired: u64,
    pub(crate) stretched: u64,
    pub(crate) late_packets: u64,
    pub(crate) refused_packets: u64,
}

/// The receiving half of a session, from payload to samples.
#[derive(Debug)]
pub(crate) struct Playout {
    decoder: Decoder,
    store: Store,
    delay: Delay,
    stretch: Stretch,
    level: Level,
    state: State,
    /// Decoded and not yet given out.
    queue: VecDeque<i16>,
    work: Box<[i16]>,
    /// Samples of the last packet.
    frame: usize,
    late_in_a_row: u32,
    frames_since_seam: u32,
    /// Share of packets lost of late, 0.0..=1.0.
    loss: f32,
    /// The far end said that it is silent on purpose: nothing is missing.
    is_hushed: bool,
    /// Samples invented of which it is not yet known whether they were missing.
    unsettled: usize,
    /// Copies come with speech only: their absence for a while says nothing.
    packets_since_repair: u32,
    counters: PlayoutCounters,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    /// The stream goes on at sample `next`; `invented` samples stand in for what is not there.
    Playing {
        next: i64,
        invented: usize,
    },
}

impl Playout {
    pub(crate) fn new(kind: CodecKind, limits: JitterLimits) -> Result<Self, CodecError> {
        let room = MAX_FRAME_SAMPLES + kind.samples_in(Duration::from_millis(20));
        Ok(Self {
            decoder: Decoder::new(kind)?,
            store: Store::new(kind.samples_in(MAX_WAITING)),
            delay: Delay::new(limits),
            stretch: Stretch::new(kind.samples_in(Duration::from_millis(1))),
            level: Level::default(),
            state: State::Waiting,
            queue: VecDeque::with_capacity(2 * room + kind.samples_in(MAX_PULL)),
            work: vec![0; room].into_boxed_slice(),
            frame: kind.samples_in(Duration::from_millis(20)),
            late_in_a_row: 0,
            is_hushed: false,
            unsettled: 0,
            frames_since_seam: 0,
            loss: 0.0,
            packets_since_repair: u32::MAX,
            counters: PlayoutCounters::default(),
        })
    }

    pub(crate) const fn kind(&self) -> CodecKind {
        self.decoder.kind()
    }

    pub(crate) const fn counters(&self) -> PlayoutCounters {
        self.counters
    }

    /// The delay aimed for.
    pub(crate) fn target_us(&self) -> i64 {
        let base = self.delay.target_us();
        if self.packets_since_repair < REPAIRS_EXPECTED && self.loss > REPAIR_PAYS {
            (base + self.micros(self.frame)).min(self.delay.max_us())
        } else {
            base
        }
    }

    /// The delay there is: from when the fastest packet comes to when its sound goes out.
    pub(crate) fn level_us(&self) -> i64 {
        match self.state {
            State::Waiting => 0,
            State::Playing { .. } => self.level.mean_us(),
        }
    }

    /// Begins anew with the next packet: another source, or sound after a hold.
    pub(crate) fn reset(&mut self) {
        self.settle(0);
        self.store.clear();
        self.queue.clear();
        self.state = State::Waiting;
        self.late_in_a_row = 0;
        self.decoder.reset();
    }

    /// The far end is silent on purpose: what does not come is not missed until something does.
    pub(crate) const fn hush(&mut self) {
        self.is_hushed = true;
    }

    /// The timeline of the stream is another one now: nothing of the old says when to play.
    pub(crate) fn restart(&mut self, transit_us: i64, now_us: i64) {
        self.reset();
        self.delay.restart(transit_us, now_us);
    }

    /// Takes the payload whose first sample is `at`; `is_next` if nothing was sent between it and
    /// the one before, so that a gap between the two is the far end's own silence.
    pub(crate) fn take(&mut self, at: i64, payload: &[u8], is_next: bool, now_us: i64) {
        let Ok(samples) = self.decoder.samples_in(payload) else {
            self.counters.refused_packets += 1;
            return;
        };
        let transit_us = now_us - self.micros_at(at);
        let span = Duration::from_micros(self.micros(samples).unsigned_abs());
        if self.delay.take(transit_us, span, now_us) == Transit::Restarted {
            self.reset();
        }
        if self.is_too_late(at + samples as i64) {
            self.counters.late_packets += 1;
            self.late_in_a_row += 1;
            if self.late_in_a_row < MAX_LATE_IN_A_ROW {
                return;
            }
            self.restart(transit_us, now_us);
        }
        self.late_in_a_row = 0;
        self.is_hushed = false;
        match self.store.insert(at, samples, is_next, payload) {
            Stored::Kept if self.decoder.has_repair(payload) => self.packets_since_repair = 0,
            Stored::Kept => self.packets_since_repair = self.packets_since_repair.saturating_add(1),
            Stored::Refused => self.counters.refused_packets += 1,
        }
    }

    /// Fills `pcm` with what is to be heard next.
    pub(crate) fn play(&mut self, pcm: &mut [i16], now_us: i64) {
        let most = self.kind().samples_in(MAX_PULL);
        for part in pcm.chunks_mut(most) {
            while self.queue.len() < part.len() {
                if !self.produce(now_us) {
                    break;
                }
            }
            for sample in part.iter_mut() {
                *sample = self.queue.pop_front().unwrap_or(0);
            }
            self.counters.played += part.len() as u64;
        }
    }

    fn is_too_late(&self, end: i64) -> bool {
        match self.state {
            State::Waiting => false,
            State::Playing { next, .. } => end <= next,
        }
    }

    /// Puts the next piece of sound into the queue; false if there shall be silence.
    fn produce(&mut self, now_us: i64) -> bool {
        match self.state {
            State::Waiting => self.begin(now_us),
            State::Playing { next, invented } => {
                self.go_on(next, invented, now_us);
                true
            }
        }
    }

    /// Starts with the first packet once it has waited for the target.
    fn begin(&mut self, now_us: i64) -> bool {
        // What piled up while nobody listened is not worth its delay: begin as late as can be.
        while self.store.second_at().is_some_and(|at| self.slack_us(at, now_us) >= self.target_us())
        {
            self.store.drop_first();
        }
        let Some(at) = self.store.first().map(|packet| packet.at) else { return false };
        let mut slack_us = self.slack_us(at, now_us);
        if slack_us > self.target_us() + SKIP_US.max(self.delay.max_us()) {
            // It comes so late that the route or the timeline must be another one.
            self.delay.restart(now_us - self.micros_at(at), now_us);
            slack_us = 0;
        }
        if slack_us < self.target_us() {
            return false;
        }
        self.level.clear();
        self.state = State::Playing { next: at, invented: 0 };
        self.produce(now_us)
    }

    fn go_on(&mut self, next: i64, invented: usize, now_us: i64) {
        while self.store.first().is_some_and(|packet| packet.end() <= next) {
            self.store.drop_first();
            self.counters.late_packets += 1;
        }
        let Some(packet) = self.store.first() else {
            self.bridge(next, invented);
            return;
        };
        let (at, samples) = (packet.at, packet.samples);
        let missing = usize::try_from(at - next).unwrap_or(0);
        let is_on_purpose = packet.is_next && missing > 0;
        self.settle(if is_on_purpose { missing } else { 0 });
        match missing.checked_sub(invented) {
            Some(left) if left > 0 => {
                // What was invented while waiting belonged to the gap.
                self.level.shift(-self.micros(invented));
                let from = next + invented as i64;
                let piece = left.min(self.frame.max(1));
                if is_on_purpose {
                    self.invent(piece);
                } else {
                    self.fill_gap(piece, left == piece && piece == samples);
                }
                self.state = State::Playing { next: from + piece as i64, invented: 0 };
            }
            Some(_) | None => {
                if missing > 0 {
                    if !is_on_purpose {
                        self.lose(missing);
                    }
                    self.level.shift(-self.micros(missing));
                }
                self.decode(next.max(at), invented > 0, now_us);
            }
        }
    }

    /// Nothing is there: invents a step and waits, or gives the stream up as paused.
    fn bridge(&mut self, next: i64, invented: usize) {
        let kind = self.kind();
        let patience = if self.is_hushed { STEP } else { PAUSED_AFTER };
        if invented >= kind.samples_in(patience) {
            self.settle(if self.is_hushed { invented } else { 0 });
            self.state = State::Waiting;
            self.decoder.reset();
            return;
        }
        let step = kind.samples_in(STEP);
        self.invent(step);
        self.unsettled += step;
        self.level.shift(self.micros(step));
        self.state = State::Playing { next, invented: invented + step };
    }

    /// A later packet is there: this piece before it is lost, and may be repaired from it.
    fn fill_gap(&mut self, piece: usize, is_repairable: bool) {
        self.lose(piece);
        if !(is_repairable && self.repair(piece)) {
            self.invent(piece);
            self.counters.concealed += piece as u64;
        }
    }

    /// Decodes the first packet from sample `from` on, and stretches it if the delay asks for it.
    fn decode(&mut self, from: i64, is_after_gap: bool, now_us: i64) {
        let Some(packet) = self.store.first() else { return };
        let (at, end) = (packet.at, packet.end());
        let decoded = self.decoder.decode(packet.payload(), &mut self.work);
        self.store.drop_first();
        let Ok(samples) = decoded else {
            self.counters.refused_packets += 1;
            let broken = usize::try_from(end - from).unwrap_or(0);
            self.invent(broken);
            self.counters.concealed += broken as u64;
            self.state = State::Playing { next: end, invented: 0 };
            return;
        };
        self.frame = samples;
        self.state = State::Playing { next: end, invented: 0 };
        self.level.take(self.slack_us(at, now_us));
        self.loss *= 1.0 - LOSS_STEP;
        let skipped = usize::try_from(from - at).unwrap_or(0).min(samples);
        self.work.copy_within(skipped..samples, 0);
        let length = samples - skipped;
        let length = if is_after_gap || skipped > 0 { length } else { self.steer(length, now_us) };
        self.queue.extend(self.work.iter().take(length));
    }

    fn invent(&mut self, samples: usize) {
        let Some(work) = self.work.get_mut(..samples) else { return };
        self.decoder.conceal(work);
        self.queue.extend(work.iter());
    }

    /// Counts what was invented while waiting, but for what the far end did not say on purpose.
    fn settle(&mut self, on_purpose: usize) {
        self.counters.concealed += self.unsettled.saturating_sub(on_purpose) as u64;
        self.unsettled = 0;
    }

    /// Rebuilds a lost frame from the copy in the first packet; false if it has none.
    fn repair(&mut self, samples: usize) -> bool {
        let Some(packet) =
            self.store.first().filter(|packet| self.decoder.has_repair(packet.payload()))
        else {
            return false;
        };
        let Some(work) = self.work.get_mut(..samples) else { return false };
        if self.decoder.decode_repair(packet.payload(), work) != Ok(samples) {
            return false;
        }
        self.queue.extend(work.iter());
        self.counters.repaired += samples as u64;
        true
    }

    fn lose(&mut self, samples: usize) {
        let packets = (samples / self.frame.max(1)).clamp(1, 10);
        for _ in 0..packets {
            self.loss += (1.0 - self.loss) * LOSS_STEP;
        }
    }

    /// How long the packet at `at` could have been there by now.
    fn slack_us(&self, at: i64, now_us: i64) -> i64 {
        now_us - self.micros_at(at) - self.delay.base_us()
    }

    fn micros(&self, samples: usize) -> i64 {
        self.micros_at(samples as i64)
    }

    fn micros_at(&self, sample: i64) -> i64 {
        sample.saturating_mul(1_000_000) / i64::from(self.kind().sample_rate_hz())
    }

    fn samples(&self, micros: i64) -> usize {
        self.kind().samples_in(Duration::from_micros(micros.max(0).unsigned_abs()))
    }
}
