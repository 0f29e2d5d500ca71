//! RFC 3261 §7, §8.2, §18.3: what the reader takes, overlooks and refuses.

use sip_message::{
    Fault, HeaderName, Limits, Message, ReadError, Request, Response, StatusCode, SyntaxError,
    read, read_limited,
};

use crate::samples::request;

const OPTIONS: &str = "OPTIONS sip:bob@example.com SIP/2.0\r\n\
    Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1\r\n\
    Max-Forwards: 70\r\n\
    From: <sip:alice@example.com>;tag=1\r\n\
    To: <sip:bob@example.com>\r\n\
    Call-ID: 1@host\r\n\
    CSeq: 7 OPTIONS\r\n\
    \r\n";

/// The request above with one line changed.
fn changed(line: &str, to: &str) -> String {
    assert!(OPTIONS.contains(line), "{line}");
    OPTIONS.replace(line, to)
}

fn faults(text: &str) -> Vec<Fault> {
    read(text.as_bytes()).unwrap_or_else(|why| panic!("{why}")).faults
}

fn rejection(text: &str) -> Option<(StatusCode, &'static str)> {
    read(text.as_bytes()).unwrap_or_else(|why| panic!("{why}")).rejection()
}

#[test]
fn a_good_request_has_no_faults() {
    assert_eq!(faults(OPTIONS), []);
    assert_eq!(rejection(OPTIONS), None);
}

#[test]
fn section_8_1_1_each_required_header_is_missed_by_name() {
    for (line, name) in [
        ("Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1\r\n", HeaderName::Via),
        ("From: <sip:alice@example.com>;tag=1\r\n", HeaderName::From),
        ("To: <sip:bob@example.com>\r\n", HeaderName::To),
        ("Call-ID: 1@host\r\n", HeaderName::CallId),
        ("CSeq: 7 OPTIONS\r\n", HeaderName::CSeq),
    ] {
        let (status, words) = rejection(&changed(line, "")).unwrap();

        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(words, format!("Bad Request - Missing {name}"));
    }
}

#[test]
fn max_forwards_may_be_missing_and_may_not_be_nonsense() {
    assert_eq!(
        faults(&changed("Max-Forwards: 70\r\n", "")),
        [Fault::Missing(HeaderName::MaxForwards)]
    );
    assert_eq!(rejection(&changed("Max-Forwards: 70\r\n", "")), None);
    assert!(rejection(&changed("70", "many")).is_some());
}

#[test]
fn latin1_in_a_header_keeps_the_headers_below_it() {
    let mut octets = changed("From: <sip:", "From: M\u{fc}ller <sip:").into_bytes();
    let at = octets.windows(2).position(|pair| pair == "ü".as_bytes()).unwrap();
    octets.splice(at..at + 2, [0xfc]);

    let reading = read(&octets).unwrap();

    assert_eq!(reading.faults, [Fault::NotUtf8]);
    assert_eq!(reading.rejection(), None);
    let options = request(reading);
    assert_eq!(options.headers.from().unwrap().display_name.as_deref(), Some("Müller"));
    assert_eq!(options.headers.call_id(), Ok("1@host"));
    let answer = options.response(StatusCode::OK).to_bytes();
    assert!(answer.windows(7).any(|octets| octets == b"M\xfcller "), "it goes back as it came");
}

#[test]
fn section_7_3_1_folded_lines_and_compact_names_in_any_case() {
    let text = OPTIONS
        .replace("Via:", "v :")
        .replace(
            "From: <sip:alice@example.com>;tag=1",
            "F: <sip:alice@example.com>\r\n ;tag\r\n\t=1",
        )
        .replace("Call-ID", "I");

    let reading = read(text.as_bytes()).unwrap();

    assert_eq!(reading.faults, []);
    let options = request(reading);
    assert_eq!(options.headers.from().unwrap().tag().as_deref(), Some("1"));
    assert_eq!(options.headers.get(&HeaderName::From), Some("<sip:alice@example.com> ;tag =1"));
    assert_eq!(options.headers.call_id(), Ok("1@host"));
}

