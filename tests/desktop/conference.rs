//! A person speaks with two at once, parts them, and types digits into a call.

use lab::ENTER;

use crate::desk::Desk;

#[tokio::test]
async fn three_speak_with_each_other_are_parted_joined_again_and_ended() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;
    desk.speaks_with("12", "Clara Sprecher").await;
    desk.speaks_with("18", "Theo Zweitstimme").await;
    desk.reads("[data-call].held", "Clara Sprecher").await;
    desk.window.picture("two-calls").await.unwrap();

    desk.window.press("Swap").await.unwrap();
    desk.reads("[data-call].held", "Theo Zweitstimme").await;
    desk.reads("[data-call].talking", "Clara Sprecher").await;

    desk.window.press("Conference").await.unwrap();
    desk.reads("section.conference", "Clara Sprecher").await;
    desk.reads("section.conference", "Theo Zweitstimme").await;
    desk.window.picture("conference").await.unwrap();
    desk.verb(&["settings", "set", "--theme", "dark"]);
    desk.finds("html[data-theme=dark]").await;
    desk.window.picture("conference-dark").await.unwrap();

    desk.window.press("Split").await.unwrap();
    desk.misses("section.conference").await;
    desk.finds("[data-call].held").await;
    desk.finds("[data-call].talking").await;

    desk.window.press("Conference").await.unwrap();
    desk.finds("section.conference").await;
    desk.window.press("End").await.unwrap();
    desk.misses("[data-call]").await;
    desk.hears("Ended").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn typed_keys_and_pressed_ones_are_digits_of_the_call_that_has_the_focus() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    // Enter, and not a click: then the next keys are for the call.
    desk.window.fill("Number or address", &format!("12{ENTER}")).await.unwrap();
    desk.hears("Connected").await;
    desk.window.types("12#").await.unwrap();
    desk.reads("[aria-label='Digits sent']", "12#").await;

    desk.window.press("Key pad").await.unwrap();
    desk.window.press("Star").await.unwrap();
    desk.reads("[aria-label='Digits sent']", "12#*").await;
    desk.window.picture("key-pad").await.unwrap();
    desk.window.await_value("Number or address", "").await.unwrap();
    desk.window.close().await.unwrap();
}
