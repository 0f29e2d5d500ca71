//! Where the program writes what it does: the profile's log folder, and the terminal when asked.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Log files that are kept, one per day.
const DAYS: usize = 7;
/// What is written where `RUFBEREIT_LOG` says nothing.
const DEFAULT: &str =
    "info,zbus=warn,hickory_proto=warn,hickory_resolver=warn,rustls_platform_verifier=off";

/// Begins to write. The log ends properly when the guard is dropped.
///
/// A folder that cannot be written is told on the terminal and stops nobody from telephoning.
pub(crate) fn start(profile: &Path, to_terminal: bool) -> Option<WorkerGuard> {
    let filter =
        EnvFilter::try_from_env("RUFBEREIT_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let appender = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("rufbereit")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(profile.join("logs"));
    let (file, guard) = match appender {
        Ok(appender) => {
            let (writer, guard) = tracing_appender::non_blocking(appender);
            (
                Some(tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer)),
                Some(guard),
            )
        }
        Err(_) => (None, None),
    };
    let terminal = (to_terminal || file.is_none())
        .then(|| tracing_subscriber::fmt::layer().with_writer(std::io::stderr));
    let begun = tracing_subscriber::registry().with(filter).with(file).with(terminal).try_init();
    if begun.is_err() {
        // Only a second start within one process, as in tests, and the first one's log goes on.
        return None;
    }
    guard
}
