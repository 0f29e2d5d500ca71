//! The shapes by which private things, and harmless ones, are recognised at one place of a text.

mod number;

use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) use number::{is_other_than_extension, number};

use super::text::{byte, is_line_start_or_indented, is_word_at, part, skip};

/// `2026-11-22T10:43:21.123Z`, `22.11.2026`, `10:43:21`, `20261122T104321`, an epoch with fraction,
/// a UUID: where it ends. None of them is anybody's number.
pub(super) fn harmless(text: &str, at: usize) -> Option<usize> {
    let end = moment(text, at).or_else(|| uuid(text, at))?;
    (!is_word_at(text, end)).then_some(end)
}

fn moment(text: &str, at: usize) -> Option<usize> {
    let digits = digits_end(text, at) - at;
    let sign = byte(text, at + digits);
    match (digits, sign) {
        (4, b'-' | b'/' | b'.')
            if digits_end(text, at + 5) == at + 7 && byte(text, at + 7) == sign =>
        {
            let end = at + 10;
            let is_date = digits_end(text, at + 8) == end
                && is_day(
                    part(text, at + 8, end),
                    part(text, at + 5, at + 7),
                    part(text, at, at + 4),
                );
            if !is_date {
                return None;
            }
            let joined = matches!(byte(text, end), b'T' | b't' | b' ' | b'_');
            let time = if joined { clock(text, end + 1) } else { None };
            Some(time.unwrap_or(end))
        }
        (1 | 2, b'.' | b'/') => {
            let month_end = digits_end(text, at + digits + 1);
            let year_end = digits_end(text, month_end + 1);
            let (day, month) =
                (part(text, at, at + digits), part(text, at + digits + 1, month_end));
            let is_date = byte(text, month_end) == sign
                && year_end == month_end + 5
                && is_day(day, month, part(text, month_end + 1, year_end));
            is_date.then_some(year_end)
        }
        (1 | 2, b':') => clock(text, at),
        (8, b'T') if digits_end(text, at + 9) == at + 15 => {
            Some(if byte(text, at + 15) == b'Z' { at + 16 } else { at + 15 })
        }
        // Seconds since 1970 with a fraction: of this decade and the next.
        (10, b'.') if part(text, at, at + 1) == "1" && byte(text, at + 11).is_ascii_digit() => {
            Some(digits_end(text, at + 11))
        }
        _ => None,
    }
}

fn is_day(day: &str, month: &str, year: &str) -> bool {
    let within = |digits: &str, most: u16| {
        digits.parse::<u16>().is_ok_and(|number| (1..=most).contains(&number))
    };
    within(day, 31) && within(month, 12) && (year.starts_with("19") || year.starts_with("20"))
}

/// `10:43`, `10:43:21`, `10:43:21.123+01:00`; not the beginning of an IPv6 address.
fn clock(text: &str, at: usize) -> Option<usize> {
    let hours_end = digits_end(text, at);
    if !(1..=2).contains(&(hours_end - at)) || byte(text, hours_end) != b':' {
        return None;
    }
    let mut end = digits_end(text, hours_end + 1);
    if end != hours_end + 3 {
        return None;
    }
    if byte(text, end) == b':' && digits_end(text, end + 1) == end + 3 {
        end += 3;
        if matches!(byte(text, end), b'.' | b',') && byte(text, end + 1).is_ascii_digit() {
            end = digits_end(text, end + 1);
        }
    }
    if byte(text, end) == b':'
        && (byte(text, end + 1).is_ascii_hexdigit() || byte(text, end + 1) == b':')
    {
        return None;
    }
    Some(zone_end(text, end))
}

/// `Z`, `+01:00`, `-0500`.
fn zone_end(text: &str, at: usize) -> usize {
    match byte(text, at) {
        b'Z' | b'z' => at + 1,
        b'+' | b'-' => {
            let hours_end = digits_end(text, at + 1);
            match (hours_end - at - 1, byte(text, hours_end)) {
                (2, b':') if digits_end(text, hours_end + 1) == hours_end + 3 => hours_end + 3,
                (4, _) => hours_end,
                _ => at,
            }
        }
        _ => at,
    }
}

fn uuid(text: &str, at: usize) -> Option<usize> {
    let mut end = at;
    for (index, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if index > 0 {
            if byte(text, end) != b'-' {
                return None;
            }
            end += 1;
        }
        if hex_end(text, end) != end + length {
            return None;
        }
        end += length;
    }
    Some(end)
}

/// An IP or hardware address: where it ends. The unspecified addresses give nobody away.
pub(super) fn address(text: &str, at: usize) -> Option<usize> {
    ipv4(text, at).or_else(|| hardware(text, at)).or_else(|| ipv6(text, at))
}

