//! Whom a verb speaks to: the running program, or a station of this process where none runs.

use std::path::Path;

use contract::{
    Change, Command, EvidencePage, EvidenceQuery, RecordPage, RecordQuery, Refusal, Snapshot,
};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::args::{Launch, Secrets};
use crate::socket::client::{Client, ClientError};
use crate::socket::server::Server;
use crate::station::{self, Station};

/// Why a verb did not do what it says.
#[derive(Debug)]
pub(super) enum PeerError {
    NotRunning,
    Refused(Refusal),
    Usage(String),
    /// It did, and what it looked for is broken; that has been printed.
    FaultFound,
    Other(String),
}

impl From<ClientError> for PeerError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::NotRunning => Self::NotRunning,
            ClientError::Refused(refusal) => Self::Refused(refusal),
            ClientError::Broken(_) | ClientError::OtherVersion => Self::Other(error.to_string()),
        }
    }
}

impl From<Refusal> for PeerError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Whom a verb speaks to.
pub(super) enum Peer {
    /// Another process, by its socket.
    Running { client: Box<Client>, profile: std::path::PathBuf },
    /// This process, for as long as the verb lasts.
    Own { station: Station, server: AbortHandle, forgets_secrets: bool },
}

/// The changes that a peer sends.
pub(super) enum Changes {
    Socket(Box<Client>),
    Own(mpsc::Receiver<Change>),
}

impl Peer {
    /// The running program.
    pub(super) async fn running(profile: &Path) -> Result<Self, PeerError> {
        let client = Box::new(Client::connect(profile).await?);
        Ok(Self::Running { client, profile: profile.to_owned() })
    }

    /// The running program, else a station of this process.
    pub(super) async fn any(profile: &Path, launch: &Launch) -> Result<Self, PeerError> {
        match Self::running(profile).await {
            Err(PeerError::NotRunning) => Self::start(profile, launch).await,
            found => found,
        }
    }

    /// A station of this process; other verbs reach it as long as it lasts.
    pub(super) async fn start(profile: &Path, launch: &Launch) -> Result<Self, PeerError> {
        let station = station::start(crate::program::options(profile, launch))
            .await
            .map_err(|error| PeerError::Other(error.to_string()))?;
        let (show, _nobody) = mpsc::channel(1);
        let server = Server::bind(profile).map_err(|error| PeerError::Other(error.to_string()))?;
        let server = tokio::spawn(server.run(station.clone(), show)).abort_handle();
        Ok(Self::Own { station, server, forgets_secrets: launch.secrets == Secrets::Memory })
    }

    /// Whether a password given now would be gone when this verb ends.
    pub(super) const fn forgets_secrets(&self) -> bool {
        match self {
            Self::Running { .. } => false,
            Self::Own { forgets_secrets, .. } => *forgets_secrets,
        }
    }

    pub(super) async fn perform(&mut self, command: Command) -> Result<(), PeerError> {
        match self {
            Self::Running { client, .. } => Ok(client.perform(command).await?),
            Self::Own { station, .. } => Ok(station.perform(command).await?),
        }
    }

    pub(super) async fn show(&mut self) -> Result<(), PeerError> {
        match self {
            Self::Running { client, .. } => Ok(client.show().await?),
            Self::Own { .. } => Err(PeerError::NotRunning),
        }
    }

    pub(super) async fn snapshot(&mut self) -> Result<Snapshot, PeerError> {
        match self {
            Self::Running { client, .. } => Ok(client.snapshot().await?),
            Self::Own { station, .. } => Ok(station.snapshot().await?),
        }
    }

    pub(super) async fn history(&mut self, query: RecordQuery) -> Result<RecordPage, PeerError> {
        match self {
            Self::Running { client, .. } => Ok(client.history(query).await?),
            Self::Own { station, .. } => Ok(station.history(query).await?),
        }
    }

    pub(super) async fn evidence(
        &mut self,
        query: EvidenceQuery,
    ) -> Result<EvidencePage, PeerError> {
        match self {
            Self::Running { client, .. } => Ok(client.evidence(query).await?),
            Self::Own { station, .. } => Ok(station.evidence(query).await?),
        }
    }

    /// Watches beside the questions that go on over this peer.
    pub(super) async fn watch(&self) -> Result<Changes, PeerError> {
        match self {
            Self::Running { profile, .. } => {
                let mut client = Box::new(Client::connect(profile).await?);
                client.watch().await?;
                Ok(Changes::Socket(client))
            }
            Self::Own { station, .. } => Ok(Changes::Own(station.watch().await?)),
        }
    }

    /// Watches and asks nothing any more.
    pub(super) async fn into_changes(self) -> Result<Changes, PeerError> {
        match self {
            Self::Running { mut client, .. } => {
                client.watch().await?;
                Ok(Changes::Socket(client))
            }
            Self::Own { ref station, .. } => Ok(Changes::Own(station.watch().await?)),
        }
    }

    /// Waits until the program is gone.
    pub(super) async fn into_changes_until_end(self) {
        if let Self::Running { mut client, .. } = self {
            // The connection ends with the program; nothing else is said on it.
            while let Ok(Some(_)) = client.next_change().await {}
        }
    }

    /// Ends the station of this process, if there is one.
    pub(super) async fn leave(self) {
        if let Self::Own { station, server, .. } = self {
            server.abort();
            // Refused only when it is already ending.
            drop(station.perform(Command::Quit).await);
            station.ended().await;
        }
    }
}

impl Changes {
    /// The next change; absent at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Change>, PeerError> {
        match self {
            Self::Socket(client) => Ok(client.next_change().await?),
            Self::Own(receiver) => Ok(receiver.recv().await),
        }
    }
}
