//! The report that is being written: edited, previewed, thrown away.

use std::sync::Arc;

use contract::{
    AnswersView, DraftEdit, DraftView, EvidencePage, EvidenceQuery, Refusal, RefusalCode, show,
};
use faults::{Answers, Evidence, Material, Planned, Preview, Report, Writing};
use model::ReportId;
use tokio::sync::oneshot;

use super::{Core, FaultDone, page, storage_failed};
use crate::station::core::now;
use crate::station::views::Mark;

/// Longest text that a person may type into a draft.
const WORDS_BYTES: usize = 64 * 1024;

impl Core {
    pub(super) fn edit_report(&mut self, edit: DraftEdit) -> Result<(), Refusal> {
        let writing = self.faults.writing.as_mut().ok_or_else(no_draft)?;
        let edited = edited(writing, edit)?;
        if let Some(overrule) = &edited.overrule
            && let Some(contract) = &self.faults.in_force.contract
            && contract.provider().class(&overrule.class).is_none()
        {
            return Err(Refusal::new(RefusalCode::UnknownClass, overrule.class.clone()));
        }
        *writing = edited;
        self.draft_changed();
        self.keep_draft();
        Ok(())
    }

    pub(super) fn include_file(&mut self, file: String, included: bool) -> Result<(), Refusal> {
        let (writing, preview) = self.draft_and_preview()?;
        if !preview.files().any(|listing| listing.name == file) {
            return Err(Refusal::new(RefusalCode::UnknownFile, file));
        }
        if included {
            writing.removed.files.remove(&file);
        } else {
            writing.removed.files.insert(file);
        }
        preview.remove(writing.removed.clone());
        self.views.mark(Mark::Draft);
        Ok(())
    }

    pub(super) fn include_line(
        &mut self,
        file: String,
        line: u32,
        included: bool,
    ) -> Result<(), Refusal> {
        let (writing, preview) = self.draft_and_preview()?;
        let Some(listing) = preview.files().find(|listing| listing.name == file) else {
            return Err(Refusal::new(RefusalCode::UnknownFile, file));
        };
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        if line == 0 || line > listing.lines {
            return Err(Refusal::new(RefusalCode::InvalidField, "line"));
        }
        let lines = writing.removed.lines.entry(file.clone()).or_default();
        if included {
            lines.remove(&line);
        } else {
            lines.insert(line);
        }
        if lines.is_empty() {
            writing.removed.lines.remove(&file);
        }
        preview.remove(writing.removed.clone());
        self.views.mark(Mark::Draft);
        Ok(())
    }

    pub(super) fn discard_report(&mut self) -> Result<(), Refusal> {
        self.faults.writing.take().ok_or_else(no_draft)?;
        self.draft_is_over();
        Ok(())
    }

