//! One fact, and the thread that finds it within its time limit.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

/// Something found out about the machine, or why it was not.
#[derive(Debug)]
pub struct Fact {
    /// What it is about, such as `memory`.
    pub name: &'static str,
    /// What was found, in one line; not yet redacted.
    pub value: Result<String, ProbeError>,
}

/// Why a fact is not known.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// It was not found within its time limit.
    #[error("not found in time")]
    TimedOut,
    /// This system does not tell it, or tells it in a way that is not understood.
    #[error("not told by this system")]
    Unknown,
    /// The system refused to tell it.
    #[error("not readable: {0}")]
    Refused(#[from] io::Error),
}

/// A probe that runs on its own thread, and how long it may.
pub(crate) struct Probe {
    name: &'static str,
    limit: Duration,
    found: Option<oneshot::Receiver<Result<String, ProbeError>>>,
}

impl Probe {
    /// Starts at once.
    ///
    /// A thread and not the runtime's pool: a runtime waits for its pool when it ends, and a file of
    /// the system may hang for ever.
    pub(crate) fn start(
        name: &'static str,
        limit: Duration,
        find: impl FnOnce() -> Result<String, ProbeError> + Send + 'static,
    ) -> Self {
        let (sender, found) = oneshot::channel();
        let started = thread::Builder::new().name(format!("probe {name}")).spawn(move || {
            drop(sender.send(find()));
        });
        Self { name, limit, found: started.is_ok().then_some(found) }
    }

    /// Waits for the fact, at most until the limit.
    pub(crate) async fn fact(self) -> Fact {
        let value = match self.found {
            None => Err(ProbeError::Unknown),
            Some(found) => match tokio::time::timeout(self.limit, found).await {
                Ok(Ok(value)) => value,
                Ok(Err(_)) => Err(ProbeError::Unknown),
                Err(_) => Err(ProbeError::TimedOut),
            },
        };
        Fact { name: self.name, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_hangs_is_told_and_holds_up_nobody() {
        let (_never_sent, hangs) = std::sync::mpsc::channel::<()>();
        let limit = Duration::from_secs(2);
        let hanging = Probe::start("hanging", limit, move || {
            let _never = hangs.recv();
            Ok(String::new())
        });

        let fact = hanging.fact().await;

        assert!(matches!(fact, Fact { name: "hanging", value: Err(ProbeError::TimedOut) }));
    }

    #[tokio::test]
    async fn a_probe_that_breaks_is_told() {
        let find = || std::fs::read_to_string("/does/not/exist").map_err(ProbeError::from);

        let fact = Probe::start("broken", Duration::from_secs(30), find).fact().await;

        assert!(matches!(fact.value, Err(ProbeError::Refused(_))));
    }
}
