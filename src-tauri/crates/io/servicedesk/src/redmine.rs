//! Redmine 5 by its REST interface: creates an issue, finds it by the report's id or mark, adds the
//! bundle and the person's words, and reads what the provider made of it.
//!
//! The mark stands in the subject (`[#a5a5a5a5]`), which every Redmine can search; a custom field
//! takes the whole id besides, where the project has one. A Redmine leaves out conditions that it
//! does not know, so whatever it finds is looked at again here. Files go up first, each for a token
//! that the issue or the note then names.
//!
//! Source: Redmine wiki, `Rest_api`, `Rest_Issues`, `Rest_IssueJournals`; Redmine 5.0 sources,
//! `IssueQuery` (short filters).

mod answer;
mod body;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use faults::{Attachment, Comment, News, PauseReason, Report, Stage, Ticket, Trouble, TroubleKind};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use secrecy::SecretString;

use crate::parcel::{self, Carrier, Parcel};
use crate::web::{SignIn, Web};
use crate::{Capabilities, Desk, Stages, Wording};
use answer::{Created, Found, Issue, Named, Project, Shown, Statuses, Uploaded};
use body::{CustomValue, IssueBody, NewIssue, Note, Upload};

/// Where the Redmine is and what it shall be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RedmineServer {
    /// Base address; `https`, or `http` on loopback.
    pub url: String,
    /// Identifier of the project that takes the issues.
    pub project: String,
    /// Name or number of the tracker; the project's first when absent.
    pub tracker: Option<String>,
    /// Name or number of the custom field that takes the report's id; the subject has the mark
    /// anyway.
    pub id_field: Option<String>,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Names of states and the stage of each; see [`Stages`].
    pub stages: BTreeMap<String, String>,
}

/// A Redmine.
pub struct Redmine {
    web: Web,
    project: String,
    tracker: Option<String>,
    id_field: Option<String>,
    stages: Stages,
    wording: Wording,
}

impl Redmine {
    /// A client for `server` with somebody's API key.
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub fn new(
        server: RedmineServer,
        token: &SecretString,
        wording: Wording,
    ) -> Result<Self, Trouble> {
        let sign_in = SignIn::header("x-redmine-api-key", "", token)?;
        let web = Web::new(&server.url, "/issues.json", server.ca_file.as_deref(), sign_in)?;
        let stages = Stages::new(STAGES, &server.stages)?;
        let RedmineServer { project, tracker, id_field, .. } = server;
        Ok(Self { web, project, tracker, id_field, stages, wording })
    }

    fn ticket(&self, number: u64) -> Ticket {
        let link = self.web.url(&format!("issues/{number}"));
        Ticket { reference: number.to_string(), link: Some(link.to_string()) }
    }

    async fn project(&self) -> Result<Project, Trouble> {
        let path = format!("projects/{}.json", crate::web::segment(&self.project));
        let asked = [("include", "trackers,issue_custom_fields")];
        let shown: Shown<Project> = self.web.get_json(self.web.query(&path, &asked)).await?;
        Ok(shown.inner)
    }

    /// The number of the tracker and of the field for the id, by number or by name.
    async fn numbers(&self) -> Result<(Option<u64>, Option<u64>), Trouble> {
        let number = |name: &Option<String>| name.as_deref().map(|name| name.trim().parse().ok());
        let (mut tracker, mut field) = (number(&self.tracker), number(&self.id_field));
        if tracker == Some(None) || field == Some(None) {
            let project = self.project().await?;
            if let (Some(None), Some(name)) = (tracker, &self.tracker) {
                let found = Named::find(&project.trackers, name);
                let found = found.ok_or_else(|| Trouble::new(TroubleKind::NotFound).saying(name));
                tracker = Some(Some(found?));
            }
            if let (Some(None), Some(name)) = (field, &self.id_field) {
                field = Some(self.field(&project, name).await?);
            }
        }
        Ok((tracker.flatten(), field.flatten()))
    }

    /// The number of a field by its name. A project lists only the fields that are its own; one for
    /// all projects is known by the issues that have it.
    async fn field(&self, project: &Project, name: &str) -> Result<Option<u64>, Trouble> {
        if let Some(number) = Named::find(&project.issue_custom_fields, name) {
            return Ok(Some(number));
        }
        let asked = [("project_id", &*self.project), ("status_id", "*"), ("limit", "25")];
        let found: Found = self.web.get_json(self.web.query("issues.json", &asked)).await?;
        let number = found.issues.iter().find_map(|issue| issue.field(name));
        if number.is_none() {
            tracing::warn!(field = name, "no such field at any issue; the subject has the mark");
        }
        Ok(number)
    }

    /// Issues, open and closed, to which one condition applies; the oldest first.
    async fn search(&self, field: &str, condition: &str) -> Result<Vec<Issue>, Trouble> {
        // Of every project: the provider may have moved the issue.
        let asked = [("status_id", "*"), (field, condition), ("sort", "id:asc"), ("limit", "100")];
        let found: Found = self.web.get_json(self.web.query("issues.json", &asked)).await?;
        Ok(found.issues)
    }

    async fn issue(&self, ticket: &Ticket, include: &str) -> Result<Issue, Trouble> {
        let path = format!("issues/{}.json", number_of(ticket)?);
        let shown: Shown<Issue> =
            self.web.get_json(self.web.query(&path, &[("include", include)])).await?;
        Ok(shown.inner)
    }

