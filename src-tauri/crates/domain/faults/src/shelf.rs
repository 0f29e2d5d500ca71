//! What the outbox needs of whoever keeps reports: that they survive.

use std::future::Future;

use clock::Timestamp;
use model::ReportId;

use crate::{Report, TicketState};

/// A durable place for reports.
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

    /// Makes all that wait due at once, except those that are in doubt.
    fn hurry(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}
