//! Messages that wait, and hearing them.

use std::time::Duration;

use switchboard::{Command, RefusalCode};
use telephony::services::Messages;

use crate::phone::{Scene, dial};

fn messages(scene: &Scene, who: &str) -> Option<Messages> {
    let phone = scene.phone(who);
    phone.switchboard.services(phone.account()).unwrap().messages().cloned()
}

#[test]
fn a_message_that_was_left_is_told_and_heard_at_the_mailbox_that_told() {
    let mut scene = Scene::new();
    let before = messages(&scene, "anna").expect("the mailbox tells at once");
    assert_eq!((before.waiting, before.new), (false, Some(0)));

    scene.wish("anna", dial("38"));
    scene.pass(Duration::from_secs(30));
    let left = messages(&scene, "anna").unwrap();
    assert_eq!((left.waiting, left.new), (true, Some(1)));

    scene.wish("anna", Command::HearMessages { account: None });
    scene.pass(Duration::from_secs(5));
    assert!(scene.phone("anna").call("990").unwrap().is_up(), "{:?}", scene.read("anna"));
    scene.pass(Duration::from_secs(40));
    let heard = messages(&scene, "anna").unwrap();
    assert_eq!((heard.waiting, heard.new, heard.old), (false, Some(0), Some(1)));
    scene.end();
}

#[test]
fn nobody_knows_a_voicemail_where_no_mailbox_tells() {
    let mut scene = Scene::new();
    let account = scene.phone("anna").account();
    scene.wish("anna", Command::EnableAccount { account, enabled: false });
    assert_eq!(messages(&scene, "anna"), None, "what was told holds no longer");
    let refusal = scene.try_wish("anna", Command::HearMessages { account: None }).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::NoAccount);
    scene.end();
}
