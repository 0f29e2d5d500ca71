//! What would leave: every file of a report as it would be sent, to be read, searched and taken out.
//!
//! ```text
//! raw words + evidence + cast ──Choices──▶ Preview ──words(), evidence()──▶ Report
//! ```
//!
//! A preview is derived: it is made anew when the evidence or what the person keeps in the clear
//! changes. Taking out files and lines needs no new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::{free_name, trim_middle};
use crate::{Cast, Counts, Draft, Evidence, Keep, Place, Redaction, find_secrets};

/// What the person took out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// Whole files, by name.
    pub files: BTreeSet<String>,
    /// Lines from 1, by file.
    pub lines: BTreeMap<String, BTreeSet<usize>>,
}

/// A report as it would leave.
#[derive(Debug)]
pub struct Preview {
    words: String,
    more: Vec<String>,
    word_counts: Counts,
    files: Vec<File>,
    removed: Removed,
}

#[derive(Debug)]
struct File {
    name: String,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
    counts: Counts,
    is_trimmed: bool,
    secrets: Vec<Place>,
}

/// One file of a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its name.
    pub name: String,
    /// Size as it would leave, in bytes.
    pub bytes: usize,
    /// How many lines it has.
    pub lines: usize,
    /// How much was replaced in it.
    pub counts: Counts,
    /// False when the person took it out.
    pub is_included: bool,
    /// A part was left out because it is too large.
    pub is_trimmed: bool,
}

/// One line as it would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: usize,
    /// Without its end.
    pub text: String,
    /// False when the person took it out.
    pub is_included: bool,
}

/// Some lines of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// How many lines fit in all.
    pub total: usize,
}

impl Preview {
    /// Most lines of one page.
    pub const PAGE_LINES: usize = 1_000;
    /// Most of a line that a page shows.
    pub const LINE_CHARS: usize = 4_000;

    /// Redacts what the person says and what was collected.
    #[must_use]
    pub fn new(words: &str, evidence: &[Evidence], cast: &Cast, keep: Keep) -> Self {
        Self::with_more(words, &[], evidence, cast, keep)
    }

    /// The same with more that the person says in other places; labels are the same throughout.
    #[must_use]
    pub fn with_more(
        words: &str,
        more: &[&str],
        evidence: &[Evidence],
        cast: &Cast,
        keep: Keep,
    ) -> Self {
        let mut redaction = Redaction::knowing(cast).keeping(keep);
        for said in std::iter::once(&words).chain(more) {
            redaction.learn(said);
        }
        for piece in evidence {
            redaction.learn(&piece.text);
        }
        let words = redaction.clean(words.trim());
        let more = more.iter().map(|said| redaction.clean(said.trim())).collect();
        let word_counts = redaction.counts();
        let mut names = BTreeSet::new();
        let mut files: Vec<File> = evidence
            .iter()
            .take(Draft::EVIDENCE_PIECES)
            .map(|piece| File::new(free_name(&piece.name, &mut names), &piece.text, &mut redaction))
            .collect();
        let left_out = evidence.len().saturating_sub(Draft::EVIDENCE_PIECES);
        if left_out > 0
            && let Some(last) = files.last_mut()
        {
            last.say(&format!("\n[{left_out} more pieces of evidence left out]\n"));
        }
        Self { words, more, word_counts, files, removed: Removed::default() }
    }

    /// Takes these out, and nothing else.
    pub fn remove(&mut self, removed: Removed) {
        self.removed = removed;
    }

    /// What the person took out.
    #[must_use]
    pub const fn removed(&self) -> &Removed {
        &self.removed
    }

    /// The person's words as they would leave.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// What else the person says, as it would leave, in the order in which it was given.
    #[must_use]
    pub fn more(&self) -> &[String] {
        &self.more
    }

