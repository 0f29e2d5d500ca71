//! What Znuny answers. Its numbers come as numbers or as text, as Perl happens to hold them.

use clock::Timestamp;
use faults::{TroubleKind, Update};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// A refusal, under status 200.
#[derive(Deserialize)]
pub(super) struct Refused {
    #[serde(rename = "Error")]
    error: Refusal,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "ErrorCode")]
    code: String,
    #[serde(rename = "ErrorMessage", default)]
    message: String,
}

impl Refused {
    pub(super) fn words(&self) -> String {
        if self.error.message.is_empty() {
            self.error.code.clone()
        } else {
            self.error.message.clone()
        }
    }

    /// The kind of obstacle by the second half of a code such as `TicketCreate.AuthFail`.
    pub(super) fn kind(&self) -> TroubleKind {
        match self.error.code.rsplit('.').next().unwrap_or_default() {
            "AuthFail" => TroubleKind::SignIn,
            "AccessDenied" => TroubleKind::Forbidden,
            "NotValidTicketID" | "NotTicketData" => TroubleKind::NotFound,
            "MissingParameter" | "InvalidParameter" | "WrongStructure" | "InvalidConfiguration" => {
                TroubleKind::Rejected
            }
            // The ticket may have been made, and then something broke.
            _ => TroubleKind::ServerFailed,
        }
    }
}

/// A ticket that was made or added to.
#[derive(Deserialize)]
pub(super) struct Created {
    #[serde(rename = "TicketID", deserialize_with = "number")]
    pub(super) id: u64,
    #[serde(rename = "TicketNumber", deserialize_with = "text")]
    pub(super) number: String,
}

/// What a search found; an empty answer means nothing.
pub(super) struct Found {
    pub(super) ids: Vec<u64>,
}

impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let answer = serde_json::Map::<String, Value>::deserialize(deserializer)?;
        let ids = match answer.get("TicketID") {
            None if answer.is_empty() => Some(Vec::new()),
            None => None,
            Some(Value::Array(ids)) => ids.iter().map(read_number).collect(),
            Some(id) => read_number(id).map(|id| vec![id]),
        };
        ids.map(|ids| Self { ids }).ok_or_else(|| de::Error::custom("no ticket ids"))
    }
}

/// The tickets that were asked for.
#[derive(Deserialize)]
pub(super) struct Got {
    #[serde(rename = "Ticket")]
    tickets: Vec<Told>,
}

impl Got {
    pub(super) fn only(self) -> Option<Told> {
        self.tickets.into_iter().next()
    }
}

/// How a ticket fares, and some of what was written.
#[derive(Deserialize)]
pub(super) struct Told {
    #[serde(rename = "TicketNumber", deserialize_with = "text")]
    pub(super) number: String,
    #[serde(rename = "State")]
    pub(super) state: String,
    #[serde(rename = "StateType")]
    pub(super) state_type: String,
    #[serde(rename = "Article", default)]
    articles: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    #[serde(rename = "ArticleID", deserialize_with = "number")]
    id: u64,
    #[serde(rename = "From")]
    from: Option<String>,
    #[serde(rename = "Subject")]
    subject: Option<String>,
    #[serde(rename = "Body")]
    body: Option<String>,
    #[serde(rename = "SenderType")]
    sender: Option<String>,
    #[serde(rename = "IsVisibleForCustomer")]
    visible: Option<Value>,
    /// Seconds since 1970.
    #[serde(rename = "IncomingTime")]
    incoming: Option<Value>,
    /// `2026-11-22 13:00:00`, in the server's time zone, which is UTC unless its owner changed it.
    #[serde(rename = "CreateTime")]
    created: Option<String>,
}

impl Told {
    pub(super) fn holds(&self, mark: &str) -> bool {
        let has = |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(mark));
        self.articles.iter().any(|article| has(&article.body) || has(&article.subject))
    }

    /// What agents wrote to the customer.
    pub(super) fn updates(&self) -> Vec<Update> {
        let is_visible = |article: &&Article| {
            let visible = article.visible.as_ref().and_then(read_number);
            article.sender.as_deref() == Some("agent") && visible != Some(0)
        };
        self.articles.iter().filter(is_visible).filter_map(Article::update).collect()
    }
}

impl Article {
    /// Nothing without a moment: there is none in Znuny, and none could be made up.
    fn update(&self) -> Option<Update> {
        let body = self.body.as_deref().unwrap_or_default();
        let by = self.from.as_deref().unwrap_or_default();
        Some(Update::new(self.id.to_string(), self.at()?, by, body))
    }

    fn at(&self) -> Option<Timestamp> {
        let incoming = self.incoming.as_ref().and_then(read_number);
        let incoming = incoming.and_then(|seconds| i64::try_from(seconds).ok());
        incoming.and_then(|seconds| Timestamp::from_second(seconds).ok()).or_else(|| {
            let created = self.created.as_deref()?.trim().replace(' ', "T");
            format!("{created}Z").parse().ok()
        })
    }
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    read_number(&value).ok_or_else(|| de::Error::custom("no number"))
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            Err(de::Error::custom("no number"))
        }
    }
}

fn read_number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}
