//! What a diagnosis looks at, from what the program knows: accounts, contract, settings, calls.

use std::path::Path;
use std::time::Duration;

use faults::Contract;
use faults::emodel::Speech;
use probes::{Account, AccountState, Call, Endpoint, Limits, Plan, Row, Service, Why};
use reach::TrustSettings;
use sip_message::{Host, SipUri};
use telephony::{CallRecord, Codec, Registration, TroubleCode, Wire};

/// Adds what the contract says: port table, limits, echo, and the site that tells the time.
pub(crate) fn add_contract(plan: &mut Plan, contract: &Contract) {
    plan.ports.extend(contract.ports().map(|(port, host)| Row::of(port, host)));
    if let Some(limits) = contract.limits() {
        (plan.limits, plan.echo) = Limits::of(limits);
    }
    if plan.web.is_none() {
        // The first encrypted web server of the table: its answer carries the date.
        let web = contract.ports().find(|(port, _)| port.protocol.eq_ignore_ascii_case("HTTP/s"));
        plan.web = web.and_then(|(port, host)| {
            let (port, _) = port.ports.first()?;
            Some(Endpoint::new(host, *port))
        });
    }
}

/// What a diagnosis needs to know of an account.
#[derive(Debug, Clone)]
pub(crate) struct Known<'a> {
    /// What the person calls it.
    pub(crate) label: &'a str,
    /// SIP URIs of the next hop, best first: proxy, registrar, address.
    pub(crate) hops: [Option<&'a str>; 3],
    /// How SIP travels.
    pub(crate) wire: Wire,
    /// True where its server is to be asked.
    pub(crate) is_used: bool,
    /// PEM file with additional certificate authorities.
    pub(crate) ca_file: Option<&'a str>,
}

impl<'a> From<&'a telephony::Account> for Known<'a> {
    fn from(account: &'a telephony::Account) -> Self {
        let hops = [account.outbound_proxy.as_deref(), account.registrar.as_deref()];
        Self {
            label: account.name(),
            hops: [hops[0], hops[1], Some(&account.address)],
            wire: account.wire,
            is_used: account.enabled && !account.is_demo,
            ca_file: account.ca_file.as_deref(),
        }
    }
}

/// Adds an account, how it stands, and the way to its server.
pub(crate) fn add_account(
    plan: &mut Plan,
    account: &Known<'_>,
    state: AccountState,
    errors: Vec<String>,
) {
    let server = server(account);
    let domain = server.as_ref().map(|(server, _)| server.host.clone());
    if let Some((server, wire)) = server.filter(|_| account.is_used) {
        match wire {
            // Over connections the port itself is the test; asking over UDP would ask somebody else.
            Wire::Tcp | Wire::Tls => plan.ports.push(Row {
                row: "SIP".to_owned(),
                host: Some(server.host),
                ports: vec![(server.port, server.port)],
                tcp: true,
                udp: false,
                service: if wire == Wire::Tls { Service::Tls } else { Service::Plain },
            }),
            Wire::Automatic | Wire::Udp => plan.sip = plan.sip.take().or(Some(server)),
        }
    }
    trust(&mut plan.trust, account);
    let domain = domain.filter(|_| account.is_used);
    plan.accounts.push(Account { label: account.label.to_owned(), domain, state, errors });
}

/// Believes the file of an account of the account's own hosts.
pub(crate) fn trust(settings: &mut TrustSettings, account: &Known<'_>) {
    let hosts: Vec<String> = account.hops.into_iter().flatten().filter_map(host_of).collect();
    settings.add(hosts.iter().map(String::as_str), account.ca_file.map(Path::new));
}

/// How an account stands, in the words of a diagnosis.
pub(crate) fn state(standing: &Registration) -> AccountState {
    match standing {
        Registration::Disabled => AccountState::Off,
        Registration::Direct => AccountState::Direct,
        Registration::Registering => AccountState::Registering,
        Registration::Registered { server, .. } => {
            AccountState::Registered { server: server.clone() }
        }
        Registration::Waiting { trouble, .. } => AccountState::Waiting {
            why: why(trouble.code),
            status: trouble.status,
            subject: trouble.subject.clone(),
        },
    }
}

