//! What becomes of a draft: sent, added to another report, or saved as a file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use contract::{Refusal, RefusalCode};
use faults::{Attachment, Comment, Contract, OverruleError, Report, SendError, Told, Writing};
use model::CommentId;
use servicedesk::bundle;
use storage::{KeptReport, Store};

use super::draft::no_draft;
use super::filing::Sent;
use super::{Changed, Core, FaultDone, Reply, answer, files, random_id, storage_failed, wording};
use crate::station::core::now;
use crate::words::{Tongue, Words};

/// Everything that makes a report of a draft.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) writing: Writing,
    pub(super) contract: Option<Contract>,
    pub(super) settings: BTreeMap<String, String>,
    pub(super) service: String,
    pub(super) site: String,
    pub(super) verdict: Option<Told>,
}

impl Core {
    /// Releases the draft: at once, with what a running diagnosis has found so far.
    pub(super) fn send_report(&mut self, reply: Reply) {
        let Some(writing) = &self.faults.writing else {
            return answer(reply, Err(no_draft()));
        };
        if !writing.is_collected {
            // Collecting has limits of its own; whoever waited before is told to look again.
            if let Some(before) = self.faults.send_when_collected.replace(reply) {
                answer(before, Err(Refusal::new(RefusalCode::WrongState, "")));
            }
            return;
        }
        let ready = self.ready(writing.clone());
        if let Err(refusal) = self.may_report() {
            return answer(reply, Err(refusal));
        }
        let store = self.store.clone();
        self.beside(async move { sent(store, ready, true, reply).await });
    }

    pub(super) fn ready(&self, writing: Writing) -> Ready {
        let (service, site) = self.service_and_site();
        Ready {
            writing,
            contract: self.faults.in_force.contract.clone(),
            settings: self.faults.in_force.settings.clone(),
            service,
            site,
            verdict: self.faults.diagnosing.told(),
        }
    }

    /// Whether this person may report at all. Source: S0-05.
    pub(super) fn may_report(&self) -> Result<(), Refusal> {
        let is_unauthorised = self.faults.in_force.set("reporter") == Some("not");
        if is_unauthorised && self.faults.in_force.set("it_desk").is_none() {
            return Err(Refusal::new(RefusalCode::NotAuthorised, "it_desk"));
        }
        Ok(())
    }

