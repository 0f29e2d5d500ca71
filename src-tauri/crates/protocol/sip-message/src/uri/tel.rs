//! `tel:` URIs.
//!
//! Source: RFC 3966.

use std::fmt;
use std::str::FromStr;

use super::params::{self, UriParams};
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
        self.digits().eq_ignore_ascii_case(&other.digits())
            && self.has_params_of(other)
            && other.has_params_of(self)
    }

    fn has_params_of(&self, other: &Self) -> bool {
        other.params.iter_written().all(|(name, theirs)| {
            self.params.written(name).is_some_and(|ours| params::is_same_value(ours, theirs))
        })
    }
}

impl FromStr for TelUri {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (scheme, rest) = text.split_once(':').ok_or(SyntaxError::Uri)?;
        let (number, params) = rest.split_once(';').unwrap_or((rest, ""));
        let digits = number.strip_prefix('+').unwrap_or(number);
        let is_number = digits.bytes().all(|byte| {
            byte.is_ascii_hexdigit() || matches!(byte, b'*' | b'#' | b'-' | b'.' | b'(' | b')')
        });
        let has_digit =
            digits.bytes().any(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'*' | b'#'));
        if !scheme.eq_ignore_ascii_case("tel") || !is_number || !has_digit {
            return Err(SyntaxError::Uri);
        }
        if params
            .contains(|char: char| char.is_ascii_control() || matches!(char, ' ' | '<' | '>' | '"'))
        {
            return Err(SyntaxError::Uri);
        }
        Ok(Self { number: number.to_owned(), params: params.parse()? })
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
