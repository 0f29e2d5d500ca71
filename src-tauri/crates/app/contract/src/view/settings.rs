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
}

/// What the person has set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
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
    /// Where reports go.
    pub ticket_desk: TicketDeskView,
    /// Account that dials when none is named.
    pub default_account: Option<String>,
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
    /// Code of what happens there: `echo`, `speaks`, `busy`, `callsBack`, `user`.
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