    /// Adds the draft to an open report of the same fault, as a comment with the bundle.
    pub(super) fn join_report(&self, report: &str, reply: Reply) {
        let id = match self.report_id(report) {
            Ok(id) => id,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        let Some(writing) = self.faults.writing.clone() else {
            return answer(reply, Err(no_draft()));
        };
        if self.faults.find(id).is_none_or(|kept| !kept.report.is_open()) {
            return answer(reply, Err(Refusal::new(RefusalCode::WrongState, report)));
        }
        let (ready, tongue, store) = (self.ready(writing), self.tongue(), self.store.clone());
        self.beside(async move {
            let outcome = join(&store, ready, id, tongue).await;
            FaultDone::Changed { report: id, outcome, reply: Some(reply) }
        });
    }

    /// Writes the draft or a sent report to a file.
    pub(super) fn save_report(&self, report: Option<String>, path: Option<String>, reply: Reply) {
        let (store, tongue, profile) = (self.store.clone(), self.tongue(), self.profile.clone());
        let path = path.map(PathBuf::from);
        match report {
            Some(report) => match self.report_id(&report) {
                Ok(id) => self.beside(async move {
                    let outcome = match store.report(id).await {
                        Ok(report) => save(report, path, &profile, tongue).await,
                        Err(error) => Err(storage_failed(&error)),
                    };
                    FaultDone::Answered { outcome: outcome.map(Some), reply }
                }),
                Err(refusal) => answer(reply, Err(refusal)),
            },
            None => {
                let Some(mut writing) = self.faults.writing.clone() else {
                    return answer(reply, Err(no_draft()));
                };
                // Saving always works; a ticket needs words, a file does not.
                if writing.what.trim().is_empty() {
                    writing.what = "-".to_owned();
                }
                let ready = self.ready(writing);
                self.beside(async move {
                    let outcome = match finish(ready).await {
                        Ok(report) => save(report, path, &profile, tongue).await,
                        Err(refusal) => Err(refusal),
                    };
                    FaultDone::Answered { outcome: outcome.map(Some), reply }
                });
            }
        }
    }
}

/// Makes the report and keeps it: on the disk before anybody is told.
pub(super) async fn sent(store: Store, ready: Ready, was_draft: bool, reply: Reply) -> FaultDone {
    let outcome = match finish(ready).await {
        Err(refusal) => Err(refusal),
        Ok(report) => match store.keep_report(report.clone()).await {
            Err(error) => Err(storage_failed(&error)),
            Ok(()) => Ok(Box::new(KeptReport {
                files: report.evidence.iter().map(|piece| piece.name.clone()).collect(),
                updates: Vec::new(),
                comments_waiting: 0,
                warned: std::collections::BTreeSet::new(),
                report,
            })),
        },
    };
    FaultDone::Sent(Box::new(Sent { outcome, was_draft, reply }))
}

/// The report of a draft. Redaction takes its time, and calls do not wait for it.
async fn finish(ready: Ready) -> Result<Report, Refusal> {
    let made = tokio::task::spawn_blocking(move || {
        let Ready { writing, contract, settings, service, site, verdict } = ready;
        writing.finish(contract.as_ref(), &settings, (&service, &site), verdict, now().timestamp)
    });
    match made.await {
        Ok(outcome) => outcome.map_err(|error| refusal(&error)),
        Err(error) => Err(Refusal::new(RefusalCode::StorageFailed, error.to_string())),
    }
}

fn refusal(error: &SendError) -> Refusal {
    match error {
        SendError::NoWords => Refusal::new(RefusalCode::ReportEmpty, ""),
        SendError::Secret { file, place } => {
            Refusal::new(RefusalCode::SecretInReport, format!("{file}:{}", place.line))
        }
        SendError::Overrule(OverruleError::NoComment) => {
            Refusal::new(RefusalCode::OverruleNeedsComment, "")
        }
        SendError::Overrule(OverruleError::UnknownClass) => {
            Refusal::new(RefusalCode::UnknownClass, "")
        }
    }
}

async fn join(
    store: &Store,
    ready: Ready,
    id: model::ReportId,
    tongue: Tongue,
) -> Result<Changed, Refusal> {
    let report = finish(ready).await?;
    let (report, bundle) = packed(report, tongue).await?;
    let text = {
        let words = Words::new(tongue);
        format!("{}\n\n{}", words.say("comment-joined"), wording::body(&words, &report))
    };
    let comment = Comment {
        id: CommentId::from_random_bytes(random_id()),
        at: report.created_at,
        text,
        files: vec![Attachment { name: bundle::file_name(&report), bytes: bundle }],
    };
    store.add_comment(id, comment).await.map_err(|error| storage_failed(&error))?;
    Ok(Changed::Joined)
}

async fn save(
    report: Report,
    path: Option<PathBuf>,
    profile: &std::path::Path,
    tongue: Tongue,
) -> Result<PathBuf, Refusal> {
    let (report, bytes) = packed(report, tongue).await?;
    files::write(path, profile, &bundle::file_name(&report), bytes).await
}

async fn packed(report: Report, tongue: Tongue) -> Result<(Report, Vec<u8>), Refusal> {
    let packed = tokio::task::spawn_blocking(move || {
        let bundle = bundle::write(&report, &wording::wording(tongue), None);
        bundle.map(|bundle| (report, bundle.bytes))
    });
    let failed = |error: String| Refusal::new(RefusalCode::FileFailed, error);
    packed
        .await
        .map_err(|error| failed(error.to_string()))?
        .map_err(|error| failed(error.to_string()))
}
