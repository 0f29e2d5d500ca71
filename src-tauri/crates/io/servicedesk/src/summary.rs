//! `summary.json`: what a report says, for programs.

use faults::{Note, Report};
use serde::Serialize;

/// One report. Fields are only ever added within one `schema`; times are RFC 3339, codes are those
/// of the command line and the database.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary<'report> {
    /// Which fields there are: 1.
    schema: u32,
    /// The report's id, by which its ticket is found.
    report: String,
    reported_at: String,
    /// The person's words.
    what: &'report str,
    affects: &'static str,
    works: &'static str,
    class: &'static str,
    rule: &'static str,
    /// Paths within the bundle.
    evidence: Vec<&'report str>,
    /// What was trimmed or left out.
    notes: Vec<String>,
}

impl<'report> Summary<'report> {
    pub(crate) fn of(report: &'report Report, files: &'report [String], notes: &[Note]) -> Self {
        Self {
            schema: 1,
            report: report.id.to_string(),
            reported_at: report.created_at.to_string(),
            what: &report.what,
            affects: report.affects.code(),
            works: report.works.code(),
            class: report.class.code(),
            rule: report.rule.code(),
            evidence: files.iter().map(String::as_str).collect(),
            notes: notes.iter().map(ToString::to_string).collect(),
        }
    }

    pub(crate) fn to_json(&self) -> String {
        // Only maps with other keys than texts cannot be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
