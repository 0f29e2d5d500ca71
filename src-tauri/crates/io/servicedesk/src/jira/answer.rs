//! What Jira Service Management answers.

use clock::Timestamp;
use faults::Update;
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

/// One page of a list.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) values: Vec<T>,
    #[serde(rename = "isLastPage", default)]
    pub(super) is_last: bool,
}

/// A customer's request.
#[derive(Deserialize)]
pub(super) struct Request {
    #[serde(rename = "issueKey")]
    pub(super) key: String,
    #[serde(rename = "issueId")]
    id: Value,
    #[serde(rename = "currentStatus")]
    pub(super) status: Option<Status>,
    reporter: Option<Person>,
    /// Only some versions give it beside the fields.
    summary: Option<String>,
    #[serde(rename = "requestFieldValues", default)]
    fields: Vec<Field>,
    #[serde(rename = "_links")]
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(rename = "fieldId")]
    id: String,
    value: Option<Value>,
}

#[derive(Deserialize)]
struct Links {
    web: Option<String>,
}

/// The state of a request.
#[derive(Deserialize)]
pub(super) struct Status {
    #[serde(rename = "status")]
    pub(super) name: String,
    /// `NEW`, `INDETERMINATE`, `DONE` or `UNDEFINED`; only in the cloud.
    #[serde(rename = "statusCategory")]
    pub(super) category: Option<String>,
    #[serde(rename = "statusDate")]
    date: Option<Moment>,
}

#[derive(Deserialize)]
struct Moment {
    #[serde(rename = "epochMillis")]
    millis: Option<i64>,
}

#[derive(Deserialize)]
struct Person {
    /// In the cloud.
    #[serde(rename = "accountId")]
    account: Option<String>,
    /// On a server.
    name: Option<String>,
    #[serde(rename = "displayName")]
    title: Option<String>,
}

/// A comment, public or not.
#[derive(Deserialize)]
pub(super) struct Remark {
    id: Value,
    #[serde(default)]
    pub(super) body: String,
    public: Option<bool>,
    author: Option<Person>,
    created: Option<Moment>,
}

/// Files that wait to be put to a request.
#[derive(Deserialize)]
pub(super) struct Uploaded {
    #[serde(rename = "temporaryAttachments")]
    files: Vec<Temporary>,
}

#[derive(Deserialize)]
struct Temporary {
    #[serde(rename = "temporaryAttachmentId")]
    id: String,
}

impl Request {
    pub(super) fn summary(&self) -> &str {
        let field = self.fields.iter().find(|field| field.id == "summary");
        let field = field.and_then(|field| field.value.as_ref()?.as_str());
        field.or(self.summary.as_deref()).unwrap_or_default()
    }

    /// The inner number: the older a request, the smaller.
    pub(super) fn number(&self) -> u64 {
        let number = self.id.as_u64().or_else(|| self.id.as_str()?.parse().ok());
        number.unwrap_or(u64::MAX)
    }

    /// Where the customer sees it; nothing that a browser would take for a script.
    pub(super) fn link(&self) -> Option<String> {
        let link = Url::parse(self.links.as_ref()?.web.as_deref()?).ok()?;
        ["https", "http"].contains(&link.scheme()).then(|| link.to_string())
    }
}

impl Status {
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.date.as_ref()?.timestamp()
    }
}

impl Moment {
    fn timestamp(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.millis?).ok()
    }
}

impl Person {
    fn is(&self, other: &Self) -> bool {
        let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
        same(&self.account, &other.account) || same(&self.name, &other.name)
    }
}

impl Remark {
    /// Public, and not by the one who made the request.
    pub(super) fn is_of_provider(&self, request: &Request) -> bool {
        let is_own = self.author.as_ref().zip(request.reporter.as_ref());
        let is_own = is_own.is_some_and(|(author, reporter)| author.is(reporter));
        self.public != Some(false) && !is_own
    }

    pub(super) fn update(&self) -> Option<Update> {
        let id = self.id.as_str().map_or_else(|| self.id.to_string(), str::to_owned);
        let by = self.author.as_ref().and_then(|author| author.title.as_deref());
        let at = self.created.as_ref()?.timestamp()?;
        Some(Update::new(id, at, by.unwrap_or_default(), &self.body))
    }
}

impl Uploaded {
    pub(super) fn ids(self) -> Vec<String> {
        self.files.into_iter().map(|file| file.id).collect()
    }
}
