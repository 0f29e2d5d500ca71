//! The TCP and TLS connections: which one stands for which peer, and how many there may be.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reach::{Trust, TrustSettings};
use redact::Redacted;
use sip_agent::Input;
use sip_agent::wire::{Flow, FlowId, Route, TransportError, TransportKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::backlog::Backlog;
use crate::connection::{Activity, Connection, Ended, Opening, prepare};
use crate::hub::udp::hand_over;
use crate::local::{self, Locals};
use crate::order::{Order, Outgoing};
use crate::settings::{Limits, Settings, Waits};
use crate::transport::StartError;

/// A connection from outside and where it comes from.
pub(super) type Accepted = (TcpStream, SocketAddr);

/// Connections accepted and not yet looked at. Beyond: they wait in the operating system.
const WAITING: usize = 8;

/// The pause after the system had no room for another connection.
const PAUSE: Duration = Duration::from_millis(200);

/// The connections and their tasks.
#[derive(Debug)]
pub(super) struct Streams {
    pub(super) accepted: mpsc::Receiver<Accepted>,
    pub(super) connections: JoinSet<Ended>,
    open: BTreeMap<FlowId, Link>,
    /// The connections of ours that new messages to the same peer share.
    pool: BTreeMap<Key, FlowId>,
    last_id: u64,
    activity: Activity,
    listeners: JoinSet<()>,
    port: u16,
    locals: Arc<Locals>,
    trust: Arc<Trust>,
    stop: CancellationToken,
    inputs: mpsc::Sender<Input>,
    waits: Waits,
    limits: Limits,
}

/// The hub's end of one connection.
#[derive(Debug)]
struct Link {
    /// Full: `SendFailed(QueueFull)`.
    queue: mpsc::Sender<Order>,
    transport: TransportKind,
    is_accepted: bool,
    activity: Activity,
    /// The address of ours that it leaves from, once it is open.
    local: Arc<OnceLock<IpAddr>>,
    stop: CancellationToken,
}

/// What a connection of ours is shared by: nothing less may differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    transport: TransportKind,
    peer: SocketAddr,
    /// In lower case; `None` over TCP.
    server_name: Option<String>,
}

impl Key {
    fn of(route: &Route) -> Self {
        let server_name = match route.transport {
            TransportKind::Tls => route.server_name.as_deref().map(str::to_ascii_lowercase),
            TransportKind::Udp | TransportKind::Tcp => None,
        };
        Self { transport: route.transport, peer: route.peer, server_name }
    }
}

impl Streams {
    pub(super) fn start(
        settings: &Settings,
        port: u16,
        locals: Arc<Locals>,
        listeners: Vec<std::net::TcpListener>,
        inputs: mpsc::Sender<Input>,
    ) -> Result<Self, StartError> {
        let (accepting, accepted) = mpsc::channel(WAITING);
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        for listener in listeners {
            let listener = TcpListener::from_std(listener).map_err(StartError::Socket)?;
            tasks.spawn(accept(listener, accepting.clone(), stop.clone()));
        }
        Ok(Self {
            accepted,
            connections: JoinSet::new(),
            open: BTreeMap::new(),
            pool: BTreeMap::new(),
            last_id: 0,
            activity: Activity::default(),
            listeners: tasks,
            port,
            locals,
            trust: Arc::new(Trust::new(settings.trust.clone())),
            stop,
            inputs,
            waits: settings.waits,
            limits: settings.limits,
        })
    }

    pub(super) fn send(
        &mut self,
        message: Box<Outgoing>,
    ) -> Result<(), (Box<Outgoing>, TransportError)> {
        let key = Key::of(&message.route);
        let of_flow = message.route.flow.filter(|flow| self.carries(*flow, key.transport));
        let Some(id) = of_flow.or_else(|| self.pool.get(&key).copied()) else {
            return self.dial(key, message);
        };
        let Some(link) = self.open.get(&id) else { return self.dial(key, message) };
        match hand_over(&link.queue, Order::Message(message)) {
            // It has ended, and the hub has not heard of it yet.
            Err((message, TransportError::Closed)) => self.dial(key, message),
            outcome => outcome,
        }
    }

    pub(super) fn ping(&self, flow: Flow) -> Result<(), TransportError> {
        let link = self.open.get(&flow.id).ok_or(TransportError::Closed)?;
        match link.queue.try_send(Order::Ping(flow)) {
            // What is queued tells as well as a ping whether the peer still reads; and of a
            // connection that has just ended, the end is told.
            Ok(()) | Err(_) => Ok(()),
        }
    }

    pub(super) fn trust(&mut self, settings: TrustSettings) {
        self.trust = Arc::new(Trust::new(settings));
    }

