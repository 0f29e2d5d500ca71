//! The lab's own pieces work before anything is blamed on the program.

use std::path::PathBuf;
use std::time::Duration;

use lab::{
    Answering, Baresip, BaresipOptions, Codec, Forward, Kamailio, KamailioOptions, Linphone,
    LinphoneOptions, Notifications, Process, RequestTracker, Session, SessionOptions, Sipp,
    SippOptions, Transport, Window, tone, wait,
};
use serde_json::json;

/// Long enough to judge a tone, short enough for a test.
const TALK: Duration = Duration::from_secs(2);

/// Waits until a recording that grows holds a tone for half of [`TALK`].
fn await_heard(heard: impl Fn() -> anyhow::Result<tone::Sound>, hz: u32) {
    let long_enough = || heard().ok()?.listen(hz).filter(|heard| heard.span > TALK / 2);
    wait::until_at_leisure(&format!("{hz} Hz"), wait::LIMIT, long_enough).unwrap();
}

#[test]
fn two_telephones_hear_each_other_through_the_server_with_each_codec() {
    let server = Kamailio::start(KamailioOptions::default()).unwrap();
    for codec in Codec::ALL {
        let options = |user| BaresipOptions { codecs: vec![codec], ..BaresipOptions::user(user) };
        let anna = BaresipOptions { speaks_hz: 600, transport: Transport::Tcp, ..options("1001") };
        let anna = Baresip::start(anna, &server).unwrap();
        let ben = BaresipOptions { speaks_hz: 900, transport: Transport::Tls, ..options("1002") };
        let ben = Baresip::start(ben, &server).unwrap();

        anna.dial(&server.uri("1002")).unwrap();
        anna.await_event("CALL_ESTABLISHED").unwrap();
        for (phone, hz) in [(&anna, 900), (&ben, 600)] {
            await_heard(|| phone.heard(), hz);
        }
        anna.hang_up().unwrap();
        ben.await_event("CALL_CLOSED").unwrap();

        for (phone, hz) in [(&anna, 900), (&ben, 600)] {
            let heard = phone.recording().unwrap().listen(hz).expect("the other's tone");
            assert!(heard.signal_to_noise_db > 15.0, "{codec:?} {heard:?}");
        }
    }
}

#[test]
fn the_server_knows_who_is_registered_and_forgets_at_a_restart() {
    let mut server = Kamailio::start(KamailioOptions::default()).unwrap();
    server.register_user("2000", "secret").unwrap();
    let phone = Baresip::start(BaresipOptions::user("2000"), &server).unwrap();

    let contacts = server.await_contact("2000").unwrap();
    assert!(contacts.iter().all(|contact| contact.starts_with("sip:")), "{contacts:?}");

    drop(phone);
    server.restart().unwrap();
    server.await_no_contact("2000").unwrap();
}

#[test]
fn the_server_serves_the_sixth_version_of_the_internet_protocol() {
    let options = KamailioOptions { ipv6: true, ..KamailioOptions::default() };

    let server = Kamailio::start(options).unwrap();

    assert!(server.host().starts_with("[::1]:"), "{}", server.host());
}

#[test]
fn a_telephone_rings_until_its_call_is_taken_by_hand() {
    let by_hand = BaresipOptions { answering: Answering::ByHand, ..BaresipOptions::user("ben") };
    let ben = Baresip::start_alone(by_hand).unwrap();
    let anna = Baresip::start_alone(BaresipOptions::user("anna")).unwrap();

    anna.dial(&ben.uri()).unwrap();
    ben.await_event("CALL_INCOMING").unwrap();
    anna.await_event("CALL_RINGING").unwrap();
    ben.accept().unwrap();

    anna.await_event("CALL_ESTABLISHED").unwrap();
    anna.send_digits("5#").unwrap();
    wait::until("both digits", wait::LIMIT, || (ben.digits() == "5#").then_some(())).unwrap();
}

#[test]
fn a_script_calls_a_telephone() {
    let ben = Baresip::start_alone(BaresipOptions::user("ben")).unwrap();
    let target = ben.socket();
    let options = SippOptions {
        target: Some(target),
        keys: vec![("callee".to_owned(), "ben".to_owned())],
        ..SippOptions::scenario("call-and-hang-up.xml")
    };

    Sipp::start(&options).unwrap().finish().unwrap();

    ben.await_event("CALL_CLOSED").unwrap();
}

