//! What calls do when one is not to be disturbed, and what the telephone system does with them.

use lab::ENTER;

use crate::desk::Desk;

#[tokio::test]
async fn who_is_not_to_be_disturbed_sees_afterwards_who_called() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.window.press("Do not disturb").await.unwrap();
    desk.window.picture("do-not-disturb-menu").await.unwrap();
    desk.picks("Calls are rejected as busy").await;
    desk.hears("Calls are rejected as busy").await;

    desk.speaks_with("14", "Rita Rückruf").await;
    desk.window.press("Hang up").await.unwrap();
    desk.hears("you do not want to be disturbed").await;
    desk.reads("[role=grid]", "Missed").await;
    desk.misses("section.offer").await;
    desk.window.picture("do-not-disturb").await.unwrap();

    desk.window.press("Switch off").await.unwrap();
    desk.misses(".strip.reject").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_forward_shows_what_the_telephone_system_accepted_and_no_more() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.opens('3').await;
    desk.reads("[data-forward=always]", "Not known: never set from here").await;
    desk.window.fill("Where to: All calls", &format!("12{ENTER}")).await.unwrap();
    desk.reads("[data-forward=always]", "accepted").await;
    desk.hears("All calls go to").await;
    desk.window.picture("forward").await.unwrap();

    desk.window.press("Clear: All calls").await.unwrap();
    desk.reads("[data-forward=always]", "not forwarded: accepted").await;
    desk.misses(".strip").await;
    desk.window.close().await.unwrap();
}
