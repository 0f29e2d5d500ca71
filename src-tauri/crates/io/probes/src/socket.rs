//! Sockets of probes: connections and datagrams, and what it means when there are none.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use faults::Says;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// Expedited forwarding, as the octet of the header carries it. Source: RFC 3246, RFC 2474 §3.
pub(crate) const EXPEDITED: u32 = 46 << 2;

/// Whether an address is this machine's or the local network's. Source: RFC 1918, RFC 3927, RFC 4193.
pub(crate) const fn is_near(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// Whether this machine knows any way to an address; nothing is sent to find out.
pub(crate) fn has_way(ip: IpAddr) -> bool {
    let any: IpAddr = match ip {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    // Port 9 is discard; connecting a socket of datagrams only chooses the way.
    std::net::UdpSocket::bind(SocketAddr::new(any, 0))
        .and_then(|socket| socket.connect(SocketAddr::new(ip, 9)))
        .is_ok()
}

/// Connects to the first of `addresses` that takes it; the answer of the last one otherwise.
pub(crate) async fn connect(
    addresses: &[IpAddr],
    port: u16,
    limit: Duration,
) -> Result<TcpStream, Says> {
    let mut says = Says::PortUnreachable;
    for &ip in addresses.iter().take(TRIED) {
        let connecting = TcpStream::connect(SocketAddr::new(ip, port));
        match timeout(limit, connecting).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => says = refusal(&error),
            Err(_elapsed) => says = Says::PortSilent,
        }
    }
    Err(says)
}

/// What it means that a connection or a datagram did not go.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's enum is open")]
pub(crate) fn refusal(error: &io::Error) -> Says {
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => Says::PortRefused,
        io::ErrorKind::TimedOut => Says::PortSilent,
        // A packet filter of this machine answers its own programs so.
        io::ErrorKind::PermissionDenied => Says::PortBlockedHere,
        _ => Says::PortUnreachable,
    }
}

/// A socket for datagrams to one peer, marked as voice is where the system lets it.
pub(crate) fn datagrams(peer: SocketAddr) -> io::Result<UdpSocket> {
    let (domain, any): (_, IpAddr) = match peer {
        SocketAddr::V4(_) => (Domain::IPV4, Ipv4Addr::UNSPECIFIED.into()),
        SocketAddr::V6(_) => (Domain::IPV6, Ipv6Addr::UNSPECIFIED.into()),
    };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::new(any, 0).into())?;
    // Best effort here; the probe `dscp` tells whether it holds.
    let _unmarked = mark(&socket, peer);
    socket.connect(&peer.into())?;
    UdpSocket::from_std(socket.into())
}

/// Marks what a socket sends as voice. Source: RFC 4594 §4.1.
pub(crate) fn mark(socket: &Socket, peer: SocketAddr) -> io::Result<()> {
    match peer {
        SocketAddr::V4(_) => socket.set_tos_v4(EXPEDITED),
        SocketAddr::V6(_) => mark_v6(socket),
    }
}

#[cfg(unix)]
fn mark_v6(socket: &Socket) -> io::Result<()> {
    socket.set_tclass_v6(EXPEDITED)
}

#[cfg(not(unix))]
fn mark_v6(_socket: &Socket) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Addresses of one host that are tried.
const TRIED: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_is_told_by_its_kind() {
        for (kind, says) in [
            (io::ErrorKind::ConnectionRefused, Says::PortRefused),
            (io::ErrorKind::TimedOut, Says::PortSilent),
            (io::ErrorKind::PermissionDenied, Says::PortBlockedHere),
            (io::ErrorKind::NetworkUnreachable, Says::PortUnreachable),
            (io::ErrorKind::HostUnreachable, Says::PortUnreachable),
        ] {
            assert_eq!(refusal(&kind.into()), says);
        }
    }
}