#[test]
fn telephones_of_two_kinds_hear_each_other_hold_and_send_digits() {
    let server = Kamailio::start(KamailioOptions::default()).unwrap();
    let anna = BaresipOptions { speaks_hz: 600, ..BaresipOptions::user("1001") };
    let anna = Baresip::start(anna, &server).unwrap();
    let users = [("1003", Transport::Udp), ("1004", Transport::Tcp), ("1005", Transport::Tls)];
    for (user, transport) in users {
        let carla = LinphoneOptions { transport, ..LinphoneOptions::user(user) };
        let carla = Linphone::start(&carla, &server).unwrap();

        anna.forget_events();
        anna.dial(&server.uri(user)).unwrap();
        anna.await_event("CALL_ESTABLISHED").unwrap();
        carla.await_said("connected").unwrap();
        carla.speak().unwrap();
        await_heard(|| carla.heard(), 600);
        await_heard(|| anna.heard(), 900);
        anna.send_digits("5#").unwrap();
        carla.hold().unwrap();
        carla.await_said("paused").unwrap();
        carla.resume(1).unwrap();
        carla.await_said_times("Media streams established", 2).unwrap();
        carla.send_digits("42").unwrap();
        carla.hang_up().unwrap();
        anna.await_event("CALL_CLOSED").unwrap();

        assert_eq!(anna.digits(), "42", "{}", carla.said());
    }
}

#[test]
fn the_server_tells_of_messages_and_carries_out_forwards_by_their_codes() {
    let server = Kamailio::start(KamailioOptions::services()).unwrap();
    let anna = Baresip::start(BaresipOptions::user("1001"), &server).unwrap();
    let _ben = Baresip::start(BaresipOptions::user("1002"), &server).unwrap();
    let carla = Baresip::start(BaresipOptions::user("1003"), &server).unwrap();
    server.leave_messages("1001", 2, 1).unwrap();

    for (code, when) in
        [("*21*", Forward::Always), ("*67*", Forward::Busy), ("*61*", Forward::NoAnswer)]
    {
        anna.forget_events();
        anna.dial(&server.uri(&format!("{code}1003%23"))).unwrap();
        anna.await_event("CALL_ESTABLISHED").unwrap();
        anna.hang_up().unwrap();
        anna.await_event("CALL_CLOSED").unwrap();
        assert_eq!(server.forward("1001", when).unwrap().as_deref(), Some("1003"), "{code}");
    }
    anna.forget_events();
    anna.dial(&server.uri("%23%2361%23")).unwrap();
    anna.await_event("CALL_ESTABLISHED").unwrap();
    anna.hang_up().unwrap();
    assert_eq!(server.forward("1001", Forward::NoAnswer).unwrap(), None);

    let dora = Baresip::start(BaresipOptions::user("1004"), &server).unwrap();
    dora.dial(&server.uri("1001")).unwrap();
    carla.await_event("CALL_ESTABLISHED").unwrap();
    dora.await_event("CALL_ESTABLISHED").unwrap();
}

#[test]
fn a_ticket_is_created_with_a_file_and_read_back() {
    let desk = RequestTracker::start().unwrap();
    let ticket = json!({
        "Queue": RequestTracker::QUEUE, "Subject": "One-way sound", "Content": "I cannot hear Ben",
        "Attachments": [{ "FileName": "call.txt", "FileType": "text/plain", "FileContent": "Y2FsbA==" }],
    });

    let answer = desk.post("/REST/2.0/ticket", &ticket).unwrap();

    assert_eq!(answer.status, 201, "{:?}", answer.json());
    let numbers = desk.tickets().unwrap();
    assert_eq!(numbers.len(), 1);
    let kept = desk.ticket(numbers[0]).unwrap();
    assert_eq!(kept["Subject"], "One-way sound");
    let files = desk.attachments(numbers[0]).unwrap();
    assert!(files.contains(&("call.txt".to_owned(), b"call".to_vec())), "{files:?}");
}

