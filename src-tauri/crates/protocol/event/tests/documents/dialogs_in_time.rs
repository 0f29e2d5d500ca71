//! RFC 4235 §4.3: what is known of a telephone after one document and the next.

use event::dialog_info::{Dialog, DialogInfo, DialogStates, Direction, MAX_DIALOGS, State, Taken};

fn document(version: u32, is_full: bool, dialogs: &[(&str, State)]) -> DialogInfo {
    let dialogs = dialogs
        .iter()
        .map(|(id, state)| Dialog {
            direction: Some(Direction::Recipient),
            ..Dialog::new(id, *state)
        })
        .collect();
    DialogInfo { entity: "sip:1002@pbx".parse().unwrap(), version, is_full, dialogs }
}

fn ids(states: &DialogStates) -> Vec<&str> {
    states.dialogs().iter().map(|dialog| dialog.id.as_str()).collect()
}

#[test]
fn full_and_then_partial_documents_make_one_state() {
    let mut states = DialogStates::new();
    assert!(!states.is_known());

    let full = [("a", State::Early), ("b", State::Confirmed), ("c", State::Terminated)];
    assert_eq!(states.take(document(0, true, &full)), Taken::Current);
    assert_eq!(ids(&states), ["a", "b"]);
    assert_eq!((states.ringing().count(), states.confirmed().count()), (1, 1));

    let partial = [("a", State::Confirmed), ("d", State::Early)];
    assert_eq!(states.take(document(1, false, &partial)), Taken::Current);
    assert_eq!(ids(&states), ["a", "b", "d"]);
    assert_eq!((states.ringing().count(), states.confirmed().count()), (1, 2));

    let over = [("a", State::Terminated), ("b", State::Terminated), ("d", State::Terminated)];
    assert_eq!(states.take(document(2, false, &over)), Taken::Current);
    assert!(states.is_idle() && states.is_known());
}

#[test]
fn tags_that_were_told_while_it_rang_hold_while_they_talk() {
    let mut states = DialogStates::new();
    let mut rings = document(0, true, &[("a", State::Early)]);
    let named = Dialog {
        call_id: Some("7".to_owned()),
        local_tag: Some("l".to_owned()),
        remote_tag: Some("r".to_owned()),
        ..rings.dialogs.remove(0)
    };
    rings.dialogs.push(named.clone());
    states.take(rings);

    states.take(document(1, true, &[("a", State::Confirmed), ("b", State::Confirmed)]));

    let [talks, other] = states.dialogs() else { panic!("{states:?}") };
    assert_eq!(talks, &Dialog { state: State::Confirmed, ..named });
    assert_eq!(other.replaces_at_caller(), None);

    let mut another = document(2, true, &[("a", State::Confirmed)]);
    another.dialogs[0].call_id = Some("8".to_owned());
    states.take(another);
    assert_eq!(states.dialogs()[0].local_tag, None, "an id that is used again");
}

/// One dialog of a call whose Call-ID is `call`.
fn in_call(id: &str, call: &str, state: State) -> Dialog {
    Dialog { call_id: Some(call.to_owned()), ..Dialog::new(id, state) }
}

fn whole(dialogs: &[Dialog]) -> DialogInfo {
    DialogInfo { dialogs: dialogs.to_vec(), ..document(0, true, &[]) }
}

#[test]
fn of_a_dialog_that_is_named_twice_the_furthest_state_holds() {
    let tagged = Dialog {
        local_tag: Some("l".to_owned()),
        remote_tag: Some("r".to_owned()),
        ..in_call("a", "7", State::Early)
    };
    let talks = in_call("a", "7", State::Confirmed);
    let over = in_call("a", "7", State::Terminated);
    for named in [[tagged.clone(), talks.clone()], [talks.clone(), tagged.clone()]] {
        let mut states = DialogStates::new();
        assert_eq!(states.take(whole(&named)), Taken::Current);
        let furthest = Dialog { state: State::Confirmed, ..tagged.clone() };
        assert_eq!(states.dialogs(), [furthest]);
    }
    for named in [[over.clone(), talks.clone()], [talks, over]] {
        let mut states = DialogStates::new();
        states.take(whole(&named));
        assert!(states.is_idle(), "{states:?}");
    }
    let mut states = DialogStates::new();
    states.take(whole(&[in_call("1", "7", State::Early), in_call("1", "8", State::Confirmed)]));
    assert_eq!(states.dialogs().len(), 2, "two telephones that count alike");
    states.take(whole(&[in_call("1", "8", State::Early)]));
    assert_eq!(
        states.dialogs()[0].state,
        State::Confirmed,
        "the second one's, which does not go back"
    );
}

