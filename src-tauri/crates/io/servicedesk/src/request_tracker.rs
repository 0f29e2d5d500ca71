//! Request Tracker 5 by REST2: creates a ticket, finds it by the report's mark, adds evidence.
//!
//! The mark stands in the subject (`[#a5a5a5a5]`), because subjects can be searched on every server
//! without a full-text index or a custom field. Evidence travels in comments, so that customers are
//! not written to; its files carry the mark in their names, so that what is there already is known.
//! Redirects are not followed: they would carry the token to wherever they lead.
//!
//! Source: RT 5 documentation of `RT::REST2`, `RT::Tickets` (TicketSQL).

mod answer;
mod body;

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use faults::{Evidence, Report, Ticket, Trouble, TroubleKind};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::{Desk, Wording, tls};
use answer::{Attachments, Created, Found};
use body::{Attachment, Comment, NewTicket};

/// Where the Request Tracker is and what it shall be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Base address, with or without `/REST/2.0`; `https`, or `http` on loopback.
    pub url: String,
    /// Queue that takes the tickets.
    pub queue: String,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Mail address for which tickets are made; the token's owner when absent.
    pub requestor: Option<String>,
}

/// A Request Tracker.
pub struct RequestTracker {
    client: Client,
    base: Url,
    queue: String,
    requestor: Option<String>,
    authorization: SecretString,
    wording: Wording,
}

impl RequestTracker {
    /// A client for `server` with an authentication token of `RT::Extension::REST2`.
    ///
    /// # Errors
    /// Tells what of the settings cannot be used.
    pub fn new(server: Server, token: &SecretString, wording: Wording) -> Result<Self, Trouble> {
        let base = read_base(&server.url)?;
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::client_config(
                base.scheme(),
                server.ca_file.as_deref(),
            )?)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_WAIT)
            .read_timeout(READ_WAIT)
            .user_agent(concat!("rufbereit/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| translate(&error))?;
        let authorization = SecretString::from(format!("token {}", token.expose_secret().trim()));
        let Server { queue, requestor, .. } = server;
        Ok(Self { client, base, queue, requestor, authorization, wording })
    }

    fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, Trouble> {
        let mut authorization = HeaderValue::from_str(self.authorization.expose_secret())
            .map_err(|_| Trouble::new(TroubleKind::NoToken))?;
        authorization.set_sensitive(true);
        let request = self.client.request(method, url).header(AUTHORIZATION, authorization);
        Ok(request.header(ACCEPT, "application/json"))
    }

    async fn get(&self, url: Url) -> Result<Vec<u8>, Trouble> {
        let response = self.request(Method::GET, url)?.send().await;
        read_good(response.map_err(|error| translate(&error))?).await
    }

    async fn post(&self, url: Url, body: &impl Serialize) -> Result<Answered, Trouble> {
        let body = serde_json::to_vec(body).map_err(|_| Trouble::new(TroubleKind::Garbled))?;
        let request = self.request(Method::POST, url)?;
        let request = request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body);
        let response = request.send().await.map_err(|error| translate(&error))?;
        let location = response.headers().get("location").and_then(|place| place.to_str().ok());
        let location = location.map(str::to_owned);
        Ok(Answered { location, body: read_good(response).await? })
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/REST/2.0/{path}", self.base.path().trim_end_matches('/')));
        url
    }

    fn ticket(&self, number: u64) -> Ticket {
        let mut link = self.base.clone();
        link.set_path(&format!("{}/Ticket/Display.html", self.base.path().trim_end_matches('/')));
        link.query_pairs_mut().append_pair("id", &number.to_string());
        Ticket { reference: number.to_string(), link: Some(link.to_string()) }
    }

    /// Names of the files that a ticket has.
    async fn attached(&self, ticket: &Ticket) -> Result<BTreeSet<String>, Trouble> {
        let mut names = BTreeSet::new();
        for page in 1..=PAGES_MOST {
            let mut url = self.url(&format!("ticket/{}/attachments", number_of(ticket)?));
            url.query_pairs_mut()
                .append_pair("fields", "Filename")
                .append_pair("per_page", "100")
                .append_pair("page", &page.to_string());
            let attachments = Attachments::read(&self.get(url).await?)?;
            names.extend(attachments.names);
            // How many pages there are is told only to those who may see all tickets.
            if attachments.count == 0 {
                break;
            }
        }
        Ok(names)
    }
}

