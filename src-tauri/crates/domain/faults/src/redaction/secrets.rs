//! Finds what must never be sent: by the words that announce it, and by its shape.

use std::ops::Range;
use std::sync::LazyLock;

use super::fold::fold;
use super::known::Known;
use super::text::{byte, field_end, is_blank, is_word_at, is_word_before, part, skip, skip_folds};
use crate::class::coded;

coded! {
    /// What a found secret looks like; the window has words for each.
    SecretKind {
        /// Something that was announced as a password or a PIN.
        Password = "password",
        /// A token or key of an interface, or a whole header field that carries one.
        Token = "token",
        /// A response or nonce of digest authentication. Source: RFC 7616 §3.4.
        Digest = "digest",
        /// A key of encrypted sound. Source: RFC 4568 §6.1.
        MediaKey = "media-key",
        /// A private key in PEM.
        PrivateKey = "private-key",
        /// Groups of letters and digits as those by which an account is recovered.
        RecoveryKey = "recovery-key",
    }
}

/// Where in a text something looks like a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What it looks like.
    pub kind: SecretKind,
    /// Its line, from 1.
    pub line: usize,
}

/// Looks through a text that is about to be sent, in whatever letters and escapes it is written.
#[must_use]
pub fn find_secrets(text: &str) -> Vec<Place> {
    // Folding leaves each line where it is.
    let text = &*fold(text);
    let mut found = announced_secrets(text);
    found.extend(recovery_keys(text).into_iter().map(|place| (SecretKind::RecoveryKey, place)));
    found.sort_by_key(|(_, place)| place.start);
    let (mut line, mut counted) = (1, 0);
    found
        .into_iter()
        .map(|(kind, place)| {
            line += part(text, counted, place.start).bytes().filter(|byte| *byte == b'\n').count();
            counted = place.start;
            Place { kind, line }
        })
        .collect()
}

/// The text without what is announced as a secret, before it is kept anywhere.
pub(crate) fn strip_secrets(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut copied = 0;
    for (_, place) in announced_secrets(text) {
        clean.push_str(part(text, copied, place.start));
        clean.push_str(NOT_RECORDED);
        copied = place.end;
    }
    clean.push_str(part(text, copied, text.len()));
    clean
}

/// Secrets by the words before them, in order and apart.
fn announced_secrets(text: &str) -> Vec<(SecretKind, Range<usize>)> {
    static NOTHING_KNOWN: LazyLock<Known> =
        LazyLock::new(|| Known::new(std::iter::empty(), &[], &[]));
    let mut found: Vec<(SecretKind, Range<usize>)> = Vec::new();
    let (mut from, mut hits, mut done) = (0, Vec::new(), 0);
    if text.starts_with("k=") {
        let value = 2..skip(text, 2, |byte| byte != b'\r' && byte != b'\n');
        done = value.end;
        found.push((SecretKind::MediaKey, value));
    }
    while from < text.len() {
        let to = from.saturating_add(WINDOW_BYTES).min(text.len());
        NOTHING_KNOWN.hits(text, from, to, &mut hits);
        for hit in &hits {
            let rule = NOTHING_KNOWN.pattern(*hit).and_then(|pattern| pattern.rule);
            let Some(rule) = rule.filter(|_| hit.start >= done) else { continue };
            if let Some(value) =
                rule.value(text, hit.start, hit.end()).filter(|it| it.start >= done)
            {
                done = value.end;
                found.push((rule.kind(), value));
            }
        }
        from = to;
    }
    found
}

/// How a secret follows the word that announces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// All of a header field.
    Field,
    /// A parameter of digest authentication.
    Digest,
    /// `word…=value`, `"word…": "value"`, `word is value`.
    Password,
    /// The same without sentences.
    Token,
    /// The same for words that are too short to be a part of others.
    ShortWord,
    /// `Bearer value`.
    Scheme,
    /// `inline:key`.
    Inline,
    /// `k=…`, `a=key-mgmt:…` to the end of the line.
    KeyLine,
    /// From `-----BEGIN` to the end of `-----END …`.
    Pem,
    /// A token that shows by its first letters that it is one.
    Prefix,
}

