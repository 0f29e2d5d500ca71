//! RFC 3264 §8: later offers, hold and resume, old and new.

use crate::sides::*;

#[test]
fn holding_and_resuming_counts_the_version_on_and_keeps_the_numbers() {
    let theirs = parse(
        "m=audio 4000 RTP/AVP 111 100\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:100 telephone-event/48000\r\n",
    );
    let (first, _) = answer(&theirs, &here()).unwrap();

    let held = reoffer(&first, &Capabilities { direction: Direction::SendOnly, ..here() });
    let again = reoffer(&held, &Capabilities { direction: Direction::SendOnly, ..here() });
    let resumed = reoffer(&again, &here());

    assert_eq!((first.origin.version, held.origin.version), (1, 2));
    assert_eq!(again, held, "the same description keeps its version");
    assert_eq!(resumed.origin.version, 3);
    assert_eq!(held.media[0].formats[0], "111");
    assert!(held.media[0].formats.contains(&"100".to_owned()), "{:?}", held.media[0].formats);
    assert!(String::from_utf8(held.to_bytes()).unwrap().contains("a=sendonly"));
}

#[test]
fn a_number_in_use_is_not_given_to_another_codec() {
    let theirs = parse("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n");
    let (first, _) = answer(&theirs, &here()).unwrap();

    let next = reoffer(&first, &here());

    let text = String::from_utf8(next.to_bytes()).unwrap();
    assert!(text.contains("a=rtpmap:96 telephone-event/8000"), "{text}");
    assert!(text.contains("a=rtpmap:97 opus/48000/2"), "{text}");
}

#[test]
fn streams_once_refused_stay_in_their_place() {
    let theirs = parse("m=video 4000 RTP/AVP 34\r\nm=audio 4002 RTP/AVP 8\r\n");
    let (first, _) = answer(&theirs, &here()).unwrap();

    let next = reoffer(&first, &here());

    let kinds: Vec<_> = next.media.iter().map(|media| (media.kind.clone(), media.port)).collect();
    assert_eq!(kinds, [(MediaKind::Video, 0), (MediaKind::Audio, 40_000)]);
    let agreed =
        agree(&next, &parse("m=video 0 RTP/AVP 34\r\nm=audio 4002 RTP/AVP 8\r\n")).unwrap();
    assert_eq!(agreed.codec, Codec::Pcma);
}

#[test]
fn an_answer_to_the_same_offer_keeps_its_version() {
    let theirs = parse("m=audio 4000 RTP/AVP 8\r\n");
    let held = parse("m=audio 4000 RTP/AVP 8\r\na=sendonly\r\n");
    let (first, _) = answer(&theirs, &here()).unwrap();

    let (same, _) = answer_again(&first, &theirs, &here()).unwrap();
    let (changed, agreed) =
        answer_again(&first, &held, &Capabilities { session_id: 99, ..here() }).unwrap();

    assert_eq!(same, first);
    assert_eq!((changed.origin.session_id, changed.origin.version), (7, 2));
    assert!(agreed.is_held_by_remote());
}

#[test]
fn hold_by_an_address_of_zeros_is_understood() {
    let both = parse("c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 8\r\n");
    let sending = parse("m=audio 4000 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\na=sendonly\r\n");
    let six = parse("m=audio 4000 RTP/AVP 8\r\nc=IN IP6 ::\r\na=inactive\r\n");

    for (offer, settled) in [
        (both, Direction::ReceiveOnly),
        (sending, Direction::ReceiveOnly),
        (six, Direction::Inactive),
    ] {
        let (_, agreed) = answer(&offer, &here()).unwrap();
        assert!(agreed.is_held_by_remote());
        assert_eq!((agreed.direction, agreed.remote, agreed.remote_rtcp), (settled, None, None));
    }
}
