//! What one does with calls, told as stories: whole switchboards around the demo PBX, in simulated
//! time. A story shows what the wire saw (the ladder) and what people read (the changes).

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it expects; all else fails it"
)]

mod arrival;
mod call_backs;
mod conference;
mod dialling;
mod digits;
mod forking;
mod holding;
mod legs;
mod moving;
mod peer;
mod phone;
mod proposals;
mod services;
mod soak;
mod takeover;
mod told;
mod transfer;
mod waiting_messages;
