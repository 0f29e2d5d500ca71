//! Moments at which something of the fault desk changes by itself: a promise is near or missed,
//! planned work begins, the minute of an open draft is over, old evidence goes.
//!
//! Nothing is polled: after each change the next such moment is computed, and the station sleeps
//! until then.

use std::collections::BTreeSet;
use std::time::Duration;

use clock::Timestamp;
use contract::{Notice, show};
use faults::{PromiseKind, Standing, warning_at};
use storage::KeptReport;
use tokio::time::Instant;

use super::{Core, Done};
use crate::station::core::now;
use crate::station::views::Mark;

/// A wall clock that jumps is noticed within this.
const LOOK_MOST: Duration = Duration::from_secs(15 * 60);
/// How often the ways and promises of an open draft are looked at.
const DRAFT_LOOK: Duration = Duration::from_secs(60);
/// How often old evidence is looked for.
const PRUNE: Duration = Duration::from_secs(24 * 60 * 60);
/// For how long the files of a report stay after it is closed. The report itself stays.
const EVIDENCE_STAYS: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// When to look next.
#[derive(Debug, Default)]
pub(super) struct Deadlines {
    look_at: Option<Instant>,
    prune_at: Option<Instant>,
}

/// What is to be said and done at a moment.
#[derive(Debug, Default, PartialEq)]
struct Due {
    /// Promises that are about to be missed and were not announced.
    near: Vec<(PromiseKind, Timestamp)>,
    /// When something changes next.
    next: Option<Timestamp>,
    /// A clock of the report runs, so that its view changes when a moment passes.
    has_running: bool,
}

/// Looks at the promises of one report.
fn look(
    running: &[show::Running],
    warned: &BTreeSet<(PromiseKind, Timestamp)>,
    now: Timestamp,
) -> Due {
    let mut due = Due::default();
    for one in running {
        let Standing::Running { due: due_at } = one.standing else { continue };
        due.has_running = true;
        let Some(warn_at) = warning_at(one.standing) else { continue };
        let key = (one.promise.kind, due_at);
        if warn_at <= now && due_at > now && !warned.contains(&key) {
            due.near.push(key);
        }
        let moments = [warn_at, due_at].into_iter().filter(|at| *at > now);
        due.next = due.next.into_iter().chain(moments).min();
    }
    due
}

impl Core {
    /// When [`Core::fault_due`] wants to be called.
    pub(in crate::station) fn next_fault_due(&self) -> Option<Instant> {
        let Deadlines { look_at, prune_at } = &self.faults.deadlines;
        look_at.iter().chain(prune_at).min().copied()
    }

    /// Says and does what is due.
    pub(in crate::station) fn fault_due(&mut self) {
        let moment = Instant::now();
        if self.faults.deadlines.prune_at.is_none_or(|at| at <= moment) {
            self.faults.deadlines.prune_at = Some(moment + PRUNE);
            self.drop_old_evidence();
        }
        if self.faults.deadlines.look_at.is_some_and(|at| at <= moment) {
            if self.faults.writing.is_some() {
                self.views.mark(Mark::Draft);
            }
            self.views.mark(Mark::Providers);
            self.watch_promises();
        }
    }

    /// Looks at all promises and sets the next moment.
    pub(in crate::station) fn watch_promises(&mut self) {
        let now = now().timestamp;
        let mut next: Option<Timestamp> = self.faults.in_force.next_change(now);
        let mut near = Vec::new();
        for kept in &self.faults.reports {
            if !kept.report.is_open() {
                continue;
            }
            let contract = self.faults.contract_of(&kept.report);
            let running = show::running(contract.as_ref(), &kept.report, now);
            let due = look(&running, &kept.warned, now);
            next = next.into_iter().chain(due.next).min();
            let id = kept.report.id;
            near.extend(due.near.into_iter().map(|(kind, due_at)| (id, kind, due_at)));
            if due.has_running {
                self.views.mark(Mark::Report(id));
            }
        }
        for (id, kind, due_at) in near {
            self.warn(id, kind, due_at);
        }
        let mut wait = LOOK_MOST;
        if let Some(next) = next {
            // A little later, so that the moment has surely passed.
            let until = Duration::try_from(next.duration_since(now)).unwrap_or_default();
            wait = wait.min(until + Duration::from_millis(50));
        }
        if self.faults.writing.is_some() {
            wait = wait.min(DRAFT_LOOK);
        }
        self.faults.deadlines.look_at = Some(Instant::now() + wait);
        self.faults.deadlines.prune_at.get_or_insert_with(Instant::now);
    }

