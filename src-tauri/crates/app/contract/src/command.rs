//! What may be asked for. Commands return nothing but a refusal; what they bring comes as changes.

pub(crate) mod fault;

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

use fault::{DraftEdit, ExportFormat, ProviderSettings, ReportDraft};

use crate::view::account::TransportView;
use crate::view::report::StageView;
use crate::view::settings::{CodecView, LanguageView, ThemeView};

/// A password or token on its way to the keyring. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// An account as a person fills it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountDraft {
    /// Absent for a new account.
    #[serde(default)]
    pub id: Option<String>,
    /// What the person calls it.
    #[serde(default)]
    pub label: Option<String>,
    /// `1001@example.org`, with or without `sip:` or `sips:`.
    pub address: String,
    /// Name that the other side may show.
    #[serde(default)]
    pub display_name: Option<String>,
    /// User name for digest authentication when it differs.
    #[serde(default)]
    pub auth_user: Option<String>,
    /// Password; absent to keep the one in the keyring.
    #[serde(default)]
    pub password: Option<Secret>,
    /// `host`, `host:port` or a SIP URI.
    #[serde(default)]
    pub registrar: Option<String>,
    /// `host`, `host:port` or a SIP URI.
    #[serde(default)]
    pub outbound_proxy: Option<String>,
    /// How SIP travels.
    #[serde(default = "automatic")]
    pub transport: TransportView,
    /// False to call between addresses only.
    #[serde(default = "yes")]
    pub registers: bool,
    /// False to keep it switched off.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Wanted lifetime of the binding, 60–86,400 seconds.
    #[serde(default = "lifetime")]
    pub lifetime_s: u32,
    /// PEM file with additional certificate authorities.
    #[serde(default)]
    pub ca_file: Option<String>,
}

fn automatic() -> TransportView {
    TransportView::Automatic
}

fn yes() -> bool {
    true
}

fn lifetime() -> u32 {
    600
}

/// Settings to change; absent fields stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct SettingsDraft {
    /// Language of the window.
    pub language: Option<LanguageView>,
    /// Light or dark.
    pub theme: Option<ThemeView>,
    /// Codecs to offer, best first; at least one.
    pub codecs: Option<Vec<CodecView>>,
    /// Microphone.
    pub input: Option<String>,
    /// Loudspeaker.
    pub output: Option<String>,
    /// Where it rings.
    pub ring: Option<String>,
    /// Where reports go.
    pub ticket_desk: Option<TicketDeskDraft>,
    /// Account that dials when none is named.
    pub default_account: Option<String>,
    /// For how many days records of calls and registrations are kept, 0–90; 0 keeps none.
    pub black_box_days: Option<u8>,
    /// Key that begins a report from any program; empty for none.
    pub report_key: Option<String>,
}

/// Where reports shall go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TicketDeskDraft {
    /// A folder; the profile's own when absent.
    File {
        /// Its path.
        folder: Option<String>,
    },
    /// Request Tracker 5 by REST2.
    RequestTracker {
        /// Base address.
        url: String,
        /// Queue that takes the tickets.
        queue: String,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// Token; absent to keep the one in the keyring.
        token: Option<Secret>,
    },
    /// Redmine by its REST interface.
    Redmine {
        /// Base address.
        url: String,
        /// Identifier of the project that takes the issues.
        project: String,
        /// Name of the tracker; the project's first when absent.
        tracker: Option<String>,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// API key; absent to keep the one in the keyring.
        token: Option<Secret>,
    },
    /// Mail by SMTP.
    Mail {
        /// Server that takes mail.
        server: String,
        /// Its port; 587 (STARTTLS) or 465 (TLS) when absent.
        port: Option<u16>,
        /// `starttls`, `tls` or `none`.
        security: String,
        /// User name; nobody signs in when absent.
        user: Option<String>,
        /// Sender's address.
        from: String,
        /// Receiver's address; the provider's when absent.
        to: Option<String>,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// Password; absent to keep the one in the keyring.
        token: Option<Secret>,
    },
    /// Jira Service Management.
    Jira {
        /// Base address.
        url: String,
        /// Id of the service desk.
        service_desk: String,
        /// Id of the request type.
        request_type: String,
        /// Mail address for an API token of the cloud; absent for a personal access token.
        user: Option<String>,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// Token; absent to keep the one in the keyring.
        token: Option<Secret>,
    },
    /// Zammad.
    Zammad {
        /// Base address.
        url: String,
        /// Group that takes the tickets.
        group: String,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// Token; absent to keep the one in the keyring.
        token: Option<Secret>,
    },
    /// Znuny by its generic interface.
    Znuny {
        /// Base address.
        url: String,
        /// Name of the web service that the administrator imported.
        web_service: String,
        /// Login of the customer's user.
        user: String,
        /// Queue that takes the tickets.
        queue: String,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// Password; absent to keep the one in the keyring.
        token: Option<Secret>,
    },
}

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
