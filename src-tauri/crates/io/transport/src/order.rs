//! What the hub asks of the task that owns a socket or a connection.

use bytes::Bytes;
use sip_agent::Input;
use sip_agent::wire::{Flow, Route, SendId, TransportError};

/// What a socket or a connection is asked to do.
#[derive(Debug)]
pub(crate) enum Order {
    /// Send a message.
    Message(Box<Outgoing>),
    /// Send a keep-alive to the peer of this flow.
    Ping(Flow),
}

/// A message on its way out.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) id: SendId,
    pub(crate) route: Route,
    pub(crate) bytes: Bytes,
    /// Whether it has already been moved from a connection that closed before it could leave.
    pub(crate) moved: bool,
}

impl Outgoing {
    pub(crate) fn new(id: SendId, route: Route, bytes: Bytes) -> Box<Self> {
        Box::new(Self { id, route, bytes, moved: false })
    }

    /// The news that it did not leave.
    pub(crate) fn failed(self, why: TransportError) -> Input {
        tracing::debug!(send = self.id.0, transport = %self.route.transport, %why, "send failed");
        Input::SendFailed { send: self.id, route: self.route, why }
    }
}
