//! Which label stands for what, the same throughout one report.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Counts, Keep, Kind};

/// Labels given so far.
#[derive(Debug, Default)]
pub(super) struct Labels {
    numbers: HashMap<String, usize>,
    names: HashMap<String, usize>,
    hosts: HashMap<String, usize>,
    addresses: HashMap<String, usize>,
    pub(super) keep: Keep,
    pub(super) counts: Counts,
}

impl Labels {
    pub(super) const fn keeps(&self, kind: Kind) -> bool {
        match kind {
            Kind::Number => self.keep.numbers,
            Kind::Name => self.keep.names,
            Kind::Host => self.keep.hosts,
            Kind::Address => self.keep.addresses,
        }
    }

    /// Writes the label of what is canonically `canonical`, and counts it.
    pub(super) fn write(&mut self, kind: Kind, canonical: &str, out: &mut String) {
        let (given, count) = match kind {
            Kind::Number => (&mut self.numbers, &mut self.counts.numbers),
            Kind::Name => (&mut self.names, &mut self.counts.names),
            Kind::Host => (&mut self.hosts, &mut self.counts.hosts),
            Kind::Address => (&mut self.addresses, &mut self.counts.addresses),
        };
        *count += 1;
        let number = match given.get(canonical) {
            Some(number) => *number,
            None => {
                let number = given.len() + 1;
                given.insert(canonical.to_owned(), number);
                number
            }
        };
        // Writing to a string cannot fail.
        _ = write!(out, "{}{number}", kind.prefix());
    }
}
