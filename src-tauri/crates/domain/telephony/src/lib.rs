//! Accounts, lines and calls as a person sees them.
//!
//! Nothing in here knows of SIP: the switchboard tells a [`Call`] what happened to it in the words
//! of telephony, and the call says what it is now and, at its end, what stands in the call list.

mod account;
mod call;
mod end;
mod party;
mod quality;
mod record;

pub use account::{Account, Registration, Trouble, TroubleCode, Wire};
pub use call::{Call, Direction, HeldBy, State, WrongState};
pub use end::{Cause, End, EndedBy};
pub use party::Party;
pub use quality::{Codec, Grade, Quality};
pub use record::{CallRecord, Outcome};
