//! Whatever datagrams come to a session, it plays, sends and counts on.

#![no_main]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clock::{Now, Timestamp};
use libfuzzer_sys::fuzz_target;
use media::{Channel, CodecKind, MAX_DATAGRAM_BYTES, Session, Settings, Terms};

fuzz_target!(|script: &[u8]| {
    let Some(([codec, rest @ ..], script)) = script.split_first_chunk::<2>() else { return };
    let codec = CodecKind::ALL[usize::from(*codec) % CodecKind::ALL.len()];
    let remote = SocketAddr::from(([192, 0, 2, 1], 4000));
    let terms = Terms {
        event_send_payload_type: Some(101),
        event_receive_payload_types: vec![101],
        is_rtcp_muxed: rest[0] & 1 != 0,
        ..Terms::new(codec, 96, remote)
    };
    let started = Now { instant: Instant::now(), timestamp: Timestamp::UNIX_EPOCH };
    let settings = Settings::new(terms, [1; 32], "cname".to_owned());
    let mut session = Session::new(settings, started).expect("every codec is built in");
    let mut now = started.instant;
    let mut buffer = [0; MAX_DATAGRAM_BYTES];
    let mut script = script;
    // Each datagram has its length, its channel and the time after it in front.
    while let Some(([length, channel, wait], rest)) = script.split_first_chunk::<3>() {
        let (bytes, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        script = rest;
        let channel = if channel & 1 == 0 { Channel::Rtp } else { Channel::Rtcp };
        session.handle_datagram(channel, remote, bytes, now);
        let mut pcm = vec![i16::MIN; codec.samples_in(Duration::from_millis(10))];
        session.play(&mut pcm, now);
        session.capture(&vec![0; session.frame_samples()], now);
        while session.poll_datagram(&mut buffer).is_some() {}
        while session.poll_event().is_some() {}
        now += Duration::from_millis(u64::from(*wait));
    }
    assert!(session.statistics().buffer_target_ms <= 500.0);
});
