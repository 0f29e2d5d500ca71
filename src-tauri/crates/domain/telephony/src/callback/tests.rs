//! Every way through the picture, and that every way ends.

use std::time::Instant;

use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::UNIX_EPOCH;

fn at(seconds: u64) -> Timestamp {
    after(START, Duration::from_secs(seconds))
}

fn new(why: Why, means: Means) -> CallBack {
    let id = CallBackId::from_random_bytes([1; 16]);
    let account = AccountId::from_random_bytes([2; 16]);
    CallBack::new(id, account, &Target::read("7042").unwrap(), why, means, START)
}

const FREE: Input = Input::Watched { is_free: true };
const BUSY: Input = Input::Watched { is_free: false };

#[test]
fn who_was_busy_is_offered_as_soon_as_they_are_free() {
    let mut back = new(Why::Busy, Means::Watch);
    assert_eq!(back.handle_input(BUSY, at(1)), None);

    assert_eq!(back.handle_input(FREE, at(2)), Some(Output::Offer));
    assert_eq!(back.state(), State::Free { since: at(2) });
    assert_eq!(back.handle_input(FREE, at(3)), None, "once");

    assert_eq!(back.handle_input(Input::CallNow, at(4)), Some(Output::Call));
    assert_eq!(back.attempts, 1);
    let done = back.handle_input(Input::Ended(Ended::Answered), at(9));
    assert_eq!(done, Some(Output::Done(Done::Reached)));
    assert_eq!(back.state(), State::Ended { why: Done::Reached });
}

#[test]
fn who_did_not_answer_is_free_only_after_using_the_telephone() {
    let mut back = new(Why::NoAnswer, Means::Watch);

    assert_eq!(back.handle_input(FREE, at(1)), None, "away, and the telephone is free");
    assert_eq!(back.handle_input(BUSY, at(60)), None);
    assert_eq!(back.handle_input(FREE, at(90)), Some(Output::Offer));
}

#[test]
fn an_offer_is_withdrawn_when_they_are_busy_again() {
    let mut back = new(Why::Busy, Means::Watch);
    back.handle_input(FREE, at(1));

    assert_eq!(back.handle_input(BUSY, at(2)), Some(Output::Withdraw));
    assert_eq!(back.handle_input(FREE, at(3)), Some(Output::Offer));
}

#[test]
fn the_person_may_want_to_be_called_at_once() {
    let mut back = new(Why::Busy, Means::Watch);
    back.at_once = true;

    assert_eq!(back.handle_input(FREE, at(1)), Some(Output::Call));
    assert_eq!(back.handle_input(Input::Ended(Ended::Busy), at(2)), None, "somebody was quicker");
    assert_eq!(back.state(), State::Waiting { was_used: true });
    assert_eq!(back.handle_input(FREE, at(3)), Some(Output::Call));
    assert_eq!(back.handle_input(Input::Ended(Ended::NoAnswer), at(40)), None);
    assert_eq!(back.handle_input(FREE, at(41)), None, "nobody is there now");
}

#[test]
fn redial_waits_ever_longer_and_gives_up() {
    let mut back = new(Why::Redial, Means::Repeat);
    let mut now = START;
    let mut pauses = Vec::new();
    let done = loop {
        let State::Pausing { at } = back.state() else { panic!("{:?}", back.state()) };
        pauses.push(at.duration_since(now).as_secs());
        assert_eq!(back.handle_timeout(now), None, "not yet");
        now = at;
        assert_eq!(back.handle_timeout(now), Some(Output::Call));
        assert_eq!(back.state(), State::Calling);
        now = after(now, Duration::from_secs(1));
        if let Some(output) = back.handle_input(Input::Ended(Ended::Busy), now) {
            break output;
        }
    };

    assert_eq!(done, Output::Done(Done::TooOften));
    assert_eq!(pauses, [30, 30, 60, 120, 240, 300, 300, 300, 300, 300, 300, 300]);
    assert_eq!(back.attempts, ATTEMPTS_MOST);
}

#[test]
fn the_telephone_system_may_do_it_all() {
    let mut back = new(Why::Busy, Means::System);
    assert_eq!(back.state(), State::AtSystem);
    assert_eq!(back.handle_input(FREE, at(1)), None);
    let done = back.handle_input(Input::SystemCalled, at(2));
    assert_eq!(done, Some(Output::Done(Done::Reached)));

    let mut back = new(Why::Busy, Means::System);
    let done = back.handle_input(Input::SystemRefused, at(1));
    assert_eq!(done, Some(Output::Done(Done::Refused)));
}

#[test]
fn each_way_of_ending_ends_it() {
    let ended = |input| {
        let mut back = new(Why::Busy, Means::Watch);
        back.handle_input(Input::CallNow, at(1));
        back.handle_input(Input::Ended(input), at(2));
        back.state()
    };
    assert_eq!(ended(Ended::Answered), State::Ended { why: Done::Reached });
    assert_eq!(ended(Ended::Cancelled), State::Ended { why: Done::GivenUp });
    assert_eq!(ended(Ended::Refused), State::Ended { why: Done::Refused });
    assert_eq!(ended(Ended::Busy), State::Waiting { was_used: true });
    assert_eq!(ended(Ended::Failed), State::Waiting { was_used: true });
    assert_eq!(ended(Ended::NoAnswer), State::Waiting { was_used: false });
}

#[test]
fn who_cannot_be_watched_is_not_called_again_and_again_instead() {
    let mut back = new(Why::NoAnswer, Means::Watch);
    let done = back.handle_input(Input::WatchRefused, at(1));
    assert_eq!(done, Some(Output::Done(Done::Unwatchable)));
}

