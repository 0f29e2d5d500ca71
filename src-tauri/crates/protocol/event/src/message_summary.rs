//! Whether messages wait, and how many: the lamp of a mailbox.
//!
//! Source: RFC 3842 §5.2.

use sip_message::Uri;

/// What Content-Type and Accept say of these documents.
pub const CONTENT_TYPE: &str = "application/simple-message-summary";

/// What Event says of these subscriptions.
pub const PACKAGE: &str = "message-summary";

/// Longest body that is read; real ones have some hundred bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// Most kinds of messages that are kept; RFC 3458 knows six.
const MAX_CLASSES: usize = 16;

/// What a mailbox says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageSummary {
    /// Whether any message waits, of whatever kind.
    pub is_waiting: bool,
    /// Where the messages are heard; `None` leaves it to the account.
    pub account: Option<Uri>,
    /// One entry per kind that the document names, in its order.
    pub counts: Vec<Count>,
}

/// How many messages of one kind there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub class: Class,
    pub new: u32,
    pub old: u32,
    /// How many of the new ones are urgent.
    pub new_urgent: u32,
    /// How many of the old ones are urgent.
    pub old_urgent: u32,
}

/// A kind of message. Source: RFC 3458 §6.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    Voice,
    Fax,
    Pager,
    Multimedia,
    Text,
    None,
    /// Another one, in lower case without `-message`.
    Other(String),
}

/// Why a body is no message summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// Longer than [`MAX_BYTES`].
    #[error("{0} bytes, at most 65536")]
    TooLong(usize),
    /// It says nothing of messages.
    #[error("nothing about messages")]
    NoSummary,
}

impl MessageSummary {
    /// Reads a body.
    ///
    /// Case and line ends do not matter, nor do numbers that are missing. Where the line
    /// Messages-Waiting is missing, the numbers tell.
    pub fn read(body: &[u8]) -> Result<Self, SummaryError> {
        if body.len() > MAX_BYTES {
            return Err(SummaryError::TooLong(body.len()));
        }
        let text = String::from_utf8_lossy(body);
        let mut summary = Self::default();
        let mut is_waiting = None;
        for line in text.split(['\r', '\n']) {
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            match name.as_str() {
                "messages-waiting" | "message-waiting" => {
                    is_waiting = is_waiting.or_else(|| yes_or_no(value));
                }
                "message-account" => {
                    summary.account = summary.account.take().or_else(|| value.parse().ok());
                }
                name => {
                    if summary.counts.len() < MAX_CLASSES
                        && let Some(count) = Count::read(name, value)
                    {
                        summary.counts.push(count);
                    }
                }
            }
        }
        if is_waiting.is_none() && summary.counts.is_empty() {
            return Err(SummaryError::NoSummary);
        }
        summary.is_waiting =
            is_waiting.unwrap_or_else(|| summary.counts.iter().any(|count| count.new > 0));
        Ok(summary)
    }

    /// The body, as a NOTIFY carries it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let word = if self.is_waiting { "yes" } else { "no" };
        let mut text = format!("Messages-Waiting: {word}\r\n");
        if let Some(account) = &self.account {
            text.push_str(&format!("Message-Account: {account}\r\n"));
        }
        for count in &self.counts {
            let Count { new, old, new_urgent, old_urgent, .. } = count;
            let name = count.class.name();
            text.push_str(&format!("{name}: {new}/{old} ({new_urgent}/{old_urgent})\r\n"));
        }
        text
    }

    /// New voice messages; `None` where the document does not count them.
    #[must_use]
    pub fn new_voice(&self) -> Option<u32> {
        self.voice().map(|count| count.new)
    }

    /// The entry of voice messages.
    #[must_use]
    pub fn voice(&self) -> Option<&Count> {
        self.counts.iter().find(|count| count.class == Class::Voice)
    }
}

impl Count {
    /// Reads `voice-message: 2/8 (0/2)`; numbers that are missing are 0.
    fn read(name: &str, value: &str) -> Option<Self> {
        let class = Class::from_name(name)?;
        let (all, urgent) = value.split_once('(').unwrap_or((value, ""));
        let (new, old) = pair(all);
        let (new_urgent, old_urgent) = pair(urgent.trim_end_matches([')', ' ', '\t']));
        Some(Self {
            class,
            new: new?,
            old: old.unwrap_or(0),
            new_urgent: new_urgent.unwrap_or(0),
            old_urgent: old_urgent.unwrap_or(0),
        })
    }
}

impl Class {
    fn from_name(name: &str) -> Option<Self> {
        let class = name.strip_suffix("-message")?;
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        match class {
            "voice" => Some(Self::Voice),
            "fax" => Some(Self::Fax),
            "pager" => Some(Self::Pager),
            "multimedia" => Some(Self::Multimedia),
            "text" => Some(Self::Text),
            "none" => Some(Self::None),
            other if !other.is_empty() && other.len() <= 64 && other.bytes().all(is_token) => {
                Some(Self::Other(other.to_owned()))
            }
            _ => None,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Voice => "Voice-Message".to_owned(),
            Self::Fax => "Fax-Message".to_owned(),
            Self::Pager => "Pager-Message".to_owned(),
            Self::Multimedia => "Multimedia-Message".to_owned(),
            Self::Text => "Text-Message".to_owned(),
            Self::None => "None-Message".to_owned(),
            Self::Other(class) => format!("{class}-message"),
        }
    }
}

fn yes_or_no(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Two numbers with a slash between them; a number too large is the largest.
fn pair(text: &str) -> (Option<u32>, Option<u32>) {
    let number = |text: &str| {
        let text = text.trim();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(u32::MAX))
    };
    let (one, two) = text.split_once('/').unwrap_or((text, ""));
    (number(one), number(two))
}