#[test]
fn a_dialog_does_not_go_back() {
    let mut states = DialogStates::new();
    states.take(whole(&[in_call("a", "7", State::Confirmed)]));
    states.take(whole(&[in_call("a", "7", State::Early)]));
    assert_eq!(states.dialogs()[0].state, State::Confirmed);

    states.take(whole(&[in_call("a", "7", State::Terminated)]));
    states.take(whole(&[in_call("a", "7", State::Early)]));
    assert!(states.is_idle(), "{states:?}");

    states.take(whole(&[in_call("a", "8", State::Early)]));
    assert_eq!(states.dialogs()[0].state, State::Early, "an id that is used again");
    states.take(document(0, true, &[("a", State::Terminated)]));
    states.take(document(0, true, &[("a", State::Early)]));
    assert_eq!(states.ringing().count(), 1, "nobody said that it is the same call");
}

#[test]
fn what_is_over_is_remembered_within_bounds() {
    let mut states = DialogStates::new();
    for call in 0..=MAX_DIALOGS {
        states.take(whole(&[in_call("a", &call.to_string(), State::Terminated)]));
    }
    states.take(whole(&[in_call("a", "1", State::Early)]));
    assert!(states.is_idle());
    states.take(whole(&[in_call("a", "0", State::Early)]));
    assert_eq!(states.dialogs().len(), 1, "the oldest is forgotten");
}

#[test]
fn a_gap_is_taken_and_asks_for_the_whole() {
    let mut states = DialogStates::new();
    states.take(document(4, true, &[("a", State::Early)]));

    assert_eq!(states.take(document(6, false, &[("b", State::Early)])), Taken::Incomplete);
    assert_eq!(ids(&states), ["a", "b"]);
    assert_eq!(states.take(document(7, false, &[])), Taken::Current, "counted on from there");
}

#[test]
fn a_part_without_a_whole_before_it_asks_for_the_whole() {
    let mut states = DialogStates::new();

    assert_eq!(states.take(document(5, false, &[("a", State::Early)])), Taken::Incomplete);
    assert_eq!(ids(&states), ["a"]);
}

#[test]
fn an_older_part_is_left_out() {
    let mut states = DialogStates::new();
    states.take(document(4, true, &[("a", State::Early)]));

    for version in [4, 3] {
        let older = document(version, false, &[("a", State::Terminated)]);
        assert_eq!(states.take(older), Taken::Stale);
    }

    assert_eq!(ids(&states), ["a"]);
}

#[test]
fn a_whole_is_taken_whatever_its_number() {
    let mut states = DialogStates::new();
    states.take(document(9, true, &[("a", State::Early)]));

    assert_eq!(states.take(document(0, true, &[("b", State::Early)])), Taken::Current);

    assert_eq!(ids(&states), ["b"]);
}

#[test]
fn the_largest_number_is_followed_by_nothing() {
    let mut states = DialogStates::new();
    states.take(document(u32::MAX, true, &[]));

    assert_eq!(states.take(document(0, false, &[("a", State::Early)])), Taken::Stale);
    states.reset();
    assert!(!states.is_known());
}

#[test]
fn what_a_later_document_does_not_name_stays_known() {
    let mut states = DialogStates::new();
    let mut first = document(0, true, &[("a", State::Early)]);
    first.dialogs[0].call_id = Some("c".to_owned());
    first.dialogs[0].local_tag = Some("l".to_owned());
    first.dialogs[0].remote_tag = Some("r".to_owned());
    states.take(first);
    let mut second = document(1, false, &[("a", State::Confirmed)]);
    second.dialogs[0].direction = None;

    states.take(second);

    let dialog = &states.dialogs()[0];
    assert_eq!(dialog.state, State::Confirmed);
    assert_eq!(dialog.direction, Some(Direction::Recipient));
    assert_eq!(dialog.replaces_there().unwrap().to_string(), "c;to-tag=l;from-tag=r");
}

#[test]
fn dialogs_without_ids_are_told_apart_by_their_calls() {
    let mut states = DialogStates::new();
    let mut one = Dialog::new("", State::Early);
    one.call_id = Some("1".to_owned());
    let mut two = Dialog::new("", State::Early);
    two.call_id = Some("2".to_owned());
    let mut first = document(0, true, &[]);
    first.dialogs = vec![one.clone(), two];
    states.take(first);
    one.state = State::Terminated;
    let mut second = document(1, false, &[]);
    second.dialogs = vec![one];

    states.take(second);

    assert_eq!(states.dialogs().len(), 1);
    assert_eq!(states.dialogs()[0].call_id.as_deref(), Some("2"));
}

#[test]
fn what_is_known_has_a_bound_and_says_when_it_is_reached() {
    let mut states = DialogStates::new();
    states.take(document(0, true, &[]));

    for version in 1..=u32::try_from(MAX_DIALOGS).unwrap() {
        let one = document(version, false, &[(&version.to_string(), State::Early)]);
        assert_eq!(states.take(one), Taken::Current);
    }
    let beyond = document(65, false, &[("one more", State::Early)]);

    assert_eq!(states.take(beyond), Taken::Incomplete);
    assert_eq!(states.dialogs().len(), MAX_DIALOGS);
}
