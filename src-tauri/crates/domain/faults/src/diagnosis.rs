//! What was measured, and on which side of the handover point the fault lies.

mod says;

use std::time::Duration;

pub use says::Says;

use crate::class::coded;

/// What one probe found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Stable within one diagnosis, such as `registration` or `port-3`; [`Verdict::because`] names it.
    pub id: String,
    /// Which probe, such as `registration`, `port`, `path`; its name is the catalogue's `probe-…`.
    pub probe: &'static str,
    /// What it looked at: a server, a port, a device; not yet redacted.
    pub subject: String,
    /// The server and port that it looked at, for the verdict.
    pub peer: Option<Peer>,
    /// What came out.
    pub outcome: Outcome,
    /// The sentence that says it; its words are the catalogue's `finding-…`, with the measured values
    /// as arguments.
    pub says: Says,
    /// Measured values, such as (`jitter`, `12.4 ms`), in the order in which they are shown; their
    /// names are the catalogue's `measured-…`.
    pub measured: Vec<(&'static str, String)>,
    /// The limit by which it was judged, with its source, such as `20 ms (S1-142)`.
    pub limit: Option<String>,
    /// How long it took.
    pub took: Duration,
}

impl Finding {
    /// A finding of a probe about a subject, with nothing measured.
    #[must_use]
    pub fn new(
        probe: &'static str,
        subject: impl Into<String>,
        outcome: Outcome,
        says: Says,
    ) -> Self {
        Self {
            id: probe.to_owned(),
            probe,
            subject: subject.into(),
            peer: None,
            outcome,
            says,
            measured: Vec::new(),
            limit: None,
            took: Duration::ZERO,
        }
    }

    /// The same with one more measured value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.measured.push((name, value.into()));
        self
    }

    /// The same with the limit by which it was judged.
    #[must_use]
    pub fn within(mut self, limit: impl Into<String>) -> Self {
        self.limit = Some(limit.into());
        self
    }

    /// The same with the place that it looked at.
    #[must_use]
    pub fn at(mut self, peer: Peer) -> Self {
        self.peer = Some(peer);
        self
    }
}

/// A server and port as a probe looked at them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Name or address, as the profile or the account has it.
    pub host: String,
    /// First port.
    pub port: u16,
    /// True for UDP, false for TCP.
    pub is_udp: bool,
    /// Whose it is.
    pub owner: Owner,
    /// True for an address of this machine or of the local network: what answers there says nothing
    /// about the way out of it.
    pub is_near: bool,
}

/// Whose server a probe looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The provider's: telephone system, port table, registrar.
    Provider,
    /// Somebody else's on the internet: a time server, a name server.
    Elsewhere,
}

coded! {
    /// What came out of a probe.
    Outcome {
        /// As it should be.
        Good = "good",
        /// Worth knowing, and no fault by itself.
        Remark = "remark",
        /// Outside its limit, or broken.
        Bad = "bad",
        /// It cannot be told: no answer, no time, not told by this system.
        Unknown = "unknown",
        /// There was nothing to look at.
        Skipped = "skipped",
    }
}

coded! {
    /// On which side of the handover point a fault lies. Source: S0-03, S1-157.
    Side {
        /// Nothing is wrong.
        Healthy = "healthy",
        /// Device, network or firewall of the customer.
        Customer = "customer",
        /// Behind the provider's handover point.
        Provider = "provider",
        /// It cannot be told.
        Unclear = "unclear",
    }
}

/// The whole diagnosis in one sentence, with the findings that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Which side.
    pub side: Side,
    /// Code of the sentence; its words are the catalogue's `verdict-…`.
    pub says: &'static str,
    /// Ids of the findings that gave it, gravest first.
    pub because: Vec<String>,
}
