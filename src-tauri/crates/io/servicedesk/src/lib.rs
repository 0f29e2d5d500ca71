//! Clients of the ticket systems and the durable outbox.
//!
//! A [`Desk`] is one ticket system, or a folder for those who have none; [`AnyDesk`] names them all.
//! The [`Outbox`] takes reports from a [`faults::Shelf`] to the desk, one attempt at a time,
//! and loses none and files none twice, whenever the program is killed; then what is added to them.
//! The [`Tracker`] asks how their tickets fare until they are closed.

pub mod bundle;
mod desk;
#[cfg(test)]
mod fakes;
mod file;
mod jira;
mod letter;
mod mail;
mod outbox;
mod parcel;
mod plain;
mod redmine;
mod request_tracker;
mod stages;
mod summary;
mod tls;
mod tracker;
mod web;
mod zammad;
mod znuny;

pub use bundle::{Bundle, BundleError};
pub use desk::{AnyDesk, Capabilities, Desk};
pub use file::Folder;
pub use jira::{Jira, JiraServer};
pub use letter::{Letter, Wording};
pub use mail::{Mail, MailServer, Security};
pub use outbox::{Filing, Handle, Outbox};
pub use redmine::{Redmine, RedmineServer};
pub use request_tracker::{RequestTracker, RequestTrackerServer};
pub use stages::Stages;
pub use tracker::{Tracker, TrackerHandle, Tracking};
pub use zammad::{Zammad, ZammadServer};
pub use znuny::{Znuny, ZnunyServer};