    /// Tells once that a promise is about to be missed, whenever the program is started again.
    fn warn(&mut self, id: model::ReportId, kind: PromiseKind, due_at: Timestamp) {
        let known = self.faults.reports.iter_mut().find(|known| known.report.id == id);
        let Some(KeptReport { report, warned, .. }) = known else { return };
        if !warned.insert((kind, due_at)) {
            return;
        }
        let reference = report.state.ticket().map(|ticket| ticket.reference.clone());
        self.views.notice(Notice::PromiseNear {
            report: id.to_string(),
            reference: reference.unwrap_or_else(|| report.mark()),
            promise: kind.code().to_owned(),
            due_at: due_at.to_string(),
        });
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.keep_warning(id, kind, due_at).await {
                drop(done.send(Done::StorageFailed(error)).await);
            }
        });
    }

    fn drop_old_evidence(&self) {
        let Ok(before) = now().timestamp.checked_sub(EVIDENCE_STAYS) else { return };
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            match store.drop_evidence(before).await {
                Ok(0) => {}
                Ok(gone) => tracing::info!(gone, "files of closed reports are deleted"),
                Err(error) => drop(done.send(Done::StorageFailed(error)).await),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use faults::{ClockKind, PauseReason, Promise};

    use super::*;

    #[test]
    fn a_warning_comes_fifteen_minutes_before_and_once() {
        let running = [promise(3_600)];
        let nobody = BTreeSet::new();

        let early = look(&running, &nobody, second(2_699));
        assert_eq!((early.near, early.next), (vec![], Some(second(2_700))));
        let due = look(&running, &nobody, second(2_700));
        assert_eq!(due.near, [(PromiseKind::Reaction, second(3_600))]);
        assert_eq!(due.next, Some(second(3_600)));
        let warned = due.near.into_iter().collect();
        assert_eq!(look(&running, &warned, second(2_800)).near, []);
        let after_start = look(&running, &nobody, second(3_000));
        assert_eq!(after_start.near.len(), 1, "a program that was off tells it late");
    }

    #[test]
    fn a_missed_or_paused_promise_warns_nobody() {
        let nobody = BTreeSet::new();
        let mut one = promise(3_600);
        one.standing = Standing::Paused { left: Duration::ZERO, why: PauseReason::Customer };
        assert_eq!(look(&[one.clone()], &nobody, second(3_000)), Due::default());
        one.standing = Standing::Missed { by: Duration::from_secs(1) };
        assert_eq!(look(&[one], &nobody, second(4_000)), Due::default());
        assert_eq!(look(&[promise(3_600)], &nobody, second(3_600)).near, []);
    }

    #[test]
    fn a_promise_that_a_pause_moved_is_announced_anew() {
        let warned = [(PromiseKind::Reaction, second(3_600))].into();

        let moved = look(&[promise(7_200)], &warned, second(6_500));

        assert_eq!(moved.near, [(PromiseKind::Reaction, second(7_200))]);
    }

    fn promise(due: i64) -> show::Running {
        show::Running {
            promise: Promise {
                kind: PromiseKind::Reaction,
                due_at: second(due),
                clock: ClockKind::Wall,
                why: String::new(),
            },
            standing: Standing::Running { due: second(due) },
        }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }
}
