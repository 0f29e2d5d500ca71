//! Finds the places at which a target may be reached, best first.
//!
//! ```text
//! number ────────────────────────────────────────────────▶ place
//! name with port ─────────────────────────── A, AAAA ────▶ places
//! name with transport ────────── SRV ─────── A, AAAA ────▶ places
//! name ──────────────── NAPTR ── SRV ─────── A, AAAA ────▶ places
//!                         └ none ─┴ none ─────┘  with the default port
//! ```
//!
//! The questions of one line are asked at once and not one after the other, so that a name server
//! that keeps silent about NAPTR, as many small routers do, costs nothing but its own answer.
//!
//! Source: RFC 3263 §4.1, §4.2; RFC 2782.

mod order;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reach::{Miss, Names, Patience, Service};
use sip_agent::wire::{ResolveError, Target, TransportKind};
use sip_message::Host;
use tokio::task::JoinSet;

use crate::locate::order::by_chance;
use crate::settings::DnsSettings;

/// The transports asked for by SRV when nothing names one, in order of preference.
const ANY: [TransportKind; 3] = [TransportKind::Udp, TransportKind::Tcp, TransportKind::Tls];

/// Servers of one target that are looked at.
const SERVERS: usize = 16;

/// Three steps fit into the whole wait.
const PATIENCE: Patience =
    Patience { step: Duration::from_millis(1600), first_try: Duration::from_millis(800) };

/// One place at which a target may be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) transport: TransportKind,
    pub(crate) peer: SocketAddr,
    pub(crate) server_name: Option<String>,
}

/// Answers questions about targets.
#[derive(Debug)]
pub(crate) struct Finder {
    names: Names,
    wait: Duration,
}

/// A server that SRV named.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Server {
    transport: TransportKind,
    host: String,
    port: u16,
}

impl Finder {
    pub(crate) fn new(dns: DnsSettings, wait: Duration) -> Self {
        Self { names: Names::new(dns.name_servers, PATIENCE), wait }
    }

    /// The places at which `target` may be reached, best first; never empty.
    pub(crate) async fn find(&self, target: &Target) -> Result<Vec<Place>, ResolveError> {
        match tokio::time::timeout(self.wait, self.find_unhurried(target)).await {
            Ok(found) => found,
            Err(_elapsed) => Err(ResolveError::NoAnswer),
        }
    }

    async fn find_unhurried(&self, target: &Target) -> Result<Vec<Place>, ResolveError> {
        let wish = wish(target)?;
        let usual =
            wish.unwrap_or(if target.secure { TransportKind::Tls } else { TransportKind::Udp });
        let host = match &target.host {
            Host::Name(name) => name.trim_end_matches('.'),
            Host::V4(ip) => return Ok(vec![direct(target, usual, IpAddr::V4(*ip))]),
            Host::V6(ip) => return Ok(vec![direct(target, usual, IpAddr::V6(*ip))]),
        };
        let places = if target.port.is_some() || reach::is_local(host) {
            self.at_host(host, usual, target.port.unwrap_or(usual.default_port())).await
        } else {
            match (wish, target.secure) {
                (Some(transport), _) => self.by_transports(host, &[transport], usual).await,
                (None, true) => self.by_pointers(host, &[TransportKind::Tls], usual).await,
                (None, false) => self.by_pointers(host, &ANY, usual).await,
            }
        };
        places.map_err(unresolved)
    }

    /// NAPTR first; what it would find without it is asked for at the same time.
    async fn by_pointers(
        &self,
        host: &str,
        allowed: &[TransportKind],
        usual: TransportKind,
    ) -> Result<Vec<Place>, Miss> {
        let (pointers, without) =
            tokio::join!(self.names.pointers(host), self.by_transports(host, allowed, usual));
        let pointers = pointers.unwrap_or_default().into_iter().filter_map(pointer).collect();
        let servers = self.servers_of_pointers(pointers, allowed).await;
        if servers.is_empty() {
            return without;
        }
        match self.at_servers(servers, host).await {
            Ok(places) => Ok(places),
            Err(_miss) => without,
        }
    }

    async fn servers_of_pointers(
        &self,
        mut pointers: Vec<Pointer>,
        allowed: &[TransportKind],
    ) -> Vec<Server> {
        pointers.retain(|pointer| allowed.contains(&pointer.transport));
        pointers.sort_by_key(|pointer| (pointer.order, pointer.preference));
        pointers.truncate(SERVERS);
        let mut servers = Vec::new();
        for pointer in pointers {
            // Mostly the same names that were just asked for: the answers are at hand.
            let services = self.names.services(&pointer.services).await.unwrap_or_default();
            servers.extend(in_order(services, pointer.transport));
        }
        servers
    }

    /// SRV for each transport; where there is none, the host itself with the default port.
    async fn by_transports(
        &self,
        host: &str,
        transports: &[TransportKind],
        usual: TransportKind,
    ) -> Result<Vec<Place>, Miss> {
        let (services, host_itself) = tokio::join!(
            self.services(host, transports),
            self.at_host(host, usual, usual.default_port())
        );
        let mut servers = Vec::new();
        let mut is_announced = false;
        for (transport, services) in services {
            if let Ok(services) = services {
                is_announced = true;
                servers.extend(in_order(services, transport));
            }
        }
        // A domain that says it has no such service means it. Source: RFC 2782 (target ".").
        if !is_announced {
            host_itself
        } else if servers.is_empty() {
            Err(Miss::Absent)
        } else {
            self.at_servers(servers, host).await
        }
    }

