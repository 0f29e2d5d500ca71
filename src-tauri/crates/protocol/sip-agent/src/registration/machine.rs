//! The registration of one identity.
//!
//! Source: RFC 3261 §10.2, RFC 5626 §4.2–4.5.

mod answer;

use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use sip_message::NameAddr;

use super::keeper::Keeper;
use super::series::Series;
use super::{Event, Problem};
use crate::core::{Core, Standing};
use crate::exchange::{self, ExchangeId, Owner};
use crate::identity::IdentityId;
use crate::wire::Flow;
use crate::{Output, Refusal, waits};

/// How often one attempt may be corrected: a longer lifetime, no Outbound, another address.
const CORRECTIONS: u32 = 4;
/// Bindings of an earlier life that are removed at once.
const STALE: usize = 4;
/// A flow that stood at least this long is opened again without a wait.
const STEADY: Duration = Duration::from_secs(30);

/// The registration of one identity.
#[derive(Debug)]
pub(super) struct Registration {
    id: IdentityId,
    series: Series,
    /// Asked for; a registrar may have raised it by 423.
    lifetime: Duration,
    keeper: Keeper,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing is wanted.
    Idle,
    /// A REGISTER is out.
    Asking {
        exchange: ExchangeId,
        failures: u32,
        corrections: u32,
        /// The binding that stands meanwhile.
        bound: Option<Bound>,
        /// The person has changed their mind: the binding is removed as soon as it is known.
        is_unwanted: bool,
    },
    Registered {
        bound: Bound,
        refresh_at: Instant,
        /// When the better servers are tried again, if this one is not the first choice.
        return_at: Option<Instant>,
    },
    /// Tried again at `retry_at`.
    Waiting { failures: u32, retry_at: Instant },
    /// Looked at again at `retry_at`, in case somebody mended it.
    Refused { retry_at: Option<Instant> },
    /// The REGISTER that removes the binding is out.
    Leaving { exchange: ExchangeId },
}

/// A binding that the registrar holds.
#[derive(Debug, Clone)]
struct Bound {
    contact: NameAddr,
    flow: Flow,
    since: Instant,
}

impl Registration {
    /// One that wants nothing yet.
    pub(super) fn new(id: IdentityId, core: &mut Core) -> Self {
        Self {
            id,
            series: Series::new(id, core),
            lifetime: core.identity(id).map_or(Duration::ZERO, |identity| identity.lifetime),
            keeper: Keeper::default(),
            state: State::Idle,
        }
    }

    /// Forgets what is counted elsewhere.
    pub(super) fn close(self, core: &mut Core) {
        self.series.close(core);
    }

    /// Registers anew at once, whatever the state.
    pub(super) fn register(&mut self, core: &mut Core, now: Now) -> Result<(), Refusal> {
        match &mut self.state {
            State::Asking { is_unwanted, .. } => {
                *is_unwanted = false;
                Ok(())
            }
            State::Leaving { exchange } => {
                core.forget_exchange(*exchange);
                self.ask(None, (0, 0), true, core, now)
            }
            State::Registered { bound, .. } => {
                let bound = bound.clone();
                self.ask(Some(bound), (0, 0), true, core, now)
            }
            State::Idle | State::Waiting { .. } | State::Refused { .. } => {
                self.tell(Event::Registering, core);
                self.ask(None, (0, 0), true, core, now)
            }
        }
    }

    /// Removes the binding, or gives up what is under way.
    pub(super) fn unregister(&mut self, core: &mut Core, now: Now) {
        match &mut self.state {
            State::Asking { exchange, is_unwanted, .. } => {
                *is_unwanted = true;
                core.abandon(*exchange, None, now);
            }
            State::Registered { bound, .. } => {
                let bound = bound.clone();
                self.leave(&bound, core, now);
            }
            State::Waiting { .. } | State::Refused { .. } => self.rest(core),
            State::Idle | State::Leaving { .. } => {}
        }
    }

