//! One subscription.
//!
//! Source: RFC 6665 §4.1.2 (requesting), §4.1.3 (notifications), §4.4.1 (dialogs).

mod notification;
mod request;

use std::time::{Duration, Instant};

use clock::{Deadline, Now};
use sip_message::StatusCode;

use super::{Ending, Event, SubscriptionId, Wish};
use crate::core::{Core, SequenceId};
use crate::dialog::Dialog;
use crate::exchange::{self, ExchangeId, Heard};
use crate::identity::IdentityId;
use crate::registration::Problem;
use crate::verdict::{self, Verdict};
use crate::{Failure, Output, Refusal, waits};

/// How often one attempt may be corrected: a longer lifetime, a fresh dialog.
const CORRECTIONS: u32 = 3;
/// A subscription that stood at least this long is begun anew without a wait.
const STEADY: Duration = Duration::from_secs(30);

/// What is told when a notifier breaks off and means to be asked again.
const BROKEN_OFF: Problem = Problem::ServerTrouble(StatusCode::SERVICE_UNAVAILABLE);

/// One subscription.
#[derive(Debug)]
pub(super) struct Subscription {
    id: SubscriptionId,
    identity: IdentityId,
    wish: Wish,
    /// Asked for; a notifier may have raised it by 423.
    lifetime: Duration,
    /// Of the dialog that is or will be.
    call_id: String,
    tag: String,
    sequence: SequenceId,
    state: State,
}

#[derive(Debug)]
enum State {
    /// A first SUBSCRIBE is out, or accepted and not notified of.
    Starting {
        /// None once it is answered.
        exchange: Option<ExchangeId>,
        counts: Counts,
        /// Timer N: the first NOTIFY must be in by then. Source: RFC 6665 §4.1.2.4.
        notify_by: Option<Instant>,
        /// What the 2xx granted.
        granted: Option<Duration>,
        is_unwanted: bool,
    },
    /// The notifier keeps it.
    Standing {
        dialog: Box<Dialog>,
        since: Instant,
        refresh_at: Instant,
        /// A SUBSCRIBE within the dialog is out.
        exchange: Option<ExchangeId>,
        counts: Counts,
        is_active: bool,
    },
    Waiting {
        failures: u32,
        retry_at: Instant,
    },
    /// The SUBSCRIBE that ends it is out, or answered and the last NOTIFY awaited until `over_at`.
    Leaving {
        dialog: Box<Dialog>,
        over_at: Option<Instant>,
    },
    Over,
}

/// How often something was tried in vain, and how often corrected.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    failures: u32,
    corrections: u32,
}

impl Subscription {
    /// Subscribes for the first time.
    pub(super) fn start(
        id: SubscriptionId,
        identity: IdentityId,
        wish: Wish,
        core: &mut Core,
        now: Now,
    ) -> Result<Self, Refusal> {
        let first = core.chance.sequence();
        let mut subscription = Self {
            id,
            identity,
            lifetime: wish.lifetime,
            wish,
            call_id: core.call_id(),
            tag: core.chance.token(),
            sequence: core.sequences.open(first),
            state: State::Over,
        };
        if let Err(why) = subscription.begin(Counts::default(), core, now) {
            subscription.close(core);
            return Err(why);
        }
        Ok(subscription)
    }

    /// Forgets what is counted elsewhere.
    pub(super) fn close(self, core: &mut Core) {
        core.sequences.close(self.sequence);
    }

    pub(super) const fn identity(&self) -> IdentityId {
        self.identity
    }

    pub(super) const fn is_over(&self) -> bool {
        match self.state {
            State::Over => true,
            State::Starting { .. }
            | State::Standing { .. }
            | State::Waiting { .. }
            | State::Leaving { .. } => false,
        }
    }

    /// The person wants it no more.
    pub(super) fn end(&mut self, core: &mut Core, now: Now) {
        match &mut self.state {
            State::Starting { exchange: Some(exchange), is_unwanted, .. } => {
                *is_unwanted = true;
                core.abandon(*exchange, None, now);
            }
            State::Starting { exchange: None, .. } | State::Waiting { .. } => {
                self.finish(Ending::Unsubscribed, core);
            }
            State::Standing { dialog, exchange, .. } => {
                if let Some(exchange) = exchange.take() {
                    core.forget_exchange(exchange);
                }
                let dialog = dialog.clone();
                self.leave(dialog, core, now);
            }
            State::Leaving { .. } | State::Over => {}
        }
    }