    /// The SRV records of each transport, in the order of `transports`.
    async fn services(
        &self,
        host: &str,
        transports: &[TransportKind],
    ) -> Vec<(TransportKind, Result<Vec<Service>, Miss>)> {
        let mut asking = JoinSet::new();
        for (place, &transport) in transports.iter().enumerate() {
            let name = format!("{}.{host}", service_name(transport));
            let names = self.names.clone();
            asking.spawn(async move { (place, transport, names.services(&name).await) });
        }
        let mut answers = asking.join_all().await;
        answers.sort_by_key(|(place, _, _)| *place);
        answers.into_iter().map(|(_, transport, services)| (transport, services)).collect()
    }

    async fn at_host(
        &self,
        host: &str,
        transport: TransportKind,
        port: u16,
    ) -> Result<Vec<Place>, Miss> {
        let server = Server { transport, host: host.to_owned(), port };
        self.at_servers(vec![server], host).await
    }

    /// The addresses of each server, in the order of `servers`; `domain` is what they must prove.
    async fn at_servers(&self, mut servers: Vec<Server>, domain: &str) -> Result<Vec<Place>, Miss> {
        servers.truncate(SERVERS);
        let addresses = self.addresses(&servers).await;
        let mut places: Vec<Place> = Vec::new();
        let mut miss = Miss::Absent;
        for Server { transport, host, port } in servers {
            match addresses.get(&host) {
                Some(Ok(ips)) => places.extend(ips.iter().map(|&ip| Place {
                    transport,
                    peer: SocketAddr::new(ip, port),
                    server_name: proof(transport, domain),
                })),
                Some(Err(failed @ (Miss::Silent | Miss::Failed))) => miss = *failed,
                Some(Err(Miss::Absent)) | None => {}
            }
        }
        if places.is_empty() { Err(miss) } else { Ok(places) }
    }

    /// Each host is asked for once.
    async fn addresses(&self, servers: &[Server]) -> BTreeMap<String, Result<Vec<IpAddr>, Miss>> {
        let mut hosts: Vec<&String> = servers.iter().map(|server| &server.host).collect();
        hosts.sort_unstable();
        hosts.dedup();
        let mut asking = JoinSet::new();
        for host in hosts {
            let (names, host) = (self.names.clone(), host.clone());
            asking.spawn(async move {
                let addresses = names.addresses(&host).await;
                (host, addresses)
            });
        }
        asking.join_all().await.into_iter().collect()
    }
}

/// The transport that the target leaves no choice about.
fn wish(target: &Target) -> Result<Option<TransportKind>, ResolveError> {
    match (target.transport, target.secure) {
        // `sips` with `transport=tcp` is TLS over TCP; over UDP there is none here.
        (Some(TransportKind::Tcp | TransportKind::Tls), true) => Ok(Some(TransportKind::Tls)),
        (Some(TransportKind::Udp), true) => Err(ResolveError::NoTransport),
        (wish, _) => Ok(wish),
    }
}

fn direct(target: &Target, transport: TransportKind, ip: IpAddr) -> Place {
    let peer = SocketAddr::new(ip, target.port.unwrap_or(transport.default_port()));
    Place { transport, peer, server_name: proof(transport, &ip.to_string()) }
}

/// What the server's certificate must name: the domain that was asked for. Source: RFC 5922 §4.
fn proof(transport: TransportKind, domain: &str) -> Option<String> {
    match transport {
        TransportKind::Udp | TransportKind::Tcp => None,
        TransportKind::Tls => Some(domain.to_owned()),
    }
}

/// A NAPTR record that points at SRV records.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pointer {
    order: u16,
    preference: u16,
    transport: TransportKind,
    services: String,
}

/// Those that point at SIP over a transport we have.
///
/// Source: RFC 3263 §4.1 (flag `s`, services `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`).
fn pointer(record: reach::Pointer) -> Option<Pointer> {
    let transport = match record.service.to_ascii_uppercase().as_str() {
        "SIP+D2U" => TransportKind::Udp,
        "SIP+D2T" => TransportKind::Tcp,
        "SIPS+D2T" => TransportKind::Tls,
        _other => return None,
    };
    let services = record.replacement.filter(|_| record.flags.eq_ignore_ascii_case("s"))?;
    let (order, preference) = (record.order, record.preference);
    Some(Pointer { order, preference, transport, services })
}

/// Source: RFC 3263 §4.1.
const fn service_name(transport: TransportKind) -> &'static str {
    match transport {
        TransportKind::Udp => "_sip._udp",
        TransportKind::Tcp => "_sip._tcp",
        TransportKind::Tls => "_sips._tcp",
    }
}

fn in_order(services: Vec<Service>, transport: TransportKind) -> impl Iterator<Item = Server> {
    by_chance(services, &mut rand::rng()).into_iter().map(move |service| Server {
        transport,
        host: service.host,
        port: service.port,
    })
}

/// What an agent is told where nothing was found.
const fn unresolved(miss: Miss) -> ResolveError {
    match miss {
        Miss::Absent => ResolveError::NotFound,
        Miss::Silent | Miss::Failed => ResolveError::NoAnswer,
    }
}
