//! Accounts, lines and calls as a person sees them.
//!
//! Nothing in here knows of SIP: the switchboard tells a [`Call`] what happened to it in the words
//! of telephony, and the call says what it is now and, at its end, what stands in the call list.

mod account;
mod call;
pub mod callback;
mod colleague;
pub mod emergency;
mod end;
pub mod lamp;
mod party;
mod party_key;
pub mod plan;
pub mod policy;
mod quality;
mod record;
pub mod services;

pub use account::{Account, Registration, Trouble, TroubleCode, Wire};
pub use call::{Call, Direction, HeldBy, Progress, State, Traits, Transfer, WrongState};
pub use colleague::Colleague;
pub use end::{Cause, End, EndedBy};
pub use party::Party;
pub use party_key::PartyKey;
pub use quality::{Codec, Grade, Quality};
pub use record::{CallRecord, Outcome};
