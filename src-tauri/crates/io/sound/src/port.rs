//! A pair of UDP ports for one media stream: even for RTP, the next for RTCP.
//!
//! Source: RFC 3550 §11 (the pair), RFC 8837 §5 and RFC 3246 (expedited forwarding for voice).

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;

use socket2::SockRef;

/// The ports media is sent from: below those that systems hand out to other programs.
pub const PORTS: RangeInclusive<u16> = 16_384..=32_767;

/// Code point 46, expedited forwarding, in the upper six bits. Source: RFC 3246.
const EXPEDITED_FORWARDING: u32 = 46 << 2;

/// Room for a burst while the network thread waits for its turn.
const RECEIVE_BUFFER_BYTES: usize = 256 * 1024;

/// Why no pair of ports could be had.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The address is not one of this machine, or the system refuses sockets.
    #[error("no media port on {0}")]
    Refused(IpAddr, #[source] io::Error),
    /// Every pair of the range is in use.
    #[error("all media ports on {0} are in use")]
    Exhausted(IpAddr),
}

/// Two bound sockets, held until the stream that uses them is closed.
#[derive(Debug)]
pub struct MediaPort {
    pub(crate) rtp: UdpSocket,
    pub(crate) rtcp: UdpSocket,
    local: SocketAddr,
}

impl MediaPort {
    /// Binds a free pair of [`PORTS`] on an address of this machine, IPv4 or IPv6.
    pub fn bind(ip: IpAddr) -> Result<Self, PortError> {
        Self::bind_in(ip, PORTS)
    }

    /// Binds a free pair of a range, starting anywhere in it so that programs seldom collide.
    pub fn bind_in(ip: IpAddr, ports: RangeInclusive<u16>) -> Result<Self, PortError> {
        let first = ports.start().next_multiple_of(2);
        let pairs = (u32::from(*ports.end()) + 1).saturating_sub(u32::from(first)) / 2;
        let offset = RandomState::new().hash_one(ip) % u64::from(pairs.max(1));
        for pair in 0..u64::from(pairs) {
            let index = (offset + pair) % u64::from(pairs);
            let Ok(port) = u16::try_from(u64::from(first) + 2 * index) else { continue };
            match Self::bind_pair(ip, port) {
                Ok(bound) => return Ok(bound),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
                Err(error) => return Err(PortError::Refused(ip, error)),
            }
        }
        Err(PortError::Exhausted(ip))
    }

    /// The RTP port; RTCP has the next one.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.local.port()
    }

    /// The address RTP is sent from.
    #[must_use]
    pub const fn local(&self) -> SocketAddr {
        self.local
    }

    fn bind_pair(ip: IpAddr, port: u16) -> io::Result<Self> {
        let local = SocketAddr::new(ip, port);
        let rtp = bind_one(local)?;
        let rtcp = bind_one(SocketAddr::new(ip, port + 1))?;
        Ok(Self { rtp, rtcp, local })
    }
}

fn bind_one(local: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(local)?;
    socket.set_nonblocking(true)?;
    let options = SockRef::from(&socket);
    if let Err(error) = options.set_recv_buffer_size(RECEIVE_BUFFER_BYTES) {
        tracing::debug!(%error, "receive buffer stays as it is");
    }
    if let Err(error) = mark(&options, local) {
        tracing::debug!(%error, "packets go unmarked");
    }
    Ok(socket)
}

fn mark(options: &SockRef<'_>, local: SocketAddr) -> io::Result<()> {
    match local {
        SocketAddr::V4(_) => options.set_tos_v4(EXPEDITED_FORWARDING),
        #[cfg(unix)]
        SocketAddr::V6(_) => options.set_tclass_v6(EXPEDITED_FORWARDING),
        #[cfg(not(unix))]
        SocketAddr::V6(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    #[test]
    fn a_pair_is_an_even_port_and_the_next_one() {
        for ip in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
            let port = MediaPort::bind(ip).unwrap();

            assert_eq!(port.port() % 2, 0);
            assert_eq!(port.rtp.local_addr().unwrap(), port.local());
            assert_eq!(port.rtcp.local_addr().unwrap().port(), port.port() + 1);
        }
    }

    #[test]
    fn a_used_pair_is_passed_over_until_none_is_left() {
        let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let taken = MediaPort::bind(ip).unwrap();
        let only = taken.port()..=taken.port() + 1;

        let refused = MediaPort::bind_in(ip, only.clone());
        drop(taken);
        let bound = MediaPort::bind_in(ip, only);

        assert!(matches!(refused, Err(PortError::Exhausted(_))), "{refused:?}");
        assert!(bound.is_ok(), "{bound:?}");
    }

    #[test]
    fn a_foreign_address_is_refused_at_once() {
        let documentation = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

        assert!(matches!(MediaPort::bind(documentation), Err(PortError::Refused(..))));
    }

    #[cfg(unix)]
    #[test]
    fn packets_ask_for_expedited_forwarding() {
        let port = MediaPort::bind(IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();

        assert_eq!(SockRef::from(&port.rtp).tos_v4().unwrap(), EXPEDITED_FORWARDING);
    }
}
