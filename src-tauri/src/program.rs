//! The program that stays: with its window, or without one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::Command;
use storage::{OpenError, StoreError};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::cli::{Launch, Secrets};
use crate::socket::client::Client;
use crate::socket::server::Server;
use crate::station::{self, Options, StartError, Station};
use crate::window::trouble::Kind;
use crate::words::{Tongue, Words};
use crate::{logs, window};

/// Exit code of a program that ended as it was told to.
const DONE: u8 = 0;
/// Exit code of a program that could not start.
const REFUSED: u8 = 1;
/// Wishes for the window that wait for it.
const SHOWS: usize = 4;

/// The station as the command line wants it.
pub(crate) fn options(profile: &Path, launch: &Launch) -> Options {
    Options {
        profile: profile.to_owned(),
        secrets_in_memory: launch.secrets == Secrets::Memory,
        audio_in: launch.audio_in.clone(),
        audio_out: launch.audio_out.clone(),
        audio_ring: launch.audio_ring.clone(),
        bind: launch.bind.clone(),
        port: launch.port,
        name_servers: launch.name_server.clone(),
    }
}

/// Runs until it is told to end; gives the exit code.
pub(crate) fn run(profile: &Path, launch: Launch) -> u8 {
    if !launch.headless && !has_display() {
        return fail(&Words::new(Tongue::of_system()).say("cli-no-display"));
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    if let Err(error) = crate::profile::make(profile) {
        fail(&format!("{}: {error}", profile.display()));
        return tell(&launch, Kind::Folder, profile, &error.to_string());
    }
    let _log = logs::start(profile, launch.headless);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), headless = launch.headless, "starting");
    let station = match runtime.block_on(station::start(options(profile, &launch))) {
        Ok(station) => station,
        Err(error) if error.is_in_use() => return hand_over(&runtime, profile, &launch),
        Err(error) => {
            fail(&describe(&error));
            let (kind, place) = trouble_of(&error, profile);
            return tell(&launch, kind, &place, &describe(&error));
        }
    };
    let (show, shows) = mpsc::channel(SHOWS);
    let server = {
        let _inside = runtime.enter();
        Server::bind(profile)
    };
    match server {
        Ok(server) => drop(runtime.spawn(server.run(station.clone(), show.clone()))),
        // The telephone works without scripts.
        Err(error) => tracing::error!(%error, "no socket for scripts"),
    }
    runtime.block_on(begin(&station, &launch));
    let code = if launch.headless {
        // Whoever asks for the window is told that there is none.
        drop(shows);
        runtime.block_on(stay(&station));
        DONE
    } else {
        window::run(&runtime, station.clone(), shows, launch.minimized)
            .unwrap_or_else(|error| fail(&format!("no window can be opened: {error}")))
    };
    runtime.block_on(async {
        // Refused only when it is ending already.
        drop(station.perform(Command::Quit).await);
        station.ended().await;
    });
    tracing::info!("ended");
    runtime.shutdown_timeout(Duration::from_secs(1));
    code
}

/// Whether there is a desktop; the window's library would panic without one.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// What the command line wants done at the start.
async fn begin(station: &Station, launch: &Launch) {
    if launch.demo
        && let Err(refusal) = station.perform(Command::StartDemo).await
    {
        tracing::error!(%refusal, "no demo");
    }
    if let Some(target) = &launch.uri
        && let Err(refusal) = station.perform(Command::Prepare { target: target.clone() }).await
    {
        tracing::warn!(%refusal, "the address was not taken");
    }
}

/// Waits until somebody ends the program: a script, the terminal, the system.
async fn stay(station: &Station) {
    tokio::select! {
        () = station.ended() => {}
        () = interrupted() => tracing::info!("told to end"),
    }
}

/// Waits for Ctrl-C or for the system's request to end.
pub(crate) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _interrupt = tokio::signal::ctrl_c() => {}
                _terminate = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the system's own way to end the program remains.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Another program of this profile runs: a second start brings its window to the front.
fn hand_over(runtime: &Runtime, profile: &Path, launch: &Launch) -> u8 {
    let words = Words::new(Tongue::of_system());
    let in_use = || words.tell("cli-other-program", &[("profile", &profile.display().to_string())]);
    if launch.headless {
        return fail(&in_use());
    }
    let handed = runtime.block_on(async {
        let mut client = Client::connect(profile).await?;
        if let Some(target) = &launch.uri {
            client.perform(Command::Prepare { target: target.clone() }).await?;
        }
        client.show().await
    });
    match handed {
        Ok(()) => DONE,
        Err(error) => {
            fail(&format!("{} ({error})", in_use()));
            tell(launch, Kind::InUse, profile, &error.to_string())
        }
    }
}

/// What the window calls it, and the file or folder that it is about.
fn trouble_of(error: &StartError, profile: &Path) -> (Kind, PathBuf) {
    let database = || profile.join(storage::DATABASE_FILE);
    match error {
        StartError::Profile { error, .. } => match error {
            OpenError::InUse => (Kind::InUse, profile.to_owned()),
            OpenError::Newer { .. } => (Kind::Newer, database()),
            OpenError::Damaged | OpenError::Database(_) => (Kind::Damaged, database()),
            OpenError::Foreign => (Kind::Foreign, database()),
            OpenError::Folder(_) | OpenError::DiskFull => (Kind::Folder, profile.to_owned()),
        },
        StartError::Storage(StoreError::DiskFull | StoreError::ReadOnly) => {
            (Kind::Folder, profile.to_owned())
        }
        StartError::Storage(_) => (Kind::Damaged, database()),
        StartError::Network(_) | StartError::Sound(_) => (Kind::Other, PathBuf::new()),
    }
}

/// Tells in a window too why the program does not start: who clicks on an icon sees no terminal.
fn tell(launch: &Launch, kind: Kind, place: &Path, cause: &str) -> u8 {
    if !launch.headless {
        window::trouble::tell(kind, place, cause);
    }
    REFUSED
}

fn describe(error: &StartError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = cause.source();
    }
    text
}

#[expect(
    clippy::print_stderr,
    reason = "a program that does not start says why where it was started"
)]
fn fail(text: &str) -> u8 {
    tracing::error!("{text}");
    eprintln!("rufbereit: {text}");
    REFUSED
}
