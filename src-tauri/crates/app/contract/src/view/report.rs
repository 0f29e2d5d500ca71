//! Reports of faults and what became of them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::draft::Sentence;

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
        /// How far the provider is.
        stage: StageView,
    },
    /// It will not be tried again until something is changed.
    Refused {
        /// Code of the trouble, such as `unauthorised`.
        trouble: String,
    },
}

/// How far the provider is with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StageView {
    /// It is there; nobody has said anything.
    Filed,
    /// The provider knows.
    Acknowledged,
    /// Somebody works on it.
    InWork,
    /// The provider waits for us.
    WaitingForCustomer,
    /// The provider waits for somebody else.
    WaitingForThirdParty,
    /// A moment was agreed on.
    WaitingForAppointment,
    /// It works again, says the provider.
    Restored,
    /// Nothing more is to come.
    Closed,
}

/// What is asked of the provider. Source: S3-08, S3-13, S3-14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KindView {
    /// An agreed service is impaired.
    Incident,
    /// Help without an impairment.
    Support,
    /// Something that changes the contract.
    Change,
}

/// A way to the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChannelView {
    /// `ticket`, `mail`, `telephone` or `reseller`.
    pub kind: String,
    /// True where the contract demands it.
    pub demanded: bool,
    /// Address or number; empty where nobody has set it.
    pub target: String,
    /// Why; key `channel-…`.
    pub rule: String,
}

/// The hotline, ready to be called from any telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HotlineView {
    /// As people write it.
    pub written: String,
    /// In E.164, for dialling.
    pub number: String,
    /// `tel:` URI (RFC 3966).
    pub uri: String,
    /// A QR code of the URI: rows of `0` (light) and `1` (dark), without the quiet zone.
    pub qr: Vec<String>,
}

/// What a promise of the contract is about, and how it fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PromiseView {
    /// `reaction`, `update` or `restoration`.
    pub kind: String,
    /// RFC 3339; had the clock never been paused.
    pub due_at: String,
    /// `business` or `wall`.
    pub clock: String,
    /// Rule and source.
    pub why: String,
    /// How it fares.
    pub standing: StandingView,
}

/// How a promise fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StandingView {
    /// The clock runs.
    Running {
        /// RFC 3339; pauses so far included.
        due_at: String,
    },
    /// The clock stands still.
    Paused {
        /// What is left on the promise's own clock, in seconds.
        left_s: u32,
        /// `customer`, `third-party` or `appointment`.
        why: String,
    },
    /// It was kept.
    Kept {
        /// What was left then, in seconds.
        spare_s: u32,
    },
    /// It is or was missed.
    Missed {
        /// By how much, in seconds.
        by_s: u32,
    },
}

/// Something that the provider wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpdateView {
    /// RFC 3339.
    pub at: String,
    /// Who wrote it.
    pub by: String,
    /// Plain text.
    pub text: String,
    /// True until somebody has looked.
    pub is_new: bool,
}

/// Something that happened to a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EventView {
    /// RFC 3339.
    pub at: String,
    /// What; key `event-…`.
    pub code: String,
    /// Who was spoken with, why it paused; empty otherwise.
    pub detail: String,
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
    /// Incident, support or change.
    pub fault_kind: KindView,
    /// Id of the provider whose contract was in force.
    pub provider: Option<String>,
    /// The class in the provider's own word.
    pub grade: String,
    /// The class on the scale that all providers share.
    pub class: ClassView,
    /// Code of the rule that gave the class; `overruled` where the person chose it.
    pub rule: String,
    /// `yes`, `no` or `unknown`.
    pub chargeable: String,
    /// Where it stands.
    pub ticket: TicketView,
    /// Ways to the provider when it was sent.
    pub channels: Vec<ChannelView>,
    /// The hotline, where there is one.
    pub hotline: Option<HotlineView>,
    /// Lines to read out to the hotline; keys `hotline-…`.
    pub script: Vec<Sentence>,
    /// True until a call that the contract demands is confirmed.
    pub is_incomplete: bool,
    /// Promises, and how they fare.
    pub promises: Vec<PromiseView>,
    /// What happened, oldest first.
    pub events: Vec<EventView>,
    /// What the provider wrote, oldest first.
    pub updates: Vec<UpdateView>,
    /// Comments that wait to be sent.
    pub comments_waiting: u32,
    /// By when a detailed report of the provider is expected, where the contract has one and it
    /// works again. Source: S4-17.
    pub report_expected_by: Option<String>,
    /// True when the provider says that it works again and nobody here has confirmed it.
    pub asks_if_fixed: bool,
    /// The verdict of its diagnosis; key `verdict-…`.
    pub verdict: Option<String>,
    /// What was attached.
    pub files: Vec<String>,
}
