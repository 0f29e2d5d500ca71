//! What surrounds a number that was pasted rather than typed: quotes, a label before it, words
//! behind it, and letters that stand for digits.
//!
//! Nothing is guessed where a guess could dial somebody else: what follows a number is left out only
//! if no digit is in it, so that no extension is lost, or if it stands on the lines below.

use crate::{DialError, Number};

/// Words that say what the number behind them is for.
const LABELS: &[&str] = &[
    "app",
    "apparat",
    "büro",
    "call",
    "cell",
    "d",
    "direct",
    "direkt",
    "durchwahl",
    "dw",
    "ext",
    "extension",
    "f",
    "fax",
    "festnetz",
    "fon",
    "geschäftlich",
    "handy",
    "hotline",
    "m",
    "mobil",
    "mobile",
    "mobiltelefon",
    "nebenstelle",
    "no",
    "nr",
    "nst",
    "number",
    "nummer",
    "office",
    "p",
    "phone",
    "privat",
    "ruf",
    "rufnummer",
    "t",
    "tel",
    "telefax",
    "telefon",
    "telefonnummer",
    "telephone",
    "telnr",
    "work",
    "zentrale",
];

/// Prefixes of services whose numbers are advertised as words, with their trunk or country prefix.
///
/// Source: ITU-T E.161 (letters), Bundesnetzagentur (0700, 0800, 0180x, 0900), NANP (8xx).
const VANITY: &[&str] = &[
    "0700", "0800", "01801", "01802", "01803", "01804", "01805", "01806", "01807", "0900",
    "+49700", "+49800", "00800", "+800", "1800", "1888", "+1800", "+1888", "+1877", "+1866",
    "+1855", "+1844", "+1833",
];

/// Most digits that letters may become: what a service number has behind its prefix.
const VANITY_DIGITS: usize = 9;

/// Takes off what encloses a pasted text: quotes, a telephone symbol, a comma at its end.
pub(crate) fn without_wrapping(text: &str) -> &str {
    text.trim_start_matches(|typed: char| is_wrapping(typed) || is_symbol(typed))
        .trim_end_matches(|typed: char| is_wrapping(typed) || matches!(typed, ',' | ';'))
}

/// The address within `Anna Meier <sip:anna@pbx.example>`.
pub(crate) fn within_angles(text: &str) -> Option<&str> {
    let (_, address) = text.strip_suffix('>')?.rsplit_once('<')?;
    Some(address.trim())
}

/// What stands behind one or more labels, such as `Tel.-Nr.:`, if the text begins with any.
pub(crate) fn without_labels(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let end = rest.find(|typed: char| !typed.is_alphabetic()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            break;
        }
        if !LABELS.contains(&word.to_lowercase().as_str()) {
            return None;
        }
        let is_mark =
            |typed: char| typed.is_whitespace() || matches!(typed, '.' | ':' | '-' | '–' | '/');
        rest = after.trim_start_matches(is_mark);
        if rest.len() == after.len() {
            // A name such as `t2` has no mark behind its letters.
            return None;
        }
    }
    (rest.len() < text.len()).then_some(rest)
}

/// Reads a number with words around it.
pub(crate) fn read(text: &str) -> Result<Number, DialError> {
    let text = without_labels(text).unwrap_or(text);
    let whole = Number::read(text);
    let Err(why @ DialError::NotDialable(_)) = whole else { return whole };
    if let Some(number) = read_vanity(text) {
        return Ok(number);
    }
    let first_line = text.lines().next().unwrap_or_default();
    let alone = Number::read(first_line).ok().filter(is_whole);
    alone.or_else(|| without_words_behind(first_line)).ok_or(why)
}

/// Reads a service number that is written as a word.
fn read_vanity(text: &str) -> Option<Number> {
    let (prefix, word) = text.split_at(text.find(|typed: char| typed.is_ascii_alphabetic())?);
    let prefix = Number::read(prefix).ok()?;
    if !VANITY.contains(&prefix.as_str()) {
        return None;
    }
    let digits = word
        .chars()
        .filter(|typed| !matches!(typed, '-' | ' ' | '\u{a0}' | '\u{2011}'))
        .map(key_of)
        .collect::<Option<String>>()?;
    let is_word = (3..=VANITY_DIGITS).contains(&digits.len());
    is_word.then(|| Number::read(&format!("{prefix}{digits}")).ok()).flatten()
}

/// The key that a letter is on. Source: ITU-T E.161.
fn key_of(typed: char) -> Option<char> {
    Some(match typed.to_ascii_uppercase() {
        digit @ '0'..='9' => digit,
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}

/// Leaves out words behind a whole number: `7042 Meier`, `089 123456 (Zentrale)`.
fn without_words_behind(line: &str) -> Option<Number> {
    let at = line.find(|typed: char| typed.is_alphabetic())?;
    let (before, behind) = line.split_at(at);
    if behind.chars().any(char::is_numeric) {
        return None;
    }
    let opens = |typed: char| matches!(typed, '(' | '[' | ',' | ';' | '|' | '-' | '–' | '/' | ':');
    let head = before.trim_end_matches(|typed: char| typed.is_whitespace() || opens(typed));
    if head.len() == before.len() {
        // Letters that touch the digits belong to them.
        return None;
    }
    Number::read(head).ok().filter(is_whole)
}

/// Whether digits are many enough to be a number of their own and not its beginning.
fn is_whole(number: &Number) -> bool {
    let digits = number.as_str().trim_start_matches('+').len();
    let is_inside = !number.is_global() && !number.as_str().starts_with('0');
    digits >= if is_inside { 3 } else { 7 }
}

fn is_wrapping(typed: char) -> bool {
    typed.is_whitespace()
        || typed.is_control()
        || matches!(
            typed,
            '"' | '\'' | '`' | '„' | '“' | '”' | '‚' | '‘' | '’' | '«' | '»' | '‹' | '›'
        )
}

/// Symbols that stand for a telephone, with the mark that colours them.
const fn is_symbol(typed: char) -> bool {
    matches!(
        typed,
        '\u{260e}' | '\u{260f}' | '\u{2706}' | '\u{1f4de}' | '\u{1f4f1}' | '\u{1f4f2}' | '\u{fe0f}'
    )
}
