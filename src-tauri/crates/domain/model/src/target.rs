//! What a person may dial: a number, a name at the account's own domain, or a whole address.
//!
//! Takes typed text and `tel:`, `sip:`, `sips:` and `callto:` addresses alike, because a link, a
//! hot key and the number field all end here. Of an address only what chooses the far end is kept:
//! header fields and passwords that a link may carry are dropped, so that a web page cannot put
//! words into our requests.
//!
//! Source: RFC 3966 (tel), RFC 3261 §19.1 (sip, sips).

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use redact::Redacted;

use crate::{Address, Number, pasted};

/// Whom to call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Digits, to be dialled at the account's PBX.
    Number(Number),
    /// A name at the account's own domain, such as an extension with letters.
    Name(Redacted<String>),
    /// Somebody at a named host.
    Address(Address),
}

/// Why typed text cannot be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// Only blanks or separators were typed.
    #[error("nothing to dial")]
    Empty,
    /// More digits than a number of its kind has.
    #[error("{digits} digits, at most {most}")]
    TooLong {
        /// Digits read.
        digits: usize,
        /// Digits allowed. Source: ITU-T E.164.
        most: usize,
    },
    /// More text than any address has.
    #[error("longer than {} bytes", Target::LENGTH_BYTES)]
    TooMuch,
    /// A `+` that is not the first character.
    #[error("a plus sign within the number")]
    MisplacedPlus,
    /// A character that no number and no address has at this place.
    #[error("{0:?} cannot be dialled")]
    NotDialable(char),
    /// An address of another kind, such as `https:` or `mailto:`.
    #[error("not a telephone address")]
    OtherScheme,
    /// What follows the `@` is neither a name nor an address of a host.
    #[error("no valid host")]
    BadHost,
    /// What follows the host is no port.
    #[error("no valid port")]
    BadPort,
    /// `%` without two hexadecimal digits, or not UTF-8 when decoded.
    #[error("damaged percent-encoding")]
    BadEscape,
}

impl Target {
    /// Longest text looked at.
    pub const LENGTH_BYTES: usize = 512;

    /// Reads what a person typed, or what a link or another program handed over.
    ///
    /// # Errors
    /// Says what stands in the way when nothing can be dialled.
    pub fn read(text: &str) -> Result<Self, DialError> {
        if text.len() > Self::LENGTH_BYTES {
            return Err(DialError::TooMuch);
        }
        let text = pasted::without_wrapping(text);
        let text = pasted::within_angles(text).unwrap_or(text);
        if let Some(behind) = pasted::without_labels(text)
            && let Ok(number) = pasted::read(behind)
        {
            return Ok(Self::Number(number));
        }
        match split_scheme(text) {
            Some(("tel", rest)) => Self::read_tel(rest),
            Some(("callto", rest)) => Self::read_callto(rest),
            Some(("sip", rest)) => Self::read_sip(rest, false),
            Some(("sips", rest)) => Self::read_sip(rest, true),
            Some(_) => Err(DialError::OtherScheme),
            None => Self::read_typed(text),
        }
    }

    fn read_typed(text: &str) -> Result<Self, DialError> {
        if text.contains("://") {
            return Err(DialError::OtherScheme);
        }
        if text.contains('@') || text.parse::<Ipv4Addr>().is_ok() {
            return Self::read_sip(text, false);
        }
        match pasted::read(text) {
            Ok(number) => Ok(Self::Number(number)),
            Err(error) => read_name(text).map(Self::Name).ok_or(error),
        }
    }

    /// `tel:+49-89-123;phone-context=…`: parameters do not change what is dialled.
    fn read_tel(rest: &str) -> Result<Self, DialError> {
        let number = rest.trim_start_matches('/').split([';', '?']).next().unwrap_or_default();
        Number::read(&unescape(number)?).map(Self::Number)
    }

    /// `callto:` never was a standard: a number or an address follows, sometimes after `//`.
    fn read_callto(rest: &str) -> Result<Self, DialError> {
        let rest = unescape(rest.trim_start_matches('/').split('?').next().unwrap_or_default())?;
        match split_scheme(&rest) {
            Some(("tel", inner)) => Self::read_tel(inner),
            Some(("sip", inner)) => Self::read_sip(inner, false),
            Some(("sips", inner)) => Self::read_sip(inner, true),
            Some(_) => Err(DialError::OtherScheme),
            None => Self::read_typed(rest.split(';').next().unwrap_or_default()),
        }
    }

