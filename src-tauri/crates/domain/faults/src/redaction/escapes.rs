//! Reads escapes as what they mean: those of JSON and of programming languages, entities of HTML, and
//! the encoded words of mail.
//!
//! Percent-encoding is read where addresses are, because a percent sign stands in any text.
//! Source: RFC 8259 §7, HTML Living Standard §13.5, RFC 2047 §2 and §6.2, RFC 2045 §6.7.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::text::{byte, part, skip};

/// The text with its escapes read once; nothing where it has none. Lines stay where they are.
pub(super) fn read(text: &str) -> Option<String> {
    static SIGNS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(["\\u", "\\x", "&", "=?", "=2b"])
            .ok()
    });
    let mut meant = String::new();
    let mut copied = 0;
    for sign in SIGNS.as_ref()?.find_iter(text) {
        let at = sign.start();
        if at < copied {
            continue;
        }
        let read = match (byte(text, at), byte(text, at + 1)) {
            (b'\\', _) => backslashed(text, at).map(|(letter, end)| (letter.to_string(), end)),
            (b'&', _) => entity(text, at).map(|(letter, end)| (letter.to_string(), end)),
            (_, b'?') => encoded_words(text, at),
            (_, _) => quoted_plus(text, at).map(|end| ("+".to_owned(), end)),
        };
        if let Some((read, end)) = read {
            meant.push_str(part(text, copied, at));
            meant.push_str(&read);
            copied = end;
        }
    }
    if copied == 0 {
        return None;
    }
    meant.push_str(part(text, copied, text.len()));
    Some(meant)
}

/// `\u00fc`, two of them for a letter beyond the first plane, `\u{fc}`, `\xfc`.
fn backslashed(text: &str, at: usize) -> Option<(char, usize)> {
    let start = at + 2;
    if byte(text, at + 1) == b'x' {
        return Some((shown(char::from_u32(hexadecimal(text, start, 2)?)?)?, start + 2));
    }
    if byte(text, start) == b'{' {
        let end = skip(text, start + 1, |byte| byte.is_ascii_hexdigit());
        let letter = hexadecimal(text, start + 1, end - start - 1)?;
        return (byte(text, end) == b'}').then_some((shown(char::from_u32(letter)?)?, end + 1));
    }
    let first = hexadecimal(text, start, 4)?;
    let end = start + 4;
    if let Some(letter) = char::from_u32(first) {
        return Some((shown(letter)?, end));
    }
    if !part(text, end, end + 2).eq_ignore_ascii_case("\\u") {
        return None;
    }
    let units = [first, hexadecimal(text, end + 2, 4)?].map(|unit| u16::try_from(unit).ok());
    let letter = char::decode_utf16(units.into_iter().flatten()).next()?.ok()?;
    Some((shown(letter)?, end + 6))
}

/// `&#43;`, `&#x2b;`, `&auml;`.
fn entity(text: &str, at: usize) -> Option<(char, usize)> {
    let end = skip(part(text, 0, text.floor_char_boundary(at + ENTITY_BYTES)), at + 1, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'#'
    });
    if byte(text, end) != b';' {
        return None;
    }
    let name = part(text, at + 1, end);
    let letter = match name.strip_prefix('#') {
        Some(number) => char::from_u32(match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16).ok()?,
            None => number.parse().ok()?,
        })?,
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((shown(letter)?, end + 1))
}

/// Encoded words in a row, which are one text; the blanks between them, and with these the ends of
/// lines, come behind it.
fn encoded_words(text: &str, at: usize) -> Option<(String, usize)> {
    let (mut charset, mut bytes, mut end) = encoded_word(text, at)?;
    let (mut meant, mut blanks) = (String::new(), String::new());
    loop {
        let next = skip(text, end, |byte| byte.is_ascii_whitespace());
        let Some((other, more, after)) = encoded_word(text, next) else { break };
        blanks.push_str(part(text, end, next));
        // A letter may be cut in two between words of one charset.
        if !other.eq_ignore_ascii_case(charset) {
            meant.push_str(&in_charset(charset, &bytes)?);
            charset = other;
            bytes.clear();
        }
        bytes.extend(more);
        end = after;
    }
    meant.push_str(&in_charset(charset, &bytes)?);
    Some((meant + &blanks, end))
}

/// `=?charset?encoding?text?=`: its charset, its bytes, and where it ends.
fn encoded_word(text: &str, at: usize) -> Option<(&str, Vec<u8>, usize)> {
    let near = part(text, at, text.floor_char_boundary(at + WORD_BYTES));
    let mut parts = near.strip_prefix("=?")?.splitn(4, '?');
    let (charset, encoding, written) = (parts.next()?, parts.next()?, parts.next()?);
    if !parts.next()?.starts_with('=') || written.contains(char::is_whitespace) {
        return None;
    }
    let bytes = match encoding {
        "Q" | "q" => quoted(written),
        "B" | "b" => BASE64.decode(written).ok()?,
        _ => return None,
    };
    let length = "=?".len() + charset.len() + "?Q?".len() + written.len() + "?=".len();
    // A language may follow the charset. Source: RFC 2231 §5.
    Some((charset.split('*').next().unwrap_or_default(), bytes, at + length))
}

