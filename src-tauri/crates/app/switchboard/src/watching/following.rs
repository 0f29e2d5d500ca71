//! Brings what is watched in line with what shall be.

use std::collections::BTreeSet;
use std::time::Duration;

use clock::Now;
use event::{dialog_info, message_summary};
use model::{AccountId, Number};
use sip_agent::subscription::{SubscriptionId, Wish};
use sip_message::Uri;
use telephony::{Account, Registration};

use super::{Key, Subject, Watch, line_key, own_key};
use crate::{Changed, Switchboard};

/// Lifetime asked for. Source: RFC 4235 §3.4, RFC 3842 §3.4 (both: an hour).
const LIFETIME: Duration = Duration::from_hours(1);
/// First wait before a telephone system that refused is asked again.
const RETRY_FIRST: Duration = Duration::from_mins(5);
/// Longest such wait.
const RETRY_MOST: Duration = Duration::from_hours(2);

impl Switchboard {
    /// Begins the watches that are missing, and ends those that nobody wants.
    pub(crate) fn follow(&mut self, now: Now) {
        if !std::mem::take(&mut self.watching.is_stale) || self.watching.is_closed {
            return;
        }
        let wanted = self.wanted();
        let unwanted: Vec<Key> =
            self.watching.watches.keys().filter(|key| !wanted.contains(key)).cloned().collect();
        for key in unwanted {
            self.unfollow(&key, now);
        }
        for key in wanted {
            let watch = self.watching.watches.entry(key.clone()).or_default();
            if watch.subscription.is_none() && watch.retry_at.is_none() && !watch.is_final {
                self.begin_watch(key, now);
            }
        }
    }

    /// Everything that shall be watched.
    fn wanted(&self) -> BTreeSet<Key> {
        let mut wanted = BTreeSet::new();
        for entry in &self.accounts {
            let account = &entry.account;
            if entry.identity.is_none() || !self.may_watch(account.id, &entry.registration) {
                continue;
            }
            wanted.insert(Key { account: account.id, subject: Subject::Mailbox });
            wanted.insert(own_key(account));
            let key = |number: &Number| line_key(account, number);
            wanted.extend(account.plan.places().iter().filter_map(|place| key(&place.number)));
            let colleagues = &self.watching.colleagues;
            let own = colleagues.iter().filter(|colleague| colleague.account == account.id);
            wanted.extend(own.filter_map(|colleague| key(&colleague.number)));
            wanted.extend(self.called_back_by(account));
        }
        wanted
    }

    /// From the first registration on; a registration that is lost for a while ends no watch.
    fn may_watch(&self, account: AccountId, registration: &Registration) -> bool {
        match registration {
            Registration::Registered { .. } => true,
            Registration::Registering | Registration::Waiting { .. } => {
                self.watching.watches.keys().any(|key| key.account == account)
            }
            Registration::Disabled | Registration::Direct => false,
        }
    }

    fn begin_watch(&mut self, key: Key, now: Now) {
        let begun = self.subscribe(&key, now);
        let Some(watch) = self.watching.watches.get_mut(&key) else { return };
        match begun {
            Some(subscription) => {
                watch.subscription = Some(subscription);
                self.watching.subscriptions.insert(subscription, key);
            }
            None => watch.postpone(now),
        }
    }

    fn subscribe(&mut self, key: &Key, now: Now) -> Option<SubscriptionId> {
        let entry = self.entry(key.account).ok()?;
        let identity = entry.identity?;
        let (resource, package, accept) = match &key.subject {
            Subject::Mailbox => (
                entry.account.address.as_str(),
                message_summary::PACKAGE,
                message_summary::CONTENT_TYPE,
            ),
            Subject::Line(address) => {
                (address.0.as_str(), dialog_info::PACKAGE, dialog_info::CONTENT_TYPE)
            }
        };
        let wish = Wish {
            resource: resource.parse::<Uri>().ok()?,
            package: package.to_owned(),
            accept: vec![accept.to_owned()],
            lifetime: LIFETIME,
            body: None,
        };
        self.agent
            .subscribe(identity, wish, now)
            .inspect_err(|refusal| tracing::info!(%refusal, "a watch does not begin"))
            .ok()
    }

    fn unfollow(&mut self, key: &Key, now: Now) {
        let Some(watch) = self.watching.watches.remove(key) else { return };
        if let Some(subscription) = watch.subscription {
            self.watching.subscriptions.remove(&subscription);
            if let Err(refusal) = self.agent.unsubscribe(subscription, now) {
                tracing::debug!(%refusal, "a watch was over");
            }
        }
        self.watch_changed(key);
    }

    /// The account is taken from the agent, which ends its subscriptions.
    pub(crate) fn forget_watches(&mut self, account: AccountId) {
        let keys: Vec<Key> =
            self.watching.watches.keys().filter(|key| key.account == account).cloned().collect();
        for key in keys {
            let subscription =
                self.watching.watches.remove(&key).and_then(|watch| watch.subscription);
            if let Some(subscription) = subscription {
                self.watching.subscriptions.remove(&subscription);
            }
            if key.subject == Subject::Mailbox
                && let Some(services) = self.services.get_mut(&account)
            {
                services.forget_messages();
            }
            self.watch_changed(&key);
        }
        self.watching.stir();
    }

    /// Names what a window must look at again when this watch tells something else.
    pub(super) fn watch_changed(&mut self, key: &Key) {
        let Ok(entry) = self.entry(key.account) else { return };
        let account = entry.account.clone();
        match &key.subject {
            Subject::Mailbox => self.change(Changed::Services(key.account)),
            Subject::Line(_) => {
                let is_it = |number: &Number| line_key(&account, number).as_ref() == Some(key);
                if own_key(&account) == *key {
                    self.change(Changed::Elsewhere);
                }
                if account.plan.places().iter().any(|place| is_it(&place.number)) {
                    self.change(Changed::Places);
                }
                let mut own = self.watching.colleagues.iter();
                if own.any(|one| one.account == account.id && is_it(&one.number)) {
                    self.change(Changed::Colleagues);
                }
            }
        }
    }

    /// The account that a watch belongs to, if the agent may still speak for it.
    pub(crate) fn watching_account(&self, key: &Key) -> Option<Account> {
        let entry = self.entry(key.account).ok()?;
        entry.identity.map(|_| entry.account.clone())
    }
}

impl Watch {
    /// Asks again after a wait that grows.
    pub(super) fn postpone(&mut self, now: Now) {
        let wait = RETRY_FIRST.saturating_mul(2_u32.saturating_pow(self.refusals)).min(RETRY_MOST);
        self.refusals = self.refusals.saturating_add(1);
        self.retry_at = Some(now.instant + wait);
    }
}
