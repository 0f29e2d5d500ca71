//! What is told when packets stay away.

use crate::bench::*;

#[test]
fn silence_is_told_once_and_so_is_its_end() {
    let mut bench = Bench::new(terms());
    bench.receive(REMOTE, &voice(1, 0, 7));
    assert_eq!(bench.session.next_deadline().unwrap().why, "RTCP report");

    for _ in 0..400 {
        bench.pass(20);
        bench.session.handle_timeout(bench.now);
    }
    bench.receive(REMOTE, &voice(2, 160, 7));

    let events = bench.events();
    let [Event::FirstPacket, Event::Silent(span), Event::Resumed] = events[..] else {
        panic!("{events:?}")
    };
    assert!((5000..5100).contains(&span.as_millis()));
}

#[test]
fn a_far_end_that_never_speaks_is_told_too() {
    let mut bench = Bench::new(terms());

    bench.pass(5001);
    bench.session.handle_timeout(bench.now);

    assert!(matches!(bench.events()[..], [Event::Silent(_)]));
}

#[test]
fn on_hold_and_under_comfort_noise_nothing_is_missed() {
    let mut held = Bench::new(Terms { direction: Direction::SendOnly, ..terms() });
    let mut noisy = Bench::new(terms());
    noisy.receive(REMOTE, &rtp(13, 1, 0, 7, &[40]));

    for bench in [&mut held, &mut noisy] {
        bench.pass(60_000);
        bench.session.handle_timeout(bench.now);
    }

    assert_eq!(held.events(), []);
    assert_eq!(noisy.events(), [Event::FirstPacket]);
}
