//! Countries, and how their numbers are written for whoever dials from within.
//!
//! Source: ISO 3166-1 (codes); ITU-T Operational Bulletin, annex «Dialling procedures (international
//! prefix, national (trunk) prefix and national (significant) number)»; ITU-T E.164 annex, list of
//! country codes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country by its two letters, such as `DE`. Source: ISO 3166-1 alpha-2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// The text is not two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two letters, such as DE")]
pub struct CountryError;

/// How numbers are written within a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbering {
    /// Country code of E.164 without its plus sign.
    pub code: &'static str,
    /// What stands before a number of another country, in place of the plus sign.
    pub international: &'static str,
    /// What stands before a national number, in place of the country code; empty for none.
    pub trunk: &'static str,
    /// Fewest digits of a national number without its trunk prefix.
    pub shortest: usize,
    /// Most digits of a national number without its trunk prefix.
    pub longest: usize,
    /// True where a number without its area code reaches the same town.
    pub has_local: bool,
}

impl Numbering {
    /// Whether a national number can have so many digits, its trunk prefix not counted.
    #[must_use]
    pub const fn takes(&self, digits: usize) -> bool {
        self.shortest <= digits && digits <= self.longest
    }

    /// The national number without its trunk prefix, if `text` is one as it is dialled in the country.
    #[must_use]
    pub fn national<'t>(&self, text: &'t str) -> Option<&'t str> {
        let behind = text.strip_prefix(self.trunk).filter(|rest| self.takes(rest.len()));
        if self.trunk.starts_with('0') {
            // Behind a trunk zero no number starts with another one.
            return behind.filter(|rest| !rest.starts_with('0'));
        }
        // In North America the trunk prefix may be left out.
        behind.or_else(|| self.takes(text.len()).then_some(text))
    }

    /// Whether `digits`, without plus sign or prefix, begin with a country code and go on as far as
    /// a number of that country does.
    #[must_use]
    pub fn is_number_of_any_country(digits: &str) -> bool {
        let known = NUMBERING
            .iter()
            .filter_map(|(_, row)| digits.strip_prefix(row.code).map(|rest| (row, rest)));
        let mut known = known.peekable();
        if known.peek().is_some() {
            return known.any(|(row, rest)| {
                let has_trunk_zero = row.trunk.starts_with('0') && rest.starts_with('0');
                row.takes(rest.len()) && !has_trunk_zero
            });
        }
        let is_assigned = SHORT_CODES.iter().chain(LONG_CODES).any(|code| digits.starts_with(code));
        is_assigned && (8..=15).contains(&digits.len())
    }
}

impl Country {
    /// Germany.
    pub const GERMANY: Self = Self(*b"DE");

