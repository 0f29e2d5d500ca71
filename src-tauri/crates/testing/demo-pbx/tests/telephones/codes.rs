//! Forwards, groups, the operator and hidden numbers, as they are dialled.

use std::collections::BTreeSet;

use demo_pbx::CODES;
use sip_agent::invitation::{Cause, Event, IncomingInvitation, InviteOptions};
use sip_message::{HeaderName, StatusCode};

use crate::world::{World, has, ms, s};

#[test]
fn a_code_is_confirmed_by_two_notes_and_the_pbx_hangs_up() {
    let (mut world, [anna]) = World::of_users(["21"]);

    let call = world.dial(anna, "*21*12#");
    world.run_for(s(3));

    assert!(has(&world.events(anna, call), |event| matches!(event, Event::Answered { .. })));
    assert!(!world.sound.is_empty(), "it is heard");
    world.nothing_is_left();
}

#[test]
fn malformed_unknown_and_refused_codes_are_told_apart() {
    let (mut world, [anna]) = World::of_users(["21"]);
    let expected = [
        ("*21*12", 484),
        ("*21*#", 484),
        ("*99#", 404),
        ("*21*4711#", 404),
        ("*21*700#", 404),
        ("*21*21#", 403),
        ("##8199#", 404),
        ("*899#", 404),
        ("*822#", 480),
        ("*8#", 480),
        ("*37#", 404),
    ];

    for (code, status) in expected {
        assert_eq!(world.code(anna, code), Some(status), "{code}");
    }
    world.nothing_is_left();
}

#[test]
fn the_program_s_profile_of_this_pbx_has_its_codes_and_services() {
    let profile = telephony::plan::Pbx::find("demo").unwrap();
    let settings = demo_pbx::Settings::new(crate::world::PBX, [1; 32]);

    let theirs: BTreeSet<String> = profile
        .codes
        .values()
        .map(ToString::to_string)
        .filter(|code| code.starts_with(['*', '#']))
        .collect();
    let ours: BTreeSet<String> = CODES.iter().map(|(_, code)| (*code).to_owned()).collect();
    assert_eq!(theirs, ours);
    let numbers = |all: &[telephony::plan::Numbered]| -> Vec<String> {
        all.iter().map(|one| one.number.as_str().to_owned()).collect()
    };
    assert_eq!(numbers(&profile.places), settings.services.places);
    let groups: Vec<_> =
        settings.services.groups.iter().map(|(number, _)| number.clone()).collect();
    assert_eq!(numbers(&profile.groups), groups);
    let voicemail = profile.voicemail.as_ref().map(|number| number.as_str().to_owned());
    assert_eq!(voicemail, Some(settings.services.mailbox));
}

#[test]
fn all_calls_go_where_they_are_sent_until_that_is_taken_back() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    assert_eq!(world.code(ben, "*21*23#"), None);

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.rings_at(dora);
    assert!(world.incoming(ben).is_empty());
    assert_eq!(diversions(&incoming), [("22".to_owned(), "unconditional".to_owned())]);
    let history = incoming.request.headers.history_info();
    let stops: Vec<_> = history.iter().map(|entry| entry.index().unwrap()).collect();
    assert_eq!(stops, ["1", "1.1"]);
    assert_eq!(history[0].reason().and_then(|reason| reason.cause()), Some(302));
    world.hang_up(anna, call);
    world.run_for(s(1));

    assert_eq!(world.code(ben, "##21#"), None);
    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.rings_at(ben);
    assert!(incoming.request.headers.diversions().is_empty());
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn calls_of_a_busy_one_go_on() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    assert_eq!(world.code(ben, "*67*23#"), None);

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.rings_at(ben);
    world.act(ben, |agent, _, now| agent.reject(incoming.id, StatusCode::BUSY_HERE, now)).unwrap();
    world.run_for(s(1));

    let incoming = world.rings_at(dora);
    assert_eq!(diversions(&incoming), [("22".to_owned(), "user-busy".to_owned())]);
    assert_eq!(world.cause(anna, call), None, "the caller does not hear of it");
    world.pick_up(dora, &incoming);
    world.run_for(s(1));
    assert!(has(&world.events(anna, call), |event| matches!(event, Event::Answered { .. })));
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn calls_that_nobody_answers_go_on_after_ten_seconds() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    assert_eq!(world.code(ben, "*61*12#"), None);

    let call = world.dial(anna, "22");
    world.run_for(ms(200));
    let incoming = world.rings_at(ben);
    world.run_for(ms(9_600));
    assert_eq!(world.cause(ben, incoming.id), None, "still rings");
    world.run_for(s(2));

    assert_eq!(world.cause(ben, incoming.id), Some(Cause::Cancelled));
    let events = world.events(anna, call);
    assert!(has(&events, |event| matches!(event, Event::Answered { .. })), "{events:?}");
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn one_who_is_not_there_is_not_waited_for() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    assert_eq!(world.code(ben, "*61*12#"), None);
    world.act(ben, |agent, id, now| agent.unregister(id, now)).unwrap();
    world.run_for(s(1));

    let call = world.dial(anna, "22");
    world.run_for(s(2));

    assert!(has(&world.events(anna, call), |event| matches!(event, Event::Answered { .. })));
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn a_circle_of_forwards_is_told_and_not_gone_round() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    assert_eq!(world.code(ben, "*21*23#"), None);
    assert_eq!(world.code(dora, "*21*22#"), None);

    let call = world.dial(anna, "22");
    world.run_for(s(1));

    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::LOOP_DETECTED)));
    world.nothing_is_left();
}