    /// The files in their order, those taken out included.
    pub fn files(&self) -> impl Iterator<Item = Listing> {
        self.files.iter().map(|file| Listing {
            name: file.name.clone(),
            bytes: file.text.len(),
            lines: file.lines.len(),
            counts: file.counts,
            is_included: self.is_included(file),
            is_trimmed: file.is_trimmed,
        })
    }

    /// How much was replaced in what would leave.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let included = self.files.iter().filter(|file| self.is_included(file));
        included.fold(self.word_counts, |sum, file| sum + file.counts)
    }

    /// Lines of a file from line `from` on, at most `most`; nothing when there is no such file.
    #[must_use]
    pub fn read(&self, name: &str, from: usize, most: usize) -> Option<Page> {
        let file = self.files.iter().find(|file| file.name == name)?;
        let lines = file
            .numbered()
            .skip(from.max(1) - 1)
            .take(most.clamp(1, Self::PAGE_LINES))
            .map(|(number, line)| self.line(file, number, line))
            .collect();
        Some(Page { lines, total: file.lines.len() })
    }

    /// Lines of a file that hold all of `words`, whatever their case.
    #[must_use]
    pub fn search(&self, name: &str, words: &str, from: usize, most: usize) -> Option<Page> {
        let file = self.files.iter().find(|file| file.name == name)?;
        let words = words.to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut page = Page::default();
        let most = most.clamp(1, Self::PAGE_LINES);
        for (number, line) in file.numbered() {
            let folded = line.to_lowercase();
            if words.iter().all(|word| folded.contains(word)) {
                page.total += 1;
                if number >= from && page.lines.len() < most {
                    page.lines.push(self.line(file, number, line));
                }
            }
        }
        Some(page)
    }

    /// What still looks like a secret in what would leave; the person's own words have no file name.
    ///
    /// The report is not sent before there is nothing more.
    #[must_use]
    pub fn secrets(&self) -> Vec<(&str, Place)> {
        let said = std::iter::once(&self.words).chain(&self.more);
        let words = said.flat_map(|said| find_secrets(said)).map(|place| ("", place));
        let files = self.files.iter().filter(|file| self.is_included(file)).flat_map(|file| {
            let removed = self.removed.lines.get(&file.name);
            file.secrets
                .iter()
                .filter(move |place| !removed.is_some_and(|lines| lines.contains(&place.line)))
                .map(|place| (file.name.as_str(), *place))
        });
        words.chain(files).collect()
    }

    /// What leaves: without the files that were taken out, with a note in the place of each line.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence> {
        let included = self.files.iter().filter(|file| self.is_included(file));
        included
            .map(|file| Evidence {
                name: file.name.clone(),
                text: match self.removed.lines.get(&file.name) {
                    Some(lines) if !lines.is_empty() => file.without(lines),
                    Some(_) | None => file.text.clone(),
                },
            })
            .collect()
    }

    fn is_included(&self, file: &File) -> bool {
        !self.removed.files.contains(&file.name)
    }

    fn line(&self, file: &File, number: usize, line: &str) -> Line {
        let removed = self.removed.lines.get(&file.name);
        let is_removed = removed.is_some_and(|lines| lines.contains(&number));
        let text = line.chars().take(Self::LINE_CHARS).collect();
        Line { number, text, is_included: self.is_included(file) && !is_removed }
    }
}

impl File {
    fn new(name: String, raw: &str, redaction: &mut Redaction) -> Self {
        let before = redaction.counts();
        let read = trim_middle(raw, Draft::EVIDENCE_READ_BYTES);
        let clean = redaction.clean(&read);
        let text = trim_middle(&clean, Draft::EVIDENCE_BYTES);
        let is_trimmed = read.len() != raw.len() || text.len() != clean.len();
        let counts = redaction.counts() - before;
        let mut file =
            Self { name, text, lines: Vec::new(), counts, is_trimmed, secrets: Vec::new() };
        file.look();
        file
    }

