//! Reads one message: takes what is clear, and says what is wrong beside it.
//!
//! Source: RFC 3261 §7, §8.1.3.5, §8.2, §18.3, §25; RFC 4475 (what may come).

mod check;
mod fault;
mod lines;
mod start_line;

use std::borrow::Cow;
use std::cmp::Ordering;

use bytes::Bytes;

pub use fault::{Fault, Reading};
use lines::Lines;
use start_line::StartLine;

use crate::header_name::HeaderName;
use crate::headers::{Header, Headers};
use crate::message::{Message, Request, Response};
use crate::syntax::{self, SyntaxError};

/// How large a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Octets from the start line to the blank line.
    pub header_bytes: usize,
    /// Header lines.
    pub headers: usize,
    /// Octets of the body.
    pub body_bytes: usize,
}

impl Default for Limits {
    /// 64 KiB and 256 lines of headers, 1 MiB of body.
    fn default() -> Self {
        Self { header_bytes: 64 * 1024, headers: 256, body_bytes: 1024 * 1024 }
    }
}

/// Why bytes are no message at all: nobody can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing but line ends: a keep-alive.
    #[error("no message")]
    Empty,
    /// The first line is neither a request line nor a status line.
    #[error("not SIP")]
    NotSip,
    #[error("headers of more than {0} octets")]
    HeadersTooLong(usize),
    #[error("more than {0} headers")]
    TooManyHeaders(usize),
    #[error("a body of more than {0} octets")]
    BodyTooLong(usize),
}

/// Reads one complete message: a datagram, or what a [`crate::Framer`] cut out.
pub fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    read_limited(&Bytes::copy_from_slice(bytes), &Limits::default())
}

/// Reads one complete message within `limits`; the body shares the memory of `bytes`.
pub fn read_limited(bytes: &Bytes, limits: &Limits) -> Result<Reading, ReadError> {
    let mut faults = Vec::new();
    let mut lines = Lines::new(bytes);
    let start = loop {
        let line = lines.next().ok_or(ReadError::Empty)?;
        if !line.is_empty() {
            break line;
        }
    };
    if start.len() > limits.header_bytes {
        return Err(ReadError::HeadersTooLong(limits.header_bytes));
    }
    let start = start_line::read(&text(start).0, &mut faults)?;
    let headers = read_headers(&mut lines, limits, &mut faults)?;
    let body = read_body(bytes.slice(lines.consumed()..), &headers, &mut faults);
    if body.len() > limits.body_bytes {
        return Err(ReadError::BodyTooLong(limits.body_bytes));
    }
    if lines.saw_bare_line_feed {
        faults.push(Fault::BareLineFeed);
    }
    let message = match start {
        StartLine::Request { method, uri } => {
            Message::Request(Request { method, uri, headers, body })
        }
        StartLine::Status { status, reason } => {
            Message::Response(Response { status, reason, headers, body })
        }
    };
    check::check(&message, &mut faults);
    Ok(Reading { message, faults })
}

/// Reads header lines up to the blank line and past it.
fn read_headers(
    lines: &mut Lines<'_>,
    limits: &Limits,
    faults: &mut Vec<Fault>,
) -> Result<Headers, ReadError> {
    let mut headers = Headers::new();
    let mut open: Option<(HeaderName, Vec<u8>)> = None;
    let begin = lines.consumed();
    loop {
        let line = lines.next();
        if lines.consumed() - begin > limits.header_bytes {
            return Err(ReadError::HeadersTooLong(limits.header_bytes));
        }
        if let Some(folded @ [b' ' | b'\t', ..]) = line {
            match &mut open {
                Some((_, value)) => {
                    value.push(b' ');
                    value.extend_from_slice(folded.trim_ascii());
                }
                None => faults.push(Fault::HeaderLine),
            }
            continue;
        }
        if let Some((name, value)) = open.take() {
            if headers.len() >= limits.headers {
                return Err(ReadError::TooManyHeaders(limits.headers));
            }
            let (value, is_latin1) = text(value.trim_ascii());
            if is_latin1 {
                faults.push(Fault::NotUtf8);
            }
            headers.push_read(Header { name, value: value.into_owned(), is_latin1 });
        }
        match line {
            Some([]) => return Ok(headers),
            Some(line) => match name_and_value(line) {
                Some((name, value)) => open = Some((name, value.to_vec())),
                None => faults.push(Fault::HeaderLine),
            },
            None => {
                faults.push(Fault::NoBlankLine);
                return Ok(headers);
            }
        }
    }
}

/// A header line at its colon; `None` when there is none or the name is no token.
fn name_and_value(line: &[u8]) -> Option<(HeaderName, &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let name = str::from_utf8(name.trim_ascii_end()).ok().filter(|name| syntax::is_token(name))?;
    Some((HeaderName::new(name), value.get(1..)?))
}

/// The body as long as Content-Length says, or all there is where it says nothing.
///
/// Source: RFC 3261 §18.3.
fn read_body(rest: Bytes, headers: &Headers, faults: &mut Vec<Fault>) -> Bytes {
    let Some(length) = headers.get(&HeaderName::ContentLength) else {
        return rest;
    };
    if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
        faults.push(Fault::Malformed(HeaderName::ContentLength, SyntaxError::Number));
        return rest;
    }
    match length.parse::<usize>().unwrap_or(usize::MAX).cmp(&rest.len()) {
        Ordering::Equal => rest,
        Ordering::Less => {
            faults.push(Fault::BodyTooLong);
            let octets: usize = length.parse().unwrap_or_default();
            rest.slice(..octets)
        }
        Ordering::Greater => {
            faults.push(Fault::BodyTooShort);
            rest
        }
    }
}

/// Octets as text: UTF-8, or else Latin-1, and whether it was that.
fn text(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (Cow::Owned(bytes.iter().copied().map(char::from).collect()), true),
    }
}
