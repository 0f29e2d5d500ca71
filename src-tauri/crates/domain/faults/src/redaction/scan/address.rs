//! Addresses of SIP, telephones and URLs: who and where, and nothing of passwords between.

use std::borrow::Cow;

use super::super::fold::fold;
use super::super::secrets::TAKEN_OUT;
use super::super::text::{Class, byte, class, is_blank, is_word_at, part, skip};
use super::super::{Kind, canonical_number, is_label, is_number, shapes};
use super::Scan;

impl Scan<'_> {
    /// `sip:` and what follows it.
    pub(super) fn sip_address(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let near = part(text, 0, text.floor_char_boundary(at + ADDRESS_BYTES));
        let stop = skip(near, at, |byte| {
            byte > b' ' && !matches!(byte, b'<' | b'>' | b'"' | b'@' | b',' | b'\\')
        });
        if byte(text, stop) == b'@'
            && stop > at
            && let Some(host) = host_end(text, stop + 1)
        {
            return Some(self.user_at_host(at, stop, host, true));
        }
        if let Some(end) = shapes::address(text, at) {
            return Some(self.host(at, end));
        }
        if let Some(end) = self.number_address(at) {
            return Some(end);
        }
        let end = host_end(text, at)?;
        Some(self.host(at, end))
    }

    /// `tel:` and what follows it.
    pub(super) fn number_address(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let at = skip(text, at, |byte| byte == b'/');
        let end = skip(text, at, |byte| {
            byte.is_ascii_digit()
                || matches!(byte, b'+' | b'*' | b'#' | b'(' | b')' | b'.' | b'-')
                || (byte == b'%')
                || byte.eq_ignore_ascii_case(&b'b')
        });
        let written = part(text, at, end).trim_end_matches(['.', '-', '(', '%', ',']);
        let end = at + written.len();
        let is_number = written.contains(|letter: char| letter.is_ascii_digit())
            && is_number(&decoded(written))
            && !is_word_at(text, end);
        // People put blanks and strokes into numbers, where machines put none.
        let written = shapes::number(text, at).max(self.known.number(text, at));
        let end = if is_number { written.unwrap_or_default().max(end) } else { written? };
        Some(self.number(at, end))
    }

    /// Host and person of a URL.
    pub(super) fn authority(&mut self, at: usize) -> usize {
        let text = self.text;
        let near = part(text, 0, text.floor_char_boundary(at + ADDRESS_BYTES));
        let stop = skip(near, at, |byte| {
            byte > b' ' && !matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'<' | b'>' | b'@')
        });
        if byte(text, stop) == b'@'
            && stop > at
            && let Some(host) = host_end(text, stop + 1)
        {
            return self.user_at_host(at, stop, host, true);
        }
        match host_end(text, at) {
            Some(end) => self.host(at, end),
            None => at,
        }
    }

    /// `SIP/2.0/UDP host`.
    pub(super) fn via_host(&mut self, at: usize) -> Option<usize> {
        let blank = skip(self.text, at, |byte| byte.is_ascii_alphanumeric());
        let host = skip(self.text, blank, is_blank);
        if blank == at || host == blank {
            return None;
        }
        let end = host_end(self.text, host)?;
        Some(self.host(host, end))
    }

    /// `/home/anna`, `C:\Users\anna`, `C:\\Users\\anna`.
    pub(super) fn home(&mut self, at: usize) -> Option<usize> {
        let start = skip(self.text, at, |byte| matches!(byte, b'/' | b'\\'));
        let end = skip(self.text, start, |byte| {
            byte > b' ' && !matches!(byte, b'/' | b'\\' | b'"' | b'\'' | b':' | b'<' | b'>')
        });
        let owner = part(self.text, start, end).to_lowercase();
        (end > start && !is_label(&owner)).then(|| self.label(Kind::Name, start, end, &owner))
    }

    /// The user of SDP's origin line; id and version of the session stay. Source: RFC 8866 §5.2.
    pub(super) fn origin(&mut self, at: usize) -> Option<usize> {
        let end = skip(self.text, at, |byte| byte > b' ');
        let user = part(self.text, at, end);
        if user.is_empty() {
            return None;
        }
        if is_number(user) && user != "-" {
            self.label(Kind::Number, at, end, &canonical_number(user));
        } else if user != "-" && !is_label(user) {
            self.label(Kind::Name, at, end, &user.to_lowercase());
        }
        let session = if byte(self.text, end) == b' ' { self.counts(end + 1) } else { None };
        Some(session.unwrap_or(end))
    }

    /// `user[:password]@host`.
    pub(super) fn user_at_host(
        &mut self,
        at: usize,
        sign: usize,
        host: usize,
        is_uri: bool,
    ) -> usize {
        let text = self.text;
        let whole = part(text, at, sign);
        let user = if is_uri { whole.split(':').next().unwrap_or_default() } else { whole };
        if user.len() < whole.len() && !whole.contains(TAKEN_OUT) {
            self.labels.counts.secrets += 1;
        }
        let user_end = at + user.len();
        let decoded = decoded(user);
        let name = decoded.split(';').next().unwrap_or_default();
        let is_mail = !is_uri && !is_number(name);
        if is_mail && self.labels.keep.addresses {
            return host;
        }
        if is_label(user) {
            self.copy_to(user_end);
        } else if is_number(name) {
            self.label(Kind::Number, at, user_end, &canonical_number(name));
        } else {
            let counts = self.labels.counts;
            self.label(Kind::Name, at, user_end, &name.to_lowercase());
            if is_mail {
                self.labels.counts = counts;
                self.labels.counts.addresses += 1;
            }
        }
        // A password between is left out with its colon.
        self.copy_to(user_end);
        self.copied = sign;
        self.host(sign + 1, host)
    }

    /// Percent-encoded text is read as what it means.
    pub(super) fn encoded(&mut self, at: usize, end: usize) -> Option<usize> {
        let raw = part(self.text, at, end);
        let Cow::Owned(meant) = decoded(raw) else { return None };
        let meant = fold(&meant);
        if self.depth >= DEPTH_MOST || meant.contains(['\r', '\n']) {
            return None;
        }
        let (known, verbatim) = (self.known, self.verbatim);
        let clean = Scan::clean_at(self.depth + 1, &meant, known, verbatim, self.labels);
        if clean == *meant {
            return None;
        }
        self.copy_to(at);
        self.out.push_str(&clean);
        self.copied = end;
        Some(end)
    }
}

