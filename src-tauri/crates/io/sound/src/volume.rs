//! How loud something is, as a person sets it.

/// A volume of 0 to 100. Each 25 steps sound half as loud: 10 dB less, a step is 0.4 dB.
///
/// | volume | level   |
/// |--------|---------|
/// | 100    | 0 dB    |
/// | 75     | −10 dB  |
/// | 50     | −20 dB  |
/// | 25     | −30 dB  |
/// | 1      | −39.6 dB|
/// | 0      | silence |
///
/// Source: 10 dB for twice the loudness, ISO 532-1 (the sone scale).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Volume(u8);

impl Volume {
    /// Silence.
    pub const OFF: Self = Self(0);

    /// As loud as it was made.
    pub const FULL: Self = Self(100);

    /// Decibels of one step.
    const STEP_DB: f32 = 0.4;

    /// A volume of 0 to 100; more counts as 100.
    #[must_use]
    pub const fn new(percent: u8) -> Self {
        Self(if percent > 100 { 100 } else { percent })
    }

    /// 0 to 100.
    #[must_use]
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// Whether nothing is heard.
    #[must_use]
    pub const fn is_off(self) -> bool {
        self.0 == 0
    }

    /// The level against full volume in dB, 0 and below; none for silence.
    #[must_use]
    pub fn decibels(self) -> Option<f32> {
        (!self.is_off()).then(|| (f32::from(self.0) - 100.0) * Self::STEP_DB)
    }

    /// The factor for samples, 0.0..=1.0.
    pub(crate) fn gain(self) -> f32 {
        self.decibels().map_or(0.0, |decibels| 10_f32.powf(decibels / 20.0))
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self::FULL
    }
}

/// The volumes of all that is heard at the talking device; ringing has its own
/// ([`Ring`](crate::Ring)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Volumes {
    /// Those one speaks with; full volume is as loud as they come.
    pub speech: Volume,
    /// Call progress tones; full volume is −18 dB of full scale.
    pub tones: Volume,
    /// The call waiting tone within a call; full volume is −18 dB of full scale.
    pub waiting: Volume,
    /// The own key presses; full volume is −18 dB of full scale.
    pub keys: Volume,
}

impl Default for Volumes {
    /// Speech and tones as loud as they are, the call waiting tone and key presses softly: 8 dB and
    /// 12 dB below the other tones.
    fn default() -> Self {
        Self {
            speech: Volume::FULL,
            tones: Volume::FULL,
            waiting: Volume::new(80),
            keys: Volume::new(70),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_way_sounds_half_as_loud() {
        for (percent, decibels) in [(100, 0.0), (75, -10.0), (50, -20.0), (25, -30.0), (1, -39.6)] {
            let told = Volume::new(percent).decibels().unwrap();
            assert!((told - decibels).abs() < 0.001, "{percent}: {told}");
        }
        assert!((Volume::new(50).gain() - 0.1).abs() < 1e-6);
    }

    #[test]
    fn nothing_is_louder_than_full_and_off_is_silent() {
        assert_eq!(Volume::new(255), Volume::FULL);
        assert_eq!(Volume::FULL.gain().to_bits(), 1.0_f32.to_bits());
        assert_eq!(Volume::OFF.decibels(), None);
        assert_eq!(Volume::OFF.gain().to_bits(), 0.0_f32.to_bits());
    }

    #[test]
    fn every_step_is_louder_than_the_one_before() {
        for percent in 1..=100 {
            assert!(Volume::new(percent).gain() > Volume::new(percent - 1).gain(), "{percent}");
        }
    }
}
