//! RFC 3261 §10 and §22: who may register, and for how long.

use demo_pbx::Settings;
use sip_agent::invitation::Cause;
use sip_agent::registration::{Event, Problem};
use sip_message::StatusCode;
use sip_message::digest::{Algorithm, Credentials};

use crate::world::{PBX, World, ms, s};

#[test]
fn the_right_password_registers() {
    let mut world = World::new();
    let anna = world.add("21");

    world.register(anna);
}

#[test]
fn the_right_password_registers_by_sha_256_too() {
    let mut settings = Settings::new(PBX, [1; 32]);
    settings.algorithms = vec![Algorithm::Sha256];
    let mut world = World::with(settings);
    let anna = world.add("21");

    world.register(anna);
}

#[test]
fn a_wrong_password_is_told() {
    let mut world = World::new();
    let wrong = Credentials { username: "21".to_owned(), password: "guess".to_owned().into() };
    let anna = world.add_with("21", Some(wrong));

    let problem = refusal(&mut world, anna);

    assert_eq!(problem, Problem::WrongPassword);
}

#[test]
fn the_password_of_another_user_opens_nothing() {
    let mut world = World::new();
    let ben = world.pbx.settings().users[1].clone();
    let credentials = Credentials { username: ben.number, password: ben.password };
    let thief = world.add_with("21", Some(credentials));

    let problem = refusal(&mut world, thief);

    assert_eq!(problem, Problem::Forbidden(StatusCode::FORBIDDEN));
}

#[test]
fn passwords_come_from_the_seed_and_differ() {
    let one = Settings::new(PBX, [1; 32]);
    let other = Settings::new(PBX, [2; 32]);
    let read = |settings: &Settings, user: usize| {
        use secrecy::ExposeSecret;
        settings.users[user].password.expose_secret().to_owned()
    };

    assert_ne!(read(&one, 0), read(&one, 1));
    assert_ne!(read(&one, 0), read(&other, 0));
    assert_eq!(read(&one, 0), read(&Settings::new(PBX, [1; 32]), 0));
}

#[test]
fn a_registration_is_renewed_for_hours_although_nonces_grow_old() {
    let (mut world, anna) = World::with_anna();

    world.run_for(s(4 * 3600));

    let events = world.registrations(anna);
    assert!(events.len() > 10, "renewed");
    assert!(events.iter().all(|event| matches!(event, Event::Registered(_))), "{events:?}");
}

#[test]
fn a_telephone_that_is_switched_off_is_forgotten_when_its_binding_expires() {
    let (mut world, anna) = World::with_anna();
    let ben = world.add("22");
    world.register(ben);
    world.phones[ben].is_on = false;

    world.run_for(s(700));
    let call = world.dial(anna, "22");
    world.run_for(s(1));

    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::TEMPORARILY_UNAVAILABLE)));
}

#[test]
fn an_unregistered_telephone_rings_no_more() {
    let (mut world, anna) = World::with_anna();
    let ben = world.add("22");
    world.register(ben);

    world.act(ben, |agent, id, now| agent.unregister(id, now)).unwrap();
    world.run_for(s(1));
    let call = world.dial(anna, "22");
    world.run_for(s(1));

    assert!(matches!(world.registrations(ben)[..], [.., Event::Unregistered]));
    assert!(world.incoming(ben).is_empty());
    assert_eq!(world.cause(anna, call), Some(Cause::Refused(StatusCode::TEMPORARILY_UNAVAILABLE)));
}

#[test]
fn a_wish_below_the_shortest_lifetime_is_met_by_the_shortest() {
    let mut settings = Settings::new(PBX, [1; 32]);
    settings.binding_lifetimes = (s(900), s(3600));
    let mut world = World::with(settings);
    let anna = world.add("21");
    let begin = world.now.timestamp;

    world.act(anna, |agent, id, now| agent.register(id, now)).unwrap();
    world.run_for(s(1));

    let Some(Event::Registered(binding)) = world.registrations(anna).pop() else {
        panic!("registered")
    };
    let granted = binding.until.duration_since(begin).as_secs();
    assert!((899..=901).contains(&granted), "{granted} s");
}

#[test]
fn a_telephone_that_was_started_anew_takes_the_place_of_its_old_binding() {
    let (mut world, anna) = World::with_anna();
    let ben = world.add("22");
    world.register(ben);
    world.phones[anna].is_on = false;
    let credentials = world.credentials("21");
    let again = world.add_instance("21", Some(credentials), anna);
    world.act(again, |agent, id, now| agent.register(id, now)).unwrap();
    world.run_for(ms(100));
    let Some(Event::Registered(binding)) = world.registrations(again).pop() else {
        panic!("registered")
    };
    assert_eq!(binding.contacts.len(), 1);

    let call = world.dial(ben, "21");
    world.run_for(s(1));

    assert_eq!(world.incoming(again).len(), 1);
    world.hang_up(ben, call);
    world.run_for(ms(100));
}

/// Registers and gives the reason why it did not work.
#[track_caller]
fn refusal(world: &mut World, phone: usize) -> Problem {
    world.act(phone, |agent, id, now| agent.register(id, now)).unwrap();
    world.run_for(s(1));
    match world.registrations(phone).pop() {
        Some(Event::Refused { problem } | Event::Waiting { problem, .. }) => problem,
        other => panic!("refused, not {other:?}"),
    }
}
