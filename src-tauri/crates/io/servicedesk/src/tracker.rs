//! Looks at the tickets of filed reports, again and again, and tells what happened to them.
//!
//! ```text
//! (shelf) ──followed──▶ due or asked for? ──▶ Desk::state ──follow──▶ keep_news ──▶ Tracking
//!    ▲                                            │ trouble
//!    └──────────────── next round ────────────────┘
//! ```
//!
//! A grave fault that is open is looked at every 1 to 5 minutes, any other ticket every 15 to 60:
//! soon while something happens, seldomer while nothing does. The rounds are not kept: a new run
//! starts from when each ticket was looked at last. One request is under way at a time, and trouble
//! of the desk itself holds up all rounds, so that a server in need is left alone.
//!
//! Source: the product's ticketing plan, §4.2 no. 7 (back-channel).

mod round;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use clock::Timestamp;
use faults::{Followed, Look, Shelf, Trouble, TroubleKind, follow, wait_after};
use model::ReportId;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::Desk;
use crate::outbox::{LOOK_WAIT, NUDGES_MOST, SHELF_WAIT, WAIT_LEAST, draw, later, patiently};
use round::Round;

/// The news that somebody looked at a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    /// Whose ticket.
    pub report: ReportId,
    /// What the look brought, already on the shelf; or why it brought nothing.
    pub outcome: Result<Look, Trouble>,
}

/// The task that looks at tickets.
pub struct Tracker<S, D> {
    shelf: S,
    desk: D,
    nudges: mpsc::Receiver<Nudge<D>>,
    /// Full: looking waits for the listener.
    news: mpsc::Sender<Tracking>,
    read_clock: fn() -> Timestamp,
    /// One per followed report.
    rounds: BTreeMap<ReportId, Round>,
    /// Reports that somebody wants to be looked at now.
    asked: BTreeSet<ReportId>,
    /// Trouble of the desk itself.
    strain: Strain,
}

/// Tells the tracker what happened outside; clones speak to the same.
#[derive(Debug)]
pub struct TrackerHandle<D> {
    /// Full: whoever tells waits, while one look lasts at most.
    nudges: mpsc::Sender<Nudge<D>>,
}

#[derive(Debug)]
enum Nudge<D> {
    LookNow(ReportId),
    Hurry,
    UseDesk(D),
}

/// Everything that can wake the task; nothing else can.
enum Wake<D> {
    Due,
    Nudge(Nudge<D>),
    Stop,
}

/// How the desk itself fares, whatever the ticket.
#[derive(Debug, Default)]
struct Strain {
    failures: u32,
    until: Option<Timestamp>,
}

enum Progress {
    Looked,
    Idle(Duration),
}

