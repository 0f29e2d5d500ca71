//! Reports and their evidence: the durable half of the outbox.

mod rows;

use std::time::Duration;

use clock::Timestamp;
use faults::{
    Affects, Class, CommentState, Effort, Evidence, Followed, Kind, Look, PauseReason, Report,
    Rule, Shelf, Side, Step, Ticket, TicketState, Told, Trouble, TroubleKind, WaitingComment,
    Works,
};
use model::{CommentId, ReportId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use uuid::Uuid;

use super::{comments, history};
use crate::codes::known;
use crate::{Store, StoreError};

/// A moment to try again that lies further ahead than this was set by a clock gone wrong.
pub(super) const RETRY_MOST: Duration = Duration::from_secs(2 * 60 * 60);

impl Store {
    /// Keeps a report with its evidence, in the place of one with the same id.
    ///
    /// # Errors
    /// Fails when the database does; then nothing was changed.
    pub async fn keep_report(&self, report: Report) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            insert(&transaction, &report)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// All reports, newest first, without their evidence.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn reports(&self) -> Result<Vec<Report>, StoreError> {
        self.ask(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT * FROM report ORDER BY created_at DESC, id DESC")?;
            let reports = statement.query_map([], read)?.collect::<Result<_, _>>()?;
            Ok(with_events(connection, reports)?)
        })
        .await
    }

    /// One report with its evidence.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn report(&self, id: ReportId) -> Result<Report, StoreError> {
        self.ask(move |connection| {
            let mut report = connection
                .prepare_cached("SELECT * FROM report WHERE id = ?1")?
                .query_row([id.as_uuid().as_bytes()], read)
                .optional()?
                .ok_or(StoreError::Missing)?;
            report.evidence = evidence(connection, id)?;
            report.events = history::events(connection, id)?;
            Ok(report)
        })
        .await
    }

    /// Forgets a report and its evidence.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn delete_report(&self, id: ReportId) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let deleted = connection
                .execute("DELETE FROM report WHERE id = ?1", [id.as_uuid().as_bytes()])?;
            if deleted == 0 { Err(StoreError::Missing) } else { Ok(()) }
        })
        .await
    }
}

impl Shelf for Store {
    type Error = StoreError;

    async fn due(&self, now: Timestamp) -> Result<Option<Report>, StoreError> {
        let now = now.as_microsecond();
        let far = i64::try_from(RETRY_MOST.as_micros()).unwrap_or(i64::MAX);
        self.ask(move |connection| {
            let report = connection
                .prepare_cached(
                    "SELECT * FROM report
                     WHERE state IN ('queued', 'creating', 'attaching')
                        AND (retry_at IS NULL OR retry_at <= ?1 OR retry_at > ?2)
                     ORDER BY created_at, id LIMIT 1",
                )?
                .query_row([now, now.saturating_add(far)], read)
                .optional()?;
            let Some(mut report) = report else { return Ok(None) };
            report.evidence = evidence(connection, report.id)?;
            report.events = history::events(connection, report.id)?;
            Ok(Some(report))
        })
        .await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.ask(|connection| {
            let micros: Option<Option<i64>> = connection
                .prepare_cached(
                    "SELECT retry_at FROM report
                     WHERE state IN ('queued', 'creating', 'attaching')
                     ORDER BY retry_at NULLS FIRST LIMIT 1",
                )?
                .query_row([], |row| row.get(0))
                .optional()?;
            Ok(micros.map(|micros| micros.map_or(Ok(Timestamp::MIN), moment)).transpose()?)
        })
        .await
    }

