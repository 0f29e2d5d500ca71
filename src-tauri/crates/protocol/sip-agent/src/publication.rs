//! Keeps one piece of event state published: publishes, refreshes, modifies, removes.
//!
//! ```text
//!         publish            2xx
//! ──────────────────▶ Asking ────▶ Published ── refresh, republish ──▶ (Asking again)
//!                     ▲    │           │
//!               retry │    │ silent    │ unpublish
//!                     │    ▼           ▼
//!                    Waiting        Removing ──▶ over
//! ```
//!
//! Source: RFC 3903.

mod machine;

use std::collections::BTreeMap;

use bytes::Bytes;
use clock::{Deadline, Now, Timestamp};
use sip_message::StatusCode;

use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange;
use crate::identity::IdentityId;
use crate::publication::machine::Publication;
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

/// The publications of one agent.
#[derive(Debug, Default)]
pub(crate) struct Publications {
    table: BTreeMap<PublicationId, Publication>,
}

impl Publications {
    pub(crate) fn publish(
        &mut self,
        identity: IdentityId,
        package: &str,
        (content_type, body): (&str, Bytes),
        core: &mut Core,
        now: Now,
    ) -> Result<PublicationId, Refusal> {
        let id = PublicationId(core.fresh_id());
        let what = (package, content_type, body);
        let publication = Publication::start(id, identity, what, core, now)?;
        self.table.insert(id, publication);
        Ok(id)
    }

    pub(crate) fn republish(
        &mut self,
        id: PublicationId,
        body: Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let publication = self.table.get_mut(&id).ok_or(Refusal::UnknownId)?;
        publication.change(body, core, now)?;
        self.forget_ended();
        Ok(())
    }

    pub(crate) fn unpublish(
        &mut self,
        id: PublicationId,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        self.table.get_mut(&id).ok_or(Refusal::UnknownId)?.remove(core, now);
        self.forget_ended();
        Ok(())
    }

    /// Takes what became of a request of `Owner::Publication(id)`.
    pub(crate) fn handle_event(
        &mut self,
        id: PublicationId,
        event: exchange::Event,
        core: &mut Core,
        now: Now,
    ) {
        if let Some(publication) = self.table.get_mut(&id) {
            publication.handle_event(&event, core, now);
        }
        self.forget_ended();
    }

    /// Removes those of one identity, or of all.
    pub(crate) fn end(&mut self, identity: Option<IdentityId>, core: &mut Core, now: Now) {
        for publication in self.table.values_mut() {
            if identity.is_none_or(|identity| identity == publication.identity()) {
                publication.remove(core, now);
            }
        }
        self.forget_ended();
    }

    pub(crate) fn handle_network_change(&mut self, core: &mut Core, now: Now) {
        for publication in self.table.values_mut() {
            publication.hurry(core, now);
        }
        self.forget_ended();
    }

    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        self.table.values().map(Publication::next_deadline).fold(None, Deadline::earlier)
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        for publication in self.table.values_mut() {
            publication.handle_timeout(core, now);
        }
        self.forget_ended();
    }

    fn forget_ended(&mut self) {
        self.table.retain(|_, publication| !publication.is_over());
    }
}
