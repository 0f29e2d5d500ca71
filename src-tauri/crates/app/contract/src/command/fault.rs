//! What may be asked for about faults and their reports.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::view::draft::{AnswersView, KeepView, OverruleView};
use crate::view::report::{AffectsView, KindView, WorksView};

/// A whole report in one go, as a script writes it. Everything that the program collects by itself goes along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub struct ReportDraft {
    /// The person's words.
    pub what: String,
    /// Whom it affects.
    pub affects: AffectsView,
    /// How much still works.
    pub works: WorksView,
    /// The call that it is about; the last one when absent.
    #[serde(default)]
    pub record_id: Option<String>,
    /// Whether it can be shown again at will.
    #[serde(default)]
    pub repeats: bool,
    /// Whether emergency calls or another legal duty are affected.
    #[serde(default)]
    pub legal_duty: bool,
    /// Calls that fail, 0–100 %.
    #[serde(default)]
    pub failing_percent: Option<f64>,
    /// Whether a spare is lost, while everything still works.
    #[serde(default)]
    pub redundancy_lost: bool,
    /// Incident, support or change; an incident when absent, support where everything works.
    #[serde(default)]
    pub fault_kind: Option<KindView>,
    /// Since when, RFC 3339.
    #[serde(default)]
    pub since: Option<String>,
    /// What was changed before.
    #[serde(default)]
    pub changed: Option<String>,
    /// The class in the provider's own word, where it is not the one that follows from the answers.
    #[serde(default)]
    pub overrule: Option<OverruleView>,
    /// What stays in the clear.
    #[serde(default)]
    pub keep: KeepView,
    /// Whether to measure first, at most 30 seconds; otherwise the last diagnosis goes along.
    #[serde(default)]
    pub diagnose: bool,
    /// Whether it is refused rather than sent where an open report of the same fault is there, or
    /// where planned work may be the reason of an FK1; for a person who is there to answer.
    #[serde(default)]
    pub ask: bool,
}

/// Changes to the report that is being written; absent fields stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct DraftEdit {
    /// The person's words.
    pub what: Option<String>,
    /// All answers.
    pub answers: Option<AnswersView>,
    /// Another class, and why.
    pub overrule: Option<OverruleView>,
    /// Back to the class that follows from the answers.
    pub follow_rule: bool,
    /// What stays in the clear.
    pub keep: Option<KeepView>,
}

/// In which form the evidence of all reports is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// A table for spreadsheets (RFC 4180).
    Csv,
    /// A page that a browser prints.
    Page,
}

/// The settings of a provider's profile by name.
pub type ProviderSettings = BTreeMap<String, String>;
