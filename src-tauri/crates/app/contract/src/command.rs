//! What may be asked for. Commands return nothing but a refusal; what they bring comes as changes.

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::view::account::TransportView;
use crate::view::report::{AffectsView, WorksView};
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

/// A report as a person fills it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportDraft {
    /// The person's words.
    pub what: String,
    /// Whom it affects.
    pub affects: AffectsView,
    /// How much still works.
    pub works: WorksView,
    /// The call that it is about; the last one when absent.
    #[serde(default)]
    pub record_id: Option<String>,
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
}

/// One wish of a person, from the window, the tray, a notification or the command line.
///
/// Where `call` is absent the call that is meant is the only one to which the wish can apply;
/// where there are several, the command is refused as ambiguous.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
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
    /// Reports a fault.
    ReportFault {
        /// What is wrong.
        report: ReportDraft,
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
