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
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use crate::aside;

/// How long the system's list of name servers is believed.
const LIST_AGE: Duration = Duration::from_secs(10);

/// Questions to the system at once; each holds a thread. Beyond: the next waits for its turn.
const THREADS: usize = 16;

/// Addresses of one host that are looked at.
const ADDRESSES: usize = 16;

/// Records of one name that are looked at.
const RECORDS: usize = 64;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// There is no such name or no such record: somebody said so.
    Absent,
    /// No name server answered.
    Silent,
    /// Name servers answered that they cannot say.
    Failed,
}

/// A NAPTR record. Source: RFC 3403 §4.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// Lowest first; a higher one is no alternative to a lower one.
    pub order: u16,
    /// Lowest first among those of one order.
    pub preference: u16,
    /// `s` where it points at SRV records.
    pub flags: String,
    /// Such as `SIPS+D2T`.
    pub service: String,
    /// What is asked for next; absent where a regular expression would say it.
    pub replacement: Option<String>,
}

/// An SRV record. Source: RFC 2782.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Lowest first.
    pub priority: u16,
    /// Share among those of one priority.
    pub weight: u16,
    /// Where the host listens.
    pub port: u16,
    /// Its name, without a dot at the end.
    pub host: String,
}

/// How long is waited for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For one question, its repetition included.
    pub step: Duration,
    /// For the first answer of a name server to it.
    pub first_try: Duration,
}

/// Whom to ask; clones share what was learned.
#[derive(Debug, Clone)]
pub struct Names {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    name_servers: Option<Vec<SocketAddr>>,
    patience: Patience,
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
    /// Asks `name_servers` instead of the system's where they are given; names that belong to the
    /// system (`localhost`, `.local`) are its business all the same.
    #[must_use]
    pub fn new(name_servers: Option<Vec<SocketAddr>>, patience: Patience) -> Self {
        let (servers, threads) = (Mutex::new(None), Arc::new(Semaphore::new(THREADS)));
        Self { shared: Arc::new(Shared { name_servers, patience, servers, threads }) }
    }

    /// The addresses of a host, best first; itself when it is one.
    ///
    /// # Errors
    /// Says why there are none.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Miss> {
        if let Some(ip) = literal(host) {
            return Ok(vec![ip]);
        }
        let is_systems = self.shared.name_servers.is_none() || is_local(host);
        if is_systems && let Some(addresses) = self.systems_addresses(host).await {
            return Ok(addresses);
        }
        if is_local(host) { Err(Miss::Absent) } else { self.asked_addresses(host).await }
    }

    /// The SRV records of a service; empty if the domain says that it has no such service.
    ///
    /// # Errors
    /// Says why there are none.
    pub async fn services(&self, name: &str) -> Result<Vec<Service>, Miss> {
        let records = self.records(name, RecordType::SRV).await?;
        let all: Vec<_> = records.iter().filter_map(srv).collect();
        if all.is_empty() {
            return Err(Miss::Absent);
        }
        Ok(all.into_iter().filter(|srv| !srv.target.is_root()).map(service).collect())
    }

    /// The NAPTR records of a domain.
    ///
    /// # Errors
    /// Says why there are none.
    pub async fn pointers(&self, domain: &str) -> Result<Vec<Pointer>, Miss> {
        let records = self.records(domain, RecordType::NAPTR).await?;
        let pointers: Vec<_> = records.iter().filter_map(naptr).map(pointer).collect();
        if pointers.is_empty() { Err(Miss::Absent) } else { Ok(pointers) }
    }

    async fn systems_addresses(&self, host: &str) -> Option<Vec<IpAddr>> {
        let turn = self.shared.threads.clone().acquire_owned();
        let host = host.to_owned();
        let asking = async {
            let turn = turn.await.ok()?;
            aside("resolver", move || {
                let answer = (host.as_str(), 0).to_socket_addrs().ok();
                drop(turn);
                answer
            })
            .await?
        };
        let found = timeout(self.shared.patience.step, asking).await.ok()??;
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
        let found = timeout(self.shared.patience.step, resolver.lookup_ip(name)).await;
        let found = found.map_err(|_elapsed| Miss::Silent)?.map_err(|error| miss(&error))?;
        let addresses: Vec<_> = found.iter().take(ADDRESSES).collect();
        if addresses.is_empty() { Err(Miss::Absent) } else { Ok(addresses) }
    }

    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, Miss> {
        let name = absolute(name)?;
        let resolver = self.resolver().await?;
        let found = timeout(self.shared.patience.step, resolver.lookup(name, kind)).await;
        let found = found.map_err(|_elapsed| Miss::Silent)?.map_err(|error| miss(&error))?;
        Ok(found.answers().iter().take(RECORDS).map(|record| record.data.clone()).collect())
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
        let given = self.shared.name_servers.clone();
        let listed = aside("name servers", move || list(given.as_deref()));
        let listed = timeout(self.shared.patience.step, listed).await.ok().flatten();
        let (config, options) = listed.flatten().ok_or(Miss::Silent)?;
        let look = format!("{config:?}");
        let resolver = match servers.take() {
            Some(known) if known.list == look => known.resolver,
            Some(_) | None => build(config, options, self.shared.patience)?,
        };
        let known = Servers { resolver: resolver.clone(), list: look, read_at: Instant::now() };
        *servers = Some(known);
        Ok(resolver)
    }
}