    fn read_sip(rest: &str, secure: bool) -> Result<Self, DialError> {
        let rest = rest.trim_start_matches('/');
        let rest = rest.split('?').next().unwrap_or_default();
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, rest),
        };
        let (place, parameters) = place.split_once(';').unwrap_or((place, ""));
        let Some(user) = user else { return Self::read_place_alone(place, parameters, secure) };
        let user = unescape(user.split([':', ';']).next().unwrap_or_default())?;
        if user.is_empty() {
            return Err(DialError::Empty);
        }
        if let Some(wrong) = user.chars().find(|typed| typed.is_control() || typed.is_whitespace())
        {
            return Err(DialError::NotDialable(wrong));
        }
        Address::read(Some(user), place, parameters, secure).map(Self::Address)
    }

    /// `sip:7042` and `sip:anna` are extensions to whoever writes them; `sip:pbx.example` is a host.
    fn read_place_alone(place: &str, parameters: &str, secure: bool) -> Result<Self, DialError> {
        if place.is_empty() {
            return Err(DialError::Empty);
        }
        let plain = unescape(place)?;
        let plain = plain.trim_end_matches(['.', '/']);
        let is_place = plain.contains(['[', ':']) || plain.parse::<Ipv4Addr>().is_ok();
        if !is_place && let Ok(number) = Number::read(plain) {
            return Ok(Self::Number(number));
        }
        if !is_place
            && !plain.contains('.')
            && let Some(name) = read_name(plain)
        {
            return Ok(Self::Name(name));
        }
        Address::read(None, place, parameters, secure).map(Self::Address)
    }
}

impl FromStr for Target {
    type Err = DialError;

    fn from_str(text: &str) -> Result<Self, DialError> {
        Self::read(text)
    }
}

/// Writes what would read back as the same target: the number, the name, or the SIP address.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => f.write_str(&name.0),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// The scheme in lower case and what follows, when the text starts with one.
///
/// `7042:5060` has none: a scheme starts with a letter. Nor has `pbx:5060`, where a port follows.
fn split_scheme(text: &str) -> Option<(&'static str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte));
    if !is_scheme {
        return None;
    }
    for known in ["tel", "sip", "sips", "callto"] {
        if scheme.eq_ignore_ascii_case(known) {
            return Some((known, rest));
        }
    }
    let is_port = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    (!is_port && !rest.contains('@') || scheme.eq_ignore_ascii_case("mailto"))
        .then_some(("other", rest))
}

/// A name that may stand before the `@`: letters, digits and a few marks, starting with a letter.
fn read_name(text: &str) -> Option<Redacted<String>> {
    let is_name = text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    is_name.then(|| Redacted(text.to_owned()))
}

