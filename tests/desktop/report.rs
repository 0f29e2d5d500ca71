//! A person reports faults from the window, calls the hotline, and follows what becomes of it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lab::{Notifications, Session, SessionOptions, Tray};

use crate::desk::Desk;

/// A diagnosis takes half a minute at most.
const DIAGNOSIS: Duration = Duration::from_secs(90);

#[tokio::test]
async fn a_good_report_is_two_clicks_and_comes_back_with_a_number() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.window.press("Report a fault").await.unwrap();
    desk.sees("What goes along").await;
    desk.window.fill("What is wrong?", "The line crackles since this morning").await.unwrap();
    desk.window.picture("report").await.unwrap();
    desk.window.press("Send report").await.unwrap();

    desk.sees("Filed as").await;
    desk.window.picture("report-filed").await.unwrap();
    let filed = std::fs::read_dir(desk.profile.join("reports")).unwrap().flatten().next().unwrap();
    let summary = std::fs::read_to_string(filed.path().join("summary.txt")).unwrap();
    assert!(summary.contains("crackles since this morning"), "{summary}");
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_grave_fault_shows_the_hotline_until_the_call_is_confirmed() {
    let desk = Desk::open(&[]).await;
    let hours = format!("service_hours={} 08:00-09:00", day_ahead());
    desk.verb(&["provider", "choose", "spie-osmo", "--set", &hours, "--set", "state=NI"]);

    desk.window.press("Report a fault").await.unwrap();
    desk.window.fill("What is wrong?", "Nobody in the house can call").await.unwrap();
    desk.window.choose("Everyone").await.unwrap();
    desk.window.choose("Nothing works").await.unwrap();
    desk.sees("FK1").await;
    desk.sees("+49(5401)858-339").await;
    desk.window.picture("report-grave").await.unwrap();
    desk.window.press("Send report").await.unwrap();

    desk.sees("Please call the hotline now").await;
    desk.sees("Incomplete").await;
    desk.finds("svg[role=img]").await;
    desk.window.picture("report-hotline").await.unwrap();
    desk.window.fill("Spoke with", "Frau Berger").await.unwrap();
    desk.window.press("Confirm").await.unwrap();
    desk.sees("spoke with Frau Berger").await;
    desk.window.picture("report-complete").await.unwrap();
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_secret_in_the_words_stops_the_report_until_it_is_gone() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.window.press("Report a fault").await.unwrap();
    desk.window.fill("What is wrong?", "My key is EsTc 5rr1 nBqM kQ7A x4Zp 9LmT").await.unwrap();
    desk.window.press("Send report").await.unwrap();
    desk.sees("This must not leave").await;
    desk.window.picture("report-secret").await.unwrap();
    desk.window.fill("What is wrong?", "The display is dark").await.unwrap();
    desk.window.press("Send report").await.unwrap();

    desk.sees("Filed as").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn the_window_measures_and_gives_a_verdict() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.window.press("Check").await.unwrap();
    desk.window.press("Measure now").await.unwrap();
    desk.sees("Measuring").await;
    desk.window.picture("doctor-runs").await.unwrap();
    desk.window.await_text_within("body", "Measure again", DIAGNOSIS).await.unwrap();
    desk.sees("Verdict").await;
    desk.window.picture("doctor").await.unwrap();
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_key_from_any_program_begins_a_report() {
    let desk = Desk::open(&[]).await;
    desk.verb(&["settings", "set", "--report-key", "Ctrl+Alt+R"]);

    // The grab follows the change of the setting; the key is pressed until somebody has it.
    desk.presses_until("ctrl+alt+r", "What goes along").await;
    desk.window.press("Settings").await.unwrap();
    desk.window.picture("settings").await.unwrap();
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn the_tray_begins_a_report() {
    let session = Session::start(SessionOptions { keyring: false, sound: true }).unwrap();
    let tray = Tray::serve(&session).await.unwrap();
    let desk = Desk::open_on(session, &["--demo"]).await;
    desk.sees("Registered").await;

    tray.choose(&desk.session, "Report a fault …").unwrap();
    desk.sees("What goes along").await;
    desk.window.close().await.unwrap();
}

#[tokio::test]
async fn a_promise_that_is_nearly_up_is_told_and_offers_the_hotline() {
    let session = Session::start(SessionOptions { keyring: false, sound: true }).unwrap();
    let notifications = Notifications::serve(&session).await.unwrap();
    let desk = Desk::open_on(session, &[]).await;
    let folder = desk.profile.join("providers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("hasty.toml"), HASTY).unwrap();
    desk.verb(&["provider", "choose", "hasty"]);

    desk.verb(&["report", "Nobody is put through"]);
    let told =
        notifications.await_shown(|shown| shown.title.contains("time is nearly up")).await.unwrap();
    notifications.press_until_taken_away(told.id, "call").await.unwrap();

    desk.window.await_value("Number or address", "+49691234567").await.unwrap();
    desk.window.press("Reports").await.unwrap();
    desk.window.picture("reports").await.unwrap();
    desk.window.close().await.unwrap();
}

/// A contract whose first promise is as long as the warning before it.
const HASTY: &str = r#"
id = "hasty"
name = "Hasty"
source = "a test"
neutral_classes = true

[every]
service = "7x24"
source = "a test"

[[every.promise]]
kind = "reaction"
span = "15 min"
clock = "wall"
source = "a test"

[[channel]]
kind = "telephone"
target = "+49 69 1234567"
source = "a test"

[[way]]
channel = "telephone"
rule = "hotline-offered"
source = "a test"
"#;

/// A day of the week that is neither today nor near it in any zone.
fn day_ahead() -> &'static str {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    // The epoch began on a Thursday.
    ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][usize::try_from((days + 3) % 7).unwrap()]
}
