//! What every ticket system can do, and the choice between those that there are.

use std::future::Future;

use faults::{Attachment, Comment, News, Note, Report, Ticket, Trouble, TroubleKind};

use crate::{Folder, Jira, Mail, Redmine, RequestTracker, Wording, Zammad, Znuny, bundle};

/// A ticket system.
///
/// Every method may be called again after it failed or was cut off: `find` tells whether a
/// `create` that nobody saw the end of had its effect, `attach` and `comment` add only what is not
/// there.
pub trait Desk: Send + Sync + 'static {
    /// What it can do, as far as that is known without asking it.
    fn capabilities(&self) -> Capabilities;

    /// Makes a ticket for the report, without its evidence where evidence can follow.
    fn create(&self, report: &Report) -> impl Future<Output = Result<Ticket, Trouble>> + Send;

    /// Looks for the ticket of a report by the report's mark; the oldest when there are several.
    fn find(&self, report: &Report)
    -> impl Future<Output = Result<Option<Ticket>, Trouble>> + Send;

    /// Adds the evidence that the ticket does not have yet.
    fn attach(
        &self,
        ticket: &Ticket,
        report: &Report,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Adds words and files of the person's, found again by [`Comment::mark`].
    fn comment(
        &self,
        ticket: &Ticket,
        report: &Report,
        comment: &Comment,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// How far the provider is, and what its people wrote to the customer: neither their internal
    /// notes nor what came from here.
    fn state(
        &self,
        ticket: &Ticket,
        report: &Report,
    ) -> impl Future<Output = Result<News, Trouble>> + Send;
}

/// What a ticket system can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Largest file that it takes, where that is known.
    pub most_bytes: Option<u64>,
    /// Whether [`Desk::state`] ever tells a stage or an update.
    pub tells_state: bool,
    /// Whether a filed report can be added to.
    pub takes_comments: bool,
    /// Whether files can be added.
    pub takes_files: bool,
}

/// The ticket system that the settings name.
#[derive(Debug)]
pub enum AnyDesk {
    /// Request Tracker 5 by REST2.
    RequestTracker(Box<RequestTracker>),
    /// Redmine 5 by REST.
    Redmine(Box<Redmine>),
    /// Mail by SMTP.
    Mail(Box<Mail>),
    /// Jira Service Management.
    Jira(Box<Jira>),
    /// Zammad.
    Zammad(Box<Zammad>),
    /// Znuny by its generic interface.
    Znuny(Box<Znuny>),
    /// A folder of this machine.
    Folder(Folder),
    /// None can be used now, and why: reports wait.
    Unusable(Trouble),
}

/// Asks whichever desk it is; one that cannot be used answers with its trouble.
macro_rules! ask {
    ($any:expr, $desk:ident => $asked:expr) => {
        match $any {
            AnyDesk::RequestTracker($desk) => $asked,
            AnyDesk::Redmine($desk) => $asked,
            AnyDesk::Mail($desk) => $asked,
            AnyDesk::Jira($desk) => $asked,
            AnyDesk::Zammad($desk) => $asked,
            AnyDesk::Znuny($desk) => $asked,
            AnyDesk::Folder($desk) => $asked,
            AnyDesk::Unusable(trouble) => Err(trouble.clone()),
        }
    };
}

impl Desk for AnyDesk {
    fn capabilities(&self) -> Capabilities {
        ask!(self, desk => Ok::<_, Trouble>(desk.capabilities())).unwrap_or_default()
    }

    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        ask!(self, desk => desk.create(report).await)
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        ask!(self, desk => desk.find(report).await)
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        ask!(self, desk => desk.attach(ticket, report).await)
    }

    async fn comment(
        &self,
        ticket: &Ticket,
        report: &Report,
        comment: &Comment,
    ) -> Result<(), Trouble> {
        ask!(self, desk => desk.comment(ticket, report, comment).await)
    }

    async fn state(&self, ticket: &Ticket, report: &Report) -> Result<News, Trouble> {
        ask!(self, desk => desk.state(ticket, report).await)
    }
}

/// The bundle as it goes to a desk that takes at most so many bytes, with what was left out.
pub(crate) async fn packed(
    report: &Report,
    wording: &Wording,
    most_bytes: u64,
) -> Result<(Attachment, Vec<Note>), Trouble> {
    let (packed, words) = (report.clone(), wording.clone());
    // A large report takes its time, and calls go on beside.
    let write = move || bundle::write(&packed, &words, Some(most_bytes));
    let written = tokio::task::spawn_blocking(write).await;
    let written =
        written.map_err(|error| Trouble::new(TroubleKind::Disk).saying(&error.to_string()))?;
    let bundle =
        written.map_err(|error| Trouble::new(TroubleKind::TooLarge).saying(&error.to_string()))?;
    Ok((Attachment { name: bundle::file_name(report), bytes: bundle.bytes }, bundle.notes))
}
