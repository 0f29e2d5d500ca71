//! Takes out the secrets that the program knows, letter by letter, before anything else is read.
//!
//! A secret may begin in the middle of what looks like an address, a number or a word, so it is not
//! left to the pass that looks for those.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use secrecy::{ExposeSecret, SecretString};

use super::fold::fold;
use super::known::percent_encoded;
use super::secrets::TAKEN_OUT;
use super::text::part;

/// Passwords and tokens, in the ways in which software writes them.
pub(super) struct Verbatim {
    finder: Option<AhoCorasick>,
}

impl Verbatim {
    pub(super) fn new(secrets: &[SecretString]) -> Self {
        let spellings = secrets
            .iter()
            .map(ExposeSecret::expose_secret)
            .filter(|secret| secret.chars().count() >= LETTERS_LEAST)
            .flat_map(|secret| {
                let encoded = percent_encoded(secret);
                let form = encoded.replace("%20", "+");
                let json = json_escaped(secret);
                [secret.to_owned(), encoded, form, json, ascii_json(secret)]
            })
            // They are looked for as a text has them, and once more in what folding makes of it.
            .flat_map(|written| [fold(&written).into_owned(), written])
            .collect::<BTreeSet<_>>();
        if spellings.is_empty() {
            return Self { finder: None };
        }
        Self { finder: AhoCorasick::builder().ascii_case_insensitive(true).build(spellings).ok() }
    }

    /// The text without them; each is counted in `count`.
    pub(super) fn clean<'text>(&self, text: &'text str, count: &mut u64) -> Cow<'text, str> {
        let places = self.places(text);
        if places.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut clean = String::with_capacity(text.len());
        let mut copied = 0;
        for place in places {
            clean.push_str(part(text, copied, place.start));
            clean.push_str(TAKEN_OUT);
            *count += 1;
            copied = place.end;
        }
        clean.push_str(part(text, copied, text.len()));
        Cow::Owned(clean)
    }

    /// Where they stand, in order; those that overlap are one.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let Some(finder) = &self.finder else { return places };
        // They come in the order of their ends.
        for found in finder.find_overlapping_iter(text) {
            let mut place = found.range();
            while let Some(last) = places.pop_if(|last| last.end > place.start) {
                place.start = place.start.min(last.start);
            }
            places.push(place);
        }
        places
    }
}

fn json_escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('"', "\\\"")
}

/// As software writes JSON that keeps to ASCII. Source: RFC 8259 §7.
fn ascii_json(word: &str) -> String {
    let letters = json_escaped(word);
    letters.chars().fold(String::new(), |mut written, letter| {
        if letter.is_ascii() {
            written.push(letter);
        } else {
            let mut units = [0; 2];
            written.extend(
                letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")),
            );
        }
        written
    })
}

/// Fewest letters of a secret that is looked for: a shorter one would be found in any word.
const LETTERS_LEAST: usize = 3;
