//! Emergency numbers by country.
//!
//! Source: Directive (EU) 2018/1972, Article 109 (112 in every member state); the numbers beside it as
//! libphonenumber's `ShortNumberMetadata.xml` (field `emergency`) and each country's numbering plan give
//! them, such as Bundesnetzagentur (110, 112), RTR's KEM-V (122, 128, 133, 140, 144), BAKOM (117, 118, 144)
//! and ARCEP (15, 17, 18, 114, 115, 119, 191, 196, 197). Advice and non-urgent lines, such as 116117,
//! 1450 or 111 in the United Kingdom, are not among them.

use model::Country;

/// The emergency numbers of a country, `112` first and always among them.
#[must_use]
pub fn numbers(country: Country) -> &'static [&'static str] {
    let row = NUMBERS.binary_search_by(|(letters, _)| (*letters).cmp(country.as_str()));
    row.ok().and_then(|at| NUMBERS.get(at)).map_or(&["112"], |(_, numbers)| numbers)
}

/// The countries whose numbers are known, by their letters.
pub fn countries() -> impl Iterator<Item = &'static str> {
    NUMBERS.iter().map(|(letters, _)| *letters)
}

/// In the order of the letters.
const NUMBERS: &[(&str, &[&str])] = &[
    ("AD", &["112", "110", "116", "118"]),
    ("AT", &["112", "122", "133", "144", "128", "140"]),
    ("AU", &["112", "000", "106"]),
    ("BA", &["112", "122", "123", "124"]),
    ("BE", &["112", "100", "101"]),
    ("BG", &["112", "150", "160", "166"]),
    ("CA", &["112", "911"]),
    ("CH", &["112", "117", "118", "144"]),
    ("CY", &["112", "199"]),
    ("CZ", &["112", "150", "155", "156", "158"]),
    ("DE", &["112", "110"]),
    ("DK", &["112"]),
    ("EE", &["112", "110"]),
    ("ES", &["112", "061", "062", "080", "085", "088", "091", "092"]),
    ("FI", &["112"]),
    ("FR", &["112", "15", "17", "18", "114", "115", "119", "191", "196", "197"]),
    ("GB", &["112", "999"]),
    ("GR", &["112", "100", "108", "166", "199"]),
    ("HR", &["112", "192", "193", "194", "195"]),
    ("HU", &["112", "104", "105", "107"]),
    ("IE", &["112", "999"]),
    ("IS", &["112"]),
    ("IT", &["112", "113", "115", "118"]),
    ("LI", &["112", "117", "118", "144"]),
    ("LT", &["112", "101", "102", "103"]),
    ("LU", &["112", "113"]),
    ("LV", &["112", "110", "113"]),
    ("MC", &["112", "15", "17", "18"]),
    ("MT", &["112"]),
    ("NL", &["112"]),
    ("NO", &["112", "110", "113"]),
    ("NZ", &["112", "111"]),
    ("PL", &["112", "997", "998", "999"]),
    ("PT", &["112"]),
    ("RO", &["112"]),
    ("RS", &["112", "192", "193", "194"]),
    ("SE", &["112"]),
    ("SI", &["112", "113"]),
    ("SK", &["112", "150", "155", "158"]),
    ("SM", &["112", "113", "115", "118"]),
    ("TR", &["112", "110", "155", "156"]),
    ("UA", &["112", "101", "102", "103"]),
    ("US", &["112", "911"]),
    ("VA", &["112", "113", "115", "118"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(letters: &str) -> &'static [&'static str] {
        numbers(letters.parse().unwrap())
    }

    #[test]
    fn the_table_stands_in_order_and_112_first() {
        assert!(NUMBERS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (letters, numbers) in NUMBERS {
            assert_eq!(numbers[0], "112", "{letters}");
            assert!(numbers.iter().all(|number| (2..=3).contains(&number.len())), "{letters}");
        }
    }

    #[test]
    fn every_member_state_and_neighbour_is_in_the_table() {
        for letters in [
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
            "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "GB",
            "CH", "NO", "IS", "LI", "US", "CA", "AU",
        ] {
            assert!(NUMBERS.iter().any(|(known, _)| *known == letters), "{letters}");
        }
    }

    #[test]
    fn each_country_has_its_own_and_an_unknown_one_has_112() {
        assert!(of("DE").contains(&"110"));
        assert!(of("GB").contains(&"999") && !of("DE").contains(&"999"));
        assert!(of("US").contains(&"911"));
        assert!(of("AU").contains(&"000"));
        assert!(of("CH").contains(&"117"));
        assert_eq!(of("ZZ"), ["112"]);
    }
}
