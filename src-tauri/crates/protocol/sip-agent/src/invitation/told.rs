//! What an INVITE tells beyond who calls: how it wants to ring, who sent it on, whom it was for.
//!
//! Source: RFC 3261 §20.4, §20.9 (Alert-Info, Call-Info), RFC 5373 (Answer-Mode), RFC 5806
//! (Diversion), RFC 7044, RFC 7544 and RFC 4458 (History-Info and its causes), RFC 7315 §4.2
//! (P-Called-Party-ID).

use std::time::Duration;

use sip_message::{HeaderName, HistoryEntry, NameAddr, Request, Uri};

use super::{IncomingInvitation, InviteOptions};
use crate::reply::anonymous;

/// The longest wait that a caller may ask for before the call is taken by itself.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// Most stops of a call that are told.
const MAX_STOPS: usize = 16;

/// How a call wants to be announced. Source: RFC 3261 §20.4, RFC 7462.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// A ring tone's address or name: `http://127.0.0.1/Bellcore-dr2`, `urn:alert:source:internal`;
    /// empty where there is none.
    pub tone: String,
    /// The parameter `info`, such as `alert-autoanswer` or `alert-group`.
    pub info: Option<String>,
}

/// Who sent a call on before it came here.
#[derive(Debug, Clone, PartialEq)]
pub struct Diverted {
    /// Who sent it on; anonymous where that is to be kept from us.
    pub by: NameAddr,
    pub why: WhyDiverted,
}

/// Why a call was sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyDiverted {
    Always,
    Busy,
    NoAnswer,
    /// By hand, while it rang.
    Deflected,
    Unreachable,
    /// Not told, or in words nobody knows.
    Unknown,
}

/// Why a Refer-To names nothing that could be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCallable {
    /// Another method than INVITE is asked for.
    #[error("another method than INVITE")]
    Method,
    /// Neither a SIP nor a telephone address.
    #[error("not a SIP or telephone address")]
    Scheme,
}

impl IncomingInvitation {
    /// How long to wait before the call is taken by itself, if the caller asks for that at all
    /// (intercom, door, click to dial); at most a minute. Whether it is granted is the person's to
    /// say.
    #[must_use]
    pub fn answer_after(&self) -> Option<Duration> {
        let headers = &self.request.headers;
        for name in ["Answer-Mode", "Priv-Answer-Mode"] {
            let mode = headers.get(&HeaderName::new(name)).unwrap_or_default();
            match word(mode).as_str() {
                "auto" => return Some(Duration::ZERO),
                "manual" => return None,
                _ => {}
            }
        }
        let asked = headers
            .lines(&HeaderName::CallInfo)
            .find_map(|line| seconds(line, "answer-after").map(Some).or_else(|| auto(line)));
        let alerted = || headers.lines(&HeaderName::AlertInfo).find_map(auto);
        let wait = asked.or_else(alerted)?.unwrap_or(0);
        Some(Duration::from_secs(wait).min(WAIT_MAX))
    }

    /// How the call wants to be announced, in the order of its header fields.
    #[must_use]
    pub fn alerts(&self) -> Vec<Alert> {
        let values = self.request.headers.all(&HeaderName::AlertInfo);
        values.take(MAX_STOPS).map(alert).collect()
    }

    /// Who sent the call on, the latest first; from Diversion, else from History-Info.
    #[must_use]
    pub fn diverted(&self) -> Vec<Diverted> {
        let told = diversions(&self.request);
        if told.is_empty() { history(&self.request) } else { told }
    }

    /// Whom the call was for when it reached our server: another than ourselves where a group or a
    /// second number was called.
    #[must_use]
    pub fn called(&self) -> Option<NameAddr> {
        let headers = &self.request.headers;
        let told = headers.get(&HeaderName::new("P-Called-Party-ID"));
        let called = told.and_then(|text| text.parse().ok()).or_else(|| headers.to().ok());
        called.map(|mut called: NameAddr| {
            called.params.remove("tag");
            called
        })
    }

    /// Who asked the caller to call us (a transfer), as the caller says. Source: RFC 3892.
    #[must_use]
    pub fn referred_by(&self) -> Option<NameAddr> {
        self.request.headers.referred_by()
    }
}

impl InviteOptions {
    /// What a Refer-To asks for: whom to call, and with what.
    ///
    /// Of the header fields in its URI only Replaces is taken over; the others would let a stranger
    /// write our requests. `referred_by` is passed on. Source: RFC 3515 §2.1, RFC 3891, RFC 3892 §2.
    pub fn of_referral(
        refer_to: &NameAddr,
        referred_by: Option<&NameAddr>,
    ) -> Result<(Uri, Self), NotCallable> {
        let mut options = Self::default();
        if let Some(by) = referred_by {
            options.headers.push((HeaderName::ReferredBy, by.to_string()));
        }
        match &refer_to.uri {
            Uri::Sip(uri) => {
                let method = uri.params.get("method");
                if method.is_some_and(|method| !method.eq_ignore_ascii_case("INVITE")) {
                    return Err(NotCallable::Method);
                }
                options.replaces_value = uri
                    .headers()
                    .find(|(name, _)| name.eq_ignore_ascii_case("Replaces"))
                    .map(|(_, value)| value.into_owned());
                let mut target = uri.clone();
                target.clear_headers();
                target.params.remove("method");
                Ok((Uri::Sip(target), options))
            }
            Uri::Tel(_) => Ok((refer_to.uri.clone(), options)),
            Uri::Other(_) => Err(NotCallable::Scheme),
        }
    }
}

