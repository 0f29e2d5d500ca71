//! Emergency calls: read about once, warned of beside the call, never held back.

use std::net::{Ipv4Addr, UdpSocket};

use lab::wait;

use crate::desk::Desk;

#[tokio::test]
async fn a_call_to_the_emergency_number_goes_out_at_once_with_the_warning_beside_it() {
    let desk = Desk::open(&["--audio-in", "null", "--audio-out", "null"]).await;
    let centre = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    centre.set_read_timeout(Some(wait::LIMIT)).unwrap();
    let at = centre.local_addr().unwrap();
    let direct = ["--no-register", "--no-password", "--transport", "udp"];
    let account = ["account", "add", "anna@127.0.0.1", "--proxy", &at.to_string()];
    desk.verb(&[&account[..], &direct[..]].concat());
    desk.verb(&["dnd", "reject"]);

    desk.sees("Before you rely on it: emergency calls").await;
    desk.window.picture("emergency-first").await.unwrap();
    desk.window.choose("Somewhere else").await.unwrap();
    desk.window.press("I have understood").await.unwrap();
    desk.misses("section.acknowledge").await;
    let told = desk.asks(&["emergency", "show", "--json"]);
    assert!(!told.contains("\"acknowledgedAt\":null"), "{told}");
    assert!(told.contains("\"elsewhere\""), "{told}");

    // Nobody here answers a question, so one would keep the call for ever.
    desk.dial("110").await;
    let mut received = [0; 4096];
    let length = centre.recv(&mut received).expect("the call leaves unasked");
    let request = String::from_utf8_lossy(&received[..length]).into_owned();
    assert!(request.starts_with("INVITE sip:110@"), "{request}");
    desk.hears("You are not at the registered address!").await;
    desk.hears("use a mobile").await;
    desk.window.picture("emergency-elsewhere").await.unwrap();
    desk.window.close().await.unwrap();
}
