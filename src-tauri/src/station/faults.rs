//! The fault desk: from "something is wrong" to a ticket whose promises are watched.
//!
//! ```text
//! OpenReport ─▶ collect ─▶ draft (words, answers, preview) ─▶ SendReport ─▶ database ─▶ outbox ─▶ desk
//!                               ▲ diagnosis                                                │
//!              windows ◀─ reports with their promises ◀─ history ◀─ tracker ◀──────────────┘
//! ```
//!
//! The draft, the diagnosis and the contract in force live here and not in a window. Whatever takes
//! time (redaction, database, keyring, network, files) is done by tasks that bring a [`FaultDone`].

mod collect;
mod deadlines;
pub(super) mod desks;
mod diagnosis;
mod draft;
mod evidence;
mod export;
mod files;
pub(super) mod filing;
mod follow;
mod one_go;
mod opening;
mod page;
mod prefill;
pub(super) mod providers;
mod send;
mod wording;

use clock::Timestamp;
use contract::{Command, Refusal, RefusalCode, ReportView, show};
use faults::{Contract, Preview, Report, Writing};
use model::ReportId;
use storage::{KeptReport, Secrets, Settings, Store};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::core::{Core, Done, now};
use super::views::Mark;
use crate::words::{Tongue, Words};
use collect::{Collected, Opened};
use deadlines::Deadlines;
use diagnosis::Diagnosing;
use filing::{Filings, Sent};
use providers::{InForce, Loaded};

/// Who waits for an answer.
pub(super) type Reply = oneshot::Sender<Result<(), Refusal>>;

/// Everything about faults that lives as long as the program.
pub(super) struct FaultDesk {
    /// Newest first.
    pub(super) reports: Vec<KeptReport>,
    pub(super) filings: Filings,
    pub(super) in_force: InForce,
    writing: Option<Writing>,
    preview: Previewing,
    /// A send that waits until everything is collected.
    send_when_collected: Option<Reply>,
    diagnosing: Diagnosing,
    deadlines: Deadlines,
    /// Ends what only measures when the program ends.
    closing: CancellationToken,
}

/// What would leave, computed beside the station.
#[derive(Debug, Default)]
struct Previewing {
    latest: Option<Preview>,
    is_running: bool,
    /// Something changed while it was computed.
    is_stale: bool,
}

/// What a task of the fault desk brings back.
pub(super) enum FaultDone {
    /// A draft begins, or the line of the call list that it is about is gone.
    Opened(Box<Opened>),
    /// What was collected for a draft.
    Collected(Box<Collected>),
    /// What would leave of a draft.
    Previewed { draft: ReportId, preview: Box<Preview> },
    /// A report is safe, or not.
    Sent(Box<Sent>),
    /// A report was changed in the database.
    Changed { report: ReportId, outcome: Result<Changed, Refusal>, reply: Option<Reply> },
    /// A report as the database has it now.
    Reread(Result<Box<KeptReport>, ReportId>),
    /// The end of work that changed nothing here.
    Answered { outcome: Result<Option<std::path::PathBuf>, Refusal>, reply: Reply },
    /// Profiles and calendars were read; settings may be others.
    Loaded { loaded: Box<Loaded>, outcome: Result<(), Refusal>, reply: Option<Reply> },
    /// News of a diagnosis.
    Diagnosis(diagnosis::News),
}

/// What was changed of a report.
pub(super) enum Changed {
    /// It is different: it is read again.
    Different,
    /// It is forgotten.
    Gone,
    /// The draft was added to it.
    Joined,
}

impl FaultDesk {
    pub(super) fn new(reports: Vec<KeptReport>, filings: Filings, in_force: InForce) -> Self {
        Self {
            reports,
            filings,
            in_force,
            writing: None,
            preview: Previewing::default(),
            send_when_collected: None,
            diagnosing: Diagnosing::default(),
            deadlines: Deadlines::default(),
            closing: CancellationToken::new(),
        }
    }

    /// Ends what nobody waits for any more.
    pub(super) fn close(&self) {
        self.closing.cancel();
    }

    /// Ends filing and looking; the database is the truth.
    pub(super) async fn stop(self) {
        self.filings.stop().await;
    }

    /// The report of this id.
    fn find(&self, id: ReportId) -> Option<&KeptReport> {
        self.reports.iter().find(|kept| kept.report.id == id)
    }

