//! Small questions about the letters around a place in a text.

/// What a byte is to the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Ends whatever stands before it: a blank, a bracket, a quote, `:`, `@`.
    Delimiter,
    /// Part of a word: a letter, a digit, `_`, or of a letter beyond ASCII.
    Word,
    /// Joins words: `-`, `.`, `+`, `%` and others.
    Joint,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Joint; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "counts up to 255")]
        let letter = byte as u8;
        let is_delimiter = letter <= b' '
            || matches!(
                letter,
                b'<' | b'>'
                    | b'"'
                    | b'@'
                    | b':'
                    | b';'
                    | b','
                    | b'='
                    | b'('
                    | b')'
                    | b'['
                    | b']'
                    | b'{'
                    | b'}'
                    | b'/'
                    | b'\\'
                    | 0x7f
            );
        #[expect(clippy::indexing_slicing, reason = "computed while compiling")]
        if is_delimiter {
            classes[byte] = Class::Delimiter;
        } else if letter.is_ascii_alphanumeric() || letter == b'_' || letter >= 0x80 {
            classes[byte] = Class::Word;
        }
        byte += 1;
    }
    classes
};

pub(super) fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Delimiter)
}

/// The byte at `at`, or nought behind the end.
pub(super) fn byte(text: &str, at: usize) -> u8 {
    text.as_bytes().get(at).copied().unwrap_or_default()
}

/// `text[from..to]`, or nothing where that is no text.
pub(super) fn part(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// Whether a letter or digit stands directly before `at`.
pub(super) fn is_word_before(text: &str, at: usize) -> bool {
    let Some(previous) = at.checked_sub(1) else { return false };
    match byte(text, previous) {
        ascii if ascii.is_ascii() => ascii.is_ascii_alphanumeric(),
        _ => part(text, 0, at).chars().next_back().is_some_and(char::is_alphanumeric),
    }
}

/// Whether a letter or digit stands at `at`.
pub(super) fn is_word_at(text: &str, at: usize) -> bool {
    match byte(text, at) {
        ascii if ascii.is_ascii() => ascii.is_ascii_alphanumeric(),
        _ => text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric),
    }
}

/// Whether the line begins at `at`.
pub(super) fn is_line_start(text: &str, at: usize) -> bool {
    at.checked_sub(1).is_none_or(|previous| byte(text, previous) == b'\n')
}

/// Whether the line begins at `at`, or only blanks stand before: our own records indent messages.
pub(super) fn is_line_start_or_indented(text: &str, at: usize) -> bool {
    let near = at.saturating_sub(INDENT_MOST);
    let before = text.as_bytes().get(near..at).unwrap_or_default();
    let line = before.iter().rposition(|byte| !is_blank(*byte)).map(|last| near + last + 1);
    line.map_or(near == 0, |line| is_line_start(text, line))
}

/// First place from `at` on whose byte does not fit.
pub(super) fn skip(text: &str, at: usize, fits: impl Fn(u8) -> bool) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !fits(*byte)).unwrap_or(rest.len())
}

pub(super) fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Skips blanks and line folds. Source: RFC 3261 §25.1 (LWS).
pub(super) fn skip_folds(text: &str, mut at: usize) -> usize {
    loop {
        at = skip(text, at, is_blank);
        let end = match (byte(text, at), byte(text, at + 1)) {
            (b'\r', b'\n') => at + 2,
            (b'\n', _) => at + 1,
            _ => return at,
        };
        if !is_blank(byte(text, end)) {
            return at;
        }
        at = end;
    }
}

/// Where the header field that goes on at `at` ends, its folded lines included.
pub(super) fn field_end(text: &str, mut at: usize) -> usize {
    loop {
        let line_end = skip(text, at, |byte| byte != b'\n');
        if !is_blank(byte(text, line_end + 1)) {
            return if byte(text, line_end.wrapping_sub(1)) == b'\r' && line_end > at {
                line_end - 1
            } else {
                line_end
            };
        }
        at = line_end + 1;
    }
}

/// Length of what people put between two digits of one number at `at`, when a digit follows it.
pub(super) fn gap(text: &str, at: usize) -> usize {
    let mut end = at;
    for _ in 0..3 {
        let length = match byte(text, end) {
            b' ' | b'\t' | b'.' | b'/' | b'(' | b')' | b'-' => 1,
            0xc2 | 0xe2 => match text.get(end..).and_then(|rest| rest.chars().next()) {
                Some(between @ ('\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2010}'..='\u{2015}')) => {
                    between.len_utf8()
                }
                Some(_) | None => break,
            },
            _ => break,
        };
        end += length;
    }
    if byte(text, end).is_ascii_digit() { end - at } else { 0 }
}

/// Most blanks before a line that is indented.
const INDENT_MOST: usize = 16;
