//! What is the same for all identities of one agent: its name, its timers, its bounds.

use std::time::Duration;

/// What is the same for all identities of one agent.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Text of User-Agent and Server header fields; empty to send neither.
    pub user_agent: String,
    /// `urn:uuid:…`, the same after every start of one installation. Source: RFC 5626 §4.1.
    pub instance: String,
    /// Intervals that all other timers follow from.
    pub timers: Timers,
    /// How much is kept at once.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_agent: String::new(),
            instance: "urn:uuid:00000000-0000-4000-8000-000000000000".to_owned(),
            timers: Timers::default(),
            limits: Limits::default(),
        }
    }
}

/// The intervals that all other timers follow from. Source: RFC 3261 §17.1.1.1, table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timers {
    /// Estimate of the round trip.
    pub t1: Duration,
    /// Longest wait between repetitions of a request that is not an INVITE, and of a 2xx.
    pub t2: Duration,
    /// How long a message may stay in the network.
    pub t4: Duration,
    /// How long an answered INVITE may take to its final response (our Timer C, as a UAC's
    /// patience: the INVITE is then cancelled).
    pub patience: Duration,
    /// How long a session is to live unless it is renewed. Source: RFC 4028 §4 (recommended).
    pub session: Duration,
}

impl Timers {
    /// 64 × T1: when a transaction gives up.
    #[must_use]
    pub const fn give_up(self) -> Duration {
        self.t1.saturating_mul(64)
    }
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
            patience: Duration::from_secs(300),
            session: Duration::from_secs(1800),
        }
    }
}

/// How much is kept at once; what comes beyond is answered as each field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Transactions of each side. Beyond: a request from outside is answered 503 with
    /// Retry-After and without state; our own are refused with [`crate::Refusal::Full`].
    pub transactions: usize,
    /// Invitations in both directions, eight times as many with those that are over and linger.
    /// Beyond: 486 for those from outside, `Full` for our own.
    pub invitations: usize,
    /// Dialogs that one forked INVITE may open. Beyond: a further 2xx is ACKed and BYEd at once.
    pub forks: usize,
    /// Requests from outside that wait for an answer of the upper layer. Beyond: 503.
    pub requests: usize,
    /// Outputs not yet polled. Beyond: input from the network is dropped, as if lost.
    pub outputs: usize,
    /// Servers tried for one request, redirects included.
    pub candidates: usize,
    /// Redirects followed for one request.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            transactions: 1024,
            invitations: 64,
            forks: 12,
            requests: 64,
            outputs: 8192,
            candidates: 12,
            redirects: 5,
        }
    }
}
