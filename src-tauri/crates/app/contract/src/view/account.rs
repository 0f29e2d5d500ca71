//! An account and how it stands with its registrar.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::service::PlanView;

/// How SIP travels to the account's server. Source: RFC 3261 §18, §26.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TransportView {
    /// By the server's NAPTR and SRV records, else UDP. Source: RFC 3263 §4.1.
    Automatic,
    /// Datagrams.
    Udp,
    /// A connection in the clear.
    Tcp,
    /// An encrypted connection with a checked server name.
    Tls,
}

/// One account as the window shows it. The password is never among the fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Stable id.
    pub id: String,
    /// What the person calls it; the address when it has no name of its own.
    pub label: String,
    /// Address of record, such as `sip:1001@example.org`. Source: RFC 3261 §6.
    pub address: String,
    /// Name that the other side may show.
    pub display_name: Option<String>,
    /// User name for digest authentication when it differs from the address's.
    pub auth_user: Option<String>,
    /// Server that keeps the binding, when it is not the address's host.
    pub registrar: Option<String>,
    /// Next hop for every request, when one is set.
    pub outbound_proxy: Option<String>,
    /// How SIP travels.
    pub transport: TransportView,
    /// False for an account that only calls between addresses.
    pub registers: bool,
    /// False when the person switched the account off.
    pub enabled: bool,
    /// Wanted lifetime of the binding, in seconds.
    pub lifetime_s: u32,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<String>,
    /// True for the account of the embedded demo PBX.
    pub is_demo: bool,
    /// How its telephone system is dialled.
    pub plan: PlanView,
    /// How it stands with its registrar.
    pub registration: RegistrationView,
}

/// How an account stands with its registrar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RegistrationView {
    /// Switched off by the person.
    Disabled,
    /// Does not register; calls between addresses work.
    Direct,
    /// A request is out.
    Registering,
    /// Calls reach us until `until`, and the binding is renewed before.
    Registered {
        /// RFC 3339.
        until: String,
        /// Server that answered, such as `192.0.2.1:5061 tls`.
        server: String,
    },
    /// Refused or unanswered; tried again at `retry_at`.
    Waiting {
        /// RFC 3339; absent when only the person can help (wrong password, say).
        retry_at: Option<String>,
        /// Why.
        reason: Reason,
    },
}

/// Why a server did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// What a person can be told.
    pub code: ReasonCode,
    /// SIP status, when a server gave one.
    pub status: Option<u16>,
    /// What it concerns: a host, a server, a file.
    pub subject: Option<String>,
}

/// What a person can be told about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReasonCode {
    /// 401 or 407 after credentials were sent.
    WrongPassword,
    /// The server asks for a password and none is kept.
    PasswordMissing,
    /// The keyring has been asked and has not answered yet.
    KeyringAwaited,
    /// The keyring is locked.
    KeyringLocked,
    /// No keyring answers.
    KeyringAbsent,
    /// 403.
    Forbidden,
    /// 404.
    UnknownUser,
    /// The name of the server is not known.
    ServerNotFound,
    /// The server could not be reached.
    ServerUnreachable,
    /// The server did not answer in time.
    NoAnswer,
    /// 503 or 500.
    ServerBusy,
    /// Nobody we trust vouches for the server's certificate.
    CertificateUnknown,
    /// The certificate is for another name.
    CertificateWrongName,
    /// The certificate is past or before its time.
    CertificateExpired,
    /// TLS failed for another reason.
    TlsFailed,
    /// No network.
    NetworkDown,
    /// Any other refusal; `status` says which.
    Refused,
}
