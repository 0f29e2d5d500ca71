//! A diagnosis under way or done.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The last diagnosis, or the one that runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisView {
    /// How far it is.
    pub state: DiagnosisState,
    /// What is measured, in the order in which it is shown.
    pub probes: Vec<ProbeView>,
    /// On which side the fault lies, once it is done.
    pub verdict: Option<VerdictView>,
}

/// How far a diagnosis is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DiagnosisState {
    /// None was made.
    #[default]
    None,
    /// Under way.
    Running {
        /// RFC 3339.
        started_at: String,
        /// RFC 3339; it ends then at the latest.
        ends_at: String,
    },
    /// Over.
    Done {
        /// RFC 3339.
        ended_at: String,
        /// True when a person ended it early.
        cancelled: bool,
    },
}

/// One thing that is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbeView {
    /// Stable within one diagnosis.
    pub id: String,
    /// Which probe; key `probe-…`.
    pub probe: String,
    /// What it looks at: a server, a port, a device.
    pub subject: String,
    /// How far it is.
    pub state: ProbeState,
}

/// How far a probe is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ProbeState {
    /// Not yet begun.
    Waiting,
    /// Under way.
    Running {
        /// 0–1,000.
        permille: u16,
    },
    /// Over.
    Done {
        /// What came out.
        outcome: OutcomeCode,
        /// The sentence; key `finding-…`.
        says: String,
        /// Measured values by name (key `measured-…`), in the order in which they are shown.
        measured: Vec<MeasuredView>,
        /// The limit by which it was judged, with its source.
        limit: Option<String>,
        /// How long it took, in milliseconds.
        took_ms: u32,
    },
}

/// One measured value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasuredView {
    /// Which; key `measured-…`.
    pub name: String,
    /// With its unit.
    pub value: String,
}

/// What came out of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OutcomeCode {
    /// As it should be.
    Good,
    /// Worth knowing.
    Remark,
    /// Outside its limit, or broken.
    Bad,
    /// It cannot be told.
    Unknown,
    /// There was nothing to look at.
    Skipped,
}

/// On which side of the handover point a fault lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SideView {
    /// Nothing is wrong.
    Healthy,
    /// Device, network or firewall of the customer.
    Customer,
    /// Behind the provider's handover point.
    Provider,
    /// It cannot be told.
    Unclear,
}

/// The diagnosis in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VerdictView {
    /// Which side.
    pub side: SideView,
    /// The sentence; key `verdict-…`.
    pub says: String,
    /// Ids of the probes that gave it, gravest first.
    pub because: Vec<String>,
}
