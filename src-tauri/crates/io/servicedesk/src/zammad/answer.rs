//! What Zammad answers.

use clock::Timestamp;
use faults::Update;
use serde::Deserialize;

use crate::plain;

/// A ticket that was made or found.
#[derive(Deserialize)]
pub(super) struct Found {
    pub(super) id: u64,
    pub(super) number: String,
    pub(super) title: String,
}

/// How a ticket fares.
#[derive(Deserialize)]
pub(super) struct Told {
    pub(super) state: String,
    customer_id: Option<u64>,
    created_by_id: Option<u64>,
    close_at: Option<Timestamp>,
    last_close_at: Option<Timestamp>,
}

impl Told {
    pub(super) fn closed_at(&self) -> Option<Timestamp> {
        self.last_close_at.or(self.close_at)
    }

    /// Whoever made the ticket or for whom it was made is on our side.
    fn is_of(&self, person: Option<u64>) -> bool {
        person.is_some() && (person == self.customer_id || person == self.created_by_id)
    }
}

/// A message of a ticket.
#[derive(Deserialize)]
pub(super) struct Article {
    id: u64,
    from: Option<String>,
    subject: Option<String>,
    #[serde(default)]
    body: String,
    content_type: Option<String>,
    #[serde(default)]
    internal: bool,
    sender: Option<String>,
    created_by_id: Option<u64>,
    created_at: Timestamp,
}

impl Article {
    pub(super) fn holds(&self, mark: &str) -> bool {
        self.body.contains(mark) || self.subject.as_deref().is_some_and(|one| one.contains(mark))
    }

    /// Written by a person of the provider to the customer: neither an internal note, nor the
    /// server's own automatic answer, nor what the customer wrote.
    pub(super) fn is_of_provider(&self, told: &Told) -> bool {
        let is_of_agent = self.sender.as_deref() == Some("Agent");
        is_of_agent && !self.internal && !told.is_of(self.created_by_id)
    }

    pub(super) fn update(&self) -> Update {
        let is_html = self.content_type.as_deref().is_some_and(|kind| kind.contains("html"));
        let text = if is_html { plain::from_html(&self.body) } else { self.body.clone() };
        let by = self.from.as_deref().unwrap_or_default();
        Update::new(self.id.to_string(), self.created_at, by, &text)
    }
}
