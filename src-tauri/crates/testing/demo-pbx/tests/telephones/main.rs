//! Telephones at the demo PBX, in simulated time.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it expects; all else fails it"
)]

mod calls;
mod codes;
mod colleagues;
mod extensions;
mod hand;
mod hostile;
mod mailboxes;
mod news;
mod parking;
mod picking_up;
mod registrations;
mod sounds;
mod transfers;
mod waiting;
mod watching;
mod weather;
mod world;
