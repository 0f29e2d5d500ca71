//! Which of our addresses leads to a peer.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// The addresses that this program may use, as its settings name them.
#[derive(Debug, Clone)]
pub(crate) struct Locals {
    bind: Vec<IpAddr>,
}

impl Locals {
    pub(crate) const fn new(bind: Vec<IpAddr>) -> Self {
        Self { bind }
    }

    /// The address to send from, with its scope and without a port; `None` if no way leads there.
    pub(crate) fn toward(&self, peer: SocketAddr) -> Option<SocketAddr> {
        let usual = usual_source(peer);
        if let Some(usual) = usual
            && self.bind.contains(&usual.ip())
        {
            return Some(usual);
        }
        if self.bind.contains(&unspecified(peer)) {
            return usual;
        }
        self.named(peer)
    }

    /// The address that a connection to `peer` must be bound to; `None` leaves it to the system.
    pub(crate) fn named_toward(&self, peer: SocketAddr) -> Option<SocketAddr> {
        if self.bind.contains(&unspecified(peer)) { None } else { self.toward(peer) }
    }

    /// Whether addresses of this peer's family are in use at all.
    pub(crate) fn has_family_of(&self, peer: SocketAddr) -> bool {
        self.bind.iter().any(|ip| ip.is_ipv4() == peer.is_ipv4())
    }

    /// The first explicit address of the family, of the same reach if there is one.
    fn named(&self, peer: SocketAddr) -> Option<SocketAddr> {
        let family = || self.bind.iter().filter(|ip| ip.is_ipv4() == peer.is_ipv4());
        family()
            .find(|ip| ip.is_loopback() == peer.ip().is_loopback())
            .or_else(|| family().next())
            .map(|&ip| SocketAddr::new(ip, 0))
    }
}

/// The addresses that the machine has now; `None` where the system does not tell.
pub(crate) fn present() -> Option<Vec<IpAddr>> {
    let interfaces = if_addrs::get_if_addrs()
        .inspect_err(|error| tracing::warn!(%error, "the addresses of this machine are not known"))
        .ok()?;
    Some(interfaces.iter().map(if_addrs::Interface::ip).collect())
}

/// The source that the operating system takes by its routing table. Nothing is sent.
fn usual_source(peer: SocketAddr) -> Option<SocketAddr> {
    let probe = UdpSocket::bind(SocketAddr::new(unspecified(peer), 0)).ok()?;
    // Port 0 cannot be connected to on every system, and the port does not matter here.
    let mut peer = peer;
    peer.set_port(5060);
    probe.connect(peer).ok()?;
    let mut source = probe.local_addr().ok()?;
    source.set_port(0);
    Some(source)
}

const fn unspecified(peer: SocketAddr) -> IpAddr {
    match peer {
        SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_takes_the_address_that_the_system_would_take() {
        let locals = Locals::new(vec![Ipv4Addr::UNSPECIFIED.into()]);

        assert_eq!(locals.toward(at("127.0.0.20:5060")), Some(at("127.0.0.1:0")));
        assert_eq!(locals.named_toward(at("127.0.0.20:5060")), None);
        assert_eq!(locals.toward(at("[::1]:5060")), None, "no IPv6 was asked for");
    }

    #[test]
    fn an_explicit_address_is_used_even_where_the_system_would_take_another() {
        let locals = Locals::new(vec![ip("127.0.0.20")]);

        assert_eq!(locals.toward(at("127.0.0.10:5060")), Some(at("127.0.0.20:0")));
        assert_eq!(locals.named_toward(at("127.0.0.10:5060")), Some(at("127.0.0.20:0")));
    }

    #[test]
    fn among_explicit_addresses_the_one_of_the_same_reach_is_taken() {
        let locals = Locals::new(vec![ip("192.0.2.1"), ip("127.0.0.20"), ip("::1")]);

        assert_eq!(locals.toward(at("127.0.0.10:5060")), Some(at("127.0.0.20:0")));
        assert_eq!(locals.toward(at("[::1]:5060")), Some(at("[::1]:0")));
    }

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }
}
