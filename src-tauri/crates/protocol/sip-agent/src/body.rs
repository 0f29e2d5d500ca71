//! Finds the session description in a message body, alone or as one part of several.
//!
//! Source: RFC 3261 §7.4, §13; RFC 2046 §5.1 (multipart); RFC 5621 (bodies in SIP).

use bytes::Bytes;
use sip_message::{HeaderName, Headers};

/// The type of session descriptions.
pub(crate) const SDP: &str = "application/sdp";

/// Why a body cannot be taken: 415.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// Answer with `Accept`.
    Type,
    /// Answer with `Accept-Encoding`.
    Encoding,
}

/// The session description of a message; `None` if it has none.
pub(crate) fn session(headers: &Headers, body: &Bytes) -> Result<Option<Bytes>, BodyFault> {
    if body.is_empty() {
        return Ok(None);
    }
    if let Some(encoding) = headers.get(&HeaderName::ContentEncoding)
        && !encoding.trim().eq_ignore_ascii_case("identity")
    {
        return Err(BodyFault::Encoding);
    }
    let is_optional = headers.get(&HeaderName::ContentDisposition).is_some_and(|value| {
        value.to_ascii_lowercase().replace(' ', "").contains("handling=optional")
    });
    let kind = headers.content_type().unwrap_or_default();
    if kind == SDP || kind.is_empty() && body.starts_with(b"v=0") {
        return Ok(Some(body.clone()));
    }
    if kind.starts_with("multipart/") {
        let text = headers.get(&HeaderName::ContentType).unwrap_or_default();
        return Ok(boundary(text).and_then(|boundary| session_part(body, &boundary)));
    }
    if is_optional { Ok(None) } else { Err(BodyFault::Type) }
}

/// Whether the far end takes session descriptions in our answers. Source: RFC 3261 §20.1, §21.4.7.
pub(crate) fn is_session_accepted(headers: &Headers) -> bool {
    if !headers.contains(&HeaderName::Accept) {
        return true;
    }
    headers.all(&HeaderName::Accept).any(|range| {
        let kind = range.split(';').next().unwrap_or(range).trim().to_ascii_lowercase();
        kind == SDP || kind == "application/*" || kind == "*/*"
    })
}

fn boundary(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|param| {
        let (name, value) = param.split_once('=')?;
        let is_boundary = name.trim().eq_ignore_ascii_case("boundary");
        is_boundary.then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The body of the part that is a session description.
fn session_part(body: &Bytes, boundary: &str) -> Option<Bytes> {
    let mark = format!("--{boundary}");
    let starts: Vec<usize> = find_all(body, mark.as_bytes()).collect();
    starts.windows(2).find_map(|pair| {
        let (from, to) = (pair.first()? + mark.len(), *pair.get(1)?);
        let part = body.get(from..to)?;
        let blank = find_all(part, b"\r\n\r\n").next()?;
        let head = String::from_utf8_lossy(part.get(..blank)?).to_ascii_lowercase();
        let end = if part.ends_with(b"\r\n") { to.checked_sub(2)? } else { to };
        let start = from + blank + 4;
        (head.contains(SDP) && start <= end).then(|| body.slice(start..end))
    })
}

fn find_all<'a>(text: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    text.windows(wanted.len().max(1))
        .enumerate()
        .filter(move |(_, window)| *window == wanted)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_session_among_several_parts() {
        let mut headers = Headers::new();
        headers.push(HeaderName::ContentType, "multipart/mixed;boundary=\"b1\"");
        let body = Bytes::from_static(
            b"--b1\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\ns=-\r\n\r\n--b1--\r\n",
        );

        assert_eq!(session(&headers, &body), Ok(Some(Bytes::from_static(b"v=0\r\ns=-\r\n"))));
    }

    #[test]
    fn a_strange_body_is_a_fault_unless_it_is_optional() {
        let mut headers = Headers::new();
        headers.push(HeaderName::ContentType, "application/unknown");
        let body = Bytes::from_static(b"?");
        assert_eq!(session(&headers, &body), Err(BodyFault::Type));

        headers.push(HeaderName::ContentDisposition, "render; handling=optional");
        assert_eq!(session(&headers, &body), Ok(None));
    }

    #[test]
    fn an_encoding_is_a_fault() {
        let mut headers = Headers::new();
        headers.push(HeaderName::ContentType, SDP);
        headers.push(HeaderName::ContentEncoding, "gzip");

        assert_eq!(session(&headers, &Bytes::from_static(b"\x1f")), Err(BodyFault::Encoding));
    }
}
