//! What a person asks of the telephone system by its codes, one after the other.
//!
//! A code is dialled as a service call: it is in no call list, rings nowhere and is not heard. One at
//! a time per account, since telephone systems take the calls of one number one after the other too.

use std::collections::{BTreeMap, VecDeque};

use clock::Now;
use model::{AccountId, CallBackId, CallId, Number, Target};
use telephony::plan::{CodeError, HideBy};
use telephony::policy::Manner;
use telephony::services::{ForwardWhen, OperatorTarget, Order};
use telephony::{Account, Cause};

use super::serving::Serving;
use crate::calls::{dial_refusal, is_registered};
use crate::{Notice, Output, Refusal, RefusalCode, Switchboard};

/// Most codes of one account that wait to be dialled.
const MOST_WAITING: usize = 16;

/// What a code is dialled for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A state of the telephone system's.
    Order(Order),
    /// The telephone system shall call back.
    CallBack(CallBackId),
}

/// A code that is to be dialled.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) purpose: Purpose,
    pub(crate) digits: Number,
}

/// The codes of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    waiting: BTreeMap<AccountId, VecDeque<Job>>,
    pub(super) serving: BTreeMap<CallId, Serving>,
}

impl Switchboard {
    pub(crate) fn set_forward(
        &mut self,
        account: Option<&str>,
        when: ForwardWhen,
        target: Option<&str>,
        now: Now,
    ) -> Result<(), Refusal> {
        let account = self.dialling_account(account)?;
        let to = match target.map(str::trim).filter(|target| !target.is_empty()) {
            None => None,
            Some(typed) => Some(number(typed)?),
        };
        if let Some(to) = &to
            && self.leads_back(account.id, to)
        {
            return Err(Refusal::new(RefusalCode::ForwardLoop, to.as_str()));
        }
        self.order(&account, Order::Forward { when, to }, now)
    }

    pub(crate) fn set_group(
        &mut self,
        account: Option<&str>,
        group: &str,
        member: bool,
        now: Now,
    ) -> Result<(), Refusal> {
        let account = self.dialling_account(account)?;
        let number = number(group)?;
        self.order(&account, Order::Group { number, member }, now)
    }

    pub(crate) fn set_operator(
        &mut self,
        account: Option<&str>,
        second: bool,
        now: Now,
    ) -> Result<(), Refusal> {
        let account = self.dialling_account(account)?;
        let target = if second { OperatorTarget::Second } else { OperatorTarget::First };
        self.order(&account, Order::Operator(target), now)
    }

    /// Hides the own number in every call: from here, or by the telephone system.
    pub(crate) fn hide_number(
        &mut self,
        account: Option<&str>,
        hidden: bool,
        now: Now,
    ) -> Result<(), Refusal> {
        let account = self.dialling_account(account)?;
        match account.plan.hide_by() {
            HideBy::Privacy => {
                let services = self.services.entry(account.id).or_default();
                services.hide_from_here(hidden, now.timestamp);
                self.services_changed(account.id);
                Ok(())
            }
            HideBy::Code => self.order(&account, Order::Hide(hidden), now),
        }
    }

    /// Tells telephone systems that have a code for it whether calls are to be turned away, where that
    /// is different from what they were told last. Calls that are only silenced ring there.
    pub(crate) fn order_disturb(&mut self, now: Now) {
        let wanted = match self.wishes.do_not_disturb.manner {
            Manner::Reject => true,
            Manner::Off | Manner::Silence => false,
        };
        let due: Vec<Account> = self
            .accounts
            .iter()
            .filter(|entry| is_registered(&entry.registration))
            .filter(|entry| entry.account.plan.can_turn_away())
            .filter(|entry| {
                let known = self.services.get(&entry.account.id);
                let told = known.and_then(|services| services.undisturbed().wish().copied());
                // What it was never told is off, as far as this telephone is concerned.
                told.unwrap_or(false) != wanted
            })
            .map(|entry| entry.account.clone())
            .collect();
        for account in due {
            if let Err(refusal) = self.order(&account, Order::Undisturbed(wanted), now) {
                tracing::info!(%refusal, account = %account.id, "do not disturb is not told now");
            }
        }
    }

