//! Each row of a port table, over each of its transports, as far as it can honestly be told.
//!
//! Over TCP a port is open, refused or silent. Over UDP it is open when something answers, refused
//! when a host says so by ICMP, and otherwise nobody knows: no answer is not "blocked". Of a range a
//! few ports stand for all of it, and the finding says which.
//!
//! Source: S1-146 to S1-157; RFC 768, RFC 1122 §4.1.3.1 (ICMP port unreachable).

mod udp;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use faults::{Finding, Outcome, Owner, Peer, Says};
use reach::Miss;
use tokio::time::{Instant, timeout};

use crate::job::Shared;
use crate::stun::{self, Binding};
use crate::{Endpoint, Row, Service, server, socket, tls};

/// One thing to be tried: a row over one transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    row: String,
    host: Option<String>,
    range: (u16, u16),
    is_udp: bool,
    service: Service,
}

impl Target {
    /// `192.0.2.1:443 TCP (S1-146)`
    pub(crate) fn subject(&self) -> String {
        let host = self.host.as_deref().unwrap_or("–");
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let ports = match self.range {
            (low, high) if low == high => low.to_string(),
            (low, high) => format!("{low}–{high}"),
        };
        let transport = if self.is_udp { "UDP" } else { "TCP" };
        format!("{host}:{ports} {transport} ({})", self.row)
    }

    fn peer(&self, host: &str) -> Peer {
        let (port, is_udp) = (self.range.0, self.is_udp);
        let owner = Owner::Provider;
        Peer { host: host.to_owned(), port, is_udp, owner, is_near: false }
    }

    fn is_tls(&self) -> bool {
        match self.service {
            Service::Tls => true,
            Service::Stun => self.range.0 == STUN_TLS,
            Service::Sip => self.range.0 == SIP_TLS,
            Service::Plain | Service::Media => false,
        }
    }

    /// A few ports that stand for the range: first, middle, last.
    fn sample(&self) -> Vec<u16> {
        let (low, high) = self.range;
        let mut ports = vec![low, low + high.saturating_sub(low) / 2, high];
        ports.dedup();
        ports
    }
}

/// What is to be tried of a table; rows beyond [`MOST`] are left out.
pub(crate) fn targets(rows: &[Row]) -> Vec<Target> {
    let mut targets = Vec::new();
    for row in rows {
        for &(low, high) in &row.ports {
            for is_udp in [false, true] {
                let is_wanted = if is_udp { row.udp } else { row.tcp };
                // SIP over TLS has no UDP; a table that names both ports for both means it so.
                let is_odd = is_udp && row.service == Service::Sip && low == SIP_TLS;
                if is_wanted && !is_odd {
                    targets.push(Target {
                        row: row.row.clone(),
                        host: row.host.clone(),
                        range: (low.min(high), low.max(high)),
                        is_udp,
                        service: row.service,
                    });
                }
            }
        }
    }
    targets.truncate(MOST);
    targets
}

pub(crate) async fn probe(target: Target, shared: Shared) -> Finding {
    let subject = target.subject();
    let Some(host) = target.host.clone() else {
        return Finding::new("port", subject, Outcome::Skipped, Says::PortNoTarget);
    };
    let mut blank =
        Finding::new("port", subject, Outcome::Bad, Says::PortNoName).at(target.peer(&host));
    let addresses = match shared.addresses(&host).await {
        Ok(addresses) => addresses,
        Err(Miss::Absent | Miss::Silent | Miss::Failed) => return blank,
    };
    if let Some(peer) = &mut blank.peer {
        peer.is_near = addresses.first().is_some_and(|ip| socket::is_near(*ip));
    }
    if target.is_udp {
        over_udp(&target, &host, &addresses, blank).await
    } else {
        over_tcp(&target, &host, &addresses, &shared, blank).await
    }
}

