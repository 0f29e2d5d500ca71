//! What stands in a ticket: a subject by which it is found again, and a text that people and
//! programs can both read.

use std::fmt;
use std::sync::Arc;

use faults::Report;

/// Subject and text of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line; the report's mark is put behind it.
    pub subject: String,
    /// Plain text; the facts are put below it.
    pub text: String,
}

/// How a report is put into words, in the language of those who read the tickets.
#[derive(Clone)]
pub struct Wording(Arc<dyn Fn(&Report) -> Letter + Send + Sync>);

impl Wording {
    /// A wording of one's own, such as one from the catalogue.
    pub fn new(words: impl Fn(&Report) -> Letter + Send + Sync + 'static) -> Self {
        Self(Arc::new(words))
    }

    /// The letter of a report, made safe and complete: the subject is one line that ends with the
    /// report's mark, the text ends with the facts.
    #[must_use]
    pub fn write(&self, report: &Report) -> Letter {
        let letter = (self.0)(report);
        let subject: Vec<&str> = letter.subject.split_whitespace().collect();
        let subject: String = subject.join(" ").chars().take(SUBJECT_CHARS).collect();
        Letter {
            subject: format!("{} {}", subject.trim_end(), report.mark()),
            text: format!("{}\n\n{}", letter.text.trim_end(), facts(report)),
        }
    }
}

/// The person's own words: class and first line as subject, all of them as text.
impl Default for Wording {
    fn default() -> Self {
        Self::new(|report| {
            let first_line = report.what.lines().next().unwrap_or_default();
            Letter {
                subject: format!("{}: {first_line}", report.class.code()),
                text: report.what.clone(),
            }
        })
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wording")
    }
}

/// Keys and values, the same in every language, for programs that read tickets.
fn facts(report: &Report) -> String {
    let names: Vec<&str> = report.evidence.iter().map(|piece| piece.name.as_str()).collect();
    format!(
        "class: {}\nrule: {}\naffects: {}\nworks: {}\nreported: {}\nevidence: {}\nreport: {}\n",
        report.class.code(),
        report.rule.code(),
        report.affects.code(),
        report.works.code(),
        report.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        if names.is_empty() { "none".to_owned() } else { names.join(", ") },
        report.id,
    )
}

/// Longest subject without the mark.
const SUBJECT_CHARS: usize = 100;

#[cfg(test)]
mod tests {
    use clock::Timestamp;
    use faults::{Affects, Cast, Draft, Works};
    use model::ReportId;

    use super::*;

    #[test]
    fn a_subject_is_one_line_that_ends_with_the_mark() {
        let letter =
            Wording::default().write(&report(&format!("no\tsound\r\nat all {}", "x".repeat(200))));

        assert_eq!(letter.subject, "FK3: no sound [#07070707]");
        let long = Wording::default().write(&report(&"long ".repeat(99))).subject;
        assert!(long.chars().count() < 120 && long.ends_with(" [#07070707]"), "{long}");
    }

    #[test]
    fn a_text_ends_with_the_facts() {
        let wording =
            Wording::new(|_| Letter { subject: "Störung".into(), text: "Guten Tag\n".into() });

        let letter = wording.write(&report("no sound"));

        assert_eq!(letter.subject, "Störung [#07070707]");
        assert_eq!(
            letter.text,
            "Guten Tag\n\nclass: FK3\nrule: one-place\naffects: only-me\nworks: partly\n\
             reported: 1970-01-01T00:00:00Z\nevidence: none\n\
             report: 07070707-0707-4707-8707-070707070707\n"
        );
    }

    fn report(what: &str) -> Report {
        Draft {
            what: what.to_owned(),
            affects: Affects::OnlyMe,
            works: Works::Partly,
            evidence: vec![],
            cast: Cast::default(),
        }
        .finish(ReportId::from_random_bytes([7; 16]), Timestamp::UNIX_EPOCH)
        .unwrap()
    }
}