    /// There is no draft any more, here and on the disk.
    pub(super) fn draft_is_over(&mut self) {
        self.faults.writing = None;
        self.faults.preview = super::Previewing::default();
        if let Some(reply) = self.faults.send_when_collected.take() {
            super::answer(reply, Err(no_draft()));
        }
        self.views.mark(Mark::Draft);
        let (store, done) = (self.store.clone(), self.done.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.drop_draft().await {
                drop(done.send(super::Done::StorageFailed(error)).await);
            }
        });
    }

    fn draft_and_preview(&mut self) -> Result<(&mut Writing, &mut Preview), Refusal> {
        let writing = self.faults.writing.as_mut().ok_or_else(no_draft)?;
        // Nothing is listed before the first preview, so nothing can be taken out.
        let preview = self.faults.preview.latest.as_mut();
        preview
            .map(|preview| (writing, preview))
            .ok_or_else(|| Refusal::new(RefusalCode::UnknownFile, ""))
    }

    /// Words, answers or what was collected are different: what would leave is computed anew.
    pub(super) fn draft_changed(&mut self) {
        self.views.mark(Mark::Draft);
        let Some(writing) = &self.faults.writing else { return };
        if self.faults.preview.is_running {
            self.faults.preview.is_stale = true;
            return;
        }
        self.faults.preview.is_running = true;
        let writing = writing.clone();
        self.beside(async move {
            let draft = writing.id;
            let (made, fallback) = (writing.clone(), writing);
            // Redaction of large logs takes its time, and calls do not wait for it.
            let preview = tokio::task::spawn_blocking(move || made.preview()).await;
            let preview = preview.unwrap_or_else(|error| {
                tracing::error!(%error, "what would leave cannot be shown");
                Writing { material: Arc::default(), ..fallback }.preview()
            });
            FaultDone::Previewed { draft, preview: Box::new(preview) }
        });
    }

    pub(super) fn previewed(&mut self, draft: ReportId, mut preview: Preview) {
        self.faults.preview.is_running = false;
        let is_stale = std::mem::take(&mut self.faults.preview.is_stale);
        let Some(writing) = &self.faults.writing else { return };
        if writing.id == draft {
            preview.remove(writing.removed.clone());
            self.faults.preview.latest = Some(preview);
            self.views.mark(Mark::Draft);
        }
        if is_stale || writing.id != draft {
            self.draft_changed();
        }
    }

    /// Another piece goes along, in the place of one with the same name.
    pub(super) fn add_to_draft(&mut self, piece: Evidence) {
        let Some(writing) = self.faults.writing.as_mut().filter(|writing| writing.is_collected)
        else {
            return;
        };
        let mut evidence = writing.material.evidence.clone();
        match evidence.iter_mut().find(|known| known.name == piece.name) {
            Some(known) => *known = piece,
            None => evidence.push(piece),
        }
        let cast = writing.material.cast.clone();
        writing.material = Arc::new(Material { evidence, cast });
        self.draft_changed();
    }

    /// What the person wrote survives a killed program.
    pub(super) fn keep_draft(&self) {
        let Some(writing) = &self.faults.writing else { return };
        let (store, done, writing) = (self.store.clone(), self.done.clone(), writing.clone());
        self.tasks.spawn(async move {
            if let Err(error) = store.keep_draft(&writing).await {
                drop(done.send(super::Done::StorageFailed(error)).await);
            }
        });
    }

    /// Goes on with what was being written when the program ended.
    pub(in crate::station) fn resume_draft(&mut self, writing: Writing) {
        let draft = writing.id;
        let snapshot = self.snapshot_for_report(writing.record);
        self.faults.writing = Some(writing);
        self.collect_for(draft, snapshot);
    }

    pub(in crate::station) fn draft_view(&self) -> Option<DraftView> {
        let writing = self.faults.writing.as_ref()?;
        let now = now().timestamp;
        let planned = self.planned_at(now);
        let around = show::Around {
            contract: self.faults.in_force.contract.as_ref(),
            preview: self.faults.preview.latest.as_ref(),
            similar: self.similar(writing),
            planned: planned.as_ref(),
        };
        Some(show::draft(writing, &around, now))
    }

    /// Planned work of the provider at a moment.
    pub(super) fn planned_at(&self, at: clock::Timestamp) -> Option<Planned> {
        self.faults.in_force.maintenance.as_ref()?.planned_at(at)
    }

    /// An open report of the same fault.
    pub(super) fn similar(&self, writing: &Writing) -> Option<&Report> {
        let assessment = writing.assess(self.faults.in_force.contract.as_ref(), false).ok()?;
        let (service, site) = self.service_and_site();
        let mark = writing.fingerprint(assessment.neutral, &service, &site);
        let mut reports = self.faults.reports.iter().map(|kept| &kept.report);
        reports.find(|report| report.is_open() && report.fingerprint == Some(mark))
    }

    /// What a fault is about: the provider or registrar, and this installation's accounts.
    pub(super) fn service_and_site(&self) -> (String, String) {
        let mut hosts: Vec<String> = self
            .switchboard
            .accounts()
            .filter_map(|(account, _)| account.address.parse::<sip_message::SipUri>().ok())
            .map(|uri| uri.host.to_string())
            .collect();
        hosts.sort();
        hosts.dedup();
        let site = hosts.join(" ");
        let service = self.settings.provider.clone().unwrap_or_else(|| site.clone());
        (service, site)
    }

    /// Lines of a file of the draft, or of a sent report.
    pub(in crate::station) fn read_evidence(
        &self,
        query: EvidenceQuery,
        reply: oneshot::Sender<Result<EvidencePage, Refusal>>,
    ) {
        let Some(report) = &query.report else {
            let result = match &self.faults.preview.latest {
                None => Err(no_draft()),
                Some(preview) => page::of_preview(preview, &query),
            };
            return drop(reply.send(result));
        };
        let id = match self.report_id(report) {
            Ok(id) => id,
            Err(refusal) => return drop(reply.send(Err(refusal))),
        };
        let store = self.store.clone();
        self.tasks.spawn(async move {
            let result = match store.report(id).await {
                Ok(report) => page::of_report(&report, &query),
                Err(error) => Err(storage_failed(&error)),
            };
            drop(reply.send(result));
        });
    }
}

pub(super) fn no_draft() -> Refusal {
    Refusal::new(RefusalCode::NoDraft, "")
}

