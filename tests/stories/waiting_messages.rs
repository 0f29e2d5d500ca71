//! Messages that wait, and hearing them.

use std::time::Duration;

use sip_message::{HeaderName, Method, Request, StatusCode, Uri};
use switchboard::{AccountWish, Command, Password, RefusalCode};
use telephony::policy::Manner;
use telephony::services::Messages;
use testkit::ScriptId;

use crate::peer::Peer;
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

/// A telephone system that keeps registrations and nothing else: who subscribes or publishes there is
/// told that it knows no such events.
struct Bare {
    id: ScriptId,
    /// Where Anna has registered.
    contact: Uri,
}

impl Bare {
    /// Anna has a second account, there.
    fn of_anna(scene: &mut Scene) -> Self {
        let id = scene.story.script("bare");
        let address = scene.story.script_address(id);
        let anna = scene.id("anna");
        let put = scene.story.act(anna, |phone, now| {
            let wish = AccountWish {
                id: None,
                label: Some("bare".to_owned()),
                address: format!("21@{address}"),
                display_name: None,
                auth_user: None,
                registrar: None,
                outbound_proxy: None,
                wire: telephony::Wire::Udp,
                registers: true,
                enabled: true,
                lifetime_s: 3_600,
                ca_file: None,
                is_demo: false,
            };
            let account = Box::new(phone.switchboard.check_account(wish).unwrap());
            let put = Command::PutAccount { account, password: Password::None };
            phone.switchboard.handle_command(put, now)
        });
        put.unwrap();
        scene.pass(Duration::from_millis(100));
        let (from, register) = scene.story.heard_request(id, &Method::Register);
        let contact = register.headers.get(&HeaderName::Contact).unwrap().to_owned();
        let mut response = register.response(StatusCode::OK);
        response.headers.push(HeaderName::Contact, &contact);
        response.headers.push(HeaderName::Expires, 3_600);
        scene.story.say(id, from, response);
        scene.pass(Duration::from_millis(100));
        let contact = register.headers.contacts().unwrap().list()[0].uri.clone();
        Self { id, contact }
    }

    /// Refuses whatever is subscribed to or published; says how often that was.
    fn refuse_events(&self, scene: &mut Scene) -> usize {
        let mut refused = 0;
        while let Some((from, message)) = scene.story.heard(self.id) {
            let sip_message::Message::Request(request) = message else { continue };
            if matches!(request.method, Method::Subscribe | Method::Publish) {
                refused += 1;
                let response = request.response(StatusCode::new(489).unwrap());
                scene.story.say(self.id, from, response);
            }
        }
        scene.pass(Duration::from_millis(100));
        refused
    }

    /// Tells of messages without being asked.
    fn tells(&self, scene: &mut Scene, body: &str) {
        let address = scene.story.script_address(self.id);
        let mut request = Request::new(Method::Notify, self.contact.clone());
        let own = &mut request.headers;
        own.push(HeaderName::Via, format!("SIP/2.0/UDP {address};branch=z9hG4bKtold;rport"));
        own.push(HeaderName::MaxForwards, 70);
        own.push(HeaderName::From, format!("<sip:21@{address}>;tag=mailbox"));
        own.push(HeaderName::To, format!("<sip:21@{address}>"));
        own.push(HeaderName::CallId, "told");
        own.push(HeaderName::CSeq, "1 NOTIFY");
        own.push(HeaderName::Contact, format!("<sip:{address}>"));
        own.push(HeaderName::Event, "message-summary");
        own.push(HeaderName::SubscriptionState, "active");
        let request = request.with_body("application/simple-message-summary", body.to_owned());
        let anna = scene.address("anna");
        scene.story.say(self.id, anna, request);
        scene.pass(Duration::from_millis(100));
    }
}

fn bare_messages(scene: &Scene) -> Option<Messages> {
    let switchboard = &scene.phone("anna").switchboard;
    let account = switchboard.find_account("bare").unwrap();
    switchboard.services(account).unwrap().messages().cloned()
}

#[test]
fn a_telephone_system_that_knows_no_events_is_left_in_peace_and_may_tell_of_messages_by_itself() {
    let mut scene = Scene::new();
    let bare = Bare::of_anna(&mut scene);
    assert_eq!(bare.refuse_events(&mut scene), 3, "the mailbox, her own devices, her presence");
    assert_eq!(bare_messages(&scene), None);

    bare.tells(&mut scene, "Messages-Waiting: yes\r\nVoice-Message: 2/1 (1/0)\r\n");
    scene.story.heard_response(bare.id, 200);
    let told = bare_messages(&scene).unwrap();
    assert_eq!((told.new, told.old, told.urgent), (Some(2), Some(1), Some(1)));

    scene.pass(Duration::from_mins(4));
    assert_eq!(bare.refuse_events(&mut scene), 0, "not asked again at once");
    scene.pass(Duration::from_secs(58));
    let asked: usize = (0..40).map(|_| bare.refuse_events(&mut scene)).sum();
    assert_eq!(asked, 2, "but after a while");
    assert!(bare_messages(&scene).is_some(), "what it told by itself stays");
    scene.pass(Duration::from_mins(9));
    assert_eq!(bare.refuse_events(&mut scene), 0, "and the waits grow");
}

#[test]
fn what_nobody_subscribed_to_is_not_taken() {
    let mut scene = Scene::new();
    let stranger = Peer::new(&mut scene, "stranger");
    let to: Uri = format!("sip:21@{}", scene.address("anna")).parse().unwrap();
    let headers = [(HeaderName::Event, "dialog"), (HeaderName::SubscriptionState, "active")];
    stranger.asks(&mut scene, Method::Notify, &to, &headers);

    stranger.heard_response(&mut scene, 481);
    scene.end();
}

#[test]
fn messages_are_refused_as_calls_are_while_nobody_wants_to_be_disturbed() {
    for (manner, status) in [(Manner::Off, 405), (Manner::Silence, 480), (Manner::Reject, 486)] {
        let mut scene = Scene::new();
        scene.wish("anna", Command::Disturb { manner });
        let writer = Peer::new(&mut scene, "writer");
        let to: Uri = format!("sip:21@{}", scene.address("anna")).parse().unwrap();
        writer.asks(&mut scene, Method::Message, &to, &[]);
        writer.heard_response(&mut scene, status);
        scene.end();
    }
}
