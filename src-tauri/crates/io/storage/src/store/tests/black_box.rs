//! Records of the black box come back whole, and go when they are old or too many.

use faults::black_box::{Piece, RecordKey, Stored, Subject, Write};

use super::*;

#[tokio::test]
async fn a_call_grows_in_pieces_and_is_found_by_its_line() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let record = RecordId::from_random_bytes([3; 16]);
    let mut write = write(1, 0);
    write.subject = Subject::Call { account: account(), record: None };
    store.keep_black_box(vec![write.clone()]).await.unwrap();
    assert!(matches!(store.black_box_of(record).await, Err(StoreError::Missing)));

    write.subject = Subject::Call { account: account(), record: Some(record) };
    write.ended_at = Some(at(9));
    write.pieces = vec![piece(0, "first, longer\n"), piece(1, "second\n")];
    store.keep_black_box(vec![write.clone()]).await.unwrap();
    write.pieces = vec![piece(2, "third\n")];
    (write.dropped, write.dropped_from, write.dropped_to) = (7, 1, 2);
    store.keep_black_box(vec![write]).await.unwrap();
    store.close().await;

    let store = Store::open(profile.path()).await.unwrap();
    let stored = store.black_box_of(record).await.unwrap();
    assert_eq!(stored.ended_at, Some(at(9)));
    assert_eq!(stored.text(), "first, longer\n[7 entries left out]\nthird\n");
    assert_eq!(store.black_box_calls(5).await.unwrap(), [stored]);
    assert_eq!(store.black_box_registrations(5).await.unwrap(), Vec::<Stored>::new());
}

#[tokio::test]
async fn old_records_and_those_beyond_the_room_are_forgotten() {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    let day = 24 * 60 * 60;
    store.keep_black_box((0..10).map(|n| write(n, n * day)).collect()).await.unwrap();
    let week = Duration::from_secs(7 * 24 * 60 * 60);

    assert_eq!(store.prune_black_box(at(9 * day), week, 1_000_000).await.unwrap(), 2);
    assert_eq!(starts(&store).await, (2..10).rev().map(|n| n * day).collect::<Vec<_>>());
    // Each holds six bytes.
    assert_eq!(store.prune_black_box(at(9 * day), week, 20).await.unwrap(), 5);
    assert_eq!(starts(&store).await, [9 * day, 8 * day, 7 * day]);
    assert_eq!(store.prune_black_box(at(9 * day), Duration::ZERO, 0).await.unwrap(), 3);
    let left = count(&store, "SELECT count(*) FROM black_box_piece").await;
    assert_eq!(left, 0);
}

async fn starts(store: &Store) -> Vec<i64> {
    let kept = store.black_box_registrations(100).await.unwrap();
    kept.iter().map(|stored| stored.started_at.as_second()).collect()
}

async fn count(store: &Store, question: &'static str) -> i64 {
    store
        .ask(move |connection| Ok(connection.query_row(question, [], |row| row.get(0))?))
        .await
        .unwrap()
}

fn write(key: i64, started: i64) -> Write {
    Write {
        key: RecordKey(key),
        subject: Subject::Registration { account: account() },
        started_at: at(started),
        ended_at: None,
        dropped: 0,
        pieces: vec![piece(0, "first\n")],
        dropped_from: 0,
        dropped_to: 0,
    }
}

fn piece(number: u32, text: &str) -> Piece {
    Piece { number, text: text.to_owned() }
}

fn account() -> AccountId {
    AccountId::from_random_bytes([2; 16])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}
