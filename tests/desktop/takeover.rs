//! A person takes a colleague's call, and parks one to fetch it again.

use lab::Part;

use crate::desk::Desk;

#[tokio::test]
async fn a_call_that_rings_at_a_colleague_is_picked_up() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.dial("16").await;
    desk.hears("It rings at Nora Niemand").await;
    desk.opens('2').await;
    desk.reads("[data-colleague='15']", "Karl Klingel").await;
    desk.window.picture("colleague-rings").await.unwrap();
    desk.window.press("Pick up the call at Nora Niemand").await.unwrap();

    desk.reads("[data-call].talking", "Karl Klingel").await;
    desk.reads("[data-colleague='15']", "Free").await;
    desk.window.picture("picked-up").await.unwrap();
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_parked_call_waits_in_sight_and_is_retrieved() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;
    desk.speaks_with("33", "Tina Tausch").await;

    desk.window.press("Park").await.unwrap();
    desk.window.picture("park").await.unwrap();
    desk.window.press("First free place").await.unwrap();
    desk.hears("Parked").await;
    desk.opens('2').await;
    desk.reads("[data-place].taken", "Tina Tausch").await;
    desk.window.picture("parked").await.unwrap();

    desk.window.click(Part::Css("[data-place].taken button")).await.unwrap();
    desk.reads("[data-call].talking", "Tina Tausch").await;
    desk.misses("[data-place].taken").await;
    desk.window.close().await.unwrap();
}
