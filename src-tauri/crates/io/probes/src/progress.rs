//! How far each probe is, as news for whoever watches.

use faults::Finding;

/// News of one probe.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Which, in the order of [`crate::Diagnosis::subjects`].
    pub index: usize,
    /// How far it is.
    pub state: ProbeState,
}

/// How far a probe is.
#[derive(Debug, Clone, PartialEq)]
pub enum ProbeState {
    /// Not yet begun.
    Waiting,
    /// Under way; from 0 to 1.
    Running { done: f32 },
    /// Over.
    Done(Finding),
}

/// What a probe looks at, known from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The id of its finding.
    pub id: String,
    /// Which probe; its name is the catalogue's `probe-…`.
    pub probe: &'static str,
    /// A server, a port, a device; may be empty.
    pub subject: String,
}
