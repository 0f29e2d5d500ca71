//! Settings as a person changes them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::account::Secret;
use crate::view::settings::{CodecView, LanguageView, ThemeView, TransferRequestsView};

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
    /// Further devices at which it rings.
    pub ring_also: Option<Vec<String>>,
    /// True to ring at every loudspeaker there is.
    pub ring_everywhere: Option<bool>,
    /// How loud it rings, 0–100.
    pub ring_volume: Option<u8>,
    /// Melody of calls from outside; see [`crate::SettingsView::melodies`].
    pub melody: Option<String>,
    /// Melody of calls from inside.
    pub melody_internal: Option<String>,
    /// Melody of calls to a group.
    pub melody_group: Option<String>,
    /// Country whose call-progress tones are played, such as `DE`.
    pub tone_country: Option<String>,
    /// How loud they are, 0–100; 0 plays none.
    pub tone_volume: Option<u8>,
    /// False to refuse a second call as busy.
    pub call_waiting: Option<bool>,
    /// False to show a second call without its tone.
    pub waiting_tone: Option<bool>,
    /// Whose calls may be answered by themselves: `nobody`, `domain`, or numbers separated by commas.
    pub auto_answer: Option<String>,
    /// What is done when the far end of a call wants to connect the person with somebody else.
    pub transfer_requests: Option<TransferRequestsView>,
    /// True to repeat keys of the pad as soft tones in the own ear.
    pub key_tones: Option<bool>,
    /// True to keep a small window with the call above all others.
    pub call_bar: Option<bool>,
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
