//! What is peculiar to ALSA, which Linux falls back to where no sound server answers.
//!
//! Listing its devices opens each of them and prints what it dislikes, so it is asked only when the
//! cards have changed and not at all where there are none. Under some plugins its threads spin.

#[cfg(target_os = "linux")]
use std::path::Path;

#[cfg(target_os = "linux")]
use cpal::HostId;
#[cfg(target_os = "linux")]
use cpal::traits::DeviceTrait;

/// The cards there are, where ALSA is what we use.
#[cfg(target_os = "linux")]
pub(super) fn cards_of(host: &cpal::Host) -> Option<String> {
    let is_alsa = host.id() == HostId::Alsa;
    is_alsa.then(|| std::fs::read_to_string("/proc/asound/cards").unwrap_or_default())
}

/// Whether ALSA is used although a sound server is there.
#[cfg(target_os = "linux")]
pub(super) fn is_second_best(host: &cpal::Host) -> bool {
    host.id() == HostId::Alsa && has_server()
}

/// Whether there is neither a sound server nor a card. With a server named in a way that only
/// ALSA's plugins understand (`tcp:`, a bare path), ALSA may still reach it.
#[cfg(target_os = "linux")]
pub(super) fn is_all_there_is_and_futile() -> bool {
    !has_server() && !Path::new("/dev/snd").exists() && std::env::var_os("PULSE_SERVER").is_none()
}

#[cfg(target_os = "linux")]
fn has_server() -> bool {
    cpal::available_hosts().contains(&HostId::PulseAudio)
}

/// Whether the callback runs on a thread for which nobody else asks for a place and which does not
/// spin: a sound server's client.
#[cfg(target_os = "linux")]
pub(super) fn is_not_under(device: &cpal::Device) -> bool {
    device.id().is_ok_and(|id| id.host() == HostId::PulseAudio)
}

#[cfg(not(target_os = "linux"))]
pub(super) const fn cards_of(_host: &cpal::Host) -> Option<String> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(super) const fn is_second_best(_host: &cpal::Host) -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
pub(super) const fn is_all_there_is_and_futile() -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
pub(super) const fn is_not_under(_device: &cpal::Device) -> bool {
    false
}
