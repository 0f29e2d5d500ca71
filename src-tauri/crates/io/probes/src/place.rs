//! Which networks this machine is in, and by which addresses: a hint at where its person is.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The networks of all interfaces that are up, as `192.0.2.0/24`; loopback and link-local ones say
/// nothing and are left out. Empty where there is no network or the system does not tell.
#[must_use]
pub fn networks() -> BTreeSet<String> {
    try_networks().unwrap_or_default()
}

/// The same; absent where the system does not tell.
pub(crate) fn try_networks() -> Option<BTreeSet<String>> {
    let networks = interfaces()?.iter().map(name).collect();
    Some(networks)
}

/// The addresses of this machine in those networks.
#[must_use]
pub fn addresses() -> BTreeSet<IpAddr> {
    interfaces().unwrap_or_default().iter().map(if_addrs::Interface::ip).collect()
}

fn interfaces() -> Option<Vec<if_addrs::Interface>> {
    let mut interfaces = if_addrs::get_if_addrs()
        .inspect_err(|error| tracing::debug!(%error, "the system does not tell its networks"))
        .ok()?;
    interfaces.retain(|interface| !interface.is_loopback() && !interface.is_link_local());
    Some(interfaces)
}

fn name(interface: &if_addrs::Interface) -> String {
    match &interface.addr {
        if_addrs::IfAddr::V4(address) => network(address.ip.into(), address.prefixlen),
        if_addrs::IfAddr::V6(address) => network(address.ip.into(), address.prefixlen),
    }
}

fn network(address: IpAddr, prefix: u8) -> String {
    match address {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0);
            format!("{}/{prefix}", Ipv4Addr::from_bits(ip.to_bits() & mask))
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128))).unwrap_or(0);
            format!("{}/{prefix}", Ipv6Addr::from_bits(ip.to_bits() & mask))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_named_by_its_first_address() {
        for (address, prefix, name) in [
            ("192.0.2.77", 24, "192.0.2.0/24"),
            ("10.1.2.3", 8, "10.0.0.0/8"),
            ("192.0.2.77", 32, "192.0.2.77/32"),
            ("192.0.2.77", 0, "0.0.0.0/0"),
            ("2001:db8:1:2::7", 64, "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(address.parse().unwrap(), prefix), name);
        }
    }
}
