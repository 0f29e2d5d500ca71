//! How honestly a value of the telephone system's is known.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Cause;

/// How honestly a value of the telephone system's is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept<T>", into = "Kept<T>", bound(serialize = "T: Clone + Serialize"))]
pub enum Known<T> {
    /// Never set from here, and nobody told.
    #[default]
    Unknown,
    /// Asked for; not answered yet.
    Asked {
        /// What was asked for.
        wish: T,
        /// Since when.
        since: Timestamp,
    },
    /// Accepted; another telephone may have changed it since.
    Set {
        /// What was accepted.
        value: T,
        /// When.
        at: Timestamp,
    },
    /// Refused, or not answered.
    Failed {
        /// What was asked for.
        wish: T,
        /// Why.
        cause: Cause,
        /// When.
        at: Timestamp,
    },
}

impl<T> Known<T> {
    /// What was accepted last, if nothing else was asked since.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set { value, .. } => Some(value),
            Self::Unknown | Self::Asked { .. } | Self::Failed { .. } => None,
        }
    }

    /// What was asked for or accepted last, whatever became of it.
    #[must_use]
    pub const fn wish(&self) -> Option<&T> {
        match self {
            Self::Set { value: wish, .. }
            | Self::Asked { wish, .. }
            | Self::Failed { wish, .. } => Some(wish),
            Self::Unknown => None,
        }
    }

    /// An answer is outstanding.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        match self {
            Self::Asked { .. } => true,
            Self::Unknown | Self::Set { .. } | Self::Failed { .. } => false,
        }
    }
}

/// What outlives the program: an order without an answer is not among it.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Kept<T> {
    Unknown,
    Set { value: T, at: Timestamp },
}

impl<T> From<Kept<T>> for Known<T> {
    fn from(kept: Kept<T>) -> Self {
        match kept {
            Kept::Unknown => Self::Unknown,
            Kept::Set { value, at } => Self::Set { value, at },
        }
    }
}

impl<T> From<Known<T>> for Kept<T> {
    fn from(known: Known<T>) -> Self {
        match known {
            Known::Set { value, at } => Self::Set { value, at },
            Known::Unknown | Known::Asked { .. } | Known::Failed { .. } => Self::Unknown,
        }
    }
}
