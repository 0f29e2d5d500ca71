//! Where a request goes and who it is from: `sip:`, `sips:`, `tel:` and whatever else may stand there.
//!
//! Source: RFC 3261 §19.1 (sip, sips), RFC 3966 (tel).

pub(crate) mod escape;
mod host;
mod params;
pub(crate) mod sip;
mod tel;

use std::fmt;
use std::str::FromStr;

pub use host::Host;
pub use params::UriParams;
pub use sip::SipUri;
pub use tel::TelUri;

use crate::syntax::SyntaxError;

/// A URI as SIP headers carry it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Uri {
    Sip(SipUri),
    Tel(TelUri),
    /// Any other scheme, or a text that is no URI at all, kept as written.
    Other(OtherUri),
}

/// A URI nobody here looks into.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OtherUri {
    text: String,
}

impl OtherUri {
    /// Takes `text` as it is; line ends become spaces.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.replace(['\r', '\n'], " ") }
    }

    /// In lower case; empty when there is none.
    #[must_use]
    pub fn scheme(&self) -> String {
        self.text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default()
    }

    /// The whole, as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for OtherUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:?}", self.scheme(), redact::Redacted(&self.text))
    }
}

impl Uri {
    /// The SIP URI, when it is one.
    #[must_use]
    pub const fn sip(&self) -> Option<&SipUri> {
        match self {
            Self::Sip(uri) => Some(uri),
            Self::Tel(_) | Self::Other(_) => None,
        }
    }

    /// In lower case; empty when there is none.
    #[must_use]
    pub fn scheme(&self) -> String {
        match self {
            Self::Sip(uri) if uri.secure => "sips".to_owned(),
            Self::Sip(_) => "sip".to_owned(),
            Self::Tel(_) => "tel".to_owned(),
            Self::Other(uri) => uri.scheme(),
        }
    }

    /// Whether both lead to the same place.
    ///
    /// Source: RFC 3261 §19.1.4 (sip, sips), RFC 3966 §4 (tel); other schemes letter by letter.
    #[must_use]
    pub fn is_equivalent(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sip(one), Self::Sip(two)) => one.is_equivalent(two),
            (Self::Tel(one), Self::Tel(two)) => one.is_equivalent(two),
            (Self::Other(one), Self::Other(two)) => one == two,
            (Self::Sip(_) | Self::Tel(_) | Self::Other(_), _) => false,
        }
    }
}

impl From<SipUri> for Uri {
    fn from(uri: SipUri) -> Self {
        Self::Sip(uri)
    }
}

impl From<TelUri> for Uri {
    fn from(uri: TelUri) -> Self {
        Self::Tel(uri)
    }
}

impl FromStr for Uri {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (scheme, rest) = text.split_once(':').ok_or(SyntaxError::Uri)?;
        let is_scheme = scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        if !is_scheme || rest.is_empty() {
            return Err(SyntaxError::Uri);
        }
        if scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips") {
            return text.parse().map(Self::Sip);
        }
        if scheme.eq_ignore_ascii_case("tel") {
            return text.parse().map(Self::Tel);
        }
        if rest
            .contains(|char: char| char.is_ascii_control() || matches!(char, ' ' | '<' | '>' | '"'))
        {
            return Err(SyntaxError::Uri);
        }
        Ok(Self::Other(OtherUri::new(text)))
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sip(uri) => uri.fmt(f),
            Self::Tel(uri) => uri.fmt(f),
            Self::Other(uri) => f.write_str(&uri.text),
        }
    }
}
