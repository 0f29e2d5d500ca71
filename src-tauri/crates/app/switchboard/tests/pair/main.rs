//! Two switchboards that call each other over an ideal wire, in simulated time.

#[cfg(test)]
mod support;

use std::time::Duration;

use support::{Pair, Side, answered, dial};
use switchboard::{CallChoice, Command, Output, RefusalCode, RejectReason, Tone};
use telephony::policy::Wishes;
use telephony::{Cause, Codec, EndedBy, HeldBy, Outcome, State};

const ONLY: CallChoice = CallChoice::Only;

#[test]
fn a_call_rings_is_answered_and_hung_up() {
    let mut pair = Pair::new();

    pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();
    assert_eq!(pair.state(Side::Left), Some(State::Ringing { early_media: false }));
    assert_eq!(pair.state(Side::Right), Some(State::Offered));
    assert_eq!(pair.tone(Side::Left), Some(Tone::Ringback));
    assert!(pair.is_ringing(Side::Right));

    pair.wish(Side::Right, Command::Answer { call: ONLY }).unwrap();
    assert_eq!(pair.state(Side::Left), Some(State::Talking));
    assert_eq!(pair.state(Side::Right), Some(State::Talking));
    assert_eq!(pair.tone(Side::Left), None);
    assert!(!pair.is_ringing(Side::Right));
    assert_eq!(pair.carried(Side::Left).unwrap().codec, sdp::Codec::Opus);
    assert_eq!(pair.carried(Side::Left).unwrap().remote, pair.media(Side::Right));
    assert_eq!(pair.carried(Side::Right).unwrap().remote, pair.media(Side::Left));

    pair.pass(Duration::from_secs(30));
    pair.wish(Side::Right, Command::HangUp { call: ONLY }).unwrap();
    let left = pair.record(Side::Left);
    assert_eq!(left.outcome, Outcome::Answered);
    assert_eq!((left.end.cause, left.end.by), (Cause::HungUp, EndedBy::Them));
    assert_eq!(pair.record(Side::Right).end.by, EndedBy::Me);
    assert_eq!(left.ended_at.as_second() - left.answered_at.unwrap().as_second(), 30);

    pair.pass(Duration::from_secs(60));
    assert_eq!(pair.state(Side::Left), None, "the ended call has left the screen");
    pair.assert_nothing_is_left();
}

#[test]
fn a_caller_who_gives_up_leaves_a_missed_call() {
    let mut pair = Pair::new();
    pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();

    pair.wish(Side::Left, Command::HangUp { call: ONLY }).unwrap();

    assert_eq!(pair.record(Side::Left).outcome, Outcome::NotAnswered);
    assert_eq!(pair.record(Side::Right).outcome, Outcome::Missed);
    assert!(!pair.is_ringing(Side::Right));
    pair.pass(Duration::from_secs(60));
    pair.assert_nothing_is_left();
}

#[test]
fn a_rejected_call_is_declined_there_and_rejected_here() {
    let mut pair = Pair::new();
    pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();

    pair.wish(Side::Right, Command::Reject { call: ONLY, reason: RejectReason::default() })
        .unwrap();

    let left = pair.record(Side::Left);
    assert_eq!((left.end.cause, left.end.status), (Cause::Declined, Some(603)));
    assert_eq!(pair.record(Side::Right).outcome, Outcome::Rejected);
    assert_eq!(pair.tone(Side::Left), Some(Tone::Congestion));
    pair.pass(Duration::from_secs(5));
    assert_eq!(pair.tone(Side::Left), None, "a tone ends by itself");
}

