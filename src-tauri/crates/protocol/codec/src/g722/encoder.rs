//! Splits sound into two bands and quantises each. Source: ITU-T G.722 §3, §5.

use super::tables::{HIGH_OUTPUT, HIGH_STEP, LOW_COARSE, LOW_LEVELS, LOW_STEP, look};
use super::{Band, HIGH, LOW, MirrorFilter, bands, saturate};

/// Two samples in, one byte out.
#[derive(Debug, Clone)]
pub(crate) struct Encoder {
    low: Band,
    high: Band,
    filter: MirrorFilter,
}

impl Encoder {
    pub(crate) const fn new() -> Self {
        Self::with(bands())
    }

    pub(super) const fn with([low, high]: [Band; 2]) -> Self {
        Self { low, high, filter: MirrorFilter::new() }
    }

    /// Encodes pairs of samples until either slice ends.
    pub(crate) fn encode(&mut self, pcm: &[i16], payload: &mut [u8]) {
        for (byte, [first, second]) in payload.iter_mut().zip(pcm.as_chunks::<2>().0) {
            let (even, odd) = self.filter.step(i32::from(*first), i32::from(*second));
            let low = self.encode_low((even + odd) >> 14);
            let high = self.encode_high((even - odd) >> 14);
            *byte = u8::try_from(high << 6 | low).unwrap_or_default();
        }
    }

    fn encode_low(&mut self, sample: i32) -> i32 {
        let difference = saturate(sample - self.low.predicted);
        let magnitude = if difference >= 0 { difference } else { -(difference + 1) };
        let scale = self.low.scale;
        let interval =
            LOW_LEVELS.iter().take_while(|level| magnitude >= (**level * scale) >> 12).count();
        let code = low_code(i32::try_from(interval).unwrap_or_default(), difference < 0);
        let coarse = code >> 2;
        let quantised = (scale * look(&LOW_COARSE, coarse)) >> 15;
        self.low.rescale(look(&LOW_STEP, coarse), LOW);
        self.low.adapt(quantised);
        code
    }

    fn encode_high(&mut self, sample: i32) -> i32 {
        let difference = saturate(sample - self.high.predicted);
        let magnitude = if difference >= 0 { difference } else { -(difference + 1) };
        let is_large = magnitude >= (564 * self.high.scale) >> 12;
        let code = match (difference < 0, is_large) {
            (true, false) => 1,
            (true, true) => 0,
            (false, false) => 3,
            (false, true) => 2,
        };
        let quantised = (self.high.scale * look(&HIGH_OUTPUT, code)) >> 15;
        self.high.rescale(look(&HIGH_STEP, code), HIGH);
        self.high.adapt(quantised);
        code
    }
}

/// `ILN` and `ILP`: the code of an interval, 0 to 29 counted from the middle outwards.
const fn low_code(interval: i32, is_negative: bool) -> i32 {
    match (is_negative, interval) {
        (true, 0) => 63,
        (true, 1) => 62,
        (true, outer) => 33 - outer,
        (false, inner) => 61 - inner,
    }
}
