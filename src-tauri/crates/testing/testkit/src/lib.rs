//! A simulated world: a clock turned by hand, a network with seeded loss.
//!
//! - [`Bench`] holds one SIP agent and plays everybody else by hand: for tests of one rule.
//! - [`World`] joins several agents by a network that loses, doubles, delays and reorders as a
//!   seed tells it: for whole calls and for properties that must hold whatever happens.
//! - [`Story`] puts whole telephones around the demo PBX and writes down what the wire saw and what
//!   the windows showed: for what a person does with calls.
//! - [`Ladder`] remembers who said what to whom and draws it.
//!
//! Nothing here waits: time passes when a test says so.

mod bench;
mod ladder;
mod network;
mod story;
mod time;
mod world;

pub use bench::{Bench, Sent};
pub use ladder::{Ladder, Rung};
pub use network::{Conditions, Network};
pub use story::{Change, PBX, ScriptId, Sound, Story, Telephone, TelephoneId, Wish, story};
pub use time::first_moment;
pub use world::{NodeId, World};
