//! A report in one go, as scripts send it: the same way as a draft, without a window.

use contract::{Refusal, RefusalCode, ReportDraft, WorksView};
use faults::{Evidence, Material, Questioned, Writing};
use model::{RecordId, ReportId};

use super::diagnosis::{evidence_of, told_of};
use super::{Core, Reply, answer, collect, draft, random_id, send};
use crate::station::core::now;

impl Core {
    pub(super) fn report_fault(&mut self, draft: ReportDraft, reply: Reply) {
        if let Err(refusal) = self.may_report() {
            return answer(reply, Err(refusal));
        }
        let id = ReportId::from_random_bytes(random_id());
        let writing = match written(Writing::open(id, now().timestamp), &draft) {
            Ok(writing) => writing,
            Err(refusal) => return answer(reply, Err(refusal)),
        };
        if draft.ask
            && let Some(question) = self.question(&writing)
        {
            return answer(reply, Err(question));
        }
        let snapshot = self.snapshot_for_report(writing.record);
        let plan = draft.diagnose.then(|| self.plan());
        let diagnosis: Option<Evidence> = self.faults.diagnosing.evidence();
        let mut ready = self.ready(writing);
        let (store, done) = (self.store.clone(), self.done.clone());
        let (record, stop) = (ready.writing.record, self.faults.closing.clone());
        self.tasks.spawn(async move {
            let outcome = match record {
                Some(record) => store.record(record).await.map(drop),
                None => Ok(()),
            };
            if let Err(error) = outcome {
                let subject = record.map(|record| record.to_string()).unwrap_or_default();
                let refusal = if matches!(error, storage::StoreError::Missing) {
                    Refusal::new(RefusalCode::UnknownRecord, subject)
                } else {
                    super::storage_failed(&error)
                };
                return answer(reply, Err(refusal));
            }
            let (Material { mut evidence, cast }, _filled) = collect::collect(snapshot).await;
            match plan {
                Some(plan) => {
                    let plan = plan.await;
                    // Nobody watches the single probes; their findings come with the end.
                    let (progress, _nobody) = tokio::sync::mpsc::channel(1);
                    // Quitting waits for what is to be kept, not for what is measured.
                    let diagnosed = probes::Diagnosis::start(plan, progress, stop).finished().await;
                    evidence.push(evidence_of(&diagnosed.findings, Some(&diagnosed.verdict)));
                    ready.verdict = Some(told_of(&diagnosed.verdict));
                }
                None => evidence.extend(diagnosis),
            }
            ready.writing.material = std::sync::Arc::new(Material { evidence, cast });
            ready.writing.is_collected = true;
            let sent = send::sent(store, ready, false, reply).await;
            // The station is gone only when the program ends.
            drop(done.send(super::Done::Fault(sent)).await);
        });
    }

    /// What a person is asked before a report is sent: whether it is not one with another, and
    /// whether planned work is not the reason.
    fn question(&self, writing: &Writing) -> Option<Refusal> {
        if let Some(report) = self.similar(writing) {
            let ticket = report.state.ticket().map(|ticket| ticket.reference.clone());
            let subject = ticket.unwrap_or_else(|| report.id.to_string());
            return Some(Refusal::new(RefusalCode::SimilarReport, subject));
        }
        let planned = self.planned_at(now().timestamp)?;
        let assessment = writing.assess(self.faults.in_force.contract.as_ref(), true).ok()?;
        (assessment.questioned == Some(Questioned::PlannedMaintenance)).then(|| {
            let until = planned.end.to_string();
            Refusal::new(RefusalCode::PlannedWork, planned.summary.unwrap_or(until))
        })
    }
}

/// What a script wrote, as a draft.
fn written(mut writing: Writing, said: &ReportDraft) -> Result<Writing, Refusal> {
    let record: Option<RecordId> =
        said.record_id.as_deref().map(str::parse).transpose().map_err(|_error| {
            let subject = said.record_id.clone().unwrap_or_default();
            Refusal::new(RefusalCode::UnknownRecord, subject)
        })?;
    if said.what.trim().is_empty() {
        return Err(Refusal::new(RefusalCode::ReportEmpty, ""));
    }
    let kind = said.fault_kind.unwrap_or(match said.works {
        WorksView::Question => contract::KindView::Support,
        WorksView::Nothing | WorksView::Partly => contract::KindView::Incident,
    });
    writing.record = record;
    writing.what.clone_from(&said.what);
    writing.answers = draft::answers(contract::AnswersView {
        affects: said.affects,
        works: said.works,
        repeats: said.repeats,
        legal_duty: said.legal_duty,
        failing_percent: said.failing_percent,
        redundancy_lost: said.redundancy_lost,
        kind,
        since: said.since.clone(),
        changed: said.changed.clone(),
    })?;
    writing.overrule = said.overrule.clone().map(Into::into);
    writing.keep = said.keep.into();
    Ok(writing)
}
