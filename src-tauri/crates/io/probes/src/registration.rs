//! How the accounts stand, as the program tells it.

use std::net::SocketAddr;

use faults::{Finding, Outcome, Owner, Peer, Says};

use crate::{Account, AccountState, Why, socket};

/// There is no account to look at.
pub(crate) fn none() -> Finding {
    Finding::new("registration", "", Outcome::Skipped, Says::NoAccount)
}

pub(crate) fn finding(account: &Account) -> Finding {
    let (outcome, says) = match &account.state {
        AccountState::Registered { .. } => (Outcome::Good, Says::RegistrationStands),
        AccountState::Registering => (Outcome::Unknown, Says::RegistrationUnderWay),
        AccountState::Off => (Outcome::Skipped, Says::RegistrationOff),
        AccountState::Direct => (Outcome::Skipped, Says::RegistrationDirect),
        AccountState::NotTold => (Outcome::Unknown, Says::RegistrationNotTold),
        AccountState::Waiting { why, .. } => (Outcome::Bad, says(*why)),
    };
    let mut finding = Finding::new("registration", &account.label, outcome, says);
    match &account.state {
        AccountState::Registered { server } => {
            finding.peer = peer(server);
            finding = finding.with("server", server);
        }
        AccountState::Waiting { status, subject, .. } => {
            if let Some(status) = status {
                finding = finding.with("sip-status", status.to_string());
            }
            if let Some(subject) = subject {
                finding = finding.with("server", subject);
            }
        }
        AccountState::Registering
        | AccountState::Off
        | AccountState::Direct
        | AccountState::NotTold => {}
    }
    if !account.errors.is_empty() {
        let last: Vec<&str> = account.errors.iter().take(ERRORS).map(String::as_str).collect();
        finding = finding.with("sip-errors", last.join("; "));
    }
    finding
}

/// `192.0.2.1:5061 tls`, as the program tells who answered.
fn peer(server: &str) -> Option<Peer> {
    let (address, transport) = server.split_once(' ')?;
    let address: SocketAddr = address.parse().ok()?;
    Some(Peer {
        host: address.ip().to_string(),
        port: address.port(),
        is_udp: transport.eq_ignore_ascii_case("udp"),
        owner: Owner::Provider,
        is_near: socket::is_near(address.ip()),
    })
}

const fn says(why: Why) -> Says {
    match why {
        Why::Credentials => Says::RegistrationCredentials,
        Why::Keyring => Says::RegistrationKeyring,
        Why::Refused => Says::RegistrationRefused,
        Why::ServerFailed => Says::RegistrationServerFailed,
        Why::Silent => Says::RegistrationSilent,
        Why::Name => Says::RegistrationName,
        Why::Certificate => Says::RegistrationCertificate,
        Why::Tls => Says::RegistrationTls,
        Why::NetworkDown => Says::RegistrationNetworkDown,
    }
}

/// Last SIP errors that are told.
const ERRORS: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn account(state: AccountState) -> Account {
        let errors = vec!["503 Service Unavailable".to_owned(); 9];
        Account { label: "Desk".to_owned(), domain: None, state, errors }
    }

    #[test]
    fn an_account_that_waits_is_bad_and_tells_its_last_errors() {
        let why = Why::ServerFailed;
        let state = AccountState::Waiting { why, status: Some(503), subject: None };

        let finding = finding(&account(state));

        assert_eq!(finding.outcome, Outcome::Bad);
        assert_eq!(finding.measured[0], ("sip-status", "503".to_owned()));
        assert_eq!(finding.measured[1].1.matches("503").count(), ERRORS);
    }

    #[test]
    fn an_account_that_is_off_is_no_fault() {
        for state in [AccountState::Off, AccountState::Direct] {
            assert_eq!(finding(&account(state)).outcome, Outcome::Skipped);
        }
        assert_eq!(finding(&account(AccountState::NotTold)).outcome, Outcome::Unknown);
    }
}
