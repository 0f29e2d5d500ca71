//! Ways by which a report reaches the provider.

use crate::class::coded;

coded! {
    /// A way to the provider.
    ChannelKind {
        /// Its ticket system.
        Ticket = "ticket",
        /// A mail.
        Mail = "mail",
        /// Its hotline.
        Telephone = "telephone",
        /// Whoever sold the telephones, and reports on.
        Reseller = "reseller",
    }
}

/// One way, for this class at this minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Which way.
    pub kind: ChannelKind,
    /// Whether the contract demands it; the others are offered.
    pub demanded: bool,
    /// Web address, mail address or number in E.164; empty where nobody has set it.
    pub target: String,
    /// Rule and source in one sentence, in English; the window has its own by the code.
    pub why: String,
    /// The rule's code for catalogues of words, such as `fk1-outside-hours`.
    pub rule: &'static str,
}

coded! {
    /// Whether the work costs the customer something.
    Chargeable {
        /// It does.
        Yes = "yes",
        /// It does not.
        No = "no",
        /// The contract does not say.
        Unknown = "unknown",
    }
}

coded! {
    /// What is asked of the provider. Source: S3-08, S3-13, S3-14.
    Kind {
        /// An agreed service is impaired.
        Incident = "incident",
        /// Help without an impairment and without a change of the contract.
        Support = "support",
        /// Something that changes the contract.
        Change = "change",
    }
}
