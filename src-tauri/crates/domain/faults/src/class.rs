//! The neutral words of classification: whom it affects, what works, how grave it is, and why.
//!
//! Source: requirements S0-14 (FK1: total outage), S0-15 (FK2: substantial), S0-16 (FK3: light,
//! features), S0-17 (FK4: questions and everything else).

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word for databases, command lines and catalogues of words.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The one with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// Whom the fault affects, as the person sees it.
    Affects {
        /// The person who reports, and nobody else.
        OnlyMe = "only-me",
        /// Some colleagues too.
        Several = "several",
        /// Everybody in one building or branch.
        Site = "site",
        /// The whole organisation.
        Everyone = "everyone",
    }
}

coded! {
    /// What still works.
    Works {
        /// No telephoning at all.
        Nothing = "nothing",
        /// Some of it, or badly.
        Partly = "partly",
        /// All of it: this is a question.
        Question = "question",
    }
}

coded! {
    /// How grave a fault is; the first is the gravest.
    Class {
        /// Total impairment or severe outage.
        Fk1 = "FK1",
        /// Substantial impairment.
        Fk2 = "FK2",
        /// Occasional or light impairment.
        Fk3 = "FK3",
        /// Questions, documentation, everything else.
        Fk4 = "FK4",
    }
}

coded! {
    /// Why a fault has its class; the window has a sentence for each, `rule-` with its code.
    Rule {
        /// Emergency calls or another legal duty are hit. Source: S0-14.
        LegalDuty = "legal-duty",
        /// More than 60 % of calls, capacity or traffic fail. Source: S0-14.
        OverSixty = "over-60-percent",
        /// Nothing works for everyone or for a site. Source: S0-14.
        TotalOutage = "total-outage",
        /// More than 30 % of calls, capacity or traffic fail. Source: S0-15.
        OverThirty = "over-30-percent",
        /// Redundancy is lost. Source: S0-15.
        RedundancyLost = "redundancy-lost",
        /// Impaired for everyone or for a site. Source: S0-15.
        BroadImpairment = "broad-impairment",
        /// Nothing works for several. Source: S0-15.
        OutageForSeveral = "outage-for-several",
        /// Impaired for several. Source: S0-16.
        ImpairmentForSeveral = "impairment-for-several",
        /// One place is out or impaired. Source: S0-16.
        OnePlace = "one-place",
        /// Nothing is broken. Source: S0-17.
        Question = "question",
        /// Something that the contract does not hold is wished for. Source: S3-14.
        ChangeRequest = "change-request",
    }
}

impl Rule {
    /// The neutral class that it gives.
    #[must_use]
    pub const fn neutral(self) -> Class {
        match self {
            Self::LegalDuty | Self::OverSixty | Self::TotalOutage => Class::Fk1,
            Self::OverThirty
            | Self::RedundancyLost
            | Self::BroadImpairment
            | Self::OutageForSeveral => Class::Fk2,
            Self::ImpairmentForSeveral | Self::OnePlace => Class::Fk3,
            Self::Question | Self::ChangeRequest => Class::Fk4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for rule in Rule::ALL {
            assert_eq!(Rule::from_code(rule.code()), Some(*rule));
        }
        assert_eq!(Class::from_code("FK5"), None);
    }
}
