//! RFC 3261 §18.3 and RFC 5626 §3.5.1: messages and keep-alives out of a stream.

use bytes::Bytes;
use proptest::prelude::*;
use sip_message::{Frame, Framer, FramingError, Limits};

use crate::generate;

/// All frames of a stream that comes in pieces of these sizes, then in one.
fn frames(limits: Limits, stream: &[u8], sizes: impl IntoIterator<Item = usize>) -> Vec<Frame> {
    let mut framer = Framer::new(limits);
    let mut frames = Vec::new();
    let mut rest = stream;
    let sizes = sizes.into_iter().chain(std::iter::once(usize::MAX));
    for size in sizes {
        let (piece, after) = rest.split_at(size.min(rest.len()));
        framer.push(piece);
        frames.extend(framer.by_ref());
        rest = after;
    }
    frames
}

fn whole(stream: &[u8]) -> Vec<Frame> {
    frames(Limits::default(), stream, [])
}

fn message(text: &str) -> Frame {
    Frame::Message(Bytes::copy_from_slice(text.as_bytes()))
}

const SMALL: Limits = Limits { header_bytes: 100, headers: 10, body_bytes: 20 };

#[test]
fn messages_follow_one_another() {
    let one = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 5\r\n\r\nhello";
    let two = "SIP/2.0 200 OK\r\nl : 0\r\n\r\n";

    assert_eq!(
        whole(format!("{one}{two}{one}").as_bytes()),
        [message(one), message(two), message(one)]
    );
}

#[test]
fn content_length_may_be_folded_and_repeated_when_it_agrees() {
    let folded = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length:\r\n 5\r\nl: 5\r\n\r\nhello";

    assert_eq!(whole(format!("{folded}\r\n").as_bytes()), [message(folded), Frame::Pong]);
}

#[test]
fn rfc_5626_one_line_end_is_a_pong_and_a_second_makes_a_ping() {
    let text = "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";

    assert_eq!(whole(b"\r\n"), [Frame::Pong]);
    assert_eq!(whole(b"\r\n\r\n"), [Frame::Pong, Frame::Ping]);
    assert_eq!(
        whole(format!("{text}\r\n\r\n\r\n{text}\r\n").as_bytes()),
        [message(text), Frame::Pong, Frame::Ping, Frame::Pong, message(text), Frame::Pong]
    );
    assert_eq!(whole(b"\n\n\n"), [], "no keep-alive looks like that");
    assert_eq!(whole(b"\r"), []);
}

#[test]
fn a_message_without_content_length_and_type_has_no_body() {
    let bye = "BYE sip:a@b SIP/2.0\r\nCSeq: 1 BYE\r\n\r\n";

    assert_eq!(whole(format!("{bye}{bye}").as_bytes()), [message(bye), message(bye)]);
}

#[test]
fn a_length_nobody_can_tell_costs_that_message_alone() {
    let next = "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";
    for head in [
        "INVITE sip:a@b SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n",
        "INVITE sip:a@b SIP/2.0\r\nContent-Length: -999\r\n\r\n",
        "INVITE sip:a@b SIP/2.0\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
    ] {
        let stream = format!("{head}v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n\r\n{next}");

        assert_eq!(whole(stream.as_bytes()), [message(head), message(next)], "{head}");
    }
}

#[test]
fn a_body_that_is_too_long_costs_that_message_alone() {
    let head = "INVITE sip:a@b SIP/2.0\r\nContent-Length: 40\r\n\r\n";
    let next = "BYE sip:a@b SIP/2.0\r\n\r\n";
    let stream = format!("{head}{}{next}", "x".repeat(40));

    assert_eq!(frames(SMALL, stream.as_bytes(), []), [message(head), message(next)]);
}

#[test]
fn a_head_without_end_breaks_the_stream_for_good() {
    let stream = format!("INVITE sip:a@b SIP/2.0\r\n{}", "X: 1\r\n".repeat(20));
    let mut framer = Framer::new(SMALL);

    framer.push(stream.as_bytes());
    assert_eq!(framer.next(), Some(Frame::Broken(FramingError::HeadersTooLong(100))));
    framer.push(b"SIP/2.0 200 OK\r\n\r\n");
    assert_eq!(framer.next(), None);
}

#[test]
fn a_search_for_a_start_line_ends_some_day() {
    let mut framer = Framer::new(SMALL);
    framer.push(b"INVITE sip:a@b SIP/2.0\r\nContent-Length: x\r\n\r\n");
    assert!(matches!(framer.next(), Some(Frame::Message(_))));

    let mut last = None;
    for _ in 0..200 {
        framer.push(&[b'z'; 16 * 1024]);
        last = framer.next().or(last);
    }

    assert!(matches!(last, Some(Frame::Broken(FramingError::Lost(_)))));
}

#[test]
fn a_megabyte_byte_by_byte_is_cut_in_little_time() {
    let text = format!(
        "MESSAGE sip:a@b SIP/2.0\r\nX: {}\r\nContent-Length: 900000\r\n\r\n{}",
        "x".repeat(60_000),
        "y".repeat(900_000)
    );

    let frames = frames(Limits::default(), text.as_bytes(), std::iter::repeat_n(1, text.len()));

    assert_eq!(frames.len(), 1);
}

#[test]
fn every_cut_in_two_gives_the_same_frames() {
    let stream = b"\r\n\r\nBYE sip:a@b SIP/2.0\r\n\r\n\r\nSIP/2.0 200 OK\r\nl: 3\r\n\r\nabc\
        INVITE sip:a@b SIP/2.0\r\nContent-Length: no\r\n\r\nv=0\r\nSIP/2.0 180 Ringing\r\n\r\n\r\n";
    let expected = whole(stream);
    assert_eq!(expected.len(), 8);

    for cut in 0..=stream.len() {
        assert_eq!(frames(Limits::default(), stream, [cut]), expected, "cut at {cut}");
    }
    assert_eq!(frames(Limits::default(), stream, std::iter::repeat_n(1, stream.len())), expected);
}

proptest! {
    #[test]
    fn any_cuts_give_the_same_frames(
        pieces in prop::collection::vec(prop_oneof![
            generate::message().prop_map(|message| message.to_bytes().to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\r\n\r\n".to_vec()),
            Just(b"\n".to_vec()),
            "[ -~]{0,40}\r\n".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..40),
        ], 0..6),
        sizes in prop::collection::vec(0_usize..60, 0..60),
    ) {
        let stream = pieces.concat();
        let limits = Limits { header_bytes: 1500, headers: 100, body_bytes: 300 };

        prop_assert_eq!(frames(limits, &stream, sizes), frames(limits, &stream, []));
    }

    #[test]
    fn whole_messages_come_out_as_they_went_in(messages in prop::collection::vec(generate::message(), 1..5)) {
        let octets: Vec<Bytes> = messages.iter().map(sip_message::Message::to_bytes).collect();

        let expected: Vec<Frame> = octets.iter().cloned().map(Frame::Message).collect();
        prop_assert_eq!(whole(&octets.concat()), expected);
    }
}
