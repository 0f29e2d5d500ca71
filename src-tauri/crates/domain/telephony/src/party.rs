//! Who is at the other end of a call.

use redact::Redacted;

/// Name, number and address of the other side, as far as the network told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Name that the other side or a directory gives.
    pub name: Option<Redacted<String>>,
    /// Number or user part, as people read it; empty for an anonymous caller.
    pub number: Redacted<String>,
    /// Whole address, to dial again.
    pub uri: Redacted<String>,
}
