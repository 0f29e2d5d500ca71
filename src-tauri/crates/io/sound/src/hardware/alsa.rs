//! What is peculiar to ALSA, which Linux falls back to where no sound server answers.
//!
//! Listing its devices opens each of them and prints what it dislikes, so it is asked only when the
//! cards have changed and not at all where there are none.

use crate::DeviceId;

/// The cards there are, where ALSA is what we use.
#[cfg(target_os = "linux")]
pub(super) fn cards_of(host: &cpal::Host) -> Option<String> {
    let is_alsa = host.id() == cpal::HostId::Alsa;
    is_alsa.then(|| std::fs::read_to_string("/proc/asound/cards").unwrap_or_default())
}

/// Whether there is no card either. A server in the network is reached through ALSA's plugins.
#[cfg(target_os = "linux")]
pub(super) fn is_futile() -> bool {
    let is_elsewhere = std::env::var("PULSE_SERVER").is_ok_and(|server| server.starts_with("tcp"));
    !is_elsewhere && !std::path::Path::new("/dev/snd").exists()
}

#[cfg(not(target_os = "linux"))]
pub(super) const fn cards_of(_host: &cpal::Host) -> Option<String> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(super) const fn is_futile() -> bool {
    false
}

/// Whether a device is one of the many names under which ALSA offers a card: of each card one name
/// (`sysdefault`) is enough to ring at all of them.
pub(crate) fn is_alias(id: &DeviceId) -> bool {
    id.as_str().strip_prefix("alsa:").is_some_and(|name| !name.starts_with("sysdefault:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_names_of_a_card_one_is_taken() {
        for (id, expected) in [
            ("alsa:sysdefault:CARD=PCH", false),
            ("alsa:plughw:CARD=PCH,DEV=0", true),
            ("alsa:default", true),
            ("pulseaudio:headset", false),
            ("wasapi:{0.0.0.00000000}", false),
        ] {
            assert_eq!(is_alias(&id.into()), expected, "{id}");
        }
    }
}
