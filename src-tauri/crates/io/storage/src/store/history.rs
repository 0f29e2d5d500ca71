//! What happened to reports, and what the provider wrote about them.

use std::collections::{BTreeMap, BTreeSet};

use clock::Timestamp;
use faults::{
    Event, FOLLOWED_AFTER_CLOSE, Followed, Happening, Look, PauseReason, PromiseKind, Report,
    Stage, TicketState, Update,
};
use model::ReportId;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::reports::{moment, read, read_state, update, with_events, word};
use crate::codes::known;
use crate::{Store, StoreError};

/// A report as a window shows it: without the texts of its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReport {
    /// The report.
    pub report: Report,
    /// Names of its evidence.
    pub files: Vec<String>,
    /// What the provider wrote, oldest first.
    pub updates: Vec<KeptUpdate>,
    /// Comments that wait to be sent.
    pub comments_waiting: u32,
    /// Promises whose miss was announced, with the moment at which they were due.
    pub warned: BTreeSet<(PromiseKind, Timestamp)>,
}

/// What the provider wrote, and whether somebody looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptUpdate {
    /// What.
    pub update: Update,
    /// True until somebody has looked.
    pub is_new: bool,
}

impl Store {
    /// All reports as a window shows them, newest first.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn kept_reports(&self) -> Result<Vec<KeptReport>, StoreError> {
        self.ask(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT * FROM report ORDER BY created_at DESC, id DESC")?;
            let reports = statement.query_map([], read)?.collect::<Result<_, _>>()?;
            let reports = with_events(connection, reports)?;
            Ok(reports
                .into_iter()
                .map(|report| kept(connection, report))
                .collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// One report as a window shows it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn kept_report(&self, id: ReportId) -> Result<KeptReport, StoreError> {
        self.ask(move |connection| {
            let mut report = connection
                .prepare_cached("SELECT * FROM report WHERE id = ?1")?
                .query_row([id.as_uuid().as_bytes()], read)
                .optional()?
                .ok_or(StoreError::Missing)?;
            report.events = events(connection, id)?;
            Ok(kept(connection, report)?)
        })
        .await
    }

    /// Moves a report by hand and keeps what happened: all of it or nothing.
    ///
    /// False, and nothing kept, when the report no longer stands at `before`.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn move_report(
        &self,
        id: ReportId,
        before: TicketState,
        state: TicketState,
        happened: Vec<Event>,
    ) -> Result<bool, StoreError> {
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            if standing(&transaction, id)?.ok_or(StoreError::Missing)? != before {
                return Ok(false);
            }
            update(&transaction, id, &state)?;
            append(&transaction, id, &happened)?;
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    /// Keeps what happened to a report, wherever it stands.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn add_event(&self, id: ReportId, event: Event) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            standing(&transaction, id)?.ok_or(StoreError::Missing)?;
            append(&transaction, id, &[event])?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Marks what the provider wrote as read.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn see_updates(&self, id: ReportId) -> Result<(), StoreError> {
        self.ask(move |connection| {
            connection.execute(
                "UPDATE report_update SET is_new = 0 WHERE report = ?1 AND is_new = 1",
                [id.as_uuid().as_bytes()],
            )?;
            Ok(())
        })
        .await
    }

    /// Remembers that the miss of a promise was announced; false when it was before.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn keep_warning(
        &self,
        id: ReportId,
        promise: PromiseKind,
        due_at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.ask(move |connection| {
            let kept = connection.execute(
                "INSERT OR IGNORE INTO report_warning (report, promise, due_at)
                 SELECT id, ?2, ?3 FROM report WHERE id = ?1",
                (id.as_uuid().as_bytes(), promise.code(), due_at.as_microsecond()),
            )?;
            Ok(kept > 0)
        })
        .await
    }

    /// Deletes the evidence of reports that were closed before a moment; the reports stay.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn drop_evidence(&self, closed_before: Timestamp) -> Result<usize, StoreError> {
        self.ask(move |connection| {
            Ok(connection.execute(
                "DELETE FROM evidence WHERE report IN (
                    SELECT id FROM report WHERE state = 'closed' AND coalesce(
                        (SELECT max(at) FROM report_event
                         WHERE report = report.id AND what = 'closed'), created_at) < ?1)",
                [closed_before.as_microsecond()],
            )?)
        })
        .await
    }
}