    fn say(&mut self, note: &str) {
        self.text.push_str(note);
        self.look();
    }

    fn look(&mut self) {
        let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
        self.lines = starts.filter(|start| *start < self.text.len()).collect();
        self.secrets = find_secrets(&self.text);
    }

    /// Lines without their ends, from 1.
    fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        let ends = self.lines.iter().skip(1).copied().chain([self.text.len()]);
        self.lines.iter().zip(ends).enumerate().map(|(index, (start, end))| {
            let line = self.text.get(*start..end).unwrap_or_default();
            (index + 1, line.trim_end_matches(['\r', '\n']))
        })
    }

    fn without(&self, lines: &BTreeSet<usize>) -> String {
        let mut text = String::with_capacity(self.text.len());
        for (number, line) in self.numbered() {
            text.push_str(if lines.contains(&number) { "[line removed]" } else { line });
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_can_be_read_searched_and_taken_out_whole_or_by_the_line() {
        let mut preview = preview();

        let files: Vec<Listing> = preview.files().collect();
        assert_eq!(files.len(), 2);
        assert_eq!(
            (files[0].name.as_str(), files[0].lines, files[0].counts.numbers),
            ("calls.txt", 3, 2)
        );
        assert_eq!(preview.counts().numbers, 3);
        let page = preview.read("calls.txt", 2, 1).unwrap();
        assert_eq!(page.total, 3);
        assert_eq!(
            page.lines,
            [Line { number: 2, text: "number-2 BUSY".to_owned(), is_included: true }]
        );
        let found = preview.search("calls.txt", "busy number", 1, 10).unwrap();
        assert_eq!((found.total, found.lines[0].number), (1, 2));
        assert_eq!(preview.read("other.txt", 1, 1), None);

        preview.remove(Removed {
            files: ["log.txt".to_owned()].into(),
            lines: [("calls.txt".to_owned(), [2].into())].into(),
        });

        assert_eq!(preview.counts().numbers, 3, "what is still there, and the words");
        assert!(!preview.read("calls.txt", 2, 1).unwrap().lines[0].is_included);
        let left = preview.evidence();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].text, "number-1 answered\n[line removed]\n\n");
    }

    #[test]
    fn what_still_looks_like_a_secret_is_named_until_it_is_taken_out() {
        let key = "EsTc LkLd 3xYz 9aBq Wm4P tR7s";
        let evidence = [piece("log.txt", &format!("first\n{key}\n"))];
        let mut preview = Preview::new(key, &evidence, &Cast::default(), Keep::default());

        let found: Vec<_> =
            preview.secrets().iter().map(|(file, place)| (*file, place.line)).collect();
        assert_eq!(found, [("", 1), ("log.txt", 2)]);

        preview.remove(Removed {
            lines: [("log.txt".to_owned(), [2].into())].into(),
            ..Removed::default()
        });
        assert_eq!(preview.secrets().len(), 1, "the person's own words");
    }

    #[test]
    fn too_many_pieces_and_too_long_ones_leave_a_note() {
        let many: Vec<Evidence> = (0..40).map(|n| piece(&format!("{n}.txt"), "x")).collect();

        let preview = Preview::new("x", &many, &Cast::default(), Keep::default());

        assert_eq!(preview.files().count(), Draft::EVIDENCE_PIECES);
        let last = preview.evidence().pop().unwrap();
        assert!(last.text.ends_with("[8 more pieces of evidence left out]\n"), "{}", last.text);
    }

    fn preview() -> Preview {
        let evidence = [
            piece("calls.txt", "089 1234567 answered\r\n089 7654321 BUSY\r\n\r\n"),
            piece("log.txt", "nothing"),
        ];
        Preview::new("call 089 1234567", &evidence, &Cast::default(), Keep::default())
    }

    fn piece(name: &str, text: &str) -> Evidence {
        Evidence { name: name.to_owned(), text: text.to_owned() }
    }
}
