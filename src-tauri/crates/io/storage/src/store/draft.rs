//! The report that is being written: its words and answers survive a killed program. What was
//! collected does not: it is collected anew, and what was taken out of it is asked again.

use clock::Timestamp;
use faults::{Affects, Answers, Keep, Kind, Overrule, Works, Writing};
use model::{RecordId, ReportId};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reports::moment;
use crate::codes::known;
use crate::{Store, StoreError};

#[derive(Debug, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
struct Body {
    opened_at: i64,
    what: String,
    affects: String,
    works: String,
    kind: String,
    repeats: Option<bool>,
    legal_duty: bool,
    failing_percent: Option<f64>,
    redundancy_lost: bool,
    since: Option<i64>,
    what_changed: String,
    overrule: Option<(String, String)>,
    keep_numbers: bool,
    keep_names: bool,
    keep_hosts: bool,
    keep_addresses: bool,
}

impl Default for Body {
    fn default() -> Self {
        Self {
            opened_at: 0,
            what: String::new(),
            affects: Affects::OnlyMe.code().to_owned(),
            works: Works::Partly.code().to_owned(),
            kind: Kind::Incident.code().to_owned(),
            repeats: None,
            legal_duty: false,
            failing_percent: None,
            redundancy_lost: false,
            since: None,
            what_changed: String::new(),
            overrule: None,
            keep_numbers: false,
            keep_names: false,
            keep_hosts: false,
            keep_addresses: false,
        }
    }
}

impl Store {
    /// Keeps what the person has written so far, in the place of what was kept.
    ///
    /// # Errors
    /// Fails when the database does; then what was kept before is still there.
    pub async fn keep_draft(&self, writing: &Writing) -> Result<(), StoreError> {
        let (id, record) = (writing.id, writing.record);
        let body = serde_json::to_string(&body(writing))
            .expect("its keys are text and its values have no errors");
        self.ask(move |connection| {
            connection.execute(
                "INSERT INTO draft (one, id, record, body) VALUES (1, ?1, ?2, ?3)
                 ON CONFLICT (one) DO UPDATE SET id = excluded.id, record = excluded.record,
                    body = excluded.body",
                (id.as_uuid().as_bytes(), record.map(|record| *record.as_uuid().as_bytes()), body),
            )?;
            Ok(())
        })
        .await
    }

    /// What was being written when the program ended.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn draft(&self) -> Result<Option<Writing>, StoreError> {
        self.ask(|connection| {
            let row = connection
                .query_row("SELECT id, record, body FROM draft", [], |row| {
                    let id = ReportId::from_uuid(Uuid::from_bytes(row.get(0)?));
                    let record: Option<[u8; 16]> = row.get(1)?;
                    let record = record.map(|id| RecordId::from_uuid(Uuid::from_bytes(id)));
                    Ok((id, record, row.get::<_, String>(2)?))
                })
                .optional()?;
            let Some((id, record, body)) = row else { return Ok(None) };
            let body: Body = known(serde_json::from_str(&body).ok())?;
            Ok(Some(read(id, record, body)?))
        })
        .await
    }

    /// Forgets what was being written.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn drop_draft(&self) -> Result<(), StoreError> {
        self.ask(|connection| {
            connection.execute("DELETE FROM draft", [])?;
            Ok(())
        })
        .await
    }
}

fn body(writing: &Writing) -> Body {
    let answers = &writing.answers;
    Body {
        opened_at: writing.opened_at.as_microsecond(),
        what: writing.what.clone(),
        affects: answers.affects.code().to_owned(),
        works: answers.works.code().to_owned(),
        kind: answers.kind.code().to_owned(),
        repeats: answers.repeats,
        legal_duty: answers.legal_duty,
        failing_percent: answers.failing_percent,
        redundancy_lost: answers.redundancy_lost,
        since: answers.since.map(Timestamp::as_microsecond),
        what_changed: answers.what_changed.clone(),
        overrule: writing
            .overrule
            .as_ref()
            .map(|overrule| (overrule.class.clone(), overrule.comment.clone())),
        keep_numbers: writing.keep.numbers,
        keep_names: writing.keep.names,
        keep_hosts: writing.keep.hosts,
        keep_addresses: writing.keep.addresses,
    }
}

fn read(id: ReportId, record: Option<RecordId>, body: Body) -> rusqlite::Result<Writing> {
    let mut writing = Writing::open(id, moment(body.opened_at)?);
    writing.record = record;
    writing.what = body.what;
    writing.answers = Answers {
        kind: known(Kind::from_code(&body.kind))?,
        affects: known(Affects::from_code(&body.affects))?,
        works: known(Works::from_code(&body.works))?,
        repeats: body.repeats,
        legal_duty: body.legal_duty,
        failing_percent: body.failing_percent,
        redundancy_lost: body.redundancy_lost,
        since: body.since.map(moment).transpose()?,
        what_changed: body.what_changed,
    };
    writing.overrule = body.overrule.map(|(class, comment)| Overrule { class, comment });
    writing.keep = Keep {
        numbers: body.keep_numbers,
        names: body.keep_names,
        hosts: body.keep_hosts,
        addresses: body.keep_addresses,
    };
    Ok(writing)
}
