//! Reports of faults and what became of them.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Whom a fault affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AffectsView {
    /// The person who reports.
    OnlyMe,
    /// Some colleagues too.
    Several,
    /// Everyone at one site.
    Site,
    /// Everyone.
    Everyone,
}

/// How much still works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WorksView {
    /// Nothing.
    Nothing,
    /// Some things.
    Partly,
    /// Everything; this is a question or a wish.
    Question,
}

/// Fault class. Source: S0-14 to S0-17.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub enum ClassView {
    /// Total outage or legal duty.
    FK1,
    /// Substantial impairment.
    FK2,
    /// Light impairment.
    FK3,
    /// Question or anything else.
    FK4,
}

/// Where the report stands on its way to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TicketView {
    /// Safe on disk; waits for its turn.
    Queued {
        /// RFC 3339; when it is tried again.
        retry_at: Option<String>,
        /// Why the last try failed.
        trouble: Option<String>,
    },
    /// Being created.
    Creating,
    /// The ticket exists; evidence is being added.
    Attaching,
    /// The ticket system has it.
    Filed {
        /// Number there.
        reference: String,
        /// Where a browser shows it; a folder for reports kept as files.
        link: Option<String>,
    },
    /// It will not be tried again until something is changed.
    Refused {
        /// Code of the trouble, such as `unauthorised`.
        trouble: String,
    },
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportView {
    /// Stable id, also in the ticket.
    pub id: String,
    /// RFC 3339.
    pub created_at: String,
    /// The person's words.
    pub what: String,
    /// Whom it affects.
    pub affects: AffectsView,
    /// How much still works.
    pub works: WorksView,
    /// The class that the rule gave.
    pub class: ClassView,
    /// Code of the rule that gave the class.
    pub rule: String,
    /// Where it stands.
    pub ticket: TicketView,
}
