//! A digit told by INFO, as systems without telephone events want it.
//!
//! Source: no RFC; `application/dtmf-relay` is Cisco's (Signal and Duration lines), and
//! `application/dtmf` carries nothing but the digit.

use std::time::Duration;

/// Content-Type of a digit with its duration.
pub const RELAY: &str = "application/dtmf-relay";

/// Content-Type of a digit alone.
pub const PLAIN: &str = "application/dtmf";

/// How long a digit sounds whose duration is not told.
const USUAL: Duration = Duration::from_millis(160);

/// One digit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digit {
    /// `0`..=`9`, `*`, `#`, `A`..=`D`, or `!` for a hook flash.
    pub key: char,
    /// 40 ms to 6 s.
    pub duration: Duration,
}

impl std::fmt::Debug for Digit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digit({:?}, {:?})", redact::Redacted(self.key), self.duration)
    }
}

impl Digit {
    /// A digit of the usual length; `None` if `key` is none.
    #[must_use]
    pub fn new(key: char) -> Option<Self> {
        Some(Self { key: known(key)?, duration: USUAL })
    }

    /// The same with this length, brought within 40 ms to 6 s.
    #[must_use]
    pub fn lasting(self, duration: Duration) -> Self {
        let duration = duration.clamp(Duration::from_millis(40), Duration::from_secs(6));
        Self { duration, ..self }
    }

    /// Reads the body of an INFO; `content_type` without parameters.
    #[must_use]
    pub fn read(content_type: &str, body: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(body.get(..body.len().min(256))?).into_owned();
        if content_type.eq_ignore_ascii_case(RELAY) {
            return Self::read_relay(&text);
        }
        if content_type.eq_ignore_ascii_case(PLAIN) {
            return Self::read_relay(&text).or_else(|| key(&text).and_then(Self::new));
        }
        None
    }

    /// The body of an `application/dtmf-relay`.
    #[must_use]
    pub fn to_relay(self) -> String {
        format!("Signal={}\r\nDuration={}\r\n", self.key, self.duration.as_millis())
    }

    fn read_relay(text: &str) -> Option<Self> {
        let value = |wanted: &str| {
            text.split(['\r', '\n']).find_map(|line| {
                let (name, value) = line.split_once('=')?;
                name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim())
            })
        };
        let digit = Self::new(key(value("Signal")?)?)?;
        let told = value("Duration").and_then(|text| text.parse().ok());
        Some(told.map_or(digit, |milliseconds| digit.lasting(Duration::from_millis(milliseconds))))
    }
}

/// The key that a word names: itself, or the number of its telephone event (RFC 4733 §3.2).
fn key(word: &str) -> Option<char> {
    match word.trim() {
        "10" => Some('*'),
        "11" => Some('#'),
        "12" => Some('A'),
        "13" => Some('B'),
        "14" => Some('C'),
        "15" => Some('D'),
        "16" => Some('!'),
        word => {
            let mut chars = word.chars();
            let first = chars.next()?;
            chars.next().is_none().then_some(first).and_then(known)
        }
    }
}

fn known(key: char) -> Option<char> {
    let key = key.to_ascii_uppercase();
    matches!(key, '0'..='9' | '*' | '#' | 'A'..='D' | '!').then_some(key)
}
