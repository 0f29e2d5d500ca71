//! Does what blocks on a thread of its own, which is left behind when it hangs.
//!
//! A thread and not the runtime's pool: a runtime waits for its pool when it ends, and a file, a tool
//! or the resolver of the system may hang for ever.

use std::thread;

use tokio::sync::oneshot;

/// Waits for `find` on a thread of this name; absent when the thread could not start or broke.
///
/// The caller limits the time.
pub async fn aside<T: Send + 'static>(
    name: &str,
    find: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, found) = oneshot::channel();
    let thread = thread::Builder::new().name(name.to_owned());
    let started = thread.spawn(move || {
        // Nobody waits any more when the time was over.
        drop(sender.send(find()));
    });
    drop(started.ok()?);
    found.await.ok()
}
