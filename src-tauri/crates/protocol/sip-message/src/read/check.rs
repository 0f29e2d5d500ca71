//! Looks whether the headers that every message needs are there, single and readable.
//!
//! Source: RFC 3261 §8.1.1 (requests), §8.1.3.3, §8.2.6.2 (responses), §7.3.1 (single-value headers).

use std::collections::BTreeSet;

use super::Fault;
use crate::header_name::{HeaderName, Shape};
use crate::headers::{HeaderError, Headers};
use crate::message::Message;
use crate::syntax::SyntaxError;

/// Adds what is wrong with the headers of `message` to `faults`.
pub(super) fn check(message: &Message, faults: &mut Vec<Fault>) {
    let headers = message.headers();
    note_repeated(headers, faults);
    note(
        headers.vias().and_then(|vias| {
            if vias.is_empty() { Err(HeaderError::Missing(HeaderName::Via)) } else { Ok(()) }
        }),
        faults,
    );
    note(headers.from(), faults);
    note(headers.to(), faults);
    match headers.call_id() {
        Ok("") => faults.push(Fault::Malformed(HeaderName::CallId, SyntaxError::Empty)),
        call_id => note(call_id, faults),
    }
    match (headers.cseq(), message) {
        (Ok(cseq), Message::Request(request)) if cseq.method != request.method => {
            faults.push(Fault::MethodMismatch);
        }
        (cseq, _) => note(cseq, faults),
    }
    if let Message::Request(_) = message {
        note_max_forwards(headers, faults);
        note(headers.contacts(), faults);
    }
}

fn note_max_forwards(headers: &Headers, faults: &mut Vec<Fault>) {
    match headers.get(&HeaderName::MaxForwards) {
        None => faults.push(Fault::Missing(HeaderName::MaxForwards)),
        Some(_) if headers.max_forwards().is_none() => {
            faults.push(Fault::Malformed(HeaderName::MaxForwards, SyntaxError::Number));
        }
        Some(_) => {}
    }
}

fn note_repeated(headers: &Headers, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    let mut told = BTreeSet::new();
    for header in headers.iter().filter(|header| header.name().shape() == Shape::one) {
        if !seen.insert(header.name()) && told.insert(header.name()) {
            faults.push(Fault::Repeated(header.name().clone()));
        }
    }
}

fn note<T>(outcome: Result<T, HeaderError>, faults: &mut Vec<Fault>) {
    match outcome {
        Ok(_) => {}
        Err(HeaderError::Missing(name)) => faults.push(Fault::Missing(name)),
        Err(HeaderError::Malformed(name, why)) => faults.push(Fault::Malformed(name, why)),
        // Already told by name.
        Err(HeaderError::Repeated(_)) => {}
    }
}
