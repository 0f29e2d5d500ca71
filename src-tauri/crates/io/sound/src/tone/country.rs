//! Whose network the telephone sounds like.

/// A country whose call progress tones are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Country {
    /// Germany.
    #[default]
    De,
    /// Austria.
    At,
    /// Switzerland.
    Ch,
    /// France.
    Fr,
    /// Italy.
    It,
    /// The Netherlands.
    Nl,
    /// Belgium.
    Be,
    /// Spain.
    Es,
    /// Portugal.
    Pt,
    /// The United Kingdom; its code is `GB`, `UK` is understood.
    Uk,
    /// The United States of America.
    Us,
    /// Poland.
    Pl,
    /// Czechia.
    Cz,
    /// Denmark.
    Dk,
    /// Sweden.
    Se,
    /// Norway.
    No,
    /// Finland.
    Fi,
}

impl Country {
    /// All countries.
    pub const ALL: [Self; 17] = [
        Self::De,
        Self::At,
        Self::Ch,
        Self::Fr,
        Self::It,
        Self::Nl,
        Self::Be,
        Self::Es,
        Self::Pt,
        Self::Uk,
        Self::Us,
        Self::Pl,
        Self::Cz,
        Self::Dk,
        Self::Se,
        Self::No,
        Self::Fi,
    ];

    /// Two capital letters. Source: ISO 3166-1.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::De => "DE",
            Self::At => "AT",
            Self::Ch => "CH",
            Self::Fr => "FR",
            Self::It => "IT",
            Self::Nl => "NL",
            Self::Be => "BE",
            Self::Es => "ES",
            Self::Pt => "PT",
            Self::Uk => "GB",
            Self::Us => "US",
            Self::Pl => "PL",
            Self::Cz => "CZ",
            Self::Dk => "DK",
            Self::Se => "SE",
            Self::No => "NO",
            Self::Fi => "FI",
        }
    }

    /// The country of a code, in capitals or not.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        if code.eq_ignore_ascii_case("UK") {
            return Some(Self::Uk);
        }
        Self::ALL.into_iter().find(|country| country.code().eq_ignore_ascii_case(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_found_by_its_code() {
        for country in Country::ALL {
            assert_eq!(Country::from_code(country.code()), Some(country));
            assert_eq!(Country::from_code(&country.code().to_lowercase()), Some(country));
        }
        assert_eq!(Country::from_code("UK"), Some(Country::Uk));
        assert_eq!(Country::from_code("XX"), None);
    }
}
