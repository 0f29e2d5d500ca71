//! Keeps one identity reachable: registers, refreshes, and backs off when refused.
//!
//! ```text
//!          register              accepted
//! Idle ──────────────▶ Asking ────────────▶ Registered ── refresh, flow lost ──▶ (Asking again)
//!  ▲                   ▲    │                   │
//!  │             retry │    │ refused,          │ unregister
//!  │                   │    ▼ silent            ▼
//!  │           Waiting, Refused              Leaving
//!  └──────────── unregister ────────────────────┘
//! ```
//!
//! What every answer means is decided in `outcome`, and the flow to the
//! server is kept open by `keeper`.
//!
//! Source: RFC 3261 §10 (registration), RFC 5626 (Outbound: flows, keep-alive, back-off), RFC 3327
//! (Path), RFC 3608 (Service-Route), RFC 5627 (GRUU), RFC 3581 (our address as the server sees it).

mod keeper;
mod machine;
mod outcome;
mod series;

use std::collections::BTreeMap;

use clock::{Deadline, Now, Timestamp};
use sip_message::{NameAddr, StatusCode, Uri};

use crate::agent::Refusal;
use crate::core::Core;
use crate::exchange;
use crate::identity::IdentityId;
use crate::registration::machine::Registration;
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
    /// Refused in a way that waiting does not mend; tried again by `register`, and, unless it is for
    /// the password, quietly after half an hour, in case somebody mended it at the server.
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

impl Event {
    /// For logs.
    const fn name(&self) -> &'static str {
        match self {
            Self::Registering => "registering",
            Self::Registered(_) => "registered",
            Self::Waiting { .. } => "waiting",
            Self::Refused { .. } => "refused",
            Self::Unregistered => "unregistered",
        }
    }
}

/// The registrations of all identities of one agent.
#[derive(Debug, Default)]
pub(crate) struct Registrations {
    table: BTreeMap<IdentityId, Registration>,
}

impl Registrations {
    pub(crate) fn register(
        &mut self,
        id: IdentityId,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let identity = core.identity(id).ok_or(Refusal::UnknownIdentity)?;
        if !identity.registers {
            return Err(Refusal::WrongState);
        }
        self.forget_removed(core);
        self.table.entry(id).or_insert_with(|| Registration::new(id, core)).register(core, now)
    }

    pub(crate) fn unregister(&mut self, id: IdentityId, core: &mut Core, now: Now) {
        if let Some(registration) = self.table.get_mut(&id) {
            registration.unregister(core, now);
        }
    }

    /// Takes what became of a request of `Owner::Registration(id)`.
    pub(crate) fn handle_event(
        &mut self,
        id: IdentityId,
        event: exchange::Event,
        core: &mut Core,
        now: Now,
    ) {
        if let Some(registration) = self.table.get_mut(&id) {
            registration.handle_event(&event, core, now);
        }
    }

    /// Anything at all came over this flow, so it is alive.
    pub(crate) fn handle_pong(&mut self, flow: &Flow, _now: Now) {
        for registration in self.table.values_mut() {
            registration.handle_pong(flow);
        }
    }

    pub(crate) fn handle_flow_closed(&mut self, flow: &Flow, core: &mut Core, now: Now) {
        for registration in self.table.values_mut() {
            registration.handle_flow_closed(flow, core, now);
        }
    }

    pub(crate) fn handle_network_change(&mut self, core: &mut Core, now: Now) {
        for registration in self.table.values_mut() {
            registration.handle_network_change(core, now);
        }
    }

    pub(crate) fn shut_down(&mut self, core: &mut Core, now: Now) {
        for registration in self.table.values_mut() {
            registration.unregister(core, now);
        }
    }

    /// Whether this identity is registered, about to be, or about to be unregistered.
    pub(crate) fn holds(&self, id: IdentityId) -> bool {
        self.table.get(&id).is_some_and(Registration::is_held)
    }

    /// Whether no identity is registered or about to be.
    pub(crate) fn is_idle(&self) -> bool {
        !self.table.values().any(Registration::is_held)
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        self.table.values().map(Registration::next_deadline).fold(None, Deadline::earlier)
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        self.forget_removed(core);
        for registration in self.table.values_mut() {
            registration.handle_timeout(core, now);
        }
    }

    /// Drops what belongs to identities that are gone.
    fn forget_removed(&mut self, core: &mut Core) {
        while let Some(id) = self.table.keys().find(|id| !core.profiles.contains_key(*id)).copied()
        {
            if let Some(registration) = self.table.remove(&id) {
                registration.close(core);
            }
        }
    }
}
