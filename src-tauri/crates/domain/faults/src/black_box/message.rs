//! What of a SIP message may be kept: what explains a fault, and nothing that opens a door.
//!
//! Only header fields, SDP lines and parameters that are named here are kept; all others are told
//! by name or by number. What is kept goes through the search for secrets too. So a response of
//! digest authentication, an SRTP key, a password or a text message is never stored, however it is
//! folded, abbreviated or spelt.
//!
//! Source: RFC 3261 §7.3 (header fields), RFC 8866 §5 (SDP), requirements S3-19.

mod session;

use std::fmt::Write as _;

use crate::redaction::{NOT_RECORDED, strip_secrets};

/// What is kept of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// `INVITE` or `180 Ringing`.
    pub(super) start: String,
    pub(super) is_request: bool,
    /// The method that it is about.
    pub(super) method: String,
    pub(super) call_id: String,
    /// `user@host` of To and From, in small letters.
    pub(super) parties: [String; 2],
    /// Header fields and SDP, a line each.
    pub(super) lines: Vec<String>,
}

impl Kept {
    /// Reads a message; nothing when it is none.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let near = bytes.get(..bytes.len().min(MESSAGE_BYTES)).unwrap_or_default();
        let text = String::from_utf8_lossy(near);
        let text = text.trim_start_matches(['\r', '\n']);
        let (head, body) = split(text);
        let mut fields = unfolded(head).into_iter();
        let first = fields.next()?;
        let (start, is_request) = start_line(&first)?;
        let mut kept = Self {
            method: start.clone(),
            start,
            is_request,
            call_id: String::new(),
            parties: [String::new(), String::new()],
            lines: Vec::new(),
        };
        if let Some(target) = first.split(' ').nth(1).filter(|_| is_request) {
            kept.lines.push(format!("Request-URI: {}", harmless(target)));
        }
        let mut is_sdp = false;
        let mut others = 0_u32;
        for field in fields {
            let Some((name, value)) = field.split_once(':') else {
                others += 1;
                continue;
            };
            let (name, value) = (full_name(name.trim()), value.trim());
            match name.to_ascii_lowercase().as_str() {
                "call-id" => kept.call_id = cut(value, ID_CHARS).to_owned(),
                "cseq" => {
                    let method = value.split_whitespace().nth(1).unwrap_or_default();
                    if is_token(method) {
                        kept.method = method.to_owned();
                    }
                }
                "to" => kept.parties[0] = party(value),
                "from" => kept.parties[1] = party(value),
                "content-type" => is_sdp = is_sdp_type(value),
                _ => {}
            }
            match keeping(name) {
                Keeping::Value => kept.lines.push(format!("{name}: {}", harmless(value))),
                Keeping::Challenge => kept.lines.push(format!("{name}: {}", challenge(value))),
                Keeping::Name => kept.lines.push(format!("{name}: {NOT_RECORDED}")),
                Keeping::Nothing => others += 1,
            }
        }
        if others > 0 {
            kept.lines.push(format!("[{others} other header fields]"));
        }
        if is_sdp {
            kept.session(body);
        } else if !body.trim().is_empty() {
            kept.lines.push(format!("[body of {} bytes {NOT_RECORDED}]", body.len()));
        }
        kept.lines.truncate(LINES_MOST);
        Some(kept)
    }

    fn session(&mut self, body: &str) {
        let mut others = 0_u32;
        for line in lines(body).filter(|line| !line.is_empty()) {
            match session::line(line) {
                Some(line) => self.lines.push(line),
                None => others += 1,
            }
        }
        if others > 0 {
            let lines = if others == 1 { "line" } else { "lines" };
            self.lines.push(format!("[{others} other {lines} of SDP]"));
        }
    }
}

/// What becomes of a header field.
enum Keeping {
    Value,
    /// Only which scheme and algorithm are asked for.
    Challenge,
    /// Only that it is there.
    Name,
    Nothing,
}

