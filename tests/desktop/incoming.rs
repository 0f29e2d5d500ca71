//! Somebody calls: accepted by click, by notification, and without taking the focus.

use lab::{Notifications, Session, SessionOptions};

use crate::desk::Desk;

#[tokio::test]
async fn an_incoming_call_is_accepted_by_click_and_never_takes_the_focus() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;
    let before = desk.focused();

    desk.is_called_back().await;
    desk.window.picture("incoming").await.unwrap();

    assert_eq!(desk.focused(), before, "the call took the focus");
    desk.window.press("Accept").await.unwrap();
    desk.sees("Connected").await;
    desk.window.press("Hang up").await.unwrap();
    desk.sees("Ended").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn an_incoming_call_is_accepted_by_its_notification() {
    let session = Session::start(SessionOptions { keyring: false, sound: true }).unwrap();
    let notifications = Notifications::serve(&session).await.unwrap();
    let desk = Desk::open_on(session, &["--demo"]).await;

    desk.is_called_back().await;
    let shown =
        notifications.await_shown(|shown| shown.title.contains("is calling")).await.unwrap();
    let actions: Vec<&str> = shown.actions.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(actions, ["accept", "reject"]);
    notifications.press_until_taken_away(shown.id, "accept").await.unwrap();

    desk.sees("Connected").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn an_incoming_call_is_rejected_by_its_notification() {
    let session = Session::start(SessionOptions { keyring: false, sound: true }).unwrap();
    let notifications = Notifications::serve(&session).await.unwrap();
    let desk = Desk::open_on(session, &["--demo"]).await;

    desk.is_called_back().await;
    let shown =
        notifications.await_shown(|shown| shown.title.contains("is calling")).await.unwrap();
    notifications.press_until_taken_away(shown.id, "reject").await.unwrap();

    desk.sees("Rejected").await;
    desk.window.close().await.unwrap();
}