#[test]
fn a_desktop_plays_and_records_a_tone() {
    let session = Session::start(SessionOptions { keyring: false, sound: true }).unwrap();
    let path = session.folder().join("tone.wav");
    tone::sine(600, TALK, -12.0).write(&path).unwrap();
    let recorder = session.record_loudspeaker().unwrap();

    let mut play = session.command("paplay");
    let mut play =
        Process::start("paplay", play.arg(&path), &session.folder().join("play.log")).unwrap();
    play.await_end(TALK * 5).unwrap();
    let heard = recorder.finish().unwrap().listen(600).expect("the tone");

    assert!(heard.span > TALK * 3 / 4, "{heard:?}");
    assert!((heard.level_dbfs + 12.0).abs() < 1.0, "{heard:?}");
}

#[test]
fn a_desktop_has_an_unlocked_keyring() {
    let session = Session::start(SessionOptions { keyring: true, sound: false }).unwrap();
    let mut store = session.command("sh");
    store.args(["-c", "printf secret | secret-tool store --label=lab who anna"]);
    let mut store =
        Process::start("store", &mut store, &session.folder().join("store.log")).unwrap();

    let code = store.await_end(TALK * 5).unwrap();

    assert_eq!(code, Some(0), "{}", store.log_end());
}

#[tokio::test]
async fn a_notification_is_kept_and_its_button_pressed() {
    let session = Session::start(SessionOptions { keyring: false, sound: false }).unwrap();
    let notifications = Notifications::serve(&session).await.unwrap();
    let log = session.folder().join("signals.log");
    let mut listen = session.command("gdbus");
    listen.args(["monitor", "--session", "--dest", "org.freedesktop.Notifications"]);
    let mut listen = Process::start("gdbus monitor", &mut listen, &log).unwrap();
    let said = |part: &str| std::fs::read_to_string(&log).is_ok_and(|text| text.contains(part));
    listen.await_ready(|| said("is owned by")).unwrap();
    let asks = |words: &[&str]| {
        let mut call = session.command("gdbus");
        call.args(["call", "--session", "--dest", "org.freedesktop.Notifications"]);
        call.args(["--object-path", "/org/freedesktop/Notifications", "--method"]);
        let log = session.folder().join("call.log");
        Process::start("gdbus call", call.args(words), &log).unwrap()
    };

    let mut notify = asks(&[
        "org.freedesktop.Notifications.Notify",
        "test",
        "0",
        "",
        "Anna calls",
        "1001",
        "['accept','Accept']",
        "{}",
        "0",
    ]);
    let shown = notifications.await_shown(|shown| shown.title == "Anna calls").await.unwrap();
    notifications.press(shown.id, "accept").await.unwrap();
    let heard = async {
        while !said("'accept'") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(wait::LIMIT, heard).await.expect("the press");

    assert_eq!(shown.actions, [("accept".to_owned(), "Accept".to_owned())]);
    assert_eq!(notify.await_end(TALK).unwrap(), Some(0), "{}", notify.log_end());
    let mut close =
        asks(&["org.freedesktop.Notifications.CloseNotification", &shown.id.to_string()]);
    notifications.press_until_taken_away(shown.id, "accept").await.unwrap();
    assert_eq!(close.await_end(TALK).unwrap(), Some(0), "{}", close.log_end());
}

#[tokio::test]
async fn a_window_is_driven_by_what_a_person_reads() {
    let session = Session::start(SessionOptions { keyring: false, sound: false }).unwrap();
    let page = session.folder().join("page.html");
    let html = "<label>Number <input></label><p id='said'></p><button onclick=\"\
                document.querySelector('#said').textContent = document.querySelector('input').value\
                \">Call</button>";
    std::fs::write(&page, html).unwrap();
    let browser = wait::until("WebKit's own browser", wait::LIMIT, mini_browser).unwrap();
    let window = Window::open(&session, &browser, &["--automation".to_owned()]).await.unwrap();
    window.client().goto(&format!("file://{}", page.display())).await.unwrap();

    window.fill("Number", "1002").await.unwrap();
    window.press("Call").await.unwrap();

    window.await_text("#said", "1002").await.unwrap();
    assert!(window.picture("lab-window").await.unwrap().exists());
    window.close().await.unwrap();
}

/// It comes with the library that the program's window needs.
fn mini_browser() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten();
    let mut paths = folders.map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"));
    paths.find(|path| path.exists())
}