/// How a call of the list sounded; absent where nothing was measured.
pub(crate) fn call(record: &CallRecord, now: jiff::Timestamp) -> Option<Call> {
    let quality = record.quality.as_ref()?;
    let speech = match record.codec? {
        Codec::Opus => Speech::Opus,
        Codec::G722 => Speech::G722,
        Codec::Pcma | Codec::Pcmu => Speech::G711,
    };
    let milliseconds = |value: u32| Duration::from_millis(u64::from(value));
    Some(Call {
        started_at: record.started_at.to_string(),
        is_recent: now.duration_since(record.ended_at) < jiff::SignedDuration::from_hours(1),
        speech,
        received: u64::from(quality.received),
        lost: u64::from(quality.lost),
        jitter: milliseconds(quality.jitter_ms),
        round_trip: quality.round_trip_ms.map(milliseconds),
    })
}

/// Next hop of an account and how SIP travels to it.
fn server(account: &Known<'_>) -> Option<(Endpoint, Wire)> {
    let uri: SipUri = account.hops.into_iter().flatten().next()?.parse().ok()?;
    let wire = match (account.wire, uri.transport().as_deref()) {
        (Wire::Automatic, _) if uri.secure => Wire::Tls,
        (Wire::Automatic, Some("tls")) => Wire::Tls,
        (Wire::Automatic, Some("tcp")) => Wire::Tcp,
        (wire, _) => wire,
    };
    let usual = if wire == Wire::Tls { 5061 } else { 5060 };
    Some((Endpoint::new(host(&uri), uri.port.unwrap_or(usual)), wire))
}

fn host_of(uri: &str) -> Option<String> {
    uri.parse().ok().as_ref().map(host)
}

fn host(uri: &SipUri) -> String {
    match &uri.host {
        Host::Name(name) => name.trim_end_matches('.').to_owned(),
        Host::V4(ip) => ip.to_string(),
        Host::V6(ip) => ip.to_string(),
    }
}

const fn why(code: TroubleCode) -> Why {
    match code {
        TroubleCode::WrongPassword | TroubleCode::PasswordMissing => Why::Credentials,
        TroubleCode::KeyringAwaited | TroubleCode::KeyringLocked | TroubleCode::KeyringAbsent => {
            Why::Keyring
        }
        TroubleCode::Forbidden | TroubleCode::UnknownUser | TroubleCode::Refused => Why::Refused,
        TroubleCode::ServerNotFound => Why::Name,
        TroubleCode::ServerUnreachable | TroubleCode::NoAnswer => Why::Silent,
        TroubleCode::ServerBusy => Why::ServerFailed,
        TroubleCode::CertificateUnknown
        | TroubleCode::CertificateWrongName
        | TroubleCode::CertificateExpired => Why::Certificate,
        TroubleCode::TlsFailed => Why::Tls,
        TroubleCode::NetworkDown => Why::NetworkDown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known<'a>(address: &'a str, wire: Wire) -> Known<'a> {
        Known {
            label: "Desk",
            hops: [None, None, Some(address)],
            wire,
            is_used: true,
            ca_file: None,
        }
    }

    #[test]
    fn an_accounts_server_is_asked_in_the_way_that_sip_travels() {
        for (address, wire, place, kind) in [
            ("sip:1@pbx.example.org", Wire::Automatic, "pbx.example.org:5060", Wire::Automatic),
            ("sip:1@pbx.example.org:5070", Wire::Udp, "pbx.example.org:5070", Wire::Udp),
            ("sip:1@[2001:db8::1]", Wire::Tcp, "[2001:db8::1]:5060", Wire::Tcp),
            ("sips:1@pbx.example.org", Wire::Automatic, "pbx.example.org:5061", Wire::Tls),
            ("sip:1@pbx;transport=TLS", Wire::Automatic, "pbx:5061", Wire::Tls),
        ] {
            let (found, wire) = server(&known(address, wire)).unwrap();
            assert_eq!((found.to_string().as_str(), wire), (place, kind), "{address}");
        }
    }

    #[test]
    fn connections_are_tried_and_datagrams_are_asked() {
        let mut plan = Plan::default();

        add_account(&mut plan, &known("sip:1@a", Wire::Tls), AccountState::NotTold, Vec::new());
        add_account(&mut plan, &known("sip:1@b", Wire::Udp), AccountState::NotTold, Vec::new());
        let mut off = known("sip:1@c", Wire::Tcp);
        off.is_used = false;
        add_account(&mut plan, &off, AccountState::Off, Vec::new());

        assert_eq!(plan.ports.len(), 1);
        assert_eq!(plan.sip, Some(Endpoint::new("b", 5060)));
        let domains: Vec<_> = plan.accounts.iter().map(|account| account.domain.clone()).collect();
        assert_eq!(domains, [Some("a".to_owned()), Some("b".to_owned()), None]);
    }
}
