//! The sound from outside: calls over loopback, devices that come and go, files in their place.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops where its world is not as it must be"
)]

mod calls;
mod kit;
#[path = "../../src/measure.rs"]
mod measure;
#[cfg(target_os = "linux")]
mod pulse;
