//! A small telephone system for trying the program and for its tests.
//!
//! A [`Pbx`] has three users who register and call each other, and colleagues who live inside, one
//! for each thing that one may want to try ([`Role`]). Calls can be forwarded, parked, picked up and
//! joined by [`CODES`] and numbers ([`Services`]); mailboxes take messages; who subscribes is told.
//! It is told the time and the datagrams and opens nothing itself: whoever owns it carries datagrams
//! between it and sockets on the loopback address. What comes from elsewhere it drops, and it sends
//! nowhere else.
//!
//! ```text
//! telephones ◀──▶ Transactions ◀──▶ gate, registrar        (REGISTER)
//!                      │     ▲
//!                      │     └────▶ subscribing ◀── ledger, mailboxes
//!                      ├──▶ calling ──▶ proxy ──▶ telephones of a user, of a group
//!                      └──▶ features ─▶ proxy ──▶ house: a SIP agent with an identity for each extension
//! ```
//!
//! Calls go through a proxy: Call-ID and tags are those of the telephones at both ends, so that any
//! of them can replace a call by what the dialog package says. Where the PBX itself takes part, an
//! extension of the house does. Messages between proxy and house go through memory, whole and in
//! order; all else is as on any network.
//!
//! Source: RFC 3261 §10, §16.

mod calling;
mod code;
mod features;
mod gate;
mod house;
mod journey;
mod ledger;
mod pbx;
mod proxy;
mod registrar;
mod routing;
mod serve;
mod services;
mod settings;
mod subscribing;

pub use code::CODES;
pub use pbx::{Channel, MediaId, Output, Pbx};
pub use settings::{Entry, Extension, Role, Services, Settings, User};

/// Stands in Server and User-Agent.
pub(crate) const NAME: &str = "Rufbereit demo";