#[test]
fn bare_line_feeds_are_overlooked() {
    let reading = read(OPTIONS.replace("\r\n", "\n").as_bytes()).unwrap();

    assert_eq!(reading.faults, [Fault::BareLineFeed]);
    assert_eq!(reading.rejection(), None);
}

#[test]
fn section_7_5_blank_lines_before_a_message_are_overlooked() {
    assert_eq!(faults(&format!("\r\n\r\n{OPTIONS}")), []);
    assert_eq!(read(b"\r\n\r\n"), Err(ReadError::Empty));
    assert_eq!(read(b""), Err(ReadError::Empty));
}

#[test]
fn a_line_without_a_colon_costs_that_line() {
    let text = changed("Max-Forwards", "what is this\r\n and its fold\r\nMax-Forwards");

    assert_eq!(faults(&text), [Fault::HeaderLine, Fault::HeaderLine]);
    assert_eq!(rejection(&text), None);
    let options = request(read(text.as_bytes()).unwrap());
    assert_eq!(
        options.headers.get(&HeaderName::Via),
        Some("SIP/2.0/UDP host.example.com;branch=z9hG4bK1")
    );
}

#[test]
fn section_18_3_a_datagram_without_content_length_has_the_body_that_is_there() {
    let reading = read(format!("{OPTIONS}hello").as_bytes()).unwrap();

    assert_eq!(reading.faults, []);
    assert_eq!(&reading.message.body()[..], b"hello");
}

#[test]
fn section_18_3_content_length_counts_octets() {
    let text = |length: &str| {
        format!("{}ünd", changed("\r\n\r\n", &format!("\r\nContent-Length: {length}\r\n\r\n")))
    };

    assert_eq!(faults(&text("4")), []);
    assert_eq!(faults(&text("2")), [Fault::BodyTooLong]);
    assert_eq!(faults(&text("5")), [Fault::BodyTooShort]);
    assert_eq!(faults(&text("99999999999999999999999")), [Fault::BodyTooShort]);
    assert_eq!(
        faults(&text("+4")),
        [Fault::Malformed(HeaderName::ContentLength, SyntaxError::Number)]
    );
    assert_eq!(
        faults(&text("")),
        [Fault::Malformed(HeaderName::ContentLength, SyntaxError::Number)]
    );
}

#[test]
fn an_ack_is_never_refused_and_a_grave_one_is_told() {
    let ack = OPTIONS.replace("OPTIONS", "ACK").replace("Call-ID: 1@host\r\n", "");

    let reading = read(ack.as_bytes()).unwrap();

    assert_eq!(reading.rejection(), None);
    assert!(reading.is_grave());
}

#[test]
fn a_version_of_another_sip_is_505_whatever_else_is_wrong() {
    let text = changed(" SIP/2.0\r\n", " SIP/3.1\r\n").replace("Call-ID: 1@host\r\n", "");

    assert_eq!(rejection(&text).unwrap().0, StatusCode::VERSION_NOT_SUPPORTED);
    assert_eq!(rejection(&changed(" SIP/2.0\r\n", " sip/2.0\r\n")), None);
}

#[test]
fn what_is_not_sip_is_nothing() {
    for text in [
        "GET / HTTP/1.1\r\n\r\n",
        "SIP/2.0\r\n\r\n",
        "SIP/2.0 20 OK\r\n\r\n",
        "SIP/2.0 700 No\r\n\r\n",
        "\u{1}\u{2}",
        "INVITE\r\n\r\n",
        "IN<VITE sip:a@b SIP/2.0\r\n\r\n",
    ] {
        assert_eq!(read(text.as_bytes()), Err(ReadError::NotSip), "{text:?}");
    }
}

#[test]
fn a_response_without_a_reason_and_without_a_blank_after_the_code_is_read() {
    let text = OPTIONS.replace("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200");

    let Message::Response(response) = read(text.as_bytes()).unwrap().message else {
        panic!("a request")
    };

    assert_eq!((response.status, response.reason.as_str()), (StatusCode::OK, ""));
}

