//! The verb that says where reports go.

use contract::{Command, Secret, SettingsDraft, TicketDeskDraft};

use super::args::desk::{DeskArgs, DeskVerb, Security};
use super::client::{Peer, PeerError};
use super::print;
use super::verbs::absolute;

/// Says where reports go.
pub(super) async fn change(peer: &mut Peer, verb: DeskVerb) -> Result<(), PeerError> {
    let ticket_desk = Some(desk_draft(verb)?);
    if peer.forgets_secrets() {
        return Err(PeerError::Other(print::words().say("cli-memory-needs-program")));
    }
    let settings = Box::new(SettingsDraft { ticket_desk, ..SettingsDraft::default() });
    peer.perform(Command::ChangeSettings { settings }).await
}

fn desk_draft(verb: DeskVerb) -> Result<TicketDeskDraft, PeerError> {
    Ok(match verb {
        DeskVerb::Folder { folder } => TicketDeskDraft::File { folder: folder.map(absolute) },
        DeskVerb::RequestTracker { url, queue, common } => {
            let (ca_file, token) = common.read()?;
            TicketDeskDraft::RequestTracker { url, queue, ca_file, token }
        }
        DeskVerb::Redmine { url, project, tracker, common } => {
            let (ca_file, token) = common.read()?;
            TicketDeskDraft::Redmine { url, project, tracker, ca_file, token }
        }
        DeskVerb::Mail { server, port, security, user, from, to, common } => {
            let (ca_file, token) = common.read()?;
            let security = match security {
                Security::Starttls => "starttls",
                Security::Tls => "tls",
                Security::None => "none",
            }
            .to_owned();
            TicketDeskDraft::Mail { server, port, security, user, from, to, ca_file, token }
        }
        DeskVerb::Jira { url, service_desk, request_type, user, common } => {
            let (ca_file, token) = common.read()?;
            TicketDeskDraft::Jira { url, service_desk, request_type, user, ca_file, token }
        }
        DeskVerb::Zammad { url, group, common } => {
            let (ca_file, token) = common.read()?;
            TicketDeskDraft::Zammad { url, group, ca_file, token }
        }
        DeskVerb::Znuny { url, web_service, user, queue, common } => {
            let (ca_file, token) = common.read()?;
            TicketDeskDraft::Znuny { url, web_service, user, queue, ca_file, token }
        }
    })
}

impl DeskArgs {
    /// The authorities' file and the token.
    fn read(self) -> Result<(Option<String>, Option<Secret>), PeerError> {
        let token = if self.token_stdin { Some(Secret(print::read_secret()?)) } else { None };
        Ok((self.ca_file.map(absolute), token))
    }
}
