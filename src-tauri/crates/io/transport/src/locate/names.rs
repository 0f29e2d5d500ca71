//! Asks for names: addresses of the operating system, NAPTR and SRV of its name servers.
//!
//! Addresses are the system's business first, because it knows the hosts file, the names of the
//! local network (mDNS), search domains and what a VPN redirects. It cannot tell "no such name" from
//! "nobody answered", so after a failure the name servers themselves are asked.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig,
    ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::rdata::{NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{TokioResolver, system_conf};
use sip_agent::wire::TransportKind;
use tokio::sync::{Mutex, Semaphore};

use crate::settings::DnsSettings;

/// For one question to a name server, its repetition included: three steps fit into the whole wait.
const STEP: Duration = Duration::from_millis(1600);

/// For the first answer to it.
const FIRST_TRY: Duration = Duration::from_millis(800);

/// How long the system's list of name servers is believed.
const LIST_AGE: Duration = Duration::from_secs(10);

/// Questions to the system at once; each holds a thread. Beyond: the next waits for its turn.
const THREADS: usize = 16;

/// Addresses of one host that are looked at.
const ADDRESSES: usize = 16;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Miss {
    /// There is no such name or no such record: somebody said so.
    Absent,
    /// Nobody said anything of use.
    Failed,
}

/// A NAPTR record that points at SRV records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pointer {
    pub(super) order: u16,
    pub(super) preference: u16,
    pub(super) transport: TransportKind,
    pub(super) services: String,
}

/// An SRV record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) priority: u16,
    pub(super) weight: u16,
    pub(super) port: u16,
    pub(super) host: String,
}

/// Whom to ask.
#[derive(Debug, Clone)]
pub(super) struct Names {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: DnsSettings,
    servers: Mutex<Option<Servers>>,
    threads: Arc<Semaphore>,
}

/// The name servers as they were listed last.
#[derive(Debug)]
struct Servers {
    resolver: TokioResolver,
    /// What the list looked like; another look means another network.
    list: String,
    read_at: Instant,
}

impl Names {
    pub(super) fn new(settings: DnsSettings) -> Self {
        let threads = Arc::new(Semaphore::new(THREADS));
        Self { shared: Arc::new(Shared { settings, servers: Mutex::new(None), threads }) }
    }

    /// The NAPTR records of a domain that point at SIP over a transport we have.
    pub(super) async fn pointers(&self, domain: &str) -> Result<Vec<Pointer>, Miss> {
        let records = self.records(domain, RecordType::NAPTR).await?;
        let pointers: Vec<_> = records.iter().filter_map(naptr).filter_map(pointer).collect();
        if pointers.is_empty() { Err(Miss::Absent) } else { Ok(pointers) }
    }

    /// The SRV records of a service; empty if the domain says that it has no such service.
    pub(super) async fn services(&self, name: &str) -> Result<Vec<Service>, Miss> {
        let records = self.records(name, RecordType::SRV).await?;
        let all: Vec<_> = records.iter().filter_map(srv).collect();
        if all.is_empty() {
            return Err(Miss::Absent);
        }
        Ok(all.into_iter().filter(|srv| !srv.target.is_root()).map(service).collect())
    }

    /// The addresses of a host, best first.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Miss> {
        if let Ok(ip) = host.parse() {
            return Ok(vec![ip]);
        }
        let is_systems = self.shared.settings.name_servers.is_none() || is_local(host);
        if is_systems && let Some(addresses) = self.systems_addresses(host).await {
            return Ok(addresses);
        }
        if is_local(host) { Err(Miss::Absent) } else { self.asked_addresses(host).await }
    }

    async fn systems_addresses(&self, host: &str) -> Option<Vec<IpAddr>> {
        let turn = self.shared.threads.clone().acquire_owned();
        let host = host.to_owned();
        let asking = async {
            let turn = turn.await.ok()?;
            let answer = tokio::task::spawn_blocking(move || {
                let answer = (host.as_str(), 0).to_socket_addrs();
                drop(turn);
                answer
            });
            answer.await.ok()?.ok()
        };
        let found = tokio::time::timeout(STEP, asking).await.ok()??;
        let mut addresses: Vec<IpAddr> = Vec::new();
        for ip in found.map(|address| address.ip()).take(ADDRESSES) {
            if !addresses.contains(&ip) {
                addresses.push(ip);
            }
        }
        // Servers on this machine mostly listen to IPv4 alone, and not every system tells at once
        // that nobody listens at the other address.
        if addresses.iter().all(IpAddr::is_loopback) {
            addresses.sort_by_key(IpAddr::is_ipv6);
        }
        (!addresses.is_empty()).then_some(addresses)
    }

    async fn asked_addresses(&self, host: &str) -> Result<Vec<IpAddr>, Miss> {
        let name = absolute(host)?;
        let resolver = self.resolver().await?;
        let found = tokio::time::timeout(STEP, resolver.lookup_ip(name)).await;
        let found = found.map_err(|_elapsed| Miss::Failed)?.map_err(|error| miss(&error))?;
        let addresses: Vec<_> = found.iter().take(ADDRESSES).collect();
        if addresses.is_empty() { Err(Miss::Absent) } else { Ok(addresses) }
    }

    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, Miss> {
        let name = absolute(name)?;
        let resolver = self.resolver().await?;
        let found = tokio::time::timeout(STEP, resolver.lookup(name, kind)).await;
        let found = found.map_err(|_elapsed| Miss::Failed)?.map_err(|error| miss(&error))?;
        Ok(found.answers().iter().map(|record| record.data.clone()).collect())
    }

    /// The resolver for the name servers that are listed now; its memory of answers lasts as long
    /// as the list stays the same.
    async fn resolver(&self) -> Result<TokioResolver, Miss> {
        let mut servers = self.shared.servers.lock().await;
        if let Some(known) = servers.as_ref()
            && known.read_at.elapsed() < LIST_AGE
        {
            return Ok(known.resolver.clone());
        }
        let settings = self.shared.settings.clone();
        let listed = tokio::task::spawn_blocking(move || list(&settings)).await;
        let (config, options) = listed.ok().flatten().ok_or(Miss::Failed)?;
        let look = format!("{config:?}");
        let resolver = match servers.take() {
            Some(known) if known.list == look => known.resolver,
            Some(_) | None => build(config, options)?,
        };
        let known = Servers { resolver: resolver.clone(), list: look, read_at: Instant::now() };
        *servers = Some(known);
        Ok(resolver)
    }
}

