//! The program cannot start: a window says why, what it is about, and what to do.

use lab::{Session, SessionOptions};

use crate::desk::Desk;

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_told_in_a_window() {
    let session = Session::start(SessionOptions { keyring: false, sound: false }).unwrap();
    let profile = session.folder().join("profile");
    std::fs::create_dir_all(&profile).unwrap();
    let database = profile.join("rufbereit.db");
    let before = "This is no database. ".repeat(400);
    std::fs::write(&database, &before).unwrap();

    let desk = Desk::open_on(session, &[]).await;

    desk.sees("Rufbereit cannot start").await;
    desk.sees("The database is damaged").await;
    desk.sees(&database.display().to_string()).await;
    desk.window.picture("cannot-start").await.unwrap();
    assert_eq!(std::fs::read_to_string(&database).unwrap(), before, "it was changed");
}
