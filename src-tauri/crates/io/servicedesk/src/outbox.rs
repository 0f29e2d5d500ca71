//! Takes reports from the shelf to the desk until each is filed, and then what is added to them.
//!
//! ```text
//!            due                     Located                 Attached
//! (shelf) ────────▶ find or create ──────────▶ attach ─────────────────▶ Filed
//!    ▲                   │ Failed                 │ Failed
//!    └───── retry_at ────┴────────────────────────┘
//! ```
//!
//! Comments go after their reports, in the order in which they were written, by the same rules.
//! Every step is on the shelf before the next begins. A *Queued* report goes straight to `create`;
//! one found *Creating* is looked for first, because a create may have been sent for it. So the
//! program may be killed at any moment: the next run goes on from the shelf.

mod comments;

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use clock::Timestamp;
use faults::{
    CommentState, Report, SETTLE, Shelf, Step, TicketState, Trouble, TroubleKind, wait_after,
};
use model::{CommentId, ReportId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::Desk;

/// The news that a report, or a comment of it, stands somewhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Which report.
    pub report: ReportId,
    /// Where it stands now, already on the shelf.
    pub state: TicketState,
    /// The comment that moved, and where it stands now; absent when the report itself did.
    pub comment: Option<(CommentId, CommentState)>,
}

/// The task that files reports.
pub struct Outbox<S, D> {
    shelf: S,
    desk: D,
    nudges: mpsc::Receiver<Nudge<D>>,
    /// Full: filing waits for the listener.
    news: mpsc::Sender<Filing>,
    read_clock: fn() -> Timestamp,
    settle: Duration,
}

/// Tells the outbox what happened outside; clones speak to the same.
#[derive(Debug)]
pub struct Handle<D> {
    /// Full: whoever tells waits, while one attempt lasts at most.
    nudges: mpsc::Sender<Nudge<D>>,
}

#[derive(Debug)]
enum Nudge<D> {
    Look,
    Hurry,
    UseDesk(D),
}

/// Everything that can wake the task; nothing else can.
enum Wake<D> {
    Due,
    Nudge(Nudge<D>),
    Stop,
}

impl<S: Shelf, D: Desk> Outbox<S, D> {
    /// An outbox that tells `news` of every change.
    #[must_use]
    pub fn new(shelf: S, desk: D, news: mpsc::Sender<Filing>) -> (Self, Handle<D>) {
        let (sender, nudges) = mpsc::channel(NUDGES_MOST);
        let outbox = Self { shelf, desk, nudges, news, read_clock: Timestamp::now, settle: SETTLE };
        (outbox, Handle { nudges: sender })
    }

    /// The same with another desk: one that was made while this waited to run.
    #[must_use]
    pub fn with_desk(mut self, desk: D) -> Self {
        self.desk = desk;
        self
    }

    /// The same by another clock, for tests in simulated time.
    #[must_use]
    pub fn with_clock(mut self, read_clock: fn() -> Timestamp) -> Self {
        self.read_clock = read_clock;
        self
    }

    /// The same for a server that is known to end a create sooner after the asker has gone.
    #[must_use]
    pub const fn with_settle(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self
    }

    /// Runs until `stop` is cancelled or every handle is gone.
    ///
    /// An attempt that is under way when it stops is given up as if the program had been killed.
    pub async fn run(mut self, stop: CancellationToken) {
        tokio::select! {
            () = self.resume() => {}
            () = stop.cancelled() => return,
        }
        loop {
            let filed = tokio::select! {
                // The shelf is the truth: nothing is lost when an attempt is dropped.
                filed = self.file_next() => filed,
                () = stop.cancelled() => return,
            };
            let wait = match filed {
                Ok(Progress::Attempted) => Duration::ZERO,
                Ok(Progress::Idle(wait)) => wait,
                Err(error) => {
                    tracing::error!(%error, "reports cannot be read or kept");
                    SHELF_WAIT
                }
            };
            match self.wake(wait, &stop).await {
                Wake::Due | Wake::Nudge(Nudge::Look) => {}
                Wake::Nudge(Nudge::Hurry) => self.hurry().await,
                Wake::Nudge(Nudge::UseDesk(desk)) => {
                    self.desk = desk;
                    self.hurry().await;
                }
                Wake::Stop => return,
            }
        }
    }