/// Source: RFC 2047 §4.2.
fn quoted(written: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut at = 0;
    while at < written.len() {
        let (meant, length) = match (byte(written, at), hexadecimal(written, at + 1, 2)) {
            (b'=', Some(value)) => (u8::try_from(value).unwrap_or_default(), 3),
            (b'_', _) => (b' ', 1),
            (letter, _) => (letter, 1),
        };
        bytes.push(meant);
        at += length;
    }
    bytes
}

/// What the bytes mean, on one line; nothing in a charset of which the letters are not known.
fn in_charset(charset: &str, bytes: &[u8]) -> Option<String> {
    let is_latin = ["iso-8859-", "windows-125", "us-ascii"].iter().any(|known| {
        charset.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known))
    });
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // The letters of Western Europe stand at the same places in all of them.
        Err(_) if is_latin => bytes.iter().copied().map(char::from).collect(),
        Err(_) => return None,
    };
    let is_known = is_latin || charset.eq_ignore_ascii_case("utf-8");
    is_known.then(|| text.chars().filter_map(shown).collect())
}

/// `=2B4989…`: the plus of a number in a quoted-printable text.
fn quoted_plus(text: &str, at: usize) -> Option<usize> {
    let start = at + 3;
    let end = skip(text, start, |byte| byte.is_ascii_digit());
    (end - start >= PLUS_DIGITS).then_some(start)
}

fn hexadecimal(text: &str, at: usize, digits: usize) -> Option<u32> {
    let written = part(text, at, at + digits);
    let is_whole = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_whole.then(|| u32::from_str_radix(written, 16).ok())?
}

/// A letter as it may stand in a line; nothing for one that is none.
fn shown(letter: char) -> Option<char> {
    match letter {
        '\t' | '\n' | '\r' => Some(' '),
        control if control.is_control() => None,
        letter => Some(letter),
    }
}

/// Base64 with or without its padding, as mail has both.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// Most of an encoded word: RFC 2047 §2 has 75, some software more.
const WORD_BYTES: usize = 1_000;
/// Longest entity that is read.
const ENTITY_BYTES: usize = 12;
/// Least digits behind the plus of a quoted-printable number.
const PLUS_DIGITS: usize = 6;

/// Entities by name that numbers, names, hosts and what stands around them may have.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("shy", '\u{ad}'),
    ("plus", '+'),
    ("commat", '@'),
    ("period", '.'),
    ("colon", ':'),
    ("sol", '/'),
    ("equals", '='),
    ("lpar", '('),
    ("rpar", ')'),
    ("hyphen", '-'),
    ("ndash", '\u{2013}'),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("quest", '?'),
    ("lowbar", '_'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("Agrave", 'À'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Aring", 'Å'),
    ("AElig", 'Æ'),
    ("Ccedil", 'Ç'),
    ("Egrave", 'È'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Iacute", 'Í'),
    ("Ntilde", 'Ñ'),
    ("Oacute", 'Ó'),
    ("Oslash", 'Ø'),
    ("Uacute", 'Ú'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("atilde", 'ã'),
    ("aring", 'å'),
    ("aelig", 'æ'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("igrave", 'ì'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("ntilde", 'ñ'),
    ("ograve", 'ò'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("oslash", 'ø'),
    ("ugrave", 'ù'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("yacute", 'ý'),
    ("scaron", 'š'),
    ("zcaron", 'ž'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_all_kinds_are_read() {
        for (written, meant) in [
            (r"\u002b49 \U002B49 \x2b49 \u{2b}49", "+49 +49 +49 +49"),
            (r"M\u00fcller \ud83d\ude00", "Müller 😀"),
            ("&#43;49 &#x2B;49 &#043;49 &plus;49", "+49 +49 +49 +49"),
            ("M&uuml;ller &lt;sip:a&commat;b&gt;", "Müller <sip:a@b>"),
            ("a&#10;b&nbsp;c", "a b\u{a0}c"),
            ("=?utf-8?Q?Anna_M=C3=BCller?= <a@b>", "Anna Müller <a@b>"),
            ("=?UTF-8?B?QW5uYSBNw7xsbGVy?=", "Anna Müller"),
            ("=?UTF-8*de?b?QW5uYQ?=", "Anna"),
            ("=?iso-8859-1?q?M=FCller?=", "Müller"),
            ("=?utf-8?Q?M=C3?=\r\n =?utf-8?Q?=BCller?= x", "Müller\r\n  x"),
            ("Tel=2B498912345", "Tel+498912345"),
        ] {
            assert_eq!(read(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_only_looks_like_an_escape_stays() {
        for text in [
            r"C:\Users\x, \uZZ00, \u12, \ud83d alone, \x1b[31m, \u{, \u{}",
            "a & b &; &#; &#x; &nothing; ?a=1&copy=2 &#1114112;",
            "=? =?utf-8?Q? =?utf-8?Q?a b?= =?utf-8?X?a?= =?koi8-r?B?98/F?= =?utf-8?B?!?=",
            "id=2B49, x==2b",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
