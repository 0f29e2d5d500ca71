//! What goes to windows and to `status --watch`: first a snapshot, then whole views or removals.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::view::account::AccountView;
use crate::view::call::{CallView, EndCode};
use crate::view::diagnosis::DiagnosisView;
use crate::view::draft::DraftView;
use crate::view::provider::ProvidersView;
use crate::view::report::ReportView;
use crate::view::service::{
    CallBackEnd, CallBackView, ColleagueView, DisturbManner, ElsewhereView, EmergencyView,
    PlaceView, ServicesView,
};
use crate::view::settings::{DemoView, DevicesView, SettingsView};
use crate::view::snapshot::Snapshot;

/// One change. Applying changes in order to the snapshot gives the present state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// Everything; always the first, and replaces all that was known.
    Snapshot {
        /// The state.
        snapshot: Box<Snapshot>,
    },
    /// An account is new or different.
    AccountChanged {
        /// As it is now.
        account: AccountView,
    },
    /// An account is gone.
    AccountRemoved {
        /// Which.
        id: String,
    },
    /// A call is new or different; an ended call is shown once more with its reason.
    CallChanged {
        /// As it is now.
        call: Box<CallView>,
    },
    /// A call is no longer among those in progress.
    CallRemoved {
        /// Which.
        id: String,
    },
    /// The call list has changed; ask for it again.
    HistoryChanged {
        /// Missed calls that nobody has looked at.
        missed: u32,
    },
    /// What one account's telephone system does.
    ServicesChanged {
        /// As they are now.
        services: Box<ServicesView>,
    },
    /// The watched colleagues, all of them.
    ColleaguesChanged {
        /// In the person's order.
        colleagues: Vec<ColleagueView>,
    },
    /// The places to park, all of them.
    PlacesChanged {
        /// As they are now.
        places: Vec<PlaceView>,
    },
    /// The calls on one's own other devices, all of them.
    ElsewhereChanged {
        /// As they are now.
        elsewhere: Vec<ElsewhereView>,
    },
    /// The active call-backs, all of them.
    CallBacksChanged {
        /// As they are now.
        call_backs: Vec<CallBackView>,
    },
    /// What happens to calls now.
    DoNotDisturbChanged {
        /// How.
        manner: DisturbManner,
    },
    /// What the person must know of emergency calls.
    EmergencyChanged {
        /// As it is now.
        emergency: EmergencyView,
    },
    /// A report is new or different.
    ReportChanged {
        /// As it is now.
        report: Box<ReportView>,
    },
    /// A report is forgotten.
    ReportRemoved {
        /// Which.
        id: String,
    },
    /// The report that is being written is different, or there is none any more.
    ///
    /// One that appears is what a window shows at once.
    DraftChanged {
        /// As it is now.
        draft: Option<Box<DraftView>>,
    },
    /// A diagnosis got further.
    DiagnosisChanged {
        /// As it is now.
        diagnosis: Box<DiagnosisView>,
    },
    /// Providers, the chosen one or planned work are different.
    ProvidersChanged {
        /// As they are now.
        providers: Box<ProvidersView>,
    },
    /// Settings are different.
    SettingsChanged {
        /// As they are now.
        settings: SettingsView,
    },
    /// Sound devices came or went.
    DevicesChanged {
        /// As they are now.
        devices: DevicesView,
    },
    /// The demo PBX was started or stopped.
    DemoChanged {
        /// As it is now.
        demo: DemoView,
    },
    /// A target was put into the number field, not dialled.
    Prepared {
        /// What to show in the field.
        target: String,
    },
    /// Something the person should know that belongs to no view.
    Noticed {
        /// What.
        notice: Notice,
    },
}

/// Something worth a passing line on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Notice {
    /// A sound device went away; another is in use.
    DeviceLost {
        /// Its name.
        device: String,
    },
    /// A transfer did not work; the other person is back.
    TransferFailed {
        /// Number or address to which it should go.
        target: String,
        /// Why.
        code: EndCode,
    },
    /// The far end of a call wants to connect the person with somebody else.
    TransferProposed {
        /// Name or number of who wants it.
        by: String,
        /// Name or number of whom it would be with.
        target: String,
    },
    /// The telephone system did not do what a code asked for.
    ServiceRefused {
        /// What was dialled.
        dialled: String,
        /// Why.
        code: EndCode,
        /// SIP status, when there was one.
        status: Option<u16>,
    },
    /// Somebody who is to be called back is free now.
    CallBackFree {
        /// Id of the call-back.
        id: String,
        /// Name or number.
        party: String,
    },
    /// Somebody was to be called back and is not any more.
    CallBackOver {
        /// Id of the call-back.
        id: String,
        /// Name or number.
        party: String,
        /// Why.
        why: CallBackEnd,
    },
    /// An emergency call goes out by an account that is not registered: it may not get through.
    EmergencyTried {
        /// What the person calls the account.
        account: String,
    },
    /// A call was not shown because the person does not want to be disturbed.
    Undisturbed {
        /// Name or number.
        party: String,
    },
    /// The database could not be written.
    StorageFailed {
        /// What the system said.
        detail: String,
    },
    /// Something was written to a file.
    Saved {
        /// Its path.
        path: String,
    },
    /// The provider wrote something about a report, or its stage changed.
    ReportNews {
        /// Which.
        report: String,
        /// Its ticket's number.
        reference: String,
    },
    /// A promise is about to be missed.
    PromiseNear {
        /// Which report.
        report: String,
        /// Its ticket's number.
        reference: String,
        /// `reaction`, `update` or `restoration`.
        promise: String,
        /// RFC 3339.
        due_at: String,
    },
}