    /// Takes up what was under way when the last run ended.
    ///
    /// A ticket that is there can be gone on with at once. One that is not there yet may still come,
    /// and so may evidence: they are looked for when whatever the last run had sent must have had
    /// its effect.
    async fn resume(&self) {
        let in_doubt = match self.shelf.in_doubt().await {
            Ok(in_doubt) => in_doubt,
            Err(error) => return tracing::error!(%error, "reports cannot be read"),
        };
        for mut report in in_doubt {
            let step = if report.state.ticket().is_some() {
                Step::Attach { settled_at: later((self.read_clock)(), self.settle) }
            } else {
                match patiently(self.desk.find(&report)).await {
                    Ok(Some(ticket)) => Step::Located(ticket),
                    Ok(None) | Err(_) => {
                        Step::Create { settled_at: later((self.read_clock)(), self.settle) }
                    }
                }
            };
            if let Err(error) = self.keep(&mut report, step).await {
                tracing::error!(%error, report = %report.id, "report cannot be kept");
            }
        }
        self.resume_comments().await;
    }

    async fn wake(&mut self, wait: Duration, stop: &CancellationToken) -> Wake<D> {
        tokio::select! {
            // News first: another desk must not wait until all that is due has been tried.
            biased;
            () = stop.cancelled() => Wake::Stop,
            nudge = self.nudges.recv() => nudge.map_or(Wake::Stop, Wake::Nudge),
            () = tokio::time::sleep(wait) => Wake::Due,
        }
    }

    async fn hurry(&self) {
        if let Err(error) = self.shelf.hurry().await {
            tracing::error!(%error, "reports cannot be hurried");
        }
    }

    /// Makes one attempt with the oldest report that is due, or else with the oldest comment.
    async fn file_next(&self) -> Result<Progress, S::Error> {
        let now = (self.read_clock)();
        if let Some(report) = self.shelf.due(now).await? {
            self.file(report).await?;
            return Ok(Progress::Attempted);
        }
        if let Some(waiting) = self.shelf.due_comment(now).await? {
            self.send(waiting).await?;
            return Ok(Progress::Attempted);
        }
        let reports = self.shelf.next_due().await?;
        let comments = self.shelf.next_due_comment().await?;
        let wait = match reports.into_iter().chain(comments).min() {
            Some(due) => Duration::try_from(due.duration_since(now)).unwrap_or(Duration::ZERO),
            None => LOOK_WAIT,
        };
        Ok(Progress::Idle(wait.clamp(WAIT_LEAST, LOOK_WAIT)))
    }

    /// Goes from step to step until the report is filed or something fails.
    async fn file(&self, mut report: Report) -> Result<(), S::Error> {
        tracing::debug!(report = %report.id, state = report.state.code(), "filing");
        loop {
            let attempt = self.attempt(&mut report);
            let (step, failed) = match attempt.await? {
                Ok(Some(step)) => (step, false),
                Ok(None) => return Ok(()),
                Err(trouble) => (self.failed(&report, trouble), true),
            };
            self.keep(&mut report, step).await?;
            if failed {
                return Ok(());
            }
        }
    }

    /// Takes the next step with the desk; no step is left when the report is filed.
    async fn attempt(
        &self,
        report: &mut Report,
    ) -> Result<Result<Option<Step>, Trouble>, S::Error> {
        match report.state.clone() {
            TicketState::Queued(_) => self.create(report).await,
            TicketState::Creating(_) => match patiently(self.desk.find(report)).await {
                Ok(Some(ticket)) => Ok(Ok(Some(Step::Located(ticket)))),
                Ok(None) => self.create(report).await,
                Err(trouble) => Ok(Err(trouble)),
            },
            TicketState::Attaching { ticket, .. } => {
                self.keep(report, Step::Attach { settled_at: self.settled_at() }).await?;
                let attached = patiently(self.desk.attach(&ticket, report)).await;
                Ok(attached.map(|()| Some(Step::Attached)))
            }
            TicketState::Drafted
            | TicketState::Filed(_)
            | TicketState::Acknowledged(_)
            | TicketState::InWork(_)
            | TicketState::Paused { .. }
            | TicketState::Restored(_)
            | TicketState::Closed(_) => Ok(Ok(None)),
        }
    }