    /// Asks for the whole state, where nothing is asked already.
    pub(super) fn renew(&mut self, core: &mut Core, now: Now) {
        match &self.state {
            State::Standing { exchange: None, .. } => self.refresh(Counts::default(), core, now),
            State::Standing { exchange: Some(_), .. }
            | State::Starting { .. }
            | State::Waiting { .. }
            | State::Leaving { .. }
            | State::Over => {}
        }
    }

    /// Takes what became of the SUBSCRIBE that is out.
    pub(super) fn handle_event(&mut self, event: &exchange::Event, core: &mut Core, now: Now) {
        let end = match event {
            exchange::Event::Final(end) => end,
            exchange::Event::Provisional(_)
            | exchange::Event::Success(_)
            | exchange::Event::Closed
            | exchange::Event::Shipped(_) => return,
        };
        let asked = self.lifetime;
        match &mut self.state {
            State::Starting { counts, is_unwanted, .. } => {
                let (counts, is_unwanted) = (*counts, *is_unwanted);
                self.handle_first_answer(end, counts, is_unwanted, core, now);
            }
            State::Standing { exchange, counts, since, refresh_at, .. } => {
                *exchange = None;
                let (counts, since) = (*counts, *since);
                match verdict::read(end, asked) {
                    Verdict::Accepted(lifetime) => {
                        *refresh_at = now.instant + waits::renewal(lifetime, &mut core.chance);
                    }
                    Verdict::TooBrief(least) if counts.corrections < CORRECTIONS => {
                        self.lifetime = least;
                        self.refresh(corrected(counts), core, now);
                    }
                    Verdict::Forgotten => self.begin_again(since, core, now),
                    Verdict::TooBrief(_) => {
                        let status = StatusCode::INTERVAL_TOO_BRIEF;
                        self.wait(Problem::Refused(status), 0, None, core, now);
                    }
                    Verdict::Trouble(problem, retry_after) => {
                        self.wait(problem, 0, retry_after, core, now);
                    }
                    Verdict::Refused(status) => self.finish(Ending::Refused(status), core),
                    Verdict::Abandoned => self.finish(Ending::Unsubscribed, core),
                }
            }
            State::Leaving { over_at, .. } => match verdict::read(end, asked) {
                // The last NOTIFY is on its way; nobody waits for it long.
                Verdict::Accepted(_) => *over_at = Some(now.instant + core.settings.timers.t4),
                Verdict::TooBrief(_)
                | Verdict::Forgotten
                | Verdict::Trouble(..)
                | Verdict::Refused(_)
                | Verdict::Abandoned => self.finish(Ending::Unsubscribed, core),
            },
            State::Waiting { .. } | State::Over => {}
        }
    }

    /// Our addresses are others now: the notifier would not find us, so all begins anew.
    pub(super) fn handle_network_change(&mut self, core: &mut Core, now: Now) {
        match &mut self.state {
            State::Starting { exchange, is_unwanted, .. } => {
                let (exchange, is_unwanted) = (exchange.take(), *is_unwanted);
                if let Some(exchange) = exchange {
                    core.forget_exchange(exchange);
                }
                if is_unwanted {
                    self.finish(Ending::Unsubscribed, core);
                    return;
                }
            }
            State::Standing { exchange, .. } => {
                if let Some(exchange) = exchange.take() {
                    core.forget_exchange(exchange);
                }
            }
            State::Waiting { .. } => {}
            State::Leaving { .. } => return self.finish(Ending::Unsubscribed, core),
            State::Over => return,
        }
        self.begin_or_wait(Counts::default(), core, now);
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        match &self.state {
            State::Starting { notify_by, .. } => {
                notify_by.map(|at| Deadline::new(at, "first notification (timer N)"))
            }
            State::Standing { refresh_at, exchange: None, .. } => {
                Some(Deadline::new(*refresh_at, "subscription refresh"))
            }
            State::Waiting { retry_at, .. } => Some(Deadline::new(*retry_at, "subscription retry")),
            State::Leaving { over_at, .. } => {
                over_at.map(|at| Deadline::new(at, "last notification"))
            }
            State::Standing { exchange: Some(_), .. } | State::Over => None,
        }
    }

