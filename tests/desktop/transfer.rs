//! A person sends a call to somebody else: at once, after asking, and in vain.

use lab::ENTER;

use crate::desk::Desk;

#[tokio::test]
async fn a_call_is_sent_to_somebody_else_at_once() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;
    desk.speaks_with("33", "Tina Tausch").await;

    desk.window.press("Transfer").await.unwrap();
    desk.window.fill("Transfer to", "12").await.unwrap();
    desk.window.picture("transfer").await.unwrap();
    desk.window.press("Transfer now").await.unwrap();

    desk.hears("Transferred").await;
    desk.reads("[role=grid]", "Transferred").await;
    desk.window.picture("transferred").await.unwrap();
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn who_will_not_be_transferred_is_back_and_the_reason_is_told() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;
    desk.speaks_with("34", "Willi Weigert").await;

    desk.window.press("Transfer").await.unwrap();
    desk.window.fill("Transfer to", "12").await.unwrap();
    desk.window.press("Transfer now").await.unwrap();

    desk.hears("failed: Declined").await;
    desk.window.picture("transfer-failed").await.unwrap();
    desk.reads("[data-call].talking", "Willi Weigert").await;
    desk.window.press("Hang up").await.unwrap();
    desk.hears("Ended").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn the_caller_waits_while_somebody_is_asked_comes_back_and_is_connected() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;
    desk.speaks_with("33", "Tina Tausch").await;

    desk.window.press("Transfer").await.unwrap();
    desk.window.fill("Transfer to", "12").await.unwrap();
    desk.window.press("Ask first").await.unwrap();
    desk.reads(".consultation .talking", "Clara Sprecher").await;
    desk.reads(".consultation .held", "Tina Tausch").await;
    desk.window.picture("consultation").await.unwrap();

    desk.window.press("Back to Tina Tausch").await.unwrap();
    desk.misses(".consultation").await;
    desk.reads("[data-call].talking", "Tina Tausch").await;

    desk.window.press("Transfer").await.unwrap();
    // Enter asks first: that can be taken back.
    desk.window.fill("Transfer to", &format!("12{ENTER}")).await.unwrap();
    desk.reads(".consultation .talking", "Clara Sprecher").await;
    desk.window.press("Connect").await.unwrap();

    desk.hears("Transferred").await;
    desk.misses("[data-call]").await;
    desk.window.close().await.unwrap();
}