    /// Takes what became of the REGISTER that is out.
    pub(super) fn handle_event(&mut self, event: &exchange::Event, core: &mut Core, now: Now) {
        let end = match event {
            exchange::Event::Final(end) => end,
            exchange::Event::Provisional(_)
            | exchange::Event::Success(_)
            | exchange::Event::Closed
            | exchange::Event::Shipped(_) => return,
        };
        match &mut self.state {
            State::Leaving { .. } => self.rest(core),
            State::Asking { failures, corrections, bound, is_unwanted, .. } => {
                let asking = (*failures, *corrections);
                let (bound, is_unwanted) = (bound.take(), *is_unwanted);
                self.handle_answer(end, asking, bound, is_unwanted, core, now);
            }
            State::Idle
            | State::Registered { .. }
            | State::Waiting { .. }
            | State::Refused { .. } => {}
        }
    }

    /// Something came back over a flow.
    pub(super) fn handle_pong(&mut self, flow: &Flow) {
        self.keeper.note_answer(flow);
    }

    /// A flow is gone: a server behind it can no longer reach us, so it is opened anew.
    ///
    /// Source: RFC 5626 §4.4.1, §4.5.
    pub(super) fn handle_flow_closed(&mut self, flow: &Flow, core: &mut Core, now: Now) {
        self.keeper.note_end(flow);
        if let Some(standing) =
            standing(self.id, core).filter(|standing| standing.hop.flow == Some(flow.id))
        {
            standing.hop.flow = None;
        }
        match &self.state {
            State::Registered { bound, .. } if bound.flow.id == flow.id => {
                if now.instant.saturating_duration_since(bound.since) >= STEADY {
                    let bound = bound.clone();
                    self.tell(Event::Registering, core);
                    self.ask_or_wait(Some(bound), (0, 0), true, core, now);
                } else {
                    self.wait(Problem::FlowLost, 0, None, core, now);
                }
            }
            State::Registered { .. }
            | State::Idle
            | State::Asking { .. }
            | State::Waiting { .. }
            | State::Refused { .. }
            | State::Leaving { .. } => {}
        }
    }

    /// Our addresses are others now: nothing that was learned holds.
    pub(super) fn handle_network_change(&mut self, core: &mut Core, now: Now) {
        self.keeper.rest();
        if let Some(profile) = core.profiles.get_mut(&self.id) {
            profile.standing = None;
        }
        match &self.state {
            State::Asking { exchange, is_unwanted, .. } => {
                let (exchange, is_unwanted) = (*exchange, *is_unwanted);
                core.forget_exchange(exchange);
                if is_unwanted {
                    self.rest(core);
                    return;
                }
            }
            State::Leaving { exchange } => {
                let exchange = *exchange;
                core.forget_exchange(exchange);
                self.rest(core);
                return;
            }
            State::Registered { .. } | State::Waiting { .. } => {}
            State::Idle | State::Refused { .. } => return,
        }
        self.tell(Event::Registering, core);
        self.ask_or_wait(None, (0, 0), true, core, now);
    }

