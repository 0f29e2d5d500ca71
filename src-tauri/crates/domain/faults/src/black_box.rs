//! Keeps what happened in every call and every registration, bounded and without secrets.
//!
//! ```text
//!  SIP messages ─▶ strip secrets ─▶ ┐
//!  statistics   ────────────────▶   ├─▶ record of a call, of a registration ─▶ pieces for the disk
//!  devices, network ────────────▶   ┘     (start and end survive, the middle is counted)
//! ```

use clock::Timestamp;
use model::{AccountId, CallId};

/// Records of calls and registrations.
#[derive(Debug, Default)]
pub struct BlackBox {}

/// Whether a message came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From us.
    Out,
    /// To us.
    In,
}

impl BlackBox {
    /// Notes a SIP message as it stands on the wire.
    pub fn message(&mut self, at: Timestamp, way: Way, peer: &str, bytes: &[u8]) {
        let _ = (at, way, peer, bytes);
    }

    /// Says which call of ours the signalling of this Call-ID belongs to.
    pub fn tie(&mut self, call: CallId, account: AccountId, signalling: &str) {
        let _ = (call, account, signalling);
    }
}
