//! What of a session description may be kept. Source: RFC 8866 §5.

use super::harmless;
use crate::redaction::NOT_RECORDED;

pub(super) fn line(line: &str) -> Option<String> {
    let (kind, value) = line.split_once('=')?;
    match kind {
        "v" | "o" | "c" | "b" | "t" | "m" => Some(harmless(line)),
        "a" => attribute(value),
        "k" => Some(format!("k={NOT_RECORDED}")),
        _ => None,
    }
}

fn attribute(value: &str) -> Option<String> {
    let (name, rest) = value.split_once(':').unwrap_or((value, ""));
    if name.eq_ignore_ascii_case("crypto") {
        let mut words = rest.split_whitespace();
        let tag = words
            .next()
            .filter(|tag| tag.len() <= 9 && tag.bytes().all(|byte| byte.is_ascii_digit()));
        let suite = words.next().filter(|suite| SUITES.contains(suite)).unwrap_or("[other]");
        return Some(format!("a=crypto:{} {suite} {NOT_RECORDED}", tag.unwrap_or("?")));
    }
    let is_kept = ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name));
    is_kept.then(|| harmless(&format!("a={value}")))
}

/// Attributes of SDP that carry no key. Source: RFC 8866 §6, RFC 8839 (ice-pwd is not among them).
const ATTRIBUTES: &[&str] = &[
    "candidate",
    "fingerprint",
    "fmtp",
    "group",
    "ice-lite",
    "ice-options",
    "inactive",
    "label",
    "maxptime",
    "mid",
    "ptime",
    "recvonly",
    "rtcp",
    "rtcp-fb",
    "rtcp-mux",
    "rtcp-xr",
    "rtpmap",
    "sendonly",
    "sendrecv",
    "setup",
];

/// Crypto suites by name. Source: RFC 4568 §6.2, RFC 6188, RFC 7714.
const SUITES: &[&str] = &[
    "AES_CM_128_HMAC_SHA1_80",
    "AES_CM_128_HMAC_SHA1_32",
    "F8_128_HMAC_SHA1_80",
    "AES_192_CM_HMAC_SHA1_80",
    "AES_192_CM_HMAC_SHA1_32",
    "AES_256_CM_HMAC_SHA1_80",
    "AES_256_CM_HMAC_SHA1_32",
    "AEAD_AES_128_GCM",
    "AEAD_AES_256_GCM",
];
