//! The handle to the database, and the thread that owns the connection.
//!
//! Every request is a closure that travels to the thread over a bounded channel and answers over a
//! channel of its own; a full channel makes the asker wait. What has been answered is on the disk.

mod accounts;
mod black_box;
mod comments;
mod draft;
pub(crate) mod history;
mod kept;
pub(crate) mod records;
mod reports;
mod settings;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};
use std::thread;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::profile::{DATABASE_FILE, Lock};
use crate::{OpenError, StoreError, schema};

/// Most requests that wait for the thread.
const REQUESTS_MOST: usize = 64;

/// The database of one profile; clones share it.
#[derive(Clone)]
pub struct Store {
    /// Full: the asker waits.
    requests: mpsc::Sender<Request>,
    instance: Uuid,
}

enum Request {
    Work(Box<dyn FnOnce(&mut Connection) + Send>),
    Close(oneshot::Sender<()>),
}

impl Store {
    /// Opens the database of a profile, making folder and file when they are not there.
    ///
    /// # Errors
    /// A profile in use, a damaged, newer or foreign database is left as it is and reported.
    pub async fn open(profile: impl AsRef<Path>) -> Result<Self, OpenError> {
        let profile = profile.as_ref().to_owned();
        let (requests, inbox) = mpsc::channel(REQUESTS_MOST);
        let (opened, opening) = oneshot::channel();
        thread::Builder::new()
            .name("storage".to_owned())
            .spawn(move || own_database(&profile, opened, inbox))
            .map_err(OpenError::Folder)?;
        let instance = opening.await.map_err(|_| OpenError::Damaged)??;
        Ok(Self { requests, instance })
    }

    /// The profile's own id: the same for as long as the profile lives.
    #[must_use]
    pub const fn instance(&self) -> Uuid {
        self.instance
    }

    /// Closes the database and gives the profile free; other clones get [`StoreError::Closed`].
    pub async fn close(self) {
        let (closed, closing) = oneshot::channel();
        if self.requests.send(Request::Close(closed)).await.is_ok() {
            drop(closing.await);
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let request = Request::Work(Box::new(move |connection| {
            drop(answer.send(work(connection)));
        }));
        self.requests.send(request).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("instance", &self.instance).finish_non_exhaustive()
    }
}

/// Runs on the thread until the store is closed or every handle is gone.
fn own_database(
    profile: &Path,
    opened: oneshot::Sender<Result<Uuid, OpenError>>,
    mut inbox: mpsc::Receiver<Request>,
) {
    // Dropped last: the profile is free only when the database is closed.
    let lock = match Lock::take(profile) {
        Ok(lock) => lock,
        Err(error) => return drop(opened.send(Err(error))),
    };
    let path: PathBuf = profile.join(DATABASE_FILE);
    let mut connection = match schema::open(&path) {
        Ok((connection, instance)) => {
            if opened.send(Ok(instance)).is_err() {
                return;
            }
            connection
        }
        Err(error) => {
            drop(lock);
            return drop(opened.send(Err(error)));
        }
    };
    let mut closed = None;
    while let Some(request) = inbox.blocking_recv() {
        match request {
            Request::Work(work) => work(&mut connection),
            Request::Close(done) => {
                closed = Some(done);
                break;
            }
        }
    }
    inbox.close();
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "database did not close");
    }
    drop(lock);
    if let Some(closed) = closed {
        let _asker_may_be_gone = closed.send(());
    }
}
