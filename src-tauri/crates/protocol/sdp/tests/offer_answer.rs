//! Offer and answer by the sections of RFC 3264, and what holds for any offer of ours.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::IpAddr;

use proptest::prelude::*;
use sdp::{
    Agreed, Capabilities, Codec, Connection, Description, Direction, MediaKind, NoAgreement,
};
use sdp::{agree, answer, answer_again, offer, read, reoffer};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 99));

mod section_5_the_offer {
    use super::*;

    #[test]
    fn names_our_codecs_in_our_order_and_everything_a_telephone_needs() {
        let text = String::from_utf8(offer(&here()).to_bytes()).unwrap();

        assert_eq!(
            text,
            "v=0\r\no=- 7 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
             m=audio 40000 RTP/AVP 96 9 8 0 101 102\r\n\
             a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1;stereo=0;sprop-stereo=0\r\n\
             a=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n\
             a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n\
             a=rtpmap:102 telephone-event/48000\r\na=fmtp:102 0-16\r\n\
             a=ptime:20\r\na=rtcp-mux\r\na=sendrecv\r\n"
        );
    }

    #[test]
    fn names_an_rtcp_port_that_is_not_the_next() {
        let capabilities = Capabilities { rtcp_port: Some(41_000), rtcp_mux: false, ..here() };

        let (_, agreed) = answer(&offer(&capabilities), &there()).unwrap();

        assert_eq!(agreed.remote_rtcp.unwrap().port(), 41_000);
    }
}

mod section_6_the_answer {
    use super::*;

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
        assert!(
            String::from_utf8(ours.to_bytes()).unwrap().contains("m=application 0 UDP/BFCP *\r\n")
        );
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

        assert!(
            String::from_utf8(ours.to_bytes()).unwrap().contains("m=audio 40000 RTP/AVPF 8\r\n")
        );
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

            let (_, agreed) =
                answer(&offer, &Capabilities { direction: wanted, ..here() }).unwrap();

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
        assert_eq!(
            frame("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\na=ptime:30\r\n"),
            20
        );
        assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:20\r\na=maxptime:10\r\n"), 10);
        assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:9999999999\r\n"), 60);
        assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:-4\r\n"), 10);
        assert_eq!(frame("m=audio 4000 RTP/AVP 8\r\na=ptime:nonsense\r\n"), 20);
    }
}

mod section_7_reading_the_answer {
    use super::*;

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
}

mod section_8_changing_the_session {
    use super::*;

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

        let kinds: Vec<_> =
            next.media.iter().map(|media| (media.kind.clone(), media.port)).collect();
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
            assert_eq!(
                (agreed.direction, agreed.remote, agreed.remote_rtcp),
                (settled, None, None)
            );
        }
    }
}

mod levels_and_addresses {
    use super::*;

    #[test]
    fn what_a_stream_says_overrules_the_session() {
        let theirs = parse(
            "c=IN IP4 198.51.100.1\r\na=sendonly\r\nm=audio 4000 RTP/AVP 8\r\nc=IN IP4 198.51.100.2\r\na=sendrecv\r\n",
        );

        let (_, agreed) = answer(&theirs, &here()).unwrap();

        assert_eq!(agreed.remote, Some("198.51.100.2:4000".parse().unwrap()));
        assert_eq!(agreed.direction, Direction::SendReceive);
    }

    #[test]
    fn what_the_session_says_holds_for_streams_that_are_silent() {
        let theirs = parse(
            "c=IN IP4 198.51.100.1\r\na=inactive\r\nm=audio 4000 RTP/AVP 8\r\na=rtcp:4777 IN IP4 198.51.100.3\r\n",
        );

        let (_, agreed) = answer(&theirs, &here()).unwrap();

        assert_eq!(agreed.remote, Some("198.51.100.1:4000".parse().unwrap()));
        assert_eq!(agreed.remote_rtcp, Some("198.51.100.3:4777".parse().unwrap()));
        assert_eq!(agreed.direction, Direction::Inactive);
    }

    #[test]
    fn ipv6_is_written_and_read() {
        let six = Capabilities { address: "2001:db8::1".parse().unwrap(), ..here() };

        let text = String::from_utf8(offer(&six).to_bytes()).unwrap();
        let (_, agreed) = answer(&read(text.as_bytes()).unwrap(), &there()).unwrap();

        assert!(
            text.contains("o=- 7 1 IN IP6 2001:db8::1\r\n")
                && text.contains("c=IN IP6 2001:db8::1\r\n")
        );
        assert_eq!(agreed.remote, Some("[2001:db8::1]:40000".parse().unwrap()));
    }

    #[test]
    fn a_host_name_is_kept_but_no_target() {
        let theirs = parse("c=IN IP4 media.example\r\nm=audio 4000 RTP/AVP 8\r\n");

        assert_eq!(theirs.connection, Some(Connection::Name("media.example".to_owned())));
        assert_eq!(answer(&theirs, &here()).unwrap().1.remote, None);
    }

    #[test]
    fn a_port_without_a_neighbour_has_no_rtcp() {
        let (_, agreed) = answer(&parse("m=audio 65535 RTP/AVP 8\r\n"), &here()).unwrap();

        assert_eq!(agreed.remote_rtcp, None);
    }
}

