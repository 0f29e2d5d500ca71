//! RFC 3420 and RFC 3515 §2.4.5: pieces of messages.

use event::sipfrag::{Fragment, MAX_BYTES};
use sip_message::{HeaderName, StatusCode};

#[test]
fn a_status_line_is_read_however_it_ends() {
    for (text, status, phrase) in [
        ("SIP/2.0 200 OK\r\n", 200, "OK"),
        ("SIP/2.0 200 OK", 200, "OK"),
        ("SIP/2.0 180 Ringing\n", 180, "Ringing"),
        ("\r\nsip/2.0  486  Busy Here \r\n\r\n", 486, "Busy Here"),
        ("SIP/2.0 603", 603, ""),
    ] {
        let fragment = Fragment::read(text.as_bytes()).unwrap();
        assert_eq!((fragment.status.value(), fragment.phrase.as_str()), (status, phrase), "{text}");
    }
}

#[test]
fn what_is_no_status_line_is_nothing() {
    for text in [
        "",
        "200 OK",
        "SIP/2.0",
        "SIP/2.0 abc",
        "SIP/2.0 99 x",
        "SIP/2.0 2000 x",
        "INVITE sip:a@x SIP/2.0",
    ] {
        assert_eq!(Fragment::read(text.as_bytes()), None, "{text}");
    }
    assert_eq!(Fragment::read(&vec![b' '; MAX_BYTES + 1]), None);
}

#[test]
fn header_fields_behind_it_are_told() {
    let text = "SIP/2.0 486 Busy Here\r\nReason: Q.850;cause=17;text=\"busy\"\r\n\
                Contact: <sip:c@x>\r\n\r\nbody";

    let fragment = Fragment::read(text.as_bytes()).unwrap();

    assert_eq!(fragment.reasons()[0].cause(), Some(17));
    assert_eq!(fragment.headers.get(&HeaderName::Contact), Some("<sip:c@x>"));
}

#[test]
fn what_is_written_is_read_again() {
    let mut fragment = Fragment::new(StatusCode::BUSY_HERE);
    assert_eq!(fragment.to_text(), "SIP/2.0 486 Busy Here\r\n");
    fragment.headers.push(HeaderName::Reason, "Q.850;cause=17");

    let again = Fragment::read(fragment.to_text().as_bytes()).unwrap();

    assert_eq!((again.status, again.reasons()[0].cause()), (StatusCode::BUSY_HERE, Some(17)));
    fragment.phrase = "Busy\r\nX-Evil: 1".to_owned();
    assert_eq!(fragment.to_text().lines().count(), 2, "a phrase is one line");
}
