//! The nouns that all share: ids, telephone numbers, what can be dialled, and how it is written
//! for one telephone system.

mod address;
mod country;
mod dialling;
mod id;
mod number;
mod pasted;
mod target;

pub use address::{Address, Host};
pub use country::{Country, CountryError, Numbering};
pub use dialling::{DialRules, Lengths, Meaning, Plus, RulesError};
pub use id::{AccountId, CallBackId, CallId, CommentId, IdError, RecordId, ReportId};
pub use number::Number;
pub use target::{DialError, Target};
