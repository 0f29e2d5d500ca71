//! Keeps the tables: which socket, which connection, which question.
//!
//! The hub alone knows them, and it never waits for the agent nor for a peer: messages go into the
//! bounded queue of the task that owns the socket or connection, news into its backlog.
//!
//! Source: RFC 3261 §18.1.1, §18.2.2 (which connection), RFC 3263 (candidates).

mod streams;
mod udp;

use std::sync::Arc;

use reach::TrustSettings;
use sip_agent::Input;
use sip_agent::wire::{
    Candidate, Flow, QueryId, ResolveError, Target, TransportError, TransportKind,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::backlog::{Backlog, Gone};
use crate::connection::Ended;
use crate::hub::streams::{Accepted, Streams};
use crate::hub::udp::Sockets;
use crate::listening::Listening;
use crate::local::Locals;
use crate::locate::{Finder, Place};
use crate::order::{Order, Outgoing};
use crate::settings::Settings;
use crate::transport::StartError;

/// What the program asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Resolve { query: QueryId, target: Target },
    Send(Box<Outgoing>),
    Ping(Flow),
    Trust(TrustSettings),
    LeaveAbsent,
}

/// The tables and the tasks behind them.
#[derive(Debug)]
pub(crate) struct Hub {
    settings: Settings,
    /// The port that others reach us at over TCP.
    port: u16,
    locals: Arc<Locals>,
    /// Full: the caller waits.
    commands: mpsc::Receiver<Command>,
    backlog: Backlog,
    sockets: Sockets,
    streams: Streams,
    finder: Arc<Finder>,
    questions: JoinSet<Found>,
}

/// The answer to a question about a name.
#[derive(Debug)]
struct Found {
    query: QueryId,
    places: Result<Vec<Place>, ResolveError>,
}

/// Everything that can wake the task; nothing else can.
enum Wake {
    Command(Command),
    Accepted(Accepted),
    Ended(Ended),
    Found(Found),
    Delivered,
    /// A task ended in a way that has been reported.
    Nothing,
    Stop,
}

impl Hub {
    pub(crate) fn new(
        settings: Settings,
        listening: Listening,
        commands: mpsc::Receiver<Command>,
        inputs: mpsc::Sender<Input>,
    ) -> Result<Self, StartError> {
        let port = listening.port;
        let locals = Arc::new(Locals::new(settings.bind.clone()));
        let backlog = Backlog::new(inputs.clone(), settings.limits.backlog);
        let sockets = Sockets::start(&settings, port, listening.datagrams, inputs.clone())?;
        let streams = Streams::start(&settings, port, locals.clone(), listening.listeners, inputs)?;
        let finder = Arc::new(Finder::new(settings.dns.clone(), settings.waits.resolve));
        let questions = JoinSet::new();
        Ok(Self { settings, port, locals, commands, backlog, sockets, streams, finder, questions })
    }

