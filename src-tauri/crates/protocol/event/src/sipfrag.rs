//! A piece of a SIP message: how far a call is that somebody was asked to make.
//!
//! Source: RFC 3420; RFC 3515 §2.4.5.

use sip_message::{Headers, Message, Reason, Response, StatusCode};

/// What Content-Type says of these bodies.
pub const CONTENT_TYPE: &str = "message/sipfrag;version=2.0";

/// Longest body that is read; a status line has some twenty bytes, a whole response a thousand.
pub const MAX_BYTES: usize = 64 * 1024;

/// A response, or as much of it as the far end tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Fragment {
    pub status: StatusCode,
    /// The phrase beside it, as written; empty where there is none.
    pub phrase: String,
    /// Those that the far end chose to tell.
    pub headers: Headers,
}

impl Fragment {
    /// A status line and nothing else.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        Self { status, phrase: status.reason().to_owned(), headers: Headers::default() }
    }

    /// Reads a body; `None` where it does not begin with a status line.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        if body.len() > MAX_BYTES {
            return None;
        }
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start();
        let line = text.split(['\r', '\n']).next()?;
        let (version, rest) = line.split_once([' ', '\t'])?;
        if !version.eq_ignore_ascii_case("SIP/2.0") {
            return None;
        }
        let rest = rest.trim();
        let (code, phrase) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
        Some(Self {
            status: StatusCode::new(code.parse().ok()?)?,
            phrase: phrase.trim().to_owned(),
            headers: headers(text),
        })
    }

    /// The body, as a NOTIFY carries it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let phrase = self.phrase.replace(['\r', '\n'], " ");
        let mut text = format!("SIP/2.0 {} {phrase}\r\n", self.status);
        for header in self.headers.iter() {
            text.push_str(&format!("{}: {}\r\n", header.name(), header.value()));
        }
        text
    }

    /// Why the call ended, as far as it is told. Source: RFC 3326.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        self.headers.reasons()
    }
}

/// The headers behind the status line, read as those of a message are.
fn headers(text: &str) -> Headers {
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let Ok(reading) = sip_message::read(format!("{}\r\n\r\n", head.trim_end()).as_bytes()) else {
        return Headers::default();
    };
    match reading.message {
        Message::Response(Response { headers, .. }) => headers,
        Message::Request(_) => Headers::default(),
    }
}
