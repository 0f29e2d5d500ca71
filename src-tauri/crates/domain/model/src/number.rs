//! A telephone number as it can be dialled: digits, `*`, `#`, and at most one leading `+`.
//!
//! Source: ITU-T E.164 (length), E.123 and DIN 5008 (how people write numbers).

use std::fmt;

use redact::Redacted;
use serde::{Deserialize, Serialize};

use crate::DialError;

/// What can be dialled, E.164 or internal: an optional `+`, then digits, `*` and `#`.
///
/// `Debug` prints a fingerprint, because numbers never stand in a log; `Display` prints the number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(String);

impl Number {
    /// Most digits after a `+`. Source: ITU-T E.164 §6.
    pub const DIGITS_GLOBAL: usize = 15;
    /// Most characters without a `+`: room for prefixes and feature codes such as `*21*0891234567#`.
    pub const DIGITS_LOCAL: usize = 40;

    /// Reads a number as a person writes it: blanks, dots, hyphens, slashes and brackets are taken
    /// out, and so is the `(0)` that a person sees but a network must not after a country code.
    ///
    /// # Errors
    /// Says what stands in the way when the text is no number.
    pub fn read(text: &str) -> Result<Self, DialError> {
        let mut number = String::new();
        let mut has_gap_behind_code = false;
        let mut rest = text.chars();
        while let Some(typed) = rest.next() {
            match narrow(typed) {
                digit @ ('0'..='9' | '*' | '#') => number.push(digit),
                '+' if number.is_empty() => number.push('+'),
                '+' => return Err(DialError::MisplacedPlus),
                '(' | '[' if takes_trunk_zero(&number) => {
                    if let Some(after) = after_bracketed_zero(rest.as_str()) {
                        rest = after.chars();
                    }
                }
                separator if is_separator(separator) => {
                    has_gap_behind_code |= number.strip_prefix("00").is_some_and(is_without_zero);
                }
                _ => return Err(DialError::NotDialable(typed)),
            }
        }
        // `0 04302 123` is an outside line and an area code; `0043 02 123` is a country and a zero.
        let is_world = number.starts_with('+') || has_gap_behind_code;
        let number = Self(if is_world { without_written_trunk_zero(number) } else { number });
        let digits = number.0.trim_start_matches('+').len();
        let most = if number.is_global() { Self::DIGITS_GLOBAL } else { Self::DIGITS_LOCAL };
        if digits == 0 {
            Err(DialError::Empty)
        } else if digits > most {
            Err(DialError::TooLong { digits, most })
        } else if number.is_global() && number.0.contains(['*', '#']) {
            Err(DialError::NotDialable(if number.0.contains('*') { '*' } else { '#' }))
        } else {
            Ok(number)
        }
    }

    /// A number of characters that rules put together from a number that was read.
    pub(crate) const fn made_of(characters: String) -> Self {
        Self(characters)
    }

    /// The characters to dial.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it holds everywhere, because it starts with `+` and a country code.
    #[must_use]
    pub fn is_global(&self) -> bool {
        self.0.starts_with('+')
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Redacted(&self.0).fmt(f)
    }
}

impl std::str::FromStr for Number {
    type Err = DialError;

    fn from_str(text: &str) -> Result<Self, DialError> {
        Self::read(text)
    }
}

impl TryFrom<String> for Number {
    type Error = DialError;

    fn try_from(text: String) -> Result<Self, DialError> {
        Self::read(&text)
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.0
    }
}

/// The usual form of digits and marks that came from another script's keyboard or font.
fn narrow(typed: char) -> char {
    let offset = match typed {
        // Full width: `＋４９（０）`.
        '\u{ff01}'..='\u{ff5e}' => 0xfee0,
        // Digits of Arabic and Persian.
        '\u{660}'..='\u{669}' => 0x660 - 0x30,
        '\u{6f0}'..='\u{6f9}' => 0x6f0 - 0x30,
        _ => return typed,
    };
    char::from_u32(u32::from(typed) - offset).unwrap_or(typed)
}

/// Characters people put between digits, with the invisible ones that come along when copying.
pub(crate) fn is_separator(typed: char) -> bool {
    typed.is_whitespace()
        || matches!(
            typed,
            '-' | '.' | '/' | '(' | ')' | '[' | ']' | '\u{ad}' | '\u{b7}' | '\u{61c}'
                | '\u{2022}' | '\u{2027}' | '\u{2044}' | '\u{2215}' | '\u{fe0f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2010}'..='\u{2015}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'
                | '\u{2066}'..='\u{2069}'
                | '\u{2212}'
                | '\u{feff}'
        )
}

/// Country codes behind which a zero belongs to the number.
const KEEP_ZERO: [&str; 4] = ["39", "378", "242", "225"];
/// Country codes behind which no number starts with a zero, for the nearest neighbours.
const NO_ZERO: [&str; 8] = ["49", "43", "41", "44", "33", "31", "32", "46"];

