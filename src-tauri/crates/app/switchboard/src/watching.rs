//! Whose telephones are watched: colleagues, places to park, one's own others.

use model::{AccountId, Number};
use telephony::Colleague;
use telephony::lamp::{Elsewhere, Lamp, Parked};

use crate::{Changed, Switchboard};

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

/// Who is watched.
#[derive(Debug, Default)]
pub(crate) struct Watching {
    /// In the person's order.
    colleagues: Vec<Colleague>,
}

impl Switchboard {
    /// Watched colleagues in the person's order, each with its lamp.
    pub fn colleagues(&self) -> impl Iterator<Item = (&Colleague, Lamp)> {
        self.watching.colleagues.iter().map(|colleague| (colleague, Lamp::Unknown))
    }

    /// Places to park of all accounts that are switched on.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let accounts = self.accounts.iter().filter(|entry| entry.account.enabled);
        accounts
            .flat_map(|entry| {
                entry.account.plan.places().iter().map(|place| Place {
                    number: place.number.clone(),
                    name: place.name.clone(),
                    account: entry.account.id,
                    parked: Parked::Unknown,
                })
            })
            .collect()
    }

    /// Calls on one's own other devices, oldest first.
    #[must_use]
    pub fn elsewhere(&self) -> Vec<AtOther> {
        Vec::new()
    }

    pub(crate) fn remember_colleagues(&mut self, mut colleagues: Vec<Colleague>) {
        colleagues.truncate(Colleague::MOST);
        self.watching.colleagues = colleagues;
        self.change(Changed::Colleagues);
    }
}
