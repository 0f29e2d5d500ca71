//! What REST2 answers, read with care: a page of something else must not pass for "no ticket".

use faults::Trouble;
use serde::Deserialize;
use serde_json::Value;

use crate::web::Web;

/// The answer to a create.
pub(super) struct Created {
    pub(super) number: u64,
}

impl Created {
    /// Takes the number from the body, or else from the `Location` header.
    pub(super) fn read(web: &Web, body: &[u8], location: Option<&str>) -> Result<Self, Trouble> {
        let by_body = serde_json::from_slice::<Item>(body).ok().and_then(|item| item.number());
        let by_location = location
            .and_then(|place| place.rsplit_once("/ticket/"))
            .and_then(|(_, number)| number.parse().ok());
        by_body.or(by_location).map(|number| Self { number }).ok_or_else(|| web.garbled(body))
    }
}

/// The answer to a search.
pub(super) struct Found {
    pub(super) oldest: Option<u64>,
}

impl Found {
    pub(super) fn read(web: &Web, body: &[u8]) -> Result<Self, Trouble> {
        let list = List::read(web, body)?;
        let numbers: Option<Vec<u64>> = list.items.iter().map(Item::number).collect();
        let oldest = numbers.ok_or_else(|| web.garbled(body))?.into_iter().min();
        if oldest.is_none() && list.count != 0 {
            Err(web.garbled(body))
        } else {
            Ok(Self { oldest })
        }
    }
}

/// One page of a ticket's attachments.
pub(super) struct Attachments {
    /// Names of files and subjects of messages.
    pub(super) names: Vec<String>,
    /// How many there are on this page, with and without a name.
    pub(super) count: u64,
}

impl Attachments {
    pub(super) fn read(web: &Web, body: &[u8]) -> Result<Self, Trouble> {
        let list = List::read(web, body)?;
        let names = list.items.into_iter().flat_map(|item| [item.filename, item.subject]);
        let names = names.flatten().collect();
        Ok(Self { names, count: list.count })
    }
}

#[derive(Deserialize)]
struct List {
    count: u64,
    items: Vec<Item>,
}

impl List {
    fn read(web: &Web, body: &[u8]) -> Result<Self, Trouble> {
        serde_json::from_slice(body).map_err(|_| web.garbled(body))
    }
}

/// A ticket or an attachment; ids come as numbers or as text.
#[derive(Deserialize)]
struct Item {
    id: Value,
    #[serde(rename = "Filename")]
    filename: Option<String>,
    #[serde(rename = "Subject")]
    subject: Option<String>,
}

impl Item {
    fn number(&self) -> Option<u64> {
        self.id.as_u64().or_else(|| self.id.as_str()?.parse().ok())
    }
}
