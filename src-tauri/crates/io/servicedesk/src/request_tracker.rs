//! Request Tracker 5 by REST2: creates a ticket, finds it by the report's mark, adds evidence and
//! words, and reads what the provider made of it.
//!
//! The mark stands in the subject (`[#a5a5a5a5]`), because subjects can be searched on every server
//! without a full-text index; where the queue has a custom field for it, the report's id stands
//! there too and is what is searched. Evidence travels in comments, so that customers are not
//! written to; the bundle carries the mark in its name, so that what is there already is known. The
//! person's words travel as correspondence, with their mark as subject.
//!
//! Source: RT 5 documentation of `RT::REST2`, `RT::Tickets` (TicketSQL).

mod answer;
mod body;
mod history;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use faults::{Comment, News, PauseReason, Report, Stage, Ticket, Trouble, TroubleKind};
use secrecy::SecretString;

use crate::parcel::{self, Carrier, Parcel};
use crate::web::{SignIn, Web};
use crate::{Capabilities, Desk, Stages, Wording};
use answer::{Attachments, Created, Found};
use body::{FileBody, Message, NewTicket};
use history::Heard;

/// Where the Request Tracker is and what it shall be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestTrackerServer {
    /// Base address, with or without `/REST/2.0`; `https`, or `http` on loopback.
    pub url: String,
    /// Queue that takes the tickets.
    pub queue: String,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Mail address for which tickets are made; the token's owner when absent.
    pub requestor: Option<String>,
    /// Custom field of the queue that takes the report's id; the subject has the mark anyway.
    pub id_field: Option<String>,
    /// States of the queue's own life cycle and the stage of each; see [`Stages`].
    pub stages: BTreeMap<String, String>,
}

/// A Request Tracker.
pub struct RequestTracker {
    web: Web,
    queue: String,
    requestor: Option<String>,
    id_field: Option<String>,
    stages: Stages,
    wording: Wording,
    heard: Heard,
}

impl RequestTracker {
    /// A client for `server` with an authentication token of `RT::Extension::REST2`.
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub fn new(
        server: RequestTrackerServer,
        token: &SecretString,
        wording: Wording,
    ) -> Result<Self, Trouble> {
        let sign_in = SignIn::header("authorization", "token ", token)?;
        let web = Web::new(&server.url, "/REST/2.0", server.ca_file.as_deref(), sign_in)?;
        let stages = Stages::new(STAGES, &server.stages)?;
        let RequestTrackerServer { queue, requestor, id_field, .. } = server;
        Ok(Self { web, queue, requestor, id_field, stages, wording, heard: Heard::default() })
    }

    fn ticket(&self, number: u64) -> Ticket {
        let link = self.web.query("Ticket/Display.html", &[("id", &number.to_string())]);
        Ticket { reference: number.to_string(), link: Some(link.to_string()) }
    }

    /// Names and subjects of what a ticket has.
    async fn attached(&self, ticket: &Ticket) -> Result<BTreeSet<String>, Trouble> {
        let path = format!("REST/2.0/ticket/{}/attachments", number_of(ticket)?);
        let mut names = BTreeSet::new();
        for page in 1..=PAGES_MOST {
            let page = page.to_string();
            let asked = [("fields", "Filename,Subject"), ("per_page", "100"), ("page", &page)];
            let attachments =
                Attachments::read(&self.web, &self.web.get(self.web.query(&path, &asked)).await?)?;
            names.extend(attachments.names);
            // How many pages there are is told only to those who may see all tickets.
            if attachments.count == 0 {
                break;
            }
        }
        Ok(names)
    }

    /// What finds the report's ticket. Neither mark nor id holds anything that needs quoting.
    fn search(&self, report: &Report) -> String {
        let by_subject = format!("Subject LIKE '{}'", report.mark());
        match &self.id_field {
            Some(field) if is_plain(field) => {
                format!("'CF.{{{field}}}' = '{}' OR {by_subject}", report.id)
            }
            Some(_) | None => by_subject,
        }
    }
}

