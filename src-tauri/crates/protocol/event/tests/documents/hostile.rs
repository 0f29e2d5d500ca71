//! Whatever the bytes, the readers give a value or a reason; what they give is written and read again.

use event::dialog_info::{
    self, Dialog, DialogInfo, DialogStates, Direction, MAX_DIALOGS, Party, Reason, State,
};
use event::digit::Digit;
use event::message_summary::{Class, Count, MessageSummary};
use event::sipfrag::Fragment;
use proptest::prelude::*;
use sip_message::Uri;

fn all(bytes: &[u8]) {
    dialog_info::read(bytes).ok();
    MessageSummary::read(bytes).ok();
    let fragment = Fragment::read(bytes);
    assert!(fragment.is_none_or(|fragment| fragment.to_text().starts_with("SIP/2.0 ")));
    for kind in [event::digit::RELAY, event::digit::PLAIN] {
        let again = |digit: Digit| Digit::read(event::digit::RELAY, digit.to_relay().as_bytes());
        assert!(Digit::read(kind, bytes).is_none_or(|digit| again(digit) == Some(digit)));
    }
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        Just(State::Trying),
        Just(State::Proceeding),
        Just(State::Early),
        Just(State::Confirmed),
        Just(State::Terminated),
    ]
}

fn uri() -> impl Strategy<Value = Uri> {
    "sip:[a-z0-9&;=%+]{1,12}@[a-z]{1,8}\\.test"
        .prop_filter_map("an address", |text| text.parse().ok())
}

/// A word that is neither empty nor begins or ends with a blank.
fn word() -> impl Strategy<Value = String> {
    "[!#-~äß€][ -~äß€]{0,20}[!#-~äß€]"
        .prop_filter("no quotes around", |text| !text.starts_with('"') && !text.ends_with('"'))
}

fn party() -> impl Strategy<Value = Party> {
    (uri(), prop::option::of(word()), prop::option::of(uri()), prop::option::of(any::<bool>()))
        .prop_map(|(identity, display, target, is_rendering)| Party {
            identity: Some(identity),
            display,
            is_rendering: is_rendering.filter(|_| target.is_some()),
            target,
        })
}

fn dialog() -> impl Strategy<Value = Dialog> {
    let direction = prop_oneof![Just(Direction::Initiator), Just(Direction::Recipient)];
    let reason = prop_oneof![Just(Reason::Rejected), Just(Reason::TimedOut)];
    (
        (word(), state(), prop::option::of(direction), prop::option::of(reason)),
        (prop::option::of(word()), prop::option::of(word()), prop::option::of(word())),
        (prop::option::of(100_u16..700), prop::option::of(any::<u32>())),
        (prop::option::of(party()), prop::option::of(party())),
    )
        .prop_map(
            |((id, state, direction, reason), tags, (code, seconds), (local, remote))| {
                let (call_id, local_tag, remote_tag) = tags;
                Dialog {
                    call_id,
                    local_tag,
                    remote_tag,
                    direction,
                    reason,
                    code,
                    seconds,
                    local,
                    remote,
                    ..Dialog::new(&id, state)
                }
            },
        )
}

fn document() -> impl Strategy<Value = DialogInfo> {
    (uri(), any::<u32>(), any::<bool>(), prop::collection::vec(dialog(), 0..5)).prop_map(
        |(entity, version, is_full, dialogs)| DialogInfo { entity, version, is_full, dialogs },
    )
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        all(&bytes);
    }

    #[test]
    fn no_markup_does_harm(parts in prop::collection::vec(
        "(<dialog-info|<dialog|<state>|early|</state>|</dialog>|/>|>| entity=\"|\"| id='x'|<!DOCTYPE|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?xml|\\?>|&lt;|&#x41;|&#0;|&|é|\u{0}|:| xmlns:x=\"y\"|<x:dialog)",
        0..40,
    )) {
        all(parts.concat().as_bytes());
    }

    #[test]
    fn no_lines_do_harm(lines in prop::collection::vec(
        "(SIP/2.0 [0-9]{0,4}|Signal|Duration|Messages-Waiting|voice-message|[a-z]{0,9}-message)[ :=/()0-9a-z]{0,20}",
        0..20,
    )) {
        all(lines.join("\r\n").as_bytes());
    }

    #[test]
    fn what_is_written_is_read_again(document in document()) {
        let text = document.to_xml();

        prop_assert_eq!(dialog_info::read(text.as_bytes()), Ok(document), "{}", text);
    }

    #[test]
    fn what_is_written_survives_one_wrong_byte(
        document in document(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = document.to_xml().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] = byte;

        all(&bytes);
    }

    #[test]
    fn what_is_known_never_grows_beyond_its_bound(
        documents in prop::collection::vec(document(), 0..30),
    ) {
        let mut states = DialogStates::new();
        for document in documents {
            states.take(document);
            prop_assert!(states.dialogs().len() <= MAX_DIALOGS);
            let is_live = |dialog: &Dialog| dialog.state != State::Terminated;
            prop_assert!(states.dialogs().iter().all(is_live));
        }
    }

    #[test]
    fn summaries_are_read_again(
        is_waiting in any::<bool>(),
        counts in prop::collection::vec(any::<(u32, u32, u32, u32)>(), 1..4),
        kind in "[a-z]{3}x",
    ) {
        let class = |place| if place == 0 { Class::Voice } else { Class::Other(kind.clone()) };
        let counts = counts
            .into_iter()
            .enumerate()
            .map(|(place, (new, old, new_urgent, old_urgent))| Count {
                class: class(place), new, old, new_urgent, old_urgent,
            })
            .collect();
        let summary = MessageSummary { is_waiting, account: None, counts };

        prop_assert_eq!(MessageSummary::read(summary.to_text().as_bytes()), Ok(summary));
    }
}
