//! Keeps the tables: which socket, which connection, which question.

use sip_agent::Input;
use sip_agent::wire::{Flow, QueryId, Target};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::listening::Listening;
use crate::order::Outgoing;
use crate::settings::{Settings, TlsSettings};
use crate::transport::StartError;

/// What the program asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Resolve { query: QueryId, target: Target },
    Send(Outgoing),
    Ping(Flow),
    Trust(TlsSettings),
}

#[derive(Debug)]
pub(crate) struct Hub {}

impl Hub {
    pub(crate) fn new(
        _settings: Settings,
        _listening: Listening,
        _commands: mpsc::Receiver<Command>,
        _inputs: mpsc::Sender<Input>,
    ) -> Result<Self, StartError> {
        Ok(Self {})
    }

    pub(crate) async fn run(self, stop: CancellationToken) {
        stop.cancelled().await;
    }
}
