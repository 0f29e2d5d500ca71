//! G.711: one byte per sample, A-law or µ-law. Source: ITU-T G.711.

use audio_codec_algorithms::{decode_alaw, decode_ulaw, encode_alaw, encode_ulaw};

/// Which of the two curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Law {
    A,
    Mu,
}

impl Law {
    /// Encodes as many samples as both slices have.
    pub(crate) fn encode(self, pcm: &[i16], payload: &mut [u8]) {
        let curve = match self {
            Self::A => encode_alaw,
            Self::Mu => encode_ulaw,
        };
        for (byte, sample) in payload.iter_mut().zip(pcm) {
            *byte = curve(*sample);
        }
    }

    /// Decodes as many samples as both slices have.
    pub(crate) fn decode(self, payload: &[u8], pcm: &mut [i16]) {
        let curve = match self {
            Self::A => decode_alaw,
            Self::Mu => decode_ulaw,
        };
        for (sample, byte) in pcm.iter_mut().zip(payload) {
            *sample = curve(*byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantising_error_stays_within_the_step_of_its_segment() {
        for law in [Law::A, Law::Mu] {
            for sample in (i16::MIN..=i16::MAX).step_by(7) {
                let mut byte = [0];
                let mut back = [0];

                law.encode(&[sample], &mut byte);
                law.decode(&byte, &mut back);

                let error = (i32::from(back[0]) - i32::from(sample)).abs();
                assert!(
                    error <= 16 + i32::from(sample).abs() / 16,
                    "{law:?} {sample} came back as {}",
                    back[0]
                );
            }
        }
    }

    #[test]
    fn silence_has_the_bytes_of_the_standard() {
        let mut byte = [0];

        Law::A.encode(&[0], &mut byte);
        assert_eq!(byte, [0xd5]);
        Law::Mu.encode(&[0], &mut byte);
        assert_eq!(byte, [0xff]);
    }
}