impl<S: Shelf, D: Desk> Tracker<S, D> {
    /// A tracker that tells `news` of every look.
    #[must_use]
    pub fn new(shelf: S, desk: D, news: mpsc::Sender<Tracking>) -> (Self, TrackerHandle<D>) {
        let (sender, nudges) = mpsc::channel(NUDGES_MOST);
        let tracker = Self {
            shelf,
            desk,
            nudges,
            news,
            read_clock: Timestamp::now,
            rounds: BTreeMap::new(),
            asked: BTreeSet::new(),
            strain: Strain::default(),
        };
        (tracker, TrackerHandle { nudges: sender })
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

    /// Runs until `stop` is cancelled or every handle is gone.
    ///
    /// A look that is under way when it stops is given up: nothing of it is kept.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            let looked = tokio::select! {
                looked = self.look_at_next() => looked,
                () = stop.cancelled() => return,
            };
            let wait = match looked {
                Ok(Progress::Looked) => Duration::ZERO,
                Ok(Progress::Idle(wait)) => wait,
                Err(error) => {
                    tracing::error!(%error, "followed reports cannot be read or kept");
                    SHELF_WAIT
                }
            };
            match self.wake(wait, &stop).await {
                Wake::Due => {}
                Wake::Nudge(Nudge::LookNow(report)) => {
                    self.asked.insert(report);
                }
                Wake::Nudge(Nudge::Hurry) => self.hurry(),
                Wake::Nudge(Nudge::UseDesk(desk)) => {
                    self.desk = desk;
                    self.hurry();
                }
                Wake::Stop => return,
            }
        }
    }

    async fn wake(&mut self, wait: Duration, stop: &CancellationToken) -> Wake<D> {
        tokio::select! {
            // News first: another desk must not wait until all that is due has been asked for.
            biased;
            () = stop.cancelled() => Wake::Stop,
            nudge = self.nudges.recv() => nudge.map_or(Wake::Stop, Wake::Nudge),
            () = tokio::time::sleep(wait) => Wake::Due,
        }
    }

    /// What failed is tried again at once; what fares well keeps its rounds.
    fn hurry(&mut self) {
        self.strain = Strain::default();
        for round in self.rounds.values_mut() {
            round.hurry();
        }
    }

    /// Looks at the ticket that was asked for, or else at the one that is due longest.
    async fn look_at_next(&mut self) -> Result<Progress, S::Error> {
        if !self.desk.capabilities().tells_state {
            self.asked.clear();
            return Ok(Progress::Idle(LOOK_WAIT));
        }
        let now = (self.read_clock)();
        let followed = self.shelf.followed(now).await?;
        self.remember(&followed, now);
        let rests = self.strain.until.filter(|until| is_ahead(*until, now));
        let next = followed
            .into_iter()
            .map(|followed| {
                let id = followed.report.id;
                let due_at = match rests {
                    _ if self.asked.contains(&id) => Timestamp::MIN,
                    Some(until) => until.max(self.due_at(id)),
                    None => self.due_at(id),
                };
                (due_at, followed)
            })
            .min_by_key(|(due_at, _)| *due_at);
        match next {
            Some((due_at, followed)) if due_at <= now => {
                self.asked.remove(&followed.report.id);
                self.look_at(&followed).await?;
                Ok(Progress::Looked)
            }
            Some((due_at, _)) => {
                let wait = Duration::try_from(due_at.duration_since(now)).unwrap_or(Duration::ZERO);
                Ok(Progress::Idle(wait.clamp(WAIT_LEAST, LOOK_WAIT)))
            }
            None => Ok(Progress::Idle(LOOK_WAIT)),
        }
    }

    /// Gives every followed report a round, and forgets those that are no longer followed.
    fn remember(&mut self, followed: &[Followed], now: Timestamp) {
        let ids: BTreeSet<ReportId> = followed.iter().map(|followed| followed.report.id).collect();
        self.rounds.retain(|id, _| ids.contains(id));
        self.asked.retain(|id| ids.contains(id));
        for followed in followed {
            let round = self.rounds.entry(followed.report.id);
            round.or_insert_with(|| Round::starting(followed, draw())).settle(followed, now);
        }
    }

    fn due_at(&self, report: ReportId) -> Timestamp {
        self.rounds.get(&report).map_or(Timestamp::MAX, |round| round.due_at)
    }

    async fn look_at(&mut self, followed: &Followed) -> Result<(), S::Error> {
        let report = &followed.report;
        let Some(ticket) = report.state.ticket() else { return Ok(()) };
        let told = patiently(self.desk.state(ticket, report)).await;
        let now = (self.read_clock)();
        let outcome = match told {
            Ok(news) => {
                self.strain = Strain::default();
                let look = follow(followed, news, now);
                // Before the shelf is asked: one that fails must not be asked again at once.
                let brought = !look.events.is_empty();
                if let Some(round) = self.rounds.get_mut(&report.id) {
                    round.went_well(followed, brought, now, draw());
                }
                if !self.shelf.keep_news(look.clone()).await? {
                    tracing::debug!(report = %report.id, "it moved while its ticket was looked at");
                    if let Some(round) = self.rounds.get_mut(&report.id) {
                        round.again_soon(now);
                    }
                    return Ok(());
                }
                Ok(look)
            }
            Err(trouble) => {
                self.failed(followed, &trouble, now);
                Err(trouble)
            }
        };
        let _listener_may_be_gone = self.news.send(Tracking { report: report.id, outcome }).await;
        Ok(())
    }

    fn failed(&mut self, followed: &Followed, trouble: &Trouble, now: Timestamp) {
        if is_of_the_desk(trouble.kind) {
            self.strain.failures = self.strain.failures.saturating_add(1);
            let wait = wait_after(self.strain.failures, trouble, draw());
            self.strain.until = Some(later(now, wait));
        }
        if let Some(round) = self.rounds.get_mut(&followed.report.id) {
            round.failed(followed, trouble, now, draw());
            tracing::warn!(
                report = %followed.report.id, kind = trouble.kind.code(),
                status = trouble.status, due_at = %round.due_at,
                "a ticket could not be looked at",
            );
        }
    }
}

impl<S, D> fmt::Debug for Tracker<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tracker")
    }
}

impl<D> Clone for TrackerHandle<D> {
    fn clone(&self) -> Self {
        Self { nudges: self.nudges.clone() }
    }
}

impl<D> TrackerHandle<D> {
    /// A person wants to know how a report fares.
    pub async fn look_now(&self, report: ReportId) {
        self.tell(Nudge::LookNow(report)).await;
    }

    /// A network came back: what failed is tried again now.
    pub async fn hurry(&self) {
        self.tell(Nudge::Hurry).await;
    }

    /// From now on this desk is asked.
    pub async fn use_desk(&self, desk: D) {
        self.tell(Nudge::UseDesk(desk)).await;
    }

    async fn tell(&self, nudge: Nudge<D>) {
        // A tracker that is gone has stopped with the program.
        let _gone = self.nudges.send(nudge).await;
    }
}

/// Whether a moment to wait for lies ahead, and not so far that a clock must have gone wrong.
fn is_ahead(moment: Timestamp, now: Timestamp) -> bool {
    moment > now && moment <= later(now, round::AHEAD_MOST)
}

/// Whether trouble with one ticket will be the same with every other.
const fn is_of_the_desk(kind: TroubleKind) -> bool {
    match kind {
        TroubleKind::Unreachable
        | TroubleKind::TimedOut
        | TroubleKind::Certificate
        | TroubleKind::SignIn
        | TroubleKind::ServerFailed
        | TroubleKind::NoToken
        | TroubleKind::Misconfigured
        | TroubleKind::Disk => true,
        TroubleKind::Forbidden
        | TroubleKind::NotFound
        | TroubleKind::Rejected
        | TroubleKind::TooLarge
        | TroubleKind::Garbled => false,
    }
}

#[cfg(test)]
mod tests;
