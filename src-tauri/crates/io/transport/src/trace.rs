//! One line per message for the log: direction, way and size, never the content.

use bytes::Bytes;
use redact::Redacted;
use sip_agent::wire::{Flow, FlowId, Route};

/// Reports a message that came in.
pub(crate) fn message_in(flow: &Flow, bytes: &Bytes) {
    tracing::trace!(
        direction = "in",
        transport = %flow.transport,
        flow = flow.id.0,
        peer = %Redacted(flow.peer),
        size_bytes = bytes.len(),
        what = %start(bytes),
        "message"
    );
}

/// Reports a message that goes out.
pub(crate) fn message_out(route: &Route, flow: Option<FlowId>, bytes: &Bytes) {
    tracing::trace!(
        direction = "out",
        transport = %route.transport,
        flow = flow.map(|id| id.0),
        peer = %Redacted(route.peer),
        size_bytes = bytes.len(),
        what = %start(bytes),
        "message"
    );
}

/// The method of a request or the code of a response: what helps to follow a call in a log and
/// tells nothing about anybody.
fn start(bytes: &[u8]) -> &str {
    let line = bytes.get(..64).unwrap_or(bytes);
    let mut words = line.split(|&byte| byte == b' ');
    let first = words.next().unwrap_or_default();
    let word = if first == b"SIP/2.0" { words.next().unwrap_or_default() } else { first };
    let is_plain = !word.is_empty()
        && word.len() <= 16
        && word.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_plain { std::str::from_utf8(word).unwrap_or("?") } else { "?" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_method_or_the_code_is_shown() {
        assert_eq!(start(b"INVITE sip:anna@example.org SIP/2.0\r\n"), "INVITE");
        assert_eq!(start(b"SIP/2.0 486 Busy\r\n"), "486");
        assert_eq!(start(b"secret-words of-garbage"), "?");
        assert_eq!(start(b""), "?");
    }
}
