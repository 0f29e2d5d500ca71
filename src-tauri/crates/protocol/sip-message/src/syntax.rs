//! The few rules of SIP's grammar that every reader here needs: tokens, quotes, lists.
//!
//! Source: RFC 3261 §25.1.

use std::borrow::Cow;

/// What a text was read as and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    #[error("not a method")]
    Method,
    #[error("not an address")]
    Address,
    #[error("not a URI")]
    Uri,
    #[error("not a host")]
    Host,
    #[error("not a port")]
    Port,
    #[error("a percent sign without two hexadecimal digits")]
    Escape,
    #[error("a quote is not closed")]
    Quote,
    #[error("an angle bracket is not closed")]
    Bracket,
    #[error("not a parameter")]
    Param,
    #[error("not a number in range")]
    Number,
    #[error("not a token")]
    Token,
    #[error("not an entry of Via")]
    Via,
    #[error("not digest words")]
    Digest,
    #[error("more where nothing may follow")]
    Trailing,
    #[error("nothing where something must be")]
    Empty,
    /// More parameters than anybody means: each costs time wherever addresses are compared.
    #[error("too many parameters")]
    TooMany,
}

/// Parameters of one address or header, and headers of one URI.
pub(crate) const PARAMS_MAX: usize = 64;

/// Whether `byte` may stand in a token.
pub(crate) const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
}

/// Whether `text` is a token: not empty, of token characters alone.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// `text` without spaces, tabs and line ends around it.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// The inside of a quoted string with its backslashes taken away, or the text as it is.
pub(crate) fn unquote(text: &str) -> Cow<'_, str> {
    let Some(inside) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Cow::Borrowed(text);
    };
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    let mut plain = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(char) = chars.next() {
        if char == '\\' {
            plain.extend(chars.next());
        } else {
            plain.push(char);
        }
    }
    Cow::Owned(plain)
}

/// `text` between quotes, with backslashes where they are needed and without line ends.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(char);
            }
            '\r' | '\n' | '\0' => quoted.push(' '),
            _ => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// The values of a comma-separated list, trimmed, empty ones left out; commas in quotes and angle
/// brackets do not count. With `is_list` unset, the whole text is the one value.
pub(crate) fn split_list(text: &str, is_list: bool) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        loop {
            let here = rest?;
            let cut = if is_list { find_outside(here, b',') } else { None };
            let piece = match cut.and_then(|at| Some((here.get(..at)?, here.get(at + 1..)?))) {
                Some((piece, after)) => {
                    rest = Some(after);
                    piece
                }
                None => {
                    rest = None;
                    here
                }
            };
            let piece = trim(piece);
            if !piece.is_empty() {
                return Some(piece);
            }
        }
    })
}

/// Parameters between semicolons, trimmed, empty ones left out; semicolons in quotes do not count.
pub(crate) fn split_params(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        loop {
            let here = rest?;
            let cut = find_outside(here, b';');
            let (piece, after) =
                match cut.and_then(|at| Some((here.get(..at)?, here.get(at + 1..)?))) {
                    Some((piece, after)) => (piece, Some(after)),
                    None => (here, None),
                };
            rest = after;
            let piece = trim(piece);
            if !piece.is_empty() {
                return Some(piece);
            }
        }
    })
}

/// Whether `value` can be that of a parameter: one quoted string, or something without quotes and blanks.
pub(crate) fn check_value(value: &str) -> Result<(), SyntaxError> {
    if value.starts_with('"') {
        return match quoted_end(value) {
            Some(end) if end == value.len() => Ok(()),
            Some(_) => Err(SyntaxError::Trailing),
            None => Err(SyntaxError::Quote),
        };
    }
    if value.contains([' ', '\t', '"', ',']) { Err(SyntaxError::Param) } else { Ok(()) }
}

/// Where the quoted string at the head of `text` ends: the octet after its closing quote.
pub(crate) fn quoted_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where `wanted` first stands outside quotes and angle brackets.
pub(crate) fn find_outside(text: &str, wanted: u8) -> Option<usize> {
    let mut in_quotes = false;
    let mut in_brackets = false;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match byte {
            b'\\' if in_quotes => is_escaped = true,
            b'"' => in_quotes = !in_quotes,
            _ if in_quotes => {}
            _ if byte == wanted && !in_brackets => return Some(at),
            b'<' => in_brackets = true,
            b'>' => in_brackets = false,
            _ => {}
        }
    }
    None
}
