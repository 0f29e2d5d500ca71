//! The call list: kept line by line, read page by page, newest first.
//!
//! Pages go on by key (moment and id of the last line), not by count, so that a hundred thousand
//! lines are as quick as a hundred and a call that comes in between moves nothing. A window, which
//! shows any place of the list at once, counts, and looks again when a call comes in between.

use std::fmt;
use std::str::FromStr;

use clock::Timestamp;
use model::{AccountId, RecordId};
use redact::Redacted;
use rusqlite::{Connection, Row, named_params};
use telephony::{CallRecord, End, Outcome, Party, Quality};
use uuid::Uuid;

use crate::codes::{Code, coded, known};
use crate::{Store, StoreError};

/// Which lines are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// They called.
    Incoming,
    /// We called.
    Outgoing,
    /// Incoming, and nobody here answered.
    Missed,
    /// Outgoing, and nobody answered.
    NotAnswered,
}

/// A question about the call list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Which lines.
    pub filter: Filter,
    /// Part of a name, a number in any form, or an address.
    pub search: Option<String>,
    /// One line for each person, with their last call.
    pub is_grouped: bool,
    /// Only calls with the person of this line.
    pub person_of: Option<RecordId>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Lines to pass over, counted from there: how a window reaches any place of a long list.
    pub skip: u32,
    /// At most this many, 1–500; 0 means 50.
    pub limit: u32,
}

/// One page, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The lines.
    pub records: Vec<Listed>,
    /// Where the next page begins; absent at the end.
    pub next: Option<Cursor>,
    /// How many lines match in all.
    pub total: u32,
}

/// A line of the call list as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What happened.
    pub record: CallRecord,
    /// Missed, and not yet looked at.
    pub is_new: bool,
    /// Calls that this line stands for; 1 unless grouped.
    pub calls: u32,
    /// How many of them are new.
    pub new_calls: u32,
}

/// The end of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    started_at: i64,
    id: RecordId,
}

/// The text is not the end of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the call list")]
pub struct CursorError;

impl Store {
    /// Most lines of one page.
    const PAGE_MOST: u32 = 500;
    /// Lines of a page when nothing is said.
    const PAGE_USUAL: u32 = 50;

    /// Keeps a call, in the place of one with the same id. Calls of one `person` stand together;
    /// a call of nobody known stands alone.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn keep_record(
        &self,
        record: CallRecord,
        person: Option<String>,
    ) -> Result<(), StoreError> {
        self.ask(move |connection| Ok(insert(connection, &record, person.as_deref())?)).await
    }

    /// One page of the call list.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn records(&self, query: Query) -> Result<Page, StoreError> {
        self.ask(move |connection| Ok(page(connection, &query)?)).await
    }

    /// One line of the call list.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn record(&self, id: RecordId) -> Result<Listed, StoreError> {
        self.ask(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT *, 1 AS calls, is_new AS new_calls FROM call_record WHERE id = ?1",
            )?;
            let mut found = statement.query_map([id.as_uuid().as_bytes()], read)?;
            Ok(found.next().ok_or(StoreError::Missing)??)
        })
        .await
    }

    /// How many missed calls nobody has looked at.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn missed(&self) -> Result<u32, StoreError> {
        self.ask(|connection| {
            Ok(connection.query_row(
                "SELECT count(*) FROM call_record WHERE is_new = 1",
                [],
                |row| row.get(0),
            )?)
        })
        .await
    }

    /// Marks all missed calls as looked at.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn see_missed(&self) -> Result<(), StoreError> {
        self.ask(|connection| {
            connection.execute("UPDATE call_record SET is_new = 0 WHERE is_new = 1", [])?;
            Ok(())
        })
        .await
    }

    /// Deletes one line.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn delete_record(&self, id: RecordId) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let deleted = connection
                .execute("DELETE FROM call_record WHERE id = ?1", [id.as_uuid().as_bytes()])?;
            if deleted == 0 { Err(StoreError::Missing) } else { Ok(()) }
        })
        .await
    }

    /// Deletes every line with the person of one; that line alone where nobody is known.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of this id.
    pub async fn delete_person(&self, id: RecordId) -> Result<(), StoreError> {
        self.ask(move |connection| {
            let deleted = connection.execute(
                "DELETE FROM call_record WHERE id = ?1 OR (person <> '' AND
                     person = (SELECT person FROM call_record WHERE id = ?1))",
                [id.as_uuid().as_bytes()],
            )?;
            if deleted == 0 { Err(StoreError::Missing) } else { Ok(()) }
        })
        .await
    }

    /// Deletes the whole list.
    ///
    /// # Errors
    /// Fails when the database does.
    pub async fn clear_records(&self) -> Result<(), StoreError> {
        self.ask(|connection| {
            connection.execute("DELETE FROM call_record", [])?;
            Ok(())
        })
        .await
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.started_at, self.id)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (started_at, id) = text.split_once('.').ok_or(CursorError)?;
        Ok(Self {
            started_at: started_at.parse().map_err(|_| CursorError)?,
            id: id.parse().map_err(|_| CursorError)?,
        })
    }
}

