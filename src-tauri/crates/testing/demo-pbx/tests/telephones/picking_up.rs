//! Calls taken from others: by a code, and by Replaces as RFC 3891 and RFC 4235 have it.

use sip_agent::invitation::{Cause, Event, IncomingInvitation, InvitationId, InviteOptions};

use crate::sounds::heard_at;
use crate::world::{World, has, ms, s, sound_address};

#[test]
fn a_call_that_rings_at_a_user_is_picked_up_by_code() {
    for code in ["*822#", "*8#"] {
        let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
        let call = world.dial(anna, "22");
        world.run_for(ms(300));
        let at_ben = world.rings_at(ben);

        let taken = world.dial(dora, code);
        world.run_for(s(1));
        let at_anna = taken_over(&mut world, anna, call);
        world.run_for(s(1));

        let events = world.events(dora, taken);
        let remote = events.iter().find_map(|event| match event {
            Event::Answered { remote, .. } => remote.display_name.clone(),
            _ => None,
        });
        assert_eq!(remote.as_deref(), Some("Anna Albers"), "{code}");
        assert_eq!(world.cause(ben, at_ben.id), Some(Cause::AnsweredElsewhere), "{code}");
        world.hang_up(anna, at_anna.id);
        world.run_for(s(1));
        assert_eq!(world.cause(dora, taken), Some(Cause::HungUp), "{code}");
        world.nothing_is_left();
    }
}

#[test]
fn a_call_that_rings_is_picked_up_by_what_its_dialog_says_the_tags_either_way_round() {
    for at_caller in [true, false] {
        let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
        let news = world.follow_news(dora, "22", "dialog");
        let call = world.dial(anna, "22");
        world.run_for(ms(300));
        let at_ben = world.rings_at(ben);
        let dialog = world.dialogs(dora, news).remove(0);
        let (value, number) = if at_caller {
            (dialog.replaces_at_caller(), "21")
        } else {
            (dialog.replaces_there(), "22")
        };

        let taken = world.dial_so(dora, number, replacing(&value.unwrap()));
        world.run_for(s(1));
        taken_over(&mut world, anna, call);
        world.run_for(s(1));

        assert!(has(&world.events(dora, taken), |event| matches!(event, Event::Answered { .. })));
        assert_eq!(world.cause(ben, at_ben.id), Some(Cause::AnsweredElsewhere));
        world.hang_up(dora, taken);
        world.act(dora, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
        world.nothing_is_left();
    }
}

#[test]
fn a_call_between_colleagues_is_picked_up_from_who_never_answers() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let ring = world.dial(anna, "16");
    world.run_for(s(12));
    assert_eq!(world.cause(anna, ring), Some(Cause::HungUp), "Karl hangs up and calls Nora");

    let taken = world.dial(anna, "*815#");
    world.run_for(s(3));

    let events = world.events(anna, taken);
    let remote = events.iter().find_map(|event| match event {
        Event::Answered { remote, .. } => remote.display_name.clone(),
        _ => None,
    });
    assert_eq!(remote.as_deref(), Some("Karl Klingel"));
    world.sound.clear();
    world.run_for(s(2));
    assert!(heard_at(&world.sound, sound_address(anna)).len() > 90, "Karl speaks");
    world.hang_up(anna, taken);
    world.nothing_is_left();
}

#[test]
fn a_call_is_pulled_from_one_s_own_other_telephone() {
    for swapped in [true, false] {
        let (mut world, [desk, mobile]) = World::of_users(["21", "21"]);
        let news = world.follow_news(mobile, "21", "dialog");
        let call = world.dial(desk, "12");
        world.run_for(s(2));
        let dialog = world.dialogs(mobile, news).remove(0);
        let (value, number) = if swapped {
            (dialog.replaces_there(), "21")
        } else {
            (dialog.replaces_at_caller(), "12")
        };

        let pulled = world.dial_so(mobile, number, replacing(&value.unwrap()));
        world.run_for(s(2));

        let events = world.events(mobile, pulled);
        assert!(has(&events, |event| matches!(event, Event::Answered { .. })), "{events:?}");
        assert_eq!(world.cause(desk, call), Some(Cause::HungUp), "the other telephone is free");
        world.sound.clear();
        world.run_for(s(1));
        assert!(!heard_at(&world.sound, sound_address(mobile)).is_empty());
        world.hang_up(mobile, pulled);
        world.act(mobile, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
        world.nothing_is_left();
    }
}

#[test]
fn nobody_breaks_into_a_call_of_others() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    let news = world.follow_news(dora, "22", "dialog");
    let call = world.dial(anna, "22");
    world.run_for(ms(300));
    let at_ben = world.rings_at(ben);
    world.pick_up(ben, &at_ben);
    world.run_for(s(1));
    let dialog = world.dialogs(dora, news).remove(0);

    for value in [dialog.replaces_at_caller().unwrap(), dialog.replaces_there().unwrap()] {
        let intruder = world.dial_so(dora, "21", replacing(&value));
        world.run_for(s(1));
        let forbidden = Cause::Refused(sip_message::StatusCode::FORBIDDEN);
        assert_eq!(world.cause(dora, intruder), Some(forbidden));
    }
    assert_eq!(world.cause(anna, call), None);
}

pub(crate) fn replacing(value: &sip_message::Replaces) -> InviteOptions {
    InviteOptions { replaces_value: Some(value.to_string()), ..InviteOptions::default() }
}

/// What a telephone does whose call somebody else takes: accepts the new one, which ends the old.
#[track_caller]
pub(crate) fn taken_over(
    world: &mut World,
    phone: usize,
    call: InvitationId,
) -> IncomingInvitation {
    let incoming = world.incoming(phone).pop().expect("somebody takes the call");
    assert_eq!(incoming.replaces, Some(call));
    world.pick_up(phone, &incoming);
    assert_eq!(world.cause(phone, call), Some(Cause::Replaced));
    incoming
}
