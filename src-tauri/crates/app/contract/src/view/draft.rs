//! A report that is being written, and what would become of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::report::{AffectsView, ChannelView, ClassView, KindView, PromiseView, WorksView};

/// A sentence of the catalogue: its key without the prefix that its field names, and its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sentence {
    /// Which sentence.
    pub code: String,
    /// Values by name; never words of a language.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
}

/// Answers to the questions about a fault; at most six are asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnswersView {
    /// Whom it affects.
    pub affects: AffectsView,
    /// How much still works.
    pub works: WorksView,
    /// Whether it can be shown again at will.
    pub repeats: bool,
    /// Whether emergency calls or another legal duty are affected. Source: S0-14.
    pub legal_duty: bool,
    /// Calls that fail, 0–100 %; absent where nobody knows. Source: S0-14, S0-15.
    pub failing_percent: Option<f64>,
    /// Whether a spare is lost, while everything still works. Source: S0-15.
    pub redundancy_lost: bool,
    /// Incident, support or change. Source: S3-08, S3-13, S3-14.
    pub kind: KindView,
    /// Since when, RFC 3339.
    pub since: Option<String>,
    /// What was changed before, in the person's words. Source: S3-38.
    pub changed: Option<String>,
}

/// The class that follows from the answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentView {
    /// The provider's own word for the class, such as `FK2`, `hoch` or `3`.
    pub grade: String,
    /// The same on the scale that all providers share.
    pub class: ClassView,
    /// Why; key `rule-…`.
    pub rule: Sentence,
    /// Why it is questioned; key `questioned-…`.
    pub questioned: Option<Sentence>,
}

/// A person's other opinion about the class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OverruleView {
    /// The provider's own word for the class.
    pub grade: String,
    /// Why, in the person's words; goes into the ticket.
    pub comment: String,
}

/// What stays in the clear because the person wants it to. Secrets never do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the window")]
pub struct KeepView {
    /// Telephone numbers.
    pub numbers: bool,
    /// Names of persons.
    pub names: bool,
    /// Names of hosts.
    pub hosts: bool,
    /// IP, hardware and mail addresses.
    pub addresses: bool,
}

/// How much was replaced by labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReplacedView {
    /// Telephone numbers.
    pub numbers: u32,
    /// Names of persons.
    pub names: u32,
    /// Names of hosts.
    pub hosts: u32,
    /// IP, hardware and mail addresses.
    pub addresses: u32,
    /// Passwords, tokens and keys.
    pub secrets: u32,
}

/// One file of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// File name; key `file-…` without its ending where the catalogue knows it.
    pub name: String,
    /// Size as it would leave, in bytes.
    pub bytes: u32,
    /// Lines.
    pub lines: u32,
    /// Replaced by labels.
    pub replaced: u32,
    /// False when the person took it out.
    pub included: bool,
    /// True when a part was left out because it is too large.
    pub trimmed: bool,
}

/// A place that looks like a secret: the report is not sent before it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SecretPlaceView {
    /// File name; empty for the person's own words.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
}

/// Planned work of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MaintenanceView {
    /// RFC 3339.
    pub starts_at: String,
    /// RFC 3339.
    pub ends_at: String,
    /// What is done, in the provider's words.
    pub summary: String,
    /// True while it lasts.
    pub is_now: bool,
}

/// An open report of the same fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SimilarView {
    /// Its id.
    pub report: String,
    /// Its ticket's number, once there is one.
    pub reference: Option<String>,
    /// The person's words then.
    pub what: String,
    /// RFC 3339.
    pub created_at: String,
}

/// A report that is being written. There is at most one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// The id that the report will have.
    pub id: String,
    /// RFC 3339; when evidence was collected.
    pub opened_at: String,
    /// The line of the call list that it is about.
    pub record_id: Option<String>,
    /// The person's words so far; prefilled where the program has something to say.
    pub what: String,
    /// Answers so far.
    pub answers: AnswersView,
    /// Names of the answers that the program filled in from what it knows.
    pub prefilled: Vec<String>,
    /// The class that follows.
    pub assessment: AssessmentView,
    /// The person's other opinion.
    pub overrule: Option<OverruleView>,
    /// What would be attached.
    pub files: Vec<FileView>,
    /// What stays in the clear.
    pub keep: KeepView,
    /// How much was replaced.
    pub replaced: ReplacedView,
    /// Places that look like secrets.
    pub secrets: Vec<SecretPlaceView>,
    /// Ways to the provider at this minute.
    pub channels: Vec<ChannelView>,
    /// What the contract promises if it is sent now.
    pub promises: Vec<PromiseView>,
    /// `yes`, `no` or `unknown`.
    pub chargeable: String,
    /// Settings of the provider's profile that are needed and missing.
    pub missing: Vec<String>,
    /// An open report of the same fault.
    pub similar: Option<SimilarView>,
    /// Planned work at this minute.
    pub maintenance: Option<MaintenanceView>,
    /// True once the files are collected; before, some are still on their way.
    pub is_collected: bool,
}

/// Which lines of a file of a draft or report are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct EvidenceQuery {
    /// A report's id; the open draft when absent.
    pub report: Option<String>,
    /// File name.
    pub file: String,
    /// Only lines that hold these words, whatever their case.
    pub search: Option<String>,
    /// First line, from 1.
    pub from: u32,
    /// Most lines, 1–1,000.
    pub limit: u32,
}

/// Lines of a file as they would leave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EvidencePage {
    /// The lines, in order.
    pub lines: Vec<LineView>,
    /// How many lines fit the query in all.
    pub total: u32,
}

/// One line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineView {
    /// From 1.
    pub number: u32,
    /// As it would leave; at most 4,000 characters.
    pub text: String,
    /// False when the person took it out.
    pub included: bool,
}
