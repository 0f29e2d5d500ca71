//! Zammad by its REST interface, as a customer or as an agent.
//!
//! The mark stands in the title. It is searched in the database and not in the full-text index,
//! which lags behind; servers that do not take such a search are asked the other way. What is added
//! are notes that the customer can read; what the provider wrote are the public articles of agents.
//!
//! Built from public documentation and sources; recorded exchanges test it, no server did.
//!
//! Source: zammad-documentation `api/intro.rst`, `api/ticket/index.rst`, `api/ticket/articles.rst`;
//! zammad `app/controllers/tickets_controller.rb`, `app/models/concerns/can_search.rb`.

mod answer;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use faults::{Comment, News, PauseReason, Report, Stage, Ticket, Trouble, TroubleKind};
use secrecy::SecretString;
use serde_json::json;

use crate::parcel::{self, Carrier, Parcel, encoded};
use crate::web::{SignIn, Web};
use crate::{Capabilities, Desk, Stages, Wording};
use answer::{Article, Found, Told};

/// Where the Zammad is and what it shall be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZammadServer {
    /// Base address, with or without `/api/v1`; `https`, or `http` on loopback.
    pub url: String,
    /// Group that takes the tickets.
    pub group: String,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// States of the server's own and the stage of each; see [`Stages`].
    pub stages: BTreeMap<String, String>,
}

/// A Zammad.
pub struct Zammad {
    web: Web,
    group: String,
    stages: Stages,
    wording: Wording,
}

impl Zammad {
    /// A client for `server` with an access token of the permission `ticket.customer` or
    /// `ticket.agent`.
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub fn new(
        server: ZammadServer,
        token: &SecretString,
        wording: Wording,
    ) -> Result<Self, Trouble> {
        let sign_in = SignIn::header("authorization", "Token token=", token)?;
        let web = Web::new(&server.url, "/api/v1", server.ca_file.as_deref(), sign_in)?;
        let stages = Stages::new(STAGES, &server.stages)?;
        Ok(Self { web, group: server.group, stages, wording })
    }

    fn ticket(&self, found: &Found) -> Ticket {
        let mut link = self.web.url("");
        link.set_fragment(Some(&format!("{ZOOM}{}", found.id)));
        Ticket { reference: found.number.clone(), link: Some(link.to_string()) }
    }

    /// The ticket's inner id: stands in the link, which must be one of this server.
    fn id_of(&self, ticket: &Ticket) -> Result<u64, Trouble> {
        let here = format!("{}#{ZOOM}", self.web.url(""));
        let id = ticket.link.as_deref().and_then(|link| link.strip_prefix(&here));
        id.and_then(|id| id.parse().ok()).ok_or_else(|| Trouble::new(TroubleKind::NotFound))
    }

    async fn articles(&self, ticket: &Ticket) -> Result<Vec<Article>, Trouble> {
        let path = format!("api/v1/ticket_articles/by_ticket/{}", self.id_of(ticket)?);
        self.web.get_json(self.web.query(&path, &[("expand", "true")])).await
    }

    /// Tickets with the report's mark in the title, among those that a search gives.
    async fn search(
        &self,
        report: &Report,
        asked: &[(&str, &str)],
    ) -> Result<Option<Ticket>, Trouble> {
        let mut pairs = vec![("expand", "true"), ("limit", "50")];
        pairs.extend_from_slice(asked);
        let found: Vec<Found> =
            self.web.get_json(self.web.query("api/v1/tickets/search", &pairs)).await?;
        let mark = report.mark();
        let ours = found.iter().filter(|ticket| ticket.title.contains(&mark));
        Ok(ours.min_by_key(|ticket| ticket.id).map(|ticket| self.ticket(ticket)))
    }
}

impl Desk for Zammad {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            most_bytes: Some(MOST_BYTES),
            tells_state: true,
            takes_comments: true,
            takes_files: true,
        }
    }

    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        let letter = self.wording.write(report);
        let ticket = json!({
            "title": letter.subject,
            "group": self.group,
            "article": {
                "subject": letter.subject,
                "body": letter.text,
                "content_type": "text/plain",
                "type": "note",
                "internal": false,
            },
        });
        let answer = self.web.post(self.web.url("api/v1/tickets"), &ticket).await?;
        let created: Found =
            serde_json::from_slice(&answer.body).map_err(|_| self.web.garbled(&answer.body))?;
        Ok(self.ticket(&created))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        let short = report.id.short();
        let in_database = [
            ("condition[ticket.title][operator]", "contains"),
            ("condition[ticket.title][value]", &short),
        ];
        match self.search(report, &in_database).await {
            Ok(Some(ticket)) => return Ok(Some(ticket)),
            Ok(None) => {}
            Err(trouble) if trouble.kind == TroubleKind::Rejected => {}
            Err(trouble) => return Err(trouble),
        }
        self.search(report, &[("query", &short)]).await
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        parcel::attach(self, ticket, report, &self.wording, MOST_BYTES).await
    }

    async fn comment(&self, ticket: &Ticket, _: &Report, comment: &Comment) -> Result<(), Trouble> {
        parcel::comment(self, ticket, comment, MOST_BYTES).await
    }

    async fn state(&self, ticket: &Ticket, _: &Report) -> Result<News, Trouble> {
        let path = format!("api/v1/tickets/{}", self.id_of(ticket)?);
        let told: Told = self.web.get_json(self.web.query(&path, &[("expand", "true")])).await?;
        let articles = self.articles(ticket).await?;
        let updates = articles.iter().filter(|article| article.is_of_provider(&told));
        let stage = self.stages.stage(&told.state);
        let since = if stage == Some(Stage::Closed) { told.closed_at() } else { None };
        Ok(News { stage, since, updates: updates.map(Article::update).collect() })
    }
}

impl Carrier for Zammad {
    async fn has(&self, ticket: &Ticket, mark: &str) -> Result<bool, Trouble> {
        Ok(self.articles(ticket).await?.iter().any(|article| article.holds(mark)))
    }

    async fn carry(&self, ticket: &Ticket, parcel: &Parcel) -> Result<(), Trouble> {
        let files = parcel.files.iter().map(|file| {
            json!({
                "filename": file.name,
                "data": encoded(&file.bytes),
                "mime-type": "application/octet-stream",
            })
        });
        let article = json!({
            "ticket_id": self.id_of(ticket)?,
            "subject": parcel.subject,
            "body": parcel.text,
            "content_type": "text/plain",
            "type": "note",
            "internal": false,
            "attachments": files.collect::<Vec<_>>(),
        });
        self.web.post(self.web.url("api/v1/ticket_articles"), &article).await?;
        Ok(())
    }
}

impl fmt::Debug for Zammad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Zammad")
    }
}

/// What stands in a link before the ticket's id.
const ZOOM: &str = "ticket/zoom/";
/// The states that Zammad ships with. Source: zammad `db/seeds/ticket_states.rb`.
const STAGES: &[(&str, Stage)] = &[
    ("new", Stage::Received),
    ("open", Stage::InWork),
    ("pending reminder", Stage::Waiting(PauseReason::Customer)),
    ("pending close", Stage::Restored),
    ("closed", Stage::Closed),
    ("merged", Stage::Closed),
    ("removed", Stage::Closed),
];
/// Most in one message: what a slow line carries in base64 before the request is given up.
const MOST_BYTES: u64 = 7_000_000;
