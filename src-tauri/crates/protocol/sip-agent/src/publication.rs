//! Keeps one piece of event state published: publishes, refreshes, modifies, removes.
//!
//! Source: RFC 3903.

use clock::Timestamp;
use sip_message::StatusCode;

use crate::registration::Problem;

/// Names one publication of an agent; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicationId(pub u64);

/// What became of a publication.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The server holds what was published last.
    Published {
        /// When it ends unless renewed.
        until: Timestamp,
    },
    /// Broken off; tried again by itself at `retry_at`.
    Waiting {
        /// What a person can be told.
        problem: Problem,
        /// When the next attempt starts.
        retry_at: Timestamp,
    },
    /// Refused for good; the id is void.
    Refused(StatusCode),
    /// Removed; the id is void.
    Unpublished,
}