impl Desk for RequestTracker {
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
        let id_field = self.id_field.as_deref().map(|field| (field, report.id.to_string()));
        let ticket = NewTicket {
            queue: &self.queue,
            subject: &letter.subject,
            requestor: self.requestor.as_deref(),
            content: &letter.text,
            content_type: "text/plain",
            custom_fields: id_field.into_iter().collect(),
        };
        let answer = self.web.post(self.web.url("REST/2.0/ticket"), &ticket).await?;
        let location = answer.headers.get("location").and_then(|place| place.to_str().ok());
        let created = Created::read(&self.web, &answer.body, location)?;
        Ok(self.ticket(created.number))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        let query = self.search(report);
        let asked =
            [("query", query.as_str()), ("orderby", "id"), ("order", "ASC"), ("per_page", "20")];
        let url = self.web.query("REST/2.0/tickets", &asked);
        let found = Found::read(&self.web, &self.web.get(url).await?)?;
        Ok(found.oldest.map(|number| self.ticket(number)))
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        parcel::attach(self, ticket, report, &self.wording, MOST_BYTES).await
    }

    async fn comment(&self, ticket: &Ticket, _: &Report, comment: &Comment) -> Result<(), Trouble> {
        parcel::comment(self, ticket, comment, MOST_BYTES).await
    }

    async fn state(&self, ticket: &Ticket, _: &Report) -> Result<News, Trouble> {
        history::read(&self.web, number_of(ticket)?, &self.stages, &self.heard).await
    }
}

impl Carrier for RequestTracker {
    async fn has(&self, ticket: &Ticket, mark: &str) -> Result<bool, Trouble> {
        Ok(self.attached(ticket).await?.contains(mark))
    }

    async fn carry(&self, ticket: &Ticket, parcel: &Parcel) -> Result<(), Trouble> {
        let attachments: Vec<FileBody> = parcel.files.iter().map(FileBody::of).collect();
        let message = Message {
            subject: &parcel.subject,
            content: &parcel.text,
            content_type: "text/plain",
            attachments: &attachments,
        };
        let way = if parcel.is_bundle { "comment" } else { "correspond" };
        let url = self.web.url(&format!("REST/2.0/ticket/{}/{way}", number_of(ticket)?));
        self.web.post(url, &message).await?;
        Ok(())
    }
}

impl fmt::Debug for RequestTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestTracker")
    }
}

/// The ticket's number: what stands in the store, but never anything else within an address, and no
/// number that another ticket system gave before the settings were changed.
fn number_of(ticket: &Ticket) -> Result<u64, Trouble> {
    let is_ours = ticket.link.as_deref().is_none_or(|link| link.contains("/Ticket/Display.html"));
    let number = ticket.reference.parse().ok().filter(|_| is_ours);
    number.ok_or_else(|| Trouble::new(TroubleKind::NotFound))
}

/// Whether a name can stand in TicketSQL as it is.
fn is_plain(field: &str) -> bool {
    field.chars().all(|letter| letter.is_alphanumeric() || " -_.".contains(letter))
}

/// The life cycle that RT ships with. Source: RT 5 `RT_Config.pm`, `%Lifecycles`, `default`.
const STAGES: &[(&str, Stage)] = &[
    ("new", Stage::Received),
    ("open", Stage::InWork),
    ("stalled", Stage::Waiting(PauseReason::Customer)),
    ("resolved", Stage::Restored),
    ("rejected", Stage::Closed),
    ("deleted", Stage::Closed),
];
/// Largest file that RT keeps whole as it comes: three quarters of `$MaxAttachmentSize`, less what
/// surrounds it. Source: RT 5 `RT_Config.pm`, `RT::Record::_EncodeLOB`.
const MOST_BYTES: u64 = 7_000_000;
/// Most pages of attachments that are looked through.
const PAGES_MOST: u32 = 20;

#[cfg(test)]
mod tests;
