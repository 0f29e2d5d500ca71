//! The nouns that all share: ids, telephone numbers, and what can be dialled.

mod address;
mod id;
mod number;
mod pasted;
mod target;

pub use address::{Address, Host};
pub use id::{AccountId, CallId, CommentId, IdError, RecordId, ReportId};
pub use number::Number;
pub use target::{DialError, Target};
