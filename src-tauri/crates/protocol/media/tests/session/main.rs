//! One session against a far end written by hand: what it sends, what it believes, what it tells.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod believing;
mod bench;
mod digits;
#[path = "../hand/mod.rs"]
mod hand;
mod reporting;
mod sending;
mod watching;
#[path = "../world/mod.rs"]
mod world;

use bench::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_datagrams_do_harm(datagrams in prop::collection::vec((any::<bool>(), any::<bool>(), datagram()), 0..60), pull in 1_usize..3000) {
        let mut bench = Bench::new(Terms { event_receive_payload_types: vec![101], ..terms() });
        for (is_rtcp, is_stranger, bytes) in datagrams {
            let channel = if is_rtcp { Channel::Rtcp } else { Channel::Rtp };
            let from = if is_stranger { STRANGER } else { REMOTE };
            bench.session.handle_datagram(channel, address(from), &bytes, bench.now);
            bench.session.play(&mut vec![0; pull], bench.now);
            bench.session.capture(&[0; 160], bench.now);
            bench.drain_all();
            bench.pass(7);
        }
        let statistics = bench.session.statistics();
        prop_assert!(statistics.buffer_target_ms <= 500.0);
    }
}

/// Half of the datagrams look like ours, so that they come further than the door.
fn datagram() -> impl Strategy<Value = Vec<u8>> {
    let likely = (
        any::<u16>(),
        any::<u32>(),
        0_u32..3,
        prop::collection::vec(any::<u8>(), 0..400),
        any::<bool>(),
    )
        .prop_map(|(sequence, timestamp, ssrc, payload, is_event)| {
            rtp(if is_event { 101 } else { 8 }, sequence, timestamp, ssrc, &payload)
        });
    prop_oneof![prop::collection::vec(any::<u8>(), 0..1500), likely]
}