    /// Takes a connection from outside, if there is room.
    pub(super) fn welcome(&mut self, (stream, peer): Accepted) {
        let from_outside = self.open.values().filter(|link| link.is_accepted).count();
        if from_outside >= self.limits.accepted || self.open.len() >= self.limits.connections {
            tracing::warn!(peer = %Redacted(peer), "too many connections; one is turned away");
            return;
        }
        prepare(&stream);
        let connection = self.connection(TransportKind::Tcp, true);
        self.connections.spawn(connection.welcome(stream, peer));
    }

    /// Strikes an ended connection out of the tables.
    pub(super) fn forget(&mut self, id: FlowId) {
        self.open.remove(&id);
        self.pool.retain(|_key, pooled| *pooled != id);
    }

    /// Closes the connections from addresses that the machine has no more; nobody shares them any
    /// longer.
    pub(super) fn leave_absent(&mut self) {
        let Some(present) = local::present() else { return };
        for (id, link) in &self.open {
            if link.local.get().is_some_and(|ip| !ip.is_loopback() && !present.contains(ip)) {
                link.stop.cancel();
                self.pool.retain(|_key, pooled| pooled != id);
            }
        }
    }

    /// Lets every connection write what is queued and say good-bye.
    pub(super) async fn finish(&mut self) {
        self.stop.cancel();
        self.accepted.close();
        while self.listeners.join_next().await.is_some() {}
        while self.connections.join_next().await.is_some() {}
    }

    fn carries(&self, flow: FlowId, transport: TransportKind) -> bool {
        self.open
            .get(&flow)
            .is_some_and(|link| link.transport == transport && !link.queue.is_closed())
    }

    fn dial(
        &mut self,
        key: Key,
        message: Box<Outgoing>,
    ) -> Result<(), (Box<Outgoing>, TransportError)> {
        if !self.locals.has_family_of(message.route.peer) {
            return Err((message, TransportError::Unavailable));
        }
        if self.open.len() >= self.limits.connections && !self.close_idlest() {
            return Err((message, TransportError::QueueFull));
        }
        let opening = Opening {
            route: message.route.clone(),
            source: self.locals.named_toward(message.route.peer),
            trust: self.trust.clone(),
            waits: self.waits,
        };
        let connection = self.connection(key.transport, false);
        let id = connection.id;
        self.connections.spawn(connection.dial(opening));
        self.pool.insert(key, id);
        let Some(link) = self.open.get(&id) else {
            return Err((message, TransportError::Unavailable));
        };
        hand_over(&link.queue, Order::Message(message))
    }

    fn connection(&mut self, transport: TransportKind, is_accepted: bool) -> Connection {
        self.last_id = self.last_id.wrapping_add(1);
        // Below the numbers of UDP flows, which begin with the number of their socket.
        let id = FlowId(self.last_id);
        let (queue, orders) = mpsc::channel(self.limits.queue.max(1));
        let activity = self.activity.another();
        let stop = self.stop.child_token();
        let local = Arc::new(OnceLock::new());
        let link = Link {
            queue,
            transport,
            is_accepted,
            activity: activity.clone(),
            local: local.clone(),
            stop: stop.clone(),
        };
        self.open.insert(id, link);
        Connection {
            id,
            transport,
            port: self.port,
            queue: orders,
            backlog: Backlog::new(self.inputs.clone(), self.limits.backlog),
            waits: self.waits,
            activity,
            local,
            stop,
        }
    }

    /// Makes room by closing the connection that carried nothing for longest.
    fn close_idlest(&self) -> bool {
        let closing = self.open.values().filter(|link| link.stop.is_cancelled()).count();
        // Those that are closing still count, so a flood of peers cannot open more and more.
        if closing >= self.limits.connections {
            return false;
        }
        let idlest = self
            .open
            .values()
            .filter(|link| !link.stop.is_cancelled())
            .min_by_key(|link| link.activity.last());
        let Some(link) = idlest else { return false };
        link.stop.cancel();
        true
    }
}

/// Accepts connections until `stop` is cancelled.
async fn accept(listener: TcpListener, accepting: mpsc::Sender<Accepted>, stop: CancellationToken) {
    loop {
        let next = tokio::select! {
            next = listener.accept() => next,
            () = stop.cancelled() => return,
        };
        match next {
            Ok(accepted) => {
                if accepting.send(accepted).await.is_err() {
                    return;
                }
            }
            Err(error) => pause(&error, &stop).await,
        }
    }
}

/// Most errors of `accept` concern one connection; a lack of descriptors lasts, and must not spin.
async fn pause(error: &io::Error, stop: &CancellationToken) {
    tracing::debug!(%error, "a connection could not be accepted");
    tokio::select! {
        () = tokio::time::sleep(PAUSE) => {}
        () = stop.cancelled() => {}
    }
}
