//! What every ticket system can do, and the choice between those that there are.

use std::future::Future;

use faults::{Report, Ticket, Trouble, TroubleKind};

use crate::{Folder, RequestTracker};

/// A ticket system.
///
/// Every method may be called again after it failed or was cut off: `find` tells whether a
/// `create` that nobody saw the end of had its effect, `attach` adds only what is not there.
pub trait Desk: Send + Sync + 'static {
    /// Makes a ticket for the report, without its evidence.
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
}

/// The ticket system that the settings name.
#[derive(Debug)]
pub enum AnyDesk {
    /// Request Tracker 5 by REST2.
    RequestTracker(Box<RequestTracker>),
    /// A folder of this machine.
    Folder(Folder),
    /// None can be used now, and why: reports wait.
    Unusable(TroubleKind),
}

impl Desk for AnyDesk {
    async fn create(&self, report: &Report) -> Result<Ticket, Trouble> {
        match self {
            Self::RequestTracker(desk) => desk.create(report).await,
            Self::Folder(desk) => desk.create(report).await,
            Self::Unusable(why) => Err(Trouble::new(*why)),
        }
    }

    async fn find(&self, report: &Report) -> Result<Option<Ticket>, Trouble> {
        match self {
            Self::RequestTracker(desk) => desk.find(report).await,
            Self::Folder(desk) => desk.find(report).await,
            Self::Unusable(why) => Err(Trouble::new(*why)),
        }
    }

    async fn attach(&self, ticket: &Ticket, report: &Report) -> Result<(), Trouble> {
        match self {
            Self::RequestTracker(desk) => desk.attach(ticket, report).await,
            Self::Folder(desk) => desk.attach(ticket, report).await,
            Self::Unusable(why) => Err(Trouble::new(*why)),
        }
    }
}
