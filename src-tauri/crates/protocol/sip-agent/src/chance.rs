//! The agent's only source of chance: tags, branches, Call-IDs, random waits, all from one seed.

use std::time::Duration;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

/// A seeded source of tokens and waits.
#[derive(Debug)]
pub(crate) struct Chance {
    stream: ChaCha12Rng,
}

impl Chance {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { stream: ChaCha12Rng::from_seed(seed) }
    }

    /// A seed for another source that shares nothing with what this one gives later.
    pub(crate) fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.stream.fill_bytes(&mut seed);
        seed
    }

    /// 80 unguessable bits in 16 letters and digits: for tags, branches and Call-IDs.
    ///
    /// Source: RFC 3261 §19.3 (at least 32 bits).
    pub(crate) fn token(&mut self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz2345678";
        let mut raw = [0_u8; 16];
        self.stream.fill_bytes(&mut raw);
        raw.iter()
            .map(|byte| char::from(*LETTERS.get(usize::from(byte & 31)).unwrap_or(&b'a')))
            .collect()
    }

    /// A first CSeq or RSeq number: small enough never to reach 2³¹.
    pub(crate) fn sequence(&mut self) -> u32 {
        self.stream.random_range(1..=0xffff)
    }

    /// A wait of whole `step`s from `from` to `to`.
    pub(crate) fn wait(&mut self, from: Duration, to: Duration, step: Duration) -> Duration {
        let step_ms = u64::try_from(step.as_millis()).unwrap_or(1).max(1);
        let span_ms = u64::try_from(to.saturating_sub(from).as_millis()).unwrap_or(0);
        let steps = self.stream.random_range(0..=span_ms / step_ms);
        from + Duration::from_millis(steps * step_ms)
    }
}
