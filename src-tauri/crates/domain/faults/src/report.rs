//! A report: what the person says, whom it affects, and evidence that gives nobody away.

use std::collections::{BTreeMap, BTreeSet};

use clock::Timestamp;
use model::ReportId;

use crate::bundle::{free_name, trim_middle};
use crate::{
    Affects, Cast, Channel, ChannelKind, Chargeable, Class, Event, Fingerprint, Happening, Kind,
    Overrule, Percent, Promise, Redaction, Rule, Side, TicketState, Works, classify,
};

/// What is wrong, without a contract behind it; becomes a [`Report`] by [`Draft::finish`]. What a
/// person writes with a contract in sight is a [`crate::Writing`].
#[derive(Clone)]
pub struct Draft {
    /// What is wrong, in the person's words.
    pub what: String,
    /// Whom it affects.
    pub affects: Affects,
    /// What still works.
    pub works: Works,
    /// Evidence as collected, not yet redacted.
    pub evidence: Vec<Evidence>,
    /// Numbers, names, hosts and secrets that the program knows to be such.
    pub cast: Cast,
}

/// A text that belongs to a report, such as the last call's ladder or the state of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// File name: small letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// A fault as it goes to the provider. Everything in it is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// Our own id, by which the ticket is found again.
    pub id: ReportId,
    /// When the person reported it.
    pub created_at: Timestamp,
    /// The person's words.
    pub what: String,
    /// Whom it affects.
    pub affects: Affects,
    /// What still works.
    pub works: Works,
    /// How grave it is.
    pub class: Class,
    /// Why it has that class.
    pub rule: Rule,
    /// What else the person answered.
    pub facts: Facts,
    /// What the contract said when it was sent.
    pub judged: Judged,
    /// By what another report of the same fault is known.
    pub fingerprint: Option<Fingerprint>,
    /// What the diagnosis said then.
    pub verdict: Option<Told>,
    /// What happened to it, oldest first.
    pub events: Vec<Event>,
    /// What was attached, each name once.
    pub evidence: Vec<Evidence>,
    /// Where it stands.
    pub state: TicketState,
}

/// What a person answered beside whom it affects and what still works.
#[derive(Clone, PartialEq, Eq)]
pub struct Facts {
    /// What is asked of the provider.
    pub kind: Kind,
    /// Whether it happens again and again, where somebody said.
    pub repeats: Option<bool>,
    /// Whether a legal duty such as emergency calls is hit.
    pub legal_duty: bool,
    /// Share of calls that fail.
    pub failing: Option<Percent>,
    /// Whether a spare is lost.
    pub redundancy_lost: bool,
    /// Since when.
    pub since: Option<Timestamp>,
    /// What was changed before, redacted.
    pub what_changed: String,
}

/// What the contract said about a report when it was sent. Source: requirements §6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Id of the provider whose contract was in force.
    pub provider: Option<String>,
    /// What its profile left open and was set then, so that later changes move no promise.
    pub settings: BTreeMap<String, String>,
    /// The class in the provider's own word.
    pub grade: String,
    /// Values of the rule's sentence.
    pub values: Vec<(String, String)>,
    /// The person's other opinion; its comment is redacted.
    pub overruled: Option<Overrule>,
    /// Whether it costs something.
    pub chargeable: Chargeable,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// Ways to the provider at that minute.
    pub channels: Vec<Channel>,
}

/// A verdict as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// On which side the fault lies.
    pub side: Side,
    /// Code of the sentence, `verdict-` with it in the catalogue.
    pub says: String,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            kind: Kind::Incident,
            repeats: None,
            legal_duty: false,
            failing: None,
            redundancy_lost: false,
            since: None,
            what_changed: String::new(),
        }
    }
}

