//! RFC 3264 §6: what is answered, and why not.

use crate::sides::*;

#[test]
fn our_order_chooses_and_their_numbers_are_used() {
    let theirs = parse(
        "m=audio 4000 RTP/AVP 0 8 111 96\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:96 telephone-event/8000\r\n",
    );

    let (ours, agreed) = answer(&theirs, &here()).unwrap();

    assert_eq!((agreed.codec, agreed.send_payload_type), (Codec::Opus, 111));
    assert_eq!(agreed.receive_payload_types, [111]);
    assert_eq!((agreed.event_send_payload_type, agreed.event_clock_hz), (Some(96), 8000));
    assert_eq!(ours.media[0].formats, ["111", "96"]);
}

#[test]
fn events_under_the_clock_of_opus_are_preferred() {
    let theirs = parse(
        "m=audio 4000 RTP/AVP 96 97 98\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:97 telephone-event/8000\r\n\
         a=rtpmap:98 telephone-event/48000\r\n",
    );

    let (_, agreed) = answer(&theirs, &here()).unwrap();

    assert_eq!((agreed.event_send_payload_type, agreed.event_clock_hz), (Some(98), 48_000));
}

#[test]
fn one_audio_stream_is_accepted_and_all_else_refused_in_place() {
    let theirs = parse(
        "m=image 4000 udptl t38\r\na=T38FaxVersion:0\r\nm=video 4002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n\
         m=audio 4004 RTP/AVP 3\r\nm=audio 4006 RTP/AVP 8\r\nm=audio 4008 RTP/AVP 8\r\nm=application 9 UDP/BFCP *\r\n",
    );

    let (ours, agreed) = answer(&theirs, &here()).unwrap();

    let ports: Vec<u16> = ours.media.iter().map(|media| media.port).collect();
    assert_eq!(ports, [0, 0, 0, 40_000, 0, 0]);
    assert_eq!(agreed.remote.unwrap().port(), 4006);
    assert_eq!(ours.media[0].formats, ["t38"]);
    assert!(String::from_utf8(ours.to_bytes()).unwrap().contains("m=application 0 UDP/BFCP *\r\n"));
}

#[test]
fn every_reason_against_an_offer_is_told_apart() {
    let why = |streams| answer(&parse(streams), &here()).map(|_| ()).unwrap_err();

    assert_eq!(why(""), NoAgreement::NoAudio);
    assert_eq!(why("m=audio 0 RTP/AVP 8\r\n"), NoAgreement::NoAudio);
    assert_eq!(why("m=video 4000 RTP/AVP 34\r\n"), NoAgreement::NoAudio);
    assert_eq!(why("m=audio 4000 RTP/AVP 3 18\r\n"), NoAgreement::NoCommonCodec);
    assert_eq!(
        why("m=audio 4000 RTP/AVP 8\r\na=rtpmap:8 L16/8000\r\n"),
        NoAgreement::NoCommonCodec
    );
    assert_eq!(why("m=audio 4000 RTP/SAVP 8\r\n"), NoAgreement::SecureMediaOnly);
    assert_eq!(why("m=audio 4000 UDP/TLS/RTP/SAVPF 8\r\n"), NoAgreement::SecureMediaOnly);
    assert_eq!(why("m=audio 4000 TCP/RTP/AVP 8\r\n"), NoAgreement::UnknownTransport);
    assert_eq!(
        why("m=audio 4000 RTP/SAVP 8\r\nm=audio 4002 RTP/AVP 3\r\n"),
        NoAgreement::NoCommonCodec
    );
}

#[test]
fn a_secure_line_beside_a_plain_one_is_left_alone() {
    let theirs =
        parse("m=audio 4000 RTP/SAVP 8\r\na=crypto:1 x inline:y\r\nm=audio 4002 RTP/AVP 8\r\n");

    let (ours, agreed) = answer(&theirs, &here()).unwrap();

    assert_eq!((ours.media[0].port, agreed.remote.unwrap().port()), (0, 4002));
}

#[test]
fn the_feedback_profile_is_answered_in_kind() {
    let (ours, _) = answer(&parse("m=audio 4000 RTP/AVPF 8\r\n"), &here()).unwrap();

    assert!(String::from_utf8(ours.to_bytes()).unwrap().contains("m=audio 40000 RTP/AVPF 8\r\n"));
}

#[test]
fn directions_are_mirrored_and_ours_can_only_narrow_them() {
    let table = [
        ("sendrecv", Direction::SendReceive, Direction::SendReceive),
        ("sendonly", Direction::SendReceive, Direction::ReceiveOnly),
        ("recvonly", Direction::SendReceive, Direction::SendOnly),
        ("inactive", Direction::SendReceive, Direction::Inactive),
        ("sendrecv", Direction::SendOnly, Direction::SendOnly),
        ("sendonly", Direction::SendOnly, Direction::Inactive),
    ];
    for (theirs, wanted, settled) in table {
        let offer = parse(&format!("m=audio 4000 RTP/AVP 8\r\na={theirs}\r\n"));

        let (_, agreed) = answer(&offer, &Capabilities { direction: wanted, ..here() }).unwrap();

        assert_eq!(agreed.direction, settled, "{theirs} while we want {wanted:?}");
    }
}

#[test]
fn multiplexed_rtcp_is_accepted_only_when_both_want_it() {
    let with = parse("m=audio 4000 RTP/AVP 8\r\na=rtcp-mux\r\n");
    let without = parse("m=audio 4000 RTP/AVP 8\r\n");

    let (_, muxed) = answer(&with, &here()).unwrap();
    let (_, refused) = answer(&with, &Capabilities { rtcp_mux: false, ..here() }).unwrap();
    let (description, plain) = answer(&without, &here()).unwrap();

    assert!(muxed.is_rtcp_muxed && muxed.remote_rtcp == muxed.remote);
    assert!(!refused.is_rtcp_muxed && refused.remote_rtcp.unwrap().port() == 4001);
    assert!(!plain.is_rtcp_muxed);
    assert!(!String::from_utf8(description.to_bytes()).unwrap().contains("rtcp-mux"));
}

#[test]
fn the_packet_length_they_ask_for_is_sent_where_the_codec_can() {
    let frame = |streams: &str| answer(&parse(streams), &here()).unwrap().1.ptime_ms;

    assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:30\r\n"), 30);
    assert_eq!(frame("a=ptime:30\r\nm=audio 4000 RTP/AVP 8\r\n"), 30);
    assert_eq!(frame("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\na=ptime:30\r\n"), 20);
    assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:20\r\na=maxptime:10\r\n"), 10);
    assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:9999999999\r\n"), 60);
    assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:-4\r\n"), 10);
    assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:nonsense\r\n"), 20);
}
