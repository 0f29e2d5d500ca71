//! How sound devices are named and chosen.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The name of a device: what is stored in the settings and typed on the command line.
///
/// `default` is the system's choice, `null` is silence, `wav:PATH` a file; anything else is a
/// device as [`Sound::devices`](crate::Sound::devices) lists it, by its id or its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(String);

impl DeviceId {
    const WAV: &str = "wav:";

    /// What the system would choose.
    #[must_use]
    pub fn default_device() -> Self {
        Self("default".to_owned())
    }

    /// Silence in, nothing out, at the pace of a timer.
    #[must_use]
    pub fn null() -> Self {
        Self("null".to_owned())
    }

    /// A file: played in a loop as microphone, written to as loudspeaker.
    #[must_use]
    pub fn wav(path: &Path) -> Self {
        Self(format!("{}{}", Self::WAV, path.display()))
    }

    /// The name as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn kind(&self) -> Kind<'_> {
        match self.0.as_str() {
            "default" | "" => Kind::Default,
            "null" => Kind::Null,
            other => match other.strip_prefix(Self::WAV) {
                Some(path) => Kind::Wav(PathBuf::from(path)),
                None => Kind::Named(other),
            },
        }
    }
}

impl Default for DeviceId {
    fn default() -> Self {
        Self::default_device()
    }
}

impl From<&str> for DeviceId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for DeviceId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for DeviceId {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a [`DeviceId`] stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Default,
    Null,
    Wav(PathBuf),
    Named(&'a str),
}

/// What a device is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The microphone.
    Input,
    /// The loudspeaker or headset that carries the call.
    Output,
    /// Where it rings.
    Ring,
}

/// Places where it rings at the same time at most.
pub const MAX_RINGS: usize = 8;

/// The devices a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The microphone.
    pub input: DeviceId,
    /// The loudspeaker or headset that carries the call.
    pub output: DeviceId,
    /// Where it rings: at all of these at once, at most [`MAX_RINGS`]. Without any it rings at
    /// `output`, and where one of them is `output`, ringing is mixed into the call.
    pub rings: Vec<DeviceId>,
    /// It rings at `output` and at every output the machine has, besides `rings`.
    pub everywhere: bool,
}

impl Choice {
    /// Devices with one place where it rings.
    #[must_use]
    pub fn new(input: DeviceId, output: DeviceId, ring: DeviceId) -> Self {
        Self { input, output, rings: vec![ring], everywhere: false }
    }

    /// No sound at all: for tests and machines without devices.
    #[must_use]
    pub fn null() -> Self {
        Self::new(DeviceId::null(), DeviceId::null(), DeviceId::null())
    }

    /// The first place where it rings.
    #[must_use]
    pub fn ring(&self) -> &DeviceId {
        self.rings.first().unwrap_or(&self.output)
    }
}

/// A device that can be chosen now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// What to store when it is chosen.
    pub id: DeviceId,
    /// What to show, as the system calls it.
    pub name: String,
    /// [`Role::Input`] or [`Role::Output`]; every output can also ring.
    pub role: Role,
    /// The system's own choice for this role.
    pub is_default: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_id_says_what_it_stands_for() {
        assert_eq!(DeviceId::from("default").kind(), Kind::Default);
        assert_eq!(DeviceId::from("").kind(), Kind::Default);
        assert_eq!(DeviceId::from("null").kind(), Kind::Null);
        assert_eq!(DeviceId::from("wav:/tmp/a b.wav").kind(), Kind::Wav("/tmp/a b.wav".into()));
        assert_eq!(DeviceId::from("alsa:hw:1,0").kind(), Kind::Named("alsa:hw:1,0"));
    }
}
