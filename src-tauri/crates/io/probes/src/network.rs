//! The network beside the path: link, gateway, first hop, tunnels, proxy, and marks on packets.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use faults::{Finding, Outcome, Says};
use reach::aside;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::command::output_of;
use crate::link::{self, Kind, WayOut};
use crate::ports::in_milliseconds;
use crate::{place, socket};

/// The kind of the link that leads out. Source: S1-071, S1-158.
pub(crate) async fn link() -> Finding {
    let finding = |outcome, says| Finding::new("link", "", outcome, says);
    let Some(found) = way_out().await else { return finding(Outcome::Unknown, Says::LinkUntold) };
    let Some(way) = found else {
        // No way out may be meant so, as in a network for telephones alone; no network at all is not.
        let is_cut_off = aside("probe networks", place::try_networks).await.flatten();
        return if is_cut_off.is_some_and(|networks| networks.is_empty()) {
            finding(Outcome::Bad, Says::LinkDown)
        } else {
            finding(Outcome::Remark, Says::LinkNone)
        };
    };
    let (outcome, says) = match way.kind {
        _down if way.is_down => (Outcome::Bad, Says::LinkDown),
        Kind::Wired => (Outcome::Good, Says::LinkWired),
        Kind::Wireless => (Outcome::Remark, Says::LinkWireless),
        Kind::Mobile => (Outcome::Remark, Says::LinkMobile),
        Kind::Tunnel => (Outcome::Remark, Says::LinkTunnel),
        Kind::Bridge | Kind::Other => (Outcome::Good, Says::LinkOther),
    };
    let mut finding = finding(outcome, says).with("interface", &way.name);
    finding.subject.clone_from(&way.name);
    match way.signal_dbm {
        Some(signal) => finding.with("signal", format!("{signal} dBm")),
        None => finding,
    }
}

/// Whether there is a way out of the local network.
pub(crate) async fn gateway() -> Finding {
    let finding = |outcome, says| Finding::new("gateway", "", outcome, says);
    match way_out().await {
        None => finding(Outcome::Unknown, Says::GatewayUntold),
        // No fault by itself: a network of its own may telephone without one.
        Some(None) => finding(Outcome::Remark, Says::GatewayNone),
        Some(Some(WayOut { gateway: Some(gateway), name, .. })) => {
            let mut finding = finding(Outcome::Good, Says::GatewayFound)
                .with("gateway", gateway.to_string())
                .with("interface", name);
            finding.subject = gateway.to_string();
            finding
        }
        // A link between two points needs no gateway.
        Some(Some(way)) => finding(Outcome::Good, Says::GatewayFound).with("interface", way.name),
    }
}

/// Whether the first hop answers, and how fast: by refused or taken connections, and by what the
/// system knows of its neighbours, because echoes of ICMP need rights that a telephone has not.
pub(crate) async fn hop() -> Finding {
    let finding = |outcome, says| Finding::new("hop", "", outcome, says);
    let Some(Some(WayOut { gateway: Some(gateway), .. })) = way_out().await else {
        return finding(Outcome::Skipped, Says::HopNone);
    };
    let mut trips = Vec::new();
    for _round in 0..HOP_ROUNDS {
        trips.extend(first_answer(gateway).await);
    }
    trips.sort_unstable();
    let middle = trips.get(trips.len() / 2).copied();
    let is_neighbour = aside("probe neighbours", move || link::is_neighbour(gateway)).await;
    let mut finding = match middle {
        Some(trip) if trip > HOP_SLOW || trips.len() < HOP_ROUNDS => {
            finding(Outcome::Remark, Says::HopSlow)
        }
        Some(_) => finding(Outcome::Good, Says::HopAnswers),
        None if is_neighbour == Some(true) => finding(Outcome::Good, Says::HopAnswers),
        None => finding(Outcome::Unknown, Says::HopSilent),
    };
    finding.subject = gateway.to_string();
    finding.limit = Some(in_milliseconds(HOP_SLOW));
    match middle {
        Some(trip) => finding
            .with("round-trip", in_milliseconds(trip))
            .with("answers", format!("{}/{HOP_ROUNDS}", trips.len())),
        None => finding,
    }
}

