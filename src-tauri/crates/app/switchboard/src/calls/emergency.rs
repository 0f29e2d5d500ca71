//! Emergency calls: nothing that is set stands in their way.
//!
//! ```text
//!  who carries it:   named ─┐
//!                 by default ├─▶ registered, or without registration by choice
//!                     others ┘      └─▶ switched on ─▶ switched off, or without its password
//! ```
//!
//! An account that is switched off is made known to the agent for the call alone; it is not registered
//! for it, since many servers carry emergency calls of anybody. The person is told that the call is
//! only tried.

use clock::Now;
use model::{AccountId, CallId, Country, Number, Target};
use sip_agent::invitation::InviteOptions;
use sip_message::{SipUri, Uri};
use telephony::emergency::{emergency_number, service};
use telephony::plan::EmergencyBy;
use telephony::{Account, Registration};

use super::dialling::{Outgoing, at_home, host_of};
use crate::accounts::Entry;
use crate::{Notice, Output, Refusal, RefusalCode, Switchboard};

impl Switchboard {
    /// Says in which country the person is, where that is another one than the line's.
    pub(crate) const fn stay_in(&mut self, country: Option<Country>) {
        self.here = country;
    }

    /// The emergency number that is meant, and the account that carries it. Where an account is named,
    /// its country decides what is one, and only accounts with the same number stand in for it.
    pub(super) fn emergency(
        &self,
        target: &Target,
        name: Option<&str>,
    ) -> Option<(Account, Number)> {
        let named = name.and_then(|name| self.find_account(name).ok());
        let rank = |entry: &&Entry| {
            let id = Some(entry.account.id);
            (readiness(entry), id != named, id != self.default_account)
        };
        let is_one_there = named
            .and_then(|named| self.entry(named).ok())
            .is_some_and(|entry| self.emergency_there(entry, target).is_some());
        let could = |entry: &&Entry| !is_one_there || self.emergency_there(entry, target).is_some();
        let entry = self.accounts.iter().filter(could).min_by_key(rank)?;
        Some((entry.account.clone(), self.emergency_there(entry, target)?))
    }

    /// The emergency number that `target` is on an account's line, or where the person is.
    fn emergency_there(&self, entry: &Entry, target: &Target) -> Option<Number> {
        let account = &entry.account;
        let home = account.address.parse::<SipUri>().ok().map(|uri| host_of(&uri));
        emergency_number(target, &account.plan, self.here, home.as_ref())
    }

    /// No limit, no prefix, no hidden number, no forward applies to it.
    pub(super) fn dial_emergency(
        &mut self,
        account: Account,
        number: &Number,
        now: Now,
    ) -> Result<CallId, Refusal> {
        let no_account = || Refusal::new(RefusalCode::NoAccount, number.as_str());
        let home = account.address.parse::<SipUri>().map_err(|_| no_account())?;
        self.lend_identity(account.id)?;
        let is_registered = self.entry(account.id).is_ok_and(|entry| readiness(entry) == 0);
        if !is_registered {
            let account = account.name().to_owned();
            self.push(Output::Notice(Notice::EmergencyTried { account }));
        }
        let target = at_home(&home, number.as_str());
        let options = InviteOptions { is_emergency: true, ..InviteOptions::default() };
        let country = self.country_of(number, &account);
        let by = account.plan.emergency;
        let call = self.begin_call(Outgoing { account, target, options }, now);
        match by {
            EmergencyBy::Number => {}
            EmergencyBy::Service => {
                if let Ok(name) = service(number, country).parse::<Uri>()
                    && let Some(entry) = self.calls.get_mut(&call)
                    && let Some(wish) = &mut entry.wish
                {
                    wish.target = name;
                }
            }
        }
        Ok(call)
    }

    /// The country whose number it is: where the person is, if it is one there.
    fn country_of(&self, number: &Number, account: &Account) -> Country {
        let of_line = account.plan.dialling.country;
        let is_one =
            |country: &Country| telephony::emergency::numbers(*country).contains(&number.as_str());
        self.here.filter(is_one).unwrap_or(of_line)
    }

    /// Takes identities back that were lent for emergency calls that are over.
    pub(crate) fn take_back_identities(&mut self, now: Now) {
        let is_over = |id: AccountId| self.calls.values().all(|entry| entry.call.account != id);
        let lent = self.accounts.iter().filter(|entry| entry.is_lent && is_over(entry.account.id));
        for id in lent.map(|entry| entry.account.id).collect::<Vec<_>>() {
            self.take_back_identity(id, now);
        }
    }
}

/// How likely an account carries a call; the lower, the likelier.
const fn readiness(entry: &Entry) -> u8 {
    match (&entry.registration, entry.identity.is_some() && !entry.is_lent) {
        (Registration::Registered { .. } | Registration::Direct, true) => 0,
        (Registration::Registering | Registration::Waiting { .. }, true) => 1,
        (Registration::Disabled, true) | (_, false) => 2,
    }
}
