//! A person reports a fault from the window.

use crate::desk::Desk;

#[tokio::test]
async fn a_fault_is_reported_with_one_sentence_and_comes_back_with_a_number() {
    let desk = Desk::open(&["--demo"]).await;
    desk.sees("Registered").await;

    desk.window.press("Report a fault").await.unwrap();
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