fn keeping(name: &str) -> Keeping {
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is(FIELDS) {
        Keeping::Value
    } else if is(&["WWW-Authenticate", "Proxy-Authenticate"]) {
        Keeping::Challenge
    } else if is(SILENT_FIELDS) {
        Keeping::Name
    } else {
        Keeping::Nothing
    }
}

/// Ends of lines are whatever a reader may take for one: a secret must not hide behind a lone CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\r', '\n'])
}

fn split(text: &str) -> (&str, &str) {
    let ends = ["\r\n\r\n", "\n\n", "\r\r"];
    ends.iter()
        .filter_map(|end| text.split_once(end))
        .min_by_key(|(head, _)| head.len())
        .unwrap_or((text, ""))
}

fn unfolded(head: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in lines(head).filter(|line| !line.is_empty()) {
        match fields.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            Some(_) | None => fields.push(line.to_owned()),
        }
        if fields.len() > FIELDS_MOST {
            break;
        }
    }
    fields
}

/// `INVITE sip:…` or `180 Ringing`, and whether it is a request.
fn start_line(line: &str) -> Option<(String, bool)> {
    if let Some(status) = strip_prefix_folded(line, "SIP/2.0 ") {
        let status = status.trim();
        let code = status.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))?;
        let reason = harmless(status.get(3..).unwrap_or_default().trim());
        return Some((format!("{code} {}", cut(&reason, REASON_CHARS)).trim().to_owned(), false));
    }
    let (method, rest) = line.split_once(' ')?;
    let is_sip = rest.to_ascii_uppercase().contains("SIP/");
    (is_token(method) && is_sip).then(|| (method.to_owned(), true))
}

fn strip_prefix_folded<'text>(text: &'text str, prefix: &str) -> Option<&'text str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..).unwrap_or_default())
}

/// Source: RFC 3261 §25.1 (token).
fn is_token(word: &str) -> bool {
    (1..=32).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte))
}

