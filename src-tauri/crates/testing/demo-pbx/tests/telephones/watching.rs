//! RFC 4235, RFC 6665 §4.2: who is in a call, told to whoever subscribes.

use event::dialog_info::{self, Direction, State};
use sip_agent::Output;
use sip_agent::invitation::InviteOptions;
use sip_agent::subscription::Event;

use crate::world::{World, ms, s};

#[test]
fn a_colleague_s_call_is_told_from_ringing_to_its_end() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    let news = world.follow_news(dora, "22", "dialog");
    assert!(world.dialogs(dora, news).is_empty(), "idle");

    let call = world.dial(anna, "22");
    world.run_for(ms(300));
    let incoming = world.rings_at(ben);
    let ringing = world.dialogs(dora, news);
    assert_eq!(ringing.len(), 1);
    assert_eq!(ringing[0].state, State::Early);
    assert_eq!(ringing[0].direction, Some(Direction::Recipient));
    let caller = ringing[0].remote.as_ref().and_then(|remote| remote.display.clone());
    assert_eq!(caller.as_deref(), Some("Anna Albers"));

    world.pick_up(ben, &incoming);
    world.run_for(s(1));
    let talking = world.dialogs(dora, news);
    assert_eq!(talking[0].state, State::Confirmed);
    assert_eq!(talking[0].id, ringing[0].id, "the same dialog");

    world.hang_up(anna, call);
    world.run_for(s(1));
    assert!(world.dialogs(dora, news).is_empty());
    world.act(dora, |agent, _, now| agent.unsubscribe(news, now)).unwrap();
    world.nothing_is_left();
}

#[test]
fn the_caller_s_side_is_told_too_with_versions_that_count() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let news = world.follow_news(ben, "21", "dialog");

    let call = world.dial(anna, "12");
    world.run_for(s(3));
    world.hang_up(anna, call);
    world.run_for(s(1));

    let told: Vec<_> = world
        .notified(ben, news)
        .iter()
        .map(|body| dialog_info::read(body).expect("readable"))
        .collect();
    let versions: Vec<_> = told.iter().map(|one| one.version).collect();
    assert_eq!(versions, (0..u32::try_from(told.len()).unwrap()).collect::<Vec<_>>());
    assert!(told.iter().all(|one| one.is_full));
    let states: Vec<_> =
        told.iter().filter_map(|one| one.dialogs.first()).map(|d| d.state).collect();
    assert_eq!(states, [State::Early, State::Confirmed]);
    let confirmed = told.iter().filter_map(|one| one.dialogs.first()).next_back().unwrap();
    assert_eq!(confirmed.direction, Some(Direction::Initiator));
}

#[test]
fn who_hides_is_not_named_to_watchers_either() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    let news = world.follow_news(dora, "22", "dialog");
    let hidden = InviteOptions { is_anonymous: true, ..InviteOptions::default() };

    let call = world.dial_so(anna, "22", hidden);
    world.run_for(ms(300));
    world.rings_at(ben);

    let last = world.notified(dora, news).pop().unwrap();
    let text = String::from_utf8(last.to_vec()).unwrap();
    assert!(text.contains("anonymous"), "{text}");
    assert!(!text.contains("Anna") && !text.contains("21@"), "{text}");
    world.hang_up(anna, call);
}

#[test]
fn a_subscription_lives_on_by_renewal_and_ends_when_the_subscriber_is_gone() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let news = world.follow_news(anna, "12", "dialog");

    world.run_for(s(3000));
    let call = world.dial(ben, "12");
    world.run_for(s(3));
    assert_eq!(world.dialogs(anna, news).len(), 1, "after several renewals");

    world.phones[anna].is_on = false;
    world.hang_up(ben, call);
    world.nothing_is_left();
    world.strays.clear();
    let call = world.dial(ben, "12");
    world.run_for(s(3));
    assert!(world.strays.is_empty(), "nobody is told any more");
    world.hang_up(ben, call);
}

#[test]
fn unknown_numbers_and_packages_are_refused() {
    let (mut world, [anna]) = World::of_users(["21"]);

    for (number, package) in [("4711", "dialog"), ("22", "presence"), ("22", "message-summary")] {
        let news = world.follow_news(anna, number, package);
        world.run_for(s(1));

        let is_refused = world.phones[anna].news.iter().any(|one| match one {
            Output::Subscription { id, event } if *id == news => {
                matches!(event, Event::Ended { .. } | Event::Waiting { .. })
            }
            _ => false,
        });
        assert!(is_refused, "{package} of {number}");
    }
}