impl Desk for RequestTracker {
    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        let letter = self.wording.write(report);
        let ticket = NewTicket {
            queue: &self.queue,
            subject: &letter.subject,
            requestor: self.requestor.as_deref(),
            content: &letter.text,
            content_type: "text/plain",
        };
        let answered = self.post(self.url("ticket"), &ticket).await?;
        let created = Created::read(&answered.body, answered.location.as_deref())?;
        Ok(self.ticket(created.number))
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        let mut url = self.url("tickets");
        // The mark is hexadecimal digits and brackets: nothing in it needs quoting.
        url.query_pairs_mut()
            .append_pair("query", &format!("Subject LIKE '{}'", report.mark()))
            .append_pair("orderby", "id")
            .append_pair("order", "ASC")
            .append_pair("per_page", "20");
        let found = Found::read(&self.get(url).await?)?;
        Ok(found.oldest.map(|number| self.ticket(number)))
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        if report.evidence.is_empty() {
            return Ok(());
        }
        let there = self.attached(ticket).await?;
        let missing: Vec<Attachment> = report
            .evidence
            .iter()
            .map(|piece| (file_name(report, piece), piece))
            // REST2 refuses a file with nothing in it.
            .filter(|(name, piece)| !there.contains(name) && !piece.text.is_empty())
            .map(|(name, piece)| Attachment::of(name, &piece.text))
            .collect();
        let url = self.url(&format!("ticket/{}/comment", number_of(ticket)?));
        for attachments in body::batches(missing, BATCH_BYTES) {
            let names: Vec<&str> =
                attachments.iter().map(|piece| piece.file_name.as_str()).collect();
            let comment = Comment {
                content: &format!("{}\n{}", report.mark(), names.join("\n")),
                content_type: "text/plain",
                attachments: &attachments,
            };
            self.post(url.clone(), &comment).await?;
        }
        Ok(())
    }
}

impl fmt::Debug for RequestTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestTracker")
    }
}

struct Answered {
    location: Option<String>,
    body: Vec<u8>,
}

fn file_name(report: &Report, piece: &Evidence) -> String {
    format!("{}-{}", report.id.short(), piece.name)
}

/// The ticket's number: what stands in the store, but never anything else within an address.
fn number_of(ticket: &Ticket) -> Result<u64, Trouble> {
    ticket.reference.parse().map_err(|_| Trouble::new(TroubleKind::NotFound))
}

fn read_base(text: &str) -> Result<Url, Trouble> {
    let misconfigured = |why: &str| Trouble::new(TroubleKind::Misconfigured).saying(why);
    let text = text.trim().trim_end_matches('/');
    let text = text.strip_suffix("/REST/2.0").unwrap_or(text);
    let mut base = Url::parse(text).map_err(|error| misconfigured(&error.to_string()))?;
    let has_user = !base.username().is_empty() || base.password().is_some();
    if base.host_str().is_none_or(str::is_empty) || has_user {
        return Err(misconfigured("the address needs a host and no user"));
    }
    let is_safe = base.scheme() == "https" || (base.scheme() == "http" && is_loopback(&base));
    if !is_safe {
        return Err(misconfigured("the address must begin with https://"));
    }
    base.set_query(None);
    base.set_fragment(None);
    Ok(base)
}

fn is_loopback(base: &Url) -> bool {
    let host = base.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Reads the body of a good answer; turns any other into the trouble that it tells of.
async fn read_good(mut response: Response) -> Result<Vec<u8>, Trouble> {
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after").and_then(|wait| wait.to_str().ok());
    let retry_after =
        retry_after.and_then(|wait| wait.trim().parse().ok()).map(Duration::from_secs);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| translate(&error))? {
        if body.len() + chunk.len() > ANSWER_BYTES {
            return Err(Trouble { status: Some(status), ..Trouble::new(TroubleKind::Garbled) });
        }
        body.extend_from_slice(&chunk);
    }
    let kind = match status {
        200..=299 => return Ok(body),
        300..=399 | 404 | 405 | 410 => TroubleKind::NotFound,
        401 | 407 => TroubleKind::SignIn,
        403 => TroubleKind::Forbidden,
        413 => TroubleKind::TooLarge,
        408 | 425 | 429 | 500.. => TroubleKind::ServerFailed,
        _ => TroubleKind::Rejected,
    };
    let trouble = Trouble { status: Some(status), retry_after, ..Trouble::new(kind) };
    Err(trouble.saying(&answer::words(&body)))
}

/// What kept an answer from coming, without the address that the library's text would hold.
fn translate(error: &reqwest::Error) -> Trouble {
    let chain = std::iter::successors(error.source(), |&error| error.source());
    if let Some(tls) = chain.clone().find_map(tls_error) {
        return Trouble::new(TroubleKind::Certificate).saying(&tls.to_string());
    }
    let kind = if error.is_builder() {
        TroubleKind::Misconfigured
    } else if error.is_connect() {
        TroubleKind::Unreachable
    } else {
        // Connected, and then cut off or silent: whatever was asked may have been done.
        TroubleKind::TimedOut
    };
    Trouble::new(kind).saying(&chain.last().map(ToString::to_string).unwrap_or_default())
}

/// The TLS library's error, alone or wrapped into errors of input and output.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    match error.downcast_ref::<std::io::Error>() {
        Some(wrapping) => wrapping.get_ref().and_then(|inner| tls_error(inner)),
        None => error.downcast_ref(),
    }
}

/// Longest time until a connection stands.
const CONNECT_WAIT: Duration = Duration::from_secs(15);
/// Longest silence within an answer, and before it: servers make tickets slowly.
const READ_WAIT: Duration = Duration::from_secs(60);
/// Largest answer that is read.
const ANSWER_BYTES: usize = 1024 * 1024;
/// Most evidence in one comment, before base64.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// Most pages of attachments that are looked through.
const PAGES_MOST: u32 = 20;

#[cfg(test)]
mod tests;
