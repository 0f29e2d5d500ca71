//! Keeps one identity reachable: registers, refreshes, and backs off when refused.
//!
//! ```text
//!              register                accepted
//! Unregistered ────────▶ Registering ──────────▶ Registered
//!      ▲                  ▲       │                   │
//!      │          retry   │       │ refused,          │ refresh
//!      │                  │       ▼ silent            ▼
//!      └──────────────    └──── Waiting        (Registering again)
//!        unregister
//! ```
//!
//! Source: RFC 3261 §10 (registration), RFC 5626 §4.5 (back-off).

use clock::{Deadline, Now, Timestamp};
use sip_message::{NameAddr, StatusCode, Uri};

use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange;
use crate::identity::IdentityId;
use crate::wire::{Flow, ResolveError, TransportError};

/// What became of a registration; the latest event is the whole state.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A first REGISTER is out.
    Registering,
    /// The registrar holds our binding; renewals that succeed repeat this event.
    Registered(Box<Binding>),
    /// Refused or unanswered; tried again by itself at `retry_at`.
    Waiting {
        /// What a person can be told.
        problem: Problem,
        /// When the next attempt starts.
        retry_at: Timestamp,
    },
    /// Refused in a way that waiting does not mend; tried again only by `register`.
    Refused {
        /// What a person can be told.
        problem: Problem,
    },
    /// The binding is removed (or given up after an attempt to remove it).
    Unregistered,
}

/// What the registrar granted.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// When the binding ends unless renewed.
    pub until: Timestamp,
    /// All contacts that the registrar holds for the address, ours among them.
    pub contacts: Vec<NameAddr>,
    /// Hops that our requests must pass. Source: RFC 3608.
    pub service_route: Vec<NameAddr>,
    /// A globally routable address of this instance, if granted. Source: RFC 5627.
    pub gruu: Option<Uri>,
    /// The flow that the registrar answered over.
    pub flow: Flow,
    /// Whether the registrar keeps to RFC 5626 (Outbound).
    pub outbound: bool,
}

/// Why an identity is not registered, as far as a person can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// The credentials were refused.
    WrongPassword,
    /// Credentials were asked for and there are none, or no known algorithm was offered.
    NoCredentials,
    /// 404: the registrar does not know the address.
    UnknownUser,
    /// 403 and the like.
    Forbidden(StatusCode),
    /// The server did not answer at all.
    NoAnswer,
    /// The server's name has no address.
    ServerNotFound(ResolveError),
    /// The server's address cannot be reached, or its certificate is not what it must be.
    Unreachable(TransportError),
    /// 5xx: the server is in trouble.
    ServerTrouble(StatusCode),
    /// Another refusal.
    Refused(StatusCode),
    /// The registrar accepted, but without our binding in the answer.
    NotBound,
    /// The registrar redirected us in a circle.
    Redirected,
    /// The flow to the server broke.
    FlowLost,
}

/// The registrations of all identities of one agent.
#[derive(Debug, Default)]
pub(crate) struct Registrations {}

impl Registrations {
    pub(crate) fn register(
        &mut self,
        id: IdentityId,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let _ = (id, core, now);
        Ok(())
    }

    pub(crate) fn unregister(&mut self, id: IdentityId, core: &mut Core, now: Now) {
        let _ = (id, core, now);
    }

    /// Takes what became of a request of `Owner::Registration(id)`.
    pub(crate) fn handle_event(
        &mut self,
        id: IdentityId,
        event: exchange::Event,
        core: &mut Core,
        now: Now,
    ) {
        let _ = (id, &event, core, now);
    }

    /// Anything at all came over this flow, so it is alive.
    pub(crate) fn handle_pong(&mut self, flow: &Flow, now: Now) {
        let _ = (flow, now);
    }

    pub(crate) fn handle_flow_closed(&mut self, flow: &Flow, core: &mut Core, now: Now) {
        let _ = (flow, core, now);
    }

    pub(crate) fn handle_network_change(&mut self, core: &mut Core, now: Now) {
        let _ = (core, now);
    }

    pub(crate) fn shut_down(&mut self, core: &mut Core, now: Now) {
        let _ = (core, now);
    }

    /// Whether this identity is registered, about to be, or about to be unregistered.
    pub(crate) fn holds(&self, id: IdentityId) -> bool {
        let _ = id;
        false
    }

    /// Whether no identity is registered or about to be.
    pub(crate) fn is_idle(&self) -> bool {
        true
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        None
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        let _ = (core, now);
    }
}
