//! Waiting for a condition, with a limit and a reason.

use std::time::{Duration, Instant};

/// How long a peer may take to notice something: long, since a machine that is busy with other things
/// is slow, and only a test that fails waits so long.
pub const LIMIT: Duration = Duration::from_secs(60);
/// How long a server may take to be ready on a machine that is busy with other things.
pub const START_LIMIT: Duration = Duration::from_secs(120);

const PAUSE: Duration = Duration::from_millis(10);
/// Between two looks at something that is dear to look at, such as a recording that grows.
const LONG_PAUSE: Duration = Duration::from_millis(150);

/// Asks until there is an answer.
///
/// # Errors
/// When `limit` has passed; the error says what was waited for.
pub fn until<T>(what: &str, limit: Duration, ask: impl FnMut() -> Option<T>) -> anyhow::Result<T> {
    until_each(PAUSE, what, limit, ask)
}

/// The same for a question that takes the machine some time: it is asked less often.
///
/// # Errors
/// When `limit` has passed; the error says what was waited for.
pub fn until_at_leisure<T>(
    what: &str,
    limit: Duration,
    ask: impl FnMut() -> Option<T>,
) -> anyhow::Result<T> {
    until_each(LONG_PAUSE, what, limit, ask)
}

fn until_each<T>(
    pause: Duration,
    what: &str,
    limit: Duration,
    mut ask: impl FnMut() -> Option<T>,
) -> anyhow::Result<T> {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Ok(answer);
        }
        anyhow::ensure!(started.elapsed() < limit, "waited {} s for {what}", limit.as_secs_f32());
        std::thread::sleep(pause);
    }
}
