//! A SIP address, reduced to what chooses the far end.
//!
//! Source: RFC 3261 §19.1.1 (components), §25.1 (characters).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use redact::Redacted;

use crate::DialError;

/// A SIP address, reduced to what chooses the far end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Whether only TLS will do (`sips:`).
    pub secure: bool,
    /// Before the `@`, unescaped; absent when only a host was given.
    pub user: Option<Redacted<String>>,
    /// Where.
    pub host: Redacted<Host>,
    /// Chosen port; absent means what DNS says.
    pub port: Option<u16>,
    /// `udp`, `tcp` or `tls` when the address names one, in lower case.
    pub transport: Option<String>,
}

/// Where an address points. Names are in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// A DNS name.
    Name(String),
    /// An IPv4 or IPv6 address.
    Ip(IpAddr),
}

impl Address {
    /// Reads `place` (host and port) and `parameters` as they stand behind the `@`.
    pub(crate) fn read(
        user: Option<String>,
        place: &str,
        parameters: &str,
        secure: bool,
    ) -> Result<Self, DialError> {
        let (host, port) = split_port(place.trim_end_matches('/'))?;
        let transport = parameters
            .split(';')
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.eq_ignore_ascii_case("transport"))
            .map(|(_, value)| value.to_ascii_lowercase())
            .filter(|value| ["udp", "tcp", "tls"].contains(&value.as_str()));
        Ok(Self {
            secure,
            user: user.map(Redacted),
            host: Redacted(Host::read(host)?),
            port,
            transport,
        })
    }
}

/// Writes the address as a SIP URI. Source: RFC 3261 §25.1 (which characters a user may hold).
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.secure { "sips:" } else { "sip:" })?;
        if let Some(user) = &self.user {
            for byte in user.0.bytes() {
                if byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,/".contains(&byte) {
                    write!(f, "{}", char::from(byte))?;
                } else {
                    write!(f, "%{byte:02X}")?;
                }
            }
            f.write_str("@")?;
        }
        write!(f, "{}", self.host.0)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        if let Some(transport) = &self.transport {
            write!(f, ";transport={transport}")?;
        }
        Ok(())
    }
}

impl Host {
    /// Reads a DNS name, an IPv4 address, or an IPv6 address in brackets.
    fn read(text: &str) -> Result<Self, DialError> {
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let ip = inner.parse::<Ipv6Addr>().map_err(|_| DialError::BadHost)?;
            return Ok(Self::Ip(IpAddr::V6(ip)));
        }
        if let Ok(ip) = text.parse::<Ipv4Addr>() {
            return Ok(Self::Ip(IpAddr::V4(ip)));
        }
        let name = text.trim_end_matches('.').to_ascii_lowercase();
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        let is_all_digits = name
            .rsplit('.')
            .next()
            .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if name.len() <= 253 && name.split('.').all(is_label) && !is_all_digits {
            Ok(Self::Name(name))
        } else {
            Err(DialError::BadHost)
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Ip(IpAddr::V4(ip)) => ip.fmt(f),
            Self::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]"),
        }
    }
}

fn split_port(place: &str) -> Result<(&str, Option<u16>), DialError> {
    let after_bracket = place.rfind(']').map_or(0, |at| at + 1);
    let (_, tail) = place.split_at(after_bracket);
    match tail.rfind(':') {
        None => Ok((place, None)),
        Some(colon) => {
            let (host, port) = place.split_at(after_bracket + colon);
            match port.trim_start_matches(':').parse() {
                Ok(0) | Err(_) => Err(DialError::BadPort),
                Ok(port) => Ok((host, Some(port))),
            }
        }
    }
}
