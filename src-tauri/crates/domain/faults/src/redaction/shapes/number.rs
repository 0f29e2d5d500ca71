//! Telephone numbers by their shape, and what has that shape and is none.

use super::super::text::{byte, gap, is_blank, is_word_at, is_word_before, part, skip};
use super::{digits_end, skip_near};

/// A number as people and machines write it: where it ends.
pub(in crate::redaction) fn number(text: &str, at: usize) -> Option<usize> {
    let end = number_shape(text, at)?;
    let first = byte(text, at);
    if first == b'+' || first == b'(' {
        return Some(end);
    }
    let is_fraction =
        at >= 2 && matches!(byte(text, at - 1), b'.' | b',') && byte(text, at - 2).is_ascii_digit();
    let follows_word = is_word_before(text, at) || (at > 0 && byte(text, at - 1) == b'_');
    // A digit behind the end: so many that they are cut into several labels.
    let is_followed =
        !byte(text, end).is_ascii_digit() && (is_word_at(text, end) || byte(text, end) == b'_');
    let is_kept = follows_word
        || is_fraction
        || (first != b'0' && (is_followed || is_measured(text, at, end)));
    (!is_kept).then_some(end)
}

fn number_shape(text: &str, at: usize) -> Option<usize> {
    let first = byte(text, at);
    if first == b'+' {
        let start = skip(text, at + 1, |byte| is_blank(byte) || byte == b'(');
        return gapped(text, start, 4);
    }
    let start = if first == b'(' { at + 1 } else { at };
    if byte(text, start) == b'0' {
        if byte(text, start + 1).is_ascii_digit() {
            return gapped(text, start, 4);
        }
        if let Some(end) = far_area(text, start) {
            return Some(end);
        }
    }
    if first == b'(' { None } else { joined(text, at) }
}

/// `0 89 1234`: an area code that stands apart from its zero.
fn far_area(text: &str, at: usize) -> Option<usize> {
    if !is_blank(byte(text, at + 1)) || !(b'1'..=b'9').contains(&byte(text, at + 2)) {
        return None;
    }
    let area_end = digits_end(text, at + 2);
    if !(2..=5).contains(&(area_end - at - 2)) {
        return None;
    }
    let line = skip(text, area_end, |byte| is_blank(byte) || matches!(byte, b'/' | b')' | b'-'));
    if line == area_end { None } else { gapped(text, line, 3) }
}

/// At least `least` digits with what people put between them.
fn gapped(text: &str, at: usize, least: usize) -> Option<usize> {
    if !byte(text, at).is_ascii_digit() {
        return None;
    }
    let (mut end, mut digits) = (at, 0);
    while byte(text, end).is_ascii_digit() && digits < NUMBER_DIGITS {
        digits += 1;
        end += 1;
        if digits == NUMBER_DIGITS {
            break;
        }
        let between = gap(text, end);
        if between == 0 && !byte(text, end).is_ascii_digit() {
            break;
        }
        end += between;
    }
    (digits >= least).then_some(end)
}

/// At least seven digits with a stroke or a hyphen between them.
fn joined(text: &str, at: usize) -> Option<usize> {
    let (mut end, mut digits) = (at, 0);
    while byte(text, end).is_ascii_digit() && digits < NUMBER_DIGITS {
        digits += 1;
        end += 1;
        if digits < NUMBER_DIGITS
            && matches!(byte(text, end), b'/' | b'-')
            && byte(text, end + 1).is_ascii_digit()
        {
            end += 1;
        }
    }
    (digits >= 7).then_some(end)
}

/// Whether a unit follows, or a word of measuring goes before: `8000000 bytes`, `ssrc=3912345678`.
pub(in crate::redaction) fn is_measured(text: &str, at: usize, end: usize) -> bool {
    let unit = if byte(text, end) == b' ' { end + 1 } else { end };
    let unit_end = skip_near(text, unit, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'%' | b'/') || byte >= 0x80
    });
    let unit = part(text, unit, unit_end);
    if unit.starts_with('%') || UNITS.contains(&unit) {
        return true;
    }
    let Some(sign) = at.checked_sub(1) else { return false };
    if !matches!(byte(text, sign), b'=' | b':') && !is_blank(byte(text, sign)) {
        return false;
    }
    let before = part(text, text.floor_char_boundary(at.saturating_sub(40)), at);
    let before = before.trim_end_matches([' ', '\t']);
    let (before, measures) = match before.strip_suffix(['=', ':']) {
        Some(before) => (before.trim_end_matches(['"', '\\', ' ']), MEASURES),
        None => (before, STREAM_MEASURES),
    };
    let word = before.rsplit(|letter: char| !letter.is_ascii_alphanumeric()).next();
    word.is_some_and(|word| measures.iter().any(|measure| word.eq_ignore_ascii_case(measure)))
}

/// Whether a short number that is known as an extension is something else where it stands: a port,
/// a part of a version, a measured value, a status.
pub(in crate::redaction) fn is_other_than_extension(text: &str, at: usize, end: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or(0, |place| byte(text, place));
    let is_port = before(1) == b':' && (before(2).is_ascii_alphanumeric() || before(2) == b']');
    let is_before_dot = byte(text, end) == b'.' && byte(text, end + 1).is_ascii_digit();
    let is_after_dot = matches!(before(1), b'.' | b',') && before(2).is_ascii_digit();
    let is_before_colon = byte(text, end) == b':' && byte(text, end + 1).is_ascii_digit();
    let line = part(text, at.saturating_sub(8), at);
    let is_status = line.ends_with("SIP/2.0 ");
    is_port
        || is_before_dot
        || is_after_dot
        || is_before_colon
        || is_status
        || is_measured(text, at, end)
}

/// Most digits that are taken for one number: twice those of E.164, for extensions.
const NUMBER_DIGITS: usize = 32;
/// What may stand behind a measured value.
const UNITS: &[&str] = &[
    "ns", "us", "µs", "ms", "s", "sec", "min", "h", "Hz", "kHz", "MHz", "B", "byte", "bytes",
    "Byte", "Bytes", "octets", "kB", "KB", "KiB", "MB", "MiB", "GB", "GiB", "bps", "kbps", "bit/s",
    "kbit/s", "Mbit/s", "packets", "Pakete", "Packets", "samples", "frames", "lines", "dB", "dBm",
];

/// What may stand before a value of RTP with nothing but a blank between: no words of people.
const STREAM_MEASURES: &[&str] = &["ssrc", "rtptime"];

/// What may stand before a measured value and `=` or `:`.
const MEASURES: &[&str] = &[
    "bytes",
    "octets",
    "packets",
    "samples",
    "frames",
    "lost",
    "late",
    "jitter",
    "ssrc",
    "rtptime",
    "cseq",
    "seq",
    "rseq",
    "timestamp",
    "expires",
    "duration",
    "uptime",
    "ms",
    "us",
    "ns",
    "length",
    "delay",
    "loss",
    "rtt",
    "buffer",
    "forwards",
    "after",
    "version",
    "port",
    "rate",
];
