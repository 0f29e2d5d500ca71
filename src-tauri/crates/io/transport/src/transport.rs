//! The handle by which the program speaks to the transport.

use std::io;
use std::net::SocketAddr;

use bytes::Bytes;
use reach::TrustSettings;
use sip_agent::Input;
use sip_agent::wire::{Flow, QueryId, Route, SendId, Target};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::hub::{Command, Hub};
use crate::listening::Listening;
use crate::order::Outgoing;
use crate::settings::Settings;

/// Sockets, connections and name servers, ready to carry SIP.
///
/// Its methods wait only while the queue of commands is full ([`crate::Limits::commands`]); the hub
/// behind it never waits for the agent, so a caller that also feeds the agent cannot block itself.
/// Dropped, it closes everything at once; [`Transport::close`] lets queued messages leave first.
#[derive(Debug)]
pub struct Transport {
    commands: mpsc::Sender<Command>,
    port: u16,
    stop: DropGuard,
    hub: JoinHandle<()>,
}

impl Transport {
    /// Opens the sockets that `settings` name; `inputs` takes what the network says to the agent.
    ///
    /// Must be called within a tokio runtime.
    pub fn start(settings: Settings, inputs: mpsc::Sender<Input>) -> Result<Self, StartError> {
        let listening = Listening::open(&settings)?;
        let port = listening.port;
        let (commands, queue) = mpsc::channel(settings.limits.commands.max(1));
        let stop = CancellationToken::new();
        let hub = Hub::new(settings, listening, queue, inputs)?;
        let hub = tokio::spawn(hub.run(stop.clone()));
        Ok(Self { commands, port, stop: stop.drop_guard(), hub })
    }

    /// The port that UDP and TCP listen at.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Looks for the addresses of `target`; answered by [`Input::Resolved`].
    pub async fn resolve(&self, query: QueryId, target: Target) {
        self.command(Command::Resolve { query, target }).await;
    }

    /// Sends one message along `route`; answered by [`Input::SendFailed`] if that fails.
    pub async fn send(&self, id: SendId, route: Route, bytes: Bytes) {
        self.command(Command::Send(Outgoing::new(id, route, bytes))).await;
    }

    /// Keeps a flow alive; over a stream answered by [`Input::Pong`], or by [`Input::FlowClosed`]
    /// when no pong comes in time or the flow is gone. Source: RFC 5626 §4.4.1.
    pub async fn ping(&self, flow: Flow) {
        self.command(Command::Ping(flow)).await;
    }

    /// Believes other certificates from now on; connections that stand are not touched.
    pub async fn trust(&self, settings: TrustSettings) {
        self.command(Command::Trust(settings)).await;
    }

    /// The machine has other addresses: connections from those that it has no more are closed, so that
    /// nothing is written where nobody will ever answer. [`Input::FlowClosed`] tells of each.
    pub async fn leave_absent(&self) {
        self.command(Command::LeaveAbsent).await;
    }

    /// Lets queued messages leave for at most [`crate::Waits::close`], then closes everything.
    pub async fn close(self) {
        drop(self.stop);
        if let Err(error) = self.hub.await {
            tracing::error!(%error, "the transport's hub ended badly");
        }
    }

    async fn command(&self, command: Command) {
        if self.commands.send(command).await.is_err() {
            tracing::debug!("the transport is closed");
        }
    }
}

/// Why a transport cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("port {} is in use", .0.port())]
    InUse(SocketAddr),
    /// The machine has no such address.
    #[error("this machine has no address {}", .0.ip())]
    NoSuchAddress(SocketAddr),
    /// This person may not listen there, as with ports below 1024.
    #[error("listening at port {} is not permitted", .0.port())]
    NotPermitted(SocketAddr),
    /// No address to listen at was given, or none of a usable family.
    #[error("no address to listen at")]
    NoAddress,
    /// The operating system refuses for another reason.
    #[error("the socket cannot be opened")]
    Socket(#[source] io::Error),
}
