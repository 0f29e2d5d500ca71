//! Follows one event package at one resource: subscribes, refreshes, hands up every notification.
//!
//! ```text
//!  subscribe            NOTIFY
//! ──────────▶ Starting ─────────▶ Standing ── refresh ──▶ (Standing, asked again)
//!             ▲      │                │  │
//!       retry │      │ silent,        │  │ unsubscribe
//!             │      ▼ refused        ▼  ▼
//!           Waiting ◀── terminated ───   Leaving ──▶ over
//! ```
//!
//! A subscription exists before its SUBSCRIBE is sent, so that a NOTIFY that overtakes the 200
//! finds it; the first NOTIFY makes the dialog. Of a forked SUBSCRIBE the first notifier is kept,
//! the others are told 481. Source: RFC 6665 §4.1, §4.4.

mod machine;

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use clock::{Deadline, Now, Timestamp};
use sip_message::{Request, StatusCode, Uri};

use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange;
use crate::identity::IdentityId;
use crate::registration::Problem;
use crate::subscription::machine::Subscription;
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
    /// `reason=invariant`: what was notified last holds for ever.
    Invariant,
    /// The request was refused for good.
    Refused(StatusCode),
}

/// The subscriptions of one agent.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    table: BTreeMap<SubscriptionId, Subscription>,
}

impl Subscriptions {
    pub(crate) fn subscribe(
        &mut self,
        identity: IdentityId,
        wish: Wish,
        core: &mut Core,
        now: Now,
    ) -> Result<SubscriptionId, Refusal> {
        if wish.resource.sip().is_none() {
            return Err(Refusal::NotDiallable);
        }
        let id = SubscriptionId(core.fresh_id());
        let subscription = Subscription::start(id, identity, wish, core, now)?;
        self.table.insert(id, subscription);
        Ok(id)
    }

    pub(crate) fn unsubscribe(
        &mut self,
        id: SubscriptionId,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        self.table.get_mut(&id).ok_or(Refusal::UnknownId)?.end(core, now);
        self.forget_ended(core);
        Ok(())
    }

    pub(crate) fn renew(
        &mut self,
        id: SubscriptionId,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        self.table.get_mut(&id).ok_or(Refusal::UnknownId)?.renew(core, now);
        self.forget_ended(core);
        Ok(())
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
        let found =
            self.table.values_mut().find(|subscription| subscription.is_notified_by(request));
        let is_ours = found.is_some_and(|subscription| {
            subscription.handle_notify(server, request, flow, core, now)
        });
        self.forget_ended(core);
        is_ours
    }

    /// Takes what became of a request of `Owner::Subscription(id)`.
    pub(crate) fn handle_event(
        &mut self,
        id: SubscriptionId,
        event: exchange::Event,
        core: &mut Core,
        now: Now,
    ) {
        if let Some(subscription) = self.table.get_mut(&id) {
            subscription.handle_event(&event, core, now);
        }
        self.forget_ended(core);
    }

    /// Ends those of one identity, or of all.
    pub(crate) fn end(&mut self, identity: Option<IdentityId>, core: &mut Core, now: Now) {
        for subscription in self.table.values_mut() {
            if identity.is_none_or(|identity| identity == subscription.identity()) {
                subscription.end(core, now);
            }
        }
        self.forget_ended(core);
    }

    pub(crate) fn handle_network_change(&mut self, core: &mut Core, now: Now) {
        for subscription in self.table.values_mut() {
            subscription.handle_network_change(core, now);
        }
        self.forget_ended(core);
    }

    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        self.table.values().map(Subscription::next_deadline).fold(None, Deadline::earlier)
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        for subscription in self.table.values_mut() {
            subscription.handle_timeout(core, now);
        }
        self.forget_ended(core);
    }

    fn forget_ended(&mut self, core: &mut Core) {
        while let Some(id) =
            self.table.iter().find(|(_, subscription)| subscription.is_over()).map(|(id, _)| *id)
        {
            if let Some(subscription) = self.table.remove(&id) {
                subscription.close(core);
            }
        }
    }
}
