//! Settings, devices, and facts about the program itself.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LanguageView {
    /// As the system says.
    System,
    /// German.
    De,
    /// English.
    En,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ThemeView {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What is done when the far end of a call wants to connect the person with somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TransferRequestsView {
    /// The person is asked, except where it leads into a call that stands already.
    Ask,
    /// The same, and not where it leads to somebody in the house.
    AskOutside,
    /// It is done; orders and emergency numbers are asked about.
    Follow,
    /// It is not done.
    Refuse,
}

/// A codec by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CodecView {
    /// RFC 6716, RFC 7587.
    Opus,
    /// ITU-T G.722.
    G722,
    /// ITU-T G.711 A-law.
    Pcma,
    /// ITU-T G.711 µ-law.
    Pcmu,
}

/// Where reports go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TicketDeskView {
    /// A folder of this machine.
    File {
        /// Its path.
        folder: String,
    },
    /// Request Tracker 5 by REST2.
    RequestTracker {
        /// Base address, such as `https://rt.example.org`.
        url: String,
        /// Queue that takes the tickets.
        queue: String,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// True when a token is in the keyring.
        has_token: bool,
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
        /// True when an API key is in the keyring.
        has_token: bool,
    },
    /// Mail by SMTP.
    Mail {
        /// Server that takes mail.
        server: String,
        /// Its port; the usual one when absent.
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
        /// True when a password is in the keyring.
        has_token: bool,
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
        /// True when a token is in the keyring.
        has_token: bool,
    },
    /// Zammad.
    Zammad {
        /// Base address.
        url: String,
        /// Group that takes the tickets.
        group: String,
        /// PEM file with additional certificate authorities.
        ca_file: Option<String>,
        /// True when a token is in the keyring.
        has_token: bool,
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
        /// True when a password is in the keyring.
        has_token: bool,
    },
}

/// What the person has set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct SettingsView {
    /// Language of the window.
    pub language: LanguageView,
    /// Light or dark.
    pub theme: ThemeView,
    /// Codecs that are offered, best first; the others are not offered.
    pub codecs: Vec<CodecView>,
    /// Microphone, as a device id.
    pub input: String,
    /// Loudspeaker, as a device id.
    pub output: String,
    /// Where it rings, as a device id.
    pub ring: String,
    /// Further devices at which it rings.
    pub ring_also: Vec<String>,
    /// True to ring at every loudspeaker there is.
    pub ring_everywhere: bool,
    /// How loud it rings, 0–100.
    pub ring_volume: u8,
    /// Melodies that there are, by id.
    pub melodies: Vec<String>,
    /// Melody of calls from outside.
    pub melody: String,
    /// Melody of calls from inside.
    pub melody_internal: String,
    /// Melody of calls to a group.
    pub melody_group: String,
    /// Countries whose call-progress tones are known.
    pub tone_countries: Vec<String>,
    /// Country whose call-progress tones are played.
    pub tone_country: String,
    /// How loud they are, 0–100; 0 plays none.
    pub tone_volume: u8,
    /// False to refuse a second call as busy.
    pub call_waiting: bool,
    /// False to show a second call without its tone.
    pub waiting_tone: bool,
    /// Whose calls may be answered by themselves: `nobody`, `domain`, or numbers separated by commas.
    pub auto_answer: String,
    /// What is done when the far end of a call wants to connect the person with somebody else.
    pub transfer_requests: TransferRequestsView,
    /// True to repeat keys of the pad as soft tones in the own ear.
    pub key_tones: bool,
    /// True to keep a small window with the call above all others.
    pub call_bar: bool,
    /// Where reports go.
    pub ticket_desk: TicketDeskView,
    /// Account that dials when none is named.
    pub default_account: Option<String>,
    /// For how many days records of calls and registrations are kept, 0–90; 0 keeps none.
    pub black_box_days: u8,
    /// Key that begins a report from any program, such as `Ctrl+Alt+F8`; none when absent.
    pub report_key: Option<String>,
}

/// One sound device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// What settings and the command line call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// True for the system's default.
    pub is_default: bool,
}

/// The sound devices that there are, and what is really in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DevicesView {
    /// Microphones.
    pub inputs: Vec<DeviceView>,
    /// Loudspeakers.
    pub outputs: Vec<DeviceView>,
    /// Devices that are set and not there.
    pub missing: Vec<String>,
}

/// The embedded demo PBX.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DemoView {
    /// Not running.
    Off,
    /// Running on loopback.
    On {
        /// Who can be called.
        extensions: Vec<DemoExtensionView>,
    },
}

/// Someone whom the demo PBX lets one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DemoExtensionView {
    /// Number to dial.
    pub number: String,
    /// Name shown.
    pub name: String,
    /// Code of what happens there, such as `echo`; `SCRIPTING.md` lists all.
    pub role: String,
}

/// Facts about the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProgramView {
    /// Version.
    pub version: String,
    /// True when secrets are kept only for the life of the process.
    pub secrets_in_memory: bool,
    /// Language that the system asks for, such as `de`.
    pub system_language: String,
}
