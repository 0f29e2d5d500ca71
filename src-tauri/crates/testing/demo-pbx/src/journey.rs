//! A call on its way from one number to the next, and how those further on are told.
//!
//! Source: RFC 5806 (Diversion), RFC 7044 (History-Info), RFC 4458 §3 (causes), RFC 3323 and
//! RFC 3325 §7 (whom not to name).

use std::net::SocketAddr;

use sip_message::{HeaderName, NameAddr, Request, StatusCode, Uri};

/// Numbers that one call may pass.
const STOPS: usize = 6;

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The number, proven; `None` if nobody at this PBX.
    pub(crate) number: Option<String>,
    /// Where the request came from.
    pub(crate) source: SocketAddr,
    /// Wants not to be named to who is called.
    pub(crate) is_hidden: bool,
}

/// A call on its way.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) caller: Caller,
    /// As it came, who calls being proven.
    request: Request,
    /// Where it was sent on, and last where it is.
    stops: Vec<Stop>,
}

/// A number on the way.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    who: NameAddr,
    /// Why the call went on from there; `None` while it is there.
    why: Option<Why>,
}

/// Why a call is sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// All calls are, or the number stands for somebody else.
    Always,
    Busy,
    NoAnswer,
    /// No telephone is there.
    Unavailable,
    /// The telephone said so (302).
    Deflected,
    /// The number is a group's.
    Group,
}

impl Why {
    const fn reason(self) -> &'static str {
        match self {
            Self::Always | Self::Group => "unconditional",
            Self::Busy => "user-busy",
            Self::NoAnswer => "no-answer",
            Self::Unavailable => "unavailable",
            Self::Deflected => "deflection",
        }
    }

    const fn cause(self) -> u16 {
        match self {
            Self::Always | Self::Group => 302,
            Self::Busy => 486,
            Self::NoAnswer => 408,
            Self::Unavailable => 503,
            Self::Deflected => 480,
        }
    }

    /// What a caller is told when the call would go round in a circle.
    const fn in_circle(self) -> StatusCode {
        match self {
            Self::Always | Self::Group | Self::Deflected => StatusCode::LOOP_DETECTED,
            Self::Busy => StatusCode::BUSY_HERE,
            Self::NoAnswer | Self::Unavailable => StatusCode::TEMPORARILY_UNAVAILABLE,
        }
    }
}

impl Stop {
    pub(crate) const fn new(who: NameAddr, why: Option<Why>) -> Self {
        Self { who, why }
    }

    fn number(&self) -> String {
        let user = self.who.uri.sip().and_then(|uri| uri.user());
        user.map(std::borrow::Cow::into_owned).unwrap_or_default()
    }
}

impl Journey {
    /// A call to its first number.
    pub(crate) fn begin(caller: Caller, request: Request, first: NameAddr) -> Self {
        Self { caller, request, stops: vec![Stop::new(first, None)] }
    }

    /// The number that it is at.
    pub(crate) fn number(&self) -> String {
        self.stops.last().map(Stop::number).unwrap_or_default()
    }

    /// Goes on to `next`; a circle, or too long a way, ends it.
    pub(crate) fn go_on(&mut self, next: NameAddr, why: Why) -> Result<(), StatusCode> {
        let next = Stop::new(next, None);
        let was_there = self.stops.iter().any(|stop| stop.number() == next.number());
        if was_there || self.stops.len() >= STOPS {
            return Err(why.in_circle());
        }
        if let Some(last) = self.stops.last_mut() {
            last.why = Some(why);
        }
        self.stops.push(next);
        Ok(())
    }

    /// The request as it leaves for a telephone or an extension.
    pub(crate) fn request_to(
        &self,
        uri: Uri,
        (is_inside, member): (bool, Option<NameAddr>),
    ) -> Request {
        let mut request = Request { uri, ..self.request.clone() };
        let mut stops = self.stops.clone();
        if let Some(member) = member {
            if let Some(last) = stops.last_mut() {
                last.why = Some(Why::Group);
            }
            stops.push(Stop::new(member, None));
        }
        if stops.len() > 1 {
            request.headers.remove(&HeaderName::HistoryInfo);
            for (name, value) in told(&stops) {
                request.headers.push_front(name, value);
            }
        }
        if self.caller.is_hidden {
            hide(&mut request, is_inside);
        }
        request
    }
}

/// Header fields that tell a way: Diversion for each stop left behind, the latest first, and
/// History-Info for all.
pub(crate) fn told(stops: &[Stop]) -> Vec<(HeaderName, String)> {
    let mut fields = Vec::new();
    let left = stops.iter().rev().filter_map(|stop| Some((stop, stop.why?)));
    let diversions: Vec<String> = left.map(|(stop, why)| diversion(stop, why)).collect();
    if !diversions.is_empty() {
        fields.push((HeaderName::Diversion, diversions.join(", ")));
    }
    let mut index = String::new();
    let mut before: Option<Why> = None;
    let mut entries = Vec::new();
    for stop in stops {
        index = if index.is_empty() { "1".to_owned() } else { format!("{index}.1") };
        entries.push(entry(stop, before, &index));
        before = stop.why;
    }
    fields.push((HeaderName::HistoryInfo, entries.join(", ")));
    fields
}

fn diversion(stop: &Stop, why: Why) -> String {
    let mut address = stop.who.clone();
    address.params.set("reason", why.reason());
    address.params.set("counter", "1");
    address.to_string()
}

fn entry(stop: &Stop, before: Option<Why>, index: &str) -> String {
    let mut address = stop.who.clone();
    if let Uri::Sip(uri) = &mut address.uri {
        if let Some(before) = before {
            uri.params.set("cause", &before.cause().to_string());
        }
        if let Some(why) = stop.why {
            uri.push_header("Reason", &format!("SIP;cause={}", why.cause()));
        }
    }
    address.params.set("index", index);
    address.to_string()
}

/// Takes the caller's name away; within the house it may be known.
pub(crate) fn hide(request: &mut Request, is_inside: bool) {
    let headers = &mut request.headers;
    let tag = headers.from().ok().and_then(|from| from.tag()).unwrap_or_default();
    let nobody = format!("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag={tag}");
    headers.set(HeaderName::From, nobody);
    headers.set(HeaderName::Privacy, "id");
    if !is_inside {
        headers.remove(&HeaderName::PAssertedIdentity);
        headers.remove(&HeaderName::RemotePartyId);
    }
}

/// Whether a request asks that its sender be not named. Source: RFC 3323 §4.2, RFC 3325 §7.
pub(crate) fn asks_to_hide(request: &Request) -> bool {
    has_privacy(request, &["id", "user", "header"])
}

/// Whether a request insists on being named.
pub(crate) fn asks_to_show(request: &Request) -> bool {
    has_privacy(request, &["none"])
}

fn has_privacy(request: &Request, words: &[&str]) -> bool {
    request
        .headers
        .all(&HeaderName::Privacy)
        .flat_map(|value| value.split([';', ',']))
        .any(|word| words.iter().any(|wanted| word.trim().eq_ignore_ascii_case(wanted)))
}
