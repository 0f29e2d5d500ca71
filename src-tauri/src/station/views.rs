//! Who watches, and what each must be told.
//!
//! What changes is only marked; views are made when they are sent, at most 30 times a second, and a
//! watcher that does not keep up gets a whole snapshot when it reads again. So a slow window costs
//! nothing and is never wrong.

use std::collections::BTreeSet;
use std::time::Duration;

use contract::{Change, Notice};
use model::{AccountId, CallId, ReportId};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Shortest time between two sendings.
const PACE: Duration = Duration::from_millis(33);
/// Watchers at once: windows and scripts. Beyond: the newest is turned away by an end of its stream.
const WATCHERS: usize = 64;
/// Notices not yet sent. Beyond: the oldest are forgotten.
const NOTICES: usize = 32;

/// Something that must be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Account(AccountId),
    AccountRemoved(AccountId),
    Call(CallId),
    CallRemoved(CallId),
    History,
    Report(ReportId),
    ReportRemoved(ReportId),
    Draft,
    Diagnosis,
    Providers,
    Settings,
    Devices,
    Demo,
    Services(AccountId),
    Colleagues,
    Places,
    Elsewhere,
    CallBacks,
    DoNotDisturb,
    Emergency,
}

#[derive(Debug)]
struct Watcher {
    changes: mpsc::Sender<Change>,
    /// It has missed something and must begin anew.
    is_behind: bool,
}

/// Those who watch, and what has changed since they were last told.
#[derive(Debug)]
pub(super) struct Views {
    watchers: Vec<Watcher>,
    marks: BTreeSet<Mark>,
    passing: Vec<Change>,
    next_at: Instant,
}

impl Views {
    pub(super) fn new() -> Self {
        Self {
            watchers: Vec::new(),
            marks: BTreeSet::new(),
            passing: Vec::new(),
            next_at: Instant::now(),
        }
    }

    /// Takes a watcher; it gets a snapshot with the next sending.
    pub(super) fn join(&mut self, changes: mpsc::Sender<Change>) {
        if self.watchers.len() < WATCHERS {
            self.watchers.push(Watcher { changes, is_behind: true });
        }
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        match mark {
            // A removal is the last that can be said of something.
            Mark::AccountRemoved(id) => {
                self.marks.remove(&Mark::Account(id));
                self.marks.remove(&Mark::Services(id));
            }
            Mark::CallRemoved(id) => _ = self.marks.remove(&Mark::Call(id)),
            Mark::ReportRemoved(id) => _ = self.marks.remove(&Mark::Report(id)),
            Mark::Account(_)
            | Mark::Call(_)
            | Mark::History
            | Mark::Report(_)
            | Mark::Draft
            | Mark::Diagnosis
            | Mark::Providers
            | Mark::Settings
            | Mark::Devices
            | Mark::Demo
            | Mark::Services(_)
            | Mark::Colleagues
            | Mark::Places
            | Mark::Elsewhere
            | Mark::CallBacks
            | Mark::DoNotDisturb
            | Mark::Emergency => {}
        }
        self.marks.insert(mark);
    }

    /// Says something that is no state and so is in no snapshot.
    pub(super) fn notice(&mut self, notice: Notice) {
        self.pass(Change::Noticed { notice });
    }

    /// Fills the number field.
    pub(super) fn prepared(&mut self, target: String) {
        self.pass(Change::Prepared { target });
    }

    fn pass(&mut self, change: Change) {
        if self.passing.len() >= NOTICES {
            self.passing.remove(0);
        }
        self.passing.push(change);
    }

    /// When something is to be sent; absent while there is nothing or nobody.
    pub(super) fn due(&self) -> Option<Instant> {
        let has_news = !self.marks.is_empty() || !self.passing.is_empty();
        let waits = |watcher: &Watcher| watcher.is_behind;
        (self.watchers.iter().any(waits) || has_news).then_some(self.next_at)
    }

    /// Sends what has changed. `snapshot` and `view` make what is sent.
    pub(super) fn send(
        &mut self,
        snapshot: impl Fn() -> Change,
        view: impl Fn(Mark) -> Option<Change>,
    ) {
        self.next_at = Instant::now() + PACE;
        let mut changes: Vec<Change> =
            std::mem::take(&mut self.marks).into_iter().filter_map(view).collect();
        changes.append(&mut self.passing);
        self.watchers.retain(|watcher| !watcher.changes.is_closed());
        for watcher in &mut self.watchers {
            if watcher.is_behind {
                watcher.is_behind = watcher.changes.try_send(snapshot()).is_err();
                continue;
            }
            for change in &changes {
                if watcher.changes.try_send(change.clone()).is_err() {
                    watcher.is_behind = true;
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Change {
        Change::Prepared { target: "snapshot".to_owned() }
    }

    fn text(mark: Mark) -> Option<Change> {
        Some(Change::Prepared { target: format!("{mark:?}") })
    }

    #[tokio::test]
    async fn a_watcher_begins_with_a_snapshot_and_then_gets_each_thing_once() {
        let mut views = Views::new();
        let (sender, mut receiver) = mpsc::channel(8);
        views.join(sender);

        views.send(demo, text);
        views.mark(Mark::Settings);
        views.mark(Mark::Settings);
        views.send(demo, text);

        assert_eq!(receiver.recv().await, Some(demo()));
        assert_eq!(receiver.recv().await, text(Mark::Settings));
        assert!(receiver.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_watcher_that_fell_behind_begins_anew() {
        let mut views = Views::new();
        let (sender, mut receiver) = mpsc::channel(1);
        views.join(sender);
        views.send(demo, text);
        views.mark(Mark::Settings);
        views.send(demo, text);

        assert_eq!(receiver.recv().await, Some(demo()));
        assert!(receiver.try_recv().is_err(), "the change did not fit");
        assert!(views.due().is_some());
        views.send(demo, text);

        assert_eq!(receiver.recv().await, Some(demo()));
        assert!(views.due().is_none());
    }

    #[test]
    fn a_removal_takes_the_place_of_a_change() {
        let mut views = Views::new();
        let id = CallId::from_random_bytes([1; 16]);
        views.mark(Mark::Call(id));
        views.mark(Mark::CallRemoved(id));

        assert_eq!(views.marks.into_iter().collect::<Vec<_>>(), [Mark::CallRemoved(id)]);
    }
}
