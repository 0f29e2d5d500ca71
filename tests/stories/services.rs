//! What the telephone system does for somebody: forwards, groups, the own number, not to be disturbed.

use std::time::Duration;

use model::Number;
use switchboard::{Command, Notice, Output, RefusalCode};
use telephony::plan::{HideBy, Plan};
use telephony::policy::Manner;
use telephony::services::{ForwardWhen, Known, OperatorTarget, Services};
use telephony::{Cause, State};

use crate::phone::{Scene, dial};

/// Somebody who knows what the demo system can do.
pub(crate) fn plan(scene: &mut Scene, who: &str, plan: Plan) {
    let account = scene.phone(who).account();
    scene.wish(who, Command::ChangePlan { account, plan: Box::new(plan) });
    scene.pass(Duration::from_secs(1));
}

pub(crate) fn demo() -> Plan {
    Plan::of_system("demo")
}

pub(crate) fn number(text: &str) -> Number {
    Number::read(text).unwrap()
}

fn services(scene: &Scene, who: &str) -> Services {
    let phone = scene.phone(who);
    phone.switchboard.services(phone.account()).unwrap().clone()
}

fn forward(when: ForwardWhen, target: Option<&str>) -> Command {
    Command::SetForward { account: None, when, target: target.map(str::to_owned) }
}

/// How many requests of a method the wire saw since so many lines.
fn seen(scene: &Scene, mark: usize, who: &str, method: &str) -> usize {
    let lines = scene.story.ladder.lines().split_off(mark);
    lines.iter().filter(|line| line.contains(who) && line.contains(method)).count()
}

fn mark(scene: &Scene) -> usize {
    scene.story.ladder.lines().len()
}

fn refused(scene: &Scene, who: &str) -> Option<(String, Cause, Option<u16>)> {
    scene.phone(who).last(|output| match output {
        Output::Notice(Notice::ServiceRefused { dialled, cause, status }) => {
            Some((dialled.0.clone(), *cause, *status))
        }
        _ => None,
    })
}

#[test]
fn a_forward_is_asked_for_and_known_once_the_telephone_system_took_it() {
    let mut scene = Scene::new();
    plan(&mut scene, "anna", demo());

    let id = scene.id("anna");
    let set = forward(ForwardWhen::Always, Some("23"));
    scene.story.act(id, |phone, now| phone.switchboard.handle_command(set, now)).unwrap();
    let state = services(&scene, "anna").forward(ForwardWhen::Always).clone();
    assert!(state.is_asked(), "{state:?}");
    scene.pass(Duration::from_secs(10));

    let state = services(&scene, "anna").forward(ForwardWhen::Always).clone();
    assert_eq!(state.value(), Some(&Some(number("23"))));
    assert!(scene.phone("anna").records().is_empty(), "it is in no call list");
    assert!(scene.read("anna").is_empty(), "nobody sees or hears it");
    let kept = scene.phone("anna").last(|output| match output {
        Output::KeepServices { services, .. } => Some((**services).clone()),
        _ => None,
    });
    assert_eq!(kept, Some(services(&scene, "anna")));

    scene.wish("ben", dial("21"));
    assert_eq!(scene.state("dora", "22"), Some(State::Offered));
    assert!(scene.read("anna").is_empty());
    scene.end();
}

#[test]
fn a_forward_that_the_telephone_system_refuses_is_not_set_and_the_person_is_told() {
    let mut scene = Scene::new();
    plan(&mut scene, "anna", demo());

    scene.wish("anna", forward(ForwardWhen::Busy, Some("99")));
    scene.pass(Duration::from_secs(2));

    let state = services(&scene, "anna").forward(ForwardWhen::Busy).clone();
    assert!(matches!(state, Known::Failed { cause: Cause::UnknownNumber, .. }), "{state:?}");
    let told = Some(("*67*99#".to_owned(), Cause::UnknownNumber, Some(404)));
    assert_eq!(refused(&scene, "anna"), told);
    scene.end();
}

#[test]
fn what_leads_back_and_what_the_telephone_system_has_not_is_refused_at_once() {
    let mut scene = Scene::new();
    let refusal = scene.try_wish("anna", forward(ForwardWhen::Always, Some("23"))).unwrap_err();
    assert_eq!(
        (refusal.code, refusal.subject.as_str()),
        (RefusalCode::NoSuchService, "forward-always")
    );

    plan(&mut scene, "anna", demo());
    let refusal = scene.try_wish("anna", forward(ForwardWhen::Always, Some("21"))).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::ForwardLoop);
    let state = services(&scene, "anna").forward(ForwardWhen::Always).clone();
    assert_eq!(state, Known::Unknown, "nothing has changed");
    scene.end();
}

