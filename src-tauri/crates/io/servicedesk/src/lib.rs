//! Clients of the ticket systems and the durable outbox.
//!
//! A [`Desk`] is one ticket system: Request Tracker 5 by REST2, or a folder for those who have
//! none. The [`Outbox`] takes reports from a [`faults::Shelf`] to the desk, one attempt at a time,
//! and loses none and files none twice, whenever the program is killed.

pub mod bundle;
mod desk;
#[cfg(test)]
mod fakes;
mod file;
mod letter;
mod outbox;
mod plain;
mod request_tracker;
mod stages;
mod summary;
mod tls;
mod tracker;
mod web;

pub use bundle::{Bundle, BundleError};
pub use desk::{AnyDesk, Capabilities, Desk};
pub use file::Folder;
pub use letter::{Letter, Wording};
pub use outbox::{Filing, Handle, Outbox};
pub use request_tracker::{RequestTracker, RequestTrackerServer};
pub use stages::Stages;
pub use tracker::{Tracker, TrackerHandle, Tracking};
