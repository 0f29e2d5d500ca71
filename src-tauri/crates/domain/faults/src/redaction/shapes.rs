//! The shapes by which private things, and harmless ones, are recognised at one place of a text.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::text::{byte, gap, is_blank, is_line_start, is_word_at, is_word_before, part, skip};

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

/// A number as people and machines write it: where it ends.
pub(super) fn number(text: &str, at: usize) -> Option<usize> {
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
pub(super) fn is_measured(text: &str, at: usize, end: usize) -> bool {
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
    let Some(before) = before.strip_suffix(['=', ':']) else { return false };
    let before = before.trim_end_matches(['"', '\\', ' ']);
    let word = before.rsplit(|letter: char| !letter.is_ascii_alphanumeric()).next();
    word.is_some_and(|word| MEASURES.iter().any(|measure| word.eq_ignore_ascii_case(measure)))
}

/// Whether a short number that is known as an extension is something else where it stands: a port,
/// a part of a version, a measured value, a status.
pub(super) fn is_other_than_extension(text: &str, at: usize, end: usize) -> bool {
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

/// A line of SDP in which nothing is anybody's number: where it ends. Source: RFC 8866 §5.
pub(super) fn harmless_line(text: &str, at: usize) -> Option<usize> {
    if !is_line_start(text, at) || byte(text, at + 1) != b'=' {
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

fn digits_end(text: &str, at: usize) -> usize {
    skip_near(text, at, |byte| byte.is_ascii_digit())
}

fn hex_end(text: &str, at: usize) -> usize {
    skip_near(text, at, |byte| byte.is_ascii_hexdigit())
}

/// As [`skip`], but not further than any shape is long: a hostile text may be one run of digits.
fn skip_near(text: &str, at: usize, fits: impl Fn(u8) -> bool) -> usize {
    let end = text.floor_char_boundary(at.saturating_add(SHAPE_BYTES)).max(at);
    skip(part(text, 0, end), at, fits)
}

/// Most digits that are taken for one number: twice those of E.164, for extensions.
const NUMBER_DIGITS: usize = 32;
/// Longer than any shape: an IPv6 address has at most 45. Source: RFC 4291 §2.2.
const SHAPE_BYTES: usize = 64;

/// What may stand behind a measured value.
const UNITS: &[&str] = &[
    "ns", "us", "µs", "ms", "s", "sec", "min", "h", "Hz", "kHz", "MHz", "B", "byte", "bytes",
    "Byte", "Bytes", "octets", "kB", "KB", "KiB", "MB", "MiB", "GB", "GiB", "bps", "kbps", "bit/s",
    "kbit/s", "Mbit/s", "packets", "Pakete", "Packets", "samples", "frames", "lines", "dB", "dBm",
];

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

/// Ends of file names that evidence speaks of.
const FILE_ENDINGS: &[&str] = &[
    "conf", "css", "csv", "db", "deb", "dll", "eml", "exe", "html", "ini", "js", "json", "jsonl",
    "log", "md", "pcap", "pem", "rs", "so", "sqlite", "svelte", "toml", "ts", "txt", "wav", "xml",
    "zip",
];
