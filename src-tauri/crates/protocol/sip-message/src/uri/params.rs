//! Parameters of a URI: `;transport=tcp;lr`.
//!
//! Source: RFC 3261 §19.1.1, §25.1 (`uri-parameters`).

use std::borrow::Cow;
use std::fmt;

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
        self.list
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| value.as_deref().map(Cow::Borrowed))
    }

    /// Whether it is there, with a value or without.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.list.iter().any(|(key, _)| key.eq_ignore_ascii_case(name))
    }

    /// Puts `name=value` in place of the one there or at the end, escaped where it must be.
    pub fn set(&mut self, name: &str, value: &str) {
        self.put(name, Some(value.to_owned()));
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

    /// The same with `name`.
    #[must_use]
    pub fn with_flag(mut self, name: &str) -> Self {
        self.set_flag(name);
        self
    }

    /// Takes it away; says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.list.len();
        self.list.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
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

    fn put(&mut self, name: &str, value: Option<String>) {
        if let Some((_, old)) = self.list.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(name))
        {
            *old = value;
        } else {
            self.list.push((name.to_owned(), value));
        }
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