    /// A report as a window sees it now.
    fn view(&self, kept: &KeptReport) -> ReportView {
        let contract = self.contract_of(&kept.report);
        let updates: Vec<_> =
            kept.updates.iter().map(|known| (&known.update, known.is_new)).collect();
        let shown = show::Shown {
            report: &kept.report,
            files: &kept.files,
            updates: &updates,
            comments_waiting: kept.comments_waiting,
            contract: contract.as_ref(),
        };
        show::report(&shown, now().timestamp)
    }

    /// The contract of a report as it was when it was sent.
    fn contract_of(&self, report: &Report) -> Option<Contract> {
        self.in_force.contract_of(report.judged.provider.as_deref()?, &report.judged.settings)
    }
}

impl Core {
    /// Grants a wish about faults and reports.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others never come here")]
    pub(super) fn perform_fault(&mut self, command: Command, reply: Reply) {
        match command {
            Command::ReportFault { report } => self.report_fault(*report, reply),
            Command::OpenReport { record } => self.open_report(record, reply),
            Command::EditReport { edit } => answer(reply, self.edit_report(*edit)),
            Command::IncludeFile { file, included } => {
                answer(reply, self.include_file(file, included));
            }
            Command::IncludeLine { file, line, included } => {
                answer(reply, self.include_line(file, line, included));
            }
            Command::DiscardReport => answer(reply, self.discard_report()),
            Command::SendReport => self.send_report(reply),
            Command::JoinReport { report } => self.join_report(&report, reply),
            Command::SaveReport { report, path } => self.save_report(report, path, reply),
            Command::Diagnose => {
                self.diagnose();
                answer(reply, Ok(()));
            }
            Command::CancelDiagnosis => {
                self.faults.diagnosing.cancel();
                answer(reply, Ok(()));
            }
            Command::ConfirmCall { report, at, spoke_with } => {
                self.confirm_call(&report, at, &spoke_with, reply);
            }
            Command::CommentReport { report, text, files } => {
                self.comment_report(&report, text, files, reply);
            }
            Command::AnswerFixed { report, fixed } => self.answer_fixed(&report, fixed, reply),
            Command::MarkStage { report, stage, at } => {
                self.mark_stage(&report, stage, at, reply);
            }
            Command::SetReference { report, reference } => {
                self.set_reference(&report, &reference, reply);
            }
            Command::LookReport { report } => self.look_report(&report, reply),
            Command::SeeUpdates { report } => self.see_updates(&report, reply),
            Command::ForgetReport { report } => self.forget_report(&report, reply),
            Command::ExportEvidence { format, year, path } => {
                self.export_evidence(format, year, path, reply);
            }
            Command::ChooseProvider { provider, settings } => {
                self.choose_provider(provider, settings, reply);
            }
            Command::OpenTicket { report } => self.open_ticket(&report, reply),
            Command::RetryReport { report } => answer(reply, self.retry_report(&report)),
            // The station does all others itself and gives only wishes about faults here.
            _ => answer(reply, Err(Refusal::new(RefusalCode::NotSupported, ""))),
        }
    }

    pub(super) async fn fault_done(&mut self, done: FaultDone) {
        match done {
            FaultDone::Opened(opened) => self.report_opened(*opened),
            FaultDone::Collected(collected) => self.report_collected(*collected),
            FaultDone::Previewed { draft, preview } => self.previewed(draft, *preview),
            FaultDone::Sent(sent) => self.report_sent(*sent).await,
            FaultDone::Changed { report, outcome, reply } => {
                self.report_changed(report, outcome, reply);
            }
            FaultDone::Reread(reread) => self.reread(reread),
            FaultDone::Answered { outcome, reply } => {
                if let Ok(Some(path)) = &outcome {
                    let path = path.display().to_string();
                    self.views.notice(contract::Notice::Saved { path });
                }
                answer(reply, outcome.map(drop));
            }
            FaultDone::Loaded { loaded, outcome, reply } => {
                self.providers_loaded(*loaded, outcome, reply);
            }
            FaultDone::Diagnosis(news) => self.diagnosis_moved(news),
        }
    }

    /// The newest reports as a window sees them now.
    pub(super) fn report_views(&self, most: usize) -> Vec<ReportView> {
        self.faults.reports.iter().take(most).map(|kept| self.faults.view(kept)).collect()
    }

    /// A report as a window sees it now.
    pub(super) fn report_view(&self, id: ReportId) -> Option<ReportView> {
        self.faults.find(id).map(|kept| self.faults.view(kept))
    }

    /// Does work of the fault desk beside the station.
    fn beside(&self, work: impl Future<Output = FaultDone> + Send + 'static) {
        let done = self.done.clone();
        self.tasks.spawn(async move {
            // The station is gone only when the program ends.
            drop(done.send(Done::Fault(work.await)).await);
        });
    }

