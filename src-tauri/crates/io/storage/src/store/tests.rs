//! The database on a real disk, in a folder of its own per test.

mod black_box;
mod desk;
mod opening;
mod records;
mod reports;
mod settings;

use std::fs;
use std::time::{Duration, Instant};

use clock::Timestamp;
use faults::{
    Affects, Cast, Draft, Effort, Evidence, PauseReason, Report, Shelf, Step, Ticket, TicketState,
    Trouble, TroubleKind, Works,
};
use model::{AccountId, RecordId, ReportId};
use redact::Redacted;
use telephony::plan::Plan;
use telephony::{
    Account, CallRecord, Cause, Codec, Direction, End, EndedBy, Outcome, Party, Quality, Wire,
};
use tempfile::TempDir;

use crate::{
    DATABASE_FILE, Filter, Language, OpenError, Page, Query, Settings, Store, StoreError,
    TicketDesk,
};

async fn filled_and_killed(records: u32) -> TempDir {
    let profile = TempDir::new().unwrap();
    let store = Store::open(profile.path()).await.unwrap();
    fill(&store, records).await;
    execute(&store, "PRAGMA wal_checkpoint").await;
    store.keep_record(record(1), None).await.unwrap();
    // A copy taken while it is open is what a killed program leaves.
    let copy = TempDir::new().unwrap();
    for ending in ["", "-wal"] {
        let name = format!("{DATABASE_FILE}{ending}");
        fs::copy(profile.path().join(&name), copy.path().join(&name)).unwrap();
    }
    copy
}

/// Calls with all the fields of [`record`], made by the database itself because they are many.
async fn fill(store: &Store, records: u32) {
    store
        .ask(move |connection| {
            let made = connection.execute(
                "WITH RECURSIVE seed (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM seed LIMIT ?1)
                 INSERT INTO call_record
                 SELECT unhex(printf('%08x000040008000000000000000', n)), zeroblob(16),
                    iif(n % 2, 'outgoing', 'incoming'), 'Person ' || n, '+4989' || n,
                    'sip:+4989' || n || '@pbx.example', 1700000000123456 + n * 999,
                    1700000000123456 + n * 999, 1700000000123456 + n * 999, 'answered', 'hung-up',
                    'them', 200, 'opus', 1, 2, 3, 0, NULL, 0, NULL, 0,
                    'person ' || n || char(10) || '+4989' || n || char(10) || 'sip:+4989' || n ||
                    '@pbx.example' || char(10) || '4989' || n,
                    NULL, NULL, NULL, '+4989' || n % 2000
                 FROM seed",
                [records],
            )?;
            assert_eq!(made, usize::try_from(records).unwrap());
            Ok(())
        })
        .await
        .unwrap();
}

async fn execute(store: &Store, statements: &'static str) {
    store.ask(move |connection| Ok(connection.execute_batch(statements)?)).await.unwrap();
}

async fn count(store: &Store, query: &'static str) -> u32 {
    store
        .ask(move |connection| Ok(connection.query_row(query, [], |row| row.get(0))?))
        .await
        .unwrap()
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn account(seed: u8) -> Account {
    Account {
        id: AccountId::from_random_bytes([seed; 16]),
        label: String::new(),
        address: format!("sip:{seed}@pbx.example"),
        display_name: Some("Anna".to_owned()),
        auth_user: None,
        registrar: None,
        outbound_proxy: Some("sip:proxy.example;lr".to_owned()),
        wire: Wire::Automatic,
        registers: true,
        enabled: true,
        lifetime_s: 600,
        ca_file: None,
        is_demo: false,
        plan: Plan::default(),
    }
}

fn record(seed: u32) -> CallRecord {
    let mut bytes = [0; 16];
    for (byte, of_seed) in bytes.iter_mut().zip(seed.to_be_bytes()) {
        *byte = of_seed;
    }
    let started_at =
        Timestamp::from_microsecond(1_700_000_000_123_456 + i64::from(seed) * 999).unwrap();
    CallRecord {
        id: RecordId::from_random_bytes(bytes),
        account: AccountId::from_random_bytes([1; 16]),
        direction: if seed.is_multiple_of(2) { Direction::Incoming } else { Direction::Outgoing },
        remote: Party {
            name: Some(Redacted(format!("Person {seed}"))),
            number: Redacted(format!("+4989{seed}")),
            uri: Redacted(format!("sip:+4989{seed}@pbx.example")),
        },
        called: seed.is_multiple_of(3).then(|| Party {
            name: Some(Redacted("Service".to_owned())),
            number: Redacted("300".to_owned()),
            uri: Redacted("sip:300@pbx.example".to_owned()),
        }),
        started_at,
        answered_at: Some(started_at),
        ended_at: started_at,
        outcome: Outcome::Answered,
        end: End { cause: Cause::HungUp, by: EndedBy::Them, status: Some(200) },
        codec: Some(Codec::Opus),
        quality: Some(Quality { sent: 1, received: 2, lost: 3, ..Quality::default() }),
    }
}

fn report(seed: u8) -> Report {
    Draft {
        what: "no sound".to_owned(),
        affects: Affects::Several,
        works: Works::Partly,
        evidence: ["one.txt", "two.txt"]
            .map(|name| Evidence { name: name.to_owned(), text: format!("of {seed}") })
            .into(),
        cast: Cast::default(),
    }
    .finish(ReportId::from_random_bytes([seed; 16]), second(seed.into()))
    .unwrap()
}
