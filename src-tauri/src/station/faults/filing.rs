//! The tasks that file reports and look at their tickets, and the way to them.

use contract::{Notice, Refusal};
use faults::{Trouble, TroubleKind};
use servicedesk::{AnyDesk, Filing, Handle, Outbox, Tracker, TrackerHandle, Tracking};
use storage::{KeptReport, Store};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::desks::desk;
use super::{Core, Reply, Tracks, answer, tongue};
use crate::station::views::Mark;

/// News of outbox and tracker that wait for the station. Beyond: filing and looking wait.
const NEWS: usize = 32;

/// The tasks that file reports and look at tickets.
#[derive(Debug)]
pub(in crate::station) struct Filings {
    pub(super) outbox: Handle<AnyDesk>,
    pub(super) tracker: TrackerHandle<AnyDesk>,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

/// A report that is safe, or not.
pub(in crate::station) struct Sent {
    pub(super) outcome: Result<Box<KeptReport>, Refusal>,
    /// Whether it was the open draft, which is over then.
    pub(super) was_draft: bool,
    pub(super) reply: Reply,
}

impl Filings {
    /// Begins to file what waits and to look at what is filed, each as soon as its desk is known.
    pub(in crate::station) fn start(
        store: &Store,
        first: impl Future<Output = AnyDesk> + Send + 'static,
        second: impl Future<Output = AnyDesk> + Send + 'static,
    ) -> (Self, mpsc::Receiver<Filing>, Tracks) {
        let (filed, filings) = mpsc::channel(NEWS);
        let (tracked, tracks) = mpsc::channel(NEWS);
        let unknown = || AnyDesk::Unusable(Trouble::new(TroubleKind::NoToken));
        let (outbox, handle) = Outbox::new(store.clone(), unknown(), filed);
        let (tracker, tracker_handle) = Tracker::new(store.clone(), unknown(), tracked);
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let stopped = stop.clone();
        tasks.spawn(async move {
            if let Some(desk) = stopped.run_until_cancelled(first).await {
                outbox.with_desk(desk).run(stopped).await;
            }
        });
        let stopped = stop.clone();
        tasks.spawn(async move {
            if let Some(desk) = stopped.run_until_cancelled(second).await {
                tracker.with_desk(desk).run(stopped).await;
            }
        });
        (Self { outbox: handle, tracker: tracker_handle, stop, tasks }, filings, tracks)
    }

    /// Gives up what is under way, as if the program had been killed: the database is the truth.
    pub(in crate::station) async fn stop(mut self) {
        self.stop.cancel();
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "filing ended badly");
            }
        }
    }
}

impl Core {
    pub(super) async fn report_sent(&mut self, sent: Sent) {
        let outcome = match sent.outcome {
            Err(refusal) => Err(refusal),
            Ok(kept) => {
                let id = kept.report.id;
                // The outbox may have been quicker, and its news came before anybody knew the report.
                let kept = self.store.kept_report(id).await.unwrap_or(*kept);
                self.faults.reports.retain(|known| known.report.id != id);
                self.faults.reports.insert(0, kept);
                self.views.mark(Mark::Report(id));
                if sent.was_draft {
                    self.draft_is_over();
                }
                self.watch_promises();
                self.look_outbox();
                Ok(())
            }
        };
        answer(sent.reply, outcome);
    }

    /// Something new waits to be filed. Full: the one who tells waits, and that is a task.
    pub(super) fn look_outbox(&self) {
        let outbox = self.faults.filings.outbox.clone();
        self.tasks.spawn(async move { outbox.look().await });
    }

    /// The outbox got further with a report or a comment.
    pub(in crate::station) fn report_moved(&mut self, filing: Filing) {
        let Filing { report, state, comment } = filing;
        let known = self.faults.reports.iter_mut().find(|known| known.report.id == report);
        if let Some(known) = known {
            known.report.state = state;
            self.views.mark(Mark::Report(report));
        }
        if comment.is_some() {
            self.reread_report(report);
        }
    }

    /// Somebody looked at a ticket.
    pub(in crate::station) fn report_looked_at(&mut self, tracking: Tracking) {
        let look = match tracking.outcome {
            Ok(look) => look,
            Err(trouble) => {
                return tracing::info!(
                    report = %tracking.report, kind = trouble.kind.code(),
                    "a ticket cannot be looked at",
                );
            }
        };
        let is_news = !look.updates.is_empty() || look.state != look.before;
        if !is_news && look.events.is_empty() {
            return;
        }
        if is_news {
            let reference = look.state.ticket().map(|ticket| ticket.reference.clone());
            self.views.notice(Notice::ReportNews {
                report: tracking.report.to_string(),
                reference: reference.unwrap_or_default(),
            });
        }
        self.reread_report(tracking.report);
    }

    /// Tries what waits at once.
    pub(super) fn retry_report(&self, report: &str) -> Result<(), Refusal> {
        let id = self.report_id(report)?;
        tracing::info!(report = %id, "tried again by hand");
        // A token may have come into the keyring since the desk was set up.
        self.apply_desk();
        Ok(())
    }

    /// Sends reports to the desk of the settings from now on, and looks at tickets there. The
    /// keyring may take its time over the token, and calls do not wait for it.
    pub(in crate::station) fn apply_desk(&self) {
        let (settings, secrets, profile) =
            (self.settings.clone(), self.secrets.clone(), self.profile.clone());
        let (outbox, tracker) =
            (self.faults.filings.outbox.clone(), self.faults.filings.tracker.clone());
        let recipient = self.faults.in_force.recipient();
        self.tasks.spawn(async move {
            let tongue = tongue(&settings);
            let made = desk(&settings, &secrets, &profile, recipient.as_deref(), tongue).await;
            outbox.use_desk(made).await;
            let made = desk(&settings, &secrets, &profile, recipient.as_deref(), tongue).await;
            tracker.use_desk(made).await;
        });
    }
}