/// How long the gateway takes to take or refuse a connection, at whichever port is first.
async fn first_answer(gateway: IpAddr) -> Option<Duration> {
    let mut asking = JoinSet::new();
    for port in HOP_PORTS {
        asking.spawn(async move {
            let started = Instant::now();
            let answer = TcpStream::connect(SocketAddr::new(gateway, port)).await;
            let is_answer = match answer {
                Ok(_) => true,
                Err(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
            };
            is_answer.then(|| started.elapsed())
        });
    }
    let first = async {
        while let Some(answer) = asking.join_next().await {
            if let Ok(Some(trip)) = answer {
                return Some(trip);
            }
        }
        None
    };
    timeout(HOP_WAIT, first).await.ok().flatten()
}

/// Tunnels beside or instead of the way out. Source: S1-158.
pub(crate) async fn vpn() -> Finding {
    let finding = |outcome, says| Finding::new("vpn", "", outcome, says);
    let interfaces = aside("probe interfaces", if_addrs::get_if_addrs).await;
    let Some(Ok(interfaces)) = interfaces else {
        return finding(Outcome::Unknown, Says::Untold);
    };
    let mut tunnels: Vec<String> = interfaces
        .into_iter()
        .map(|interface| interface.name)
        .filter(|name| link::is_tunnel(name))
        .collect();
    tunnels.sort_unstable();
    tunnels.dedup();
    let way = way_out().await.flatten();
    match way {
        Some(way) if link::is_tunnel(&way.name) => {
            finding(Outcome::Remark, Says::VpnDefault).with("interface", way.name)
        }
        Some(_) | None if tunnels.is_empty() => finding(Outcome::Good, Says::VpnNone),
        Some(_) | None => {
            finding(Outcome::Remark, Says::VpnBeside).with("interface", tunnels.join(", "))
        }
    }
}

/// Proxies of the environment and of the system; never their passwords.
pub(crate) async fn proxy() -> Finding {
    let finding = |outcome, says| Finding::new("proxy", "", outcome, says);
    let mut found: Vec<String> = PROXY_VARIABLES
        .iter()
        .filter_map(|name| Some((name, std::env::var(name).ok()?)))
        // Set to nothing is how a proxy is switched off.
        .filter(|(_, proxy)| !proxy.is_empty())
        .map(|(name, proxy)| format!("{name}={}", without_secrets(&proxy)))
        .collect();
    let system = timeout(PROXY_WAIT, aside("probe proxy", systems_proxy)).await.ok().flatten();
    found.extend(system.iter().flatten().map(|proxy| without_secrets(proxy)));
    match (found.is_empty(), system.is_some()) {
        (false, _) => {
            found.truncate(8);
            finding(Outcome::Remark, Says::ProxySet).with("proxy", found.join(", "))
        }
        (true, true) => finding(Outcome::Good, Says::ProxyNone),
        (true, false) => finding(Outcome::Unknown, Says::ProxyUntold),
    }
}

/// What the system says of proxies; absent inside when there is none.
fn systems_proxy() -> Option<String> {
    if cfg!(target_os = "macos") {
        let told = output_of("/usr/sbin/scutil", &["--proxy"]).ok()?;
        let is_on = ["HTTPEnable : 1", "HTTPSEnable : 1", "ProxyAutoConfigEnable : 1"];
        is_on.iter().any(|on| told.contains(on)).then(|| "scutil".to_owned())
    } else if cfg!(windows) {
        let key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
        let told = output_of("reg.exe", &["query", key, "/v", "ProxyEnable"]).ok()?;
        told.contains("0x1").then(|| "Internet Settings".to_owned())
    } else {
        let told = output_of("gsettings", &["get", "org.gnome.system.proxy", "mode"]).ok()?;
        let mode = told.trim_matches('\'');
        (mode != "none").then(|| format!("gsettings {mode}"))
    }
}

/// A proxy without user name and password.
fn without_secrets(proxy: &str) -> String {
    let (scheme, rest) =
        proxy.split_once("://").map_or(("", proxy), |(scheme, rest)| (scheme, rest));
    let host = rest.rsplit_once('@').map_or(rest, |(_secret, host)| host);
    if scheme.is_empty() { host.to_owned() } else { format!("{scheme}://{host}") }
}

/// Whether the system keeps the mark of voice on a socket. Source: S1-145; RFC 4594 §4.1.
pub(crate) async fn dscp() -> Finding {
    let finding =
        |outcome, says| Finding::new("dscp", "", outcome, says).within("EF (46, RFC 4594, S1-145)");
    let kept = aside("probe mark", || {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP)).ok()?;
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        socket::mark(&socket, anywhere).ok()?;
        socket.tos_v4().ok()
    })
    .await;
    // Windows takes the mark and sends none, unless a policy of the company says so.
    if cfg!(windows) {
        return finding(Outcome::Unknown, Says::DscpUntold);
    }
    match kept {
        Some(Some(socket::EXPEDITED)) => finding(Outcome::Good, Says::DscpKept).with("dscp", "46"),
        Some(Some(other)) => {
            finding(Outcome::Remark, Says::DscpDropped).with("dscp", (other >> 2).to_string())
        }
        Some(None) => finding(Outcome::Remark, Says::DscpDropped).with("dscp", "–"),
        None => finding(Outcome::Unknown, Says::DscpUntold),
    }
}

/// The way out; absent when this system does not tell it, absent within when there is none.
async fn way_out() -> Option<Option<WayOut>> {
    aside("probe way out", link::find_way_out).await?.ok()
}

const PROXY_VARIABLES: [&str; 6] =
    ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
const PROXY_WAIT: Duration = Duration::from_secs(3);
/// Ports at which routers take or refuse connections.
const HOP_PORTS: [u16; 3] = [53, 80, 443];
const HOP_ROUNDS: usize = 5;
const HOP_WAIT: Duration = Duration::from_secs(1);
/// A first hop that takes longer spoils every call by itself: half of the jitter's limit (S1-142).
const HOP_SLOW: Duration = Duration::from_millis(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_password_is_never_told() {
        for (proxy, told) in [
            ("http://user:secret@proxy.example.org:3128", "http://proxy.example.org:3128"),
            ("user:p@ss@proxy:3128", "proxy:3128"),
            ("proxy:3128", "proxy:3128"),
        ] {
            assert_eq!(without_secrets(proxy), told);
        }
    }

    #[tokio::test]
    async fn this_system_says_whether_it_keeps_the_mark() {
        let finding = dscp().await;

        assert!(finding.limit.is_some());
        if cfg!(target_os = "linux") {
            assert_eq!((finding.outcome, finding.says), (Outcome::Good, Says::DscpKept));
        }
    }

    #[tokio::test]
    async fn every_part_of_the_network_is_told_or_said_to_be_untold() {
        for finding in [link().await, gateway().await, vpn().await, hop().await] {
            assert_ne!(finding.says, Says::Broken, "{finding:?}");
        }
    }
}
