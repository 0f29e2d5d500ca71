//! What every test of a session needs in its hands: addresses, a first moment, chance.

use std::net::SocketAddr;
use std::time::Instant;

use clock::{Now, Timestamp};

pub(crate) const SENDER: &str = "192.0.2.1:4000";
pub(crate) const LISTENER: &str = "192.0.2.2:5000";

/// Chance that is the same every time.
#[derive(Debug, Clone)]
pub(crate) struct Chance(pub(crate) u32);

impl Chance {
    /// 0.0..1.0
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0 >> 8) / f64::from(1 << 24)
    }
}

pub(crate) fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test needs some first instant")]
pub(crate) fn now() -> Now {
    Now { instant: Instant::now(), timestamp: Timestamp::UNIX_EPOCH }
}
