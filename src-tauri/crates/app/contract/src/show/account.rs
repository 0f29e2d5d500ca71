//! An account and its standing as a window sees them.

use model::Lengths;
use telephony::plan::{EmergencyBy, Pbx, PickUpBy, Plan};
use telephony::{Account, Registration, Trouble, TroubleCode, Wire};

use super::service::numbered;
use crate::{
    AccountView, EmergencyByView, NumberedView, PlanView, ReachView, Reason, ReasonCode,
    RegistrationView, TransportView,
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
        plan: plan(&account.plan),
        registration: standing(registration),
    }
}

/// The view of a plan: what holds, plan and profile laid over each other.
#[must_use]
pub fn plan(plan: &Plan) -> PlanView {
    let rules = plan.rules();
    let internal = rules.internal.unwrap_or(Lengths { from: 1, to: 0 });
    PlanView {
        system: plan.pbx().id.clone(),
        systems: Pbx::shipped()
            .iter()
            .map(|pbx| NumberedView { number: pbx.id.clone(), name: pbx.name.clone() })
            .collect(),
        country: rules.country.to_string(),
        area_code: rules.area_code,
        outside_prefix: rules.outside_prefix,
        internal_from: internal.from,
        internal_to: internal.to,
        voicemail: plan.voicemail().map(|number| number.to_string()),
        groups: plan.groups().iter().map(numbered).collect(),
        places: plan.places().iter().map(numbered).collect(),
        codes: plan
            .all_codes()
            .map(|(code, template)| (code.name().to_owned(), template.to_string()))
            .collect(),
        pick_up: match plan.pick_up_by() {
            PickUpBy::Replaces => ReachView::Replaces,
            PickUpBy::Code => ReachView::Code,
        },
        emergency_by: match plan.emergency {
            EmergencyBy::Number => EmergencyByView::Number,
            EmergencyBy::Service => EmergencyByView::Service,
        },
        location: plan.location.clone(),
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
        TroubleCode::KeyringAwaited => ReasonCode::KeyringAwaited,
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
