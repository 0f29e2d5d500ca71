//! Where the program writes what it does: the profile's log folder, and the terminal when asked.

use std::io::IsTerminal as _;
use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Log files that are kept, one per day.
const DAYS: usize = 7;
/// The variable that says what is written.
const WISH: &str = "RUFBEREIT_LOG";
/// What is written where it says nothing.
const DEFAULT: &str =
    "info,zbus=warn,hickory_proto=warn,hickory_resolver=warn,rustls_platform_verifier=off";

/// Begins to write. The log ends properly when the guard is dropped.
///
/// A folder that cannot be written is told on the terminal and stops nobody from telephoning.
pub(crate) fn start(profile: &Path, to_terminal: bool) -> Option<WorkerGuard> {
    let (filter, misread) = filter(std::env::var(WISH).ok());
    let appender = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("rufbereit")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(profile.join("logs"));
    let (file, guard, unwritable) = match appender {
        Ok(appender) => {
            let (writer, guard) = tracing_appender::non_blocking(appender);
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
            (Some(layer), Some(guard), None)
        }
        Err(error) => (None, None, Some(error)),
    };
    // Colours are for eyes, not for the journal of a service.
    let is_terminal = std::io::stderr().is_terminal();
    let terminal = (to_terminal || file.is_none()).then(|| {
        tracing_subscriber::fmt::layer().with_ansi(is_terminal).with_writer(std::io::stderr)
    });
    let begun = tracing_subscriber::registry().with(filter).with(file).with(terminal).try_init();
    if begun.is_err() {
        // Only a second start within one process, as in tests, and the first one's log goes on.
        return None;
    }
    if let Some(error) = unwritable {
        tracing::error!(%error, "the log cannot be written to the profile");
    }
    if let Some(error) = misread {
        tracing::warn!(%error, "{WISH} is not understood; writing what is usual");
    }
    guard
}

/// What is to be written, and why a wish for something else was not followed.
fn filter(wish: Option<String>) -> (EnvFilter, Option<ParseError>) {
    let usual = || EnvFilter::new(DEFAULT);
    match wish.filter(|wish| !wish.is_empty()).map(EnvFilter::try_new) {
        Some(Ok(wished)) => (wished, None),
        Some(Err(error)) => (usual(), Some(error)),
        None => (usual(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_that_cannot_be_read_is_told_and_costs_no_log() {
        let (written, misread) = filter(Some("info,transport=loud".to_owned()));

        assert_eq!(written.to_string(), EnvFilter::new(DEFAULT).to_string());
        assert!(misread.is_some());
        assert!(filter(Some("debug".to_owned())).1.is_none());
        assert!(filter(None).1.is_none() && filter(Some(String::new())).1.is_none());
    }
}
