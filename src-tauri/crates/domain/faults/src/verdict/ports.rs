//! Network, names, certificates and ports: what a fault of the way looks like.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use crate::{Finding, Outcome, Owner, Peer, Says, Side};

/// Findings that a dead network explains.
const NEEDS_NETWORK: &[Says] = &[
    Says::RegistrationNetworkDown,
    Says::RegistrationSilent,
    Says::RegistrationName,
    Says::DnsSilent,
    Says::DnsFailed,
    Says::PortSilent,
    Says::PortUnreachable,
    Says::PortNoName,
    Says::TlsSilent,
    Says::StunSilent,
    Says::ServerSilent,
    Says::ServerRefused,
    Says::PathUnmeasured,
    Says::ClockUntold,
];

/// Ports of the web, which hardly any network keeps shut.
const WEB: [u16; 2] = [80, 443];

/// What answered, and where: not only what is as it should be, for a refusal is an answer, too.
fn answering<'f>(case: &Case<'f>) -> Vec<&'f Finding> {
    case.findings
        .iter()
        .filter(|finding| match finding.probe {
            "port" | "server" | "clock" | "path" | "registration" => answers(finding),
            "dns" => matches!(finding.says, Says::DnsFound | Says::DnsAbsent),
            _other => false,
        })
        .collect()
}

fn answers(finding: &Finding) -> bool {
    finding.outcome == Outcome::Good || IS_AN_ANSWER.contains(&finding.says)
}

/// What somebody out there said, although it is not as it should be.
const IS_AN_ANSWER: &[Says] = &[
    Says::ClockOff,
    Says::ClockWrong,
    Says::PathBad,
    Says::PortRefused,
    Says::RegistrationCredentials,
    Says::RegistrationRefused,
    Says::RegistrationServerFailed,
    Says::ServerFailing,
    Says::StunGarbled,
    Says::TlsExpired,
    Says::TlsExpiring,
    Says::TlsFailed,
    Says::TlsNameUnchecked,
    Says::TlsNotYet,
    Says::TlsUntrusted,
    Says::TlsWrongName,
    Says::UdpReached,
    Says::UdpRefused,
];

/// No network, or none that leads anywhere.
pub(super) fn network(case: &mut Case<'_>) {
    let mut silent = case.saying(NEEDS_NETWORK);
    silent.retain(|finding| is_far(finding));
    let failed: Vec<&Finding> =
        silent.iter().copied().filter(|finding| finding.outcome == Outcome::Bad).collect();
    let (far, near): (Vec<_>, Vec<_>) = answering(case).into_iter().partition(|one| is_far(one));
    if !far.is_empty() {
        return;
    }
    if failed.is_empty() {
        // Nobody could be asked for want of a name or a connection; a cable that is out says it all.
        let no_link = case.saying(&[Says::LinkDown]);
        if near.is_empty() && !no_link.is_empty() {
            case.add(Side::Customer, "customer-network-down", &no_link);
        }
        return;
    }
    let no_link = case.saying(&[Says::LinkDown, Says::LinkNone, Says::GatewayNone]);
    let said_so = case.saying(&[Says::RegistrationNetworkDown]);
    if !no_link.is_empty() || !said_so.is_empty() {
        let because = [no_link, said_so, failed].concat();
        let is_down = near.is_empty();
        let says = if is_down { "customer-network-down" } else { "customer-no-internet" };
        case.add(Side::Customer, says, &because);
        case.explain(&silent);
        return;
    }
    // Silence of one host says little; silence of hosts that have nothing to do with each other, or
    // a network that says by itself that it has no way, says that the way out is shut.
    let no_way = failed.iter().filter(|finding| finding.says == Says::PortUnreachable).count();
    let provider = |finding: &&&Finding| is_providers(finding);
    let others = silent.iter().filter(|finding| !is_providers(finding)).count();
    if no_way == failed.len() || (others > 0 && failed.iter().any(|finding| provider(&finding))) {
        case.add(Side::Customer, "customer-no-internet", &failed);
        case.explain(&silent);
    }
}

/// Whether it lies beyond the local network, or may.
fn is_far(finding: &Finding) -> bool {
    finding.peer.as_ref().is_none_or(|peer| !peer.is_near)
}

fn is_providers(finding: &Finding) -> bool {
    match (&finding.peer, finding.probe) {
        (Some(place), _) => place.owner == Owner::Provider,
        (None, probe) => ["port", "server", "path", "registration"].contains(&probe),
    }
}

/// Name servers.
pub(super) fn names(case: &mut Case<'_>) {
    let nameless = [Says::RegistrationName, Says::PortNoName];
    let silent = case.unexplained(&[Says::DnsSilent]);
    if !silent.is_empty() {
        // Something else answers, else the network itself would have been named.
        if answering(case).is_empty() {
            case.add(Side::Unclear, "unclear-name", &silent);
        } else {
            case.add(Side::Customer, "customer-name-server", &silent);
        }
        let followers = case.saying(&nameless);
        case.explain(&followers);
    }
    let failed = case.unexplained(&[Says::DnsFailed]);
    if !failed.is_empty() {
        // The name server answers for other domains: this domain's own servers do not.
        if case.has(&[Says::DnsFound]) {
            case.add(Side::Provider, "provider-name", &failed);
        } else {
            case.add(Side::Unclear, "unclear-name", &failed);
        }
        let followers = case.saying(&nameless);
        case.explain(&followers);
    }
    let absent = case.unexplained(&[Says::DnsAbsent, Says::PortNoName, Says::RegistrationName]);
    if !absent.is_empty() {
        case.add(Side::Unclear, "unclear-name-absent", &absent);
    }
}

