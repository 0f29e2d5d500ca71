//! Our reader beside another one (`rsip`): what both read must mean the same.
//!
//! Where they differ on torture messages, the difference is known, listed, and ours by intent. On
//! well-formed messages they may not differ at all.

use proptest::prelude::*;
use rsip::headers::{ToTypedHeader, UntypedHeader};
use rsip::message::HeadersExt;
use sip_message::{Message, read};

use crate::{generate, samples};

/// What a message says, as far as both readers can tell.
#[derive(Debug, PartialEq, Eq)]
struct Digested {
    start: String,
    call_id: String,
    cseq: (u32, String),
    from_tag: Option<String>,
    to_tag: Option<String>,
    branch: Option<String>,
    headers: usize,
    body: Vec<u8>,
}

fn ours(octets: &[u8]) -> Option<Digested> {
    let reading = read(octets).ok().filter(|reading| !reading.is_grave())?;
    let headers = reading.message.headers();
    let cseq = headers.cseq().ok()?;
    Some(Digested {
        start: match &reading.message {
            Message::Request(request) => request.method.to_string(),
            Message::Response(response) => response.status.to_string(),
        },
        call_id: headers.call_id().ok()?.to_owned(),
        cseq: (cseq.number, cseq.method.to_string()),
        from_tag: headers.from().ok()?.tag(),
        to_tag: headers.to().ok()?.tag(),
        branch: headers.top_via().ok()?.branch(),
        headers: headers.len(),
        body: reading.message.body().to_vec(),
    })
}

fn theirs(octets: &[u8]) -> Option<Digested> {
    let message = rsip::SipMessage::try_from(octets).ok()?;
    let (start, headers) = match &message {
        rsip::SipMessage::Request(request) => {
            (request.method.to_string(), request.headers.iter().count())
        }
        rsip::SipMessage::Response(response) => {
            (response.status_code.code().to_string(), response.headers.iter().count())
        }
    };
    let cseq = message.cseq_header().ok()?.typed().ok()?;
    let from = message.from_header().ok()?.typed().ok()?;
    let to = message.to_header().ok()?.typed().ok()?;
    let via = message.via_header().ok()?.typed().ok()?;
    Some(Digested {
        start,
        call_id: message.call_id_header().ok()?.value().to_owned(),
        cseq: (cseq.seq, cseq.method.to_string()),
        from_tag: from.tag().map(|tag| tag.value().to_owned()),
        to_tag: to.params.iter().find_map(|param| {
            if let rsip::Param::Tag(tag) = param { Some(tag.value().to_owned()) } else { None }
        }),
        branch: via.branch().map(|branch| branch.value().to_owned()),
        headers,
        body: message.body().clone(),
    })
}

proptest! {
    #[test]
    fn well_formed_messages_mean_the_same_to_both(message in generate::plain_message()) {
        let octets = message.to_bytes();

        prop_assert_eq!(ours(&octets), theirs(&octets));
    }
}

#[test]
fn torture_messages_differ_only_as_listed() {
    let mut found = Vec::new();
    for (name, octets) in samples::all() {
        match (ours(&octets), theirs(&octets)) {
            (Some(one), Some(two)) => assert_eq!(one, two, "{name}: both read it, and differently"),
            (Some(_), None) => found.push((name, Reader::Ours)),
            (None, Some(_)) => found.push((name, Reader::Theirs)),
            (None, None) => {}
        }
    }

    let known: Vec<_> =
        KNOWN.iter().map(|(name, reader, _)| ((*name).to_owned(), *reader)).collect();
    assert_eq!(found, known);
}

/// Who alone takes a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Ours,
    Theirs,
}

/// Where the two differ: the message, who alone takes it, and why the other does not.
const KNOWN: &[(&str, Reader, &str)] = &[
    ("badaspec.dat", Reader::Ours, "blanks inside the brackets, overlooked"),
    ("baddn.dat", Reader::Ours, "no blank line at the end, overlooked"),
    ("badinv01.dat", Reader::Theirs, "stray separators in Via, refused as RFC 4475 says"),
    ("clerr.dat", Reader::Theirs, "body shorter than Content-Length, refused"),
    ("dblreq.dat", Reader::Ours, "compact header names, not known to theirs"),
    ("esc01.dat", Reader::Ours, "escapes in a user, not known to theirs"),
    ("esc02.dat", Reader::Ours, "an unknown method, not known to theirs"),
    ("escruri.dat", Reader::Ours, "headers in a URI, not known to theirs"),
    ("intmeth.dat", Reader::Ours, "an unknown method, not known to theirs"),
    ("longreq.dat", Reader::Ours, "compact and folded headers, not known to theirs"),
    ("ltgtruri.dat", Reader::Theirs, "brackets around the Request-URI, refused"),
    ("mcl01.dat", Reader::Theirs, "two lengths, refused"),
    ("mismatch01.dat", Reader::Theirs, "CSeq of another method, refused"),
    ("multi01.dat", Reader::Theirs, "single headers repeated, refused"),
    ("ncl.dat", Reader::Theirs, "negative length, refused"),
    ("quotbal.dat", Reader::Theirs, "unterminated quote, refused"),
    ("regbadct.dat", Reader::Theirs, "question mark outside brackets, refused"),
    ("semiuri.dat", Reader::Ours, "a semicolon in the user, not known to theirs"),
    ("unkscm.dat", Reader::Ours, "an unknown scheme, left to the agent"),
    ("unksm2.dat", Reader::Ours, "an unknown scheme, left to the agent"),
    ("wsinv.dat", Reader::Ours, "folded headers, not known to theirs"),
    ("ipv4-mapped-ipv6", Reader::Ours, "IPv6, not known to theirs"),
    ("ipv6-bug-abnf-3-colons", Reader::Ours, "IPv6, not known to theirs"),
    ("ipv6-correct-abnf-2-colons", Reader::Ours, "IPv6, not known to theirs"),
    ("ipv6-good", Reader::Ours, "IPv6, not known to theirs"),
    ("ipv6-in-sdp", Reader::Ours, "IPv6, not known to theirs"),
    ("mult-ip-in-header", Reader::Ours, "IPv6, not known to theirs"),
    ("mult-ip-in-sdp", Reader::Ours, "IPv6, not known to theirs"),
    ("port-ambiguous", Reader::Ours, "IPv6, not known to theirs"),
    ("port-unambiguous", Reader::Ours, "IPv6, not known to theirs"),
    ("via-received-param-no-delim", Reader::Ours, "IPv6, not known to theirs"),
    ("via-received-param-with-delim", Reader::Ours, "IPv6, not known to theirs"),
];
