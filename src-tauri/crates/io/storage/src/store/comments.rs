//! Comments on their way to tickets, in the order in which they were written.

use clock::Timestamp;
use faults::{Attachment, Comment, CommentState, CommentStep, Effort, WaitingComment};
use model::{CommentId, ReportId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use uuid::Uuid;

use super::history;
use super::reports::{RETRY_MOST, moment, read, read_trouble};
use crate::codes::known;
use crate::{Store, StoreError};

/// Comments whose report is there and which no earlier one holds up.
const WAITING: &str = "
    FROM comment JOIN report ON report.id = comment.report
    WHERE comment.state <> 'sent'
        AND report.state IN ('filed', 'acknowledged', 'in-work', 'paused', 'restored', 'closed')
        AND NOT EXISTS (
            SELECT 1 FROM comment AS earlier
            WHERE earlier.report = comment.report AND earlier.position < comment.position
                AND earlier.state <> 'sent'
                AND (earlier.trouble IS NULL OR earlier.trouble NOT IN ('rejected', 'too-large')))";

impl Store {
    /// Keeps a comment; it is sent once its report is filed.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such report.
    pub async fn add_comment(&self, report: ReportId, comment: Comment) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            let added = transaction.execute(
                "INSERT INTO comment (id, report, at, text, state, failures)
                 SELECT ?1, id, ?3, ?4, 'queued', 0 FROM report WHERE id = ?2",
                (
                    comment.id.as_uuid().as_bytes(),
                    report.as_uuid().as_bytes(),
                    comment.at.as_microsecond(),
                    &comment.text,
                ),
            )?;
            if added == 0 {
                return Err(StoreError::Missing);
            }
            for (position, file) in (0_u32..).zip(&comment.files) {
                transaction.execute(
                    "INSERT INTO comment_file (comment, position, name, bytes)
                     VALUES (?1, ?2, ?3, ?4)",
                    (comment.id.as_uuid().as_bytes(), position, &file.name, &file.bytes),
                )?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }
}

pub(super) fn due(
    connection: &Connection,
    now: Timestamp,
) -> Result<Option<WaitingComment>, StoreError> {
    let now = now.as_microsecond();
    let far = now.saturating_add(i64::try_from(RETRY_MOST.as_micros()).unwrap_or(i64::MAX));
    let found = connection
        .prepare_cached(&format!(
            "SELECT comment.* {WAITING}
                AND (comment.retry_at IS NULL OR comment.retry_at <= ?1 OR comment.retry_at > ?2)
             ORDER BY comment.position LIMIT 1"
        ))?
        .query_row([now, far], read_waiting)
        .optional()?;
    let Some(found) = found else { return Ok(None) };
    let mut waiting = with_report(connection, found)?;
    waiting.comment.files = files(connection, waiting.comment.id)?;
    Ok(Some(waiting))
}

/// Comments that were being sent when the last run ended, without their files.
pub(super) fn in_doubt(connection: &Connection) -> Result<Vec<WaitingComment>, StoreError> {
    let found: Vec<Found> = connection
        .prepare_cached(
            "SELECT * FROM comment
             WHERE state = 'sending' AND trouble IS NULL AND retry_at IS NOT NULL
             ORDER BY position",
        )?
        .query_map([], read_waiting)?
        .collect::<Result<_, _>>()?;
    let waiting = found.into_iter().map(|found| with_report(connection, found));
    Ok(waiting.collect::<rusqlite::Result<_>>()?)
}

/// A comment as its row has it: for which report, and where it stands.
type Found = (ReportId, Comment, CommentState);

fn read_waiting(row: &Row<'_>) -> rusqlite::Result<Found> {
    let report = ReportId::from_uuid(Uuid::from_bytes(row.get("report")?));
    Ok((report, read_comment(row)?, read_state(row)?))
}

fn with_report(
    connection: &Connection,
    (id, comment, state): Found,
) -> rusqlite::Result<WaitingComment> {
    let mut report = connection
        .prepare_cached("SELECT * FROM report WHERE id = ?1")?
        .query_row([id.as_uuid().as_bytes()], read)?;
    report.events = history::events(connection, id)?;
    Ok(WaitingComment { report, comment, state })
}

pub(super) fn next_due(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let micros: Option<Option<i64>> = connection
        .prepare_cached(&format!(
            "SELECT comment.retry_at {WAITING} ORDER BY comment.retry_at NULLS FIRST LIMIT 1"
        ))?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(micros.map(|micros| micros.map_or(Ok(Timestamp::MIN), moment)).transpose()?)
}

pub(super) fn hurry(connection: &Connection) -> Result<(), StoreError> {
    let waiting: Vec<(CommentId, CommentState)> = connection
        .prepare_cached("SELECT * FROM comment WHERE state <> 'sent'")?
        .query_map([], |row| Ok((read_comment(row)?.id, read_state(row)?)))?
        .collect::<Result<_, _>>()?;
    for (id, mut state) in waiting {
        if state.take(CommentStep::Hurry).is_ok() {
            update(connection, id, &state)?;
        }
    }
    Ok(())
}

/// Keeps where a comment stands. The files of one that was sent are at the ticket, and go here.
pub(super) fn update(
    connection: &Connection,
    id: CommentId,
    state: &CommentState,
) -> Result<(), StoreError> {
    let effort = state.effort().cloned().unwrap_or_default();
    let trouble = effort.trouble.as_ref();
    let updated = connection
        .prepare_cached(
            "UPDATE comment SET state = :state, failures = :failures, retry_at = :retry_at,
                trouble = :trouble, trouble_status = :trouble_status,
                trouble_words = :trouble_words, trouble_retry_after_ms = :trouble_retry_after_ms
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id.as_uuid().as_bytes(),
            ":state": state.code(),
            ":failures": effort.failures,
            ":retry_at": effort.retry_at.map(Timestamp::as_microsecond),
            ":trouble": trouble.map(|trouble| trouble.kind.code()),
            ":trouble_status": trouble.and_then(|trouble| trouble.status),
            ":trouble_words": trouble.and_then(|trouble| trouble.words.as_deref()),
            ":trouble_retry_after_ms": trouble
                .and_then(|trouble| trouble.retry_after)
                .map(|wait| u32::try_from(wait.as_millis()).unwrap_or(u32::MAX)),
        })?;
    if updated == 0 {
        return Err(StoreError::Missing);
    }
    if *state == CommentState::Sent {
        connection
            .execute("DELETE FROM comment_file WHERE comment = ?1", [id.as_uuid().as_bytes()])?;
    }
    Ok(())
}

