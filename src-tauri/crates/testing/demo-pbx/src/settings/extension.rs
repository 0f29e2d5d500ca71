//! Those who live inside the PBX, and what each is good for.

/// Someone who lives inside the PBX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// To dial.
    pub number: String,
    /// Shown to the caller.
    pub name: String,
    /// What happens there.
    pub role: Role,
}

impl Extension {
    /// An extension with this number, name and role.
    #[must_use]
    pub fn new(number: &str, name: &str, role: Role) -> Self {
        Self { number: number.to_owned(), name: name.to_owned(), role }
    }

    /// One colleague for each role.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        let usual = |(number, name, role): (&str, &str, Role)| Self::new(number, name, role);
        [
            ("11", "Echo", Role::Echo),
            ("12", "Clara Sprecher", Role::Speaks),
            ("13", "Bruno Besetzt", Role::Busy),
            ("14", "Rita Rückruf", Role::CallsBack),
            ("15", "Nora Niemand", Role::NeverAnswers),
            ("16", "Karl Klingel", Role::RingsColleague),
            ("17", "Viktor Vielgefragt", Role::BusyForNow),
            ("18", "Theo Zweitstimme", Role::SpeaksToo),
            ("30", "Anrufbeantworter", Role::AnsweringMachine),
            ("31", "Vera Verbinder", Role::TransfersYou),
            ("32", "Hans Halter", Role::HoldsYou),
            ("33", "Tina Tausch", Role::TakesTransfers),
            ("34", "Willi Weigert", Role::RefusesTransfers),
            ("35", "Frieda Früh", Role::EarlyMedia),
            ("36", "Udo Umleiter", Role::Redirects),
            ("37", "Sina Service", Role::CallsForService),
            ("38", "Mia Nachricht", Role::LeavesMessage),
            ("39", "Ines Intercom", Role::Intercom),
        ]
        .map(usual)
        .into()
    }
}

/// Writes the roles, their codes and their list.
macro_rules! roles {
    ($($(#[doc = $words:literal])+ $role:ident $code:literal)*) => {
        /// What happens to those who dial an extension.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role {
            $($(#[doc = $words])+ $role,)*
        }

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$role,)*];

            /// Names the role for good, as scripts and catalogues know it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$role => $code,)*
                }
            }
        }
    };
}

roles! {
    /// Answers after a second and sends back what it hears.
    Echo "echo"
    /// Answers after a second and speaks, over and over.
    Speaks "speaks"
    /// Does so in another voice, to be told apart in a conference.
    SpeaksToo "speaksToo"
    /// Is busy: 486.
    Busy "busy"
    /// Is busy, in a call of 20 s that begins when somebody calls; then free for a minute.
    BusyForNow "busyForNow"
    /// Rings for half a minute and is not there: 480.
    NeverAnswers "neverAnswers"
    /// Says that it will call back, hangs up, and calls three seconds later.
    CallsBack "callsBack"
    /// Hangs up soon and calls the colleague who never answers, for half a minute: to be picked up.
    RingsColleague "ringsColleague"
    /// Answers, and sends the caller on to who speaks after three seconds (REFER).
    TransfersYou "transfersYou"
    /// Answers, and holds the caller for eight of every sixteen seconds (re-INVITE).
    HoldsYou "holdsYou"
    /// Speaks, and goes wherever it is transferred (REFER), as most do.
    TakesTransfers "takesTransfers"
    /// Speaks, and refuses to be transferred (603).
    RefusesTransfers "refusesTransfers"
    /// Is heard for five seconds before it answers (183).
    EarlyMedia "earlyMedia"
    /// Sends callers elsewhere before answering (302).
    Redirects "redirects"
    /// Hangs up soon and calls back for the group "Service" (Diversion).
    CallsForService "callsForService"
    /// Hangs up soon and leaves a message in the caller's mailbox.
    LeavesMessage "leavesMessage"
    /// Takes a message by the caller, into the caller's own mailbox.
    AnsweringMachine "answeringMachine"
    /// Hangs up soon and calls back, to be answered by itself (Call-Info answer-after, Answer-Mode).
    Intercom "intercom"
}
