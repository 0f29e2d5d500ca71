//! Finds what the program knows to be private, and the words that announce a secret, in one pass.
//!
//! Names are sequences of words: what stands between the words of one name may be a blank, a line
//! fold, `%20`, a dot or a comma. Each word is known in the ways in which software writes it.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::secrets::Rule;
use super::text::{is_word_at, is_word_before};
use super::{canonical_host, canonical_number, ordinary};

/// Everything that is looked for by its letters.
pub(super) struct Known {
    finder: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
    sequences: Vec<Sequence>,
    /// Longest pattern in bytes: how far windows of the search must overlap.
    longest: usize,
    numbers: Digits,
}

/// What one pattern of the automaton may be.
#[derive(Default)]
pub(super) struct Pattern {
    pub(super) rule: Option<Rule>,
    /// Canonical form of a host.
    pub(super) host: Option<String>,
    /// Names that begin with this word, those of most words first.
    sequences: Vec<usize>,
}

/// A name: its words, each in all its spellings.
struct Sequence {
    words: Vec<Vec<String>>,
    /// Canonical form of the whole.
    whole: String,
    /// An ordinary word, which is a name only where nothing else stands.
    is_ordinary: bool,
}

/// Where a pattern was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) start: usize,
    /// Counted down, so that the longest comes first where several start at one place.
    before_end: usize,
    pattern: usize,
}

impl Hit {
    pub(super) const fn end(&self) -> usize {
        usize::MAX - self.before_end
    }
}

impl Known {
    pub(super) fn new<'known>(
        names: impl Iterator<Item = (&'known str, &'known str)>,
        hosts: &[String],
        numbers: &[String],
    ) -> Self {
        let mut patterns: BTreeMap<String, Pattern> = BTreeMap::new();
        for (word, rule) in Rule::WORDS {
            patterns.entry((*word).to_owned()).or_default().rule = Some(*rule);
        }
        for host in hosts.iter().filter(|host| host.len() >= 2) {
            let canonical = canonical_host(host);
            let key = canonical.to_ascii_lowercase();
            patterns.entry(key).or_default().host = Some(canonical);
        }
        let mut sequences = Vec::new();
        for (name, whole) in names {
            let words: Vec<Vec<String>> = name.split_whitespace().map(spellings).collect();
            let reversed = (words.len() == 2).then(|| words.iter().rev().cloned().collect());
            for words in [Some(words), reversed].into_iter().flatten() {
                for spelling in words.first().into_iter().flatten() {
                    patterns.entry(spelling.clone()).or_default().sequences.push(sequences.len());
                }
                let is_ordinary = ordinary::is_ordinary(name);
                sequences.push(Sequence { words, whole: whole.to_owned(), is_ordinary });
            }
        }
        for pattern in patterns.values_mut() {
            let words = |at: &usize| sequences.get(*at).map_or(0, |known| known.words.len());
            pattern.sequences.sort_by_key(|at| std::cmp::Reverse(words(at)));
            pattern.sequences.dedup();
        }
        let longest = patterns.keys().map(String::len).max().unwrap_or_default();
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind((patterns.len() < DENSE_MOST).then_some(AhoCorasickKind::DFA))
            .build(patterns.keys())
            .ok();
        let patterns = patterns.into_values().collect();
        Self { finder, patterns, sequences, longest, numbers: Digits::new(numbers) }
    }

    /// Hits that start in `from..to`, in the order in which they start.
    pub(super) fn hits(&self, text: &str, from: usize, to: usize, hits: &mut Vec<Hit>) {
        hits.clear();
        let Some(finder) = &self.finder else { return };
        let end = to.saturating_add(self.longest).min(text.len());
        let Some(window) = text.as_bytes().get(from..end) else { return };
        for found in finder.find_overlapping_iter(window) {
            let start = from + found.start();
            if start < to {
                let before_end = usize::MAX - (from + found.end());
                hits.push(Hit { start, before_end, pattern: found.pattern().as_usize() });
            }
        }
        hits.sort_unstable();
    }

    pub(super) fn pattern(&self, hit: Hit) -> Option<&Pattern> {
        self.patterns.get(hit.pattern)
    }

    /// The name that begins with this hit: where it ends, and its canonical form.
    pub(super) fn name(&self, text: &str, hit: Hit, pattern: &Pattern) -> Option<(usize, &str)> {
        if pattern.sequences.is_empty() || is_word_before(text, hit.start) {
            return None;
        }
        pattern.sequences.iter().find_map(|at| {
            let sequence = self.sequences.get(*at)?;
            let end = sequence.rest_at(text, hit.end())?;
            let is_name = !is_word_at(text, end)
                && (!sequence.is_ordinary || ordinary::is_whole_value(text, hit.start, end));
            is_name.then_some((end, sequence.whole.as_str()))
        })
    }

    /// Where a known number ends that begins at `at`, however it is written.
    pub(super) fn number(&self, text: &str, at: usize) -> Option<usize> {
        self.numbers.at(text, at)
    }
}

