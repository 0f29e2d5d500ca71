//! Goes once over a text and puts labels in the place of what gives somebody away.
//!
//! At each place the first that fits is taken: a secret, an address with its host, a date or a
//! time (which stay), an IP address or a host name, a known name or host, a number.

use std::borrow::Cow;

use super::known::{Hit, Known};
use super::labels::Labels;
use super::secrets::{TAKEN_OUT, WINDOW_BYTES};
use super::shapes;
use super::text::{
    Class, byte, class, is_blank, is_line_start, is_word_at, is_word_before, part, skip,
};
use super::{Kind, canonical_host, canonical_number, is_label, is_number};

/// One pass over one text.
pub(super) struct Scan<'scan> {
    text: &'scan str,
    known: &'scan Known,
    labels: &'scan mut Labels,
    out: String,
    /// Everything before is in `out`.
    copied: usize,
    /// Hits of the window that ends at `window`, and the first that is still ahead.
    hits: Vec<Hit>,
    next: usize,
    window: usize,
    /// The end of the atom that was begun.
    atom_end: usize,
    /// No host name begins before this place.
    no_host_before: usize,
    depth: u8,
}

impl<'scan> Scan<'scan> {
    pub(super) fn new(text: &'scan str, known: &'scan Known, labels: &'scan mut Labels) -> Self {
        Self {
            text,
            known,
            labels,
            out: String::with_capacity(text.len()),
            copied: 0,
            hits: Vec::new(),
            next: 0,
            window: 0,
            atom_end: 0,
            no_host_before: 0,
            depth: 0,
        }
    }

    pub(super) fn run(mut self) -> String {
        let text = self.text;
        let mut at = 0;
        if text.starts_with("k=") {
            let end = skip(text, 0, |byte| byte != b'\r' && byte != b'\n');
            self.secret(2, end);
            at = end;
        }
        while at < text.len() {
            at = self.step(at);
        }
        self.copy_to(text.len());
        self.out
    }

    /// Looks at what begins at `at`; gives where to look next.
    fn step(&mut self, at: usize) -> usize {
        let text = self.text;
        if let Some(end) = self.known_secret(at) {
            return end;
        }
        match (class(byte(text, at)), byte(text, at)) {
            (Class::Delimiter, b':') => self.colon(at),
            (Class::Delimiter, b'(') => match shapes::number(text, at) {
                Some(end) => self.number(at, end),
                None => at + 1,
            },
            // A letter may be written with a delimiter: `\u00fc`, `=C3=BC`.
            (Class::Delimiter, _) => self.spelt_name(at).unwrap_or(at + 1),
            (Class::Word | Class::Joint, _) => self.atom(at),
        }
    }

    /// `://` of a URL, or `::` that begins an IPv6 address.
    fn colon(&mut self, at: usize) -> usize {
        let text = self.text;
        if part(text, at, at + 3) == "://" {
            return self.authority(at + 3);
        }
        if byte(text, at + 1) == b':'
            && !is_word_before(text, at)
            && let Some(end) = shapes::address(text, at)
        {
            return self.label(Kind::Address, at, end, &canonical_host(part(text, at, end)));
        }
        at + 1
    }

    /// What reaches from `at` to the next delimiter.
    fn atom(&mut self, at: usize) -> usize {
        let text = self.text;
        if at >= self.atom_end {
            self.atom_end = skip(text, at, |byte| class(byte) != Class::Delimiter);
            if let Some(done) = self.whole_atom(at, self.atom_end) {
                return done;
            }
        }
        let end = self.atom_end;
        let mut at = at;
        while at < end {
            // Joints, up to the next word, a plus of a number, or a hit.
            match byte(text, at) {
                b'+' => {
                    if let Some(done) = shapes::number(text, at) {
                        return self.number(at, done);
                    }
                }
                joint if class(joint) == Class::Joint => {
                    if let Some(done) = self.spelt_name(at) {
                        return done;
                    }
                }
                _ => {
                    if let Some(done) = self.word(at) {
                        return done;
                    }
                }
            }
            at = self.word_end(at, end);
            if let Some(done) = self.known_secret(at) {
                return done;
            }
        }
        end
    }

