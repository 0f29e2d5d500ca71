//! The transport against peers on this machine: real sockets, real certificates, a real name server.
//!
//! Nothing here waits for luck: a test waits for what must come, and only a broken transport lets
//! the generous limit of [`bench`] run out.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod bench;
mod certificates;
mod keep_alive;
mod log;
mod name_server;
mod names;
mod tcp;
mod tls;
mod udp;
