//! Goes once over a text and puts labels in the place of what gives somebody away.
//!
//! At each place the first that fits is taken: a secret, an address with its host, a date or a
//! time (which stay), an IP address or a host name, a known name or host, a number.

mod address;

use address::{decoded, host_end};

use super::known::{Hit, Known};
use super::labels::Labels;
use super::secrets::{TAKEN_OUT, WINDOW_BYTES};
use super::shapes;
use super::text::{
    Class, byte, class, is_blank, is_line_start_or_indented, is_word_at, is_word_before, part, skip,
};
use super::verbatim::Verbatim;
use super::{Kind, canonical_host, canonical_number, is_label};

/// One pass over one text, of which known secrets were taken out before.
pub(super) struct Scan<'scan> {
    text: &'scan str,
    known: &'scan Known,
    verbatim: &'scan Verbatim,
    labels: &'scan mut Labels,
    out: String,
    /// Everything before is in `out`.
    copied: usize,
    /// Hits of the window that ends at `window`, and the first that is still ahead.
    hits: Vec<Hit>,
    next: usize,
    window: usize,
    /// No hit starts before this place.
    ahead: usize,
    /// The end of the atom that was begun.
    atom_end: usize,
    /// No host name begins before this place.
    no_host_before: usize,
    depth: u8,
}

impl<'scan> Scan<'scan> {
    /// Gives the text without what gives somebody away.
    pub(super) fn clean(
        text: &str,
        known: &Known,
        verbatim: &Verbatim,
        labels: &mut Labels,
    ) -> String {
        Self::clean_at(0, text, known, verbatim, labels)
    }

    /// The same within text that was encoded `depth` times.
    fn clean_at(
        depth: u8,
        text: &str,
        known: &Known,
        verbatim: &Verbatim,
        labels: &mut Labels,
    ) -> String {
        let text = verbatim.clean(text, &mut labels.counts.secrets);
        Scan::new(depth, &text, known, verbatim, labels).run()
    }

    fn new(
        depth: u8,
        text: &'scan str,
        known: &'scan Known,
        verbatim: &'scan Verbatim,
        labels: &'scan mut Labels,
    ) -> Self {
        Self {
            text,
            known,
            verbatim,
            labels,
            out: String::with_capacity(text.len()),
            copied: 0,
            hits: Vec::new(),
            next: 0,
            window: 0,
            ahead: 0,
            atom_end: 0,
            no_host_before: 0,
            depth,
        }
    }

    fn run(mut self) -> String {
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
        let is_hit = self.is_hit(at);
        if is_hit && let Some(end) = self.announced_secret(at) {
            return end;
        }
        match (class(byte(text, at)), byte(text, at)) {
            (Class::Delimiter, b':') => self.colon(at),
            (Class::Delimiter, b'(') => match shapes::number(text, at) {
                Some(end) => self.number(at, end),
                None => at + 1,
            },
            // A letter may be written with a delimiter: `\u00fc`, `=C3=BC`.
            (Class::Delimiter, _) if is_hit => self.spelt_name(at).unwrap_or(at + 1),
            (Class::Delimiter, _) => at + 1,
            (Class::Word | Class::Joint, _) => self.plain_word(at).unwrap_or_else(|| self.atom(at)),
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

    /// The end of a word of letters alone that nothing is known about: most of any log.
    fn plain_word(&self, at: usize) -> Option<usize> {
        let end = skip(self.text, at, |byte| byte.is_ascii_alphabetic() || byte == b'_');
        let is_plain = match byte(self.text, end) {
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b',' | b';' | b'(' | b')' | b'[' | b']'
            | b'<' | b'>' | b'{' | b'}' => true,
            b'=' => end > at + 1,
            _ => false,
        };
        (is_plain && end > at && end <= self.ahead).then_some(end)
    }

    /// What reaches from `at` to the next delimiter.
    fn atom(&mut self, at: usize) -> usize {
        let text = self.text;
        if at >= self.atom_end {
            self.atom_end = skip(text, at, |byte| class(byte) != Class::Delimiter);
            if let Some(done) = self.whole_atom(at, self.atom_end) {
                return done;
            }
            if !part(text, at, self.atom_end).as_bytes().contains(&b'.') {
                self.no_host_before = self.atom_end;
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
            if let Some(done) = self.announced_secret(at) {
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
                if is_line_start_or_indented(text, at) && is_counting(atom) {
                    return self.counts(skip(text, end + 1, is_blank));
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
                if let Some(done) = shapes::harmless_attribute(text, at) {
                    // Unless something known stands in it.
                    self.next_hit(at);
                    return (self.ahead >= done).then_some(done);
                }
                if atom == "o" && is_line_start_or_indented(text, at) {
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

    /// The end of the counts at `at`, one or several with a blank between: `102`, `776656 1`.
    pub(super) fn counts(&self, at: usize) -> Option<usize> {
        let text = self.text;
        let mut start = at;
        let mut counted = None;
        for _ in 0..COUNTS_MOST {
            let end = shapes::digits_end(text, start);
            let is_end = matches!(byte(text, end), 0 | b' ' | b'\r' | b'\n' | b';');
            let is_count = end > start && (end == start + 1 || byte(text, start) != b'0');
            let is_known =
                self.known.number(text, start).is_some_and(|known| known - start >= KNOWN_DIGITS);
            if !is_end || !is_count || is_known {
                break;
            }
            counted = Some(end);
            start = end + 1;
        }
        counted
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
        let known = self.known.number(text, at).filter(|end| {
            end - at >= KNOWN_DIGITS || !shapes::is_other_than_extension(text, at, *end)
        });
        match shape.max(known) {
            Some(end) if !self.is_label_number(at) => Some(self.number(at, end)),
            Some(_) | None => None,
        }
    }

    fn host_name(&mut self, at: usize) -> Option<usize> {
        // A feature tag such as `+sip.instance`. Source: RFC 3840 §9.
        let is_tag = at > 0 && part(self.text, at - 1, at + 4) == "+sip.";
        let found = if is_tag { None } else { shapes::host_name(self.text, at) };
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
        let hit = self.hits.get(self.next).copied();
        self.ahead = hit.map_or(self.window, |hit| hit.start);
        hit
    }

    /// Whether a hit starts at `at`.
    fn is_hit(&mut self, at: usize) -> bool {
        at >= self.ahead && self.next_hit(at).is_some_and(|hit| hit.start == at)
    }

    /// All hits that start at `at`, the longest first.
    fn hits_at(&mut self, at: usize) -> impl Iterator<Item = Hit> {
        self.next_hit(at);
        let hits = self.hits.get(self.next..).unwrap_or_default();
        hits.iter().copied().take_while(move |hit| hit.start == at)
    }

    fn announced_secret(&mut self, at: usize) -> Option<usize> {
        if !self.is_hit(at) {
            return None;
        }
        let (text, known) = (self.text, self.known);
        let found = self
            .hits_at(at)
            .find_map(|hit| known.pattern(hit)?.rule?.value(text, hit.start, hit.end()))?;
        self.secret(found.start, found.end);
        Some(found.end)
    }

    fn known_name(&mut self, at: usize) -> Option<(usize, Kind, String)> {
        if !self.is_hit(at) {
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
        // What was taken out before, as it was known, is counted already.
        let is_new = !part(self.text, at, end).contains(TAKEN_OUT);
        self.labels.counts.secrets += u64::from(is_new);
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

/// Fewest digits of a known number that is replaced even where something is counted.
const KNOWN_DIGITS: usize = 5;
/// Most counts in one line that are looked at together: RAck and the origin line have two.
const COUNTS_MOST: usize = 2;

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
