//! Via: the way a request came and its response goes back.
//!
//! Source: RFC 3261 §20.42, RFC 3581 (rport), RFC 5118 §4.5 (IPv6 in received).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::params::Params;
use crate::syntax::{self, SyntaxError};
use crate::uri::Host;
use crate::uri::sip::read_host_port;

/// The transport that Via names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ViaTransport {
    Udp,
    Tcp,
    Tls,
    Sctp,
    TlsSctp,
    Ws,
    Wss,
    /// Any other, in upper case.
    Other(String),
}

impl ViaTransport {
    #[must_use]
    pub fn new(text: &str) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "UDP" => Self::Udp,
            "TCP" => Self::Tcp,
            "TLS" => Self::Tls,
            "SCTP" => Self::Sctp,
            "TLS-SCTP" => Self::TlsSctp,
            "WS" => Self::Ws,
            "WSS" => Self::Wss,
            other => Self::Other(other.to_owned()),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
            Self::Sctp => "SCTP",
            Self::TlsSctp => "TLS-SCTP",
            Self::Ws => "WS",
            Self::Wss => "WSS",
            Self::Other(name) => name,
        }
    }
}

/// What `rport` says. Source: RFC 3581 §3, §4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rport {
    /// Not there: responses go to the port written in Via.
    Absent,
    /// The sender asks to be told its port, and for responses to it.
    Asked,
    /// The port that the receiver saw.
    Seen(u16),
}

/// One entry of Via.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// Name and version before the transport, `SIP/2.0` as a rule.
    pub protocol: String,
    pub transport: ViaTransport,
    pub host: Host,
    pub port: Option<u16>,
    pub params: Params,
}

/// What every branch begins with since RFC 3261 §8.1.1.7.
const MAGIC_COOKIE: &str = "z9hG4bK";

impl Via {
    /// An entry with this branch that asks for `rport`.
    #[must_use]
    pub fn new(transport: ViaTransport, host: Host, port: Option<u16>, branch: &str) -> Self {
        let mut params = Params::new();
        params.set("branch", branch);
        params.set_flag("rport");
        Self { protocol: "SIP/2.0".to_owned(), transport, host, port, params }
    }

    #[must_use]
    pub fn branch(&self) -> Option<String> {
        self.params.get("branch").map(std::borrow::Cow::into_owned)
    }

    /// Whether the branch is a transaction id as RFC 3261 §8.1.1.7 makes them: the magic cookie and
    /// something behind it.
    #[must_use]
    pub fn has_magic_branch(&self) -> bool {
        self.branch().is_some_and(|branch| {
            branch.len() > MAGIC_COOKIE.len()
                && branch
                    .get(..MAGIC_COOKIE.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(MAGIC_COOKIE))
        })
    }

    /// The address that the receiver saw, with brackets or without. Source: RFC 5118 §4.5.
    #[must_use]
    pub fn received(&self) -> Option<IpAddr> {
        let text = self.params.get("received")?;
        text.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }

    #[must_use]
    pub fn rport(&self) -> Rport {
        match self.params.get("rport") {
            Some(text) => text.parse().map_or(Rport::Asked, Rport::Seen),
            None if self.params.has("rport") => Rport::Asked,
            None => Rport::Absent,
        }
    }

    /// The multicast or other address responses go to instead.
    #[must_use]
    pub fn maddr(&self) -> Option<Host> {
        self.params.get("maddr").and_then(|text| text.parse().ok())
    }
}

impl FromStr for Via {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let cut = syntax::find_outside(text, b';').unwrap_or(text.len());
        let (head, params) = text.split_at_checked(cut).ok_or(SyntaxError::Via)?;
        let mut words = head.splitn(3, '/').map(syntax::trim);
        let (Some(name), Some(version), Some(rest)) = (words.next(), words.next(), words.next())
        else {
            return Err(SyntaxError::Via);
        };
        let (transport, sent_by) = rest.split_once([' ', '\t']).ok_or(SyntaxError::Via)?;
        if ![name, version, transport].into_iter().all(syntax::is_token) || has_empty_param(params)
        {
            return Err(SyntaxError::Via);
        }
        let sent_by: String = match sent_by.rsplit_once(':') {
            Some((host, port)) if port.contains(']') => format!("{}:{port}", syntax::trim(host)),
            Some((host, port)) => format!("{}:{}", syntax::trim(host), syntax::trim(port)),
            None => sent_by.to_owned(),
        };
        let (host, port) = read_host_port(syntax::trim(&sent_by))?;
        Ok(Self {
            protocol: format!("{name}/{version}"),
            transport: ViaTransport::new(transport),
            host,
            port,
            params: params.parse()?,
        })
    }
}

/// Whether there is nothing between two semicolons or after the last: elsewhere that is overlooked,
/// here it is a sign that the way back was mangled.
fn has_empty_param(params: &str) -> bool {
    let all = syntax::split_params(params).count();
    let semicolons = std::iter::successors(Some(params), |rest| {
        syntax::find_outside(rest, b';').and_then(|at| rest.get(at + 1..))
    });
    semicolons.count() != all + 1
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} {}", self.protocol, self.transport.as_str(), self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "{}", self.params)
    }
}
