//! Addresses with a name beside them: `"Bob" <sip:bob@example.com>;tag=1`.
//!
//! Source: RFC 3261 §20 (`name-addr`, `addr-spec`), §20.10 (Contact).

use std::fmt;
use std::str::FromStr;

use crate::params::Params;
use crate::syntax::{self, SyntaxError};
use crate::uri::Uri;

/// An address as From, To, Contact, Route and their kin carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameAddr {
    /// Without its quotes; never empty.
    pub display_name: Option<String>,
    pub uri: Uri,
    /// Those of the header, not of the URI.
    pub params: Params,
}

impl NameAddr {
    /// An address without name and parameters.
    #[must_use]
    pub const fn new(uri: Uri) -> Self {
        Self { display_name: None, uri, params: Params::new() }
    }

    /// The same with this name, or without one when it is empty.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.display_name = (!name.is_empty()).then(|| name.to_owned());
        self
    }

    /// The same with this tag.
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.params.set("tag", tag);
        self
    }

    /// The dialog's tag, of From and To.
    #[must_use]
    pub fn tag(&self) -> Option<String> {
        self.params.get("tag").map(std::borrow::Cow::into_owned)
    }

    /// Seconds, of Contact; `None` when absent or malformed.
    #[must_use]
    pub fn expires(&self) -> Option<u32> {
        self.params
            .get("expires")
            .and_then(|text| text.parse::<u64>().ok())
            .map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    }
}

impl From<Uri> for NameAddr {
    fn from(uri: Uri) -> Self {
        Self::new(uri)
    }
}

impl FromStr for NameAddr {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let text = syntax::trim(text);
        let name_end = if text.starts_with('"') {
            syntax::quoted_end(text).ok_or(SyntaxError::Quote)?
        } else {
            0
        };
        let (name, rest) = text.split_at_checked(name_end).ok_or(SyntaxError::Quote)?;
        let Some((before, after)) = rest.split_once('<') else {
            return if name.is_empty() { bare(text) } else { Err(SyntaxError::Bracket) };
        };
        let before = syntax::trim(before);
        let display_name = match (name, before) {
            ("", before) => before.to_owned(),
            (name, "") => syntax::unquote(name).into_owned(),
            _ => return Err(SyntaxError::Trailing),
        };
        let (uri, params) = after.split_once('>').ok_or(SyntaxError::Bracket)?;
        let params = syntax::trim(params);
        if !params.is_empty() && !params.starts_with(';') {
            return Err(SyntaxError::Trailing);
        }
        Ok(Self {
            display_name: (!display_name.is_empty()).then_some(display_name),
            uri: syntax::trim(uri).parse()?,
            params: params.parse()?,
        })
    }
}

/// Reads a URI without angle brackets: what follows a semicolon belongs to the header, and a
/// question mark or comma may not stand in it. Source: RFC 3261 §20.
fn bare(text: &str) -> Result<NameAddr, SyntaxError> {
    let (uri, params) = text.split_once(';').unwrap_or((text, ""));
    if uri.contains(['?', ',']) {
        return Err(SyntaxError::Bracket);
    }
    Ok(NameAddr { display_name: None, uri: syntax::trim(uri).parse()?, params: params.parse()? })
}

/// Always writes the angle brackets.
impl fmt::Display for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.display_name {
            write!(f, "{} ", syntax::quote(name))?;
        }
        write!(f, "<{}>{}", self.uri, self.params)
    }
}

/// What Contact may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contacts {
    /// `*`: every binding, in a request that removes them.
    Star,
    List(Vec<NameAddr>),
}

impl Contacts {
    /// The addresses; none for the star.
    #[must_use]
    pub fn list(&self) -> &[NameAddr] {
        match self {
            Self::Star => &[],
            Self::List(list) => list,
        }
    }
}
