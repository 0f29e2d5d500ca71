//! Jira Service Management, in the cloud or on a server of one's own, as a customer of its portal.
//!
//! The mark stands in the summary. It is searched among the requests of the one who asks, and looked
//! for among the latest of them too, because the search lags behind. Files are uploaded first and
//! then put to the request together with a comment; what the provider wrote are the public comments
//! of others than the one who made the request.
//!
//! Built from public documentation; recorded exchanges test it, no server did.
//!
//! Source: developer.atlassian.com, Jira Service Management REST (Cloud, and Server v1005): Customer
//! request, Request attachment, Request comment; §4.4 of the product's ticketing plan.

mod answer;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use faults::{Attachment, Comment, News, PauseReason, Report, Stage, Ticket, Trouble, TroubleKind};
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Url};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::parcel::{self, Carrier, Parcel};
use crate::web::{SignIn, Web, segment};
use crate::{Capabilities, Desk, Stages, Wording};
use answer::{Page, Remark, Request, Uploaded};

/// Where the Jira is and what it shall be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JiraServer {
    /// Base address, with or without `/rest/servicedeskapi`; `https`, or `http` on loopback.
    pub url: String,
    /// Id of the service desk.
    pub service_desk: String,
    /// Id of the request type.
    pub request_type: String,
    /// Mail address that goes with an API token of the cloud; absent for a personal access token.
    pub user: Option<String>,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// States of the project's own and the stage of each; see [`Stages`].
    pub stages: BTreeMap<String, String>,
}

/// A Jira Service Management.
pub struct Jira {
    web: Web,
    service_desk: String,
    request_type: String,
    stages: Stages,
    wording: Wording,
}

impl Jira {
    /// A client for `server` with an API token (cloud) or a personal access token (data centre).
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub fn new(
        server: JiraServer,
        token: &SecretString,
        wording: Wording,
    ) -> Result<Self, Trouble> {
        let sign_in = match &server.user {
            Some(user) => SignIn::basic(user, token)?,
            None => SignIn::header("authorization", "Bearer ", token)?,
        };
        let web =
            Web::new(&server.url, "/rest/servicedeskapi", server.ca_file.as_deref(), sign_in)?;
        let stages = Stages::new(STAGES, &server.stages)?;
        let JiraServer { service_desk, request_type, .. } = server;
        Ok(Self { web, service_desk, request_type, stages, wording })
    }

    fn ticket(&self, request: &Request) -> Ticket {
        let by_key = || self.web.url(&format!("browse/{}", segment(&request.key))).to_string();
        let link = request.link().unwrap_or_else(by_key);
        Ticket { reference: request.key.clone(), link: Some(link) }
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Trouble> {
        let request = self.web.request(Method::POST, self.url(path));
        let request = request
            .header(OPT_IN.0, OPT_IN.1)
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(body.to_string());
        let answer = self.web.send(request).await?;
        serde_json::from_slice(&answer.body).map_err(|_| self.web.garbled(&answer.body))
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        asked: &[(&str, &str)],
    ) -> Result<T, Trouble> {
        let mut url = self.url(path);
        if !asked.is_empty() {
            url.query_pairs_mut().extend_pairs(asked);
        }
        let request = self.web.request(Method::GET, url).header(OPT_IN.0, OPT_IN.1);
        let answer = self.web.send(request).await?;
        serde_json::from_slice(&answer.body).map_err(|_| self.web.garbled(&answer.body))
    }

    fn url(&self, path: &str) -> Url {
        self.web.url(&format!("rest/servicedeskapi/{path}"))
    }

    /// Makes a file ready to be put to a request.
    async fn upload(&self, file: &Attachment) -> Result<Vec<String>, Trouble> {
        let path = format!("servicedesk/{}/attachTemporaryFile", segment(&self.service_desk));
        let part = Part::bytes(file.bytes.clone()).file_name(file.name.clone());
        let request = self
            .web
            .request(Method::POST, self.url(&path))
            .header(OPT_IN.0, OPT_IN.1)
            // Without it the upload is taken for one that a foreign page made a browser send.
            .header("x-atlassian-token", "no-check")
            .multipart(Form::new().part("file", part));
        let answer = self.web.send(request).await?;
        let uploaded: Uploaded =
            serde_json::from_slice(&answer.body).map_err(|_| self.web.garbled(&answer.body))?;
        Ok(uploaded.ids())
    }

    async fn remarks(&self, key: &str) -> Result<Vec<Remark>, Trouble> {
        let mut remarks = Vec::new();
        for _ in 0..PAGES_MOST {
            let start = remarks.len().to_string();
            let asked =
                [("public", "true"), ("internal", "false"), ("start", &start), ("limit", "50")];
            let page: Page<Remark> = self.get(&format!("request/{key}/comment"), &asked).await?;
            let is_last = page.is_last || page.values.is_empty();
            remarks.extend(page.values);
            if is_last {
                break;
            }
        }
        Ok(remarks)
    }

    /// The stage of a state: by its name, or else by the category that every state has.
    fn stage(&self, request: &Request) -> Option<Stage> {
        let status = request.status.as_ref()?;
        self.stages.stage(&status.name).or_else(|| match status.category.as_deref()? {
            "NEW" => Some(Stage::Received),
            "INDETERMINATE" => Some(Stage::InWork),
            "DONE" => Some(Stage::Closed),
            _ => None,
        })
    }
}

impl Desk for Jira {
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
            "serviceDeskId": self.service_desk,
            "requestTypeId": self.request_type,
            "requestFieldValues": { "summary": letter.subject, "description": letter.text },
        });
        let created: Request = self.post("request", &asked).await?;
        Ok(self.ticket(&created))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        let (short, mark) = (report.id.short(), report.mark());
        let own = [
            ("serviceDeskId", self.service_desk.as_str()),
            ("requestOwnership", "OWNED_REQUESTS"),
            ("requestStatus", "ALL_REQUESTS"),
            ("limit", "50"),
        ];
        let searched: Vec<_> = own.into_iter().chain([("searchTerm", short.as_str())]).collect();
        for asked in [&searched[..], &own[..]] {
            let page: Page<Request> = self.get("request", asked).await?;
            let ours = page.values.iter().filter(|request| request.summary().contains(&mark));
            if let Some(oldest) = ours.min_by_key(|request| request.number()) {
                return Ok(Some(self.ticket(oldest)));
            }
        }
        Ok(None)
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        parcel::attach(self, ticket, report, &self.wording, MOST_BYTES).await
    }

    async fn comment(&self, ticket: &Ticket, _: &Report, comment: &Comment) -> Result<(), Trouble> {
        parcel::comment(self, ticket, comment, MOST_BYTES).await
    }

    async fn state(&self, ticket: &Ticket, _: &Report) -> Result<News, Trouble> {
        let key = key_of(ticket)?;
        let request: Request = self.get(&format!("request/{key}"), &[]).await?;
        let remarks = self.remarks(key).await?;
        let of_provider = remarks.iter().filter(|remark| remark.is_of_provider(&request));
        Ok(News {
            stage: self.stage(&request),
            since: request.status.as_ref().and_then(|status| status.since()),
            updates: of_provider.filter_map(Remark::update).collect(),
        })
    }
}