fn read_comment(row: &Row<'_>) -> rusqlite::Result<Comment> {
    Ok(Comment {
        id: CommentId::from_uuid(Uuid::from_bytes(row.get("id")?)),
        at: moment(row.get("at")?)?,
        text: row.get("text")?,
        files: Vec::new(),
    })
}

fn files(connection: &Connection, id: CommentId) -> rusqlite::Result<Vec<Attachment>> {
    connection
        .prepare_cached(
            "SELECT name, bytes FROM comment_file WHERE comment = ?1 ORDER BY position",
        )?
        .query_map([id.as_uuid().as_bytes()], |row| {
            Ok(Attachment { name: row.get(0)?, bytes: row.get(1)? })
        })?
        .collect()
}

fn read_state(row: &Row<'_>) -> rusqlite::Result<CommentState> {
    let code: String = row.get("state")?;
    let effort = || {
        Ok(Effort {
            failures: row.get("failures")?,
            retry_at: row.get::<_, Option<i64>>("retry_at")?.map(moment).transpose()?,
            trouble: read_trouble(row)?,
        })
    };
    match code.as_str() {
        "queued" => effort().map(CommentState::Queued),
        "sending" => effort().map(CommentState::Sending),
        "sent" => Ok(CommentState::Sent),
        _ => known(None),
    }
}
