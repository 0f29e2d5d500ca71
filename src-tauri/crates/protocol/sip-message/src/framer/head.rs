//! Finds the end of a message's head and the length of the body behind it.
//!
//! Source: RFC 3261 §7.3.1, §18.3, §20.14.

use crate::header_name::HeaderName;

/// A search for the blank line that goes on where it stopped.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Search {
    /// Where the unfinished line begins.
    line_start: usize,
    /// Octets looked at.
    seen: usize,
}

impl Search {
    /// How many octets the head has, blank line and all; `None` when its end is not there yet.
    pub(super) fn end(&mut self, buffer: &[u8]) -> Option<usize> {
        while let Some(at) = buffer.get(self.seen..)?.iter().position(|byte| *byte == b'\n') {
            let line = buffer.get(self.line_start..self.seen + at)?;
            self.seen += at + 1;
            self.line_start = self.seen;
            if matches!(line, [] | [b'\r']) {
                return Some(self.seen);
            }
        }
        self.seen = buffer.len();
        None
    }
}

/// How long the body is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Length {
    Octets(usize),
    /// Nothing says that there is a body.
    None,
    /// A body of a length that nobody can tell.
    Unknown,
}

/// What a head says about the length of its body.
///
/// No Content-Length is an offence on a stream; where no Content-Type speaks of a body either, there is none.
pub(super) fn length(head: &[u8]) -> Length {
    let mut found: Option<usize> = None;
    let mut is_typed = false;
    let mut lines = head.split(|byte| *byte == b'\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at_checked(colon).unwrap_or_default();
        let name = str::from_utf8(name.trim_ascii_end()).map(HeaderName::new);
        is_typed |= name == Ok(HeaderName::ContentType);
        if name != Ok(HeaderName::ContentLength) {
            continue;
        }
        let mut digits = value.get(1..).unwrap_or_default().trim_ascii().to_vec();
        while let Some(folded) = lines.next_if(|next| matches!(next, [b' ' | b'\t', ..])) {
            digits.extend_from_slice(folded.trim_ascii());
        }
        match number(&digits) {
            Some(octets) if found.is_none_or(|before| before == octets) => found = Some(octets),
            Some(_) | None => return Length::Unknown,
        }
    }
    match found {
        Some(octets) => Length::Octets(octets),
        None if is_typed => Length::Unknown,
        None => Length::None,
    }
}

fn number(digits: &[u8]) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}

/// Whether a line begins a message: a request line or a status line.
pub(super) fn is_start_line(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let is_response = line.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/2.0 "));
    let is_request = line.len() > 12
        && line.first().is_some_and(u8::is_ascii_alphabetic)
        && line.get(line.len() - 8..).is_some_and(|end| end.eq_ignore_ascii_case(b" SIP/2.0"));
    is_response || is_request
}
