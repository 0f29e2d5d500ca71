//! What may be asked for. Commands return nothing but a refusal; what they bring comes as changes.

pub(crate) mod account;
pub(crate) mod calling;
pub(crate) mod fault;
pub(crate) mod settings;

use serde::{Deserialize, Serialize};
use specta::Type;

use account::AccountDraft;
use calling::{OperatorTarget, PlanDraft, RejectReason};
use fault::{DraftEdit, ExportFormat, ProviderSettings, ReportDraft};
use settings::SettingsDraft;

use crate::view::report::StageView;
use crate::view::service::{DisturbManner, ForwardWhen, LocationView};

/// One wish of a person, from the window, the tray, a notification or the command line.
///
/// Where `call` is absent the call that is meant is the only one to which the wish can apply;
/// where there are several, the command is refused as ambiguous.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Calls `target` at once.
    Dial {
        /// Number as written, or a URI.
        target: String,
        /// Account by id, label or address; the default one when absent.
        #[serde(default)]
        account: Option<String>,
        /// Whether the own number is hidden this once; as the account is set when absent. Source: RFC 3323.
        #[serde(default)]
        hide: Option<bool>,
    },
    /// Puts `target` into the number field and calls nobody.
    Prepare {
        /// Number as written, or a URI.
        target: String,
    },
    /// Answers an offered call.
    Answer {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Rejects an offered call.
    Reject {
        /// Which.
        #[serde(default)]
        call: Option<String>,
        /// What the caller is told.
        #[serde(default)]
        reason: RejectReason,
    },
    /// Stops the ringing of an offered call that goes on being offered.
    Silence {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Sends an offered call to somebody else before it is answered. Source: RFC 3261 §21.3.3 (302).
    Forward {
        /// Which.
        #[serde(default)]
        call: Option<String>,
        /// Number as written, or a URI.
        target: String,
    },
    /// Ends or gives up a call.
    HangUp {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Puts a call on hold.
    Hold {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Takes a call off hold.
    Resume {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Switches the microphone off for a call.
    Mute {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Switches the microphone on for a call.
    Unmute {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Sends telephone events. Source: RFC 4733.
    SendDigits {
        /// Which.
        #[serde(default)]
        call: Option<String>,
        /// 0–9, *, #, A–D.
        digits: String,
    },
    /// Calls the number that was dialled last.
    Redial {
        /// Account by id, label or address; the one of then when absent.
        #[serde(default)]
        account: Option<String>,
    },
    /// Changes from the call that is spoken on to the one on hold, and back.
    Toggle,
    /// Holds a call and asks somebody else about it.
    Consult {
        /// Which.
        #[serde(default)]
        call: Option<String>,
        /// Number as written, or a URI.
        target: String,
    },
    /// Sends the other person to `target` without speaking there. Source: RFC 3515, RFC 5589 §6.
    Transfer {
        /// Which.
        #[serde(default)]
        call: Option<String>,
        /// Number as written, or a URI.
        target: String,
    },
    /// Connects the other persons of two calls with each other; both calls end here. Where the second one
    /// still rings, the first is sent there. Source: RFC 3891, RFC 5589 §7.
    Connect {
        /// The one that is sent; the held one when absent.
        #[serde(default)]
        call: Option<String>,
        /// The one to which it is sent; the other one when absent.
        #[serde(default)]
        other: Option<String>,
    },
    /// Gives up a transfer or a consultation: back to the person who waits.
    TakeBack {
        /// The call that waits.
        #[serde(default)]
        call: Option<String>,
    },
    /// Says yes to being connected with whom the far end proposes. Source: RFC 3515 §2.4.2.
    FollowTransfer {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Says no to it: the call goes on as it was.
    RefuseTransfer {
        /// Which.
        #[serde(default)]
        call: Option<String>,
    },
    /// Joins two calls to a conference of three.
    Join {
        /// One; the one that is spoken on when absent.
        #[serde(default)]
        call: Option<String>,
        /// The other; the held one when absent.
        #[serde(default)]
        other: Option<String>,
    },
    /// Parts a conference: one call is spoken on, the other is held.
    Split {
        /// The one to go on with; the first when absent.
        #[serde(default)]
        call: Option<String>,
    },
    /// Leaves a conference; the two others go on with each other.
    LeaveConference,
    /// Ends a conference and both its calls.
    EndConference,
    /// Takes a call that rings at a colleague's. Source: RFC 3891, RFC 4235.
    PickUp {
        /// The colleague's number; the one that rings longest when absent.
        #[serde(default)]
        number: Option<String>,
        /// Account by id, label or address.
        #[serde(default)]
        account: Option<String>,
    },
    /// Takes a call that rings in one's pick-up group, by the telephone system's code.
    PickUpGroup {
        /// Account by id, label or address.
        #[serde(default)]
        account: Option<String>,
    },
    /// Parks a call in the telephone system.
    Park {
        /// Which.
        #[serde(default)]
        call: Option<String>,
        /// Number of the place; the first free one when absent.
        #[serde(default)]
        place: Option<String>,
    },
    /// Takes a parked call.
    Retrieve {
        /// Number of the place; the only taken one when absent.
        #[serde(default)]
        place: Option<String>,
        /// Account by id, label or address.
        #[serde(default)]
        account: Option<String>,
    },
    /// Takes a call over from one's own other device. Source: RFC 3891, RFC 4235.
    Pull {
        /// Id of [`crate::ElsewhereView`]; the only one when absent.
        #[serde(default)]
        id: Option<String>,
    },
    /// Sets or clears a forward in the telephone system, by its code.
    SetForward {
        /// Account by id, label or address; the default one when absent.
        #[serde(default)]
        account: Option<String>,
        /// Which calls.
        when: ForwardWhen,
        /// Where to; absent to clear it.
        #[serde(default)]
        target: Option<String>,
    },
    /// Joins or leaves a call group, by the telephone system's code.
    SetGroup {
        /// Account by id, label or address; the default one when absent.
        #[serde(default)]
        account: Option<String>,
        /// Number of the group.
        group: String,
        /// In or out.
        member: bool,
    },
    /// Switches the operator's target. Source: stimme (S1-040).
    SetOperator {
        /// Account by id, label or address; the default one when absent.
        #[serde(default)]
        account: Option<String>,
        /// Which.
        target: OperatorTarget,
    },
    /// Hides the own number in every call, or shows it again. Source: RFC 3323, S1-018.
    HideNumber {
        /// Account by id, label or address; the default one when absent.
        #[serde(default)]
        account: Option<String>,
        /// Hidden or shown.
        hidden: bool,
    },
    /// Tells what the telephone system can do and how it is dialled.
    ChangePlan {
        /// Account by id, label or address.
        account: String,
        /// As it shall be.
        plan: Box<PlanDraft>,
    },
    /// Calls back as soon as the other person is free.
    CallBack {
        /// Number as written, or a URI; that of `call` or of the call that ended last when absent.
        #[serde(default)]
        target: Option<String>,
        /// Account by id, label or address.
        #[serde(default)]
        account: Option<String>,
    },
    /// Dials again and again, with growing pauses, until somebody answers.
    RedialUntilAnswered {
        /// Number as written, or a URI; the one that was dialled last when absent.
        #[serde(default)]
        target: Option<String>,
        /// Account by id, label or address.
        #[serde(default)]
        account: Option<String>,
    },
    /// Gives up a call-back or a repeated call.
    StopCallBack {
        /// Id of [`crate::CallBackView`]; all when absent.
        #[serde(default)]
        id: Option<String>,
    },
    /// Wants not to be disturbed, or wants to be called again.
    SetDoNotDisturb {
        /// How.
        manner: DisturbManner,
    },
    /// Calls the voicemail.
    HearMessages {
        /// Account by id, label or address; the one with new messages when absent.
        #[serde(default)]
        account: Option<String>,
    },
    /// Watches a colleague's telephone. Source: RFC 4235.
    WatchLine {
        /// The colleague's number.
        number: String,
        /// Name to show.
        #[serde(default)]
        name: Option<String>,
        /// Account by id, label or address; the default one when absent.
        #[serde(default)]
        account: Option<String>,
    },
    /// Watches a colleague's telephone no longer.
    UnwatchLine {
        /// The colleague's number.
        number: String,
    },
    /// Confirms to have read where emergency calls arrive. Source: S1-014.
    AcknowledgeEmergency,
    /// Says where the person is, for emergency calls. Source: S1-012, S1-014.
    SetLocation {
        /// Where.
        location: LocationView,
        /// Country where the person is, such as `AT`, whose emergency numbers hold as well; absent: the
        /// line's own.
        #[serde(default)]
        country: Option<String>,
    },
    /// Plays a melody once at the devices that ring.
    PlayMelody {
        /// Which.
        melody: String,
    },
    /// Deletes every line of the call list with the person of this line.
    DeletePerson {
        /// A line.
        record: String,
    },
    /// Adds an account, or changes the one that the draft names.
    SaveAccount {
        /// As it shall be.
        account: AccountDraft,
    },
    /// Switches an account on or off.
    EnableAccount {
        /// By id, label or address.
        account: String,
        /// On or off.
        enabled: bool,
    },
    /// Removes an account and its password.
    RemoveAccount {
        /// By id, label or address.
        account: String,
    },
    /// Registers now instead of at the end of a wait.
    RegisterNow {
        /// By id, label or address.
        account: String,
    },
    /// Changes settings.
    ChangeSettings {
        /// What shall be different.
        settings: Box<SettingsDraft>,
    },
    /// Marks missed calls as looked at.
    SeeMissed,
    /// Deletes one line of the call list.
    DeleteRecord {
        /// Which.
        record: String,
    },
    /// Deletes the whole call list.
    ClearHistory,
    /// Reports a fault in one go, without a draft.
    ReportFault {
        /// What is wrong.
        report: Box<ReportDraft>,
    },
    /// Begins to write a report: evidence is collected at once. One that is being written goes on.
    OpenReport {
        /// The line of the call list that it is about; the last one when absent.
        #[serde(default)]
        record: Option<String>,
    },
    /// Changes the report that is being written.
    EditReport {
        /// What is different.
        edit: Box<DraftEdit>,
    },
    /// Takes a file out of the report that is being written, or puts it back.
    IncludeFile {
        /// Its name.
        file: String,
        /// In or out.
        included: bool,
    },
    /// Takes one line out of a file of the report that is being written, or puts it back.
    IncludeLine {
        /// The file's name.
        file: String,
        /// From 1.
        line: u32,
        /// In or out.
        included: bool,
    },
    /// Throws away the report that is being written.
    DiscardReport,
    /// Releases the report that is being written; it is safe on disk when this is granted.
    SendReport,
    /// Adds the report that is being written to an open report of the same fault.
    JoinReport {
        /// The open report.
        report: String,
    },
    /// Writes the report that is being written, or a sent one, to a file as a zip.
    SaveReport {
        /// A sent report; the one that is being written when absent.
        #[serde(default)]
        report: Option<String>,
        /// The file; one in the person's folder for downloads when absent.
        #[serde(default)]
        path: Option<String>,
    },
    /// Measures network, sound and machine, for at most 30 seconds.
    Diagnose,
    /// Ends a diagnosis early; what was found stays.
    CancelDiagnosis,
    /// Says that the hotline was called about a report.
    ConfirmCall {
        /// Which report.
        report: String,
        /// RFC 3339; now when absent.
        #[serde(default)]
        at: Option<String>,
        /// Who answered.
        spoke_with: String,
    },
    /// Adds words and files to a report's ticket.
    CommentReport {
        /// Which report.
        report: String,
        /// The person's words.
        text: String,
        /// Paths of files that go along.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Says whether it works again: closes the report, or tells the provider that it does not.
    AnswerFixed {
        /// Which report.
        report: String,
        /// Whether it works.
        fixed: bool,
    },
    /// Writes down how far the provider is, where its ticket system does not tell.
    MarkStage {
        /// Which report.
        report: String,
        /// How far.
        stage: StageView,
        /// RFC 3339; now when absent.
        #[serde(default)]
        at: Option<String>,
    },
    /// Writes down the ticket's number, where the provider told it by mail or telephone.
    SetReference {
        /// Which report.
        report: String,
        /// The number.
        reference: String,
    },
    /// Asks the ticket system about a report now.
    LookReport {
        /// Which.
        report: String,
    },
    /// Marks what the provider wrote about a report as read.
    SeeUpdates {
        /// Which.
        report: String,
    },
    /// Forgets a report here; its ticket stays.
    ForgetReport {
        /// Which.
        report: String,
    },
    /// Writes what was reported, promised and kept to a file.
    ExportEvidence {
        /// In which form.
        format: ExportFormat,
        /// The year; the present one when absent.
        #[serde(default)]
        year: Option<i16>,
        /// The file; one in the person's folder for downloads when absent.
        #[serde(default)]
        path: Option<String>,
    },
    /// Chooses the provider whose contract is in force here, and sets what its profile leaves open.
    ChooseProvider {
        /// Its id; none when absent.
        provider: Option<String>,
        /// Settings by name; those that are not named stay.
        #[serde(default)]
        settings: ProviderSettings,
    },
    /// Opens a ticket in the person's browser, or the folder where it is kept.
    OpenTicket {
        /// Which.
        report: String,
    },
    /// Tries a queued or refused report again now.
    RetryReport {
        /// Which.
        report: String,
    },
    /// Starts the embedded demo PBX and its account.
    StartDemo,
    /// Stops the demo PBX and removes its account.
    StopDemo,
    /// Ends the program.
    Quit,
}
