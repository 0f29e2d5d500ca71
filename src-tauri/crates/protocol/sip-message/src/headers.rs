//! The headers of a message: an ordered list of texts, and typed readings of them.
//!
//! Source: RFC 3261 §7.3, §20.

pub(crate) mod event;
pub(crate) mod fields;
pub(crate) mod replaces;
mod typed;
pub(crate) mod via;

use std::fmt;

use crate::header_name::{HeaderName, Shape};
use crate::syntax::{self, SyntaxError};

/// Why a header could not be read as what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    #[error("no {0}")]
    Missing(HeaderName),
    #[error("{0} is {1}")]
    Malformed(HeaderName, SyntaxError),
    /// More than one where one is allowed.
    #[error("more than one {0}")]
    Repeated(HeaderName),
}

/// One header line.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    pub(crate) name: HeaderName,
    pub(crate) value: String,
    /// The value came as Latin-1 and goes back as such.
    pub(crate) is_latin1: bool,
}

impl Header {
    #[must_use]
    pub const fn name(&self) -> &HeaderName {
        &self.name
    }

    /// Unfolded, without spaces around it. Bytes that are no UTF-8 were read as Latin-1.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// The headers of a message in their order.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    list: Vec<Header>,
}

impl Headers {
    /// None at all.
    #[must_use]
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// The value of the first line of this name.
    #[must_use]
    pub fn get(&self, name: &HeaderName) -> Option<&str> {
        self.lines(name).next()
    }

    /// The values of all lines of this name, commas and all.
    pub fn lines<'a>(&'a self, name: &HeaderName) -> impl Iterator<Item = &'a str> + use<'a> {
        let name = name.clone();
        self.list
            .iter()
            .filter(move |header| header.name == name)
            .map(|header| header.value.as_str())
    }

    /// The values of all lines of this name; those of lists one by one, empty ones left out.
    pub fn all<'a>(&'a self, name: &HeaderName) -> impl Iterator<Item = &'a str> + use<'a> {
        let is_list = name.shape() == Shape::list;
        self.lines(name).flat_map(move |line| syntax::split_list(line, is_list))
    }

    /// Whether there is a line of this name.
    #[must_use]
    pub fn contains(&self, name: &HeaderName) -> bool {
        self.get(name).is_some()
    }

    /// Adds a line at the end. Line ends in the value become spaces.
    pub fn push(&mut self, name: HeaderName, value: impl fmt::Display) {
        self.list.push(Header { name, value: one_line(value), is_latin1: false });
    }

    /// Adds a line above the first of its name, or above all when it is the first.
    pub fn push_front(&mut self, name: HeaderName, value: impl fmt::Display) {
        let at = self.list.iter().position(|header| header.name == name).unwrap_or(0);
        self.list.insert(at, Header { name, value: one_line(value), is_latin1: false });
    }

    /// Puts one line in place of all of its name, where the first of them stood, or at the end.
    pub fn set(&mut self, name: HeaderName, value: impl fmt::Display) {
        let at = self.list.iter().position(|header| header.name == name).unwrap_or(self.list.len());
        self.list.retain(|header| header.name != name);
        self.list.insert(at, Header { name, value: one_line(value), is_latin1: false });
    }

    /// Takes away all lines of this name and tells how many.
    pub fn remove(&mut self, name: &HeaderName) -> usize {
        let before = self.list.len();
        self.list.retain(|header| header.name != *name);
        before - self.list.len()
    }

    /// Takes away the topmost value of a list header: the topmost Via or Route.
    pub fn remove_first(&mut self, name: &HeaderName) -> Option<String> {
        let at = self.list.iter().position(|header| header.name == *name)?;
        let header = self.list.get_mut(at)?;
        let mut pieces = syntax::split_list(&header.value, name.shape() == Shape::list);
        let first = pieces.next().map(str::to_owned);
        let rest: Vec<&str> = pieces.collect();
        if rest.is_empty() {
            self.list.remove(at);
        } else {
            header.value = rest.join(", ");
        }
        first
    }

    /// Puts `value` in place of the topmost value of a list header.
    pub fn replace_first(&mut self, name: &HeaderName, value: impl fmt::Display) {
        self.remove_first(name);
        self.push_front(name.clone(), value);
    }

    /// Adds the lines of this name from `other`, byte for byte.
    pub fn copy(&mut self, other: &Self, name: &HeaderName) {
        self.list.extend(other.list.iter().filter(|header| header.name == *name).cloned());
    }

    /// All lines in order.
    pub fn iter(&self) -> impl Iterator<Item = &Header> {
        self.list.iter()
    }

    /// How many lines there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn push_read(&mut self, header: Header) {
        self.list.push(header);
    }

    /// Writes all but Content-Length, which the writer of the message counts itself.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        for header in self.list.iter().filter(|header| header.name != HeaderName::ContentLength) {
            bytes.extend_from_slice(header.name.as_str().as_bytes());
            bytes.extend_from_slice(b": ");
            if header.is_latin1 {
                bytes.extend(header.value.chars().map(|char| u8::try_from(char).unwrap_or(b'?')));
            } else {
                bytes.extend_from_slice(header.value.as_bytes());
            }
            bytes.extend_from_slice(b"\r\n");
        }
    }
}

/// The value as it may stand on one line.
fn one_line(value: impl fmt::Display) -> String {
    let text = value.to_string();
    if text.contains(['\r', '\n', '\0']) { text.replace(['\r', '\n', '\0'], " ") } else { text }
}

/// Shows names and fingerprints: values can be addresses and secrets.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.name, redact::Redacted(&self.value))
    }
}