    async fn upload(&self, file: &Attachment) -> Result<Upload, Trouble> {
        let url = self.web.query("uploads.json", &[("filename", &file.name)]);
        let request = self.web.request(Method::POST, url);
        let request = request.header(CONTENT_TYPE, OCTETS).body(file.bytes.clone());
        let answer = self.web.send(request).await?;
        let uploaded = Uploaded::read(&self.web, &answer.body)?;
        Ok(Upload { token: uploaded.token, filename: file.name.clone(), content_type: OCTETS })
    }

    async fn add(&self, ticket: &Ticket, note: Note<'_>) -> Result<(), Trouble> {
        let url = self.web.url(&format!("issues/{}.json", number_of(ticket)?));
        self.web.send_json(Method::PUT, url, &IssueBody { issue: note }).await?;
        Ok(())
    }

    /// What has no place in the names of states: whether a state of that name ends an issue.
    async fn is_closed(&self, status: u64) -> Result<bool, Trouble> {
        let statuses: Statuses = self.web.get_json(self.web.url("issue_statuses.json")).await?;
        Ok(statuses.issue_statuses.iter().any(|known| known.id == status && known.is_closed))
    }
}

impl Desk for Redmine {
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
        let (tracker_id, field) = self.numbers().await?;
        let id = report.id.to_string();
        let issue = NewIssue {
            project_id: &self.project,
            tracker_id,
            subject: &letter.subject,
            description: &letter.text,
            custom_fields: field
                .map(|field| CustomValue { id: field, value: &id })
                .into_iter()
                .collect(),
        };
        let url = self.web.url("issues.json");
        let answer = self.web.post(url, &IssueBody { issue }).await?;
        Ok(self.ticket(Created::read(&self.web, &answer.body)?.number))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        let (mark, id) = (report.mark(), report.id.to_string());
        if self.id_field.is_some()
            && let (_, Some(field)) = self.numbers().await?
        {
            let found = self.search(&format!("cf_{field}"), &id).await?;
            if let Some(issue) = found.iter().find(|issue| issue.has_value(field, &id)) {
                return Ok(Some(self.ticket(issue.id)));
            }
        }
        // The tilde asks for subjects that hold the mark.
        let found = self.search("subject", &format!("~{mark}")).await?;
        let issue = found.iter().find(|issue| issue.subject.contains(&mark));
        Ok(issue.map(|issue| self.ticket(issue.id)))
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        parcel::attach(self, ticket, report, &self.wording, MOST_BYTES).await
    }

    async fn comment(&self, ticket: &Ticket, _: &Report, comment: &Comment) -> Result<(), Trouble> {
        parcel::comment(self, ticket, comment, MOST_BYTES).await
    }

    async fn state(&self, ticket: &Ticket, _: &Report) -> Result<News, Trouble> {
        let issue = self.issue(ticket, "journals").await?;
        let stage = match self.stages.stage(&issue.status.name) {
            Some(stage) => Some(stage),
            None => self.is_closed(issue.status.id).await?.then_some(Stage::Closed),
        };
        Ok(News { stage, since: issue.since(), updates: issue.updates() })
    }
}

impl Carrier for Redmine {
    async fn has(&self, ticket: &Ticket, mark: &str) -> Result<bool, Trouble> {
        let issue = self.issue(ticket, "attachments,journals").await?;
        Ok(issue.has_file(mark) || issue.has_note(mark))
    }

    async fn carry(&self, ticket: &Ticket, parcel: &Parcel) -> Result<(), Trouble> {
        let mut uploads = Vec::new();
        for file in &parcel.files {
            uploads.push(self.upload(file).await.map_err(too_large)?);
        }
        // A bundle speaks for itself, unless something is left out.
        let notes = if parcel.is_bundle { &parcel.notes } else { &parcel.text };
        self.add(ticket, Note { notes: notes.trim_end(), uploads }).await
    }
}

/// A Redmine answers 422 to a file that is larger than its owner allows.
fn too_large(trouble: Trouble) -> Trouble {
    if trouble.status == Some(422) {
        Trouble { kind: TroubleKind::TooLarge, ..trouble }
    } else {
        trouble
    }
}

impl fmt::Debug for Redmine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redmine")
    }
}

/// The issue's number: what stands in the store, but never anything else within an address, and no
/// number that another ticket system gave before the settings were changed.
fn number_of(ticket: &Ticket) -> Result<u64, Trouble> {
    let is_ours = ticket.link.as_deref().is_none_or(|link| link.contains("/issues/"));
    let number = ticket.reference.parse().ok().filter(|_| is_ours);
    number.ok_or_else(|| Trouble::new(TroubleKind::NotFound))
}

/// The states that Redmine sets up in English and German. Source: Redmine 5.0,
/// `lib/redmine/default_data`, `config/locales`.
const STAGES: &[(&str, Stage)] = &[
    ("new", Stage::Received),
    ("in progress", Stage::InWork),
    ("resolved", Stage::Restored),
    ("feedback", Stage::Waiting(PauseReason::Customer)),
    ("closed", Stage::Closed),
    ("rejected", Stage::Closed),
    ("neu", Stage::Received),
    ("in bearbeitung", Stage::InWork),
    ("gelöst", Stage::Restored),
    ("erledigt", Stage::Closed),
    ("abgewiesen", Stage::Closed),
];
/// Largest file that a Redmine takes unless its owner says otherwise (5 MB).
const MOST_BYTES: u64 = 5 * 1024 * 1024;
const OCTETS: &str = "application/octet-stream";

#[cfg(test)]
mod tests;
