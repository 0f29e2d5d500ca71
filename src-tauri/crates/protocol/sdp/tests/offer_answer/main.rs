//! Offer and answer by the sections of RFC 3264, and what holds for any offer of ours.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreeing;
mod answering;
mod changing;
mod levels;
mod offering;
mod sides;

use std::net::IpAddr;

use proptest::prelude::*;
use sides::*;

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
