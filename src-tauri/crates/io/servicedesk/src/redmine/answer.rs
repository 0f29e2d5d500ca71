//! What Redmine answers, read with care: a page of something else must not pass for "no issue".

use clock::Timestamp;
use faults::{Trouble, Update};
use serde::Deserialize;
use serde_json::Value;

use crate::web::Web;

/// The answer to a create.
pub(super) struct Created {
    pub(super) number: u64,
}

impl Created {
    pub(super) fn read(web: &Web, body: &[u8]) -> Result<Self, Trouble> {
        let answer: Option<Value> = serde_json::from_slice(body).ok();
        let number = answer.and_then(|answer| answer.get("issue")?.get("id")?.as_u64());
        number.map(|number| Self { number }).ok_or_else(|| web.garbled(body))
    }
}

/// The answer to an upload.
pub(super) struct Uploaded {
    pub(super) token: String,
}

impl Uploaded {
    pub(super) fn read(web: &Web, body: &[u8]) -> Result<Self, Trouble> {
        let answer: Option<Value> = serde_json::from_slice(body).ok();
        let token = answer
            .and_then(|answer| answer.get("upload")?.get("token")?.as_str().map(str::to_owned));
        token.map(|token| Self { token }).ok_or_else(|| web.garbled(body))
    }
}

/// The answer to a search.
#[derive(Deserialize)]
pub(super) struct Found {
    pub(super) issues: Vec<Issue>,
}

/// One thing under its own name.
#[derive(Deserialize)]
pub(super) struct Shown<T> {
    #[serde(alias = "issue", alias = "project")]
    pub(super) inner: T,
}

#[derive(Deserialize)]
pub(super) struct Project {
    #[serde(default)]
    pub(super) trackers: Vec<Named>,
    #[serde(default)]
    pub(super) issue_custom_fields: Vec<Named>,
}

#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) name: String,
}

impl Named {
    /// The number behind a name, or behind itself.
    pub(super) fn find(list: &[Self], name: &str) -> Option<u64> {
        let name = name.trim();
        let is_meant = |known: &&Self| {
            known.name.to_lowercase() == name.to_lowercase() || known.id.to_string() == name
        };
        list.iter().find(is_meant).map(|known| known.id)
    }
}

#[derive(Deserialize)]
pub(super) struct Statuses {
    pub(super) issue_statuses: Vec<Status>,
}

#[derive(Deserialize)]
pub(super) struct Status {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) is_closed: bool,
}

#[derive(Deserialize)]
pub(super) struct Issue {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) subject: String,
    pub(super) status: Named,
    author: Named,
    created_on: Option<Timestamp>,
    #[serde(default)]
    custom_fields: Vec<FieldValue>,
    #[serde(default)]
    attachments: Vec<File>,
    #[serde(default)]
    journals: Vec<Journal>,
}

#[derive(Deserialize)]
struct FieldValue {
    id: u64,
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct File {
    filename: String,
}

/// One change of an issue, or one note, or both.
#[derive(Deserialize)]
struct Journal {
    id: u64,
    /// Nobody for what the system itself did.
    user: Option<Named>,
    notes: Option<String>,
    created_on: Timestamp,
    #[serde(default)]
    private_notes: bool,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    name: Option<String>,
}

impl Issue {
    pub(super) fn has_value(&self, field: u64, value: &str) -> bool {
        self.custom_fields.iter().any(|known| known.id == field && known.value == value)
    }

    /// The number of a field that the issue has, by its name.
    pub(super) fn field(&self, name: &str) -> Option<u64> {
        let is_meant =
            |known: &&FieldValue| known.name.to_lowercase() == name.trim().to_lowercase();
        self.custom_fields.iter().find(is_meant).map(|known| known.id)
    }

    pub(super) fn has_file(&self, name: &str) -> bool {
        self.attachments.iter().any(|file| file.filename == name)
    }

    pub(super) fn has_note(&self, mark: &str) -> bool {
        let has_mark =
            |journal: &Journal| journal.notes.as_ref().is_some_and(|notes| notes.contains(mark));
        self.journals.iter().any(has_mark)
    }

    /// When the state was last changed.
    pub(super) fn since(&self) -> Option<Timestamp> {
        let changes_state = |journal: &&Journal| {
            journal.details.iter().any(|detail| detail.name.as_deref() == Some("status_id"))
        };
        let changed = self.journals.iter().rev().find(changes_state);
        changed.map(|journal| journal.created_on).or(self.created_on)
    }

    /// What people wrote for everybody to read, except who made the issue: that is us.
    pub(super) fn updates(self) -> Vec<Update> {
        let ours = self.author.id;
        let skipped = self.journals.len().saturating_sub(JOURNALS_MOST);
        let journals = self.journals.into_iter().skip(skipped);
        journals
            .filter(|journal| !journal.private_notes)
            .filter_map(|journal| {
                let by = journal.user.filter(|user| user.id != ours)?;
                let notes = journal.notes.filter(|notes| !notes.trim().is_empty())?;
                Some(Update::new(journal.id.to_string(), journal.created_on, &by.name, &notes))
            })
            .collect()
    }
}

/// Most changes of an issue that are looked at; the newest count.
const JOURNALS_MOST: usize = 200;
