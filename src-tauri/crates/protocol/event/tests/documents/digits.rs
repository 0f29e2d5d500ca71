//! Digits told by INFO.

use std::time::Duration;

use event::digit::{Digit, PLAIN, RELAY};

fn read(kind: &str, body: &str) -> Option<(char, u128)> {
    Digit::read(kind, body.as_bytes()).map(|digit| (digit.key, digit.duration.as_millis()))
}

#[test]
fn digits_are_read_as_gateways_write_them() {
    for (kind, body, expected) in [
        (RELAY, "Signal=5\r\nDuration=160\r\n", Some(('5', 160))),
        (RELAY, "signal= *\nduration= 250", Some(('*', 250))),
        (RELAY, "Signal=a\r\n", Some(('A', 160))),
        (RELAY, "Signal=11\r\nDuration=100\r\n", Some(('#', 100))),
        (RELAY, "Signal=!\r\n", Some(('!', 160))),
        (RELAY, "Duration=100\r\n", None),
        (RELAY, "Signal=\r\n", None),
        (RELAY, "Signal=x\r\n", None),
        (RELAY, "Signal=55\r\n", None),
        (RELAY, "5", None),
        (PLAIN, "5", Some(('5', 160))),
        (PLAIN, "10\r\n", Some(('*', 160))),
        (PLAIN, "Signal=7\r\nDuration=90", Some(('7', 90))),
        ("Application/DTMF", " # ", Some(('#', 160))),
        ("text/plain", "5", None),
    ] {
        assert_eq!(read(kind, body), expected, "{kind}: {body}");
    }
}

#[test]
fn a_duration_is_brought_within_bounds() {
    assert_eq!(read(RELAY, "Signal=5\r\nDuration=0"), Some(('5', 40)));
    assert_eq!(read(RELAY, "Signal=5\r\nDuration=4000000000"), Some(('5', 6000)));
    assert_eq!(read(RELAY, "Signal=5\r\nDuration=long"), Some(('5', 160)));
}

#[test]
fn what_is_written_is_read_again() {
    for key in "0123456789*#ABCD!".chars() {
        let digit = Digit::new(key).unwrap().lasting(Duration::from_millis(200));

        assert_eq!(Digit::read(RELAY, digit.to_relay().as_bytes()), Some(digit));
    }
    assert_eq!(Digit::new('x'), None);
    assert_eq!(Digit::new('5').unwrap().to_relay(), "Signal=5\r\nDuration=160\r\n");
}

#[test]
fn a_digit_is_not_in_what_is_printed() {
    let printed = format!("{:?}", Digit::new('7').unwrap().lasting(Duration::from_millis(200)));

    assert!(!printed.contains("'7'"), "{printed}");
}