fn diversions(request: &Request) -> Vec<Diverted> {
    let told = request.headers.diversions().into_iter().take(MAX_STOPS);
    told.map(|diversion| {
        let why = match diversion.reason().as_deref().map(str::trim) {
            Some("unconditional" | "time-of-day" | "follow-me") => WhyDiverted::Always,
            Some("user-busy") => WhyDiverted::Busy,
            Some("no-answer") => WhyDiverted::NoAnswer,
            Some("deflection") => WhyDiverted::Deflected,
            Some("unavailable" | "out-of-service" | "away") => WhyDiverted::Unreachable,
            Some(_) | None => WhyDiverted::Unknown,
        };
        let is_private = diversion.params().get("privacy").is_some_and(|privacy| {
            ["full", "name", "uri"].iter().any(|word| privacy.eq_ignore_ascii_case(word))
        });
        let by = if is_private { anonymous() } else { bare(diversion.address) };
        Diverted { by, why }
    })
    .collect()
}

/// The stops of History-Info that sent the call on: each that has a stop behind it and is told to
/// have changed the target. Source: RFC 7044 §5.1, RFC 7544 §4.
fn history(request: &Request) -> Vec<Diverted> {
    let stops: Vec<HistoryEntry> =
        request.headers.history_info().into_iter().take(MAX_STOPS).collect();
    let pairs = stops.iter().zip(stops.iter().skip(1));
    let mut told: Vec<Diverted> = pairs
        .filter_map(|(stop, next)| {
            let cause = next
                .address
                .uri
                .sip()
                .and_then(|uri| uri.params.get("cause").and_then(|text| text.parse().ok()))
                .or_else(|| stop.reason().and_then(|reason| reason.cause()));
            let is_sent_on = cause.is_some() || next.address.params.has("mp");
            is_sent_on.then(|| Diverted { by: shown(stop), why: why(cause) })
        })
        .collect();
    told.reverse();
    told
}

/// Why a call was sent on, by its cause. Source: RFC 4458 §2.
const fn why(cause: Option<u16>) -> WhyDiverted {
    match cause {
        Some(302) => WhyDiverted::Always,
        Some(486 | 600) => WhyDiverted::Busy,
        Some(408) => WhyDiverted::NoAnswer,
        Some(480 | 487) => WhyDiverted::Deflected,
        Some(404 | 503) => WhyDiverted::Unreachable,
        Some(_) | None => WhyDiverted::Unknown,
    }
}

/// Whom a stop names, unless it says that it is nobody's business. Source: RFC 7044 §9.1.
fn shown(stop: &HistoryEntry) -> NameAddr {
    let is_private = stop.address.uri.sip().is_some_and(|uri| {
        uri.headers().any(|(name, value)| {
            name.eq_ignore_ascii_case("Privacy") && !value.trim().eq_ignore_ascii_case("none")
        })
    });
    if is_private { anonymous() } else { bare(stop.address.clone()) }
}

/// The address alone: without parameters of its header field and without header fields in its URI.
fn bare(mut address: NameAddr) -> NameAddr {
    address.params = sip_message::Params::new();
    if let Uri::Sip(uri) = &mut address.uri {
        uri.clear_headers();
        uri.params.remove("cause");
    }
    address
}

fn alert(value: &str) -> Alert {
    let value = value.trim();
    let (tone, params) = match value.split_once('<') {
        Some((_, rest)) => rest.split_once('>').unwrap_or((rest, "")),
        None => value.split_once(';').map_or((value, ""), |(tone, _)| (tone, value)),
    };
    let info = param(params, "info").or_else(|| param(tone, "info"));
    let tone = if tone.trim_start().to_ascii_lowercase().starts_with("info=") { "" } else { tone };
    Alert { tone: tone.trim().to_owned(), info }
}

/// The wait in a line that asks to be taken by itself: `None` where it does not ask.
fn auto(line: &str) -> Option<Option<u64>> {
    let asks = param(line, "info").is_some_and(|info| is_auto(&info)) || is_auto(&tone_of(line));
    asks.then(|| seconds(line, "delay"))
}

/// The words by which telephone systems ask a telephone to take a call by itself.
fn is_auto(text: &str) -> bool {
    let text: String = text.to_ascii_lowercase().replace([' ', '-', '_'], "");
    ["alertautoanswer", "autoanswer", "ringanswer", "intercom"]
        .iter()
        .any(|word| text == *word || text.ends_with(&format!("/{word}")))
}

fn tone_of(line: &str) -> String {
    alert(line).tone
}

fn seconds(line: &str, name: &str) -> Option<u64> {
    param(line, name)?.trim().parse().ok()
}

/// A parameter of a line, wherever it stands; some systems write it without an address before it.
fn param(line: &str, wanted: &str) -> Option<String> {
    line.split([';', ',', '>', '?']).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"').trim();
        name.trim().trim_start_matches('\\').eq_ignore_ascii_case(wanted).then(|| value.to_owned())
    })
}

/// The first word, in lower case, without parameters.
fn word(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
