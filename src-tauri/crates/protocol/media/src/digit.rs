//! The keys of a telephone, as telephone events name them.

use std::fmt;

/// A key: `0`–`9`, `*`, `#`, `A`–`D`, or a flash of the hook. Source: RFC 4733 §3.2 table 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digit(u8);

impl Digit {
    /// The highest event code that is a key: 16, flash.
    const LAST: u8 = 16;
    const KEYS: &'static [u8; 17] = b"0123456789*#ABCDR";

    /// The key for a character; lower case is understood, `R` and `!` are the flash.
    #[must_use]
    pub fn from_char(key: char) -> Option<Self> {
        let key = if key == '!' { 'R' } else { key.to_ascii_uppercase() };
        let code = Self::KEYS.iter().position(|known| char::from(*known) == key)?;
        u8::try_from(code).ok().map(Self)
    }

    /// The key for an event code, absent when the event is none.
    #[must_use]
    pub const fn from_event(code: u8) -> Option<Self> {
        if code <= Self::LAST { Some(Self(code)) } else { None }
    }

    /// Its event code, 0..=16.
    #[must_use]
    pub const fn event(self) -> u8 {
        self.0
    }

    /// Its character; the flash is `R`.
    #[must_use]
    pub fn to_char(self) -> char {
        Self::KEYS.get(usize::from(self.0)).map_or('R', |key| char::from(*key))
    }
}

impl fmt::Display for Digit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_char())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_survives_its_event_code_and_its_character() {
        for code in 0..=Digit::LAST {
            let digit = Digit::from_event(code).unwrap();

            assert_eq!(digit.event(), code);
            assert_eq!(Digit::from_char(digit.to_char()), Some(digit));
        }
    }

    #[test]
    fn what_is_no_key_is_no_digit() {
        assert_eq!(Digit::from_event(17), None);
        assert_eq!(Digit::from_char('x'), None);
        assert_eq!(Digit::from_char('a').map(Digit::to_char), Some('A'));
    }
}
