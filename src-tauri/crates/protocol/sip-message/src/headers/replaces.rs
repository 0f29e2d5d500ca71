//! Headers about other calls: Replaces, Diversion, History-Info.
//!
//! Source: RFC 3891, RFC 5806, RFC 7044.

use std::fmt;
use std::str::FromStr;

use crate::address::NameAddr;
use crate::params::Params;
use crate::syntax::SyntaxError;

/// The dialog that a new one takes the place of. Source: RFC 3891 §6.1.
#[derive(Clone, PartialEq, Eq)]
pub struct Replaces {
    pub call_id: String,
    /// The local tag of who receives this.
    pub to_tag: String,
    /// The remote tag of who receives this.
    pub from_tag: String,
    /// Only an early dialog may be replaced.
    pub early_only: bool,
}

impl FromStr for Replaces {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (call_id, params) = text.split_once(';').ok_or(SyntaxError::Param)?;
        let call_id = crate::syntax::trim(call_id);
        if call_id.is_empty() || call_id.contains([' ', '\t']) {
            return Err(SyntaxError::Empty);
        }
        let params: Params = params.parse()?;
        let tag =
            |name| params.get(name).map(std::borrow::Cow::into_owned).ok_or(SyntaxError::Param);
        Ok(Self {
            call_id: call_id.to_owned(),
            to_tag: tag("to-tag")?,
            from_tag: tag("from-tag")?,
            early_only: params.has("early-only"),
        })
    }
}

impl fmt::Display for Replaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{};to-tag={};from-tag={}", self.call_id, self.to_tag, self.from_tag)?;
        if self.early_only { f.write_str(";early-only") } else { Ok(()) }
    }
}

impl fmt::Debug for Replaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Replaces({:?}, early_only: {})",
            redact::Redacted(&self.call_id),
            self.early_only
        )
    }
}

/// Who sent a call on, and why. Source: RFC 5806 §9.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diversion {
    /// Who sent it on.
    pub address: NameAddr,
}

impl Diversion {
    /// In lower case: `user-busy`, `no-answer`, `unconditional`, `deflection`, …
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        self.address.params.get("reason").map(|reason| reason.to_ascii_lowercase())
    }

    #[must_use]
    pub fn counter(&self) -> Option<u32> {
        self.address.params.get("counter").and_then(|text| text.parse().ok())
    }

    #[must_use]
    pub const fn params(&self) -> &Params {
        &self.address.params
    }
}

impl FromStr for Diversion {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        text.parse().map(|address| Self { address })
    }
}

/// One stop of a call on its way. Source: RFC 7044 §5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    pub address: NameAddr,
}

impl HistoryEntry {
    /// Where it stands in the tree of stops: `1.2.1`.
    #[must_use]
    pub fn index(&self) -> Option<String> {
        self.address.params.get("index").map(std::borrow::Cow::into_owned)
    }

    /// Why the call went on from the stop before, from the Reason written into the URI.
    #[must_use]
    pub fn reason(&self) -> Option<super::fields::Reason> {
        let uri = self.address.uri.sip()?;
        let (_, text) = uri.headers().find(|(name, _)| name.eq_ignore_ascii_case("reason"))?;
        text.parse().ok()
    }
}

impl FromStr for HistoryEntry {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        text.parse().map(|address| Self { address })
    }
}
