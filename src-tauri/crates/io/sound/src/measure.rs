//! Measures tones in samples, for tests.

use std::f32::consts::TAU;

/// Squared amplitude of the part of `samples` at one frequency: Goertzel's algorithm under a
/// Hann window.
pub(crate) fn power_at(frequency_hz: f32, rate_hz: u32, samples: &[f32]) -> f32 {
    let step = f64::from(TAU) * f64::from(frequency_hz) / f64::from(rate_hz);
    let coefficient = 2.0 * step.cos();
    let (mut s1, mut s2, mut weight) = (0.0, 0.0, 0.0);
    for (index, sample) in samples.iter().enumerate() {
        let place = index as f64 / samples.len() as f64;
        let window = 0.5 - 0.5 * (std::f64::consts::TAU * place).cos();
        let s0 = f64::from(*sample) * window + coefficient * s1 - s2;
        (s2, s1) = (s1, s0);
        weight += window;
    }
    let power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
    (power / (weight / 2.0).powi(2)) as f32
}

/// A sine of some seconds.
pub(crate) fn sine(frequency_hz: f32, rate_hz: u32, seconds: f32, amplitude: f32) -> Vec<f32> {
    let count = (rate_hz as f32 * seconds) as usize;
    let step = f64::from(frequency_hz) * std::f64::consts::TAU / f64::from(rate_hz);
    (0..count).map(|index| (index as f64 * step).sin() as f32 * amplitude).collect()
}
