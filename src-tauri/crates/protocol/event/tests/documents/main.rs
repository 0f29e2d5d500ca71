//! The documents as telephone systems write them, what they mean, and that nothing does harm.

#![expect(clippy::unwrap_used, reason = "a test says what it expects; all else fails it")]

mod dialogs;
mod dialogs_in_time;
mod digits;
mod fragments;
mod hostile;
mod summaries;
