//! What several modules of tests need.

use std::time::Duration;

use sip_agent::Output;
use sip_agent::invitation::{Cause, Event, InvitationId};
use testkit::Bench;

pub(crate) const fn ms(span: u64) -> Duration {
    Duration::from_millis(span)
}

pub(crate) const fn s(span: u64) -> Duration {
    Duration::from_secs(span)
}

/// Takes the next news, which must be an event of this invitation.
#[track_caller]
pub(crate) fn event(bench: &mut Bench, id: InvitationId) -> Event {
    match bench.news() {
        Some(Output::Invitation { id: of, event }) if of == id => event,
        other => panic!("an event of {id:?} expected, not {other:?}"),
    }
}

/// Takes the next news, which must be the end of this invitation.
#[track_caller]
pub(crate) fn cause(bench: &mut Bench, id: InvitationId) -> Cause {
    match event(bench, id) {
        Event::Ended(ending) => ending.cause,
        other => panic!("an end expected, not {other:?}"),
    }
}

/// Takes the next news, which must be a call from outside.
#[track_caller]
pub(crate) fn incoming(bench: &mut Bench) -> sip_agent::invitation::IncomingInvitation {
    match bench.news() {
        Some(Output::Incoming(incoming)) => *incoming,
        other => panic!("a call expected, not {other:?}"),
    }
}

/// Lets everything linger out and checks that nothing is left.
#[track_caller]
pub(crate) fn nothing_is_left(bench: &mut Bench) {
    bench.advance(s(200));
    bench.ignore_sent();

    let census = sip_agent::Census { identities: 1, ..Default::default() };
    assert_eq!(bench.agent.census(), census);
    assert_eq!(bench.agent.next_deadline(), None);
}

/// As many cases as usual, or as `PROPTEST_CASES` says.
pub(crate) fn cases(usual: u32) -> proptest::test_runner::Config {
    let said = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    proptest::test_runner::Config {
        cases: said.unwrap_or(usual),
        failure_persistence: None,
        ..Default::default()
    }
}