proptest! {
    #[test]
    fn any_offer_of_ours_that_we_answer_is_understood_alike_on_both_sides(ours in capabilities(HERE), theirs in capabilities(THERE)) {
        let offered = through_the_wire(&offer(&ours));
        match answer(&offered, &theirs) {
            Ok((answered, there)) => {
                let here = agree(&offered, &through_the_wire(&answered)).unwrap();
                prop_assert_eq!(mirror_images(&here, &there), Ok(()));
                prop_assert!(theirs.codecs.contains(&here.codec) && ours.codecs.contains(&here.codec));
            }
            Err(reason) => {
                prop_assert_eq!(reason, NoAgreement::NoCommonCodec);
                prop_assert!(ours.codecs.iter().all(|codec| !theirs.codecs.contains(codec)));
            }
        }
    }

    #[test]
    fn a_later_offer_from_either_side_is_understood_alike_too(ours in capabilities(HERE), theirs in capabilities(THERE), change in capabilities(THERE)) {
        let offered = offer(&ours);
        if let Ok((answered, _)) = answer(&offered, &theirs) {
            let again = through_the_wire(&reoffer(&answered, &change));
            prop_assert!(again.media.len() >= answered.media.len());
            prop_assert!(again.origin.version - answered.origin.version <= 1);
            if let Ok((answered, here)) = answer_again(&offered, &again, &ours) {
                let there = agree(&again, &through_the_wire(&answered)).unwrap();
                prop_assert_eq!(mirror_images(&here, &there), Ok(()));
            }
        }
    }

    #[test]
    fn what_we_write_is_what_is_read(ours in capabilities(HERE)) {
        let offered = offer(&ours);
        prop_assert_eq!(through_the_wire(&offered), offered);
    }

    #[test]
    fn any_description_can_be_answered_without_harm(streams in "(m=(audio|video) [0-9]{1,5} RTP/S?AVPF? [0-9]{1,3}( [0-9]{1,3}){0,4}\r\n(a=(rtpmap:[0-9]{1,3} [a-z/0-9]{0,12}|fmtp:x|ptime:[0-9]{0,5}|rtcp:[0-9]{0,6}|sendonly|inactive)\r\n){0,5}){0,5}") {
        if let Ok(theirs) = read(format!("v=0\r\no=- 1 1 IN IP4 192.0.2.99\r\nc=IN IP4 192.0.2.99\r\n{streams}").as_bytes()) {
            if let Ok((ours, agreed)) = answer(&theirs, &here()) {
                prop_assert_eq!(ours.media.len(), theirs.media.len());
                prop_assert!(!agreed.receive_payload_types.is_empty());
                prop_assert_eq!(ours.media.iter().filter(|media| media.port != 0).count(), 1);
            }
            agree(&offer(&here()), &theirs).ok();
        }
    }
}

/// Whether what one side sends is what the other expects.
fn mirror_images(here: &Agreed, there: &Agreed) -> Result<(), &'static str> {
    let checks = [
        (here.codec == there.codec, "codec"),
        (there.receive_payload_types.contains(&here.send_payload_type), "our payload type"),
        (here.receive_payload_types.contains(&there.send_payload_type), "their payload type"),
        (here.event_send_payload_type == there.event_send_payload_type, "event"),
        (
            here.event_send_payload_type
                .is_none_or(|n| there.event_receive_payload_types.contains(&n)),
            "event number",
        ),
        (here.event_clock_hz == there.event_clock_hz, "event clock"),
        (here.is_rtcp_muxed == there.is_rtcp_muxed, "rtcp-mux"),
        (here.direction == there.direction.reversed(), "direction"),
    ];
    checks.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, what)| Err(*what))
}

fn through_the_wire(description: &Description) -> Description {
    read(&description.to_bytes()).unwrap()
}

fn capabilities(address: IpAddr) -> impl Strategy<Value = Capabilities> {
    let codecs =
        prop::sample::subsequence(vec![Codec::Opus, Codec::G722, Codec::Pcma, Codec::Pcmu], 1..=4);
    let directions =
        [Direction::SendReceive, Direction::SendOnly, Direction::ReceiveOnly, Direction::Inactive];
    let ptime = prop::sample::select(vec![10_u32, 20, 30, 40, 60]);
    (
        codecs.prop_shuffle(),
        prop::sample::select(directions.to_vec()),
        (any::<bool>(), any::<bool>()),
        any::<u64>(),
        1_u16..=u16::MAX,
        ptime,
    )
        .prop_map(
            move |(codecs, direction, (rtcp_mux, telephone_event), session_id, port, ptime_ms)| {
                Capabilities {
                    codecs,
                    direction,
                    rtcp_mux,
                    telephone_event,
                    ptime_ms,
                    ..Capabilities::new(address, port, session_id)
                }
            },
        )
}

fn here() -> Capabilities {
    Capabilities::new(HERE, 40_000, 7)
}

fn there() -> Capabilities {
    Capabilities::new(THERE, 50_000, 8)
}

/// A far end's description with these streams; session lines may stand in front.
fn parse(streams: &str) -> Description {
    let address = if streams.contains("c=") { "" } else { "c=IN IP4 192.0.2.99\r\n" };
    read(
        format!("v=0\r\no=- 1 1 IN IP4 192.0.2.99\r\ns=x\r\n{address}t=0 0\r\n{streams}")
            .as_bytes(),
    )
    .unwrap()
}