/// `user@host` of an address, in small letters.
pub(super) fn party(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let Some(at) =
        lower.find("sip:").map(|at| at + 4).or_else(|| lower.find("sips:").map(|at| at + 5))
    else {
        return String::new();
    };
    let uri = lower.get(at..).unwrap_or_default();
    let end = uri.find(['>', ';', '?', ' ', '"', ',']).unwrap_or(uri.len());
    let uri = uri.get(..end).unwrap_or_default();
    let (user, host) = uri.rsplit_once('@').unwrap_or(("", uri));
    let user = user.split(':').next().unwrap_or_default();
    let host = if host.starts_with('[') {
        host.split_inclusive(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    cut(&format!("{user}@{host}"), ID_CHARS).to_owned()
}

/// A value without passwords, without header fields within addresses, and without what looks like
/// a secret.
fn harmless(value: &str) -> String {
    let mut clean = String::with_capacity(value.len());
    for (index, part) in value.split('@').enumerate() {
        if index > 0 {
            let start = clean.rfind([' ', '\t', '<', '>', '"', '\'']).map_or(0, |at| at + 1);
            let user = clean.get(start..).unwrap_or_default();
            let scheme = ["sip:", "sips:", "://"].iter().filter_map(|scheme| {
                user.to_ascii_lowercase().find(scheme).map(|at| at + scheme.len())
            });
            let user_at = start + scheme.max().unwrap_or_default();
            let password = clean.get(user_at..).and_then(|user| user.find(':'));
            if let Some(password) = password {
                clean.truncate(user_at + password);
            }
            clean.push('@');
        }
        // Header fields within an address may be any, such as Authorization.
        match part.split_once('?') {
            Some((before, hidden)) => {
                clean.push_str(before);
                let end = hidden.find(['>', ' ', '\t', '"']).unwrap_or(hidden.len());
                clean.push_str(hidden.get(end..).unwrap_or_default());
            }
            None => clean.push_str(part),
        }
    }
    cut(&strip_secrets(&clean), VALUE_CHARS).to_owned()
}

/// `Digest algorithm=MD5 qop=auth stale=true`: only words that are known.
fn challenge(value: &str) -> String {
    let scheme = value.split_whitespace().next().unwrap_or_default();
    let known = ["Digest", "Basic", "Bearer", "NTLM", "Negotiate"];
    let mut told = known
        .iter()
        .find(|known| known.eq_ignore_ascii_case(scheme))
        .map_or_else(|| "[other]".to_owned(), |scheme| (*scheme).to_owned());
    let folded = value.to_ascii_lowercase().replace(['"', ' ', '\t'], "");
    for word in folded.split(',') {
        let word = word.strip_prefix("digest").unwrap_or(word);
        if CHALLENGE_WORDS.contains(&word) {
            // Writing to a string cannot fail.
            _ = write!(told, " {word}");
        }
    }
    told
}

fn is_sdp_type(value: &str) -> bool {
    let kind = value.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/sdp")
}

fn full_name(name: &str) -> &str {
    let mut letters = name.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return FIELDS
            .iter()
            .chain(SILENT_FIELDS)
            .find(|known| known.eq_ignore_ascii_case(name))
            .copied()
            .unwrap_or(name);
    };
    let letter = letter.to_ascii_lowercase();
    COMPACT.iter().find(|(compact, _)| *compact == letter).map_or(name, |(_, full)| full)
}

fn cut(text: &str, most_chars: usize) -> &str {
    text.char_indices().nth(most_chars).map_or(text, |(at, _)| text.split_at(at).0)
}

/// Header fields whose values are kept.
const FIELDS: &[&str] = &[
    "Accept",
    "Allow",
    "Allow-Events",
    "Call-ID",
    "Contact",
    "Content-Length",
    "Content-Type",
    "CSeq",
    "Date",
    "Diversion",
    "Event",
    "Expires",
    "From",
    "History-Info",
    "Max-Forwards",
    "Min-Expires",
    "Min-SE",
    "P-Asserted-Identity",
    "P-Preferred-Identity",
    "Path",
    "Privacy",
    "RAck",
    "Reason",
    "Record-Route",
    "Refer-To",
    "Referred-By",
    "Require",
    "Retry-After",
    "Route",
    "RSeq",
    "Server",
    "Service-Route",
    "Session-Expires",
    "Subscription-State",
    "Supported",
    "Timestamp",
    "To",
    "Unsupported",
    "User-Agent",
    "Via",
    "Warning",
];

/// Header fields of which only the name is kept.
const SILENT_FIELDS: &[&str] = &[
    "Alert-Info",
    "Authentication-Info",
    "Authorization",
    "Call-Info",
    "Identity",
    "Proxy-Authorization",
    "Replaces",
    "Subject",
];

/// Compact forms. Source: RFC 3261 §7.3.3, RFC 3515, RFC 3892, RFC 4028, RFC 6665.
const COMPACT: &[(char, &str)] = &[
    ('b', "Referred-By"),
    ('c', "Content-Type"),
    ('f', "From"),
    ('i', "Call-ID"),
    ('k', "Supported"),
    ('l', "Content-Length"),
    ('m', "Contact"),
    ('o', "Event"),
    ('r', "Refer-To"),
    ('s', "Subject"),
    ('t', "To"),
    ('u', "Allow-Events"),
    ('v', "Via"),
    ('x', "Session-Expires"),
    ('y', "Identity"),
];

/// What may be told of a challenge. Source: RFC 7616 §3.3.
const CHALLENGE_WORDS: &[&str] = &[
    "algorithm=md5",
    "algorithm=md5-sess",
    "algorithm=sha-256",
    "algorithm=sha-256-sess",
    "algorithm=sha-512-256",
    "qop=auth",
    "qop=auth-int",
    "stale=true",
    "stale=false",
];

/// Most of a message that is looked at.
const MESSAGE_BYTES: usize = 64 * 1024;
/// Most header fields of a message that are looked at.
const FIELDS_MOST: usize = 200;
/// Most lines that are kept of one message.
const LINES_MOST: usize = 120;
/// Longest value that is kept.
const VALUE_CHARS: usize = 400;
/// Longest identifier that is kept.
const ID_CHARS: usize = 200;
/// Longest reason phrase that is kept.
const REASON_CHARS: usize = 80;
