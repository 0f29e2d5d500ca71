//! Znuny (and what else descends from OTRS 6) by its generic interface, as a customer's user.
//!
//! The interface knows no sign-in header: login and password stand in each request. So every
//! operation is asked by `POST` with a body, because whatever a `GET` carries stands in the address;
//! the web service that an administrator imports for this (see the crate's README) has such routes.
//! Refusals come with status 200 and an `Error`.
//!
//! The mark stands in the ticket's title and is searched there. What is added are articles that the
//! customer sees; what the provider wrote are the visible articles of agents.
//!
//! Built from public documentation and sources; recorded exchanges test it, no server did.
//!
//! Source: Znuny `Kernel/GenericInterface/Operation/Ticket/TicketCreate.pm`, `TicketSearch.pm`,
//! `TicketGet.pm`, `TicketUpdate.pm`, `Kernel/GenericInterface/Transport/HTTP/REST.pm`,
//! `development/webservices/GenericTicketConnectorREST.yml`.

mod answer;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use faults::{Comment, News, PauseReason, Report, Stage, Ticket, Trouble, TroubleKind};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::parcel::{self, Carrier, Parcel, encoded};
use crate::web::{SignIn, Web, segment};
use crate::{Capabilities, Desk, Stages, Wording};
use answer::{Created, Found, Got, Refused, Told};

/// Where the Znuny is and what it shall be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZnunyServer {
    /// Base address, such as `https://tickets.example/znuny`; `https`, or `http` on loopback.
    pub url: String,
    /// Name of the web service that the administrator imported.
    pub web_service: String,
    /// Login of the customer's user.
    pub user: String,
    /// Queue that takes the tickets.
    pub queue: String,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// States of the server's own and the stage of each; see [`Stages`].
    pub stages: BTreeMap<String, String>,
}

/// A Znuny.
pub struct Znuny {
    web: Web,
    web_service: String,
    user: String,
    password: SecretString,
    queue: String,
    stages: Stages,
    wording: Wording,
}

impl Znuny {
    /// A client for `server` with the password of the customer's user.
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub fn new(
        server: ZnunyServer,
        password: &SecretString,
        wording: Wording,
    ) -> Result<Self, Trouble> {
        let password = SecretString::from(password.expose_secret().trim().to_owned());
        if password.expose_secret().is_empty() {
            return Err(Trouble::new(TroubleKind::NoToken));
        }
        let sign_in = SignIn::in_body(&password);
        let web = Web::new(&server.url, SCRIPT, server.ca_file.as_deref(), sign_in)?;
        let stages = Stages::new(STAGES, &server.stages)?;
        let ZnunyServer { web_service, user, queue, .. } = server;
        Ok(Self { web, web_service, user, password, queue, stages, wording })
    }

    /// Asks for an operation; a refusal becomes the trouble that it tells of.
    async fn ask<T: DeserializeOwned>(&self, route: &str, mut asked: Value) -> Result<T, Trouble> {
        if let Some(asked) = asked.as_object_mut() {
            asked.insert("CustomerUserLogin".to_owned(), json!(self.user));
            asked.insert("Password".to_owned(), json!(self.password.expose_secret()));
        }
        let service = segment(&self.web_service);
        let url = self.web.url(&format!("{}/Webservice/{service}/{route}", &SCRIPT[1..]));
        let answer = self.web.post(url, &asked).await?;
        if let Ok(refused) = serde_json::from_slice::<Refused>(&answer.body) {
            return Err(self.web.refused(refused.kind(), &refused.words()));
        }
        serde_json::from_slice(&answer.body).map_err(|_| self.web.garbled(&answer.body))
    }

    fn ticket(&self, number: &str, id: u64) -> Ticket {
        let link = format!("{}{id}", self.link());
        Ticket { reference: number.to_owned(), link: Some(link) }
    }

    /// What stands before the ticket's id in an address where the customer sees it.
    fn link(&self) -> String {
        format!("{}?Action=CustomerTicketZoom;TicketID=", self.web.url("customer.pl"))
    }

    /// The ticket's inner id: stands in the link, which must be one of this server.
    fn id_of(&self, ticket: &Ticket) -> Result<u64, Trouble> {
        let id = ticket.link.as_deref().and_then(|link| link.strip_prefix(&self.link()));
        id.and_then(|id| id.parse().ok()).ok_or_else(|| Trouble::new(TroubleKind::NotFound))
    }

