//! RFC 3842: message summaries as voicemail systems write them.

use event::message_summary::{Class, Count, MAX_BYTES, MessageSummary, SummaryError};

fn read(text: &str) -> MessageSummary {
    MessageSummary::read(text.as_bytes()).unwrap()
}

fn voice(text: &str) -> (u32, u32, u32, u32) {
    let summary = read(text);
    let count = summary.voice().unwrap();
    (count.new, count.old, count.new_urgent, count.old_urgent)
}

#[test]
fn the_example_of_the_rfc_is_read() {
    let summary = read(
        "Messages-Waiting: yes\r\nMessage-Account: sip:alice@vmail.example.com\r\n\
         Voice-Message: 2/8 (0/2)\r\n",
    );

    assert!(summary.is_waiting);
    assert_eq!(summary.account.unwrap().to_string(), "sip:alice@vmail.example.com");
    assert_eq!(
        summary.counts,
        [Count { class: Class::Voice, new: 2, old: 8, new_urgent: 0, old_urgent: 2 }]
    );
}

#[test]
fn case_blanks_and_line_ends_do_not_matter() {
    for text in [
        "MESSAGES-WAITING: YES\nvoice-message: 2/1 (1/0)\n",
        "messages-waiting:yes\rVOICE-MESSAGE:2/1(1/0)\r",
        "Messages-Waiting : Yes\r\n\r\nVoice-Message :  2 / 1  ( 1 / 0 ) \r\n",
        "Message-Waiting: yes\r\nVoice-Message: 2/1 (1/0)",
    ] {
        assert!(read(text).is_waiting, "{text}");
        assert_eq!(voice(text), (2, 1, 1, 0), "{text}");
    }
}

#[test]
fn numbers_that_are_missing_are_zero() {
    for (value, expected) in [
        ("3", (3, 0, 0, 0)),
        ("3/", (3, 0, 0, 0)),
        ("3/4", (3, 4, 0, 0)),
        ("3/4 (", (3, 4, 0, 0)),
        ("3/4 (1", (3, 4, 1, 0)),
        ("3/4 (1/)", (3, 4, 1, 0)),
        ("99999999999999999999/1", (u32::MAX, 1, 0, 0)),
    ] {
        let text = format!("Messages-Waiting: yes\r\nVoice-Message: {value}\r\n");
        assert_eq!(voice(&text), expected, "{value}");
    }
    assert_eq!(read("Messages-Waiting: yes\r\nVoice-Message: many\r\n").counts, []);
}

#[test]
fn without_a_word_about_it_the_numbers_tell_whether_anything_waits() {
    assert!(read("Voice-Message: 1/0\r\n").is_waiting);
    assert!(!read("Voice-Message: 0/7\r\n").is_waiting);
    assert!(!read("Messages-Waiting: no\r\nVoice-Message: 1/0\r\n").is_waiting, "a word counts");
}

#[test]
fn each_kind_of_message_has_its_entry() {
    let summary = read(
        "Messages-Waiting: yes\r\nVoice-Message: 1/0\r\nFax-Message: 2/0\r\nX-Odd-Message: 3/0\r\n\
         Text-Message: 4/0\r\nSubject: none\r\n",
    );

    let classes: Vec<_> = summary.counts.iter().map(|count| (&count.class, count.new)).collect();
    let odd = Class::Other("x-odd".to_owned());
    assert_eq!(classes, [(&Class::Voice, 1), (&Class::Fax, 2), (&odd, 3), (&Class::Text, 4)]);
    assert_eq!(summary.new_voice(), Some(1));
}

#[test]
fn what_says_nothing_of_messages_is_refused() {
    for text in ["", "hello", "<html>", "Message-Account: sip:a@x\r\n"] {
        assert_eq!(MessageSummary::read(text.as_bytes()), Err(SummaryError::NoSummary), "{text}");
    }
    let long = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(MessageSummary::read(&long), Err(SummaryError::TooLong(MAX_BYTES + 1)));
}

#[test]
fn a_flood_of_kinds_is_cut_off() {
    let flood: String = (0..2000).map(|n| format!("k{n}-message: 1/1\r\n")).collect();

    assert!(read(&flood).counts.len() <= 16);
}

#[test]
fn what_is_written_is_read_again() {
    let text = "Messages-Waiting: yes\r\nMessage-Account: sip:vm@pbx.example.org\r\n\
                Voice-Message: 2/8 (0/2)\r\nodd-message: 1/0 (0/0)\r\n";

    let summary = read(text);

    assert_eq!(summary.to_text(), text);
    assert_eq!(read(&summary.to_text()), summary);
}
