//! RFC 3264 §7: what an answer to us settles.

use crate::sides::*;

#[test]
fn numbers_may_differ_between_the_two_ways() {
    let answer = parse(
        "m=audio 4000 RTP/AVP 120 121\r\na=rtpmap:120 opus/48000/2\r\na=rtpmap:121 telephone-event/48000\r\n",
    );

    let agreed = agree(&offer(&here()), &answer).unwrap();

    assert_eq!(agreed.send_payload_type, 120);
    assert_eq!(agreed.receive_payload_types, [96, 120]);
    assert_eq!(agreed.event_send_payload_type, Some(121));
    assert_eq!(agreed.event_receive_payload_types, [101, 102, 121]);
}

#[test]
fn an_answer_that_does_not_fit_is_told_apart() {
    let why = |streams| agree(&offer(&here()), &parse(streams)).unwrap_err();

    assert_eq!(why(""), NoAgreement::Mismatch);
    assert_eq!(why("m=video 4000 RTP/AVP 8\r\n"), NoAgreement::Mismatch);
    assert_eq!(why("m=audio 0 RTP/AVP 8\r\n"), NoAgreement::Refused);
    assert_eq!(why("m=audio 4000 RTP/AVP 3\r\n"), NoAgreement::NoCommonCodec);
    assert_eq!(why("m=audio 4000 RTP/SAVP 8\r\n"), NoAgreement::SecureMediaOnly);
}

#[test]
fn their_first_codec_that_we_offered_is_taken() {
    let agreed = agree(&offer(&here()), &parse("m=audio 4000 RTP/AVP 3 0 8 101\r\n")).unwrap();

    assert_eq!((agreed.codec, agreed.send_payload_type), (Codec::Pcmu, 0));
}
