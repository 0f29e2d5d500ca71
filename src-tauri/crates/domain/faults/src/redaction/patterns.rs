//! The shapes by which private things are recognised.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::canonical_number;

/// All fixed expressions, compiled once.
pub(super) struct Patterns {
    pub(super) secrets: Vec<(Regex, &'static str)>,
    pub(super) credentials: Regex,
    pub(super) address_start: Regex,
    pub(super) user_at_host: Regex,
    pub(super) number_address: Regex,
    pub(super) host_address: Regex,
    pub(super) home: Regex,
    pub(super) ipv6: Regex,
    pub(super) ipv4: Regex,
    pub(super) host: Regex,
    pub(super) numbers: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::compile);

impl Patterns {
    pub(super) fn get() -> &'static Self {
        &PATTERNS
    }

    fn compile() -> Self {
        Self {
            secrets: vec![
                // Whole header lines with their folded continuations.
                (
                    expression(
                        r"(?i)(?-u:\b)((?:proxy-)?authori[sz]ation|(?:www|proxy)-authenticate|(?:proxy-)?authentication-info|(?:set-)?cookie)([ \t]*:[ \t]*)[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*",
                    ),
                    "$1$2[secret]",
                ),
                // Digest parameters that stand alone. Source: RFC 7616 §3.3, §3.4.
                (
                    expression(
                        r#"(?i)(?-u:\b)(response|c?nonce|opaque|rspauth)([ \t]*=[ \t]*)("(?:[^"\\\r\n]|\\.)*"|[^\s,;]+)"#,
                    ),
                    "$1$2[secret]",
                ),
                // password=…, "token": "…", Kennwort: …
                (expression(&format!(r#"{KEY}"(?:[^"\\\r\n]|\\.)*""#)), "$1\"[secret]\""),
                (expression(&format!(r#"{KEY}(?:'[^'\r\n]*'|[^\s,;"'&]+)"#)), "$1[secret]"),
                // SRTP keys in SDP. Source: RFC 4568 §6.1, RFC 8866 §5.12.
                (expression(r"(?i)(inline:)[^\s|;]+"), "$1[secret]"),
                (expression(r"(?m)^(k=)[^\r\n]*"), "$1[secret]"),
                // Passwords within addresses.
                (expression(r#"(?i)((?-u:\b)sips?:[^\s:@<>;?"]+):[^\s@<>"]+@"#), "$1@"),
                (expression(r"(://[^\s:@/]+):[^\s@/]+@"), "$1@"),
            ],
            credentials: expression(
                r"(?i)(?-u:\b)(bearer|basic|digest|token)[ \t]+([A-Za-z0-9+/=._~-]{8,})",
            ),
            address_start: expression(r"<(?:sips?|tel):"),
            user_at_host: expression(
                r#"([^\s<>"@:;,=()\[\]/\\]+)@(\[[0-9A-Fa-f:.]+\]|[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?)"#,
            ),
            number_address: expression(
                r"(?i)(?-u:\b)((?:sips?|tel|callto):/{0,2})((?:\+|%2B)?[0-9*#][0-9*#().-]*)(?-u:\b)",
            ),
            host_address: expression(
                r"(?i)((?-u:\b)sips?:|(?-u:\b)SIP/2\.0/[A-Z]+[ \t]+|://)([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?)(?-u:\b)",
            ),
            home: expression(r#"(?i)(/home/|/Users/|\\Users\\)([^/\\\s"':]+)"#),
            ipv6: expression(
                r"(?:[0-9A-Fa-f]{1,4}:|::)[0-9A-Fa-f:]*(?:[0-9A-Fa-f]|::)(?:(?:\.[0-9]{1,3}){3})?",
            ),
            ipv4: expression(r"(?-u:\b)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?-u:\b)"),
            host: expression(
                r"[\p{L}\p{N}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}][\p{L}\p{N}-]*)*\.(?:[A-Za-z]{2,24}|xn--[a-z0-9-]{2,59})(?-u:\b)",
            ),
            numbers: expression(&numbers()),
        }
    }
}

/// Dates, ids and media lines to keep, or else a number by its shape.
fn numbers() -> String {
    [
        r"(?m)(?P<keep>(?-u:\b)[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?(?-u:\b)",
        r"(?-u:\b)[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(?-u:\b)",
        r"(?-u:\b)[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?-u:\b)",
        r"^m=(?:audio|video|image|text|application|message) [0-9]{1,5}(?:/[0-9]+)? [A-Za-z/]+(?: [0-9]{1,3})*",
        r"^(?:t=[0-9]+ [0-9]+|b=[A-Z]+:[0-9]+)\r?$)",
        &format!(r"\+[ \t(]*[0-9](?:{GAP}[0-9]){{3,}}"),
        &format!(r"\(?0[0-9](?:{GAP}[0-9]){{2,}}"),
        &format!(r"\(?0[ \t][1-9][0-9]{{1,4}}[ \t/)-]+[0-9](?:{GAP}[0-9]){{2,}}"),
        r"[0-9](?:[/-]?[0-9]){6,}",
    ]
    .join("|")
}

/// One expression out of many literals, the longest first; absent when there are none.
pub(super) fn any_of(literals: impl Iterator<Item = String>) -> Option<Regex> {
    let mut literals: Vec<String> = literals.filter(|literal| !literal.is_empty()).collect();
    literals.sort_by_key(|literal| std::cmp::Reverse(literal.len()));
    if literals.is_empty() {
        return None;
    }
    RegexBuilder::new(&literals.join("|"))
        .case_insensitive(true)
        .size_limit(64 * 1024 * 1024)
        .build()
        .ok()
}

/// Expressions for one number with and without country code, with anything between its digits.
pub(super) fn ways_to_write(number: &str) -> Vec<String> {
    let canonical = canonical_number(number);
    let typed: String = number.chars().filter(|typed| typed.is_ascii_digit()).collect();
    let mut ways = vec![canonical.clone(), typed];
    if let Some(area) = canonical.strip_prefix("49")
        && area.len() >= 6
    {
        ways.push(format!("0{area}"));
        ways.push(area.to_owned());
        ways.push(format!("490{area}"));
    }
    ways.retain(|way| way.len() >= 2);
    ways.sort_by_key(|way| std::cmp::Reverse(way.len()));
    ways.dedup();
    ways.into_iter()
        .map(|way| {
            let digits: Vec<String> =
                way.chars().map(|digit| regex::escape(&digit.to_string())).collect();
            format!(r"(?:\+|(?-u:\b)00)?{}", digits.join(if way.len() >= 6 { GAP } else { "" }))
        })
        .collect()
}

/// A word that announces a secret, and what stands between them.
const KEY: &str = r#"(?i)((?:password|passwort|passwd|passphrase|kennwort|secret|token|credential|api[_-]?key|ice-pwd|(?-u:\b)pwd|(?-u:\b)pass|(?-u:\b)pw|(?-u:\b)pin)[A-Za-z0-9_-]*["']?[ \t]*[:=][ \t]*)"#;

/// What people put between two digits of one number.
const GAP: &str = r"[ \t\u{a0}\u{2009}\u{202f}./()\u{2010}-\u{2015}-]{0,3}";

fn expression(source: &str) -> Regex {
    Regex::new(source).expect("a fixed expression, compiled by every test")
}
