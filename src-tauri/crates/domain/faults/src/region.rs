//! Where a contract is worked on: the country, state and kind of municipality that name its holidays.

use crate::class::coded;

coded! {
    /// A German state, by its code in ISO 3166-2.
    State {
        /// Baden-Württemberg.
        Bw = "BW",
        /// Bavaria.
        By = "BY",
        /// Berlin.
        Be = "BE",
        /// Brandenburg.
        Bb = "BB",
        /// Bremen.
        Hb = "HB",
        /// Hamburg.
        Hh = "HH",
        /// Hesse.
        He = "HE",
        /// Mecklenburg-Western Pomerania.
        Mv = "MV",
        /// Lower Saxony.
        Ni = "NI",
        /// North Rhine-Westphalia.
        Nw = "NW",
        /// Rhineland-Palatinate.
        Rp = "RP",
        /// Saarland.
        Sl = "SL",
        /// Saxony.
        Sn = "SN",
        /// Saxony-Anhalt.
        St = "ST",
        /// Schleswig-Holstein.
        Sh = "SH",
        /// Thuringia.
        Th = "TH",
    }
}

coded! {
    /// A country, by its code in ISO 3166-1.
    Country {
        /// Germany.
        Germany = "DE",
        /// Austria.
        Austria = "AT",
        /// Switzerland.
        Switzerland = "CH",
    }
}

coded! {
    /// What decides over the holidays that a state leaves to its municipalities.
    Municipality {
        /// Munich, and every other municipality that is mainly Catholic.
        Munich = "munich",
        /// The city of Augsburg: mainly Catholic, and with a holiday of its own.
        Augsburg = "augsburg",
        /// A municipality that is mainly Protestant.
        Protestant = "protestant",
    }
}

impl Municipality {
    /// The one that a person means: a code in any case, or `catholic`.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        if word == "catholic" { Some(Self::Munich) } else { Self::from_code(&word) }
    }

    /// Whether most people there are Catholic by the last count.
    #[must_use]
    pub const fn is_catholic(self) -> bool {
        match self {
            Self::Munich | Self::Augsburg => true,
            Self::Protestant => false,
        }
    }
}

/// A region whose holidays are kept. Without a municipality only what holds in the whole state
/// counts, without a state only what holds in the whole country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    country: Country,
    state: Option<State>,
    municipality: Option<Municipality>,
}

impl Region {
    /// All of Germany: only what holds in each state. Source: S1-165.
    #[must_use]
    pub const fn germany() -> Self {
        Self { country: Country::Germany, state: None, municipality: None }
    }

    /// All of a country.
    #[must_use]
    pub const fn nationwide(country: Country) -> Self {
        Self { country, state: None, municipality: None }
    }

    /// All of a German state.
    #[must_use]
    pub const fn state(state: State) -> Self {
        Self { country: Country::Germany, state: Some(state), municipality: None }
    }

    /// The region that is meant by up to three words, if they fit together.
    ///
    /// # Errors
    ///
    /// When a state is not in the country, or a municipality decides nothing in the state.
    pub const fn new(
        country: Country,
        state: Option<State>,
        municipality: Option<Municipality>,
    ) -> Result<Self, RegionError> {
        match (country, state) {
            (Country::Austria | Country::Switzerland, Some(state)) => {
                return Err(RegionError::StateElsewhere { state, country });
            }
            (Country::Germany, _) | (Country::Austria | Country::Switzerland, None) => {}
        }
        match (municipality, state) {
            (None, _)
            | (Some(_), Some(State::By))
            | (
                Some(Municipality::Munich | Municipality::Protestant),
                Some(State::Sn | State::Th),
            ) => {}
            (Some(municipality), state) => {
                return Err(RegionError::NoSwitch { municipality, state });
            }
        }
        Ok(Self { country, state, municipality })
    }

    /// The country.
    #[must_use]
    pub const fn country(self) -> Country {
        self.country
    }

    /// The state, where only one is meant.
    #[must_use]
    pub const fn of_state(self) -> Option<State> {
        self.state
    }

    /// The kind of municipality, where it is known.
    #[must_use]
    pub const fn municipality(self) -> Option<Municipality> {
        self.municipality
    }

    /// The state's code, or the country's where all of it is meant.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self.state {
            Some(state) => state.code(),
            None => self.country.code(),
        }
    }
}

/// Why words do not name a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// States are told apart in Germany only.
    #[error("{} is no state of {}", state.code(), country.code())]
    StateElsewhere {
        /// The state.
        state: State,
        /// The country.
        country: Country,
    },
    /// No holiday of this state hangs on such a municipality.
    #[error("no holiday of {} hangs on the municipality {}", state.map_or("a whole country", State::code), municipality.code())]
    NoSwitch {
        /// The municipality.
        municipality: Municipality,
        /// The state, if any.
        state: Option<State>,
    },
}