/// The draft as it would be after an edit.
///
/// # Errors
/// Names the field that holds something that cannot be.
fn edited(writing: &Writing, edit: DraftEdit) -> Result<Writing, Refusal> {
    let mut writing = writing.clone();
    if let Some(what) = edit.what {
        if what.len() > WORDS_BYTES {
            return Err(Refusal::new(RefusalCode::InvalidField, "what"));
        }
        let is_same = what == writing.what;
        forget(&mut writing, "what", is_same);
        writing.what = what;
    }
    if let Some(view) = edit.answers {
        let before = writing.answers.clone();
        writing.answers = answers(view)?;
        let after = writing.answers.clone();
        forget(&mut writing, "affects", before.affects == after.affects);
        forget(&mut writing, "works", before.works == after.works);
        forget(&mut writing, "since", before.since == after.since);
        let is_same = before.failing_percent == after.failing_percent;
        forget(&mut writing, "failingPercent", is_same);
    }
    if edit.follow_rule {
        writing.overrule = None;
    }
    if let Some(overrule) = edit.overrule {
        if overrule.comment.len() > WORDS_BYTES {
            return Err(Refusal::new(RefusalCode::InvalidField, "comment"));
        }
        writing.overrule = Some(overrule.into());
    }
    if let Some(keep) = edit.keep {
        writing.keep = keep.into();
    }
    Ok(writing)
}

/// What the person changed is no longer the program's answer.
fn forget(writing: &mut Writing, name: &str, is_same: bool) {
    if !is_same {
        writing.prefilled.retain(|prefilled| prefilled.0 != name);
    }
}

/// Answers as a person gave them.
pub(super) fn answers(view: AnswersView) -> Result<Answers, Refusal> {
    let invalid = |field: &str| Refusal::new(RefusalCode::InvalidField, field);
    if view.failing_percent.is_some_and(|percent| !(0.0..=100.0).contains(&percent)) {
        return Err(invalid("failingPercent"));
    }
    let changed = view.changed.unwrap_or_default();
    if changed.len() > WORDS_BYTES {
        return Err(invalid("changed"));
    }
    let since = match view.since.as_deref().map(str::trim).filter(|since| !since.is_empty()) {
        None => None,
        Some(since) => Some(since.parse().map_err(|_error| invalid("since"))?),
    };
    Ok(Answers {
        kind: view.kind.into(),
        affects: view.affects.into(),
        works: view.works.into(),
        repeats: Some(view.repeats),
        legal_duty: view.legal_duty,
        failing_percent: view.failing_percent,
        redundancy_lost: view.redundancy_lost,
        since,
        what_changed: changed.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use contract::{AffectsView, KindView, OverruleView, WorksView};
    use faults::Prefilled;

    use super::*;

    #[test]
    fn what_a_person_changes_is_no_longer_prefilled() {
        let mut writing = writing();
        writing.what = "Bad sound".to_owned();
        writing.prefilled = vec![Prefilled("what"), Prefilled("works")];

        let same = DraftEdit { what: Some("Bad sound".to_owned()), ..DraftEdit::default() };
        assert_eq!(edited(&writing, same).unwrap().prefilled.len(), 2);
        let other = DraftEdit { what: Some("No sound".to_owned()), ..DraftEdit::default() };
        assert_eq!(edited(&writing, other).unwrap().prefilled, [Prefilled("works")]);
    }

    #[test]
    fn an_edit_changes_what_it_names_and_nothing_else() {
        let overrule = OverruleView { grade: "FK1".to_owned(), comment: "worse".to_owned() };
        let edit = DraftEdit { overrule: Some(overrule), ..DraftEdit::default() };
        let writing = edited(&writing(), edit).unwrap();
        assert_eq!(writing.overrule.as_ref().unwrap().class, "FK1");

        let kept = DraftEdit { what: Some("x".to_owned()), ..DraftEdit::default() };
        let writing = edited(&writing, kept).unwrap();
        assert!(writing.overrule.is_some());
        let back = DraftEdit { follow_rule: true, ..DraftEdit::default() };
        assert!(edited(&writing, back).unwrap().overrule.is_none());
    }

    #[test]
    fn answers_that_cannot_be_are_refused_by_name() {
        for (view, field) in [
            (AnswersView { failing_percent: Some(100.1), ..view() }, "failingPercent"),
            (AnswersView { failing_percent: Some(f64::NAN), ..view() }, "failingPercent"),
            (AnswersView { since: Some("yesterday".to_owned()), ..view() }, "since"),
        ] {
            assert_eq!(answers(view).unwrap_err().subject, field);
        }
        assert!(answers(AnswersView { since: Some(" ".to_owned()), ..view() }).is_ok());
        let long = DraftEdit { what: Some("x".repeat(WORDS_BYTES + 1)), ..DraftEdit::default() };
        assert_eq!(edited(&writing(), long).unwrap_err().code, RefusalCode::InvalidField);
    }

    fn writing() -> Writing {
        Writing::open(ReportId::from_random_bytes([1; 16]), clock::Timestamp::UNIX_EPOCH)
    }

    fn view() -> AnswersView {
        AnswersView {
            affects: AffectsView::OnlyMe,
            works: WorksView::Partly,
            repeats: false,
            legal_duty: false,
            failing_percent: None,
            redundancy_lost: false,
            kind: KindView::Incident,
            since: None,
            changed: None,
        }
    }
}
