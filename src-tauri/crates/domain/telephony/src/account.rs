//! Identity at one PBX, and how it stands with its registrar.

use jiff::Timestamp;
use model::{AccountId, Number};

use crate::plan::Plan;

/// How SIP travels to the account's server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wire {
    /// As the server's DNS records say. Source: RFC 3263 §4.1.
    #[default]
    Automatic,
    /// Datagrams.
    Udp,
    /// A connection in the clear.
    Tcp,
    /// An encrypted connection with a checked server name.
    Tls,
}

/// An account as the person set it up; its password is not among the fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Stable id.
    pub id: AccountId,
    /// What the person calls it; empty: the address.
    pub label: String,
    /// Address of record as a SIP URI. Source: RFC 3261 §6.
    pub address: String,
    /// Name that the other side may show.
    pub display_name: Option<String>,
    /// User name for digest authentication when it differs from the address's.
    pub auth_user: Option<String>,
    /// Server that keeps the binding, as a SIP URI; the address's host when absent.
    pub registrar: Option<String>,
    /// Next hop for every request, as a SIP URI.
    pub outbound_proxy: Option<String>,
    /// How SIP travels.
    pub wire: Wire,
    /// False for an account that only calls between addresses.
    pub registers: bool,
    /// False when the person switched it off.
    pub enabled: bool,
    /// Wanted lifetime of the binding, in seconds.
    pub lifetime_s: u32,
    /// PEM file with additional certificate authorities.
    pub ca_file: Option<String>,
    /// The account of the embedded demo PBX.
    pub is_demo: bool,
    /// How its telephone system is dialled and what it can do.
    pub plan: Plan,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// What the person calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.label.is_empty() {
            self.address.trim_start_matches("sips:").trim_start_matches("sip:")
        } else {
            &self.label
        }
    }

    /// The number that it is reached at within its telephone system, where its address has one.
    #[must_use]
    pub fn number(&self) -> Option<Number> {
        let bare = self.address.trim_start_matches("sips:").trim_start_matches("sip:");
        Number::read(bare.split_once('@')?.0).ok()
    }

    /// True when `text` is its id, its label or its address, with or without the scheme.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let bare = self.address.trim_start_matches("sips:").trim_start_matches("sip:");
        self.id.to_string() == text
            || (!self.label.is_empty() && self.label.eq_ignore_ascii_case(text))
            || self.address.eq_ignore_ascii_case(text)
            || bare.eq_ignore_ascii_case(text)
            || bare.split_once('@').is_some_and(|(user, _)| user == text)
    }
}

/// How an account stands with its registrar.
///
/// ```text
///             enable               accepted
/// Disabled ──────────▶ Registering ──────────▶ Registered
///                       ▲       │                   │
///               retry   │       │ refused, silent   │ refresh refused
///                       │       ▼                   │
///                       └──── Waiting ◀─────────────┘
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registration {
    /// Switched off.
    Disabled,
    /// Does not register.
    Direct,
    /// A request is out.
    Registering,
    /// Calls reach us.
    Registered {
        /// End of the binding unless renewed.
        until: Timestamp,
        /// Who answered, such as `192.0.2.1:5061 tls`.
        server: String,
    },
    /// Refused or unanswered.
    Waiting {
        /// When it is tried again; absent when only the person can help.
        retry_at: Option<Timestamp>,
        /// Why.
        trouble: Trouble,
    },
}

/// Why a server did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What a person can be told.
    pub code: TroubleCode,
    /// SIP status, when a server gave one.
    pub status: Option<u16>,
    /// What it concerns: a host, a server, a file.
    pub subject: Option<String>,
}

impl Trouble {
    /// A trouble without a status.
    #[must_use]
    pub const fn new(code: TroubleCode) -> Self {
        Self { code, status: None, subject: None }
    }
}

/// What a person can be told about a trouble with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleCode {
    /// Credentials were not accepted.
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
    /// 5xx.
    ServerBusy,
    /// Nobody we trust vouches for the certificate.
    CertificateUnknown,
    /// The certificate is for another name.
    CertificateWrongName,
    /// The certificate is past or before its time.
    CertificateExpired,
    /// TLS failed for another reason.
    TlsFailed,
    /// No network.
    NetworkDown,
    /// Any other refusal.
    Refused,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account {
            id: AccountId::from_random_bytes([1; 16]),
            label: "Desk".to_owned(),
            address: "sip:1001@example.org".to_owned(),
            display_name: None,
            auth_user: None,
            registrar: None,
            outbound_proxy: None,
            wire: Wire::Automatic,
            registers: true,
            enabled: true,
            lifetime_s: 600,
            ca_file: None,
            is_demo: false,
            plan: Plan::default(),
        }
    }

    #[test]
    fn an_account_answers_to_id_label_address_and_user() {
        let account = account();
        for name in
            ["desk", "sip:1001@example.org", "1001@EXAMPLE.org", "1001", &account.id.to_string()]
        {
            assert!(account.is_called(name), "{name}");
        }
        assert!(!account.is_called("1002"));
        assert!(!Account { label: String::new(), ..account }.is_called(""));
    }

    #[test]
    fn an_account_without_a_label_goes_by_its_address() {
        assert_eq!(Account { label: String::new(), ..account() }.name(), "1001@example.org");
    }

    #[test]
    fn an_account_in_a_log_names_nobody() {
        assert!(!format!("{:?}", account()).contains("1001"));
    }
}
