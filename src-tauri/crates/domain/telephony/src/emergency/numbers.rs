//! Emergency numbers by country.

use model::Country;

/// The emergency numbers of a country, `112` always among them.
///
/// Source: see the table.
#[must_use]
pub fn numbers(country: Country) -> &'static [&'static str] {
    let row = NUMBERS.binary_search_by(|(letters, _)| (*letters).cmp(country.as_str()));
    row.ok().and_then(|at| NUMBERS.get(at)).map_or(&["112"], |(_, numbers)| numbers)
}

/// In the order of the letters.
const NUMBERS: &[(&str, &[&str])] = &[("DE", &["110", "112"])];
