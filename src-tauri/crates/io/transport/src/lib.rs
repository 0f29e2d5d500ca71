//! Carries SIP over UDP, TCP and TLS, and finds servers.
//!
//! [`Transport`] is the rim under `sip_agent`: it does what the agent's outputs ask (resolve, send,
//! ping) and hands back what the network says as the agent's inputs. It decides nothing that SIP
//! decides: which candidate is tried next, and when to give up, is the agent's.
//!
//! ```text
//!  resolve, send, ping          ┌──────────┐  one task per local address   UDP
//! ────────────────────▶ queue ─▶│   hub    │──────────────────────────────────▶
//!                               │ (tables) │  one task per connection   TCP, TLS
//! ◀──────────────────── queue ◀─┴──────────┴──────────────────────────────────▶
//!  Input: Received, Resolved, SendFailed, Pong, FlowClosed
//! ```
//!
//! Every queue is bounded; what happens when one is full is written at [`Limits`].
//!
//! Source: RFC 3261 §18 (transport), RFC 3263 (locating servers), RFC 5626 §3.5.1 and §4.4.1
//! (keep-alive), RFC 5922 (server identity), RFC 2782 (SRV).

mod backlog;
mod connection;
mod datagrams;
mod hub;
mod listening;
mod local;
mod locate;
mod order;
mod settings;
mod tls;
mod trace;
mod transport;

pub use settings::{DnsSettings, Limits, Settings, Waits};
pub use transport::{StartError, Transport};