/// Where the host that begins at `at` ends: a name, an IP address, or one in brackets.
pub(super) fn host_end(text: &str, at: usize) -> Option<usize> {
    if byte(text, at) == b'[' {
        let end =
            skip(text, at + 1, |byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
        return (byte(text, end) == b']' && end > at + 1).then_some(end + 1);
    }
    let end = skip(text, at, |byte| class(byte) == Class::Word || matches!(byte, b'-' | b'.'));
    let host = part(text, at, end).trim_end_matches(['-', '.']);
    let starts = host.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    starts.then(|| at + host.len())
}

/// Percent-decoded, where that is a text.
pub(super) fn decoded(written: &str) -> Cow<'_, str> {
    if !written.contains('%') {
        return Cow::Borrowed(written);
    }
    let mut bytes = Vec::with_capacity(written.len());
    let mut at = 0;
    while at < written.len() {
        let hex = part(written, at + 1, at + 3);
        match u8::from_str_radix(hex, 16) {
            Ok(value) if byte(written, at) == b'%' && hex.len() == 2 => {
                bytes.push(value);
                at += 3;
            }
            Ok(_) | Err(_) => {
                bytes.push(byte(written, at));
                at += 1;
            }
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) if text != written => Cow::Owned(text),
        Ok(_) | Err(_) => Cow::Borrowed(written),
    }
}

/// Longest user part that is looked for.
const ADDRESS_BYTES: usize = 512;
/// How often percent-encoding may be encoded again.
const DEPTH_MOST: u8 = 3;
