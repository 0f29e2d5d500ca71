//! Keeps one piece of event state published: publishes, refreshes, modifies, removes.
//!
//! Source: RFC 3903.

use bytes::Bytes;
use clock::{Deadline, Now, Timestamp};
use sip_message::StatusCode;

use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange;
use crate::identity::IdentityId;
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
pub(crate) struct Publications {}

impl Publications {
    pub(crate) fn publish(
        &mut self,
        identity: IdentityId,
        package: &str,
        (content_type, body): (&str, Bytes),
        core: &mut Core,
        now: Now,
    ) -> Result<PublicationId, Refusal> {
        let _ = (identity, package, content_type, &body, core, now);
        Err(Refusal::UnknownIdentity)
    }

    pub(crate) fn republish(
        &mut self,
        id: PublicationId,
        body: Bytes,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, &body, core, now);
        Err(Refusal::UnknownId)
    }

    pub(crate) fn unpublish(
        &mut self,
        id: PublicationId,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, core, now);
        Err(Refusal::UnknownId)
    }

    /// Takes what became of a request of `Owner::Publication(id)`.
    pub(crate) fn handle_event(
        &mut self,
        id: PublicationId,
        event: exchange::Event,
        core: &mut Core,
        now: Now,
    ) {
        let _ = (id, &event, core, now);
    }

    /// Removes those of one identity, or of all.
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