/// Undoes percent-encoding. Source: RFC 3986 §2.1.
fn unescape(text: &str) -> Result<String, DialError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || {
                let digit = char::from(rest.next().ok_or(DialError::BadEscape)?).to_digit(16);
                digit.and_then(|digit| u8::try_from(digit).ok()).ok_or(DialError::BadEscape)
            };
            let (high, low) = (digit()?, digit()?);
            bytes.push(high << 4 | low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| DialError::BadEscape)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_numbers_names_and_addresses() {
        for (typed, dialled) in [
            ("7042", "7042"),
            (" +49 (0)89 / 1234-56 ", "+4989123456"),
            ("tel:+49-89-123456", "+4989123456"),
            ("TEL:%2B4989123456", "+4989123456"),
            ("tel://+4989123456", "+4989123456"),
            ("tel:7042;phone-context=pbx.example", "7042"),
            ("tel:+49(0)89%20123456;ext=5", "+4989123456"),
            ("callto:+49%2089%20123456", "+4989123456"),
            ("callto://089123456", "089123456"),
            ("callto:anna@pbx.example", "sip:anna@pbx.example"),
            ("callto:sip:anna@pbx.example", "sip:anna@pbx.example"),
            ("anna", "anna"),
            ("anna.meier", "anna.meier"),
            ("sip:anna", "anna"),
            ("sip:7042", "7042"),
            ("anna@pbx.example", "sip:anna@pbx.example"),
            ("anna@PBX.Example:5070", "sip:anna@pbx.example:5070"),
            ("7042@10.0.0.1", "sip:7042@10.0.0.1"),
            ("anna@[2001:db8::1]", "sip:anna@[2001:db8::1]"),
            ("sip:anna@[2001:db8::1]:5070", "sip:anna@[2001:db8::1]:5070"),
            ("10.0.0.1", "sip:10.0.0.1"),
            ("sip:10.0.0.1:5070", "sip:10.0.0.1:5070"),
            ("sip:pbx.example", "sip:pbx.example"),
            ("<sip:anna@pbx.example>", "sip:anna@pbx.example"),
            ("sips:anna@pbx.example", "sips:anna@pbx.example"),
            ("sip:anna@pbx.example;transport=TCP", "sip:anna@pbx.example;transport=tcp"),
            ("sip:anna@pbx.example;transport=sctp;lr", "sip:anna@pbx.example"),
            ("sip:%2B4989@pbx.example;user=phone", "sip:+4989@pbx.example"),
            ("sip:anna:secret@pbx.example", "sip:anna@pbx.example"),
            ("sip:anna@pbx.example?Replaces=1%3Bto-tag%3D2", "sip:anna@pbx.example"),
            ("sip:j%C3%B6rg@pbx.example", "sip:j%C3%B6rg@pbx.example"),
        ] {
            let target = Target::read(typed);
            assert_eq!(target.map(|target| target.to_string()), Ok(dialled.to_owned()), "{typed}");
        }
    }

    #[test]
    fn says_what_stands_in_the_way() {
        for (typed, wrong) in [
            ("", DialError::Empty),
            ("sip:", DialError::Empty),
            ("sip:@pbx.example", DialError::Empty),
            ("tel:", DialError::Empty),
            ("https://example.com", DialError::OtherScheme),
            ("mailto:anna@example.com", DialError::OtherScheme),
            ("file:///etc/passwd", DialError::OtherScheme),
            ("callto:file:///etc/passwd", DialError::OtherScheme),
            ("anna meier", DialError::NotDialable('a')),
            ("anna@", DialError::BadHost),
            ("anna@bad host", DialError::BadHost),
            ("anna@-x-.example", DialError::BadHost),
            ("anna@1.2.3.400", DialError::BadHost),
            ("anna@[::g]", DialError::BadHost),
            ("anna@pbx.example:0", DialError::BadPort),
            ("anna@pbx.example:99999", DialError::BadPort),
            ("sip:an%0d%0aVia@pbx.example", DialError::NotDialable('\r')),
            ("sip:%zz@pbx.example", DialError::BadEscape),
            ("sip:%ff@pbx.example", DialError::BadEscape),
        ] {
            assert_eq!(Target::read(typed), Err(wrong), "{typed:?}");
        }
        assert_eq!(Target::read(&"7".repeat(1000)), Err(DialError::TooMuch));
    }

    #[test]
    fn a_target_does_not_print_itself_into_a_log() {
        for typed in ["anna", "sip:anna@anna.example", "089123"] {
            let printed = format!("{:?}", Target::read(typed).unwrap());
            assert!(!printed.contains("anna") && !printed.contains("089123"), "{printed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_writes_and_reads_back_the_same(
            typed in "((tel|sip|sips|callto):)?[a-z0-9+%:@.;?/ \\[\\]()-]{0,30}"
        ) {
            if let Ok(target) = Target::read(&typed) {
                prop_assert_eq!(Target::read(&target.to_string()), Ok(target));
            }
        }

        #[test]
        fn nothing_typed_makes_it_panic(typed in "\\PC{0,80}") {
            drop(Target::read(&typed));
        }

        #[test]
        fn what_is_written_holds_no_control_character_and_no_blank(
            user in "\\PC{1,12}", host in "[a-z]{1,8}"
        ) {
            if let Ok(target @ Target::Address(_)) = Target::read(&format!("sip:{user}@{host}")) {
                prop_assert!(target.to_string().bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
