//! Ticket desks: from what a person fills in to a client of the ticket system, and to what is shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contract::{Refusal, RefusalCode, TicketDeskDraft, TicketDeskView};
use faults::{Trouble, TroubleKind};
use secrecy::SecretString;
use servicedesk::{
    AnyDesk, Folder, Jira, JiraServer, Mail, MailServer, Redmine, RedmineServer, RequestTracker,
    RequestTrackerServer, Security, Wording, Zammad, ZammadServer, Znuny, ZnunyServer,
};
use storage::{MailSecurity, SecretName, Secrets, Settings, TicketDesk};

use super::wording::wording;
use crate::words::Tongue;

/// Folder within the profile for reports that are kept as files.
pub(in crate::station) const REPORTS: &str = "reports";

/// Whether the token is there. A keyring is asked only by those whose desk needs one: a locked one
/// would hold up everybody else.
pub(in crate::station) async fn has_token(settings: &Settings, secrets: &Secrets) -> bool {
    needs_token(&settings.ticket_desk) && secrets.get(SecretName::Desk).await.is_ok()
}

const fn needs_token(desk: &TicketDesk) -> bool {
    match desk {
        TicketDesk::File { .. } | TicketDesk::Mail { user: None, .. } => false,
        TicketDesk::RequestTracker { .. }
        | TicketDesk::Redmine { .. }
        | TicketDesk::Mail { user: Some(_), .. }
        | TicketDesk::Jira { .. }
        | TicketDesk::Zammad { .. }
        | TicketDesk::Znuny { .. } => true,
    }
}

/// The desk of the settings; mail without a receiver goes to `recipient`.
pub(in crate::station) async fn desk(
    settings: &Settings,
    secrets: &Secrets,
    profile: &Path,
    recipient: Option<&str>,
    tongue: Tongue,
) -> AnyDesk {
    let token = if needs_token(&settings.ticket_desk) {
        match secrets.get(SecretName::Desk).await {
            Ok(token) => token,
            Err(error) => {
                tracing::warn!(%error, "no token for the service desk");
                return AnyDesk::Unusable(Trouble::new(TroubleKind::NoToken));
            }
        }
    } else {
        SecretString::default()
    };
    build(&settings.ticket_desk, &token, profile, recipient, wording(tongue))
        .unwrap_or_else(AnyDesk::Unusable)
}

/// The client of a ticket system; asks nobody.
fn build(
    desk: &TicketDesk,
    token: &SecretString,
    profile: &Path,
    recipient: Option<&str>,
    wording: Wording,
) -> Result<AnyDesk, Trouble> {
    let roots = |file: &Option<String>| file.as_ref().map(PathBuf::from);
    match desk {
        TicketDesk::File { folder } => {
            let folder = folder.as_ref().map_or_else(|| profile.join(REPORTS), PathBuf::from);
            Ok(AnyDesk::Folder(Folder::new(folder, wording)))
        }
        TicketDesk::RequestTracker { url, queue, ca_file, requestor, id_field, stages } => {
            let server = RequestTrackerServer {
                url: url.clone(),
                queue: queue.clone(),
                ca_file: roots(ca_file),
                requestor: requestor.clone(),
                id_field: id_field.clone(),
                stages: stages.clone(),
            };
            let desk = RequestTracker::new(server, token, wording)?;
            Ok(AnyDesk::RequestTracker(Box::new(desk)))
        }
        TicketDesk::Redmine { url, project, tracker, id_field, ca_file, stages } => {
            let server = RedmineServer {
                url: url.clone(),
                project: project.clone(),
                tracker: tracker.clone(),
                id_field: id_field.clone(),
                ca_file: roots(ca_file),
                stages: stages.clone(),
            };
            Ok(AnyDesk::Redmine(Box::new(Redmine::new(server, token, wording)?)))
        }
        TicketDesk::Mail { server, port, security, user, from, to, ca_file } => {
            let server = MailServer {
                server: server.clone(),
                port: *port,
                security: match security {
                    MailSecurity::Starttls => Security::StartTls,
                    MailSecurity::Tls => Security::Tls,
                    MailSecurity::None => Security::None,
                },
                user: user.clone(),
                from: from.clone(),
                to: to.as_deref().or(recipient).unwrap_or_default().to_owned(),
                ca_file: roots(ca_file),
            };
            Ok(AnyDesk::Mail(Box::new(Mail::new(server, token, wording)?)))
        }
        TicketDesk::Jira { url, service_desk, request_type, user, ca_file, stages } => {
            let server = JiraServer {
                url: url.clone(),
                service_desk: service_desk.clone(),
                request_type: request_type.clone(),
                user: user.clone(),
                ca_file: roots(ca_file),
                stages: stages.clone(),
            };
            Ok(AnyDesk::Jira(Box::new(Jira::new(server, token, wording)?)))
        }
        TicketDesk::Zammad { url, group, ca_file, stages } => {
            let server = ZammadServer {
                url: url.clone(),
                group: group.clone(),
                ca_file: roots(ca_file),
                stages: stages.clone(),
            };
            Ok(AnyDesk::Zammad(Box::new(Zammad::new(server, token, wording)?)))
        }
        TicketDesk::Znuny { url, web_service, user, queue, ca_file, stages } => {
            let server = ZnunyServer {
                url: url.clone(),
                web_service: web_service.clone(),
                user: user.clone(),
                queue: queue.clone(),
                ca_file: roots(ca_file),
                stages: stages.clone(),
            };
            Ok(AnyDesk::Znuny(Box::new(Znuny::new(server, token, wording)?)))
        }
    }
}

