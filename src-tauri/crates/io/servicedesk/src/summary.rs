//! `summary.json`: what a report says, for programs.
//!
//! Only what was settled when the report was sent: what happened to it afterwards would make other
//! bytes of the same report.

use clock::Timestamp;
use faults::{Channel, Note, Promise, Report};
use serde::Serialize;

/// One report. Fields are only ever added within one `schema`; times are RFC 3339, codes are those
/// of the command line and the database, shares are percent. What nobody knows is `null`.
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
    /// `incident`, `support` or `change`.
    kind: &'static str,
    repeats: Option<bool>,
    legal_duty: bool,
    failing_percent: Option<f64>,
    redundancy_lost: bool,
    since: Option<String>,
    what_changed: &'report str,
    /// Whose contract was in force.
    provider: Option<&'report str>,
    /// The class in the provider's own word.
    grade: &'report str,
    overruled: Option<Overruled<'report>>,
    chargeable: &'static str,
    /// Who can read the report, and by which way it reaches them.
    channels: Vec<Way<'report>>,
    promises: Vec<Promised<'report>>,
    verdict: Option<Verdict<'report>>,
    /// Paths within the bundle.
    evidence: Vec<&'report str>,
    /// What was trimmed or left out.
    notes: Vec<String>,
}

/// The person's other opinion about the class.
#[derive(Debug, Serialize)]
struct Overruled<'report> {
    grade: &'report str,
    comment: &'report str,
}

#[derive(Debug, Serialize)]
struct Way<'report> {
    kind: &'static str,
    demanded: bool,
    target: &'report str,
    rule: &'static str,
}

#[derive(Debug, Serialize)]
struct Promised<'report> {
    kind: &'static str,
    due_at: String,
    clock: &'static str,
    why: &'report str,
}

#[derive(Debug, Serialize)]
struct Verdict<'report> {
    side: &'static str,
    says: &'report str,
}

impl<'report> Summary<'report> {
    pub(crate) fn of(report: &'report Report, files: &'report [String], notes: &[Note]) -> Self {
        let (facts, judged) = (&report.facts, &report.judged);
        let overruled = judged.overruled.as_ref();
        Self {
            schema: 1,
            report: report.id.to_string(),
            reported_at: report.created_at.to_string(),
            what: &report.what,
            affects: report.affects.code(),
            works: report.works.code(),
            class: report.class.code(),
            rule: report.rule.code(),
            kind: facts.kind.code(),
            repeats: facts.repeats,
            legal_duty: facts.legal_duty,
            failing_percent: facts.failing.map(|share| f64::from(share.thousandths()) / 1_000.0),
            redundancy_lost: facts.redundancy_lost,
            since: facts.since.as_ref().map(Timestamp::to_string),
            what_changed: &facts.what_changed,
            provider: judged.provider.as_deref(),
            grade: report.grade(),
            overruled: overruled
                .map(|other| Overruled { grade: &other.class, comment: &other.comment }),
            chargeable: judged.chargeable.code(),
            channels: judged.channels.iter().map(way).collect(),
            promises: judged.promises.iter().map(promised).collect(),
            verdict: report
                .verdict
                .as_ref()
                .map(|told| Verdict { side: told.side.code(), says: &told.says }),
            evidence: files.iter().map(String::as_str).collect(),
            notes: notes.iter().map(ToString::to_string).collect(),
        }
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("its keys are text and its values have no errors")
    }
}

const fn way(channel: &Channel) -> Way<'_> {
    Way {
        kind: channel.kind.code(),
        demanded: channel.demanded,
        target: channel.target.as_str(),
        rule: channel.rule,
    }
}

fn promised(promise: &Promise) -> Promised<'_> {
    Promised {
        kind: promise.kind.code(),
        due_at: promise.due_at.to_string(),
        clock: promise.clock.code(),
        why: &promise.why,
    }
}
