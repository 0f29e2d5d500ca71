//! What the watches tell: dialogs come, change and go; a watch is refused, or ends.

use std::collections::BTreeMap;

use clock::Now;
use event::dialog_info::{self, Dialog, Direction as Began, State, Taken};
use jiff::Timestamp;
use sip_agent::subscription::{Ending, Event, SubscriptionId};
use telephony::Direction;
use telephony::lamp::{DialogState, Watched};

use super::{Key, Subject, Watch, own_key};
use crate::{Changed, Switchboard, translate};

/// Most Call-IDs of own calls that are remembered.
const MOST_OWN: usize = 64;

impl Switchboard {
    pub(crate) fn subscription_changed(&mut self, id: SubscriptionId, event: Event, now: Now) {
        let Some(key) = self.watching.subscriptions.get(&id).cloned() else { return };
        match event {
            Event::Pending | Event::Active => {}
            Event::Notified { content_type, body } => {
                if let Some(watch) = self.watching.watches.get_mut(&key) {
                    watch.refusals = 0;
                }
                match &key.subject {
                    Subject::Mailbox => self.mailbox_told(key.account, &content_type, &body),
                    Subject::Line(_) => self.line_told(&key, id, &content_type, &body, now),
                }
            }
            Event::Waiting { problem, .. } => {
                tracing::info!(?problem, "a watch is broken off");
                self.nobody_tells(&key, now);
            }
            Event::Ended { why } => {
                self.watching.subscriptions.remove(&id);
                self.watch_ended(&key, why, now);
            }
        }
    }

    fn watch_ended(&mut self, key: &Key, why: Ending, now: Now) {
        let Some(watch) = self.watching.watches.get_mut(key) else { return };
        watch.subscription = None;
        match why {
            Ending::Invariant => watch.is_final = true,
            Ending::Unsubscribed => self.nobody_tells(key, now),
            Ending::Rejected | Ending::NoResource | Ending::Refused(_) => {
                tracing::info!(?why, "a watch is refused");
                watch.postpone(now);
                self.nobody_tells(key, now);
                self.cannot_watch(key, now);
            }
        }
    }

    /// What was told holds no longer.
    fn nobody_tells(&mut self, key: &Key, now: Now) {
        let Some(watch) = self.watching.watches.get_mut(key) else { return };
        watch.states.reset();
        watch.line.forget();
        let is_told_unasked = watch.is_told_unasked;
        if key.subject == Subject::Mailbox
            && !is_told_unasked
            && let Some(services) = self.services.get_mut(&key.account)
        {
            services.forget_messages();
        }
        self.watch_changed(key);
        self.watched(key, now);
    }

    fn line_told(
        &mut self,
        key: &Key,
        id: SubscriptionId,
        content_type: &str,
        body: &[u8],
        now: Now,
    ) {
        // A notification without a body says nothing new. Source: RFC 6665 §4.4.1.
        if body.is_empty() || content_type != dialog_info::CONTENT_TYPE {
            return;
        }
        let document = match dialog_info::read(body) {
            Ok(document) => document,
            Err(error) => {
                tracing::info!(%error, "dialog information that cannot be read");
                return;
            }
        };
        let Some(watch) = self.watching.watches.get_mut(key) else { return };
        match watch.states.take(document) {
            Taken::Current => {}
            Taken::Stale => return,
            Taken::Incomplete => {
                if let Err(refusal) = self.agent.renew_subscription(id, now) {
                    tracing::debug!(%refusal, "the whole state cannot be asked for");
                }
            }
        }
        watch.retell(&self.watching.own, now.timestamp);
        self.watch_changed(key);
        self.watched(key, now);
    }

    /// Keeps the Call-IDs of our own calls, by which their dialogs are told from those of other
    /// devices. A call that another device answered is not ours any more.
    pub(crate) fn note_own_calls(&mut self, now: Now) {
        let mut own = std::mem::take(&mut self.watching.own);
        let before = own.clone();
        let live: BTreeMap<String, bool> = self
            .invitations
            .iter()
            .filter_map(|(invitation, call)| {
                let call_id = self.agent.call_id(*invitation)?;
                let entry = self.calls.get(call)?;
                Some((call_id.to_owned(), entry.call.answered_at.is_some()))
            })
            .collect();
        own.retain(|call_id, was_answered| *was_answered || live.contains_key(call_id));
        for (call_id, is_answered) in live {
            *own.entry(call_id).or_default() |= is_answered;
        }
        while own.len() > MOST_OWN {
            own.pop_first();
        }
        let is_different = own.keys().ne(before.keys());
        self.watching.own = own;
        if is_different {
            self.retell_own(now);
        }
    }

    fn retell_own(&mut self, now: Now) {
        for entry in &self.accounts {
            if let Some(watch) = self.watching.watches.get_mut(&own_key(&entry.account))
                && watch.states.is_known()
            {
                watch.retell(&self.watching.own, now.timestamp);
                self.outputs.push_back(crate::Output::Changed(Changed::Elsewhere));
            }
        }
    }
}

impl Watch {
    /// Tells the lamp all dialogs that there are.
    fn retell(&mut self, own: &BTreeMap<String, bool>, at: Timestamp) {
        let dialogs = self.states.dialogs().iter().map(|dialog| seen(dialog, own)).collect();
        self.line.told(dialogs, true, at);
    }
}

fn seen(dialog: &Dialog, own: &BTreeMap<String, bool>) -> Watched {
    let party = dialog.remote.as_ref().and_then(dialog_info::Party::address);
    Watched {
        id: name(dialog),
        state: match dialog.state {
            State::Trying => DialogState::Trying,
            State::Proceeding => DialogState::Proceeding,
            State::Early => DialogState::Early,
            State::Confirmed => DialogState::Confirmed,
            State::Terminated => DialogState::Terminated,
        },
        direction: dialog.direction.map(|began| match began {
            Began::Initiator => Direction::Outgoing,
            Began::Recipient => Direction::Incoming,
        }),
        remote: party.as_ref().map(translate::party),
        is_replaceable: dialog.replaces_at_caller().is_some(),
        is_ours: dialog.call_id.as_ref().is_some_and(|call_id| own.contains_key(call_id)),
        is_held: dialog.local.as_ref().and_then(|side| side.is_rendering) == Some(false),
    }
}

/// What names a dialog within its watch; not all documents give an id.
pub(crate) fn name(dialog: &Dialog) -> String {
    if dialog.id.is_empty() {
        dialog.call_id.clone().unwrap_or_default()
    } else {
        dialog.id.clone()
    }
}