    /// A ticket with the newest articles of those who wrote as `sender`, without files.
    async fn get(&self, id: u64, sender: Option<&str>) -> Result<Told, Trouble> {
        let mut asked = json!({ "TicketID": id });
        if let (Some(sender), Some(asked)) = (sender, asked.as_object_mut()) {
            asked.insert("AllArticles".to_owned(), json!(1));
            asked.insert("ArticleSenderType".to_owned(), json!([sender]));
            asked.insert("ArticleOrder".to_owned(), json!("DESC"));
            asked.insert("ArticleLimit".to_owned(), json!(ARTICLES_MOST));
        }
        let got: Got = self.ask("TicketGet", asked).await?;
        got.only().ok_or_else(|| Trouble::new(TroubleKind::Garbled))
    }
}

impl Desk for Znuny {
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
        let asked = json!({
            "Ticket": {
                "Title": letter.subject,
                "Queue": self.queue,
                "State": "new",
                "Priority": PRIORITY,
                "CustomerUser": self.user,
            },
            "Article": article(&letter.subject, &letter.text),
        });
        let created: Created = self.ask("Ticket", asked).await?;
        Ok(self.ticket(&created.number, created.id))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        let asked = json!({
            "Title": format!("%#{}%", report.id.short()),
            "SearchInArchive": "AllTickets",
            "SortBy": "Age",
            "OrderBy": "Up",
            "Limit": 20,
        });
        let found: Found = self.ask("TicketSearch", asked).await?;
        let Some(id) = found.ids.into_iter().min() else { return Ok(None) };
        let told = self.get(id, None).await?;
        Ok(Some(self.ticket(&told.number, id)))
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        parcel::attach(self, ticket, report, &self.wording, MOST_BYTES).await
    }

    async fn comment(&self, ticket: &Ticket, _: &Report, comment: &Comment) -> Result<(), Trouble> {
        parcel::comment(self, ticket, comment, MOST_BYTES).await
    }

    async fn state(&self, ticket: &Ticket, _: &Report) -> Result<News, Trouble> {
        let told = self.get(self.id_of(ticket)?, Some("agent")).await?;
        // An owner's own word for a state goes before the type that it has for the server.
        let stage = self.stages.stage(&told.state).or_else(|| self.stages.stage(&told.state_type));
        let mut updates = told.updates();
        updates.sort_by_key(|update| update.at);
        Ok(News { stage, since: None, updates })
    }
}

impl Carrier for Znuny {
    async fn has(&self, ticket: &Ticket, mark: &str) -> Result<bool, Trouble> {
        let told = self.get(self.id_of(ticket)?, Some("customer")).await?;
        Ok(told.holds(mark))
    }

    async fn carry(&self, ticket: &Ticket, parcel: &Parcel) -> Result<(), Trouble> {
        let files = parcel.files.iter().map(|file| {
            json!({
                "Filename": file.name,
                "ContentType": "application/octet-stream",
                "Content": encoded(&file.bytes),
            })
        });
        let mut asked = json!({
            "TicketID": self.id_of(ticket)?,
            "Article": article(&parcel.subject, &parcel.text),
        });
        let files: Vec<Value> = files.collect();
        if let (false, Some(asked)) = (files.is_empty(), asked.as_object_mut()) {
            asked.insert("Attachment".to_owned(), Value::Array(files));
        }
        let _updated: Created = self.ask("TicketUpdate", asked).await?;
        Ok(())
    }
}

impl fmt::Debug for Znuny {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Znuny")
    }
}

/// Words that customer and provider see; who writes is the customer.
fn article(subject: &str, text: &str) -> Value {
    json!({
        "CommunicationChannel": "Internal",
        "IsVisibleForCustomer": 1,
        "SenderType": "customer",
        "Subject": subject,
        "Body": text,
        "ContentType": "text/plain; charset=utf-8",
    })
}

/// The script of the generic interface.
const SCRIPT: &str = "/nph-genericinterface.pl";
/// The middle one of the priorities that Znuny ships with; the class stands in the title.
const PRIORITY: &str = "3 normal";
/// State types, and the names of states that mean something else than their type does.
/// Source: Znuny `scripts/database/initial_insert.xml`, tables `ticket_state_type`, `ticket_state`.
const STAGES: &[(&str, Stage)] = &[
    ("new", Stage::Received),
    ("open", Stage::InWork),
    ("pending reminder", Stage::Waiting(PauseReason::Customer)),
    ("pending auto", Stage::Restored),
    ("closed", Stage::Closed),
    ("removed", Stage::Closed),
    ("merged", Stage::Closed),
];
/// Most in one message: what a slow line carries in base64 before the request is given up.
const MOST_BYTES: u64 = 7_000_000;
/// Most articles of one kind of writer that are looked through, newest first.
const ARTICLES_MOST: u32 = 100;
