//! What a window and the command line may say and see.
//!
//! The only room that serialises for people's programs: [`Command`] comes in, [`Change`] goes out,
//! and [`Refusal`] says why a wish was not granted. Everything is codes and values; the words are
//! the window's. Times are RFC 3339 text in UTC, ids are text, unions are tagged by `kind`.
//!
//! The same shapes travel as JSON lines over the scripting socket; [`SCHEMA`] is their version.

mod change;
mod command;
pub mod read;
mod refusal;
pub mod script;
pub mod show;
mod view;

pub use change::{Change, Notice};
pub use command::Command;
pub use command::account::{AccountDraft, Secret};
pub use command::calling::{OperatorTarget, PlanDraft, RejectReason};
pub use command::fault::{DraftEdit, ExportFormat, ProviderSettings, ReportDraft};
pub use command::settings::{SettingsDraft, TicketDeskDraft};
pub use refusal::{Refusal, RefusalCode};
pub use view::account::{AccountView, Reason, ReasonCode, RegistrationView, TransportView};
pub use view::call::{
    CallStateView, CallView, DirectionView, EndCode, EndedBy, Grade, HeldBy, OutcomeView,
    PartyView, QualityView, RecordFilter, RecordPage, RecordQuery, RecordView, TransferState,
    TransferView,
};
pub use view::diagnosis::{
    DiagnosisState, DiagnosisView, MeasuredView, OutcomeCode, ProbeState, ProbeView, SideView,
    VerdictView,
};
pub use view::draft::{
    AnswersView, AssessmentView, DraftView, EvidencePage, EvidenceQuery, FileView, KeepView,
    LineView, MaintenanceView, OverruleView, ReplacedView, SecretPlaceView, Sentence, SimilarView,
};
pub use view::provider::{
    ProfileTroubleView, ProviderClassView, ProviderNoteView, ProviderSettingView, ProviderView,
    ProvidersView,
};
pub use view::report::{
    AffectsView, ChannelView, ClassView, EventView, HotlineView, KindView, PromiseView, ReportView,
    StageView, StandingView, TicketView, UpdateView, WorksView,
};
pub use view::service::{
    CallBackEnd, CallBackState, CallBackView, CallBackWhy, ColleagueView, DisturbManner,
    ElsewhereView, EmergencyByView, EmergencyView, ForwardView, ForwardWhen, GroupView, KnownView,
    LampView, LocationView, MessagesView, NumberedView, ParkedView, PlaceView, PlanView, ReachView,
    ServicesView,
};
pub use view::settings::{
    CodecView, DemoExtensionView, DemoView, DeviceView, DevicesView, LanguageView, ProgramView,
    SettingsView, ThemeView, TicketDeskView, TransferRequestsView,
};
pub use view::snapshot::Snapshot;

/// Version of the shapes in this room. Grows when a reader of the old shapes would misread the new.
pub const SCHEMA: u32 = 2;
