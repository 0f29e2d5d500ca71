//! An account and its standing as a window sees them.

use telephony::{Account, Registration, Trouble, TroubleCode, Wire};

use crate::{
    AccountView, PlanView, ReachView, Reason, ReasonCode, RegistrationView, TransportView,
};

/// The view of an account.
#[must_use]
pub fn account(account: &Account, registration: &Registration) -> AccountView {
    AccountView {
        id: account.id.to_string(),
        label: account.name().to_owned(),
        address: account.address.clone(),
        display_name: account.display_name.clone(),
        auth_user: account.auth_user.clone(),
        registrar: account.registrar.clone(),
        outbound_proxy: account.outbound_proxy.clone(),
        transport: account.wire.into(),
        registers: account.registers,
        enabled: account.enabled,
        lifetime_s: account.lifetime_s,
        ca_file: account.ca_file.clone(),
        is_demo: account.is_demo,
        plan: PlanView {
            system: "plain-sip".to_owned(),
            systems: Vec::new(),
            country: "DE".to_owned(),
            area_code: None,
            outside_prefix: None,
            internal_from: 1,
            internal_to: 0,
            voicemail: None,
            groups: Vec::new(),
            places: Vec::new(),
            codes: Vec::new(),
            pick_up: ReachView::Replaces,
            location: None,
        },
        registration: standing(registration),
    }
}

fn standing(registration: &Registration) -> RegistrationView {
    match registration {
        Registration::Disabled => RegistrationView::Disabled,
        Registration::Direct => RegistrationView::Direct,
        Registration::Registering => RegistrationView::Registering,
        Registration::Registered { until, server } => {
            RegistrationView::Registered { until: until.to_string(), server: server.clone() }
        }
        Registration::Waiting { retry_at, trouble } => RegistrationView::Waiting {
            retry_at: retry_at.map(|at| at.to_string()),
            reason: reason(trouble),
        },
    }
}

fn reason(trouble: &Trouble) -> Reason {
    let code = match trouble.code {
        TroubleCode::WrongPassword => ReasonCode::WrongPassword,
        TroubleCode::PasswordMissing => ReasonCode::PasswordMissing,
        TroubleCode::KeyringLocked => ReasonCode::KeyringLocked,
        TroubleCode::KeyringAbsent => ReasonCode::KeyringAbsent,
        TroubleCode::Forbidden => ReasonCode::Forbidden,
        TroubleCode::UnknownUser => ReasonCode::UnknownUser,
        TroubleCode::ServerNotFound => ReasonCode::ServerNotFound,
        TroubleCode::ServerUnreachable => ReasonCode::ServerUnreachable,
        TroubleCode::NoAnswer => ReasonCode::NoAnswer,
        TroubleCode::ServerBusy => ReasonCode::ServerBusy,
        TroubleCode::CertificateUnknown => ReasonCode::CertificateUnknown,
        TroubleCode::CertificateWrongName => ReasonCode::CertificateWrongName,
        TroubleCode::CertificateExpired => ReasonCode::CertificateExpired,
        TroubleCode::TlsFailed => ReasonCode::TlsFailed,
        TroubleCode::NetworkDown => ReasonCode::NetworkDown,
        TroubleCode::Refused => ReasonCode::Refused,
    };
    Reason { code, status: trouble.status, subject: trouble.subject.clone() }
}

impl From<Wire> for TransportView {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Automatic => Self::Automatic,
            Wire::Udp => Self::Udp,
            Wire::Tcp => Self::Tcp,
            Wire::Tls => Self::Tls,
        }
    }
}

impl From<TransportView> for Wire {
    fn from(transport: TransportView) -> Self {
        match transport {
            TransportView::Automatic => Self::Automatic,
            TransportView::Udp => Self::Udp,
            TransportView::Tcp => Self::Tcp,
            TransportView::Tls => Self::Tls,
        }
    }
}