/// A packet filter of this machine.
pub(super) fn blocked_here(case: &mut Case<'_>) {
    let blocked = case.unexplained(&[Says::PortBlockedHere]);
    if !blocked.is_empty() {
        case.add(Side::Customer, "customer-blocked-here", &blocked);
    }
}

/// Certificates: the server's own, or somebody's who reads along.
pub(super) fn certificates(case: &mut Case<'_>) {
    let dated = case.unexplained(&[Says::TlsExpired, Says::TlsNotYet]);
    if !dated.is_empty() {
        let clock = case.saying(&[Says::ClockWrong]);
        if clock.is_empty() {
            case.add(Side::Provider, "provider-certificate", &dated);
        } else {
            case.add(Side::Customer, "customer-clock", &[clock, dated].concat());
        }
    }
    let doubted = case.unexplained(&[Says::TlsUntrusted, Says::TlsWrongName]);
    if doubted.is_empty() {
        return;
    }
    let trusted = case.has(&[Says::TlsGood, Says::TlsExpiring, Says::TlsNameUnchecked]);
    let hosts: BTreeSet<&str> =
        doubted.iter().filter_map(|finding| Some(finding.peer.as_ref()?.host.as_str())).collect();
    let proxy = case.saying(&[Says::ProxySet]);
    let names: Vec<&Finding> =
        doubted.iter().copied().filter(|finding| finding.says == Says::TlsWrongName).collect();
    if !trusted && (hosts.len() > 1 || !proxy.is_empty()) {
        // Not one certificate of several hosts can be believed: somebody stands in between.
        let because = [doubted, proxy].concat();
        case.add(Side::Customer, "customer-interception", &because);
    } else if names.len() == doubted.len() {
        case.add(Side::Provider, "provider-certificate", &doubted);
    } else {
        case.add(Side::Unclear, "unclear-certificate", &doubted);
    }
}

const REFUSALS: &[Says] = &[Says::PortRefused, Says::UdpRefused];
const SILENCES: &[Says] =
    &[Says::PortSilent, Says::PortUnreachable, Says::TlsSilent, Says::StunSilent];

/// What is known of one host of the provider.
#[derive(Debug, Default)]
struct Host<'f> {
    good: Vec<&'f Finding>,
    refused: Vec<&'f Finding>,
    silent: Vec<&'f Finding>,
}

/// Ports, host by host. Source: S1-157.
pub(super) fn hosts(case: &mut Case<'_>) {
    let mut hosts: BTreeMap<&str, Host<'_>> = BTreeMap::new();
    for finding in case.findings {
        let Some(place) = &finding.peer else { continue };
        if finding.probe != "port" || case.explained.contains(finding.id.as_str()) {
            continue;
        }
        let host = hosts.entry(&place.host).or_default();
        // Over UDP silence is no news, and the finding is not bad.
        let is_bad = finding.outcome == Outcome::Bad;
        if is_bad && REFUSALS.contains(&finding.says) {
            host.refused.push(finding);
        } else if is_bad && SILENCES.contains(&finding.says) {
            host.silent.push(finding);
        } else if answers(finding) {
            host.good.push(finding);
        }
    }
    let open: Vec<&Peer> =
        answering(case).into_iter().filter_map(|finding| finding.peer.as_ref()).collect();
    for (name, host) in &hosts {
        judge_host(case, name, host, &open);
    }
}

fn judge_host<'f>(case: &mut Case<'f>, name: &str, host: &Host<'f>, open: &[&Peer]) {
    let failed = [host.silent.clone(), host.refused.clone()].concat();
    if failed.is_empty() {
        return;
    }
    if !host.good.is_empty() {
        // The host is there and some of its ports are not.
        case.add(Side::Customer, "customer-firewall", &failed);
    } else if host.silent.is_empty() {
        // It refuses everything: the way there is open, and nobody is at home.
        case.add(Side::Provider, "provider-refuses", &failed);
    } else if !host.refused.is_empty() {
        // It refuses some and keeps silent about others: the way there is open for some.
        case.add(Side::Customer, "customer-firewall", &failed);
    } else {
        // What answers nearby says nothing about the way to what is far.
        let is_near = failed.iter().all(|finding| !is_far(finding));
        let others: Vec<u16> = open
            .iter()
            .filter(|peer| peer.host != name && (is_near || !peer.is_near))
            .map(|peer| peer.port)
            .collect();
        let is_let_out = |finding: &&Finding| {
            finding
                .peer
                .as_ref()
                .is_some_and(|place| WEB.contains(&place.port) || others.contains(&place.port))
        };
        if !others.is_empty() && failed.iter().any(is_let_out) {
            case.add(Side::Provider, "provider-silent", &failed);
        } else {
            case.add(Side::Unclear, "unclear-silent", &failed);
        }
    }
}