/// Names that only the operating system knows: this machine, the local network (RFC 6762), and names
/// without a domain.
pub(super) fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.') || last == "localhost" || last == "local"
}

/// The name servers to ask, as the settings or the system list them.
fn list(settings: &DnsSettings) -> Option<(ResolverConfig, ResolverOpts)> {
    let Some(servers) = &settings.name_servers else {
        return system_conf::read_system_conf()
            .inspect_err(|error| tracing::warn!(%error, "the system lists no name servers"))
            .ok();
    };
    let servers = servers.iter().map(|&server| name_server(server)).collect();
    Some((ResolverConfig::from_parts(None, Vec::new(), servers), ResolverOpts::default()))
}

fn name_server(address: SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    NameServerConfig::new(address.ip(), true, connections.into())
}

fn build(config: ResolverConfig, mut options: ResolverOpts) -> Result<TokioResolver, Miss> {
    options.timeout = FIRST_TRY;
    options.attempts = 1;
    options.use_hosts_file = ResolveHosts::Never;
    options.ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        .with_options(options)
        .build()
        .map_err(|error| {
            tracing::warn!(%error, "name servers cannot be asked");
            Miss::Failed
        })
}

/// A name that is not looked for in search domains; one that cannot be a name does not exist.
fn absolute(name: &str) -> Result<Name, Miss> {
    let mut name = Name::from_utf8(name).map_err(|_invalid| Miss::Absent)?;
    name.set_fqdn(true);
    Ok(name)
}

fn miss(error: &NetError) -> Miss {
    if let NetError::Dns(DnsError::NoRecordsFound(none)) = error
        && [ResponseCode::NXDomain, ResponseCode::NoError].contains(&none.response_code)
    {
        return Miss::Absent;
    }
    // The library's words name the host, so they are not for the log.
    let is_late = matches!(error, NetError::Timeout);
    tracing::debug!(is_late, "name servers gave no answer");
    Miss::Failed
}

fn naptr(data: &RData) -> Option<&NAPTR> {
    if let RData::NAPTR(naptr) = data { Some(naptr) } else { None }
}

fn srv(data: &RData) -> Option<&SRV> {
    if let RData::SRV(srv) = data { Some(srv) } else { None }
}

/// Source: RFC 3263 §4.1 (flag `s`, services `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`).
fn pointer(naptr: &NAPTR) -> Option<Pointer> {
    let transport = match naptr.services.to_ascii_uppercase().as_slice() {
        b"SIP+D2U" => TransportKind::Udp,
        b"SIP+D2T" => TransportKind::Tcp,
        b"SIPS+D2T" => TransportKind::Tls,
        _other => return None,
    };
    let is_last = naptr.flags.eq_ignore_ascii_case(b"s");
    let is_plain = naptr.regexp.is_empty() && !naptr.replacement.is_root();
    (is_last && is_plain).then(|| Pointer {
        order: naptr.order,
        preference: naptr.preference,
        transport,
        services: naptr.replacement.to_utf8(),
    })
}

fn service(srv: &SRV) -> Service {
    let host = srv.target.to_utf8().trim_end_matches('.').to_owned();
    Service { priority: srv.priority, weight: srv.weight, port: srv.port, host }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_and_the_local_network_belong_to_the_system() {
        for host in ["localhost", "pbx", "Phone.LOCAL", "a.localhost.", "telephone.local."] {
            assert!(is_local(host), "{host}");
        }
        for host in ["example.org", "local.example.org", "localhost.example.org."] {
            assert!(!is_local(host), "{host}");
        }
    }
}
