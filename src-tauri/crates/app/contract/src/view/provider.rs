//! Providers, their contracts, and what has to be set up for them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::draft::MaintenanceView;
use super::report::{ClassView, HotlineView};

/// All providers and the one that is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProvidersView {
    /// All that there are.
    pub list: Vec<ProviderView>,
    /// Id of the one whose contract is in force here.
    pub chosen: Option<String>,
    /// Settings of the chosen one that are needed and missing.
    pub missing: Vec<String>,
    /// Profiles and calendars that could not be read.
    pub troubles: Vec<ProfileTroubleView>,
    /// Planned work that lasts or is announced, soonest first.
    pub planned: Vec<MaintenanceView>,
}

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProviderView {
    /// Stable id, such as `spie-osmo`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// True for IT's own profile.
    pub is_own: bool,
    /// Its classes, gravest first.
    pub classes: Vec<ProviderClassView>,
    /// What its profile leaves open.
    pub settings: Vec<ProviderSettingView>,
    /// Its hotline, if it has one.
    pub hotline: Option<HotlineView>,
    /// Its mail address.
    pub mail: Option<String>,
    /// Its web address.
    pub web: Option<String>,
    /// True where only authorised people may report. Source: S0-05.
    pub authorised_only: bool,
    /// Promised availability of a year in per mille, such as 998. Source: S0-19, S1-164, S3-04.
    pub availability_permille: Option<u16>,
    /// Days that are left of a demo licence, today included, where one is used. Source: S1-007.
    pub demo_days_left: Option<i32>,
    /// What else the contract says, by topic; only of the one that is chosen.
    pub notes: Vec<ProviderNoteView>,
}

/// A rule of a contract in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProviderNoteView {
    /// What it is about, such as `handover` or `duty`; the catalogue has words `note-` with each.
    pub topic: String,
    /// The rule in German.
    pub text_de: String,
    /// The rule in English.
    pub text_en: String,
    /// Where the contract says so.
    pub source: String,
}

/// A class of a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProviderClassView {
    /// The provider's own word, such as `FK1`, `hoch` or `3`.
    pub grade: String,
    /// The same on the scale that all providers share.
    pub class: ClassView,
    /// What it means, in German, as the contract says.
    pub definition_de: String,
    /// What it means, in English.
    pub definition_en: String,
}

/// Something that a profile leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProviderSettingView {
    /// Its name, as on the command line; key `provider-setting-…`.
    pub name: String,
    /// Values that can be chosen; empty where text is typed.
    pub values: Vec<String>,
    /// True where nothing works without it.
    pub is_needed: bool,
    /// What is set.
    pub value: Option<String>,
}

/// A profile that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProfileTroubleView {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Field, such as `classes.FK1.reaction`.
    pub field: String,
    /// Which rule it breaks, in English.
    pub rule: String,
    /// True where the last good profile of this file stays in force.
    pub is_kept: bool,
}
