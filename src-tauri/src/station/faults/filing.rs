//! Reports of faults: drafted, kept, filed.

use contract::{Refusal, RefusalCode, ReportDraft};
use faults::{Draft, Report, Step};
use model::{RecordId, ReportId};
use servicedesk::{AnyDesk, Filing, Handle};
use storage::Store;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::desks::desk;
use super::evidence;
use crate::station::core::{Core, Done, now};
use crate::station::views::Mark;

/// News of the outbox that wait for the station. Beyond: filing waits.
const NEWS: usize = 32;

/// A report that is safe, or not.
pub(in crate::station) struct ReportDone {
    outcome: Result<Box<Report>, Refusal>,
    reply: oneshot::Sender<Result<(), Refusal>>,
}

/// A report stands elsewhere now.
pub(in crate::station) type News = Filing;

/// The task that files reports, and the way to it.
#[derive(Debug)]
pub(in crate::station) struct Outbox {
    handle: Handle<AnyDesk>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Outbox {
    /// Begins to file what waits; the desk is told by [`Core::apply_desk`] once settings are known.
    pub(in crate::station) fn start(store: &Store, desk: AnyDesk) -> (Self, mpsc::Receiver<News>) {
        let (sender, news) = mpsc::channel(NEWS);
        let (outbox, handle) = servicedesk::Outbox::new(store.clone(), desk, sender);
        let stop = CancellationToken::new();
        let task = tokio::spawn(outbox.run(stop.clone()));
        (Self { handle, stop, task }, news)
    }

    /// Gives up an attempt that is under way, as if the program had been killed: the shelf is the truth.
    pub(in crate::station) async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the outbox ended badly");
        }
    }
}

impl Core {
    pub(in crate::station) fn report_fault(
        &self,
        draft: ReportDraft,
        reply: oneshot::Sender<Result<(), Refusal>>,
    ) {
        let record: Option<RecordId> = match draft.record_id.as_deref().map(str::parse).transpose()
        {
            Ok(record) => record,
            Err(_error) => {
                let id = draft.record_id.unwrap_or_default();
                return drop(reply.send(Err(Refusal::new(RefusalCode::UnknownRecord, id))));
            }
        };
        let known = vec![self.registrations(), self.sound_devices()];
        let cast = self.cast(None);
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            let outcome = keep(&store, draft, record, known, cast).await;
            drop(done.send(Done::Report(ReportDone { outcome, reply })).await);
        });
    }

    pub(in crate::station) async fn report_done(&mut self, done: ReportDone) {
        let result = match done.outcome {
            Err(refusal) => Err(refusal),
            Ok(report) => {
                // The outbox may have been quicker, and its news came before anybody knew the report.
                let report = self.store.report(report.id).await.unwrap_or(*report);
                self.views.mark(Mark::Report(report.id));
                self.reports.insert(0, report);
                self.outbox.handle.look().await;
                Ok(())
            }
        };
        drop(done.reply.send(result));
    }

    pub(in crate::station) fn report_moved(&mut self, news: News) {
        if let Some(report) = self.reports.iter_mut().find(|report| report.id == news.report) {
            report.state = news.state;
            self.views.mark(Mark::Report(news.report));
        }
    }

    /// Tries what waits at once.
    pub(in crate::station) fn retry_report(&self, report: &str) -> Result<(), Refusal> {
        let unknown = || Refusal::new(RefusalCode::UnknownReport, report);
        let id: ReportId = report.parse().map_err(|_error| unknown())?;
        if !self.reports.iter().any(|report| report.id == id) {
            return Err(unknown());
        }
        // A token may have come into the keyring since the desk was set up.
        self.apply_desk();
        Ok(())
    }

    /// Sends reports to the desk of the settings from now on. The keyring may take its time over the
    /// token, and calls do not wait for it.
    pub(in crate::station) fn apply_desk(&self) {
        let (settings, secrets, profile) =
            (self.settings.clone(), self.secrets.clone(), self.profile.clone());
        let handle = self.outbox.handle.clone();
        self.tasks.spawn(async move {
            handle.use_desk(desk(&settings, &secrets, &profile).await).await;
        });
    }
}

async fn keep(
    store: &Store,
    draft: ReportDraft,
    record: Option<RecordId>,
    mut evidence: Vec<faults::Evidence>,
    mut cast: faults::Cast,
) -> Result<Box<Report>, Refusal> {
    let failed =
        |error: storage::StoreError| Refusal::new(RefusalCode::StorageFailed, error.to_string());
    let listed = match record {
        Some(id) => match store.record(id).await {
            Ok(listed) => Some(listed),
            Err(storage::StoreError::Missing) => {
                return Err(Refusal::new(RefusalCode::UnknownRecord, id.to_string()));
            }
            Err(error) => return Err(failed(error)),
        },
        None => {
            let query = storage::Query { limit: 1, ..storage::Query::default() };
            store.records(query).await.map_err(failed)?.records.into_iter().next()
        }
    };
    evidence.push(probes::machine(env!("CARGO_PKG_VERSION")).await.evidence());
    if let Some(listed) = listed {
        cast.numbers.push(listed.record.remote.number.0.clone());
        cast.names.extend(listed.record.remote.name.as_ref().map(|name| name.0.clone()));
        evidence.push(evidence::call(&listed.record));
    }
    let draft = Draft {
        what: draft.what,
        affects: draft.affects.into(),
        works: draft.works.into(),
        evidence,
        cast,
    };
    let id = ReportId::from_random_bytes(uuid::Uuid::new_v4().into_bytes());
    let mut report = draft
        .finish(id, now().timestamp)
        .map_err(|_no_words| Refusal::new(RefusalCode::ReportEmpty, ""))?;
    report
        .state
        .take(Step::Queue)
        .map_err(|_| Refusal::new(RefusalCode::StorageFailed, "state"))?;
    store.keep_report(report.clone()).await.map_err(failed)?;
    Ok(Box::new(report))
}
