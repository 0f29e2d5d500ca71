//! What a telephone system does for an account: forwards, groups, the operator, the own number.

mod orders;
mod presence;
mod serving;
mod takeover;

use std::collections::BTreeMap;

use clock::Now;
use model::{AccountId, Number};
use telephony::Colleague;
use telephony::callback::CallBack;
use telephony::plan::Plan;
use telephony::policy::{DoNotDisturb, Manner};
use telephony::services::{ForwardWhen, Services, find_loop};

use crate::{Changed, Output, Refusal, RefusalCode, Switchboard};

pub(crate) use orders::{Job, Orders, Purpose};
pub(crate) use presence::Presence;
pub(crate) use takeover::Takeovers;

/// What was kept of the last run.
#[derive(Debug, Clone, Default)]
pub struct Remembered {
    /// What telephone systems do, by account.
    pub services: Vec<(AccountId, Services)>,
    /// Watched colleagues in the person's order.
    pub colleagues: Vec<Colleague>,
    /// Call-backs that were not over.
    pub call_backs: Vec<CallBack>,
}

/// What is known of an account that nobody told of.
static NOTHING_KNOWN: Services = Services::new();

impl Switchboard {
    /// What an account's telephone system does, as far as it is known; absent for an unknown account.
    #[must_use]
    pub fn services(&self, account: AccountId) -> Option<&Services> {
        self.entry(account).ok()?;
        Some(self.services.get(&account).unwrap_or(&NOTHING_KNOWN))
    }

    /// Whether a forward that is set, or asked for, leads back to where it begins.
    #[must_use]
    pub fn forward_loops(&self, account: AccountId, when: ForwardWhen) -> bool {
        let Some(services) = self.services(account) else { return false };
        services
            .forward(when)
            .wish()
            .and_then(Option::as_ref)
            .is_some_and(|to| self.leads_back(account, to))
    }

    /// What happens to calls.
    #[must_use]
    pub const fn disturb(&self) -> DoNotDisturb {
        self.wishes.do_not_disturb
    }

    /// Whether a forward of this account to `to` would come back, as far as that is known from here.
    fn leads_back(&self, account: AccountId, to: &Number) -> bool {
        let Ok(entry) = self.entry(account) else { return false };
        let own: Vec<Number> = entry.account.number().into_iter().collect();
        let forwards: BTreeMap<Number, Number> = self
            .accounts
            .iter()
            .filter(|other| other.account.id != account)
            .filter_map(|other| {
                let services = self.services.get(&other.account.id)?;
                let to = services.forward(ForwardWhen::Always).value()?.clone()?;
                Some((other.account.number()?, to))
            })
            .collect();
        find_loop(&own, to, &forwards, &entry.account.plan.rules()).is_some()
    }

    /// What rings already falls silent, where it would not have rung; nobody is turned away who rings.
    pub(crate) fn set_disturb(&mut self, manner: Manner, now: Now) {
        if self.wishes.do_not_disturb.manner != manner {
            self.wishes.do_not_disturb.manner = manner;
            self.change(Changed::Disturb);
            self.silence_disturbing(now);
        }
    }

    pub(crate) fn change_plan(&mut self, account: AccountId, plan: Plan) -> Result<(), Refusal> {
        plan.check().map_err(|error| Refusal::new(RefusalCode::InvalidField, error.field))?;
        let entry = self.entry_mut(account)?;
        if entry.account.plan != plan {
            entry.account.plan = plan;
            self.watching.stir();
            self.change(Changed::Account(account));
            self.change(Changed::Services(account));
            self.change(Changed::Places);
            self.change(Changed::Colleagues);
        }
        Ok(())
    }

    /// What the telephone system does is different: shown, and kept.
    fn services_changed(&mut self, account: AccountId) {
        if let Some(services) = self.services.get(&account) {
            let services = Box::new(services.clone());
            self.push(Output::KeepServices { account, services });
        }
        self.change(Changed::Services(account));
    }

    /// An account is gone for good, and with it everything that was done by it.
    pub(crate) fn forget_services(&mut self, account: AccountId) {
        self.services.remove(&account);
        self.forget_colleagues_of(account);
        self.forget_call_backs_of(account);
        self.change(Changed::Places);
    }

    /// Another call has room.
    pub(crate) fn must_have_room(&self) -> Result<(), Refusal> {
        if self.live_calls() >= crate::MOST_CALLS {
            return Err(Refusal::new(RefusalCode::TooManyCalls, ""));
        }
        Ok(())
    }

    pub(crate) fn remember(&mut self, remembered: Remembered, now: Now) {
        for (account, services) in remembered.services {
            self.services.insert(account, services);
            self.change(Changed::Services(account));
        }
        self.remember_colleagues(remembered.colleagues);
        self.remember_call_backs(remembered.call_backs, now);
    }
}
