//! A place before ordinary threads, for those that sound waits for.

#[cfg(unix)]
use thread_priority::unix::{
    RealtimeThreadSchedulePolicy, ThreadSchedulePolicy, set_thread_priority_and_policy,
    thread_native_id,
};
use thread_priority::{ThreadPriority, set_current_thread_priority};

/// Above all ordinary threads, below what a system runs for its own devices.
#[cfg(unix)]
const REAL_TIME: u8 = 10;

/// Asks for the place for this thread. Most systems refuse without special rights, and calls work
/// without it on a machine that is not overloaded.
pub(crate) fn raise() {
    #[cfg(unix)]
    {
        let policy = ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::RoundRobin);
        let priority = ThreadPriority::Crossplatform(REAL_TIME.try_into().expect("below 100"));
        match set_thread_priority_and_policy(thread_native_id(), priority, policy) {
            Ok(()) => return,
            Err(error) => tracing::debug!(?error, "no real-time priority"),
        }
    }
    if let Err(error) = set_current_thread_priority(ThreadPriority::Max) {
        tracing::debug!(?error, "ordinary priority");
    }
}