fn ipv4(text: &str, at: usize) -> Option<usize> {
    let mut end = at;
    for octet in 0..4 {
        if octet > 0 {
            if byte(text, end) != b'.' {
                return None;
            }
            end += 1;
        }
        let digits = digits_end(text, end) - end;
        if !(1..=3).contains(&digits) {
            return None;
        }
        end += digits;
    }
    let parsed: Ipv4Addr = part(text, at, end).parse().ok()?;
    (!parsed.is_unspecified() && !is_word_at(text, end) && byte(text, end) != b'_').then_some(end)
}

fn ipv6(text: &str, at: usize) -> Option<usize> {
    let head = hex_end(text, at);
    if head - at > 4 || byte(text, head) != b':' {
        return None;
    }
    let run = skip_near(text, at, |byte| byte.is_ascii_hexdigit() || byte == b':');
    let dotted = skip_near(text, run, |byte| byte.is_ascii_digit() || byte == b'.');
    // A dotted tail belongs to it only when it is a whole IPv4 address; a colon behind it may be prose.
    for end in [dotted, run, run.max(at + 1) - 1] {
        let address = part(text, at, end);
        let Ok(parsed) = address.parse::<Ipv6Addr>() else { continue };
        let is_other =
            parsed.is_unspecified() || is_word_at(text, end) || is_of_fingerprint(text, at, end);
        return (!is_other).then_some(end);
    }
    None
}

/// Whether pairs of digits and colons go on before or behind, as in a fingerprint.
fn is_of_fingerprint(text: &str, at: usize, end: usize) -> bool {
    let before = part(text, at.saturating_sub(3), at).as_bytes();
    let is_pair = matches!(before, [one, other, b':'] if one.is_ascii_hexdigit() && other.is_ascii_hexdigit());
    let goes_on = byte(text, end) == b':' && byte(text, end + 1).is_ascii_hexdigit();
    let has_pairs = part(text, at, end).split(':').all(|group| group.len() == 2);
    has_pairs && (is_pair || goes_on)
}

/// `aa:bb:cc:dd:ee:ff`, `aa-bb-…`, `aabb.ccdd.eeff`.
fn hardware(text: &str, at: usize) -> Option<usize> {
    let first = hex_end(text, at) - at;
    let sign = byte(text, at + first);
    let groups = match (first, sign) {
        (2, b':' | b'-') => 6,
        (4, b'.') => 3,
        _ => return None,
    };
    let mut end = at;
    for group in 0..groups {
        if group > 0 {
            if byte(text, end) != sign {
                return None;
            }
            end += 1;
        }
        if hex_end(text, end) != end + first {
            return None;
        }
        end += first;
    }
    // Of a fingerprint, which is longer, six groups are nobody's.
    let goes_on = byte(text, end) == sign && byte(text, end + 1).is_ascii_hexdigit();
    let came_before = at > 0 && byte(text, at - 1) == sign;
    let is_number = part(text, at, end).bytes().all(|byte| byte.is_ascii_digit() || byte == sign);
    let is_other = goes_on || came_before || is_word_at(text, end) || (is_number && sign != b':');
    (!is_other).then_some(end)
}

/// A dotted name whose end looks like that of a host, and not like that of a file.
pub(super) fn host_name(text: &str, at: usize) -> Option<usize> {
    let run = skip(text, at, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80
    });
    let name = part(text, at, run);
    let name = name.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let last = name.rsplit_once('.')?.1;
    if FILE_ENDINGS.iter().any(|ending| last.eq_ignore_ascii_case(ending)) {
        return None;
    }
    // The longest beginning that ends as host names do: what follows may be prose.
    let ends = name.match_indices('.').map(|(dot, _)| dot).chain([name.len()]).skip(1);
    let mut longest = None;
    for end in ends {
        let label = name.get(..end).and_then(|name| name.rsplit('.').next()).unwrap_or_default();
        let cut = label.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(label.len());
        let is_whole = cut == label.len() || is_international(label);
        let label = if is_whole { label } else { label.get(..cut).unwrap_or_default() };
        let boundary = end - if is_whole { 0 } else { name_rest(name, end, cut) };
        let joins = name.get(boundary..).is_some_and(|rest| rest.starts_with('_'));
        if is_top(label) && !joins {
            longest = Some(at + boundary);
        }
    }
    longest
}

/// How much of the last label of `name[..end]` lies behind its first `cut` bytes.
fn name_rest(name: &str, end: usize, cut: usize) -> usize {
    let label = name.get(..end).and_then(|name| name.rsplit('.').next()).unwrap_or_default();
    label.len() - cut
}

