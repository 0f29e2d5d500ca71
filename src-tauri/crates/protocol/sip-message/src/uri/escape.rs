//! Percent escapes in URIs: which characters need them where, and what they stand for.
//!
//! Source: RFC 3261 §19.1.2, §25.1; RFC 3986 §2.1.

use std::borrow::Cow;

/// The part of a URI a text is written into; each lets other characters stand as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    User,
    Param,
    Header,
}

impl Part {
    const fn allows(self, byte: u8) -> bool {
        is_unreserved(byte)
            || match self {
                Self::User => matches!(byte, b'&' | b'=' | b'+' | b'$' | b',' | b';' | b'?' | b'/'),
                Self::Param => matches!(byte, b'[' | b']' | b'/' | b':' | b'&' | b'+' | b'$'),
                Self::Header => matches!(byte, b'[' | b']' | b'/' | b'?' | b':' | b'+' | b'$'),
            }
    }
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')')
}

/// Those that an escape may not be swapped for without changing the meaning. Source: RFC 2396 §2.2.
const fn is_reserved(byte: u8) -> bool {
    matches!(byte, b';' | b'/' | b'?' | b':' | b'@' | b'&' | b'=' | b'+' | b'$' | b',')
}

/// `text` with escapes wherever this part of a URI needs them.
pub(crate) fn encode(text: &str, part: Part) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if part.allows(byte) {
            written.push(char::from(byte));
        } else {
            push_escape(&mut written, byte);
        }
    }
    written
}

/// What `written` stands for. A percent sign without two digits stands for itself; octets that are
/// no UTF-8 are read as Latin-1.
pub(crate) fn decode(written: &str) -> Cow<'_, str> {
    if !written.contains('%') {
        return Cow::Borrowed(written);
    }
    let bytes: Vec<u8> = octets(written).map(|(byte, _)| byte).collect();
    Cow::Owned(
        String::from_utf8(bytes)
            .unwrap_or_else(|wrong| wrong.as_bytes().iter().copied().map(char::from).collect()),
    )
}

/// A form in which two texts are equal when RFC 3261 §19.1.4 calls them equivalent, letter case apart:
/// escapes are taken away but for those of reserved characters.
pub(crate) fn normal(written: &str) -> Cow<'_, [u8]> {
    if !written.contains('%') {
        return Cow::Borrowed(written.as_bytes());
    }
    let mut normal = Vec::with_capacity(written.len());
    for (byte, was_escaped) in octets(written) {
        if was_escaped && (is_reserved(byte) || byte == b'%') {
            let mut escape = String::with_capacity(3);
            push_escape(&mut escape, byte);
            normal.extend_from_slice(escape.as_bytes());
        } else {
            normal.push(byte);
        }
    }
    Cow::Owned(normal)
}

/// Whether every percent sign has its two digits.
#[cfg(test)]
fn is_well_escaped(written: &str) -> bool {
    octets(written).all(|(byte, was_escaped)| byte != b'%' || was_escaped)
}

fn push_escape(written: &mut String, byte: u8) {
    written.push('%');
    for nibble in [byte >> 4, byte & 15] {
        written.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
    }
}

/// The octets of `written`, each with whether it was escaped.
fn octets(written: &str) -> impl Iterator<Item = (u8, bool)> {
    let mut rest = written.as_bytes();
    std::iter::from_fn(move || {
        let (first, after) = rest.split_first()?;
        if *first == b'%'
            && let [high, low, beyond @ ..] = after
            && let (Some(high), Some(low)) = (nibble(*high), nibble(*low))
        {
            rest = beyond;
            return Some((high << 4 | low, true));
        }
        rest = after;
        Some((*first, false))
    })
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_percent_sign_alone_stands_for_itself() {
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
    }

    #[test]
    fn octets_that_are_no_utf8_are_latin1() {
        assert_eq!(decode("M%FCller"), "Müller");
        assert_eq!(decode("M%C3%BCller"), "Müller");
    }

    #[test]
    fn escapes_of_reserved_characters_are_not_the_characters() {
        assert_eq!(normal("%61lice"), normal("alice"));
        assert_ne!(normal("a%3Bb"), normal("a;b"));
        assert_eq!(normal("a%3bb"), normal("a%3Bb"));
        assert_ne!(normal("%2561"), normal("%61"));
    }

    proptest! {
        #[test]
        fn what_is_escaped_reads_back(text in "\\PC*") {
            for part in [Part::User, Part::Param, Part::Header] {
                let written = encode(&text, part);
                prop_assert!(written.is_ascii() && is_well_escaped(&written));
                prop_assert_eq!(decode(&written), text.as_str());
            }
        }
    }
}
