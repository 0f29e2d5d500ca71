//! The UDP sockets, one per local address.

use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};

use redact::Redacted;
use sip_agent::Input;
use sip_agent::wire::{Flow, FlowId, TransportError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::backlog::Backlog;
use crate::datagrams::{Datagrams, socket_of};
use crate::listening::open_datagrams;
use crate::local::{self, Locals};
use crate::order::{Order, Outgoing};
use crate::settings::Settings;
use crate::settings::{Limits, Waits};
use crate::transport::StartError;

/// Sockets beyond which those of addresses that the machine no longer has are closed.
const MANY: usize = 16;

/// The UDP sockets and their tasks.
#[derive(Debug)]
pub(super) struct Sockets {
    port: u16,
    /// By local address, without the port.
    open: BTreeMap<SocketAddr, Socket>,
    last_number: u32,
    tasks: JoinSet<()>,
    stop: CancellationToken,
    inputs: mpsc::Sender<Input>,
    waits: Waits,
    limits: Limits,
}

#[derive(Debug)]
struct Socket {
    number: u32,
    local: SocketAddr,
    /// Full: `SendFailed(QueueFull)`.
    queue: mpsc::Sender<Order>,
}

impl Sockets {
    pub(super) fn start(
        settings: &Settings,
        port: u16,
        sockets: Vec<UdpSocket>,
        inputs: mpsc::Sender<Input>,
    ) -> Result<Self, StartError> {
        let mut all = Self {
            port,
            open: BTreeMap::new(),
            last_number: 0,
            tasks: JoinSet::new(),
            stop: CancellationToken::new(),
            inputs,
            waits: settings.waits,
            limits: settings.limits,
        };
        for socket in sockets {
            all.adopt(socket).map_err(StartError::Socket)?;
        }
        Ok(all)
    }

    pub(super) fn send(
        &mut self,
        message: Box<Outgoing>,
        locals: &Locals,
    ) -> Result<(), (Box<Outgoing>, TransportError)> {
        let known = message.route.flow.and_then(|flow| self.of_flow(flow));
        let key = known.map(|socket| without_port(socket.local));
        let socket = match key {
            Some(key) => self.open.get(&key),
            None => self.toward(message.route.peer, locals),
        };
        let Some(socket) = socket else {
            let why = if locals.has_family_of(message.route.peer) {
                TransportError::Unreachable
            } else {
                TransportError::Unavailable
            };
            return Err((message, why));
        };
        hand_over(&socket.queue, Order::Message(message))
    }

    pub(super) fn ping(&self, flow: Flow) -> Result<(), TransportError> {
        let socket = self.of_flow(flow.id).ok_or(TransportError::Closed)?;
        // A full queue keeps the flow alive as well as a ping would.
        let _is_full = socket.queue.try_send(Order::Ping(flow));
        Ok(())
    }

    /// The address that a datagram to `peer` leaves from.
    pub(super) fn local_toward(&mut self, peer: SocketAddr, locals: &Locals) -> Option<SocketAddr> {
        self.toward(peer, locals).map(|socket| socket.local)
    }

    /// Lets every task send what is queued.
    pub(super) async fn finish(&mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }

    fn of_flow(&self, flow: FlowId) -> Option<&Socket> {
        let number = socket_of(flow);
        self.open.values().find(|socket| socket.number == number)
    }

    fn toward(&mut self, peer: SocketAddr, locals: &Locals) -> Option<&Socket> {
        let local = locals.toward(peer)?;
        if self.open.get(&local).is_none_or(|socket| socket.queue.is_closed()) {
            self.open_at(local);
        }
        self.open.get(&local)
    }

    /// Opens a socket at an address that has come to the machine since the start.
    fn open_at(&mut self, local: SocketAddr) {
        if self.open.len() >= MANY {
            self.close_absent();
        }
        let mut address = local;
        address.set_port(self.port);
        let socket = open_datagrams(address).or_else(|error| {
            tracing::warn!(address = %Redacted(local), %error, "the usual port is not free here");
            open_datagrams(local)
        });
        if let Err(error) = socket.and_then(|socket| self.adopt(socket)) {
            tracing::warn!(address = %Redacted(local), %error, "no socket at this address");
        }
    }

    fn adopt(&mut self, socket: UdpSocket) -> std::io::Result<()> {
        let local = socket.local_addr()?;
        let socket = tokio::net::UdpSocket::from_std(socket)?;
        self.last_number = self.last_number.saturating_add(1);
        let number = self.last_number;
        let (queue, orders) = mpsc::channel(self.limits.queue.max(1));
        let backlog = Backlog::new(self.inputs.clone(), self.limits.backlog);
        let bounds = (self.waits, self.limits.peers);
        let task = Datagrams::new(socket, local, number, orders, backlog, bounds);
        self.tasks.spawn(task.run(self.stop.child_token()));
        self.open.insert(without_port(local), Socket { number, local, queue });
        while self.tasks.try_join_next().is_some() {}
        Ok(())
    }

    /// Closes the sockets of addresses that the machine has no more: their tasks end with their
    /// queues.
    fn close_absent(&mut self) {
        let Some(present) = local::present() else { return };
        self.open
            .retain(|local, _socket| local.ip().is_loopback() || present.contains(&local.ip()));
    }
}

/// Puts an order into the queue of a task, or gives the message back with the reason.
pub(super) fn hand_over(
    queue: &mpsc::Sender<Order>,
    order: Order,
) -> Result<(), (Box<Outgoing>, TransportError)> {
    let (order, why) = match queue.try_send(order) {
        Ok(()) => return Ok(()),
        Err(mpsc::error::TrySendError::Full(order)) => (order, TransportError::QueueFull),
        Err(mpsc::error::TrySendError::Closed(order)) => (order, TransportError::Closed),
    };
    order.into_message().map_or(Ok(()), |message| Err((message, why)))
}

const fn without_port(mut address: SocketAddr) -> SocketAddr {
    address.set_port(0);
    address
}
