//! Parameters of a header value: `;tag=abc;+sip.instance="<urn:uuid:…>"`.
//!
//! Source: RFC 3261 §7.3.1, §25.1 (`generic-param`).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::syntax::{self, SyntaxError};

/// Parameters in their order, kept as they were written and read without their quotes.
///
/// Names are compared without regard to case.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Params {
    list: Vec<Param>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Param {
    name: String,
    /// As written: quotes and all.
    value: Option<String>,
}

impl Params {
    /// None at all.
    #[must_use]
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// The value without its quotes; `None` when absent or without a value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.find(name).and_then(|param| param.value.as_deref()).map(syntax::unquote)
    }

    /// Whether it is there, with a value or without.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Puts `name=value` in place of the one there or at the end, quoted when it must be.
    pub fn set(&mut self, name: &str, value: &str) {
        let bare = !value.is_empty()
            && value.bytes().all(|b| syntax::is_token_byte(b) || matches!(b, b'[' | b']' | b':'));
        self.put(name, Some(if bare { value.to_owned() } else { syntax::quote(value) }));
    }

    /// Puts `name="value"`, quoted whatever it is.
    pub fn set_quoted(&mut self, name: &str, value: &str) {
        self.put(name, Some(syntax::quote(value)));
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
        self.list.retain(|param| !param.name.eq_ignore_ascii_case(name));
        self.list.len() != before
    }

    /// Names and unquoted values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<Cow<'_, str>>)> {
        self.list
            .iter()
            .map(|param| (param.name.as_str(), param.value.as_deref().map(syntax::unquote)))
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn push_written(&mut self, name: String, value: Option<String>) {
        self.list.push(Param { name, value });
    }

    fn find(&self, name: &str) -> Option<&Param> {
        self.list.iter().find(|param| param.name.eq_ignore_ascii_case(name))
    }

    fn put(&mut self, name: &str, value: Option<String>) {
        if let Some(param) =
            self.list.iter_mut().find(|param| param.name.eq_ignore_ascii_case(name))
        {
            param.value = value;
        } else {
            self.list.push(Param { name: name.to_owned(), value });
        }
    }
}

/// Reads `a=b;c` with or without a semicolon in front; empty ones are left out.
impl FromStr for Params {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let mut params = Self::new();
        for piece in syntax::split_params(text) {
            let (name, value) = match piece.split_once('=') {
                Some((name, value)) => (syntax::trim(name), Some(syntax::trim(value))),
                None => (piece, None),
            };
            if !syntax::is_token(name) {
                return Err(SyntaxError::Param);
            }
            if let Some(value) = value {
                syntax::check_value(value)?;
            }
            if params.list.len() >= syntax::PARAMS_MAX {
                return Err(SyntaxError::TooMany);
            }
            params.push_written(name.to_owned(), value.map(str::to_owned));
        }
        Ok(params)
    }
}

/// Writes a semicolon before each.
impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for param in &self.list {
            write!(f, ";{}", param.name)?;
            if let Some(value) = &param.value {
                write!(f, "={value}")?;
            }
        }
        Ok(())
    }
}

/// Shows the names alone: values can be addresses.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list.iter().map(|param| &param.name)).finish()
    }
}
