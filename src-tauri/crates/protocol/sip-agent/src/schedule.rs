//! Who wants to be woken when: one deadline for each key, the earliest first.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use clock::Deadline;

/// One deadline for each key.
#[derive(Debug)]
pub(crate) struct Schedule<K> {
    order: BTreeSet<(Instant, K)>,
    of: BTreeMap<K, Deadline>,
}

impl<K> Default for Schedule<K> {
    fn default() -> Self {
        Self { order: BTreeSet::new(), of: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> Schedule<K> {
    /// Puts `deadline` in place of what `key` waited for.
    pub(crate) fn set(&mut self, key: K, deadline: Option<Deadline>) {
        if let Some(old) = self.of.remove(&key) {
            self.order.remove(&(old.at, key));
        }
        if let Some(deadline) = deadline {
            self.order.insert((deadline.at, key));
            self.of.insert(key, deadline);
        }
    }

    /// The earliest deadline.
    pub(crate) fn next(&self) -> Option<Deadline> {
        self.order.first().and_then(|(_, key)| self.of.get(key)).copied()
    }

    /// Takes one key that is due at `now`; its deadline is forgotten.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<K> {
        let (at, key) = *self.order.first()?;
        if at > now {
            return None;
        }
        self.set(key, None);
        Some(key)
    }
}