async fn over_tcp(
    target: &Target,
    host: &str,
    addresses: &[IpAddr],
    shared: &Shared,
    mut finding: Finding,
) -> Finding {
    let port = target.range.0;
    if target.range.0 != target.range.1 {
        finding = finding.with("sampled", port.to_string());
    }
    let started = Instant::now();
    let mut stream = match socket::connect(addresses, port, CONNECT).await {
        Ok(stream) => stream,
        Err(says) => return with(finding, Outcome::Bad, says),
    };
    finding = finding.with("connect", in_milliseconds(started.elapsed()));
    if target.is_tls() {
        let shaken = tls::handshake(stream, host, &shared.trust, finding, HANDSHAKE).await;
        return match (target.service, shaken.stream) {
            (Service::Stun, Some(mut stream)) => {
                let asked = timeout(ANSWER, stun::over_stream(&mut *stream)).await;
                bound(shaken.finding, asked.ok().and_then(Result::ok), true)
            }
            (_, _) => shaken.finding,
        };
    }
    match target.service {
        Service::Stun => {
            let asked = timeout(ANSWER, stun::over_stream(&mut stream)).await;
            bound(finding, asked.ok().and_then(Result::ok), true)
        }
        Service::Plain | Service::Tls | Service::Sip | Service::Media => {
            with(finding, Outcome::Good, Says::PortOpen)
        }
    }
}

async fn over_udp(target: &Target, host: &str, addresses: &[IpAddr], finding: Finding) -> Finding {
    let Some(&ip) = addresses.first() else { return finding };
    match target.service {
        Service::Stun => match ask_stun(SocketAddr::new(ip, target.range.0)).await {
            Ok(answer) => bound(finding, answer, false),
            Err(says) => with(finding, Outcome::Bad, as_udp(says)),
        },
        Service::Sip => {
            let sip = Endpoint::new(host, target.range.0);
            match server::ask(&sip, SocketAddr::new(ip, sip.port)).await {
                Ok(Some(answer)) => with(finding, Outcome::Good, Says::UdpAnswered)
                    .with("round-trip", in_milliseconds(answer.round_trip)),
                Ok(None) => with(finding, Outcome::Unknown, Says::UdpSilent),
                Err(says) => with(finding, Outcome::Bad, as_udp(says)),
            }
        }
        Service::Plain | Service::Tls | Service::Media => {
            let ports = target.sample();
            let sampled: Vec<String> = ports.iter().map(u16::to_string).collect();
            let answers = udp::sample(ip, &ports, target.service == Service::Media).await;
            let (outcome, says) = udp::judge(&answers, target.service == Service::Media);
            with(finding, outcome, says).with("sampled", sampled.join(", "))
        }
    }
}

async fn ask_stun(peer: SocketAddr) -> Result<Option<(Binding, Duration)>, Says> {
    let socket = socket::datagrams(peer).map_err(|error| socket::refusal(&error))?;
    stun::over_udp(&socket).await.map_err(|error| socket::refusal(&error))
}

/// What a binding says. Over a connection silence is a fault, over UDP nobody knows.
fn bound(finding: Finding, answer: Option<(Binding, Duration)>, is_stream: bool) -> Finding {
    match answer {
        Some((Binding::Seen(address), took)) => {
            // A remark about the certificate stays the finding: it says more than "it works".
            let is_remark = finding.outcome == Outcome::Remark;
            let finding = finding
                .with("seen-as", address.to_string())
                .with("round-trip", in_milliseconds(took));
            if is_remark { finding } else { with(finding, Outcome::Good, Says::StunGood) }
        }
        Some((Binding::Refused, took)) => with(finding, Outcome::Good, Says::UdpAnswered)
            .with("round-trip", in_milliseconds(took)),
        Some((Binding::Garbled, _)) => with(finding, Outcome::Bad, Says::StunGarbled),
        None if is_stream => with(finding, Outcome::Bad, Says::StunSilent),
        None => with(finding, Outcome::Unknown, Says::StunSilent),
    }
}

/// A refusal over UDP is told in its own words.
fn as_udp(says: Says) -> Says {
    if says == Says::PortRefused { Says::UdpRefused } else { says }
}

fn with(mut finding: Finding, outcome: Outcome, says: Says) -> Finding {
    finding.outcome = outcome;
    finding.says = says;
    finding
}

/// `12.4 ms`
pub(crate) fn in_milliseconds(span: Duration) -> String {
    format!("{:.1} ms", span.as_secs_f64() * 1000.0)
}

/// Source: RFC 8489 §18.3, RFC 3261 §19.1.2.
const STUN_TLS: u16 = 5349;
const SIP_TLS: u16 = 5061;

/// Rows over transports that are tried.
const MOST: usize = 64;
const CONNECT: Duration = Duration::from_secs(4);
const HANDSHAKE: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(4);

#[cfg(test)]
mod tests;
