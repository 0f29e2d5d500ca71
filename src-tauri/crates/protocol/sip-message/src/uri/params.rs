//! Parameters of a URI: `;transport=tcp;lr`.
//!
//! Source: RFC 3261 §19.1.1, §25.1 (`uri-parameters`).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::escape::{self, Part};
use crate::syntax::{PARAMS_MAX, SyntaxError};

/// Parameters in their order, kept as they were written and read without their escapes.
///
/// Names are compared without regard to case.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct UriParams {
    list: Vec<(String, Option<String>)>,
}

impl UriParams {
    /// None at all.
    #[must_use]
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// The value without its escapes; `None` when absent or without a value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.written(name).flatten().map(escape::decode)
    }

    /// Whether it is there, with a value or without.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.written(name).is_some()
    }

    /// Puts `name=value` in place of the one there or at the end, escaped where it must be.
    pub fn set(&mut self, name: &str, value: &str) {
        self.put(name, Some(escape::encode(value, Part::Param)));
    }

    /// Puts `name` without a value in place of the one there or at the end.
    pub fn set_flag(&mut self, name: &str) {
        self.put(name, None);
    }

    /// The same with `name=value`.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Takes it away; says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.list.len();
        self.list.retain(|(key, _)| !is_named(key, name));
        self.list.len() != before
    }

    /// Names and values without their escapes, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Option<Cow<'_, str>>)> {
        self.list.iter().map(|(name, value)| {
            (Cow::Borrowed(name.as_str()), value.as_deref().map(Cow::Borrowed))
        })
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// As written: the inner option is the value.
    pub(crate) fn written(&self, name: &str) -> Option<Option<&str>> {
        self.list.iter().find(|(key, _)| is_named(key, name)).map(|(_, value)| value.as_deref())
    }

    /// Names and values as written.
    pub(crate) fn iter_written(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.list.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }

    fn put(&mut self, name: &str, value: Option<String>) {
        if let Some((_, old)) = self.list.iter_mut().find(|(key, _)| is_named(key, name)) {
            *old = value;
        } else {
            self.list.push((escape::encode(name, Part::Param), value));
        }
    }
}

fn is_named(written: &str, name: &str) -> bool {
    escape::decode(written).eq_ignore_ascii_case(name)
}

/// Whether two values mean the same, letter case apart.
pub(crate) fn is_same_value(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            escape::normal(one).eq_ignore_ascii_case(&escape::normal(other))
        }
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Reads `a=b;c`, with or without a semicolon in front; empty ones are left out.
impl FromStr for UriParams {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let mut list = Vec::new();
        for piece in text.split(';').filter(|piece| !piece.is_empty()) {
            let (name, value) = match piece.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (piece, None),
            };
            if name.is_empty() {
                return Err(SyntaxError::Param);
            }
            if list.len() >= PARAMS_MAX {
                return Err(SyntaxError::TooMany);
            }
            list.push((name.to_owned(), value));
        }
        Ok(Self { list })
    }
}

/// Writes a semicolon before each.
impl fmt::Display for UriParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.list {
            write!(f, ";{name}")?;
            if let Some(value) = value {
                write!(f, "={value}")?;
            }
        }
        Ok(())
    }
}

/// Shows the names alone: values can be addresses.
impl fmt::Debug for UriParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list.iter().map(|(name, _)| name)).finish()
    }
}