impl Sequence {
    /// Where the words after the first end, when they follow at `at`.
    fn rest_at(&self, text: &str, mut at: usize) -> Option<usize> {
        for word in self.words.iter().skip(1) {
            let between = separator(text, at);
            if between == 0 {
                return None;
            }
            at += between;
            let length = word.iter().find(|spelling| {
                let there = text.as_bytes().get(at..at + spelling.len());
                there.is_some_and(|there| there.eq_ignore_ascii_case(spelling.as_bytes()))
            })?;
            at += length.len();
        }
        Some(at)
    }
}

/// How many bytes lie between two words of one name at `at`.
fn separator(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let mut length = 0;
    while length < SEPARATOR_BYTES {
        let rest = rest.get(length..).unwrap_or_default();
        let step = match rest.chars().next() {
            Some('%') if rest.starts_with("%20") => 3,
            Some(between @ ('_' | '.' | '-' | '+' | ',' | '\u{2010}'..='\u{2015}')) => {
                between.len_utf8()
            }
            Some(blank) if blank.is_whitespace() => blank.len_utf8(),
            Some(_) | None => break,
        };
        length += step;
    }
    length
}

/// The ways in which one word is written, in small letters where they are those of ASCII.
fn spellings(word: &str) -> Vec<String> {
    let lower = word.to_lowercase();
    if lower.is_ascii() {
        return vec![lower];
    }
    let mut first = lower.chars();
    let capital: String =
        first.next().into_iter().flat_map(char::to_uppercase).chain(first).collect();
    let cases = [lower.clone(), word.to_uppercase(), capital];
    let mut all = BTreeSet::new();
    for case in cases {
        all.insert(each(&case, |letter| format!("\\u{:04x}", u32::from(letter))));
        all.insert(each(&case, |letter| format!("\\u{{{:x}}}", u32::from(letter))));
        all.insert(percent_encoded(&case));
        all.insert(percent_encoded(&case).replace('%', "="));
        all.insert(each(&case, |letter| decomposed(letter).map_or(letter.into(), String::from)));
        all.insert(case);
    }
    all.insert(each(&lower, |letter| transcribed(letter).map_or(letter.into(), String::from)));
    all.insert(each(&lower, |letter| {
        decomposed(letter).map_or_else(|| letter.into(), |both| both.chars().take(1).collect())
    }));
    all.into_iter().map(|spelling| spelling.to_ascii_lowercase()).collect()
}

fn each(word: &str, spell: impl Fn(char) -> String) -> String {
    word.chars()
        .map(|letter| if letter.is_ascii() { letter.to_string() } else { spell(letter) })
        .collect()
}

pub(super) fn percent_encoded(word: &str) -> String {
    word.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02x}"),
        })
        .collect()
}

/// German letters as people write them without their dots.
const fn transcribed(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        _ => return None,
    })
}