impl Carrier for Jira {
    async fn has(&self, ticket: &Ticket, mark: &str) -> Result<bool, Trouble> {
        Ok(self.remarks(key_of(ticket)?).await?.iter().any(|remark| remark.body.contains(mark)))
    }

    async fn carry(&self, ticket: &Ticket, parcel: &Parcel) -> Result<(), Trouble> {
        let key = key_of(ticket)?;
        let mut ids = Vec::new();
        for file in &parcel.files {
            ids.extend(self.upload(file).await?);
        }
        let _added: Value = if ids.is_empty() {
            let asked = json!({ "body": parcel.text, "public": true });
            self.post(&format!("request/{key}/comment"), &asked).await?
        } else {
            let asked = json!({
                "temporaryAttachmentIds": ids,
                "public": true,
                "additionalComment": { "body": parcel.text },
            });
            self.post(&format!("request/{key}/attachment"), &asked).await?
        };
        Ok(())
    }
}

impl fmt::Debug for Jira {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jira")
    }
}

/// The request's key, such as `DESK-17`: what stands in the store, but nothing else within an
/// address, and no number of another ticket system.
fn key_of(ticket: &Ticket) -> Result<&str, Trouble> {
    let key = ticket.reference.as_str();
    let is_key = key.split_once('-').is_some_and(|(project, number)| {
        let is_name = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
        project.starts_with(|first: char| first.is_ascii_uppercase())
            && project.chars().all(|letter| is_name(letter) || letter == '_')
            && !number.is_empty()
            && number.chars().all(|digit| digit.is_ascii_digit())
    });
    if is_key { Ok(key) } else { Err(Trouble::new(TroubleKind::NotFound)) }
}

/// Needed by older servers for what was an experiment then.
const OPT_IN: (&str, &str) = ("x-experimentalapi", "opt-in");
/// States of the workflows that service projects ship with, in English and German; the category of
/// a state that is not among them decides. Source: Atlassian support, "Default service project
/// workflows"; Jira's status categories.
const STAGES: &[(&str, Stage)] = &[
    ("waiting for support", Stage::Received),
    ("open", Stage::Received),
    ("reopened", Stage::Received),
    ("waiting for customer", Stage::Waiting(PauseReason::Customer)),
    ("pending", Stage::Waiting(PauseReason::ThirdParty)),
    ("in progress", Stage::InWork),
    ("work in progress", Stage::InWork),
    ("escalated", Stage::InWork),
    ("resolved", Stage::Restored),
    ("completed", Stage::Restored),
    ("done", Stage::Closed),
    ("closed", Stage::Closed),
    ("canceled", Stage::Closed),
    ("declined", Stage::Closed),
    ("warten auf support", Stage::Received),
    ("offen", Stage::Received),
    ("warten auf kunden", Stage::Waiting(PauseReason::Customer)),
    ("ausstehend", Stage::Waiting(PauseReason::ThirdParty)),
    ("in arbeit", Stage::InWork),
    ("eskaliert", Stage::InWork),
    ("gelöst", Stage::Restored),
    ("fertig", Stage::Closed),
    ("geschlossen", Stage::Closed),
    ("abgebrochen", Stage::Closed),
];
/// Most in one message: below what a Jira takes unless its owner changed it (10 MB), and what a slow
/// line carries before the request is given up.
const MOST_BYTES: u64 = 7_000_000;
/// Most pages of comments that are looked through.
const PAGES_MOST: u32 = 40;
