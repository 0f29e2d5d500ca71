//! Owns one TCP or TLS connection: opens it, cuts it into messages, writes what the hub orders.
//!
//! ```text
//! dial ──▶ Opening ──────────▶ Serving ──────────▶ Ended ──▶ the hub
//!             │  no answer,        ▲     closed, reset, unreadable,
//!             │  wrong name, …     │     pong missing, too slow, idle
//!             └────────▶ Ended     └── accepted from outside
//! ```
//!
//! Source: RFC 3261 §18.1.1, §18.2.1, §18.3; RFC 5626 §3.5.1, §4.4.1.

mod opening;
mod serving;

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use sip_agent::wire::{Flow, FlowId, TransportError, TransportKind};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::backlog::{Backlog, Gone};
use crate::connection::opening::Stream;
use crate::connection::serving::Serving;
use crate::order::{Order, Outgoing};
use crate::settings::Waits;

pub(crate) use crate::connection::opening::{Opening, prepare};

/// One connection, not yet open.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: FlowId,
    pub(crate) transport: TransportKind,
    /// The port that we listen at; others reach us there, not at the port of this connection.
    pub(crate) port: u16,
    /// Full: the hub answers `SendFailed(QueueFull)`.
    pub(crate) queue: mpsc::Receiver<Order>,
    pub(crate) backlog: Backlog,
    pub(crate) waits: Waits,
    pub(crate) activity: Activity,
    /// Set to the address of ours once it is open.
    pub(crate) local: Arc<OnceLock<IpAddr>>,
    /// Cancelled to close this connection alone.
    pub(crate) stop: CancellationToken,
}

/// What is left of a connection.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) id: FlowId,
    /// `None` if it never opened.
    pub(crate) flow: Option<Flow>,
    pub(crate) why: TransportError,
    /// Messages of which nothing has left.
    pub(crate) unsent: Vec<Outgoing>,
}

impl Connection {
    /// Opens the connection, then serves it until it ends.
    pub(crate) async fn dial(mut self, opening: Opening) -> Ended {
        let opened = tokio::select! {
            opened = opening.open() => opened,
            () = self.stop.cancelled() => Err(TransportError::Closed),
            () = gone(&mut self.backlog) => Err(TransportError::Closed),
        };
        let peer = opening.peer();
        match opened {
            Ok(Stream::Plain(stream)) => {
                let local = stream.local_addr().ok();
                self.serve(stream, local, peer, false).await
            }
            Ok(Stream::Tls(stream)) => {
                let local = stream.get_ref().0.local_addr().ok();
                self.serve(stream, local, peer, false).await
            }
            Err(why) => self.end(None, why, None).await,
        }
    }

    /// Serves a connection that came from outside until it ends.
    pub(crate) async fn welcome(self, stream: TcpStream, peer: SocketAddr) -> Ended {
        let local = stream.local_addr().ok();
        self.serve(stream, local, peer, true).await
    }

    async fn serve<S>(
        self,
        stream: S,
        local: Option<SocketAddr>,
        peer: SocketAddr,
        is_accepted: bool,
    ) -> Ended
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send,
    {
        let Some(mut local) = local else {
            return self.end(None, TransportError::Closed, None).await;
        };
        self.local.get_or_init(|| local.ip());
        local.set_port(self.port);
        let flow = Flow { transport: self.transport, local, peer, id: self.id };
        Serving::new(self, stream, flow, is_accepted).run().await
    }

    /// Tells the agent what it must know before the end, and gathers what has not left.
    async fn end(
        mut self,
        flow: Option<Flow>,
        why: TransportError,
        first: Option<Box<Outgoing>>,
    ) -> Ended {
        self.queue.close();
        let mut unsent = Vec::from_iter(first.map(|message| *message));
        while let Ok(order) = self.queue.try_recv() {
            match order {
                Order::Message(message) => unsent.push(*message),
                // The end of the flow is the answer.
                Order::Ping(_flow) => {}
            }
        }
        self.backlog.finish().await;
        Ended { id: self.id, flow, why, unsent }
    }
}

/// When a connection last carried anything, compared with the others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Activity {
    /// Counts what all connections carry.
    turn: Arc<AtomicU64>,
    last: Arc<AtomicU64>,
}

impl Activity {
    /// The activity of another connection, just begun.
    pub(crate) fn another(&self) -> Self {
        let activity = Self { turn: self.turn.clone(), last: Arc::default() };
        activity.touch();
        activity
    }

    pub(crate) fn touch(&self) {
        self.last.store(self.turn.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }

    /// The greater, the later.
    pub(crate) fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }
}

/// Delivers what waits, and ends only when the agent is gone.
async fn gone(backlog: &mut Backlog) {
    loop {
        match backlog.deliver().await {
            Ok(()) => {}
            Err(Gone) => return,
        }
    }
}