    /// Whether a binding stands, is asked for or is being removed.
    pub(super) const fn is_held(&self) -> bool {
        match self.state {
            State::Asking { .. } | State::Registered { .. } | State::Leaving { .. } => true,
            State::Idle | State::Waiting { .. } | State::Refused { .. } => false,
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        let own = match &self.state {
            State::Registered { refresh_at, return_at, .. } => {
                let back = return_at.map(|at| Deadline::new(at, "return to a better server"));
                Deadline::earlier(back, Some(Deadline::new(*refresh_at, "registration refresh")))
            }
            State::Waiting { retry_at, .. } => Some(Deadline::new(*retry_at, "registration retry")),
            State::Refused { retry_at } => {
                retry_at.map(|at| Deadline::new(at, "registration retry"))
            }
            State::Idle | State::Asking { .. } | State::Leaving { .. } => None,
        };
        Deadline::earlier(own, self.keeper.next_deadline())
    }

    pub(super) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        if let Some(flow) = self.keeper.take_due(now.instant, &mut core.chance) {
            core.outputs.push_back(Output::Ping { flow });
        }
        match &self.state {
            State::Registered { bound, refresh_at, return_at } => {
                let is_return = return_at.is_some_and(|at| at <= now.instant);
                if is_return || *refresh_at <= now.instant {
                    let bound = bound.clone();
                    self.ask_or_wait(Some(bound), (0, 0), is_return, core, now);
                }
            }
            State::Waiting { failures, retry_at } if *retry_at <= now.instant => {
                let failures = *failures;
                self.tell(Event::Registering, core);
                self.ask_or_wait(None, (failures, 0), true, core, now);
            }
            State::Refused { retry_at: Some(at) } if *at <= now.instant => {
                self.ask_or_wait(None, (0, 0), true, core, now);
            }
            State::Idle
            | State::Asking { .. }
            | State::Waiting { .. }
            | State::Refused { .. }
            | State::Leaving { .. } => {}
        }
    }

    /// Sends a REGISTER. `is_fresh`: servers are looked up anew rather than staying with the last.
    fn ask(
        &mut self,
        bound: Option<Bound>,
        (failures, corrections): (u32, u32),
        is_fresh: bool,
        core: &mut Core,
        now: Now,
    ) -> Result<(), Refusal> {
        let mut order = self.series.order(self.lifetime, core).ok_or(Refusal::UnknownIdentity)?;
        if is_fresh {
            order.way.hop = None;
        }
        let exchange = core.start(order, now)?;
        self.state = State::Asking { exchange, failures, corrections, bound, is_unwanted: false };
        Ok(())
    }

    /// The same where nobody stands by to be refused.
    fn ask_or_wait(
        &mut self,
        bound: Option<Bound>,
        (failures, corrections): (u32, u32),
        is_fresh: bool,
        core: &mut Core,
        now: Now,
    ) {
        if self.ask(bound, (failures, corrections), is_fresh, core, now).is_err() {
            self.wait(Problem::NoAnswer, failures, None, core, now);
        }
    }

    /// Removes the binding that stands.
    fn leave(&mut self, bound: &Bound, core: &mut Core, now: Now) {
        let removal =
            self.series.removal(bound.contact.clone(), Owner::Registration(self.id), core);
        let started = removal.map(|order| core.start(order, now));
        self.lose(core);
        match started {
            Some(Ok(exchange)) => self.state = State::Leaving { exchange },
            Some(Err(_)) | None => self.rest(core),
        }
    }

    /// Tried again later.
    fn wait(
        &mut self,
        problem: Problem,
        failures: u32,
        retry_after: Option<u32>,
        core: &mut Core,
        now: Now,
    ) {
        let failures = failures.saturating_add(1);
        let wait = match retry_after {
            Some(seconds) => waits::asked(seconds, &mut core.chance),
            None => waits::after(failures, &mut core.chance),
        };
        self.lose(core);
        self.state = State::Waiting { failures, retry_at: now.instant + wait };
        self.tell(Event::Waiting { problem, retry_at: now.after(wait).timestamp }, core);
    }

    /// Nothing is wanted any more.
    fn rest(&mut self, core: &mut Core) {
        self.lose(core);
        self.state = State::Idle;
        self.tell(Event::Unregistered, core);
    }

    /// No binding can be relied on.
    fn lose(&mut self, core: &mut Core) {
        self.keeper.rest();
        if let Some(profile) = core.profiles.get_mut(&self.id) {
            profile.standing = None;
        }
    }

    fn tell(&self, event: Event, core: &mut Core) {
        tracing::debug!(identity = self.id.0, event = event.name(), "registration");
        core.outputs.push_back(Output::Registration { identity: self.id, event });
    }
}

fn standing(id: IdentityId, core: &mut Core) -> Option<&mut Standing> {
    core.profiles.get_mut(&id)?.standing.as_mut()
}
