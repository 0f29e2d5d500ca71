//! What the holidays are called.

macro_rules! holidays {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $german:literal;)*) => {
        /// A holiday by law, with its code for catalogues of words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Holiday {
            $($(#[$doc])* $variant,)*
        }

        impl Holiday {
            /// All of them, in the order in which they come in most years.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word for catalogues of words.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The name in German, as the laws and most calendars have it.
            #[must_use]
            pub const fn german(self) -> &'static str {
                match self {
                    $(Self::$variant => $german,)*
                }
            }
        }
    };
}

holidays! {
    /// 1 January.
    NewYear = "new-year", "Neujahr";
    /// 6 January.
    Epiphany = "epiphany", "Heilige Drei Könige";
    /// 8 March.
    WomensDay = "womens-day", "Internationaler Frauentag";
    /// Two days before Easter.
    GoodFriday = "good-friday", "Karfreitag";
    /// Easter Sunday.
    EasterSunday = "easter-sunday", "Ostersonntag";
    /// The day after Easter.
    EasterMonday = "easter-monday", "Ostermontag";
    /// 1 May.
    LabourDay = "labour-day", "Tag der Arbeit";
    /// 8 May, in some years.
    LiberationDay = "liberation-day", "Tag der Befreiung";
    /// 39 days after Easter.
    Ascension = "ascension", "Christi Himmelfahrt";
    /// 49 days after Easter.
    WhitSunday = "whit-sunday", "Pfingstsonntag";
    /// 50 days after Easter.
    WhitMonday = "whit-monday", "Pfingstmontag";
    /// 60 days after Easter.
    CorpusChristi = "corpus-christi", "Fronleichnam";
    /// 17 June, in some years.
    Uprising = "uprising", "Jahrestag des Volksaufstandes in der DDR";
    /// 1 August, in Switzerland.
    SwissNationalDay = "swiss-national-day", "Bundesfeiertag";
    /// 8 August, in Augsburg.
    PeaceFestival = "peace-festival", "Augsburger Friedensfest";
    /// 15 August.
    Assumption = "assumption", "Mariä Himmelfahrt";
    /// 20 September.
    ChildrensDay = "childrens-day", "Weltkindertag";
    /// 3 October.
    UnityDay = "unity-day", "Tag der Deutschen Einheit";
    /// 26 October, in Austria.
    AustrianNationalDay = "austrian-national-day", "Nationalfeiertag";
    /// 31 October.
    ReformationDay = "reformation-day", "Reformationstag";
    /// 1 November.
    AllSaints = "all-saints", "Allerheiligen";
    /// The Wednesday before 23 November.
    Repentance = "repentance", "Buß- und Bettag";
    /// 8 December.
    ImmaculateConception = "immaculate-conception", "Mariä Empfängnis";
    /// 25 December.
    ChristmasDay = "christmas-day", "Erster Weihnachtstag";
    /// 26 December.
    SecondChristmasDay = "second-christmas-day", "Zweiter Weihnachtstag";
    /// 26 December, as Austria calls it.
    SaintStephen = "saint-stephen", "Stefanitag";
}
