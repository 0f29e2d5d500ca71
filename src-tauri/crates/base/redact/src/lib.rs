//! Wraps what must never be printed.
//!
//! Numbers, names, addresses and message texts are wrapped from the moment they are parsed. A
//! wrapped value prints as a fingerprint: the same value gives the same fingerprint for the life
//! of the process, so one call can be followed through one log, and nothing can be read from it.

use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::LazyLock;

static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Prints a fingerprint in place of the value, by `Debug` and by `Display`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Redacted<T>(pub T);

impl<T> Redacted<T> {
    /// The value itself, for use and never for printing.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Hash> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", fingerprint(&self.0))
    }
}

impl<T: Hash> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", fingerprint(&self.0))
    }
}

impl<T> From<T> for Redacted<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// Four hexadecimal digits that stand for a value in one process.
#[must_use]
pub fn fingerprint<T: Hash + ?Sized>(value: &T) -> String {
    format!("{:04x}", KEY.hash_one(value) & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_not_in_what_is_printed() {
        let number = Redacted("+4989123456".to_owned());

        let printed = format!("{number:?} {number}");

        assert!(!printed.contains("89123456"), "{printed}");
    }

    #[test]
    fn equal_values_share_a_fingerprint() {
        assert_eq!(format!("{:?}", Redacted("a")), format!("{:?}", Redacted("a")));
    }
}