pub(super) fn insert(
    connection: &Connection,
    record: &CallRecord,
    person: Option<&str>,
) -> rusqlite::Result<()> {
    let quality = record.quality;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO call_record (id, account, direction, name, number, uri,
                started_at, answered_at, ended_at, outcome, cause, ended_by, status, codec, sent,
                received, lost, jitter_ms, round_trip_ms, buffer_ms, remote_loss_permille, is_new,
                words, called_name, called_number, called_uri, person)
             VALUES (:id, :account, :direction, :name, :number, :uri, :started_at, :answered_at,
                :ended_at, :outcome, :cause, :ended_by, :status, :codec, :sent, :received, :lost,
                :jitter_ms, :round_trip_ms, :buffer_ms, :remote_loss_permille, :is_new, :words, :called_name,
                :called_number, :called_uri, :person)",
        )?
        .execute(named_params! {
            ":id": record.id.as_uuid().as_bytes(),
            ":account": record.account.as_uuid().as_bytes(),
            ":direction": record.direction.code(),
            ":name": record.remote.name.as_ref().map(|name| &name.0),
            ":number": record.remote.number.0,
            ":uri": record.remote.uri.0,
            ":started_at": record.started_at.as_microsecond(),
            ":answered_at": record.answered_at.map(Timestamp::as_microsecond),
            ":ended_at": record.ended_at.as_microsecond(),
            ":outcome": record.outcome.code(),
            ":cause": record.end.cause.code(),
            ":ended_by": record.end.by.code(),
            ":status": record.end.status,
            ":codec": record.codec.map(Code::code),
            ":sent": quality.map(|quality| quality.sent),
            ":received": quality.map(|quality| quality.received),
            ":lost": quality.map(|quality| quality.lost),
            ":jitter_ms": quality.map(|quality| quality.jitter_ms),
            ":round_trip_ms": quality.and_then(|quality| quality.round_trip_ms),
            ":buffer_ms": quality.map(|quality| quality.buffer_ms),
            ":remote_loss_permille": quality.and_then(|quality| quality.remote_loss_permille),
            ":is_new": record.outcome == Outcome::Missed,
            ":words": words(record),
            ":called_name": record.called.as_ref().and_then(|called| called.name.as_ref()).map(|name| &name.0),
            ":called_number": record.called.as_ref().map(|called| &called.number.0),
            ":called_uri": record.called.as_ref().map(|called| &called.uri.0),
            ":person": person.unwrap_or_default(),
        })?;
    Ok(())
}

fn page(connection: &Connection, query: &Query) -> rusqlite::Result<Page> {
    let filter = match query.filter {
        Filter::All => "1",
        Filter::Incoming => "direction = 'incoming'",
        Filter::Outgoing => "direction = 'outgoing'",
        Filter::Missed => "outcome = 'missed'",
        Filter::NotAnswered => "outcome IN ('not-answered', 'busy', 'failed')",
    };
    let wanted = query.search.as_deref().map(search_word).filter(|wanted| !wanted.is_empty());
    let search = if wanted.is_some() { "instr(words, :wanted) > 0" } else { ":wanted IS NULL" };
    let person_of = query.person_of.map(|id| *id.as_uuid().as_bytes());
    let person = if person_of.is_some() {
        "person = (SELECT person FROM call_record WHERE id = :person_of) AND
            (person <> '' OR id = :person_of)"
    } else {
        ":person_of IS NULL"
    };
    let fits = format!("{filter} AND {search} AND {person}");
    let counted =
        if query.is_grouped { "count(DISTINCT iif(person = '', id, person))" } else { "count(*)" };
    let total = connection
        .prepare_cached(&format!("SELECT {counted} FROM call_record WHERE {fits}"))?
        .query_row(named_params! { ":wanted": wanted, ":person_of": person_of }, |row| {
            row.get(0)
        })?;
    let limit = match query.limit {
        0 => Store::PAGE_USUAL,
        limit => limit.min(Store::PAGE_MOST),
    };
    let (moment, id) = query
        .after
        .map_or((i64::MAX, Uuid::max()), |after| (after.started_at, *after.id.as_uuid()));
    let mut statement = connection.prepare_cached(&lines(&fits, query.is_grouped))?;
    let mut records = statement
        .query_map(
            named_params! {
                ":wanted": wanted, ":person_of": person_of, ":moment": moment,
                ":id": id.as_bytes(), ":limit": limit + 1, ":skip": query.skip,
            },
            read,
        )?
        .collect::<rusqlite::Result<Vec<Listed>>>()?;
    let has_more = records.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if has_more {
        records.pop();
    }
    let next = records.last().filter(|_| has_more).map(|last| Cursor {
        started_at: last.record.started_at.as_microsecond(),
        id: last.record.id,
    });
    Ok(Page { records, next, total })
}

