//! Brings lines into the order and the shape that a strict reader wants.
//!
//! Kept are `v o c m a`; everything else says nothing a telephone needs. `s` and `t` are written
//! anew. A `c=` that cannot be understood is left out, so that its stream has no address rather
//! than the description no reader.
//!
//! Source: RFC 8866 §5, §9.

use std::fmt::Write as _;

use super::ReadError;
use crate::MediaKind;

const MAX_STREAMS: usize = 32;
const MAX_FORMATS: usize = 64;
/// Attributes of one section; with ICE candidates a hundred have been seen.
const MAX_ATTRIBUTES: usize = 512;

/// Text for the strict reader, and what it would not understand: kinds of stream it does not know.
pub(super) struct Mended {
    pub(super) text: String,
    pub(super) kinds: Vec<MediaKind>,
}

pub(super) fn mend(text: &str) -> Result<Mended, ReadError> {
    let mut lines =
        text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
    let version = lines.next().ok_or(ReadError::Empty)?;
    if version.strip_prefix("v=").map(str::trim) != Some("0") {
        return Err(ReadError::NotSdp);
    }
    let mut origin = None;
    let mut session = Section::default();
    let mut streams: Vec<(String, Section)> = Vec::new();
    let mut kinds = Vec::new();
    for (name, value) in lines.filter_map(|line| line.split_once('=')) {
        match name {
            "o" => origin = origin.or_else(|| Some(mend_origin(value))),
            "m" => {
                if streams.len() == MAX_STREAMS {
                    return Err(ReadError::TooManyStreams);
                }
                let (line, kind) = mend_stream(value).ok_or(ReadError::Media)?;
                streams.push((line, Section::default()));
                kinds.push(kind);
            }
            _any_other => {
                streams.last_mut().map_or(&mut session, |(_, section)| section).take(name, value);
            }
        }
    }
    let origin = origin.ok_or(ReadError::Origin)?;
    let mut text = format!("v=0\r\no={origin}\r\ns=-\r\n");
    session.write_connection(&mut text);
    text.push_str("t=0 0\r\n");
    session.write_attributes(&mut text);
    for (line, section) in &streams {
        push(&mut text, 'm', line);
        section.write_connection(&mut text);
        section.write_attributes(&mut text);
    }
    Ok(Mended { text, kinds })
}

/// What is kept of the session or of one stream.
#[derive(Debug, Default)]
struct Section {
    connection: Option<String>,
    attributes: Vec<String>,
}

impl Section {
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "c" if self.connection.is_none() => self.connection = mend_connection(value),
            "a" if self.attributes.len() < MAX_ATTRIBUTES && !value.trim().is_empty() => {
                self.attributes.push(value.trim().to_owned());
            }
            _unneeded => {}
        }
    }

    fn write_connection(&self, text: &mut String) {
        if let Some(connection) = &self.connection {
            push(text, 'c', connection);
        }
    }

    fn write_attributes(&self, text: &mut String) {
        for attribute in &self.attributes {
            push(text, 'a', attribute);
        }
    }
}

fn push(text: &mut String, name: char, value: &str) {
    // Writing into a String cannot fail.
    write!(text, "{name}={value}\r\n").unwrap_or_default();
}

/// Six words; what is no number becomes 0, what is missing a placeholder.
fn mend_origin(value: &str) -> String {
    let mut words = value.split_whitespace();
    let username = words.next().unwrap_or("-");
    let mut number = || words.next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
    let (id, version) = (number(), number());
    let mut words = words.skip(1);
    let kind = if words.next() == Some("IP6") { "IP6" } else { "IP4" };
    let address = words.next().unwrap_or("0.0.0.0");
    format!("{username} {id} {version} IN {kind} {address}")
}

fn mend_connection(value: &str) -> Option<String> {
    let mut words = value.split_whitespace();
    let (_internet, kind, address) = (words.next()?, words.next()?, words.next()?);
    match kind.to_ascii_uppercase().as_str() {
        kind @ ("IP4" | "IP6") => Some(format!("IN {kind} {address}")),
        _atm => None,
    }
}

/// The line and what it carries; kinds the strict reader does not know travel as `application`.
fn mend_stream(value: &str) -> Option<(String, MediaKind)> {
    let mut words = value.split_whitespace();
    let kind = MediaKind::from_word(words.next()?);
    let port = words.next()?.split('/').next()?.parse::<u16>().ok()?;
    let protocol: Vec<&str> = words.next()?.split('/').filter(|word| !word.is_empty()).collect();
    if protocol.is_empty() {
        return None;
    }
    let mut formats: Vec<&str> = words.take(MAX_FORMATS).collect();
    if formats.is_empty() {
        formats.push("0");
    }
    let name = if matches!(kind, MediaKind::Other(_)) { "application" } else { kind.word() };
    Some((format!("{name} {port} {} {}", protocol.join("/"), formats.join(" ")), kind))
}