impl Rule {
    /// Words in small letters, and what they announce.
    pub(super) const WORDS: &[(&str, Self)] = &[
        ("authorization", Self::Field),
        ("authorisation", Self::Field),
        ("www-authenticate", Self::Field),
        ("proxy-authenticate", Self::Field),
        ("authentication-info", Self::Field),
        ("cookie", Self::Field),
        ("response", Self::Digest),
        ("nonce", Self::Digest),
        ("cnonce", Self::Digest),
        ("opaque", Self::Digest),
        ("rspauth", Self::Digest),
        ("password", Self::Password),
        ("passwort", Self::Password),
        ("passwd", Self::Password),
        ("passphrase", Self::Password),
        ("kennwort", Self::Password),
        ("secret", Self::Token),
        ("token", Self::Token),
        ("credential", Self::Token),
        ("apikey", Self::Token),
        ("api-key", Self::Token),
        ("api_key", Self::Token),
        ("ice-pwd", Self::Token),
        ("pn-prid", Self::Token),
        ("pn-param", Self::Token),
        ("pwd", Self::ShortWord),
        ("pass", Self::ShortWord),
        ("pw", Self::ShortWord),
        ("pin", Self::ShortWord),
        ("puk", Self::ShortWord),
        ("bearer ", Self::Scheme),
        ("basic ", Self::Scheme),
        ("digest ", Self::Scheme),
        ("token ", Self::Scheme),
        ("inline:", Self::Inline),
        ("\nk=", Self::KeyLine),
        ("key-mgmt:", Self::KeyLine),
        ("-----begin ", Self::Pem),
        ("eyj", Self::Prefix),
        ("ghp_", Self::Prefix),
        ("github_pat_", Self::Prefix),
        ("glpat-", Self::Prefix),
        ("xoxb-", Self::Prefix),
        ("xoxp-", Self::Prefix),
        ("akia", Self::Prefix),
    ];

    pub(super) const fn kind(self) -> SecretKind {
        match self {
            Self::Digest => SecretKind::Digest,
            Self::Password | Self::ShortWord => SecretKind::Password,
            Self::Inline | Self::KeyLine => SecretKind::MediaKey,
            Self::Pem => SecretKind::PrivateKey,
            Self::Field | Self::Token | Self::Scheme | Self::Prefix => SecretKind::Token,
        }
    }

    /// Where the secret stands that the word at `start..end` announces, if there is one.
    pub(super) fn value(self, text: &str, start: usize, end: usize) -> Option<Range<usize>> {
        let value = match self {
            Self::Field => field(text, start, end),
            Self::Digest => {
                let joined =
                    is_word_before(text, start) || byte(text, start.wrapping_sub(1)) == b'_';
                if joined { None } else { parameter(text, end, b"=") }
            }
            Self::Password => announced(text, end).or_else(|| said(text, end)),
            Self::Token => announced(text, end),
            Self::ShortWord if is_word_before(text, start) || is_word_at(text, end) => None,
            Self::ShortWord => parameter(text, end, b":=")
                .or_else(|| said(text, end))
                .or_else(|| digits_of_a_card(text, start, end)),
            Self::Scheme => credentials(text, start, end),
            Self::Inline => {
                Some(end..skip(text, end, |byte| byte > b' ' && byte != b'|' && byte != b';'))
            }
            Self::KeyLine => Some(end..skip(text, end, |byte| byte != b'\r' && byte != b'\n')),
            Self::Pem => pem(text, start, end),
            Self::Prefix => prefixed(text, start, end),
        }?;
        let there = part(text, value.start, value.end);
        // Of a longer secret than the one that was known, the rest still stands there.
        let is_taken_out = [TAKEN_OUT, NOT_RECORDED]
            .iter()
            .any(|mark| there.strip_prefix(mark).is_some_and(|rest| !is_word_at(rest, 0)));
        (!there.trim().is_empty() && !is_taken_out).then_some(value)
    }
}

