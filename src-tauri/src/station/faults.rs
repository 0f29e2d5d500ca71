//! The fault desk: from "something is wrong" to a ticket whose promises are watched.

pub(super) mod desks;
mod evidence;
pub(super) mod filing;

use contract::{Command, EvidencePage, EvidenceQuery, Refusal, RefusalCode};
use tokio::sync::oneshot;

use super::core::Core;

impl Core {
    /// Grants a wish about faults and reports.
    pub(super) fn perform_fault(
        &mut self,
        command: Command,
        reply: oneshot::Sender<Result<(), Refusal>>,
    ) {
        let result = match command {
            Command::ReportFault { report } => return self.report_fault(*report, reply),
            Command::RetryReport { report } => self.retry_report(&report),
            _ => Err(Refusal::new(RefusalCode::NotSupported, "")),
        };
        drop(reply.send(result));
    }

    pub(super) fn read_evidence(
        &self,
        query: EvidenceQuery,
        reply: oneshot::Sender<Result<EvidencePage, Refusal>>,
    ) {
        let refusal = Refusal::new(RefusalCode::NoDraft, query.file);
        drop(reply.send(Err(refusal)));
    }
}