/// The question for one page. Grouped, a line stands for its person when none of theirs is newer:
/// each is looked up by the index, so that a page costs what it shows and not what there is.
fn lines(fits: &str, is_grouped: bool) -> String {
    if !is_grouped {
        return format!(
            "SELECT *, 1 AS calls, is_new AS new_calls FROM call_record
             WHERE {fits} AND (started_at, id) < (:moment, :id)
             ORDER BY started_at DESC, id DESC LIMIT :limit OFFSET :skip"
        );
    }
    format!(
        "SELECT *,
             iif(person = '', 1,
                 (SELECT count(*) FROM call_record WHERE person = line.person AND {fits})) AS calls,
             iif(person = '', is_new,
                 (SELECT sum(is_new) FROM call_record WHERE person = line.person AND {fits})) AS new_calls
         FROM call_record AS line
         WHERE {fits} AND (started_at, id) < (:moment, :id)
             AND (person = '' OR NOT EXISTS (
                 SELECT 1 FROM call_record WHERE person = line.person
                     AND (started_at, id) > (line.started_at, line.id) AND {fits}))
         ORDER BY started_at DESC, id DESC LIMIT :limit OFFSET :skip"
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let moment = |micros| known(Timestamp::from_microsecond(micros).ok());
    let codec = row.get::<_, Option<String>>("codec")?;
    let sent: Option<u32> = row.get("sent")?;
    let quality = match sent {
        None => None,
        Some(sent) => Some(Quality {
            sent,
            received: row.get("received")?,
            lost: row.get("lost")?,
            jitter_ms: row.get("jitter_ms")?,
            round_trip_ms: row.get("round_trip_ms")?,
            buffer_ms: row.get("buffer_ms")?,
            remote_loss_permille: row.get("remote_loss_permille")?,
        }),
    };
    let record = CallRecord {
        id: RecordId::from_uuid(Uuid::from_bytes(row.get("id")?)),
        account: AccountId::from_uuid(Uuid::from_bytes(row.get("account")?)),
        direction: coded(row, "direction")?,
        remote: Party {
            name: row.get::<_, Option<String>>("name")?.map(Redacted),
            number: Redacted(row.get("number")?),
            uri: Redacted(row.get("uri")?),
        },
        called: called(row)?,
        started_at: moment(row.get("started_at")?)?,
        answered_at: row.get::<_, Option<i64>>("answered_at")?.map(moment).transpose()?,
        ended_at: moment(row.get("ended_at")?)?,
        outcome: coded(row, "outcome")?,
        end: End {
            cause: coded(row, "cause")?,
            by: coded(row, "ended_by")?,
            status: row.get("status")?,
        },
        codec: codec.map(|codec| known(Code::from_code(&codec))).transpose()?,
        quality,
    };
    Ok(Listed {
        record,
        is_new: row.get("is_new")?,
        calls: row.get("calls")?,
        new_calls: row.get("new_calls")?,
    })
}

fn called(row: &Row<'_>) -> rusqlite::Result<Option<Party>> {
    let Some(number) = row.get::<_, Option<String>>("called_number")? else { return Ok(None) };
    Ok(Some(Party {
        name: row.get::<_, Option<String>>("called_name")?.map(Redacted),
        number: Redacted(number),
        uri: Redacted(row.get::<_, Option<String>>("called_uri")?.unwrap_or_default()),
    }))
}

/// What a search looks through: small letters, and the number without anything between its digits.
fn words(record: &CallRecord) -> String {
    let party = |party: &Party| {
        let name = party.name.as_ref().map_or("", |name| name.0.as_str());
        let digits: String = party.number.0.chars().filter(char::is_ascii_digit).collect();
        format!("{name}\n{}\n{}\n{digits}", party.number.0, party.uri.0).to_lowercase()
    };
    let called = record.called.as_ref().map(party).unwrap_or_default();
    format!("{}\n{called}", party(&record.remote))
}

/// What is looked for: `+49 (0)89 123`, `0049 89 123` and `089 123` all become `89123`.
///
/// The country code goes only where a prefix shows that it is one; `49` alone may be an extension.
fn search_word(typed: &str) -> String {
    let typed = typed.trim().to_lowercase();
    let is_number = typed.contains(|letter: char| letter.is_ascii_digit())
        && typed.chars().all(|letter| {
            letter.is_ascii_digit() || letter.is_whitespace() || "+-/.()".contains(letter)
        });
    if !is_number {
        return typed;
    }
    let digits: String = typed.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let after_prefix = match typed.strip_prefix('+') {
        Some(_) => Some(digits.as_str()),
        None => digits.strip_prefix("00"),
    };
    match after_prefix {
        Some(global) => global.strip_prefix("49").unwrap_or(global).to_owned(),
        None => {
            digits.strip_prefix('0').filter(|area| !area.is_empty()).unwrap_or(&digits).to_owned()
        }
    }
}
