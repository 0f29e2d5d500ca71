//! Small headers of a few words: CSeq, RAck, Reason, Retry-After, Session-Expires, Warning.
//!
//! Source: RFC 3261 §20, RFC 3262 §7.2, RFC 3326, RFC 4028.

use std::fmt;
use std::str::FromStr;

use crate::method::Method;
use crate::params::Params;
use crate::syntax::{self, SyntaxError};

/// Where a request stands in the order of its dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CSeq {
    /// Below 2³¹.
    pub number: u32,
    pub method: Method,
}

impl CSeq {
    #[must_use]
    pub const fn new(number: u32, method: Method) -> Self {
        Self { number, method }
    }
}

impl FromStr for CSeq {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (number, method) = text.trim().split_once([' ', '\t']).ok_or(SyntaxError::Number)?;
        let number =
            whole(number).filter(|number| *number <= CSEQ_MAX).ok_or(SyntaxError::Number)?;
        Ok(Self { number, method: method.trim().parse()? })
    }
}

impl fmt::Display for CSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.method)
    }
}

/// Which provisional response a PRACK acknowledges. Source: RFC 3262 §7.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RAck {
    pub rseq: u32,
    pub cseq: CSeq,
}

impl FromStr for RAck {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (rseq, cseq) = text.trim().split_once([' ', '\t']).ok_or(SyntaxError::Number)?;
        Ok(Self { rseq: whole(rseq).ok_or(SyntaxError::Number)?, cseq: cseq.parse()? })
    }
}

impl fmt::Display for RAck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rseq, self.cseq)
    }
}

/// Why a request was sent or a call ended. Source: RFC 3326.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// `SIP` or `Q.850` as a rule, as written.
    pub protocol: String,
    pub params: Params,
}

impl Reason {
    /// `SIP;cause=200;text="Call completed elsewhere"`.
    #[must_use]
    pub fn new(protocol: &str, cause: u16, text: &str) -> Self {
        let mut params = Params::new().with("cause", &cause.to_string());
        params.set_quoted("text", text);
        Self { protocol: protocol.to_owned(), params }
    }

    #[must_use]
    pub fn cause(&self) -> Option<u16> {
        self.params.get("cause").and_then(|text| text.parse().ok())
    }

    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.params.get("text").map(std::borrow::Cow::into_owned)
    }
}

impl FromStr for Reason {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (protocol, params) = word_and_params(text)?;
        Ok(Self { protocol: protocol.to_owned(), params })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.protocol, self.params)
    }
}

/// How long to leave the far end alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryAfter {
    /// To wait.
    pub seconds: u32,
    /// How long it will then be there.
    pub duration_seconds: Option<u32>,
}

impl FromStr for RetryAfter {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let wait = seconds(text).ok_or(SyntaxError::Number)?;
        let after = text.rsplit_once(')').map_or(text, |(_, after)| after);
        let params: Params =
            after.split_once(';').map_or("", |(_, params)| params).parse().unwrap_or_default();
        Ok(Self {
            seconds: wait,
            duration_seconds: params.get("duration").and_then(|text| seconds(&text)),
        })
    }
}

/// Who renews a session. Source: RFC 4028 §4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresher {
    /// The caller of the request that carries it.
    Uac,
    /// The called.
    Uas,
}

/// How long a session lives without being renewed. Source: RFC 4028 §4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionExpires {
    pub seconds: u32,
    pub refresher: Option<Refresher>,
}

impl FromStr for SessionExpires {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let interval = seconds(text).ok_or(SyntaxError::Number)?;
        let params: Params = text.split_once(';').map_or("", |(_, params)| params).parse()?;
        let refresher =
            params.get("refresher").and_then(|who| match who.to_ascii_lowercase().as_str() {
                "uac" => Some(Refresher::Uac),
                "uas" => Some(Refresher::Uas),
                _ => None,
            });
        Ok(Self { seconds: interval, refresher })
    }
}

impl fmt::Display for SessionExpires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.seconds)?;
        match self.refresher {
            Some(Refresher::Uac) => f.write_str(";refresher=uac"),
            Some(Refresher::Uas) => f.write_str(";refresher=uas"),
            None => Ok(()),
        }
    }
}

/// The shortest session interval one side takes. Source: RFC 4028 §5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinSe {
    pub seconds: u32,
}

impl FromStr for MinSe {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        seconds(text).map(|seconds| Self { seconds }).ok_or(SyntaxError::Number)
    }
}

/// What an element found wrong beside the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Three digits.
    pub code: u16,
    /// Who says so.
    pub agent: String,
    pub text: String,
}

impl FromStr for Warning {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (code, rest) = text.trim().split_once([' ', '\t']).ok_or(SyntaxError::Number)?;
        let code = code
            .parse()
            .ok()
            .filter(|code| (100..=999).contains(code))
            .ok_or(SyntaxError::Number)?;
        let (agent, words) = rest.trim().split_once([' ', '\t']).unwrap_or((rest.trim(), ""));
        Ok(Self { code, agent: agent.to_owned(), text: syntax::unquote(words.trim()).into_owned() })
    }
}

/// The largest CSeq number. Source: RFC 3261 §8.1.1.5.
const CSEQ_MAX: u32 = (1 << 31) - 1;

/// Digits alone.
fn whole(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// A token and the parameters behind it.
pub(crate) fn word_and_params(text: &str) -> Result<(&str, Params), SyntaxError> {
    let (word, params) = text.split_once(';').unwrap_or((text, ""));
    let word = syntax::trim(word);
    if syntax::is_token(word) { Ok((word, params.parse()?)) } else { Err(SyntaxError::Token) }
}

/// The number at the head of `text`, cut at `u32::MAX`; parameters and comments after it are left out.
pub(crate) fn seconds(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = text.split([';', ' ', '\t', '(']).next().unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u32::MAX))
}