#[test]
fn hold_is_told_to_the_far_end_and_silences_both_ways() {
    let mut pair = answered();

    pair.wish(Side::Left, Command::Hold { call: ONLY }).unwrap();
    assert_eq!(pair.state(Side::Left), Some(State::Held { by: HeldBy::Me }));
    assert_eq!(pair.state(Side::Right), Some(State::Held { by: HeldBy::Them }));
    assert!(pair.is_muted(Side::Left));
    assert!(!pair.carried(Side::Left).unwrap().direction.is_receiving());

    pair.wish(Side::Right, Command::Hold { call: ONLY }).unwrap();
    assert_eq!(pair.state(Side::Left), Some(State::Held { by: HeldBy::Both }));
    assert_eq!(pair.state(Side::Right), Some(State::Held { by: HeldBy::Both }));

    pair.wish(Side::Left, Command::Resume { call: ONLY }).unwrap();
    assert_eq!(pair.state(Side::Left), Some(State::Held { by: HeldBy::Them }));
    assert_eq!(pair.state(Side::Right), Some(State::Held { by: HeldBy::Me }));

    pair.wish(Side::Right, Command::Resume { call: ONLY }).unwrap();
    assert_eq!(pair.state(Side::Left), Some(State::Talking));
    assert_eq!(pair.state(Side::Right), Some(State::Talking));
    assert!(!pair.is_muted(Side::Left));
    assert_eq!(pair.carried(Side::Left).unwrap().direction, sdp::Direction::SendReceive);
}

#[test]
fn both_may_hold_at_the_same_moment() {
    let mut pair = answered();

    pair.wish_silently(Side::Left, Command::Hold { call: ONLY }).unwrap();
    pair.wish_silently(Side::Right, Command::Hold { call: ONLY }).unwrap();
    pair.pass(Duration::from_secs(15));

    assert_eq!(pair.state(Side::Left), Some(State::Held { by: HeldBy::Both }));
    assert_eq!(pair.state(Side::Right), Some(State::Held { by: HeldBy::Both }));
}

#[test]
fn mute_is_ours_alone_and_survives_a_hold() {
    let mut pair = answered();

    pair.wish(Side::Left, Command::Mute { call: ONLY, muted: true }).unwrap();
    pair.wish(Side::Left, Command::Hold { call: ONLY }).unwrap();
    pair.wish(Side::Left, Command::Resume { call: ONLY }).unwrap();

    assert!(pair.is_muted(Side::Left));
    assert_eq!(pair.state(Side::Right), Some(State::Talking));
    assert_eq!(
        pair.wish(Side::Left, Command::Mute { call: ONLY, muted: true }).unwrap_err().code,
        RefusalCode::WrongState,
        "it is muted already"
    );
}

#[test]
fn digits_are_checked_before_they_are_sent() {
    let mut pair = answered();

    pair.wish(Side::Left, Command::SendDigits { call: ONLY, digits: "12a#".into() }).unwrap();
    let refused = pair.wish(Side::Left, Command::SendDigits { call: ONLY, digits: "12x".into() });

    assert_eq!(pair.digits(Side::Left), ["12A#"]);
    assert_eq!(refused.unwrap_err().code, RefusalCode::InvalidDigits);
}

#[test]
fn a_second_call_puts_the_first_on_hold() {
    let mut pair = answered();

    pair.wish(Side::Left, dial("sip:nobody@198.51.100.9")).unwrap();

    let first = pair.calls(Side::Left).into_iter().find(|call| call.answered_at.is_some()).unwrap();
    assert_eq!(*first.state(), State::Held { by: HeldBy::Me });
    let refused = pair.wish(Side::Left, Command::Hold { call: ONLY }).unwrap_err();
    assert_eq!(refused.code, RefusalCode::WrongState, "nothing else can be held");
}

#[test]
fn without_a_common_codec_the_caller_is_told_and_nothing_rings() {
    let mut pair = Pair::new();
    pair.wish(Side::Left, Command::OfferCodecs { codecs: vec![Codec::Opus] }).unwrap();
    pair.wish(Side::Right, Command::OfferCodecs { codecs: vec![Codec::Pcma] }).unwrap();

    pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();

    let left = pair.record(Side::Left);
    assert_eq!((left.end.cause, left.end.status), (Cause::NoCommonCodec, Some(488)));
    assert!(!pair.has_rung(Side::Right));
}

