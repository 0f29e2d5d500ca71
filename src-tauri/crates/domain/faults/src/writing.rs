//! A report that is being written: what the person says so far, what was collected, and what would
//! become of it at any moment.
//!
//! ```text
//! Material (raw) ─┐
//! what, answers ──┼─▶ preview ──▶ what would leave ─┐
//! keep, removed ──┘                                 ├─▶ finish ──▶ Report
//! Contract ───────▶ assess, judge ──────────────────┘
//! ```
//!
//! Nothing here waits or asks anybody, so the same writing gives the same report.

use std::collections::BTreeMap;
use std::sync::Arc;

use clock::Timestamp;
use model::{RecordId, ReportId};

use crate::preview::Removed;
use crate::{
    Affects, Answers, Assessment, Cast, Class, Contract, Draft, Effort, Event, Evidence, Facts,
    Fingerprint, Happening, Judged, Judgement, Keep, Overrule, OverruleError, Percent, Place,
    Preview, Questioned, Report, TicketState, Told, Works, assess,
};

/// What was collected, not yet redacted. Cheap to share between tasks.
#[derive(Debug, Default)]
pub struct Material {
    /// Files.
    pub evidence: Vec<Evidence>,
    /// What is known to be private.
    pub cast: Cast,
}

/// An answer that the program gave from what it knows; the code is a field's name of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefilled(pub &'static str);

/// A report that is being written.
#[derive(Clone)]
pub struct Writing {
    /// The id that the report will have.
    pub id: ReportId,
    /// When evidence was collected.
    pub opened_at: Timestamp,
    /// The line of the call list that it is about.
    pub record: Option<RecordId>,
    /// The person's words.
    pub what: String,
    /// Answers so far.
    pub answers: Answers,
    /// Answers that the program gave.
    pub prefilled: Vec<Prefilled>,
    /// The person's other opinion about the class.
    pub overrule: Option<Overrule>,
    /// What stays in the clear.
    pub keep: Keep,
    /// What the person took out.
    pub removed: Removed,
    /// What was collected so far.
    pub material: Arc<Material>,
    /// Whether all of it is there.
    pub is_collected: bool,
}

/// Why a report is not sent as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Not one word was said.
    #[error("no word about what is wrong")]
    NoWords,
    /// Something in it looks like a secret; the file is empty for the person's own words.
    #[error("something looks like a secret")]
    Secret {
        /// Which file.
        file: String,
        /// Where.
        place: Place,
    },
    /// The class cannot be overruled so.
    #[error(transparent)]
    Overrule(#[from] OverruleError),
}

impl Writing {
    /// An empty page.
    #[must_use]
    pub fn open(id: ReportId, opened_at: Timestamp) -> Self {
        Self {
            id,
            opened_at,
            record: None,
            what: String::new(),
            answers: Answers::new(Affects::OnlyMe, Works::Partly),
            prefilled: Vec::new(),
            overrule: None,
            keep: Keep::default(),
            removed: Removed::default(),
            material: Arc::default(),
            is_collected: false,
        }
    }

    /// The class that follows, by the contract where one is in force; questioned where planned work
    /// is under way.
    ///
    /// # Errors
    /// When the person's other opinion has no comment or names no class.
    pub fn assess(
        &self,
        contract: Option<&Contract>,
        is_planned: bool,
    ) -> Result<Assessment, OverruleError> {
        let assessment = match contract {
            Some(contract) => assess(contract.provider(), &self.answers),
            None => neutral(&self.answers),
        };
        let mut assessment = match (&self.overrule, contract) {
            (None, _) => assessment,
            (Some(overrule), Some(contract)) => {
                assessment.overrule(contract.provider(), self.answers.affects, overrule.clone())?
            }
            (Some(overrule), None) => overrule_neutral(assessment, overrule.clone())?,
        };
        if is_planned && assessment.neutral == Class::Fk1 {
            assessment.questioned = Some(Questioned::PlannedMaintenance);
        }
        Ok(assessment)
    }

    /// What would leave. Takes its time where much was collected.
    #[must_use]
    pub fn preview(&self) -> Preview {
        let comment = self.overrule.as_ref().map_or("", |overrule| overrule.comment.as_str());
        let more = [self.answers.what_changed.as_str(), comment];
        let Material { evidence, cast } = &*self.material;
        let mut preview = Preview::with_more(&self.what, &more, evidence, cast, self.keep);
        preview.remove(self.removed.clone());
        preview
    }

    /// What makes another report one of the same fault.
    #[must_use]
    pub fn fingerprint(&self, class: Class, service: &str, site: &str) -> Fingerprint {
        let symptom = format!("{} {}", self.answers.works.code(), self.answers.kind().code());
        Fingerprint::of(class, service, site, &symptom)
    }

