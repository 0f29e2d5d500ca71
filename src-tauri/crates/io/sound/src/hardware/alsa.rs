//! What is peculiar to ALSA, which Linux falls back to where no sound server answers.
//!
//! Listing its devices opens each of them and prints what it dislikes, so it is asked only when the
//! cards have changed and not at all where there are none.

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
