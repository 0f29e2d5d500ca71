//! A person starts the program for the first time and tries it.

use lab::{tone, wait};

use crate::desk::Desk;

const HZ: u32 = 700;

#[tokio::test]
async fn the_first_run_offers_a_try_and_the_echo_gives_back_ones_own_voice() {
    let desk = Desk::open(&[]).await;
    desk.sees("I only want to try it").await;
    desk.window.picture("first-run").await.unwrap();

    desk.window.press("Try it").await.unwrap();
    desk.sees("Demo: whom to call").await;
    desk.sees("Registered").await;
    desk.window.picture("demo").await.unwrap();

    desk.dial("11").await;
    desk.sees("Connected").await;
    let voice = desk.session.folder().join("voice.wav");
    tone::sine(HZ, std::time::Duration::from_secs(4), -12.0).write(&voice).unwrap();
    let recorder = desk.session.record_loudspeaker().unwrap();
    let mut speech = desk.session.speak(&voice).unwrap();
    assert_eq!(speech.await_end(wait::LIMIT).unwrap(), Some(0), "{}", speech.log_end());
    desk.sees("Good sound").await;
    desk.window.picture("talking").await.unwrap();
    let heard = recorder.finish().unwrap();

    let hearing = heard.listen(HZ).expect("one's own voice comes back");
    assert!(hearing.span.as_secs_f64() > 3.0, "{hearing:?}");
    assert!(hearing.signal_to_noise_db > 15.0, "{hearing:?}");

    desk.window.press("Hang up").await.unwrap();
    desk.sees("Ended").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn the_colleague_of_the_demo_is_heard_in_the_loudspeaker() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    let recorder = desk.session.record_loudspeaker().unwrap();
    desk.dial("12").await;
    desk.sees("Connected").await;
    desk.sees("Good sound").await;
    let heard = recorder.finish().unwrap();

    assert!(heard.level_dbfs() > -45.0, "only {:.1} dBFS were heard", heard.level_dbfs());
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_busy_colleague_and_a_wrong_number_are_told_in_words() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.dial("13").await;
    desk.sees("Busy").await;
    desk.dial("999").await;
    desk.sees("This number does not exist").await;
    desk.dial("mailto:anna@example.org").await;
    desk.sees("is neither a number nor").await;

    desk.window.picture("told-in-words").await.unwrap();
    desk.window.close().await.unwrap();
}