    /// What is decided by the delimiter behind an atom, or by its first letters.
    fn whole_atom(&mut self, at: usize, end: usize) -> Option<usize> {
        let text = self.text;
        let atom = part(text, at, end);
        match byte(text, end) {
            b'@' => {
                if let Some(host_end) = host_end(text, end + 1) {
                    return Some(self.user_at_host(at, end, host_end, false));
                }
            }
            b':' => {
                if ["sip", "sips", "im", "pres"].iter().any(|name| atom.eq_ignore_ascii_case(name))
                {
                    return self.sip_address(end + 1);
                }
                if ["tel", "callto"].iter().any(|name| atom.eq_ignore_ascii_case(name)) {
                    return self.number_address(end + 1);
                }
                if is_line_start(text, at) && is_counting(atom) {
                    let digits = skip(text, end + 1, is_blank);
                    let end = skip(text, digits, |byte| byte.is_ascii_digit());
                    let ends = matches!(byte(text, end), 0 | b' ' | b'\r' | b'\n' | b';');
                    if ends && (end == digits + 1 || byte(text, digits) != b'0') {
                        return Some(end);
                    }
                }
            }
            b'/' | b'\\' => {
                if atom.eq_ignore_ascii_case("sip") && part(text, end, end + 5) == "/2.0/" {
                    return self.via_host(end + 5);
                }
                if matches!(byte(text, at.wrapping_sub(1)), b'/' | b'\\')
                    && (atom.eq_ignore_ascii_case("home") || atom.eq_ignore_ascii_case("users"))
                {
                    return self.home(end);
                }
            }
            b'=' => {
                if let Some(line_end) = shapes::harmless_line(text, at) {
                    return Some(line_end);
                }
                if atom == "o" && is_line_start(text, at) {
                    return self.origin(end + 1);
                }
            }
            _ => {}
        }
        if atom.len() > 7 && part(atom, 0, 7).eq_ignore_ascii_case("z9hG4bK") {
            return Some(end);
        }
        if atom.contains('%') {
            return self.encoded(at, end);
        }
        None
    }

    /// What begins at `at`, where a word begins.
    fn word(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let first = byte(text, at);
        if is_word_before(text, at) {
            return None;
        }
        if first.is_ascii_hexdigit() {
            if let Some(end) = shapes::harmless(text, at) {
                return Some(end);
            }
            if let Some(end) = shapes::address(text, at) {
                let canonical = canonical_host(part(text, at, end));
                return Some(self.label(Kind::Address, at, end, &canonical));
            }
        }
        let host = if at >= self.no_host_before { self.host_name(at) } else { None };
        let known = self.known_name(at);
        match (host, known) {
            (Some(host), Some((end, ..))) if host >= end => return Some(self.host(at, host)),
            (_, Some((end, kind, whole))) => return Some(self.label(kind, at, end, &whole)),
            (Some(host), None) => return Some(self.host(at, host)),
            (None, None) => {}
        }
        if !first.is_ascii_digit() {
            return None;
        }
        let shape = shapes::number(text, at);
        let known = self
            .known
            .number(text, at)
            .filter(|end| end - at >= 5 || !shapes::is_other_than_extension(text, at, *end));
        match shape.max(known) {
            Some(end) if !self.is_label_number(at) => Some(self.number(at, end)),
            Some(_) | None => None,
        }
    }

    fn host_name(&mut self, at: usize) -> Option<usize> {
        let found = shapes::host_name(self.text, at);
        if found.is_none() {
            // A later beginning has the same end, which is no host's.
            self.no_host_before = skip(self.text, at, |byte| {
                class(byte) == Class::Word || matches!(byte, b'-' | b'.')
            });
        }
        found
    }