fn kept(connection: &Connection, report: Report) -> rusqlite::Result<KeptReport> {
    let id = report.id.as_uuid().as_bytes();
    let files = connection
        .prepare_cached("SELECT name FROM evidence WHERE report = ?1 ORDER BY position")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let updates = connection
        .prepare_cached("SELECT * FROM report_update WHERE report = ?1 ORDER BY at, id")?
        .query_map([id], |row| {
            let update = Update {
                id: row.get("id")?,
                at: moment(row.get("at")?)?,
                by: row.get("by")?,
                text: row.get("text")?,
            };
            Ok(KeptUpdate { update, is_new: row.get("is_new")? })
        })?
        .collect::<Result<_, _>>()?;
    let comments_waiting = connection
        .prepare_cached("SELECT count(*) FROM comment WHERE report = ?1 AND state <> 'sent'")?
        .query_row([id], |row| row.get(0))?;
    let warned = connection
        .prepare_cached("SELECT promise, due_at FROM report_warning WHERE report = ?1")?
        .query_map([id], |row| {
            Ok((word(row, "promise", PromiseKind::from_code)?, moment(row.get("due_at")?)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(KeptReport { report, files, updates, comments_waiting, warned })
}

/// What happened to a report, oldest first.
pub(super) fn events(connection: &Connection, id: ReportId) -> rusqlite::Result<Vec<Event>> {
    connection
        .prepare_cached("SELECT * FROM report_event WHERE report = ?1 ORDER BY at, position")?
        .query_map([id.as_uuid().as_bytes()], event)?
        .collect()
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    let detail: Option<String> = row.get("detail")?;
    let code: String = row.get("what")?;
    let what = match code.as_str() {
        "reported" => Happening::Reported,
        "telephoned" => Happening::Telephoned { spoke_with: detail.unwrap_or_default() },
        "reacted" => Happening::Reacted,
        "updated" => Happening::Updated,
        "paused" => Happening::Paused(known(detail.as_deref().and_then(PauseReason::from_code))?),
        "resumed" => Happening::Resumed,
        "restored" => Happening::Restored,
        "reopened" => Happening::Reopened,
        "closed" => Happening::Closed,
        _ => return known(None),
    };
    Ok(Event { at: moment(row.get("at")?)?, what })
}

/// Puts what happened behind what is known.
pub(super) fn append(
    connection: &Connection,
    id: ReportId,
    happened: &[Event],
) -> rusqlite::Result<()> {
    let id = id.as_uuid().as_bytes();
    let mut statement = connection.prepare_cached(
        "INSERT INTO report_event (report, position, at, what, detail)
         VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM report_event WHERE report = ?1),
            ?2, ?3, ?4)",
    )?;
    for event in happened {
        let detail = match &event.what {
            Happening::Telephoned { spoke_with } => Some(spoke_with.as_str()),
            Happening::Paused(why) => Some(why.code()),
            Happening::Reported
            | Happening::Reacted
            | Happening::Updated
            | Happening::Resumed
            | Happening::Restored
            | Happening::Reopened
            | Happening::Closed => None,
        };
        statement.execute((id, event.at.as_microsecond(), event.what.code(), detail))?;
    }
    Ok(())
}

fn standing(connection: &Connection, id: ReportId) -> rusqlite::Result<Option<TicketState>> {
    connection
        .prepare_cached("SELECT * FROM report WHERE id = ?1")?
        .query_row([id.as_uuid().as_bytes()], read_state)
        .optional()
}

pub(super) fn followed(
    connection: &Connection,
    now: Timestamp,
) -> Result<Vec<Followed>, StoreError> {
    let rows: Vec<(Report, Option<i64>, Option<String>)> = connection
        .prepare_cached(
            "SELECT * FROM report
             WHERE state IN ('filed', 'acknowledged', 'in-work', 'paused', 'restored', 'closed')
             ORDER BY created_at, id",
        )?
        .query_map([], |row| Ok((read(row)?, row.get("looked_at")?, row.get("stage")?)))?
        .collect::<Result<_, _>>()?;
    let mut known_updates = known_updates(connection)?;
    let mut all = Vec::new();
    for (mut report, looked_at, stage) in rows {
        report.events = events(connection, report.id)?;
        if was_closed_long_ago(&report, now) {
            continue;
        }
        all.push(Followed {
            looked_at: looked_at.map(moment).transpose()?,
            stage: stage.map(|code| known(Stage::from_code(&code))).transpose()?,
            latest_at: report.events.last().map_or(report.created_at, |event| event.at),
            known: known_updates.remove(&report.id).unwrap_or_default(),
            report,
        });
    }
    Ok(all)
}

fn was_closed_long_ago(report: &Report, now: Timestamp) -> bool {
    let TicketState::Closed(_) = report.state else { return false };
    let closed = report.events.iter().rev().find(|event| event.what == Happening::Closed);
    let closed_at = closed.map_or(report.created_at, |event| event.at);
    closed_at.checked_add(FOLLOWED_AFTER_CLOSE).is_ok_and(|until| until <= now)
}

fn known_updates(
    connection: &Connection,
) -> rusqlite::Result<BTreeMap<ReportId, BTreeSet<String>>> {
    let mut known: BTreeMap<ReportId, BTreeSet<String>> = BTreeMap::new();
    let mut statement = connection.prepare_cached("SELECT report, id FROM report_update")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let report = ReportId::from_uuid(Uuid::from_bytes(row.get(0)?));
        known.entry(report).or_default().insert(row.get(1)?);
    }
    Ok(known)
}

pub(super) fn keep_news(connection: &Connection, look: &Look) -> Result<bool, StoreError> {
    if standing(connection, look.report)?.as_ref() != Some(&look.before) {
        return Ok(false);
    }
    update(connection, look.report, &look.state)?;
    let id = look.report.as_uuid().as_bytes();
    connection
        .prepare_cached("UPDATE report SET stage = ?2, looked_at = ?3 WHERE id = ?1")?
        .execute((id, look.stage.map(Stage::code), look.looked_at.as_microsecond()))?;
    append(connection, look.report, &look.events)?;
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO report_update (report, id, at, by, text, is_new)
         VALUES (?1, ?2, ?3, ?4, ?5, 1)",
    )?;
    for update in &look.updates {
        let at = update.at.as_microsecond();
        statement.execute((id, &update.id, at, &update.by, &update.text))?;
    }
    Ok(true)
}