    fn order(&mut self, account: &Account, order: Order, now: Now) -> Result<(), Refusal> {
        let digits = account.plan.order(&order).map_err(|error| refusal(&error, &order))?;
        self.enqueue(account.id, Job { purpose: Purpose::Order(order.clone()), digits })?;
        self.services.entry(account.id).or_default().asked(&order, now.timestamp);
        self.services_changed(account.id);
        self.serve(account.id, now);
        Ok(())
    }

    /// Lets a code wait until it is its turn.
    pub(crate) fn enqueue(&mut self, account: AccountId, job: Job) -> Result<(), Refusal> {
        let waiting = self.orders.waiting.entry(account).or_default();
        if waiting.len() >= MOST_WAITING {
            return Err(Refusal::new(RefusalCode::TooManyCalls, job.digits.as_str()));
        }
        waiting.push_back(job);
        Ok(())
    }

    /// Dials the next code of an account, unless one is being dialled.
    pub(crate) fn serve(&mut self, account: AccountId, now: Now) {
        if self.orders.serving.values().any(|serving| serving.account == account) {
            return;
        }
        let Some(waiting) = self.orders.waiting.get_mut(&account) else { return };
        match waiting.pop_front() {
            Some(job) => self.begin_serving(account, job, now),
            None => drop(self.orders.waiting.remove(&account)),
        }
    }

    /// The telephone system did what a code asked for.
    pub(super) fn accepted(&mut self, account: AccountId, purpose: &Purpose, now: Now) {
        match purpose {
            Purpose::Order(order) => {
                self.services.entry(account).or_default().accepted(order, now.timestamp);
                self.services_changed(account);
            }
            // It calls when it is time.
            Purpose::CallBack(_) => {}
        }
    }

    /// The telephone system refused a code, or did not answer.
    pub(super) fn refused(
        &mut self,
        account: AccountId,
        job: &Job,
        (cause, status): (Cause, Option<u16>),
        now: Now,
    ) {
        match &job.purpose {
            Purpose::Order(order) => {
                self.services.entry(account).or_default().failed(order, cause, now.timestamp);
                self.services_changed(account);
                let dialled = redact::Redacted(job.digits.to_string());
                self.push(Output::Notice(Notice::ServiceRefused { dialled, cause, status }));
            }
            Purpose::CallBack(id) => self.system_refused(*id, now),
        }
    }

    /// The account is taken from the agent: its codes are not dialled any more.
    pub(crate) fn forget_orders(&mut self, account: AccountId, now: Now) {
        let waiting = self.orders.waiting.remove(&account).unwrap_or_default();
        let serving: Vec<CallId> = self
            .orders
            .serving
            .iter()
            .filter(|(_, serving)| serving.account == account)
            .map(|(id, _)| *id)
            .collect();
        for id in serving {
            self.give_up_serving(id, now);
        }
        for job in waiting {
            self.refused(account, &job, (Cause::Cancelled, None), now);
        }
    }
}

fn number(typed: &str) -> Result<Number, Refusal> {
    match Target::read(typed).map_err(|error| dial_refusal(&error, typed))? {
        Target::Number(number) => Ok(number),
        Target::Name(_) | Target::Address(_) => {
            Err(Refusal::new(RefusalCode::InvalidTarget, typed))
        }
    }
}

/// Why a code cannot be dialled, in the words of a refusal.
fn refusal(error: &CodeError, order: &Order) -> Refusal {
    match error {
        CodeError::Absent => Refusal::new(RefusalCode::NoSuchService, service(order)),
        CodeError::ValueMissing | CodeError::NotDigits | CodeError::TooLong => {
            Refusal::new(RefusalCode::InvalidTarget, service(order))
        }
    }
}

const fn service(order: &Order) -> &'static str {
    match order {
        Order::Forward { when: ForwardWhen::Always, .. } => "forward-always",
        Order::Forward { when: ForwardWhen::Busy, .. } => "forward-busy",
        Order::Forward { when: ForwardWhen::NoAnswer, .. } => "forward-no-answer",
        Order::Group { .. } => "group",
        Order::Operator(_) => "operator",
        Order::Hide(_) => "hide-always",
        Order::Undisturbed(_) => "do-not-disturb",
    }
}