    /// Runs until `stop` is cancelled or the agent is gone; what is queued then may still leave.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        loop {
            match self.wake(&stop).await {
                Wake::Command(command) => self.obey(command),
                Wake::Accepted(accepted) => self.streams.welcome(accepted),
                Wake::Ended(ended) => self.ended(ended),
                Wake::Found(found) => self.found(found),
                Wake::Delivered | Wake::Nothing => {}
                Wake::Stop => break,
            }
        }
        self.finish().await;
    }

    /// Every arm is cancel-safe: `recv`, `join_next`, `deliver` and `cancelled`.
    async fn wake(&mut self, stop: &CancellationToken) -> Wake {
        tokio::select! {
            command = self.commands.recv() => command.map_or(Wake::Stop, Wake::Command),
            Some(accepted) = self.streams.accepted.recv() => Wake::Accepted(accepted),
            Some(ended) = self.streams.connections.join_next() => {
                reported(ended).map_or(Wake::Nothing, Wake::Ended)
            }
            Some(found) = self.questions.join_next() => {
                reported(found).map_or(Wake::Nothing, Wake::Found)
            }
            delivered = self.backlog.deliver() => match delivered {
                Ok(()) => Wake::Delivered,
                Err(Gone) => Wake::Stop,
            },
            () = stop.cancelled() => Wake::Stop,
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Resolve { query, target } => self.resolve(query, target),
            Command::Send(message) => self.send(message),
            Command::Ping(flow) => self.ping(flow),
            Command::Trust(settings) => self.streams.trust(settings),
            Command::LeaveAbsent => self.streams.leave_absent(),
        }
    }

    fn send(&mut self, message: Box<Outgoing>) {
        let sent = match message.route.transport {
            TransportKind::Udp => self.sockets.send(message, &self.locals),
            TransportKind::Tcp | TransportKind::Tls => self.streams.send(message),
        };
        if let Err((message, why)) = sent {
            self.backlog.push(message.failed(why));
        }
    }

    fn ping(&mut self, flow: Flow) {
        let asked = match flow.transport {
            TransportKind::Udp => self.sockets.ping(flow),
            TransportKind::Tcp | TransportKind::Tls => self.streams.ping(flow),
        };
        if let Err(why) = asked {
            self.backlog.push(Input::FlowClosed { flow, why });
        }
    }

    fn ended(&mut self, ended: Ended) {
        self.streams.forget(ended.id);
        if let Some(flow) = ended.flow {
            self.backlog.push(Input::FlowClosed { flow, why: ended.why });
        }
        for mut message in ended.unsent {
            // The peer closed a connection that it had no more use for; a new one may be opened.
            if ended.flow.is_some() && ended.why == TransportError::Closed && !message.moved {
                message.moved = true;
                self.send(Box::new(message));
            } else {
                self.backlog.push(message.failed(ended.why));
            }
        }
    }

    fn resolve(&mut self, query: QueryId, target: Target) {
        if self.questions.len() >= self.settings.limits.queries {
            tracing::warn!(query = query.0, "too many questions about names at once");
            self.backlog.push(Input::Resolved { query, result: Err(ResolveError::NoAnswer) });
            return;
        }
        let finder = self.finder.clone();
        self.questions.spawn(async move {
            let places = finder.find(&target).await;
            Found { query, places }
        });
    }

    fn found(&mut self, Found { query, places }: Found) {
        let result = places.and_then(|places| {
            let mut candidates: Vec<Candidate> =
                places.into_iter().filter_map(|place| self.candidate(place)).collect();
            candidates.truncate(self.settings.limits.candidates);
            if candidates.is_empty() { Err(ResolveError::NoTransport) } else { Ok(candidates) }
        });
        match &result {
            Ok(candidates) => {
                tracing::debug!(query = query.0, found = candidates.len(), "resolved");
            }
            Err(error) => tracing::debug!(query = query.0, %error, "not resolved"),
        }
        self.backlog.push(Input::Resolved { query, result });
    }

    /// A place that a way leads to, with the address that it will see.
    fn candidate(&mut self, place: Place) -> Option<Candidate> {
        let Place { transport, peer, server_name } = place;
        let local = match transport {
            TransportKind::Udp => self.sockets.local_toward(peer, &self.locals)?,
            TransportKind::Tcp | TransportKind::Tls => {
                let mut local = self.locals.toward(peer)?;
                local.set_port(self.port);
                local
            }
        };
        Some(Candidate { transport, peer, local, server_name })
    }

    /// Obeys what was asked before the end, then lets every task end in its own time.
    async fn finish(mut self) {
        while let Ok(command) = self.commands.try_recv() {
            match command {
                Command::Send(message) => self.send(message),
                Command::Resolve { .. }
                | Command::Ping(_)
                | Command::Trust(_)
                | Command::LeaveAbsent => {}
            }
        }
        self.questions.abort_all();
        let finishing = async {
            tokio::join!(self.sockets.finish(), self.streams.finish());
        };
        // Each task keeps to the same limit; it is repeated here for one that does not.
        if tokio::time::timeout(self.settings.waits.close * 2, finishing).await.is_err() {
            tracing::warn!("not everything could be closed in time");
        }
    }
}

impl Order {
    /// The message, when it is one.
    fn into_message(self) -> Option<Box<Outgoing>> {
        match self {
            Self::Message(message) => Some(message),
            Self::Ping(_flow) => None,
        }
    }
}

/// The outcome of a task; one that panicked is reported here and costs only itself.
fn reported<T>(outcome: Result<T, tokio::task::JoinError>) -> Option<T> {
    outcome.inspect_err(|error| tracing::error!(%error, "a task of the transport failed")).ok()
}
