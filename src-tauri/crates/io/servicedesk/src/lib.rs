//! Clients of the ticket systems and the durable outbox.
//!
//! A [`Desk`] is one ticket system: Request Tracker 5 by REST2, or a folder for those who have
//! none. The [`Outbox`] takes reports from a [`faults::Shelf`] to the desk, one attempt at a time,
//! and loses none and files none twice, whenever the program is killed.

mod desk;
mod file;
mod letter;
mod outbox;
mod request_tracker;
mod tls;

pub use desk::{AnyDesk, Desk};
pub use file::Folder;
pub use letter::{Letter, Wording};
pub use outbox::{Filing, Handle, Outbox};
pub use request_tracker::{RequestTracker, Server};
