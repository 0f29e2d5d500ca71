//! What the call list costs with a thousand calls and with a hundred thousand: the same within one run.
//!
//! The demand is a list without delay. A page at the beginning goes by an index, but the total beside it is counted, so
//! it grows a little; what has to look at every line (a search, the last page, persons) grows with the list. All of it
//! shall stay far below what anybody notices.

use std::hint::black_box;
use std::path::Path;

use clock::Timestamp;
use divan::Bencher;
use model::{AccountId, RecordId};
use redact::Redacted;
use rusqlite::Connection;
use storage::{Filter, Query, Store};
use telephony::{CallRecord, Cause, Direction, End, EndedBy, Outcome, Party};
use tempfile::TempDir;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

const CALLS: [u32; 2] = [1000, 100_000];
/// Calls with each person.
const EACH: u32 = 50;
/// Lines that the window asks for at once.
const PAGE: u32 = 100;

/// The newest calls: what the window shows first.
#[divan::bench(args = CALLS, sample_count = 20, sample_size = 5)]
fn first_page(bencher: Bencher<'_, '_>, calls: u32) {
    ask(bencher, calls, &Query::default());
}

/// The oldest calls: where the End key goes.
#[divan::bench(args = CALLS, sample_count = 20, sample_size = 1)]
fn last_page(bencher: Bencher<'_, '_>, calls: u32) {
    ask(bencher, calls, &Query { skip: calls - PAGE, ..Query::default() });
}

/// A name that few lines have.
#[divan::bench(args = CALLS, sample_count = 20, sample_size = 1)]
fn search(bencher: Bencher<'_, '_>, calls: u32) {
    ask(bencher, calls, &Query { search: Some("person 19".to_owned()), ..Query::default() });
}

/// A name that no line has: every line is looked at twice.
#[divan::bench(args = CALLS, sample_count = 20, sample_size = 1)]
fn search_in_vain(bencher: Bencher<'_, '_>, calls: u32) {
    ask(bencher, calls, &Query { search: Some("nobody".to_owned()), ..Query::default() });
}

/// The newest missed calls.
#[divan::bench(args = CALLS, sample_count = 20, sample_size = 5)]
fn missed(bencher: Bencher<'_, '_>, calls: u32) {
    ask(bencher, calls, &Query { filter: Filter::Missed, ..Query::default() });
}

/// The number beside the list's name, asked at every change.
#[divan::bench(args = CALLS, sample_count = 20, sample_size = 5)]
fn count_of_missed(bencher: Bencher<'_, '_>, calls: u32) {
    let list = List::of(calls);
    bencher.bench_local(|| {
        black_box(list.runtime.block_on(list.store.missed()).expect("counted"));
    });
}

/// One line for each person.
#[divan::bench(args = CALLS, sample_count = 20, sample_size = 1)]
fn grouped(bencher: Bencher<'_, '_>, calls: u32) {
    ask(bencher, calls, &Query { is_grouped: true, ..Query::default() });
}

fn ask(bencher: Bencher<'_, '_>, calls: u32, query: &Query) {
    let list = List::of(calls);
    bencher.bench_local(|| {
        let query = Query { limit: PAGE, ..query.clone() };
        black_box(list.runtime.block_on(list.store.records(query)).expect("read"));
    });
}

/// A store with so many calls, on a disk.
struct List {
    runtime: Runtime,
    store: Store,
    _profile: TempDir,
}

impl List {
    fn of(calls: u32) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let profile = TempDir::new().expect("a folder");
        let store = runtime.block_on(async {
            let store = Store::open(profile.path()).await.expect("a store");
            for person in 0..calls / EACH {
                let number = format!("+4989{person}");
                store.keep_record(record(person), Some(number)).await.expect("kept");
            }
            store
        });
        repeat(&profile.path().join("rufbereit.db"), calls / EACH).expect("repeated");
        Self { runtime, store, _profile: profile }
    }
}

/// Adds the calls with all `persons` again, and again, in one go: the store puts each on the disk
/// before it goes on, which takes minutes for so many.
fn repeat(database: &Path, persons: u32) -> rusqlite::Result<()> {
    let mut connection = Connection::open(database)?;
    let all = connection.transaction()?;
    let columns = {
        let mut columns = all.prepare("SELECT name FROM pragma_table_info('call_record')")?;
        let names = columns.query_map([], |row| row.get::<_, String>(0))?;
        names.collect::<rusqlite::Result<Vec<_>>>()?
    };
    let values = columns.iter().map(|column| match column.as_str() {
        "id" => "randomblob(16)".to_owned(),
        "started_at" | "answered_at" | "ended_at" => {
            format!("{column} + round * {persons} * 60 * 1000000")
        }
        other => other.to_owned(),
    });
    let values = values.collect::<Vec<_>>().join(", ");
    all.execute(
        &format!(
            "WITH RECURSIVE rounds (round) AS
                 (VALUES (1) UNION ALL SELECT round + 1 FROM rounds WHERE round < {EACH} - 1)
             INSERT INTO call_record ({}) SELECT {values} FROM call_record, rounds",
            columns.join(", ")
        ),
        [],
    )?;
    all.commit()
}

/// Every fourth call was missed, every fourth not answered.
fn record(person: u32) -> CallRecord {
    let started_at =
        Timestamp::from_second(1_700_000_000 + i64::from(person) * 60).expect("a time");
    let (direction, outcome, cause) = match person % 4 {
        0 => (Direction::Incoming, Outcome::Missed, Cause::Cancelled),
        1 => (Direction::Outgoing, Outcome::NotAnswered, Cause::NoAnswer),
        2 => (Direction::Incoming, Outcome::Answered, Cause::HungUp),
        _ => (Direction::Outgoing, Outcome::Answered, Cause::HungUp),
    };
    let mut id = [0; 16];
    for (place, byte) in id.iter_mut().zip(person.to_be_bytes()) {
        *place = byte;
    }
    CallRecord {
        id: RecordId::from_random_bytes(id),
        account: AccountId::from_random_bytes([1; 16]),
        direction,
        remote: Party {
            name: Some(Redacted(format!("Person {person}"))),
            number: Redacted(format!("+4989{person}")),
            uri: Redacted(format!("sip:+4989{person}@pbx.example")),
        },
        called: None,
        started_at,
        answered_at: (outcome == Outcome::Answered).then_some(started_at),
        ended_at: started_at,
        outcome,
        end: End { cause, by: EndedBy::Them, status: None },
        codec: None,
        quality: None,
    }
}
