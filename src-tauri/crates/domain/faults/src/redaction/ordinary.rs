//! Ordinary words by which people call their accounts, and which are also words of any text.
//!
//! A product that calls itself `Rufbereit Demo` is to be read as that when an account is called
//! "Demo". Only words by which nobody is found are spared, and only where they stand among others.

use super::text::{byte, is_blank, is_line_start};

/// Whether a name, in small letters, is such a word.
pub(super) fn is_ordinary(name: &str) -> bool {
    WORDS.contains(&name)
}

/// Whether `text[start..end]` is all of a value: of a line, behind `:` or `=`, or between quotes.
pub(super) fn is_whole_value(text: &str, start: usize, end: usize) -> bool {
    let mut from = start;
    while from > 0 && is_blank(byte(text, from - 1)) && start - from < BLANKS_MOST {
        from -= 1;
    }
    let mut to = end;
    while is_blank(byte(text, to)) && to - end < BLANKS_MOST {
        to += 1;
    }
    let before = from.checked_sub(1).map_or(b'\n', |place| byte(text, place));
    let after = byte(text, to);
    let ends_line = matches!(after, 0 | b'\r' | b'\n');
    if is_line_start(text, from) {
        return ends_line || matches!(after, b':' | b'<' | b',' | b';');
    }
    match before {
        // `label=Demo state=…`.
        b'=' => true,
        b':' | b',' | b';' | b'[' | b'(' | b'{' | b'>' => {
            ends_line || matches!(after, b',' | b';' | b'<' | b']' | b')' | b'}' | b'@')
        }
        b'"' | b'\'' | b'`' => after == before || after == b'\\',
        // The last byte of a quote beyond ASCII: „Demo“, »Demo«.
        0x80.. => after >= 0x80 || ends_line,
        _ => false,
    }
}

/// Most blanks around a value.
const BLANKS_MOST: usize = 16;

/// Words, in small letters, that accounts are called and persons are not.
const WORDS: &[&str] = &[
    "account",
    "arbeit",
    "büro",
    "company",
    "default",
    "demo",
    "extension",
    "firma",
    "home",
    "homeoffice",
    "hotline",
    "internal",
    "intern",
    "konto",
    "main",
    "mobil",
    "mobile",
    "nebenstelle",
    "office",
    "pbx",
    "phone",
    "primary",
    "privat",
    "private",
    "provider",
    "proxy",
    "rufbereit",
    "server",
    "sip",
    "softphone",
    "standard",
    "system",
    "telefon",
    "telephone",
    "test",
    "trunk",
    "voip",
    "work",
    "zentrale",
    "zuhause",
];