/// `Authorization: …` with its folded lines, or a quoted value as in JSON.
fn field(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    if is_word_before(text, start) {
        return None;
    }
    let key_end = skip(text, end, |byte| matches!(byte, b'"' | b'\'' | b'\\'));
    let at = skip(text, key_end, is_blank);
    if !matches!(byte(text, at), b':' | b'=') {
        return None;
    }
    let at = skip(text, at + 1, is_blank);
    let is_json = key_end > end && matches!(byte(text, at), b'"' | b'\'' | b'\\');
    if is_json { quoted(text, at) } else { Some(at..field_end(text, at)) }
}

/// `word… = value`, where the word may go on: `passwordHash`, `token_id`.
fn announced(text: &str, end: usize) -> Option<Range<usize>> {
    let near = part(text, 0, text.floor_char_boundary(end + SUFFIX_BYTES));
    let end = skip(near, end, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if byte(text, end) == b'>' {
        let value = end + 1..skip(text, end + 1, |byte| byte > b' ' && byte != b'<');
        return (!value.is_empty()).then_some(value);
    }
    parameter(text, end, b":=")
}

/// `= value`, quoted or not, with folds around the sign.
fn parameter(text: &str, end: usize, signs: &[u8]) -> Option<Range<usize>> {
    let at = if byte(text, end) == b'\\' { end + 1 } else { end };
    let at = if matches!(byte(text, at), b'"' | b'\'') { at + 1 } else { at };
    let at = skip_folds(text, at);
    if !signs.contains(&byte(text, at)) {
        return None;
    }
    let at = skip_folds(text, at + 1);
    quoted(text, at).or_else(|| {
        let end = skip(text, at, |byte| {
            byte > b' ' && !matches!(byte, b',' | b';' | b'"' | b'\'' | b'&' | b'<')
        });
        (end > at).then_some(at..end)
    })
}

/// What stands within quotes at `at`; to the end of the line where they are not closed.
fn quoted(text: &str, at: usize) -> Option<Range<usize>> {
    let is_escaped = byte(text, at) == b'\\';
    let start = if is_escaped { at + 1 } else { at };
    let quote = byte(text, start);
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let start = start + 1;
    let mut end = start;
    while !matches!(byte(text, end), b'\n' | b'\r') && end < text.len() {
        match byte(text, end) {
            b'\\' if is_escaped && byte(text, end + 1) == quote => break,
            b'\\' if quote == b'"' => end += 2,
            byte if byte == quote => break,
            _ => end += 1,
        }
    }
    let end = text.floor_char_boundary(end.min(text.len()));
    (end > start).then_some(start..end)
}

/// `Passwort ist hunter2`: a value that does not look like a word.
fn said(text: &str, end: usize) -> Option<Range<usize>> {
    let at = skip(text, end, is_blank);
    if at == end {
        return None;
    }
    let word_end = skip(text, at, |byte| byte.is_ascii_alphabetic());
    let links = ["ist", "lautet", "war", "is", "was"];
    let is_link = links.iter().any(|link| part(text, at, word_end).eq_ignore_ascii_case(link));
    let has_colon = is_link && byte(text, word_end) == b':';
    let at = if is_link && (has_colon || is_blank(byte(text, word_end))) {
        let at = skip(text, word_end, |byte| is_blank(byte) || byte == b':');
        if matches!(byte(text, at), b'"' | b'\'') { at + 1 } else { at }
    } else {
        at
    };
    let end = skip(text, at, |byte| byte > b' ' && !matches!(byte, b'"' | b'\'' | b'<'));
    let value = part(text, at, end).trim_end_matches(['.', ',', ';', '!', '?', ')', ':']);
    let has_digit = value.contains(|letter: char| letter.is_ascii_digit());
    let has_letter = value.contains(char::is_alphabetic);
    let has_sign = value.contains(|letter: char| "!#$%&*+?@^_~".contains(letter));
    let has_inner_capital =
        value.chars().skip(1).any(char::is_uppercase) && value.contains(char::is_lowercase);
    let is_likely = if has_colon {
        !value.is_empty()
    } else if is_link {
        has_digit || has_sign || has_inner_capital
    } else {
        value.len() >= 6 && has_digit && has_letter
    };
    is_likely.then_some(at..end)
}

/// `PIN 4711`: as many digits as a card or a mailbox has.
fn digits_of_a_card(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let is_code =
        ["pin", "puk"].iter().any(|word| part(text, start, end).eq_ignore_ascii_case(word));
    let at = skip(text, end, is_blank);
    let to = skip(text, at, |byte| byte.is_ascii_digit());
    let is_likely = is_code && at > end && (4..=8).contains(&(to - at)) && !is_word_at(text, to);
    is_likely.then_some(at..to)
}

/// `Bearer …`: long, or with a digit in it.
fn credentials(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    if is_word_before(text, start) {
        return None;
    }
    let at = skip(text, end, is_blank);
    let end = skip(text, at, |byte| byte.is_ascii_alphanumeric() || b"+/=._~-".contains(&byte));
    let value = part(text, at, end);
    let is_likely = value.len() >= 20
        || (value.len() >= 8 && value.contains(|letter: char| letter.is_ascii_digit()));
    is_likely.then_some(at..end)
}

fn pem(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let title_end = skip(text, end, |byte| byte.is_ascii_uppercase() || byte == b' ');
    if !part(text, end, title_end).ends_with("PRIVATE KEY") {
        return None;
    }
    let rest = text.get(title_end..).unwrap_or_default();
    let close = rest
        .find("-----END ")
        .map_or(text.len(), |at| skip(text, title_end + at, |byte| byte != b'\r' && byte != b'\n'));
    Some(start..close)
}

fn prefixed(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    if is_word_before(text, start) {
        return None;
    }
    let close = skip(text, end, |byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    let (head, value) = (part(text, start, end), part(text, start, close));
    let is_token = match head {
        // A JSON Web Token: three parts of base64. Source: RFC 7519 §3.
        "eyJ" => value.len() >= 32 && value.matches('.').count() >= 2,
        "AKIA" => value.len() == 20,
        "ghp_" | "github_pat_" | "glpat-" | "xoxb-" | "xoxp-" => value.len() >= 20,
        _ => false,
    };
    is_token.then_some(start..close)
}

/// `EsTc 3xYz …`: at least six groups of four or five, of which three are no words.
fn recovery_keys(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut first, mut groups, mut odd, mut last) = (0, 0, 0, 0);
    let mut at = 0;
    while at < text.len() {
        let start = skip(text, at, |byte| !byte.is_ascii_alphanumeric());
        let end = skip(text, start, |byte| byte.is_ascii_alphanumeric());
        let group = part(text, start, end);
        let is_group = (4..=5).contains(&group.len())
            && !matches!(byte(text, end), b'_' | b'=' | b':')
            && byte(text, end).is_ascii();
        let follows = groups > 0 && start == last + 1 && matches!(byte(text, last), b' ' | b'-');
        if groups >= RECOVERY_GROUPS && odd >= RECOVERY_ODD && !(is_group && follows) {
            found.push(first..last);
        }
        if !(is_group && follows) {
            (first, groups, odd) = (start, 0, 0);
        }
        if is_group {
            groups += 1;
            odd += usize::from(is_odd(group));
            last = end;
        }
        at = end.max(at + 1);
    }
    if groups >= RECOVERY_GROUPS && odd >= RECOVERY_ODD {
        found.push(first..last);
    }
    found
}

/// Letters and digits mixed, or capitals within: neither a word nor a number nor hexadecimal.
fn is_odd(group: &str) -> bool {
    let has = |fits: fn(char) -> bool| group.contains(fits);
    let is_hexadecimal = group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mixes_digits = has(|letter| letter.is_ascii_digit()) && has(char::is_alphabetic);
    let mixes_cases = has(char::is_lowercase) && group.chars().skip(1).any(char::is_uppercase);
    !is_hexadecimal && (mixes_digits || mixes_cases)
}

/// What stands in the place of a secret.
pub(super) const TAKEN_OUT: &str = "[secret]";
/// What stands where a secret was never recorded.
pub(crate) const NOT_RECORDED: &str = "[not recorded]";
/// Least groups of a recovery key.
const RECOVERY_GROUPS: usize = 6;
/// Least groups of one that are no words.
const RECOVERY_ODD: usize = 3;
/// Longest that a word goes on which announces a secret.
const SUFFIX_BYTES: usize = 64;
/// How far hits are looked for ahead.
pub(super) const WINDOW_BYTES: usize = 64 * 1024;