#[test]
fn reaching_them_in_another_call_is_enough() {
    let mut back = new(Why::Busy, Means::Watch);
    let done = back.handle_input(Input::Ended(Ended::Answered), at(1));
    assert_eq!(done, Some(Output::Done(Done::Reached)));
}

#[test]
fn the_person_gives_it_up_in_any_state_and_nothing_happens_after() {
    for means in [Means::Watch, Means::System, Means::Repeat] {
        let mut back = new(Why::Busy, means);
        let done = back.handle_input(Input::GiveUp, at(1));
        assert_eq!(done, Some(Output::Done(Done::GivenUp)));
        assert_eq!(back.handle_input(Input::GiveUp, at(2)), None);
        assert_eq!(back.handle_input(Input::CallNow, at(2)), None);
        assert_eq!(back.handle_timeout(at(100_000)), None);
    }
}

#[test]
fn it_expires_at_its_hour_but_not_in_the_middle_of_a_call() {
    let mut back = new(Why::Busy, Means::Watch);
    let end = after(START, WAIT_MOST);
    assert_eq!(
        back.handle_timeout(after(START, WAIT_MOST.saturating_sub(Duration::from_secs(1)))),
        None
    );
    assert_eq!(back.handle_timeout(end), Some(Output::Done(Done::Expired)));

    let mut back = new(Why::Busy, Means::Watch);
    back.handle_input(Input::CallNow, at(1));
    assert_eq!(back.handle_timeout(end), None);
    let done = back.handle_input(Input::Ended(Ended::Busy), end);
    assert_eq!(done, Some(Output::Done(Done::Expired)));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test needs some first instant")]
fn it_says_when_it_wants_to_be_woken_and_why() {
    let now = Now { instant: Instant::now(), timestamp: START };
    let due = |back: &CallBack| {
        back.next_deadline(now).map(|deadline| (deadline.at - now.instant, deadline.why))
    };

    let mut back = new(Why::Redial, Means::Repeat);
    assert_eq!(due(&back), Some((PAUSE_FIRST, "dials again")));
    back.handle_input(Input::CallNow, START);
    assert_eq!(due(&back), None);
    assert_eq!(due(&new(Why::Busy, Means::Watch)), Some((WAIT_MOST, "a call-back ends")));
    let late = now.after(WAIT_MOST * 2);
    let deadline = new(Why::Busy, Means::Watch).next_deadline(late).unwrap();
    assert_eq!(deadline.at, late.instant, "overdue is now");
}

#[test]
fn it_outlives_the_program() {
    let mut back = new(Why::NoAnswer, Means::Watch);
    back.name = Some("Anna".to_owned());
    assert_eq!(CallBack::from_json(&back.to_json(), at(5)).unwrap(), back);

    back.handle_input(Input::CallNow, at(6));
    let read = CallBack::from_json(&back.to_json(), at(60)).unwrap();
    assert_eq!(read.state(), State::Waiting { was_used: true }, "the call of then is over");
    assert_eq!(read.attempts, 1);

    let mut redial = new(Why::Redial, Means::Repeat);
    redial.handle_input(Input::CallNow, at(6));
    let read = CallBack::from_json(&redial.to_json(), at(60)).unwrap();
    assert_eq!(read.state(), State::Pausing { at: at(90) });
    assert!(CallBack::from_json("{}", at(0)).is_err());
}

#[test]
fn a_call_back_in_a_log_names_nobody() {
    let mut back = new(Why::Busy, Means::Watch);
    back.name = Some("Anna".to_owned());
    let printed = format!("{back:?}");
    assert!(!printed.contains("7042") && !printed.contains("Anna"), "{printed}");
}

fn any_input() -> impl Strategy<Value = Input> {
    prop::sample::select(vec![
        FREE,
        BUSY,
        Input::CallNow,
        Input::Ended(Ended::Busy),
        Input::Ended(Ended::NoAnswer),
        Input::Ended(Ended::Failed),
        Input::SystemCalled,
    ])
}

proptest! {
    #[test]
    fn whatever_happens_it_is_polite_and_it_ends(
        why in prop::sample::select(vec![Why::Busy, Why::NoAnswer, Why::Redial]),
        means in prop::sample::select(vec![Means::Watch, Means::System, Means::Repeat]),
        at_once in any::<bool>(),
        steps in prop::collection::vec((any_input(), 1..600_u64), 0..80)
    ) {
        let mut back = new(why, means);
        back.at_once = at_once;
        let (mut now, mut calls) = (START, 0_u32);
        for (input, wait) in steps {
            now = after(now, Duration::from_secs(wait));
            let outputs = [back.handle_timeout(now), back.handle_input(input, now)];
            calls += u32::try_from(
                outputs.iter().filter(|output| **output == Some(Output::Call)).count()
            ).unwrap();
            prop_assert_eq!(back.attempts, calls);
        }
        prop_assert!(calls <= ATTEMPTS_MOST);
        back.handle_input(Input::Ended(Ended::Busy), after(now, WAIT_MOST));
        back.handle_timeout(after(now, WAIT_MOST));
        let is_over = matches!(back.state(), State::Ended { .. });
        prop_assert!(is_over, "{:?}", back.state());
    }
}

#[test]
fn who_was_called_in_vain_stays_in_sight_and_outlives_the_program() {
    let mut back = new(Why::Busy, Means::Watch);

    assert_eq!(back.handle_timeout(back.until), Some(Output::Done(Done::Expired)));

    assert!(back.is_over() && Done::Expired.must_be_told() && !Done::Reached.must_be_told());
    let kept = CallBack::from_json(&back.to_json(), back.until).unwrap();
    assert_eq!(kept, back);
    assert_eq!(back.handle_input(Input::CallNow, back.until), None, "a new wish is a new one");
}
