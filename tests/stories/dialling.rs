//! What goes out: hidden numbers, emergency numbers, rules of the line, dialling again.

use std::time::Duration;

use model::DialRules;
use sip_message::HeaderName;
use switchboard::{Command, Notice, Output, RefusalCode};
use telephony::plan::Plan;
use telephony::{Registration, State};

use crate::peer::Peer;
use crate::phone::{Scene, dial};

#[test]
fn the_own_number_is_hidden_once_where_the_person_wants_it() {
    let mut scene = Scene::new();
    let peer = Peer::called_by(&mut scene, Some(true));

    let headers = &peer.invite().headers;
    assert_eq!(headers.get(&HeaderName::Privacy), Some("id"));
    assert!(!headers.from().unwrap().to_string().contains("21@"));
    assert!(scene.phone("anna").call("peer").unwrap().traits.is_hidden);

    let mut scene = Scene::new();
    let peer = Peer::called_by(&mut scene, None);
    assert!(peer.invite().headers.get(&HeaderName::Privacy).is_none());
    assert!(peer.invite().headers.from().unwrap().to_string().contains("21@"));
}

fn with_prefix(scene: &mut Scene) {
    let dialling = DialRules {
        area_code: Some("89".to_owned()),
        outside_prefix: Some("0".to_owned()),
        internal: Some(model::Lengths { from: 2, to: 3 }),
        ..DialRules::default()
    };
    let plan = Box::new(Plan { dialling, ..Plan::default() });
    let account = scene.phone("anna").account();
    scene.wish("anna", Command::ChangePlan { account, plan });
}

#[test]
fn numbers_are_dialled_by_the_rules_of_the_line() {
    let mut scene = Scene::new();
    with_prefix(&mut scene);

    for (typed, dialled) in [("+49 30 123456", "0030123456"), ("22", "22")] {
        scene.wish("anna", dial(typed));
        assert!(scene.phone("anna").call(dialled).is_some(), "{typed}");
    }
    scene.end();
}

#[test]
fn an_emergency_number_goes_out_as_it_is_whatever_is_set() {
    let mut scene = Scene::new();
    with_prefix(&mut scene);
    for _ in 0..switchboard::MOST_CALLS {
        scene.wish("anna", dial("15"));
    }
    assert_eq!(scene.try_wish("anna", dial("15")).unwrap_err().code, RefusalCode::TooManyCalls);

    let hidden = Command::Dial { target: "112".into(), account: None, hide: Some(true) };
    scene.wish("anna", hidden);

    let call = scene.phone("anna").call("112").unwrap();
    assert!(call.traits.is_emergency);
    assert!(!call.traits.is_hidden);
    scene.end();
}

#[test]
fn an_emergency_number_is_not_dialled_again_by_mistake() {
    let mut scene = Scene::new();
    scene.wish("anna", dial("13"));
    scene.wish("anna", dial("112"));
    scene.wish("anna", Command::Redial { account: None });

    let numbers: Vec<String> = scene
        .phone("anna")
        .switchboard
        .calls()
        .iter()
        .map(|call| call.remote.number.0.clone())
        .collect();
    assert_eq!(numbers, ["13", "112", "13"]);
    scene.end();
}

#[test]
fn what_was_dialled_last_is_remembered_over_a_start() {
    let mut scene = Scene::new();
    let nothing = scene.try_wish("anna", Command::Redial { account: None });
    assert_eq!(nothing.unwrap_err().code, RefusalCode::NothingDialled);

    let account = scene.phone("anna").account();
    scene.wish("anna", Command::RememberDialled { account, target: "22".to_owned() });
    scene.wish("anna", Command::Redial { account: None });

    assert_eq!(scene.state("ben", "21"), Some(State::Offered));
    scene.end();
}

#[test]
fn an_account_that_is_switched_off_still_carries_an_emergency_call() {
    let mut scene = Scene::new();
    let account = scene.phone("anna").account();
    scene.wish("anna", Command::EnableAccount { account, enabled: false });
    scene.pass(Duration::from_secs(2));
    assert_eq!(scene.try_wish("anna", dial("15")).unwrap_err().code, RefusalCode::NoAccount);

    scene.wish("anna", dial("112"));
    scene.pass(Duration::from_secs(2));

    let told = scene.phone("anna").last(|output| match output {
        Output::Notice(Notice::EmergencyTried { account }) => Some(account.clone()),
        _ => None,
    });
    assert!(told.is_some(), "the person knows that it is only tried");
    let lines = scene.story.ladder.lines();
    assert!(lines.iter().any(|line| line.starts_with("anna → pbx: INVITE")), "{lines:#?}");
    scene.pass(Duration::from_mins(5));
    let phone = scene.phone("anna");
    assert!(phone.switchboard.has_no_calls());
    assert_eq!(*phone.switchboard.account(account).unwrap().1, Registration::Disabled);
    assert_eq!(phone.switchboard.census(), sip_agent::Census::default(), "nothing is left of it");
}

#[test]
fn the_emergency_numbers_of_the_country_hold_where_the_person_is() {
    let mut scene = Scene::new();
    scene.wish("anna", dial("144"));
    assert!(!scene.phone("anna").call("144").unwrap().traits.is_emergency);
    scene.pass(Duration::from_secs(10));

    scene.wish("anna", Command::StayIn { country: Some("AT".parse().unwrap()) });
    scene.wish("anna", dial("144"));

    let calls = scene.phone("anna").switchboard.calls();
    assert!(calls.iter().any(|call| call.remote.number.0 == "144" && call.traits.is_emergency));
    scene.end();
}

#[test]
fn a_colleague_is_called_by_name_before_anybody_answers() {
    let mut scene = Scene::new();
    let name = Some("Ben Brandt".to_owned());
    scene.wish("anna", Command::WatchLine { number: "22".into(), name, account: None });

    scene.wish("anna", dial("22"));

    let name = scene.phone("anna").call("22").unwrap().remote.name;
    assert_eq!(name.map(|name| name.0).as_deref(), Some("Ben Brandt"));
    scene.end();
}
