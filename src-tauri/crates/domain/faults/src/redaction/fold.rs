//! Letters that look alike become one, those that cannot be seen go, and escapes become what they mean.
//!
//! A number that a person copied from a web page may be written in full-width digits, with blanks
//! that do not break, or with marks of no width between its digits. All shapes are looked for in
//! what this gives. Source: Unicode 15.1, blocks "Halfwidth and Fullwidth Forms" and "General
//! Punctuation".

use std::borrow::Cow;

use super::escapes;

/// The text in plain letters, each line where it was; the same text where nothing is to be done.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    let mut folded = letters(text);
    for _ in 0..ROUNDS {
        let Some(meant) = escapes::read(&folded) else { break };
        folded = Cow::Owned(letters(&meant).into_owned());
    }
    folded
}

fn letters(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|letter| plain(letter) != Some(letter)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(plain).collect())
}

/// What stands for a letter; nothing for one that has no width.
const fn plain(letter: char) -> Option<char> {
    match letter {
        // Soft hyphen, zero-width blanks and joiners, word joiner, byte order mark, marks of direction.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{2010}'..='\u{2012}' | '\u{2212}' | '\u{fe63}' => Some('-'),
        // The full-width forms stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xff01 + 0x21),
        _ => Some(letter),
    }
}

/// How often what was escaped may have been escaped again.
const ROUNDS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_one_and_what_is_not_seen_is_gone() {
        assert_eq!(fold("＋４９\u{a0}８９\u{2011}１２\u{200b}３"), "+49 89-123");
        assert_eq!(fold("ｓｉｐ：ａ＠ｂ"), "sip:a@b");
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        for text in ["Anna Müller – 17:03 “laut” €", "plain", "", "a & b = c?d", "C:\\Users\\x"]
        {
            assert!(matches!(fold(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
