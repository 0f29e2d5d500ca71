//! Who the agent speaks for: an address, its credentials, and the way to its server.

use std::time::Duration;

use sip_message::SipUri;
use sip_message::digest::Credentials;

use crate::wire::TransportKind;

/// Names one identity of an agent; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityId(pub u64);

/// Who the agent speaks for at one server.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The public address, such as `sip:anna@example.org`.
    pub aor: SipUri,
    /// Shown to those who are called.
    pub display_name: Option<String>,
    /// Answers to challenges; `None` gives up at the first challenge.
    pub credentials: Option<Credentials>,
    /// Where to register; usually the domain of `aor`.
    pub registrar: SipUri,
    /// First hop of every request, if it is not to be found from the request itself.
    pub outbound: Option<SipUri>,
    /// The only transport to use; `None` leaves it to DNS.
    pub transport: Option<TransportKind>,
    /// Binding lifetime asked for.
    pub lifetime: Duration,
    /// How often an idle flow to the server is kept alive; `None` for the RFC's own intervals.
    pub keep_alive: Option<Duration>,
    /// Whether this identity has a registrar at all; one without places and takes direct calls.
    pub registers: bool,
    /// Whether P-Asserted-Identity is believed where it comes from the server that this identity is
    /// registered at; from elsewhere it never is. Source: RFC 3325 §5.
    pub trusts_asserted: bool,
}

impl Identity {
    /// An identity that registers at the domain of its address, with the usual intervals.
    #[must_use]
    pub fn new(aor: SipUri, credentials: Option<Credentials>) -> Self {
        let mut registrar = SipUri::new(aor.host.clone());
        registrar.secure = aor.secure;
        registrar.port = aor.port;
        Self {
            aor,
            display_name: None,
            credentials,
            registrar,
            outbound: None,
            transport: None,
            lifetime: Duration::from_secs(600),
            keep_alive: None,
            registers: true,
            trusts_asserted: true,
        }
    }
}