fn is_international(label: &str) -> bool {
    label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--"))
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Whether this may be a top-level domain: two letters or more, of one case.
fn is_top(label: &str) -> bool {
    is_international(label)
        || ((2..=24).contains(&label.len())
            && (label.bytes().all(|byte| byte.is_ascii_lowercase())
                || label.bytes().all(|byte| byte.is_ascii_uppercase())))
}

/// Where the part of an attribute line of SDP ends in which nothing is anybody's number: the formats
/// and their parameters, the sources of streams. Source: RFC 8866 §6.6, §6.15; RFC 5576 §4.1.
pub(super) fn harmless_attribute(text: &str, at: usize) -> Option<usize> {
    if !is_line_start_or_indented(text, at) || part(text, at, at + 2) != "a=" {
        return None;
    }
    let name_end = skip_near(text, at + 2, |byte| byte.is_ascii_lowercase() || byte == b'-');
    let format_end = digits_end(text, name_end + 1);
    if byte(text, name_end) != b':' || format_end == name_end + 1 {
        return None;
    }
    let is_format = format_end - name_end <= 4;
    let end = match part(text, at + 2, name_end) {
        "ssrc" if format_end - name_end <= 11 => return Some(format_end),
        "ptime" | "maxptime" if is_format => format_end,
        // `101 telephone-event/8000`, `96 opus/48000/2`.
        "rtpmap" if is_format && byte(text, format_end) == b' ' => {
            let codec_end = skip_near(text, format_end + 1, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')
            });
            let rate_end = digits_end(text, codec_end + 1);
            let is_rate =
                byte(text, codec_end) == b'/' && (2..=7).contains(&(rate_end - codec_end));
            let channels_end = digits_end(text, rate_end + 1);
            let has_channels =
                byte(text, rate_end) == b'/' && (2..=3).contains(&(channels_end - rate_end));
            match (is_rate, has_channels) {
                (false, _) => return None,
                (true, true) => channels_end,
                (true, false) => rate_end,
            }
        }
        // `101 0-16,66`, `63 96/96`: events and formats, of three digits at most.
        "fmtp" if is_format && byte(text, format_end) == b' ' => {
            let end = skip_near(text, format_end + 1, |byte| {
                byte.is_ascii_digit() || matches!(byte, b'-' | b',' | b'/')
            });
            let mut runs = part(text, format_end + 1, end).split(['-', ',', '/']);
            if !runs.all(|run| (1..=3).contains(&run.len())) {
                return None;
            }
            end
        }
        _ => return None,
    };
    matches!(byte(text, end), 0 | b'\r' | b'\n').then_some(end)
}

/// A line of SDP in which nothing is anybody's number: where it ends. Source: RFC 8866 §5.
pub(super) fn harmless_line(text: &str, at: usize) -> Option<usize> {
    if !is_line_start_or_indented(text, at) || byte(text, at + 1) != b'=' {
        return None;
    }
    let end = skip(text, at, |byte| byte != b'\r' && byte != b'\n');
    let value = part(text, at + 2, end);
    let is_count = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = value.split(' ');
    let fits = match byte(text, at) {
        b'm' => {
            let media = ["audio", "video", "image", "text", "application", "message"];
            let port = |word: &str| word.split('/').all(is_count) && word.len() <= 11;
            words.next().is_some_and(|word| media.contains(&word))
                && words.next().is_some_and(port)
                && words.next().is_some_and(|protocol| {
                    protocol.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'/')
                })
                && words.all(|format| is_count(format) && format.len() <= 3)
        }
        b't' => value.split(' ').count() == 2 && words.all(is_count),
        b'b' => value.split_once(':').is_some_and(|(kind, width)| {
            kind.bytes().all(|byte| byte.is_ascii_uppercase()) && is_count(width)
        }),
        _ => false,
    };
    fits.then_some(end)
}

pub(super) fn digits_end(text: &str, at: usize) -> usize {
    skip_near(text, at, |byte| byte.is_ascii_digit())
}

fn hex_end(text: &str, at: usize) -> usize {
    skip_near(text, at, |byte| byte.is_ascii_hexdigit())
}

/// As [`skip`], but not further than any shape is long: a hostile text may be one run of digits.
pub(super) fn skip_near(text: &str, at: usize, fits: impl Fn(u8) -> bool) -> usize {
    let end = text.floor_char_boundary(at.saturating_add(SHAPE_BYTES)).max(at);
    skip(part(text, 0, end), at, fits)
}

/// Longer than any shape: an IPv6 address has at most 45. Source: RFC 4291 §2.2.
const SHAPE_BYTES: usize = 64;

/// Ends of file names that evidence speaks of.
const FILE_ENDINGS: &[&str] = &[
    "conf", "css", "csv", "db", "deb", "dll", "eml", "exe", "html", "ini", "js", "json", "jsonl",
    "log", "md", "pcap", "pem", "rs", "so", "sqlite", "svelte", "toml", "ts", "txt", "wav", "xml",
    "zip",
];