/// The address that a host is written as, with or without brackets.
#[must_use]
pub fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Names that only the operating system knows: this machine, the local network (RFC 6762), and names
/// without a domain.
#[must_use]
pub fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.') || last == "localhost" || last == "local"
}

/// The name servers to ask, as they were given or as the system lists them.
fn list(given: Option<&[SocketAddr]>) -> Option<(ResolverConfig, ResolverOpts)> {
    let Some(servers) = given else {
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

fn build(
    config: ResolverConfig,
    mut options: ResolverOpts,
    patience: Patience,
) -> Result<TokioResolver, Miss> {
    options.timeout = patience.first_try;
    options.attempts = 1;
    options.use_hosts_file = ResolveHosts::Never;
    options.ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        .with_options(options)
        .build()
        .map_err(|error| {
            tracing::warn!(%error, "name servers cannot be asked");
            Miss::Silent
        })
}

/// A name that is not looked for in search domains; one that cannot be a name does not exist.
fn absolute(name: &str) -> Result<Name, Miss> {
    let mut name = Name::from_utf8(name).map_err(|_invalid| Miss::Absent)?;
    name.set_fqdn(true);
    Ok(name)
}

fn miss(error: &NetError) -> Miss {
    let absent = [ResponseCode::NXDomain, ResponseCode::NoError];
    let miss = if let NetError::Dns(DnsError::NoRecordsFound(none)) = error
        && absent.contains(&none.response_code)
    {
        return Miss::Absent;
    } else if let NetError::Dns(_) = error {
        Miss::Failed
    } else {
        // What is left are time-outs and sockets: nobody answered.
        Miss::Silent
    };
    // The library's words name the host, so they are not for the log.
    tracing::debug!(?miss, "name servers gave no answer");
    miss
}

fn naptr(data: &RData) -> Option<&NAPTR> {
    if let RData::NAPTR(naptr) = data { Some(naptr) } else { None }
}

fn srv(data: &RData) -> Option<&SRV> {
    if let RData::SRV(srv) = data { Some(srv) } else { None }
}

fn pointer(naptr: &NAPTR) -> Pointer {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let is_plain = naptr.regexp.is_empty() && !naptr.replacement.is_root();
    Pointer {
        order: naptr.order,
        preference: naptr.preference,
        flags: text(&naptr.flags),
        service: text(&naptr.services),
        replacement: is_plain.then(|| naptr.replacement.to_utf8()),
    }
}

fn service(srv: &SRV) -> Service {
    let host = srv.target.to_utf8().trim_end_matches('.').to_owned();
    Service { priority: srv.priority, weight: srv.weight, port: srv.port, host }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience =
        Patience { step: Duration::from_secs(2), first_try: Duration::from_secs(1) };

    #[test]
    fn names_of_this_machine_and_the_local_network_belong_to_the_system() {
        for host in ["localhost", "pbx", "Phone.LOCAL", "a.localhost.", "telephone.local."] {
            assert!(is_local(host), "{host}");
        }
        for host in ["example.org", "local.example.org", "localhost.example.org."] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[tokio::test]
    async fn an_address_is_its_own_answer() {
        let names = Names::new(Some(Vec::new()), PATIENCE);

        for host in ["192.0.2.1", "2001:db8::1", "[2001:db8::1]"] {
            assert_eq!(names.addresses(host).await.map(|found| found.len()), Ok(1), "{host}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_a_name_is_absent() {
        let names = Names::new(Some(vec!["127.0.0.1:9".parse().unwrap()]), PATIENCE);

        assert_eq!(names.addresses("a..example.org").await, Err(Miss::Absent));
    }
}
