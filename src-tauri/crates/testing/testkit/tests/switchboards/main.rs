//! Stories of whole switchboards at the demo PBX: what a person wishes is carried out by both.

#![expect(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it expects; all else fails it"
)]

mod phone;

use std::time::Duration;

use switchboard::{CallChoice, Command};
use telephony::State;
use testkit::{Conditions, Story, story};

use self::phone::{Phone, add};

const ONLY: CallChoice = CallChoice::Only;

#[test]
fn two_people_talk_whatever_is_lost() {
    let rough = Conditions {
        loss: 0.1,
        duplication: 0.05,
        delay: Duration::from_millis(10),
        jitter: Duration::from_millis(40),
        calm_after: None,
    };
    story(0..6, rough, |story: &mut Story<Phone>| {
        let [anna, ben] =
            [("anna", "21"), ("ben", "22")].map(|(name, number)| add(story, name, number));
        story.pass(secs(40));

        wish(story, anna, dial("22"));
        assert!(story.pass_until(secs(40), |story| story.telephone(ben).has(&State::Offered)));
        wish(story, ben, Command::Answer { call: ONLY });
        assert!(story.pass_until(secs(40), |story| story.telephone(anna).has(&State::Talking)));

        wish(story, anna, Command::HangUp { call: ONLY });
        assert!(story.pass_until(secs(60), |story| story.telephone(ben).calls().is_empty()));
    });
}

#[test]
fn a_colleague_is_transferred_to_a_colleague() {
    story([1], Conditions::CALM, |story: &mut Story<Phone>| {
        let [anna, ben] =
            [("anna", "21"), ("ben", "22")].map(|(name, number)| add(story, name, number));
        story.pass(secs(1));
        wish(story, anna, dial("33"));
        story.pass(secs(3));

        wish(story, anna, Command::Transfer { call: ONLY, target: "22".to_owned() });
        story.pass(secs(1));
        assert!(story.telephone(ben).has(&State::Offered));
        wish(story, ben, Command::Answer { call: ONLY });
        story.pass(secs(10));

        assert!(story.telephone(ben).has(&State::Talking));
        assert!(story.telephone(anna).calls().is_empty(), "Anna is out of it");
    });
}

#[test]
fn two_calls_are_connected_and_go_on_without_us() {
    story([1], Conditions::CALM, |story: &mut Story<Phone>| {
        let [anna, ben] =
            [("anna", "21"), ("ben", "22")].map(|(name, number)| add(story, name, number));
        story.pass(secs(1));
        wish(story, anna, dial("12"));
        story.pass(secs(3));
        wish(story, anna, dial("22"));
        story.pass(secs(1));
        wish(story, ben, Command::Answer { call: ONLY });
        story.pass(secs(2));
        let calls = story.telephone(anna).calls();
        let [first, second] = [&calls[0], &calls[1]].map(|call| CallChoice::This(call.id));

        wish(story, anna, Command::Connect { call: first, other: second });
        story.pass(secs(10));

        assert!(story.telephone(ben).has(&State::Talking));
        let shown = story.telephone(ben).calls().remove(0).remote.name;
        assert_eq!(shown.map(|name| name.0).as_deref(), Some("Clara Sprecher"));
        assert!(story.telephone(anna).calls().is_empty(), "Anna is out of it");
    });
}

#[test]
fn a_person_sent_on_by_a_colleague_arrives() {
    story([1], Conditions::CALM, |story: &mut Story<Phone>| {
        let anna = add(story, "anna", "21");
        story.pass(secs(1));
        wish(story, anna, dial("31"));

        story.pass(secs(12));

        let calls = story.telephone(anna).calls();
        assert_eq!(calls.len(), 1, "one call goes on");
        let shown = calls[0].remote.name.clone().map(|name| name.0);
        assert_eq!(shown.as_deref(), Some("Clara Sprecher"));
        assert_eq!(*calls[0].state(), State::Talking);
    });
}

#[test]
fn a_call_that_rings_at_one_is_picked_up_by_another() {
    story([1], Conditions::CALM, |story: &mut Story<Phone>| {
        let [anna, ben, dora] = three(story);
        wish(story, anna, dial("22"));
        story.pass(secs(2));
        assert!(story.telephone(ben).has(&State::Offered));

        wish(story, dora, dial("*822#"));
        story.pass(secs(2));

        assert!(story.telephone(ben).calls().is_empty(), "Ben's rings no more");
        for phone in [anna, dora] {
            let calls = story.telephone(phone).calls();
            assert_eq!(calls.len(), 1);
            assert_eq!(*calls[0].state(), State::Talking);
        }
    });
}

#[test]
fn a_person_is_parked_and_fetched_by_somebody_else() {
    story([1], Conditions::CALM, |story: &mut Story<Phone>| {
        let [anna, ben, dora] = three(story);
        wish(story, anna, dial("22"));
        story.pass(secs(1));
        wish(story, ben, Command::Answer { call: ONLY });
        story.pass(secs(2));
        wish(story, anna, Command::Transfer { call: ONLY, target: "701".to_owned() });
        story.pass(secs(5));
        assert!(story.telephone(anna).calls().is_empty(), "Anna has put him down");
        assert!(story.telephone(ben).has(&State::Talking), "Ben hears music");

        wish(story, dora, dial("701"));
        story.pass(secs(3));

        for phone in [ben, dora] {
            let calls = story.telephone(phone).calls();
            assert_eq!(calls.len(), 1);
            assert_eq!(*calls[0].state(), State::Talking);
        }
        let shown = story.telephone(ben).calls().remove(0).remote.name.map(|name| name.0);
        assert_eq!(shown.as_deref(), Some("Dora Dietz"));
    });
}

/// All three users, registered.
fn three(story: &mut Story<Phone>) -> [testkit::TelephoneId; 3] {
    let users = [("anna", "21"), ("ben", "22"), ("dora", "23")];
    let phones = users.map(|(name, number)| add(story, name, number));
    story.pass(secs(1));
    phones
}

fn dial(target: &str) -> Command {
    Command::Dial { target: target.to_owned(), account: None, hide: None }
}

fn wish(story: &mut Story<Phone>, who: testkit::TelephoneId, command: Command) {
    story.act(who, |phone, now| phone.switchboard.handle_command(command, now)).unwrap();
}

const fn secs(span: u64) -> Duration {
    Duration::from_secs(span)
}
