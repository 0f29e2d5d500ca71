//! A small telephone system for trying the program and for its tests.
//!
//! A [`Pbx`] has three users who register and call each other, and some who live inside: one sends
//! back what it hears, one speaks, one is busy, one calls back. It is told the time and the
//! datagrams and opens nothing itself: whoever owns it carries datagrams between it and sockets on
//! the loopback address. What comes from elsewhere it drops, and it sends nowhere else.
//!
//! ```text
//! telephones ◀──▶ Transactions ◀──▶ gate, registrar        (REGISTER)
//!                      │
//!                      ├──▶ proxy ──▶ telephones of a user
//!                      └──▶ proxy ──▶ house: a SIP agent with one identity for each extension
//! ```
//!
//! Messages between proxy and house go through memory, whole and in order; all else is as on any
//! network. Presence and text messages to extensions are refused for now, in [`Pbx`]'s `serve`.
//!
//! Source: RFC 3261 §10, §16.

mod gate;
mod house;
mod pbx;
mod proxy;
mod registrar;
mod serve;
mod settings;

pub use pbx::{Channel, MediaId, Output, Pbx};
pub use settings::{Extension, Role, Settings, User};

/// Stands in Server and User-Agent.
pub(crate) const NAME: &str = "Rufbereit demo";
