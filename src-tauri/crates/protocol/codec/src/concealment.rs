//! Invents samples where packets are missing, for codecs that cannot do so themselves.
//!
//! The voice just heard is repeated by its pitch period, first one period, then two, then three,
//! so that it does not buzz, and fades to silence within 60 ms. Unlike the appendix it adds no
//! delay: the seam at the start is closed by an offset that decays, not by holding the past back.
//!
//! ```text
//!            conceal                    60 ms
//! Heard ────────────────▶ Repeating ───────────▶ Silent
//!   ▲                        │                      │
//!   └────────────────────────┴──────────────────────┘
//!            accept (cross-faded from what was invented)
//! ```
//!
//! Source: ITU-T G.711 Appendix I.

mod period;

use period::find_period;

/// Sound remembered: three of the longest periods, and a quarter to blend them.
const HISTORY_MS: usize = 50;
/// Longest cross-fade back to decoded sound.
const OVERLAP_MS: usize = 10;
/// Fixed-point one of loudness and mixing weights.
const FULL: i32 = 1024;

/// Remembers one stream and goes on with it.
#[derive(Debug)]
pub(crate) struct Concealment {
    samples_per_ms: usize,
    /// The last 50 ms given out, oldest first; what was invented too.
    history: Vec<i16>,
    /// The history as it was when the gap began: what is repeated.
    past: Vec<i16>,
    /// Samples invented since the last decoded ones; 0 when none.
    invented: usize,
    period: usize,
    /// Periods repeated: 1, 2 or 3.
    periods: usize,
    /// Place in the repeated stretch.
    at: usize,
    /// Distance between the last decoded sample and the one that preceded the stretch.
    seam: i32,
    /// Scratch for the cross-fade back.
    overlap: Vec<i16>,
}

impl Concealment {
    pub(crate) fn new(sample_rate_hz: u32) -> Self {
        let samples_per_ms = sample_rate_hz as usize / 1000;
        Self {
            samples_per_ms,
            history: vec![0; HISTORY_MS * samples_per_ms],
            past: vec![0; HISTORY_MS * samples_per_ms],
            invented: 0,
            period: 1,
            periods: 1,
            at: 0,
            seam: 0,
            overlap: vec![0; OVERLAP_MS * samples_per_ms],
        }
    }

    /// Takes decoded samples; the first after a gap are cross-faded from the invented ones.
    pub(crate) fn accept(&mut self, pcm: &mut [i16]) {
        if self.invented > 0 {
            let gap_ms = self.invented / self.samples_per_ms;
            let span = self.quarter() + gap_ms / 5 * self.samples_per_ms;
            let span = span.min(self.overlap.len()).min(pcm.len());
            let mut overlap = std::mem::take(&mut self.overlap);
            if let Some(invented) = overlap.get_mut(..span) {
                self.invent(invented);
                for (step, (sample, invented)) in pcm.iter_mut().zip(invented).enumerate() {
                    *sample = mix(*invented, *sample, step + 1, span + 1);
                }
            }
            self.overlap = overlap;
            self.invented = 0;
        }
        self.remember(pcm);
    }

    /// Fills `pcm` with a continuation of what was heard.
    pub(crate) fn conceal(&mut self, pcm: &mut [i16]) {
        if self.invented == 0 {
            self.begin();
        }
        self.invent(pcm);
        self.remember(pcm);
    }

    pub(crate) fn reset(&mut self) {
        self.history.fill(0);
        self.invented = 0;
    }

    fn begin(&mut self) {
        self.past.copy_from_slice(&self.history);
        self.period = find_period(&self.past, self.samples_per_ms);
        self.periods = 1;
        self.at = 0;
        self.seam = i32::from(self.back(1)) - i32::from(self.back(self.period + 1));
    }

    fn invent(&mut self, pcm: &mut [i16]) {
        let quarter = self.quarter();
        for sample in pcm {
            self.widen_when_due();
            let value = i32::from(self.repeated()) + self.seam_left(quarter);
            *sample = clip(value * self.loudness() / FULL);
            self.at = (self.at + 1) % (self.period * self.periods);
            self.invented = self.invented.saturating_add(1);
        }
    }

    /// The sample of the repeated stretch at `at`, whose end flows back into its beginning.
    fn repeated(&self) -> i16 {
        let length = self.period * self.periods;
        let sample = self.back(length - self.at);
        let quarter = self.quarter();
        match (self.at + quarter).checked_sub(length) {
            None => sample,
            Some(step) => mix(sample, self.back(length + quarter - step), step + 1, quarter + 1),
        }
    }

    /// Another period after 10 and after 20 ms: the same place lies one period further on.
    fn widen_when_due(&mut self) {
        let wanted = (self.invented / (10 * self.samples_per_ms) + 1).min(3);
        let is_before_the_blend = self.at + self.quarter() < self.period * self.periods;
        if self.periods < wanted && is_before_the_blend {
            self.periods += 1;
            self.at += self.period;
        }
    }

