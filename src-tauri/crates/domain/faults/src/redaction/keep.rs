//! What a person may leave in the clear, and how much was replaced.

use std::ops::{Add, AddAssign, Sub};

/// Kinds that stay in the clear because the person wants them to. Secrets never do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Keep {
    /// Telephone numbers.
    pub numbers: bool,
    /// Names of persons.
    pub names: bool,
    /// Names of hosts.
    pub hosts: bool,
    /// IP, hardware and mail addresses.
    pub addresses: bool,
}

/// How often something was replaced, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Telephone numbers.
    pub numbers: u64,
    /// Names of persons.
    pub names: u64,
    /// Names of hosts.
    pub hosts: u64,
    /// IP, hardware and mail addresses.
    pub addresses: u64,
    /// Passwords, tokens and keys.
    pub secrets: u64,
}

impl Counts {
    /// All kinds together.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.numbers + self.names + self.hosts + self.addresses + self.secrets
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            numbers: self.numbers + other.numbers,
            names: self.names + other.names,
            hosts: self.hosts + other.hosts,
            addresses: self.addresses + other.addresses,
            secrets: self.secrets + other.secrets,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// What came in between: `later - earlier`.
impl Sub for Counts {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            numbers: self.numbers.saturating_sub(earlier.numbers),
            names: self.names.saturating_sub(earlier.names),
            hosts: self.hosts.saturating_sub(earlier.hosts),
            addresses: self.addresses.saturating_sub(earlier.addresses),
            secrets: self.secrets.saturating_sub(earlier.secrets),
        }
    }
}
