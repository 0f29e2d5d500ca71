//! The call list: whom one called, who called and for whom, what was missed, and what becomes of a line.

use std::net::{IpAddr, Ipv4Addr};

use lab::{Baresip, BaresipOptions, ENTER, Part, address};

use crate::desk::Desk;

#[tokio::test]
async fn the_list_tells_for_whom_a_call_was_joins_calls_of_one_person_and_lets_go_of_them() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.dial("13").await;
    desk.reads("p.end", "1 call").await;
    desk.dial("13").await;
    desk.reads("p.end", "2 calls").await;
    desk.dial("37").await;
    desk.reads("section.offer", "for Service").await;
    desk.window.picture("for-the-group").await.unwrap();
    desk.window.press("Reject").await.unwrap();
    desk.reads("[role=grid]", "for Service").await;

    desk.window.press("Incoming").await.unwrap();
    desk.reads("p.end", "1 call").await;
    desk.reads("[role=grid]", "Rejected").await;
    desk.window.press("All").await.unwrap();
    desk.reads("p.end", "4 calls").await;
    desk.window.press("One line per person").await.unwrap();
    desk.reads("p.end", "2 calls").await;
    desk.window.type_into(Part::Css("[data-record]"), " ").await.unwrap();
    desk.reads(".details", "talked for").await;
    desk.window.picture("call-list-by-person").await.unwrap();

    desk.window.press("Delete all of this person").await.unwrap();
    desk.window.press("Delete all of them").await.unwrap();
    desk.reads("p.end", "1 call").await;
    desk.reads("[role=grid]", "13").await;
    desk.window.type_into(Part::Css("[data-record]"), ENTER).await.unwrap();
    desk.hears("Busy").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_missed_call_is_counted_until_it_is_seen() {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let port = address::free_port(here).unwrap().to_string();
    let desk = Desk::open(&["--port", &port]).await;
    desk.verb(&["account", "add", "anna@127.0.0.1", "--no-register", "--no-password"]);
    let caller = Baresip::start_alone(BaresipOptions::user("kurt")).unwrap();

    caller.dial(&format!("sip:anna@127.0.0.1:{port}")).unwrap();
    desk.sees("Incoming call").await;
    caller.hang_up().unwrap();
    desk.sees("1 missed call").await;
    desk.reads("nav", "1").await;
    desk.window.picture("missed").await.unwrap();

    desk.window.press("Mark as seen").await.unwrap();
    desk.misses("nav .badge").await;
    desk.window.press("Missed").await.unwrap();
    desk.reads("[data-record]", "kurt").await;
    desk.window.close().await.unwrap();
}
