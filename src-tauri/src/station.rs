//! The running program without its windows: the switchboard, wired to network, sound, database and
//! service desk.
//!
//! One task owns all of it. Windows, scripts, tray and notifications hold a [`Station`], the handle
//! by which wishes go in and changes come out; there is no other way to the switchboard.

mod accounts;
mod black_box;
mod calling;
mod core;
mod demonstration;
mod faults;
mod hearing;
mod keeping;
mod requests;
mod settings;
mod snapshot;
mod sounds;
mod start;
mod surroundings;
mod views;
mod wires;

use contract::{
    Change, Command, EvidencePage, EvidenceQuery, RecordPage, RecordQuery, Refusal, RefusalCode,
    Snapshot,
};
use tokio::sync::{mpsc, oneshot, watch};

pub(crate) use start::{Options, StartError, start};

/// Wishes waiting for the station. Beyond: whoever wishes waits.
const REQUESTS: usize = 64;
/// Changes waiting for one watcher. Beyond: it gets a whole snapshot once it reads again.
const CHANGES: usize = 64;

/// What the station is asked.
enum Request {
    Perform { command: Box<Command>, reply: oneshot::Sender<Result<(), Refusal>> },
    Watch { changes: mpsc::Sender<Change> },
    Snapshot { reply: oneshot::Sender<Snapshot> },
    History { query: RecordQuery, reply: oneshot::Sender<Result<RecordPage, Refusal>> },
    Evidence { query: EvidenceQuery, reply: oneshot::Sender<Result<EvidencePage, Refusal>> },
}

/// A handle to the running station. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Station {
    requests: mpsc::Sender<Request>,
    ended: watch::Receiver<bool>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Perform { .. } => "Perform",
            Self::Watch { .. } => "Watch",
            Self::Snapshot { .. } => "Snapshot",
            Self::History { .. } => "History",
            Self::Evidence { .. } => "Evidence",
        })
    }
}

impl Station {
    /// Grants a wish.
    ///
    /// # Errors
    /// Says why not; then nothing has changed.
    pub(crate) async fn perform(&self, command: Command) -> Result<(), Refusal> {
        let (reply, answer) = oneshot::channel();
        self.ask(Request::Perform { command: Box::new(command), reply }).await?;
        answer.await.map_err(|_closed| closing())?
    }

    /// Everything, and then every change: the first item is a snapshot.
    ///
    /// # Errors
    /// When the program is closing.
    pub(crate) async fn watch(&self) -> Result<mpsc::Receiver<Change>, Refusal> {
        let (changes, receiver) = mpsc::channel(CHANGES);
        self.ask(Request::Watch { changes }).await?;
        Ok(receiver)
    }

    /// Everything at once.
    ///
    /// # Errors
    /// When the program is closing.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.ask(Request::Snapshot { reply }).await?;
        answer.await.map_err(|_closed| closing())
    }

    /// A page of the call list.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn history(&self, query: RecordQuery) -> Result<RecordPage, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.ask(Request::History { query, reply }).await?;
        answer.await.map_err(|_closed| closing())?
    }

    /// Lines of a file of a report or of the one that is being written.
    ///
    /// # Errors
    /// When there is no such report or file.
    pub(crate) async fn evidence(&self, query: EvidenceQuery) -> Result<EvidencePage, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.ask(Request::Evidence { query, reply }).await?;
        answer.await.map_err(|_closed| closing())?
    }

    /// Waits until the station has ended: everyone was told good-bye and everything is written.
    pub(crate) async fn ended(&self) {
        let mut ended = self.ended.clone();
        // An error means that the station's task is gone, which is the same.
        drop(ended.wait_for(|ended| *ended).await);
    }

    async fn ask(&self, request: Request) -> Result<(), Refusal> {
        self.requests.send(request).await.map_err(|_closed| closing())
    }
}

fn closing() -> Refusal {
    Refusal::new(RefusalCode::Closing, "")
}
