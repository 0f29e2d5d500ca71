//! What happened to a report, in order: promises are computed from it whenever somebody looks.

use clock::Timestamp;

use crate::PauseReason;

/// One thing that happened to a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it happened, by the provider's word where the provider told it.
    pub at: Timestamp,
    /// What happened.
    pub what: Happening,
}

/// What can happen to a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The person reported it.
    Reported,
    /// The person announced it to the hotline. Source: S0-09, S3-12.
    Telephoned {
        /// Who answered, in the person's words.
        spoke_with: String,
    },
    /// The provider answered or began to work: this is what a reaction promise waits for.
    Reacted,
    /// The provider told of progress.
    Updated,
    /// The clocks stopped.
    Paused(PauseReason),
    /// The clocks run again.
    Resumed,
    /// It works again.
    Restored,
    /// It does not work after all.
    Reopened,
    /// Nothing more is to come.
    Closed,
}

impl Happening {
    /// The word for databases, command lines and catalogues of words.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Telephoned { .. } => "telephoned",
            Self::Reacted => "reacted",
            Self::Updated => "updated",
            Self::Paused(_) => "paused",
            Self::Resumed => "resumed",
            Self::Restored => "restored",
            Self::Reopened => "reopened",
            Self::Closed => "closed",
        }
    }
}
