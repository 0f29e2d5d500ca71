//! The report that is being written as a window sees it.

use std::collections::BTreeSet;

use clock::Timestamp;
use faults::{
    Answers, Contract, Counts, Keep, Overrule, Planned, Prefilled, Preview, Report, Writing,
};

use super::promise::{channel, judged, promise};
use crate::{
    AnswersView, AssessmentView, DraftView, FileView, KeepView, MaintenanceView, OverruleView,
    ReplacedView, SecretPlaceView, Sentence, SimilarView,
};

/// What is known around a draft.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The contract in force.
    pub contract: Option<&'a Contract>,
    /// What would leave, as it was computed last; absent before the first time.
    pub preview: Option<&'a Preview>,
    /// An open report of the same fault.
    pub similar: Option<&'a Report>,
    /// Planned work at this moment.
    pub planned: Option<&'a Planned>,
}

/// The view of a draft at a moment.
#[must_use]
pub fn draft(writing: &Writing, around: &Around<'_>, now: Timestamp) -> DraftView {
    let is_planned = around.planned.is_some();
    // Another opinion that does not hold yet is shown beside the class that follows by rule.
    let assessment = writing.assess(around.contract, is_planned).unwrap_or_else(|_no_comment| {
        let by_rule = Writing { overrule: None, ..writing.clone() };
        by_rule.assess(around.contract, is_planned).unwrap_or_else(|_never| {
            // Without another opinion there is nothing to refuse.
            unreachable!("an assessment by rule is never refused")
        })
    });
    let judgement =
        around.contract.map(|contract| judged(contract, &assessment.class, assessment.kind, now));
    let (judgement, mut missing) = match judgement {
        Some(Ok(judgement)) => (Some(judgement), Vec::new()),
        Some(Err(missing)) => (None, missing),
        None => (None, Vec::new()),
    };
    missing.extend(judgement.iter().flat_map(|judgement| judgement.unset.clone()));
    let files: Vec<FileView> = around.preview.map(files).unwrap_or_default();
    DraftView {
        id: writing.id.to_string(),
        opened_at: writing.opened_at.to_string(),
        record_id: writing.record.map(|record| record.to_string()),
        what: writing.what.clone(),
        answers: answers(&writing.answers),
        prefilled: writing.prefilled.iter().map(|Prefilled(name)| (*name).to_owned()).collect(),
        assessment: AssessmentView {
            grade: assessment.class.clone(),
            class: assessment.neutral.into(),
            rule: Sentence {
                code: assessment.rule.code().to_owned(),
                args: assessment
                    .values
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone()))
                    .collect(),
            },
            questioned: assessment
                .questioned
                .map(|why| Sentence { code: why.code().to_owned(), ..Sentence::default() }),
        },
        overrule: writing.overrule.as_ref().map(|overrule| OverruleView {
            grade: overrule.class.clone(),
            comment: overrule.comment.clone(),
        }),
        files,
        keep: keep(writing.keep),
        replaced: around.preview.map(|preview| replaced(preview.counts())).unwrap_or_default(),
        secrets: around.preview.map(secrets).unwrap_or_default(),
        channels: judgement
            .iter()
            .flat_map(|judgement| judgement.channels.iter().map(channel))
            .collect(),
        promises: judgement
            .iter()
            .flat_map(|judgement| &judgement.promises)
            .map(|one| promise(one, faults::Standing::Running { due: one.due_at }))
            .collect(),
        chargeable: judgement
            .as_ref()
            .map_or(faults::Chargeable::Unknown, |judgement| judgement.chargeable)
            .code()
            .to_owned(),
        missing: missing.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
        similar: around.similar.map(|report| SimilarView {
            report: report.id.to_string(),
            reference: report.state.ticket().map(|ticket| ticket.reference.clone()),
            what: report.what.clone(),
            created_at: report.created_at.to_string(),
        }),
        maintenance: around.planned.map(|planned| maintenance(planned, now)),
        is_collected: writing.is_collected && around.preview.is_some(),
    }
}

/// Planned work as a window sees it.
#[must_use]
pub fn maintenance(planned: &Planned, now: Timestamp) -> MaintenanceView {
    MaintenanceView {
        starts_at: planned.start.to_string(),
        ends_at: planned.end.to_string(),
        summary: planned.summary.clone().unwrap_or_default(),
        is_now: planned.start <= now && now < planned.end,
    }
}

fn files(preview: &Preview) -> Vec<FileView> {
    preview
        .files()
        .map(|file| FileView {
            name: file.name,
            bytes: small(file.bytes),
            lines: small(file.lines),
            replaced: u32::try_from(file.counts.total()).unwrap_or(u32::MAX),
            included: file.is_included,
            trimmed: file.is_trimmed,
        })
        .collect()
}

fn secrets(preview: &Preview) -> Vec<SecretPlaceView> {
    let places = preview.secrets().into_iter().take(SECRETS_MOST);
    places
        .map(|(file, place)| SecretPlaceView { file: file.to_owned(), line: small(place.line) })
        .collect()
}

/// More places than anybody looks through.
const SECRETS_MOST: usize = 100;

fn replaced(counts: Counts) -> ReplacedView {
    let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    ReplacedView {
        numbers: small(counts.numbers),
        names: small(counts.names),
        hosts: small(counts.hosts),
        addresses: small(counts.addresses),
        secrets: small(counts.secrets),
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Answers as a window sees them.
#[must_use]
pub fn answers(answers: &Answers) -> AnswersView {
    AnswersView {
        affects: answers.affects.into(),
        works: answers.works.into(),
        repeats: answers.repeats.unwrap_or_default(),
        legal_duty: answers.legal_duty,
        failing_percent: answers.failing_percent,
        redundancy_lost: answers.redundancy_lost,
        kind: answers.kind.into(),
        since: answers.since.map(|since| since.to_string()),
        changed: Some(answers.what_changed.clone()).filter(|changed| !changed.is_empty()),
    }
}

fn keep(keep: Keep) -> KeepView {
    KeepView {
        numbers: keep.numbers,
        names: keep.names,
        hosts: keep.hosts,
        addresses: keep.addresses,
    }
}

impl From<KeepView> for Keep {
    fn from(keep: KeepView) -> Self {
        Self {
            numbers: keep.numbers,
            names: keep.names,
            hosts: keep.hosts,
            addresses: keep.addresses,
        }
    }
}

impl From<OverruleView> for Overrule {
    fn from(overrule: OverruleView) -> Self {
        Self { class: overrule.grade, comment: overrule.comment }
    }
}