    /// Where to look after `at`: behind this word or joint, or at the next hit.
    fn word_end(&mut self, at: usize, end: usize) -> usize {
        let limit = match self.next_hit(at + 1) {
            Some(hit) => hit.start.min(end),
            None => self.window.min(end),
        };
        if class(byte(self.text, at)) == Class::Joint {
            return at + 1;
        }
        let near = part(self.text, 0, self.text.floor_char_boundary(limit));
        skip(near, at, |byte| class(byte) == Class::Word && byte != b'_').max(at + 1).min(limit)
    }

    // What is known by its letters.

    /// The first hit that starts at `at` or behind it within the window.
    fn next_hit(&mut self, at: usize) -> Option<Hit> {
        if at >= self.window {
            let end = self.text.floor_char_boundary(at.saturating_add(WINDOW_BYTES));
            self.known.hits(self.text, at, end, &mut self.hits);
            (self.window, self.next) = (end, 0);
        }
        while self.hits.get(self.next).is_some_and(|hit| hit.start < at) {
            self.next += 1;
        }
        self.hits.get(self.next).copied()
    }

    /// All hits that start at `at`, the longest first.
    fn hits_at(&mut self, at: usize) -> impl Iterator<Item = Hit> {
        self.next_hit(at);
        let hits = self.hits.get(self.next..).unwrap_or_default();
        hits.iter().copied().take_while(move |hit| hit.start == at)
    }

    fn known_secret(&mut self, at: usize) -> Option<usize> {
        if self.next_hit(at)?.start != at {
            return None;
        }
        let (text, known) = (self.text, self.known);
        let found = self.hits_at(at).find_map(|hit| {
            let pattern = known.pattern(hit)?;
            if pattern.is_secret {
                return Some(hit.start..hit.end());
            }
            pattern.rule?.value(text, hit.start, hit.end())
        })?;
        self.secret(found.start, found.end);
        Some(found.end)
    }

    fn known_name(&mut self, at: usize) -> Option<(usize, Kind, String)> {
        if self.next_hit(at)?.start != at {
            return None;
        }
        let (text, known) = (self.text, self.known);
        self.hits_at(at)
            .filter_map(|hit| {
                let pattern = known.pattern(hit)?;
                let host = pattern.host.as_ref().filter(|_| !is_word_at(text, hit.end()));
                let host = host.map(|host| (hit.end(), kind_of_host(host), host.clone()));
                let name = known.name(text, hit, pattern);
                let name = name.map(|(end, whole)| (end, Kind::Name, whole.to_owned()));
                name.into_iter().chain(host).max_by_key(|(end, ..)| *end)
            })
            .max_by_key(|(end, ..)| *end)
    }

    /// A known name whose first letter is spelt with signs.
    fn spelt_name(&mut self, at: usize) -> Option<usize> {
        let (end, kind, whole) = self.known_name(at)?;
        Some(self.label(kind, at, end, &whole))
    }

    // Addresses.

