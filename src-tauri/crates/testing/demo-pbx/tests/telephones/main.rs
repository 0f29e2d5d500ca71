//! Telephones at the demo PBX, in simulated time.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it expects; all else fails it"
)]

mod calls;
mod extensions;
mod hand;
mod hostile;
mod news;
mod registrations;
mod sounds;
mod world;
