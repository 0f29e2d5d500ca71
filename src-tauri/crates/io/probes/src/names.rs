//! Asks for names: the operating system first, because it knows the hosts file and what a VPN
//! redirects, then its name servers, because they say why there is no answer.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig,
    ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{TokioResolver, system_conf};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::aside::aside;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss {
    /// Somebody said that there is no such name or record.
    Absent,
    /// No name server answered.
    Silent,
    /// Name servers answered that they cannot say.
    Failed,
}

/// Whom to ask.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    servers: Option<Vec<SocketAddr>>,
    resolver: OnceCell<Result<TokioResolver, Miss>>,
}

impl Names {
    pub(crate) fn new(servers: Option<Vec<SocketAddr>>) -> Self {
        Self { shared: Arc::new(Shared { servers, resolver: OnceCell::new() }) }
    }

    /// The addresses of a host, best first; itself when it is one.
    pub(crate) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Miss> {
        if let Some(ip) = literal(host) {
            return Ok(vec![ip]);
        }
        let is_systems = self.shared.servers.is_none() || is_local(host);
        if is_systems && let Some(found) = systems_addresses(host).await {
            return Ok(found);
        }
        if is_local(host) {
            return Err(Miss::Absent);
        }
        self.asked_addresses(host).await
    }

    /// The same by the name servers alone.
    pub(crate) async fn asked_addresses(&self, host: &str) -> Result<Vec<IpAddr>, Miss> {
        let resolver = self.resolver().await?;
        let found = timeout(STEP, resolver.lookup_ip(absolute(host)?)).await;
        let found = found.map_err(|_elapsed| Miss::Silent)?.map_err(|error| miss(&error))?;
        let addresses: Vec<IpAddr> = found.iter().take(ADDRESSES).collect();
        if addresses.is_empty() { Err(Miss::Absent) } else { Ok(addresses) }
    }

    /// The SRV records of a service as `host:port`. Source: RFC 2782.
    pub(crate) async fn services(&self, name: &str) -> Result<Vec<String>, Miss> {
        let found = self.records(name, RecordType::SRV).await?;
        Ok(found
            .iter()
            .filter_map(|data| if let RData::SRV(srv) = data { Some(srv) } else { None })
            .filter(|srv| !srv.target.is_root())
            .map(|srv| format!("{}:{}", srv.target.to_utf8().trim_end_matches('.'), srv.port))
            .collect())
    }

    /// The services that NAPTR records name, such as `SIPS+D2T`. Source: RFC 3263 §4.1.
    pub(crate) async fn pointers(&self, domain: &str) -> Result<Vec<String>, Miss> {
        let found = self.records(domain, RecordType::NAPTR).await?;
        Ok(found
            .iter()
            .filter_map(|data| if let RData::NAPTR(naptr) = data { Some(naptr) } else { None })
            .map(|naptr| String::from_utf8_lossy(&naptr.services).into_owned())
            .collect())
    }

    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, Miss> {
        let resolver = self.resolver().await?;
        let found = timeout(STEP, resolver.lookup(absolute(name)?, kind)).await;
        let found = found.map_err(|_elapsed| Miss::Silent)?.map_err(|error| miss(&error))?;
        Ok(found.answers().iter().take(RECORDS).map(|record| record.data.clone()).collect())
    }

    async fn resolver(&self) -> Result<&TokioResolver, Miss> {
        let build = || async {
            let servers = self.shared.servers.clone();
            let listed = aside("name servers", move || list(servers.as_deref())).await;
            let (config, options) = listed.flatten().ok_or(Miss::Silent)?;
            build(config, options)
        };
        self.shared.resolver.get_or_init(build).await.as_ref().map_err(|miss| *miss)
    }
}

/// The address that a host is written as, with or without brackets.
pub(crate) fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

async fn systems_addresses(host: &str) -> Option<Vec<IpAddr>> {
    let host = host.to_owned();
    let asking = aside("resolver", move || (host.as_str(), 0).to_socket_addrs().ok());
    let found = timeout(STEP, asking).await.ok()???;
    let mut addresses: Vec<IpAddr> = Vec::new();
    for ip in found.map(|address| address.ip()).take(ADDRESSES) {
        if !addresses.contains(&ip) {
            addresses.push(ip);
        }
    }
    // Servers on this machine mostly listen to IPv4 alone.
    if addresses.iter().all(IpAddr::is_loopback) {
        addresses.sort_by_key(IpAddr::is_ipv6);
    }
    (!addresses.is_empty()).then_some(addresses)
}

/// Names that only the operating system knows: this machine, the local network (RFC 6762), and names
/// without a domain.
pub(crate) fn is_local(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.') || last == "localhost" || last == "local"
}

fn list(servers: Option<&[SocketAddr]>) -> Option<(ResolverConfig, ResolverOpts)> {
    let Some(servers) = servers else {
        return system_conf::read_system_conf()
            .inspect_err(|error| tracing::debug!(%error, "the system lists no name servers"))
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
            tracing::debug!(%error, "name servers cannot be asked");
            Miss::Silent
        })
}

fn absolute(name: &str) -> Result<Name, Miss> {
    let mut name = Name::from_utf8(name).map_err(|_invalid| Miss::Absent)?;
    name.set_fqdn(true);
    Ok(name)
}

fn miss(error: &NetError) -> Miss {
    let absent = [ResponseCode::NXDomain, ResponseCode::NoError];
    if let NetError::Dns(DnsError::NoRecordsFound(none)) = error
        && absent.contains(&none.response_code)
    {
        Miss::Absent
    } else if let NetError::Dns(_) = error {
        Miss::Failed
    } else {
        // What is left are time-outs and sockets: nobody answered.
        Miss::Silent
    }
}

/// For one question, its repetition included.
const STEP: Duration = Duration::from_millis(3200);
/// For the first answer to it.
const FIRST_TRY: Duration = Duration::from_millis(1500);
/// Addresses of one host that are looked at.
const ADDRESSES: usize = 8;
/// Records of one name that are looked at.
const RECORDS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_is_its_own_answer() {
        let names = Names::new(Some(Vec::new()));

        for host in ["192.0.2.1", "2001:db8::1", "[2001:db8::1]"] {
            assert_eq!(names.addresses(host).await.map(|found| found.len()), Ok(1), "{host}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_a_name_is_absent() {
        let names = Names::new(Some(vec!["127.0.0.1:9".parse().unwrap()]));

        assert_eq!(names.addresses("a..example.org").await, Err(Miss::Absent));
    }
}
