//! Measures the network, the sound devices and the machine for a diagnosis.
//!
//! ```text
//! Plan ──▶ Diagnosis ──▶ one task per probe, all at once ──▶ Finding ──▶ Verdict
//!              │                      │
//!              └── hard limit, stop   └── Progress
//! ```
//!
//! [`machine()`] tells the facts about the machine that belong into every report.

mod calls;
mod clocks;
mod command;
mod condition;
mod diagnosis;
mod fact;
mod glass;
mod job;
mod link;
mod machine;
mod network;
mod path;
mod place;
mod plan;
mod ports;
mod progress;
mod registration;
mod resolve;
mod server;
mod socket;
mod sounds;
mod stun;
mod system;
mod tls;

pub use diagnosis::{Diagnosed, Diagnosis};
pub use fact::{Fact, ProbeError};
pub use machine::{Machine, machine};
pub use place::{addresses, networks};
pub use plan::{
    Account, AccountState, Call, Endpoint, Engine, LIMIT, Limits, LoopFuture, LoopResult, LoopTest,
    LoopTrouble, Plan, Row, SPAN, Service, Sounds, Why,
};
pub use progress::{ProbeState, Progress, Subject};