impl Judged {
    /// What is said where no contract is in force: the neutral class, and nothing more.
    #[must_use]
    pub fn without_contract(class: Class) -> Self {
        Self {
            provider: None,
            settings: BTreeMap::new(),
            grade: class.code().to_owned(),
            values: Vec::new(),
            overruled: None,
            chargeable: Chargeable::Unknown,
            promises: Vec::new(),
            channels: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Facts").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Why a draft is not yet a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Not one word was said.
    #[error("no word about what is wrong")]
    NoWords,
}

impl Draft {
    /// Longest text of a person; what is beyond is cut with a note.
    pub const WORDS_CHARS: usize = 8_000;
    /// Longest evidence; of what is longer, head and tail are kept with a note between them.
    pub const EVIDENCE_BYTES: usize = 64 * 1024 * 1024;
    /// Most of an evidence that is looked at; trimmed in the same way before it is redacted.
    pub const EVIDENCE_READ_BYTES: usize = 64 * 1024 * 1024;
    /// Most pieces of evidence; the rest is named in the last one.
    pub const EVIDENCE_PIECES: usize = 32;

    /// Redacts and classifies; the report stands at [`TicketState::Drafted`].
    ///
    /// # Errors
    /// Demands at least one word.
    pub fn finish(self, id: ReportId, created_at: Timestamp) -> Result<Report, DraftError> {
        if self.what.trim().is_empty() {
            return Err(DraftError::NoWords);
        }
        let (class, rule) = classify(self.affects, self.works);
        let mut redaction = Redaction::knowing(&self.cast);
        redaction.learn(&self.what);
        for piece in &self.evidence {
            redaction.learn(&piece.text);
        }
        let what = cut(&redaction.clean(self.what.trim()), Self::WORDS_CHARS);
        let evidence = self.clean_evidence(&mut redaction);
        let state = TicketState::Drafted;
        let (affects, works) = (self.affects, self.works);
        let kind = if works == Works::Question { Kind::Support } else { Kind::Incident };
        Ok(Report {
            id,
            created_at,
            what,
            affects,
            works,
            class,
            rule,
            facts: Facts { kind, ..Facts::default() },
            judged: Judged::without_contract(class),
            fingerprint: None,
            verdict: None,
            events: vec![Event { at: created_at, what: Happening::Reported }],
            evidence,
            state,
        })
    }

    fn clean_evidence(&self, redaction: &mut Redaction) -> Vec<Evidence> {
        let mut names = BTreeSet::new();
        let mut clean: Vec<Evidence> = self
            .evidence
            .iter()
            .take(Self::EVIDENCE_PIECES)
            .map(|piece| Evidence {
                name: free_name(&piece.name, &mut names),
                text: {
                    let text = trim_middle(&piece.text, Self::EVIDENCE_READ_BYTES);
                    trim_middle(&redaction.clean(&text), Self::EVIDENCE_BYTES)
                },
            })
            .collect();
        let left_out = self.evidence.len().saturating_sub(Self::EVIDENCE_PIECES);
        if left_out > 0
            && let Some(last) = clean.last_mut()
        {
            last.text.push_str(&format!("\n[{left_out} more pieces of evidence left out]\n"));
        }
        clean
    }
}

impl Report {
    /// The word by which the ticket is found: stands in its subject.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("[#{}]", self.id.short())
    }

    /// Whether the contract demands a call that nobody has confirmed yet. Source: S0-09.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let is_demanded = self
            .judged
            .channels
            .iter()
            .any(|channel| channel.kind == ChannelKind::Telephone && channel.demanded);
        let is_done = self
            .events
            .iter()
            .any(|event| matches!(event.what, Happening::Telephoned { .. } | Happening::Closed));
        is_demanded && !is_done
    }

    /// Whether work on it is still to come, as far as is known here.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, TicketState::Drafted | TicketState::Closed(_))
    }

    /// When it worked again, unless it did not after all.
    #[must_use]
    pub fn restored_at(&self) -> Option<Timestamp> {
        let is_turn = |event: &&Event| match event.what {
            Happening::Restored | Happening::Reopened => true,
            Happening::Reported
            | Happening::Telephoned { .. }
            | Happening::Reacted
            | Happening::Updated
            | Happening::Paused(_)
            | Happening::Resumed
            | Happening::Closed => false,
        };
        let last = self.events.iter().rfind(is_turn)?;
        (last.what == Happening::Restored).then_some(last.at)
    }

    /// The fault class in the provider's own word, for those who keep only one.
    #[must_use]
    pub fn grade(&self) -> &str {
        if self.judged.grade.is_empty() { self.class.code() } else { &self.judged.grade }
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("evidence", &self.evidence).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.text.len())
    }
}

impl std::fmt::Debug for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Report")
            .field("id", &self.id)
            .field("class", &self.class)
            .field("rule", &self.rule)
            .field("evidence", &self.evidence)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

pub(crate) fn cut(text: &str, most_chars: usize) -> String {
    match text.char_indices().nth(most_chars) {
        Some((at, _)) => format!("{}\n[cut here]", text.split_at(at).0),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_needs_a_word() {
        let draft = draft(" \n", vec![]);

        assert_eq!(draft.finish(id(), Timestamp::UNIX_EPOCH), Err(DraftError::NoWords));
    }

    #[test]
    fn evidence_names_are_safe_and_differ() {
        let names = ["../../etc/passwd", "Calls.txt", "calls.TXT", "", "..", "con:1"];
        let evidence =
            names.map(|name| Evidence { name: name.to_owned(), text: String::new() }).into();

        let report = draft("no sound", evidence).finish(id(), Timestamp::UNIX_EPOCH).unwrap();

        let names: Vec<_> = report.evidence.iter().map(|piece| piece.name.as_str()).collect();
        assert_eq!(
            names,
            ["etc-passwd", "calls.txt", "2-calls.txt", "evidence.txt", "2-evidence.txt", "con-1"]
        );
    }

    #[test]
    fn what_is_too_long_is_trimmed_in_whole_lines_with_a_note() {
        let long: String = (0..1_000).map(|line| format!("line {line} ü\n")).collect();

        let text = trim_middle(&long, 1_000);

        assert!(text.len() <= 1_050, "{}", text.len());
        assert!(text.starts_with("line 0 ü\nline 1 ü\n") && text.ends_with("\nline 999 ü\n"));
        assert!(text.contains(" bytes left out]\nline "), "{text}");
        assert_eq!(trim_middle(&"ü".repeat(600), 1_000).matches("left out").count(), 1);
        assert_eq!(cut("wörter", 3), "wör\n[cut here]");
    }

    #[test]
    fn a_report_in_a_log_shows_neither_words_nor_evidence() {
        let evidence = vec![Evidence { name: "log.txt".to_owned(), text: "inner".to_owned() }];
        let report = draft("my words", evidence).finish(id(), Timestamp::UNIX_EPOCH).unwrap();

        let printed = format!("{report:?}");

        assert!(!printed.contains("my words") && !printed.contains("inner"), "{printed}");
    }

    fn draft(what: &str, evidence: Vec<Evidence>) -> Draft {
        Draft {
            what: what.to_owned(),
            affects: Affects::OnlyMe,
            works: Works::Partly,
            evidence,
            cast: Cast::default(),
        }
    }

    fn id() -> ReportId {
        ReportId::from_random_bytes([7; 16])
    }
}