    async fn keep(&self, id: ReportId, state: TicketState) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let kept = update(connection, id, &state)?;
            if kept == 0 { Err(StoreError::Missing) } else { Ok(()) }
        })
        .await
    }

    async fn in_doubt(&self) -> Result<Vec<Report>, StoreError> {
        self.ask(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM report
                 WHERE state IN ('creating', 'attaching')
                    AND trouble IS NULL AND retry_at IS NOT NULL
                 ORDER BY created_at, id",
            )?;
            let reports = statement.query_map([], read)?.collect::<Result<_, _>>()?;
            Ok(with_events(connection, reports)?)
        })
        .await
    }

    async fn hurry(&self) -> Result<(), StoreError> {
        self.ask(|connection| {
            let transaction = connection.transaction()?;
            for mut report in unfiled(&transaction)? {
                if report.state.take(Step::Hurry).is_ok() {
                    update(&transaction, report.id, &report.state)?;
                }
            }
            comments::hurry(&transaction)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    async fn due_comment(&self, now: Timestamp) -> Result<Option<WaitingComment>, StoreError> {
        self.ask(move |connection| comments::due(connection, now)).await
    }

    async fn next_due_comment(&self) -> Result<Option<Timestamp>, StoreError> {
        self.ask(|connection| comments::next_due(connection)).await
    }

    async fn keep_comment(&self, id: CommentId, state: CommentState) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            comments::update(&transaction, id, &state)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    async fn comments_in_doubt(&self) -> Result<Vec<WaitingComment>, StoreError> {
        self.ask(|connection| comments::in_doubt(connection)).await
    }

    async fn followed(&self, now: Timestamp) -> Result<Vec<Followed>, StoreError> {
        self.ask(move |connection| history::followed(connection, now)).await
    }

    async fn keep_news(&self, look: Look) -> Result<bool, StoreError> {
        self.ask(move |connection| {
            let transaction = connection.transaction()?;
            let kept = history::keep_news(&transaction, &look)?;
            transaction.commit()?;
            Ok(kept)
        })
        .await
    }
}

/// Reports as they were read, each with what happened to it.
pub(super) fn with_events(
    connection: &Connection,
    mut reports: Vec<Report>,
) -> rusqlite::Result<Vec<Report>> {
    for report in &mut reports {
        report.events = history::events(connection, report.id)?;
    }
    Ok(reports)
}

fn unfiled(connection: &Connection) -> rusqlite::Result<Vec<Report>> {
    connection
        .prepare_cached("SELECT * FROM report WHERE state IN ('queued', 'creating', 'attaching')")?
        .query_map([], read)?
        .collect()
}

fn insert(connection: &Connection, report: &Report) -> Result<(), StoreError> {
    let id = report.id.as_uuid().as_bytes();
    connection.execute("DELETE FROM report WHERE id = ?1", [id])?;
    connection
        .prepare_cached(
            "INSERT INTO report (id, created_at, what, affects, works, class, rule, state, failures,
                kind, facts, provider, grade, judged, fingerprint, verdict_side, verdict)
             VALUES (:id, :created_at, :what, :affects, :works, :class, :rule, 'drafted', 0,
                :kind, :facts, :provider, :grade, :judged, :fingerprint, :verdict_side,
                :verdict)",
        )?
        .execute(named_params! {
            ":id": id,
            ":created_at": report.created_at.as_microsecond(),
            ":what": report.what,
            ":affects": report.affects.code(),
            ":works": report.works.code(),
            ":class": report.class.code(),
            ":rule": report.rule.code(),
            ":kind": report.facts.kind.code(),
            ":facts": rows::facts(&report.facts),
            ":provider": report.judged.provider,
            ":grade": report.judged.grade,
            ":judged": rows::judged(&report.judged),
            ":fingerprint": report.fingerprint.map(|mark| mark.to_string()),
            ":verdict_side": report.verdict.as_ref().map(|told| told.side.code()),
            ":verdict": report.verdict.as_ref().map(|told| told.says.as_str()),
        })?;
    history::append(connection, report.id, &report.events)?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO evidence (report, position, name, text) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (position, piece) in (0_u32..).zip(&report.evidence) {
        statement.execute((id, position, &piece.name, &piece.text))?;
    }
    update(connection, report.id, &report.state)?;
    Ok(())
}

pub(super) fn update(
    connection: &Connection,
    id: ReportId,
    state: &TicketState,
) -> Result<usize, StoreError> {
    let effort = state.effort().cloned().unwrap_or_default();
    let trouble = effort.trouble.as_ref();
    let ticket = state.ticket();
    let pause_reason =
        if let TicketState::Paused { why, .. } = state { Some(why.code()) } else { None };
    let updated = connection
        .prepare_cached(
            "UPDATE report SET state = :state, failures = :failures, retry_at = :retry_at,
                trouble = :trouble, trouble_status = :trouble_status,
                trouble_words = :trouble_words, trouble_retry_after_ms = :trouble_retry_after_ms,
                reference = :reference, link = :link, pause_reason = :pause_reason
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
            ":reference": ticket.map(|ticket| ticket.reference.as_str()),
            ":link": ticket.and_then(|ticket| ticket.link.as_deref()),
            ":pause_reason": pause_reason,
        })?;
    Ok(updated)
}

