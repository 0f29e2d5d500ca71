//! How often filing was tried in vain, and whether something sent may still have its effect.

use std::time::Duration;

use clock::Timestamp;

use crate::Trouble;

/// How often it was tried in vain, and when it is tried again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effort {
    /// Failures in a row.
    pub failures: u32,
    /// Not before this moment; absent means at once.
    pub retry_at: Option<Timestamp>,
    /// What stood in the way last.
    pub trouble: Option<Trouble>,
}

impl Effort {
    pub(crate) fn failed(self, trouble: Trouble, retry_at: Timestamp) -> Self {
        Self {
            failures: self.failures.saturating_add(1),
            retry_at: Some(retry_at),
            trouble: Some(trouble),
        }
    }

    pub(crate) fn at_once(self) -> Self {
        Self { retry_at: None, ..self }
    }

    pub(crate) fn under_way(self, settled_at: Timestamp) -> Self {
        Self { retry_at: Some(settled_at), trouble: None, ..self }
    }

    /// Whether something was sent whose end is not known: the server may still be at it.
    pub(crate) fn is_in_doubt(&self) -> bool {
        match &self.trouble {
            None => self.retry_at.is_some(),
            Some(trouble) => trouble.kind.leaves_doubt(),
        }
    }
}

/// How long a server may go on with a create after the one who asked has gone.
pub const SETTLE: Duration = Duration::from_secs(20);
