//! Prints a diagnosis: a table for people, one object for scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use faults::{Finding, Outcome};
use probes::Diagnosed;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::super::print;
use crate::words::Words;

/// What scripts read.
#[derive(Debug, Serialize)]
struct Answer<'d> {
    verdict: VerdictAnswer<'d>,
    findings: Vec<FindingAnswer<'d>>,
    started_at: String,
    took_ms: u64,
}

#[derive(Debug, Serialize)]
struct VerdictAnswer<'d> {
    side: &'static str,
    says: &'static str,
    text: String,
    because: &'d [String],
}

#[derive(Debug, Serialize)]
struct FindingAnswer<'d> {
    id: &'d str,
    probe: &'static str,
    subject: &'d str,
    outcome: &'static str,
    says: &'static str,
    text: String,
    measured: Measured<'d>,
    limit: Option<&'d str>,
    took_ms: u64,
}

/// Measured values as an object, in the order in which they are shown.
#[derive(Debug)]
struct Measured<'d>(&'d [(&'static str, String)]);

impl Serialize for Measured<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

pub(super) fn json(diagnosed: &Diagnosed) {
    let words = print::words();
    let findings = diagnosed.findings.iter().map(|finding| FindingAnswer {
        id: &finding.id,
        probe: finding.probe,
        subject: &finding.subject,
        outcome: finding.outcome.code(),
        says: finding.says.code(),
        text: sentence(&words, finding),
        measured: Measured(&finding.measured),
        limit: finding.limit.as_deref(),
        took_ms: milliseconds(finding.took),
    });
    print::json(&Answer {
        verdict: VerdictAnswer {
            side: diagnosed.verdict.side.code(),
            says: diagnosed.verdict.says,
            text: words.say(&format!("verdict-{}", diagnosed.verdict.says)),
            because: &diagnosed.verdict.because,
        },
        findings: findings.collect(),
        started_at: diagnosed.started_at.to_string(),
        took_ms: milliseconds(diagnosed.took),
    });
}

pub(super) fn table(diagnosed: &Diagnosed) {
    let words = print::words();
    let mut text = String::new();
    for finding in &diagnosed.findings {
        row(&mut text, &words, finding);
    }
    // Writing to a string cannot fail.
    _ = write!(text, "\n{}", words.say(&format!("verdict-{}", diagnosed.verdict.says)));
    for id in &diagnosed.verdict.because {
        if let Some(finding) = diagnosed.findings.iter().find(|finding| finding.id == *id) {
            _ = write!(text, "\n  – {}: {}", name(&words, finding), sentence(&words, finding));
            if let Some(limit) = &finding.limit {
                _ = write!(text, " ({})", words.tell("cli-doctor-limit", &[("limit", limit)]));
            }
        }
    }
    print::text(&text);
}

/// `✗  Port 192.0.2.1:443 TCP (S1-146)  The port refuses …  Connection 12.0 ms`
fn row(text: &mut String, words: &Words, finding: &Finding) {
    let sign = match finding.outcome {
        Outcome::Good => '✓',
        Outcome::Remark => '!',
        Outcome::Bad => '✗',
        Outcome::Unknown => '?',
        Outcome::Skipped => '–',
    };
    let name = name(words, finding);
    _ = write!(text, "{sign}  {name:<44}  {}", sentence(words, finding));
    for (measured, value) in &finding.measured {
        _ = write!(text, "; {} {value}", words.say(&format!("measured-{measured}")));
    }
    if let Some(limit) = finding.limit.as_ref().filter(|_| finding.outcome != Outcome::Skipped) {
        _ = write!(text, "; {}", words.tell("cli-doctor-limit", &[("limit", limit)]));
    }
    text.push('\n');
}

fn name(words: &Words, finding: &Finding) -> String {
    let name = words.say(&format!("probe-{}", finding.probe));
    if finding.subject.is_empty() { name } else { format!("{name} {}", finding.subject) }
}

fn sentence(words: &Words, finding: &Finding) -> String {
    let measured = finding.measured.iter();
    let values: BTreeMap<String, String> =
        measured.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    words.sentence(&format!("finding-{}", finding.says.code()), &values)
}

fn milliseconds(span: std::time::Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// One line that is written over again and again.
pub(super) fn progress(done: usize, all: usize) {
    let (done, all) = (done.to_string(), all.to_string());
    let values = [("done", done.as_str()), ("all", all.as_str())];
    print::progress(&print::words().tell("cli-doctor-progress", &values));
}

pub(super) fn progress_ends() {
    print::progress("");
}