/// The desk that a person filled in, and its token where one was given.
///
/// # Errors
/// Names the field that holds something that cannot be.
pub(in crate::station) fn read(
    draft: TicketDeskDraft,
) -> Result<(TicketDesk, Option<SecretString>), Refusal> {
    let (desk, token) = match draft {
        TicketDeskDraft::File { folder } => {
            let folder = optional(folder);
            if folder.as_ref().is_some_and(|folder| !Path::new(folder).is_absolute()) {
                return Err(invalid("folder"));
            }
            return Ok((TicketDesk::File { folder }, None));
        }
        TicketDeskDraft::RequestTracker { url, queue, ca_file, token } => {
            let desk = TicketDesk::RequestTracker {
                url: url.trim().to_owned(),
                queue: filled("queue", &queue)?,
                ca_file: roots(ca_file)?,
                requestor: None,
                id_field: None,
                stages: BTreeMap::new(),
            };
            (desk, token)
        }
        TicketDeskDraft::Redmine { url, project, tracker, ca_file, token } => {
            let desk = TicketDesk::Redmine {
                url: url.trim().to_owned(),
                project: filled("project", &project)?,
                tracker: optional(tracker),
                id_field: None,
                ca_file: roots(ca_file)?,
                stages: BTreeMap::new(),
            };
            (desk, token)
        }
        TicketDeskDraft::Mail { server, port, security, user, from, to, ca_file, token } => {
            let desk = TicketDesk::Mail {
                server: filled("server", &server)?,
                port,
                security: match security.as_str() {
                    "" | "starttls" => MailSecurity::Starttls,
                    "tls" => MailSecurity::Tls,
                    "none" => MailSecurity::None,
                    _ => return Err(invalid("security")),
                },
                user: optional(user),
                from: filled("from", &from)?,
                to: optional(to),
                ca_file: roots(ca_file)?,
            };
            (desk, token)
        }
        TicketDeskDraft::Jira { url, service_desk, request_type, user, ca_file, token } => {
            let desk = TicketDesk::Jira {
                url: url.trim().to_owned(),
                service_desk: filled("serviceDesk", &service_desk)?,
                request_type: filled("requestType", &request_type)?,
                user: optional(user),
                ca_file: roots(ca_file)?,
                stages: BTreeMap::new(),
            };
            (desk, token)
        }
        TicketDeskDraft::Zammad { url, group, ca_file, token } => {
            let desk = TicketDesk::Zammad {
                url: url.trim().to_owned(),
                group: filled("group", &group)?,
                ca_file: roots(ca_file)?,
                stages: BTreeMap::new(),
            };
            (desk, token)
        }
        TicketDeskDraft::Znuny { url, web_service, user, queue, ca_file, token } => {
            let desk = TicketDesk::Znuny {
                url: url.trim().to_owned(),
                web_service: filled("webService", &web_service)?,
                user: filled("user", &user)?,
                queue: filled("queue", &queue)?,
                ca_file: roots(ca_file)?,
                stages: BTreeMap::new(),
            };
            (desk, token)
        }
    };
    // The token plays no part in the check of addresses.
    let (token_of_nobody, receiver) = (SecretString::from("token"), Some("desk@example.org"));
    build(&desk, &token_of_nobody, Path::new(""), receiver, Wording::default()).map_err(
        |trouble| Refusal::new(RefusalCode::InvalidField, format!("url: {}", trouble.kind.code())),
    )?;
    Ok((desk, token.filter(|token| !token.0.is_empty()).map(SecretString::from)))
}

fn filled(field: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(invalid(field)) } else { Ok(text.to_owned()) }
}

fn optional(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn roots(ca_file: Option<String>) -> Result<Option<String>, Refusal> {
    let ca_file = optional(ca_file);
    if let Some(file) = &ca_file {
        reach::check_roots(Path::new(file))
            .map_err(|error| Refusal::new(RefusalCode::InvalidField, format!("caFile: {error}")))?;
    }
    Ok(ca_file)
}

fn invalid(field: &str) -> Refusal {
    Refusal::new(RefusalCode::InvalidField, field)
}

/// The desk as a window sees it; `folder` is where files go when none is set.
pub(in crate::station) fn show(
    desk: &TicketDesk,
    folder: &Path,
    has_token: bool,
) -> TicketDeskView {
    match desk.clone() {
        TicketDesk::File { folder: set } => {
            TicketDeskView::File { folder: set.unwrap_or_else(|| folder.display().to_string()) }
        }
        TicketDesk::RequestTracker { url, queue, ca_file, .. } => {
            TicketDeskView::RequestTracker { url, queue, ca_file, has_token }
        }
        TicketDesk::Redmine { url, project, tracker, ca_file, .. } => {
            TicketDeskView::Redmine { url, project, tracker, ca_file, has_token }
        }
        TicketDesk::Mail { server, port, security, user, from, to, ca_file } => {
            TicketDeskView::Mail {
                server,
                port,
                security: match security {
                    MailSecurity::Starttls => "starttls",
                    MailSecurity::Tls => "tls",
                    MailSecurity::None => "none",
                }
                .to_owned(),
                user,
                from,
                to,
                ca_file,
                has_token,
            }
        }
        TicketDesk::Jira { url, service_desk, request_type, user, ca_file, .. } => {
            TicketDeskView::Jira { url, service_desk, request_type, user, ca_file, has_token }
        }
        TicketDesk::Zammad { url, group, ca_file, .. } => {
            TicketDeskView::Zammad { url, group, ca_file, has_token }
        }
        TicketDesk::Znuny { url, web_service, user, queue, ca_file, .. } => {
            TicketDeskView::Znuny { url, web_service, user, queue, ca_file, has_token }
        }
    }
}