#[test]
fn a_telephone_that_sends_its_caller_elsewhere_is_obeyed_by_the_pbx() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);

    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let incoming = world.rings_at(ben);
    let target = sip_message::Uri::Sip(crate::world::address("23"));
    world.act(ben, |agent, _, now| agent.redirect(incoming.id, &[target], now)).unwrap();
    world.run_for(s(1));

    let incoming = world.rings_at(dora);
    assert_eq!(diversions(&incoming), [("22".to_owned(), "deflection".to_owned())]);
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn a_group_rings_at_all_who_joined_and_says_that_it_is_the_group() {
    let (mut world, [anna, ben, dora]) = World::of_users(["21", "22", "23"]);
    let nobody = world.dial(anna, "300");
    world.run_for(s(1));
    let unavailable = StatusCode::TEMPORARILY_UNAVAILABLE;
    assert_eq!(world.cause(anna, nobody), Some(Cause::Refused(unavailable)));
    for member in [anna, ben, dora] {
        assert_eq!(world.code(member, "*81300#"), None);
    }

    let call = world.dial(anna, "300");
    world.run_for(s(1));
    assert!(world.incoming(anna).is_empty(), "the caller's own does not ring");
    let at_ben = world.rings_at(ben);
    let at_dora = world.rings_at(dora);
    assert_eq!(diversions(&at_ben), [("300".to_owned(), "unconditional".to_owned())]);
    let group = at_dora.request.headers.diversions().remove(0).address.display_name;
    assert_eq!(group.as_deref(), Some("Service"));
    world.pick_up(dora, &at_dora);
    world.run_for(s(1));
    assert_eq!(world.cause(ben, at_ben.id), Some(Cause::AnsweredElsewhere));
    world.hang_up(anna, call);
    world.run_for(s(1));

    assert_eq!(world.code(dora, "##81300#"), None);
    let call = world.dial(anna, "300");
    world.run_for(s(1));
    world.rings_at(ben);
    assert!(world.incoming(dora).is_empty(), "has left");
    world.hang_up(anna, call);
    world.nothing_is_left();
}

#[test]
fn the_operator_s_number_leads_to_either_target() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    for (code, expected) in [("*91#", "Theo Zweitstimme"), ("*90#", "Clara Sprecher")] {
        assert_eq!(world.code(ben, code), None);

        let call = world.dial(anna, "0");
        world.run_for(s(2));

        let names: Vec<_> = world
            .events(anna, call)
            .into_iter()
            .filter_map(|event| match event {
                Event::Answered { remote, .. } => remote.display_name,
                _ => None,
            })
            .collect();
        assert_eq!(names, [expected]);
        world.hang_up(anna, call);
        world.run_for(s(1));
    }
    world.nothing_is_left();
}

#[test]
fn who_hides_is_not_named_be_it_for_one_call_or_for_all() {
    let (mut world, [anna, ben]) = World::of_users(["21", "22"]);
    let hidden = InviteOptions { is_anonymous: true, ..InviteOptions::default() };
    let call = world.dial_so(anna, "22", hidden);
    world.run_for(s(1));
    let once = world.rings_at(ben);
    world.hang_up(anna, call);
    world.run_for(s(1));
    assert_eq!(world.code(anna, "*31#"), None);
    let call = world.dial(anna, "22");
    world.run_for(s(1));
    let always = world.rings_at(ben);

    for incoming in [&once, &always] {
        let headers = &incoming.request.headers;
        assert_eq!(headers.get(&HeaderName::Privacy), Some("id"));
        for name in
            [HeaderName::From, HeaderName::PAssertedIdentity, HeaderName::PPreferredIdentity]
        {
            let value = headers.get(&name).unwrap_or_default();
            assert!(!value.contains("21@") && !value.contains("Anna"), "{name}: {value}");
        }
    }
    world.pick_up(ben, &always);
    world.run_for(s(1));
    assert!(has(&world.events(anna, call), |event| matches!(event, Event::Answered { .. })));
    let mut wish = crate::world::capabilities(anna);
    let before = sdp::offer(&wish);
    wish.version = 1;
    wish.direction = sdp::Direction::SendOnly;
    let hold = sdp::reoffer(&before, &wish).to_bytes().into();
    world.delivered.clear();
    world.act(anna, |agent, _, now| agent.reoffer(call, hold, now)).unwrap();
    world.run_for(s(1));
    let at_ben = world.telephone_address(ben);
    let told = world.delivered.iter().filter(|(to, _)| *to == at_ben);
    let told: Vec<_> = told.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    assert!(told.iter().any(|text| text.starts_with("INVITE")), "{told:?}");
    for text in told.iter().filter(|text| !text.starts_with("SIP/2.0")) {
        assert!(!text.contains("sip:21@") && !text.contains("Telephone 21"), "{text}");
    }
    world.hang_up(ben, always.id);
    world.run_for(s(1));
    assert_eq!(world.cause(anna, call), Some(Cause::HungUp), "requests within the call find home");

    assert_eq!(world.code(anna, "##31#"), None);
    let call = world.dial(anna, "22");
    world.run_for(s(1));
    assert_eq!(world.rings_at(ben).from.display_name.as_deref(), Some("Anna Albers"));
    world.hang_up(anna, call);
    world.nothing_is_left();
}

/// Who sent a call on, and why: the latest first.
pub(crate) fn diversions(incoming: &IncomingInvitation) -> Vec<(String, String)> {
    let all = incoming.request.headers.diversions();
    let of = |diversion: &sip_message::Diversion| {
        let user = diversion.address.uri.sip().unwrap().user().unwrap().into_owned();
        (user, diversion.reason().unwrap())
    };
    all.iter().map(of).collect()
}