fn evidence(connection: &Connection, id: ReportId) -> Result<Vec<Evidence>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT name, text FROM evidence WHERE report = ?1 ORDER BY position")?;
    let evidence = statement
        .query_map([id.as_uuid().as_bytes()], |row| {
            Ok(Evidence { name: row.get(0)?, text: row.get(1)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(evidence)
}

/// A report without its evidence and without what happened to it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Report> {
    let verdict = match row.get::<_, Option<String>>("verdict")? {
        Some(says) => Some(Told { side: word(row, "verdict_side", Side::from_code)?, says }),
        None => None,
    };
    Ok(Report {
        id: ReportId::from_uuid(Uuid::from_bytes(row.get("id")?)),
        created_at: moment(row.get("created_at")?)?,
        what: row.get("what")?,
        affects: word(row, "affects", Affects::from_code)?,
        works: word(row, "works", Works::from_code)?,
        class: word(row, "class", Class::from_code)?,
        rule: word(row, "rule", Rule::from_code)?,
        facts: rows::read_facts(
            &row.get::<_, String>("facts")?,
            word(row, "kind", Kind::from_code)?,
        )?,
        judged: rows::read_judged(
            &row.get::<_, String>("judged")?,
            row.get("provider")?,
            row.get("grade")?,
        )?,
        fingerprint: row
            .get::<_, Option<String>>("fingerprint")?
            .map(|mark| known(mark.parse().ok()))
            .transpose()?,
        verdict,
        events: Vec::new(),
        evidence: Vec::new(),
        state: read_state(row)?,
    })
}

pub(super) fn read_state(row: &Row<'_>) -> rusqlite::Result<TicketState> {
    let code: String = row.get("state")?;
    let effort = || {
        Ok(Effort {
            failures: row.get("failures")?,
            retry_at: row.get::<_, Option<i64>>("retry_at")?.map(moment).transpose()?,
            trouble: read_trouble(row)?,
        })
    };
    let ticket = || {
        let reference = known(row.get::<_, Option<String>>("reference")?)?;
        Ok(Ticket { reference, link: row.get("link")? })
    };
    match code.as_str() {
        "drafted" => Ok(TicketState::Drafted),
        "queued" => effort().map(TicketState::Queued),
        "creating" => effort().map(TicketState::Creating),
        "attaching" => Ok(TicketState::Attaching { ticket: ticket()?, effort: effort()? }),
        "filed" => ticket().map(TicketState::Filed),
        "acknowledged" => ticket().map(TicketState::Acknowledged),
        "in-work" => ticket().map(TicketState::InWork),
        "paused" => Ok(TicketState::Paused {
            ticket: ticket()?,
            why: word(row, "pause_reason", PauseReason::from_code)?,
        }),
        "restored" => ticket().map(TicketState::Restored),
        "closed" => ticket().map(TicketState::Closed),
        _ => known(None),
    }
}

pub(super) fn read_trouble(row: &Row<'_>) -> rusqlite::Result<Option<Trouble>> {
    let Some(kind) = row.get::<_, Option<String>>("trouble")? else { return Ok(None) };
    Ok(Some(Trouble {
        kind: known(TroubleKind::from_code(&kind))?,
        status: row.get("trouble_status")?,
        words: row.get("trouble_words")?,
        retry_after: row
            .get::<_, Option<u32>>("trouble_retry_after_ms")?
            .map(|wait| Duration::from_millis(wait.into())),
    }))
}

pub(super) fn word<T>(
    row: &Row<'_>,
    column: &str,
    from: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    known(from(&row.get::<_, String>(column)?))
}

pub(super) fn moment(micros: i64) -> rusqlite::Result<Timestamp> {
    known(Timestamp::from_microsecond(micros).ok())
}
