//! The black box on the disk: records of calls and registrations, kept for some days.

use std::time::Duration;

use clock::Timestamp;
use faults::black_box::{Piece, RecordKey, Stored, Subject, Write};
use model::{AccountId, RecordId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use uuid::Uuid;

use crate::codes::known;
use crate::{Store, StoreError};

impl Store {
    /// Most text of all records together; the oldest go first.
    pub const BLACK_BOX_BYTES: u64 = 64 * 1024 * 1024;

    /// Keeps what is new.
    ///
    /// # Errors
    /// Fails when the database does; then nothing was changed.
    pub async fn keep_black_box(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            for write in &writes {
                keep(&transaction, write)?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// What was recorded of a line of the call list.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nothing was, or not any more.
    pub async fn black_box_of(&self, record: RecordId) -> Result<Stored, StoreError> {
        self.ask(move |connection| {
            let row = connection
                .prepare_cached("SELECT * FROM black_box WHERE record = ?1")?
                .query_row([record.as_uuid().as_bytes()], read)
                .optional()?
                .ok_or(StoreError::Missing)?;
            Ok(whole(connection, row)?)
        })
        .await
    }

    /// The latest records of registrations, newest first.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn black_box_registrations(&self, most: u32) -> Result<Vec<Stored>, StoreError> {
        self.ask(move |connection| Ok(latest(connection, "registration", most)?)).await
    }

    /// The latest records of calls, newest first.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn black_box_calls(&self, most: u32) -> Result<Vec<Stored>, StoreError> {
        self.ask(move |connection| Ok(latest(connection, "call", most)?)).await
    }

    /// Forgets what began more than `lasts` ago, and the oldest beyond `most_bytes`; tells how many.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn prune_black_box(
        &self,
        now: Timestamp,
        lasts: Duration,
        most_bytes: u64,
    ) -> Result<usize, StoreError> {
        let oldest = now
            .as_microsecond()
            .saturating_sub(i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX));
        let most_bytes = i64::try_from(most_bytes).unwrap_or(i64::MAX);
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            let old = transaction.execute(
                "DELETE FROM black_box WHERE coalesce(ended_at, started_at) < ?1",
                [oldest],
            )?;
            let large = transaction.execute(
                "DELETE FROM black_box WHERE key IN (
                    SELECT key FROM (
                        SELECT key, sum(bytes) OVER (ORDER BY key DESC) AS so_far
                        FROM (SELECT record_key AS key, sum(bytes) AS bytes
                              FROM black_box_piece GROUP BY record_key)
                    ) WHERE so_far > ?1)",
                [most_bytes],
            )?;
            transaction.commit()?;
            Ok(old + large)
        })
        .await
    }
}

fn keep(connection: &Connection, write: &Write) -> rusqlite::Result<()> {
    let (kind, account, record) = match write.subject {
        Subject::Call { account, record } => ("call", account, record),
        Subject::Registration { account } => ("registration", account, None),
        // Nobody's call: nothing to keep.
        Subject::Stranger => return Ok(()),
    };
    let RecordKey(key) = write.key;
    connection
        .prepare_cached(
            "INSERT INTO black_box (key, kind, account, record, started_at, ended_at, dropped)
             VALUES (:key, :kind, :account, :record, :started_at, :ended_at, :dropped)
             ON CONFLICT (key) DO UPDATE SET record = excluded.record,
                ended_at = excluded.ended_at, dropped = excluded.dropped",
        )?
        .execute(named_params! {
            ":key": key,
            ":kind": kind,
            ":account": account.as_uuid().as_bytes(),
            ":record": record.as_ref().map(|record| record.as_uuid().as_bytes()),
            ":started_at": write.started_at.as_microsecond(),
            ":ended_at": write.ended_at.map(Timestamp::as_microsecond),
            ":dropped": i64::try_from(write.dropped).unwrap_or(i64::MAX),
        })?;
    connection
        .prepare_cached(
            "DELETE FROM black_box_piece WHERE record_key = ?1 AND number >= ?2 AND number < ?3",
        )?
        .execute((key, write.dropped_from, write.dropped_to))?;
    let mut insert = connection.prepare_cached(
        "INSERT OR REPLACE INTO black_box_piece (record_key, number, bytes, text)
         VALUES (?1, ?2, ?3, ?4)",
    )?;
    for piece in &write.pieces {
        let bytes = i64::try_from(piece.text.len()).unwrap_or(i64::MAX);
        insert.execute((key, piece.number, bytes, &piece.text))?;
    }
    Ok(())
}

fn latest(connection: &Connection, kind: &str, most: u32) -> rusqlite::Result<Vec<Stored>> {
    let rows = connection
        .prepare_cached("SELECT * FROM black_box WHERE kind = ?1 ORDER BY key DESC LIMIT ?2")?
        .query_map((kind, most), read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().map(|row| whole(connection, row)).collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Stored)> {
    let moment = |micros| known(Timestamp::from_microsecond(micros).ok());
    let account = AccountId::from_uuid(Uuid::from_bytes(row.get("account")?));
    let record: Option<[u8; 16]> = row.get("record")?;
    let record = record.map(|id| RecordId::from_uuid(Uuid::from_bytes(id)));
    let subject = match row.get::<_, String>("kind")?.as_str() {
        "call" => Subject::Call { account, record },
        "registration" => Subject::Registration { account },
        _ => return known(None),
    };
    let stored = Stored {
        subject,
        started_at: moment(row.get("started_at")?)?,
        ended_at: row.get::<_, Option<i64>>("ended_at")?.map(moment).transpose()?,
        dropped: u64::try_from(row.get::<_, i64>("dropped")?).unwrap_or_default(),
        pieces: Vec::new(),
    };
    Ok((row.get("key")?, stored))
}

fn whole(connection: &Connection, (key, mut stored): (i64, Stored)) -> rusqlite::Result<Stored> {
    stored.pieces = connection
        .prepare_cached(
            "SELECT number, text FROM black_box_piece WHERE record_key = ?1 ORDER BY number",
        )?
        .query_map([key], |row| Ok(Piece { number: row.get(0)?, text: row.get(1)? }))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(stored)
}
