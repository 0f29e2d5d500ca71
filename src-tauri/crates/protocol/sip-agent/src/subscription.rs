//! Follows one event package at one resource: subscribes, refreshes, hands up every notification.
//!
//! ```text
//!  subscribe           2xx or NOTIFY           active
//! ──────────▶ Starting ─────────────▶ Pending ───────▶ Active ──▶ (Starting again at refresh)
//!                │                       │               │
//!                ▼                       ▼               ▼
//!             Waiting ◀──────────── terminated, refused, silent ───▶ Ended
//! ```
//!
//! A subscription exists before its SUBSCRIBE is sent, so that a NOTIFY that overtakes the 200
//! finds it. Source: RFC 6665.

use std::time::Duration;

use bytes::Bytes;
use clock::Timestamp;
use sip_message::{StatusCode, Uri};

use crate::registration::Problem;

/// Names one subscription of an agent; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(pub u64);

/// What to follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// Whose state.
    pub resource: Uri,
    /// The Event header field's value, such as `presence` or `dialog;id=1`.
    pub package: String,
    /// Content types understood, for Accept.
    pub accept: Vec<String>,
    /// Lifetime asked for.
    pub lifetime: Duration,
    /// Whether to carry a body, such as a filter: its type and bytes.
    pub body: Option<(String, Bytes)>,
}

/// What became of a subscription.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Accepted, but the notifier waits for somebody's consent.
    Pending,
    /// Accepted; notifications follow.
    Active,
    /// The state of the resource.
    Notified {
        /// The body's type, lower case, without parameters.
        content_type: String,
        /// The body.
        body: Bytes,
    },
    /// Broken off; tried again by itself at `retry_at`.
    Waiting {
        /// What a person can be told.
        problem: Problem,
        /// When the next attempt starts.
        retry_at: Timestamp,
    },
    /// Over for good; the id is void.
    Ended {
        /// What the notifier gave as its reason, or how the request was refused.
        why: Ending,
    },
}

/// Why a subscription is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// We unsubscribed.
    Unsubscribed,
    /// `reason=rejected`: consent refused.
    Rejected,
    /// `reason=noresource`: nothing there to follow.
    NoResource,
    /// The request was refused for good.
    Refused(StatusCode),
}