/// Letter and mark apart, as some systems write them. Source: Unicode 15, §3.7 (canonical decomposition).
const fn decomposed(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' => "a\u{308}",
        'ö' => "o\u{308}",
        'ü' => "u\u{308}",
        'Ä' => "A\u{308}",
        'Ö' => "O\u{308}",
        'Ü' => "U\u{308}",
        'à' => "a\u{300}",
        'á' => "a\u{301}",
        'â' => "a\u{302}",
        'ã' => "a\u{303}",
        'å' => "a\u{30a}",
        'ç' => "c\u{327}",
        'è' => "e\u{300}",
        'é' => "e\u{301}",
        'ê' => "e\u{302}",
        'ë' => "e\u{308}",
        'ì' => "i\u{300}",
        'í' => "i\u{301}",
        'î' => "i\u{302}",
        'ï' => "i\u{308}",
        'ñ' => "n\u{303}",
        'ò' => "o\u{300}",
        'ó' => "o\u{301}",
        'ô' => "o\u{302}",
        'ø' => "o\u{338}",
        'ù' => "u\u{300}",
        'ú' => "u\u{301}",
        'û' => "u\u{302}",
        'ğ' => "g\u{306}",
        'ş' => "s\u{327}",
        'š' => "s\u{30c}",
        'ž' => "z\u{30c}",
        'č' => "c\u{30c}",
        'ć' => "c\u{301}",
        _ => return None,
    })
}

/// Known numbers as a tree of digits.
struct Digits {
    /// For each node the next by digit, 0 for none; and whether a number ends here.
    nodes: Vec<([u32; 10], bool)>,
}

impl Digits {
    fn new(numbers: &[String]) -> Self {
        let mut tree = Self { nodes: vec![([0; 10], false)] };
        for number in numbers {
            for way in ways_to_write(number) {
                tree.add(&way);
                tree.add(&format!("00{way}"));
            }
        }
        tree
    }

    fn add(&mut self, digits: &str) {
        let mut node = 0;
        for digit in digits.bytes().filter(u8::is_ascii_digit) {
            let next = self.nodes.len();
            let Some((places, _)) = self.nodes.get_mut(node) else { return };
            let Some(place) = places.get_mut(usize::from(digit - b'0')) else { return };
            if *place == 0 {
                *place = u32::try_from(next).unwrap_or_default();
                self.nodes.push(([0; 10], false));
            }
            node = self.next(node, digit);
        }
        if let Some((_, is_end)) = self.nodes.get_mut(node) {
            *is_end = true;
        }
    }

    fn next(&self, node: usize, digit: u8) -> usize {
        let place = self
            .nodes
            .get(node)
            .and_then(|(places, _)| places.get(usize::from(digit.wrapping_sub(b'0'))).copied());
        place.and_then(|place| usize::try_from(place).ok()).unwrap_or_default()
    }

    /// The end of the longest known number that begins at `at`.
    fn at(&self, text: &str, at: usize) -> Option<usize> {
        if self.nodes.len() == 1 {
            return None;
        }
        let bytes = text.as_bytes();
        let mut at = if bytes.get(at) == Some(&b'+') { at + 1 } else { at };
        let (mut node, mut digits, mut longest, mut has_gap) = (0, 0, None, false);
        while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
            node = self.next(node, *digit);
            if node == 0 {
                break;
            }
            (at, digits) = (at + 1, digits + 1);
            let is_end = self.nodes.get(node).is_some_and(|(_, is_end)| *is_end);
            if is_end && (!has_gap || digits >= GAPPED_DIGITS) && !is_word_at(text, at) {
                longest = Some(at);
            }
            let gap = super::text::gap(text, at);
            has_gap |= gap > 0;
            at += gap;
        }
        longest
    }
}

/// The digits of one number with and without country code.
fn ways_to_write(number: &str) -> Vec<String> {
    let canonical = canonical_number(number);
    let typed: String = number.chars().filter(char::is_ascii_digit).collect();
    let mut ways = vec![canonical.clone(), typed];
    if let Some(area) = canonical.strip_prefix("49")
        && area.len() >= GAPPED_DIGITS
    {
        ways.extend([format!("0{area}"), area.to_owned(), format!("490{area}")]);
    }
    ways.retain(|way| way.len() >= 2);
    ways
}

/// Fewest digits of a number that is known with gaps between them.
const GAPPED_DIGITS: usize = 6;
/// Most that stands between two words of one name.
const SEPARATOR_BYTES: usize = 24;
/// More patterns than these are kept in a smaller, slower automaton.
const DENSE_MOST: usize = 4_000;
