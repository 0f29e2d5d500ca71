//! Finds the pitch period at the end of a stretch of sound. Source: ITU-T G.711 Appendix I §2.

/// The pattern that is looked for in what came before it.
const PATTERN_MS: usize = 20;
/// Voices from 400 Hz …
const SHORTEST_US: usize = 2_500;
/// … down to 66 Hz.
const LONGEST_MS: usize = 15;
/// Less alike than this (normalised, squared) is noise, in which the longest period buzzes least.
const NOISE_LIKENESS: f32 = 0.1;
/// A shorter period nearly as alike as the best is the voice's own, the best one of its multiples.
const NEARLY: f32 = 0.85;

/// The period in samples; `history` holds at least 35 ms.
pub(super) fn find_period(history: &[i16], samples_per_ms: usize) -> usize {
    let shortest = SHORTEST_US * samples_per_ms / 1000;
    let longest = LONGEST_MS * samples_per_ms;
    let search = Search { history, pattern: PATTERN_MS * samples_per_ms };
    let best = (shortest..=longest).map(|period| search.likeness(period)).fold(0.0, f32::max);
    if best < NOISE_LIKENESS {
        return longest;
    }
    let first = (shortest..=longest).find(|period| search.likeness(*period) >= best * NEARLY);
    let mut period = first.unwrap_or(longest);
    while period < longest && search.likeness(period + 1) > search.likeness(period) {
        period += 1;
    }
    period
}

struct Search<'a> {
    history: &'a [i16],
    /// Samples of the pattern at the end.
    pattern: usize,
}

impl Search<'_> {
    /// Squared normalised correlation of the end with what lies `period` before it; 0 when opposed.
    fn likeness(&self, period: usize) -> f32 {
        let end = self.history.iter().rev().take(self.pattern);
        let earlier = self.history.iter().rev().skip(period);
        let mut both = 0.0_f32;
        let mut end_energy = 1.0_f32;
        let mut earlier_energy = 1.0_f32;
        // Every other sample: the figures change little, the time by half.
        for (late, early) in end.zip(earlier).step_by(2) {
            let (late, early) = (f32::from(*late), f32::from(*early));
            both += late * early;
            end_energy += late * late;
            earlier_energy += early * early;
        }
        if both <= 0.0 { 0.0 } else { both * both / (end_energy * earlier_energy) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_a_voice_is_found_not_its_double() {
        for (samples_per_ms, period) in [(8, 40), (8, 73), (8, 110), (16, 50), (16, 200)] {
            let history: Vec<i16> =
                (0..50 * samples_per_ms).map(|at| glottal_pulse(at % period, period)).collect();

            let found = find_period(&history, samples_per_ms);

            assert!(found.abs_diff(period) <= 1, "period {period}, found {found}");
        }
    }

    #[test]
    fn noise_and_silence_repeat_over_the_longest_period() {
        assert_eq!(find_period(&[0; 400], 8), 120);
    }

    /// A pulse that rings out: strong harmonics, as a voice has.
    fn glottal_pulse(at: usize, period: usize) -> i16 {
        let place = at as f32 / period as f32;
        (8000.0 * (-3.0 * place).exp() * (place * 40.0).sin()) as i16
    }
}