    async fn create(&self, report: &mut Report) -> Result<Result<Option<Step>, Trouble>, S::Error> {
        self.keep(report, Step::Create { settled_at: self.settled_at() }).await?;
        let created = patiently(self.desk.create(report)).await;
        Ok(created.map(|ticket| Some(Step::Located(ticket))))
    }

    /// When what is sent now is certain to have had its effect, whenever this run ends.
    fn settled_at(&self) -> Timestamp {
        later((self.read_clock)(), PATIENCE + self.settle)
    }

    fn failed(&self, report: &Report, trouble: Trouble) -> Step {
        let failures = report.state.effort().map_or(0, |effort| effort.failures).saturating_add(1);
        let retry_at = self.retry_at(failures, &trouble);
        tracing::warn!(
            report = %report.id, kind = trouble.kind.code(), status = trouble.status, %retry_at,
            "report not filed yet",
        );
        Step::Failed { trouble, retry_at }
    }

    fn retry_at(&self, failures: u32, trouble: &Trouble) -> Timestamp {
        let mut wait = wait_after(failures, trouble, draw());
        if trouble.kind.leaves_doubt() {
            wait = wait.max(self.settle);
        }
        later((self.read_clock)(), wait)
    }

    /// Takes a step, puts it on the shelf, then tells of it.
    async fn keep(&self, report: &mut Report, step: Step) -> Result<(), S::Error> {
        if report.state.take(step).is_err() {
            tracing::error!(report = %report.id, state = report.state.code(), "step does not fit");
            return Ok(());
        }
        self.shelf.keep(report.id, report.state.clone()).await?;
        self.tell(report, None).await;
        Ok(())
    }

    async fn tell(&self, report: &Report, comment: Option<(CommentId, CommentState)>) {
        let news = Filing { report: report.id, state: report.state.clone(), comment };
        let _listener_may_be_gone = self.news.send(news).await;
    }
}

impl<S, D> fmt::Debug for Outbox<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox")
    }
}

impl<D> Clone for Handle<D> {
    fn clone(&self) -> Self {
        Self { nudges: self.nudges.clone() }
    }
}

impl<D> Handle<D> {
    /// A report or a comment was queued.
    pub async fn look(&self) {
        self.tell(Nudge::Look).await;
    }

    /// A person, or a network that came back, wants all that wait to be tried now.
    pub async fn hurry(&self) {
        self.tell(Nudge::Hurry).await;
    }

    /// From now on reports go to this desk; those that wait are tried now.
    pub async fn use_desk(&self, desk: D) {
        self.tell(Nudge::UseDesk(desk)).await;
    }

    async fn tell(&self, nudge: Nudge<D>) {
        // An outbox that is gone has stopped with the program; the shelf keeps what waits.
        let _gone = self.nudges.send(nudge).await;
    }
}

enum Progress {
    Attempted,
    Idle(Duration),
}

/// Ends an attempt that its desk did not end by itself.
pub(crate) async fn patiently<T>(
    attempt: impl Future<Output = Result<T, Trouble>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(PATIENCE, attempt).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Trouble::new(TroubleKind::TimedOut)),
    }
}

pub(crate) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// A chance in `0.0..1.0`, another at every call.
pub(crate) fn draw() -> f64 {
    let bits = RandomState::new().hash_one(()) >> 32;
    f64::from(u32::try_from(bits).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

/// Most that can wait to be told.
pub(crate) const NUDGES_MOST: usize = 16;
/// Longest time for one request to a desk, uploads included.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);
/// Longest time without a look at the shelf: wall clocks are set, machines sleep.
pub(crate) const LOOK_WAIT: Duration = Duration::from_secs(60);
/// Shortest wait, so that a shelf that says "now" and gives nothing does not spin.
pub(crate) const WAIT_LEAST: Duration = Duration::from_millis(100);
/// Wait after the shelf itself failed.
pub(crate) const SHELF_WAIT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests;