    pub(super) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        let is_due = self.next_deadline().is_some_and(|deadline| deadline.at <= now.instant);
        match &self.state {
            State::Starting { counts, .. } if is_due => {
                let failures = counts.failures;
                self.wait(Problem::NoAnswer, failures, None, core, now);
            }
            State::Standing { .. } if is_due => self.refresh(Counts::default(), core, now),
            State::Waiting { failures, .. } if is_due => {
                let failures = *failures;
                self.begin_or_wait(Counts { failures, corrections: 0 }, core, now);
            }
            State::Leaving { .. } if is_due => self.finish(Ending::Unsubscribed, core),
            State::Starting { .. }
            | State::Standing { .. }
            | State::Waiting { .. }
            | State::Leaving { .. }
            | State::Over => {}
        }
    }

    fn handle_first_answer(
        &mut self,
        end: &Result<Box<Heard>, Failure>,
        counts: Counts,
        is_unwanted: bool,
        core: &mut Core,
        now: Now,
    ) {
        let verdict = verdict::read(end, self.lifetime);
        if is_unwanted {
            let dialog = match (&verdict, end) {
                (Verdict::Accepted(_), Ok(heard)) => {
                    Dialog::of_response(heard, Some(self.identity), self.sequence)
                }
                _ => None,
            };
            match dialog {
                Some(dialog) => self.leave(Box::new(dialog), core, now),
                None => self.finish(Ending::Unsubscribed, core),
            }
            return;
        }
        match verdict {
            Verdict::Accepted(lifetime) => {
                self.state = State::Starting {
                    exchange: None,
                    counts,
                    notify_by: Some(now.instant + core.settings.timers.give_up()),
                    granted: Some(lifetime),
                    is_unwanted: false,
                };
            }
            Verdict::TooBrief(least) if counts.corrections < CORRECTIONS => {
                self.lifetime = least;
                self.begin_or_wait(corrected(counts), core, now);
            }
            Verdict::TooBrief(_) => {
                let status = StatusCode::INTERVAL_TOO_BRIEF;
                self.wait(Problem::Refused(status), counts.failures, None, core, now);
            }
            Verdict::Forgotten => {
                let status = StatusCode::CALL_DOES_NOT_EXIST;
                self.wait(Problem::Refused(status), counts.failures, None, core, now);
            }
            Verdict::Trouble(problem, retry_after) => {
                self.wait(problem, counts.failures, retry_after, core, now);
            }
            Verdict::Refused(status) => self.finish(Ending::Refused(status), core),
            Verdict::Abandoned => self.finish(Ending::Unsubscribed, core),
        }
    }

    /// Subscribes anew, at once if what is over stood for a while.
    fn begin_again(&mut self, since: Instant, core: &mut Core, now: Now) {
        if now.instant.saturating_duration_since(since) >= STEADY {
            self.begin_or_wait(Counts::default(), core, now);
        } else {
            self.wait(BROKEN_OFF, 0, None, core, now);
        }
    }

    /// Sends a first SUBSCRIBE, for a dialog of its own.
    fn begin(&mut self, counts: Counts, core: &mut Core, now: Now) -> Result<(), Refusal> {
        self.call_id = core.call_id();
        self.tag = core.chance.token();
        let order = self.first_order(core).ok_or(Refusal::UnknownIdentity)?;
        let exchange = core.start(order, now)?;
        self.state = State::Starting {
            exchange: Some(exchange),
            counts,
            notify_by: None,
            granted: None,
            is_unwanted: false,
        };
        Ok(())
    }

    fn begin_or_wait(&mut self, counts: Counts, core: &mut Core, now: Now) {
        if self.begin(counts, core, now).is_err() {
            self.wait(Problem::NoAnswer, counts.failures, None, core, now);
        }
    }

    /// Sends a SUBSCRIBE within the dialog.
    fn refresh(&mut self, again: Counts, core: &mut Core, now: Now) {
        let State::Standing { dialog, .. } = &self.state else { return };
        let order = self.next_order(dialog, self.lifetime, core);
        match core.start(order, now) {
            Ok(started) => {
                if let State::Standing { exchange, counts, .. } = &mut self.state {
                    *exchange = Some(started);
                    *counts = again;
                }
            }
            Err(_) => self.wait(Problem::NoAnswer, 0, None, core, now),
        }
    }

    fn leave(&mut self, dialog: Box<Dialog>, core: &mut Core, now: Now) {
        let order = self.next_order(&dialog, Duration::ZERO, core);
        match core.start(order, now) {
            Ok(_) => self.state = State::Leaving { dialog, over_at: None },
            Err(_) => self.finish(Ending::Unsubscribed, core),
        }
    }

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
        self.state = State::Waiting { failures, retry_at: now.instant + wait };
        self.tell(Event::Waiting { problem, retry_at: now.after(wait).timestamp }, core);
    }

    fn finish(&mut self, why: Ending, core: &mut Core) {
        self.state = State::Over;
        self.tell(Event::Ended { why }, core);
    }

    fn tell(&self, event: Event, core: &mut Core) {
        core.outputs.push_back(Output::Subscription { id: self.id, event });
    }
}

const fn corrected(counts: Counts) -> Counts {
    Counts { failures: counts.failures, corrections: counts.corrections + 1 }
}
