//! `sip:` and `sips:` URIs.
//!
//! Source: RFC 3261 §19.1.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::escape::{self, Part};
use super::host::Host;
use super::params::{self, UriParams};
use crate::syntax::{PARAMS_MAX, SyntaxError};

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
        self.user = (!user.is_empty()).then(|| escape::encode(user, Part::User));
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
        self.user.as_deref().filter(|user| !user.is_empty()).map(escape::decode)
    }

    /// The password without escapes. Nothing here uses it; it is read so that it can be kept apart.
    #[must_use]
    pub fn password(&self) -> Option<Cow<'_, str>> {
        self.password.as_deref().map(escape::decode)
    }

    /// Names and values after the question mark, without escapes, in order.
    pub fn headers(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        self.headers.iter().map(|(name, value)| (escape::decode(name), escape::decode(value)))
    }

    /// Adds one after the question mark, given without escapes.
    pub fn push_header(&mut self, name: &str, value: &str) {
        self.headers
            .push((escape::encode(name, Part::Header), escape::encode(value, Part::Header)));
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

    /// Whether both lead to the same place.
    ///
    /// `transport` in one alone tells them apart, as the examples have it and the rules do not.
    ///
    /// Source: RFC 3261 §19.1.4.
    #[must_use]
    pub fn is_equivalent(&self, other: &Self) -> bool {
        self.secure == other.secure
            && is_same_text(self.user.as_deref(), other.user.as_deref())
            && is_same_text(self.password.as_deref(), other.password.as_deref())
            && self.host.is_equivalent(&other.host)
            && self.port == other.port
            && self.has_params_of(other)
            && other.has_params_of(self)
            && self.headers.len() == other.headers.len()
            && self.has_headers_of(other)
            && other.has_headers_of(self)
    }

    /// Whether no parameter of `other` contradicts ours.
    fn has_params_of(&self, other: &Self) -> bool {
        other.params.iter_written().all(|(name, _)| {
            match (self.params.written(name), other.params.written(name)) {
                (Some(ours), Some(theirs)) => params::is_same_value(ours, theirs),
                (Some(_) | None, _) => {
                    !TELLING_PARAMS.iter().any(|telling| telling.eq_ignore_ascii_case(name))
                }
            }
        })
    }

    fn has_headers_of(&self, other: &Self) -> bool {
        other.headers.iter().all(|(name, theirs)| {
            self.headers.iter().any(|(key, ours)| {
                escape::normal(key).eq_ignore_ascii_case(&escape::normal(name))
                    && escape::normal(ours) == escape::normal(theirs)
            })
        })
    }
}

/// Parameters that tell two URIs apart even when only one has them.
const TELLING_PARAMS: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];

/// Whether two texts mean the same, letter case included.
fn is_same_text(one: Option<&str>, other: Option<&str>) -> bool {
    one.map(escape::normal) == other.map(escape::normal)
}

impl FromStr for SipUri {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (scheme, rest) = text.split_once(':').ok_or(SyntaxError::Uri)?;
        let secure = match scheme {
            _ if scheme.eq_ignore_ascii_case("sip") => false,
            _ if scheme.eq_ignore_ascii_case("sips") => true,
            _ => return Err(SyntaxError::Uri),
        };
        if rest
            .contains(|char: char| char.is_ascii_control() || matches!(char, ' ' | '<' | '>' | '"'))
        {
            return Err(SyntaxError::Uri);
        }
        let (user, password, rest) = match rest.split_once('@') {
            Some((userinfo, rest)) => {
                let (user, password) = match userinfo.split_once(':') {
                    Some((user, password)) => (user, Some(password.to_owned())),
                    None => (userinfo, None),
                };
                (Some(user.to_owned()), password, rest)
            }
            None => (None, None, rest),
        };
        let (rest, headers) = match rest.split_once('?') {
            Some((rest, headers)) => (rest, read_headers(headers)?),
            None => (rest, Vec::new()),
        };
        let (place, params) = match rest.split_once(';') {
            Some((place, params)) => (place, params.parse()?),
            None => (rest, UriParams::new()),
        };
        let (host, port) = read_host_port(place)?;
        Ok(Self { secure, user, password, host, port, params, headers })
    }
}

fn read_headers(text: &str) -> Result<Vec<(String, String)>, SyntaxError> {
    let mut headers = Vec::new();
    for piece in text.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        if headers.len() >= PARAMS_MAX {
            return Err(SyntaxError::TooMany);
        }
        headers.push((name.to_owned(), value.to_owned()));
    }
    Ok(headers)
}

/// Reads `host`, `host:port`, `[v6]` or `[v6]:port`.
pub(crate) fn read_host_port(text: &str) -> Result<(Host, Option<u16>), SyntaxError> {
    let bracketed = if text.starts_with('[') {
        text.find(']').map(|at| at + 1).ok_or(SyntaxError::Host)?
    } else {
        0
    };
    let colon = text.get(bracketed..).and_then(|after| after.find(':')).map(|at| at + bracketed);
    let (host, port) = match colon {
        Some(at) => (text.get(..at), text.get(at + 1..)),
        None => (Some(text), None),
    };
    let host = host.ok_or(SyntaxError::Host)?.parse()?;
    let port = match port {
        Some(digits) if digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().map_err(|_| SyntaxError::Port)?)
        }
        Some(_) => return Err(SyntaxError::Port),
        None => None,
    };
    Ok((host, port))
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