#[test]
fn each_side_answers_by_its_own_order_of_codecs() {
    let mut pair = Pair::new();
    pair.wish(Side::Left, Command::OfferCodecs { codecs: vec![Codec::Pcmu, Codec::G722] }).unwrap();

    pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();
    pair.wish(Side::Right, Command::Answer { call: ONLY }).unwrap();

    assert_eq!(
        pair.carried(Side::Right).unwrap().codec,
        sdp::Codec::G722,
        "best of Right's own order"
    );
    assert_eq!(pair.carried(Side::Left).unwrap().codec, sdp::Codec::G722);
}

#[test]
fn nobody_at_the_address_is_told_in_words_of_a_server() {
    let mut pair = Pair::new();

    pair.wish(Side::Left, dial("sip:nobody@198.51.100.9")).unwrap();
    pair.pass(Duration::from_secs(40));

    let left = pair.record(Side::Left);
    assert_eq!((left.end.cause, left.end.by), (Cause::ServerUnreachable, EndedBy::Network));
}

#[test]
fn what_is_no_number_is_not_dialled() {
    let mut pair = Pair::new();
    for (typed, code) in [
        ("   ", RefusalCode::NothingToDial),
        ("https://example.org", RefusalCode::InvalidTarget),
        ("123456789012345678901234567890123456789012345", RefusalCode::InvalidTarget),
    ] {
        assert_eq!(pair.wish(Side::Left, dial(typed)).unwrap_err().code, code, "{typed:?}");
    }
    assert!(pair.calls(Side::Left).is_empty());
}

#[test]
fn without_an_account_nothing_is_dialled() {
    let mut pair = Pair::new();
    let account = pair.account(Side::Left);
    pair.wish(Side::Left, Command::EnableAccount { account, enabled: false }).unwrap();

    assert_eq!(pair.wish(Side::Left, dial("100")).unwrap_err().code, RefusalCode::NoAccount);
}

#[test]
fn one_call_more_than_the_program_carries_is_refused() {
    let mut pair = Pair::new();
    let wishes = Wishes { most_calls: switchboard::MOST_CALLS, ..Wishes::default() };
    pair.wish(Side::Right, Command::Receive { wishes: Box::new(wishes) }).unwrap();
    for _ in 0..switchboard::MOST_CALLS {
        pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();
    }

    assert_eq!(
        pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap_err().code,
        RefusalCode::TooManyCalls
    );
}

#[test]
fn one_call_more_than_the_person_wants_is_busy_and_stands_as_missed() {
    let mut pair = Pair::new();
    let wishes = Wishes { most_calls: 2, ..Wishes::default() };
    pair.wish(Side::Right, Command::Receive { wishes: Box::new(wishes) }).unwrap();
    for _ in 0..3 {
        pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();
    }

    assert_eq!(pair.record(Side::Left).end.cause, Cause::Busy);
    assert_eq!(pair.record(Side::Right).outcome, Outcome::Missed);
    assert_eq!(pair.calls(Side::Right).len(), 2);
}

#[test]
fn removing_the_account_ends_its_calls() {
    let mut pair = answered();
    let account = pair.account(Side::Left);

    pair.wish(Side::Left, Command::RemoveAccount { account }).unwrap();

    assert_eq!(pair.record(Side::Right).end.by, EndedBy::Them);
    assert!(
        pair.outputs(Side::Left).iter().any(|output| matches!(output, Output::CloseMedia { .. }))
    );
}

#[test]
fn shutting_down_says_good_bye_and_becomes_idle() {
    let mut pair = answered();

    pair.wish(Side::Left, Command::ShutDown).unwrap();
    pair.pass(Duration::from_secs(40));

    assert!(pair.is_idle(Side::Left));
    assert_eq!(pair.record(Side::Right).end.cause, Cause::HungUp);
}

#[test]
fn hanging_up_what_rings_here_rejects_it() {
    let mut pair = Pair::new();
    pair.wish(Side::Left, dial("sip:right@192.0.2.2")).unwrap();

    pair.wish(Side::Right, Command::HangUp { call: ONLY }).unwrap();

    assert_eq!(pair.record(Side::Right).outcome, Outcome::Rejected);
}
