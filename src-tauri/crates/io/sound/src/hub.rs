//! The format in which all sound meets inside: blocks of 10 ms, mono, 48 kHz.

/// Rate of everything between the devices and the codecs.
pub(crate) const RATE_HZ: u32 = 48_000;

/// Samples of one block: 10 ms.
pub(crate) const BLOCK: usize = 480;

/// One block. Mono samples, −1.0..=1.0.
pub(crate) type Block = [f32; BLOCK];

/// A block without sound.
pub(crate) const SILENCE: Block = [0.0; BLOCK];

/// A sample as codecs and files have it.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i16 before")]
pub(crate) fn to_i16(sample: f32) -> i16 {
    (sample * 32_768.0).clamp(-32_768.0, 32_767.0) as i16
}

/// A sample as the hub has it.
pub(crate) fn from_i16(sample: i16) -> f32 {
    f32::from(sample) / 32_768.0
}