    /// `sip:` and what follows it.
    fn sip_address(&mut self, at: usize) -> Option<usize> {
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
    fn number_address(&mut self, at: usize) -> Option<usize> {
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
    fn authority(&mut self, at: usize) -> usize {
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
    fn via_host(&mut self, at: usize) -> Option<usize> {
        let blank = skip(self.text, at, |byte| byte.is_ascii_alphanumeric());
        let host = skip(self.text, blank, is_blank);
        if blank == at || host == blank {
            return None;
        }
        let end = host_end(self.text, host)?;
        Some(self.host(host, end))
    }

    /// `/home/anna`, `C:\Users\anna`, `C:\\Users\\anna`.
    fn home(&mut self, at: usize) -> Option<usize> {
        let start = skip(self.text, at, |byte| matches!(byte, b'/' | b'\\'));
        let end = skip(self.text, start, |byte| {
            byte > b' ' && !matches!(byte, b'/' | b'\\' | b'"' | b'\'' | b':' | b'<' | b'>')
        });
        let owner = part(self.text, start, end).to_lowercase();
        (end > start && !is_label(&owner)).then(|| self.label(Kind::Name, start, end, &owner))
    }

    /// The user of SDP's origin line. Source: RFC 8866 §5.2.
    fn origin(&mut self, at: usize) -> Option<usize> {
        let end = skip(self.text, at, |byte| byte > b' ');
        let user = part(self.text, at, end);
        if user == "-" || user.is_empty() || is_label(user) {
            return None;
        }
        let kind = if is_number(user) { Kind::Number } else { Kind::Name };
        Some(self.label(kind, at, end, &user.to_lowercase()))
    }

    /// `user[:password]@host`.
    fn user_at_host(&mut self, at: usize, sign: usize, host: usize, is_uri: bool) -> usize {
        let text = self.text;
        let whole = part(text, at, sign);
        let user = if is_uri { whole.split(':').next().unwrap_or_default() } else { whole };
        if user.len() < whole.len() {
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
    fn encoded(&mut self, at: usize, end: usize) -> Option<usize> {
        let raw = part(self.text, at, end);
        let Cow::Owned(meant) = decoded(raw) else { return None };
        if self.depth >= DEPTH_MOST || meant.contains(['\r', '\n']) {
            return None;
        }
        let mut inner = Scan::new(&meant, self.known, self.labels);
        inner.depth = self.depth + 1;
        let clean = inner.run();
        if clean == meant {
            return None;
        }
        self.copy_to(at);
        self.out.push_str(&clean);
        self.copied = end;
        Some(end)
    }

    // Writing.

    fn number(&mut self, at: usize, end: usize) -> usize {
        let canonical = canonical_number(&decoded(part(self.text, at, end)));
        self.label(Kind::Number, at, end, &canonical)
    }

    fn host(&mut self, at: usize, end: usize) -> usize {
        let written = part(self.text, at, end);
        if is_label(written) {
            return end;
        }
        let canonical = canonical_host(written);
        match canonical.parse::<std::net::IpAddr>() {
            Ok(ip) if ip.is_unspecified() => end,
            Ok(_) | Err(_) => self.label(kind_of_host(&canonical), at, end, &canonical),
        }
    }

    fn label(&mut self, kind: Kind, at: usize, end: usize, canonical: &str) -> usize {
        if !self.labels.keeps(kind) {
            self.copy_to(at);
            self.labels.write(kind, canonical, &mut self.out);
            self.copied = end;
        }
        end
    }

    fn secret(&mut self, at: usize, end: usize) {
        self.copy_to(at);
        self.out.push_str(TAKEN_OUT);
        self.labels.counts.secrets += 1;
        self.copied = end;
    }

    fn copy_to(&mut self, to: usize) {
        if to > self.copied {
            self.out.push_str(part(self.text, self.copied, to));
            self.copied = to;
        }
    }

    /// Whether the digits are those of one of our labels.
    fn is_label_number(&self, at: usize) -> bool {
        let before = part(self.text, self.text.floor_char_boundary(at.saturating_sub(8)), at);
        Kind::ALL.iter().any(|kind| before.ends_with(kind.prefix()))
    }
}

fn kind_of_host(canonical: &str) -> Kind {
    match canonical.parse::<std::net::IpAddr>() {
        Ok(_) => Kind::Address,
        Err(_) => Kind::Host,
    }
}

/// Header fields that count or measure.
fn is_counting(name: &str) -> bool {
    let fields = [
        "cseq",
        "content-length",
        "max-forwards",
        "expires",
        "min-expires",
        "session-expires",
        "min-se",
        "rseq",
        "rack",
        "retry-after",
        "timestamp",
    ];
    fields.iter().any(|field| name.eq_ignore_ascii_case(field))
}

/// Where the host that begins at `at` ends: a name, an IP address, or one in brackets.
fn host_end(text: &str, at: usize) -> Option<usize> {
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
fn decoded(written: &str) -> Cow<'_, str> {
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