    /// The report as it leaves now, queued.
    ///
    /// # Errors
    /// Demands a word, refuses whatever looks like a secret, and a class without a comment.
    pub fn finish(
        &self,
        contract: Option<&Contract>,
        settings: &BTreeMap<String, String>,
        (service, site): (&str, &str),
        verdict: Option<Told>,
        now: Timestamp,
    ) -> Result<Report, SendError> {
        if self.what.trim().is_empty() {
            return Err(SendError::NoWords);
        }
        let assessment = self.assess(contract, false)?;
        let preview = self.preview();
        if let Some((file, place)) = preview.secrets().first() {
            return Err(SendError::Secret { file: (*file).to_owned(), place: *place });
        }
        let judgement = contract
            .map(|contract| judge_leniently(contract, &assessment.class, assessment.kind, now));
        let mut more = preview.more().iter().map(|said| crate::report::cut(said, MORE_CHARS));
        let what_changed = more.next().unwrap_or_default();
        let comment = more.next().unwrap_or_default();
        let answers = &self.answers;
        Ok(Report {
            id: self.id,
            created_at: now,
            what: crate::report::cut(preview.words(), Draft::WORDS_CHARS),
            affects: answers.affects,
            works: answers.works,
            class: assessment.neutral,
            rule: assessment.rule,
            facts: Facts {
                kind: assessment.kind,
                repeats: answers.repeats,
                legal_duty: answers.legal_duty,
                failing: answers.failing_percent.and_then(percent),
                redundancy_lost: answers.redundancy_lost,
                since: answers.since,
                what_changed,
            },
            judged: Judged {
                provider: contract.map(|contract| contract.provider().id.to_string()),
                settings: if contract.is_some() { settings.clone() } else { BTreeMap::new() },
                grade: assessment.class.clone(),
                values: assessment
                    .values
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone()))
                    .collect(),
                overruled: self
                    .overrule
                    .as_ref()
                    .map(|overrule| Overrule { class: overrule.class.clone(), comment }),
                ..judgement.flatten().map_or_else(
                    || Judged::without_contract(assessment.neutral),
                    |judgement| Judged {
                        chargeable: judgement.chargeable,
                        promises: judgement.promises,
                        channels: judgement.channels,
                        ..Judged::without_contract(assessment.neutral)
                    },
                )
            },
            fingerprint: Some(self.fingerprint(assessment.neutral, service, site)),
            verdict,
            events: vec![Event { at: now, what: Happening::Reported }],
            evidence: preview.evidence(),
            state: TicketState::Queued(Effort::default()),
        })
    }
}

/// What the contract says, with nothing promised where settings are missing.
fn judge_leniently(
    contract: &Contract,
    class: &str,
    kind: crate::Kind,
    now: Timestamp,
) -> Option<Judgement> {
    contract.judge(class, kind, now).ok()
}

/// The class where no contract is in force.
fn neutral(answers: &Answers) -> Assessment {
    let rule = answers.rule();
    let neutral = rule.neutral();
    let is_single = neutral == Class::Fk1 && answers.affects == Affects::OnlyMe;
    Assessment {
        class: neutral.code().to_owned(),
        neutral,
        kind: answers.kind(),
        rule,
        values: Vec::new(),
        questioned: is_single.then_some(Questioned::SingleUser),
        overruled: None,
    }
}

/// The neutral class of a word such as `FK2`, whatever its case.
#[must_use]
pub fn neutral_class(word: &str) -> Option<Class> {
    Class::from_code(&word.trim().to_ascii_uppercase())
}

fn overrule_neutral(
    mut assessment: Assessment,
    overrule: Overrule,
) -> Result<Assessment, OverruleError> {
    if overrule.comment.trim().is_empty() {
        return Err(OverruleError::NoComment);
    }
    let class = neutral_class(&overrule.class).ok_or(OverruleError::UnknownClass)?;
    assessment.class = class.code().to_owned();
    assessment.neutral = class;
    assessment.overruled = Some(overrule);
    Ok(assessment)
}

/// A share of hundred as it is kept; nothing where it is none.
fn percent(percent: f64) -> Option<Percent> {
    format!("{:.3}", percent).parse().ok()
}

impl std::fmt::Debug for Writing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writing")
            .field("id", &self.id)
            .field("material", &self.material.evidence)
            .field("is_collected", &self.is_collected)
            .finish_non_exhaustive()
    }
}

/// Longest comment and longest "what changed".
const MORE_CHARS: usize = 2_000;

#[cfg(test)]
mod tests;
