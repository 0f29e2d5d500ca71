//! By what two reports of the same fault are known as such.

use std::fmt;
use std::str::FromStr;

use crate::Class;

/// A mark of class, service, site and symptom; holds none of them in the clear.
///
/// Equal marks mean "probably the same fault": the person is asked, and decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

/// The text is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no fingerprint of sixteen hexadecimal digits")]
pub struct NoFingerprint;

impl Fingerprint {
    /// The mark of a fault: its neutral class, the service (provider or registrar), the site as
    /// this installation knows it, and the symptom as a code.
    #[must_use]
    pub fn of(class: Class, service: &str, site: &str, symptom: &str) -> Self {
        let mut hash = OFFSET;
        for part in [class.code(), service, site, symptom] {
            for byte in part.trim().to_lowercase().bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
            }
            // A byte that no text has, so that "ab" + "c" differs from "a" + "bc".
            hash = (hash ^ 0xff).wrapping_mul(PRIME);
        }
        Self(hash)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        if text.len() != 16 {
            return Err(NoFingerprint);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_error| NoFingerprint)
    }
}

/// FNV-1a, 64 bits: stays the same in every version, which the standard library's hashes do not.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_fault_has_the_same_mark_in_every_version() {
        let mark = Fingerprint::of(Class::Fk1, "spie-osmo", "example.org", "nothing");

        assert_eq!(mark, Fingerprint::of(Class::Fk1, "SPIE-OSMO ", "example.org", "nothing"));
        assert_eq!(mark.to_string().parse(), Ok(mark));
        assert_eq!(
            Fingerprint::of(Class::Fk4, "", "", "").to_string().len(),
            16,
            "sixteen digits whatever it is made of"
        );
    }

    #[test]
    fn each_part_makes_a_difference_and_parts_do_not_run_together() {
        let marks = [
            Fingerprint::of(Class::Fk1, "a", "b", "c"),
            Fingerprint::of(Class::Fk2, "a", "b", "c"),
            Fingerprint::of(Class::Fk1, "ab", "", "c"),
            Fingerprint::of(Class::Fk1, "a", "bc", ""),
            Fingerprint::of(Class::Fk1, "", "ab", "c"),
            Fingerprint::of(Class::Fk1, "a", "b", "d"),
        ];

        let distinct: std::collections::BTreeSet<_> = marks.iter().collect();
        assert_eq!(distinct.len(), marks.len());
        for text in ["", "12", "zzzzzzzzzzzzzzzz", "+123456789012345é"] {
            assert_eq!(text.parse::<Fingerprint>(), Err(NoFingerprint), "{text}");
        }
    }
}
