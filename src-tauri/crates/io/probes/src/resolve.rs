//! Whether the domain of an account is found: addresses, SRV, NAPTR. Source: RFC 3263 §4.

use faults::{Finding, Outcome, Says};
use reach::Miss;

use crate::job::Shared;

pub(crate) async fn probe(domain: String, shared: Shared) -> Finding {
    if reach::literal(&domain).is_some() {
        return Finding::new("dns", domain, Outcome::Skipped, Says::DnsLiteral);
    }
    let names = &shared.names;
    let service = |kind: &str| {
        let name = format!("{kind}.{domain}");
        async move { names.services(&name).await }
    };
    // All at once: a server that keeps silent about one costs nothing but its own answer.
    let (addresses, pointers, udp, tcp, tls) = tokio::join!(
        names.addresses(&domain),
        names.pointers(&domain),
        service("_sip._udp"),
        service("_sip._tcp"),
        service("_sips._tcp"),
    );
    let services = [udp, tcp, tls].into_iter().flatten().flatten();
    let services: Vec<String> =
        services.map(|service| format!("{}:{}", service.host, service.port)).collect();
    let pointers = pointers.unwrap_or_default().into_iter();
    let pointers: Vec<String> = pointers.map(|pointer| pointer.service).collect();
    let (outcome, says) = match (&addresses, services.is_empty()) {
        // A domain needs no address of its own when its services have one.
        (Ok(_), _) | (Err(_), false) => (Outcome::Good, Says::DnsFound),
        (Err(Miss::Absent), true) => (Outcome::Bad, Says::DnsAbsent),
        (Err(Miss::Silent), true) => (Outcome::Bad, Says::DnsSilent),
        (Err(Miss::Failed), true) => (Outcome::Bad, Says::DnsFailed),
    };
    let mut finding = Finding::new("dns", domain, outcome, says);
    if let Ok(addresses) = addresses {
        let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        finding = finding.with("addresses", addresses.join(", "));
    }
    if !services.is_empty() {
        finding = finding.with("services", services.join(", "));
    }
    if !pointers.is_empty() {
        finding = finding.with("pointers", pointers.join(", "));
    }
    finding
}
