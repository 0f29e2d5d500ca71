//! Speaks to the running program of a profile.

use std::io;
use std::path::Path;
use std::time::Duration;

use contract::script::{Reply, Request};
use contract::{
    Change, Command, EvidencePage, EvidenceQuery, RecordPage, RecordQuery, Refusal, Snapshot,
};
use interprocess::local_socket::tokio::Stream;
use interprocess::local_socket::tokio::prelude::*;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::time::timeout;

/// Why the running program did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    /// No program of this profile runs.
    #[error("no running program")]
    NotRunning,
    /// It refused.
    #[error("refused")]
    Refused(Refusal),
    /// The connection broke.
    #[error("the running program does not answer: {0}")]
    Broken(#[from] io::Error),
    /// It answered in words of another version.
    #[error("the running program is of another version")]
    OtherVersion,
}

/// A connection to the running program.
#[derive(Debug)]
pub(crate) struct Client {
    lines: BufReader<Stream>,
}

impl Client {
    /// Connects to the program of a profile.
    pub(crate) async fn connect(profile: &Path) -> Result<Self, ClientError> {
        let path = super::path(profile);
        let stream = match Stream::connect(super::name(&path)?).await {
            Ok(stream) => stream,
            Err(error) if is_absent(&error) => return Err(ClientError::NotRunning),
            Err(error) => return Err(ClientError::Broken(error)),
        };
        Ok(Self { lines: BufReader::new(stream) })
    }

    /// Asks for a wish to be granted.
    pub(crate) async fn perform(&mut self, command: Command) -> Result<(), ClientError> {
        self.done(Request::Perform { command }).await
    }

    /// Brings the window to the front.
    pub(crate) async fn show(&mut self) -> Result<(), ClientError> {
        self.done(Request::Show).await
    }

    /// Everything.
    pub(crate) async fn snapshot(&mut self) -> Result<Snapshot, ClientError> {
        match self.ask(Request::Status).await? {
            Reply::Status { snapshot } => Ok(*snapshot),
            Reply::Refused { refusal } => Err(ClientError::Refused(refusal)),
            Reply::Done | Reply::Watching | Reply::History { .. } | Reply::Evidence { .. } => {
                Err(ClientError::OtherVersion)
            }
        }
    }

    /// A page of the call list.
    pub(crate) async fn history(&mut self, query: RecordQuery) -> Result<RecordPage, ClientError> {
        match self.ask(Request::History { query }).await? {
            Reply::History { page } => Ok(page),
            Reply::Refused { refusal } => Err(ClientError::Refused(refusal)),
            Reply::Done | Reply::Watching | Reply::Status { .. } | Reply::Evidence { .. } => {
                Err(ClientError::OtherVersion)
            }
        }
    }

    /// Lines of a file of a report or of the one that is being written.
    pub(crate) async fn evidence(
        &mut self,
        query: EvidenceQuery,
    ) -> Result<EvidencePage, ClientError> {
        match self.ask(Request::Evidence { query }).await? {
            Reply::Evidence { page } => Ok(page),
            Reply::Refused { refusal } => Err(ClientError::Refused(refusal)),
            Reply::Done | Reply::Watching | Reply::Status { .. } | Reply::History { .. } => {
                Err(ClientError::OtherVersion)
            }
        }
    }

    /// Begins to watch; then only [`Self::next_change`] makes sense.
    pub(crate) async fn watch(&mut self) -> Result<(), ClientError> {
        match self.ask(Request::Watch).await? {
            Reply::Watching => Ok(()),
            Reply::Refused { refusal } => Err(ClientError::Refused(refusal)),
            Reply::Done | Reply::Status { .. } | Reply::History { .. } | Reply::Evidence { .. } => {
                Err(ClientError::OtherVersion)
            }
        }
    }

    /// The next change; absent when the program has ended.
    pub(crate) async fn next_change(&mut self) -> Result<Option<Change>, ClientError> {
        match self.line().await? {
            None => Ok(None),
            Some(line) => {
                serde_json::from_str(&line).map(Some).map_err(|_error| ClientError::OtherVersion)
            }
        }
    }

    async fn done(&mut self, request: Request) -> Result<(), ClientError> {
        match self.ask(request).await? {
            Reply::Done => Ok(()),
            Reply::Refused { refusal } => Err(ClientError::Refused(refusal)),
            Reply::Watching
            | Reply::Status { .. }
            | Reply::History { .. }
            | Reply::Evidence { .. } => Err(ClientError::OtherVersion),
        }
    }

    async fn ask(&mut self, request: Request) -> Result<Reply, ClientError> {
        let mut line = serde_json::to_vec(&request).map_err(io::Error::from)?;
        line.push(b'\n');
        let answer = async {
            let mut stream: &Stream = self.lines.get_ref();
            stream.write_all(&line).await?;
            self.line().await
        };
        let Ok(line) = timeout(PATIENCE, answer).await else {
            return Err(ClientError::Broken(io::ErrorKind::TimedOut.into()));
        };
        let Some(line) = line? else {
            return Err(ClientError::Broken(io::ErrorKind::UnexpectedEof.into()));
        };
        serde_json::from_str(&line).map_err(|_error| ClientError::OtherVersion)
    }

    async fn line(&mut self) -> Result<Option<String>, ClientError> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).await?;
        Ok((read > 0).then_some(line))
    }
}

/// For one answer: a program that hangs is not waited for for ever. A keyring may ask the person first,
/// and a diagnosis takes half a minute.
const PATIENCE: Duration = Duration::from_secs(120);

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}
