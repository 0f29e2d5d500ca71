//! The lab: real servers and peers, each on its own loopback address in its own folder.
//!
//! Everything is started with [`Process`], awaited by a condition, stopped by its process id when
//! dropped, and kept apart by [`Folder`] and [`address`]. When a test fails, what the servers wrote
//! is kept under `target/lab-logs/<test>`.
//!
//! | Who | What for |
//! |---|---|
//! | [`Kamailio`] | registrar and proxy over UDP, TCP and TLS, IPv4 and IPv6, with digest |
//! | [`Baresip`] | a telephone that speaks a WAV file and records what it hears |
//! | [`Linphone`] | a telephone that transfers with Replaces, redirects and takes several calls |
//! | [`Sipp`] | scripted peers, for what a polite telephone never does |
//! | [`Coturn`] | STUN over UDP, TCP and TLS |
//! | [`NameServer`] | the domains of the lab |
//! | [`Namespace`] | a network in which addresses come and go |
//! | [`Tray`] | the tray of the desktop, with the menu of the icon in it |
//! | [`RequestTracker`], [`Redmine`] | ticket systems |
//! | [`MailHost`] | a mail server that takes and keeps mail |
//! | [`TlsFront`] | TLS before a server that speaks none itself |
//! | [`Program`] | the program itself, without a window, driven by its command line |
//! | [`Session`] | a desktop: X server, D-Bus, keyring, sound server, window driver |
//!
//! The lab needs Linux and the Debian packages that `cargo xtask test` installs.

#![cfg(target_os = "linux")]

pub mod address;
mod baresip;
mod certificates;
mod coturn;
mod folder;
pub mod http;
mod kamailio;
mod linphone;
mod mail;
mod name_server;
mod namespace;
mod notifications;
mod phone;
mod process;
mod program;
mod redmine;
mod request_tracker;
mod session;
mod sipp;
mod socket;
mod tls_front;
pub mod tone;
mod tray;
pub mod wait;
mod watch;
mod window;

pub use baresip::{Answering, Baresip, BaresipOptions, Codec};
pub use certificates::{Authority, ServerFiles};
pub use coturn::Coturn;
pub use folder::{Folder, build_folder, repository};
pub use kamailio::{Forward, Kamailio, KamailioOptions, User};
pub use linphone::{Linphone, LinphoneOptions};
pub use mail::{MailHost, MailOptions};
pub use name_server::{Data, NameServer};
pub use namespace::Namespace;
pub use notifications::{Notification, Notifications};
pub use process::{Load, Process};
pub use program::{Output, Program, ProgramOptions, binary};
pub use redmine::Redmine;
pub use request_tracker::RequestTracker;
pub use session::{Recorder, Session, SessionOptions};
pub use sipp::{Sipp, SippOptions};
pub use socket::Socket;
pub use tls_front::TlsFront;
pub use tray::Tray;
pub use watch::Watch;
pub use window::{ENTER, Part, Window};

/// How a peer reaches a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    Udp,
    Tcp,
    Tls,
}

impl Transport {
    /// As a URI parameter says it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
        }
    }
}
