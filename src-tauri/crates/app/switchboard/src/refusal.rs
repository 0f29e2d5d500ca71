//! Why a wish is not granted.

/// A refused command: nothing has changed. Prints its code alone: the subject may be a number, and
/// numbers never stand in a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code:?}")]
pub struct Refusal {
    /// What a person can be told.
    pub code: RefusalCode,
    /// What it concerns: what was typed, the field.
    pub subject: String,
}

impl Refusal {
    pub(crate) fn new(code: RefusalCode, subject: impl Into<String>) -> Self {
        Self { code, subject: subject.into() }
    }
}

/// What a person can be told about a refused command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalCode {
    /// Only blanks or separators were typed.
    NothingToDial,
    /// What was typed is no number and no address.
    InvalidTarget,
    /// There is no account that could dial.
    NoAccount,
    /// No account has this id, label or address.
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
    /// The telephone system has no code for it, or nothing that does it; the subject names the service.
    NoSuchService,
    /// Nothing rings that could be picked up, or nothing stands that could be taken over.
    NothingToPickUp,
    /// No place to park is free or taken as wanted, or none is known.
    NoPlace,
    /// Nothing was dialled yet.
    NothingDialled,
    /// No call-back has this id, or there is none.
    UnknownCallBack,
    /// Forwarded calls would come back to where they come from.
    ForwardLoop,
    /// The program is closing.
    Closing,
}
