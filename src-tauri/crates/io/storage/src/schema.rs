//! The tables, and the steps by which an older database becomes a current one.
//!
//! `user_version` counts the steps taken, `application_id` says that the file is ours. Each step
//! runs in one transaction with its count. A step that was ever released is never changed.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::OpenError;

/// "RFBT".
const APPLICATION_ID: i32 = 0x5246_4254;

const STEPS: &[&str] = &[
    r"
    CREATE TABLE setting (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL              -- JSON
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE account (
        id BLOB PRIMARY KEY NOT NULL,
        position INTEGER NOT NULL,       -- the person's own order
        label TEXT NOT NULL,
        address TEXT NOT NULL,
        display_name TEXT,
        auth_user TEXT,
        registrar TEXT,
        outbound_proxy TEXT,
        wire TEXT NOT NULL,
        registers INTEGER NOT NULL,
        enabled INTEGER NOT NULL,
        lifetime_s INTEGER NOT NULL,
        ca_file TEXT,
        is_demo INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE call_record (
        id BLOB PRIMARY KEY NOT NULL,
        account BLOB NOT NULL,           -- the account may be gone
        direction TEXT NOT NULL,
        name TEXT,
        number TEXT NOT NULL,
        uri TEXT NOT NULL,
        started_at INTEGER NOT NULL,     -- microseconds since 1970, as all moments here
        answered_at INTEGER,
        ended_at INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        cause TEXT NOT NULL,
        ended_by TEXT NOT NULL,
        status INTEGER,
        codec TEXT,
        sent INTEGER, received INTEGER, lost INTEGER, jitter_ms INTEGER,
        round_trip_ms INTEGER, buffer_ms INTEGER, remote_loss_permille INTEGER,
        is_new INTEGER NOT NULL,         -- missed, and not looked at
        words TEXT NOT NULL              -- name, number and address in small letters, for searching
    ) STRICT;
    CREATE INDEX call_record_by_time ON call_record (started_at DESC, id DESC);
    CREATE INDEX call_record_by_direction ON call_record (direction, started_at DESC, id DESC);
    CREATE INDEX call_record_missed ON call_record (started_at DESC, id DESC)
        WHERE outcome = 'missed';
    CREATE INDEX call_record_new ON call_record (is_new) WHERE is_new = 1;

    CREATE TABLE report (
        id BLOB PRIMARY KEY NOT NULL,
        created_at INTEGER NOT NULL,
        what TEXT NOT NULL,
        affects TEXT NOT NULL,
        works TEXT NOT NULL,
        class TEXT NOT NULL,
        rule TEXT NOT NULL,
        state TEXT NOT NULL,
        failures INTEGER NOT NULL,
        retry_at INTEGER,
        trouble TEXT,
        trouble_status INTEGER,
        trouble_words TEXT,
        trouble_retry_after_ms INTEGER,
        reference TEXT,
        link TEXT,
        pause_reason TEXT
    ) STRICT;
    CREATE INDEX report_unfiled ON report (created_at)
        WHERE state IN ('queued', 'creating', 'attaching');

    CREATE TABLE evidence (
        report BLOB NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (report, position)
    ) STRICT, WITHOUT ROWID;
",
    r"
    -- The fault desk: what the contract said, what happened, what went there and back.
    ALTER TABLE report ADD COLUMN kind TEXT NOT NULL DEFAULT 'incident';
    ALTER TABLE report ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';   -- JSON
    ALTER TABLE report ADD COLUMN provider TEXT;
    ALTER TABLE report ADD COLUMN grade TEXT NOT NULL DEFAULT '';     -- empty: the neutral class
    ALTER TABLE report ADD COLUMN judged TEXT NOT NULL DEFAULT '{}';  -- JSON
    ALTER TABLE report ADD COLUMN fingerprint TEXT;
    ALTER TABLE report ADD COLUMN joined BLOB;
    ALTER TABLE report ADD COLUMN verdict_side TEXT;
    ALTER TABLE report ADD COLUMN verdict TEXT;
    ALTER TABLE report ADD COLUMN stage TEXT;            -- what the ticket system said last
    ALTER TABLE report ADD COLUMN looked_at INTEGER;

    CREATE TABLE report_event (
        report BLOB NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        at INTEGER NOT NULL,
        what TEXT NOT NULL,
        detail TEXT,                     -- who was spoken with, why it paused
        PRIMARY KEY (report, position)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO report_event SELECT id, 0, created_at, 'reported', NULL FROM report;

    CREATE TABLE report_update (
        report BLOB NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        id TEXT NOT NULL,                -- the ticket system's own
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        text TEXT NOT NULL,
        is_new INTEGER NOT NULL,
        PRIMARY KEY (report, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE report_warning (        -- promises whose miss was announced, each once
        report BLOB NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        promise TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        PRIMARY KEY (report, promise, due_at)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE comment (
        position INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order in which they were written
        id BLOB NOT NULL UNIQUE,
        report BLOB NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        text TEXT NOT NULL,
        state TEXT NOT NULL,
        failures INTEGER NOT NULL,
        retry_at INTEGER,
        trouble TEXT,
        trouble_status INTEGER,
        trouble_words TEXT,
        trouble_retry_after_ms INTEGER
    ) STRICT;
    CREATE INDEX comment_unsent ON comment (report, position) WHERE state <> 'sent';

    CREATE TABLE comment_file (
        comment BLOB NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (comment, position)
    ) STRICT;

    CREATE TABLE draft (                 -- the one report that is being written, without its files
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id BLOB NOT NULL,
        record BLOB,
        body TEXT NOT NULL               -- JSON
    ) STRICT;
",
    r"
    -- The black box: what happened in calls and registrations, without secrets.
    CREATE TABLE black_box (
        key INTEGER PRIMARY KEY NOT NULL,   -- ascending with the time at which it began
        kind TEXT NOT NULL,
        account BLOB NOT NULL,
        record BLOB,                        -- its line in the call list
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        dropped INTEGER NOT NULL            -- entries of its middle
    ) STRICT;
    CREATE INDEX black_box_by_record ON black_box (record) WHERE record IS NOT NULL;

    CREATE TABLE black_box_piece (
        record_key INTEGER NOT NULL REFERENCES black_box (key) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (record_key, number)
    ) STRICT;
",
    r"
    -- Whom the caller wanted, one person's calls together, and how telephone systems are dialled.
    ALTER TABLE call_record ADD COLUMN called_name TEXT;
    ALTER TABLE call_record ADD COLUMN called_number TEXT;
    ALTER TABLE call_record ADD COLUMN called_uri TEXT;
    ALTER TABLE call_record ADD COLUMN person TEXT NOT NULL DEFAULT '';  -- empty: nobody known
    UPDATE call_record
        SET person = replace(replace(replace(replace(number, ' ', ''), '-', ''), '/', ''), '.', '');
    CREATE INDEX call_record_by_person ON call_record (person, started_at DESC, id DESC);
    CREATE INDEX call_record_not_answered ON call_record (started_at DESC, id DESC)
        WHERE outcome IN ('not-answered', 'busy', 'failed');

    ALTER TABLE account ADD COLUMN plan TEXT NOT NULL DEFAULT '{}';      -- JSON

    CREATE TABLE kept (                  -- what telephone systems and colleagues were last
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL              -- JSON
    ) STRICT, WITHOUT ROWID;
",
    r"
    -- A report that joins another becomes a comment of it.
    ALTER TABLE report DROP COLUMN joined;
",
];

/// The version that this program writes.
pub(crate) fn version() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// Opens a database, brings it up to date, and gives it with the profile's own id.
///
/// A file that is damaged, newer or another program's is left as it is.
pub(crate) fn open(path: &Path) -> Result<(Connection, Uuid), OpenError> {
    let was_killed = has_log(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    // Closing works off a killed program's log, which would change what must be left as it is.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    refuse_foreign(&connection)?;
    if was_killed {
        check(&connection)?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    migrate(&mut connection)?;
    let instance = instance(&connection)?;
    Ok((connection, instance))
}

/// A log that was not worked off: the last run did not end by itself.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

fn refuse_foreign(connection: &Connection) -> Result<(), OpenError> {
    let found = user_version(connection)?;
    let application_id: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_fresh = found == 0 && application_id == 0 && tables == 0;
    if application_id != APPLICATION_ID && !is_fresh {
        return Err(OpenError::Foreign);
    }
    if found > version() {
        return Err(OpenError::Newer { found, known: version() });
    }
    Ok(())
}

fn check(connection: &Connection) -> Result<(), OpenError> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(OpenError::Damaged) }
}

fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let taken = usize::try_from(user_version(connection)?).unwrap_or(usize::MAX);
    for (step, statements) in STEPS.iter().enumerate().skip(taken) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(statements)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(
            None,
            "user_version",
            u32::try_from(step + 1).unwrap_or(u32::MAX),
        )?;
        transaction.commit()?;
        tracing::info!(version = step + 1, "database brought up to date");
    }
    Ok(())
}

fn user_version(connection: &Connection) -> Result<u32, OpenError> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(u32::try_from(version).unwrap_or(u32::MAX))
}

/// The profile's own id, drawn when the database was made.
fn instance(connection: &Connection) -> Result<Uuid, OpenError> {
    let fresh = serde_json::Value::String(Uuid::new_v4().to_string()).to_string();
    connection
        .execute("INSERT OR IGNORE INTO setting (key, value) VALUES ('instance', ?1)", [fresh])?;
    let kept: String =
        connection
            .query_row("SELECT value FROM setting WHERE key = 'instance'", [], |row| row.get(0))?;
    kept.trim_matches('"').parse().map_err(|_| OpenError::Damaged)
}