    /// The words of the person's language.
    fn tongue(&self) -> Tongue {
        tongue(&self.settings)
    }

    fn words(&self) -> Words {
        Words::new(self.tongue())
    }

    /// The report that a wish names.
    fn report_id(&self, text: &str) -> Result<ReportId, Refusal> {
        let unknown = || Refusal::new(RefusalCode::UnknownReport, text);
        let id: ReportId = text.parse().map_err(|_error| unknown())?;
        self.faults.find(id).map(|kept| kept.report.id).ok_or_else(unknown)
    }

    /// Everything of a report is read again, once what changed it is on the disk.
    fn reread_report(&self, id: ReportId) {
        let store = self.store.clone();
        self.beside(async move {
            FaultDone::Reread(store.kept_report(id).await.map(Box::new).map_err(|error| {
                tracing::debug!(%error, report = %id, "a report is gone");
                id
            }))
        });
    }

    fn reread(&mut self, reread: Result<Box<KeptReport>, ReportId>) {
        match reread {
            Ok(kept) => {
                let id = kept.report.id;
                match self.faults.reports.iter_mut().find(|known| known.report.id == id) {
                    Some(known) => *known = *kept,
                    None => return,
                }
                self.views.mark(Mark::Report(id));
            }
            Err(id) => {
                self.faults.reports.retain(|known| known.report.id != id);
                self.views.mark(Mark::ReportRemoved(id));
            }
        }
        self.watch_promises();
    }

    fn report_changed(
        &mut self,
        report: ReportId,
        outcome: Result<Changed, Refusal>,
        reply: Option<Reply>,
    ) {
        let outcome = outcome.map(|changed| match changed {
            Changed::Different => self.reread_report(report),
            Changed::Gone => self.reread(Err(report)),
            Changed::Joined => {
                self.draft_is_over();
                self.reread_report(report);
                self.look_outbox();
            }
        });
        if let Some(reply) = reply {
            answer(reply, outcome);
        }
    }
}

/// Begins to file and to look with the desk of the settings.
///
/// The keyring may take its time over a token: the tasks wait for it, and nobody else does.
pub(super) fn start_filing(
    store: &Store,
    settings: &Settings,
    secrets: &Secrets,
    profile: &std::path::Path,
    in_force: &InForce,
) -> (Filings, mpsc::Receiver<servicedesk::Filing>, Tracks) {
    let (settings, secrets) = (settings.clone(), secrets.clone());
    let (profile, recipient) = (profile.to_owned(), in_force.recipient());
    let made = move || {
        let (settings, secrets, profile, recipient) =
            (settings.clone(), secrets.clone(), profile.clone(), recipient.clone());
        async move {
            let tongue = tongue(&settings);
            desks::desk(&settings, &secrets, &profile, recipient.as_deref(), tongue).await
        }
    };
    Filings::start(store, made(), made())
}

/// The person's language.
pub(super) fn tongue(settings: &Settings) -> Tongue {
    match settings.language {
        storage::Language::System => Tongue::of_system(),
        storage::Language::De => Tongue::German,
        storage::Language::En => Tongue::English,
    }
}

fn answer(reply: Reply, outcome: Result<(), Refusal>) {
    // Whoever asked may be gone, and then nobody needs the answer.
    drop(reply.send(outcome));
}

fn storage_failed(error: &storage::StoreError) -> Refusal {
    if matches!(error, storage::StoreError::Missing) {
        Refusal::new(RefusalCode::UnknownReport, "")
    } else {
        Refusal::new(RefusalCode::StorageFailed, error.to_string())
    }
}

/// A moment that a person typed; now where none is.
fn moment(typed: Option<&str>, now: Timestamp) -> Result<Timestamp, Refusal> {
    match typed.map(str::trim).filter(|typed| !typed.is_empty()) {
        None => Ok(now),
        Some(typed) => {
            let at: Timestamp =
                typed.parse().map_err(|_error| Refusal::new(RefusalCode::InvalidField, "at"))?;
            // Nothing has happened yet that lies ahead.
            if at > now { Err(Refusal::new(RefusalCode::InvalidField, "at")) } else { Ok(at) }
        }
    }
}

/// Sixteen bytes of chance.
fn random_id() -> [u8; 16] {
    uuid::Uuid::new_v4().into_bytes()
}

pub(super) type Tracks = mpsc::Receiver<servicedesk::Tracking>;