fn is_without_zero(code: &str) -> bool {
    NO_ZERO.contains(&code)
}

/// Whether a bracketed zero now, after `+49` or `0049`, is only for those who dial from within.
///
/// Italy's numbers keep their zero after the country code, as do San Marino's, Congo's and those of
/// Côte d'Ivoire.
fn takes_trunk_zero(so_far: &str) -> bool {
    let country_code = so_far.strip_prefix('+').or_else(|| so_far.strip_prefix("00"));
    country_code.is_some_and(|code| (1..=3).contains(&code.len()) && !KEEP_ZERO.contains(&code))
}

/// What follows `0)`, if that is how the bracket goes on.
fn after_bracketed_zero(inside: &str) -> Option<&str> {
    inside
        .trim_start()
        .strip_prefix(['0', '\u{ff10}'])?
        .trim_start()
        .strip_prefix([')', ']', '\u{ff09}'])
}

/// Takes the zero out of `+49 089 …`: no German number starts with one after the country code.
fn without_written_trunk_zero(number: String) -> String {
    let Some(rest) = number.strip_prefix('+').or_else(|| number.strip_prefix("00")) else {
        return number;
    };
    for code in NO_ZERO {
        if let Some(behind) = rest.strip_prefix(code)
            && let area = behind.trim_start_matches('0')
            && area.len() < behind.len()
            && !area.is_empty()
        {
            let prefix = number.get(..number.len() - behind.len()).unwrap_or_default();
            return format!("{prefix}{area}");
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_the_german_ways_of_writing_a_number() {
        for (typed, dialled) in [
            ("7042", "7042"),
            ("089 1234-56", "089123456"),
            ("089/1234 56", "089123456"),
            ("(089) 12 34 56", "089123456"),
            ("(0 89) 12 34-0", "08912340"),
            ("0 89 / 12 34 - 56", "089123456"),
            ("089.123.456", "089123456"),
            ("+49 89 123456", "+4989123456"),
            ("+49 (0)89 123456", "+4989123456"),
            ("+49 (0) 89 / 1234-56", "+4989123456"),
            ("+49(0)89123456", "+4989123456"),
            ("+49 [0] 89 123456", "+4989123456"),
            ("+49 ( 0 ) 89 123456", "+4989123456"),
            ("+49 089 123456", "+4989123456"),
            ("(+49) 89 123456", "+4989123456"),
            ("(+49) (0)89 123456", "+4989123456"),
            ("0049 (0)89 123456", "004989123456"),
            ("0049 89 123456", "004989123456"),
            ("+49 (89) 123456", "+4989123456"),
            ("+43 (0)1 58858", "+43158858"),
            ("+41 (0)44 668 18 00", "+41446681800"),
            ("+39 (0)6 6982", "+39066982"),
            ("+39 06 6982", "+39066982"),
            ("0 0049 89 123456", "0004989123456"),
            ("0049 089 123456", "004989123456"),
            ("0 04302 123", "004302123"),
            ("004302123", "004302123"),
            ("\u{202a}+49\u{a0}89\u{2009}1234\u{2013}56\u{202c}", "+4989123456"),
            ("\t0171\u{200b}1234567\n", "01711234567"),
            ("110", "110"),
            ("*21*0891234567#", "*21*0891234567#"),
            ("#31#0891234567", "#31#0891234567"),
            ("**1", "**1"),
        ] {
            assert_eq!(Number::read(typed).unwrap().as_str(), dialled, "{typed:?}");
        }
    }

    #[test]
    fn says_what_stands_in_the_way() {
        for (typed, wrong) in [
            ("", DialError::Empty),
            (" - ", DialError::Empty),
            ("+", DialError::Empty),
            ("++49", DialError::MisplacedPlus),
            ("49+89", DialError::MisplacedPlus),
            ("089 x 12", DialError::NotDialable('x')),
            ("+49 89 12#", DialError::NotDialable('#')),
            ("+1234567890123456", DialError::TooLong { digits: 16, most: 15 }),
        ] {
            assert_eq!(Number::read(typed), Err(wrong), "{typed:?}");
        }
    }

    #[test]
    fn a_number_does_not_print_itself_into_a_log() {
        let number = Number::read("+49 89 123456").unwrap();

        assert!(!format!("{number:?}").contains("123456"));
    }

    proptest! {
        #[test]
        fn whatever_is_read_reads_again_to_the_same(typed in "\\PC{0,40}") {
            if let Ok(number) = Number::read(&typed) {
                prop_assert_eq!(Number::read(number.as_str()), Ok(number));
            }
        }

        #[test]
        fn separators_change_nothing(digits in "[1-9][0-9]{2,12}", gap in "[ ./-]{0,2}", at in 1..3_usize) {
            let (head, tail) = digits.split_at(at);

            prop_assert_eq!(Number::read(&format!("{head}{gap}{tail}")), Number::read(&digits));
        }
    }
}