    /// How its numbers are written; absent for a country that the table does not hold.
    #[must_use]
    pub fn numbering(self) -> Option<&'static Numbering> {
        let row = NUMBERING.binary_search_by(|(letters, _)| letters.as_bytes().cmp(&self.0));
        row.ok().and_then(|at| NUMBERING.get(at)).map(|(_, numbering)| numbering)
    }

    /// Its two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Default for Country {
    fn default() -> Self {
        Self::GERMANY
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Country {
    type Err = CountryError;

    fn from_str(text: &str) -> Result<Self, CountryError> {
        match text.as_bytes() {
            [one, two] if one.is_ascii_alphabetic() && two.is_ascii_alphabetic() => {
                Ok(Self([one.to_ascii_uppercase(), two.to_ascii_uppercase()]))
            }
            _ => Err(CountryError),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = CountryError;

    fn try_from(text: String) -> Result<Self, CountryError> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

const fn row(
    code: &'static str,
    international: &'static str,
    trunk: &'static str,
    shortest: usize,
    longest: usize,
) -> Numbering {
    Numbering { code, international, trunk, shortest, longest, has_local: false }
}

/// As [`row`], for a country in which a town's numbers are dialled without its code.
const fn local(
    code: &'static str,
    international: &'static str,
    trunk: &'static str,
    shortest: usize,
    longest: usize,
) -> Numbering {
    Numbering { code, international, trunk, shortest, longest, has_local: true }
}

/// In the order of the letters.
const NUMBERING: &[(&str, Numbering)] = &[
    ("AD", row("376", "00", "", 6, 9)),
    ("AT", local("43", "00", "0", 4, 13)),
    ("AU", local("61", "0011", "0", 9, 9)),
    ("BA", local("387", "00", "0", 8, 9)),
    ("BE", row("32", "00", "0", 8, 9)),
    ("BG", local("359", "00", "0", 7, 9)),
    ("CA", row("1", "011", "1", 10, 10)),
    ("CH", row("41", "00", "0", 9, 9)),
    ("CY", row("357", "00", "", 8, 8)),
    ("CZ", row("420", "00", "", 9, 9)),
    ("DE", local("49", "00", "0", 5, 13)),
    ("DK", row("45", "00", "", 8, 8)),
    ("EE", row("372", "00", "", 7, 8)),
    ("ES", row("34", "00", "", 9, 9)),
    ("FI", local("358", "00", "0", 5, 12)),
    ("FR", row("33", "00", "0", 9, 9)),
    ("GB", local("44", "00", "0", 9, 10)),
    ("GR", row("30", "00", "", 10, 10)),
    ("HR", local("385", "00", "0", 8, 9)),
    ("HU", local("36", "00", "06", 8, 9)),
    ("IE", local("353", "00", "0", 7, 9)),
    ("IS", row("354", "00", "", 7, 9)),
    ("IT", row("39", "00", "", 6, 11)),
    ("LI", row("423", "00", "", 7, 9)),
    ("LT", row("370", "00", "0", 8, 8)),
    ("LU", row("352", "00", "", 4, 11)),
    ("LV", row("371", "00", "", 8, 8)),
    ("MC", row("377", "00", "", 8, 9)),
    ("MT", row("356", "00", "", 8, 8)),
    ("NL", local("31", "00", "0", 9, 10)),
    ("NO", row("47", "00", "", 8, 8)),
    ("NZ", local("64", "00", "0", 8, 10)),
    ("PL", row("48", "00", "", 9, 9)),
    ("PT", row("351", "00", "", 9, 9)),
    ("RO", row("40", "00", "0", 9, 9)),
    ("RS", local("381", "00", "0", 8, 9)),
    ("SE", local("46", "00", "0", 7, 9)),
    ("SI", local("386", "00", "0", 8, 8)),
    ("SK", local("421", "00", "0", 9, 9)),
    ("SM", row("378", "00", "", 6, 10)),
    ("TR", local("90", "00", "0", 10, 10)),
    ("UA", local("380", "00", "0", 9, 9)),
    ("US", row("1", "011", "1", 10, 10)),
    ("VA", row("39", "00", "", 6, 11)),
];

/// Country codes of one or two digits; all others have three. Source: ITU-T E.164 annex.
const SHORT_CODES: &[&str] = &[
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45",
    "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// Beginnings under which there are country codes of three digits. Source: ITU-T E.164 annex.
const LONG_CODES: &[&str] = &[
    "211", "212", "213", "216", "218", "22", "23", "24", "250", "251", "252", "253", "254", "255",
    "256", "257", "258", "26", "290", "291", "297", "298", "299", "35", "37", "380", "381", "382",
    "383", "385", "386", "387", "389", "420", "421", "423", "50", "59", "67", "68", "690", "691",
    "692", "800", "808", "850", "852", "853", "855", "856", "870", "878", "88", "96", "970", "971",
    "972", "973", "974", "975", "976", "977", "979", "992", "993", "994", "995", "996", "998",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_order_and_each_country_once() {
        assert!(NUMBERING.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (letters, numbering) in NUMBERING {
            let country: Country = letters.parse().unwrap();
            assert_eq!(country.numbering(), Some(numbering));
        }
    }

    #[test]
    fn a_country_is_read_in_either_case_and_refused_when_it_is_none() {
        assert_eq!("de".parse(), Ok(Country::GERMANY));
        assert_eq!(serde_json::to_string(&Country::GERMANY).unwrap(), "\"DE\"");
        for wrong in ["", "D", "DEU", "49", "ß"] {
            assert_eq!(wrong.parse::<Country>(), Err(CountryError), "{wrong}");
        }
        assert_eq!("ZZ".parse::<Country>().unwrap().numbering(), None);
    }
}
