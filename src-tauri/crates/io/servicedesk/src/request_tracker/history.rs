//! What a ticket's history says: its state, and what people of the provider wrote to the customer.
//!
//! Correspondence is what the customer may read; comments are the provider's own notes and are not
//! looked at. Whoever made the ticket or asked for it is on our side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clock::Timestamp;
use faults::{News, Trouble, Update};
use serde::Deserialize;
use serde_json::Value;

use super::PAGES_MOST;
use crate::web::Web;
use crate::{Stages, plain};

/// Messages that were read: what somebody wrote does not change, and a look each minute need not
/// fetch it again.
#[derive(Default)]
pub(super) struct Heard(Mutex<BTreeMap<u64, String>>);

impl Heard {
    fn get(&self, transaction: u64) -> Option<String> {
        self.lock().get(&transaction).cloned()
    }

    fn keep(&self, transaction: u64, text: &str) {
        let mut heard = self.lock();
        if heard.len() >= HEARD_MOST {
            heard.clear();
        }
        heard.insert(transaction, text.to_owned());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) async fn read(
    web: &Web,
    number: u64,
    stages: &Stages,
    heard: &Heard,
) -> Result<News, Trouble> {
    let ticket: Told = web.get_json(web.url(&format!("REST/2.0/ticket/{number}"))).await?;
    let ours: BTreeSet<String> =
        ticket.requestors.iter().chain([&ticket.creator]).filter_map(Person::name).collect();
    let (mut written, since) = entries(web, number).await?;
    written.retain(|entry| entry.creator.name().is_some_and(|name| !ours.contains(&name)));
    let skipped = written.len().saturating_sub(UPDATES_MOST);
    let mut updates = Vec::new();
    for entry in written.into_iter().skip(skipped) {
        let Some(id) = number_of(&entry.id) else { continue };
        let text = match heard.get(id) {
            Some(text) => text,
            None => {
                let text = text(web, id).await?;
                heard.keep(id, &text);
                text
            }
        };
        updates.push(Update::new(id.to_string(), entry.at, &entry.creator.title(), &text));
    }
    Ok(News { stage: stages.stage(&ticket.status), since, updates })
}

/// The correspondence, oldest first, and when the state was last changed.
async fn entries(web: &Web, number: u64) -> Result<(Vec<Entry>, Option<Timestamp>), Trouble> {
    let path = format!("REST/2.0/ticket/{number}/history");
    let (mut messages, mut since) = (Vec::new(), None);
    for page in 1..=PAGES_MOST {
        let page = page.to_string();
        let asked = [
            ("fields", "Type,Creator,Created"),
            ("fields[Creator]", "RealName"),
            ("per_page", "100"),
            ("page", &page),
        ];
        let found: Page<Entry> = web.get_json(web.query(&path, &asked)).await?;
        if found.count == 0 {
            break;
        }
        for entry in found.items {
            match entry.kind.as_deref() {
                Some("Correspond") => messages.push(entry),
                Some("Status") => since = Some(entry.at),
                Some(_) | None => {}
            }
        }
    }
    Ok((messages, since))
}

/// The words of one message: plain, or made plain of HTML.
async fn text(web: &Web, transaction: u64) -> Result<String, Trouble> {
    let path = format!("REST/2.0/transaction/{transaction}/attachments");
    let asked = [("fields", "ContentType,Filename,ContentLength"), ("per_page", "100")];
    let parts: Page<Part> = web.get_json(web.query(&path, &asked)).await?;
    let is_words = |part: &&Part, kind: &str| {
        part.file_name.as_deref().unwrap_or_default().is_empty()
            && part.content_type.as_deref() == Some(kind)
    };
    let plain = parts.items.iter().find(|part| is_words(part, "text/plain"));
    let chosen = plain.or_else(|| parts.items.iter().find(|part| is_words(part, "text/html")));
    let Some((part, id)) = chosen.and_then(|part| Some((part, number_of(&part.id)?))) else {
        return Ok(String::new());
    };
    if part.bytes.as_ref().and_then(number_of).is_some_and(|bytes| bytes > TEXT_BYTES) {
        return Ok(plain::TOO_LONG.to_owned());
    }
    let whole: Content = web.get_json(web.url(&format!("REST/2.0/attachment/{id}"))).await?;
    let encoded: String = whole.content.unwrap_or_default().split_whitespace().collect();
    let words = STANDARD.decode(encoded).map_err(|_| web.garbled(b""))?;
    let words = String::from_utf8_lossy(&words);
    let is_html = part.content_type.as_deref() == Some("text/html");
    Ok(if is_html { plain::from_html(&words) } else { words.into_owned() })
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "Status")]
    status: String,
    #[serde(rename = "Creator")]
    creator: Person,
    #[serde(rename = "Requestor", default)]
    requestors: Vec<Person>,
}

#[derive(Deserialize)]
struct Page<T> {
    count: u64,
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Entry {
    id: Value,
    #[serde(rename = "Type")]
    kind: Option<String>,
    #[serde(rename = "Creator")]
    creator: Person,
    #[serde(rename = "Created")]
    at: Timestamp,
}

#[derive(Deserialize)]
struct Person {
    /// A user's name, or a number.
    id: Value,
    #[serde(rename = "RealName")]
    real_name: Option<String>,
}

impl Person {
    fn name(&self) -> Option<String> {
        self.id.as_str().map(str::to_lowercase).or_else(|| Some(self.id.as_u64()?.to_string()))
    }

    /// As people call them.
    fn title(&self) -> String {
        let real_name = self.real_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let title = real_name.map(str::to_owned).or_else(|| self.id.as_str().map(str::to_owned));
        title.unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Part {
    id: Value,
    #[serde(rename = "ContentType")]
    content_type: Option<String>,
    #[serde(rename = "Filename")]
    file_name: Option<String>,
    #[serde(rename = "ContentLength")]
    bytes: Option<Value>,
}

#[derive(Deserialize)]
struct Content {
    /// Base64 in lines.
    #[serde(rename = "Content")]
    content: Option<String>,
}

/// RT gives numbers now as numbers, now as text.
fn number_of(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Most messages that are read again at every look; the newest count.
const UPDATES_MOST: usize = 50;
/// Most messages that are kept in memory, of all tickets.
const HEARD_MOST: usize = 300;
/// Longest message that is fetched.
const TEXT_BYTES: u64 = 512 * 1024;
