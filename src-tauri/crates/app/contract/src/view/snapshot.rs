//! Everything at once, for a window that begins to look.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::account::AccountView;
use super::call::CallView;
use super::diagnosis::DiagnosisView;
use super::draft::DraftView;
use super::provider::ProvidersView;
use super::report::ReportView;
use super::service::{
    CallBackView, ColleagueView, DisturbManner, ElsewhereView, EmergencyView, PlaceView,
    ServicesView,
};
use super::settings::{DemoView, DevicesView, ProgramView, SettingsView};

/// The whole state that is not history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// [`crate::SCHEMA`].
    pub schema: u32,
    /// Facts about the program.
    pub program: ProgramView,
    /// Accounts in the person's order.
    pub accounts: Vec<AccountView>,
    /// Calls in progress, oldest first.
    pub calls: Vec<CallView>,
    /// What the telephone systems do, one for each account.
    pub services: Vec<ServicesView>,
    /// Watched colleagues in the person's order.
    pub colleagues: Vec<ColleagueView>,
    /// Places where calls are parked.
    pub places: Vec<PlaceView>,
    /// Calls on one's own other devices.
    pub elsewhere: Vec<ElsewhereView>,
    /// Active call-backs and repeated calls.
    pub call_backs: Vec<CallBackView>,
    /// What happens to calls now.
    pub do_not_disturb: DisturbManner,
    /// What the person must know of emergency calls.
    pub emergency: EmergencyView,
    /// Reports, newest first.
    pub reports: Vec<ReportView>,
    /// The report that is being written.
    pub draft: Option<Box<DraftView>>,
    /// The last diagnosis.
    pub diagnosis: DiagnosisView,
    /// Providers and the one that is chosen.
    pub providers: ProvidersView,
    /// Settings.
    pub settings: SettingsView,
    /// Sound devices.
    pub devices: DevicesView,
    /// The demo PBX.
    pub demo: DemoView,
    /// Missed calls that nobody has looked at.
    pub missed: u32,
    /// What `prepare` put into the number field.
    pub prepared: Option<String>,
}
