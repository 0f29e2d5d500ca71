//! A long call list is whole, page by page, through the program.

use std::collections::BTreeSet;
use std::path::Path;

use clock::Timestamp;
use lab::{Program, ProgramOptions, Socket};
use model::{AccountId, RecordId};
use redact::Redacted;
use rusqlite::Connection;
use serde_json::{Value, json};
use storage::Store;
use telephony::{CallRecord, Cause, Direction, End, EndedBy, Outcome, Party};

const CALLS: u32 = 100_000;
const PERSONS: u32 = 2000;
const PAGE: usize = 500;

#[tokio::test]
async fn a_hundred_thousand_calls_are_each_read_once_and_filtered_searched_and_grouped() {
    let mut program = Program::prepare(ProgramOptions::label("long-list")).unwrap();
    fill(&program).await;
    program.launch().unwrap();
    let mut socket = program.connect().unwrap();

    let pages = read_through(&mut socket, &json!({ "limit": PAGE }));
    let seen: BTreeSet<&str> =
        pages.iter().flat_map(|page| &page.ids).map(String::as_str).collect();
    assert_eq!(seen.len(), usize::try_from(CALLS).unwrap(), "each call once");
    let persons = read_through(&mut socket, &json!({ "limit": PAGE, "grouped": true }));
    assert_eq!(persons.iter().map(|page| page.ids.len()).sum::<usize>(), 2000);
    for (name, query, total) in [
        ("missed", json!({ "filter": "missed" }), 25_000),
        ("not answered", json!({ "filter": "notAnswered" }), 25_000),
        ("incoming", json!({ "filter": "incoming" }), 50_000),
        ("a name", json!({ "search": "person 1999" }), 50),
        ("a number", json!({ "search": "089 / 1999" }), 50),
        ("nobody", json!({ "search": "nobody" }), 0),
        ("persons by name", json!({ "search": "person 19", "grouped": true }), 111),
        ("missed persons", json!({ "filter": "missed", "grouped": true }), 500),
    ] {
        assert_eq!(ask(&mut socket, &query).total, total, "{name}");
    }
}

/// Calls with [`PERSONS`], one after the other, every fourth missed and every fourth not answered.
async fn fill(program: &Program) {
    let store = Store::open(&program.profile()).await.unwrap();
    for person in 0..PERSONS {
        store.keep_record(record(person), Some(format!("+4989{person}"))).await.unwrap();
    }
    store.close().await;
    repeat(&program.profile().join("rufbereit.db"));
}

/// Adds all calls again, and again, in one go: the program puts each on the disk before it goes on,
/// which takes minutes for so many.
fn repeat(database: &Path) {
    let mut connection = Connection::open(database).unwrap();
    let all = connection.transaction().unwrap();
    let columns = {
        let mut columns = all.prepare("SELECT name FROM pragma_table_info('call_record')").unwrap();
        let names = columns.query_map([], |row| row.get::<_, String>(0)).unwrap();
        names.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let values = columns.iter().map(|column| match column.as_str() {
        "id" => "randomblob(16)".to_owned(),
        "started_at" | "answered_at" | "ended_at" => {
            format!("{column} + round * {PERSONS} * 60 * 1000000")
        }
        other => other.to_owned(),
    });
    let values = values.collect::<Vec<_>>().join(", ");
    let rounds = CALLS / PERSONS - 1;
    let added = all.execute(
        &format!(
            "WITH RECURSIVE rounds (round) AS
                 (VALUES (1) UNION ALL SELECT round + 1 FROM rounds WHERE round < {rounds})
             INSERT INTO call_record ({}) SELECT {values} FROM call_record, rounds",
            columns.join(", ")
        ),
        [],
    );
    assert_eq!(added, Ok(usize::try_from(rounds * PERSONS).unwrap()));
    all.commit().unwrap();
}

fn record(person: u32) -> CallRecord {
    let started_at = Timestamp::from_second(1_700_000_000 + i64::from(person) * 60).unwrap();
    let (direction, outcome, cause) = match person % 4 {
        0 => (Direction::Incoming, Outcome::Missed, Cause::Cancelled),
        1 => (Direction::Outgoing, Outcome::NotAnswered, Cause::NoAnswer),
        2 => (Direction::Incoming, Outcome::Answered, Cause::HungUp),
        _ => (Direction::Outgoing, Outcome::Answered, Cause::HungUp),
    };
    let mut id = [0; 16];
    id[..4].copy_from_slice(&person.to_be_bytes());
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

/// One page.
struct Page {
    ids: Vec<String>,
    next: Value,
    total: u64,
}

fn ask(socket: &mut Socket, query: &Value) -> Page {
    let page = socket.history(query).unwrap();
    let records = page["records"].as_array().unwrap();
    let ids = records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    Page { ids, next: page["next"].clone(), total: page["total"].as_u64().unwrap() }
}

fn read_through(socket: &mut Socket, query: &Value) -> Vec<Page> {
    let mut query = query.clone();
    let mut pages = Vec::new();
    loop {
        let page = ask(socket, &query);
        query["after"] = page.next.clone();
        let is_last = page.next.is_null();
        pages.push(page);
        if is_last {
            return pages;
        }
    }
}
