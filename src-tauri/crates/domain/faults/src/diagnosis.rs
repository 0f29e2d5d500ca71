//! What was measured, and on which side of the handover point the fault lies.

use std::time::Duration;

use crate::class::coded;

/// What one probe found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which probe, such as `registration`, `port-443-tcp`, `path`.
    pub probe: String,
    /// What it looked at: a server, a port, a device; not yet redacted.
    pub subject: String,
    /// What came out.
    pub outcome: Outcome,
    /// Code of the sentence that says it, such as `port-refused`; words are the window's.
    pub says: &'static str,
    /// Measured values, such as (`jitter`, `12.4 ms`), in the order in which they are shown.
    pub measured: Vec<(String, String)>,
    /// The limit by which it was judged, with its source, such as `20 ms (S1-142)`.
    pub limit: Option<String>,
    /// How long it took.
    pub took: Duration,
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
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Which side.
    pub side: Side,
    /// Code of the sentence.
    pub says: &'static str,
    /// Probes that gave it, gravest first.
    pub because: Vec<String>,
}