#[test]
fn orders_are_dialled_one_after_the_other() {
    let mut scene = Scene::new();
    plan(&mut scene, "anna", demo());
    let mark = mark(&scene);

    scene.wish("anna", forward(ForwardWhen::NoAnswer, Some("23")));
    scene.wish("anna", Command::SetGroup { account: None, group: "300".into(), member: true });
    scene.wish("anna", Command::SetOperator { account: None, second: true });
    scene.wish("anna", Command::HideNumber { account: None, hidden: true });
    let at_first = seen(&scene, mark, "anna", "INVITE");
    scene.pass(Duration::from_secs(30));

    let known = services(&scene, "anna");
    assert_eq!(known.forward(ForwardWhen::NoAnswer).value(), Some(&Some(number("23"))));
    assert_eq!(known.group(&number("300")).value(), Some(&true));
    assert_eq!(known.operator().value(), Some(&OperatorTarget::Second));
    assert_eq!(known.hidden().value(), Some(&true));
    assert!(at_first < seen(&scene, mark, "anna", "INVITE"), "the later ones wait for the first");

    scene.wish("anna", dial("22"));
    assert_eq!(scene.phone("ben").switchboard.calls()[0].remote.number.0, "", "nobody knows her");
    scene.wish("ben", dial("300"));
    scene.end();
}

#[test]
fn the_own_number_is_hidden_from_here_where_the_telephone_system_has_no_code() {
    let mut scene = Scene::new();
    let hidden = Plan { hide: Some(HideBy::Privacy), ..Plan::default() };
    plan(&mut scene, "anna", hidden);

    scene.wish("anna", Command::HideNumber { account: None, hidden: true });
    assert_eq!(services(&scene, "anna").hidden().value(), Some(&true));
    scene.wish("anna", dial("22"));

    assert_eq!(scene.phone("ben").switchboard.calls()[0].remote.number.0, "");
    assert!(scene.phone("anna").call("22").unwrap().traits.is_hidden);
    scene.end();
}

#[test]
fn who_does_not_want_to_be_disturbed_tells_the_others_once_and_quietly() {
    let mut scene = Scene::new();
    let mark = mark(&scene);
    scene.wish("anna", Command::Disturb { manner: Manner::Reject });
    assert_eq!(scene.phone("anna").switchboard.disturb().manner, Manner::Reject);

    scene.wish("ben", dial("21"));
    scene.pass(Duration::from_secs(1));

    assert_eq!(scene.phone("ben").records()[0].end.cause, Cause::Busy);
    assert!(scene.read("anna").contains(&"notice: 22 was turned away"));
    scene.pass(Duration::from_hours(2));
    let published = seen(&scene, mark, "anna", "PUBLISH");
    assert!(published <= 4, "a system without presence is not asked over and over: {published}");
    scene.end();
}

fn turning_away(scene: &mut Scene, on: &str) {
    let mut own = demo();
    own.set_code("do-not-disturb", on).unwrap();
    own.set_code("do-not-disturb-off", "*91#").unwrap();
    plan(scene, "anna", own);
}

#[test]
fn the_telephone_system_turns_calls_away_too_where_it_has_a_code_for_it() {
    let mut scene = Scene::new();
    turning_away(&mut scene, "*90#");
    scene.wish("anna", Command::Disturb { manner: Manner::Silence });
    scene.pass(Duration::from_secs(10));
    assert_eq!(*services(&scene, "anna").undisturbed(), Known::Unknown, "nothing to take back");

    for (manner, is_on) in
        [(Manner::Reject, true), (Manner::Silence, false), (Manner::Reject, true)]
    {
        scene.wish("anna", Command::Disturb { manner });
        scene.pass(Duration::from_secs(10));
        assert_eq!(services(&scene, "anna").undisturbed().value(), Some(&is_on), "{manner:?}");
    }
    let before = mark(&scene);
    scene.pass(Duration::from_secs(60));
    assert_eq!(seen(&scene, before, "anna", "INVITE"), 0, "it is told once");
    scene.end();
}

#[test]
fn a_telephone_system_that_refuses_to_turn_calls_away_is_not_asked_again_and_again() {
    let mut scene = Scene::new();
    turning_away(&mut scene, "*99#");

    scene.wish("anna", Command::Disturb { manner: Manner::Reject });
    scene.pass(Duration::from_secs(60));

    assert!(matches!(services(&scene, "anna").undisturbed(), Known::Failed { wish: true, .. }));
    assert_eq!(refused(&scene, "anna").unwrap().0, "*99#");
    let told = scene.phone("anna").outputs.iter();
    let told =
        told.filter(|output| matches!(output, Output::Notice(Notice::ServiceRefused { .. })));
    assert_eq!(told.count(), 1);
    scene.wish("anna", Command::Disturb { manner: Manner::Off });
    scene.end();
}
