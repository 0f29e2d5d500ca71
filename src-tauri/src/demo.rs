//! The embedded demo PBX: a small telephone system on loopback, to try the program with.
//!
//! The PBX itself waits for nothing and opens nothing (`demo_pbx`); here are its sockets, its
//! clock and its task.

mod rim;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use contract::{DemoExtensionView, DemoView};
use demo_pbx::{Pbx, Settings, User};
use secrecy::SecretString;
use switchboard::AccountWish;
use telephony::Wire;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::rim::Rim;

/// Roles of those whose lamps change.
const WATCHABLE: [&str; 5] = ["neverAnswers", "busyForNow", "holdsYou", "speaks", "user"];

/// A running demo PBX. Ends when it is dropped, and is gone for sure after [`Demo::stop`].
#[derive(Debug)]
pub(crate) struct Demo {
    address: SocketAddr,
    /// The user that this program is.
    user: User,
    extensions: Vec<DemoExtensionView>,
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Demo {
    /// Starts it on free ports of the loopback address.
    pub(crate) async fn start(seed: [u8; 32]) -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let settings = Settings::new(address, seed);
        let user = settings.users.first().cloned().ok_or(io::ErrorKind::NotFound)?;
        let others = settings.directory().filter(|entry| entry.number != user.number);
        let view = |entry: demo_pbx::Entry<'_>| DemoExtensionView {
            number: entry.number.to_owned(),
            name: entry.name.to_owned(),
            role: entry.code.to_owned(),
        };
        let extensions = others.map(view).collect();
        // Tags and nonces are seen on the wire, passwords are not: one must not tell the other.
        let pbx = Pbx::new(settings, seed.map(|byte| byte ^ 0x5a));
        let stop = CancellationToken::new();
        let task = tokio::spawn(Rim::new(pbx, socket).run(stop.clone()));
        Ok(Self { address, user, extensions, stop: stop.drop_guard(), task })
    }

    pub(crate) fn view(&self) -> DemoView {
        DemoView::On { extensions: self.extensions.clone() }
    }

    /// Colleagues whose telephones are worth watching: their lamps change.
    pub(crate) fn watchable(&self) -> impl Iterator<Item = &DemoExtensionView> {
        self.extensions.iter().filter(|extension| WATCHABLE.contains(&extension.role.as_str()))
    }

    /// The account with which this program is at home there.
    pub(crate) fn account_wish(&self) -> AccountWish {
        AccountWish {
            id: None,
            label: Some("Demo".to_owned()),
            address: format!("sip:{}@{}", self.user.number, self.address),
            display_name: Some(self.user.name.clone()),
            auth_user: None,
            registrar: None,
            outbound_proxy: None,
            wire: Wire::Udp,
            registers: true,
            enabled: true,
            lifetime_s: 600,
            ca_file: None,
            is_demo: true,
        }
    }

    pub(crate) fn password(&self) -> SecretString {
        self.user.password.clone()
    }

    /// Stops it.
    pub(crate) async fn stop(self) {
        self.stop.disarm().cancel();
        if let Err(error) = self.task.await {
            tracing::warn!(%error, "demo PBX ended badly");
        }
    }
}