#[test]
fn limits_hold() {
    let limits = Limits { header_bytes: 400, headers: 8, body_bytes: 10 };
    let read = |text: String| read_limited(&text.into(), &limits).map(|_| ());

    assert_eq!(read(OPTIONS.to_owned()), Ok(()));
    assert_eq!(read(format!("{OPTIONS}12345678901")), Err(ReadError::BodyTooLong(10)));
    assert_eq!(
        read(changed("Max-", "X: 1\r\nY: 2\r\nZ: 3\r\nMax-")),
        Err(ReadError::TooManyHeaders(8))
    );
    assert_eq!(read(changed("70", &"7".repeat(400))), Err(ReadError::HeadersTooLong(400)));
    assert_eq!(read(changed("bob@", &"b".repeat(400))), Err(ReadError::HeadersTooLong(400)));
}

#[test]
fn the_body_shares_the_memory_of_the_datagram() {
    let datagram = bytes::Bytes::from(format!("{OPTIONS}hello"));

    let reading = read_limited(&datagram, &Limits::default()).unwrap();

    assert!(datagram.as_ptr_range().contains(&reading.message.body().as_ptr()));
}

#[test]
fn section_8_2_6_a_response_carries_what_it_must() {
    let options = request(read(OPTIONS.as_bytes()).unwrap());

    let text = options.response(StatusCode::NOT_FOUND).to_bytes();

    assert_eq!(
        str::from_utf8(&text).unwrap(),
        "SIP/2.0 404 Not Found\r\n\
         Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1\r\n\
         From: <sip:alice@example.com>;tag=1\r\n\
         To: <sip:bob@example.com>\r\n\
         Call-ID: 1@host\r\n\
         CSeq: 7 OPTIONS\r\n\
         Content-Length: 0\r\n\r\n"
    );
}

#[test]
fn section_18_2_1_received_is_noted_when_the_source_is_not_what_via_says() {
    let noted = |via: &str, source: &str| {
        let mut options =
            request(read(changed("host.example.com;branch=z9hG4bK1", via).as_bytes()).unwrap());
        options.note_source(source.parse().unwrap()).unwrap();
        options.headers.get(&HeaderName::Via).unwrap().to_owned()
    };

    assert_eq!(
        noted("192.0.2.1;branch=z9hG4bK1", "192.0.2.1:5060"),
        "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"
    );
    assert_eq!(
        noted("host;branch=z9hG4bK1", "192.0.2.1:5060"),
        "SIP/2.0/UDP host;branch=z9hG4bK1;received=192.0.2.1"
    );
    assert_eq!(
        noted("192.0.2.1;rport;branch=z9hG4bK1", "192.0.2.1:9988"),
        "SIP/2.0/UDP 192.0.2.1;rport=9988;branch=z9hG4bK1;received=192.0.2.1"
    );
    assert_eq!(
        noted("192.0.2.1;branch=z9hG4bK1", "[::ffff:192.0.2.1]:5060"),
        "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"
    );
    assert_eq!(
        noted("192.0.2.1;branch=z9hG4bK1, SIP/2.0/TCP next", "[2001:db8::1]:5060"),
        "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;received=2001:db8::1"
    );
}

#[test]
fn nothing_said_to_a_message_can_break_a_line() {
    let mut request =
        Request::new(sip_message::Method::Message, "sip:bob@example.com".parse().unwrap());
    request.headers.push(HeaderName::Subject, "hello\r\nVia: SIP/2.0/UDP evil");
    let response = Response::new(StatusCode::OK).with_reason("OK\r\nVia: SIP/2.0/UDP evil");

    assert_eq!(request.to_bytes().iter().filter(|octet| **octet == b'\n').count(), 4);
    assert_eq!(response.to_bytes().iter().filter(|octet| **octet == b'\n').count(), 3);
}

#[test]
fn a_megabyte_of_hostile_lines_is_read_in_little_time() {
    let limits = Limits { header_bytes: 4 << 20, headers: 1 << 20, body_bytes: 0 };
    for filling in [
        "a: ,,,,,,,,\r\n",
        "Via: \"\r\n",
        "m: <<<<<<\r\n",
        " fold\r\n",
        "To: ;;;;;;;\r\n",
        "CSeq: 1 A\r\n",
    ] {
        let text = changed("Max-", &format!("X: x\r\n{}Max-", filling.repeat(100_000)));

        assert!(read_limited(&text.into(), &limits).is_ok());
    }
}
