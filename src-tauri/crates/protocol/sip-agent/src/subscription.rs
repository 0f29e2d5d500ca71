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
use clock::{Deadline, Now, Timestamp};
use sip_message::{Request, StatusCode, Uri};

use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange;
use crate::identity::IdentityId;
use crate::registration::Problem;
use crate::transaction::ServerId;
use crate::wire::Flow;

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

/// The subscriptions of one agent.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {}

impl Subscriptions {
    pub(crate) fn subscribe(
        &mut self,
        identity: IdentityId,
        wish: Wish,
        core: &mut Core,
        now: Now,
    ) -> Result<SubscriptionId, Refusal> {
        let _ = (identity, &wish, core, now);
        Err(Refusal::UnknownIdentity)
    }

    pub(crate) fn unsubscribe(
        &mut self,
        id: SubscriptionId,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, core, now);
        Err(Refusal::UnknownId)
    }

    /// Takes a NOTIFY and answers it if it is for one of these; says whether it was.
    pub(crate) fn handle_notify(
        &mut self,
        server: ServerId,
        request: &Request,
        flow: &Flow,
        core: &mut Core,
        now: Now,
    ) -> bool {
        let _ = (server, request, flow, core, now);
        false
    }

    /// Takes what became of a request of `Owner::Subscription(id)`.
    pub(crate) fn handle_event(
        &mut self,
        id: SubscriptionId,
        event: exchange::Event,
        core: &mut Core,
        now: Now,
    ) {
        let _ = (id, &event, core, now);
    }

    /// Ends those of one identity, or of all.
    pub(crate) fn end(&mut self, identity: Option<IdentityId>, core: &mut Core, now: Now) {
        let _ = (identity, core, now);
    }

    pub(crate) fn handle_network_change(&mut self, core: &mut Core, now: Now) {
        let _ = (core, now);
    }

    pub(crate) fn len(&self) -> usize {
        0
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        None
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        let _ = (core, now);
    }
}
