//! What the lamp of a colleague, a place to park and one's own other telephone show.

use std::time::Duration;

use redact::Redacted;

use super::*;

fn at(second: u64) -> Timestamp {
    Timestamp::UNIX_EPOCH + Duration::from_secs(second)
}

fn party(number: &str) -> Option<Party> {
    Some(Party {
        name: None,
        number: Redacted(number.to_owned()),
        uri: Redacted(format!("sip:{number}@pbx.example")),
    })
}

fn dialog(id: &str, state: DialogState) -> Watched {
    Watched {
        id: id.to_owned(),
        state,
        direction: Some(Direction::Incoming),
        remote: party("089123456"),
        is_replaceable: true,
        is_ours: false,
        is_held: false,
    }
}

fn line(dialogs: Vec<Watched>) -> Line {
    let mut line = Line::default();
    line.told(dialogs, true, at(1));
    line
}

#[test]
fn nothing_is_known_until_somebody_tells() {
    let line = Line::default();
    assert_eq!(line.lamp(true), Lamp::Unknown);
    assert_eq!(line.parked(), Parked::Unknown);
    assert_eq!(line.is_free(), None);
    assert!(line.elsewhere().is_empty());
}

#[test]
fn the_lamp_follows_a_call() {
    let mut line = line(vec![]);
    assert_eq!(line.lamp(false), Lamp::Idle);
    assert_eq!(line.is_free(), Some(true));

    line.told(vec![dialog("a", DialogState::Early)], false, at(2));
    let caller = party("089123456");
    assert_eq!(line.lamp(false), Lamp::Ringing { caller, since: at(2), can_pick_up: true });
    assert_eq!(line.is_free(), Some(false));

    line.told(vec![dialog("a", DialogState::Confirmed)], false, at(9));
    let with = party("089123456");
    assert_eq!(line.lamp(false), Lamp::Talking { with: with.clone(), since: at(9) });
    line.told(vec![dialog("a", DialogState::Confirmed)], true, at(20));
    assert_eq!(line.lamp(false), Lamp::Talking { with, since: at(9) }, "told again, not anew");

    line.told(vec![dialog("a", DialogState::Terminated)], false, at(30));
    assert_eq!(line.lamp(false), Lamp::Idle);
}

#[test]
fn a_call_can_be_picked_up_by_what_the_watch_told_or_by_a_code() {
    let bare = Watched { is_replaceable: false, ..dialog("a", DialogState::Early) };
    let can_pick_up = |line: &Line, has_code| {
        let Lamp::Ringing { can_pick_up, .. } = line.lamp(has_code) else { panic!("rings") };
        can_pick_up
    };

    assert!(can_pick_up(&line(vec![dialog("a", DialogState::Early)]), false));
    assert!(!can_pick_up(&line(vec![bare.clone()]), false));
    assert!(can_pick_up(&line(vec![bare]), true));
}

#[test]
fn who_calls_somebody_is_busy_and_does_not_ring() {
    let outgoing =
        Watched { direction: Some(Direction::Outgoing), ..dialog("a", DialogState::Early) };
    let lamp = line(vec![outgoing]).lamp(true);
    assert_eq!(lamp, Lamp::Talking { with: party("089123456"), since: at(1) });
}

#[test]
fn a_second_call_that_rings_is_shown_before_the_one_that_stands() {
    let both = vec![dialog("a", DialogState::Confirmed), dialog("b", DialogState::Early)];
    assert!(matches!(line(both).lamp(false), Lamp::Ringing { .. }));
}

#[test]
fn a_whole_state_replaces_what_was_known_and_a_part_does_not() {
    let mut line = line(vec![dialog("a", DialogState::Confirmed)]);
    line.told(vec![dialog("b", DialogState::Confirmed)], false, at(2));
    assert_eq!(line.elsewhere().len(), 2);
    line.told(vec![dialog("b", DialogState::Confirmed)], true, at(3));
    let ids: Vec<_> = line.elsewhere().into_iter().map(|call| call.id).collect();
    assert_eq!(ids, ["b"]);
}

#[test]
fn an_ended_watch_leaves_nothing_known() {
    let mut line = line(vec![dialog("a", DialogState::Early)]);
    line.forget();
    assert_eq!(line, Line::default());
}

#[test]
fn a_place_to_park_is_free_or_taken() {
    let mut line = line(vec![]);
    assert_eq!(line.parked(), Parked::Free);
    line.told(vec![dialog("a", DialogState::Confirmed)], false, at(5));
    assert_eq!(line.parked(), Parked::Taken { party: party("089123456"), since: at(5) });
}

#[test]
fn only_calls_of_other_telephones_are_elsewhere_and_answered_ones_can_be_pulled() {
    let ours = Watched { is_ours: true, ..dialog("a", DialogState::Confirmed) };
    let mut line = line(vec![ours, dialog("c", DialogState::Early)]);
    line.told(vec![dialog("b", DialogState::Confirmed)], false, at(7));

    let calls = line.elsewhere();

    let seen: Vec<_> = calls
        .iter()
        .map(|call| (call.id.as_str(), call.is_answered, call.can_pull, call.since))
        .collect();
    assert_eq!(seen, [("c", false, false, at(1)), ("b", true, true, at(7))]);
}

#[test]
fn a_flood_of_dialogs_fills_no_memory() {
    let flood = |from: usize| {
        (from..from + 1000).map(|id| dialog(&id.to_string(), DialogState::Confirmed)).collect()
    };
    let mut line = line(flood(0));
    line.told(flood(1000), false, at(2));
    assert_eq!(line.elsewhere().len(), Line::MOST_DIALOGS);
    line.told(vec![dialog("0", DialogState::Terminated)], false, at(3));
    assert_eq!(line.elsewhere().len(), Line::MOST_DIALOGS - 1, "known ones still change");
}