    /// The `count`th sample before the gap, 1 being the last.
    fn back(&self, count: usize) -> i16 {
        self.past
            .len()
            .checked_sub(count)
            .and_then(|at| self.past.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// What remains of the seam: it decays to nothing within a quarter of a period.
    fn seam_left(&self, quarter: usize) -> i32 {
        match quarter.checked_sub(self.invented) {
            None | Some(0) => 0,
            Some(left) => self.seam * left as i32 / (quarter as i32 + 1),
        }
    }

    /// Full for 10 ms, then falling in a straight line to silence at 60 ms. Source: Appendix I §2.
    fn loudness(&self) -> i32 {
        let per_ms = self.samples_per_ms;
        let left = (60 * per_ms).saturating_sub(self.invented).min(50 * per_ms);
        left as i32 * FULL / (50 * per_ms) as i32
    }

    fn quarter(&self) -> usize {
        (self.period / 4).max(1)
    }

    fn remember(&mut self, pcm: &[i16]) {
        let length = self.history.len();
        match length.checked_sub(pcm.len()) {
            Some(kept) => {
                self.history.copy_within(pcm.len().., 0);
                if let Some(end) = self.history.get_mut(kept..) {
                    end.copy_from_slice(pcm);
                }
            }
            None => {
                let newest = pcm.iter().skip(pcm.len() - length);
                self.history.iter_mut().zip(newest).for_each(|(old, new)| *old = *new);
            }
        }
    }
}

/// From `one` (step 0) to `other` (step `steps`).
fn mix(one: i16, other: i16, step: usize, steps: usize) -> i16 {
    let weight = step as i32 * FULL / steps as i32;
    clip((i32::from(one) * (FULL - weight) + i32::from(other) * weight) / FULL)
}

fn clip(value: i32) -> i16 {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE_HZ: u32 = 8000;

    #[test]
    fn a_tone_goes_on_over_a_lost_frame_without_a_click() {
        for (rate_hz, tone_hz) in [(8000, 180.0), (8000, 440.0), (16_000, 97.0), (16_000, 310.0)] {
            let mut concealment = Concealment::new(rate_hz);
            let mut pcm = tone(rate_hz, tone_hz, 200);
            let frame = rate_hz as usize / 50;

            for (index, frame) in pcm.chunks_mut(frame).enumerate() {
                if index == 5 {
                    concealment.conceal(frame);
                } else {
                    concealment.accept(frame);
                }
            }

            let slope = 10_000.0 * std::f64::consts::TAU * tone_hz / f64::from(rate_hz);
            let steepest = steepest(&pcm);
            assert!(
                f64::from(steepest) < slope * 2.2 + 300.0,
                "{tone_hz} Hz at {rate_hz}: {steepest}, tone {slope}"
            );
            let concealed = &pcm[5 * frame..6 * frame];
            assert!(energy(concealed) > 0.5 * energy(&pcm[..frame]), "{tone_hz} Hz became silent");
        }
    }

    #[test]
    fn a_long_gap_fades_to_silence() {
        let mut concealment = Concealment::new(RATE_HZ);
        concealment.accept(&mut tone(RATE_HZ, 200.0, 100));
        let mut gap = vec![0; 100 * 8];

        concealment.conceal(&mut gap);

        assert!(energy(&gap[..80]) > 1e6);
        assert!(gap[60 * 8..].iter().all(|sample| *sample == 0));
    }

    #[test]
    fn silence_is_continued_by_silence() {
        let mut concealment = Concealment::new(RATE_HZ);
        let mut gap = vec![1; 160];

        concealment.conceal(&mut gap);

        assert_eq!(gap, vec![0; 160]);
    }

    #[test]
    fn frames_longer_than_the_history_and_of_no_length_are_taken() {
        let mut concealment = Concealment::new(RATE_HZ);

        concealment.accept(&mut []);
        concealment.accept(&mut tone(RATE_HZ, 200.0, 120));
        concealment.conceal(&mut []);
        concealment.conceal(&mut [0; 3]);
        concealment.accept(&mut [0; 1]);
    }

    fn tone(rate_hz: u32, tone_hz: f64, length_ms: usize) -> Vec<i16> {
        let samples = rate_hz as usize * length_ms / 1000;
        let phase = |at: usize| std::f64::consts::TAU * tone_hz * at as f64 / f64::from(rate_hz);
        (0..samples).map(|at| (phase(at).sin() * 10_000.0) as i16).collect()
    }

    fn steepest(pcm: &[i16]) -> i32 {
        pcm.windows(2)
            .map(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs())
            .max()
            .unwrap_or(0)
    }

    fn energy(pcm: &[i16]) -> f64 {
        pcm.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / pcm.len() as f64
    }
}
