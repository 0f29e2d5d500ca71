//! An account as a person fills it in, and what its telephone system can do.

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::view::account::TransportView;

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
