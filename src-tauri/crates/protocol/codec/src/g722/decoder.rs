//! Rebuilds two bands and joins them. Source: ITU-T G.722 §4, §6.

use super::tables::{HIGH_OUTPUT, HIGH_STEP, LOW_COARSE, LOW_OUTPUT, LOW_STEP, look};
use super::{Band, HIGH, LOW, MirrorFilter, bands, saturate};

/// One byte in, two samples out.
#[derive(Debug, Clone)]
pub(crate) struct Decoder {
    low: Band,
    high: Band,
    filter: MirrorFilter,
}

impl Decoder {
    pub(crate) const fn new() -> Self {
        Self::with(bands())
    }

    pub(super) const fn with([low, high]: [Band; 2]) -> Self {
        Self { low, high, filter: MirrorFilter::new() }
    }

    /// Decodes bytes until either slice ends.
    pub(crate) fn decode(&mut self, payload: &[u8], pcm: &mut [i16]) {
        for (pair, byte) in pcm.as_chunks_mut::<2>().0.iter_mut().zip(payload) {
            let low = self.decode_low(i32::from(byte & 0x3f));
            let high = self.decode_high(i32::from(byte >> 6));
            let (even, odd) = self.filter.step(low + high, low - high);
            *pair = [narrow(even >> 11), narrow(odd >> 11)];
        }
    }

    fn decode_low(&mut self, code: i32) -> i32 {
        let scale = self.low.scale;
        let output = self.low.predicted + ((scale * look(&LOW_OUTPUT, code)) >> 15);
        let coarse = code >> 2;
        let quantised = (scale * look(&LOW_COARSE, coarse)) >> 15;
        self.low.rescale(look(&LOW_STEP, coarse), LOW);
        self.low.adapt(quantised);
        limit(output)
    }

    fn decode_high(&mut self, code: i32) -> i32 {
        let quantised = (self.high.scale * look(&HIGH_OUTPUT, code)) >> 15;
        let output = self.high.predicted + quantised;
        self.high.rescale(look(&HIGH_STEP, code), HIGH);
        self.high.adapt(quantised);
        limit(output)
    }
}

/// `LIMIT`: 15 bit.
fn limit(value: i32) -> i32 {
    value.clamp(-16384, 16383)
}

fn narrow(value: i32) -> i16 {
    i16::try_from(saturate(value)).unwrap_or_default()
}
