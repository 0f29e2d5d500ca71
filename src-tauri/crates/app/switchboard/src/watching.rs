//! Whose telephones are watched: colleagues, places to park, one's own others, and the mailbox.
//!
//! ```text
//!  accounts, plans,      wanted            subscribe, unsubscribe
//!  colleagues,      ──────────────▶ Watch ───────────────────────▶ agent
//!  call-backs                         ▲                              │
//!                                     └───── notified, ended ────────┘
//! ```
//!
//! What is to be watched is derived anew whenever something changes, and brought in line with what is
//! watched. An account is watched for from its first registration on. A telephone system that refuses
//! is asked again after growing waits, and nobody is told: the lamp says that it is unknown.
//!
//! Source: RFC 4235 (dialogs), RFC 3842 (messages), RFC 6665 (subscriptions).

mod following;
mod mailbox;
mod notified;

pub(crate) use notified::name;

use std::collections::BTreeMap;
use std::time::Instant;

use clock::Now;
use event::dialog_info::{Dialog, DialogStates};
use model::{AccountId, Number};
use redact::Redacted;
use sip_agent::subscription::SubscriptionId;
use telephony::lamp::{Elsewhere, Lamp, Line, Parked};
use telephony::plan::Code;
use telephony::{Account, Colleague, Party};

use crate::calls::dial_refusal;
use crate::{Changed, Output, Refusal, RefusalCode, Switchboard};

/// Longest name of a colleague, in letters.
const MOST_NAME: usize = 200;

/// A place where calls are parked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What is dialled.
    pub number: Number,
    /// What people call it; empty: the number.
    pub name: String,
    /// Account whose telephone system has it.
    pub account: AccountId,
    /// How it stands.
    pub parked: Parked,
}

/// A call on one's own other device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtOther {
    /// Stable while it lasts; what `Pull` takes.
    pub id: String,
    /// Account that tells of it.
    pub account: AccountId,
    /// The call.
    pub call: Elsewhere,
}

/// What is watched, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) account: AccountId,
    pub(crate) subject: Subject,
}

/// What is watched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// The account's mailbox.
    Mailbox,
    /// Somebody's telephones, by address.
    Line(Redacted<String>),
}

/// One watch.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    subscription: Option<SubscriptionId>,
    /// Refusals in a row.
    refusals: u32,
    /// When a refused one is asked again.
    retry_at: Option<Instant>,
    /// What was notified last holds for ever.
    is_final: bool,
    /// The telephone system tells by itself, without being asked.
    is_told_unasked: bool,
    states: DialogStates,
    line: Line,
}

/// Who is watched.
#[derive(Debug, Default)]
pub(crate) struct Watching {
    /// In the person's order.
    colleagues: Vec<Colleague>,
    watches: BTreeMap<Key, Watch>,
    subscriptions: BTreeMap<SubscriptionId, Key>,
    /// What is watched may be something else than what shall be.
    is_stale: bool,
    is_closed: bool,
    /// Call-IDs of our own calls, and whether they were answered here.
    own: BTreeMap<String, bool>,
}

impl Watching {
    /// What is watched must be looked through.
    pub(crate) const fn stir(&mut self) {
        self.is_stale = true;
    }
}

impl Switchboard {
    /// Watched colleagues in the person's order, each with its lamp.
    pub fn colleagues(&self) -> impl Iterator<Item = (&Colleague, Lamp)> {
        self.watching.colleagues.iter().map(|colleague| (colleague, self.lamp(colleague)))
    }

