//! Answers scripts: one task per connection, one line at a time.

use std::io;
use std::path::{Path, PathBuf};

use contract::script::{LINE_BYTES, Reply, Request};
use contract::{Refusal, RefusalCode};
use interprocess::local_socket::ListenerOptions;
use interprocess::local_socket::tokio::prelude::*;
use interprocess::local_socket::tokio::{Listener, Stream};
use serde::Serialize;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::sync::{Semaphore, mpsc};

use crate::station::Station;

/// Scripts at once. Beyond: they wait to be accepted.
const CONNECTIONS: usize = 32;

/// Listens until the task is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    listener: Listener,
    path: PathBuf,
}

impl Server {
    /// Binds the socket of a profile. The profile's lock is held, so a socket that is there is one
    /// that a killed program left behind.
    pub(crate) fn bind(profile: &Path) -> io::Result<Self> {
        let path = super::path(profile);
        let options = ListenerOptions::new().name(super::name(&path)?).try_overwrite(true);
        #[cfg(unix)]
        let options = {
            use interprocess::os::unix::local_socket::ListenerOptionsExt as _;
            options.mode(0o600)
        };
        Ok(Self { listener: options.create_tokio()?, path: path.clone() })
    }

    /// Accepts scripts until the program ends. `show` brings the window to the front.
    pub(crate) async fn run(self, station: Station, show: mpsc::Sender<()>) {
        let places = std::sync::Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            // The semaphore is never closed.
            let Ok(place) = std::sync::Arc::clone(&places).acquire_owned().await else { return };
            match self.listener.accept().await {
                Ok(stream) => {
                    let (station, show) = (station.clone(), show.clone());
                    tokio::spawn(async move {
                        if let Err(error) = serve(stream, &station, &show).await {
                            tracing::debug!(%error, "a script went away");
                        }
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, path = %self.path.display(), "a script could not connect");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
    }
}

async fn serve(stream: Stream, station: &Station, show: &mpsc::Sender<()>) -> io::Result<()> {
    let mut send = &stream;
    let mut lines = BufReader::new(&stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        let limit = u64::try_from(LINE_BYTES).unwrap_or(u64::MAX);
        let read = (&mut lines).take(limit).read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Ok(());
        }
        if !line.ends_with(b"\n") && read == LINE_BYTES {
            let refusal = Refusal::new(RefusalCode::Malformed, "line too long");
            return write(&mut send, &Reply::Refused { refusal }).await;
        }
        let request = match serde_json::from_slice::<Request>(&line) {
            Ok(request) => request,
            Err(error) => {
                let refusal = Refusal::new(RefusalCode::Malformed, error.to_string());
                write(&mut send, &Reply::Refused { refusal }).await?;
                continue;
            }
        };
        let reply = match request {
            Request::Perform { command } => match station.perform(command).await {
                Ok(()) => Reply::Done,
                Err(refusal) => Reply::Refused { refusal },
            },
            Request::Show => match show.send(()).await {
                Ok(()) => Reply::Done,
                Err(_closed) => Reply::Refused { refusal: Refusal::new(RefusalCode::NoWindow, "") },
            },
            Request::Status => match station.snapshot().await {
                Ok(snapshot) => Reply::Status { snapshot: Box::new(snapshot) },
                Err(refusal) => Reply::Refused { refusal },
            },
            Request::History { query } => match station.history(query).await {
                Ok(page) => Reply::History { page },
                Err(refusal) => Reply::Refused { refusal },
            },
            Request::Evidence { query } => match station.evidence(query).await {
                Ok(page) => Reply::Evidence { page },
                Err(refusal) => Reply::Refused { refusal },
            },
            Request::Watch => {
                let mut changes = match station.watch().await {
                    Ok(changes) => changes,
                    Err(refusal) => {
                        write(&mut send, &Reply::Refused { refusal }).await?;
                        continue;
                    }
                };
                write(&mut send, &Reply::Watching).await?;
                let mut nothing = [0; 64];
                loop {
                    tokio::select! {
                        change = changes.recv() => match change {
                            Some(change) => write(&mut send, &change).await?,
                            None => return Ok(()),
                        },
                        // Cancel-safe: what a watching script still says is not looked at.
                        read = lines.read(&mut nothing) => if read? == 0 { return Ok(()) },
                    }
                }
            }
        };
        write(&mut send, &reply).await?;
    }
}

async fn write(
    send: &mut (impl tokio::io::AsyncWrite + Unpin),
    value: &impl Serialize,
) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    send.write_all(&line).await?;
    send.flush().await
}
