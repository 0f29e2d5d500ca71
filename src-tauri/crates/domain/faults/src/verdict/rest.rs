//! Registration, server, path, sound, machine and calls: what a fault at the ends looks like.

use super::Case;
use crate::{Outcome, Says, Side};

/// Accounts that do not register.
pub(super) fn registrations(case: &mut Case<'_>) {
    let wrong = case.unexplained(&[Says::RegistrationCredentials, Says::RegistrationKeyring]);
    if !wrong.is_empty() {
        case.add(Side::Customer, "customer-credentials", &wrong);
    }
    let failed = case.unexplained(&[Says::RegistrationServerFailed]);
    if !failed.is_empty() {
        case.add(Side::Provider, "provider-server-failed", &failed);
    }
    let follows = [
        Says::RegistrationSilent,
        Says::RegistrationCertificate,
        Says::RegistrationTls,
        Says::RegistrationNetworkDown,
    ];
    let silent = case.unexplained(&follows);
    if !silent.is_empty() {
        if case.causes.is_empty() {
            case.add(Side::Unclear, "unclear-registration", &silent);
        } else {
            // What was found on the way explains it.
            case.explain(&silent);
        }
    }
    let refused = case.unexplained(&[Says::RegistrationRefused]);
    if !refused.is_empty() {
        case.add(Side::Unclear, "unclear-registration-refused", &refused);
    }
}

/// The SIP server's own word. Source: S4-11.
pub(super) fn server(case: &mut Case<'_>) {
    let failing = case.unexplained(&[Says::ServerFailing]);
    if !failing.is_empty() {
        case.add(Side::Provider, "provider-server-failed", &failing);
    }
    let refused = case.unexplained(&[Says::ServerRefused]);
    if !refused.is_empty() {
        if case.causes.is_empty() {
            case.add(Side::Provider, "provider-refuses", &refused);
        } else {
            case.explain(&refused);
        }
    }
}

/// Delay, jitter and loss. Source: S1-141 to S1-144, S1-158.
pub(super) fn path(case: &mut Case<'_>) {
    let bad = case.unexplained(&[Says::PathBad]);
    if bad.is_empty() {
        return;
    }
    let hop = case.saying(&[Says::HopSlow]);
    let load = case.saying(&[Says::LoadHigh]);
    if !hop.is_empty() {
        case.add(Side::Customer, "customer-local-network", &[hop, bad].concat());
    } else if !load.is_empty() {
        case.add(Side::Customer, "customer-load", &[load, bad].concat());
    } else {
        case.add(Side::Unclear, "unclear-path", &bad);
    }
}

/// Devices and the sound engine. Source: S1-091, S4-14.
pub(super) fn sound(case: &mut Case<'_>) {
    let broken =
        [Says::EngineHung, Says::LoopFailed, Says::LoopSilent, Says::SoundMissing, Says::SoundNone];
    let mut found = case.unexplained(&broken);
    found.retain(|finding| finding.outcome == Outcome::Bad);
    if !found.is_empty() {
        case.add(Side::Customer, "customer-sound", &found);
    }
}

/// The machine itself. Source: S4-12.
pub(super) fn machine(case: &mut Case<'_>) {
    let full = case.unexplained(&[Says::DiskFull]);
    if !full.is_empty() {
        case.add(Side::Customer, "customer-disk", &full);
    }
    let clock = case.unexplained(&[Says::ClockWrong]);
    if !clock.is_empty() {
        case.add(Side::Customer, "customer-clock", &clock);
    }
}

/// Calls that sounded bad while nothing else is found now.
pub(super) fn calls(case: &mut Case<'_>) {
    let poor = case.unexplained(&[Says::CallsPoor]);
    if poor.is_empty() {
        return;
    }
    let load = case.saying(&[Says::LoadHigh]);
    if !case.causes.is_empty() {
        case.explain(&poor);
    } else if load.is_empty() {
        case.add(Side::Unclear, "unclear-calls", &poor);
    } else {
        case.add(Side::Customer, "customer-load", &[load, poor].concat());
    }
}