    /// Places to park of all accounts that are switched on.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let accounts = self.accounts.iter().filter(|entry| entry.account.enabled);
        accounts
            .flat_map(|entry| {
                let account = &entry.account;
                account.plan.places().iter().map(|place| Place {
                    number: place.number.clone(),
                    name: place.name.clone(),
                    account: account.id,
                    parked: self
                        .watch(account, &place.number)
                        .map_or(Parked::Unknown, |watch| watch.line.parked()),
                })
            })
            .collect()
    }

    /// Calls on one's own other devices, oldest first.
    #[must_use]
    pub fn elsewhere(&self) -> Vec<AtOther> {
        let mut others: Vec<AtOther> = self
            .accounts
            .iter()
            .filter_map(|entry| {
                let watch = self.watching.watches.get(&own_key(&entry.account))?;
                let account = entry.account.id;
                Some(watch.line.elsewhere().into_iter().map(move |call| AtOther {
                    id: format!("{}-{}", account.short(), call.id),
                    account,
                    call,
                }))
            })
            .flatten()
            .collect();
        others.sort_by_key(|other| other.call.since);
        others
    }

    fn lamp(&self, colleague: &Colleague) -> Lamp {
        let Ok(entry) = self.entry(colleague.account) else { return Lamp::Unknown };
        let has_code = entry.account.plan.code(Code::PickUp).is_some();
        let lamp = self
            .watch(&entry.account, &colleague.number)
            .map_or(Lamp::Unknown, |watch| watch.line.lamp(has_code));
        match lamp {
            // Whoever calls a colleague sees it ring there, and has nothing to pick up.
            Lamp::Ringing { caller, since, can_pick_up } => {
                let is_own = is_number_of(&entry.account, caller.as_ref());
                Lamp::Ringing { caller, since, can_pick_up: can_pick_up && !is_own }
            }
            Lamp::Unknown | Lamp::Idle | Lamp::Talking { .. } => lamp,
        }
    }

    fn watch(&self, account: &Account, number: &Number) -> Option<&Watch> {
        self.watching.watches.get(&line_key(account, number)?)
    }

    /// What is known of the dialogs at a number, each with the moment since which it stands there.
    pub(crate) fn dialogs_at(&self, account: &Account, number: &Number) -> &[Dialog] {
        self.watch(account, number).map_or(&[], |watch| watch.states.dialogs())
    }

    /// What is known of the dialogs of the account's own devices.
    pub(crate) fn own_dialogs(&self, account: &Account) -> &[Dialog] {
        self.watching.watches.get(&own_key(account)).map_or(&[], |watch| watch.states.dialogs())
    }

    /// Watches a colleague, or renames one that is watched.
    pub(crate) fn watch_line(
        &mut self,
        number: &str,
        name: Option<String>,
        account: Option<&str>,
    ) -> Result<(), Refusal> {
        let read = Number::read(number).map_err(|error| dial_refusal(&error, number))?;
        let account = self.dialling_account(account)?.id;
        let name = name.unwrap_or_default().trim().to_owned();
        if name.chars().count() > MOST_NAME || name.chars().any(char::is_control) {
            return Err(Refusal::new(RefusalCode::InvalidField, "name"));
        }
        let colleagues = &mut self.watching.colleagues;
        let has_room = colleagues.len() < Colleague::MOST;
        match colleagues.iter_mut().find(|known| known.number == read) {
            Some(known) => {
                known.account = account;
                if !name.is_empty() {
                    known.name = name;
                }
            }
            None if has_room => colleagues.push(Colleague { number: read, name, account }),
            None => return Err(Refusal::new(RefusalCode::InvalidField, "colleagues")),
        }
        self.colleagues_changed();
        Ok(())
    }

    /// Watches a colleague no longer.
    pub(crate) fn unwatch_line(&mut self, number: &str) -> Result<(), Refusal> {
        let read = Number::read(number).map_err(|error| dial_refusal(&error, number))?;
        let before = self.watching.colleagues.len();
        self.watching.colleagues.retain(|known| known.number != read);
        if self.watching.colleagues.len() == before {
            return Err(Refusal::new(RefusalCode::WrongState, number));
        }
        self.colleagues_changed();
        Ok(())
    }

    fn colleagues_changed(&mut self) {
        self.watching.stir();
        self.push(Output::KeepColleagues { colleagues: self.watching.colleagues.clone() });
        self.change(Changed::Colleagues);
    }

    pub(crate) fn remember_colleagues(&mut self, mut colleagues: Vec<Colleague>) {
        colleagues.truncate(Colleague::MOST);
        self.watching.colleagues = colleagues;
        self.watching.stir();
        self.change(Changed::Colleagues);
    }

    /// An account is gone for good: nobody is watched by it any more.
    pub(crate) fn forget_colleagues_of(&mut self, account: AccountId) {
        let before = self.watching.colleagues.len();
        self.watching.colleagues.retain(|colleague| colleague.account != account);
        if self.watching.colleagues.len() != before {
            self.colleagues_changed();
        }
    }

    /// The longest ringing colleague whose call can be picked up, with the account that watches.
    pub(crate) fn longest_ringing(&self, account: Option<AccountId>) -> Option<&Colleague> {
        let ringing = self.colleagues().filter_map(|(colleague, lamp)| match lamp {
            Lamp::Ringing { since, can_pick_up: true, .. } => Some((colleague, since)),
            Lamp::Ringing { can_pick_up: false, .. }
            | Lamp::Unknown
            | Lamp::Idle
            | Lamp::Talking { .. } => None,
        });
        ringing
            .filter(|(colleague, _)| account.is_none_or(|account| account == colleague.account))
            .min_by_key(|(_, since)| *since)
            .map(|(colleague, _)| colleague)
    }

    /// The account that watches a number, if it is a colleague's.
    pub(crate) fn watcher_of(&self, number: &Number) -> Option<AccountId> {
        let known = self.watching.colleagues.iter().find(|known| known.number == *number)?;
        Some(known.account)
    }

    /// Somebody by the name of a watched colleague, where nobody else tells one.
    pub(crate) fn named(&self, account: AccountId, party: Party) -> Party {
        let (None, Ok(number)) = (&party.name, Number::read(&party.number.0)) else { return party };
        let rules = self.rules(account);
        let wanted = rules.normalised(&number);
        let mut colleagues = self.watching.colleagues.iter();
        let known = colleagues.find(|known| {
            known.account == account
                && !known.name.is_empty()
                && rules.normalised(&known.number) == wanted
        });
        Party { name: known.map(|known| Redacted(known.name.clone())), ..party }
    }

    /// Whether a watched telephone is free; absent where nobody tells.
    pub(crate) fn is_free(&self, key: &Key) -> Option<bool> {
        self.watching.watches.get(key)?.line.is_free()
    }

    /// Ends all watches; no new one begins.
    pub(crate) fn close_watches(&mut self) {
        self.watching.is_closed = true;
        self.watching.watches.clear();
        self.watching.subscriptions.clear();
    }

    /// Wakes the watches that are to be asked for again.
    pub(crate) fn retry_watches(&mut self, now: Now) {
        for watch in self.watching.watches.values_mut() {
            if watch.retry_at.is_some_and(|at| at <= now.instant) {
                watch.retry_at = None;
                self.watching.is_stale = true;
            }
        }
    }

    pub(crate) fn next_watch(&self) -> Option<clock::Deadline> {
        let retries = self.watching.watches.values().filter_map(|watch| watch.retry_at);
        retries.min().map(|at| clock::Deadline::new(at, "a refused watch is asked for again"))
    }
}

/// The watch of a number at an account's telephone system.
pub(crate) fn line_key(account: &Account, number: &Number) -> Option<Key> {
    let target = model::Target::Number(number.clone());
    target_key(account, &target)
}

/// The watch of whoever can be called.
pub(crate) fn target_key(account: &Account, target: &model::Target) -> Option<Key> {
    let dialled = account.plan.rules().dialled(target);
    let address = crate::calls::dial_uri(&dialled, account)?.address_of_record().to_string();
    Some(Key { account: account.id, subject: Subject::Line(Redacted(address)) })
}

/// The watch of the account's own devices.
fn own_key(account: &Account) -> Key {
    let address = account.address.parse::<sip_message::SipUri>();
    let address =
        address.map_or_else(|_| account.address.clone(), |uri| uri.address_of_record().to_string());
    Key { account: account.id, subject: Subject::Line(Redacted(address)) }
}

/// Whether this is the account itself.
fn is_number_of(account: &Account, party: Option<&Party>) -> bool {
    let own = account.number();
    own.is_some() && party.and_then(|party| Number::read(&party.number.0).ok()) == own
}
