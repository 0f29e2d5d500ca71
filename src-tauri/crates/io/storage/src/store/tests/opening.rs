//! A profile is opened by one process, and nothing that is not ours is touched.

use super::*;

#[tokio::test]
async fn a_fresh_profile_opens_with_defaults_and_an_id_that_stays() {
    let profile = TempDir::new().unwrap();
    let folder = profile.path().join("deep/in");

    let store = Store::open(&folder).await.unwrap();
    let instance = store.instance();
    assert_eq!(store.settings().await.unwrap(), Settings::default());
    assert_eq!(store.accounts().await.unwrap(), []);
    store.close().await;

    assert_eq!(Store::open(&folder).await.unwrap().instance(), instance);
}

#[cfg(unix)]
#[tokio::test]
async fn a_profile_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let profile = TempDir::new().unwrap();
    let folder = profile.path().join("new");

    let _store = Store::open(&folder).await.unwrap();

    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn only_one_process_has_a_profile() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();

    assert!(matches!(Store::open(profile.path()).await, Err(OpenError::InUse)));

    store.close().await;
    Store::open(profile.path()).await.unwrap();
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let other = store.clone();

    store.close().await;

    assert!(matches!(other.settings().await, Err(StoreError::Closed)));
}

#[tokio::test]
async fn a_damaged_database_is_reported_and_left_as_it_is() {
    let profile = TempDir::new().unwrap();
    let path = profile.path().join(DATABASE_FILE);
    fs::write(&path, b"this is no database, but somebody's letter").unwrap();
    let before = fs::read(&path).unwrap();

    assert!(matches!(Store::open(profile.path()).await, Err(OpenError::Damaged)));
    assert!(fs::read(&path).unwrap() == before, "was changed");
}

#[tokio::test]
async fn damage_after_a_kill_is_found_when_opening() {
    let profile = filled_and_killed(2_000).await;
    let path = profile.path().join(DATABASE_FILE);
    let mut bytes = fs::read(&path).unwrap();
    let (_, tail) = bytes.split_at_mut(8 * 4096);
    for byte in tail.iter_mut().step_by(7) {
        *byte ^= 0x5a;
    }
    fs::write(&path, &bytes).unwrap();

    let opened = Store::open(profile.path()).await;

    assert!(matches!(opened, Err(OpenError::Damaged)), "{opened:?}");
    assert!(fs::read(&path).unwrap() == bytes, "was changed");
}

#[tokio::test]
async fn a_newer_database_is_reported_and_left_as_it_is() {
    let profile = TempDir::new().unwrap();
    Store::open(profile.path()).await.unwrap().close().await;
    let path = profile.path().join(DATABASE_FILE);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();

    let opened = Store::open(profile.path()).await;

    assert!(matches!(opened, Err(OpenError::Newer { found: 99, .. })), "{opened:?}");
    assert!(fs::read(&path).unwrap() == before, "was changed");
}

#[tokio::test]
async fn another_programs_database_is_reported_and_left_as_it_is() {
    let profile = TempDir::new().unwrap();
    let path = profile.path().join(DATABASE_FILE);
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE recipe (x)").unwrap();
    let before = fs::read(&path).unwrap();

    assert!(matches!(Store::open(profile.path()).await, Err(OpenError::Foreign)));
    assert!(fs::read(&path).unwrap() == before, "was changed");
}
