//! RFC 4475 §3.1.2: messages that are wrong. Where the RFC leaves the choice, the meaning that is clear is taken.

use sip_message::{Fault, HeaderName, Message, ReadError, SyntaxError};

use crate::samples::{accepted, octets, reading, refusal};

#[test]
fn section_3_1_2_1_extraneous_separators() {
    assert_eq!(refusal("badinv01"), (400, "Bad Request - Malformed Via"));
}

#[test]
fn section_3_1_2_2_content_length_larger_than_the_datagram() {
    assert_eq!(refusal("clerr"), (400, "Bad Request - Body Shorter Than Content-Length"));
}

#[test]
fn section_3_1_2_3_negative_content_length() {
    assert_eq!(refusal("ncl"), (400, "Bad Request - Malformed Content-Length"));
}

#[test]
fn section_3_1_2_4_numbers_beyond_their_range_in_a_request() {
    let reading = reading("scalar02");

    assert_eq!(refusal("scalar02"), (400, "Bad Request - Malformed CSeq"));
    assert_eq!(reading.message.headers().max_forwards(), Some(u8::MAX));
    assert_eq!(reading.message.headers().expires(), Some(u32::MAX));
    assert_eq!(reading.message.headers().contacts().unwrap().list()[0].expires(), Some(u32::MAX));
}

#[test]
fn section_3_1_2_5_numbers_beyond_their_range_in_a_response() {
    let reading = reading("scalarlg");

    assert!(reading.is_grave(), "a response without a usable CSeq belongs to no request");
    assert_eq!(reading.rejection(), None, "nobody answers a response");
    assert_eq!(reading.faults, [Fault::Malformed(HeaderName::CSeq, SyntaxError::Number)]);
    assert_eq!(reading.message.headers().retry_after().unwrap().seconds, u32::MAX);
}

#[test]
fn section_3_1_2_6_unterminated_quote() {
    assert_eq!(refusal("quotbal"), (400, "Bad Request - Malformed To"));
}

#[test]
fn section_3_1_2_7_brackets_around_the_request_uri() {
    assert_eq!(refusal("ltgtruri"), (400, "Bad Request - Malformed Request-URI"));
}

#[test]
fn section_3_1_2_8_blanks_in_the_request_uri() {
    assert_eq!(refusal("lwsruri"), (400, "Bad Request - Malformed Request-URI"));
}

#[test]
fn section_3_1_2_9_several_blanks_in_the_request_line() {
    assert_eq!(refusal("lwsstart"), (400, "Bad Request - Stray Blanks In Request Line"));
}

#[test]
fn section_3_1_2_10_blanks_after_the_request_line() {
    assert_eq!(refusal("trws"), (400, "Bad Request - Stray Blanks In Request Line"));
}

#[test]
fn section_3_1_2_11_escaped_headers_in_the_request_uri_are_kept_for_the_agent() {
    let invite = accepted("escruri", &[]);

    let headers: Vec<_> = invite
        .uri
        .sip()
        .unwrap()
        .headers()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    assert_eq!(headers, [("Route".to_owned(), "<sip:example.com>".to_owned())]);
}

#[test]
fn section_3_1_2_12_a_date_nobody_needs_harms_nobody() {
    let invite = accepted("baddate", &[]);

    assert_eq!(invite.headers.get(&HeaderName::Date), Some("Fri, 01 Jan 2010 16:00:00 EST"));
}

#[test]
fn section_3_1_2_13_a_question_mark_outside_brackets() {
    assert_eq!(refusal("regbadct"), (400, "Bad Request - Malformed Contact"));
}

#[test]
fn section_3_1_2_14_blanks_inside_the_brackets_are_overlooked() {
    let options = accepted("badaspec", &[]);

    assert_eq!(options.headers.to().unwrap().uri.to_string(), "sip:t.watson@example.org");
}

#[test]
fn section_3_1_2_15_a_comma_in_a_bare_name_is_overlooked() {
    let options = accepted("baddn", &[Fault::NoBlankLine]);

    assert_eq!(options.headers.from().unwrap().display_name.as_deref(), Some("Bell, Alexander"));
    assert_eq!(options.headers.to().unwrap().display_name.as_deref(), Some("Watson, Thomas"));
}

#[test]
fn section_3_1_2_16_unknown_version() {
    assert_eq!(refusal("badvers"), (505, "Version Not Supported"));
}

#[test]
fn section_3_1_2_17_cseq_names_another_method() {
    assert_eq!(refusal("mismatch01"), (400, "Bad Request - CSeq Names Another Method"));
}

#[test]
fn section_3_1_2_18_cseq_names_another_unknown_method() {
    assert_eq!(refusal("mismatch02"), (400, "Bad Request - CSeq Names Another Method"));
}

#[test]
fn section_3_1_2_19_a_status_beyond_its_range_is_no_response() {
    assert_eq!(sip_message::read(&octets("rfc4475", "bigcode.dat")), Err(ReadError::NotSip));
}

#[test]
fn a_request_line_without_a_version_is_no_request() {
    assert_eq!(sip_message::read(&octets("rfc4475", "test.dat")), Err(ReadError::NotSip));
}

#[test]
fn a_bad_request_can_still_be_answered() {
    for name in [
        "badinv01",
        "clerr",
        "ncl",
        "ltgtruri",
        "lwsruri",
        "lwsstart",
        "trws",
        "regbadct",
        "badvers",
        "mismatch01",
    ] {
        let reading = reading(name);
        let Message::Request(request) = &reading.message else { panic!("{name} is no request") };
        let (status, words) = reading.rejection().unwrap();

        let answer =
            sip_message::read(&request.response(status).with_reason(words).to_bytes()).unwrap();

        let Message::Response(response) = &answer.message else { panic!("{name} got no response") };
        assert_eq!(response.reason, words);
        for header in [
            HeaderName::Via,
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
        ] {
            assert_eq!(
                response.headers.lines(&header).collect::<Vec<_>>(),
                request.headers.lines(&header).collect::<Vec<_>>(),
                "{name}"
            );
        }
    }
}
