//! The rules of the RFCs, one module for each section, and whole calls; all in simulated time.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it expects; all else fails it"
)]

mod calls;
mod commands;
mod endings;
mod hostility;
mod identities;
mod layer;
mod properties;
mod rfc3261_08;
mod rfc3261_09;
mod rfc3261_12;
mod rfc3261_13;
mod rfc3261_14;
mod rfc3261_14_odd;
mod rfc3261_17_1;
mod rfc3261_17_2;
mod rfc3261_22;
mod rfc3261_22_within;
mod rfc3262;
mod rfc3262_called;
mod rfc3263;
mod rfc3311;
mod rfc3325;
mod rfc3515;
mod rfc3891;
mod rfc4028;
mod rfc4488;
mod rfc5057;
mod rfc6337;
mod support;
mod told;
mod torture;
mod transfers;
