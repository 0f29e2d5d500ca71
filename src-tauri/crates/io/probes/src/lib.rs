//! Measures the network, the sound devices and the machine for a diagnosis.
//!
//! Here so far: the facts about the machine that belong into a report. Each is found by a thread of
//! its own within a time limit of its own, so that none holds up another, and a fact that cannot be
//! had is told as such.

mod command;
mod fact;
mod link;
mod machine;
mod system;

pub use fact::{Fact, ProbeError};
pub use machine::{Machine, machine};
