//! What the outbox and the tracker need of whoever keeps reports: that they survive.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use clock::Timestamp;
use model::{CommentId, ReportId};

use crate::{Comment, CommentState, Event, Report, Stage, TicketState, Update};

/// A durable place for reports, their comments, and what the provider says of them.
///
/// What a method has answered is on the disk: the outbox goes on only after that, so that a killed
/// program finds itself where it was.
pub trait Shelf: Send + Sync + 'static {
    /// Why the place does not answer.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The oldest report that waits to be filed and whose time has come, with its evidence.
    fn due(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Report>, Self::Error>> + Send;

    /// When the first of the reports that wait is due; the earliest of all moments means at once.
    fn next_due(&self) -> impl Future<Output = Result<Option<Timestamp>, Self::Error>> + Send;

    /// Keeps the new state of a report.
    fn keep(
        &self,
        id: ReportId,
        state: TicketState,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The reports with which something was under way when the last run ended, without their
    /// evidence.
    fn in_doubt(&self) -> impl Future<Output = Result<Vec<Report>, Self::Error>> + Send;

    /// Makes all reports and comments that wait due at once, except those that are in doubt.
    fn hurry(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The oldest comment that waits and whose time has come, with its files.
    ///
    /// Only those wait whose report is filed or beyond, and which no earlier comment of the same
    /// report holds up ([`CommentState::holds_up`]).
    fn due_comment(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<WaitingComment>, Self::Error>> + Send;

    /// When the first of the comments that wait is due; the earliest of all moments means at once.
    fn next_due_comment(
        &self,
    ) -> impl Future<Output = Result<Option<Timestamp>, Self::Error>> + Send;

    /// Keeps the new state of a comment.
    fn keep_comment(
        &self,
        id: CommentId,
        state: CommentState,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The comments that were being sent when the last run ended, without their files.
    fn comments_in_doubt(
        &self,
    ) -> impl Future<Output = Result<Vec<WaitingComment>, Self::Error>> + Send;

    /// The reports with a ticket whose evidence is there (*Filed* or beyond) and that are not
    /// closed, or were closed less than [`FOLLOWED_AFTER_CLOSE`] ago: providers reopen.
    fn followed(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Followed>, Self::Error>> + Send;

    /// Keeps what a look at a ticket brought, all of it or nothing.
    ///
    /// False, and nothing kept, when the report no longer stands at [`Look::before`] (a person did
    /// something meanwhile): then the look is made anew.
    fn keep_news(&self, look: Look) -> impl Future<Output = Result<bool, Self::Error>> + Send;
}

/// A comment on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingComment {
    /// The report to whose ticket it goes, without its evidence.
    pub report: Report,
    /// The comment with its files.
    pub comment: Comment,
    /// Where it stands: queued or sending.
    pub state: CommentState,
}

/// A report whose ticket is looked at again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The report, without its evidence.
    pub report: Report,
    /// When the ticket system told of it last.
    pub looked_at: Option<Timestamp>,
    /// What the ticket system said last of how far the provider is.
    pub stage: Option<Stage>,
    /// When the last of its events happened; its making when there is none.
    pub latest_at: Timestamp,
    /// Ids of the provider's updates that are known.
    pub known: BTreeSet<String>,
}

/// What a look at a ticket brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Which report.
    pub report: ReportId,
    /// Where it stood when the ticket system was asked.
    pub before: TicketState,
    /// Where it stands now; often the same.
    pub state: TicketState,
    /// What the ticket system has said last of how far the provider is.
    pub stage: Option<Stage>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// What the provider wrote and was not known, oldest first.
    pub updates: Vec<Update>,
    /// When the ticket system was asked.
    pub looked_at: Timestamp,
}

/// How long a closed ticket is still looked at.
pub const FOLLOWED_AFTER_CLOSE: Duration = Duration::from_secs(14 * 24 * 60 * 60);
