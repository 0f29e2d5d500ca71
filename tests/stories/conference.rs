//! Conferences of three.

use std::time::Duration;

use switchboard::{CallChoice, Command, Output};
use telephony::{Cause, HeldBy, State};

use crate::phone::{ONLY, Scene, dial};

/// Anna talks with Ben and Dora in conference.
fn joined() -> Scene {
    let mut scene = Scene::new();
    scene.connect("anna", "22", "ben");
    scene.connect("anna", "23", "dora");
    scene.wish("anna", Command::Join { call: ONLY, other: ONLY });
    scene
}

fn mixed(scene: &Scene) -> usize {
    let mix = scene.phone("anna").last(|output| match output {
        Output::Mix { calls } => Some(calls.len()),
        _ => None,
    });
    mix.unwrap_or(0)
}

#[test]
fn two_calls_are_joined_and_the_held_one_is_taken_back() {
    let scene = joined();

    assert_eq!(
        scene.read_after("anna", "23: talking"),
        ["23: talking, in conference", "22: talking, in conference", "all hear each other",]
    );
    assert_eq!(scene.read("ben").last(), Some(&"21: talking"));
    assert_eq!(mixed(&scene), 2);
    scene.end();
}

#[test]
fn who_hangs_up_leaves_the_other_two_talking() {
    let mut scene = joined();

    scene.wish("dora", Command::HangUp { call: ONLY });

    assert_eq!(mixed(&scene), 0);
    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert!(!scene.phone("anna").call("22").unwrap().traits.is_in_conference);
    scene.end();
}

#[test]
fn one_who_is_held_falls_out_of_the_mix_until_resumed() {
    let mut scene = joined();
    let ben = scene.choice("anna", "22");

    scene.wish("anna", Command::Hold { call: ben });
    assert_eq!(mixed(&scene), 0);
    assert_eq!(scene.state("ben", "21"), Some(State::Held { by: HeldBy::Them }));
    assert_eq!(scene.state("dora", "21"), Some(State::Talking));

    scene.wish("anna", Command::Resume { call: ben });
    assert_eq!(mixed(&scene), 2);
    assert_eq!(scene.state("anna", "23"), Some(State::Talking));
    scene.end();
}

#[test]
fn another_call_puts_the_whole_conference_aside_and_either_brings_it_back() {
    let mut scene = joined();

    scene.wish("anna", dial("12"));
    scene.pass(Duration::from_secs(3));
    assert_eq!(mixed(&scene), 0);
    for number in ["22", "23"] {
        assert_eq!(scene.state("anna", number), Some(State::Held { by: HeldBy::Me }));
    }

    let ben = scene.choice("anna", "22");
    scene.wish("anna", Command::Resume { call: ben });
    assert_eq!(mixed(&scene), 2);
    assert_eq!(scene.state("anna", "12"), Some(State::Held { by: HeldBy::Me }));
    scene.end();
}

#[test]
fn a_split_goes_on_with_one_and_holds_the_other() {
    let mut scene = joined();
    let ben = scene.choice("anna", "22");

    scene.wish("anna", Command::Split { call: ben });

    assert_eq!(scene.state("anna", "22"), Some(State::Talking));
    assert_eq!(scene.state("anna", "23"), Some(State::Held { by: HeldBy::Me }));
    assert_eq!(mixed(&scene), 0);
    scene.end();
}

#[test]
fn ending_a_conference_ends_both_calls() {
    let mut scene = joined();

    scene.wish("anna", Command::EndConference);

    for who in ["ben", "dora"] {
        assert_eq!(scene.read(who).last(), Some(&"21: over, HungUp by Them"));
    }
    assert!(scene.try_wish("anna", Command::EndConference).is_err(), "there is none any more");
    scene.end();
}

#[test]
fn who_leaves_a_conference_connects_the_others() {
    let mut scene = joined();

    scene.wish("anna", Command::LeaveConference);
    scene.pass(Duration::from_secs(2));

    assert_eq!(scene.state("ben", "23"), Some(State::Talking));
    assert_eq!(scene.state("dora", "22"), Some(State::Talking));
    let ends: Vec<Cause> =
        scene.phone("anna").records().iter().map(|kept| kept.end.cause).collect();
    assert_eq!(ends, [Cause::Transferred, Cause::Transferred]);
    scene.end();
}

#[test]
fn a_third_cannot_be_joined_and_a_call_not_with_itself() {
    let mut scene = joined();
    let ben = scene.choice("anna", "22");

    assert!(scene.try_wish("anna", Command::Join { call: ONLY, other: ONLY }).is_err());
    scene.wish("anna", Command::Split { call: ben });
    let with_itself =
        Command::Join { call: ben, other: CallChoice::This(scene.call_id("anna", "22")) };
    assert!(scene.try_wish("anna", with_itself).is_err());
    scene.end();
}
