//! Why a wish was not granted.

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

/// A refused command: nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// What a person can be told.
    pub code: RefusalCode,
    /// What it concerns: the number typed, the field, the file.
    pub subject: String,
}

impl Refusal {
    /// A refusal that concerns `subject`.
    pub fn new(code: RefusalCode, subject: impl Into<String>) -> Self {
        Self { code, subject: subject.into() }
    }
}

/// The code alone: the subject may be a number, and numbers never stand in a log.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.code)
    }
}

impl std::error::Error for Refusal {}

/// What a person can be told about a refused command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RefusalCode {
    /// Only blanks or separators were typed.
    NothingToDial,
    /// What was typed is no number and no address.
    InvalidTarget,
    /// There is no account that could dial.
    NoAccount,
    /// No account has this id or label.
    UnknownAccount,
    /// The account is switched off.
    AccountDisabled,
    /// No call has this id, or there is none.
    UnknownCall,
    /// The call is not in a state in which this can be done.
    WrongState,
    /// Several calls could be meant.
    AmbiguousCall,
    /// As many calls as the program carries.
    TooManyCalls,
    /// Something else than 0–9, *, #, A–D.
    InvalidDigits,
    /// A field holds something that cannot be.
    InvalidField,
    /// Another account has this address.
    DuplicateAccount,
    /// The telephone system has no code for it; the subject names the service.
    NoSuchService,
    /// Nothing rings that could be picked up.
    NothingToPickUp,
    /// No place to park is free, or none is known.
    NoPlace,
    /// Nothing was dialled yet.
    NothingDialled,
    /// No call-back has this id, or there is none.
    UnknownCallBack,
    /// Forwarded calls would come back to where they come from.
    ForwardLoop,
    /// No melody has this id.
    UnknownMelody,
    /// The profile of a telephone system is not known.
    UnknownSystem,
    /// A code of the telephone system cannot be read; the subject names it.
    InvalidCode,
    /// The keyring is locked.
    KeyringLocked,
    /// No keyring answers.
    KeyringAbsent,
    /// The keyring said no.
    KeyringFailed,
    /// The database could not be read or written.
    StorageFailed,
    /// No record has this id.
    UnknownRecord,
    /// No report has this id.
    UnknownReport,
    /// A report needs at least a few words.
    ReportEmpty,
    /// No report is being written.
    NoDraft,
    /// An open report of the same fault is there; the subject is its ticket's number, or its id.
    SimilarReport,
    /// Planned work is under way, which may be the reason; the subject says what work.
    PlannedWork,
    /// A file of this name is not in the report.
    UnknownFile,
    /// A report holds something that looks like a secret; the subject says where.
    SecretInReport,
    /// Another class needs a comment.
    OverruleNeedsComment,
    /// No provider has this id.
    UnknownProvider,
    /// The provider has no class of this name.
    UnknownClass,
    /// The provider's profile leaves something open that is needed; the subject names it.
    MissingProviderSetting,
    /// A setting of the provider's profile cannot have this value; the subject names both.
    InvalidProviderSetting,
    /// Only people whom the customer authorised may report to this provider.
    NotAuthorised,
    /// A file could not be read or written; the subject says which and why.
    FileFailed,
    /// Nothing on this computer opens it; the subject says what and why.
    NothingOpens,
    /// The ticket has no address, or none that is opened.
    NoLink,
    /// The ticket system cannot do this.
    NotSupported,
    /// The sound device is not there.
    UnknownDevice,
    /// The demo PBX could not be started.
    DemoFailed,
    /// The program is closing.
    Closing,
    /// The program runs without a window.
    NoWindow,
    /// A request that cannot be read.
    Malformed,
}
